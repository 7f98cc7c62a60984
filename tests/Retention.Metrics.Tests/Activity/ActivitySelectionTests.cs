using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

public class ActivitySelectionTests
{
    private static readonly DateOnly Through = new(2024, 6, 30);

    [Property(MaxTest = 40)]
    public void A_selection_answers_like_a_log_of_the_selected_alone(AnyVisits visits)
    {
        var from = new DateOnly(2023, 12, 15);
        foreach (var log in Logs(visits.Rows))
        {
            var part = log.Where(c => c % 2 == 1);
            var alone = ActivityLog.From(visits.Rows.Where(v => v.Customer % 2 == 1), v => v.Customer, v => v.Day);
            Assert.Equal(alone.Customers, part.Customers);
            Assert.Equal(alone.Cohorts(Granularity.Month, Through, from: from), part.Cohorts(Granularity.Month, Through, from: from));
            Assert.Equal(alone.Lifecycle(Granularity.Month, Through, from: from), part.Lifecycle(Granularity.Month, Through, from: from));
            Assert.Equal(alone.DaysActive(Period.Month(2024, 1), Granularity.Day), part.DaysActive(Period.Month(2024, 1), Granularity.Day));
            Assert.Equal(alone.Drops(new(2024, 1, 20), 10, 20, 0.9), part.Drops(new(2024, 1, 20), 10, 20, 0.9));
            Assert.Equal(alone.Users(EventFilter.Any, Period.Month(2024, 1)), part.Users(EventFilter.Any, Period.Month(2024, 1)));
            var only = log.Only([1, 3, 5, 99, 1]);
            Assert.Equal(part.Cohorts(Granularity.Week, Through), only.Cohorts(Granularity.Week, Through));
            Assert.Equal(part.Customers, part.Only([1, 2, 3, 4, 5]).Customers);
            for (var customer = 0; customer < 7; customer++)
            {
                var known = visits.Rows.Any(v => v.Customer == customer);
                Assert.Equal(known, log.Contains(customer));
                Assert.Equal(known && customer % 2 == 1, part.Contains(customer));
            }
        }
    }

    [Property(MaxTest = 30)]
    public void Tables_of_the_segments_and_the_others_add_up_to_the_total(AnyVisits visits)
    {
        // The first row decides; a customer without a segment in it is among the others.
        var log = ActivityLog.From(visits.Rows, v => v.Customer, v => v.Day, segment: v => v.Customer == 1 ? null : "s" + (v.Customer % 3).ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var most in new[] { 1, 2, 8 })
        {
            Adds(log.BySegment(l => l.Lifecycle(Granularity.Month, Through, from: new(2023, 12, 15)), most));
            Adds(log.BySegment(l => l.DaysActive(Period.Month(2024, 1), Granularity.Day), most));
            Adds(log.CohortsBySegment(Granularity.Month, Through, most: most));
        }

        var segments = log.BySegment(l => l.DaysActive(new(new(2023, 12, 1), new(2027, 1, 1)), Granularity.Year));
        Assert.Equal(visits.Rows.Where(v => v.Customer is 2 or 5).Select(v => v.Customer).Distinct().Count(), segments.TryGet("s2", out var table) ? table.Users : 0);

        static void Adds<T>(Segmented<T> tables)
            where T : class, System.Numerics.IAdditionOperators<T, T, T> =>
            Assert.Equal(tables.Total, tables.Segments.Aggregate(tables.Other, (sum, segment) => sum + segment.Value));
    }

    [Fact]
    public void The_largest_segments_are_shown_and_nonsense_is_refused()
    {
        (int Customer, DateOnly Day, string? Segment)[] rows = [(1, Through, "b"), (2, Through, "b"), (3, Through, "a"), (4, Through, "c"), (5, Through, null), (1, Through.AddDays(-1), "c")];
        var log = ActivityLog.From(rows, r => r.Customer, r => r.Day, segment: r => r.Segment);
        var day = Period.Trailing(Through, 2);
        var tables = log.BySegment(l => l.DaysActive(day, Granularity.Day), most: 1);
        Assert.Equal(["c"], tables.Names);
        Assert.Equal((2L, 3L, 5L), (tables["c"].Users, tables.Other.Users, tables.Total.Users));
        Assert.Equal([1, 4], log.CustomersIn(log.CohortsBySegment(Granularity.Month, Through)["c"], Through, segment: "c"));
        Assert.Throws<ArgumentOutOfRangeException>("most", () => log.BySegment(l => l.DaysActive(day, Granularity.Day), 0));
        Assert.Throws<ArgumentOutOfRangeException>("most", () => log.CohortsBySegment(Granularity.Month, Through, most: 0));
        Assert.Throws<ArgumentNullException>("table", () => log.BySegment<DaysActive>(null!));
        Assert.Throws<ArgumentNullException>("condition", () => log.Where(null!));
        Assert.Throws<ArgumentNullException>("customers", () => log.Only(null!));
        Assert.Throws<ArgumentNullException>("firstSeen", () => log.WithFirstSeen(null!));
        var days = ActivityLog.From<int>([1], [1]);
        Assert.Throws<InvalidOperationException>(() => days.BySegment(l => l.DaysActive(day, Granularity.Day)));
        Assert.Throws<InvalidOperationException>(() => days.CohortsBySegment(Granularity.Month, Through));

        // Read for events and segments, though no row has one: as a shard of a log may be.
        var none = ActivityLog.From([1, 2], c => c, _ => Through, _ => null, _ => null, ActivityLogOptions.Default with { KnownEvents = "export" });
        Assert.Equal(2, none.BySegment(l => l.DaysActive(day, Granularity.Day)).Other.Users);
        Assert.Equal((0L, 2L), (none.Adoption("export", day).Evidence.Count, none.Funnel(new(EventFilter.Any, "export")).Started));
        Assert.Throws<InvalidOperationException>(() => log.Adoption("export", day));
        var empty = new ActivityLogBuilder<int>().Build();
        Assert.Empty(empty.BySegment(l => l.DaysActive(day, Granularity.Day)).Segments);
        Assert.Equal(0, empty.Where(_ => true).Customers);
        Assert.False(empty.Contains(1));
        Assert.Equal(0, empty.Only([1]).Customers);
    }

