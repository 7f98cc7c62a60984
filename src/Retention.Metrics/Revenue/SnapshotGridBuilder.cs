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
        var cells = GC.AllocateUninitializedArray<long>((int)rows * stride);
        var fits = true;
        var inverse = Inverse(amounts.Unit);
        fixed (int* c = customers, o = order)
        fixed (long* whole = amounts.Integers)
        fixed (double* real = amounts.Doubles)
        {
            var (customerAt, orderAt, wholeAt, realAt) = ((nint)c, (nint)o, (nint)whole, (nint)real);
            var unit = amounts.Unit;
            Logs.Workers.Run(threads, (int)rows, (_, pieces) =>
            {
                var chunk = stackalloc long[Chunk];
                while (pieces.TryTake(out var period))
                {
                    var row = cells.AsSpan(period * stride, stride);
                    row.Clear();
                    ref var cell = ref Unsafe.Subtract(ref MemoryMarshal.GetReference(row), least);
                    Int128 total = 0;
                    for (var i = starts[period]; i < starts[period + 1]; i += Chunk)
                    {
                        var length = Math.Min(Chunk, starts[period + 1] - i);
                        var sum = orderAt != 0 ? Gather((int*)orderAt + i, (long*)wholeAt, (double*)realAt, unit, length, chunk)
                            : realAt != 0 ? Units((double*)realAt + i, unit, inverse, i, length, chunk)
                            : Copy((long*)wholeAt + i, length, chunk);
                        // One that does not fit spoils the rest, which is then left to the other store.
                        total += sum;
                        if (sum < 0 || total > MovementKernel.Limit)
                        {
                            Volatile.Write(ref fits, false);
                            return;
                        }

                        var customer = (int*)customerAt;
                        if (orderAt != 0)
                        {
                            var at = (int*)orderAt + i;
                            for (var k = 0; k < length; k++)
                            {
                                Unsafe.Add(ref cell, customer[at[k]]) += chunk[k];
                            }
                        }
                        else
                        {
                            customer += i;
                            for (var k = 0; k < length; k++)
                            {
                                Unsafe.Add(ref cell, customer[k]) += chunk[k];
                            }
                        }
                    }
                }
            });
        }

        return fits ? new(cells, stride, count, granularity, origin + first, amounts.Unit) : null;
    }

    /// <summary>The greatest whole number k for which k units are 1; 0 when there is none.</summary>
    private static double Inverse(decimal unit)
    {
        var inverse = unit is 0 or > 1 || unit < 0.000_000_001m ? 0 : 1 / unit;
        return decimal.IsInteger(inverse) && inverse * unit == 1 ? (double)inverse : 0;
    }

    // The number of units of each amount. Returns their sum, or -1 when one is negative or so large that the sum may not be right.
    private static long Units(double* amounts, decimal unit, double inverse, int row, int length, long* units)
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
            units[i] = MoneyColumn.UnitsOf(amounts[i], unit, row + i);
            if (units[i] < 0 || units[i] > 1L << 52)
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

    private static long Gather(int* order, long* whole, double* real, decimal unit, int length, long* units)
    {
        long sum = 0;
        for (var i = 0; i < length; i++)
        {
            units[i] = real != null ? MoneyColumn.UnitsOf(real[order[i]], unit, order[i]) : whole[order[i]];
            if (units[i] is < 0 or > 1L << 52)
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
}
