using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// How customers are scored and named: breaks for days since the last purchase, number of purchases and spend, given as thresholds or taken from the quantiles of a table,
/// and segments of scores, of which the first that fits counts. Immutable.
/// </summary>
/// <remarks>
/// With k − 1 breaks there are k scores, 1 the worst. A customer's score of frequency or spend is 1 + the number of breaks that its value exceeds; that of recency is k − the number
/// of breaks that its days since the last purchase exceed. Quantile breaks are nearest ranks, and equal values always share a score, so that scores may hold unequal numbers of customers.
/// Thresholds make tables of different months comparable; quantiles do not: they move with the base.
/// </remarks>
/// <example>
/// <code>
/// RfmSegments quintiles = table.Segments(RfmSegmentation.Quantiles(5));
/// RfmSegments fixedBreaks = table.Segments(RfmSegmentation.Thresholds(
///     daysSinceLast: [30, 90], purchases: [1, 3], spend: [50m, 200m],
///     [new("Best") { MinimumRecency = 3, MinimumFrequency = 3 }, new("Others")]));
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class RfmSegmentation : IEquatable<RfmSegmentation>
{
    private const int MostScores = 10;

    [JsonConstructor]
    internal RfmSegmentation(int scores, IReadOnlyList<RfmSegment> segments, IReadOnlyList<int>? daysSinceLast, IReadOnlyList<int>? purchases, IReadOnlyList<decimal>? spend)
    {
        if (scores is < 2 or > MostScores)
        {
            throw Guard.OutOfRange(nameof(scores), scores, "There must be 2 to 10 scores");
        }

        ArgumentNullException.ThrowIfNull(segments);
        Scores = scores;
        Segments = [.. segments];
        if (Segments.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() != Segments.Count)
        {
            throw new ArgumentException("Two segments have one name.", nameof(segments));
        }

        DaysSinceLast = Breaks(daysSinceLast, scores, nameof(daysSinceLast));
        Purchases = Breaks(purchases, scores, nameof(purchases));
        Spend = Breaks(spend, scores, nameof(spend));
        if (DaysSinceLast is null != Purchases is null || Purchases is null != Spend is null)
        {
            throw new ArgumentException("Either all three measures have thresholds or none has.", nameof(daysSinceLast));
        }
    }

    /// <summary>
    /// Ten segments on the scores 1 to 5 of recency and frequency that many shops use: Champions, Loyal, Potential loyalists, New, Promising, Need attention, About to sleep, Can't lose, At risk, Hibernating.
    /// Every combination belongs to exactly one.
    /// </summary>
    public static IReadOnlyList<RfmSegment> CommonSegments { get; } =
    [
        new("Champions") { MinimumRecency = 5, MinimumFrequency = 4 },
        new("Loyal") { MinimumRecency = 3, MaximumRecency = 4, MinimumFrequency = 4 },
        new("Potential loyalists") { MinimumRecency = 4, MinimumFrequency = 2, MaximumFrequency = 3 },
        new("New") { MinimumRecency = 5, MaximumFrequency = 1 },
        new("Promising") { MinimumRecency = 4, MaximumRecency = 4, MaximumFrequency = 1 },
        new("Need attention") { MinimumRecency = 3, MaximumRecency = 3, MinimumFrequency = 3, MaximumFrequency = 3 },
        new("About to sleep") { MinimumRecency = 3, MaximumRecency = 3, MaximumFrequency = 2 },
        new("Can't lose") { MaximumRecency = 2, MinimumFrequency = 5 },
        new("At risk") { MaximumRecency = 2, MinimumFrequency = 3, MaximumFrequency = 4 },
        new("Hibernating") { MaximumRecency = 2, MaximumFrequency = 2 },
    ];

    /// <summary>How many scores each measure has.</summary>
    public int Scores { get; }

    /// <summary>The segments; a customer belongs to the first that fits.</summary>
    public IReadOnlyList<RfmSegment> Segments { get; }

    /// <summary>The breaks of the days since the last purchase, ascending; null until they are taken from a table.</summary>
    public IReadOnlyList<int>? DaysSinceLast { get; }

    /// <summary>The breaks of the number of purchases, ascending; null until they are taken from a table.</summary>
    public IReadOnlyList<int>? Purchases { get; }

    /// <summary>The breaks of the spend, ascending; null until they are taken from a table.</summary>
    public IReadOnlyList<decimal>? Spend { get; }

    /// <summary>Scores by quantiles of the table that is segmented.</summary>
    /// <param name="scores">How many scores: 5 for quintiles; inside [2..10].</param>
    /// <param name="segments">The segments; <see cref="CommonSegments"/> unless told, which need 5 scores.</param>
    /// <returns>The segmentation.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scores"/> is not inside [2..10].</exception>
    /// <exception cref="ArgumentException">Two segments have one name, or there are none and not 5 scores.</exception>
    public static RfmSegmentation Quantiles(int scores = 5, IReadOnlyList<RfmSegment>? segments = null) =>
        segments is null && scores is not 5 and >= 2 and <= MostScores
            ? throw new ArgumentException("The common segments are about 5 scores. Pass segments of your own.", nameof(segments))
            : new(scores, segments ?? CommonSegments, null, null, null);

    /// <summary>Scores by fixed thresholds. A value equal to a threshold is not beyond it.</summary>
    /// <param name="daysSinceLast">The breaks of the days since the last purchase, ascending: [30, 90] gives the best score up to 30 days.</param>
    /// <param name="purchases">The breaks of the number of purchases, ascending: [1, 3] gives the worst score for 1.</param>
    /// <param name="spend">The breaks of the spend, ascending.</param>
    /// <param name="segments">The segments; <see cref="CommonSegments"/> unless told, which need 5 scores.</param>
    /// <returns>The segmentation.</returns>
    /// <exception cref="ArgumentNullException">A list of breaks is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not 1 to 9 breaks.</exception>
    /// <exception cref="ArgumentException">The lists differ in length or do not ascend, two segments have one name, or there are none and not 4 breaks.</exception>
    public static RfmSegmentation Thresholds(IReadOnlyList<int> daysSinceLast, IReadOnlyList<int> purchases, IReadOnlyList<decimal> spend, IReadOnlyList<RfmSegment>? segments = null)
    {
        ArgumentNullException.ThrowIfNull(daysSinceLast);
        ArgumentNullException.ThrowIfNull(purchases);
        ArgumentNullException.ThrowIfNull(spend);
        return new(daysSinceLast.Count + 1, segments ?? Quantiles(daysSinceLast.Count + 1).Segments, daysSinceLast, purchases, spend);
    }

    /// <summary>Whether the other segmentation has the same scores, breaks and segments.</summary>
    /// <param name="other">The other segmentation.</param>
    /// <returns>True when they are the same.</returns>
    public bool Equals(RfmSegmentation? other) =>
        other is not null && Scores == other.Scores && Segments.SequenceEqual(other.Segments)
        && Same(DaysSinceLast, other.DaysSinceLast) && Same(Purchases, other.Purchases) && Same(Spend, other.Spend);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RfmSegmentation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scores, Segments.Count, DaysSinceLast?[0], Purchases?[0], Spend?[0]);

    /// <summary>The number of scores and the breaks in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        DaysSinceLast is null
            ? $"{Text.Count(Scores)} scores by quantiles, {Text.Count(Segments.Count)} segments"
            : $"{Text.Count(Scores)} scores, {Text.Count(Segments.Count)} segments; breaks at {string.Join(", ", DaysSinceLast.Select(d => Text.Count(d)))} days since the last purchase, {string.Join(", ", Purchases!.Select(p => Text.Count(p)))} purchases, {string.Join(", ", Spend!.Select(Text.Money))} spent";

    /// <summary>The same segmentation with breaks; those of the quantiles if it had none.</summary>
    internal RfmSegmentation Resolve(RfmColumns columns)
    {
        if (DaysSinceLast is not null || columns.Count == 0)
        {
            return this;
        }

        var since = new int[columns.Count];
        var purchases = new int[columns.Count];
        for (var i = 0; i < since.Length; i++)
        {
            since[i] = columns.Age[i] - columns.Recency[i];
            purchases[i] = columns.Frequency[i] + 1;
        }

        return new(Scores, Segments, Ranks(since), Ranks(purchases), Ranks(columns.Spend.AsDecimals().ToArray()));
    }

    internal RfmScores ScoresOf(int daysSinceLast, int purchases, decimal spend) =>
        new(Scores - Beyond(DaysSinceLast!, daysSinceLast), 1 + Beyond(Purchases!, purchases), 1 + Beyond(Spend!, spend));

    internal int SegmentOf(RfmScores scores)
    {
        for (var i = 0; i < Segments.Count; i++)
        {
            if (Segments[i].Contains(scores))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Beyond<T>(IReadOnlyList<T> breaks, T value)
        where T : IComparable<T>
    {
        var count = 0;
        while (count < breaks.Count && value.CompareTo(breaks[count]) > 0)
        {
            count++;
        }

        return count;
    }

    private static bool Same<T>(IReadOnlyList<T>? left, IReadOnlyList<T>? right) => left is null ? right is null : right is not null && left.SequenceEqual(right);

    private static T[]? Breaks<T>(IReadOnlyList<T>? breaks, int scores, string name)
        where T : IComparable<T>
    {
        if (breaks is null)
        {
            return null;
        }

        if (breaks.Count != scores - 1)
        {
            throw new ArgumentException($"There are {Text.Count(breaks.Count)} breaks for {Text.Count(scores)} scores; there must be one less than scores, for each measure.", name);
        }

        for (var i = 1; i < breaks.Count; i++)
        {
            if (breaks[i].CompareTo(breaks[i - 1]) < 0)
            {
                throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The breaks must ascend; {breaks[i]} comes after {breaks[i - 1]}."), name);
            }
        }

        return [.. breaks];
    }

    /// <summary>The values at the nearest ranks ⌈i·n ÷ k⌉, i from 1 to k − 1. Sorts in place.</summary>
    private T[] Ranks<T>(T[] values)
    {
        Array.Sort(values);
        var breaks = new T[Scores - 1];
        for (var i = 1; i < Scores; i++)
        {
            breaks[i - 1] = values[(int)((((long)i * values.Length) + Scores - 1) / Scores) - 1];
        }

        return breaks;
    }
}
