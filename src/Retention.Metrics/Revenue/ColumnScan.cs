using System.Numerics;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Revenue;

/// <summary>What has to be known of a column of integers before it is used.</summary>
internal static class ColumnScan
{
    /// <summary>The least and the greatest number, and whether the numbers never fall; (0, -1, true) for an empty column.</summary>
    public static unsafe (int Least, int Greatest, bool IsSorted) Ends(ReadOnlySpan<int> column, int threads)
    {
        if (column.IsEmpty)
        {
            return (0, -1, true);
        }

        fixed (int* start = column)
        {
            var (at, length) = ((nint)start, column.Length);
            var parts = new (int Least, int Greatest, bool IsSorted)[threads];
            Logs.Workers.Run(threads, threads, (_, pieces) =>
            {
                while (pieces.TryTake(out var piece))
                {
                    var from = (int)((long)length * piece / threads);
                    // One number more, so that the joints are compared too.
                    var to = (int)Math.Min(length, ((long)length * (piece + 1) / threads) + 1);
                    parts[piece] = Scan(new ReadOnlySpan<int>((int*)at + from, to - from));
                }
            });
            var whole = parts[0];
            foreach (var part in parts.AsSpan(1))
            {
                whole = (Math.Min(whole.Least, part.Least), Math.Max(whole.Greatest, part.Greatest), whole.IsSorted && part.IsSorted);
            }

            return whole;
        }
    }

    private static (int Least, int Greatest, bool IsSorted) Scan(ReadOnlySpan<int> column)
    {
        var (least, greatest, sorted) = (column[0], column[0], true);
        var i = 0;
        if (column.Length > Vector<int>.Count)
        {
            ref var first = ref MemoryMarshal.GetReference(column);
            var (low, high) = (new Vector<int>(least), new Vector<int>(greatest));
            var falls = Vector<int>.Zero;
            for (; i < column.Length - Vector<int>.Count; i += Vector<int>.Count)
            {
                var here = Vector.LoadUnsafe(ref first, (nuint)i);
                low = Vector.Min(low, here);
                high = Vector.Max(high, here);
                falls |= Vector.GreaterThan(here, Vector.LoadUnsafe(ref first, (nuint)i + 1));
            }

            sorted = falls == Vector<int>.Zero;
            for (var lane = 0; lane < Vector<int>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                greatest = Math.Max(greatest, high[lane]);
            }
        }

        for (; i < column.Length; i++)
        {
            least = Math.Min(least, column[i]);
            greatest = Math.Max(greatest, column[i]);
            sorted &= i + 1 == column.Length || column[i] <= column[i + 1];
        }

        return (least, greatest, sorted);
    }
}
