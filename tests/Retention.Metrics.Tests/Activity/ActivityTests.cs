using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Tests.Activity;

public class ActivityTests
{
    private static readonly (string Customer, DateOnly Day)[] Rows =
    [
        ("ann", new(2026, 4, 2)), ("bob", new(2026, 4, 9)), ("cid", new(2026, 4, 30)), ("ann", new(2026, 5, 3)), ("dan", new(2026, 5, 8)), ("ann", new(2026, 6, 1)), ("cid", new(2026, 6, 11)),
    ];

    private static readonly ActivityLog<string> Log = ActivityLog.From(Rows, r => r.Customer, r => r.Day);

    [Fact]
    public void A_log_knows_its_days_its_rows_and_its_events()
    {
        Assert.Equal((7L, new DateOnly(2026, 4, 2), new DateOnly(2026, 6, 11)), (Log.Rows, Log.FirstDay!.Value, Log.LastDay!.Value));
        Assert.Empty(Log.Events);
        Assert.Null(Log.TimeZone);
        var empty = new ActivityLogBuilder<int>().Build();
        Assert.Null(empty.FirstDay);
        Assert.Null(empty.LastDay);
        Assert.Equal(0, empty.Cohorts(Granularity.Month, new(2026, 6, 30)).Cohorts);
        Assert.Empty(empty.Lifecycle(Granularity.Month, new(2026, 6, 30)).Periods);
    }

    // New York is at UTC−4 in June: the evening of the 1st there is the 2nd in UTC.
    [Fact]
    public void An_instant_belongs_to_the_day_of_the_zone()
    {
        var at = new DateTimeOffset(2026, 6, 2, 2, 30, 0, TimeSpan.Zero);
        var zone = TimeZoneInfo.CreateCustomTimeZone("minus four", TimeSpan.FromHours(-4), "minus four", "minus four");
        Assert.Equal(new DateOnly(2026, 6, 1), ActivityLog.From([at], _ => 1, i => i, zone).FirstDay);
        Assert.Equal(new DateOnly(2026, 6, 2), ActivityLog.From([at], _ => 1, i => i, TimeZoneInfo.Utc).FirstDay);
    }

