using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Revenue;

/// <summary>Months that the data of a ledger does not cover, or not in full.</summary>
public class ObservedThroughTests
{
    private static readonly Period June = Period.Month(2026, 6);
    private static readonly Period July = Period.Month(2026, 7);

    private static readonly SubscriptionLedger<string> Snapshots = SubscriptionLedger.FromSnapshots(
        new (string Customer, DateOnly Month, decimal Mrr)[] { ("acme", new(2026, 5, 1), 100m), ("bolt", new(2026, 5, 1), 50m), ("acme", new(2026, 6, 1), 120m) },
        r => r.Customer,
        r => r.Month,
        r => r.Mrr);

    private static readonly SubscriptionLedger<string> Rows = SubscriptionLedger.From(
    [
        new SubscriptionRow<string> { Customer = "acme", Start = new(2026, 1, 1), Amount = 100m },
        new SubscriptionRow<string> { Customer = "bolt", Start = new(2026, 2, 1), End = new(2026, 6, 10), Amount = 50m },
    ]);

    [Fact]
    public void The_month_after_the_last_snapshot_is_not_observed_and_nobody_has_left_in_it()
    {
        Assert.True(Snapshots.Bridge(June).IsObserved);
        var july = Snapshots.Bridge(July);
        Assert.False(july.IsObserved);
        Assert.Equal((0m, 120m, 120m), (july.Churn, july.Opening, july.Closing));
        Assert.Empty(Snapshots.Customers(july, MrrMovement.Churn));
        Assert.Equal("2026-07-01..2026-07-31: not observed: the data ends on 2026-06-30, unless WithObservedThrough says otherwise", july.ToString());
        Assert.Null(july.NetRevenueRetention.Value);
        Assert.Null(july.GrossRevenueRetention.Value);
        Assert.Null(july.QuickRatio.Value);
        Assert.Null(july.Growth.Value);
        Assert.Null(july.AverageRevenuePerAccount);
        Assert.DoesNotContain("120.00", july.ToMarkdown() + july.ToHtml() + july.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("Not observed: the data ends on 2026-06-30", july.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(july, RetentionMetricsJsonContext.Default.MrrBridge);
    }

    [Fact]
    public void Logo_churn_of_it_is_unknown_rather_than_everybody()
    {
        foreach (var policy in new[] { ChurnPolicy.StartCohort, ChurnPolicy.Shopify })
        {
            var churn = Snapshots.LogoChurn(July, policy);
            Assert.False(churn.IsObserved);
            Assert.Equal(0, churn.Lost);
            Assert.Null(churn.Value);
            Assert.Null(churn.Rate);
            Assert.Null(churn.Revenue.Value);
            Assert.Equal("n/a (not observed: the data ends on 2026-06-30, unless WithObservedThrough says otherwise)", churn.ToString());
            Assert.Empty(Snapshots.LostCustomers(churn));
            Json.RoundTrips(churn, RetentionMetricsJsonContext.Default.LogoChurn);
        }

        Assert.Equal(0.5, Snapshots.LogoChurn(June).Value);
    }

    [Fact]
    public void The_day_after_the_last_snapshot_has_the_amounts_of_the_last_and_says_so()
    {
        var mrr = Snapshots.Mrr(new(2026, 7, 1));
        Assert.Equal((120m, false), (mrr.Recurring, mrr.IsObserved));
        Assert.EndsWith("; not observed, the data ends on 2026-06-30", mrr.ToString(), StringComparison.Ordinal);
        Assert.Contains("Not observed: the data ends on 2026-06-30.", mrr.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("acme", Assert.Single(Snapshots.Customers(new DateOnly(2026, 8, 1))).Key);
        Json.RoundTrips(mrr, RetentionMetricsJsonContext.Default.MrrSnapshot);
        Assert.Equal(mrr, mrr + Snapshots.Where(_ => false).Mrr(new(2026, 7, 1)));
    }

    [Fact]
    public void Cohorts_have_no_period_that_the_snapshots_do_not_cover() =>
        Assert.Equal(2, Snapshots.Cohorts([Period.Month(2026, 5), June, July]).Count);

    [Fact]
    public void A_month_in_which_the_rows_end_shows_the_movements_so_far_with_a_mark()
    {
        Assert.Equal(new DateOnly(2026, 6, 10), Rows.ObservedThrough);
        var june = Rows.Bridge(June);
        Assert.False(june.IsObserved);
        Assert.Equal(50m, june.Churn);
        Assert.EndsWith("= 100.00 (observed through 2026-06-10 only)", june.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Observed through 2026-06-10 only.\n", june.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("Observed through 2026-06-10 only.", june.ToHtml(), StringComparison.Ordinal);
        Assert.EndsWith("; observed through 2026-06-10 only)", Rows.LogoChurn(June).ToString(), StringComparison.Ordinal);
        Assert.Contains("Not observed in full: the data ends on 2026-06-10.", Rows.LogoChurn(June).ToHtml(), StringComparison.Ordinal);
        Assert.True(Rows.Bridge(Period.Month(2026, 5)).IsObserved);
    }

    [Fact]
    public void A_quiet_month_is_quiet_only_when_the_caller_says_that_it_was_recorded()
    {
        Assert.Null(Rows.Bridge(July).NetRevenueRetention.Value);
        var said = Rows.WithObservedThrough(new(2026, 7, 31));
        Assert.Equal((1.0, true), (said.Bridge(July).NetRevenueRetention.Value, said.Bridge(July).IsObserved));
        Assert.True(said.LogoChurn(July).IsObserved);
        Assert.True(said.Under(MrrPolicy.Stripe).Bridge(July).IsObserved);
        Assert.True(said.Where(c => c == "acme").Bridge(July).IsObserved);
        Assert.False(said.Bridge(Period.Month(2026, 8)).IsObserved);
    }

    [Fact]
    public void An_end_that_is_planned_has_not_happened()
    {
        var ledger = SubscriptionLedger.From([new SubscriptionRow<int> { Customer = 1, Start = new(2026, 1, 1), End = new(2026, 6, 20), Amount = 10m }]).WithObservedThrough(new(2026, 6, 15));
        Assert.Equal(0m, ledger.Bridge(June).Churn);
        Assert.Equal(0, ledger.LogoChurn(June).Lost);
        Assert.Equal(10m, ledger.Mrr(new(2026, 6, 30)).Recurring);
        Assert.Equal(10m, ledger.WithObservedThrough(new(2026, 6, 20)).Bridge(June).Churn);
    }

    [Fact]
    public void A_roll_forward_past_the_data_is_blank_there()
    {
        var months = Rows.RollForward(Granularity.Month, new(new(2026, 5, 1), new(2026, 8, 1)));
        Assert.Contains("| 2026-06-01..2026-06-30 (observed through 2026-06-10) | 150.00 |", months.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("| 2026-07-01..2026-07-31 (not observed) |  |  |  |  |  |  |  |  |  |", months.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("(not observed)", months.ToHtml(), StringComparison.Ordinal);
        Assert.False(months.Sum().IsObserved);
        Assert.Equal(100m, months.Sum().Closing);
    }

    [Fact]
    public void Shards_of_one_export_cover_what_the_later_of_them_covers()
    {
        var parts = Rows.Where(c => c == "acme").Bridge(June) + Rows.Where(c => c == "bolt").Bridge(June);
        Assert.Equal(Rows.Bridge(June), parts);
        var early = SubscriptionLedger.From([new SubscriptionRow<string> { Customer = "corp", Start = new(2026, 1, 5), Amount = 10m }]);
        Assert.Equal(new DateOnly(2026, 6, 10), (early.Bridge(June) + Rows.Bridge(June)).ObservedThrough);
        Assert.Equal(new DateOnly(2026, 6, 10), (Rows.LogoChurn(June) + early.LogoChurn(June)).ObservedThrough);
        Assert.True(SubscriptionLedger.From<string>([]).Bridge(June).IsObserved);
        Assert.True(MrrBridge.From(1, 0, 0, 0, 0).IsObserved);
    }

    [Fact]
    public void The_rates_of_a_month_without_data_give_the_same_reason_as_its_churn()
    {
        var july = Snapshots.Bridge(July);
        const string Reason = "not observed: the data ends on 2026-06-30, unless WithObservedThrough says otherwise";
        string?[] reasons =
            [july.NetRevenueRetention.WhyUndefined, july.GrossRevenueRetention.WhyUndefined, july.QuickRatio.WhyUndefined, RevenueChurn.Net(july).WhyUndefined, RevenueChurn.Gross(july).WhyUndefined, Snapshots.LogoChurn(July).WhyUndefined];
        Assert.All(reasons, why => Assert.Equal(Reason, why));
        Assert.Equal($"n/a ({Reason})", july.NetRevenueRetention.ToString());
        Assert.Equal($"n/a ({Reason})", july.GrossRevenueRetention.ToString());
        Assert.Equal($"n/a ({Reason})", july.QuickRatio.ToString());
        Assert.Contains(Reason, july.NetRevenueRetention.ToHtml() + july.QuickRatio.ToHtml(), StringComparison.Ordinal);
        Assert.False(july.NetRevenueRetention.IsObserved || july.GrossRevenueRetention.IsObserved || july.QuickRatio.IsObserved || RevenueChurn.Net(july).IsObserved);
        Assert.Equal(new DateOnly(2026, 6, 30), july.QuickRatio.ObservedThrough);
        Json.RoundTrips(july.NetRevenueRetention, RetentionMetricsJsonContext.Default.NetRevenueRetention);
        Json.RoundTrips(july.GrossRevenueRetention, RetentionMetricsJsonContext.Default.GrossRevenueRetention);
        Json.RoundTrips(july.QuickRatio, RetentionMetricsJsonContext.Default.QuickRatio);
        Json.RoundTrips(RevenueChurn.Net(july), RetentionMetricsJsonContext.Default.RevenueChurn);
    }

    [Fact]
    public void The_rates_of_a_month_with_some_data_carry_its_mark()
    {
        var june = Rows.Bridge(June);
        Assert.Equal("66.7 % (100.00 of 150.00; reactivation excluded; observed through 2026-06-10 only)", june.NetRevenueRetention.ToString());
        Assert.Equal("66.7 % (100.00 of 150.00; observed through 2026-06-10 only)", june.GrossRevenueRetention.ToString());
        Assert.Equal("0.00 (0.00 ÷ 50.00; reactivation included; observed through 2026-06-10 only)", june.QuickRatio.ToString());
        Assert.Equal("33.3 % (50.00 of 150.00; gross; observed through 2026-06-10 only)", RevenueChurn.Gross(june).ToString());
        foreach (var html in new[] { june.NetRevenueRetention.ToHtml(), june.GrossRevenueRetention.ToHtml(), june.QuickRatio.ToHtml(), RevenueChurn.Gross(june).ToHtml() })
        {
            Assert.Contains("Observed through 2026-06-10 only.", html, StringComparison.Ordinal);
        }

        Json.RoundTrips(june.GrossRevenueRetention, RetentionMetricsJsonContext.Default.GrossRevenueRetention);
        Assert.Equal("100.0 % (150.00 of 150.00)", Rows.Bridge(Period.Month(2026, 5)).GrossRevenueRetention.ToString());

        // Nobody paid before January: the start is known, whatever is missing of the end.
        var first = SubscriptionLedger.From([new SubscriptionRow<int> { Customer = 1, Start = new(2026, 1, 5), Amount = 10m }]).Bridge(Period.Month(2026, 1));
        Assert.Equal("n/a (no recurring revenue is known at the start)", first.NetRevenueRetention.ToString());
        Assert.False(first.NetRevenueRetention.IsObserved);
    }

    [Fact]
    public void A_mark_stays_when_rates_are_pooled()
    {
        var acme = Rows.Where(c => c == "acme").Bridge(June);
        var bolt = Rows.Where(c => c == "bolt").Bridge(June);
        Assert.Equal(Rows.Bridge(June).GrossRevenueRetention, acme.GrossRevenueRetention + bolt.GrossRevenueRetention);
        Assert.Equal(acme.NetRevenueRetention, NetRevenueRetention.AdditiveIdentity + acme.NetRevenueRetention);
        var both = Rows.Bridge(July).QuickRatio + Rows.Bridge(June).QuickRatio;
        Assert.Equal(new(new(2026, 6, 1), new(2026, 8, 1)), both.Period);
        Assert.Equal("0.00 (0.00 ÷ 50.00; reactivation included; observed through 2026-06-10 only)", both.ToString());
    }

    [Fact]
    public void The_picture_of_a_month_without_data_is_as_wide_as_another_and_says_why()
    {
        var picture = Rows.Bridge(July).ToSvg();
        Assert.Contains("viewBox=\"0 0 640 240\"", picture, StringComparison.Ordinal);
        Assert.Contains("viewBox=\"0 0 640 240\"", Rows.Bridge(Period.Month(2026, 5)).ToSvg(), StringComparison.Ordinal);
        Assert.Contains(">Monthly recurring revenue, 2026-07-01..2026-07-31</text>", picture, StringComparison.Ordinal);
        Assert.Contains(">Not observed: the data ends on 2026-06-10, unless WithObservedThrough says otherwise</text>", picture, StringComparison.Ordinal);
        Assert.DoesNotContain("150", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_to_cancel_that_no_row_records_are_unknown_rather_than_none()
    {
        var july = Rows.WithObservedThrough(new(2026, 7, 31)).LogoChurn(July, ChurnPolicy.Polar);
        Assert.Equal("n/a (no row has a cancel request)", july.ToString());
        Assert.Equal((null, null, null, 2L), (july.Value, july.Rate, july.Revenue.Value, july.Base));
        Json.RoundTrips(july, RetentionMetricsJsonContext.Default.LogoChurn);
        Assert.Equal("n/a (no row has a cancel request)", Snapshots.LogoChurn(June, ChurnPolicy.Polar).ToString());

        // One row with a request, whenever it was, says that the export has them; so that the others have none is a fact, in every part of the ledger.
        var asked = SubscriptionLedger.From(
        [
            new SubscriptionRow<string> { Customer = "acme", Start = new(2026, 1, 1), Amount = 100m },
            new SubscriptionRow<string> { Customer = "bolt", Start = new(2026, 2, 1), End = new(2026, 4, 1), CancelRequestedAt = new(2026, 3, 5), Amount = 50m },
        ]).WithObservedThrough(new(2026, 7, 31));
        Assert.Equal((0.0, true), (asked.LogoChurn(July, ChurnPolicy.Polar).Value, asked.LogoChurn(July, ChurnPolicy.Polar).HasCancelRequests));
        Assert.Equal(0.0, asked.Where(c => c == "acme").LogoChurn(July, ChurnPolicy.Polar).Value);
        Assert.Equal(0.0, (july + asked.LogoChurn(July, ChurnPolicy.Polar)).Value);
        Assert.Null(asked.LogoChurn(July).HasCancelRequests);
    }

    [Fact]
    public void Who_leaves_and_returns_counts_twice_in_the_base_of_Stripe()
    {
        var ledger = SubscriptionLedger.From(
        [
            new SubscriptionRow<string> { Customer = "acme", Start = new(2026, 1, 1), End = new(2026, 6, 10), Amount = 100m },
            new SubscriptionRow<string> { Customer = "acme", Start = new(2026, 6, 20), Amount = 100m },
        ]).WithObservedThrough(new(2026, 6, 30));
        Assert.Equal(["acme", "acme"], ledger.BaseCustomers(ledger.LogoChurn(June, ChurnPolicy.Stripe)));
        Assert.Equal(["acme"], ledger.LostCustomers(ledger.LogoChurn(June, ChurnPolicy.Stripe)));
    }

    [Fact]
    public void Differences_of_rounding_are_told_from_differences_of_definition()
    {
        var ledger = SubscriptionLedger.From(
        [
            new SubscriptionRow<string> { Customer = "yearly", Start = new(2026, 1, 1), Amount = 100m, Interval = BillingInterval.Year },
            new SubscriptionRow<string> { Customer = "monthly", Start = new(2026, 1, 1), Amount = 100m },
            new SubscriptionRow<string> { Customer = "daily", Start = new(2026, 1, 1), Amount = 1m, Interval = BillingInterval.Day },
            // 100.00 and 100.004 a month: one is an expansion of the other, unless both are rounded to the cent.
            new SubscriptionRow<string> { Customer = "mills", Start = new(2026, 1, 1), End = new(2026, 6, 9), Amount = 1_200m, Interval = BillingInterval.Year },
            new SubscriptionRow<string> { Customer = "mills", Start = new(2026, 6, 9), Amount = 1_200.05m, Interval = BillingInterval.Year },
        ]).WithObservedThrough(new(2026, 6, 30));

        // Polar rounds to the cent what the default keeps: 8.33 for 8.3333333333 a month.
        var rounding = ledger.Compare(June, MrrPolicy.Default, MrrPolicy.Default with { Normalization = MrrNormalization.Polar });
        Assert.Equal(["daily", "mills", "yearly"], rounding.Customers.Select(c => c.Customer).Order(StringComparer.Ordinal));
        Assert.All(rounding.Customers, c => Assert.True(c.IsRoundingOnly));
        Assert.Equal(3, rounding.RoundingOnly);
        Assert.Contains("\n0 customers differ, 3 more by rounding alone (", rounding.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("yearly:", rounding.ToString(), StringComparison.Ordinal);
        Assert.Contains("By rounding alone", rounding.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(rounding.ClosingDifference, rounding.Customers.Sum(c => c.ClosingDifference));

        // Days of a 360-day year are another definition; the yearly price differs by rounding still, and comes last.
        var both = ledger.Compare(June, MrrPolicy.Default, MrrPolicy.Default with { Normalization = MrrNormalization.Stripe });
        Assert.Equal("daily", both.Customers[0].Customer);
        Assert.Equal((false, 2), (both.Customers[0].IsRoundingOnly, both.RoundingOnly));
        Assert.Contains("1 customer differs, 2 more by rounding alone", both.ToString(), StringComparison.Ordinal);
    }
}
