using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Cohorts;

/// <summary>Which rows start, which return, and among which the first one decides.</summary>
internal sealed record CohortRows(RowFilter Start, RowFilter Returns, bool[]? Among, bool EntersByRow);

/// <summary>Everything that fixes a cohort table, worked out once.</summary>
internal sealed class CohortPlan
{
    public CohortPlan(ActivityView view, Granularity granularity, DateOnly observedThrough, CohortPolicy policy, DateOnly? from, CohortRows rows, CohortWindows? windows)
    {
        View = view;
        Policy = policy;
        Start = rows.Start;
        Returns = rows.Returns;
        Among = rows.Among;
        EntersByRow = rows.EntersByRow;
        Windows = windows;
        var store = view.Store;
        var hasDays = store.Days > 0 && EpochDay.ToDate(store.FirstDay) <= observedThrough;
        var firstCohort = from ?? (hasDays ? EpochDay.ToDate(store.FirstDay) : observedThrough);
        var firstDay = hasDays && EpochDay.ToDate(store.FirstDay) < firstCohort ? EpochDay.ToDate(store.FirstDay) : firstCohort;
        Map = new(granularity, store.FirstDay, store.Days, firstDay, observedThrough);
        RowZero = granularity.IndexOf(firstCohort) - Map.First;
        Rows = !hasDays && from is null ? 0 : Math.Max(0, Map.Count - RowZero);

        // A day of the first cohort may lie inside its period; those who entered before it have had more time.
        var earliest = from is null ? firstCohort : granularity.StartOf(granularity.IndexOf(firstCohort));
        Longest = windows?.CountFrom(EpochDay.Of(earliest)) ?? Rows;
        CohortLimit.Check(granularity, Rows, Math.Min(Longest, (policy.MaxOffset ?? int.MaxValue) + 1L), firstCohort, observedThrough);
        Columns = policy.Brackets.Count > 0 ? policy.Brackets.Count : Math.Min(Longest, policy.MaxOffset is { } max && max < int.MaxValue ? max + 1 : int.MaxValue);
    }

    public ActivityView View { get; }

    public CohortPolicy Policy { get; }

    public RowFilter Start { get; }

    public RowFilter Returns { get; }

    /// <summary>With entry by the first of some events: their codes.</summary>
    public bool[]? Among { get; }

    /// <summary>Whether the entry of each customer must be found row by row.</summary>
    public bool EntersByRow { get; }

    /// <summary>The windows of each customer's own; null with calendar periods.</summary>
    public CohortWindows? Windows { get; }

    public PeriodMap Map { get; }

