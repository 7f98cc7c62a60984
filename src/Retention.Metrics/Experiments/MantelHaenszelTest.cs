using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>One stratum of a <see cref="MantelHaenszelTest"/>: customers of one tenure, country or plan, in two groups. The default value has nobody.</summary>
public readonly record struct TestStratum
{
    [JsonConstructor]
    internal TestStratum(string label, Proportion first, Proportion second)
    {
        ArgumentNullException.ThrowIfNull(label);
        (Label, First, Second) = (label, first, second);
    }

    /// <summary>The name of the stratum.</summary>
    public string Label { get => field ?? string.Empty; }

    /// <summary>The first group in this stratum.</summary>
    public Proportion First { get; }

    /// <summary>The second group in this stratum.</summary>
    public Proportion Second { get; }

    /// <summary>As "new: 80.0 % (80 of 100) and 70.0 % (70 of 100)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Label}: {ExperimentText.Share(First)} and {ExperimentText.Share(Second)}";
}

/// <summary>
/// Whether two groups differ in a rate when customers are compared only with those of their own stratum, and the odds ratio that the strata have in common.
/// </summary>
/// <remarks>
/// <para>Pooling strata of different rates can turn a difference round (Simpson's paradox); this does not pool. The statistic is (Σ (a − E a))² ÷ Σ Var a over the strata, chi-squared with one degree
/// of freedom; with the continuity correction |Σ| is reduced by a half, if it is as large. The common odds ratio Σ(ad ÷ n) ÷ Σ(bc ÷ n) has the interval of Robins, Breslow and Greenland. As R's
/// <c>mantelhaen.test</c>. A stratum with fewer than two customers says nothing and is left out.</para>
/// <para>The odds ratio describes all strata only if it is alike in them: look at them.</para>
/// <para>N. Mantel and W. Haenszel, Journal of the National Cancer Institute 22 (1959); J. Robins, N. Breslow, S. Greenland, Biometrics 42 (1986).</para>
/// </remarks>
/// <example>
/// <code>
/// MantelHaenszelTest test = MantelHaenszelTest.Over(
///     ("first year", Proportion.Of(80, 100), Proportion.Of(70, 100)),
///     ("later", Proportion.Of(90, 100), Proportion.Of(85, 100)));
/// test.CommonOddsRatio
/// test.PValue
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class MantelHaenszelTest : IEquatable<MantelHaenszelTest>, IRendersHtml
{
    [JsonConstructor]
    internal MantelHaenszelTest(IReadOnlyList<TestStratum> strata, double level)
    {
        ArgumentNullException.ThrowIfNull(strata);
        Strata = Array.AsReadOnly(strata.ToArray());
        Level = Guard.Level(level);
        CompensatedSum deviation = default;
        CompensatedSum variance = default;
        foreach (var (first, second) in Strata.Select(s => (s.First, s.Second)).Where(s => s.First.Total + s.Second.Total > 1))
        {
            var all = first + second;
            double n = all.Total;
            // a − m₁t ÷ n = (ad − bc) ÷ n, exact in 128 bits before the division.
            deviation.Add((double)(((Int128)first.Count * second.Total) - ((Int128)second.Count * first.Total)) / n);
            variance.Add(first.Total / n * (second.Total / n) * all.Count * ((all.Total - all.Count) / (n - 1)));
        }

        CommonOddsRatio = OddsRatio();
        if (variance.Value > 0)
        {
            var distance = Math.Abs(deviation.Value);
            Z = deviation.Value / Math.Sqrt(variance.Value);
            var corrected = distance - (distance >= 0.5 ? 0.5 : 0);
            CorrectedChiSquare = corrected / variance.Value * corrected;
        }
    }

    /// <summary>The strata.</summary>
    public IReadOnlyList<TestStratum> Strata { get; }

    /// <summary>The confidence level of the interval, as a fraction.</summary>
    public double Level { get; }

    /// <summary>The signed root of <see cref="ChiSquare"/>, above 0 when the first group has the property more often; null when there is no test.</summary>
    public double? Z { get; }

    /// <summary>The statistic without correction, one degree of freedom.</summary>
    public double? ChiSquare => Z * Z;

    /// <summary>The two-sided p-value of equal odds in every stratum.</summary>
    public double? PValue => Z is { } z ? NormalDistribution.TwoSidedPValue(z) : null;

    /// <summary>The statistic with the continuity correction, which is R's choice unless told.</summary>
    public double? CorrectedChiSquare { get; }

    /// <summary>Its p-value.</summary>
    public double? CorrectedPValue => CorrectedChiSquare is { } chi ? ChiSquared.UpperTail(chi, 1) : null;

    /// <summary>The odds ratio that the strata have in common.</summary>
    public RatioEstimate CommonOddsRatio { get; }

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Z is not null ? null
        : Strata.All(s => s.First.Total == 0 || s.Second.Total == 0) ? "no stratum has customers in both groups"
        : "in every stratum everybody has the property, nobody has, or a group is empty";

    /// <summary>Compares two groups within strata.</summary>
    /// <param name="strata">The two groups in each stratum, with its name.</param>
    /// <returns>The test, its interval at 95 %.</returns>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    public static MantelHaenszelTest Over(params ReadOnlySpan<(string Label, Proportion First, Proportion Second)> strata) => Over(0.95, strata);

    /// <summary>Compares two groups within strata.</summary>
    /// <param name="level">The confidence level of the interval as a fraction, strictly between 0 and 1.</param>
    /// <param name="strata">The two groups in each stratum, with its name.</param>
    /// <returns>The test.</returns>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public static MantelHaenszelTest Over(double level, params ReadOnlySpan<(string Label, Proportion First, Proportion Second)> strata)
    {
        Guard.Level(level);
        var named = new TestStratum[strata.Length];
        for (var i = 0; i < named.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(strata[i].Label, nameof(strata));
            named[i] = new(strata[i].Label, strata[i].First, strata[i].Second);
        }

        return new(named, level);
    }

    /// <summary>Whether the other has the same strata and level.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all are equal.</returns>
    public bool Equals(MantelHaenszelTest? other) => other is not null && Level == other.Level && Strata.SequenceEqual(other.Strata);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MantelHaenszelTest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Strata.Count, Level, Z);

    /// <summary>The common odds ratio and p-value, as "common odds ratio 1.59 (95 % CI 1.09–2.32), p = .017, 3 strata", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        PValue is { } p ? $"common odds ratio {CommonOddsRatio}, {Text.PValue(p)}, {Text.Count(Strata.Count)} strata" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Two groups within strata", ExperimentText.PValue(PValue)).Row("Common odds ratio", PValue is null ? null : CommonOddsRatio.ToString());
        foreach (var stratum in Strata)
        {
            card.Row(stratum.Label, $"{ExperimentText.Share(stratum.First)} and {ExperimentText.Share(stratum.Second)}");
        }

        return card.Note(WhyUndefined).ToString();
    }

    private RatioEstimate OddsRatio()
    {
        // Concordant R = ad ÷ n and discordant S = bc ÷ n with their weights P = (a + d) ÷ n and Q = (b + c) ÷ n.
        CompensatedSum r = default;
        CompensatedSum s = default;
        CompensatedSum pr = default;
        CompensatedSum cross = default;
        CompensatedSum qs = default;
        foreach (var (first, second) in Strata.Select(t => (t.First, t.Second)).Where(t => t.First.Total > 0 && t.Second.Total > 0))
        {
            double a = first.Count;
            double b = first.Total - first.Count;
            double c = second.Count;
            double d = second.Total - second.Count;
            var n = (double)first.Total + second.Total;
            var (p, q) = ((a + d) / n, (b + c) / n);
            var (concordant, discordant) = (a * d / n, b * c / n);
            r.Add(concordant);
            s.Add(discordant);
            pr.Add(p * concordant);
            cross.Add((p * discordant) + (q * concordant));
            qs.Add(q * discordant);
        }

        double? error = r.Value > 0 && s.Value > 0
            ? Math.Sqrt((pr.Value / r.Value / r.Value / 2) + (cross.Value / r.Value / s.Value / 2) + (qs.Value / s.Value / s.Value / 2))
            : null;
        return RatioEstimate.Log(r.Value, s.Value, error, Level, "Robins–Breslow–Greenland", "no stratum has a pair of customers that tells");
    }
}
