using System.Globalization;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

public class ActivityLogBuilderTests
{
    [Fact]
    public void A_builder_grows_and_goes_on_after_a_log_was_made()
    {
        var builder = new ActivityLogBuilder<int>(TimeZoneInfo.Utc);
        for (var row = 0; row < 5_000; row++)
        {
            // The first rows have no event: that is a kind of its own once others have one.
            builder.Add(row % 7, DateTimeOffset.UnixEpoch.AddHours(row), row < 1_500 ? null : "e" + (row % 2).ToString(CultureInfo.InvariantCulture));
        }

        var log = builder.Build();
        builder.Add(99, DateTimeOffset.UnixEpoch);
        Assert.Equal((5_000L, 5_001L, 7L, 8L), (log.Rows, builder.Build().Rows, log.Customers, builder.Build().Customers));
        Assert.Equal(["e0", "e1"], log.Events);
        Assert.Equal(1_750, log.Use("e1", new(new(1970, 1, 1), new(1971, 1, 1))).Uses);
        Assert.Equal(5_000, log.Use(EventFilter.Any, new(new(1970, 1, 1), new(1971, 1, 1))).Uses);
    }

    [Property(MaxTest = 30)]
    public void A_refused_row_or_column_changes_nothing(AnyVisits visits)
    {
        var builder = new ActivityLogBuilder<string>();
        foreach (var visit in visits.Rows)
        {
            builder.Add("c" + visit.Customer.ToString(CultureInfo.InvariantCulture), visit.Day, "x");
            Assert.Throws<ArgumentException>("customer", () => builder.Add("", visit.Day, "never", "never"));
            Assert.Throws<ArgumentException>("customer", () => builder.Add(null!, visit.Day));
            Assert.Throws<InvalidOperationException>(() => builder.Add("c", DateTimeOffset.UnixEpoch, "never"));
            Assert.Throws<ArgumentException>("customer", () => builder.AddRange(["ok", ""], [visit.Day, visit.Day]));
            Assert.Throws<ArgumentException>("customers", () => builder.AddRange(["ok"], [visit.Day, visit.Day]));
            Assert.Throws<InvalidOperationException>(() => builder.AddRange(["ok"], [DateTimeOffset.UnixEpoch]));
        }

        var expected = ActivityLog.From(visits.Rows, v => "c" + v.Customer.ToString(CultureInfo.InvariantCulture), v => v.Day, _ => "x");
        Assert.Equal(expected.Cohorts(Granularity.Month, new(2026, 6, 30)), builder.Build().Cohorts(Granularity.Month, new(2026, 6, 30)));
        Assert.Equal((expected.Rows, expected.Customers), (builder.Count, builder.Build().Customers));
        Assert.Equal(expected.Events, builder.Build().Events);
    }

    [Fact]
    public void Customers_are_found_by_any_kind_of_key()
    {
        Finds(ActivityLog.From<int>([5, 6, 900], [1, 2, 3]), [5, 6, 900], 7, 1_000);
        Finds(ActivityLog.From<int>([5, 600, 3_000], [1, 2, 3]), [5, 600, 3_000], 6, 599, 2_999);
        Finds(ActivityLog.From<int>([5, -2_000_000_000, 2_000_000_000], [1, 2, 3]), [5, -2_000_000_000, 2_000_000_000], 6, 0);
        Finds(ActivityLog.From<long>([5, long.MinValue, long.MaxValue], [1, 2, 3]), [5, long.MinValue, long.MaxValue], 6, 0);
        Finds(ActivityLog.From<Guid>([new("01234567-89ab-cdef-0123-456789abcdef")], [1]), [new("01234567-89ab-cdef-0123-456789abcdef")], Guid.Empty, new("11234567-89ab-cdef-0123-456789abcdef"));
        Finds(ActivityLog.From<string>(["a", "é", "😀"], [1, 2, 3]), ["a", "é", "😀"], "e", "");
        Finds(ActivityLog.From<decimal>([1.5m, 2], [1, 2]), [1.5m, 2], 1);

        static void Finds<T>(ActivityLog<T> log, T[] keys, params T[] unknown)
            where T : notnull
        {
            Assert.All(keys, key => Assert.True(log.Contains(key)));
            Assert.All(unknown, key => Assert.False(log.Contains(key)));
            Assert.Equal(keys.Length, log.Only([.. keys, .. unknown]).Customers);
            var year = log.DaysActive(new(new(1970, 1, 1), new(1971, 1, 1)), Granularity.Year);
            Assert.Equal(keys.Length, year.Users);
            Assert.Equal(keys.Order(Comparer<T>.Default), log.CustomersIn(year, 1).Order(Comparer<T>.Default));
        }
    }

    [Fact]
    public void Days_outside_the_calendar_are_refused_and_its_ends_are_not()
    {
        var least = -719_162;
        var log = ActivityLog.From<int>([1, 1], [least, DateOnly.MaxValue.DayNumber + least]);
        Assert.Equal((DateOnly.MinValue, DateOnly.MaxValue), (log.FirstDay!.Value, log.LastDay!.Value));
        Assert.Contains("The day of row 1 was -719163", Assert.Throws<ArgumentOutOfRangeException>("epochDays", () => ActivityLog.From<int>([1, 1], [1, least - 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("epochDays", () => ActivityLog.From<string>(["a"], [int.MinValue]));
        Assert.Throws<ArgumentException>("epochDays", () => ActivityLog.From<int>([1, 2], [1]));
        Assert.Throws<ArgumentException>("dates", () => ActivityLog.From<int>([1, 2], [new DateOnly(2026, 1, 1)]));
        Assert.Throws<ArgumentException>("instants", () => ActivityLog.From<int>([1, 2], [DateTimeOffset.UnixEpoch], TimeZoneInfo.Utc));
        Assert.Throws<ArgumentNullException>("zone", () => new ActivityLogBuilder<int>((TimeZoneInfo)null!));
        Assert.Throws<ArgumentNullException>("customer", () => ActivityLog.From<int, int>([1], null!, _ => default(DateOnly)));
        Assert.Throws<ArgumentNullException>("date", () => ActivityLog.From([1], i => i, (Func<int, DateOnly>)null!));
        Assert.Throws<ArgumentNullException>("at", () => ActivityLog.From([1], i => i, (Func<int, DateTimeOffset>)null!, TimeZoneInfo.Utc));
        Assert.Throws<ArgumentNullException>("rows", () => ActivityLog.From<int, int>(null!, i => i, _ => DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc));

        // The offset of a zone cannot carry an instant out of the calendar.
        var samoa = TimeZoneInfo.CreateCustomTimeZone("far east", TimeSpan.FromHours(14), "far east", "far east");
        Assert.Equal(DateOnly.MaxValue, ActivityLog.From<int>([1], [DateTimeOffset.MaxValue], samoa).LastDay);
        Assert.Equal(1, ActivityLog.From<int>([1], [DateTimeOffset.MaxValue], samoa).Cohorts(Granularity.Day, DateOnly.MaxValue, CohortPolicy.Default with { Clock = CohortClock.Rolling, MaxOffset = 0 }).Entries);
    }
}
