using Retention.Metrics;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/cohorts.md. The parameter stands in for System.Console.</summary>
internal static class CohortSnippets
{
    private static readonly (string Customer, DateOnly Day, string Plan)[] Rows =
    [
        ("ann", new(2026, 1, 5), "pro"), ("ann", new(2026, 2, 9), "pro"), ("ann", new(2026, 3, 1), "pro"), ("ann", new(2026, 4, 2), "pro"),
        ("bob", new(2026, 1, 20), "free"), ("bob", new(2026, 3, 3), "free"), ("cid", new(2026, 1, 22), "free"), ("dan", new(2026, 2, 2), "pro"), ("dan", new(2026, 3, 15), "pro"),
        ("eve", new(2026, 2, 28), "free"), ("fay", new(2026, 3, 9), "free"), ("fay", new(2026, 4, 9), "pro"),
    ];

    [Snippet("cohorts")]
    internal static void Table(TextWriter Console)
    {
        #region cohorts
        (string Customer, DateOnly Day, string Plan)[] rows =
        [
            ("ann", new(2026, 1, 5), "pro"), ("ann", new(2026, 2, 9), "pro"), ("ann", new(2026, 3, 1), "pro"), ("ann", new(2026, 4, 2), "pro"),
            ("bob", new(2026, 1, 20), "free"), ("bob", new(2026, 3, 3), "free"), ("cid", new(2026, 1, 22), "free"), ("dan", new(2026, 2, 2), "pro"), ("dan", new(2026, 3, 15), "pro"),
            ("eve", new(2026, 2, 28), "free"), ("fay", new(2026, 3, 9), "free"), ("fay", new(2026, 4, 9), "pro"),
        ];
        ActivityLog<string> activity = ActivityLog.From(rows, r => r.Customer, r => r.Day, segment: r => r.Plan);

        // The data ends in the middle of April: its cells are blank, not 0 %.
        CohortTable monthly = activity.Cohorts(Granularity.Month, observedThrough: new(2026, 4, 15));
        Console.WriteLine(monthly);
        Console.WriteLine(monthly[new DateOnly(2026, 1, 1), offset: 2]);
        Console.WriteLine(string.Join(", ", activity.CustomersIn(monthly, new(2026, 1, 1), offset: 2)));
        Console.WriteLine(monthly.Curve());
        #endregion
    }

    [Snippet("cohorts-policy")]
    internal static void Policy(TextWriter Console)
    {
        var activity = ActivityLog.From(Rows, r => r.Customer, r => r.Day, segment: r => r.Plan);

        #region cohorts-policy
        CohortPolicy orLater = CohortPolicy.Default with { Measure = CohortMeasure.OnOrAfter };
        CohortTable table = activity.Cohorts(Granularity.Month, observedThrough: new(2026, 4, 30), orLater);
        Console.WriteLine(table.Policy);
        Console.WriteLine(table.KaplanMeierCurve());

        Console.WriteLine(CohortPolicy.PostHog);
        Console.WriteLine(CohortPolicy.Mixpanel);
        #endregion
    }

    [Snippet("cohorts-segments")]
    internal static void Segments(TextWriter Console)
    {
        var activity = ActivityLog.From(Rows, r => r.Customer, r => r.Day, segment: r => r.Plan);

        #region cohorts-segments
        Segmented<CohortTable> byPlan = activity.CohortsBySegment(Granularity.Month, observedThrough: new(2026, 4, 30));
        Console.WriteLine($"pro:  {byPlan["pro"].Curve()[1]}");
        Console.WriteLine($"free: {byPlan["free"].Curve()[1]}");
        Console.WriteLine(byPlan["pro"] + byPlan["free"] + byPlan.Other == byPlan.Total);
        #endregion
    }

    [Snippet("cohorts-counts")]
    internal static void Counts(TextWriter Console)
    {
        #region cohorts-counts
        // Counted by a query elsewhere: two daily cohorts of 4, in one of which nobody came back.
        CohortTable table = CohortTable.FromCounts(Granularity.Day, firstCohort: new(2026, 1, 1), sizes: [4, 4], retained: [[4, 0], [4, 1]], observedThrough: new(2026, 1, 3));
        Console.WriteLine(table.ToMarkdown());
        Console.WriteLine(table.Curve()[1]);
        #endregion
    }
}
