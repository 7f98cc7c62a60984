using System.Buffers.Binary;
using System.Numerics;

namespace Retention.Metrics.Logs;

/// <summary>XXH64 with seed 0, after the public specification of xxHash (Y. Collet, "xxHash fast digest algorithm").</summary>
internal static class XxHash64
{
    private const ulong P1 = 0x9E3779B185EBCA87;
    private const ulong P2 = 0xC2B2AE3D27D4EB4F;
    private const ulong P3 = 0x165667B19E3779F9;
    private const ulong P4 = 0x85EBCA77C2B2AE63;
    private const ulong P5 = 0x27D4EB2F165667C5;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var length = (ulong)bytes.Length;
            ulong hash;
            if (bytes.Length >= 32)
            {
                var (a, b, c, d) = (P1 + P2, P2, 0UL, 0UL - P1);
                for (; bytes.Length >= 32; bytes = bytes[32..])
                {
                    a = Round(a, Word(bytes));
                    b = Round(b, Word(bytes[8..]));
                    c = Round(c, Word(bytes[16..]));
                    d = Round(d, Word(bytes[24..]));
                }

                hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
                hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            }
            else
            {
                hash = P5;
            }

            hash += length;
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                hash = (BitOperations.RotateLeft(hash ^ Round(0, Word(bytes)), 27) * P1) + P4;
            }

            if (bytes.Length >= 4)
            {
                hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(bytes) * P1), 23) * P2) + P3;
                bytes = bytes[4..];
            }

            foreach (var b in bytes)
            {
                hash = BitOperations.RotateLeft(hash ^ (b * P5), 11) * P1;
            }

            hash = (hash ^ (hash >> 33)) * P2;
            hash = (hash ^ (hash >> 29)) * P3;
            return hash ^ (hash >> 32);
        }
    }

    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong Round(ulong lane, ulong word) => unchecked(BitOperations.RotateLeft(lane + (word * P2), 31) * P1);

    private static ulong Merge(ulong hash, ulong lane) => unchecked(((hash ^ Round(0, lane)) * P1) + P4);
}