    [Fact]
    public void Drill_down_finds_the_customers_of_every_kind_of_cell()
    {
        (int Customer, DateOnly Day, string Segment)[] rows =
        [
            (1, new(2024, 1, 3), "a"), (1, new(2024, 2, 3), "a"), (2, new(2024, 1, 9), "b"), (2, new(2024, 2, 9), "a"), (3, new(2024, 1, 9), "b"), (3, new(2024, 3, 9), "b"),
        ];
        var log = ActivityLog.From(rows, r => r.Customer, r => r.Day, segment: r => r.Segment);
        var january = new DateOnly(2024, 1, 1);
        var same = log.Cohorts(Granularity.Month, Through, CohortPolicy.Default with { ReturnSegment = ReturnSegment.SameAsStart });
        Assert.Equal([1L, 1L], new[] { same[january, 1].Retained.Count, same[january, 2].Retained.Count });
        Assert.Equal([1], log.CustomersIn(same, january, 1));
        Assert.Equal([3], log.CustomersIn(same, january, 2));
        Assert.Equal([1, 2, 3], log.CustomersIn(same, january));
        var any = log.Cohorts(Granularity.Month, Through);
        Assert.Equal([1, 2], log.CustomersIn(any, january, 1));
        Assert.Equal([2, 3], log.CustomersIn(any, january, segment: "b"));
        Assert.Empty(log.CustomersIn(any, january, 99));
        Assert.Throws<ArgumentNullException>("table", () => log.CustomersIn((CohortTable)null!, january));
        Assert.Throws<ArgumentOutOfRangeException>("cohort", () => log.CustomersIn(any, new DateOnly(2020, 1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => log.CustomersIn(any, january, -1));
        var brackets = log.Cohorts(Granularity.Month, Through, CohortPolicy.Default with { Brackets = [new(1, 2), new(3, 4)] });
        Assert.Equal([1, 2, 3], log.CustomersIn(brackets, january, 0));
        var users = log.ActiveUsers(january, new(2024, 1, 31), ActiveWindow.Day);
        Assert.Equal([2, 3], log.CustomersIn(users, new(2024, 1, 9), ActiveWindow.Day));
        Assert.Throws<ArgumentException>("window", () => log.CustomersIn(users, new(2024, 1, 9), ActiveWindow.Trailing7));
        Assert.Throws<ArgumentOutOfRangeException>("day", () => log.CustomersIn(users, new(2024, 2, 9), ActiveWindow.Day));
        Assert.Throws<ArgumentOutOfRangeException>("periods", () => log.CustomersIn(log.DaysActive(Period.Month(2024, 1), Granularity.Day), 0));
        Assert.Throws<ArgumentOutOfRangeException>("state", () => log.CustomersIn(log.Lifecycle(Granularity.Month, Through), january, (LifecycleState)7));

        // Keys without an order come in the order of the log.
        var unordered = ActivityLog.From(rows, r => new Unordered(r.Customer), r => r.Day);
        Assert.Equal(3, unordered.CustomersIn(unordered.DaysActive(Period.Month(2024, 1), Granularity.Month), 1).Count);
    }

    private static IEnumerable<ActivityLog<int>> Logs(IReadOnlyList<SampleVisit> rows)
    {
        yield return ActivityLog.From(rows, v => v.Customer, v => v.Day);
        yield return ActivityLog.From<int>(rows.Select(v => v.Customer).ToArray(), rows.Select(v => v.Day).ToArray(), ActivityLogOptions.Default with { KeepOccurrences = true });
        yield return ActivityLog.From(rows, v => v.Customer, v => v.Day, v => "x");
    }

    private sealed record Unordered(int Id);
}
