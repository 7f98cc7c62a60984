using System.Globalization;
using System.Text.Json;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

public class ActivityLogLaws
{
    private static readonly DateOnly Through = new(2026, 6, 30);
    private static readonly Granularity[] Granularities = [Granularity.Day, Granularity.Week, Granularity.WeekFrom(DayOfWeek.Sunday), Granularity.Month, Granularity.Quarter, Granularity.Year];

    [Property(MaxTest = 10)]
    public void Cohorts_agree_with_counting_by_hand(AnyVisits visits)
    {
        var rows = visits.Rows.Select((v, i) => (Name(v.Customer), v.Day, i % 3 == 0 ? "buy" : "view")).ToArray();
        var byHand = new CountedByHand(rows.Select(r => (r.Item1, r.Day, (string?)r.Item3)));
        var log = ActivityLog.From(rows, r => r.Item1, r => r.Day, r => r.Item3, options: ActivityLogOptions.Default with { KnownEvents = EventFilter.Any });
        foreach (var policy in Policies())
        {
            foreach (var granularity in new[] { Granularity.Week, Granularity.Month, Granularity.Quarter })
            {
                var table = log.Cohorts(granularity, new(2025, 3, 31), policy);
                for (var row = 0; row < table.Cohorts; row++)
                {
                    for (var offset = 0; offset < table.Offsets; offset++)
                    {
                        var cell = table[row, offset];
                        var cohort = granularity.IndexOf(table.CohortAt(row));
                        var expected = byHand.Cohort(granularity, new(2025, 3, 31), policy, cohort, offset);
                        Assert.Equal(expected.Size, cell.Size);
                        Assert.Equal(granularity.IndexOf(new(2025, 4, 1)) > cohort + offset, cell.IsComplete);
                        if (cell.IsComplete)
                        {
                            Assert.Equal((expected.Retained, expected.Size), (cell.Retained.Count, cell.Retained.Total));
                            Assert.Equal(cell.Retained.Count, log.CustomersIn(table, cell.Cohort, offset).Count);
                        }
                        else
                        {
                            Assert.False(cell.IsObserved);
                            Assert.Equal(string.Empty, cell.ToString());
                        }
                    }
                }
            }
        }
    }

    [Property(MaxTest = 25)]
    public void Active_users_agree_with_counting_by_hand(AnyVisits visits)
    {
        var byHand = ByHand(visits);
        ActiveWindow[] windows = [ActiveWindow.Day, ActiveWindow.Trailing7, ActiveWindow.Trailing28, ActiveWindow.Trailing30, ActiveWindow.CalendarWeek, ActiveWindow.CalendarMonth, ActiveWindow.Trailing(3), ActiveWindow.In(Granularity.Quarter)];
        var (from, through) = (new DateOnly(2023, 12, 20), new DateOnly(2024, 2, 10));
        var log = Log(visits).WithHistoryFrom(new(2023, 1, 1));
        var table = log.ActiveUsers(from, through, windows);
        for (var day = from; day <= through; day = day.AddDays(1))
        {
            foreach (var window in windows)
            {
                var at = window.At(day);
                var seen = new Period(at.Start, at.End > through.AddDays(1) ? through.AddDays(1) : at.End);
                var point = table[day, window];
                Assert.Equal(byHand.Active(seen), point.Counted);
                Assert.Equal(at.End <= through.AddDays(1), point.IsObserved);
                if (point.IsObserved)
                {
                    Assert.Equal(point.Users, log.CustomersIn(table, day, window).Count);
                }
            }
        }

        Assert.Equal(table.Days, table.Series(ActiveWindow.Trailing7).Count);
        Assert.Equal(Proportion.Of(byHand.Active(Period.Trailing(through, 1)), byHand.Active(Period.Trailing(through, 30))), table.Share(through, ActiveWindow.Day, ActiveWindow.Trailing30).Evidence);
    }