    [Fact]
    public void Cohorts_show_zero_and_not_yet_apart_in_every_rendering()
    {
        var table = Log.Cohorts(Granularity.Month, observedThrough: new(2026, 6, 29));
        Assert.Equal("33.3 % (1 of 3; 95 % CI 6.1–79.2)", table[new DateOnly(2026, 4, 1), 1].ToString());
        Assert.False(table[new DateOnly(2026, 4, 1), 2].IsObserved);
        Assert.Equal("0.0 % (0 of 1; 95 % CI 0.0–79.3)", Log.Cohorts(Granularity.Month, new(2026, 6, 30))[new DateOnly(2026, 5, 1), 1].ToString());
        Assert.Equal("month           n       0      1      2\n2026-04         3   100.0   33.3\n2026-05         1   100.0\n2026-06         0", table.ToString());
        Assert.Contains("| 2026-04 | 3 | 100.0 | 33.3 |", table.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("1 of 3", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("blank: not observed yet", table.ToSvg(), StringComparison.Ordinal);
        Assert.StartsWith("<svg", table.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("not observed yet", table[new DateOnly(2026, 5, 1), 1].ToHtml(), StringComparison.Ordinal);
        Assert.Contains("33.3 %", table[0, 1].ToHtml(), StringComparison.Ordinal);
        Assert.NotNull(table[0, 1].Interval());
    }

    [Fact]
    public void An_unfinished_period_can_be_shown_as_partial_or_counted_as_zero_by_name()
    {
        var partial = Log.Cohorts(Granularity.Month, new(2026, 6, 15), CohortPolicy.Default with { Incomplete = IncompletePeriods.Include });
        Assert.True(partial[new DateOnly(2026, 4, 1), 2].IsPartial);
        Assert.Equal(Proportion.Of(2, 3), partial[new DateOnly(2026, 4, 1), 2].Retained);
        Assert.Contains("66.7*", partial.ToString(), StringComparison.Ordinal);
        Assert.Contains("stroke-dasharray", partial.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("66.7\\*", partial.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("has not ended", partial[new DateOnly(2026, 4, 1), 2].ToHtml(), StringComparison.Ordinal);
        var zero = Log.Cohorts(Granularity.Month, new(2026, 6, 15), CohortPolicy.Kusto);
        Assert.Equal(Proportion.Of(0, 1), zero[new DateOnly(2026, 5, 1), 1].Retained);
    }

    [Fact]
    public void The_pooled_curve_weighs_by_customers_and_the_mean_curve_by_cohorts()
    {
        var table = CohortTable.FromCounts(Granularity.Month, new(2026, 1, 1), [100, 10], [[100, 50, 40], [10, 1]], new(2026, 3, 31));
        Assert.Equal(51.0 / 110, table.Curve()[1].Value!.Value, 1e-15);
        Assert.Equal((0.5 + 0.1) / 2, table.MeanCurve()[1].Value!.Value, 1e-15);
        Assert.Equal(0.4, table.Curve()[2].Value!.Value, 1e-15);
        Assert.Equal(1, table.Curve()[2].Cohorts);
        Assert.Throws<InvalidOperationException>(() => table.KaplanMeierCurve());
        var survival = CohortTable.FromCounts(Granularity.Month, new(2026, 1, 1), [100, 10], [[100, 50, 40], [10, 1]], new(2026, 3, 31), CohortPolicy.Default with { Measure = CohortMeasure.OnOrAfter }).KaplanMeierCurve();
        Assert.Equal(51.0 / 110, survival[1].Value!.Value, 1e-12);
        Assert.Equal(51.0 / 110 * 40 / 50, survival[2].Value!.Value, 1e-12);
        foreach (var curve in new[] { table.Curve(), table.MeanCurve(), survival })
        {
            Assert.Contains("<polyline", curve.ToSvg(), StringComparison.Ordinal);
            Assert.Contains("month 1", curve.ToHtml(), StringComparison.Ordinal);
            Assert.Contains("month 1:", curve.ToString(), StringComparison.Ordinal);
            Assert.Contains("%", curve[1].ToHtml(), StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentOutOfRangeException>("offset", () => table.Curve()[3]);
        Assert.Contains("no cohort has completed", CohortTable.FromCounts(Granularity.Month, new(2026, 1, 1), [5], [[]], new(2026, 1, 2)).Curve().ToSvg(), StringComparison.Ordinal);
    }

    // PostHog issue 30624: of two mature cohorts of 4, one with nobody retained and one with 1: 12.5 %, not 25 %.
    [Fact]
    public void A_complete_cohort_with_nobody_retained_is_in_the_mean()
    {
        var table = CohortTable.FromCounts(Granularity.Day, new(2026, 1, 1), [4, 4], [[4, 0], [4, 1]], new(2026, 1, 3));
        Assert.Equal(0.125, table.MeanCurve()[1].Value);
        Assert.Equal(0.125, table.Curve()[1].Value);
        Assert.Equal(0.25, table.MeanCurve(skipZeroCells: true)[1].Value);
    }

    [Fact]
    public void Brackets_take_offsets_together()
    {
        var policy = CohortPolicy.Default with { Brackets = [new(0, 0), new(1, 2)] };
        var table = Log.Cohorts(Granularity.Month, new(2026, 6, 30), policy);
        Assert.Equal(Proportion.Of(2, 3), table[new DateOnly(2026, 4, 1), 1].Retained);
        Assert.False(table[new DateOnly(2026, 5, 1), 1].IsObserved);
        Assert.Contains("1–2", table.ToString(), StringComparison.Ordinal);
        Assert.Equal("1–2", new OffsetRange(1, 2).ToString());
        Assert.Equal(policy, CohortPolicy.Default with { Brackets = [new(0, 0), new(1, 2)] });
        Assert.NotEqual(policy, CohortPolicy.Default);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OffsetRange(2, 1));
        Assert.ThrowsAny<ArgumentException>(() => CohortPolicy.Default with { Brackets = [new(0, 3), new(2, 4)] });
    }

    // Amplitude's example: 23 h 01 min apart, which truncating to the hour makes day 1.
    [Fact]
    public void Rolling_windows_are_24_hours_of_each_customer()
    {
        DateTimeOffset[] instants = [new(2021, 12, 1, 17, 59, 0, TimeSpan.Zero), new(2021, 12, 2, 17, 0, 0, TimeSpan.Zero)];
        var log = ActivityLog.From<int>([1, 1], instants, TimeZoneInfo.Utc);
        var exact = log.Cohorts(Granularity.Day, new(2021, 12, 10), CohortPolicy.Default with { Clock = CohortClock.Rolling, MaxOffset = 2 });
        var truncated = log.Cohorts(Granularity.Day, new(2021, 12, 10), CohortPolicy.Amplitude with { MaxOffset = 2 });
        Assert.Equal(0, exact[0, 1].Retained.Count);
        Assert.Equal(1, truncated[0, 1].Retained.Count);
        Assert.Throws<InvalidOperationException>(() => Log.Cohorts(Granularity.Day, new(2026, 6, 30), CohortPolicy.Mixpanel));
    }

    [Fact]
    public void A_window_before_the_history_is_not_observed_rather_than_a_ramp()
    {
        var table = Log.ActiveUsers(new(2026, 4, 2), new(2026, 6, 11), ActiveWindow.Day, ActiveWindow.Trailing30, ActiveWindow.CalendarMonth);
        Assert.False(table[new(2026, 4, 10), ActiveWindow.Trailing30].IsObserved);
        Assert.Null(table[new(2026, 4, 10), ActiveWindow.Trailing30].Users);
        Assert.Contains("n/a", table[new(2026, 4, 10), ActiveWindow.Trailing30].ToString(), StringComparison.Ordinal);
        Assert.Contains("n/a", table[new(2026, 4, 10), ActiveWindow.Trailing30].ToHtml(), StringComparison.Ordinal);
        Assert.Equal(4, table[new(2026, 5, 8), ActiveWindow.Trailing30].Users);
        Assert.Null(table.Stickiness(new(2026, 4, 10), ActiveWindow.Trailing30).Value);
        Assert.Contains("2026-05-08", table[new(2026, 5, 8), ActiveWindow.Trailing30].ToString(), StringComparison.Ordinal);
        Assert.Contains("<", table.ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[new(2026, 7, 1), ActiveWindow.Day]);
        Assert.Throws<ArgumentException>(() => table[new(2026, 5, 1), ActiveWindow.Trailing7]);
        Assert.Throws<ArgumentOutOfRangeException>("days", () => ActiveWindow.Trailing(0));
        Assert.Null(table.Occurrences(new(2026, 5, 8)));
    }

    [Fact]
    public void First_seen_elsewhere_decides_who_is_new()
    {
        var known = Log.WithFirstSeen(customer => customer == "dan" ? new DateOnly(2025, 1, 1) : null);
        Assert.Equal(1, Log.Lifecycle(Granularity.Month, new(2026, 6, 30))[new DateOnly(2026, 5, 1)].New);
        Assert.Equal(0, known.Lifecycle(Granularity.Month, new(2026, 6, 30), from: new(2026, 4, 1))[new DateOnly(2026, 5, 1)].New);
    }

    [Fact]
    public void The_lifecycle_reads_as_a_table()
    {
        var table = Log.Lifecycle(Granularity.Month, new(2026, 6, 30));
        var june = table[new DateOnly(2026, 6, 1)];
        Assert.Equal((0L, 1L, 1L, 1L), (june.New, june.Returning, june.Resurrected, june.Dormant!.Value));
        Assert.Equal(Proportion.Of(1, 2), june.ReactivationRate);
        Assert.Equal(1.0, june.QuickRatio);
        Assert.Contains("2026-06", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("2026-06", table.ToHtml(), StringComparison.Ordinal);
        Assert.NotEmpty(june.ToString());
        Assert.Throws<ArgumentOutOfRangeException>("day", () => table[new DateOnly(2020, 1, 1)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => LifecyclePolicy.Default with { DormantAfter = 0 });
    }

    [Fact]
    public void Occurrences_count_rows_of_a_period()
    {
        (int Customer, DateOnly Day)[] rows = [(1, new(2026, 1, 1)), (1, new(2026, 1, 1)), (1, new(2026, 1, 2)), (2, new(2026, 1, 1))];
        var log = ActivityLog.From(rows, r => r.Customer, r => r.Day, options: ActivityLogOptions.Default with { KeepOccurrences = true });
        var range = Period.Inclusive(new(2026, 1, 1), new(2026, 1, 3));
        Assert.Equal([1L, 0, 0], log.DaysActive(range, Granularity.Day, occurrences: OccurrenceRule.AtLeast(2)).Counts);
        Assert.Equal([2L, 0, 0], log.DaysActive(range, Granularity.Day, occurrences: OccurrenceRule.Exactly(1)).Counts);
        Assert.Equal([2L, 0, 0], log.DaysActive(range, Granularity.Day, occurrences: OccurrenceRule.AtMost(1)).Counts);
        Assert.Equal(3, log.ActiveUsers(new(2026, 1, 1), new(2026, 1, 3)).Occurrences(new(2026, 1, 1)));
        Assert.Throws<InvalidOperationException>(() => Log.DaysActive(range, Granularity.Day, occurrences: OccurrenceRule.AtLeast(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => OccurrenceRule.AtLeast(0));
        Assert.NotEmpty(OccurrenceRule.AtLeast(2).ToString() + OccurrenceRule.Exactly(2) + OccurrenceRule.AtMost(2) + OccurrenceRule.Any);
    }

    [Fact]
    public void Events_filter_questions_and_segments_split_them()
    {
        (int Customer, DateOnly Day, string Event, string Segment)[] rows =
        [
            (1, new(2026, 1, 1), "sign-up", "web"), (1, new(2026, 1, 2), "buy", "web"), (2, new(2026, 1, 1), "sign-up", "app"), (3, new(2026, 1, 2), "buy", "app"),
        ];
        var log = ActivityLog.From(rows, r => r.Customer, r => r.Day, r => r.Event, r => r.Segment, ActivityLogOptions.Default with { KnownEvents = EventFilter.Of("renew") });
        Assert.Equal(["buy", "sign-up"], log.Events);
        var policy = CohortPolicy.Default with { StartEvent = "sign-up", ReturnEvent = EventFilter.Of("buy", "renew") };
        Assert.Equal(Proportion.Of(1, 2), log.Cohorts(Granularity.Day, new(2026, 1, 5), policy)[0, 1].Retained);
        var split = log.CohortsBySegment(Granularity.Day, new(2026, 1, 5), policy);
        Assert.Equal(["app", "web"], split.Names.Order(StringComparer.Ordinal));
        Assert.Equal(Proportion.Of(1, 1), split["web"][0, 1].Retained);
        Assert.Equal(Proportion.Of(0, 1), split["app"][0, 1].Retained);
        Assert.Equal(log.Cohorts(Granularity.Day, new(2026, 1, 5), policy), split.Total);
        Assert.NotEmpty(split.ToString());
        Assert.Throws<InvalidOperationException>(() => Log.Cohorts(Granularity.Day, new(2026, 6, 30), policy));
        Assert.Throws<ArgumentException>(() => EventFilter.Of());
        Assert.Equal("sign-up", policy.StartEvent.ToString());
        Assert.Equal("any event", EventFilter.Any.ToString());
        Assert.True(EventFilter.Of("a") == (EventFilter)"a" && EventFilter.Of("a") != EventFilter.Any && EventFilter.Of("a").GetHashCode() == EventFilter.Of("a").GetHashCode());
        Assert.Contains("sign-up", policy.ToString(), StringComparison.Ordinal);
        foreach (var preset in new[] { CohortPolicy.PostHog, CohortPolicy.Mixpanel, CohortPolicy.Amplitude, CohortPolicy.Kusto, CohortPolicy.Default with { Measure = CohortMeasure.OnOrBefore, ReturnSegment = ReturnSegment.SameAsStart, MinimumOccurrences = 2 }, CohortPolicy.Default with { Measure = CohortMeasure.EveryPeriod, Entry = CohortEntry.FirstEver, Incomplete = IncompletePeriods.Include } })
        {
            Assert.NotEqual(CohortPolicy.Default.ToString(), preset.ToString());
        }
    }

    [Fact]
    public void A_refused_row_leaves_the_builder_as_it_was()
    {
        var builder = new ActivityLogBuilder<string>();
        builder.Add("ann", new DateOnly(2026, 1, 1));
        Assert.Throws<ArgumentException>("customer", () => builder.Add(null!, new DateOnly(2026, 1, 1)));
        Assert.Throws<ArgumentException>("customer", () => builder.Add("", new DateOnly(2026, 1, 1)));
        Assert.Throws<InvalidOperationException>(() => builder.Add("bob", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddRange(["a", null!], [new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2)]));
        Assert.ThrowsAny<ArgumentException>(() => builder.AddRange(["a"], [new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2)]));
        Assert.Equal(1, builder.Count);
        Assert.Equal(1, builder.Build().Rows);
        Assert.Throws<InvalidOperationException>(() => new ActivityLogBuilder<int>(TimeZoneInfo.Utc).Add(1, new DateOnly(2026, 1, 1)));
        Assert.ThrowsAny<ArgumentException>(() => ActivityLog.From<int>([1, 2], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ActivityLog.From<int>([1], [int.MaxValue]));
        Assert.Throws<ArgumentNullException>(() => ActivityLog.From<int, int>(null!, i => i, _ => default));
        Assert.ThrowsAny<ArgumentException>(() => ActivityLog.From<Guid>([Guid.Empty], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ActivityLogOptions.Default with { MaxThreads = 0 });
    }

    [Fact]
    public void Tables_by_different_definitions_do_not_add_and_do_not_equal()
    {
        var through = new DateOnly(2026, 6, 30);
        var (months, weeks) = (Log.Cohorts(Granularity.Month, through), Log.Cohorts(Granularity.Week, through));
        Assert.Throws<ArgumentException>(() => months + weeks);
        Assert.True(months != weeks && months == Log.Cohorts(Granularity.Month, through) && !months.Equals((object?)null) && months.GetHashCode() == Log.Cohorts(Granularity.Month, through).GetHashCode());
        Assert.Throws<ArgumentException>(() => Log.Lifecycle(Granularity.Month, through) + Log.Lifecycle(Granularity.Week, through));
        Assert.True(Log.Lifecycle(Granularity.Month, through) != Log.Lifecycle(Granularity.Week, through));
        Assert.Throws<ArgumentException>(() => Log.DaysActive(Period.Month(2026, 4), Granularity.Day) + Log.DaysActive(Period.Month(2026, 5), Granularity.Day));
        Assert.True(Log.DaysActive(Period.Month(2026, 4), Granularity.Day) != Log.DaysActive(Period.Month(2026, 5), Granularity.Day));
        Assert.Throws<ArgumentException>(() => Log.ActiveUsers(new(2026, 4, 1), new(2026, 4, 3)) + Log.ActiveUsers(new(2026, 4, 1), new(2026, 4, 4)));
        Assert.True(Log.ActiveUsers(new(2026, 4, 1), new(2026, 4, 3)) != Log.ActiveUsers(new(2026, 4, 1), new(2026, 4, 4)));
        Assert.True(months.Curve() != weeks.Curve() && months.Curve() == months.Curve() && months.Curve().GetHashCode() == months.Curve().GetHashCode());
        Assert.Throws<ArgumentOutOfRangeException>(() => months[99, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => months[new DateOnly(1999, 1, 1), 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => months[0, -1]);
    }

    [Fact]
    public void A_log_says_what_is_in_it()
    {
        Assert.Equal("no activity", new ActivityLogBuilder<int>().Build().ToString());
        Assert.Equal("3 rows of 2 customers, 2026-01-05 to 2026-02-01", ActivityLog.From<int>([1, 2, 1], new DateOnly[] { new(2026, 1, 5), new(2026, 1, 6), new(2026, 2, 1) }).ToString());
    }

    [Fact]
    public void A_table_of_a_mistyped_date_is_refused_before_it_fills_the_memory()
    {
        var log = ActivityLog.From<int>([1, 2], new DateOnly[] { new(1, 1, 1), new(2026, 2, 1) });
        var refused = Assert.Throws<InvalidOperationException>(() => log.Cohorts(Granularity.Month, new(2026, 6, 30)));
        Assert.Contains("24,306 cohorts by month, from 0001-01-01 to 2026-06-30", refused.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => log.Cohorts(Granularity.Day, new(2026, 6, 30)));
        Assert.Equal(6, log.Cohorts(Granularity.Month, new(2026, 6, 30), from: new(2026, 1, 1)).Cohorts);
    }

    [Fact]
    public void A_value_that_does_not_fit_its_column_is_named_with_row_and_column()
    {
        using var table = new System.Data.DataTable();
        table.Columns.Add("who", typeof(string));
        table.Columns.Add("day", typeof(DateTime));
        table.Rows.Add("7", new DateTime(2026, 1, 5));
        using var reader = table.CreateDataReader();
        Assert.Contains("Column 0 (\"who\") of row 0 was 7 (String), which is no Int64", Assert.Throws<FormatException>(() => ActivityLog.Read<long>(reader)).Message, StringComparison.Ordinal);
        using var again = table.CreateDataReader();
        Assert.Throws<OperationCanceledException>(() => ActivityLog.Read<string>(again, cancellationToken: new(canceled: true)));
    }
}
