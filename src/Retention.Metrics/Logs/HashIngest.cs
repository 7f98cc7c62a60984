using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>
/// Numbers the customers of a column of keys and sets their bits in one go. Rows are scattered by the hash of their key into parts; a part then has a table of customers
/// and strips of bits that lie in cache while its rows are applied, in their order, so that the result does not depend on the threads.
/// </summary>
internal static class HashIngest
{
    private const int Block = 256;

    /// <returns>The index and the bits; null when the bits would take more than <paramref name="budget"/> bytes.</returns>
    public static (PartitionedIndex<TKey, THash> Index, StripDayBits Bits)? Run<TKey, THash>(Column<TKey> keys, Column<int> days, ColumnEnds dayEnds, long budget, int threads)
        where TKey : unmanaged
        where THash : struct, IKeyHash<TKey>
    {
        var partsLog2 = Math.Clamp(BitOperations.Log2((uint)Math.Max(1, keys.Length / 60_000)), 0, 9);
        var (firstDay, dayCount) = ((int)dayEnds.Least, (int)dayEnds.Span);
        var tables = new KeyTable<TKey, THash>[1 << partsLog2];
        var bits = new PartBits[tables.Length];
        for (var part = 0; part < tables.Length; part++)
        {
            (tables[part], bits[part]) = (new(partsLog2), new(dayCount));
        }

        var chunk = ChunkRows(keys.Length);
        var most = budget / (dayCount * (ActivityStore.StripSize / 8));
        var scattered = new BlockLists<KeyDay<TKey>>[threads];
        long strips = 0;
        try
        {
            for (var thread = 0; thread < threads; thread++)
            {
                scattered[thread] = new(tables.Length, (chunk / threads) + 1, Block);
            }

            for (var first = 0; first < keys.Length && strips <= most; first += chunk)
            {
                var (start, length) = (first, Math.Min(chunk, keys.Length - first));
                Workers.Run(threads, threads, (_, pieces) =>
                {
                    while (pieces.TryTake(out var piece))
                    {
                        var range = Column<int>.Part(length, piece, threads);
                        var rows = (start + range.Start.Value)..(start + range.End.Value);
                        scattered[piece].Clear();
                        Scatter<TKey, THash>(scattered[piece], keys[rows], days[rows], firstDay, partsLog2);
                    }
                });
                Workers.Run(threads, tables.Length, (_, pieces) =>
                {
                    Span<int> numbers = stackalloc int[Block];
                    while (pieces.TryTake(out var part))
                    {
                        foreach (var lists in scattered)
                        {
                            var blocks = lists.BlocksOf(part);
                            while (blocks.TryTake(out var block))
                            {
                                tables[part].Add(block, numbers);
                                bits[part].Reach(tables[part].Count);
                                bits[part].Set(numbers[..block.Length], block);
                            }
                        }
                    }
                });
                strips = 0;
                foreach (var part in bits)
                {
                    strips += part.StripCount;
                }
            }
        }
        finally
        {
            foreach (var lists in scattered)
            {
                lists?.Dispose();
            }
        }

        return strips > most ? null : (new(tables), PartBits.Join(bits, firstDay, dayCount));
    }

    // A few rounds: a part's tables and bits are worth fetching, and the scratch is a fraction of the columns.
    private static int ChunkRows(int rows) => Math.Min(rows, Math.Clamp(rows / 3, 1 << 20, 1 << 24));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter<TKey, THash>(BlockLists<KeyDay<TKey>> lists, ReadOnlySpan<TKey> keys, ReadOnlySpan<int> days, int firstDay, int partsLog2)
        where TKey : unmanaged
        where THash : struct, IKeyHash<TKey>
    {
        unchecked
        {
            ref var day = ref MemoryMarshal.GetReference(days);
            var partShift = 63 - partsLog2;
            var writer = lists.Write();
            for (var i = 0; i < keys.Length; i++)
            {
                var key = keys[i];
                writer.Add((int)(THash.Hash(key) >> 1 >> partShift), new(key, Unsafe.Add(ref day, i) - firstDay));
            }
        }
    }
}
