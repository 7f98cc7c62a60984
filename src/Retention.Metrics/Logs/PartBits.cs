using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>The bits of one part of the customers while it is being filled: strips are added as customers turn up.</summary>
internal sealed class PartBits(int days)
{
    private ulong[][] _strips = new ulong[1][];

    public int StripCount { get; private set; }

    public ReadOnlySpan<ulong[]> Strips => _strips.AsSpan(0, StripCount);

    /// <summary>Makes room for so many customers.</summary>
    public void Reach(int customers)
    {
        while (StripCount * ActivityStore.StripSize < customers)
        {
            if (StripCount == _strips.Length)
            {
                Array.Resize(ref _strips, StripCount * 2);
            }

            _strips[StripCount++] = new ulong[days * ActivityStore.WordsPerStrip];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(ReadOnlySpan<int> numbers, ReadOnlySpan<int> numberDays)
    {
        ref var strips = ref MemoryMarshal.GetArrayDataReference(_strips);
        ref var day = ref MemoryMarshal.GetReference(numberDays);
        unchecked
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                var number = (uint)numbers[i];
                ref var strip = ref MemoryMarshal.GetArrayDataReference(Unsafe.Add(ref strips, number >> 9));
                Unsafe.Add(ref strip, (Unsafe.Add(ref day, i) * ActivityStore.WordsPerStrip) + (int)((number >> 6) & 7)) |= 1UL << (int)number;
            }
        }
    }

    /// <summary>The same for rows that hold a key beside the day.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set<TKey>(ReadOnlySpan<int> numbers, ReadOnlySpan<KeyDay<TKey>> rows)
    {
        ref var strips = ref MemoryMarshal.GetArrayDataReference(_strips);
        ref var row = ref MemoryMarshal.GetReference(rows);
        unchecked
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                var number = (uint)numbers[i];
                ref var strip = ref MemoryMarshal.GetArrayDataReference(Unsafe.Add(ref strips, number >> 9));
                Unsafe.Add(ref strip, (Unsafe.Add(ref row, i).Day * ActivityStore.WordsPerStrip) + (int)((number >> 6) & 7)) |= 1UL << (int)number;
            }
        }
    }

    /// <summary>The strips of all parts, one part after the other.</summary>
    public static StripDayBits Join(IEnumerable<PartBits> parts, int firstDay, int days)
    {
        var all = new List<ulong[]>();
        foreach (var part in parts)
        {
            all.AddRange(part.Strips);
        }

        return new([.. all], firstDay, days);
    }
}
