using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Experiments;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>One group in a log-rank test. The default value is a group of nobody.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct LogRankGroup
{
    [JsonConstructor]
    internal LogRankGroup(string label, long customers, double observed, double expected, double difference)
    {
        ArgumentNullException.ThrowIfNull(label);
        Label = label;
        Customers = Guard.Count(customers);
        Observed = Guard.Finite(observed);
        Expected = Guard.Finite(expected);
        Difference = Guard.Finite(difference);
    }

    /// <summary>The name of the group.</summary>
    public string Label { get => field ?? string.Empty; }

    /// <summary>How many customers it has.</summary>
    public long Customers { get; }

    /// <summary>How many of them ended, each counted with the weight of its time.</summary>
    public double Observed { get; }

    /// <summary>How many would have, if all groups had the same hazard at every time.</summary>
    public double Expected { get; }

    /// <summary>Observed less expected, summed time by time, which loses no digits.</summary>
    public double Difference { get; }

    /// <summary>Observed ÷ expected: above 1 where customers leave more than in all groups together; null when nobody was expected to.</summary>
    [JsonIgnore]
    public double? Ratio => Expected > 0 ? Observed / Expected : null;

    /// <summary>As "monthly: 9 ended, 4.67 expected, of 10".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Label}: {SurvivalText.Amount(Observed)} ended, {SurvivalText.Amount(Expected)} expected, of {Text.Count(Customers)}";
}

