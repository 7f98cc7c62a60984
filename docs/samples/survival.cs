// Churn analysis of a subscription book: how long customers stay, when they leave, why, and whether plans differ.
//
//   dotnet run docs/samples/survival.cs
//
// The book is generated (seeded, no real people): monthly plans that leak all the time, annual plans that leave at their renewals, and failed payments in both.
// Prints the analysis and writes survival.html beside you, with the curves as pictures.
#:project ../../src/Retention.Metrics/Retention.Metrics.csproj

using System.Globalization;
using System.Net;
using System.Text;
using Retention.Metrics.Survival;

Console.OutputEncoding = Encoding.UTF8;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var asOf = new DateOnly(2026, 6, 30);
var book = Subscription.Generate(4_000, asOf, seed: 20260630);
var report = new Report("Churn analysis of a subscription book");

// 1. How long customers stay. Those who are still there count: they have stayed at least so long.
var everybody = Lifetimes.From(book, s => s.Start, s => s.End, asOf);
var curve = SurvivalCurve.KaplanMeier(everybody);
report.Section("How long customers stay");
report.Line($"{everybody}.");
report.Value("median", curve.Median);
report.Value("stays longer than a year", curve.At(365));
report.Value("of the first two years, stays on average", curve.RestrictedMean(730));
var naive = book.Where(s => s.End <= asOf).Average(s => (double)(s.End!.Value.DayNumber - s.Start.DayNumber));
report.Line($"The mean tenure of those who have left, {naive:0} days, says nothing of the kind: it leaves out everybody who stayed.");

// 2. The customers there today: what is still to come.
report.Section("Who has stayed, stays");
foreach (var stayed in new[] { 0, 90, 365 })
{
    var rest = curve.Given(stayed);
    report.Value($"after {stayed} days, of the next 365 days stays", rest.RestrictedMean(365));
}

// 3. When customers leave.
var plans = LifetimeGroups.From(book, s => s.Start, s => s.End, asOf, s => s.Plan);
report.Section("When they leave");
foreach (var plan in plans.Labels)
{
    var hazard = HazardByAge.From(plans[plan], width: 30.5);
    report.Line($"{plan}: {hazard.OverallRate * 30.5:0.0 %} of those there leave in a month, overall.");
    foreach (var band in hazard.DropOffs().Take(3))
    {
        report.Line($"  drop-off between day {band.From:0} and {band.To:0}: {band.ChurnProbability:0.0 %} of those who come there leave");
    }
}

// 4. Whether the plans differ, beyond chance, and by how much.
var curves = plans.KaplanMeier();
report.Section("Plans compared");
report.Picture(SurvivalCurve.Overlay(curves, "Subscribers still there, by plan"));
foreach (var plan in curves)
{
    report.Value(plan.Label!, plan.Median);
}

report.Value("test", LogRankTest.Between(plans));
report.Value("the same within each country", LogRankTest.Between(LifetimeGroups.From(book, s => s.Start, s => s.End, asOf, s => s.Plan, s => s.Country)));
report.Value("days that annual keeps a customer longer, of two years", curves[0].RestrictedMean(730).Minus(curves[1].RestrictedMean(730)));

// 5. Why they leave: reasons compete for the same customers.
var reasons = CompetingRisks.From(book, s => s.Start, s => s.End, s => s.Reason!, asOf);
report.Section("Why they leave");
report.Picture(reasons.ToSvg());
foreach (var reason in reasons.Incidences)
{
    report.Value($"{reason.Cause}, within a year", reason.At(365));
}

report.Value("still there after a year", reasons.Staying.At(365));

report.Save("survival.html");
return 0;

internal sealed record Subscription(DateOnly Start, DateOnly? End, string Plan, string Country, string? Reason)
{
    /// <summary>Two years of sign-ups. Ends after the day of the data are in the list too, as in a database that knows of cancellations to come.</summary>
    public static List<Subscription> Generate(int count, DateOnly asOf, int seed)
    {
        var random = new Random(seed);
        var book = new List<Subscription>(count);
        for (var i = 0; i < count; i++)
        {
            var start = asOf.AddDays(-random.Next(1, 900));
            var country = random.Next(3) == 0 ? "FR" : "DE";
            var annual = random.NextDouble() < (country == "DE" ? 0.5 : 0.25);
            var cancel = annual ? Renewal(random) : (int)(-Math.Log(1 - random.NextDouble()) * 300) + 1;
            var fail = (int)(-Math.Log(1 - random.NextDouble()) * 1_500) + 1;
            var days = Math.Min(cancel, fail);
            book.Add(new(start, days > 2_000 ? null : start.AddDays(days), annual ? "annual" : "monthly", country, cancel <= fail ? "cancelled" : "payment failed"));
        }

        return book;
    }

    // An annual customer decides at each renewal: one in four leaves.
    private static int Renewal(Random random)
    {
        var years = 1;
        while (random.NextDouble() > 0.25 && years < 20)
        {
            years++;
        }

        return years * 365;
    }
}

/// <summary>Writes the same report to the console and into one HTML file.</summary>
internal sealed class Report
{
    private readonly StringBuilder _html = new("""
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Churn analysis</title>
        <style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}h2{margin-top:2.2rem}
        .value{margin:.4rem 0}svg{max-width:100%;height:auto}</style></head><body>
        """);

    public Report(string title)
    {
        Console.WriteLine(title);
        _html.Append("<h1>").Append(WebUtility.HtmlEncode(title)).Append("</h1>\n");
    }

    public void Section(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
        Console.WriteLine(new string('-', text.Length));
        _html.Append("<h2>").Append(WebUtility.HtmlEncode(text)).Append("</h2>\n");
    }

    public void Line(string text)
    {
        Console.WriteLine(text);
        _html.Append("<p>").Append(WebUtility.HtmlEncode(text)).Append("</p>\n");
    }

    public void Value(string name, object value)
    {
        Console.WriteLine($"  {name}: {value}");
        _html.Append("<div class=\"value\"><b>").Append(WebUtility.HtmlEncode(name)).Append(":</b> ").Append(WebUtility.HtmlEncode(value.ToString())).Append("</div>\n");
    }

    public void Picture(string svg) => _html.Append(svg).Append('\n');

    public void Save(string path)
    {
        File.WriteAllText(path, _html.Append("</body></html>\n").ToString());
        Console.WriteLine();
        Console.WriteLine($"The same with pictures: {path}");
    }
}
