using System.Runtime.CompilerServices;

namespace Retention.Metrics.Logs;

/// <summary>
/// The customers of a log, numbered 0, 1, 2 …: every log keeps its columns by that number and finds the way back to the key here.
/// </summary>
/// <remarks>
/// The numbers depend on the data alone, never on the number of threads: whole numbers that are nearly consecutive are numbered in ascending order,
/// all other keys in an order that the rows fix.
/// </remarks>
internal abstract class CustomerIndex<TKey>
    where TKey : notnull
{
    /// <summary>How many numbers are in use. A number may belong to no customer when <see cref="HasGaps"/>.</summary>
    public abstract int Count { get; }

    /// <summary>Whether some numbers belong to no customer; never for an index made by <see cref="CustomerIndex.Build{TKey}"/>.</summary>
    public virtual bool HasGaps => false;

    /// <summary>The key of a customer.</summary>
    public abstract TKey this[int id] { get; }

    /// <summary>The number of a key.</summary>
    public abstract bool TryFind(TKey key, out int id);
}

/// <summary>Makes indexes of customers from columns of keys.</summary>
internal static class CustomerIndex
{
    /// <summary>Numbers the customers of a column of keys without gaps and writes the number of each row's customer.</summary>
    /// <param name="keys">The key of the customer of each row.</param>
    /// <param name="ids">Where the numbers go; as long as <paramref name="keys"/>.</param>
    /// <param name="threads">How many threads may work; 0 for as many as pay.</param>
    /// <exception cref="ArgumentException">A key is null.</exception>
    public static CustomerIndex<TKey> Build<TKey>(ReadOnlySpan<TKey> keys, Span<int> ids, int threads = 0)
        where TKey : notnull
    {
        var workers = threads == 0 ? Workers.For(keys.Length, null) : threads;
        if (typeof(TKey) == typeof(int))
        {
            return (CustomerIndex<TKey>)(object)OfWholeNumbers<int, IntHash>(As<TKey, int>(keys), ids, workers);
        }

        if (typeof(TKey) == typeof(long))
        {
            return (CustomerIndex<TKey>)(object)OfWholeNumbers<long, LongHash>(As<TKey, long>(keys), ids, workers);
        }

        if (typeof(TKey) == typeof(Guid))
        {
            return (CustomerIndex<TKey>)(object)Hashed<Guid, GuidHash>(As<TKey, Guid>(keys), ids, workers);
        }

        if (typeof(TKey) == typeof(string))
        {
            return (CustomerIndex<TKey>)(object)OfStrings(As<TKey, string>(keys), ids, workers);
        }

        return Hashed<TKey, ObjectHash<TKey>>(keys, ids, workers);
    }

    private static CustomerIndex<TNumber> OfWholeNumbers<TNumber, THash>(ReadOnlySpan<TNumber> keys, Span<int> ids, int threads)
        where TNumber : unmanaged, System.Numerics.IBinaryInteger<TNumber>
        where THash : struct, IKeyHash<TNumber>
    {
        if (keys.IsEmpty)
        {
            return new DenseIndex<TNumber>(TNumber.Zero, 0);
        }

        var (least, greatest) = (keys[0], keys[0]);
        foreach (var key in keys)
        {
            least = TNumber.Min(least, key);
            greatest = TNumber.Max(greatest, key);
        }

        var span = Int128.CreateChecked(greatest) - Int128.CreateChecked(least) + 1;
        if (span > Math.Max(4096, 2L * keys.Length))
        {
            return Hashed<TNumber, THash>(keys, ids, threads);
        }

        var ranks = new RankedIndex<TNumber>(least, (int)span, keys);
        ranks.Number(keys, ids);
        return ranks.Count == (int)span ? new DenseIndex<TNumber>(least, (int)span) : ranks;
    }

    private static unsafe HashedIndex<TKey, THash> Hashed<TKey, THash>(ReadOnlySpan<TKey> keys, Span<int> ids, int threads)
        where TKey : notnull
        where THash : struct, IKeyHash<TKey>
    {
#pragma warning disable CS8500 // Justification: the keys are pinned by the fixed statement, and only read through the column.
        fixed (TKey* start = keys)
        {
            fixed (int* numbers = ids)
            {
                var column = new Column<TKey>(start, keys.Length);
                return new(ParallelNumbers.Run(keys.Length, new(numbers, keys.Length), threads, () => new TableNumbers<TKey, THash>(column)).Table);
            }
        }
#pragma warning restore CS8500
    }

