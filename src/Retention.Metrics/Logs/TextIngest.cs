using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>
/// Numbers the customers of a column of text keys and sets their bits. As in <see cref="HashIngest"/>, rows are scattered by the hash of their key; their bytes go along,
/// so that what a part compares lies one after the other and in cache.
/// </summary>
internal static class TextIngest
{
    private const int BlockBytes = 1 << 15;
    private const int RecordHead = 16;

    /// <returns>The index and the bits; null when the bits would take more than <paramref name="budget"/> bytes, or a key is longer than a block.</returns>
    /// <exception cref="ArgumentException">A row has no key.</exception>
    public static (TextIndex Index, StripDayBits Bits)? Run<TSource>(TSource source, Column<int> days, ColumnEnds dayEnds, bool isUtf8, long budget, int threads)
        where TSource : struct, ITextSource
    {
        var parts = 1 << Math.Clamp(BitOperations.Log2((uint)Math.Max(1, source.Length / 250_000)), 0, 9);
        var (firstDay, dayCount) = ((int)dayEnds.Least, (int)dayEnds.Span);
        var tables = new TextTable[parts];
        var bits = new PartBits[parts];
        for (var part = 0; part < parts; part++)
        {
            (tables[part], bits[part]) = (new(), new(dayCount));
        }

        var chunk = Math.Min(source.Length, Math.Clamp(source.Length / 8, 1 << 18, 1 << 22));
        var most = budget / (dayCount * (ActivityStore.StripSize / 8));
        var scattered = new Records[threads];
        var (strips, fits) = (0L, true);
        try
        {
            for (var thread = 0; thread < threads; thread++)
            {
                scattered[thread] = new(parts);
            }

            for (var first = 0; first < source.Length && strips <= most && fits; first += chunk)
            {
                var (start, length) = (first, Math.Min(chunk, source.Length - first));
                Workers.Run(threads, threads, (_, pieces) =>
                {
                    while (pieces.TryTake(out var piece))
                    {
                        var range = Column<int>.Part(length, piece, threads);
                        scattered[piece].Clear();
                        if (!Scatter(scattered[piece], source, days, firstDay, start + range.Start.Value, start + range.End.Value))
                        {
                            Volatile.Write(ref fits, false);
                        }
                    }
                });
                if (!fits)
                {
                    break;
                }

                Workers.Run(threads, parts, (_, pieces) =>
                {
                    while (pieces.TryTake(out var part))
                    {
                        foreach (var records in scattered)
                        {
                            Apply(records.BlocksOf(part), tables[part], bits[part]);
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
            foreach (var records in scattered)
            {
                records?.Dispose();
            }
        }

        return !fits || strips > most ? null : (new(tables, isUtf8), PartBits.Join(bits, firstDay, dayCount));
    }

    private static bool Scatter<TSource>(Records records, TSource source, Column<int> days, int firstDay, int from, int to)
        where TSource : struct, ITextSource
    {
        // The bytes are written to a buffer that stays in cache, hashed there, and copied to the part that the hash decides on.
        var buffer = new byte[BlockBytes - RecordHead].AsSpan();
        for (var row = from; row < to; row++)
        {
            var length = source.Write(row, buffer);
            if (length <= 0)
            {
                if (length < 0)
                {
                    return false;
                }

                // Says which row is the first without a key, whatever the threads did.
                for (var r = 0; r <= row; r++)
                {
                    CustomerKey.Check(source.Text(r)!, r);
                }
            }

            var text = buffer[..(length & ~TextBytes.Wide)];
            var hash = Mix.OfBytes(text);
            records.Add(StripParts.PartOf(hash, records.Parts), hash, days.At(row) - firstDay, length, text);
        }

        return true;
    }

    private static void Apply(List<(byte[] Bytes, int Used)> blocks, TextTable table, PartBits bits)
    {
        const int Batch = 256;
        Span<int> numbers = stackalloc int[Batch];
        Span<int> days = stackalloc int[Batch];
        foreach (var (bytes, used) in blocks)
        {
            for (var at = 0; at < used;)
            {
                var count = 0;
                for (; at < used && count < Batch; count++)
                {
                    var head = bytes.AsSpan(at);
                    var hash = MemoryMarshal.Read<ulong>(head);
                    days[count] = MemoryMarshal.Read<int>(head[8..]);
                    var length = MemoryMarshal.Read<int>(head[12..]);
                    var textLength = length & ~TextBytes.Wide;
                    numbers[count] = table.Add(hash, head.Slice(RecordHead, textLength), length != textLength);
                    at += RecordHead + ((textLength + 7) & ~7);
                }

                bits.Reach(table.Count);
                bits.Set(numbers[..count], days[..count]);
            }
        }
    }

    /// <summary>Records of hash, day, length and bytes, in lists of blocks by part. One writer; any number of readers after it.</summary>
    private sealed class Records : IDisposable
    {
        private readonly List<(byte[] Bytes, int Used)>[] _full;
        private readonly byte[][] _current;
        private readonly int[] _used;
        private readonly Stack<byte[]> _free = new();

        public Records(int parts)
        {
            _full = new List<(byte[], int)>[parts];
            _current = new byte[parts][];
            _used = new int[parts];
            for (var part = 0; part < parts; part++)
            {
                _full[part] = [];
                _current[part] = ArrayPool<byte>.Shared.Rent(BlockBytes);
            }
        }

        public int Parts => _full.Length;

        public void Clear()
        {
            for (var part = 0; part < Parts; part++)
            {
                foreach (var (bytes, _) in _full[part])
                {
                    _free.Push(bytes);
                }

                _full[part].Clear();
                _used[part] = 0;
            }
        }

        public void Add(int part, ulong hash, int day, int length, ReadOnlySpan<byte> text)
        {
            var size = RecordHead + ((text.Length + 7) & ~7);
            var at = _used[part];
            if (at + size > BlockBytes)
            {
                _full[part].Add((_current[part], at));
                _current[part] = _free.TryPop(out var block) ? block : ArrayPool<byte>.Shared.Rent(BlockBytes);
                at = 0;
            }

            var target = _current[part].AsSpan(at);
            MemoryMarshal.Write(target, hash);
            MemoryMarshal.Write(target[8..], day);
            MemoryMarshal.Write(target[12..], length);
            text.CopyTo(target[RecordHead..]);
            _used[part] = at + size;
        }

        public List<(byte[] Bytes, int Used)> BlocksOf(int part) => [.. _full[part], (_current[part], _used[part])];

        public void Dispose()
        {
            Clear();
            foreach (var block in _current.Concat(_free))
            {
                ArrayPool<byte>.Shared.Return(block);
            }

            _free.Clear();
        }
    }
}
