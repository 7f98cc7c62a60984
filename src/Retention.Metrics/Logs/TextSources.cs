using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Retention.Metrics.Logs;

/// <summary>Keys that are text, as the bytes by which they are compared.</summary>
internal interface ITextSource
{
    int Length { get; }

    /// <summary>Writes the bytes of a row's key and returns how many there are; <see cref="TextBytes.Wide"/> is added for UTF-16. 0 when there is no key, -1 when there is no room.</summary>
    int Write(int row, Span<byte> target);

    /// <summary>The key of a row as a string.</summary>
    string? Text(int row);
}

/// <summary>How a text is turned into bytes and back: ASCII or UTF-8 as it is, other strings as UTF-16 so that no code unit is lost.</summary>
internal static class TextBytes
{
    /// <summary>Marks the length of bytes that are UTF-16.</summary>
    public const int Wide = 1 << 30;

    public static int Write(string text, Span<byte> target)
    {
        if (text.Length > target.Length)
        {
            return -1;
        }

        if (Ascii.FromUtf16(text, target, out var written) == OperationStatus.Done)
        {
            return written;
        }

        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        return bytes.TryCopyTo(target) ? bytes.Length | Wide : -1;
    }

    public static string Read(ReadOnlySpan<byte> bytes, bool isWide) =>
        isWide ? new(MemoryMarshal.Cast<byte, char>(bytes)) : Encoding.UTF8.GetString(bytes);
}

/// <summary>A column of strings.</summary>
internal readonly struct StringSource(Column<string> strings) : ITextSource
{
    public int Length => strings.Length;

    public int Write(int row, Span<byte> target) => strings.At(row) is { Length: > 0 } text ? TextBytes.Write(text, target) : 0;

    public string? Text(int row) => strings.At(row);
}

/// <summary>UTF-8 keys of one width, one after the other.</summary>
internal readonly struct FixedUtf8Source(Column<byte> bytes, int width) : ITextSource
{
    public int Length => bytes.Length / width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Write(int row, Span<byte> target)
    {
        var start = row * (long)width;
        return bytes.Slice(start, width).TryCopyTo(target) ? width : -1;
    }

    public string Text(int row) => Encoding.UTF8.GetString(bytes.Slice(row * (long)width, width));
}

/// <summary>UTF-8 keys of any length: key i lies between offsets i and i + 1, as in Arrow.</summary>
internal readonly struct Utf8Source(Column<byte> bytes, Column<int> offsets) : ITextSource
{
    public int Length => Math.Max(0, offsets.Length - 1);

    public int Write(int row, Span<byte> target)
    {
        var (start, end) = (offsets.At(row), offsets.At(row + 1));
        return bytes.Slice(start, end - start).TryCopyTo(target) ? end - start : -1;
    }

    public string Text(int row) => Encoding.UTF8.GetString(bytes.Slice(offsets.At(row), offsets.At(row + 1) - offsets.At(row)));
}
