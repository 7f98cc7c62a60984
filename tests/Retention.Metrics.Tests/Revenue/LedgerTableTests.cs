using System.Text.Json;
using System.Xml.Linq;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Revenue;

public class LedgerTableTests
{
    private static readonly DateOnly January = new(2026, 1, 1);

    private static readonly SubscriptionLedger<string> Ledger = SubscriptionLedger.From<string>(
    [
        new() { Customer = "acme", Start = new(2026, 1, 10), Amount = 100m, Currency = "EUR" },
        new() { Customer = "bolt", Start = new(2026, 1, 20), End = new(2026, 3, 1), Amount = 50m, Currency = "EUR" },
        new() { Customer = "corp", Start = new(2026, 2, 5), Amount = 80m, Currency = "EUR" },
        new() { Customer = "corp", Start = new(2026, 3, 5), Amount = 20m, Currency = "EUR" },
    ]).WithObservedThrough(new(2026, 12, 31));

    private static MrrRollForward Quarter => Ledger.RollForward(Granularity.Month, Period.Quarter(2026, 1));

    [Fact]
    public void A_roll_forward_is_a_table_of_periods()
    {
        Assert.Equal(
            """
            | period | opening | new | reactivation | expansion | contraction | churn | closing | NRR | GRR |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            | 2026-01-01..2026-01-31 | 0.00 | 150.00 | 0.00 | 0.00 | 0.00 | 0.00 | 150.00 | n/a | n/a |
            | 2026-02-01..2026-02-28 | 150.00 | 80.00 | 0.00 | 0.00 | 0.00 | 0.00 | 230.00 | 100.0 % | 100.0 % |
            | 2026-03-01..2026-03-31 | 230.00 | 0.00 | 0.00 | 20.00 | 0.00 | -50.00 | 200.00 | 87.0 % | 78.3 % |

            """,
            Quarter.ToString(),
            ignoreLineEndingDifferences: true);
        Assert.Contains("<caption style=\"text-align:left;opacity:.75\">MRR roll-forward, policy: default</caption>", Quarter.ToHtml(), StringComparison.Ordinal);
        XElement.Parse(Quarter.ToHtml());
        Assert.Equal(230m, Quarter.Sum().NewBusiness);
        Assert.Equal(Period.Quarter(2026, 1), Quarter.Sum().Period);
        Assert.Equal(MrrBridge.AdditiveIdentity, MrrRollForward.AdditiveIdentity.Sum());
        Assert.Equal("n/a (no period)", MrrRollForward.AdditiveIdentity.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Quarter[new DateOnly(2026, 4, 1)]);
    }

    [Fact]
    public void A_roll_forward_refuses_bridges_that_do_not_follow()
    {
        var (january, february, march) = (Quarter[0], Quarter[1], Quarter[2]);
        Assert.Contains("opens with 230.00, but the one before closes with 150.00", Assert.Throws<ArgumentException>(() => new MrrRollForward([january, march])).Message, StringComparison.Ordinal);
        Assert.Contains("does not follow", Assert.Throws<ArgumentException>(() => new MrrRollForward([february, MrrBridge.From(230, 0, 0, 0, 0)])).Message, StringComparison.Ordinal);
        Assert.Contains("has 3 periods and the other 1", Assert.Throws<ArgumentException>(() => Quarter + new MrrRollForward([january])).Message, StringComparison.Ordinal);
        Assert.True(Quarter == Quarter + MrrRollForward.AdditiveIdentity);
        Assert.True(MrrRollForward.AdditiveIdentity + Quarter != MrrRollForward.AdditiveIdentity);
        Assert.False(Quarter.Equals((object?)null));
    }

