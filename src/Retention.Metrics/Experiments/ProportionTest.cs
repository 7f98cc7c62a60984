using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// Whether two groups of customers differ in a rate, such as retention, and by how much.
/// </summary>
/// <remarks>
/// <para>The difference p₁ − p₂ has Newcombe's interval, made of the two Wilson intervals; the test is the score test with the pooled rate, which R calls
/// <c>prop.test(…, correct = FALSE)</c> and which is the chi-squared test of the 2×2 table: z² is chi-squared with one degree of freedom. The same with Yates's continuity
/// correction stands beside it, and <see cref="Exact"/> is Fisher's test for small counts.</para>
/// <para>The groups are disjoint customers. The same customers before and after are a <see cref="McNemarTest"/>.</para>
/// <para>Undefined when a group is empty. There is a difference but no test when all customers of both groups have the property or none has.</para>
/// <para>R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10; Altman, Machin, Bryant and Gardner,
/// Statistics with Confidence (2000), for the intervals of the ratios.</para>
/// </remarks>
/// <example>
/// <code>
/// ProportionTest test = ProportionTest.Between(Proportion.Of(850, 1_000), Proportion.Of(812, 1_000));
/// Console.WriteLine(test);          // +3.8 points (95 % CI 0.5 to 7.1; p = .023)
/// test.RelativeRisk                 // 1.05 (95 % CI 1.01–1.09)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record ProportionTest : IRendersHtml
{
    [JsonConstructor]
    internal ProportionTest(Proportion first, Proportion second, double level)
    {
        (First, Second, Level) = (first, second, Guard.Level(level));
        RelativeRisk = RiskRatio();
        OddsRatio = RatioOfOdds();
        if (first.Total == 0 || second.Total == 0)
        {
            return;
        }

        // x₁n₂ − x₂n₁ is exact in 128 bits, so that equal rates differ by nothing however they are written.
        double cross = (double)(((Int128)first.Count * second.Total) - ((Int128)second.Count * first.Total));
        double n1 = first.Total;
        double n2 = second.Total;
        Difference = cross / n1 / n2;
        Interval = Newcombe(Difference.Value);
        WaldInterval = Wald(Difference.Value, 0);
        var all = n1 + n2;
        // Yates's half is no larger than the deviation itself.
        var half = Math.Min(0.5, Math.Abs(cross) / all);
        CorrectedWaldInterval = Wald(Difference.Value, half * ((1 / n1) + (1 / n2)));
        var pooled = first + second;
        if (pooled.Count == 0 || pooled.Count == pooled.Total)
        {
            return;
        }

        var scale = Math.Sqrt(all / (n1 * n2) / ((double)pooled.Count * (pooled.Total - pooled.Count)));
        Z = cross * scale;
        ChiSquare = Z * Z;
        PValue = NormalDistribution.TwoSidedPValue(Z.Value);
        PValueLess = NormalDistribution.Cdf(Z.Value);
        PValueGreater = NormalDistribution.UpperTail(Z.Value);
        var corrected = (Math.Abs(cross) - (half * all)) * scale;
        CorrectedChiSquare = corrected * corrected;
        CorrectedPValue = NormalDistribution.TwoSidedPValue(corrected);
    }

    /// <summary>The first group.</summary>
    public Proportion First { get; }

    /// <summary>The group that it is compared with.</summary>
    public Proportion Second { get; }

    /// <summary>The confidence level of all intervals, as a fraction.</summary>
    public double Level { get; }

    /// <summary>The rate of the first group less that of the second, as a fraction from −1 to 1; null when a group is empty.</summary>
    public double? Difference { get; }

    /// <summary>Newcombe's interval of the difference, inside [−1..1]; null when a group is empty.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Wald's interval of the difference, cut to [−1..1], as <c>prop.test(…, correct = FALSE)</c> prints it. Too narrow in small samples and near 0 and 1.</summary>
    public ConfidenceInterval? WaldInterval { get; }

    /// <summary>The same, widened by the continuity correction of <c>prop.test</c>.</summary>
    public ConfidenceInterval? CorrectedWaldInterval { get; }

    /// <summary>The difference in units of its standard error under equal rates; null when there is none.</summary>
    public double? Z { get; }

    /// <summary>z²: Pearson's chi-squared of the table, one degree of freedom.</summary>
    public double? ChiSquare { get; }

    /// <summary>The two-sided p-value of equal rates.</summary>
    public double? PValue { get; }

    /// <summary>The p-value against the first group having the lower rate.</summary>
    public double? PValueLess { get; }

    /// <summary>The p-value against the first group having the higher rate.</summary>
    public double? PValueGreater { get; }

    /// <summary>Chi-squared with Yates's continuity correction.</summary>
    public double? CorrectedChiSquare { get; }

    /// <summary>Its two-sided p-value: closer to that of Fisher's test, and never smaller than <see cref="PValue"/>.</summary>
    public double? CorrectedPValue { get; }

    /// <summary>The rate of the first group ÷ that of the second, with Katz's logarithmic interval.</summary>
    public RatioEstimate RelativeRisk { get; }

    /// <summary>The odds of the first group ÷ those of the second, with Woolf's logarithmic interval, which needs four cells above 0. <see cref="Exact"/> has one without that need.</summary>
    public RatioEstimate OddsRatio { get; }

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Difference is null ? First.Total == 0 && Second.Total == 0 ? "both groups are empty" : "a group is empty"
        : PValue is null ? Pooled.Count == 0 ? "nobody in either group has the property, so there is no variation to test" : "everybody in both groups has the property, so there is no variation to test"
        : null;

    /// <summary>The fewest customers expected in a cell of the table if the rates are equal; the chi-squared test is rough below 5. Null when a group is empty.</summary>
    [JsonIgnore]
    public double? SmallestExpected
    {
        get
        {
            if (Difference is null)
            {
                return null;
            }

            var pooled = Pooled;
            return Math.Min(First.Total, Second.Total) * (double)Math.Min(pooled.Count, pooled.Total - pooled.Count) / pooled.Total;
        }
    }

    private Proportion Pooled => First + Second;

    /// <summary>Compares two groups of different customers.</summary>
    /// <param name="first">The first group.</param>
    /// <param name="second">The group to compare it with.</param>
    /// <param name="level">The confidence level of the intervals as a fraction, strictly between 0 and 1.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <exception cref="OverflowException">The groups together exceed <see cref="long.MaxValue"/> customers.</exception>
    public static ProportionTest Between(Proportion first, Proportion second, double level = 0.95) => new(first, second, level);

    /// <summary>Compares the rates of two groups of different customers: retention with retention, conversion with conversion.</summary>
    /// <typeparam name="TRate">The kind of rate.</typeparam>
    /// <param name="first">The first rate, with its counts.</param>
    /// <param name="second">The rate to compare it with.</param>
    /// <param name="level">The confidence level of the intervals as a fraction, strictly between 0 and 1.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">A rate has no counts, because it was typed in or converted to another period; or the rates are over periods of different length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    /// <exception cref="OverflowException">The groups together exceed <see cref="long.MaxValue"/> customers.</exception>
    /// <example>
    /// <code>
    /// ProportionTest.Between(RetentionRate.FromCounts(850, 1_000), RetentionRate.FromCounts(812, 1_000))   // +3.8 points (…)
    /// </code>
    /// </example>
    public static ProportionTest Between<TRate>(TRate first, TRate second, double level = 0.95)
        where TRate : struct, ICountedRate
    {
        Guard.Level(level);
        var (one, other) = (CountsOf(first, nameof(first)), CountsOf(second, nameof(second)));
        return first.Period is { } p && second.Period is { } q && p != q
            ? throw new ArgumentException($"first is a rate over {p} and second over {q}. Rates over periods of different length differ for that reason alone; count both over the same.", nameof(second))
            : new(one, other, level);

        static Proportion CountsOf(TRate rate, string name) =>
            rate.Counts ?? throw new ArgumentException($"{name} was {rate}, which has no counts of its own: it was typed in, or converted to another period. A test needs how many of how many.", name);
    }

    /// <summary>Fisher's exact test of the same table.</summary>
    /// <param name="precision">How far the odds ratio and its interval are solved; fully unless told.</param>
    /// <returns>The test.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="precision"/> is not one of the enum.</exception>
    public FisherExactTest Exact(FisherPrecision precision = FisherPrecision.Full) => new(First, Second, Level, Guard.Defined(precision));

    /// <summary>The difference with its interval and p-value, as "+3.8 points (95 % CI 0.5 to 7.1; p = .023)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Difference is { } difference
            ? $"{Text.Signed(difference * 100)} points ({ExperimentText.Points(Interval!.Value)}; {(PValue is { } p ? Text.PValue(p) : "no test: " + WhyUndefined)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Difference of two rates", Difference is { } difference ? Text.Signed(difference * 100) + " points" : Text.NotAvailable)
        .Row("First", ExperimentText.Share(First))
        .Row("Second", ExperimentText.Share(Second))
        .Row("Interval", Interval is { } i ? $"{ExperimentText.Points(i)} ({i.Method})" : null)
        .Row("Test", Z is { } z ? $"z = {Text.Number(z)}, {Text.PValue(PValue!.Value)}" : null)
        .Row("Relative risk", RelativeRisk.Value is null ? null : RelativeRisk.ToString())
        .Row("Odds ratio", OddsRatio.Value is null ? null : OddsRatio.ToString())
        .Note(WhyUndefined)
        .Note(SmallestExpected < 5 ? "Fewer than 5 expected in a cell: read Fisher's exact test." : null)
        .ToString();

    private ConfidenceInterval Newcombe(double difference)
    {
        var (p1, p2) = (First.Value!.Value, Second.Value!.Value);
        var (w1, w2) = (First.Interval(Level)!.Value, Second.Interval(Level)!.Value);
        var below = double.Hypot(p1 - w1.Lower, w2.Upper - p2);
        var above = double.Hypot(w1.Upper - p1, p2 - w2.Lower);
        return ConfidenceInterval.Clipped(difference - below, difference + above, Level, "Newcombe", -1, 1);
    }

    private ConfidenceInterval Wald(double difference, double correction)
    {
        var variance = SampleMean.Of(First).SquaredError!.Value + SampleMean.Of(Second).SquaredError!.Value;
        var half = (NormalDistribution.TwoSidedCritical(Level) * Math.Sqrt(variance)) + correction;
        return ConfidenceInterval.Clipped(difference - half, difference + half, Level, correction > 0 ? "Wald with continuity correction" : "Wald", -1, 1);
    }

    private RatioEstimate RiskRatio()
    {
        const string Method = "Katz logarithmic";
        if (First.Total == 0 || Second.Total == 0)
        {
            return new(null, false, null, null, Level, Method, "a group is empty");
        }

        double? error = First.Count == 0 || Second.Count == 0 ? null : Math.Sqrt(Missing(First) + Missing(Second));
        return RatioEstimate.Log(First.Value!.Value, Second.Value!.Value, error, Level, Method, "nobody in either group has the property");

        // 1/x − 1/n without its cancellation.
        static double Missing(Proportion p) => (p.Total - p.Count) / (double)p.Total / p.Count;
    }

    private RatioEstimate RatioOfOdds()
    {
        const string Method = "Woolf logarithmic";
        if (First.Total == 0 || Second.Total == 0)
        {
            return new(null, false, null, null, Level, Method, "a group is empty");
        }

        double a = First.Count;
        double b = First.Total - First.Count;
        double c = Second.Count;
        double d = Second.Total - Second.Count;
        double? error = a > 0 && b > 0 && c > 0 && d > 0 ? Math.Sqrt((1 / a) + (1 / b) + (1 / c) + (1 / d)) : null;
        return RatioEstimate.Log(a * d, b * c, error, Level, Method, "the odds are 0 in both groups or infinite in both");
    }
}
