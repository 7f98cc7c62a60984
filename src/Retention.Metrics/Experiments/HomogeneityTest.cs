using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// Whether a rate is the same in several groups of customers: the chi-squared test of homogeneity, with every pair compared and a test for trend.
/// </summary>
/// <remarks>
/// <para>Σ (x − n·p)² ÷ (n·p·(1 − p)) over the groups, p being the rate of all together, is chi-squared with one degree of freedom fewer than groups, as R's <c>prop.test</c> has it for more
/// than two groups. A group of nobody takes no degree of freedom.</para>
/// <para>Undefined when fewer than two groups have customers, and when all customers have the property or none has.</para>
/// <para>K. Pearson, Philosophical Magazine 50 (1900); J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), chapter 9.</para>
/// </remarks>
/// <example>
/// <code>
/// HomogeneityTest channels = HomogeneityTest.Among(
///     ("search", Proportion.Of(812, 1_000)), ("social", Proportion.Of(850, 1_010)), ("referral", Proportion.Of(799, 990)));
/// channels.PValue
/// channels.Pairwise(PValueAdjustment.Holm)
/// channels.Trend()
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class HomogeneityTest : IEquatable<HomogeneityTest>, IRendersHtml
{
    [JsonConstructor]
    internal HomogeneityTest(IReadOnlyList<TestGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Groups = Array.AsReadOnly(groups.ToArray());
        Pooled = Proportion.Pool(Groups.Select(g => g.Proportion));
        var used = Groups.Count(g => g.Proportion.Total > 0);
        if (used < 2 || Pooled.Count == 0 || Pooled.Count == Pooled.Total)
        {
            return;
        }

        CompensatedSum sum = default;
        foreach (var proportion in Groups.Select(g => g.Proportion).Where(p => p.Total > 0))
        {
            var deviation = Deviation(proportion);
            sum.Add(deviation / Pooled.Count * (deviation / (Pooled.Total - Pooled.Count)) / proportion.Total);
        }

        (ChiSquare, DegreesOfFreedom) = (sum.Value, used - 1);
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<TestGroup> Groups { get; }

    /// <summary>All groups together.</summary>
    [JsonIgnore]
    public Proportion Pooled { get; }

    /// <summary>The statistic; null when there is no test.</summary>
    public double? ChiSquare { get; }

    /// <summary>Its degrees of freedom: groups with customers, less one; 0 when there is no test.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>The p-value of equal rates; null when <see cref="ChiSquare"/> is.</summary>
    public double? PValue => ChiSquare is { } chi ? ChiSquared.UpperTail(chi, DegreesOfFreedom) : null;

    /// <summary>Why <see cref="ChiSquare"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        ChiSquare is not null ? null
        : Groups.Count(g => g.Proportion.Total > 0) < 2 ? "a comparison needs two groups with customers"
        : NoVariation(Pooled);

    /// <summary>Compares groups of different customers.</summary>
    /// <param name="groups">The groups with their names.</param>
    /// <returns>The test.</returns>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    /// <exception cref="OverflowException">The groups together exceed <see cref="long.MaxValue"/> customers.</exception>
    public static HomogeneityTest Among(params ReadOnlySpan<(string Label, Proportion Proportion)> groups)
    {
        var named = new TestGroup[groups.Length];
        for (var i = 0; i < named.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(groups[i].Label, nameof(groups));
            named[i] = new(groups[i].Label, groups[i].Proportion);
        }

        return new(named);
    }

    /// <summary>Compares every two of the groups, with p-values adjusted for comparing many.</summary>
    /// <param name="adjustment">How to adjust; Holm's method unless told.</param>
    /// <param name="continuityCorrection">Whether each test has Yates's correction, as R's <c>pairwise.prop.test</c> has unless told.</param>
    /// <returns>One comparison per pair, in the order of the groups.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="adjustment"/> is not one of the enum.</exception>
    /// <remarks>A pair that cannot be compared has no p-value and is not counted among the comparisons.</remarks>
    public IReadOnlyList<PairwiseComparison> Pairwise(PValueAdjustment adjustment = PValueAdjustment.Holm, bool continuityCorrection = false)
    {
        Guard.Defined(adjustment);
        var pairs = new List<(string First, string Second, double? ChiSquare, double? PValue)>();
        for (var a = 0; a < Groups.Count; a++)
        {
            for (var b = a + 1; b < Groups.Count; b++)
            {
                var test = ProportionTest.Between(Groups[a].Proportion, Groups[b].Proportion);
                pairs.Add((Groups[a].Label, Groups[b].Label, continuityCorrection ? test.CorrectedChiSquare : test.ChiSquare, continuityCorrection ? test.CorrectedPValue : test.PValue));
            }
        }

        return PairwiseComparison.Adjusted(pairs, adjustment);
    }

    /// <summary>Whether the rate rises or falls with an order of the groups, such as price levels or months: one degree of freedom, more power than the general test if it does.</summary>
    /// <param name="scores">A number per group; 1, 2, 3 … in their order when empty.</param>
    /// <returns>The Cochran–Armitage test.</returns>
    /// <exception cref="ArgumentException">There is not one score per group.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A score is not finite.</exception>
    public ProportionTrend Trend(params ReadOnlySpan<double> scores)
    {
        var s = scores.IsEmpty ? [.. Enumerable.Range(1, Groups.Count).Select(i => (double)i)] : scores.ToArray();
        if (s.Length != Groups.Count)
        {
            throw new ArgumentException($"There are {Text.Count(s.Length)} scores for {Text.Count(Groups.Count)} groups.", nameof(scores));
        }

        return new(Groups, s);
    }

    /// <summary>Whether the other has the same groups.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all groups are equal.</returns>
    public bool Equals(HomogeneityTest? other) => other is not null && Groups.SequenceEqual(other.Groups);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HomogeneityTest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Groups.Count, Pooled, ChiSquare);

    /// <summary>The statistic with its p-value, as "chi-squared 5.28 on 3 df, p = .153 (4 groups)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        ChiSquare is { } chi
            ? $"{ExperimentText.ChiSquare(chi, DegreesOfFreedom, PValue!.Value)} ({Text.Count(DegreesOfFreedom + 1)} groups)"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The groups as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| group | rate | count | of |\n|:---|---:|---:|---:|\n");
        foreach (var (label, p) in Groups.Select(g => (g.Label, g.Proportion)))
        {
            table.Append("| ").AppendJoin(" | ", label.Replace("|", "\\|", StringComparison.Ordinal), Text.Percent(p.Value), Text.Count(p.Count), Text.Count(p.Total)).Append(" |\n");
        }

        return table.Append('\n').Append(ToString()).Append('\n').ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Rates of several groups", ExperimentText.PValue(PValue)).Row("Test", ChiSquare is null ? null : ToString());
        foreach (var group in Groups)
        {
            card.Row(group.Label, ExperimentText.Share(group.Proportion));
        }

        var rarer = (double)Math.Min(Pooled.Count, Pooled.Total - Pooled.Count);
        return card
            .Note(WhyUndefined)
            .Note(ChiSquare is not null && Groups.Any(g => g.Proportion.Total > 0 && g.Proportion.Total * (rarer / Pooled.Total) < 5) ? "Fewer than 5 expected in a cell: the chi-squared approximation is rough." : null)
            .ToString();
    }

    internal static string NoVariation(Proportion pooled) =>
        pooled.Count == 0 ? "nobody has the property, so there is no variation to test" : "everybody has the property, so there is no variation to test";

    // xN − nS, exact in 128 bits before it is rounded once.
    private double Deviation(Proportion p) => (double)(((Int128)p.Count * Pooled.Total) - ((Int128)Pooled.Count * p.Total));
}