    private static unsafe TextIndex OfStrings(ReadOnlySpan<string> keys, Span<int> ids, int threads)
    {
#pragma warning disable CS8500 // Justification: the references are pinned by the fixed statement, and only read through the column.
        fixed (string* start = keys)
        {
            return OfText(new StringSource(new(start, keys.Length)), isUtf8: false, ids, threads);
        }
#pragma warning restore CS8500
    }

    /// <summary>The same for keys that are text.</summary>
    public static unsafe TextIndex OfText<TSource>(TSource source, bool isUtf8, Span<int> ids, int threads)
        where TSource : struct, ITextSource
    {
        fixed (int* numbers = ids)
        {
            return new(ParallelNumbers.Run(ids.Length, new(numbers, ids.Length), threads, () => new TextNumbers<TSource>(source)).Table, isUtf8);
        }
    }

    public static ArgumentException NullKey(long row) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The customer key of row {row} was null. Every row needs a customer; leave rows without one out."));

    private static ReadOnlySpan<TTo> As<TFrom, TTo>(ReadOnlySpan<TFrom> span) => Unsafe.BitCast<ReadOnlySpan<TFrom>, ReadOnlySpan<TTo>>(span);
}

/// <summary>Consecutive whole numbers: the number of a customer is its key less the least one.</summary>
internal sealed class DenseIndex<TNumber> : CustomerIndex<TNumber>
    where TNumber : unmanaged, System.Numerics.IBinaryInteger<TNumber>
{
    private readonly TNumber _least;

    public DenseIndex(TNumber least, int count, bool hasGaps = false)
    {
        _least = least;
        Count = count;
        HasGaps = hasGaps;
    }

    public override int Count { get; }

    public override bool HasGaps { get; }

    public override TNumber this[int id] => _least + TNumber.CreateChecked(id);

    public override bool TryFind(TNumber key, out int id)
    {
        var distance = Int128.CreateChecked(key) - Int128.CreateChecked(_least);
        var found = distance >= 0 && distance < Count;
        id = found ? (int)distance : -1;
        return found;
    }
}

/// <summary>Whole numbers with gaps: the number of a customer is how many keys are smaller.</summary>
internal sealed class RankedIndex<TNumber> : CustomerIndex<TNumber>
    where TNumber : unmanaged, System.Numerics.IBinaryInteger<TNumber>
{
    private readonly TNumber _least;
    private readonly ulong[] _present;
    private readonly int[] _before;
    private readonly TNumber[] _keys;

    public RankedIndex(TNumber least, int span, ReadOnlySpan<TNumber> keys)
    {
        _least = least;
        _present = new ulong[(span + 63) / 64];
        foreach (var key in keys)
        {
            var at = int.CreateTruncating(key - least);
            _present[at >> 6] |= 1UL << at;
        }

        _before = new int[_present.Length];
        for (var word = 0; word < _present.Length; word++)
        {
            _before[word] = Count;
            Count += System.Numerics.BitOperations.PopCount(_present[word]);
        }

        _keys = new TNumber[Count];
        var next = 0;
        for (var word = 0; word < _present.Length; word++)
        {
            for (var bits = _present[word]; bits != 0; bits &= bits - 1)
            {
                _keys[next++] = least + TNumber.CreateChecked((word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bits));
            }
        }
    }

    public override int Count { get; }

    public override TNumber this[int id] => _keys[id];

    public void Number(ReadOnlySpan<TNumber> keys, Span<int> ids)
    {
        for (var row = 0; row < keys.Length; row++)
        {
            ids[row] = Rank(int.CreateTruncating(keys[row] - _least));
        }
    }

    public override bool TryFind(TNumber key, out int id)
    {
        var distance = Int128.CreateChecked(key) - Int128.CreateChecked(_least);
        var found = distance >= 0 && distance < (long)_present.Length * 64 && (_present[(int)distance >> 6] >> ((int)distance & 63) & 1) != 0;
        id = found ? Rank((int)distance) : -1;
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Rank(int at) => _before[at >> 6] + System.Numerics.BitOperations.PopCount(_present[at >> 6] & ((1UL << at) - 1));
}

/// <summary>Any keys, by hash.</summary>
internal sealed class HashedIndex<TKey, THash> : CustomerIndex<TKey>
    where TKey : notnull
    where THash : struct, IKeyHash<TKey>
{
    private readonly KeyTable<TKey, THash> _table;

    public HashedIndex(KeyTable<TKey, THash> table) => _table = table;

    public override int Count => _table.Count;

    public override TKey this[int id] => _table.Keys[id];

    public override bool TryFind(TKey key, out int id)
    {
        id = _table.Find(key);
        return id >= 0;
    }
}
