using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Revenue;

/// <summary>Writes rows of (customer, period, amount) into the matrix of a <see cref="SnapshotGrid"/>: one pass over the rows. When they come period by period, what is written to stays in the cache.</summary>
internal static unsafe class SnapshotGridBuilder
{
    private const int Chunk = 1024;

    // The matrix may have this many cells for each row: past that most of it would be empty, and steps are smaller.
    private const int CellsPerRow = 4;

    /// <summary>Builds the grid; null when the amounts or the shape do not suit one, and another store has to do.</summary>
    /// <param name="customers">The number of each row's customer, plus <paramref name="least"/>.</param>
    /// <param name="least">The number of the first customer.</param>
    /// <param name="count">How many customers there are.</param>
    /// <param name="periods">The index of each row's period.</param>
    /// <param name="first">The first period.</param>
    /// <param name="last">The last period.</param>
    /// <param name="isSorted">Whether the rows are in the order of their periods.</param>
    /// <param name="amounts">The amount of each row, in integers or doubles.</param>
    /// <param name="granularity">What the periods are.</param>
    /// <param name="origin">The index that the granularity has for period 0.</param>
    /// <param name="threads">How many threads may work.</param>
    public static SnapshotGrid? Build(ReadOnlySpan<int> customers, int least, int count, ReadOnlySpan<int> periods, int first, int last, bool isSorted, MoneyColumn amounts, Granularity granularity, int origin, int threads)
    {
        var stride = (count + MovementKernel.Lanes - 1) / MovementKernel.Lanes * MovementKernel.Lanes;
        var rows = (long)last - first + 1;
        if (rows * stride > Math.Max(1 << 16, (long)CellsPerRow * customers.Length) || rows * stride > Array.MaxLength || amounts.Decimals.Length > 0)
        {
            return null;
        }

        fixed (int* c = customers, p = periods)
        fixed (long* whole = amounts.Integers)
        fixed (double* real = amounts.Doubles)
        {
            var source = new Source(c, p, customers.Length, whole, real, amounts.Unit, Inverse(amounts.Unit), isSorted ? Starts(periods, first, (int)rows) : null, least, first);
            // Half the memory when every amount fits into 32 bits, as it nearly always does.
            return Fill<int>(source, (int)rows, stride, threads) is { } narrow ? new SnapshotGrid<int>(narrow, stride, count, granularity, origin + first, amounts.Unit)
                : Fill<long>(source, (int)rows, stride, threads) is { } wide ? new SnapshotGrid<long>(wide, stride, count, granularity, origin + first, amounts.Unit)
                : null;
        }
    }

    private static TCell[]? Fill<TCell>(Source source, int rows, int stride, int threads)
        where TCell : unmanaged
    {
        var cells = new TCell[rows * stride];
        if (source.Starts is not { } starts)
        {
            return AddRows(source, 0, source.Count, ref MemoryMarshal.GetArrayDataReference(cells), stride) ? cells : null;
        }

        // In the order of their periods rows of different periods meet in no cell, so periods are shared out to the threads.
        var fits = true;
        Logs.Workers.Run(threads, rows, (_, pieces) =>
        {
            while (Volatile.Read(ref fits) && pieces.TryTake(out var period))
            {
                if (!AddRows(source, starts[period], starts[period + 1], ref cells[period * stride], 0))
                {
                    Volatile.Write(ref fits, false);
                }
            }
        });
        return fits ? cells : null;
    }

