using BenchmarkDotNet.Attributes;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Performance.Activity;

/// <summary>The questions about events and instants, of a log that keeps its rows.</summary>
[MemoryDiagnoser]
public class ActivityEventBenchmarks
{
    private static readonly string[] Events = ["visit", "sign-up", "export", "order"];
    private static readonly Period LastMonth = Period.Trailing(ActivityRows.Last, 30);
    private static readonly FunnelPolicy Steps = new("visit", "sign-up", "order") { Window = TimeSpan.FromDays(14) };
    private ActivityLog<int> _log = new ActivityLogBuilder<int>().Build();

    [Params(10_000, 1_000_000, 10_000_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var (customers, days) = ActivityRows.Make(Rows);
        var builder = new ActivityLogBuilder<int>(TimeZoneInfo.Utc);
        for (var row = 0; row < customers.Length; row++)
        {
            builder.Add(customers[row], DateTimeOffset.UnixEpoch.AddDays(days[row]).AddSeconds(row % 86_400), Events[row * 7 % 11 % 4]);
        }

        _log = builder.Build();
    }

    [Benchmark]
    public Funnel Funnel() => _log.Funnel(Steps);

    [Benchmark]
    public Funnel FunnelStrictOnce() => _log.Funnel(Steps with { Modes = FunnelModes.StrictOnce });

    [Benchmark]
    public FeatureAdoption Adoption() => _log.Adoption("export", LastMonth);

    [Benchmark]
    public FeatureUse Use() => _log.Use("export", LastMonth);

    [Benchmark]
    public FeatureBreadth Breadth() => _log.Breadth(LastMonth, "sign-up", "export", "order");

    [Benchmark]
    public TimeToAdopt TimeToAdopt() => _log.TimeToAdopt("export", ActivityRows.Last);

    [Benchmark]
    public CohortTable RollingCohorts() => _log.Cohorts(Granularity.Week, ActivityRows.Last, CohortPolicy.Mixpanel with { MaxOffset = 12 });
}
