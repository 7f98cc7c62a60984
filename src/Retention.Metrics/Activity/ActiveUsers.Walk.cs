using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

/// <summary>
/// Distinct customers over sliding windows of one strip. A window of n days is the suffix of one block of n days and the prefix of the next,
/// so each day costs two unions whatever n is (van Herk, 1992; Gil and Werman, 1993).
/// </summary>
internal sealed class ActiveUsersWalk : IStripWalk
{
    private readonly ActiveWindow[] _windows;
    private readonly int[] _cellOfWindow;
    private readonly int[]?[] _periodOfDay;

    public ActiveUsersWalk(PeriodMap days, RowFilter filter, ActiveWindow[] windows)
    {
        Map = days;
        Filter = filter;
        _windows = windows;
        _cellOfWindow = new int[windows.Length];
        _periodOfDay = new int[windows.Length][];
        for (var window = 0; window < windows.Length; window++)
        {
            _cellOfWindow[window] = Cells;
            if (windows[window].Calendar is { } calendar)
            {
                var first = calendar.IndexOf(EpochDay.ToDate(days.First));
                _periodOfDay[window] = [.. Enumerable.Range(days.First, days.Count).Select(day => calendar.IndexOf(EpochDay.ToDate(day)) - first)];
            }

            Cells += windows[window].Calendar is null ? days.Count : days.Count == 0 ? 0 : _periodOfDay[window]![^1] + 1;
        }
    }

    public PeriodMap Map { get; }

    public RowFilter Filter { get; }

    public int Cells { get; }

    /// <summary>The cell of a window on a day counted from the first of the map.</summary>
    public int Cell(int window, int day) => _cellOfWindow[window] + (_periodOfDay[window]?[day] ?? day);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Walk<TSink>(int strip, ReadOnlySpan<Vector512<ulong>> periods, TSink sink)
        where TSink : struct, IBitSink
    {
        for (var window = 0; window < _windows.Length; window++)
        {
            var cell = _cellOfWindow[window];
            if (_periodOfDay[window] is { } periodOfDay)
            {
                Calendar(strip, periods, periodOfDay, cell, sink);
            }
            else if (_windows[window].TrailingDays is > 1 and var days)
            {
                Trailing(strip, periods, days, cell, sink);
            }
            else
            {
                for (var day = 0; day < periods.Length; day++)
                {
                    sink.Add(strip, cell + day, periods[day]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Trailing<TSink>(int strip, ReadOnlySpan<Vector512<ulong>> days, int length, int cell, TSink sink)
        where TSink : struct, IBitSink
    {
        // suffix[i]: the union of the last days of the previous block from its i-th on.
        var rented = ArrayPool<byte>.Shared.Rent((length + 1) * Vector512<byte>.Count);
        var suffix = MemoryMarshal.Cast<byte, Vector512<ulong>>(rented.AsSpan())[..(length + 1)];
        suffix.Clear();
        for (var block = 0; block < days.Length; block += length)
        {
            var prefix = Vector512<ulong>.Zero;
            var here = days[block..Math.Min(days.Length, block + length)];
            for (var i = 0; i < here.Length; i++)
            {
                prefix |= here[i];
                sink.Add(strip, cell + block + i, prefix | suffix[i + 1]);
            }

            var union = Vector512<ulong>.Zero;
            for (var i = here.Length - 1; i >= 0; i--)
            {
                union |= here[i];
                suffix[i] = union;
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Calendar<TSink>(int strip, ReadOnlySpan<Vector512<ulong>> days, int[] periodOfDay, int cell, TSink sink)
        where TSink : struct, IBitSink
    {
        var union = Vector512<ulong>.Zero;
        for (var day = 0; day < days.Length; day++)
        {
            union |= days[day];
            if (day + 1 == days.Length || periodOfDay[day + 1] != periodOfDay[day])
            {
                sink.Add(strip, cell + periodOfDay[day], union);
                union = default;
            }
        }
    }
}
