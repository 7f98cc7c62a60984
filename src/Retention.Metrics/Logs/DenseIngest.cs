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

    public static void Run<TKey>(DenseDayBits bits, Column<TKey> keys, TKey leastKey, Column<int> days, ColumnEnds dayEnds, int threads)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        if (dayEnds.IsSorted)
        {
            InTimeOrder(bits, keys, leastKey, days, dayEnds, threads);
        }
        else if (bits.Tiles == 1)
        {
            SetPairs(bits.Words, keys[..], leastKey, days[..], (int)dayEnds.Least, bits.RowWords);
        }
        else
        {
            ByDays(bits, keys, leastKey, days, (int)dayEnds.Least, threads);
        }
    }

    /// <summary>Each day is a run of rows, and its bits one short row per tile that stays in cache; threads share by days, so no two write one word.</summary>
    private static void InTimeOrder<TKey>(DenseDayBits bits, Column<TKey> keys, TKey leastKey, Column<int> days, ColumnEnds dayEnds, int threads)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        var seams = new int[threads + 1];
        for (var part = 1; part < threads; part++)
        {
            // A seam moves to the start of the day it falls into.
            var at = (int)((long)days.Length * part / threads);
            seams[part] = LowerBound(days[..], days[at..(at + 1)][0]);
        }

        seams[threads] = days.Length;
        Workers.Run(threads, threads, (_, pieces) =>
        {
            while (pieces.TryTake(out var piece))
            {
                var (row, end) = (seams[piece], seams[piece + 1]);
                while (row < end)
                {
                    var rest = days[row..end];
                    var day = rest[0];
                    var run = LowerBound(rest, day + 1);
                    SetDay(ref Unsafe.Add(ref MemoryMarshal.GetReference(bits.Words), (nint)(day - (int)dayEnds.Least) * bits.RowWords), keys[row..(row + run)], leastKey);
                    row += run;
                }
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SetDay<TKey>(ref ulong row, ReadOnlySpan<TKey> keys, TKey least)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
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
        // An entry is the day within its part above the customer.
        var slotBits = 32 - BitOperations.LeadingZeroCount((uint)Math.Max(1, bits.Slots - 1));
        var dayShift = 0;
        while (dayShift + 1 + slotBits <= 32 && ((long)bits.RowWords * sizeof(ulong)) << (dayShift + 1) <= PartBytes)
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
                        Scatter(scattered[piece], keys[rows], leastKey, days[rows], firstDay, dayShift, slotBits);
                    }
                });
                Workers.Run(threads, parts, (_, pieces) =>
                {
                    while (pieces.TryTake(out var part))
                    {
                        ref var daysOfPart = ref Unsafe.Add(ref MemoryMarshal.GetReference(bits.Words), ((nint)part << dayShift) * bits.RowWords);
                        foreach (var lists in scattered)
                        {
                            var blocks = lists.BlocksOf(part);
                            while (blocks.TryTake(out var block))
                            {
                                Apply(ref daysOfPart, block, slotBits, bits.RowWords);
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
    private static void Scatter<TKey>(BlockLists<uint> lists, ReadOnlySpan<TKey> keys, TKey least, ReadOnlySpan<int> days, int firstDay, int dayShift, int slotBits)
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
                writer.Add((int)(at >> dayShift), (uint)((ulong)(at & mask) << slotBits) | uint.CreateTruncating(keys[i] - least));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply(ref ulong days, ReadOnlySpan<uint> entries, int slotBits, int rowWords)
    {
        unchecked
        {
            var slotMask = (uint)((1UL << slotBits) - 1);
            foreach (var entry in entries)
            {
                var slot = entry & slotMask;
                Unsafe.Add(ref days, (nuint)(((uint)((ulong)entry >> slotBits) * (ulong)(uint)rowWords) + (slot >> 6))) |= 1UL << (int)slot;
            }
        }
    }

    private static int LowerBound(ReadOnlySpan<int> sorted, int value)
    {
        // Galloping, because a day is a small part of a long column.
        var high = 1;
        while (high < sorted.Length && sorted[high - 1] < value)
        {
            high *= 2;
        }

        var low = high / 2;
        high = Math.Min(high, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value)
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
