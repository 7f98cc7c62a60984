#:project ../../src/Retention.Metrics/Retention.Metrics.csproj

// What the activity of customers says: who is there, who comes back, who fades, what they use.
// Run it:                          dotnet run docs/samples/activity.cs
// Draw the cohorts as a heat map:  dotnet run docs/samples/activity.cs -- cohorts.html

using System.Net;
using Retention.Metrics;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

// An app of 400 customers over the first half of a year: each comes more rarely as time goes by, and some stop.
var first = new DateOnly(2026, 1, 1);
var through = new DateOnly(2026, 6, 30);
var random = new Random(42);
var rows = new List<(int Customer, DateOnly Day, string Event, string Plan)>();
for (var customer = 1; customer <= 400; customer++)
{
    var (plan, rest) = customer % 3 == 0 ? ("pro", 0.93) : ("free", 0.85);
    var likelihood = 0.8;
    for (var day = first.AddDays(random.Next(0, 150)); day <= through; day = day.AddDays(1))
    {
        if (random.NextDouble() < likelihood)
        {
            rows.Add((customer, day, random.Next(0, 6) == 0 ? "export" : "open", plan));
            likelihood = 0.35;
        }

        if (day.DayNumber % 30 == customer % 30 && random.NextDouble() > rest)
        {
            break;
        }
    }
}

ActivityLog<int> activity = ActivityLog.From(rows, r => r.Customer, r => r.Day, r => r.Event, r => r.Plan);

Console.WriteLine("Who is there");
ActiveUsers june = activity.ActiveUsers(new(2026, 6, 1), through, ActiveWindow.Day, ActiveWindow.Trailing7, ActiveWindow.Trailing28, ActiveWindow.CalendarMonth);
Console.WriteLine(june);
Console.WriteLine(june.Stickiness(through, ActiveWindow.Trailing28));
Console.WriteLine($"on 14 or more of 28 days: {activity.DaysActive(Period.Trailing(through, 28), Granularity.Day).ShareAtLeast(14)}");

Console.WriteLine();
Console.WriteLine("New, returning, resurrected, dormant");
Lifecycle flow = activity.Lifecycle(Granularity.Month, through);
Console.WriteLine(flow);
Console.WriteLine($"back in June, of those who were gone: {flow[through].ReactivationRate}");

Console.WriteLine();
Console.WriteLine("Cohorts by month of the first activity");
CohortTable cohorts = activity.Cohorts(Granularity.Month, through);
Console.WriteLine(cohorts);
Console.WriteLine();
Console.WriteLine(cohorts.Curve());
Segmented<CohortTable> byPlan = activity.CohortsBySegment(Granularity.Month, through);
foreach (var (plan, table) in byPlan.Segments)
{
    Console.WriteLine($"{plan,-4} after one month: {table.Curve()[1]}");
}

Console.WriteLine();
Console.WriteLine("Who fades: fewer active days in four weeks than the twelve before let expect");
foreach (var drop in activity.Drops(through).Take(5))
{
    Console.WriteLine($"  {drop}");
}

Console.WriteLine();
Console.WriteLine("The export feature in June");
Console.WriteLine($"  {activity.Adoption("export", Period.Month(2026, 6))}");
Console.WriteLine($"  {activity.Use("export", Period.Month(2026, 6))}");
Console.WriteLine($"  {activity.TimeToAdopt("export", through)}");
Console.WriteLine($"  {activity.Funnel(new FunnelPolicy("open", "export", "export") { Window = TimeSpan.FromDays(7), Modes = FunnelModes.StrictOnce })}");

if (args is [var file])
{
    var picture = Path.ChangeExtension(file, ".svg");
    File.WriteAllText(picture, cohorts.ToSvg());
    File.WriteAllText(file, $"""
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cohorts</title></head><body>
        <h1>Cohorts</h1>{cohorts.ToHtml()}<h2>Curve</h2>{cohorts.Curve().ToHtml()}
        <p>{WebUtility.HtmlEncode(flow[through].ToString())}</p></body></html>
        """);
    Console.WriteLine();
    Console.WriteLine($"The heat map: {file} and {picture}");
}
