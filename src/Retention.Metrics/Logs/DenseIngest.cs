using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>Sets the bits of customers whose keys are nearly consecutive whole numbers, so that the number of a customer is a subtraction.</summary>
internal static class DenseIngest
{
    // The bits of the days of one part stay in the second-level cache while they are set.
    private const int PartBytes = 1 << 17;
    private const int BlockRows = 1024;

    // Rows scattered before they are applied: two rounds or a few, so that the bits of a part are worth fetching and the scratch is a fraction of the columns.
    private static int ChunkRows(int rows) => Math.Min(rows, Math.Clamp(rows / 2, 1 << 20, 1 << 25));

    /// <param name="slots">How many customers there is room for.</param>
    /// <param name="keys">The key of each row.</param>
    /// <param name="leastKey">The key of the first customer.</param>
    /// <param name="days">The day of each row.</param>
    /// <param name="dayEnds">The first and the last of the days.</param>
    /// <param name="dayZero">The number of 1970-01-01 among the days.</param>
    /// <param name="threads">How many threads may work.</param>
    public static DenseDayBits Run<TKey>(int slots, Column<TKey> keys, TKey leastKey, Column<int> days, ColumnEnds dayEnds, int dayZero, int threads)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        // Each thread clears the days it is about to fill, which is faster and for the reason given at FreshArray.
        var bits = new DenseDayBits(slots, (int)dayEnds.Least - dayZero, (int)dayEnds.Span, isClear: false);
        if (keys.Length == 0)
        {
            return bits;
        }

        if (dayEnds.IsSorted)
        {
            InTimeOrder(bits, keys, leastKey, days, (int)dayEnds.Least, threads);
        }
        else if (bits.Tiles == 1)
        {
            bits.WordsOf(0, bits.Days).Clear();
            SetPairs(bits.WordsOf(0, bits.Days), keys[..], leastKey, days[..], (int)dayEnds.Least, bits.RowWords);
        }
        else
        {
            ByDays(bits, keys, leastKey, days, (int)dayEnds.Least, threads);
        }