    // Adds rows to the cells of their customers, stride cells further for each period after the first. False when a sum does not fit into a cell.
    private static bool AddRows<TCell>(in Source source, int from, int to, ref TCell firstCell, int stride)
        where TCell : unmanaged
    {
        var units = stackalloc long[Chunk];
        Int128 total = 0;
        var (sums, terms) = (0, 0L);
        for (var i = from; i < to; i += Chunk)
        {
            var length = Math.Min(Chunk, to - i);
            var sum = source.Reals != null ? Units(source.Reals + i, source.Unit, source.Inverse, length, units) : Copy(source.Integers + i, length, units);
            total += sum;
            // The total bounds every cell of 64 bits; for those of 32 the sign of every sum is looked at.
            if (sum < 0 || total > MovementKernel.Limit)
            {
                return false;
            }

            for (var k = 0; k < length; k++)
            {
                nint at = source.Customers[i + k] - source.Least;
                if (stride != 0)
                {
                    at += (nint)(source.Periods[i + k] - source.First) * stride;
                }

                if (typeof(TCell) == typeof(long))
                {
                    Unsafe.As<TCell, long>(ref Unsafe.Add(ref firstCell, at)) += units[k];
                }
                else
                {
                    ref var narrow = ref Unsafe.As<TCell, int>(ref Unsafe.Add(ref firstCell, at));
                    narrow = unchecked(narrow + (int)units[k]);
                    // The sum of two numbers below 2^31 that does not fit is negative, and terms above show in their high bits.
                    sums |= narrow;
                    terms |= units[k];
                }
            }
        }

        return sums >= 0 && terms <= int.MaxValue;
    }

    /// <summary>The greatest whole number k for which k units are 1; 0 when there is none.</summary>
    private static double Inverse(decimal unit)
    {
        var inverse = unit is 0 or > 1 || unit < 0.000_000_001m ? 0 : 1 / unit;
        return decimal.IsInteger(inverse) && inverse * unit == 1 ? (double)inverse : 0;
    }

    // The number of units of each amount. Returns their sum, or -1 when one is negative or so large that the sum may not be right.
    private static long Units(double* amounts, decimal unit, double inverse, int length, long* units)
    {
        var i = 0;
        var sum = Vector512<long>.Zero;
        if (inverse > 0)
        {
            // An amount is the double nearest to n ÷ inverse for a whole n, and then that quotient gives it back exactly.
            var (factor, isPower) = (Vector512.Create(inverse), BitOperations.IsPow2((long)inverse));
            var most = Vector512.Create((double)(1L << 52));
            for (; i + 8 <= length; i += 8)
            {
                var amount = Vector512.Load(amounts + i);
                var whole = Vector512.Round(amount * factor);
                var back = isPower ? whole * (1 / inverse) : whole / factor;
                if (!Vector512.EqualsAll(back, amount) || Vector512.LessThanAny(amount, Vector512<double>.Zero) || Vector512.GreaterThanAny(whole, most))
                {
                    break;
                }

                var n = Vector512.ConvertToInt64(whole);
                n.Store(units + i);
                sum += n;
            }
        }

        // What is left of the chunk, and amounts that are refused or need another store, one by one.
        var total = Vector512.Sum(sum);
        for (; i < length; i++)
        {
            if (!MoneyColumn.TryUnitsOf(amounts[i], unit, out units[i]) || units[i] < 0 || units[i] > 1L << 52)
            {
                return -1;
            }

            total += units[i];
        }

        return total;
    }

    private static long Copy(long* amounts, int length, long* units)
    {
        long sum = 0;
        for (var i = 0; i < length; i++)
        {
            if (amounts[i] is < 0 or > 1L << 52)
            {
                return -1;
            }

            units[i] = amounts[i];
            sum += amounts[i];
        }

        return sum;
    }

    // The rows of period p are those from starts[p] up to starts[p + 1].
    private static int[] Starts(ReadOnlySpan<int> sorted, int first, int periods)
    {
        var starts = new int[periods + 1];
        for (var p = 1; p <= periods; p++)
        {
            var (low, high) = (starts[p - 1], sorted.Length);
            while (low < high)
            {
                var middle = (int)(((uint)low + (uint)high) / 2);
                if (sorted[middle] - first < p)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            starts[p] = low;
        }

        return starts;
    }

    // The rows, pinned while they are read.
    private readonly struct Source(int* customers, int* periods, int count, long* integers, double* reals, decimal unit, double inverse, int[]? starts, int least, int first)
    {
        public readonly int* Customers = customers;
        public readonly int* Periods = periods;
        public readonly int Count = count;
        public readonly long* Integers = integers;
        public readonly double* Reals = reals;
        public readonly decimal Unit = unit;
        public readonly double Inverse = inverse;

        // Where the rows of each period start; null when they are in no order.
        public readonly int[]? Starts = starts;
        public readonly int Least = least;
        public readonly int First = first;
    }
}
