using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>
/// A span that may cross to other threads. It is only valid inside the <c>fixed</c> statement that made it; spans are taken back from it everywhere else.
/// </summary>
internal readonly unsafe struct Column<T>
{
#pragma warning disable CS8500 // Justification: the elements are pinned by the fixed statement, and only read through spans.
    private readonly T* _start;

    public Column(T* start, int length)
    {
        _start = start;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlySpan<T> this[Range range]
    {
        get
        {
            var (offset, length) = range.GetOffsetAndLength(Length);
            return Slice(offset, length);
        }
    }

    /// <summary>The same rows to be written to, when the column was made of memory that may be.</summary>
    public Span<T> Write(Range range)
    {
        var (offset, length) = range.GetOffsetAndLength(Length);
        return MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>(_start + offset), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T At(int row) => _start[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Slice(long start, int length) => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef<T>(_start + start), length);
#pragma warning restore CS8500

    /// <summary>The rows of one worker when they are dealt out evenly, in order.</summary>
    public static Range Part(int length, int part, int parts) => (int)((long)length * part / parts)..(int)((long)length * (part + 1) / parts);
}

/// <summary>What has to be known of a column of whole numbers before its rows are placed.</summary>
internal readonly record struct ColumnEnds(long Least, long Greatest, bool IsSorted)
{
    public long Span => Greatest - Least + 1;

    public static ColumnEnds Of<T>(Column<T> column, int threads)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        if (column.Length == 0)
        {
            return new(0, -1, true);
        }

        var parts = new ColumnEnds[threads];
        Workers.Run(threads, threads, (_, pieces) =>
        {
            while (pieces.TryTake(out var piece))
            {
                var range = Column<T>.Part(column.Length, piece, threads);

                // Parts overlap by one row, so that the seam is compared too.
                var end = Math.Min(column.Length, range.End.Value + 1);
                parts[piece] = Scan(column[range.Start.Value..end]);
            }
        });
        var all = parts[0];
        foreach (var part in parts)
        {
            all = new(Math.Min(all.Least, part.Least), Math.Max(all.Greatest, part.Greatest), all.IsSorted && part.IsSorted);
        }

        return all;
    }

    private static ColumnEnds Scan<T>(ReadOnlySpan<T> rows)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        if (rows.IsEmpty)
        {
            return new(long.MaxValue, long.MinValue, true);
        }

        if (Ascends(rows))
        {
            return new(long.CreateChecked(rows[0]), long.CreateChecked(rows[^1]), true);
        }

        var (least, greatest) = (T.MaxValue, T.MinValue);
        var (lows, highs) = (new System.Numerics.Vector<T>(least), new System.Numerics.Vector<T>(greatest));
        var i = 0;
        var width = System.Numerics.Vector<T>.Count;
        for (; i + width <= rows.Length; i += width)
        {
            var here = new System.Numerics.Vector<T>(rows[i..]);
            lows = System.Numerics.Vector.Min(lows, here);
            highs = System.Numerics.Vector.Max(highs, here);
        }

        for (var lane = 0; lane < width; lane++)
        {
            least = T.Min(least, lows[lane]);
            greatest = T.Max(greatest, highs[lane]);
        }

        for (; i < rows.Length; i++)
        {
            least = T.Min(least, rows[i]);
            greatest = T.Max(greatest, rows[i]);
        }

        return new(long.CreateChecked(least), long.CreateChecked(greatest), false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Ascends<T>(ReadOnlySpan<T> rows)
        where T : unmanaged, IComparable<T>
    {
        ref var start = ref Unsafe.AsRef(in System.Runtime.InteropServices.MemoryMarshal.GetReference(rows));
        var width = System.Numerics.Vector<T>.Count;
        var i = 0;
        for (; i + width < rows.Length; i += width)
        {
            if (System.Numerics.Vector.GreaterThanAny(
                Unsafe.ReadUnaligned<System.Numerics.Vector<T>>(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref start, i))),
                Unsafe.ReadUnaligned<System.Numerics.Vector<T>>(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref start, i + 1)))))
            {
                return false;
            }
        }

        for (; i + 1 < rows.Length; i++)
        {
            if (rows[i].CompareTo(rows[i + 1]) > 0)
            {
                return false;
            }
        }

        return true;
    }
}
