namespace Retention.Metrics.Logs;

/// <summary>
/// A column of money amounts: 64-bit integers in one decimal scale when every amount fits exactly, decimals otherwise. Sums are exact either way.
/// </summary>
internal sealed class AmountColumn
{
    private readonly long[]? _scaled;
    private readonly decimal[]? _exact;

    public AmountColumn(long[] scaled, int scale)
    {
        _scaled = scaled;
        Scale = scale;
    }

    public AmountColumn(decimal[] exact) => _exact = exact;

    /// <summary>The number of decimals of <see cref="Scaled"/>: an amount is scaled ÷ 10^Scale.</summary>
    public int Scale { get; }

    public int Count => _scaled?.Length ?? _exact!.Length;

    /// <summary>Whether the amounts are 64-bit integers (the fast representation).</summary>
    public bool IsScaled => _scaled is not null;

    public ReadOnlySpan<long> Scaled => _scaled;

    public decimal this[int row] => _scaled is { } scaled ? ToDecimal(scaled[row], Scale) : _exact![row];

    /// <summary>The exact sum of the rows from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    /// <exception cref="OverflowException">The sum exceeds what a decimal can hold.</exception>
    public decimal Sum(int start, int end)
    {
        if (_scaled is { } scaled)
        {
            Int128 sum = 0;
            foreach (var amount in scaled.AsSpan(start, end - start))
            {
                sum += amount;
            }

            return ToDecimal(sum, Scale);
        }

        var total = 0m;
        foreach (var amount in _exact.AsSpan(start, end - start))
        {
            total += amount;
        }

        return total;
    }

    /// <summary>The column with its rows in another order: row i of the result is row <c>order[i]</c> of this one.</summary>
    public AmountColumn Reorder(ReadOnlySpan<int> order)
    {
        if (_scaled is { } scaled)
        {
            return new(Reordered(scaled, order), Scale);
        }

        return new(Reordered(_exact!, order));
    }

    public static decimal ToDecimal(Int128 scaled, int scale)
    {
        var magnitude = (UInt128)Int128.Abs(scaled);
        if (magnitude >> 96 != 0)
        {
            throw new OverflowException("The sum of the amounts exceeds what a decimal can hold.");
        }

        return unchecked(new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), scaled < 0, (byte)scale));
    }

    private static T[] Reordered<T>(T[] values, ReadOnlySpan<int> order)
    {
        var result = GC.AllocateUninitializedArray<T>(order.Length);
        for (var i = 0; i < order.Length; i++)
        {
            result[i] = values[order[i]];
        }

        return result;
    }
}
