using System.Text.Json;
using Retention.Metrics.Orders;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Orders;

public class OrderRateTests
{
    // The example of https://getswitchboardapp.com/blog/how-different-lookback-periods-can-really-change-how-loyal-repeat-customers-are-measured/ in numbers:
    // b bought twice in 2020, a once before and once in it, d once in it and once after it, c once.
    private static readonly (string Customer, DateOnly Date)[] Orders =
    [
        ("a", new(2019, 11, 1)), ("a", new(2020, 3, 1)), ("b", new(2020, 2, 1)), ("b", new(2020, 5, 1)), ("c", new(2020, 6, 1)), ("d", new(2020, 7, 1)), ("d", new(2021, 2, 1)),
    ];

    private static readonly Period Year = Period.Year(2020);

    [Fact]
    public void The_same_customers_are_repeaters_or_returning_by_what_is_looked_at()
    {
        var repeat = RepeatPurchaseRate.FromOrders(Orders, o => o.Customer, o => o.Date, Year);
        Assert.Equal(Proportion.Of(1, 4), repeat.Evidence);
        Assert.Equal(Year, repeat.Period);
        Assert.Equal(Proportion.Of(2, 4), Returning(new(2020, 12, 31)).Evidence);
        Assert.Equal(Proportion.Of(3, 4), Returning(new(2021, 3, 1)).Evidence);
        Assert.Equal(Proportion.Of(2, 4), Returning(new(2021, 1, 31)).Evidence);
    }

