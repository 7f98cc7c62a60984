namespace Retention.Metrics.Logs;

/// <summary>Some of the customers of another index, numbered anew.</summary>
internal sealed class SubsetIndex<TKey> : CustomerIndex<TKey>
    where TKey : notnull
{
    private readonly CustomerIndex<TKey> _all;
    private readonly int[] _kept;
    private readonly int[] _number;

    public SubsetIndex(CustomerIndex<TKey> all, int[] kept, int[] number)
    {
        _all = all;
        _kept = kept;
        _number = number;
    }

    public override int Count => _kept.Length;

    public override bool HasGaps => _all.HasGaps;

    public override TKey this[int id] => _all[_kept[id]];

    public override bool TryFind(TKey key, out int id)
    {
        id = _all.TryFind(key, out var other) ? _number[other] : -1;
        return id >= 0;
    }
}