    [Property(MaxTest = 25)]
    public void Days_active_agree_with_counting_by_hand_and_with_stickiness(AnyVisits visits)
    {
        var (log, byHand) = (Log(visits), ByHand(visits));
        foreach (var granularity in Granularities)
        {
            var range = new Period(new(2023, 12, 18), new(2024, 2, 5));
            var table = log.DaysActive(range, granularity);
            for (var count = 1; count <= table.Periods; count++)
            {
                Assert.Equal(byHand.ActiveExactly(range, granularity, count), table.Exactly(count));
                Assert.Equal(Enumerable.Range(count, table.Periods - count + 1).Sum(k => table.Exactly(k)), table.AtLeast(count));
                Assert.Equal(table.Exactly(count), log.CustomersIn(table, count).Count);
            }

            Assert.Equal(byHand.Active(range), table.Users);
            Assert.Equal(table.Counts.Select((n, i) => n * (i + 1)).Sum(), table.Stickiness.ActivePeriods);
            Assert.Equal(new Proportion(table.AtLeast(1), table.Users), table.ShareAtLeast(1));
        }

        var days = log.DaysActive(Period.Trailing(new(2024, 1, 31), 28), Granularity.Day);
        var monthly = log.WithHistoryFrom(new(2020, 1, 1)).ActiveUsers(new(2024, 1, 31), new(2024, 1, 31), ActiveWindow.Day, ActiveWindow.Trailing28);
        Assert.Equal(monthly.Stickiness(new(2024, 1, 31), ActiveWindow.Trailing28).Value, days.Stickiness.Value);
    }

    [Property(MaxTest = 10)]
    public void The_lifecycle_agrees_with_counting_by_hand_and_its_stocks_roll_forward(AnyVisits visits)
    {
        var (log, byHand) = (Log(visits), ByHand(visits));
        foreach (var dormantAfter in new[] { 1, 2, 5 })
        {
            foreach (var granularity in new[] { Granularity.Week, Granularity.Month, Granularity.FiscalQuarter(2) })
            {
                var table = log.Lifecycle(granularity, Through, LifecyclePolicy.Default with { DormantAfter = dormantAfter });
                long? living = null;
                foreach (var period in table.Periods)
                {
                    var expected = byHand.Lifecycle(granularity, granularity.IndexOf(period.Period.Start), dormantAfter);
                    Assert.Equal((expected.New, expected.Returning, expected.Resurrected), (period.New, period.Returning, period.Resurrected));
                    Assert.Equal(byHand.Active(period.Period), period.Active);
                    Assert.Equal(living ?? period.LivingBefore, period.LivingBefore);
                    Assert.Equal(period.Resurrected, log.CustomersIn(table, period.Period.Start, LifecycleState.Resurrected).Count);
                    if (period.IsComplete)
                    {
                        Assert.Equal(expected.Dormant, period.Dormant);
                        Assert.Equal(period.LivingBefore + period.New + period.Resurrected - period.Dormant, period.Living);
                        Assert.Equal(period.Dormant, log.CustomersIn(table, period.Period.Start, LifecycleState.Dormant).Count);
                    }
                    else
                    {
                        Assert.Null(period.Dormant);
                        Assert.Null(period.RetentionRate.Value);
                    }

                    living = period.Living;
                }
            }
        }
    }

    [Property(MaxTest = 25)]
    public void Tables_of_disjoint_customers_add_and_the_order_of_rows_changes_nothing(AnyVisits visits)
    {
        var whole = Log(visits);
        var odd = Log(new(visits.Rows.Where(v => v.Customer % 2 == 1).ToList()));
        var even = Log(new(visits.Rows.Where(v => v.Customer % 2 == 0).ToList()));
        var reversed = Log(new(visits.Rows.Reverse().ToList()));
        var (from, through) = (new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 20));
        Same(log => log.Cohorts(Granularity.Month, Through), (a, b) => a + b);
        Same(log => log.Cohorts(Granularity.Week, Through, CohortPolicy.PostHog with { MaxOffset = 6 }), (a, b) => a + b);
        Same(log => log.WithHistoryFrom(new(2020, 1, 1)).ActiveUsers(from, through, ActiveWindow.Day, ActiveWindow.Trailing7), (a, b) => a + b);
        Same(log => log.DaysActive(new(from, through), Granularity.Day), (a, b) => a + b);
        Same(log => log.Lifecycle(Granularity.Month, Through, from: new(2023, 12, 1)), (a, b) => a + b);

