using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

public class SubscriptionLedgerTests
{
    // A small business: acme upgrades, bolt leaves and returns, corp pays yearly, dyne leaves for good, echo is new in June.
    private static readonly SubscriptionRow<string>[] Subscriptions =
    [
        new() { Customer = "acme", Subscription = "a", Start = new(2026, 1, 15), End = new(2026, 6, 10), Amount = 100m, Segment = "pro" },
        new() { Customer = "acme", Subscription = "a", Start = new(2026, 6, 10), Amount = 150m, Segment = "pro" },
        new() { Customer = "bolt", Start = new(2026, 1, 1), End = new(2026, 4, 1), Amount = 50m, Segment = "basic" },
        new() { Customer = "bolt", Start = new(2026, 6, 20), Amount = 40m, Segment = "basic" },
        new() { Customer = "corp", Start = new(2026, 2, 1), Amount = 1_200m, Interval = BillingInterval.Year, Segment = "pro" },
        new() { Customer = "dyne", Start = new(2026, 3, 1), End = new(2026, 6, 5), Amount = 30m },
        new() { Customer = "echo", Start = new(2026, 6, 1), Amount = 70m, Segment = "basic" },
        new() { Customer = "foxt", Start = new(2026, 5, 1), Amount = 80m, CancelRequestedAt = new(2026, 6, 15), End = new(2026, 8, 1), Segment = "basic" },
        new() { Customer = "golf", Start = new(2026, 6, 25), Amount = 90m, TrialEnd = new(2026, 7, 9) },
    ];

    private static readonly Period June = Period.Month(2026, 6);

    private static SubscriptionLedger<string> Ledger(MrrPolicy? policy = null) => SubscriptionLedger.From(Subscriptions, policy);

    [Fact]
    public void June_of_a_small_business_adds_up()
    {
        var june = Ledger().Bridge(June);
        Assert.Equal((310m, 70m, 40m, 50m, 0m, 30m, 440m), (june.Opening, june.NewBusiness, june.Reactivation, june.Expansion, june.Contraction, june.Churn, june.Closing));
        Assert.Equal(new MovementCounts(atStart: 4, @new: 1, reactivated: 1, expanded: 1, contracted: 0, churned: 1, unchanged: 2), june.Customers);
        Assert.Equal(330.0 / 310, june.NetRevenueRetention.Value);
        Assert.Equal(280.0 / 310, june.GrossRevenueRetention.Value);
        Assert.Equal(160.0 / 30, june.QuickRatio.Value);
        Assert.Equal(88m, june.AverageRevenuePerAccount!.Value.Value);
        Assert.Equal(70m, june.AverageSalePrice!.Value.Value);
        Assert.Equal(5_280m, june.AnnualRecurringRevenue);
        Assert.Equal(June, june.Period);
        Assert.Equal("default", june.Policy);
    }

    [Fact]
    public void A_line_leads_to_its_customers()
    {
        var ledger = Ledger();
        var june = ledger.Bridge(June);
        Assert.Equal("dyne: Churn, 30.00 to 0.00", Assert.Single(ledger.Customers(june, MrrMovement.Churn)).ToString());
        Assert.Equal("acme: Expansion, 100.00 to 150.00", Assert.Single(ledger.Customers(june, MrrMovement.Expansion)).ToString());
        Assert.Equal(["corp", "foxt"], ledger.Customers(june, MrrMovement.Unchanged).Select(c => c.Customer));
        Assert.Equal(["bolt"], ledger.Customers(june, MrrMovement.Reactivation).Select(c => c.Customer));
        Assert.Empty(ledger.Customers(june, MrrMovement.Contraction));
    }

    [Fact]
    public void Committed_and_trial_revenue_stand_beside_MRR()
    {
        var mrr = Ledger().Mrr(new(2026, 6, 30));
        Assert.Equal((440m, 360m, 90m), (mrr.Recurring, mrr.Committed, mrr.Trial));
        Assert.Equal((5L, 4L, 1L), (mrr.Customers, mrr.CommittedCustomers, mrr.TrialCustomers));
        Assert.Equal("2026-06-30: 440.00 MRR of 5 customers (committed 360.00, trial 90.00)", mrr.ToString());
        Assert.Equal(["golf"], Ledger().Customers(new DateOnly(2026, 6, 30), MrrKind.Trial).Select(c => c.Key));
    }

