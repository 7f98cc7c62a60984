using System.Numerics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>Reads the amounts of a column in the type in which they are stored.</summary>
internal interface IAmountReader<T>
    where T : unmanaged
{
    /// <summary>The amount of a row; false when the row must be refused.</summary>
    bool TryRead(int row, out T amount);
}

/// <summary>
/// Sorts rows by customer and day: a stable scatter into buckets of neighbouring customers that fit a processor's cache, then a counting sort inside each bucket.
/// </summary>
/// <remarks>
/// Every row is moved twice, whatever the order in which rows come; threads take stretches of rows first and whole buckets after. The scatter is stable, so rows in the order
/// of time are so within each customer too; only where they are not, a customer's rows are sorted. The result does not depend on the number of threads.
/// </remarks>
internal static unsafe class OrderSort
{
    private const int RowsPerBucket = 1 << 15;

    /// <summary>Sorts the rows.</summary>
    /// <param name="customers">The number of each row's customer, counted from <paramref name="least"/>.</param>
    /// <param name="least">The least of those numbers.</param>
    /// <param name="slots">How many numbers there are; some may have no row.</param>
    /// <param name="days">The day of each row.</param>
    /// <param name="dayShift">What added to a day makes it a <see cref="DateOnly.DayNumber"/>.</param>
    /// <param name="amounts">The amount of each row.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <param name="sorted">The amounts in the new order.</param>
    /// <param name="refused">The first row whose amount was refused, or -1.</param>
    public static SortedOrders Of<T, TReader>(ReadOnlySpan<int> customers, int least, int slots, ReadOnlySpan<int> days, int dayShift, TReader amounts, int threads, out T[] sorted, out int refused)
        where T : unmanaged
        where TReader : struct, IAmountReader<T>
    {
        var rows = customers.Length;
        var (firstDay, lastDay) = Extremes.Of(days);
        var dayBits = rows == 0 ? 1 : Math.Max(1, BitOperations.Log2((uint)(lastDay - firstDay)) + 1);
        var wanted = Math.Max(1, rows / RowsPerBucket);
        var shift = Math.Min(BitOperations.Log2((uint)Math.Max(1, slots / wanted)) + 1, 32 - dayBits);
        var buckets = (int)((((long)slots - 1) >> shift) + 1);
        var chunks = Math.Max(1, threads);
        var order = new SortedOrders(new int[slots + 1], GC.AllocateUninitializedArray<int>(rows), firstDay + dayShift, lastDay + dayShift);
        var result = GC.AllocateUninitializedArray<T>(rows);
        if (rows == 0)
        {
            (sorted, refused) = (result, -1);
            return order;
        }

        var keys = GC.AllocateUninitializedArray<uint>(rows);
        var scattered = GC.AllocateUninitializedArray<T>(rows);
        var places = new int[chunks][];
        var firstRefused = new int[chunks];
        var inOrder = new bool[chunks];
        fixed (int* customersFixed = customers, daysFixed = days)
        {
            int* c = customersFixed, d = daysFixed;
            Workers.Run(threads, chunks, (_, source) =>
            {
                while (source.TryTake(out var chunk))
                {
                    var (start, end) = Chunk(rows, chunk, chunks);
                    places[chunk] = Count(c, d, start, end, least, shift, buckets, out inOrder[chunk]);
                }
            });
            var starts = FirstPlaces(places, buckets);
            Workers.Run(threads, chunks, (_, source) =>
            {
                while (source.TryTake(out var chunk))
                {
                    var (start, end) = Chunk(rows, chunk, chunks);
                    firstRefused[chunk] = Scatter(c, d, start, end, new(least, shift, firstDay, dayBits), amounts, places[chunk], keys, scattered);
                }
            });
            refused = FirstOf(firstRefused);
            if (refused < 0)
            {
                var isSorted = Array.TrueForAll(inOrder, o => o);
                Workers.Run(threads, buckets, (_, source) =>
                {
                    var counts = new int[(1 << shift) + 1];
                    while (source.TryTake(out var bucket))
                    {
                        SortBucket(new(bucket, starts[bucket], starts[bucket + 1], shift, dayBits, isSorted), keys, scattered, counts, order, result);
                    }
                });
            }
        }

        order.Starts[slots] = rows;
        sorted = result;
        return order;
    }

    // Stretches are in the order of the rows, so the first that refused one has the first refused row.
    private static int FirstOf(int[] refused)
    {
        var chunk = Array.FindIndex(refused, row => row >= 0);
        return chunk < 0 ? -1 : refused[chunk];
    }

    private static (int Start, int End) Chunk(int rows, int chunk, int chunks) => ((int)((long)rows * chunk / chunks), (int)((long)rows * (chunk + 1) / chunks));