        void Same<T>(Func<ActivityLog<string>, T> question, Func<T, T, T> add)
        {
            Assert.Equal(question(whole), question(reversed));
            Assert.Equal(question(whole), add(question(odd), question(even)));
            Assert.Equal(question(whole), add(question(even), question(odd)));
            Assert.Equal(question(whole), add(question(Log(new([]))), question(whole)));
        }
    }

    [Property(MaxTest = 25)]
    public void Every_kind_of_key_and_every_door_gives_the_same_tables(AnyVisits visits)
    {
        var rows = visits.Rows;
        var days = rows.Select(r => r.Day).ToArray();
        var expected = Tables(Log(visits));
        Assert.Equal(expected, Tables(ActivityLog.From<int>(rows.Select(r => r.Customer).ToArray(), days)));
        Assert.Equal(expected, Tables(ActivityLog.From<int>(rows.Select(r => r.Customer * 1_000_003).ToArray(), days)));
        Assert.Equal(expected, Tables(ActivityLog.From<long>(rows.Select(r => r.Customer * 7_000_000_000_003L).ToArray(), days)));
        Assert.Equal(expected, Tables(ActivityLog.From<long>(rows.Select(r => (long)r.Customer).ToArray(), days)));
        Assert.Equal(expected, Tables(ActivityLog.From<Guid>(rows.Select(r => Key(r.Customer)).ToArray(), days)));
        Assert.Equal(expected, Tables(ActivityLog.From<string>(rows.Select(r => Name(r.Customer)).ToArray(), days)));
        Assert.Equal(expected, Tables(ActivityLog.From<(int, string)>(rows.Select(r => (r.Customer, "x")).ToArray(), days)));
        Assert.Equal(expected, Tables(ActivityLog.From<int>(rows.Select(r => r.Customer).ToArray(), days.Select(d => d.DayNumber - new DateOnly(1970, 1, 1).DayNumber).ToArray())));
        Assert.Equal(expected, Tables(ActivityLog.From<int>(rows.Select(r => r.Customer).ToArray(), days, ActivityLogOptions.Default with { KeepOccurrences = true })));
        var instants = days.Select(d => new DateTimeOffset(d, new(12, 0), TimeSpan.Zero)).ToArray();
        Assert.Equal(expected, Tables(ActivityLog.From<int>(rows.Select(r => r.Customer).ToArray(), instants, TimeZoneInfo.Utc)));
        Assert.Equal(expected, Tables(ActivityLog.From(rows.Zip(instants), r => r.First.Customer, r => r.Second, TimeZoneInfo.Utc)));
        var builder = new ActivityLogBuilder<int>();
        builder.AddRange(rows.Select(r => r.Customer).ToArray(), days);
        Assert.Equal(expected, Tables(builder.Build()));
        var zoned = new ActivityLogBuilder<int>(TimeZoneInfo.Utc);
        zoned.AddRange(rows.Select(r => r.Customer).ToArray(), instants);
        Assert.Equal(expected, Tables(zoned.Build()));
    }

    private static List<string> Tables<TCustomer>(ActivityLog<TCustomer> log)
        where TCustomer : notnull =>
    [
        log.Cohorts(Granularity.Month, Through).ToString(),
        log.Cohorts(Granularity.Week, Through, CohortPolicy.Default with { Entry = CohortEntry.Recurring, Measure = CohortMeasure.OnOrAfter, MaxOffset = 4 }).ToString(),
        log.DaysActive(new(new(2023, 12, 1), new(2024, 3, 1)), Granularity.Day).ToString(),
        log.Lifecycle(Granularity.Month, Through).ToString(),
        log.WithHistoryFrom(new(2023, 1, 1)).ActiveUsers(new(2023, 12, 25), new(2024, 1, 5), ActiveWindow.Day, ActiveWindow.Trailing7).ToString(),
    ];

    private static IEnumerable<CohortPolicy> Policies()
    {
        var plain = CohortPolicy.Default;
        foreach (var measure in new[] { CohortMeasure.On, CohortMeasure.OnOrAfter, CohortMeasure.EveryPeriod })
        {
            foreach (var entry in new[] { CohortEntry.FirstTime, CohortEntry.Recurring })
            {
                yield return plain with { Measure = measure, Entry = entry };
                yield return plain with { Measure = measure, Entry = entry, StartEvent = "view", ReturnEvent = "buy" };
            }
        }

        yield return plain with { MinimumOccurrences = 2 };
        yield return plain with { PeriodZero = PeriodZero.ReturnEvent, StartEvent = "view", ReturnEvent = "buy" };
    }

    private static string Name(int customer) => "c" + customer.ToString(CultureInfo.InvariantCulture);

    private static Guid Key(int customer) => new(customer, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8);

    private static ActivityLog<string> Log(AnyVisits visits) => ActivityLog.From(visits.Rows, v => Name(v.Customer), v => v.Day);

    private static CountedByHand ByHand(AnyVisits visits) => new(visits.Rows.Select(v => (Name(v.Customer), v.Day, (string?)null)));
}
