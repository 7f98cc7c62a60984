using Retention.Metrics.Orders;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Orders;

public sealed class RevenueCohortTests
{
    // ann buys in January, twice in February, and in April; bob in January; cyd in February and March.
    private static readonly OrderLog<string> Shop = OrderLog.From(
        [("ann", 1, 3, 10m), ("ann", 2, 1, 20m), ("ann", 2, 28, 5.5m), ("ann", 4, 10, 100m), ("bob", 1, 31, 30m), ("cyd", 2, 2, 40m), ("cyd", 3, 31, 2m)],
        r => r.Item1, r => new DateOnly(2026, r.Item2, r.Item3), r => r.Item4);

    private static readonly RevenueCohortTable Table = Shop.RevenueCohorts(Granularity.Month, new(2026, 4, 15));

    [Fact]
    public void Revenue_is_summed_by_the_period_of_the_first_order_and_the_age()
    {
        Assert.Equal([2L, 1, 0], Table.Sizes);
        Assert.Equal((new Proportion(2, 2), 40m, 40m), Of(Table[0, 0]));
        Assert.Equal((new Proportion(1, 2), 25.5m, 65.5m), Of(Table[0, 1]));
        Assert.Equal((new Proportion(0, 2), 0m, 65.5m), Of(Table[0, 2]));
        Assert.Equal(32.75m, Table[new DateOnly(2026, 1, 20), 2].PerCustomer);
        Assert.Equal((new Proportion(1, 1), 2m, 42m), Of(Table[1, 1]));
        Assert.False(Table[0, 3].IsObserved);
        Assert.Equal("not observed yet", Table[0, 3].WhyUndefined);
        Assert.Equal("32.75 per customer so far; 25.50 in the period from 1 of 2", Table[0, 1].ToString());
        Assert.Equal("n/a (nobody ordered for the first time)", Table[2, 0].ToString());
        Assert.Equal(string.Empty, Table[0, 3].ToString());
        Assert.Contains("Revenue so far", Table[0, 1].ToHtml(), StringComparison.Ordinal);
        Assert.Contains("not observed", Table[0, 3].ToHtml(), StringComparison.Ordinal);

        static (Proportion, decimal, decimal) Of(RevenueCohortCell cell) => (cell.Buyers, cell.Revenue, cell.Cumulative);
    }

    [Fact]
    public void The_curve_pools_the_cohorts_that_have_reached_an_age()
    {
        // Age 0: 80 of 3 customers; age 1: 27.5 of 3; age 2: 0 of 2.
        Assert.Equal([80m / 3, (80m / 3) + (27.5m / 3), (80m / 3) + (27.5m / 3)], Table.Curve());
        Assert.Equal([(decimal?)null], new RevenueCohortTable([Period.Month(2026, 1)], [0], [[0]], [[0]]).Curve());
    }

    [Fact]
    public void A_period_that_has_not_ended_is_no_cohort()
    {
        Assert.Equal(4, Shop.RevenueCohorts(Granularity.Month, new(2026, 4, 30)).Count);
        Assert.Equal(0, Shop.RevenueCohorts(Granularity.Month, new(2026, 1, 30)).Count);
        Assert.Equal(0, Shop.Where(_ => false).RevenueCohorts(Granularity.Month, new(2026, 4, 30)).Count);
        Assert.Equal("n/a (no period has ended within the data)", Shop.RevenueCohorts(Granularity.Month, new(2025, 1, 30)).ToString());
    }

    [Fact]
    public void The_table_is_shown_and_reads_back()
    {
        Json.RoundTrips(Table, RetentionMetricsJsonContext.Default.RevenueCohortTable);
        Assert.Contains("| 2026-01-01 | 2 | 20.00 | 32.75 | 32.75 |", Table.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("| 2026-03-01 | 0 | n/a |  |  |", Table.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("title=\"32.75 per customer so far", Table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("not observed yet", Table.ToHtml(), StringComparison.Ordinal);
        Assert.NotEqual(Table, Shop.RevenueCohorts(Granularity.Week, new(2026, 4, 15)));
        Assert.True(Table != null && Table == Shop.RevenueCohorts(Granularity.Month, new(2026, 4, 15)) && !(null == Table));
        Assert.False(Table.Equals((object?)null));
    }

    [Fact]
    public void Impossible_tables_and_cells_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Table[3, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Table[0, -1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Table[new DateOnly(2025, 1, 1), 0]);
        Assert.Throws<ArgumentException>(() => new RevenueCohortTable([Period.Month(2026, 1)], [], [], []));
        Assert.Throws<ArgumentException>(() => new RevenueCohortTable([Period.Month(2026, 1)], [1], [[1, 2]], [[1]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RevenueCohortTable([Period.Month(2026, 1)], [1], [[2]], [[1]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RevenueCohortTable([Period.Month(2026, 1)], [1], [[1]], [[-1]]));
        Assert.Throws<ArgumentException>(() => Table + Shop.RevenueCohorts(Granularity.Month, new(2026, 4, 30)));
        Assert.Throws<ArgumentNullException>(() => Table + null!);
    }

    [Fact]
    public void A_table_of_a_mistyped_date_is_refused_before_it_fills_the_memory()
    {
        var log = OrderLog.From([("ann", new DateOnly(1, 1, 1)), ("bob", new DateOnly(2026, 2, 1))], r => r.Item1, r => r.Item2, _ => 1m);
        Assert.Contains("24,306 cohorts by month, from 0001-01-01 to 2026-06-30", Assert.Throws<InvalidOperationException>(() => log.RevenueCohorts(Granularity.Month, new(2026, 6, 30))).Message, StringComparison.Ordinal);
        Assert.Equal(2026, log.RevenueCohorts(Granularity.Year, new(2026, 12, 31)).Count);

        var builder = new SubscriptionLedgerBuilder<string>(MrrPolicy.Default);
        builder.Add("ann", new DateOnly(1, 2, 1), null, 10m, BillingInterval.Month);
        Assert.Throws<InvalidOperationException>(() => builder.Build().Cohorts(Granularity.Month, new(2026, 6, 30)));
    }

    [Property]
    public void Tables_of_disjoint_customers_add_and_agree_with_sums_by_hand(byte[] customers)
    {
        var rows = customers.Select((c, i) => (Customer: c % 16, Day: new DateOnly(2025, 1, 1).AddDays(i * 37 % 500), Amount: (i % 7) + 0.25m)).ToList();
        var log = OrderLog.From(rows, r => r.Customer, r => r.Day, r => r.Amount);
        var through = new DateOnly(2026, 6, 30);
        var (odd, even) = (log.Where(c => c % 2 == 1).RevenueCohorts(Granularity.Quarter, through), log.Where(c => c % 2 == 0).RevenueCohorts(Granularity.Quarter, through));
        var all = log.RevenueCohorts(Granularity.Quarter, through);

        Assert.Equal(all, odd + even);
        Assert.Equal(all, even + odd);
        var first = rows.GroupBy(r => r.Customer).ToDictionary(g => g.Key, g => Granularity.Quarter.IndexOf(g.Min(r => r.Day)));
        for (var row = 0; row < all.Count; row++)
        {
            for (var offset = 0; row + offset < all.Count; offset++)
            {
                var of = rows.Where(r => first[r.Customer] == Granularity.Quarter.IndexOf(all.Periods[row].Start) && Granularity.Quarter.IndexOf(r.Day) == first[r.Customer] + offset).ToList();
                Assert.Equal((of.Sum(r => r.Amount), of.DistinctBy(r => r.Customer).LongCount()), (all[row, offset].Revenue, all[row, offset].Buyers.Count));
            }
        }
    }
}