    [Fact]
    public void A_bridge_shows_its_customers_and_draws_itself()
    {
        var march = Quarter[2];
        Assert.Equal("2026-03-01..2026-03-31: 230.00 + 0.00 new + 20.00 expansion + 0.00 reactivation - 0.00 contraction - 50.00 churn = 200.00", march.ToString());
        Assert.Contains("| - Churn | 50.00 | 1 |", march.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("| = Closing | 200.00 | 2 |", march.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("| + New | 0.00 |\n", MrrBridge.From(1, 0, 0, 0, 0, fx: 2).ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("| Exchange rates | 2.00 |\n", MrrBridge.From(1, 0, 0, 0, 0, fx: 2).ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("Policy: default.", march.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<svg", march.ToHtml(), StringComparison.Ordinal);

        var svg = XElement.Parse(march.ToSvg());
        XNamespace ns = "http://www.w3.org/2000/svg";
        var texts = svg.Descendants(ns + "text").Select(t => t.Value).ToList();
        Assert.Equal("Monthly recurring revenue, 2026-03-01..2026-03-31, EUR", texts[0]);
        Assert.Contains("+20", texts);
        Assert.Contains("-50", texts);
        Assert.Equal(8, svg.Descendants(ns + "rect").Count());
        Assert.Equal(9, XElement.Parse(MrrBridge.From(2_000_000m, 30_000m, 0, 0, 500m, fx: -3_500_000_000m + 3_498_000_000m).ToSvg()).Descendants(ns + "rect").Count());
        Assert.Contains(">2.0M<", MrrBridge.From(2_000_000m, 30_000m, 0, 0, 500m).ToSvg(), StringComparison.Ordinal);
        Assert.Contains(">+30.0k<", MrrBridge.From(2_000_000m, 30_000m, 0, 0, 500m).ToSvg(), StringComparison.Ordinal);
        Assert.Contains(">2.5G<", MrrBridge.From(2_500_000_000m, 0.5m, 0, 0, 0).ToSvg(), StringComparison.Ordinal);
        Assert.Contains(">+0.5<", MrrBridge.From(2_500_000_000m, 0.5m, 0, 0, 0).ToSvg(), StringComparison.Ordinal);
        XElement.Parse(MrrBridge.AdditiveIdentity.ToSvg());
    }

    [Fact]
    public void Bridges_of_other_periods_policies_or_currencies_are_not_added()
    {
        var march = Quarter[2];
        var period = march.Period!.Value;
        Assert.Contains("the period", Assert.Throws<ArgumentException>(() => march + Quarter[1]).Message, StringComparison.Ordinal);
        Assert.Contains("the policy", Assert.Throws<ArgumentException>(() => march + Ledger.Under(MrrPolicy.Stripe).Bridge(period)).Message, StringComparison.Ordinal);
        var dollars = SubscriptionLedger.From<string>([new() { Customer = "dyne", Start = January, Amount = 1m, Currency = "USD" }]);
        Assert.Contains("the currency", Assert.Throws<ArgumentException>(() => march + dollars.Bridge(period)).Message, StringComparison.Ordinal);
        Assert.Equal(march, SubscriptionLedger.From<string>([]).Bridge(period) + march);
        Assert.Equal("EUR", (SubscriptionLedger.From<string>([]).Bridge(period) + march).Currency);
        Assert.Throws<ArgumentException>(() => Ledger.Mrr(January) + Ledger.Mrr(January.AddDays(1)));
        Assert.Throws<ArgumentException>(() => Ledger.LogoChurn(Period.Month(2026, 1)) + Ledger.LogoChurn(Period.Month(2026, 2)));
    }

    [Fact]
    public void Cohorts_follow_money_and_customers()
    {
        var table = Ledger.Cohorts(Granularity.Month, observedThrough: new(2026, 4, 29));
        Assert.Equal(
            """
            | cohort | customers | MRR | 0 | 1 | 2 |
            |---|---:|---:|---:|---:|---:|
            | 2026-01-01 | 2 | 150.00 | 100.0 % | 100.0 % | 66.7 % |
            | 2026-02-01 | 1 | 80.00 | 100.0 % | 125.0 % |  |
            | 2026-03-01 | 0 | 0.00 | n/a |  |  |

            """,
            table.ToString(),
            ignoreLineEndingDifferences: true);
        Assert.Equal("66.7 % of MRR, 50.0 % of customers (1 of 2)", table[January, 2].ToString());
        Assert.Equal(string.Empty, table[1, 2].ToString());
        Assert.Equal("not observed yet", table[1, 2].WhyUndefined);
        Assert.Equal("n/a (nobody began to pay)", table[2, 0].ToString());
        Assert.Null(table[0, 0].WhyUndefined);
        Assert.Equal(new MoneyRatio(250, 230), table.Curve()[1].Revenue);
        Assert.Equal(Proportion.Of(3, 3), table.Curve()[1].Customers);
        Assert.Contains("n = 2, below 30", table[January, 2].ToHtml(), StringComparison.Ordinal);
        Assert.Contains("not observed yet", table[1, 2].ToHtml(), StringComparison.Ordinal);
        Assert.Equal("n/a (no period has ended within the data)", Ledger.Cohorts(Granularity.Month, new(2026, 1, 30)).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => table[3, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[0, -1]);
        XElement.Parse(table.ToHtml());
        Assert.Contains("title=\"66.7 % of MRR", table.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(["corp"], Ledger.CustomersIn(table, new(2026, 2, 1)));
        Assert.True(table == table + Ledger.Where(_ => false).Cohorts(Granularity.Month, new(2026, 4, 29)));
        Assert.True(table != Ledger.Cohorts(Granularity.Month, new(2026, 5, 31)));
        Assert.Contains("they cannot be added", Assert.Throws<ArgumentException>(() => table + Ledger.Cohorts(Granularity.Month, new(2026, 5, 31))).Message, StringComparison.Ordinal);
        Assert.Equal(0, Ledger.Cohorts(Granularity.Month, new(2026, 4, 29), from: new(2026, 4, 1)).Count);
        Assert.Equal([0L], Ledger.Cohorts(Granularity.Month, new(2026, 4, 29), from: new(2026, 3, 1)).Sizes);
    }

    // The same 100 customers of whom 10 leave, with 30 who join: 10 % and, by Stripe's formula, 7.69 % (support.stripe.com/questions/calculating-churn-rate-in-billing).
    [Fact]
    public void Churn_of_counts_depends_on_the_definition()
    {
        Assert.Equal(0.1, LogoChurn.FromCounts(lost: 10, atStart: 100, added: 30).Value);
        Assert.Equal(10.0 / 130, LogoChurn.FromCounts(lost: 10, atStart: 100, added: 30, ChurnPolicy.Stripe).Value);
        Assert.Equal(1.2, LogoChurn.FromCounts(lost: 120, atStart: 100, policy: ChurnPolicy.Baremetrics).Value);
        Assert.Null(LogoChurn.FromCounts(lost: 120, atStart: 100, policy: ChurnPolicy.Baremetrics).Rate);
        Assert.Equal(0, LogoChurn.FromCounts(0, 0, policy: ChurnPolicy.Polar).Value);
        Assert.Null(LogoChurn.FromCounts(0, 0).Value);
        Assert.Equal("10.0 % (10 of 100; start cohort: customers lost ÷ those at the start)", LogoChurn.FromCounts(10, 100).ToString());
        Assert.Equal(0.01 + (2.0 / 50), LogoChurn.FromDays([1, 2, 0], [100, 50, 0]).Value);
        Assert.Null(LogoChurn.FromDays([], []).Value);
        Assert.Null(LogoChurn.FromDays([1], [10]).Rate);
        Assert.Equal(0.02 + (2.0 / 100), (LogoChurn.FromDays([1, 2], [50, 50]) + LogoChurn.FromDays([1, 0], [50, 50])).Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => LogoChurn.FromCounts(101, 100));
        Assert.Throws<ArgumentException>(() => LogoChurn.FromCounts(1, 100, policy: ChurnPolicy.Shopify));
        Assert.Throws<ArgumentException>(() => LogoChurn.FromDays([1], [100], ChurnPolicy.Stripe));
        Assert.Throws<ArgumentException>(() => LogoChurn.FromDays([1, 1], [100]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogoChurn.FromDays([11], [10]));
    }

    [Fact]
    public void Churn_shows_revenue_window_and_definition()
    {
        var march = Ledger.LogoChurn(Period.Month(2026, 3));
        Assert.Equal((1L, 3L, 50m, 230m), (march.Lost, march.Base, march.LostRevenue, march.BaseRevenue));
        Assert.Equal(50.0 / 230, march.Revenue.Value);
        Assert.Equal(["bolt"], Ledger.LostCustomers(march));
        Assert.Equal(["acme", "bolt", "corp"], Ledger.BaseCustomers(march));
        Assert.Contains("n = 3, below 30", march.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(Period.Inclusive(new(2026, 1, 30), new(2026, 2, 28)), Ledger.LogoChurn(Period.Month(2026, 3), ChurnPolicy.Polar).Window);
        Assert.Equal(Period.Inclusive(new(2026, 3, 2), new(2026, 3, 31)), Ledger.LogoChurn(Period.Month(2026, 3), ChurnPolicy.Stripe).Window);
        Assert.Equal("Stripe: endings ÷ those at the start and those who came, 30 days to the end of the period", ChurnPolicy.Stripe.ToString());
        Assert.Equal("Polar: cancel requests ÷ those at the start, 30 days before the period", ChurnPolicy.Polar.ToString());
        Assert.Equal("Shopify: endings ÷ those at the start of each day, added", ChurnPolicy.Shopify.ToString());
        Assert.Equal("renewal-eligible: subscriptions lost ÷ those at the start whose term ended", (ChurnPolicy.RenewalEligible with { Unit = MovementUnit.Subscription }).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => ChurnPolicy.Stripe with { TrailingDays = 0 });
    }

    // Annual plans dilute monthly churn: only those up for renewal could leave (Kill Bill's churn report; Displayr's flipRevenueMetrics).
    [Fact]
    public void Annual_plans_count_in_the_month_of_their_renewal()
    {
        SubscriptionRow<int>[] rows =
        [
            .. Enumerable.Range(1, 12).Select(month => new SubscriptionRow<int> { Customer = month, Start = new(2025, month, 15), End = month == 6 ? new(2026, 6, 15) : null, Amount = 1_200m, Interval = BillingInterval.Year }),
            new() { Customer = 13, Start = new(2026, 1, 31), Amount = 10m },
            new() { Customer = 14, Start = new(2025, 12, 31), Amount = 90m, IntervalCount = 3 },
            new() { Customer = 15, Start = new(2026, 5, 30), Amount = 7m, Interval = BillingInterval.Week, IntervalCount = 2 },
            new() { Customer = 16, Start = new(2026, 5, 30), Amount = 7m, Interval = BillingInterval.Day, IntervalCount = 90 },
        ];
        var ledger = SubscriptionLedger.From(rows);
        var june = ledger.LogoChurn(Period.Month(2026, 6), ChurnPolicy.RenewalEligible);
        Assert.Equal([6, 13, 14, 15], ledger.BaseCustomers(june));
        Assert.Equal((1L, 0.25), (june.Lost, june.Value));
        Assert.Equal(1.0 / 16, ledger.LogoChurn(Period.Month(2026, 6)).Value);
        Assert.Equal([7, 13, 15], ledger.BaseCustomers(ledger.LogoChurn(Period.Month(2026, 7), ChurnPolicy.RenewalEligible)));
    }

    [Fact]
    public void Tables_read_back_as_themselves()
    {
        var json = RetentionMetricsJsonContext.Default;
        var document = Json.RoundTrips(Quarter, json.MrrRollForward);
        Assert.Equal("EUR", document.GetProperty("bridges")[2].GetProperty("currency").GetString());
        Assert.Equal(1, document.GetProperty("bridges")[2].GetProperty("customers").GetProperty("churned").GetInt64());
        Json.RoundTrips(Ledger.Mrr(January), json.MrrSnapshot);
        Json.RoundTrips(Ledger.Cohorts(Granularity.Month, new(2026, 4, 29)), json.MrrCohortTable);
        Json.RoundTrips(Ledger.LogoChurn(Period.Month(2026, 3)), json.LogoChurn);
        Json.RoundTrips(Ledger.LogoChurn(Period.Month(2026, 3), ChurnPolicy.Shopify), json.LogoChurn);
        Json.RoundTrips(LogoChurn.FromCounts(1, 2, 3, ChurnPolicy.Stripe), json.LogoChurn);
        Json.RoundTrips(MrrPolicy.Stripe with { ReactivationWindowDays = 30 }, json.MrrPolicy);
        Json.RoundTrips(ChurnPolicy.Polar, json.ChurnPolicy);
        Json.RoundTrips(SubscriptionDiscount.Percent(12.5m, January), json.SubscriptionDiscount);
        Json.RoundTrips(new MovementCounts(1, 2, 3, 0, 0, 1, 0), json.MovementCounts);
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"bridges":[{"opening":1,"new":0,"expansion":0,"contraction":0,"churn":0,"reactivation":0,"fx":0},{"opening":2,"new":0,"expansion":0,"contraction":0,"churn":0,"reactivation":0,"fx":0}]}""", json.MrrRollForward));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"percentOff":120,"amountOff":0}""", json.SubscriptionDiscount));
    }

    [Fact]
    public void Policies_say_what_they_do()
    {
        Assert.Equal("default", MrrPolicy.Default.ToString());
        Assert.Equal("ChartMogul, every discount deducted, movements by event", MrrPolicy.ChartMogul.ToString());
        Assert.Equal(
            "mine, prices as Polar: 365 days or 52 weeks a year, 2 decimals (AwayFromZero), trials counted, discounts ignored, pauses counted, cancelled when requested, past due counted for 14 days, usage counted, no floor, per subscription, reactivation within 90 days",
            new MrrPolicy
            {
                Name = "mine",
                Normalization = MrrNormalization.Polar,
                Trials = TrialTreatment.Counted,
                Discounts = DiscountTreatment.Ignored,
                Pauses = PauseTreatment.Counted,
                Cancellations = CancellationTreatment.WhenRequested,
                PastDueGraceDays = 14,
                IncludeUsage = true,
                Floor = MrrFloor.None,
                Unit = MovementUnit.Subscription,
                ReactivationWindowDays = 90,
            }.ToString());
        Assert.EndsWith("each subscription floored at 0, reactivation counted as new", (MrrPolicy.Default with { Floor = MrrFloor.Subscription, ReactivationWindowDays = 0 }).ToString(), StringComparison.Ordinal);
        Assert.Equal("50 % off", SubscriptionDiscount.Percent(50).ToString());
        Assert.Equal("10.00 off until 2026-01-01", SubscriptionDiscount.Amount(10, January).ToString());
        Assert.Equal("1,000 + 80 new + 5 reactivated - 40 churned = 1,045", new MovementCounts(1_000, 80, 5, 10, 10, 40, 940).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new MovementCounts(1, 0, 0, 0, 0, 2, 0));
    }
}
