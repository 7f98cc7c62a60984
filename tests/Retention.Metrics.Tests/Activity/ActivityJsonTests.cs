using System.Text.Json;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

/// <summary>Tables and policies read back as themselves, and a document that cannot be true is refused.</summary>
public class ActivityJsonTests
{
    private static readonly RetentionMetricsJsonContext Known = RetentionMetricsJsonContext.Default;
    private static readonly DateOnly Through = new(2024, 6, 15);

    [Property(MaxTest = 25)]
    public void Every_table_reads_back_as_itself(AnyVisits visits)
    {
        var days = ActivityLog.From(visits.Rows, v => v.Customer, v => v.Day);
        var instants = ActivityLog.From(visits.Rows, v => v.Customer, v => new DateTimeOffset(v.Day, new(9, 30), TimeSpan.Zero), TimeZoneInfo.Utc, v => "x");
        foreach (var granularity in new[] { Granularity.Week, Granularity.Month, Granularity.FiscalQuarter(2) })
        {
            Json.RoundTrips(days.Cohorts(granularity, Through), Known.CohortTable);
            Json.RoundTrips(days.Cohorts(granularity, Through, CohortPolicy.PostHog with { Brackets = [new(0, 0), new(1, 2)] }), Known.CohortTable);
            Json.RoundTrips(days.Cohorts(granularity, Through).Curve(), Known.RetentionCurve);
            Json.RoundTrips(days.Lifecycle(granularity, Through, from: new(2023, 12, 20)), Known.Lifecycle);
            Json.RoundTrips(days.DaysActive(Period.Month(2024, 1), granularity), Known.DaysActive);
        }

        Json.RoundTrips(instants.Cohorts(Granularity.Week, Through, CohortPolicy.Mixpanel with { MaxOffset = 4, StartEvent = "x" }), Known.CohortTable);
        Json.RoundTrips(instants.ActiveUsers(new(2024, 1, 1), new(2024, 1, 5), "x", ActiveWindow.Day, ActiveWindow.Trailing7, ActiveWindow.In(Granularity.Quarter)), Known.ActiveUsers);
        Json.RoundTrips(days.ActiveUsers(new(2024, 1, 1), new(2024, 1, 5)), Known.ActiveUsers);
        Json.RoundTrips(instants.DaysActive(Period.Month(2024, 1), Granularity.Day, "x", OccurrenceRule.AtLeast(2)), Known.DaysActive);
    }

    [Fact]
    public void Policies_windows_rules_and_filters_read_back_as_themselves()
    {
        foreach (var policy in new[] { CohortPolicy.Default, CohortPolicy.PostHog, CohortPolicy.Mixpanel, CohortPolicy.Amplitude, CohortPolicy.Kusto, CohortPolicy.DbtProductAnalytics, CohortPolicy.Default with { Brackets = [new(1, 3)], MinimumOccurrences = 2, MaxOffset = 9, StartEvent = "a", ReturnEvent = EventFilter.Of("c", "b"), FirstAmong = "d", Entry = CohortEntry.FirstEver, ReturnSegment = ReturnSegment.SameAsStart, RollingMonth = RollingMonth.CalendarMonth } })
        {
            Json.RoundTrips(policy, Known.CohortPolicy);
        }

        foreach (var window in new[] { ActiveWindow.Day, ActiveWindow.Trailing7, ActiveWindow.Trailing(3_660), ActiveWindow.CalendarWeek, ActiveWindow.CalendarMonth, ActiveWindow.In(Granularity.FiscalYear(4)), ActiveWindow.In(Granularity.Day) })
        {
            Json.RoundTrips(window, Known.ActiveWindow);
        }

        Json.RoundTrips(LifecyclePolicy.Default with { DormantAfter = 3, Event = "order", Occurrences = OccurrenceRule.AtMost(2) }, Known.LifecyclePolicy);
        Json.RoundTrips(OccurrenceRule.Exactly(3), Known.OccurrenceRule);
        Json.RoundTrips(EventFilter.Any, Known.EventFilter);
        Json.RoundTrips(EventFilter.Of("b", "a", "b"), Known.EventFilter);
        Json.RoundTrips(new OffsetRange(4, 7), Known.OffsetRange);
        Assert.Equal(CohortPolicy.Default, JsonSerializer.Deserialize("{}", Known.CohortPolicy));
        Assert.Equal(LifecyclePolicy.Default, JsonSerializer.Deserialize("{}", Known.LifecyclePolicy));
        Assert.Equal("active = 1 to 2 × order; dormant after 3 inactive periods", (LifecyclePolicy.Default with { DormantAfter = 3, Event = "order", Occurrences = OccurrenceRule.AtMost(2) }).ToString());
        Assert.Equal("active = any event; dormant after 1 inactive period", LifecyclePolicy.Default.ToString());
        Assert.Throws<ArgumentNullException>(() => LifecyclePolicy.Default with { Event = null! });
    }

