using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// Fisher's exact test of two rates: no approximation, so it holds for the smallest groups.
/// </summary>
/// <remarks>
/// <para>Given how many customers are in each group and how many have the property in all, the number in the first group is hypergeometric under equal odds. The two-sided p-value adds the
/// probabilities of all tables that are no more probable than the one observed (as R's <c>fisher.test</c> does, ties within 1e-7). The odds ratio is the conditional
/// maximum-likelihood estimate, which is a little nearer to 1 than ad ÷ bc, with Cornfield's exact interval.</para>
/// <para>The test keeps its level and therefore rejects less often than it may: conservative.</para>
/// <para>R. A. Fisher, Statistical Methods for Research Workers, 5th ed. (1934), section 21.02; A. Agresti, Categorical Data Analysis, 3rd ed. (2013), sections 3.5 and 16.6.</para>
/// </remarks>
/// <example>
/// <code>
/// FisherExactTest test = ProportionTest.Between(Proportion.Of(1, 10), Proportion.Of(9, 10)).Exact();
/// test.PValue            // 0.00109…
/// test.OddsRatio         // 0.02 (95 % CI 2.55e-4–0.31)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record FisherExactTest : IRendersHtml
{
    /// <summary>Beyond this many customers an exact sum takes seconds and says what the score test says.</summary>
    private const long MostCustomers = 1_000_000_000_000;

    private const string Method = "exact conditional";

    [JsonConstructor]
    internal FisherExactTest(Proportion first, Proportion second, double level, FisherPrecision precision)
    {
        (First, Second, Level, Precision) = (first, second, Guard.Level(level), Guard.Defined(precision));
        if (WhyUndefined is { } reason)
        {
            OddsRatio = new(null, false, null, null, level, Method, reason);
            return;
        }

        var table = new NoncentralHypergeometric(first.Total, second.Total, first.Count + second.Count);
        var x = first.Count;
        PValue = table.AsImprobableAs(x);
        PValueLess = table.Cdf(x);
        PValueGreater = table.UpperTail(x);
        OddsRatio = Ratio(table, x);
    }

    /// <summary>The first group.</summary>
    public Proportion First { get; }

    /// <summary>The group that it is compared with.</summary>
    public Proportion Second { get; }

    /// <summary>The confidence level of the interval of the odds ratio, as a fraction.</summary>
    public double Level { get; }

    /// <summary>How far the odds ratio is solved.</summary>
    public FisherPrecision Precision { get; }

    /// <summary>The two-sided p-value of equal odds; null when a group is empty.</summary>
    public double? PValue { get; }

    /// <summary>The p-value against the first group having the lower odds.</summary>
    public double? PValueLess { get; }

    /// <summary>The p-value against the first group having the higher odds.</summary>
    public double? PValueGreater { get; }

    /// <summary>The conditional maximum-likelihood estimate of the odds ratio with its exact interval.</summary>
    public RatioEstimate OddsRatio { get; }

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        First.Total == 0 || Second.Total == 0 ? "a group is empty"
        : First.Total > MostCustomers || Second.Total > MostCustomers ? "a group has more than 1,000,000,000,000 customers; the score test is as good as exact there"
        : null;

    /// <summary>The odds ratio and p-value, as "odds ratio 0.02 (95 % CI 2.55e-4–0.31), p = .001", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => PValue is { } p ? $"odds ratio {OddsRatio}, {Text.PValue(p)}" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Fisher's exact test", ExperimentText.PValue(PValue))
        .Row("First", ExperimentText.Share(First))
        .Row("Second", ExperimentText.Share(Second))
        .Row("Odds ratio", PValue is null ? null : OddsRatio.ToString())
        .Note(WhyUndefined)
        .ToString();

    private RatioEstimate Ratio(NoncentralHypergeometric table, long x)
    {
        if (table.Low == table.High)
        {
            return new(null, false, null, null, Level, Method, "the margins leave one table only: all or none have the property");
        }

        // Woolf's estimate, each cell raised by a half, is near enough to start from.
        double a = First.Count + 0.5;
        double b = First.Total - First.Count + 0.5;
        double c = Second.Count + 0.5;
        double d = Second.Total - Second.Count + 0.5;
        var centre = Math.Log(a * d / b / c);
        var tail = DecimalNumber.Outside(Level) / 2;
        var reach = NormalDistribution.TwoSidedCritical(Level) * Math.Sqrt((1 / a) + (1 / b) + (1 / c) + (1 / d));
        var asR = Precision == FisherPrecision.AsR;
        var estimate = ExactOddsRatio.Estimate(table, x, centre, asR);
        var lower = ExactOddsRatio.Limit(table, x, tail, upper: false, centre - reach, asR);
        var upper = ExactOddsRatio.Limit(table, x, tail, upper: true, centre + reach, asR);
        return double.IsFinite(estimate)
            ? new(estimate, false, lower, double.IsFinite(upper) ? upper : null, Level, Method, null)
            : new(null, true, lower, null, Level, Method, "the estimate is larger than any number");
    }
}
