using System.Text.Json;
using Retention.Metrics.Orders;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Orders;

public class RfmTableTests
{
    private static readonly (string Customer, DateOnly Date, decimal Amount)[] Rows =
    [
        ("ann", new(2026, 1, 1), 10m), ("ann", new(2026, 1, 11), 20m), ("ann", new(2026, 1, 11), 5m), ("ann", new(2026, 1, 31), 0m),
        ("bob", new(2026, 1, 5), 40m), ("cid", new(2026, 2, 20), 8m), ("dan", new(2026, 1, 20), 3m), ("dan", new(2026, 2, 15), 4m),
    ];

    private static readonly DateOnly Through = new(2026, 1, 31);
    private static readonly OrderLog<string> Orders = OrderLog.From(Rows, r => r.Customer, r => r.Date, r => r.Amount);

    [Fact]
    public void Days_are_merged_and_the_mean_is_of_the_repeat_purchases()
    {
        var ann = Orders.Rfm(Through).Find("ann")!.Value;
        Assert.Equal((2, 30, 30, 4, 35m, (decimal?)12.5m, 0), (ann.Frequency, ann.Recency, ann.Age, ann.Orders, ann.Spend, ann.MeanValue, ann.DaysSinceLast));
        var bob = Orders.Rfm(Through).Find("bob")!.Value;
        Assert.Equal((0, 0, 26, 40m, (decimal?)null), (bob.Frequency, bob.Recency, bob.Age, bob.Spend, bob.MeanValue));
        Assert.Equal("the customer has no repeat purchase", bob.WhyUndefined);
    }

    [Theory]
    [InlineData(OrderCounting.DistinctDays, RfmMeanValue.EveryPurchase, 2, "11.6667")]
    [InlineData(OrderCounting.DistinctDays, RfmMeanValue.EveryOrder, 2, "8.7500")]
    [InlineData(OrderCounting.EveryOrder, RfmMeanValue.RepeatPurchases, 3, "8.3333")]
    public void The_policy_says_what_is_counted_and_averaged(OrderCounting counting, RfmMeanValue mean, int frequency, string value)
    {
        var table = Orders.Rfm(Through, RfmPolicy.BuyTillYouDie with { Counting = counting, MeanValue = mean });
        var ann = table.Find("ann")!.Value;
        Assert.Equal(frequency, ann.Frequency);
        Assert.Equal(value, ann.MeanValue!.Value.ToString("F4", System.Globalization.CultureInfo.InvariantCulture));
        var means = new double[table.Count];
        table.CopyMeanValues(means);
        Assert.Equal((double)ann.MeanValue.Value, means[0], 12);
    }

    [Fact]
    public void What_is_dropped_is_said_and_adds_up()
    {
        var table = Orders.Rfm(Through, RfmPolicy.BuyTillYouDie with { IgnoreZeroAmounts = true, AcquiredIn = new(new(2026, 1, 1), new(2026, 1, 10)) });
        Assert.Equal(["ann", "bob"], table.Rows().Select(r => r.Customer));
        var dropped = table.Dropped;
        Assert.Equal((2L, 1L, 1L, 1L, 1L, 1L), (dropped.OrdersAfterCutOff, dropped.CustomersAfterCutOff, dropped.CustomersAcquiredOutside, dropped.OrdersOfOthers, dropped.ZeroAmounts, dropped.MergedOrders));
        Assert.Equal(Orders.OrderCount, table.Rows().Sum(r => r.Orders) + dropped.OrdersAfterCutOff + dropped.OrdersOfOthers + dropped.ZeroAmounts);
        Assert.Equal("nothing dropped", default(RfmDropped).ToString());
        Assert.Contains("1 customers acquired outside the period", dropped.ToHtml(), StringComparison.Ordinal);
        Assert.Null(table.Find("cid"));
    }

