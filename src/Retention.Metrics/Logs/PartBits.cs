using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>Where the bits of a strip lie: in a slab that several strips share.</summary>
internal readonly struct StripBits(ulong[] slab, int start)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Word(nint word) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(slab), start + word);
}

/// <summary>The bits of one part of the customers while it is being filled: strips are added as customers turn up.</summary>
internal sealed class PartBits(int days)
{
    // Slabs are large enough to be allocated where the collector does not copy them.
    private const int SlabWords = 1 << 14;
    private readonly int _stripsPerSlab = Math.Max(1, (SlabWords / (days * ActivityStore.WordsPerStrip)) + 1);
    private StripBits[] _strips = new StripBits[1];
    private ulong[] _slab = [];

    public int StripCount { get; private set; }

    public ReadOnlySpan<StripBits> Strips => _strips.AsSpan(0, StripCount);

    /// <summary>Makes room for so many customers.</summary>
    public void Reach(int customers)
    {
        var stripWords = days * ActivityStore.WordsPerStrip;
        while (StripCount * ActivityStore.StripSize < customers)
        {
            if (StripCount == _strips.Length)
            {
                Array.Resize(ref _strips, StripCount * 2);
            }

            var number = StripCount % _stripsPerSlab;
            if (number == 0)
            {
                _slab = GC.AllocateUninitializedArray<ulong>(_stripsPerSlab * stripWords);
            }

            // Written before it is read, for the reason given at FreshArray.
            _slab.AsSpan(number * stripWords, stripWords).Clear();
            _strips[StripCount++] = new(_slab, number * stripWords);
        }
    }

    /// <summary>Sets the bits of rows whose customers have numbers here.</summary>
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
                Unsafe.Add(ref strips, number >> 9).Word((Unsafe.Add(ref row, i).Day * ActivityStore.WordsPerStrip) + (int)((number >> 6) & 7)) |= 1UL << (int)number;
            }
        }
    }

    /// <summary>The strips of all parts, one part after the other.</summary>
    public static StripDayBits Join(IEnumerable<PartBits> parts, int firstDay, int days)
    {
        var all = new List<StripBits>();
        foreach (var part in parts)
        {
            all.AddRange(part.Strips);
        }

        return new([.. all], firstDay, days);
    }
}
