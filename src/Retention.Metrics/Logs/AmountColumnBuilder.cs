namespace Retention.Metrics.Logs;

/// <summary>
/// Collects amounts for an <see cref="AmountColumn"/>. It starts with integers of no decimals and raises the scale when an amount asks for it;
/// when an amount does not fit into 64 bits at the common scale, it goes over to decimals, once and for good.
/// </summary>
internal sealed class AmountColumnBuilder
{
    private static readonly long[] PowersOfTen = CreatePowers();

    private long[] _scaled;
    private decimal[]? _exact;
    private int _scale;

    public AmountColumnBuilder(int capacity = 0) => _scaled = capacity > 0 ? GC.AllocateUninitializedArray<long>(capacity) : [];

    public int Count { get; private set; }

    public void Add(decimal amount)
    {
        if (_exact is null && TryScale(amount, out var scaled))
        {
            Grow(ref _scaled);
            _scaled[Count++] = scaled;
            return;
        }

        var exact = _exact ?? GoExact();
        Grow(ref exact);
        exact[Count++] = amount;
        _exact = exact;
    }

    /// <summary>Forgets what was added after the first <paramref name="count"/> amounts.</summary>
    public void TakeBack(int count) => Count = count;

    /// <summary>A column of what was added so far. It is a copy: the builder may go on, and rewrites its own array when the scale rises.</summary>
    public AmountColumn Build() => _exact is { } exact ? new(exact.AsSpan(0, Count).ToArray()) : new(_scaled.AsSpan(0, Count).ToArray(), _scale);

    private static long[] CreatePowers()
    {
        var powers = new long[19];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }

    private static bool TryMultiply(long value, long factor, out long product)
    {
        var high = Math.BigMul(value, factor, out product);
        return high == 0 ? product >= 0 : high == -1 && product < 0;
    }

    private bool TryScale(decimal amount, out long scaled)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        var decimals = (bits[3] >> 16) & 0xFF;
        var mantissa = unchecked((ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        scaled = 0;
        if (bits[2] != 0 || mantissa > long.MaxValue || (decimals > _scale && !TryRaiseScale(decimals)))
        {
            return false;
        }

        return TryMultiply(bits[3] < 0 ? -(long)mantissa : (long)mantissa, PowersOfTen[_scale - decimals], out scaled);
    }

    /// <summary>Rewrites what was collected with more decimals. Changes nothing when an amount would no longer fit.</summary>
    private bool TryRaiseScale(int decimals)
    {
        if (decimals >= PowersOfTen.Length)
        {
            return false;
        }

        var factor = PowersOfTen[decimals - _scale];
        var limit = long.MaxValue / factor;
        var collected = _scaled.AsSpan(0, Count);
        foreach (var value in collected)
        {
            if (value > limit || value < -limit)
            {
                return false;
            }
        }

        foreach (ref var value in collected)
        {
            value *= factor;
        }

        _scale = decimals;
        return true;
    }

    private decimal[] GoExact()
    {
        var exact = new decimal[Math.Max(Count + 1, _scaled.Length)];
        for (var i = 0; i < Count; i++)
        {
            exact[i] = AmountColumn.ToDecimal(_scaled[i], _scale);
        }

        _scaled = [];
        return exact;
    }

    private void Grow<T>(ref T[] values)
    {
        if (Count == values.Length)
        {
            Array.Resize(ref values, Math.Max(16, checked(Count * 2)));
        }
    }
}