/// <summary>
/// Whether groups of customers differ in how they leave over time: the log-rank test and its weighted relatives, for any number of groups, with strata.
/// </summary>
/// <remarks>
/// <para>At each time with d ends among n at risk, a group with n₁ at risk is expected to have d·n₁ ÷ n of them. The statistic is the sum of the differences, weighted, in units of their
/// hypergeometric covariance; under equal hazards it is chi-squared with one degree of freedom fewer than groups. With strata, sums are taken within each and added.</para>
/// <para>Only the order of the times counts. Case weights count as that many customers. Late entry is allowed.</para>
/// <para>Mantel, Cancer Chemotherapy Reports 50 (1966); Fleming and Harrington, Counting Processes and Survival Analysis (1991), chapter 7.</para>
/// </remarks>
/// <example>
/// <code>
/// LogRankTest test = LogRankTest.Between(LifetimeGroups.Of(("monthly", monthly), ("annual", annual)));
/// Console.WriteLine(test);             // log-rank: chi-squared 7.55 on 1 df, p = .006
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class LogRankTest : IEquatable<LogRankTest>, IRendersHtml
{
    private readonly double[][] _covariance;

    [JsonConstructor]
    internal LogRankTest(IReadOnlyList<LogRankGroup> groups, double[][] covarianceRows, LogRankWeights weights, int strata)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(covarianceRows);
        Groups = Array.AsReadOnly(groups.ToArray());
        Weights = weights;
        Strata = (int)Guard.Count(strata);
        Lifetimes.CheckLength(covarianceRows.Length, nameof(covarianceRows), Groups.Count, nameof(groups));
        foreach (var row in covarianceRows)
        {
            Lifetimes.CheckLength(row?.Length ?? 0, nameof(covarianceRows), Groups.Count, nameof(groups));
            foreach (var value in row!)
            {
                Guard.Finite(value, nameof(covarianceRows));
            }
        }

        _covariance = covarianceRows;
        (ChiSquare, DegreesOfFreedom) = Statistic(i => Groups[i].Expected > 0);
    }

    /// <summary>The groups with what was observed and expected in each.</summary>
    public IReadOnlyList<LogRankGroup> Groups { get; }

    /// <summary>How the times are weighted.</summary>
    public LogRankWeights Weights { get; }

    /// <summary>How many strata the groups were compared in; 1 without.</summary>
    public int Strata { get; }

    /// <summary>The statistic; null when nothing can be compared.</summary>
    public double? ChiSquare { get; }

    /// <summary>Its degrees of freedom: groups at risk when somebody left, less one.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>The p-value of no difference; null when <see cref="ChiSquare"/> is.</summary>
    public double? PValue => ChiSquare is { } chi ? ChiSquared.UpperTail(chi, DegreesOfFreedom) : null;

    /// <summary>Why <see cref="ChiSquare"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        ChiSquare is not null ? null
        : Groups.Count < 2 ? "a comparison needs two groups"
        : Groups.All(g => g.Observed == 0) ? "nobody left"
        : "the groups were never at risk together when somebody left";

    [JsonInclude]
    [JsonPropertyName("covariance")]
    internal double[][] CovarianceRows => _covariance;

    /// <summary>Compares groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="weights">How the times are weighted; all alike unless told.</param>
    /// <param name="cancellationToken">Cancels the walk over many distinct times.</param>
    /// <returns>The test. It is undefined, and says why, when nobody left or fewer than two groups were ever at risk together.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="groups"/> is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LogRankTest Between(LifetimeGroups groups, LogRankWeights weights = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var sums = new LogRankSums(groups.Labels.Count, weights);
        for (var stratum = 0; stratum < groups.StratumCount; stratum++)
        {
            sums.Add(groups.SetsOf(stratum), cancellationToken);
        }

        return new(
            [.. groups.Labels.Select((label, g) => new LogRankGroup(label, groups.OfGroupCount(g), sums.Observed(g), sums.Expected(g), sums.Difference(g)))],
            sums.Covariance(),
            weights,
            groups.StratumCount);
    }

    /// <summary>Compares every two of the groups, with p-values adjusted for comparing many.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="adjustment">How to adjust; Holm's method unless told.</param>
    /// <param name="weights">How the times are weighted; all alike unless told.</param>
    /// <param name="cancellationToken">Cancels the comparisons.</param>
    /// <returns>One comparison per pair, in the order of the groups.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="groups"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="adjustment"/> is not one of the enum.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>A pair that cannot be compared has no p-value and is not counted among the comparisons.</remarks>
    public static IReadOnlyList<PairwiseComparison> Pairwise(LifetimeGroups groups, PValueAdjustment adjustment = PValueAdjustment.Holm, LogRankWeights weights = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Guard.Defined(adjustment);
        var tests = new List<LogRankTest>();
        for (var a = 0; a < groups.Labels.Count; a++)
        {
            for (var b = a + 1; b < groups.Labels.Count; b++)
            {
                tests.Add(Between(groups.Only(a, b), weights, cancellationToken));
            }
        }

        return PairwiseComparison.Adjusted([.. tests.Select(t => (t.Groups[0].Label, t.Groups[1].Label, t.ChiSquare, t.PValue))], adjustment);
    }

    /// <summary>The covariance of the differences of two groups.</summary>
    /// <param name="group">The index of one group.</param>
    /// <param name="other">The index of another, or the same.</param>
    /// <returns>The covariance; the variance for the same group twice.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such group.</exception>
    public double Covariance(int group, int other)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        ArgumentOutOfRangeException.ThrowIfNegative(other);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(group, Groups.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(other, Groups.Count);
        return _covariance[group][other];
    }

    /// <summary>Whether leaving rises or falls with an order of the groups, such as price levels: one degree of freedom, more power than the general test if it does.</summary>
    /// <param name="scores">A number per group; 0, 1, 2 … in their order when empty.</param>
    /// <returns>The test for trend.</returns>
    /// <exception cref="ArgumentException">There is not one score per group, or one is not finite.</exception>
    /// <remarks>(Σ s·(O − E))² ÷ s′Vs. Tarone, Biometrika 62 (1975).</remarks>
    public LogRankTrend Trend(params ReadOnlySpan<double> scores)
    {
        var s = scores.IsEmpty ? [.. Enumerable.Range(0, Groups.Count).Select(i => (double)i)] : scores.ToArray();
        Lifetimes.CheckLength(s.Length, nameof(scores), Groups.Count, "the list of groups");
        var (u, variance) = (0.0, 0.0);
        for (var i = 0; i < s.Length; i++)
        {
            u += Guard.Finite(s[i], nameof(scores)) * Groups[i].Difference;
            for (var j = 0; j < s.Length; j++)
            {
                variance += s[i] * s[j] * _covariance[i][j];
            }
        }

        return new(u, Math.Max(0, variance));
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(LogRankTest? other) =>
        other is not null && Weights == other.Weights && Strata == other.Strata && Groups.SequenceEqual(other.Groups) && _covariance.Zip(other._covariance).All(rows => rows.First.AsSpan().SequenceEqual(rows.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LogRankTest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Weights, Strata, Groups.Count, ChiSquare);

    /// <summary>The statistic with its p-value, as "log-rank: chi-squared 7.55 on 1 df, p = .006", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        ChiSquare is { } chi
            ? $"{Weights}: chi-squared {Text.Number(chi)} on {Text.Count(DegreesOfFreedom)} df, {Text.PValue(PValue!.Value)}{(Strata > 1 ? $", {Text.Count(Strata)} strata" : string.Empty)}"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The groups as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| group | customers | ended | expected | ended ÷ expected |\n|:---|---:|---:|---:|---:|\n");
        foreach (var g in Groups)
        {
            table.Append("| ").AppendJoin(" | ", g.Label.Replace("|", "\\|", StringComparison.Ordinal), Text.Count(g.Customers), SurvivalText.Amount(g.Observed), SurvivalText.Amount(g.Expected), g.Ratio is { } ratio ? Text.Number(ratio) : Text.NotAvailable).Append(" |\n");
        }

        return table.Append('\n').Append(ToString()).Append('\n').ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Log-rank test", PValue is { } p ? Text.PValue(p) : Text.NotAvailable).Row("Test", ChiSquare is null ? Weights.ToString() : ToString());
        foreach (var group in Groups)
        {
            card.Row(group.Label, $"{SurvivalText.Amount(group.Observed)} ended, {SurvivalText.Amount(group.Expected)} expected, of {Text.Count(group.Customers)}");
        }

        return card.Note(WhyUndefined).Note(Groups.Any(g => g.Expected < 5) ? "Fewer than 5 ends expected in a group: the chi-squared approximation is rough." : null).ToString();
    }

    private (double? ChiSquare, int Degrees) Statistic(Func<int, bool> counts)
    {
        var used = Enumerable.Range(0, Groups.Count).Where(counts).ToArray();
        var u = new double[used.Length];
        var v = new double[used.Length, used.Length];
        for (var i = 0; i < used.Length; i++)
        {
            u[i] = Groups[used[i]].Difference;
            for (var j = 0; j < used.Length; j++)
            {
                v[i, j] = _covariance[used[i]][used[j]];
            }
        }

        var (value, rank) = QuadraticForm.Of(u, v);
        return rank == 0 ? (null, 0) : (value, rank);
    }
}
