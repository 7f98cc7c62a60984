using Retention.Metrics.Activity;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

/// <summary>Active users, days active and lifecycle: what the tables say beside their counts, and what they refuse.</summary>
public class ActivityTableTests
{
    private static readonly DateOnly Day = new(2024, 1, 10);

    private static readonly ActivityLog<int> Log = ActivityLog.From(
        new (int Customer, DateOnly Day)[] { (1, Day), (1, Day), (1, Day.AddDays(-1)), (2, Day.AddDays(-5)), (3, Day.AddDays(-40)) },
        r => r.Customer,
        r => r.Day,
        options: ActivityLogOptions.Default with { KeepOccurrences = true });

    [Fact]
    public void Stickiness_of_a_window_is_the_mean_of_its_days_and_shares_are_parts_of_a_whole()
    {
        var table = Log.ActiveUsers(Day.AddDays(-2), Day, ActiveWindow.Day, ActiveWindow.Trailing7, ActiveWindow.CalendarMonth, ActiveWindow.Trailing(100));
        Assert.Equal(3.0 / 7 / 2, table.Stickiness(Day, ActiveWindow.Trailing7).Value);
        Assert.Equal(Stickiness.FromCounts(StickinessRatio.DailyOverWeekly, 1, 2), table.Share(Day, ActiveWindow.Day, ActiveWindow.Trailing7));
        Assert.Throws<ArgumentException>("part", () => table.Share(Day, ActiveWindow.Trailing7, ActiveWindow.Day));
        Assert.Throws<ArgumentException>("part", () => table.Share(Day, ActiveWindow.Trailing(100), ActiveWindow.Trailing7));
        Assert.False(table.Share(Day, ActiveWindow.Day, ActiveWindow.Trailing(100)).IsObserved);
        var cut = table[Day, ActiveWindow.CalendarMonth];
        Assert.Contains("ends after the last day observed, 2024-01-10", cut.WhyUndefined, StringComparison.Ordinal);
        Assert.Equal((2L, false), (cut.Counted, cut.IsObserved));
        Assert.Equal("n/a (not observed: the data does not cover the whole window)", table.Share(Day, ActiveWindow.Day, ActiveWindow.CalendarMonth).ToString());
        Assert.False(table.Stickiness(Day, ActiveWindow.CalendarMonth).IsObserved);
        Json.RoundTrips(table.Stickiness(Day, ActiveWindow.CalendarMonth), RetentionMetricsJsonContext.Default.Stickiness);
        Assert.True(table.Stickiness(Day, ActiveWindow.Trailing7).IsObserved && default(Stickiness).IsObserved);
        const string Document = """{"ratio":"DailyOverMonthly","activePeriods":0,"periods":1,"users":3,"isObserved":false}""";
        Assert.Throws<ArgumentOutOfRangeException>("users", () => System.Text.Json.JsonSerializer.Deserialize(Document, RetentionMetricsJsonContext.Default.Stickiness));
        var wide = Log.ActiveUsers(Day, Day, ActiveWindow.Day, ActiveWindow.Trailing7, ActiveWindow.Trailing28, ActiveWindow.Trailing(41));
        Assert.Equal(StickinessRatio.WeeklyOverMonthly, wide.Share(Day, ActiveWindow.Trailing7, ActiveWindow.Trailing28).Ratio);
        Assert.Equal("active share 66.7 % (2 of 3; 95 % CI 20.8–93.9)", wide.Share(Day, ActiveWindow.Trailing28, ActiveWindow.Trailing(41)).ToString());
        Assert.Contains("n/a (the calendar month window ends after", table.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("1 (day 2024-01-10)", table[Day, ActiveWindow.Day].ToString());
        Assert.Equal("2 (trailing 7 days to 2024-01-10)", table[Day, ActiveWindow.Trailing7].ToString());
        Assert.Contains("trailing 7 days", table[Day, ActiveWindow.Trailing7].ToHtml(), StringComparison.Ordinal);
        Assert.Equal((2L, 1L), (table.Occurrences(Day), table.Occurrences(Day.AddDays(-1))));
        Assert.Throws<ArgumentOutOfRangeException>("day", () => table.Occurrences(Day.AddDays(1)));
        var whole = Log.ActiveUsers(new(2024, 1, 1), new(2024, 1, 31), ActiveWindow.CalendarMonth);
        Assert.Equal("2 (calendar month 2024-01-10)", whole[Day, ActiveWindow.CalendarMonth].ToString());
        Assert.Throws<ArgumentNullException>("event", () => Log.ActiveUsers(Day, Day, (EventFilter)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Log.ActiveUsers(Day, Day.AddDays(-1)));
    }

    [Fact]
    public void Active_users_of_two_logs_keep_the_history_of_the_earlier_and_rows_only_when_both_know_them()
    {
        var (from, to) = (Day.AddDays(-1), Day);
        var rows = Log.ActiveUsers(from, to, ActiveWindow.Day);
        var days = ActivityLog.From<int>([7], [Day]).ActiveUsers(from, to, ActiveWindow.Day);
        var nobody = new ActivityLogBuilder<int>().Build().ActiveUsers(from, to, ActiveWindow.Day);
        Assert.Equal(Log.FirstDay, (rows + days).HistoryFrom);
        Assert.Equal(Log.FirstDay, (days + rows).HistoryFrom);
        Assert.Null((rows + days).Occurrences(Day));
        Assert.Equal(4, (rows + rows).Occurrences(Day));
        Assert.Equal(rows, rows + nobody);
        Assert.Equal(rows, nobody + rows);
        Assert.Equal(days, days + nobody);
        Assert.Null(nobody.HistoryFrom);
        Assert.True(rows != days && rows == Log.ActiveUsers(from, to, ActiveWindow.Day) && !rows.Equals((object?)null) && (ActiveUsers?)null == null);
        Assert.Equal(rows.GetHashCode(), Log.ActiveUsers(from, to, ActiveWindow.Day).GetHashCode());
        Assert.NotEqual(rows, Log.ActiveUsers(from, to, ActiveWindow.Trailing7));
        Assert.NotEqual(rows, Log.WithHistoryFrom(new(2020, 1, 1)).ActiveUsers(from, to, ActiveWindow.Day));
        Assert.Throws<ArgumentException>("right", () => rows + Log.ActiveUsers(from, to, ActiveWindow.Trailing7));
        Assert.Throws<ArgumentNullException>("left", () => null! + rows);
        Assert.Throws<ArgumentNullException>("right", () => rows + null!);
    }

    [Fact]
    public void Days_active_say_what_they_count()
    {
        var table = Log.DaysActive(Period.Trailing(Day, 7), Granularity.Day);
        Assert.Equal((1L, 1L, 2L, 0L), (table.Exactly(1), table.Exactly(2), table.Users, table.AtLeast(9)));
        Assert.Equal(Proportion.Of(1, 2), table.ShareAtLeast(2));
        Assert.Contains("2 of 7", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("2 customers active in", table.ToHtml(), StringComparison.Ordinal);
        Assert.True(table == Log.DaysActive(Period.Trailing(Day, 7), Granularity.Day) && !table.Equals((object?)null) && (DaysActive?)null == null && table != (DaysActive?)null);
        Assert.Equal(table.GetHashCode(), Log.DaysActive(Period.Trailing(Day, 7), Granularity.Day).GetHashCode());
        Assert.Throws<ArgumentOutOfRangeException>("periods", () => table.Exactly(8));
        Assert.Throws<ArgumentOutOfRangeException>("periods", () => table.AtLeast(0));
        Assert.Throws<ArgumentNullException>("left", () => null! + table);
        Assert.Contains("at least 2 × any event", Assert.Throws<ArgumentException>("right", () => table + Log.DaysActive(Period.Trailing(Day, 7), Granularity.Day, occurrences: OccurrenceRule.AtLeast(2))).Message, StringComparison.Ordinal);
        Assert.Null(Log.DaysActive(new(Day, Day), Granularity.Day).Stickiness.Value);
        Assert.Equal(0, Log.DaysActive(new(Day, Day), Granularity.Day).Periods);
    }

    [Fact]
    public void A_lifecycle_that_knows_customers_from_before_adds_only_from_the_same_day()
    {
        var through = new DateOnly(2024, 3, 31);
        var all = Log.Lifecycle(Granularity.Month, through);
        var late = Log.Lifecycle(Granularity.Month, through, from: new(2024, 1, 1));
        Assert.Equal((1L, 1L, 0L), (late.Periods[0].LivingBefore, late.Periods[0].Dormant!.Value, late.Periods[0].DormantPoolBefore));
        Assert.Throws<ArgumentException>("right", () => all + late);
        Assert.Throws<ArgumentException>("right", () => late + all);
        Assert.Equal(2, (late + late).Periods[0].LivingBefore);
        var nobody = new ActivityLogBuilder<int>().Build().Lifecycle(Granularity.Month, through);
        Assert.Equal(all, all + nobody);
        Assert.Equal(all, nobody + all);
        Assert.Contains("The table is empty", Assert.Throws<ArgumentOutOfRangeException>("day", () => nobody[Day]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => nobody.Periods[0]);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => all.Periods[-1]);
        Assert.Equal(all.Periods.Count, ((System.Collections.IEnumerable)all.Periods).Cast<LifecyclePeriod>().Count());
        Assert.True(all == Log.Lifecycle(Granularity.Month, through) && !all.Equals((object?)null) && (Lifecycle?)null == null && all != late);
        Assert.Equal(all.GetHashCode(), Log.Lifecycle(Granularity.Month, through).GetHashCode());
        Assert.Throws<ArgumentNullException>("left", () => null! + all);

        // The month that is not over has flows but no losses.
        var open = Log.Lifecycle(Granularity.Month, new(2024, 1, 15)).Periods[^1];
        Assert.Null(open.Living);
        Assert.Null(open.DormantPool);
        Assert.Null(open.QuickRatio);
        Assert.Contains("not known before the period ends", open.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 = 2 new + 0 returning + 0 resurrected; not yet known dormant", Log.Lifecycle(Granularity.Month, new(2024, 1, 15)).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("n/a", nobody.ToHtml(), StringComparison.Ordinal);
        Assert.Null(all[new DateOnly(2024, 3, 1)].RetentionRate.Value);
        Assert.Equal(0.0, late[new DateOnly(2024, 1, 1)].RetentionRate.Value);
    }

    [Property(MaxTest = 40)]
    public void Who_was_known_before_is_not_new_but_in_the_dormant_pool(AnyVisits visits)
    {
        DateOnly? Seen(int customer) => customer % 2 == 0 ? new DateOnly(2024, 1, customer) : null;
        var log = ActivityLog.From(visits.Rows, v => v.Customer, v => v.Day).WithFirstSeen(Seen);
        foreach (var from in new DateOnly?[] { null, new(2023, 11, 1), new(2024, 2, 1) })
        {
            var table = log.Lifecycle(Granularity.Month, new(2024, 12, 31), from: from);
            var customers = visits.Rows.Where(v => v.Day <= new DateOnly(2024, 12, 31)).GroupBy(v => v.Customer).ToDictionary(g => g.Key, g => g.Min(v => v.Day));
            foreach (var period in table.Periods)
            {
                Assert.Equal(customers.Count(c => period.Period.Contains(c.Value) && !(Seen(c.Key) < period.Period.Start)), period.New);
                Assert.Equal(visits.Rows.Where(v => period.Period.Contains(v.Day)).Select(v => v.Customer).Distinct().Count(), period.Active);
                Assert.Equal(period.LivingBefore + period.New + period.Resurrected - period.Dormant, period.Living);
                Assert.True(period.DormantPool >= 0 && period.DormantPoolBefore >= period.Resurrected);
            }
        }
    }

    // Nothing is known of the days after the last one observed, whoever was active before; a window that has ended had nobody.
    [Fact]
    public void A_calendar_window_beyond_the_last_day_is_not_observed_even_when_the_log_is_empty()
    {
        var none = ActivityLog.From(Array.Empty<(int, DateOnly)>(), r => r.Item1, r => r.Item2).ActiveUsers(new(2026, 6, 1), new(2026, 6, 10), ActiveWindow.CalendarMonth, ActiveWindow.Trailing7);

        Assert.Null(none[new(2026, 6, 10), ActiveWindow.CalendarMonth].Users);
        Assert.Null(none.Stickiness(new(2026, 6, 10), ActiveWindow.CalendarMonth).Value);
        Assert.Equal(0, none[new(2026, 6, 10), ActiveWindow.Trailing7].Users);
        Assert.StartsWith("nobody was active in the window", none.Stickiness(new(2026, 6, 10), ActiveWindow.Trailing7).WhyUndefined, StringComparison.Ordinal);
    }
}
