using System.Buffers.Binary;
using System.Text;
using Retention.Metrics.Logs;

namespace Retention.Metrics;

/// <summary>
/// Which shard a customer belongs to: a stable hash, the same on every machine, process and version, so that the tables of the shards add.
/// </summary>
/// <remarks>
/// <para>The shard is XXH64(bytes of the key, seed 0) mod n, both unsigned (XXH64: the public 64-bit xxHash by Y. Collet). The bytes are:
/// for integers the 64-bit two's complement, little-endian, so that an int and a long of one value share a shard; for a Guid its 16 bytes in the order of its text (RFC 9562);
/// for a text its UTF-8 (a lone surrogate as its three bytes), so that a query engine can compute the same.</para>
/// <para><c>string.GetHashCode</c> differs from process to process and must not be used for this.</para>
/// </remarks>
/// <example>
/// <code>
/// // Each worker makes the table of its customers; the sum is the table of all.
/// var mine = rows.Where(r => Shard.Of(r.CustomerId, shards: 16) == worker);
/// </code>
/// </example>
public static class Shard
{
    /// <summary>The shard of an integer key.</summary>
    /// <param name="customer">The key; an int converts.</param>
    /// <param name="shards">How many shards there are; 1 or more.</param>
    /// <returns>The number of the shard, inside [0..<paramref name="shards"/> − 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shards"/> is below 1.</exception>
    public static int Of(long customer, int shards)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, customer);
        return Of(bytes, shards);
    }

    /// <summary>The shard of a Guid key.</summary>
    /// <param name="customer">The key.</param>
    /// <param name="shards">How many shards there are; 1 or more.</param>
    /// <returns>The number of the shard, inside [0..<paramref name="shards"/> − 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shards"/> is below 1.</exception>
    public static int Of(Guid customer, int shards)
    {
        Span<byte> bytes = stackalloc byte[16];
        customer.TryWriteBytes(bytes, bigEndian: true, out _);
        return Of(bytes, shards);
    }

    /// <summary>The shard of a text key.</summary>
    /// <param name="customer">The key.</param>
    /// <param name="shards">How many shards there are; 1 or more.</param>
    /// <returns>The number of the shard, inside [0..<paramref name="shards"/> − 1].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="customer"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shards"/> is below 1.</exception>
    public static int Of(string customer, int shards)
    {
        ArgumentNullException.ThrowIfNull(customer);
        var bytes = new byte[customer.Length * 3];
        var length = 0;
        for (var i = 0; i < customer.Length; i++)
        {
            if (Rune.TryGetRuneAt(customer, i, out var rune))
            {
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                i += rune.Utf16SequenceLength - 1;
                continue;
            }

            // A lone surrogate is no character, but it tells keys apart.
            var unit = customer[i];
            bytes[length++] = (byte)(0xE0 | unit >> 12);
            bytes[length++] = (byte)(0x80 | ((unit >> 6) & 0x3F));
            bytes[length++] = (byte)(0x80 | (unit & 0x3F));
        }

        return Of(bytes.AsSpan(0, length), shards);
    }

    /// <summary>The shard of a key given as bytes, such as a text in UTF-8.</summary>
    /// <param name="customer">The bytes.</param>
    /// <param name="shards">How many shards there are; 1 or more.</param>
    /// <returns>The number of the shard, inside [0..<paramref name="shards"/> − 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shards"/> is below 1.</exception>
    public static int Of(ReadOnlySpan<byte> customer, int shards) =>
        shards >= 1 ? (int)(XxHash64.Of(customer) % (uint)shards) : throw Guard.OutOfRange(nameof(shards), shards, "There is at least one shard");
}
