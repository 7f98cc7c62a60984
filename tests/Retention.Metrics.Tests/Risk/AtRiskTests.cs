using System.Text.Json;
using Retention.Metrics.Orders;
using Retention.Metrics.Risk;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Risk;

public sealed class AtRiskTests
{
    private static readonly DateOnly Start = new(2026, 1, 1);

    // Days of orders: one who buys every 10 days, one every 30, one who bought twice, one who bought once, one who comes later.
    private static readonly OrderLog<string> Orders = Log(("weekly", [0, 10, 20, 20, 30]), ("monthly", [0, 30, 60]), ("twice", [0, 40]), ("once", [5]), ("later", [200]));

    [Fact]
    public void Customers_are_measured_by_their_own_habit()
    {
        // On day 55 the first is silent for 25 days, 2.5 of its intervals of 10. All completed intervals are 10 10 10 30 30 40 on day 60: median 10.
        var list = Orders.AtRisk(Start.AddDays(60));

        Assert.Equal(["once", "weekly"], list.Customers.Select(c => c.Customer));
        var weekly = list.Customers[1];
        Assert.Equal((30, 3, 10, IntervalBasis.Own, 5m), (weekly.DaysSilent, weekly.Intervals, weekly.UsualInterval, weekly.Basis, weekly.Spend));
        Assert.Equal("weekly: silent for 30 days, usually 10 (own, 3 intervals): 3.0 times; last order 2026-01-31", weekly.ToString());
        Assert.Equal("once: silent for 55 days, usually 10 (of all customers): 5.5 times; last order 2026-01-06", list.Customers[0].ToString());
        Assert.Equal((10, 1, 2L, 0L, 0L), (list.PopulationInterval, list.ByPopulation, list.OnTime, list.Lost, list.NotJudged));
        Assert.Equal("2 of 4 customers overdue on 2026-03-02 (50.0 %), 1 of them by the interval of all customers", list.ToString());
        Assert.Equal(6m, list.Spend);
        Assert.Contains("| weekly | 2026-01-31 | 30 | 10 | own | 3.0 | 5.00 |", list.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("too few orders", list.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(list, RetentionMetricsJsonContext.Default.AtRiskListString);
        Assert.False(list.Equals(null));
    }

    [Fact]
    public void The_policy_says_what_is_usual_and_what_is_too_long()
    {
        var day = Start.AddDays(60);

        Assert.Equal(["monthly", "once", "twice", "weekly"], Orders.AtRisk(day.AddDays(40), new AtRiskPolicy(factor: 1, minimumIntervals: 2, quantile: 1)).Customers.Select(c => c.Customer).Order());
        Assert.Equal(40, Orders.AtRisk(day, new AtRiskPolicy(quantile: 1)).PopulationInterval);
        var exact = Orders.AtRisk(day, new AtRiskPolicy(factor: 3));
        Assert.Equal(["once"], exact.Customers.Select(c => c.Customer));
        var lost = Orders.AtRisk(day, new AtRiskPolicy(lostAfter: 5));
        Assert.Equal(("weekly", 1L), (Assert.Single(lost.Customers).Customer, lost.Lost));
        Assert.EndsWith("; 1 lost", lost.ToString(), StringComparison.Ordinal);
        Assert.Equal("silent for more than 1.5 × the 75 % quantile of the intervals (own from 3 on), lost after 5", new AtRiskPolicy(0.75, 1.5, lostAfter: 5).ToString());
        Json.RoundTrips(new AtRiskPolicy(0.75, 1.5, 2, 5), RetentionMetricsJsonContext.Default.AtRiskPolicy);
    }

    [Fact]
    public void Of_equally_late_customers_the_one_who_spent_more_comes_first()
    {
        var log = OrderLog.From<(int Customer, int Day, decimal Amount), int>(
            [(1, 0, 5m), (1, 10, 5m), (1, 20, 5m), (1, 30, 5m), (2, 0, 9m), (2, 10, 9m), (2, 20, 9m), (2, 30, 9m), (2, 90, 1000m)], r => r.Customer, r => Start.AddDays(r.Day), r => r.Amount);
        var list = log.AtRisk(Start.AddDays(60));

        Assert.Equal([(2, 36m), (1, 20m)], list.Customers.Select(c => (c.Customer, c.Spend)));
        Json.RoundTrips(list, RetentionMetricsJsonContext.Default.AtRiskListInt32);
    }

    [Fact]
    public void Without_an_interval_of_anybody_nobody_is_judged()
    {
        var once = Log(("a", [0]), ("b", [3, 3])).AtRisk(Start.AddDays(90));
        Assert.Equal("n/a (nobody bought on a second day, so that there is no interval to measure by)", once.ToString());
        Assert.Equal(2, once.NotJudged);
        Assert.Contains("n/a", once.ToHtml(), StringComparison.Ordinal);
        var none = Orders.AtRisk(Start.AddDays(-1));
        Assert.Equal("n/a (nobody has ordered)", none.ToString());
        Assert.Null(none.Overdue.Value);
        Json.RoundTrips(none, RetentionMetricsJsonContext.Default.AtRiskListString);
        Assert.Equal(0, default(AtRiskCustomer<int>).Lateness);
    }

    [Fact]
    public void A_long_list_is_cut_in_HTML_alone()
    {
        var list = Log([.. Enumerable.Range(0, 12).Select(i => ($"<c{i}>", new[] { 0, 1, 2, 3 }))]).AtRisk(Start.AddDays(9));

        Assert.Equal(12, list.Customers.Count);
        Assert.Contains("The first 10 are shown.", list.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("<c0>", list.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(14, list.ToMarkdown().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("too few", list.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("quantile", () => new AtRiskPolicy(quantile: 50));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => new AtRiskPolicy(factor: 0));
        Assert.Throws<ArgumentOutOfRangeException>("minimumIntervals", () => new AtRiskPolicy(minimumIntervals: 0));
        Assert.Throws<ArgumentOutOfRangeException>("lostAfter", () => new AtRiskPolicy(factor: 3, lostAfter: 2));
        var json = JsonSerializer.Serialize(Orders.AtRisk(Start.AddDays(60)), RetentionMetricsJsonContext.Default.AtRiskListString);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize(json.Replace("\"usualInterval\":10", "\"usualInterval\":0", StringComparison.Ordinal), RetentionMetricsJsonContext.Default.AtRiskListString));
    }

    [Property]
    public void Everybody_who_has_ordered_is_somewhere(AnyOrders orders, BusinessDay day)
    {
        var log = OrderLog.From(orders.Rows, r => r.Customer, r => r.Day, r => r.Amount);
        var asOf = orders.Rows.Count == 0 ? day.Value : orders.Rows[0].Day.AddDays(day.Value.DayNumber % 60);
        foreach (var policy in (AtRiskPolicy[])[AtRiskPolicy.Default, new(0.9, 0.5, 1, 3)])
        {
            var list = log.AtRisk(asOf, policy);

            Assert.Equal(orders.Rows.Where(r => r.Day <= asOf).Select(r => r.Customer).Distinct().Count(), list.Customers.Count + list.OnTime + list.Lost + list.NotJudged);
            Assert.All(list.Customers.Zip(list.Customers.Skip(1)), p => Assert.True(p.First.Lateness >= p.Second.Lateness));
            foreach (var c in list.Customers)
            {
                var own = orders.Rows.Where(r => r.Customer == c.Customer && r.Day <= asOf).ToList();
                Assert.Equal((own.Max(r => r.Day), own.Sum(r => r.Amount), own.Select(r => r.Day).Distinct().Count() - 1), (c.LastOrder, c.Spend, c.Intervals));
                Assert.True(c.Lateness > policy.Factor);
            }
        }
    }

    private static OrderLog<string> Log(params (string Customer, int[] Days)[] customers) =>
        OrderLog.From(customers.SelectMany(c => c.Days.Select(d => (c.Customer, Day: Start.AddDays(d)))), r => r.Customer, r => r.Day, _ => 1m);
}