    /// <summary>How many rows of a stretch go into each bucket, and whether its days ascend, the first of the next stretch included.</summary>
    private static int[] Count(int* customers, int* days, int start, int end, int least, int shift, int buckets, out bool inOrder)
    {
        var counts = new int[buckets];
        unchecked
        {
            var before = start > 0 ? days[start - 1] : int.MinValue;
            var descents = 0;
            fixed (int* n = counts)
            {
                for (var row = start; row < end; row++)
                {
                    n[(uint)(customers[row] - least) >> shift]++;
                    descents |= days[row] < before ? 1 : 0;
                    before = days[row];
                }
            }

            inOrder = descents == 0;
        }

        return counts;
    }

    /// <summary>Turns counts by stretch and bucket into first places, bucket by bucket and within one stretch by stretch; the answer has the first place of each bucket.</summary>
    private static int[] FirstPlaces(int[][] counts, int buckets)
    {
        var starts = new int[buckets + 1];
        var next = 0;
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            starts[bucket] = next;
            foreach (var chunk in counts)
            {
                (chunk[bucket], next) = (next, next + chunk[bucket]);
            }
        }

        starts[buckets] = next;
        return starts;
    }

    private static int Scatter<T, TReader>(int* customers, int* days, int start, int end, Layout layout, TReader amounts, int[] places, uint[] keys, T[] scattered)
        where T : unmanaged
        where TReader : struct, IAmountReader<T>
    {
        unchecked
        {
            var (least, shift, firstDay, dayBits) = layout;
            var mask = (1u << shift) - 1;
            fixed (int* next = places)
            fixed (uint* k = keys)
            fixed (T* a = scattered)
            {
                for (var row = start; row < end; row++)
                {
                    if (!amounts.TryRead(row, out var amount))
                    {
                        return row;
                    }

                    var customer = (uint)(customers[row] - least);
                    var place = next[customer >> shift]++;
                    k[place] = ((customer & mask) << dayBits) | (uint)(days[row] - firstDay);
                    a[place] = amount;
                }
            }
        }

        return -1;
    }

    private static void SortBucket<T>(Bucket bucket, uint[] keys, T[] scattered, int[] counts, SortedOrders order, T[] sorted)
        where T : unmanaged
    {
        unchecked
        {
            var (number, start, end, shift, dayBits, isSorted) = bucket;
            var firstSlot = number << shift;
            var slots = Math.Min(1 << shift, order.Starts.Length - 1 - firstSlot);
            Array.Clear(counts);
            fixed (uint* k = keys)
            fixed (T* a = scattered, toAmounts = sorted)
            fixed (int* next = counts, toDays = order.Days)
            {
                for (var i = start; i < end; i++)
                {
                    next[k[i] >> dayBits]++;
                }

                var place = start;
                for (var slot = 0; slot < slots; slot++)
                {
                    order.Starts[firstSlot + slot] = place;
                    (next[slot], place) = (place, place + next[slot]);
                }

                var dayMask = (1u << dayBits) - 1;
                for (var i = start; i < end; i++)
                {
                    var key = k[i];
                    var to = next[key >> dayBits]++;
                    toDays[to] = order.FirstDay + (int)(key & dayMask);
                    toAmounts[to] = a[i];
                }

                if (!isSorted)
                {
                    SortDays(order.Starts.AsSpan(firstSlot, slots), counts, order.Days, sorted);
                }
            }
        }
    }

    private static void SortDays<T>(ReadOnlySpan<int> starts, int[] ends, int[] days, T[] amounts)
        where T : unmanaged
    {
        for (var slot = 0; slot < starts.Length; slot++)
        {
            var own = days.AsSpan(starts[slot]..ends[slot]);
            for (var i = 1; i < own.Length; i++)
            {
                if (own[i] < own[i - 1])
                {
                    own.Sort(amounts.AsSpan(starts[slot]..ends[slot]));
                    break;
                }
            }
        }
    }

    private readonly record struct Layout(int Least, int Shift, int FirstDay, int DayBits);

    private readonly record struct Bucket(int Number, int Start, int End, int Shift, int DayBits, bool IsSorted);
}

/// <summary>Rows sorted by customer and day: the first row of each customer number, and the day of each row as a <see cref="DateOnly.DayNumber"/>.</summary>
internal sealed record SortedOrders(int[] Starts, int[] Days, int FirstDay, int LastDay);

/// <summary>The least and the greatest number of a column, many at a step.</summary>
internal static class Extremes
{
    public static (int Least, int Greatest) Of(ReadOnlySpan<int> values)
    {
        var (least, greatest) = (int.MaxValue, int.MinValue);
        if (values.IsEmpty)
        {
            return (0, 0);
        }

        var vectors = System.Runtime.InteropServices.MemoryMarshal.Cast<int, Vector<int>>(values);
        var (low, high) = (new Vector<int>(int.MaxValue), new Vector<int>(int.MinValue));
        foreach (var vector in vectors)
        {
            low = Vector.Min(low, vector);
            high = Vector.Max(high, vector);
        }

        for (var lane = 0; lane < Vector<int>.Count; lane++)
        {
            least = Math.Min(least, low[lane]);
            greatest = Math.Max(greatest, high[lane]);
        }

        foreach (var value in values[(vectors.Length * Vector<int>.Count)..])
        {
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
        }

        return (least, greatest);
    }
}
