using System.Text.Json;
using Retention.Metrics.Orders;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Orders;

public class TenureTests
{
    private static readonly (string Customer, DateOnly Date, decimal Amount)[] Rows =
    [
        ("ann", new(2025, 1, 1), 10m), ("ann", new(2025, 1, 5), 10m), ("ann", new(2025, 2, 1), 30m), ("bob", new(2025, 1, 1), 40m),
        ("cid", new(2025, 1, 20), 5m), ("cid", new(2025, 2, 20), 10m), ("dan", new(2025, 3, 25), 7m),
    ];

    private static readonly OrderLog<string> Orders = OrderLog.From(Rows, r => r.Customer, r => r.Date, r => r.Amount);
    private static readonly RetentionMetricsJsonContext Json = RetentionMetricsJsonContext.Default;

    // The ratio of means with the delta method, computed with R's svyratio convention.
    [Fact]
    public void The_growth_of_pairs_has_the_standard_error_of_a_ratio_of_means()
    {
        var growth = TenureSpendGrowth.FromPairs([40, 55, 38, 61, 47, 52], [52, 70, 49, 75, 66, 70]);
        Assert.Equal(0.3037542662116041, growth.Growth!.Value, 14);
        Assert.Equal(0.02667729012003779, growth.StandardError!.Value, 14);
        Assert.Equal(0.2514677383712038, growth.Interval()!.Value.Lower, 12);
        Assert.Equal("+30.4 % (293.00 to 382.00, the same 6 customers; 95 % CI 25.1–35.6; customers who left count with 0)", growth.ToString());
        Assert.Equal(growth, JsonSerializer.Deserialize(JsonSerializer.Serialize(growth, Json.TenureSpendGrowth), Json.TenureSpendGrowth));
    }

    [Fact]
    public void Windows_of_tenure_compare_only_customers_whose_late_window_has_closed()
    {
        var growth = Orders.TenureSpendGrowth((0, 30), (30, 60), new(2025, 3, 31));
        // Ann 20 to 30, bob 40 to 0, cid 5 to 10; dan came in March.
        Assert.Equal((3L, 65m, 40m, 1L), (growth.Customers, growth.Early, growth.Late, growth.NotYetObserved));
        var survivors = Orders.TenureSpendGrowth((0, 30), (30, 60), new(2025, 3, 31), TenureBasis.BoughtInBoth);
        Assert.Equal((2L, 0.6), (survivors.Customers, survivors.Growth!.Value));
        Assert.Contains("survivors", survivors.ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("right", () => growth + survivors);
        Assert.Equal(growth, growth + default(TenureSpendGrowth));
        Assert.Equal(2, Orders.TenureSpendGrowth((0, 30), (30, 60), new(2025, 3, 19)).Customers);
        Assert.Equal(3, Orders.TenureSpendGrowth((0, 30), (30, 60), new(2025, 3, 20)).Customers);
    }

    [Fact]
    public void Windows_that_do_not_compare_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("earlyDays", () => Orders.TenureSpendGrowth((-1, 30), (30, 61), default));
        Assert.Throws<ArgumentOutOfRangeException>("lateDays", () => Orders.TenureSpendGrowth((0, 30), (29, 59), default));
        Assert.Throws<ArgumentException>("lateDays", () => Orders.TenureSpendGrowth((0, 30), (30, 61), default));
        Assert.Throws<ArgumentOutOfRangeException>("basis", () => Orders.TenureSpendGrowth((0, 30), (30, 60), default, (TenureBasis)9));
        Assert.Throws<ArgumentException>("late", () => TenureSpendGrowth.FromPairs([1], []));
        Assert.Throws<ArgumentOutOfRangeException>("early", () => TenureSpendGrowth.FromPairs([-1], [1]));
        Assert.Equal("n/a (there are no customers to compare)", default(TenureSpendGrowth).ToString());
        Assert.Null(TenureSpendGrowth.FromPairs([0m], [1m]).Interval());
        Assert.Null(TenureSpendGrowth.FromPairs([1m], [1m]).StandardError);
    }

