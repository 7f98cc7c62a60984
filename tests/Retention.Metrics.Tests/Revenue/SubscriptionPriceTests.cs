using System.Text.Json;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Revenue;

public class SubscriptionPriceTests
{
    // The same 70 a week in the systems' own factors: Polar and open computations of Stripe MRR 52/12, ProfitWell 4.33, Ghost 4, Kill Bill none.
    [Theory]
    [InlineData("Polar", BillingInterval.Week, 1, 303.33)]
    [InlineData("Stripe", BillingInterval.Week, 1, 303.33)]
    [InlineData("Stripe", BillingInterval.Day, 7, 300.00)]
    [InlineData("ProfitWell", BillingInterval.Week, 1, 303.10)]
    [InlineData("Ghost", BillingInterval.Week, 1, 280.00)]
    [InlineData("Kill Bill", BillingInterval.Week, 1, 0)]
    [InlineData("Kill Bill", BillingInterval.Day, 1, 0)]
    [InlineData("Polar", BillingInterval.Day, 1, 2129.17)]
    [InlineData("ProfitWell", BillingInterval.Day, 1, 2100.00)]
    [InlineData("average month", BillingInterval.Day, 1, 2130.625)]
    [InlineData("average month", BillingInterval.Day, 7, 304.375)]
    [InlineData("average month", BillingInterval.Week, 1, 304.375)]
    public void Seventy_a_week_is_a_different_amount_a_month_in_every_system(string system, BillingInterval interval, int count, double expected)
    {
        var policy = new[] { MrrNormalization.Polar, MrrNormalization.Stripe, MrrNormalization.ProfitWell, MrrNormalization.Ghost, MrrNormalization.KillBill, MrrNormalization.AverageMonth }
            .Single(p => string.Equals(p.Name, system, StringComparison.Ordinal));
        Assert.Equal((decimal)expected, Math.Round(new SubscriptionPrice(70m, interval, count).Monthly(policy), 20));
    }

    // Polar, test_mrr_with_recurring_interval_count_3mo and _2wk.
    [Fact]
    public void Polar_honours_the_interval_count()
    {
        Assert.Equal(100m, new SubscriptionPrice(300m, BillingInterval.Month, 3).Monthly(MrrNormalization.Polar));
        Assert.Equal(108.33m, new SubscriptionPrice(50m, BillingInterval.Week, 2).Monthly(MrrNormalization.Polar));
    }

    [Fact]
    public void Ghost_ignores_the_interval_count_and_rounds_down()
    {
        Assert.Equal(300m, new SubscriptionPrice(300m, BillingInterval.Month, 3).Monthly(MrrNormalization.Ghost));
        Assert.Equal(8.33m, new SubscriptionPrice(100m, BillingInterval.Year).Monthly(MrrNormalization.Ghost));
        Assert.Equal(8.33m, new SubscriptionPrice(99.999m, BillingInterval.Year).Monthly(MrrNormalization.Ghost));
    }

    // Kill Bill analytics, TestBusinessSubscription.testMrrComputation: one-off 369.95 is 0, monthly 2.95 is 2.95; four decimals.
    [Fact]
    public void A_one_off_is_no_recurring_revenue()
    {
        Assert.Equal(0m, new SubscriptionPrice(369.95m, BillingInterval.OneOff).Monthly(MrrNormalization.KillBill));
        Assert.Equal(2.95m, new SubscriptionPrice(2.95m, BillingInterval.Month).Monthly(MrrNormalization.KillBill));
        Assert.Equal(124.9958m, new SubscriptionPrice(1499.95m, BillingInterval.Year).Monthly(MrrNormalization.KillBill));
        Assert.Equal(0m, default(SubscriptionPrice).Monthly());
        Assert.Equal(1, default(SubscriptionPrice).IntervalCount);
    }

