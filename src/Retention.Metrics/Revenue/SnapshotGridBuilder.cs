using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Revenue;

/// <summary>Writes rows of (customer, period, amount) into the matrix of a <see cref="SnapshotGrid"/>: one pass over the rows, period by period, so that what is written to stays in the cache.</summary>
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

        int[]? order = null;
        var starts = isSorted ? Starts(periods, first, (int)rows) : Sort(periods, first, (int)rows, out order);
        fixed (int* c = customers, o = order)
        fixed (long* whole = amounts.Integers)
        fixed (double* real = amounts.Doubles)
        {
            var source = new Source(c, o, whole, real, amounts.Unit, Inverse(amounts.Unit), starts, least);
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
        var fits = true;
        Logs.Workers.Run(threads, rows, (_, pieces) =>
        {
            var chunk = stackalloc long[Chunk];
            while (Volatile.Read(ref fits) && pieces.TryTake(out var period))
            {
                if (!FillRow(source, period, ref MemoryMarshal.GetReference(cells.AsSpan(period * stride, stride)), chunk))
                {
                    Volatile.Write(ref fits, false);
                }
            }
        });
        return fits ? cells : null;
    }

    private static bool FillRow<TCell>(in Source source, int period, ref TCell row, long* chunk)
        where TCell : unmanaged
    {
        ref var cell = ref Unsafe.Subtract(ref row, source.Least);
        Int128 total = 0;
        var (sums, terms) = (0, 0L);
        for (var i = source.Starts[period]; i < source.Starts[period + 1]; i += Chunk)
        {
            var length = Math.Min(Chunk, source.Starts[period + 1] - i);
            var sum = source.Order != null ? Gather(source, i, length, chunk)
                : source.Reals != null ? Units(source.Reals + i, source.Unit, source.Inverse, length, chunk)
                : Copy(source.Integers + i, length, chunk);
            total += sum;
            // The total bounds every cell of 64 bits; for those of 32 the sign of every sum is looked at.
            if (sum < 0 || total > MovementKernel.Limit)
            {
                return false;
            }

            for (var k = 0; k < length; k++)
            {
                var customer = source.Customers[source.Order != null ? source.Order[i + k] : i + k];
                if (typeof(TCell) == typeof(long))
                {
                    Unsafe.As<TCell, long>(ref Unsafe.Add(ref cell, customer)) += chunk[k];
                }
                else
                {
                    ref var narrow = ref Unsafe.As<TCell, int>(ref Unsafe.Add(ref cell, customer));
                    narrow = unchecked(narrow + (int)chunk[k]);
                    // The sum of two numbers below 2^31 that does not fit is negative, and terms above show in their high bits.
                    sums |= narrow;
                    terms |= chunk[k];
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

    private static long Gather(in Source source, int from, int length, long* units)
    {
        long sum = 0;
        for (var i = 0; i < length; i++)
        {
            var (row, fits) = (source.Order[from + i], true);
            if (source.Reals != null)
            {
                fits = MoneyColumn.TryUnitsOf(source.Reals[row], source.Unit, out units[i]);
            }
            else
            {
                units[i] = source.Integers[row];
            }

            if (!fits || units[i] is < 0 or > 1L << 52)
            {
                return -1;
            }

            sum += units[i];
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

    private static int[] Sort(ReadOnlySpan<int> periods, int first, int count, out int[] order)
    {
        var starts = new int[count + 2];
        foreach (var period in periods)
        {
            starts[period - first + 2]++;
        }

        for (var p = 2; p < starts.Length; p++)
        {
            starts[p] += starts[p - 1];
        }

        order = GC.AllocateUninitializedArray<int>(periods.Length);
        for (var row = 0; row < periods.Length; row++)
        {
            order[starts[periods[row] - first + 1]++] = row;
        }

        return starts;
    }

    // The rows, pinned while they are read.
    private readonly struct Source(int* customers, int* order, long* integers, double* reals, decimal unit, double inverse, int[] starts, int least)
    {
        public readonly int* Customers = customers;

        // In which order the rows are to be taken; null for their own.
        public readonly int* Order = order;
        public readonly long* Integers = integers;
        public readonly double* Reals = reals;
        public readonly decimal Unit = unit;
        public readonly double Inverse = inverse;
        public readonly int[] Starts = starts;
        public readonly int Least = least;
    }
}
