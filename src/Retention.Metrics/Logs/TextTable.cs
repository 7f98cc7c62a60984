using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>An open-addressing table from texts, as bytes with their hash, to 0, 1, 2 … in order of first appearance. The bytes lie one after the other in one array.</summary>
internal sealed class TextTable
{
    private Slot[] _slots = new Slot[1 << 8];
    private int[] _ends = new int[1 << 7];
    private byte[] _bytes = new byte[1 << 12];
    private ulong[] _hashes = new ulong[1 << 7];
    private int _shift = 32 - 8;

    public int Count { get; private set; }

    /// <summary>The text of a number.</summary>
    public string this[int number] => TextBytes.Read(BytesOf(number, out var isWide), isWide);

    /// <summary>The number of a text, which becomes known if it was not.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="text">Its bytes.</param>
    /// <param name="isWide">Whether they are UTF-16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(ulong hash, ReadOnlySpan<byte> text, bool isWide)
    {
        var tag = Tag(hash, isWide);
        ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        var at = tag >> _shift;
        while (true)
        {
            var slot = Unsafe.Add(ref slots, at);
            if (slot.Number == 0)
            {
                return Insert(hash, text, isWide, (int)at);
            }

            if (slot.Tag == tag && Has(unchecked(slot.Number - 1), text))
            {
                return unchecked(slot.Number - 1);
            }

            at = unchecked(at + 1) & (uint)(_slots.Length - 1);
        }
    }

    /// <summary>The number of a text, or -1.</summary>
    public int Find(ulong hash, ReadOnlySpan<byte> text, bool isWide)
    {
        var tag = Tag(hash, isWide);
        for (var at = tag >> _shift; _slots[at].Number != 0; at = (at + 1) & (uint)(_slots.Length - 1))
        {
            if (_slots[at].Tag == tag && Has(_slots[at].Number - 1, text))
            {
                return _slots[at].Number - 1;
            }
        }

        return -1;
    }

    // The low half: the high bits chose the part. The last bit says how the bytes are written, so that UTF-16 never equals ASCII.
    private static uint Tag(ulong hash, bool isWide) => ((uint)(hash & uint.MaxValue) & ~1u) | (isWide ? 1u : 0u);

    private bool Has(int number, ReadOnlySpan<byte> text)
    {
        var start = number == 0 ? 0 : _ends[number - 1];
        return _ends[number] - start == text.Length && text.SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), start), text.Length));
    }

    private ReadOnlySpan<byte> BytesOf(int number, out bool isWide)
    {
        isWide = (_hashes[number] & 1) != 0;
        var start = number == 0 ? 0 : _ends[number - 1];
        return _bytes.AsSpan(start, _ends[number] - start);
    }

    private int Insert(ulong hash, ReadOnlySpan<byte> text, bool isWide, int at)
    {
        var number = Count++;
        var start = number == 0 ? 0 : _ends[number - 1];
        if (number == _ends.Length)
        {
            Array.Resize(ref _ends, number * 2);
            Array.Resize(ref _hashes, number * 2);
        }

        if (start + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Max(Math.Min(Array.MaxLength, _bytes.Length * 2L), start + text.Length));
        }

        text.CopyTo(_bytes.AsSpan(start));
        _ends[number] = start + text.Length;

        // Kept to grow by, with the mark of how the bytes are written in its last bit.
        _hashes[number] = (hash & ~1UL) | (isWide ? 1UL : 0UL);
        _slots[at] = new(Tag(hash, isWide), number + 1);
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
            var tag = (uint)(_hashes[number] & uint.MaxValue);
            var at = tag >> _shift;
            while (_slots[at].Number != 0)
            {
                at = (at + 1) & (uint)(_slots.Length - 1);
            }

            _slots[at] = new(tag, number + 1);
        }
    }

    private readonly struct Slot(uint tag, int number)
    {
        public readonly uint Tag = tag;
        public readonly int Number = number;
    }
}

/// <summary>Customers whose keys are text, dealt out by hash into parts like those of <see cref="PartitionedIndex{TKey, THash}"/>.</summary>
internal sealed class TextIndex : CustomerIndex<string>
{
    private readonly TextTable[] _tables;
    private readonly StripParts _parts;
    private readonly bool _isUtf8;

    /// <param name="tables">The tables of the parts.</param>
    /// <param name="isUtf8">Whether the keys came as UTF-8; otherwise texts that are not ASCII are kept as UTF-16.</param>
    public TextIndex(TextTable[] tables, bool isUtf8)
    {
        _tables = tables;
        _parts = new(Array.ConvertAll(tables, t => t.Count));
        _isUtf8 = isUtf8;
    }

    public override int Count => _parts.Count;

    public override bool HasGaps => true;

    public override string this[int id]
    {
        get
        {
            var (part, number) = _parts.Find(id);
            return _tables[part][number];
        }
    }

    public override bool TryFind(string key, out int id)
    {
        id = -1;
        if (key.Length == 0)
        {
            return false;
        }

        var bytes = new byte[key.Length * 3];
        var length = _isUtf8 ? System.Text.Encoding.UTF8.GetBytes(key, bytes) : TextBytes.Write(key, bytes);
        var isWide = (length & TextBytes.Wide) != 0;
        var text = bytes.AsSpan(0, length & ~TextBytes.Wide);
        var hash = Mix.OfBytes(text);
        var part = StripParts.PartOf(hash, _tables.Length);
        var number = _tables[part].Find(hash, text, isWide);
        id = number < 0 ? -1 : _parts.Id(part, number);
        return number >= 0;
    }
}