    [Fact]
    public void A_cross_section_says_that_it_is_one()
    {
        var profile = Orders.TenureSpendProfile(Period.Month(2025, 2), 0, 12, 31);
        Assert.Equal([(0L, 0m), (1L, 10m), (1L, 30m)], profile.Bands.Select(b => (b.Customers, b.Spend)));
        Assert.Null(profile.AgainstFirstBand(1));
        var march = Orders.TenureSpendProfile(new(new(2025, 2, 1), new(2025, 4, 1)), 0, 20);
        Assert.Equal(Math.Round((30.0 / 8.5) - 1, 12), Math.Round(march.AgainstFirstBand(1)!.Value, 12));
        Assert.Contains("survivorship", march.ToString(), StringComparison.Ordinal);
        Assert.Contains("20 days and more", march.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(march, JsonSerializer.Deserialize(JsonSerializer.Serialize(march, Json.TenureSpendProfile), Json.TenureSpendProfile));
        Assert.Equal(4, (march + march).Bands[0].Customers);
        Assert.Throws<ArgumentException>("right", () => march + profile);
        Assert.Throws<ArgumentException>("bandStarts", () => Orders.TenureSpendProfile(Period.Month(2025, 2), 5));
        Assert.Throws<ArgumentException>("bandStarts", () => Orders.TenureSpendProfile(Period.Month(2025, 2), 0, 5, 5));
        Assert.Throws<ArgumentOutOfRangeException>("band", () => march.AgainstFirstBand(2));
    }

    [Fact]
    public void Intervals_between_purchases_say_how_many_are_open()
    {
        var gaps = Orders.PurchaseIntervals(new(2025, 3, 31));
        // Completed: ann 4 and 27, cid 31. Open: ann 58, bob 89, cid 39, dan 6.
        Assert.Equal((3L, 4L, 27, 62 / 3.0), (gaps.Completed, gaps.Open, gaps.Median!.Value, gaps.Mean!.Value));
        Assert.Equal(31, gaps.Quantile(0.9));
        // Kaplan–Meier: 6/7 at 4; dan leaves at 6; 4/5 at 27; 3/4 at 31: 0.514, so the median was not reached.
        Assert.Null(gaps.MedianWait);
        Assert.Equal(31, gaps.WaitQuantile(0.48));
        Assert.Equal("less than half of the waits have been seen to end", gaps.WhyUndefined);
        Assert.Equal("median 27 days, mean 20.7 of 3 completed intervals; 4 open (57.1 % censored), median wait not reached", gaps.ToString());
        Assert.Contains("Kaplan", gaps.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(gaps, JsonSerializer.Deserialize(JsonSerializer.Serialize(gaps, Json.PurchaseIntervals), Json.PurchaseIntervals));
        Assert.Throws<ArgumentException>("right", () => gaps + Orders.PurchaseIntervals(default));
        Assert.Throws<ArgumentOutOfRangeException>("probability", () => gaps.Quantile(1.1));
        Assert.Equal(1, Orders.PurchaseIntervals(new(2025, 1, 5)).Completed);
    }

    [Fact]
    public void Refunds_are_refused_set_aside_or_netted_as_told()
    {
        (int Customer, DateOnly Date, decimal Amount)[] rows =
        [
            (1, new(2026, 1, 1), 10m), (1, new(2026, 1, 3), 20m), (1, new(2026, 1, 5), -25m), (2, new(2026, 1, 2), -4m), (2, new(2026, 1, 2), 4m), (3, new(2026, 1, 1), -9m),
        ];
        OrderLog<int> Log(RefundTreatment refunds) => OrderLog.From(rows, r => r.Customer, r => r.Date, r => r.Amount, OrderLogOptions.Default with { Refunds = refunds });

        Assert.Throws<ArgumentException>("amount", () => Log(RefundTreatment.Refuse));
        var aside = Log(RefundTreatment.SetAside);
        Assert.Equal((2, 34m, 3L, 38m, 38m), (aside.CustomerCount, aside.Revenue, aside.Refunds.Count, aside.Refunds.Amount, aside.Refunds.SetAside));
        var net = Log(RefundTreatment.Net);
        // 25 takes the 20 of the third and 5 of the 10; customer 2 is refunded in full; customer 3 bought nothing.
        Assert.Equal((1, 1, 5m), (net.CustomerCount, net.OrderCount, net.Revenue));
        Assert.Equal((3L, 38m, 29m, 2L, 9m), (net.Refunds.Count, net.Refunds.Amount, net.Refunds.Netted, net.Refunds.OrdersRefundedInFull, net.Refunds.SetAside));
        Assert.Equal("3 refunds, 38.00 in all; 29.00 taken off orders, 2 of them refunded in full; 9.00 set aside", net.Refunds.ToString());
        Assert.Equal("no refunds", Orders.Refunds.ToString());
        Assert.Contains("38.00", net.Refunds.ToHtml(), StringComparison.Ordinal);
        Assert.Equal([1], net.Rfm(new(2026, 1, 31)).Rows().Select(r => r.Customer));
        Assert.Throws<ArgumentOutOfRangeException>("Refunds", () => Log((RefundTreatment)5));
    }
}
