namespace Retention.Metrics.Revenue;

/// <summary>
/// What a policy makes of the rows of a ledger: a list of (whose, from which day, to which day exclusive, how much a month), in no order.
/// </summary>
internal sealed class MrrSpans<TValue>
    where TValue : struct
{
    public const int Open = int.MaxValue;

    private int[] _unit;
    private int[] _from;
    private int[] _to;
    private TValue[] _value;

    public MrrSpans(int capacity)
    {
        _unit = GC.AllocateUninitializedArray<int>(capacity);
        _from = GC.AllocateUninitializedArray<int>(capacity);
        _to = GC.AllocateUninitializedArray<int>(capacity);
        _value = GC.AllocateUninitializedArray<TValue>(capacity);
    }

    public int Count { get; private set; }

    public ReadOnlySpan<int> Unit => _unit.AsSpan(0, Count);

    public ReadOnlySpan<int> From => _from.AsSpan(0, Count);

    public ReadOnlySpan<int> To => _to.AsSpan(0, Count);

    public ReadOnlySpan<TValue> Value => _value.AsSpan(0, Count);

    public void Add(int unit, int from, int to, TValue value)
    {
        if (from >= to)
        {
            return;
        }

        if (Count == _unit.Length)
        {
            var capacity = Math.Max(16, checked(Count * 2));
            Array.Resize(ref _unit, capacity);
            Array.Resize(ref _from, capacity);
            Array.Resize(ref _to, capacity);
            Array.Resize(ref _value, capacity);
        }

        _unit[Count] = unit;
        _from[Count] = from;
        _to[Count] = to;
        _value[Count++] = value;
    }
}
