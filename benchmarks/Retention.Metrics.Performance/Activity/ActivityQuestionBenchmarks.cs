using BenchmarkDotNet.Attributes;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Performance.Activity;

/// <summary>The questions about days, asked of a log that is there already, against the LINQ that people write for the first of them.</summary>
[MemoryDiagnoser]
public class ActivityQuestionBenchmarks
{
    private (int[] Customers, int[] Days) _rows;
    private ActivityLog<int> _log = new ActivityLogBuilder<int>().Build();

    [Params(10_000, 1_000_000, 10_000_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _rows = ActivityRows.Make(Rows);
        _log = ActivityLog.From<int>(_rows.Customers, _rows.Days);
    }

    [Benchmark]
    public CohortTable Cohorts() => _log.Cohorts(Granularity.Week, ActivityRows.Last);

    [Benchmark]
    public CohortTable CohortsOnOrAfter() => _log.Cohorts(Granularity.Week, ActivityRows.Last, CohortPolicy.Default with { Measure = CohortMeasure.OnOrAfter });

    [Benchmark]
    public ActiveUsers ActiveUsers() => _log.ActiveUsers(ActivityRows.Last.AddDays(-364), ActivityRows.Last);

    [Benchmark]
    public DaysActive DaysActive() => _log.DaysActive(Period.Trailing(ActivityRows.Last, 28), Granularity.Day);

    [Benchmark]
    public Lifecycle Lifecycle() => _log.Lifecycle(Granularity.Month, ActivityRows.Last);

    [Benchmark]
    public int Drops() => _log.Drops(ActivityRows.Last).Count;

    [Benchmark(Baseline = true)]
    public int CohortsByLinq()
    {
        var visits = _rows.Customers.Zip(_rows.Days, (customer, day) => (Customer: customer, Week: (day + 3) / 7)).Distinct().ToList();
        var first = visits.GroupBy(v => v.Customer).ToDictionary(g => g.Key, g => g.Min(v => v.Week));
        return visits.GroupBy(v => (first[v.Customer], v.Week - first[v.Customer])).Count();
    }
}