    // dbt-labs/mrr-playbook, data/subscription_periods.csv: customers 1 and 5; the categories of models/mrr.md.
    [Fact]
    public void The_playbook_of_dbt_gives_its_categories()
    {
        (string Customer, string From, string To, decimal Monthly)[] rows =
        [
            ("1", "2018-11-01", "2019-02-01", 50), ("1", "2019-04-01", "2019-06-01", 50), ("1", "2019-06-01", "2019-08-01", 75),
            ("5", "2018-11-01", "2018-12-01", 50), ("5", "2018-12-01", "2019-03-01", 25), ("5", "2019-07-01", "2019-08-01", 50), ("5", "2019-08-01", "2019-09-01", 25),
        ];
        var ledger = SubscriptionLedger.From(rows, r => r.Customer, r => Day(r.From), r => (DateOnly?)Day(r.To), r => r.Monthly, _ => BillingInterval.Month);
        var months = ledger.RollForward(Granularity.Month, ledger.Observed!.Value);
        Assert.Equal(11, months.Count);
        Assert.Equal(100, months[Day("2018-11-15")].NewBusiness);
        Assert.Equal(25, months[Day("2018-12-15")].Contraction);
        Assert.Equal(50, months[Day("2019-02-15")].Churn);
        Assert.Equal(50, months[Day("2019-07-15")].Reactivation);
        Assert.Equal((75m, 25m), (months[Day("2019-08-15")].Churn, months[Day("2019-08-15")].Contraction));
        Assert.Equal(25, months[Day("2019-06-15")].Expansion);

        static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    // Polar, server/tests/metrics/test_service.py: averages of observed rates, 3.0 and 5.0 in January, 1.0 and 2.0 in February.
    [Fact]
    public void A_swing_of_exchange_rates_is_a_line_of_its_own()
    {
        SubscriptionRow<string>[] rows =
        [
            new() { Customer = "c1", Start = new(2024, 1, 1), Amount = 100m, Currency = "eur" },
            new() { Customer = "c2", Start = new(2024, 1, 1), Amount = 100m, Currency = "gbp" },
        ];
        var february = new DateOnly(2024, 2, 1);
        var rates = ExchangeRates.To("usd").With("eur", 3m).With("gbp", 5m).With("eur", 1m, february).With("gbp", 2m, february);
        var ledger = SubscriptionLedger.From(rows).WithObservedThrough(new(2024, 2, 29)).In(rates);
        var bridge = ledger.Bridge(Period.Month(2024, 2));
        Assert.Equal((800m, 0m, 0m, -500m, 300m), (bridge.Opening, bridge.Contraction, bridge.Churn, bridge.Fx, bridge.Closing));
        Assert.Equal(1, bridge.NetRevenueRetention.Value);
        Assert.Equal(["c2", "c1"], ledger.Customers(bridge, MrrMovement.ExchangeRates).Select(c => c.Customer));
        Assert.Equal(400m, ledger.Mrr(new(2024, 1, 31)).AverageRevenuePerAccount.Value);
        Assert.Equal("usd", bridge.Currency);
        Assert.Equal(100m, SubscriptionLedger.From(rows).InCurrency("EUR").Mrr(new(2024, 1, 31)).Recurring);
        Assert.Equal("EUR", SubscriptionLedger.From(rows.Select(r => r with { Currency = "EUR" })).Mrr(new(2024, 1, 31)).Currency);
    }

    [Fact]
    public void A_yearly_price_is_kept_to_the_tenth_decimal_and_rounded_when_the_policy_says_so()
    {
        var rows = Enumerable.Range(0, 3).Select(i => new SubscriptionRow<int> { Customer = i, Start = new(2026, 1, 1), Amount = 1_000m, Interval = BillingInterval.Year });
        Assert.Equal(249.9999999999m, SubscriptionLedger.From(rows).Mrr(new(2026, 1, 1)).Recurring);
        Assert.Equal(249.99m, SubscriptionLedger.From(rows, MrrPolicy.Polar).Mrr(new(2026, 1, 1)).Recurring);
    }

    [Theory]
    [InlineData(DiscountTreatment.Ignored, 100, 100)]
    [InlineData(DiscountTreatment.ForeverOnly, 75, 75)]
    [InlineData(DiscountTreatment.All, 50, 75)]
    public void Discounts_count_as_the_policy_says(DiscountTreatment treatment, int inMay, int inJune)
    {
        SubscriptionRow<string>[] rows =
        [
            new() { Customer = "half for a month", Start = new(2026, 5, 1), Amount = 50m, Discount = SubscriptionDiscount.Percent(50, until: new(2026, 6, 1)) },
            new() { Customer = "less for ever", Start = new(2026, 5, 1), Amount = 50m, Discount = SubscriptionDiscount.Amount(25m) },
        ];
        var ledger = SubscriptionLedger.From(rows, MrrPolicy.Default with { Discounts = treatment });
        Assert.Equal(inMay, ledger.Mrr(new(2026, 5, 31)).Recurring);
        Assert.Equal(inJune, ledger.Mrr(new(2026, 6, 30)).Recurring);
    }

    [Fact]
    public void Pauses_past_due_and_cancellations_count_as_the_policy_says()
    {
        SubscriptionRow<string>[] rows =
        [
            new() { Customer = "paused", Start = new(2026, 1, 1), Amount = 1m, Pauses = [new(new(2026, 3, 1), new(2026, 4, 1))] },
            new() { Customer = "overdue", Start = new(2026, 1, 1), Amount = 10m, PastDueSince = new(2026, 2, 20), PastDueUntil = new(2026, 4, 2) },
            new() { Customer = "leaving", Start = new(2026, 1, 1), Amount = 100m, CancelRequestedAt = new(2026, 2, 1), End = new(2026, 5, 1) },
            new() { Customer = "metered", Start = new(2026, 1, 1), Amount = 1_000m, IsUsage = true },
        ];
        decimal OnMarch15(MrrPolicy policy) => SubscriptionLedger.From(rows, policy).Mrr(new(2026, 3, 15)).Recurring;
        Assert.Equal(110m, OnMarch15(MrrPolicy.Default));
        Assert.Equal(111m, OnMarch15(MrrPolicy.Default with { Pauses = PauseTreatment.Counted }));
        Assert.Equal(100m, OnMarch15(MrrPolicy.Default with { PastDueGraceDays = 15 }));
        Assert.Equal(110m, OnMarch15(MrrPolicy.Default with { PastDueGraceDays = 30 }));
        Assert.Equal(10m, OnMarch15(MrrPolicy.Default with { Cancellations = CancellationTreatment.WhenRequested }));
        Assert.Equal(1_110m, OnMarch15(MrrPolicy.Default with { IncludeUsage = true }));
        Assert.Equal(110m, SubscriptionLedger.From(rows, MrrPolicy.Default with { PastDueGraceDays = 15 }).Mrr(new(2026, 4, 2)).Recurring - 1m);
    }

    [Fact]
    public void Credits_above_the_price_count_as_nothing_and_the_customer_is_named()
    {
        SubscriptionRow<string>[] rows =
        [
            new() { Customer = "credited", Start = new(2026, 1, 1), Amount = 30m },
            new() { Customer = "credited", Start = new(2026, 2, 1), Amount = -50m },
            new() { Customer = "other", Start = new(2026, 1, 1), Amount = 70m },
        ];
        var ledger = SubscriptionLedger.From(rows);
        Assert.Equal(70m, ledger.Mrr(new(2026, 2, 28)).Recurring);
        Assert.Equal(["credited"], ledger.FlooredCustomers);
        Assert.Equal(30m, ledger.Bridge(Period.Month(2026, 2)).Churn);
        var bySubscription = ledger.Under(MrrPolicy.Default with { Floor = MrrFloor.Subscription });
        Assert.Equal(100m, bySubscription.Mrr(new(2026, 2, 28)).Recurring);
        Assert.Empty(bySubscription.FlooredCustomers);
        var unfloored = ledger.Under(MrrPolicy.Default with { Floor = MrrFloor.None });
        Assert.Equal(50m, unfloored.Mrr(new(2026, 2, 28)).Recurring);
        Assert.Equal(50m, unfloored.Bridge(Period.Month(2026, 2)).Churn);
    }

    [Fact]
    public void A_customer_who_leaves_and_returns_in_a_month_shows_by_event_only()
    {
        SubscriptionRow<string>[] rows =
        [
            new() { Customer = "returning", Start = new(2026, 1, 1), End = new(2026, 3, 5), Amount = 60m },
            new() { Customer = "returning", Start = new(2026, 3, 20), Amount = 80m },
            new() { Customer = "passing", Start = new(2026, 3, 3), End = new(2026, 3, 9), Amount = 20m },
        ];
        var march = Period.Month(2026, 3);
        var endpoints = SubscriptionLedger.From(rows).Bridge(march);
        var events = SubscriptionLedger.From(rows, MrrPolicy.ChartMogul).Bridge(march);
        Assert.Equal((0m, 0m, 20m, 0m), (endpoints.NewBusiness, endpoints.Reactivation, endpoints.Expansion, endpoints.Churn));
        Assert.Equal((20m, 80m, 0m, 80m), (events.NewBusiness, events.Reactivation, events.Expansion, events.Churn));
        Assert.Equal(endpoints.Closing, events.Closing);
        // Churned 60 of 60 by its movements, although the customer pays more in the end.
        Assert.Equal(80.0 / 60, events.NetRevenueRetention.Value);
        Assert.Equal(-20.0 / 60, NetRevenueRetention.From(events, basis: MovementBasis.Events).Value);
        Assert.Equal(1, events.GrossRevenueRetention.Value);
        Assert.Equal(4.0 / 3, RevenueChurn.Gross(events, MovementBasis.Events).Value);
    }

    [Fact]
    public void A_comparison_names_the_customers_behind_two_numbers()
    {
        var why = Ledger().Compare(June, MrrPolicy.Default, MrrPolicy.Default with { Name = "cancelled at once", Cancellations = CancellationTreatment.WhenRequested });
        Assert.Equal(-80m, why.ClosingDifference);
        var only = Assert.Single(why.Customers);
        Assert.Equal("foxt: 80.00 to 80.00 (Unchanged) against 80.00 to 0.00 (Churn)", only.ToString());
        Assert.Equal((0m, -80m), (only.OpeningDifference, only.ClosingDifference));
        Assert.Contains("1 customer differs", why.ToString(), StringComparison.Ordinal);
        Assert.Contains("440.00 or 360.00", why.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_are_fixed_by_the_first_row_and_the_rest_are_others()
    {
        var ledger = Ledger();
        Assert.Equal(["basic", "pro"], ledger.Segments);
        var all = ledger.BySegment(part => part.Bridge(June));
        Assert.Equal((250m, 190m, 0m, 440m), (all["pro"].Closing, all["basic"].Closing, all.Other.Closing, all.Total.Closing));
        Assert.Equal(30m, all.Other.Churn);
        Assert.Equal(250m, ledger.BySegment(part => part.Bridge(June), most: 1).Other.Closing);
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.BySegment(part => part.Bridge(June), most: -1));
        Assert.Equal(["basic", "pro"], all.Names);
        Assert.Throws<KeyNotFoundException>(() => all["max"]);
        Assert.Equal(["acme"], ledger.Segment("pro").Customers(ledger.Segment("pro").Bridge(June), MrrMovement.Expansion).Select(c => c.Customer));
        Assert.Equal(0m, ledger.Segment("nobody").Bridge(June).Closing);
    }

    [Fact]
    public void Subscriptions_can_be_the_unit()
    {
        SubscriptionRow<string>[] rows =
        [
            new() { Customer = "acme", Subscription = "seats", Start = new(2026, 1, 1), Amount = 100m },
            new() { Customer = "acme", Subscription = "storage", Start = new(2026, 2, 1), End = new(2026, 3, 1), Amount = 10m },
        ];
        var customers = SubscriptionLedger.From(rows);
        var units = customers.Under(MrrPolicy.Default with { Unit = MovementUnit.Subscription });
        Assert.Equal((0m, 10m), (customers.Bridge(Period.Month(2026, 2)).NewBusiness, customers.Bridge(Period.Month(2026, 2)).Expansion));
        Assert.Equal((10m, 0m), (units.Bridge(Period.Month(2026, 2)).NewBusiness, units.Bridge(Period.Month(2026, 2)).Expansion));
        Assert.Equal("acme storage: Churn, 10.00 to 0.00", Assert.Single(units.Customers(units.Bridge(Period.Month(2026, 3)), MrrMovement.Churn)).ToString());
        Assert.Equal(KeyValuePair.Create("acme", 110m), Assert.Single(units.Customers(new DateOnly(2026, 2, 10))));
    }

    [Fact]
    public void A_fiscal_calendar_rolls_forward_without_a_gap()
    {
        var ledger = Ledger();
        var year = ledger.RollForward(FiscalCalendar.Weeks(new(2026, 2, 1), WeekPattern.FourFiveFour));
        Assert.Equal(12, year.Count);
        Assert.Equal(ledger.Mrr(new(2026, 1, 31)).Recurring, year[0].Opening);
        Assert.Equal(ledger.Mrr(new(2027, 1, 30)).Recurring, year.Sum().Closing);
        Assert.Equal(150m, ledger.RollForward(FiscalCalendar.Months(new(2026, 1, 26), 12))[0].Opening);
    }

    [Fact]
    public void An_empty_ledger_has_an_empty_answer_to_every_question()
    {
        var ledger = SubscriptionLedger.From<string>([]);
        var june = ledger.Bridge(June);
        Assert.Equal((0m, 0m), (june.Opening, june.Closing));
        Assert.Null(june.NetRevenueRetention.Value);
        Assert.Null(ledger.Observed);
        Assert.Equal(0, ledger.Mrr(new(2026, 6, 30)).Recurring);
        Assert.Null(ledger.LogoChurn(June).Value);
        Assert.Equal("n/a (nobody was there to be lost)", ledger.LogoChurn(June).ToString());
        Assert.Equal(0, ledger.Cohorts(Granularity.Month, new(2026, 6, 30)).Count);
        Assert.Empty(ledger.Customers(june, MrrMovement.New));
        Assert.Empty(ledger.Segments);
        Assert.Empty(ledger.FlooredCustomers);
        Assert.Empty(ledger.Compare(June, MrrPolicy.Stripe, MrrPolicy.Polar).Customers);
        Assert.Equal(0m, ledger.In(ExchangeRates.To("USD")).Bridge(June).Closing);
        Assert.Equal(0m, SubscriptionLedger.FromSnapshots<int>([], [], new DateOnly(2026, 1, 1), MoneyColumn.Of([])).Bridge(June).Closing);
        Assert.Equal(0, ledger.RollForward([]).Count);
    }

    [Fact]
    public void Amounts_beyond_64_bits_are_summed_exactly()
    {
        SubscriptionRow<int>[] rows =
        [
            new() { Customer = 1, Start = new(2026, 1, 1), Amount = 1_000_000_000_000_000_000.01m },
            new() { Customer = 2, Start = new(2026, 1, 1), Amount = 0.00000001m },
            new() { Customer = 3, Start = new(2026, 1, 1), End = new(2026, 2, 1), Amount = 1_000_000_000_000_000_000m },
        ];
        var february = SubscriptionLedger.From(rows).Bridge(Period.Month(2026, 2));
        Assert.Equal(2_000_000_000_000_000_000.01000001m, february.Opening);
        Assert.Equal(1_000_000_000_000_000_000.01000001m, february.Closing);
        Assert.Equal(1_000_000_000_000_000_000m, february.Churn);
        var most = Enumerable.Range(0, 2).Select(i => new SubscriptionRow<int> { Customer = i, Start = new(2026, 1, 1), Amount = decimal.MaxValue });
        Assert.Throws<OverflowException>(() => SubscriptionLedger.From(most).Mrr(new(2026, 1, 1)));
    }
}
