using System.Runtime.CompilerServices;

namespace Retention.Metrics.Logs;

/// <summary>Numbers keys that a <see cref="KeyTable{TKey, THash}"/> holds. Blocks of rows ask for their slots before any of them is looked up.</summary>
internal sealed class TableNumbers<TKey, THash>(Column<TKey> keys) : KeyNumbers
    where TKey : notnull
    where THash : struct, IKeyHash<TKey>
{
    private const int Block = 64;

    public KeyTable<TKey, THash> Table { get; } = new();

    public override int Count => Table.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Number(int first, Span<int> ids)
    {
        for (var from = 0; from < ids.Length; from += Block)
        {
            var block = keys.Slice(first + from, Math.Min(Block, ids.Length - from));
            for (var i = 0; i < block.Length; i++)
            {
                if (block[i] is null)
                {
                    throw Missing();
                }

                Table.PrefetchSlot(block[i]);
            }

            Table.Add(block, ids[from..]);
        }
    }

    public override void Join(KeyNumbers other, Span<int> numbers) => Table.Add(((TableNumbers<TKey, THash>)other).Table.Keys, numbers);

    /// <summary>Names the first row without a key, whichever run met one.</summary>
    private ArgumentException Missing()
    {
        var row = 0;
        while (keys.At(row) is not null)
        {
            row++;
        }

        return CustomerIndex.NullKey(row);
    }
}