    [Theory]
    [InlineData("day ", typeof(FormatException))]
    [InlineData("trailing x days", typeof(FormatException))]
    [InlineData("trailing 7 weeks", typeof(FormatException))]
    [InlineData("trailing 0 days", typeof(ArgumentOutOfRangeException))]
    [InlineData("calendar fortnight", typeof(FormatException))]
    [InlineData(null, typeof(ArgumentNullException))]
    public void A_window_of_no_known_name_is_refused(string? name, Type expected) => Assert.IsType(expected, Record.Exception(() => new ActiveWindow(name!)));

    [Fact]
    public void A_cohort_document_that_cannot_be_true_is_refused()
    {
        var month = Granularity.Month;
        var first = new DateOnly(2024, 1, 1);
        CohortTable Table(IReadOnlyList<long> sizes, IReadOnlyList<IReadOnlyList<long>> retained, CohortPolicy? policy = null, IReadOnlyList<IReadOnlyList<long>>? atRisk = null) => new(month, first, Through, policy ?? CohortPolicy.Default, sizes, retained, atRisk);
        Assert.Equal(3, Table([5], [[5, 2, 1]]).Offsets);
        Assert.Throws<ArgumentOutOfRangeException>("sizes", () => Table([-1], [[0]]));
        Assert.Throws<ArgumentOutOfRangeException>("retained", () => Table([5], [[6]]));
        Assert.Throws<ArgumentException>("retained", () => Table([5], []));
        Assert.Throws<ArgumentException>("rows", () => Table([5], [null!]));
        Assert.Throws<ArgumentException>("retained", () => Table([5], [[5, 0, 0, 0, 0, 0, 1]]));
        Assert.Throws<ArgumentException>("retained", () => Table([5], [[5, 1]], CohortPolicy.Default with { Brackets = [new(0, 1)] }));
        Assert.Throws<ArgumentException>("atRisk", () => Table([5], [[5]], atRisk: [[5]]));
        Assert.Throws<ArgumentException>("atRisk", () => Table([5], [[5]], CohortPolicy.Mixpanel));
        Assert.Throws<ArgumentOutOfRangeException>("atRisk", () => Table([5], [[5]], CohortPolicy.Mixpanel, [[6]]));
        Assert.Throws<ArgumentOutOfRangeException>("retained", () => Table([5], [[5]], CohortPolicy.Mixpanel, [[4]]));
        Assert.Throws<ArgumentNullException>("policy", () => new CohortTable(month, first, Through, null!, [], [], null));
        Assert.Throws<ArgumentNullException>("sizes", () => CohortTable.FromCounts(month, first, null!, [], Through));
        Assert.Throws<ArgumentNullException>("retained", () => CohortTable.FromCounts(month, first, [], null!, Through));
        Assert.ThrowsAny<ArgumentException>(() => CohortTable.FromCounts(month, first, [1], [[1]], Through, CohortPolicy.Mixpanel));
        Assert.Throws<ArgumentNullException>("points", () => new RetentionCurve(CurveMethod.Pooled, month, 0.95, null!));
        Assert.Throws<ArgumentOutOfRangeException>("method", () => new RetentionCurve((CurveMethod)7, month, 0.95, []));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => new RetentionPoint(0, double.NaN, default, 0, null, null));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => new RetentionCurve(CurveMethod.Pooled, month, 0.95, [])[0]);
    }

    [Fact]
    public void A_lifecycle_document_whose_stocks_do_not_follow_from_its_flows_is_refused()
    {
        Lifecycle Table(IReadOnlyList<long> opening, params IReadOnlyList<long>[] counts) => new(Granularity.Month, Through, LifecyclePolicy.Default, new(2024, 1, 1), opening, counts);
        Assert.Equal(2, Table([2, 3], [4, 1, 1, 1, 6, 7]).Periods.Single().LivingBefore);
        Assert.Throws<ArgumentException>("counts", () => Table([2, 3], [4, 1, 1, 1, 5, 7]));
        Assert.Throws<ArgumentException>("counts", () => Table([2, 3], [4, 1, 1, 1, 6, 5]));
        Assert.Throws<ArgumentException>("counts", () => Table([2, 3], [4, 3, 1, 1, 6, 7]));
        Assert.Throws<ArgumentException>("counts", () => Table([2, 3], [4, 1, 1, 1, 6]));
        Assert.Throws<ArgumentException>("counts", () => Table([2, 3], [null!]));
        Assert.Throws<ArgumentException>("counts", () => Table([2]));
        Assert.Throws<ArgumentOutOfRangeException>("counts", () => Table([2, 3], [-4, 1, 1, 1, 6, 7]));
        Assert.Throws<ArgumentNullException>("opening", () => Table(null!));
        Assert.Throws<ArgumentNullException>("counts", () => new Lifecycle(Granularity.Month, Through, LifecyclePolicy.Default, Through, [0, 0], null!));
        Assert.Throws<ArgumentNullException>("policy", () => new Lifecycle(Granularity.Month, Through, null!, Through, [0, 0], []));
    }

    [Fact]
    public void Documents_of_active_users_and_days_need_a_count_for_every_day()
    {
        var (from, to) = (new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2));
        ActiveUsers Table(IReadOnlyList<IReadOnlyList<long>> counts, IReadOnlyList<long> daily, IReadOnlyList<long>? rows = null) => new(from, to, from, EventFilter.Any, [ActiveWindow.Day], counts, daily, rows);
        Assert.Equal(2, Table([[2, 3]], [2, 3], [2, 9]).Days);
        Assert.Throws<ArgumentException>("counts", () => Table([[2]], [2, 3]));
        Assert.Throws<ArgumentException>("counts", () => Table([], [2, 3]));
        Assert.Throws<ArgumentException>("counts", () => Table([[2, 3]], [2]));
        Assert.Throws<ArgumentException>("counts", () => Table([[2, 3]], [2, 3], [1]));
        Assert.Throws<ArgumentOutOfRangeException>("counts", () => Table([[2, -3]], [2, 3]));
        Assert.Throws<ArgumentException>("counts", () => new ActiveUsers(to, from, null, EventFilter.Any, [], [], (IReadOnlyList<long>)[], null));
        Assert.Throws<ArgumentNullException>("event", () => new ActiveUsers(from, to, null, null!, null!, null!, (IReadOnlyList<long>)null!, null));
        Assert.Throws<ArgumentException>("counts", () => new DaysActive(Period.Month(2024, 1), Granularity.Day, EventFilter.Any, default, [1]));
        Assert.Throws<ArgumentOutOfRangeException>("counts", () => new DaysActive(Period.Month(2024, 1), Granularity.Month, EventFilter.Any, default, [-1]));
        Assert.Throws<ArgumentNullException>("counts", () => new DaysActive(default, Granularity.Month, EventFilter.Any, default, null!));
        Assert.Throws<ArgumentNullException>("event", () => new DaysActive(default, Granularity.Month, null!, default, []));
    }
}
