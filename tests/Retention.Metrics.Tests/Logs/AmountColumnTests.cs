using Retention.Metrics.Logs;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Logs;

public class AmountColumnTests
{
    [Property]
    public void The_sum_is_the_decimal_sum_and_every_amount_comes_back(AnyOrders orders)
    {
        var amounts = orders.Rows.Select(r => r.Amount).ToArray();
        var column = Column(amounts);
        Assert.True(column.IsScaled);
        Assert.Equal(amounts.Sum(), column.Sum(0, column.Count));
        Assert.Equal(amounts, Enumerable.Range(0, column.Count).Select(i => column[i]));
    }

    [Fact]
    public void More_decimals_later_raise_the_scale_of_what_came_before()
    {
        var column = Column(5m, -0.25m, 0.0001m);
        Assert.Equal(4, column.Scale);
        Assert.Equal([50_000L, -2_500L, 1L], column.Scaled.ToArray());
        Assert.Equal(4.7501m, column.Sum(0, 3));
    }

    [Theory]
    [InlineData("79228162514264337593543950335", "0.1")]
    [InlineData("9223372036854775807", "0.1")]
    [InlineData("1000000000", "0.0000000000000000001")]
    public void Amounts_that_do_not_fit_a_common_64_bit_scale_are_kept_as_decimals(string large, string small)
    {
        var amounts = new[] { 1m, decimal.Parse(large, System.Globalization.CultureInfo.InvariantCulture), -decimal.Parse(small, System.Globalization.CultureInfo.InvariantCulture) };
        var column = Column(amounts);
        Assert.False(column.IsScaled);
        Assert.Equal(amounts, Enumerable.Range(0, 3).Select(i => column[i]));
        Assert.Equal(3, column.Count);
        Assert.Equal(amounts[1], column.Sum(1, 2));
        Assert.Equal(amounts[2], column.Only([2, 0])[0]);
    }

    [Fact]
    public void Sums_beyond_64_bits_stay_exact_and_beyond_96_bits_are_an_error()
    {
        var column = Column([.. Enumerable.Repeat((decimal)long.MaxValue, 5)]);
        Assert.Equal(5m * long.MaxValue, column.Sum(0, 5));
        Assert.Equal(-long.MaxValue, Column(-(decimal)long.MaxValue).Sum(0, 1));
        Assert.Throws<OverflowException>(() => AmountColumn.ToDecimal(Int128.MaxValue, 0));
        Assert.Throws<OverflowException>(() => Column(decimal.MaxValue, decimal.MaxValue).Sum(0, 2));
        Assert.Equal(2m, Column(1m, 2m).Only([1])[0]);
    }

    [Fact]
    public void Columns_follow_each_other_and_take_the_scale_that_fits_both()
    {
        var same = AmountColumn.Concat(Column(1.5m), Column(2.5m));
        Assert.True(same.IsScaled);
        Assert.Equal([1.5m, 2.5m], same.AsDecimals());
        var mixed = AmountColumn.Concat(Column(1m), Column(0.25m));
        Assert.Equal((2, 1.25m), (mixed.Scale, mixed.Sum(0, 2)));
        var exact = AmountColumn.Concat(Column(1m), Column(decimal.MaxValue));
        Assert.Equal([1m, decimal.MaxValue], exact.Decimals.ToArray());
        Assert.Equal([1m, decimal.MaxValue], exact.AsDecimals());
        Assert.Equal([1m, decimal.MaxValue], exact.DecimalArray);
        Assert.Empty(exact.ScaledArray);
        Assert.Empty(same.DecimalArray);
        Assert.Equal([15L, 25L], same.ScaledArray);
        Assert.Equal((true, 1, 0m), (same.Empty(2).IsScaled, same.Empty(2).Scale, same.Empty(2).Sum(0, 2)));
        Assert.False(exact.Empty(2).IsScaled);
        Assert.Equal(2.5m, same.Only([1])[0]);
        Assert.Throws<OverflowException>(() => AmountColumn.ToDecimal((Int128)1 << 100, 0));
        Assert.Equal(-79_228_162_514_264_337_593_543_950_335m, AmountColumn.ToDecimal(-(((Int128)1 << 96) - 1), 0));
    }

    [Fact]
    public void What_is_taken_back_is_forgotten()
    {
        var builder = new AmountColumnBuilder();
        builder.Add(1m);
        builder.Add(2m);
        builder.TakeBack(1);
        Assert.Equal(1m, builder.Build().Sum(0, 1));
    }

    private static AmountColumn Column(params decimal[] amounts)
    {
        var builder = new AmountColumnBuilder(amounts.Length / 2);
        foreach (var amount in amounts)
        {
            builder.Add(amount);
        }

        return builder.Build();
    }
}
