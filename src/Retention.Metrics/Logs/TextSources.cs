using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Retention.Metrics.Logs;

/// <summary>Keys that are text: how to hash them, and how to compare them with the bytes that are kept of each.</summary>
internal interface ITextSource
{
    int Length { get; }

    /// <summary>Whether a row has no key: null or empty.</summary>
    bool IsMissing(int row);

    ulong Hash(int row);

    /// <summary>Whether the key of a row is the one whose bytes were kept.</summary>
    bool Same(int row, ReadOnlySpan<byte> kept, bool isWide);

    /// <summary>The bytes to keep of a key, written to the target if they have to be made; <paramref name="isWide"/> says that they are UTF-16.</summary>
    ReadOnlySpan<byte> Bytes(int row, ref byte[] target, out bool isWide);

    /// <summary>The key of a row as a string.</summary>
    string? Text(int row);
}

/// <summary>How a text is kept: ASCII or UTF-8 as bytes, other strings as UTF-16, so that no code unit is lost and two strings never become one.</summary>
internal static class TextBytes
{
    public static ReadOnlySpan<byte> Of(string text, ref byte[] target, out bool isWide)
    {
        if (target.Length < text.Length)
        {
            target = new byte[text.Length * 2];
        }

        isWide = Ascii.FromUtf16(text, target, out var written) != OperationStatus.Done;
        return isWide ? MemoryMarshal.AsBytes(text.AsSpan()) : target.AsSpan(0, written);
    }

    public static bool Same(ReadOnlySpan<char> text, ReadOnlySpan<byte> kept, bool isWide) =>
        isWide ? MemoryMarshal.AsBytes(text).SequenceEqual(kept) : Ascii.Equals(kept, text);

    public static ulong Hash(ReadOnlySpan<char> text) => Mix.OfBytes(MemoryMarshal.AsBytes(text));

    public static string Read(ReadOnlySpan<byte> bytes, bool isWide) =>
        isWide ? new(MemoryMarshal.Cast<byte, char>(bytes)) : Encoding.UTF8.GetString(bytes);
}

/// <summary>A column of strings.</summary>
internal readonly struct StringSource(Column<string> strings) : ITextSource
{
    public int Length => strings.Length;

    public bool IsMissing(int row) => string.IsNullOrEmpty(strings.At(row));

    public ulong Hash(int row) => TextBytes.Hash(strings.At(row));

    public bool Same(int row, ReadOnlySpan<byte> kept, bool isWide) => TextBytes.Same(strings.At(row), kept, isWide);

    public ReadOnlySpan<byte> Bytes(int row, ref byte[] target, out bool isWide) => TextBytes.Of(strings.At(row), ref target, out isWide);

    public string? Text(int row) => strings.At(row);
}

/// <summary>UTF-8 keys of one width, one after the other.</summary>
internal readonly struct FixedUtf8Source(Column<byte> bytes, int width) : ITextSource
{
    public int Length => bytes.Length / width;

    public bool IsMissing(int row) => false;

    public ulong Hash(int row) => Mix.OfBytes(Of(row));

    public bool Same(int row, ReadOnlySpan<byte> kept, bool isWide) => Of(row).SequenceEqual(kept);

    public ReadOnlySpan<byte> Bytes(int row, ref byte[] target, out bool isWide)
    {
        isWide = false;
        return Of(row);
    }

    public string Text(int row) => Encoding.UTF8.GetString(Of(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Of(int row) => bytes.Slice(row * (long)width, width);
}

/// <summary>UTF-8 keys of any length: key i lies between offsets i and i + 1, as in Arrow.</summary>
internal readonly struct Utf8Source(Column<byte> bytes, Column<int> offsets) : ITextSource
{
    public int Length => Math.Max(0, offsets.Length - 1);

    public bool IsMissing(int row) => offsets.At(row) == offsets.At(row + 1);

    public ulong Hash(int row) => Mix.OfBytes(Of(row));

    public bool Same(int row, ReadOnlySpan<byte> kept, bool isWide) => Of(row).SequenceEqual(kept);

    public ReadOnlySpan<byte> Bytes(int row, ref byte[] target, out bool isWide)
    {
        isWide = false;
        return Of(row);
    }

    public string Text(int row) => Encoding.UTF8.GetString(Of(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Of(int row) => bytes.Slice(offsets.At(row), offsets.At(row + 1) - offsets.At(row));
}
