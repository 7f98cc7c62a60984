using System.Text.Json;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Lifetime;

public class DiscountRateTests
{
    // mpmath: 1.1^(1/12) - 1 and 1.01^12 - 1.
    [Theory]
    [InlineData(0.10, 12, 1, 0.0079741404289037643)]
    [InlineData(0.01, 1, 12, 0.12682503013196972066)]
    public void A_rate_compounds_between_periods_and_is_not_divided(double rate, double fromMonths, double toMonths, double expected)
    {
        var converted = DiscountRate.FromFraction(rate).ConvertPeriod(PeriodLength.FromMonths(fromMonths), PeriodLength.FromMonths(toMonths));
        Assert.Equal(expected, converted.Value, 1e-16);
        Assert.Equal(PeriodLength.FromMonths(toMonths), converted.Period);
    }

    [Property]
    public void Discounting_twelve_months_is_discounting_a_year(AnyDiscount discount)
    {
        var yearly = discount.Rate.Over(PeriodLength.Year);
        var monthly = yearly.ConvertPeriod(PeriodLength.Month);
        Assert.Equal(1 + yearly.Value, Math.Pow(1 + monthly.Value, 12), 1e-13);
        Assert.Equal(yearly.Force / 12, monthly.Force, 1e-15);
    }

    [Fact]
    public void The_force_of_interest_keeps_its_digits_for_small_rates() =>
        // mpmath: log(1 + 1e-10).
        Assert.Equal(9.9999999995e-11, DiscountRate.FromFraction(1e-10).Force, 1e-25);

    [Fact]
    public void A_rate_says_its_period()
    {
        Assert.Equal("10.0 %", DiscountRate.FromPercent(10).ToString());
        Assert.Equal("0.797 % per 1 month", DiscountRate.FromPercent(10, PeriodLength.Year).ConvertPeriod(PeriodLength.Month).ToString());
        Assert.Equal("0.0 %", DiscountRate.None.ToString());
        Assert.Null(DiscountRate.None.Period);
    }

    [Fact]
    public void A_rate_without_a_period_is_not_converted_by_guessing()
    {
        var error = Assert.Throws<InvalidOperationException>(() => DiscountRate.FromPercent(10).ConvertPeriod(PeriodLength.Month));
        Assert.Contains("ConvertPeriod(from, to)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_rate_that_takes_everything_or_is_no_number_is_refused(double value)
    {
        Assert.Contains("fraction was", Assert.Throws<ArgumentOutOfRangeException>("fraction", () => DiscountRate.FromFraction(value)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("percent", () => DiscountRate.FromPercent(value * 100));
    }

    [Fact]
    public void A_period_without_length_is_refused()
    {
        Assert.Throws<ArgumentException>("period", () => DiscountRate.FromPercent(10, default(PeriodLength)));
        Assert.Throws<ArgumentException>("period", () => DiscountRate.FromPercent(10).Over(default));
        Assert.Throws<ArgumentException>("to", () => DiscountRate.FromPercent(10, PeriodLength.Year).ConvertPeriod(default));
    }

    [Fact]
    public void A_rate_that_no_double_can_hold_is_an_overflow() =>
        Assert.Throws<OverflowException>(() => DiscountRate.FromFraction(1e9, PeriodLength.Day).ConvertPeriod(PeriodLength.FromDays(40)));

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var type = RetentionMetricsJsonContext.Default.DiscountRate;
        Assert.Equal("""{"value":0.1,"period":{"months":12}}""", Json.RoundTrips(DiscountRate.FromPercent(10, PeriodLength.Year), type).GetRawText());
        Assert.Equal("""{"value":0}""", Json.RoundTrips(DiscountRate.None, type).GetRawText());
        Assert.Throws<ArgumentOutOfRangeException>("value", () => JsonSerializer.Deserialize("""{"value":-2}""", type));
    }
}
