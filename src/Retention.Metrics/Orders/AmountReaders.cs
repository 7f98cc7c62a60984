namespace Retention.Metrics.Orders;

/// <summary>Whole numbers of the smallest unit.</summary>
internal readonly unsafe struct WholeReader(long* amounts, bool takesNegative) : IAmountReader<long>
{
    public bool TryRead(int row, out long amount)
    {
        amount = amounts[row];
        return amount >= 0 || (takesNegative && amount != long.MinValue);
    }
}

/// <summary>Decimals that did not fit into 64 bits at one scale.</summary>
internal readonly unsafe struct DecimalReader(decimal* amounts, bool takesNegative) : IAmountReader<decimal>
{
    public bool TryRead(int row, out decimal amount)
    {
        amount = amounts[row];
        return amount >= 0 || takesNegative;
    }
}

/// <summary>
/// Doubles that are multiples of mantissa ÷ 10^decimals: the amount scaled by 10^decimals, when the double is the one nearest to such a multiple.
/// </summary>
internal readonly unsafe struct MultipleReader(double* amounts, long mantissa, double power, bool takesNegative) : IAmountReader<long>
{
    private const double Exact = 1L << 53;

    private readonly double _perUnit = power / mantissa;

    public bool TryRead(int row, out long amount)
    {
        unchecked
        {
            var value = amounts[row];
            var units = Math.Round(value * _perUnit);

            // Written so that NaN fails. Below 2^53 the product is exact and the division is rounded once: equality says that the double is the nearest to the multiple.
            var scaled = units * mantissa;
            if (!(Math.Abs(scaled) <= Exact))
            {
                amount = 0;
                return false;
            }

            amount = (long)scaled;
            return scaled / power == value && (value >= 0 || takesNegative);
        }
    }
}
