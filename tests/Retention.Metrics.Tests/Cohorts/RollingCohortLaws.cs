using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Cohorts;

/// <summary>Windows of each customer's own, counted entry by entry and window by window as the definitions read.</summary>
public class RollingCohortLaws
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateOnly Through = new(2024, 4, 14);

    [Property(MaxTest = 12)]
    public void Rolling_cohorts_agree_with_counting_by_hand(AnyVisits visits)
    {
        var rows = Rows(visits);
        var log = Log(rows);
        foreach (var policy in Policies())
        {
            foreach (var granularity in new[] { Granularity.Day.Every(3, new(2024, 1, 1)), Granularity.Week, Granularity.Month, Granularity.Year })
            {
                var table = log.Cohorts(granularity, Through, policy);
                for (var row = 0; row < table.Cohorts; row++)
                {
                    for (var offset = 0; offset < Math.Min(8, table.Offsets); offset++)
                    {
                        var (size, atRisk, retained) = Cell(rows, granularity, policy, granularity.IndexOf(table.CohortAt(row)), offset);
                        var cell = table[row, offset];
                        Assert.Equal((size, atRisk, retained), (cell.Size, cell.Retained.Total, cell.Retained.Count));
                        Assert.Equal(atRisk > 0, cell.IsObserved);
                    }
                }
            }
        }
    }

    [Property(MaxTest = 12)]
    public void Rolling_tables_of_disjoint_customers_add(AnyVisits visits)
    {
        var rows = Rows(visits);
        foreach (var policy in Policies())
        {
            CohortTable Table(Func<int, bool> customers) => Log(rows.Where(r => customers(r.Customer))).Cohorts(Granularity.Month, Through, policy, from: new(2023, 12, 1));
            Assert.Equal(Table(_ => true), Table(c => c % 2 == 0) + Table(c => c % 2 == 1));
        }
    }

    [Fact]
    public void Days_stay_24_hours_when_the_clocks_change_and_months_keep_their_day()
    {
        // The clocks of Berlin went forward on 31 March 2024: local noon to local noon is 23 hours.
        DateTimeOffset[] noon = [new(2024, 3, 30, 12, 0, 0, TimeSpan.FromHours(1)), new(2024, 3, 31, 12, 0, 0, TimeSpan.FromHours(2))];
        var log = ActivityLog.From<int>([1, 1], noon, Berlin);
        Assert.Equal(0, log.Cohorts(Granularity.Day, new(2024, 4, 3), CohortPolicy.Default with { Clock = CohortClock.Rolling })[0, 1].Retained.Count);
        Assert.Equal(1, log.Cohorts(Granularity.Day, new(2024, 4, 3))[0, 1].Retained.Count);

        // 31 January to 29 February is a calendar month by the last day, and not yet thirty days.
        DateTimeOffset[] ends = [new(2024, 1, 31, 10, 0, 0, TimeSpan.Zero), new(2024, 2, 29, 10, 0, 0, TimeSpan.Zero)];
        var months = ActivityLog.From<int>([1, 1], ends, TimeZoneInfo.Utc);
        var rolling = CohortPolicy.Default with { Clock = CohortClock.Rolling };
        Assert.Equal(0, months.Cohorts(Granularity.Month, new(2024, 4, 30), rolling)[0, 1].Retained.Count);
        Assert.Equal(1, months.Cohorts(Granularity.Month, new(2024, 4, 30), rolling with { RollingMonth = RollingMonth.CalendarMonth })[0, 1].Retained.Count);
    }

    private static IEnumerable<CohortPolicy> Policies()
    {
        var rolling = CohortPolicy.Default with { Clock = CohortClock.Rolling };
        foreach (var measure in Enum.GetValues<CohortMeasure>())
        {
            yield return rolling with { Measure = measure };
            yield return rolling with { Measure = measure, Entry = CohortEntry.Recurring, PeriodZero = PeriodZero.ReturnEvent, StartEvent = "a", ReturnEvent = "b" };
            yield return rolling with { Measure = measure, Incomplete = IncompletePeriods.Include, MaxOffset = 2, Clock = CohortClock.RollingFromFullHour };
            yield return rolling with { Measure = measure, Incomplete = IncompletePeriods.CountAsZero, RollingMonth = RollingMonth.CalendarMonth, Entry = CohortEntry.Recurring };
        }

        yield return rolling with { MinimumOccurrences = 2 };
    }

    private static (long Size, long AtRisk, long Retained) Cell(List<(int Customer, DateTimeOffset At, string Event)> rows, Granularity granularity, CohortPolicy policy, int cohort, int offset)
    {
        long size = 0, atRisk = 0, retained = 0;
        var end = new DateTimeOffset(Through.AddDays(1), default, Berlin.GetUtcOffset(Through.AddDays(1).ToDateTime(default)));
        foreach (var customer in rows.GroupBy(r => r.Customer))
        {
            var starts = customer.Where(r => policy.StartEvent.IsAny || policy.StartEvent.Names![0] == r.Event).Where(r => r.At < end).OrderBy(r => r.At).ToList();
            var entries = policy.Entry == CohortEntry.Recurring ? starts.GroupBy(r => granularity.IndexOf(Day(r.At))).Select(g => g.First()) : starts.Take(1);
            foreach (var entry in entries.Where(e => granularity.IndexOf(Day(e.At)) == cohort))
            {
                size++;
                var begin = Cut(entry.At, policy);
                var returns = customer.Where(r => r.At >= entry.At && r.At < end && (policy.ReturnEvent.IsAny || policy.ReturnEvent.Names![0] == r.Event))
                    .GroupBy(r => Offset(granularity, policy, begin, Cut(r.At, policy))).Where(g => g.Count() >= policy.MinimumOccurrences).Select(g => g.Key).ToList();
                if (policy.Incomplete switch
                {
                    IncompletePeriods.Exclude => Starts(granularity, policy, begin, offset + 1) <= Comparable(end, policy, granularity),
                    IncompletePeriods.Include => Starts(granularity, policy, begin, offset) <= Comparable(Cut(end.AddTicks(-1), policy), policy, granularity),
                    _ => true,
                })
                {
                    atRisk++;
                    var first = policy.PeriodZero == PeriodZero.CohortSize ? 1 : 0;
                    retained += offset == 0 && first == 1 ? 1 : policy.Measure switch
                    {
                        CohortMeasure.On => returns.Contains(offset),
                        CohortMeasure.OnOrAfter => returns.Exists(k => k >= offset),
                        CohortMeasure.OnOrBefore => returns.Exists(k => k >= first && k <= offset),
                        _ => Enumerable.Range(first, offset + 1 - first).All(returns.Contains),
                    } ? 1 : 0;
                }
            }
        }

        return (size, atRisk, retained);
    }

    private static int Offset(Granularity granularity, CohortPolicy policy, DateTimeOffset begin, DateTimeOffset at)
    {
        var offset = 0;
        while (Starts(granularity, policy, begin, offset + 1) <= Comparable(at, policy, granularity))
        {
            offset++;
        }

        return offset;
    }

    // Elapsed time is compared in UTC, calendar months in local time.
    private static DateTime Starts(Granularity granularity, CohortPolicy policy, DateTimeOffset begin, int offset) =>
        IsMonths(granularity, policy) ? LocalTime(begin).AddMonths(offset * (granularity == Granularity.Year ? 12 : 1))
        : begin.UtcDateTime.AddDays(offset * (granularity == Granularity.Year ? 365 : granularity == Granularity.Month ? 30 : granularity == Granularity.Week ? 7 : 3));

    private static bool IsMonths(Granularity granularity, CohortPolicy policy) => policy.RollingMonth == RollingMonth.CalendarMonth && (granularity == Granularity.Month || granularity == Granularity.Year);

    private static DateTime Comparable(DateTimeOffset at, CohortPolicy policy, Granularity granularity) => IsMonths(granularity, policy) ? LocalTime(at) : at.UtcDateTime;

    private static DateTime LocalTime(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Berlin).DateTime;

    private static DateTimeOffset Cut(DateTimeOffset at, CohortPolicy policy) => policy.Clock == CohortClock.RollingFromFullHour ? at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerHour)) : at;

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(LocalTime(at));

    private static List<(int Customer, DateTimeOffset At, string Event)> Rows(AnyVisits visits) =>
        [.. visits.Rows.Select((v, i) => (v.Customer, new DateTimeOffset(v.Day, default, TimeSpan.Zero).AddMinutes(i * 373 % 1_440), i % 2 == 0 ? "a" : "b"))];

    private static ActivityLog<int> Log(IEnumerable<(int Customer, DateTimeOffset At, string Event)> rows) => ActivityLog.From(rows, r => r.Customer, r => r.At, Berlin, r => r.Event, options: ActivityLogOptions.Default with { KnownEvents = EventFilter.Any });
}