    [Property]
    public void Twelve_months_of_a_yearly_price_and_a_year_of_months_are_the_same(AnyMoney amount, AnyCounts counts)
    {
        var n = 1 + (int)(counts.Part % 100);
        Assert.Equal(new SubscriptionPrice(amount.Value, BillingInterval.Month, 12 * n).Monthly(), new SubscriptionPrice(amount.Value, BillingInterval.Year, n).Monthly());
        Assert.Equal(amount.Value, new SubscriptionPrice(amount.Value * 12 * n, BillingInterval.Year, n).Monthly());
        // A week and seven days differ only in how many of them a year is said to have: 52 × 7 = 364.
        var days = MrrNormalization.Exact with { DaysPerYear = 364 };
        Assert.Equal(new SubscriptionPrice(amount.Value, BillingInterval.Week, n).Monthly(days), new SubscriptionPrice(amount.Value, BillingInterval.Day, 7 * n).Monthly(days), 20);
    }

    [Property]
    public void The_sum_is_that_of_the_rounded_amounts(AnyOrders orders)
    {
        var prices = orders.Rows.Select(o => new SubscriptionPrice(o.Amount, (BillingInterval)(o.Customer % 5), 1 + (o.Day.Day % 6))).ToList();
        Assert.Equal(prices.Sum(p => p.Monthly(MrrNormalization.Polar)), SubscriptionPrice.SumMonthly(prices, MrrNormalization.Polar));
        Assert.Equal(0, SubscriptionPrice.SumMonthly(prices, MrrNormalization.Polar) % 0.01m);
        Assert.Equal(prices.Sum(p => p.Monthly()), SubscriptionPrice.SumMonthly(prices));
    }

    [Fact]
    public void Prices_and_policies_read_as_words()
    {
        Assert.Equal("50.00 every 2 weeks", new SubscriptionPrice(50m, BillingInterval.Week, 2).ToString());
        Assert.Equal("100.00 a month", new SubscriptionPrice(100m, BillingInterval.Month).ToString());
        Assert.Equal("1.00 a day", new SubscriptionPrice(1m, BillingInterval.Day).ToString());
        Assert.Equal("900.00 every 3 years", new SubscriptionPrice(900m, BillingInterval.Year, 3).ToString());
        Assert.Equal("20.00 once", new SubscriptionPrice(20m, BillingInterval.OneOff).ToString());
        Assert.Equal("exact: 365 days or 52 weeks a year, not rounded", MrrNormalization.Exact.ToString());
        Assert.Equal("ProfitWell: 360 days or 51.96 weeks a year, not rounded", MrrNormalization.ProfitWell.ToString());
        Assert.Equal("Ghost: 360 days or 48 weeks a year, interval count ignored, 2 decimals (ToNegativeInfinity)", MrrNormalization.Ghost.ToString());
    }

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("intervalCount", () => new SubscriptionPrice(1m, BillingInterval.Month, 0));
        Assert.Throws<ArgumentOutOfRangeException>("interval", () => new SubscriptionPrice(1m, (BillingInterval)9));
        Assert.Throws<ArgumentNullException>("prices", () => SubscriptionPrice.SumMonthly(null!));
        Assert.Throws<ArgumentOutOfRangeException>("DaysPerYear", () => MrrNormalization.Exact with { DaysPerYear = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("WeeksPerYear", () => MrrNormalization.Exact with { WeeksPerYear = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("Decimals", () => MrrNormalization.Exact with { Decimals = 29 });
        Assert.Throws<ArgumentOutOfRangeException>("Rounding", () => MrrNormalization.Exact with { Rounding = (MidpointRounding)77 });
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var context = RetentionMetricsJsonContext.Default;
        Assert.Equal("""{"amount":50,"interval":"Week","intervalCount":2}""", Json.RoundTrips(new SubscriptionPrice(50m, BillingInterval.Week, 2), context.SubscriptionPrice).GetRawText());
        Json.RoundTrips(MrrNormalization.Ghost, context.MrrNormalization);
        Json.RoundTrips(MrrNormalization.Exact, context.MrrNormalization);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"amount":50,"interval":"Week","intervalCount":0}""", context.SubscriptionPrice));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"weeksPerYear":-1}""", context.MrrNormalization));
    }
}
