using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Metrics.Logs;

/// <summary>
/// Scatters rows into parts in one pass without counting first: each part is a list of blocks in one pooled array, and rows stay in their order within a part.
/// One writer; any number of readers after it.
/// </summary>
internal sealed class BlockLists<T> : IDisposable
{
    private readonly int _blockSize;
    private readonly int _blockMask;
    private readonly int _blockShift;
    private readonly int[] _next;
    private readonly int[] _first;
    private int[] _following;
    private T[] _entries;
    private int _blocks;

    /// <param name="parts">How many parts there are.</param>
    /// <param name="capacity">How many rows may come between two calls of <see cref="Clear"/>.</param>
    /// <param name="blockSize">How many rows a block has; a power of two.</param>
    public BlockLists(int parts, int capacity, int blockSize)
    {
        _blockSize = blockSize;
        _blockMask = blockSize - 1;
        _blockShift = System.Numerics.BitOperations.Log2((uint)blockSize);
        _next = new int[parts];
        _first = new int[parts];
        _following = new int[(capacity / blockSize) + parts + 1];
        _entries = ArrayPool<T>.Shared.Rent(_following.Length * blockSize);
        Clear();
    }

    /// <summary>Forgets all rows; every part starts with a block of its own.</summary>
    public void Clear()
    {
        _blocks = _next.Length;
        for (var part = 0; part < _next.Length; part++)
        {
            _first[part] = part;
            _next[part] = part * _blockSize;
        }
    }

    /// <summary>What writes rows: its fields stay in registers through a loop, where those of a class would be read again after every store.</summary>
    public Writer Write() => new(this);

    /// <summary>The blocks of a part, in the order in which its rows were added.</summary>
    public Blocks BlocksOf(int part) => new(this, part);

    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(_entries, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        _entries = [];
    }

    // Inlined although it is rare: a call in the loop would make it keep all of its state in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int StartBlock(int end)
    {
        unchecked
        {
            var block = _blocks++;
            Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_following), (int)((uint)end >> _blockShift) - 1) = block;
            return block << _blockShift;
        }
    }

    public readonly ref struct Writer
    {
        private readonly BlockLists<T> _lists;
        private readonly ref int _next;
        private readonly ref T _entries;
        private readonly int _blockMask;

        public Writer(BlockLists<T> lists)
        {
            _lists = lists;
            _next = ref MemoryMarshal.GetArrayDataReference(lists._next);
            _entries = ref MemoryMarshal.GetArrayDataReference(lists._entries);
            _blockMask = lists._blockMask;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(int part, T entry)
        {
            unchecked
            {
                ref var next = ref Unsafe.Add(ref _next, part);
                var at = next;
                Unsafe.Add(ref _entries, at) = entry;
                at++;
                next = (at & _blockMask) != 0 ? at : _lists.StartBlock(at);
            }
        }
    }

    public ref struct Blocks
    {
        private readonly BlockLists<T> _lists;
        private readonly int _end;
        private int _block;

        public Blocks(BlockLists<T> lists, int part)
        {
            _lists = lists;
            _end = lists._next[part];
            _block = lists._first[part];
        }

        public bool TryTake(out ReadOnlySpan<T> block)
        {
            if (_block < 0)
            {
                block = default;
                return false;
            }

            var start = _block * _lists._blockSize;
            var isLast = _end / _lists._blockSize == _block;
            block = _lists._entries.AsSpan(start, isLast ? _end - start : _lists._blockSize);
            _block = isLast ? -1 : _lists._following[_block];
            if (_block >= 0)
            {
                FetchAhead();
            }

            return true;
        }

        // Blocks lie here and there, so the processor does not see the next one coming: without this, two fifths of the time went by waiting for its first line.
        private readonly void FetchAhead()
        {
            const int LineBytes = 64;
            ref var block = ref Unsafe.As<T, byte>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_lists._entries), (nint)_block * _lists._blockSize));
            for (nuint at = 0; at < (nuint)(_lists._blockSize * Unsafe.SizeOf<T>()); at += LineBytes)
            {
                Prefetch.Line(ref block, at);
            }
        }
    }
}
