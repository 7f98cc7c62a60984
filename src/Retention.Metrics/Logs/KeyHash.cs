using System.Runtime.CompilerServices;

namespace Retention.Metrics.Logs;

/// <summary>How a table of customers hashes and compares its keys. A struct, so that each key type gets code of its own.</summary>
internal interface IKeyHash<TKey>
{
    static abstract ulong Hash(TKey key);

    static abstract bool Same(TKey left, TKey right);

    /// <summary>Whether a key may be compared with the default value that a free slot holds: not when that runs code of the caller.</summary>
    static abstract bool ComparesAnything { get; }
}

/// <summary>Fibonacci hashing: one multiplication whose high bits, the only ones used, depend on all 32 bits of the key.</summary>
internal readonly struct IntHash : IKeyHash<int>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(int key) => unchecked((uint)key * Mix.Golden);

    public static bool Same(int left, int right) => left == right;

    public static bool ComparesAnything => true;
}

internal readonly struct LongHash : IKeyHash<long>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(long key) => Mix.Of(unchecked((ulong)key));

    public static bool Same(long left, long right) => left == right;

    public static bool ComparesAnything => true;
}

internal readonly struct GuidHash : IKeyHash<Guid>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(Guid key)
    {
        var halves = Unsafe.BitCast<Guid, (ulong Low, ulong High)>(key);
        return Mix.Of(halves.Low ^ Mix.Of(halves.High));
    }

    public static bool Same(Guid left, Guid right) => left == right;

    public static bool ComparesAnything => true;
}

/// <summary>Any other type of key: its own equality decides.</summary>
internal readonly struct ObjectHash<TKey> : IKeyHash<TKey>
    where TKey : notnull
{
    public static ulong Hash(TKey key) => Mix.Of(unchecked((uint)key.GetHashCode()));

    public static bool Same(TKey left, TKey right) => EqualityComparer<TKey>.Default.Equals(left, right);

    public static bool ComparesAnything => false;
}

/// <summary>A 64-bit mixer whose every output bit depends on every input bit: both ends of a hash are used, one for the part and one for the slot.</summary>
internal static class Mix
{
    public const ulong Golden = 0x9E3779B97F4A7C15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong value)
    {
        var high = Math.BigMul(value ^ Golden, 0xE7037ED1A0B428DB, out var low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = (ulong)bytes.Length * Golden;
            ref var start = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(bytes);
            var i = 0;
            for (; i + 16 <= bytes.Length; i += 16)
            {
                var high = Math.BigMul(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i)) ^ hash ^ 0xA0761D6478BD642F, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i + 8)) ^ 0xE7037ED1A0B428DB, out var low);
                hash = high ^ low;
            }

            if (bytes.Length - i > 8)
            {
                hash = Of(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i)));
            }

            if (bytes.Length >= 8)
            {
                // The last eight bytes, of which some may have been taken in before.
                return Of(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, bytes.Length - 8)));
            }

            ulong rest = 0;
            for (var shift = 0; i < bytes.Length; i++, shift += 8)
            {
                rest |= (ulong)bytes[i] << shift;
            }

            return Of(hash ^ rest);
        }
    }
}
