using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

/// <summary>
/// Growth accounting over one strip: a customer is living while active within the last n periods; the flows are what changes that, and the stocks are what stands at the end.
/// </summary>
internal sealed class LifecycleWalk : IStripWalk
{
    // The four flows of LifecycleState, then the living and the known: six cells a period, after the two opening stocks.
    public const int CellsPerPeriod = 6;
    private readonly int _rowZero;
    private readonly int _dormantAfter;
    private readonly Func<int, int>? _firstSeenPeriod;
    private readonly int _slots;

    /// <param name="map">The periods, history before the first row included.</param>
    /// <param name="filter">Which rows count.</param>
    /// <param name="rowZero">The period of the first row.</param>
    /// <param name="dormantAfter">After how many inactive periods a customer is dormant.</param>
    /// <param name="slots">How many customers there are.</param>
    /// <param name="firstSeenPeriod">The period since which a customer has been known from elsewhere; null when nothing is known from elsewhere.</param>
    public LifecycleWalk(PeriodMap map, RowFilter filter, int rowZero, int dormantAfter, int slots, Func<int, int>? firstSeenPeriod)
    {
        Map = map;
        Filter = filter;
        _rowZero = rowZero;
        _dormantAfter = dormantAfter;
        _slots = slots;
        _firstSeenPeriod = firstSeenPeriod;
    }

    public PeriodMap Map { get; }

    public RowFilter Filter { get; }

    public int Rows => Math.Max(0, Map.Count - _rowZero);

    public int Cells => 2 + (Rows * CellsPerPeriod);

    public static int Cell(int row, int kind) => 2 + (row * CellsPerPeriod) + kind;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Walk<TSink>(int strip, ReadOnlySpan<Vector512<ulong>> periods, TSink sink)
        where TSink : struct, IBitSink
    {
        var known = Vector512<ulong>.Zero;
        var living = Vector512<ulong>.Zero;
        var since = _firstSeenPeriod is null ? null : FirstSeen(strip, periods);
        if (_rowZero == 0)
        {
            // Nobody is living before the first period, but some may be known.
            sink.Add(strip, 1, known = since is null ? known : since[0]);
        }

        for (var period = 0; period < Map.Count; period++)
        {
            if (since is not null)
            {
                known |= since[period];
            }

            var active = periods[period];
            var stillLiving = active;
            for (var back = 1; back < _dormantAfter && back <= period; back++)
            {
                stillLiving |= periods[period - back];
            }

            if (period >= _rowZero)
            {
                var cell = Cell(period - _rowZero, 0);
                sink.Add(strip, cell, active & ~known);
                sink.Add(strip, cell + 1, active & living);
                sink.Add(strip, cell + 2, active & known & ~living);
                sink.Add(strip, cell + 3, living & ~stillLiving);
                sink.Add(strip, cell + 4, stillLiving);
                sink.Add(strip, cell + 5, since is null ? known | active : known | active | since[period + 1]);
            }

            living = stillLiving;
            known |= active;
            if (period == _rowZero - 1)
            {
                sink.Add(strip, 0, living);
                sink.Add(strip, 1, since is null ? known : known | since[period + 1]);
            }
        }
    }

    // Who has been known since before the start of each period, of those with any activity at all by the end.
    private Vector512<ulong>[] FirstSeen(int strip, ReadOnlySpan<Vector512<ulong>> periods)
    {
        var ever = Vector512<ulong>.Zero;
        foreach (var period in periods)
        {
            ever |= period;
        }

        var known = new ulong[(periods.Length + 1) * ActivityStore.WordsPerStrip];
        var last = Math.Min(_slots, (strip + 1) * ActivityStore.StripSize);
        for (var slot = strip * ActivityStore.StripSize; slot < last; slot++)
        {
            if (_firstSeenPeriod!(slot) is var period && period < periods.Length)
            {
                known[((Math.Max(-1, period) + 1) * ActivityStore.WordsPerStrip) + ((slot >> 6) & (ActivityStore.WordsPerStrip - 1))] |= 1UL << slot;
            }
        }

        var result = new Vector512<ulong>[periods.Length + 1];
        for (var period = 0; period <= periods.Length; period++)
        {
            result[period] = Vector512.Create<ulong>(known.AsSpan(period * ActivityStore.WordsPerStrip, ActivityStore.WordsPerStrip)) & ever;
        }

        return result;
    }
}
