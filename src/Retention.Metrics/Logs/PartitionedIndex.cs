namespace Retention.Metrics.Logs;

/// <summary>Customers whose keys were dealt out by hash into parts, each with a table of its own that fits the cache, so that parts can be filled independently.</summary>
internal sealed class PartitionedIndex<TKey, THash> : CustomerIndex<TKey>
    where TKey : notnull
    where THash : struct, IKeyHash<TKey>
{
    private readonly KeyTable<TKey, THash>[] _tables;
    private readonly StripParts _parts;

    public PartitionedIndex(KeyTable<TKey, THash>[] tables)
    {
        _tables = tables;
        _parts = new(Array.ConvertAll(tables, t => t.Count));
    }

    public override int Count => _parts.Count;

    public override bool HasGaps => true;

    public override TKey this[int id]
    {
        get
        {
            var (part, number) = _parts.Find(id);
            return _tables[part].Keys[number];
        }
    }

    public override bool TryFind(TKey key, out int id)
    {
        var part = StripParts.PartOf(THash.Hash(key), _tables.Length);
        var number = _tables[part].Find(key);
        id = number < 0 ? -1 : _parts.Id(part, number);
        return number >= 0;
    }
}
