using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

public static partial class ActivityLog
{
    /// <summary>Makes a log of UTF-8 keys of one width, such as 36-byte identifiers, and days counted from 1970-01-01. The fastest door for text.</summary>
    /// <param name="customers">The bytes of the keys, one after the other.</param>
    /// <param name="width">How many bytes a key has; 1 or more.</param>
    /// <param name="epochDays">The day of each row, in days since 1970-01-01.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <returns>The log; its customers are strings.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is below 1, or a day lies outside 0001-01-01..9999-12-31.</exception>
    /// <exception cref="ArgumentException">The columns differ in length, or a key is not UTF-8.</exception>
    /// <example>
    /// <code>
    /// ActivityLog&lt;string&gt; activity = ActivityLog.FromUtf8(guidColumn, width: 36, dayColumn);
    /// </code>
    /// </example>
    public static unsafe ActivityLog<string> FromUtf8(ReadOnlySpan<byte> customers, int width, ReadOnlySpan<int> epochDays, ActivityLogOptions? options = null)
    {
        if (width < 1)
        {
            throw Guard.OutOfRange(nameof(width), width, "A key has at least one byte");
        }

        if (customers.Length != (long)width * epochDays.Length)
        {
            throw new ArgumentException($"There are {Rendering.Text.Count(customers.Length)} bytes and {Rendering.Text.Count(epochDays.Length)} days; keys of {Rendering.Text.Count(width)} bytes need {Rendering.Text.Count((long)width * epochDays.Length)}.", nameof(customers));
        }

        var isAscii = Ascii.IsValid(customers);
        for (var row = 0; !isAscii && row < epochDays.Length; row++)
        {
            CheckUtf8(customers.Slice(row * width, width), row, nameof(customers));
        }

        fixed (byte* bytes = customers)
        {
            return FromText(new FixedUtf8Source(new(bytes, customers.Length), width), epochDays, options ?? ActivityLogOptions.Default);
        }
    }

    /// <summary>Makes a log of UTF-8 keys of any length, as Arrow and Parquet readers hold them, and days counted from 1970-01-01.</summary>
    /// <param name="customers">The bytes of the keys, one after the other.</param>
    /// <param name="offsets">Where each key begins, and at last where the last one ends: one item more than rows.</param>
    /// <param name="epochDays">The day of each row, in days since 1970-01-01.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <returns>The log; its customers are strings.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, an offset goes back or beyond the bytes, or a key is empty or not UTF-8.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A day lies outside 0001-01-01..9999-12-31.</exception>
    public static unsafe ActivityLog<string> FromUtf8(ReadOnlySpan<byte> customers, ReadOnlySpan<int> offsets, ReadOnlySpan<int> epochDays, ActivityLogOptions? options = null)
    {
        if (offsets.Length != epochDays.Length + 1)
        {
            throw new ArgumentException($"There are {Rendering.Text.Count(offsets.Length)} offsets and {Rendering.Text.Count(epochDays.Length)} days. The offsets have one item more than there are rows.", nameof(offsets));
        }

        for (var row = 0; row < epochDays.Length; row++)
        {
            if (offsets[row] < 0 || offsets[row + 1] < offsets[row] || offsets[row + 1] > customers.Length)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The key of row {row} runs from {offsets[row]} to {offsets[row + 1]}. Offsets ascend inside [0..{customers.Length}]."), nameof(offsets));
            }
        }

        var isAscii = Ascii.IsValid(customers);
        for (var row = 0; !isAscii && row < epochDays.Length; row++)
        {
            CheckUtf8(customers[offsets[row]..offsets[row + 1]], row, nameof(customers));
        }

        fixed (byte* bytes = customers)
        {
            fixed (int* starts = offsets)
            {
                return FromText(new Utf8Source(new(bytes, customers.Length), new(starts, offsets.Length)), epochDays, options ?? ActivityLogOptions.Default);
            }
        }
    }

    private static void CheckUtf8(ReadOnlySpan<byte> key, int row, string name)
    {
        if (!Utf8.IsValid(key))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The key of row {row} is not UTF-8: 0x{Convert.ToHexString(key)}."), name);
        }
    }

    private static unsafe ActivityLog<string> FromText<TSource>(TSource source, ReadOnlySpan<int> epochDays, ActivityLogOptions options)
        where TSource : struct, ITextSource
    {
        var threads = Workers.For(epochDays.Length, options.MaxThreads, options.ThreadsFrom);
        var pooled = ArrayPool<int>.Shared.Rent(epochDays.Length);
        try
        {
            fixed (int* days = epochDays)
            {
                var ends = ColumnEnds.Of(new Column<int>(days, epochDays.Length), threads);
                ActivityLog<string>.CheckDays(epochDays, 0, ends);
                var ids = pooled.AsSpan(0, epochDays.Length);
                var index = CustomerIndex.OfText(source, isUtf8: true, ids, threads);
                return ActivityLog<string>.FromNumbers(index, ids, new(default, epochDays, 0, default, default), ends, null, RowNames.None, options.KeepOccurrences, threads);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(pooled);
        }
    }
}
