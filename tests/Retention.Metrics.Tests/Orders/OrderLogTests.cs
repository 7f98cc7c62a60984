using Retention.Metrics.Orders;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Orders;

public class OrderLogTests
{
    private static readonly (string Customer, DateOnly Date, decimal Amount)[] Rows =
    [
        ("ann", new(2026, 5, 30), 10m), ("bob", new(2026, 5, 2), 20m), ("ann", new(2026, 5, 4), 30m), ("ann", new(2026, 6, 1), 5.25m),
        ("cid", new(2026, 6, 9), 40m), ("cid", new(2026, 6, 9), 2m), ("dan", new(2026, 7, 1), 8m),
    ];

    private static readonly OrderLog<string> Orders = OrderLog.From(Rows, r => r.Customer, r => r.Date, r => r.Amount);
    private static readonly Period May = Period.Month(2026, 5);
    private static readonly Period June = Period.Month(2026, 6);

    [Fact]
    public void It_knows_its_totals()
    {
        Assert.Equal(4, Orders.CustomerCount);
        Assert.Equal(7, Orders.OrderCount);
        Assert.Equal(115.25m, Orders.Revenue);
        Assert.Equal(115.25m / 7, Orders.AverageOrderValue.Value);
        Assert.Equal("7 orders of 4 customers, 115.25 in all, 2026-05-02..2026-07-01", Orders.ToString());
    }

    [Fact]
    public void Retention_compares_the_buyers_of_two_periods()
    {
        var june = Orders.Retention(May, June, new(2026, 7, 1));
        Assert.Equal(Proportion.Of(1, 2), june.RetentionRate.Evidence);
        Assert.Equal((2L, 1L, 2L, true), (june.CustomersAtStart, june.CustomersAcquired, june.CustomersAtEnd, june.IsExact));
        Assert.Equal(["ann", "bob"], Orders.BuyersIn(May).Order(StringComparer.Ordinal));
        Assert.Equal(["ann"], Orders.BuyersIn(May).Intersect(Orders.BuyersIn(June)));
    }

