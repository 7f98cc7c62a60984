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

    // A few rounds: a part's tables and bits are worth fetching, and the scratch is a fraction of the columns.
    private static int ChunkRows(int rows) => Math.Min(rows, Math.Clamp(rows / 6, 1 << 20, 1 << 24));

    /// <returns>The index and the bits; null when the bits would take more than <paramref name="budget"/> bytes.</returns>
    public static (PartitionedIndex<TKey, THash> Index, StripDayBits Bits)? Run<TKey, THash>(Column<TKey> keys, Column<int> days, ColumnEnds dayEnds, long budget, int threads)
        where TKey : unmanaged
        where THash : struct, IKeyHash<TKey>
    {
        var partsLog2 = Math.Clamp(BitOperations.Log2((uint)Math.Max(1, keys.Length / 250_000)), 0, 9);
        var firstDay = (int)dayEnds.Least;
        var dayCount = (int)dayEnds.Span;
        var parts = new Part<TKey, THash>[1 << partsLog2];
        for (var part = 0; part < parts.Length; part++)
        {
            parts[part] = new(dayCount);
        }

        var chunk = ChunkRows(keys.Length);
        var scattered = new Scattered<TKey>[threads];
        long strips = 0;
        var most = budget / (dayCount * (ActivityStore.StripSize / 8));
        try
        {
            for (var thread = 0; thread < threads; thread++)
            {
                scattered[thread] = new(parts.Length, (chunk / threads) + 1);
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
                Workers.Run(threads, parts.Length, (_, pieces) =>
                {
                    while (pieces.TryTake(out var part))
                    {
                        foreach (var lists in scattered)
                        {
                            var keyBlocks = lists.Keys.BlocksOf(part);
                            var dayBlocks = lists.Days.BlocksOf(part);
                            while (keyBlocks.TryTake(out var keyBlock) && dayBlocks.TryTake(out var dayBlock))
                            {
                                parts[part].Apply(keyBlock, dayBlock);
                            }
                        }
                    }
                });
                strips = 0;
                foreach (var part in parts)
                {
                    strips += part.Bits.StripCount;
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

        return strips > most ? null : (new(Array.ConvertAll(parts, p => p.Table)), PartBits.Join(parts.Select(p => p.Bits), firstDay, dayCount));
    }

    private static void Scatter<TKey, THash>(Scattered<TKey> lists, ReadOnlySpan<TKey> keys, ReadOnlySpan<int> days, int firstDay, int partsLog2)
        where TKey : unmanaged
        where THash : struct, IKeyHash<TKey>
    {
        ref var day = ref MemoryMarshal.GetReference(days);
        var partShift = 63 - partsLog2;
        var keyWriter = lists.Keys.Write();
        var dayWriter = lists.Days.Write();
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            var part = (int)(THash.Hash(key) >> 1 >> partShift);
            keyWriter.Add(part, key);
            dayWriter.Add(part, unchecked(Unsafe.Add(ref day, i) - firstDay));
        }
    }

    /// <summary>Rows of a part: keys in one list, days in another, so that the keys of a block are a span.</summary>
    private sealed class Scattered<TKey>(int parts, int capacity) : IDisposable
        where TKey : unmanaged
    {
        public BlockLists<TKey> Keys { get; } = new(parts, capacity, Block);

        public BlockLists<int> Days { get; } = new(parts, capacity, Block);

        public void Clear()
        {
            Keys.Clear();
            Days.Clear();
        }

        public void Dispose()
        {
            Keys.Dispose();
            Days.Dispose();
        }
    }

    private sealed class Part<TKey, THash>(int days)
        where TKey : unmanaged
        where THash : struct, IKeyHash<TKey>
    {
        public KeyTable<TKey, THash> Table { get; } = new();

        public PartBits Bits { get; } = new(days);

        public void Apply(ReadOnlySpan<TKey> keys, ReadOnlySpan<int> keyDays)
        {
            Span<int> numbers = stackalloc int[Block];
            Table.Add(keys, numbers);
            Bits.Reach(Table.Count);
            Bits.Set(numbers[..keys.Length], keyDays);
        }
    }
}