    /// <summary>The period of the first row; the periods before it are only history.</summary>
    public int RowZero { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>How many offsets can have begun by the end of the data.</summary>
    public int Longest { get; }

    public bool SameRows => Start == Returns && !EntersByRow && Windows is null;

    public OffsetRange Range(int column) => Policy.Brackets.Count > 0 ? Policy.Brackets[column] : new(column, column);
}

/// <summary>Walks the log strip by strip and tells a sink who entered and who was retained.</summary>
internal sealed partial class CohortCounting<TSink>
    where TSink : ICohortSink
{
    private const int W = ActivityStore.WordsPerStrip;
    private readonly CohortPlan _plan;
    private readonly ulong[] _cell = new ulong[W];
    private readonly ulong[] _seen = new ulong[W];
    private readonly ulong[] _entered = new ulong[W];
    private readonly int _periods;
    private TSink _sink;

    public CohortCounting(CohortPlan plan, TSink sink)
    {
        _plan = plan;
        _sink = sink;
        _periods = plan.Map.Count;
    }

    public TSink Sink => _sink;

    public void Walk(PieceSource tiles)
    {
        if (_plan.Windows is not null)
        {
            WalkWindows(tiles);
            return;
        }

        var store = _plan.View.Store;
        var words = store.StripsPerTile * _periods * W;
        var start = ArrayPool<ulong>.Shared.Rent(words);
        var returned = _plan.SameRows ? start : ArrayPool<ulong>.Shared.Rent(words);
        while (tiles.TryTake(out var tile))
        {
            if (_plan.EntersByRow)
            {
                FillEntries(tile, start.AsSpan(0, words));
            }
            else
            {
                _plan.View.Fill(tile, _plan.Map, _plan.Start, start.AsSpan(0, words));
            }

            if (!ReferenceEquals(start, returned))
            {
                _plan.View.Fill(tile, _plan.Map, _plan.Returns, returned.AsSpan(0, words));
            }

            for (var strip = 0; strip < store.StripsPerTile; strip++)
            {
                var at = strip * _periods * W;
                WalkStrip((tile * store.StripsPerTile) + strip, start.AsSpan(at, _periods * W), returned.AsSpan(at, _periods * W));
            }
        }

        ArrayPool<ulong>.Shared.Return(start);
        if (!ReferenceEquals(start, returned))
        {
            ArrayPool<ulong>.Shared.Return(returned);
        }
    }

    private static Vector512<ulong> Load(ReadOnlySpan<ulong> rows, int period) => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(rows), (nuint)(period * W));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WalkStrip(int strip, ReadOnlySpan<ulong> start, Span<ulong> returned)
    {
        var policy = _plan.Policy;
        var entersOnce = policy.Entry != CohortEntry.Recurring;
        var plain = policy.Brackets.Count == 0;
        ulong[]? suffix = null;
        var measured = (ReadOnlySpan<ulong>)returned;
        if (policy.Measure == CohortMeasure.OnOrAfter)
        {
            // Active in the period or later: one sweep from the end.
            suffix = ArrayPool<ulong>.Shared.Rent(_periods * W);
            var later = Vector512<ulong>.Zero;
            for (var period = _periods - 1; period >= 0; period--)
            {
                later |= Load(returned, period);
                later.CopyTo(suffix.AsSpan(period * W, W));
            }

            measured = suffix.AsSpan(0, _periods * W);
        }

        var seen = Vector512<ulong>.Zero;
        for (var period = 0; period < _periods; period++)
        {
            var entered = Load(start, period);
            if (entersOnce)
            {
                entered &= ~seen;
                seen |= entered;
            }

            var row = period - _plan.RowZero;
            if (row < 0 || entered == Vector512<ulong>.Zero || !_sink.Wants(row))
            {
                continue;
            }

            entered.CopyTo(_entered);
            _sink.Enter(strip, row, _entered);
            if (plain && policy.Measure is CohortMeasure.On or CohortMeasure.OnOrAfter)
            {
                RetainByPeriod(strip, row, period, measured);
            }
            else
            {
                RetainByRange(strip, row, period, returned, measured);
            }
        }

        if (suffix is not null)
        {
            ArrayPool<ulong>.Shared.Return(suffix);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RetainByPeriod(int strip, int row, int period, ReadOnlySpan<ulong> measured)
    {
        ref readonly var entered = ref _entered[0];
        var column = 0;
        if (_plan.Policy.PeriodZero == PeriodZero.CohortSize)
        {
            _sink.Retain(strip, row, 0, in entered, in entered);
            column = 1;
        }

        var columns = Math.Min(_plan.Columns, _periods - period) - column;
        if (columns > 0)
        {
            _sink.RetainRun(strip, row, column, columns, in entered, in measured[(period + column) * W]);
        }
    }

    private void RetainByRange(int strip, int row, int period, ReadOnlySpan<ulong> returned, ReadOnlySpan<ulong> measured)
    {
        var policy = _plan.Policy;
        ref readonly var entered = ref _entered[0];
        var everyone = Vector512.Create<ulong>(_entered);
        var running = policy.Measure == CohortMeasure.EveryPeriod ? everyone : Vector512<ulong>.Zero;
        for (var column = 0; column < _plan.Columns; column++)
        {
            var range = _plan.Range(column);
            if (period + range.First >= _periods)
            {
                break;
            }

            Vector512<ulong> inRange;
            if (range.First == 0 && policy.PeriodZero == PeriodZero.CohortSize)
            {
                inRange = everyone;
                if (policy.Measure is CohortMeasure.OnOrBefore)
                {
                    // Everyone is there at 0; what is cumulated from 1 on are returns.
                    inRange.CopyTo(_cell);
                    _sink.Retain(strip, row, column, in entered, in _cell[0]);
                    running |= Union(returned, period + 1, period + range.Last);
                    continue;
                }
            }
            else if (policy.Measure == CohortMeasure.OnOrAfter)
            {
                inRange = Load(measured, period + range.First);
            }
            else
            {
                inRange = Union(returned, period + range.First, period + range.Last);
            }

            running = policy.Measure switch
            {
                CohortMeasure.OnOrBefore => running | inRange,
                CohortMeasure.EveryPeriod => running & inRange,
                _ => inRange,
            };
            running.CopyTo(_cell);
            _sink.Retain(strip, row, column, in entered, in _cell[0]);
        }
    }

    private Vector512<ulong> Union(ReadOnlySpan<ulong> rows, int first, int last)
    {
        var union = Vector512<ulong>.Zero;
        for (var period = first; period <= Math.Min(last, _periods - 1); period++)
        {
            union |= Load(rows, period);
        }

        return union;
    }

    private void FillEntries(int tile, Span<ulong> rows)
    {
        rows.Clear();
        var log = (ActivityRows)_plan.View.Store;
        var last = Math.Min(log.Slots, (tile + 1) * ActivityStore.StripSize);
        for (var slot = tile * ActivityStore.StripSize; slot < last; slot++)
        {
            var row = log.FirstRow(slot, _plan.Among, _plan.Start.Codes);
            if (row >= 0 && _plan.Map.PeriodOfDay[log.DayOf(row)] is >= 0 and var period)
            {
                rows[(period * W) + ((slot >> 6) & (W - 1))] |= 1UL << slot;
            }
        }

        _plan.View.Restrict(tile, _periods, rows);
    }
}

/// <summary>Counts.</summary>
internal struct CohortTally : ICohortSink
{
    public readonly long[] Sizes;
    public readonly long[] Retained;
    public readonly long[]? Closed;
    private readonly int _columns;

    public CohortTally(int rows, int columns, bool withClosed)
    {
        _columns = columns;
        Sizes = new long[rows];
        Retained = new long[rows * columns];
        Closed = withClosed ? new long[rows * columns] : null;
    }

    public readonly bool Wants(int row) => true;

    public readonly void Enter(int strip, int row, ReadOnlySpan<ulong> entered) => Sizes[row] += Strip.Count(in entered[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Retain(int strip, int row, int column, ref readonly ulong entered, ref readonly ulong retained) =>
        Retained[(row * _columns) + column] += Strip.CountBoth(in entered, in retained);

    public readonly void RetainRun(int strip, int row, int column, int columns, ref readonly ulong entered, ref readonly ulong retained) =>
        Strip.CountBothRun(in entered, ref Unsafe.AsRef(in retained), Retained.AsSpan((row * _columns) + column, columns));

    public readonly void AtRisk(int strip, int row, int column, ref readonly ulong entered, ref readonly ulong closed) =>
        Closed![(row * _columns) + column] += Strip.CountBoth(in entered, in closed);

    public readonly void Add(in CohortTally other)
    {
        Add(Sizes, other.Sizes);
        Add(Retained, other.Retained);
        if (Closed is not null)
        {
            Add(Closed, other.Closed!);
        }
    }

    private static void Add(long[] to, long[] from)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += from[i];
        }
    }
}

/// <summary>Collects the slots of one cell; of the whole cohort when the column is negative.</summary>
internal readonly struct CohortCollector : ICohortSink
{
    public readonly List<int> Slots = [];
    private readonly int _row;
    private readonly int _column;

    public CohortCollector(int row, int column)
    {
        _row = row;
        _column = column;
    }

    public bool Wants(int row) => row == _row;

    public void Enter(int strip, int row, ReadOnlySpan<ulong> entered)
    {
        if (_column < 0)
        {
            Collect(strip, in entered[0], in entered[0]);
        }
    }

    public void Retain(int strip, int row, int column, ref readonly ulong entered, ref readonly ulong retained)
    {
        if (column == _column)
        {
            Collect(strip, in entered, in retained);
        }
    }

    public void RetainRun(int strip, int row, int column, int columns, ref readonly ulong entered, ref readonly ulong retained)
    {
        if (_column >= column && _column < column + columns)
        {
            Collect(strip, in entered, in Unsafe.Add(ref Unsafe.AsRef(in retained), (_column - column) * ActivityStore.WordsPerStrip));
        }
    }

    public void AtRisk(int strip, int row, int column, ref readonly ulong entered, ref readonly ulong closed)
    {
    }

    private void Collect(int strip, ref readonly ulong left, ref readonly ulong right)
    {
        for (var word = 0; word < ActivityStore.WordsPerStrip; word++)
        {
            var bits = Unsafe.Add(ref Unsafe.AsRef(in left), word) & Unsafe.Add(ref Unsafe.AsRef(in right), word);
            for (; bits != 0; bits &= bits - 1)
            {
                Slots.Add((strip * ActivityStore.StripSize) + (word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bits));
            }
        }
    }
}