    [Fact]
    public void Retention_refuses_a_return_that_the_data_do_not_cover()
    {
        var refused = Assert.Throws<ArgumentException>("after", () => Orders.Retention(May, June, observedThrough: new(2026, 6, 29)));
        Assert.Contains("after ends on 2026-06-30 and observedThrough was 2026-06-29.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Proportion.Of(1, 2), Orders.Retention(May, June, observedThrough: new(2026, 6, 30)).RetentionRate.Evidence);
    }

    [Fact]
    public void The_repeat_rate_counts_inside_the_period_and_the_returning_rate_ever()
    {
        Assert.Equal(Proportion.Of(1, 2), Orders.RepeatPurchaseRate(May).Evidence);
        Assert.Equal(["ann"], Orders.RepeatBuyersIn(May));
        Assert.Equal(Proportion.Of(1, 2), Orders.RepeatPurchaseRate(June).Evidence);
        Assert.Equal(Proportion.Of(0, 2), Orders.RepeatPurchaseRate(June, OrderCounting.DistinctDays).Evidence);
        Assert.Equal(Proportion.Of(2, 2), Orders.ReturningCustomerRate(June, new(2026, 6, 30)).Evidence);
        Assert.Equal(Proportion.Of(1, 2), Orders.ReturningCustomerRate(June, DateOnly.MaxValue, OrderCounting.DistinctDays).Evidence);
        // By 1 June only ann has ordered in June, and not for the first time.
        Assert.Equal(Proportion.Of(1, 1), Orders.ReturningCustomerRate(June, new(2026, 6, 1)).Evidence);
    }

    // Little Stream / Shopify: b repeats inside 2020; a and b have returned by its end; d's second order came in 2021.
    [Fact]
    public void The_published_example_of_three_definitions_gives_three_rates()
    {
        (string User, DateOnly Date)[] rows =
        [
            ("a", new(2019, 11, 1)), ("a", new(2020, 3, 1)), ("b", new(2020, 2, 1)), ("b", new(2020, 5, 1)), ("c", new(2020, 6, 1)), ("d", new(2020, 7, 1)), ("d", new(2021, 2, 1)),
        ];
        var log = OrderLog.From(rows, r => r.User, r => r.Date, _ => 1m);
        Assert.Equal(0.25, log.RepeatPurchaseRate(Period.Year(2020)).Value);
        Assert.Equal(0.5, log.ReturningCustomerRate(Period.Year(2020), new(2020, 12, 31)).Value);
        Assert.Equal(0.75, log.ReturningCustomerRate(Period.Year(2020), new(2021, 3, 1)).Value);
    }

    // Both bought in June, eve before the 10th and fay after it. By the 10th fay had bought twice, in May, so she is no customer of June yet: 1 of 1. The orders themselves say the same.
    [Fact]
    public void A_day_inside_the_period_cuts_the_period_off_and_one_before_it_is_refused()
    {
        (string User, DateOnly Date)[] rows = [("eve", new(2026, 5, 2)), ("eve", new(2026, 6, 3)), ("fay", new(2026, 5, 7)), ("fay", new(2026, 5, 9)), ("fay", new(2026, 6, 20))];
        var log = OrderLog.From(rows, r => r.User, r => r.Date, _ => 1m);
        Assert.Equal(Proportion.Of(1, 1), log.ReturningCustomerRate(June, new(2026, 6, 10)).Evidence);
        Assert.Equal(ReturningCustomerRate.FromOrders(rows, r => r.User, r => r.Date, June, new(2026, 6, 10)), log.ReturningCustomerRate(June, new(2026, 6, 10)));
        Assert.Equal(Proportion.Of(2, 2), log.ReturningCustomerRate(June, new(2026, 6, 30)).Evidence);
        Assert.StartsWith("asOf was 2026-05-31. It must not lie before the period", Assert.Throws<ArgumentOutOfRangeException>("asOf", () => log.ReturningCustomerRate(June, new(2026, 5, 31))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repeat_within_days_counts_only_customers_whose_window_has_closed()
    {
        // Ann reorders after 26 days, bob never; cid's second order is of the same day; dan's window is open.
        Assert.Equal(Proportion.Of(1, 3), Orders.RepeatWithin(30, new(2026, 7, 9)));
        Assert.Equal(Proportion.Of(0, 3), Orders.RepeatWithin(25, new(2026, 7, 9)));
        Assert.Equal(Proportion.Of(1, 2), Orders.RepeatWithin(26, new(2026, 7, 4)));
        Assert.Throws<ArgumentOutOfRangeException>("days", () => Orders.RepeatWithin(0, new(2026, 7, 9)));
    }

    [Fact]
    public void Cohorts_follow_the_month_of_the_first_order()
    {
        var table = Orders.Cohorts(Granularity.Month, observedThrough: new(2026, 7, 31));
        Assert.Equal(Proportion.Of(1, 2), table[new DateOnly(2026, 5, 1), 1].Retained);
        Assert.Equal(Proportion.Of(0, 2), table[new DateOnly(2026, 5, 1), 2].Retained);
        Assert.Equal(Proportion.Of(0, 1), table[new DateOnly(2026, 6, 1), 1].Retained);
        Assert.Equal(45.25m, (decimal)(Orders.SpendConcentration().Top(0.25).Share!.Value * (double)Orders.Revenue), 10);
    }

    [Fact]
    public void An_empty_log_has_no_period_and_undefined_rates()
    {
        var empty = new OrderLogBuilder<int>().Build();
        Assert.Equal("no orders", empty.ToString());
        Assert.Null(empty.Observed);
        Assert.Null(empty.RepeatPurchaseRate(May).Value);
        Assert.Null(empty.AverageOrderValue.Value);
        Assert.Null(empty.Retention(May, June, new(2026, 6, 30)).RetentionRate.Value);
        Assert.Equal(0, empty.Cohorts(Granularity.Month, new(2026, 6, 30)).Cohorts);
    }

    [Fact]
    public void A_refused_order_leaves_the_builder_as_it_was()
    {
        var builder = new OrderLogBuilder<string>().Add("ann", new(2026, 5, 1), 1m);
        Assert.Contains("row 1 was null", Assert.Throws<ArgumentException>("customer", () => builder.Add(null!, new(2026, 5, 1), 1m)).Message, StringComparison.Ordinal);
        Assert.Contains("row 1 was empty", Assert.Throws<ArgumentException>("customer", () => builder.Add("", new(2026, 5, 1), 1m)).Message, StringComparison.Ordinal);
        Assert.Contains("-0.01", Assert.Throws<ArgumentException>("amount", () => builder.Add("bob", new(2026, 5, 1), -0.01m)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("customer", () => new OrderLogBuilder<Guid>().Add(Guid.Empty, new(2026, 5, 1), 1m));
        Assert.Equal(1, builder.Build().OrderCount);
        var before = builder.Build();
        builder.Add("bob", new(2026, 5, 2), 0.333m);
        Assert.Equal((1m, 1.333m), (before.Revenue, builder.Build().Revenue));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new OrderLogBuilder<int>(-1));
    }

    [Fact]
    public void The_doors_refuse_what_they_cannot_use()
    {
        Assert.Throws<ArgumentNullException>("orders", () => OrderLog.From<int, int>(null!, i => i, _ => default, _ => 0));
        Assert.Throws<ArgumentNullException>("amount", () => OrderLog.From<int, int>([], i => i, _ => default, null!));
        Assert.Throws<ArgumentException>("dates", () => OrderLog.From<int>([1], [], [1m]));
        Assert.Throws<ArgumentException>("amount", () => OrderLog.From<int>([1], [May.Start], [-1m]));
        Assert.Throws<ArgumentException>("customer", () => OrderLog.From<string>([null!], [May.Start], [1m]));
        Assert.Throws<ArgumentException>("after", () => Orders.Retention(June, May, new(2026, 7, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("counting", () => Orders.RepeatPurchaseRate(May, (OrderCounting)7));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => OrderLog.From(Rows, r => r.Customer, r => r.Date, r => r.Amount, cancellationToken: cancelled.Token));
    }

    [Fact]
    public void Progress_ends_with_the_number_of_rows()
    {
        var reported = new Reports();
        OrderLog.From(Enumerable.Range(0, 70_000), i => i % 10, i => May.Start, _ => 1m, progress: reported);
        Assert.Equal([65_536L, 70_000L], reported.Values);
    }

    // 6,919 orders of 2,357 customers: the CDNOW 1/10 sample of Fader & Hardie.
    [SharedDataFact("data/cdnow_sample_transactions.csv")]
    public void The_CDNOW_sample_has_the_published_totals()
    {
        var rows = File.ReadLines(SharedData.File("data/cdnow_sample_transactions.csv")).Skip(1).Select(line => line.Split(','));
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var log = OrderLog.From(rows, r => int.Parse(r[0], culture), r => DateOnly.ParseExact(r[2], "yyyy-MM-dd", culture), r => decimal.Parse(r[4], culture));
        Assert.Equal((6_919, 2_357), (log.OrderCount, log.CustomerCount));
        Assert.Equal(244_091.94m, log.Revenue);
        Assert.Equal(2_357, log.Cohorts(Granularity.Month, new(1998, 6, 30)).Entries);
    }

    private sealed class Reports : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
