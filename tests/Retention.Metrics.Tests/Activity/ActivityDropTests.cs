using Retention.Metrics.Activity;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

public class ActivityDropTests
{
    private static readonly DateOnly AsOf = new(2026, 6, 30);

    // Fisher's tea tasting: of 8 cups 4 have milk first; at most 1 right among 4 drawn: (1 + 16) of 70.
    [Fact]
    public void The_tail_is_that_of_Fishers_exact_test()
    {
        Assert.Equal(17.0 / 70, DropWalk.LowerTail(1, 4, 4, 8), 14);
        Assert.Equal(1, DropWalk.LowerTail(4, 4, 4, 8));
        Assert.Equal(1.0 / 70, DropWalk.LowerTail(0, 4, 4, 8), 14);

        // Windows of years make terms beyond 1e250; the sum of all stays 1 and the middle is the middle.
        Assert.Equal(1, DropWalk.LowerTail(2_000, 2_000, 2_000, 4_000));
        Assert.InRange(DropWalk.LowerTail(1_000, 2_000, 2_000, 4_000), 0.5, 0.53);
    }

    [Fact]
    public void A_customer_who_used_to_come_daily_and_stopped_is_reported()
    {
        var rows = new List<(string Customer, DateOnly Day)>();
        for (var day = AsOf.AddDays(-111); day <= AsOf; day = day.AddDays(1))
        {
            rows.Add(("steady", day));
            if (day <= AsOf.AddDays(-20))
            {
                rows.Add(("fading", day));
            }
        }

        rows.AddRange([("rare", AsOf.AddDays(-90)), ("rare", AsOf.AddDays(-60)), ("new", AsOf.AddDays(-2)), ("old", new(2020, 1, 1))]);
        var drops = ActivityLog.From(rows, r => r.Customer, r => r.Day).Drops(AsOf);
        var drop = Assert.Single(drops);
        Assert.Equal(("fading", 8, 28, 84, 84, 28.0), (drop.Customer, drop.RecentActive, drop.RecentDays, drop.PastActive, drop.PastDays, drop.Expected));
        Assert.InRange(drop.PValue, 0, 1e-12);
        Assert.Equal("fading: 8 of 28 days, 28.0 expected (p < .001)", drop.ToString());
        Assert.Equal(0, default(ActivityDrop<int>).Expected);
    }

    [Property(MaxTest = 40)]
    public void Drops_agree_with_counting_by_hand(AnyVisits visits)
    {
        var log = ActivityLog.From(visits.Rows, v => v.Customer, v => v.Day);
        var asOf = new DateOnly(2024, 1, 25);
        var (recent, past) = (Period.Trailing(asOf, 10), Period.Trailing(asOf.AddDays(-10), 25));
        var expected = new List<(int, int, int, int)>();
        foreach (var days in visits.Rows.GroupBy(v => v.Customer, v => v.Day))
        {
            var (now, before) = (days.Distinct().Count(recent.Contains), days.Distinct().Count(past.Contains));
            var first = days.Min();
            var known = Math.Max(0, recent.Start.DayNumber - Math.Max(first.DayNumber, past.Start.DayNumber));
            if (before > 0 && now * known < before * 10)
            {
                expected.Add((days.Key, now, before, known));
            }
        }

        var drops = log.Drops(asOf, 10, 25, level: 0.999_999_999);
        Assert.Equal(expected.Order(), drops.Select(d => (d.Customer, d.RecentActive, d.PastActive, d.PastDays)).Order());
        Assert.Equal(drops.Select(d => d.PValue).Order(), drops.Select(d => d.PValue));
        Assert.All(drops, d => Assert.InRange(d.PValue, 0, 0.999_999_999));
        Assert.Equal(drops.Where(d => d.PValue < 0.2), log.Drops(asOf, 10, 25, 0.2));
    }

    [Fact]
    public void Windows_without_days_and_levels_out_of_range_are_refused()
    {
        var log = ActivityLog.From<int>([1], [1]);
        Assert.Throws<ArgumentOutOfRangeException>("recentDays", () => log.Drops(AsOf, recentDays: 0));
        Assert.Throws<ArgumentOutOfRangeException>("pastDays", () => log.Drops(AsOf, pastDays: 0));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => log.Drops(AsOf, level: 1));
        Assert.Throws<ArgumentOutOfRangeException>("asOf", () => log.Drops(DateOnly.MinValue.AddDays(100)));
        Assert.Empty(new ActivityLogBuilder<int>().Build().Drops(AsOf));
        Assert.Empty(log.Drops(new(1960, 1, 1)));
    }
}
