using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// Whether a rate rises or falls along ordered groups: the Cochran–Armitage test for trend.
/// </summary>
/// <remarks>
/// <para>z = Σ s·(x − n·p) ÷ √(p(1 − p)·Σ n(s − s̄)²) with scores s; z² is R's <c>prop.trend.test</c>. The slope is that of the weighted regression of the rates on the scores.
/// Only the spacing of the scores counts, not their origin or unit.</para>
/// <para>W. G. Cochran, Biometrics 10 (1954); P. Armitage, Biometrics 11 (1955).</para>
/// </remarks>
/// <example>
/// <code>
/// ProportionTrend trend = HomogeneityTest.Among(("1 seat", small), ("2–9", medium), ("10 and more", large)).Trend(1, 4, 20);
/// trend.Slope      // points of retention (as a fraction) per seat
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ProportionTrend : IEquatable<ProportionTrend>, IRendersHtml
{
    [JsonConstructor]
    internal ProportionTrend(IReadOnlyList<TestGroup> groups, IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(scores);
        if (groups.Count != scores.Count)
        {
            throw new ArgumentException($"There are {Text.Count(scores.Count)} scores for {Text.Count(groups.Count)} groups.", nameof(scores));
        }

        Groups = Array.AsReadOnly(groups.ToArray());
        Scores = Array.AsReadOnly(scores.Select(s => Guard.Finite(s, nameof(scores))).ToArray());
        var pooled = Proportion.Pool(Groups.Select(g => g.Proportion));
        if (pooled.Total == 0)
        {
            WhyUndefined = "a comparison needs two groups with customers";
            return;
        }

        double all = pooled.Total;
        var rate = pooled.Count / all;
        // Around the weighted mean nothing is lost when scores are years.
        CompensatedSum weighted = default;
        for (var i = 0; i < Groups.Count; i++)
        {
            weighted.Add(Groups[i].Proportion.Total / all * Scores[i]);
        }

        CompensatedSum score = default;
        CompensatedSum spread = default;
        for (var i = 0; i < Groups.Count; i++)
        {
            var p = Groups[i].Proportion;
            var distance = Scores[i] - weighted.Value;
            score.Add(distance * (double)(((Int128)p.Count * pooled.Total) - ((Int128)pooled.Count * p.Total)) / all);
            spread.Add(distance * distance * p.Total);
        }

        if (Groups.Zip(Scores).Where(g => g.First.Proportion.Total > 0).Select(g => g.Second).Distinct().Count() < 2)
        {
            WhyUndefined = "a trend needs customers at two different scores";
            return;
        }

        Slope = score.Value / spread.Value;
        if (pooled.Count == 0 || pooled.Count == pooled.Total)
        {
            WhyUndefined = HomogeneityTest.NoVariation(pooled);
            return;
        }

        Z = score.Value / Math.Sqrt(rate * ((pooled.Total - pooled.Count) / all) * spread.Value);
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<TestGroup> Groups { get; }

    /// <summary>The score of each group.</summary>
    public IReadOnlyList<double> Scores { get; }

    /// <summary>By how much the rate changes per unit of the score, as a fraction; null when all customers have one score.</summary>
    public double? Slope { get; }

    /// <summary>The statistic, above 0 when the rate rises with the score; null when there is no test.</summary>
    public double? Z { get; }

    /// <summary>z², one degree of freedom.</summary>
    public double? ChiSquare => Z * Z;

    /// <summary>The two-sided p-value of no trend; null when <see cref="Z"/> is.</summary>
    public double? PValue => Z is { } z ? NormalDistribution.TwoSidedPValue(z) : null;

    /// <summary>Why <see cref="Z"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined { get; }

    /// <summary>Whether the other has the same groups and scores.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all are equal.</returns>
    public bool Equals(ProportionTrend? other) => other is not null && Groups.SequenceEqual(other.Groups) && Scores.SequenceEqual(other.Scores);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ProportionTrend);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Groups.Count, Slope, Z);

    /// <summary>As "+7.0 points per unit of the score, p = .008", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        PValue is { } p ? $"{Text.Signed(Slope!.Value * 100, 2)} points per unit of the score, {Text.PValue(p)}" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Trend of a rate", ExperimentText.PValue(PValue)).Row("Slope", Slope is { } slope ? $"{Text.Signed(slope * 100, 2)} points per unit" : null);
        for (var i = 0; i < Groups.Count; i++)
        {
            card.Row($"{Groups[i].Label} ({Text.Exact(Scores[i])})", ExperimentText.Share(Groups[i].Proportion));
        }

        return card.Note(WhyUndefined).ToString();
    }
}