    [Fact]
    public void A_day_of_observation_inside_the_period_cuts_it_off()
    {
        var june = Returning(new(2020, 6, 30));
        Assert.Equal(Proportion.Of(2, 3), june.Evidence);
        Assert.Equal(new DateOnly(2020, 6, 30), june.AsOf);
        Assert.StartsWith("asOf was 2019-12-31. It must not lie before the period 2020-01-01..2020-12-31.", Assert.Throws<ArgumentOutOfRangeException>("asOf", () => Returning(new(2019, 12, 31))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_orders_of_one_day_are_two_purchases_unless_days_are_counted()
    {
        (int Who, DateOnly Day)[] orders = [(1, new(2026, 5, 4)), (1, new(2026, 5, 4)), (2, new(2026, 5, 4)), (2, new(2026, 5, 9))];
        var may = Period.Month(2026, 5);
        Assert.Equal(1, RepeatPurchaseRate.FromOrders(orders, o => o.Who, o => o.Day, may).Value);
        Assert.Equal(0.5, RepeatPurchaseRate.FromOrders(orders, o => o.Who, o => o.Day, may, OrderCounting.DistinctDays).Value);
        Assert.Equal(0.5, ReturningCustomerRate.FromOrders(orders, o => o.Who, o => o.Day, may, new(2026, 6, 1), OrderCounting.DistinctDays).Value);
        Assert.Equal(Proportion.Of(2, 3), RepeatPurchaseRate.FromCustomers(["a", "b", "a", "b", "c", "a"]).Evidence);
    }

    [Fact]
    public void Where_nobody_bought_there_is_no_rate()
    {
        var none = RepeatPurchaseRate.FromOrders(Orders, o => o.Customer, o => o.Date, Period.Year(1999));
        Assert.Null(none.Value);
        Assert.Equal("n/a (nobody bought in the period)", none.ToString());
        Assert.Equal("n/a (nobody bought in the period)", ReturningCustomerRate.FromCounts(0, 0).ToString());
        Assert.Null(none.Interval());
        Assert.Contains("n/a", none.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void They_print_their_counts_and_what_they_are()
    {
        Assert.Equal("25.0 % (1 of 4; 95 % CI 4.6–69.9)", RepeatPurchaseRate.FromOrders(Orders, o => o.Customer, o => o.Date, Year).ToString());
        Assert.Contains("2020-01-01..2020-12-31", RepeatPurchaseRate.FromOrders(Orders, o => o.Customer, o => o.Date, Year).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("2021-03-01", Returning(new(2021, 3, 1)).ToHtml(), StringComparison.Ordinal);
        Assert.StartsWith("75.0 %", Returning(new(2021, 3, 1)).ToString(), StringComparison.Ordinal);
        Assert.Equal(Proportion.Of(3, 4).Interval(0.9), ReturningCustomerRate.FromCounts(3, 4).Interval(0.9));
    }

    [Fact]
    public void Rates_of_one_period_pool_and_others_do_not()
    {
        var half = RepeatPurchaseRate.FromCounts(1, 2, Year);
        Assert.Equal(RepeatPurchaseRate.FromCounts(2, 4, Year), half + half);
        Assert.Equal(half, half + RepeatPurchaseRate.AdditiveIdentity);
        Assert.Equal(half, RepeatPurchaseRate.AdditiveIdentity + half);
        Assert.Throws<ArgumentException>(() => half + RepeatPurchaseRate.FromCounts(1, 2, Period.Year(2021)));
        Assert.Throws<ArgumentException>(() => half + RepeatPurchaseRate.FromCounts(1, 2));
        var returning = Returning(new(2021, 3, 1));
        Assert.Equal(Proportion.Of(6, 8), (returning + returning).Evidence);
        Assert.Equal(returning, returning + ReturningCustomerRate.AdditiveIdentity);
        Assert.Equal(returning, ReturningCustomerRate.AdditiveIdentity + returning);
        Assert.Throws<ArgumentException>(() => returning + Returning(new(2021, 3, 2)));
    }

    [Fact]
    public void Order_value_and_frequency_are_ratios_of_sums()
    {
        var aov = AverageOrderValue.FromAmounts([10m, 20m, 60m]);
        Assert.Equal(30m, aov.Value);
        Assert.Equal("30.00 (90.00 from 3 orders)", aov.ToString());
        Assert.Equal(AverageOrderValue.FromTotals(100m, 4), aov + AverageOrderValue.FromTotals(10m, 1));
        Assert.Equal("n/a (there were no orders)", AverageOrderValue.AdditiveIdentity.ToString());
        Assert.Equal(-5m, AverageOrderValue.FromTotals(-10m, 2).Value);
        Assert.Contains("90.00", aov.ToHtml(), StringComparison.Ordinal);
        var frequency = PurchaseFrequency.FromCustomers(["a", "b", "a"], Year);
        Assert.Equal(1.5, frequency.Value);
        Assert.Equal("1.50 (3 orders of 2 customers)", frequency.ToString());
        Assert.Equal(PurchaseFrequency.FromCounts(6, 4, Year), frequency + frequency);
        Assert.Equal(frequency, PurchaseFrequency.AdditiveIdentity + frequency);
        Assert.Equal("n/a (nobody ordered)", default(PurchaseFrequency).ToString());
        Assert.Contains("2020-01-01", frequency.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_refused_in_the_words_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>("repeatCustomers", () => RepeatPurchaseRate.FromCounts(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>("returningCustomers", () => ReturningCustomerRate.FromCounts(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>("customers", () => ReturningCustomerRate.FromCounts(0, -2));
        Assert.Throws<ArgumentNullException>("orders", () => RepeatPurchaseRate.FromOrders<int, int>(null!, o => o, _ => default, Year));
        Assert.Throws<ArgumentNullException>("customer", () => RepeatPurchaseRate.FromOrders<int, int>([1], null!, _ => default, Year));
        Assert.Throws<ArgumentNullException>("date", () => RepeatPurchaseRate.FromOrders([1], o => o, null!, Year));
        Assert.Throws<ArgumentException>("customer", () => RepeatPurchaseRate.FromOrders([1], string (_) => null!, _ => default, Year));
        Assert.Throws<ArgumentOutOfRangeException>("counting", () => RepeatPurchaseRate.FromOrders([1], o => o, _ => default, Year, (OrderCounting)5));
        Assert.Throws<ArgumentException>("customerOfEachOrder", () => RepeatPurchaseRate.FromCustomers([null!, "a"]));
        Assert.Throws<ArgumentNullException>("customerOfEachOrder", () => RepeatPurchaseRate.FromCustomers<string>(null!));
        Assert.Throws<ArgumentNullException>("customerOfEachOrder", () => PurchaseFrequency.FromCustomers<string>(null!));
        Assert.Throws<ArgumentException>("customerOfEachOrder", () => PurchaseFrequency.FromCustomers([null!, "a"]));
        Assert.Contains("Each of the 3 customers ordered at least once", Assert.Throws<ArgumentOutOfRangeException>("orders", () => PurchaseFrequency.FromCounts(2, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("orders", () => PurchaseFrequency.FromCounts(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>("revenue", () => AverageOrderValue.FromTotals(1m, 0));
        Assert.Throws<ArgumentOutOfRangeException>("orders", () => AverageOrderValue.FromTotals(1m, -1));
        Assert.Throws<ArgumentNullException>("amounts", () => AverageOrderValue.FromAmounts(null!));
    }

    [Fact]
    public void They_read_back_from_JSON()
    {
        var context = RetentionMetricsJsonContext.Default;
        Json.RoundTrips(RepeatPurchaseRate.FromCounts(1, 4, Year), context.RepeatPurchaseRate);
        Json.RoundTrips(Returning(new(2021, 3, 1)), context.ReturningCustomerRate);
        Json.RoundTrips(ReturningCustomerRate.FromCounts(1, 2), context.ReturningCustomerRate);
        Json.RoundTrips(AverageOrderValue.FromTotals(12_480.50m, 163), context.AverageOrderValue);
        Json.RoundTrips(PurchaseFrequency.FromCounts(163, 96, Year), context.PurchaseFrequency);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"orders":1,"customers":5}""", context.PurchaseFrequency));
    }

    [Property]
    public void They_count_what_grouping_by_hand_counts(AnyOrders orders, BusinessDay start)
    {
        var from = orders.Rows.Count > 0 ? orders.Rows[0].Day : start.Value;
        var period = new Period(from, from.AddDays(120));
        var asOf = period.End.AddDays(100);
        var buyers = orders.Rows.GroupBy(o => o.Customer).Where(g => g.Any(o => period.Contains(o.Day))).ToArray();
        Assert.Equal(
            Proportion.Of(buyers.Count(g => g.Count(o => period.Contains(o.Day)) >= 2), buyers.Length),
            RepeatPurchaseRate.FromOrders(orders.Rows, o => o.Customer, o => o.Day, period).Evidence);
        Assert.Equal(
            Proportion.Of(buyers.Count(g => g.Where(o => period.Contains(o.Day)).Select(o => o.Day).Distinct().Count() >= 2), buyers.Length),
            RepeatPurchaseRate.FromOrders(orders.Rows, o => o.Customer, o => o.Day, period, OrderCounting.DistinctDays).Evidence);
        Assert.Equal(
            Proportion.Of(buyers.Count(g => g.Count(o => o.Day <= asOf) >= 2), buyers.Length),
            ReturningCustomerRate.FromOrders(orders.Rows, o => o.Customer, o => o.Day, period, asOf).Evidence);
    }

    [Property]
    public void Who_repeats_returns_and_looking_longer_finds_no_fewer(AnyOrders orders)
    {
        if (orders.Rows.Count == 0)
        {
            return;
        }

        var period = Period.Trailing(orders.Rows.Max(o => o.Day), 90);
        var repeat = RepeatPurchaseRate.FromOrders(orders.Rows, o => o.Customer, o => o.Day, period);
        var atEnd = ReturningCustomerRate.FromOrders(orders.Rows, o => o.Customer, o => o.Day, period, period.End.AddDays(-1));
        var later = ReturningCustomerRate.FromOrders(orders.Rows, o => o.Customer, o => o.Day, period, DateOnly.MaxValue);
        Assert.Equal(repeat.Evidence.Total, atEnd.Evidence.Total);
        Assert.True(repeat.Evidence.Count <= atEnd.Evidence.Count);
        Assert.True(atEnd.Evidence.Count <= later.Evidence.Count);
    }

    private static ReturningCustomerRate Returning(DateOnly asOf) => ReturningCustomerRate.FromOrders(Orders, o => o.Customer, o => o.Date, Year, asOf);
}
