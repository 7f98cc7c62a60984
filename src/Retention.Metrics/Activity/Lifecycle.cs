using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Growth accounting of users: how many were new, returning, resurrected and gone dormant in each period, and the stocks of living and dormant that follow.
/// </summary>
/// <remarks>
/// <para>Per period Active = New + Returning + Resurrected, and Living(t) = Living(t − 1) + New + Resurrected − Dormant.</para>
/// <para>Tables of disjoint customers add. The definition follows growth accounting as published by J. Hsu, "Diligence at Social Capital", 2015, with the dormancy threshold as a choice.</para>
/// </remarks>
/// <example>
/// <code>
/// Lifecycle flow = activity.Lifecycle(Granularity.Month, observedThrough: new(2026, 6, 30));
/// foreach (LifecyclePeriod month in flow.Periods)
/// {
///     Console.WriteLine(month);
/// }
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Lifecycle : IAdditionOperators<Lifecycle, Lifecycle, Lifecycle>, IEquatable<Lifecycle>, IRendersHtml
{
    private readonly int _first;

    // As the walk counts them: two opening stocks, then six numbers a period.
    private readonly long[] _cells;

    [JsonConstructor]
    internal Lifecycle(Granularity granularity, DateOnly observedThrough, LifecyclePolicy policy, DateOnly firstPeriod, IReadOnlyList<long> opening, IReadOnlyList<IReadOnlyList<long>> counts)
        : this(granularity, observedThrough, policy ?? throw new ArgumentNullException(nameof(policy)), granularity.IndexOf(firstPeriod), Flat(opening, counts))
    {
        for (var row = 0; row < Count; row++)
        {
            var cells = _cells.AsSpan(LifecycleWalk.Cell(row, 0), LifecycleWalk.CellsPerPeriod);
            var livingBefore = row == 0 ? _cells[0] : _cells[LifecycleWalk.Cell(row - 1, 4)];
            if (cells[4] != checked(livingBefore + cells[0] + cells[2] - cells[3]) || cells[5] < cells[4] || cells[1] > livingBefore)
            {
                throw new ArgumentException($"The stocks of period {Text.Count(row)} do not follow from its flows: living = living before + new + resurrected − dormant, and nobody returns who was not living.", nameof(counts));
            }
        }
    }

    internal Lifecycle(Granularity granularity, DateOnly observedThrough, LifecyclePolicy policy, int first, long[] cells)
    {
        Granularity = granularity;
        ObservedThrough = observedThrough;
        Policy = policy;
        _first = first;
        _cells = cells;
        Periods = new Rows(this);
    }

    /// <summary>How the calendar is cut.</summary>
    public Granularity Granularity { get; }

    /// <summary>The last day that the data covers.</summary>
    public DateOnly ObservedThrough { get; }

    /// <summary>What "active" and "dormant" mean here.</summary>
    public LifecyclePolicy Policy { get; }

    /// <summary>The periods, from the first to the one that contains <see cref="ObservedThrough"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<LifecyclePeriod> Periods { get; }

    internal int FirstIndex => _first;

    /// <summary>The first day of the first period.</summary>
    [JsonInclude]
    internal DateOnly FirstPeriod => Count == 0 ? ObservedThrough : Granularity.StartOf(_first);

    /// <summary>The living and the known before the first period.</summary>
    [JsonInclude]
    internal IReadOnlyList<long> Opening => _cells[..2];

    /// <summary>Period by period: new, returning, resurrected, dormant, living and known.</summary>
    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<long>> Counts => [.. Enumerable.Range(0, Count).Select(row => _cells.AsSpan(LifecycleWalk.Cell(row, 0), LifecycleWalk.CellsPerPeriod).ToArray())];

    private int Count => (_cells.Length - 2) / LifecycleWalk.CellsPerPeriod;

    /// <summary>The period that contains a day.</summary>
    /// <param name="day">The day.</param>
    /// <exception cref="ArgumentOutOfRangeException">The table has no period of that day.</exception>
    public LifecyclePeriod this[DateOnly day] => PeriodAt(RowOf(day));

    /// <summary>Whether two tables hold the same counts by the same definition.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Lifecycle? left, Lifecycle? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two tables differ.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Lifecycle? left, Lifecycle? right) => !(left == right);

    /// <summary>The table of the customers of both tables, who must be different customers.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">A table of other customers, by the same definition.</param>
    /// <returns>The counts added one by one.</returns>
    /// <exception cref="ArgumentException">The tables differ in granularity, last day observed or policy; or one starts later and knows customers from before.</exception>
    public static Lifecycle operator +(Lifecycle left, Lifecycle right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Granularity != right.Granularity || left.ObservedThrough != right.ObservedThrough || left.Policy != right.Policy)
        {
            throw new ArgumentException($"Only tables by the same definition add. Left: by {left.Granularity} through {Text.Date(left.ObservedThrough)}, {left.Policy}. Right: by {right.Granularity} through {Text.Date(right.ObservedThrough)}, {right.Policy}.", nameof(right));
        }

        if (left.Count == 0 || right.Count == 0)
        {
            return left.Count == 0 ? right : left;
        }

        var (early, late) = left._first <= right._first ? (left, right) : (right, left);
        if (late._first > early._first && (late._cells[0] | late._cells[1]) != 0)
        {
            throw new ArgumentException("One table starts later than the other and knows customers from before its start, so the stocks of the earlier periods cannot be told. Make both tables from the same day (from: …).", nameof(right));
        }

        var cells = (long[])early._cells.Clone();
        if (late._first == early._first)
        {
            cells[0] += late._cells[0];
            cells[1] += late._cells[1];
        }

        var shift = (late._first - early._first) * LifecycleWalk.CellsPerPeriod;
        for (var cell = 2; cell < late._cells.Length; cell++)
        {
            cells[cell + shift] += late._cells[cell];
        }

        return new(left.Granularity, left.ObservedThrough, left.Policy, early._first, cells);
    }

    /// <summary>The number of the period that contains a day.</summary>
    /// <param name="day">The day.</param>
    /// <returns>The number, from 0 on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The table has no period of that day.</exception>
    public int RowOf(DateOnly day)
    {
        var row = Granularity.IndexOf(day) - _first;
        if (row < 0 || row >= Count)
        {
            var range = Count == 0 ? "The table is empty" : $"The periods of the table run from {Text.Date(Granularity.StartOf(_first))} to {Text.Date(ObservedThrough)}";
            throw new ArgumentOutOfRangeException(nameof(day), day, $"day was {Text.Date(day)}. {range}.");
        }

        return row;
    }

    /// <inheritdoc/>
    public bool Equals(Lifecycle? other) =>
        other is not null && Granularity == other.Granularity && ObservedThrough == other.ObservedThrough && Policy == other.Policy && _first == other._first && _cells.AsSpan().SequenceEqual(other._cells);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Lifecycle);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Granularity, ObservedThrough, Policy, _first, _cells.Length);

    private static long[] Flat(IReadOnlyList<long> opening, IReadOnlyList<IReadOnlyList<long>> counts)
    {
        ArgumentNullException.ThrowIfNull(opening);
        ArgumentNullException.ThrowIfNull(counts);
        if (opening.Count != 2 || counts.Any(c => c is null || c.Count != LifecycleWalk.CellsPerPeriod))
        {
            throw new ArgumentException("The opening has the living and the known, and each period six counts: new, returning, resurrected, dormant, living, known.", nameof(counts));
        }

        long[] cells = [.. opening, .. counts.SelectMany(c => c)];
        foreach (var cell in cells)
        {
            Guard.Count(cell, nameof(counts));
        }

        return cells;
    }

    private LifecyclePeriod PeriodAt(int row)
    {
        var cells = _cells.AsSpan(LifecycleWalk.Cell(row, 0), LifecycleWalk.CellsPerPeriod);
        var (livingBefore, knownBefore) = row == 0 ? (_cells[0], _cells[1]) : (_cells[LifecycleWalk.Cell(row - 1, 4)], _cells[LifecycleWalk.Cell(row - 1, 5)]);
        var period = Granularity.PeriodAt(_first + row);
        return new(period, period.End.DayNumber <= ObservedThrough.DayNumber + 1, cells[0], cells[1], cells[2], cells[3], livingBefore, knownBefore - livingBefore, cells[4], cells[5] - cells[4]);
    }

    private sealed class Rows(Lifecycle table) : IReadOnlyList<LifecyclePeriod>
    {
        public int Count => table.Count;

        public LifecyclePeriod this[int index] =>
            index >= 0 && index < Count ? table.PeriodAt(index) : throw Guard.OutOfRange(nameof(index), index, Count == 0 ? "The table is empty" : $"A period must be inside [0..{Text.Count(Count - 1)}]");

        public IEnumerator<LifecyclePeriod> GetEnumerator()
        {
            for (var row = 0; row < Count; row++)
            {
                yield return table.PeriodAt(row);
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
