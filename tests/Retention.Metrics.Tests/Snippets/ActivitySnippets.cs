using Retention.Metrics;
using Retention.Metrics.Activity;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/activity.md. The parameter stands in for System.Console.</summary>
internal static class ActivitySnippets
{
    private static readonly (string Customer, DateOnly Day, string Event)[] Rows =
    [
        ("ann", new(2026, 4, 2), "open"), ("ann", new(2026, 4, 3), "export"), ("ann", new(2026, 5, 4), "open"), ("ann", new(2026, 6, 1), "export"), ("ann", new(2026, 6, 29), "open"),
        ("bob", new(2026, 4, 9), "open"), ("bob", new(2026, 6, 30), "share"), ("cid", new(2026, 5, 12), "open"), ("cid", new(2026, 6, 28), "open"), ("dan", new(2026, 5, 20), "open"),
        ("eve", new(2026, 6, 24), "open"), ("eve", new(2026, 6, 25), "export"), ("eve", new(2026, 6, 30), "open"),
    ];

    [Snippet("activity-log")]
    internal static void Log(TextWriter Console)
    {
        #region activity-log
        (string Customer, DateOnly Day, string Event)[] rows =
        [
            ("ann", new(2026, 4, 2), "open"), ("ann", new(2026, 4, 3), "export"), ("ann", new(2026, 5, 4), "open"), ("ann", new(2026, 6, 1), "export"), ("ann", new(2026, 6, 29), "open"),
            ("bob", new(2026, 4, 9), "open"), ("bob", new(2026, 6, 30), "share"), ("cid", new(2026, 5, 12), "open"), ("cid", new(2026, 6, 28), "open"), ("dan", new(2026, 5, 20), "open"),
            ("eve", new(2026, 6, 24), "open"), ("eve", new(2026, 6, 25), "export"), ("eve", new(2026, 6, 30), "open"),
        ];
        ActivityLog<string> activity = ActivityLog.From(rows, r => r.Customer, r => r.Day, r => r.Event);
        var through = new DateOnly(2026, 6, 30);

        ActiveUsers june = activity.ActiveUsers(from: new(2026, 6, 1), through);
        Console.WriteLine(june);
        Console.WriteLine(june.Stickiness(through, ActiveWindow.Trailing30));
        Console.WriteLine(june.Share(through, ActiveWindow.Day, ActiveWindow.Trailing30));

        DaysActive l28 = activity.DaysActive(Period.Trailing(through, 28), Granularity.Day);
        Console.WriteLine(l28.ShareAtLeast(2));
        Console.WriteLine(l28.Stickiness);
        Console.WriteLine(string.Join(", ", activity.CustomersIn(june, through, ActiveWindow.Day)));
        #endregion
    }

    [Snippet("activity-lifecycle")]
    internal static void Lifecycle(TextWriter Console)
    {
        var activity = ActivityLog.From(Rows, r => r.Customer, r => r.Day, r => r.Event);

        #region activity-lifecycle
        Lifecycle flow = activity.Lifecycle(Granularity.Month, observedThrough: new(2026, 6, 30));
        Console.WriteLine(flow);

        LifecyclePeriod june = flow[new DateOnly(2026, 6, 1)];
        Console.WriteLine($"{june.LivingBefore} + {june.New} + {june.Resurrected} - {june.Dormant} = {june.Living}");
        Console.WriteLine(june.ReactivationRate);
        Console.WriteLine(string.Join(", ", activity.CustomersIn(flow, new(2026, 6, 1), LifecycleState.Resurrected)));
        #endregion
    }

    [Snippet("activity-drop")]
    internal static void Drop(TextWriter Console)
    {
        #region activity-drop
        var visits = new List<(int Customer, DateOnly Day)>();
        for (var day = new DateOnly(2026, 3, 11); day <= new DateOnly(2026, 6, 30); day = day.AddDays(2))
        {
            visits.Add((1, day));                       // every other day, to the end
            if (day < new DateOnly(2026, 6, 10))
            {
                visits.Add((2, day));                   // the same, until 8 June
            }
        }

        ActivityLog<int> activity = ActivityLog.From(visits, v => v.Customer, v => v.Day);
        foreach (ActivityDrop<int> drop in activity.Drops(asOf: new(2026, 6, 30)))
        {
            Console.WriteLine(drop);
        }
        #endregion
    }

    [Snippet("activity-features")]
    internal static void Features(TextWriter Console)
    {
        var activity = ActivityLog.From(Rows, r => r.Customer, r => r.Day, r => r.Event);

        #region activity-features
        Period june = Period.Month(2026, 6);
        Console.WriteLine(activity.Adoption("export", june));
        Console.WriteLine(activity.Use("export", june));
        Console.WriteLine(activity.Breadth(june, "export", "share"));
        Console.WriteLine(activity.TimeToAdopt("export", observedThrough: new(2026, 6, 30)));
        Console.WriteLine(activity.AdoptionAssociation("export", Period.Month(2026, 4), later: Period.Month(2026, 5)));
        #endregion
    }

    [Snippet("activity-funnel")]
    internal static void FunnelOfSteps(TextWriter Console)
    {
        var activity = ActivityLog.From(Rows, r => r.Customer, r => r.Day, r => r.Event);

        #region activity-funnel
        var policy = new FunnelPolicy("open", EventFilter.Of("export", "share")) { Window = TimeSpan.FromDays(14) };
        Funnel funnel = activity.Funnel(policy);
        Console.WriteLine(funnel);
        Console.WriteLine($"lost after the first step: {string.Join(", ", activity.CustomersIn(policy, step: 1))}");
        #endregion
    }

    [Snippet("activity-shards")]
    internal static void Shards(TextWriter Console)
    {
        var rows = Rows;

        #region activity-shards
        // Each worker takes its customers; the tables add up to that of all.
        Lifecycle Of(int shard) => ActivityLog
            .From(rows.Where(r => Shard.Of(r.Customer, shards: 2) == shard), r => r.Customer, r => r.Day)
            .Lifecycle(Granularity.Month, observedThrough: new(2026, 6, 30), from: new(2026, 4, 1));

        Lifecycle all = ActivityLog.From(rows, r => r.Customer, r => r.Day).Lifecycle(Granularity.Month, observedThrough: new(2026, 6, 30), from: new(2026, 4, 1));
        Console.WriteLine(Of(0) + Of(1) == all);
        #endregion
    }
}
