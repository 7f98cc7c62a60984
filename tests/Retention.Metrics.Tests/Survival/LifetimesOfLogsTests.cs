using Retention.Metrics.Activity;
using Retention.Metrics.Orders;
using Retention.Metrics.Revenue;
using Retention.Metrics.Survival;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Survival;

public sealed class LifetimesOfLogsTests
{
    private static readonly DateOnly Start = new(2026, 1, 1);

    [Fact]
    public void A_subscription_lives_until_it_is_first_not_paid()
    {
        var builder = new SubscriptionLedgerBuilder<string>(MrrPolicy.Default);
        builder.Add("stays", Start, null, 10m, BillingInterval.Month);
        builder.Add("left", Start, Start.AddDays(40), 10m, BillingInterval.Month);
        builder.Add("came back", Start, Start.AddDays(50), 10m, BillingInterval.Month);
        builder.Add("came back", Start.AddDays(90), null, 10m, BillingInterval.Month);
        builder.Add("later", Start.AddDays(500), null, 10m, BillingInterval.Month);
        var ledger = builder.Build();

        Assert.Equal(Lifetimes.From([100, 40, 50], [false, true, true], "days"), ledger.Lifetimes(Start.AddDays(100)));
        Assert.Equal(Lifetimes.From([100, 40, 100], [false, true, false], "days"), ledger.Lifetimes(Start.AddDays(100), throughGaps: true));
        Assert.Equal(Lifetimes.From([30, 30, 30], [false, false, false], "days"), ledger.Lifetimes(Start.AddDays(30)));
    }

    [Property]
    public void Who_is_silent_too_long_has_left_with_the_last_activity(byte[] customers, byte inactive, byte through)
    {
        var rows = customers.Select((c, i) => (Customer: c % 32, Day: new DateOnly(1969, 12, 1).AddDays(i * 37 % 300))).ToList();
        var (asOf, days) = (new DateOnly(1969, 12, 1).AddDays(through), inactive + 1);
        var expected = rows.Where(r => r.Day <= asOf).GroupBy(r => r.Customer)
            .Select(g => (First: g.Min(r => r.Day).DayNumber, Last: g.Max(r => r.Day).DayNumber))
            .Select(s => (Ended: asOf.DayNumber - s.Last >= days, s.First, s.Last))
            .Select(s => (s.Ended, Tenure: (s.Ended ? s.Last : asOf.DayNumber) - s.First)).ToList();
        var lifetimes = ActivityLog.From(rows, r => r.Customer, r => r.Day).Lifetimes(days, asOf);

        Assert.Equal(Lifetimes.From([.. expected.Select(e => e.Tenure)], [.. expected.Select(e => e.Ended)], lifetimes.Unit), lifetimes);
        Assert.Equal(lifetimes, OrderLog.From(rows, r => r.Customer, r => r.Day, _ => 1m).Lifetimes(days, asOf));
    }

    [Fact]
    public void An_empty_log_has_no_lifetimes_and_no_days_are_too_few()
    {
        var empty = new ActivityLogBuilder<int>().Build();
        Assert.Equal(0, empty.Lifetimes(1, Start).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.Lifetimes(0, Start));
    }
}
