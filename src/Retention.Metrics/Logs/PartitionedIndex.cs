using System.Numerics;

namespace Retention.Metrics.Logs;

/// <summary>
/// Customers whose keys were dealt out by hash into parts, each with a table of its own that fits the cache. Every part begins with a strip of its own,
/// so that parts can be filled independently; the numbers left over at the end of a part belong to nobody.
/// </summary>
internal sealed class PartitionedIndex<TKey, THash> : CustomerIndex<TKey>
    where TKey : notnull
    where THash : struct, IKeyHash<TKey>
{
    private readonly KeyTable<TKey, THash>[] _tables;
    private readonly int[] _firstStrip;

    public PartitionedIndex(KeyTable<TKey, THash>[] tables)
    {
        _tables = tables;
        _firstStrip = new int[tables.Length + 1];
        for (var part = 0; part < tables.Length; part++)
        {
            _firstStrip[part + 1] = _firstStrip[part] + ((tables[part].Count + ActivityStore.StripSize - 1) / ActivityStore.StripSize);
        }
    }

    public override int Count => _firstStrip[^1] * ActivityStore.StripSize;

    public override bool HasGaps => true;

    public override TKey this[int id]
    {
        get
        {
            var strip = id / ActivityStore.StripSize;
            var part = Array.BinarySearch(_firstStrip, strip);

            // Empty parts share their first strip with the next one: the last of them owns it.
            part = part >= 0 ? LastWith(part) : ~part - 1;
            return _tables[part].Keys[id - (_firstStrip[part] * ActivityStore.StripSize)];
        }
    }

    /// <summary>The part of a hash, from its high bits.</summary>
    public static int PartOf(ulong hash, int partsLog2) => (int)(hash >> 1 >> (63 - partsLog2));

    public override bool TryFind(TKey key, out int id)
    {
        var part = PartOf(THash.Hash(key), BitOperations.Log2((uint)_tables.Length));
        var number = _tables[part].Find(key);
        id = number < 0 ? -1 : (_firstStrip[part] * ActivityStore.StripSize) + number;
        return number >= 0;
    }

    private int LastWith(int part)
    {
        while (part + 1 < _tables.Length && _firstStrip[part + 1] == _firstStrip[part])
        {
            part++;
        }

        return part;
    }
}