    [Fact]
    public void The_table_answers_the_repeat_rate_and_the_top()
    {
        var table = Orders.Rfm(new(2026, 2, 28));
        Assert.Equal(Proportion.Of(2, 4), table.RepeatRate);
        Assert.Equal(90m, table.Spend);
        Assert.Equal((1L, 40d / 90), (table.Top(0.25).Count, table.Top(0.25).Share!.Value));
        Assert.Equal(table.SpendConcentration().Top(0.5).Share!.Value, table.Top(0.5).Share!.Value, 15);
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => table.Top(0));
        Assert.Throws<ArgumentOutOfRangeException>("position", () => table.At(4));
        Assert.Throws<ArgumentException>("values", () => table.CopyMeanValues(new double[3]));
        Assert.StartsWith("4 customers, 90.00 in all; bought again: 50.0 % (2 of 4", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("orders of one day are one purchase; mean value of the repeat purchases", table.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_log_has_an_empty_table()
    {
        var empty = new OrderLogBuilder<int>().Build();
        var table = empty.Rfm(Through);
        Assert.Equal("n/a (there are no customers)", table.ToString());
        Assert.Null(table.Top(0.1).Share);
        Assert.Equal(0, table.PurchaseHistory().Customers);
        Assert.Equal(0, table.Segments(RfmSegmentation.Quantiles()).Customers);
        Assert.Equal("n/a (nobody bought on a second day)", empty.PurchaseIntervals(Through).ToString());
        Assert.Null(empty.TenureSpendGrowth((0, 10), (10, 20), Through).Growth);
        Assert.Equal(0, empty.Split(Through, new(2026, 2, 1)).TotalHoldoutPurchases);
    }

    [Fact]
    public void It_round_trips_through_JSON_and_checks_what_it_reads()
    {
        var context = RetentionMetricsJsonContext.Default;
        foreach (var policy in (RfmPolicy[])[RfmPolicy.BuyTillYouDie, RfmPolicy.EveryOrder])
        {
            var table = Orders.Rfm(Through, policy);
            var json = JsonSerializer.Serialize(table, context.RfmTableString);
            var same = JsonSerializer.Deserialize(json, context.RfmTableString)!;
            Assert.Equal(table.Rows(), same.Rows());
            Assert.Equal(json, JsonSerializer.Serialize(same, context.RfmTableString));
        }

        var history = Orders.Rfm(Through).PurchaseHistory(PeriodLength.Week);
        Assert.Equal(history, JsonSerializer.Deserialize(JsonSerializer.Serialize(history, context.PurchaseHistory), context.PurchaseHistory));
        var split = Orders.Split(Through, new(2026, 2, 28));
        Assert.Equal(split.ToString(), JsonSerializer.Deserialize(JsonSerializer.Serialize(split, context.CalibrationHoldoutString), context.CalibrationHoldoutString)!.ToString());
        var bad = JsonSerializer.Serialize(Orders.Rfm(Through), context.RfmTableString).Replace("\"recency\":[30", "\"recency\":[31", StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("recency", () => JsonSerializer.Deserialize(bad, context.RfmTableString));
    }

    [Fact]
    public void Tables_that_overlap_or_differ_do_not_add()
    {
        var table = Orders.Rfm(Through);
        Assert.Contains("in common", Assert.Throws<ArgumentException>("right", () => table + table).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("right", () => table + Orders.Rfm(new(2026, 2, 1)));
        Assert.Throws<ArgumentNullException>("left", () => null! + table);
        Assert.Throws<ArgumentException>("right", () => table.PurchaseHistory() + table.PurchaseHistory(PeriodLength.Week));
        Assert.Throws<ArgumentOutOfRangeException>("unit", () => table.PurchaseHistory(default(PeriodLength)));
        Assert.Throws<ArgumentException>("recencyDays", () => PurchaseHistory.Of([1], [], [], PeriodLength.Day));
        Assert.Throws<ArgumentOutOfRangeException>("recencyDays", () => PurchaseHistory.Of([0], [1], [2], PeriodLength.Day));
    }

    [Fact]
    public void The_split_counts_what_the_same_customers_bought_after()
    {
        var split = Orders.Split(Through, new(2026, 2, 28));
        Assert.Equal([0, 0, 1], split.HoldoutPurchases);
        Assert.Equal([0m, 0m, 4m], split.HoldoutSpends);
        Assert.Equal((28, Proportion.Of(1, 3)), (split.HoldoutDays, split.HoldoutBuyers));
        Assert.Equal("3 customers; 2 repeat purchases through 2026-01-31, 1 purchases in the 28 days after", split.ToString());
        Assert.Contains("33.3 %", split.ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("observedThrough", () => Orders.Split(Through, Through));
    }

    // P. Fader, B. Hardie, "Creating an RFM Summary Using Excel": the CDNOW 1/10 sample has 1,411 customers without a repeat purchase in its first 39 weeks.
    [SharedDataFact("data/cdnow_sample_transactions.csv")]
    public void The_CDNOW_sample_has_the_published_histogram()
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var rows = File.ReadLines(SharedData.File("data/cdnow_sample_transactions.csv")).Skip(1).Select(line => line.Split(','));
        var log = OrderLog.From(rows, r => int.Parse(r[0], culture), r => DateOnly.ParseExact(r[2], "yyyy-MM-dd", culture), r => decimal.Parse(r[4], culture));
        var history = log.Rfm(new(1997, 9, 30)).PurchaseHistory(PeriodLength.Week);
        Assert.Equal([1411L, 439, 214, 100, 62, 38, 29, 64], Enumerable.Range(0, 7).Select(x => history.Entries.Where(e => e.Frequency == x).Sum(e => e.Customers)).Append(history.Entries.Where(e => e.Frequency > 6).Sum(e => e.Customers)));
        Assert.Equal("2,357 customers in 1,016 combinations, 2,457 repeat purchases; times in units of 7 days", history.ToString());
        // The first customer of the published summary: x = 2, tx = 30.43, T = 38.86 weeks.
        var first = log.Rfm(new(1997, 9, 30)).Find(1)!.Value;
        Assert.Equal((2, 30.43, 38.86), (first.Frequency, Math.Round(first.Recency / 7.0, 2), Math.Round(first.Age / 7.0, 2)));
    }
}
