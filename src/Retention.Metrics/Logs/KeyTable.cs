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
        var at = SlotOf(THash.Hash(key));
        while (_slots[at].Number != 0)
        {
            if (THash.Same(_slots[at].Key, key))
            {
                return _slots[at].Number - 1;
            }

            at = (at + 1) & (_slots.Length - 1);
        }

        return Insert(key, at);
    }

    /// <summary>The numbers of the keys of many rows, which become known if they were not.</summary>
    public void Add(ReadOnlySpan<KeyDay<TKey>> rows, Span<int> numbers) => Add<KeyDay<TKey>, KeyOfDay>(rows, numbers);

    /// <summary>The same for keys alone.</summary>
    public void Add(ReadOnlySpan<TKey> keys, Span<int> numbers) => Add<TKey, KeyItself>(keys, numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(TKey key) => Prefetch.Line(ref MemoryMarshal.GetArrayDataReference(_slots), (nuint)SlotOf(THash.Hash(key)));

    /// <summary>The number of a key, or -1.</summary>
    public int Find(TKey key)
    {
        var at = SlotOf(THash.Hash(key));
        while (_slots[at].Number != 0)
        {
            if (THash.Same(_slots[at].Key, key))
            {
                return _slots[at].Number - 1;
            }

            at = (at + 1) & (_slots.Length - 1);
        }

        return -1;
    }

    private void Add<TRow, TKeyOf>(ReadOnlySpan<TRow> rows, Span<int> numbers)
        where TKeyOf : struct, IKeyOf<TRow, TKey>
    {
        for (var row = FindRun<TRow, TKeyOf>(rows, numbers, 0); row < rows.Length; row = FindRun<TRow, TKeyOf>(rows, numbers, row + 1))
        {
            numbers[row] = Add(TKeyOf.Key(in rows[row]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ulong hash) => unchecked((int)(hash << _skippedBits >> _shift));

    /// <summary>Finds keys that are known until one is not, and says at which row that was. Known keys are nearly all, and a loop that never inserts keeps its state in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindRun<TRow, TKeyOf>(ReadOnlySpan<TRow> rows, Span<int> numbers, int from)
        where TKeyOf : struct, IKeyOf<TRow, TKey>
    {
        unchecked
        {
            var (skipped, shift, mask) = (_skippedBits, _shift, (nuint)(_slots.Length - 1));
            ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
            ref var row = ref MemoryMarshal.GetReference(rows);
            ref var number = ref MemoryMarshal.GetReference(numbers);
            for (nuint i = (uint)from; i < (uint)rows.Length; i++)
            {
                var key = TKeyOf.Key(in Unsafe.Add(ref row, i));
                var at = (nuint)(THash.Hash(key) << skipped >> shift);
                while (true)
                {
                    ref var slot = ref Unsafe.Add(ref slots, at);
                    var found = slot.Number;
                    if (found != 0 && THash.Same(slot.Key, key))
                    {
                        Unsafe.Add(ref number, i) = found - 1;
                        break;
                    }

                    if (found == 0)
                    {
                        return (int)i;
                    }

                    at = (at + 1) & mask;
                }
            }

            return rows.Length;
        }
    }

    private int Insert(TKey key, int at)
    {
        var number = Count++;
        if (number == _keys.Length)
        {
            Array.Resize(ref _keys, _keys.Length * 2);
        }

        _keys[number] = key;
        _slots[at] = new(key, number + 1);
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return number;
    }

    private void Grow()
    {
        _slots = new Slot[_slots.Length * 2];
        _shift--;
        for (var number = 0; number < Count; number++)
        {
            var at = SlotOf(THash.Hash(_keys[number]));
            while (_slots[at].Number != 0)
            {
                at = (at + 1) & (_slots.Length - 1);
            }

            _slots[at] = new(_keys[number], number + 1);
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
