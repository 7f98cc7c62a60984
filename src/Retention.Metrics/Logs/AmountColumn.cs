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

    /// <summary>The amounts when they are not <see cref="IsScaled"/>.</summary>
    public ReadOnlySpan<decimal> Decimals => _exact;

    public long[] ScaledArray => _scaled ?? [];

    public decimal[] DecimalArray => _exact ?? [];

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

    /// <summary>A column of so many rows in the same representation.</summary>
    public AmountColumn Empty(int rows) => IsScaled ? new(new long[rows], Scale) : new(new decimal[rows]);

    /// <summary>The column with some of its rows, in the order given.</summary>
    public AmountColumn Only(List<int> rows) =>
        _scaled is { } scaled
            ? new(rows.ConvertAll(row => scaled[row]).ToArray(), Scale)
            : new(rows.ConvertAll(row => _exact![row]).ToArray());

    /// <summary>The rows of one column and then those of another.</summary>
    public static AmountColumn Concat(AmountColumn first, AmountColumn second)
    {
        if (first.IsScaled && second.IsScaled && first.Scale == second.Scale)
        {
            return new([.. first.Scaled, .. second.Scaled], first.Scale);
        }

        var builder = new AmountColumnBuilder(first.Count + second.Count);
        for (var row = 0; row < first.Count + second.Count; row++)
        {
            builder.Add(row < first.Count ? first[row] : second[row - first.Count]);
        }

        return builder.Build();
    }

    /// <summary>The amounts as decimals.</summary>
    public decimal[] AsDecimals() => _exact ?? Array.ConvertAll(_scaled!, amount => ToDecimal(amount, Scale));

    public static decimal ToDecimal(Int128 scaled, int scale)
    {
        var magnitude = (UInt128)Int128.Abs(scaled);
        if (magnitude >> 96 != 0)
        {
            throw new OverflowException("The sum of the amounts exceeds what a decimal can hold.");
        }

        return unchecked(new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), scaled < 0, (byte)scale));
    }
}
