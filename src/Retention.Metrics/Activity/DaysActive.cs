using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using Retention.Metrics.Logs;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// In how many periods of a range each customer was active: the histogram behind stickiness, L7 and L28.
/// </summary>
/// <remarks>
/// <para>The bins run from 1 to the number of periods that the range touches; a week cut by the start or the end of the range is a period. Customers without activity in the range are in no bin.</para>
/// <para>Tables of disjoint customers add.</para>
/// </remarks>
/// <example>
/// <code>
/// DaysActive l28 = activity.DaysActive(Period.Trailing(new(2026, 6, 30), 28), Granularity.Day);
/// long loyal = l28.AtLeast(21);             // active on 21 or more of the 28 days
/// Proportion share = l28.ShareAtLeast(21);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class DaysActive : IAdditionOperators<DaysActive, DaysActive, DaysActive>, IEquatable<DaysActive>, IRendersHtml
{
    private readonly long[] _counts;

    [JsonConstructor]
    internal DaysActive(Period range, Granularity granularity, EventFilter @event, OccurrenceRule occurrences, IReadOnlyList<long> counts)
    {
        ArgumentNullException.ThrowIfNull(@event, nameof(@event));
        ArgumentNullException.ThrowIfNull(counts);
        Range = range;
        Granularity = granularity;
        Event = @event;
        Occurrences = occurrences;
        _counts = [.. counts];
        var periods = range.IsEmpty ? 0 : granularity.IndexOf(range.End.AddDays(-1)) - granularity.IndexOf(range.Start) + 1;
        if (_counts.Length != periods)
        {
            throw new ArgumentException($"The range {range} touches {Text.Count(periods)} periods by {granularity}, but there are {Text.Count(_counts.Length)} counts.", nameof(counts));
        }

        foreach (var count in _counts)
        {
            Guard.Count(count, nameof(counts));
        }
    }

    /// <summary>The days of the range.</summary>
    public Period Range { get; }

    /// <summary>How the range is cut into periods.</summary>
    public Granularity Granularity { get; }

    /// <summary>Which events count as activity.</summary>
    public EventFilter Event { get; }

    /// <summary>How many rows a period needs to count as active.</summary>
    public OccurrenceRule Occurrences { get; }

    /// <summary>Customers active in exactly 1, 2, 3 … periods: item k − 1 is the bin of k.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>How many periods the range touches.</summary>
    [JsonIgnore]
    public int Periods => _counts.Length;

    /// <summary>Customers active in at least one period.</summary>
    [JsonIgnore]
    public long Users => AtLeast(1);

    /// <summary>The mean share of periods active: Σ k·h(k) ÷ (periods × users). With days this is mean DAU ÷ distinct users.</summary>
    [JsonIgnore]
    public Stickiness Stickiness => Periods == 0 ? default : Activity.Stickiness.FromHistogram(StickinessRatio.PeriodsOverWindow, _counts);

    /// <summary>Whether two tables hold the same counts by the same definition.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(DaysActive? left, DaysActive? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two tables differ.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(DaysActive? left, DaysActive? right) => !(left == right);

    /// <summary>The table of the customers of both tables, who must be different customers.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">A table of other customers, by the same definition.</param>
    /// <returns>The bins added one by one.</returns>
    /// <exception cref="ArgumentException">The tables differ in range, granularity, events or occurrences.</exception>
    public static DaysActive operator +(DaysActive left, DaysActive right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (!left.IsAlike(right))
        {
            throw new ArgumentException($"Only tables by the same definition add. Left: {left.Definition}. Right: {right.Definition}.", nameof(right));
        }

        return new(left.Range, left.Granularity, left.Event, left.Occurrences, [.. left._counts.Zip(right._counts, (a, b) => checked(a + b))]);
    }

    /// <summary>Customers active in exactly so many periods.</summary>
    /// <param name="periods">How many, inside [1..<see cref="Periods"/>].</param>
    /// <returns>The count.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bin.</exception>
    public long Exactly(int periods) =>
        periods >= 1 && periods <= Periods ? _counts[periods - 1] : throw Guard.OutOfRange(nameof(periods), periods, $"A number of periods must be inside [1..{Text.Count(Periods)}]");

    /// <summary>Customers active in so many periods or more (the cumulative histogram).</summary>
    /// <param name="periods">How many; 1 or more. Beyond the last bin the count is 0.</param>
    /// <returns>The count.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="periods"/> is below 1.</exception>
    public long AtLeast(int periods)
    {
        if (periods < 1)
        {
            throw Guard.OutOfRange(nameof(periods), periods, "Only customers with activity are counted: 1 or more");
        }

        long sum = 0;
        for (var k = periods; k <= Periods; k++)
        {
            sum = checked(sum + _counts[k - 1]);
        }

        return sum;
    }

    /// <summary>Customers active in so many periods or more, of those active at all.</summary>
    /// <param name="periods">How many; 1 or more.</param>
    /// <returns>The proportion.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="periods"/> is below 1.</exception>
    public Proportion ShareAtLeast(int periods) => new(AtLeast(periods), Users);

    /// <inheritdoc/>
    public bool Equals(DaysActive? other) => other is not null && IsAlike(other) && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DaysActive);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Range, Granularity, Event, Occurrences, Users);

    private string Definition => $"{Range} by {Granularity}, {(Occurrences == OccurrenceRule.Any ? string.Empty : Occurrences + " × ")}{Event}";

    private bool IsAlike(DaysActive other) => Range == other.Range && Granularity == other.Granularity && Event == other.Event && Occurrences == other.Occurrences;
}

/// <summary>Counts the active periods of 512 customers at once: the count of each is a column of a few bit planes, and adding a period is a carry that ripples through them.</summary>
internal sealed class DaysActiveWalk : IStripWalk
{
    public DaysActiveWalk(PeriodMap map, RowFilter filter)
    {
        Map = map;
        Filter = filter;
    }

    public PeriodMap Map { get; }

    public RowFilter Filter { get; }

    public int Cells => Map.Count;

    public void Walk<TSink>(int strip, ReadOnlySpan<Vector512<ulong>> periods, TSink sink)
        where TSink : struct, IBitSink
    {
        var height = 32 - BitOperations.LeadingZeroCount((uint)periods.Length);
        Span<Vector512<ulong>> planes = stackalloc Vector512<ulong>[height];
        planes.Clear();
        foreach (var period in periods)
        {
            var carry = period;
            for (var plane = 0; carry != Vector512<ulong>.Zero; plane++)
            {
                (planes[plane], carry) = (planes[plane] ^ carry, planes[plane] & carry);
            }
        }

        for (var count = 1; count <= periods.Length; count++)
        {
            var exactly = Vector512<ulong>.AllBitsSet;
            for (var plane = 0; plane < height; plane++)
            {
                exactly &= (count >> plane & 1) != 0 ? planes[plane] : ~planes[plane];
            }

            if (exactly != Vector512<ulong>.Zero)
            {
                sink.Add(strip, count - 1, exactly);
            }
        }
    }
}
