using System.Text.Json;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Revenue;

public class AverageAmountTests
{
    private static readonly RetentionMetricsJsonContext Context = RetentionMetricsJsonContext.Default;

    // Polar, server/tests/metrics/test_service.py, test_average_revenue_per_user: 100.00 a month and 1,000.00 a year.
    [Fact]
    public void The_example_of_Polar_rounds_each_subscription_and_then_the_average()
    {
        var polar = MrrNormalization.Polar;
        SubscriptionPrice[] prices = [new(100m, BillingInterval.Month), new(1_000m, BillingInterval.Year)];
        var mrr = SubscriptionPrice.SumMonthly(prices, polar);
        Assert.Equal(183.33m, mrr);
        var arpa = AverageRevenuePerAccount.From(mrr, 2);
        Assert.Equal(91.665m, arpa.Value);
        Assert.Equal(91.67m, polar.Round(arpa.Value!.Value));
        Assert.Equal("91.67 (183.33 ÷ 2 accounts)", arpa.ToString());
    }

    [Fact]
    public void An_average_sale_price_is_that_of_the_new()
    {
        var asp = AverageSalePrice.From(12_000m, 80);
        Assert.Equal(150m, asp.Value);
        Assert.Equal("150.00 (12,000.00 ÷ 80 new customers)", asp.ToString());
        Assert.Contains("150.00", asp.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_acquisition_cost_says_its_scope_and_lag()
    {
        Assert.Equal(300m, AcquisitionCost.FromSpend(60_000m, 200).Value);
        Assert.Equal("300.00 (60,000.00 ÷ 200 new customers; blended)", AcquisitionCost.FromSpend(60_000m, 200).ToString());
        Assert.Equal("300.00 (60,000.00 ÷ 200 new customers; paid, spend 1 period earlier)", AcquisitionCost.FromSpend(60_000m, 200, AcquisitionScope.Paid, 1).ToString());
        Assert.Contains("blended, spend 2 periods earlier", AcquisitionCost.FromSpend(60_000m, 200, lagPeriods: 2).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_nobody_there_is_no_average_however_much_was_spent()
    {
        Assert.Equal("n/a (there is no paying account)", AverageRevenuePerAccount.From(0, 0).ToString());
        Assert.Equal("n/a (there is no new customer)", AverageSalePrice.From(0, 0).ToString());
        Assert.Equal("n/a (500.00 won no customer)", AcquisitionCost.FromSpend(500m, 0).ToString());
        Assert.Equal("n/a (500.00 over 0: there is nobody to spread it over)", new AverageAmount(500m, 0).ToString());
        Assert.Null(default(AverageAmount).Value);
        Assert.Contains("n/a", default(AverageAmount).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("no paying account", default(AverageRevenuePerAccount).ToHtml(), StringComparison.Ordinal);
        Assert.Null(AcquisitionCost.FromSpend(500m, 1).WhyUndefined);
        Assert.Null(AverageSalePrice.From(1, 1).WhyUndefined);
        Assert.Null(AverageRevenuePerAccount.From(1, 1).WhyUndefined);
        Assert.Null(new AverageAmount(1, 1).WhyUndefined);
    }

    [Property]
    public void Averages_pool_by_their_sums_and_counts(AnyMoney one, AnyMoney two, AnyCounts m, AnyCounts n)
    {
        var (a, b) = (new AverageAmount(one.Value, m.Whole), new AverageAmount(two.Value, n.Whole));
        var pooled = a + b;
        Assert.Equal((one.Value + two.Value) / (m.Whole + n.Whole), pooled.Value);
        Assert.InRange(pooled.Value!.Value, Math.Min(a.Value!.Value, b.Value!.Value) - 1e-20m, Math.Max(a.Value.Value, b.Value.Value) + 1e-20m);
        Assert.Equal(pooled, (AverageRevenuePerAccount.From(one.Value, m.Whole) + AverageRevenuePerAccount.From(two.Value, n.Whole)).Evidence);
        Assert.Equal(pooled, (AverageSalePrice.From(one.Value, m.Whole) + AverageSalePrice.From(two.Value, n.Whole)).Evidence);
        Assert.Equal(pooled, (AcquisitionCost.FromSpend(one.Value, m.Whole) + AcquisitionCost.FromSpend(two.Value, n.Whole)).Evidence);
        Assert.Equal(a, a + AverageAmount.AdditiveIdentity);
    }

    [Fact]
    public void Costs_of_different_scope_or_lag_do_not_pool()
    {
        var (blended, paid) = (AcquisitionCost.FromSpend(10m, 1), AcquisitionCost.FromSpend(10m, 1, AcquisitionScope.Paid));
        Assert.Contains("blended", Assert.Throws<ArgumentException>("right", () => blended + paid).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("right", () => paid + AcquisitionCost.FromSpend(10m, 1, AcquisitionScope.Paid, 1));
        Assert.Equal(paid, AcquisitionCost.AdditiveIdentity + paid);
        Assert.Equal(paid, paid + AcquisitionCost.AdditiveIdentity);
        Assert.Equal(AverageSalePrice.AdditiveIdentity, AverageSalePrice.AdditiveIdentity + default(AverageSalePrice));
        Assert.Equal(AverageRevenuePerAccount.AdditiveIdentity, default(AverageRevenuePerAccount));
    }

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("count", () => new AverageAmount(1m, -1));
        Assert.Throws<ArgumentOutOfRangeException>("accounts", () => AverageRevenuePerAccount.From(1m, -1));
        Assert.Throws<ArgumentOutOfRangeException>("newCustomers", () => AverageSalePrice.From(1m, -1));
        Assert.Throws<ArgumentOutOfRangeException>("spend", () => AcquisitionCost.FromSpend(-1m, 1));
        Assert.Throws<ArgumentOutOfRangeException>("newCustomers", () => AcquisitionCost.FromSpend(1m, -1));
        Assert.Throws<ArgumentOutOfRangeException>("scope", () => AcquisitionCost.FromSpend(1m, 1, (AcquisitionScope)5));
        Assert.Throws<ArgumentOutOfRangeException>("lagPeriods", () => AcquisitionCost.FromSpend(1m, 1, lagPeriods: -1));
        Assert.Throws<OverflowException>(() => new AverageAmount(1m, long.MaxValue) + new AverageAmount(1m, 1));
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        Assert.Equal("""{"total":60000,"count":200,"value":300}""", Json.RoundTrips(new AverageAmount(60_000m, 200), Context.AverageAmount).GetRawText());
        Json.RoundTrips(AverageRevenuePerAccount.From(183.33m, 2), Context.AverageRevenuePerAccount);
        Json.RoundTrips(AverageSalePrice.From(12_000m, 80), Context.AverageSalePrice);
        Assert.Equal(
            """{"value":300,"evidence":{"total":60000,"count":200,"value":300},"scope":"Paid","lagPeriods":1}""",
            Json.RoundTrips(AcquisitionCost.FromSpend(60_000m, 200, AcquisitionScope.Paid, 1), Context.AcquisitionCost).GetRawText());
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"evidence":{"total":-1,"count":1}}""", Context.AcquisitionCost));
    }
}
