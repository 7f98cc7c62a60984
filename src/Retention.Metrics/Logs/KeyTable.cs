using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>A key with the day of its row.</summary>
internal readonly struct KeyDay<TKey>(TKey key, int day)
{
    public readonly TKey Key = key;
    public readonly int Day = day;
}

/// <summary>Where a row has its key. A struct, so that each kind of row gets a loop of its own.</summary>
internal interface IKeyOf<TRow, TKey>
{
    static abstract TKey Key(in TRow row);
}

/// <summary>An open-addressing table from keys to 0, 1, 2 … in order of first appearance.</summary>
internal sealed class KeyTable<TKey, THash>
    where TKey : notnull
    where THash : struct, IKeyHash<TKey>
{
    private const int FirstSizeLog2 = 8;
    private const int Block = 256;

    // The high bits of a hash that chose this table among others say nothing here: the slot comes from those that follow.
    private readonly int _skippedBits;

    // A slot holds the key itself beside its number plus one (0: free), so that a hit touches one cache line.
    private Slot[] _slots = new Slot[1 << FirstSizeLog2];
    private TKey[] _keys = new TKey[1 << (FirstSizeLog2 - 1)];
    private int _shift = 64 - FirstSizeLog2;

    public KeyTable(int skippedBits = 0) => _skippedBits = skippedBits;

    public int Count { get; private set; }

    public ReadOnlySpan<TKey> Keys => _keys.AsSpan(0, Count);

    /// <summary>The number of a key, which becomes known if it was not.</summary>
    public int Add(TKey key)
    {
        var at = SlotFrom(SlotOf(THash.Hash(key)), key);
        return _slots[at].Number != 0 ? _slots[at].Number - 1 : Insert(key);
    }

    /// <summary>The numbers of the keys of many rows, which become known if they were not.</summary>
    public void Add(ReadOnlySpan<KeyDay<TKey>> rows, Span<int> numbers) => Add<KeyDay<TKey>, KeyOfDay>(rows, numbers);

    /// <summary>The same for keys alone.</summary>
    public void Add(ReadOnlySpan<TKey> keys, Span<int> numbers) => Add<TKey, KeyItself>(keys, numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(TKey key) => Prefetch.Line(ref MemoryMarshal.GetArrayDataReference(_slots), (nuint)SlotOf(THash.Hash(key)));

    /// <summary>The number of a key, or -1.</summary>
    public int Find(TKey key) => _slots[SlotFrom(SlotOf(THash.Hash(key)), key)].Number - 1;

    private void Add<TRow, TKeyOf>(ReadOnlySpan<TRow> rows, Span<int> numbers)
        where TKeyOf : struct, IKeyOf<TRow, TKey>
    {
        Span<int> missed = stackalloc int[Block];
        for (var from = 0; from < rows.Length; from += Block)
        {
            var block = rows[from..Math.Min(rows.Length, from + Block)];
            var count = FindNear<TRow, TKeyOf>(block, numbers[from..], missed);
            foreach (var row in missed[..count])
            {
                numbers[from + row] = Add(TKeyOf.Key(in block[row]));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ulong hash) => unchecked((int)(hash << _skippedBits >> _shift));

    /// <summary>
    /// Finds the keys that lie in one of their first two slots and lists the rows of the others, in order. Nearly every key lies there, but in which of the two cannot be
    /// predicted: both are read, and no branch depends on what is in them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindNear<TRow, TKeyOf>(ReadOnlySpan<TRow> rows, Span<int> numbers, Span<int> missed)
        where TKeyOf : struct, IKeyOf<TRow, TKey>
    {
        unchecked
        {
            var (skipped, shift, mask) = (_skippedBits, _shift, (nuint)(_slots.Length - 1));
            ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
            ref var start = ref MemoryMarshal.GetReference(rows);
            ref var number = ref MemoryMarshal.GetReference(numbers);
            ref var miss = ref MemoryMarshal.GetReference(missed);
            nint misses = 0;
            for (nint row = 0; row < rows.Length; row++)
            {
                var found = 0;
                if (THash.ComparesAnything)
                {
                    var key = TKeyOf.Key(in Unsafe.Add(ref start, row));
                    var at = (nuint)(THash.Hash(key) << skipped >> shift);
                    ref var first = ref Unsafe.Add(ref slots, at);
                    ref var second = ref Unsafe.Add(ref slots, (at + 1) & mask);

                    // A free slot has the number 0.
                    found = (first.Number & -Bit(THash.Same(first.Key, key))) | (second.Number & -Bit(THash.Same(second.Key, key)));
                }

                Unsafe.Add(ref number, row) = found - 1;
                Unsafe.Add(ref miss, misses) = (int)row;
                misses += Bit(found == 0);
            }

            return (int)misses;
        }
    }

    /// <summary>The slot of a key, or the free one where it belongs, from a slot on.</summary>
    private int SlotFrom(int at, TKey key)
    {
        while (_slots[at].Number != 0 && !THash.Same(_slots[at].Key, key))
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bit(bool value) => Unsafe.BitCast<bool, byte>(value);

    private int Insert(TKey key)
    {
        var number = Count++;
        if (number == _keys.Length)
        {
            Array.Resize(ref _keys, _keys.Length * 2);
        }

        _keys[number] = key;
        Place(new(key, number + 1));
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return number;
    }

    private void Grow()
    {
        _slots = FreshArray.OfZeros<Slot>(_slots.Length * 2);
        _shift--;
        for (var number = 0; number < Count; number++)
        {
            Place(new(_keys[number], number + 1));
        }
    }

    // The last to come takes the first slot and moves the others on (last come, first served): rows often come in order of time, and then it is the new customers who are looked for.
    private void Place(Slot slot)
    {
        for (var at = SlotOf(THash.Hash(slot.Key)); slot.Number != 0; at = (at + 1) & (_slots.Length - 1))
        {
            (_slots[at], slot) = (slot, _slots[at]);
        }
    }

    private readonly struct KeyItself : IKeyOf<TKey, TKey>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TKey Key(in TKey row) => row;
    }

    private readonly struct KeyOfDay : IKeyOf<KeyDay<TKey>, TKey>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TKey Key(in KeyDay<TKey> row) => row.Key;
    }

    private readonly struct Slot(TKey key, int number)
    {
        public readonly TKey Key = key;
        public readonly int Number = number;
    }
}
