using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>
/// Two columns that are read from rows by selectors, in pooled memory: a log is made of them and they are given back. At ten million rows fresh memory would take as long as
/// reading the rows.
/// </summary>
internal sealed class PooledPairs<TFirst, TSecond> : IDisposable
{
    private TFirst[] _firsts = [];
    private TSecond[] _seconds = [];
    private int _count;

    public ReadOnlySpan<TFirst> Firsts => _firsts.AsSpan(0, _count);

    public ReadOnlySpan<TSecond> Seconds => _seconds.AsSpan(0, _count);

    /// <summary>Reads all rows, in order, each once.</summary>
    public void Read<TRow>(IEnumerable<TRow> rows, Func<TRow, TFirst> first, Func<TRow, TSecond> second, Reading reading = default)
    {
        switch (rows)
        {
            case TRow[] array:
                Read(new ReadOnlySpan<TRow>(array), first, second, reading);
                break;
            case List<TRow> list:
                Read(CollectionsMarshal.AsSpan(list), first, second, reading);
                break;
            default:
                Reach(rows.TryGetNonEnumeratedCount(out var count) ? count : 1024);
                foreach (var row in rows)
                {
                    if (_count == _firsts.Length || _count == _seconds.Length)
                    {
                        Reach((int)Math.Min(Array.MaxLength, _count * 2L));
                    }

                    (_firsts[_count], _seconds[_count]) = (first(row), second(row));
                    _count++;
                    reading.Row(_count);
                }

                break;
        }

        reading.End(_count);
    }

    public void Dispose()
    {
        Return(_firsts);
        Return(_seconds);
        (_firsts, _seconds, _count) = ([], [], 0);
    }

    private void Read<TRow>(ReadOnlySpan<TRow> rows, Func<TRow, TFirst> first, Func<TRow, TSecond> second, Reading reading)
    {
        Reach(rows.Length);
        while (_count < rows.Length)
        {
            var block = rows[_count..Math.Min(rows.Length, _count + Reading.Every)];
            var firsts = _firsts.AsSpan(_count, block.Length);
            var seconds = _seconds.AsSpan(_count, block.Length);
            for (var row = 0; row < block.Length; row++)
            {
                firsts[row] = first(block[row]);
                seconds[row] = second(block[row]);
            }

            _count += block.Length;
            reading.Rows(_count);
        }
    }

    private void Reach(int capacity)
    {
        if (capacity <= _count && capacity > 0)
        {
            throw new InvalidOperationException($"A log holds at most {Rendering.Text.Count(Array.MaxLength)} rows. Split the customers with Shard.Of and add the tables.");
        }

        (_firsts, _seconds) = (Larger(_firsts, capacity), Larger(_seconds, capacity));
    }

    private T[] Larger<T>(T[] column, int capacity)
    {
        var larger = ArrayPool<T>.Shared.Rent(capacity);
        column.AsSpan(0, _count).CopyTo(larger);
        Return(column);
        return larger;
    }

    private static void Return<T>(T[] column)
    {
        if (column.Length > 0)
        {
            ArrayPool<T>.Shared.Return(column, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }
    }
}