        return bits;
    }

    /// <summary>Each day is a run of rows, and its bits one short row per tile that stays in cache; threads share by days, so no two write one word.</summary>
    private static void InTimeOrder<TKey>(DenseDayBits bits, Column<TKey> keys, TKey leastKey, Column<int> days, int firstDay, int threads)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        // More pieces than threads: one that was held up leaves the rest to the others. A seam moves to the start of the day it falls into.
        var seams = new int[(threads * 8) + 1];
        for (var part = 1; part < seams.Length - 1; part++)
        {
            var at = (int)((long)days.Length * part / (seams.Length - 1));
            seams[part] = FirstOfDay(days[..], days.At(at), at);
        }

        seams[^1] = days.Length;
        Workers.Run(threads, seams.Length - 1, (_, pieces) =>
        {
            while (pieces.TryTake(out var piece))
            {
                var (row, end) = (seams[piece], seams[piece + 1]);
                if (row == end)
                {
                    continue;
                }

                var (run, next) = (0, row == 0 ? 0 : days.At(row) - firstDay);
                while (row < end)
                {
                    // A day has about as many rows as the day before.
                    var rest = days[row..end];
                    run = FirstOfDay(rest, rest[0] + 1, run);
                    var day = rest[0] - firstDay;
                    bits.WordsOf(next, day + 1 - next).Clear();
                    SetDay(bits.WordsOf(day, 1), keys[row..(row + run)], leastKey);
                    (row, next) = (row + run, day + 1);
                }

                // Days without rows that follow are nobody else's.
                bits.WordsOf(next, (end == days.Length ? bits.Days : days.At(end) - firstDay) - next).Clear();
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SetDay<TKey>(Span<ulong> bits, ReadOnlySpan<TKey> keys, TKey least)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        ref var row = ref MemoryMarshal.GetReference(bits);
        unchecked
        {
            foreach (var key in keys)
            {
                var slot = uint.CreateTruncating(key - least);
                Unsafe.Add(ref row, slot >> 6) |= 1UL << (int)slot;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SetPairs<TKey>(Span<ulong> bits, ReadOnlySpan<TKey> keys, TKey least, ReadOnlySpan<int> days, int firstDay, int rowWords)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        ref var words = ref MemoryMarshal.GetReference(bits);
        unchecked
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var slot = uint.CreateTruncating(keys[i] - least);
                Unsafe.Add(ref words, ((nint)(days[i] - firstDay) * rowWords) + (int)(slot >> 6)) |= 1UL << (int)slot;
            }
        }
    }

    /// <summary>Rows in no order are first scattered by a few days each, then those days are filled while their bits lie in cache. Setting a bit twice or in another order changes nothing.</summary>
    private static void ByDays<TKey>(DenseDayBits bits, Column<TKey> keys, TKey leastKey, Column<int> days, int firstDay, int threads)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        // An entry is the number of a bit within its part: fewer than 2^32, because a day has fewer than 2^31 customers and a part of several days has fewer bits than fit its bytes.
        var dayShift = 0;
        while (((long)bits.RowWords * sizeof(ulong)) << (dayShift + 1) <= PartBytes)
        {
            dayShift++;
        }

        var parts = ((bits.Days - 1) >> dayShift) + 1;
        var chunk = ChunkRows(keys.Length);
        var scattered = new BlockLists<uint>[threads];
        try
        {
            for (var thread = 0; thread < threads; thread++)
            {
                scattered[thread] = new(parts, (chunk / threads) + 1, BlockRows);
            }

            for (var first = 0; first < keys.Length; first += chunk)
            {
                var (start, length) = (first, Math.Min(chunk, keys.Length - first));
                Workers.Run(threads, threads, (_, pieces) =>
                {
                    while (pieces.TryTake(out var piece))
                    {
                        var range = Column<int>.Part(length, piece, threads);
                        var rows = (start + range.Start.Value)..(start + range.End.Value);
                        scattered[piece].Clear();
                        Scatter(scattered[piece], keys[rows], leastKey, days[rows], firstDay, dayShift, (uint)bits.RowWords * 64);
                    }
                });
                Workers.Run(threads, parts, (_, pieces) =>
                {
                    while (pieces.TryTake(out var part))
                    {
                        var words = bits.WordsOf(part << dayShift, Math.Min(1 << dayShift, bits.Days - (part << dayShift)));
                        if (start == 0)
                        {
                            words.Clear();
                        }

                        foreach (var lists in scattered)
                        {
                            var blocks = lists.BlocksOf(part);
                            while (blocks.TryTake(out var block))
                            {
                                Apply(words, block);
                            }
                        }
                    }
                });
            }
        }
        finally
        {
            foreach (var lists in scattered)
            {
                lists?.Dispose();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter<TKey>(BlockLists<uint> lists, ReadOnlySpan<TKey> keys, TKey least, ReadOnlySpan<int> days, int firstDay, int dayShift, uint rowBits)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        ref var day = ref MemoryMarshal.GetReference(days);
        var mask = (1u << dayShift) - 1;
        var writer = lists.Write();
        unchecked
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var at = (uint)(Unsafe.Add(ref day, i) - firstDay);
                writer.Add((int)(at >> dayShift), ((at & mask) * rowBits) + uint.CreateTruncating(keys[i] - least));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply(Span<ulong> words, ReadOnlySpan<uint> entries)
    {
        ref var part = ref MemoryMarshal.GetReference(words);
        unchecked
        {
            foreach (var bit in entries)
            {
                Unsafe.Add(ref part, bit >> 6) |= 1UL << (int)bit;
            }
        }
    }

    /// <summary>The first row of a day or a later one, in steps that double from where it is expected.</summary>
    private static int FirstOfDay(ReadOnlySpan<int> sorted, int day, int expected)
    {
        var (low, high) = (Math.Min(expected, sorted.Length), Math.Min(expected, sorted.Length));
        for (var step = 1; low > 0 && sorted[low - 1] >= day; step *= 2)
        {
            (low, high) = (Math.Max(0, low - step), low - 1);
        }

        for (var step = 1; high < sorted.Length && sorted[high] < day; step *= 2)
        {
            (low, high) = (high + 1, (int)Math.Min(sorted.Length, high + (long)step));
        }

        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (sorted[middle] < day)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
