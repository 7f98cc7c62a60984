using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Retention.Metrics.Logs;

/// <summary>An open-addressing table from texts, as bytes with their hash, to 0, 1, 2 … in order of first appearance. The bytes lie one after the other in one array.</summary>
internal sealed class TextTable
{
    private const ulong WideMark = 1;

    private Slot[] _slots = new Slot[1 << 8];
    private int _shift = 64 - 8;

    // Text n lies from Starts[n] to Starts[n + 1]. While all texts have one length and none is wide, neither this nor the hash is read to find it.
    private long[] _starts = new long[(1 << 7) + 1];
    private ulong[] _hashes = new ulong[1 << 7];
    private byte[] _bytes = new byte[1 << 12];
    private int _length = -1;
    private bool _hasOneLength = true;
    private bool _hasWide;

    public int Count { get; private set; }

    /// <summary>The text of a number.</summary>
    public string this[int number] => TextBytes.Read(BytesOf(number, out var isWide), isWide);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> BytesOf(int number, out bool isWide)
    {
        isWide = _hasWide && (_hashes[number] & WideMark) != 0;
        var (start, length) = _hasOneLength ? (number * (long)_length, _length) : (_starts[number], (int)(_starts[number + 1] - _starts[number]));
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), (nint)start), length);
    }

    public ulong HashOf(int number) => _hashes[number];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(ulong hash) => Prefetch.Line(ref MemoryMarshal.GetArrayDataReference(_slots), (nuint)(hash >> _shift));

    /// <summary>The number in the first or second slot of a hash if its tag fits, or -1; its bytes are asked for. As in KeyTable, no branch depends on which slot it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Guess(ulong hash)
    {
        var at = (nuint)(hash >> _shift);
        ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        var (first, second) = (Unsafe.Add(ref slots, at), Unsafe.Add(ref slots, (at + 1) & (nuint)(_slots.Length - 1)));
        var isFirst = Unsafe.BitCast<bool, byte>(first.Tag == Tag(hash));
        var isSecond = Unsafe.BitCast<bool, byte>(second.Tag == Tag(hash)) & (isFirst ^ 1);

        // A free slot has the number 0, and so becomes -1.
        var number = ((first.Number & -isFirst) | (second.Number & -isSecond)) - 1;
        if (number >= 0)
        {
            Prefetch.Line(ref MemoryMarshal.GetArrayDataReference(_bytes), (nuint)(_hasOneLength ? number * (long)_length : _starts[number]));
        }

        return number;
    }

    /// <summary>The number of the key of a row, or -1.</summary>
    public int Find<TSource>(ulong hash, TSource source, int row)
        where TSource : struct, ITextSource
    {
        for (var at = (int)(hash >> _shift); _slots[at].Number != 0; at = (at + 1) & (_slots.Length - 1))
        {
            if (_slots[at].Tag == Tag(hash) && source.Same(row, BytesOf(_slots[at].Number - 1, out var isWide), isWide))
            {
                return _slots[at].Number - 1;
            }
        }

        return -1;
    }

    /// <summary>The number of a text, or -1.</summary>
    public int Find(ulong hash, ReadOnlySpan<byte> text, bool isWide)
    {
        for (var at = (int)(hash >> _shift); _slots[at].Number != 0; at = (at + 1) & (_slots.Length - 1))
        {
            if (_slots[at].Tag == Tag(hash) && BytesOf(_slots[at].Number - 1, out var wide).SequenceEqual(text) && wide == isWide)
            {
                return _slots[at].Number - 1;
            }
        }

        return -1;
    }

    /// <summary>The number of a text, which becomes known if it was not.</summary>
    public int Add(ulong hash, ReadOnlySpan<byte> text, bool isWide) => Find(hash, text, isWide) is >= 0 and var known ? known : Insert(hash, text, isWide);

    /// <summary>Takes up a text that is not known.</summary>
    public int Insert(ulong hash, ReadOnlySpan<byte> text, bool isWide)
    {
        var number = Count++;
        if (number == _hashes.Length)
        {
            Array.Resize(ref _hashes, number * 2);
            Array.Resize(ref _starts, (number * 2) + 1);
        }

        var (start, end) = (_starts[number], _starts[number] + text.Length);
        if (end > _bytes.Length)
        {
            if (end > Array.MaxLength)
            {
                throw new NotSupportedException("The keys of the customers have more than two gigabytes of different text; number them before.");
            }

            Array.Resize(ref _bytes, (int)Math.Max(Math.Min(Array.MaxLength, _bytes.Length * 2L), end));
        }

        text.CopyTo(_bytes.AsSpan((int)start));
        _hasOneLength &= number == 0 || text.Length == _length;
        _length = text.Length;
        _hasWide |= isWide;
        _starts[number + 1] = end;

        // Kept to grow by, with the mark of how the bytes are written in its last bit, which the slot and the tag leave out.
        _hashes[number] = (hash & ~WideMark) | (isWide ? WideMark : 0);
        if (Count * 2 > _slots.Length)
        {
            _slots = FreshArray.OfZeros<Slot>(_slots.Length * 2);
            _shift--;
            for (var known = 0; known < number; known++)
            {
                Place(_hashes[known], known);
            }
        }

        Place(hash, number);
        return number;
    }

    // The slot takes the high bits of the hash, the tag low ones.
    private static uint Tag(ulong hash) => (uint)(hash & uint.MaxValue) >> 1;

    // The last to come takes the first slot and moves the others on, as in KeyTable.
    private void Place(ulong hash, int number)
    {
        var slot = new Slot(Tag(hash), number + 1);
        for (var at = (int)(hash >> _shift); slot.Number != 0; at = (at + 1) & (_slots.Length - 1))
        {
            (_slots[at], slot) = (slot, _slots[at]);
        }
    }

    private readonly struct Slot(uint tag, int number)
    {
        public readonly uint Tag = tag;
        public readonly int Number = number;
    }
}

/// <summary>Customers whose keys are text.</summary>
internal sealed class TextIndex : CustomerIndex<string>
{
    private readonly TextTable _table;
    private readonly bool _isUtf8;

    /// <param name="table">The keys.</param>
    /// <param name="isUtf8">Whether the keys came as UTF-8; otherwise as strings.</param>
    public TextIndex(TextTable table, bool isUtf8) => (_table, _isUtf8) = (table, isUtf8);

    public override int Count => _table.Count;

    public override string this[int id] => _table[id];

    public override bool TryFind(string key, out int id)
    {
        if (_isUtf8)
        {
            var utf8 = Encoding.UTF8.GetBytes(key);
            id = _table.Find(Mix.OfBytes(utf8), utf8, isWide: false);
        }
        else
        {
            byte[] made = [];
            var bytes = TextBytes.Of(key, ref made, out var isWide);
            id = _table.Find(TextBytes.Hash(key), bytes, isWide);
        }

        return id >= 0;
    }
}
