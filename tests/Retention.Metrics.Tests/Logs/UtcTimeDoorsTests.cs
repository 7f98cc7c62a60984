using Retention.Metrics.Activity;
using Retention.Metrics.Orders;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Logs;

public class UtcTimeDoorsTests
{
    private static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
    private static readonly DateOnly Next = new(2026, 6, 2);
    private static readonly Row[] Rows = [At(DateTimeKind.Utc)];

    public static TheoryData<DateTimeKind> NotUtc => new(DateTimeKind.Unspecified, DateTimeKind.Local);

    [Fact]
    public async Task A_time_in_UTC_is_an_instant_whatever_the_zone_of_the_machine()
    {
        Assert.Equal(Next, ActivityLog.From(Rows, r => r.Customer, r => r.Time, Rome).FirstDay);
        Assert.Equal(Next, (await ActivityLog.FromAsync(Arriving(Rows), r => r.Customer, r => r.Time, Rome)).FirstDay);
        Assert.Equal(Next, OrderLog.From(Rows, r => r.Customer, r => r.Time, Rome, r => 1m).Observed!.Value.Start);
        var orders = new OrderLogBuilder<int>(Rome);
        await orders.AddRangeAsync(Arriving(Rows), r => r.Customer, r => r.Time, r => 1m);
        Assert.Equal(Next, orders.AddRange(Rows, r => r.Customer, r => r.Time, r => 1m).Build().Observed!.Value.Start);
        var ledger = SubscriptionLedger.From(Rows, r => r.Customer, r => r.Time, r => r.End, r => 1m, r => BillingInterval.Month, Rome);
        Assert.Equal([0m, 1m, 1m, 0m], new DateOnly[] { new(2026, 6, 1), Next, new(2026, 7, 1), new(2026, 7, 2) }.Select(d => ledger.Mrr(d).Recurring));
        var endless = SubscriptionLedger.From(Rows, r => r.Customer, r => r.Time, _ => null, r => 1m, r => BillingInterval.Month, Rome);
        Assert.Equal(1m, endless.Mrr(new(2027, 1, 1)).Recurring);
    }

    [Fact]
    public async Task A_selector_of_offsets_still_takes_instants_with_their_offset()
    {
        Assert.Equal(Next, ActivityLog.From(Rows, r => r.Customer, r => r.Instant, Rome).FirstDay);
        Assert.Equal(Next, (await ActivityLog.FromAsync(Arriving(Rows), r => r.Customer, r => r.Instant, Rome)).FirstDay);
        Assert.Equal(Next, OrderLog.From(Rows, r => r.Customer, r => r.Instant, Rome, r => 1m).Observed!.Value.Start);
        Assert.Equal(Next, SubscriptionLedger.From(Rows, r => r.Customer, r => r.Instant, _ => null, r => 1m, r => BillingInterval.Month, Rome).Observed!.Value.Start);
    }

    [Theory]
    [MemberData(nameof(NotUtc))]
    public async Task Any_other_time_is_refused_and_its_row_named(DateTimeKind kind)
    {
        Row[] rows = [Rows[0], At(kind)];
        var start = $"The time of row 1 was 2026-06-01T23:30:00 (a DateTime of kind {kind}), which is no instant: a time of day alone says nothing about where.";
        Refused("at", () => ActivityLog.From(rows, r => r.Customer, r => r.Time, Rome));
        Refused("at", () => OrderLog.From(rows, r => r.Customer, r => r.Time, Rome, r => 1m));
        Refused("start", () => SubscriptionLedger.From(rows, r => r.Customer, r => r.Time, r => null, r => 1m, r => BillingInterval.Month, Rome));
        Refused("end", () => SubscriptionLedger.From(rows, r => r.Customer, r => Rows[0].Time, r => (DateTime?)r.Time, r => 1m, r => BillingInterval.Month, Rome));
        await Assert.ThrowsAsync<ArgumentException>("at", () => ActivityLog.FromAsync(Arriving(rows), r => r.Customer, r => r.Time, Rome));
        var builder = new OrderLogBuilder<int>(Rome);
        await Assert.ThrowsAsync<ArgumentException>("at", () => builder.AddRangeAsync(Arriving(rows), r => r.Customer, r => r.Time, r => 1m));
        Assert.Equal(0, builder.Count);
        var visits = new ActivityLogBuilder<int>(Rome);
        visits.Add(1, Rows[0].Time);
        builder.Add(1, Rows[0].Time, 1m);
        Refused("at", () => visits.Add(1, rows[1].Time));
        Refused("at", () => builder.Add(1, rows[1].Time, 1m));
        Assert.Equal((1, 1, Next), (visits.Count, builder.Count, visits.Build().FirstDay));

        void Refused(string name, Action door) => Assert.StartsWith(start, Assert.Throws<ArgumentException>(name, door).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_without_a_zone_asks_for_one_before_it_looks_at_the_time()
    {
        Assert.Throws<InvalidOperationException>(() => new OrderLogBuilder<int>().AddRange([At(DateTimeKind.Unspecified)], r => r.Customer, r => r.Time, r => 1m));
        Assert.Throws<InvalidOperationException>(() => new OrderLogBuilder<int>().Add(1, At(DateTimeKind.Unspecified).Time, 1m));
        Assert.Throws<InvalidOperationException>(() => new ActivityLogBuilder<int>().Add(1, At(DateTimeKind.Unspecified).Time));
        Assert.Throws<ArgumentNullException>("zone", () => ActivityLog.From(Rows, r => r.Customer, r => r.Time, null!));
        Assert.Throws<ArgumentNullException>("zone", () => OrderLog.From(Rows, r => r.Customer, r => r.Time, null!, r => 1m));
        Assert.Throws<ArgumentNullException>("zone", () => SubscriptionLedger.From(Rows, r => r.Customer, r => r.Time, r => r.End, r => 1m, r => BillingInterval.Month, (TimeZoneInfo)null!));
    }

    private static Row At(DateTimeKind kind)
    {
        var time = new DateTime(2026, 6, 1, 23, 30, 0, kind);
        return new(1, time, new(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.Zero), new DateTime(2026, 7, 1, 22, 30, 0, kind));
    }

    private static async IAsyncEnumerable<Row> Arriving(Row[] rows)
    {
        foreach (var row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }

    private sealed record Row(int Customer, DateTime Time, DateTimeOffset Instant, DateTime? End);
}
