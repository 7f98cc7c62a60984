using System.Runtime.CompilerServices;

namespace Retention.Metrics.Logs;

/// <summary>
/// Numbers texts. Rows go by blocks through three loops, hash, look up, compare, of which each asks for the memory of the next: at ten million rows that takes half the time
/// of going row by row.
/// </summary>
internal sealed class TextNumbers<TSource>(TSource source) : KeyNumbers
    where TSource : struct, ITextSource
{
    private const int Block = 64;

    public TextTable Table { get; } = new();

    public override int Count => Table.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Number(int first, Span<int> ids)
    {
        Span<ulong> hashes = stackalloc ulong[Block];
        var made = new byte[64];
        for (var from = 0; from < ids.Length; from += Block)
        {
            var row = first + from;
            var block = ids[from..Math.Min(ids.Length, from + Block)];
            for (var i = 0; i < block.Length; i++)
            {
                if (source.IsMissing(row + i))
                {
                    throw Missing();
                }

                hashes[i] = source.Hash(row + i);
                Table.PrefetchSlot(hashes[i]);
            }

            for (var i = 0; i < block.Length; i++)
            {
                block[i] = Table.Guess(hashes[i]);
            }

            for (var i = 0; i < block.Length; i++)
            {
                var guess = block[i];
                if (guess >= 0 && source.Same(row + i, Table.BytesOf(guess, out var isWide), isWide))
                {
                    continue;
                }

                block[i] = Table.Find(hashes[i], source, row + i);
                if (block[i] < 0)
                {
                    block[i] = Table.Insert(hashes[i], source.Bytes(row + i, ref made, out var wide), wide);
                }
            }
        }
    }

    public override void Join(KeyNumbers other, Span<int> numbers)
    {
        var others = ((TextNumbers<TSource>)other).Table;
        for (var number = 0; number < numbers.Length; number++)
        {
            numbers[number] = Table.Add(others.HashOf(number), others.BytesOf(number, out var isWide), isWide);
        }
    }

    /// <summary>Names the first row without a key, whichever run met one.</summary>
    private ArgumentException Missing()
    {
        var row = 0;
        while (!source.IsMissing(row))
        {
            row++;
        }

        return CustomerKey.Refused(source.Text(row), row);
    }
}
