using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Tests.Cohorts;

public class CohortPolicyTests
{
    private static readonly DateOnly January = new(2024, 1, 1);
    private static readonly DateOnly Through = new(2024, 6, 30);

    // After PostHog's first_ever_occurrence: the first event of the name must itself match.
    [Fact]
    public void First_ever_enters_only_those_whose_first_event_is_a_start()
    {
        (int Customer, DateTimeOffset At, string Event)[] rows =
        [
            (1, At(1, 3), "visit/paid"), (1, At(2, 3), "visit/free"), (2, At(1, 4), "visit/free"), (2, At(1, 5), "visit/paid"), (3, At(1, 6), "other"), (3, At(1, 7), "visit/paid"),
        ];
        var log = ActivityLog.From(rows, r => r.Customer, r => r.At, TimeZoneInfo.Utc, r => r.Event);
        var policy = CohortPolicy.Default with { Entry = CohortEntry.FirstEver, StartEvent = "visit/paid", FirstAmong = EventFilter.Of("visit/paid", "visit/free") };
        foreach (var clock in Enum.GetValues<CohortClock>())
        {
            var table = log.Cohorts(Granularity.Month, Through, policy with { Clock = clock });
            Assert.Equal(2, table.SizeAt(0));
            Assert.Equal([1, 3], log.CustomersIn(table, January));
            Assert.Equal(1, table[0, 1].Retained.Count);
        }

        // A log of days has no events, so the first day is the start.
        Assert.Equal(3, ActivityLog.From(rows, r => r.Customer, r => DateOnly.FromDateTime(r.At.UtcDateTime)).Cohorts(Granularity.Month, Through, CohortPolicy.Default with { Entry = CohortEntry.FirstEver }).Entries);
    }

    [Fact]
    public void Cumulative_retention_cannot_fall_and_brackets_pool_their_offsets()
    {
        var log = ActivityLog.From<int>([1, 1, 2, 2, 3, 4], [January, new(2024, 2, 9), January, new(2024, 4, 2), January, new(2024, 5, 5)]);
        var table = log.Cohorts(Granularity.Month, Through, CohortPolicy.Default with { Measure = CohortMeasure.OnOrBefore });
        Assert.Equal([3L, 1L, 1L, 2L, 2L, 2L], Enumerable.Range(0, 6).Select(k => table[0, k].Retained.Count));
        foreach (var measure in Enum.GetValues<CohortMeasure>())
        {
            var brackets = log.Cohorts(Granularity.Month, Through, CohortPolicy.Default with { Measure = measure, Brackets = [new(0, 0), new(1, 2), new(3, 3), new(4, 40)] });
            Assert.Equal(3, brackets[0, 0].Retained.Count);
            Assert.Equal(measure switch { CohortMeasure.OnOrAfter => 2, _ => 1 }, brackets[0, 1].Retained.Count);
            Assert.Equal(measure switch { CohortMeasure.OnOrBefore => 2, CohortMeasure.EveryPeriod => 0, _ => 1 }, brackets[0, 2].Retained.Count);
            Assert.False(brackets[0, 3].IsObserved);
        }

        var windows = ActivityLog.From<int>([1, 1, 1], [At(1, 1), At(1, 3), At(3, 1)], TimeZoneInfo.Utc)
            .Cohorts(Granularity.Day, Through, CohortPolicy.Default with { Clock = CohortClock.Rolling, Measure = CohortMeasure.OnOrAfter, Brackets = [new(1, 3), new(5, 6)] });
        Assert.Equal([1L, 1L], [windows[0, 0].Retained.Count, windows[0, 1].Retained.Count]);
    }

