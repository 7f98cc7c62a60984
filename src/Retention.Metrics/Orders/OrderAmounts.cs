using System.Globalization;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>
/// The column of amounts of an <see cref="OrderLog{TCustomer}"/>: decimals, whole minor units such as cents, or doubles declared multiples of a unit. Sums are exact in each case.
/// </summary>
/// <remarks>A view of the caller's memory, read while the log is built. The default value is a column without rows.</remarks>
/// <example>
/// <code>
/// var exact = OrderAmounts.Of(decimals);
/// var cents = OrderAmounts.MinorUnits(wholeCents, decimals: 2);
/// var quarters = OrderAmounts.MultiplesOf(0.25m, doubles);
/// </code>
/// </example>
public readonly ref struct OrderAmounts
{
    private const int MostDecimals = 18;
    private readonly ReadOnlySpan<decimal> _decimals;
    private readonly ReadOnlySpan<long> _whole;
    private readonly ReadOnlySpan<double> _doubles;
    private readonly long _mantissa;
    private readonly int _scale;

    private OrderAmounts(ReadOnlySpan<decimal> decimals, ReadOnlySpan<long> whole, ReadOnlySpan<double> doubles, long mantissa, int scale)
    {
        _decimals = decimals;
        _whole = whole;
        _doubles = doubles;
        _mantissa = mantissa;
        _scale = scale;
    }

    /// <summary>How many rows there are.</summary>
    public int Length => _decimals.Length + _whole.Length + _doubles.Length;

    /// <summary>Takes decimals.</summary>
    /// <param name="amounts">The amount of each row.</param>
    /// <returns>The column.</returns>
    public static OrderAmounts Of(ReadOnlySpan<decimal> amounts) => new(amounts, [], [], 0, 0);

    /// <summary>Takes whole numbers of the smallest unit: cents, pence, yen.</summary>
    /// <param name="amounts">The amount of each row, in minor units.</param>
    /// <param name="decimals">How many decimals the minor unit has: 2 when 100 of them make one.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decimals"/> is not inside [0..18].</exception>
    public static OrderAmounts MinorUnits(ReadOnlySpan<long> amounts, int decimals = 2)
    {
        if (decimals is < 0 or > MostDecimals)
        {
            throw Guard.OutOfRange(nameof(decimals), decimals, "It must be inside [0..18]");
        }

        return new([], amounts, [], 1, decimals);
    }

    /// <summary>Takes doubles, each of which is the double nearest to a multiple of a unit. One that is not is refused: 0.1 is a multiple of 0.01, 0.105 is not.</summary>
    /// <param name="unit">The unit: 0.01 for cents, 0.25 for quarters; above 0.</param>
    /// <param name="amounts">The amount of each row; below 2⁵³ ÷ 10^decimals of the unit, some 90 trillion for cents.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> is not above 0, or has more than 18 decimals or 15 digits.</exception>
    public static OrderAmounts MultiplesOf(decimal unit, ReadOnlySpan<double> amounts)
    {
        var scale = 0;
        var mantissa = unit;
        while (mantissa != decimal.Truncate(mantissa) && scale <= MostDecimals)
        {
            mantissa = unit * Power(++scale);
        }

        if (!(unit > 0) || scale > MostDecimals || mantissa > 1_000_000_000_000_000m)
        {
            throw Guard.OutOfRange(nameof(unit), unit, "It must be above 0, with at most 18 decimals and 15 digits (0.01 for cents)");
        }

        return new([], [], amounts, (long)mantissa, scale);
    }

    /// <summary>The column from a row on.</summary>
    internal decimal this[int row] =>
        _decimals.Length > 0 ? _decimals[row]
        : _whole.Length > 0 ? AmountColumn.ToDecimal(_whole[row], _scale)
        : Multiple(row);

    internal unsafe (SortedOrders Order, AmountColumn Amounts) Sort(ReadOnlySpan<int> customers, int least, int slots, ReadOnlySpan<int> days, int dayShift, int threads, bool takesNegative)
    {
        if (_doubles.Length > 0)
        {
            fixed (double* d = _doubles)
            {
                var reader = new MultipleReader(d, _mantissa, (double)Power(_scale), takesNegative);
                return Whole(OrderSort.Of<long, MultipleReader>(customers, least, slots, days, dayShift, reader, threads, out var sorted, out var refused), sorted, refused);
            }
        }

        if (_decimals.Length == 0)
        {
            fixed (long* w = _whole)
            {
                return Whole(OrderSort.Of<long, WholeReader>(customers, least, slots, days, dayShift, new(w, takesNegative), threads, out var sorted, out var refused), sorted, refused);
            }
        }

        var builder = new AmountColumnBuilder(_decimals.Length);
        foreach (var amount in _decimals)
        {
            builder.Add(amount);
        }

        return Sort(builder.Build(), customers, least, slots, days, dayShift, threads, takesNegative);
    }

    /// <summary>Sorts rows whose amounts were collected one by one.</summary>
    internal static unsafe (SortedOrders Order, AmountColumn Amounts) Sort(AmountColumn amounts, ReadOnlySpan<int> customers, int least, int slots, ReadOnlySpan<int> days, int dayShift, int threads, bool takesNegative)
    {
        if (amounts.IsScaled)
        {
            return new OrderAmounts([], amounts.Scaled, [], 1, amounts.Scale).Sort(customers, least, slots, days, dayShift, threads, takesNegative);
        }

        fixed (decimal* d = amounts.Decimals)
        {
            var order = OrderSort.Of<decimal, DecimalReader>(customers, least, slots, days, dayShift, new(d, takesNegative), threads, out var sorted, out var refused);
            return refused < 0 ? (order, new(sorted)) : throw OrderLog.NegativeAmount(refused, amounts[refused]);
        }
    }

    private static decimal Power(int decimals)
    {
        var power = 1m;
        for (var i = 0; i < decimals; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static ArgumentException NotAMultiple(int row, double amount, decimal unit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The amount of row {row} was {amount}. It must be finite and the double nearest to a multiple of {unit}; round it first, or pass decimals."), nameof(amount));

    private decimal Multiple(int row)
    {
        var value = _doubles[row];
        unsafe
        {
            fixed (double* d = _doubles)
            {
                return new MultipleReader(d, _mantissa, (double)Power(_scale), takesNegative: true).TryRead(row, out var scaled)
                    ? AmountColumn.ToDecimal(scaled, _scale)
                    : throw NotAMultiple(row, value, AmountColumn.ToDecimal(_mantissa, _scale));
            }
        }
    }

    private (SortedOrders Order, AmountColumn Amounts) Whole(SortedOrders order, long[] sorted, int refused) =>
        refused < 0 ? (order, new(sorted, _scale)) : throw OrderLog.NegativeAmount(refused, this[refused]);
}