    [Fact]
    public void Unfinished_periods_are_blank_partial_or_zero_as_the_policy_says()
    {
        var log = ActivityLog.From<int>([1, 1, 2], [January, new(2024, 2, 2), January]);
        var through = new DateOnly(2024, 2, 10);
        CohortCell Cell(IncompletePeriods incomplete, int offset) => log.Cohorts(Granularity.Month, through, CohortPolicy.Default with { Incomplete = incomplete })[0, offset];
        Assert.Equal(("", "not observed yet"), (Cell(IncompletePeriods.Exclude, 1).ToString(), Cell(IncompletePeriods.Exclude, 1).WhyUndefined));
        Assert.EndsWith(" so far", Cell(IncompletePeriods.Include, 1).ToString(), StringComparison.Ordinal);
        Assert.Contains("has not ended", Cell(IncompletePeriods.Include, 1).ToHtml(), StringComparison.Ordinal);
        Assert.True(Cell(IncompletePeriods.Include, 1).IsPartial && Cell(IncompletePeriods.CountAsZero, 1).IsObserved);
        Assert.False(Cell(IncompletePeriods.CountAsZero, 7).IsObserved);
        var nobody = CohortTable.FromCounts(Granularity.Month, January, [0], [[0, 0]], Through)[0, 1];
        Assert.Equal("n/a (nobody entered)", nobody.ToString());
        Assert.Contains("nobody entered", nobody.ToHtml(), StringComparison.Ordinal);
        Assert.Null(nobody.Interval());
        Assert.False(default(CohortCell).IsObserved);
    }

    [Fact]
    public void Kaplan_Meier_needs_what_cannot_be_undone()
    {
        var on = CohortTable.FromCounts(Granularity.Month, January, [4], [[4, 2]], Through);
        Assert.Throws<InvalidOperationException>(() => on.KaplanMeierCurve());
        var after = CohortPolicy.Default with { Measure = CohortMeasure.OnOrAfter };
        var table = CohortTable.FromCounts(Granularity.Month, new(2024, 4, 1), [8, 4, 2], [[8, 4, 0], [4, 3], [2]], Through, after);
        var curve = table.KaplanMeierCurve();
        Assert.Equal([1, 7.0 / 12, 0], curve.Points.Select(p => p.Value!.Value));
        Assert.Null(curve[0].Lower);
        Assert.True(curve[1].Lower < curve[1].Value && curve[1].Value < curve[1].Upper);
        Assert.Null(CohortTable.FromCounts(Granularity.Month, Through, [2], [[2]], Through.AddDays(-1).AddMonths(0), after).KaplanMeierCurve().Points[0].Value);
        var mean = CohortTable.FromCounts(Granularity.Month, new(2024, 6, 1), [2], [[2]], new(2024, 6, 10)).MeanCurve();
        Assert.Null(mean[0].Value);
        Assert.Contains("n/a", mean[0].ToString() + mean[0].ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("level", () => table.Curve(0));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => table.MeanCurve(1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => table.KaplanMeierCurve(double.NaN));
        Assert.True((RetentionCurve?)null == null && curve != (RetentionCurve?)null && !curve.Equals((object?)null) && curve != table.KaplanMeierCurve(0.9) && curve != table.Curve());
    }

    [Fact]
    public void Choices_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CohortPolicy.Default with { MinimumOccurrences = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => CohortPolicy.Default with { MaxOffset = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => CohortPolicy.Default with { Measure = (CohortMeasure)9 });
        Assert.Throws<ArgumentNullException>(() => CohortPolicy.Default with { StartEvent = null! });
        Assert.Throws<ArgumentNullException>(() => CohortPolicy.Default with { ReturnEvent = null! });
        Assert.Throws<ArgumentNullException>(() => CohortPolicy.Default with { FirstAmong = null! });
        Assert.Throws<ArgumentNullException>(() => CohortPolicy.Default with { Brackets = null! });
        Assert.Throws<ArgumentOutOfRangeException>("first", () => new OffsetRange(-1, 2));
        Assert.Equal((CohortPolicy.Default with { Brackets = [new(1, 2)] }).GetHashCode(), (CohortPolicy.Default with { Brackets = [new(1, 2)] }).GetHashCode());
        Assert.Equal([new OffsetRange(1, 2)], (CohortPolicy.Default with { Brackets = [new(1, 2)] }).Brackets);
        Assert.Equal("1–2", ((System.Collections.IEnumerable)(CohortPolicy.Default with { Brackets = [new(1, 2)] }).Brackets).Cast<OffsetRange>().Single().ToString());
        Assert.NotEqual(CohortPolicy.Default with { Brackets = [new(1, 2)] }, CohortPolicy.Default with { Brackets = [new(1, 3)] });
        var huge = CohortPolicy.Default with { MaxOffset = int.MaxValue };
        Assert.Equal(1, ActivityLog.From<int>([1], [Through]).Cohorts(Granularity.Month, Through, huge).Offsets);
        var occurrences = CohortPolicy.Default with { MinimumOccurrences = 2 };
        Assert.Throws<InvalidOperationException>(() => ActivityLog.From<int>([1], [Through]).Cohorts(Granularity.Month, Through, occurrences));
    }

    [Fact]
    public void Tables_add_over_different_cohorts_and_not_over_different_definitions()
    {
        var left = CohortTable.FromCounts(Granularity.Month, January, [4, 2], [[4, 2], [2]], new(2024, 2, 29));
        var right = CohortTable.FromCounts(Granularity.Month, new(2024, 2, 1), [3], [[3]], new(2024, 2, 29));
        var nobody = CohortTable.FromCounts(Granularity.Month, January, [], [], new(2024, 2, 29));
        Assert.Equal([4L, 5L], [(left + right).SizeAt(0), (left + right).SizeAt(1)]);
        Assert.Equal(left + right, right + left);
        Assert.Equal(left, left + nobody);
        Assert.Equal(left, nobody + left);
        Assert.Throws<ArgumentException>("right", () => left + CohortTable.FromCounts(Granularity.Month, January, [4], [[4]], Through));
        Assert.Throws<ArgumentNullException>("left", () => null! + left);
        Assert.Throws<ArgumentNullException>("right", () => left + null!);
        Assert.True(left != (CohortTable?)null && (CohortTable?)null == null && !left.Equals((object?)right));
        Assert.Contains("The table is empty", Assert.Throws<ArgumentOutOfRangeException>("cohort", () => nobody.RowOf(January)).Message, StringComparison.Ordinal);
        Assert.Contains("The table is empty", Assert.Throws<ArgumentOutOfRangeException>("row", () => nobody.SizeAt(0)).Message, StringComparison.Ordinal);
        Assert.Equal(DateOnly.MaxValue, CohortTable.FromCounts(Granularity.Day, DateOnly.MaxValue, [1], [[1]], DateOnly.MaxValue).ObservedThrough);
        Assert.True(CohortTable.FromCounts(Granularity.Day, DateOnly.MaxValue.AddDays(-1), [1], [[1, 1]], DateOnly.MaxValue)[0, 1].IsComplete);
    }

    private static DateTimeOffset At(int month, int day) => new(2024, month, day, 8, 0, 0, TimeSpan.Zero);

    // Entered on Monday 5 January and came back exactly three weeks later: the return lies in the window [21 d, 28 d). From the Sunday by which the cohort is named only
    // 20 days follow to the end of January, three windows; from the Monday 27 do, four. On or after, every window up to the return is retained.
    [Fact]
    public void A_first_cohort_that_is_named_by_its_last_day_keeps_the_windows_of_those_who_entered_on_its_first()
    {
        (int Customer, DateTimeOffset At)[] rows = [(1, new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)), (1, new(2026, 1, 26, 0, 0, 0, TimeSpan.Zero))];
        var policy = CohortPolicy.Default with { Clock = CohortClock.Rolling, Measure = CohortMeasure.OnOrAfter, Incomplete = IncompletePeriods.Include };
        CohortTable Table(DateOnly from) => ActivityLog.From(rows, r => r.Customer, r => r.At, TimeZoneInfo.Utc).Cohorts(Granularity.Week, new(2026, 1, 31), policy, from);

        var table = Table(from: new(2026, 1, 11));

        Assert.Equal([1L, 1, 1, 1], Enumerable.Range(0, table.Offsets).Select(offset => table[0, offset].Retained.Count));
        Assert.Equal(Table(from: new(2026, 1, 5)), table);
    }
}
