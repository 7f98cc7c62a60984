#:project ../../src/Retention.Metrics/Retention.Metrics.csproj

// What a list of subscriptions says about its customers: where MRR came from, who is behind it, and why two systems disagree.
// Run it: dotnet run docs/samples/subscriptions.cs

using Retention.Metrics;
using Retention.Metrics.Revenue;

SubscriptionRow<string>[] rows =
[
    new() { Customer = "acme", Subscription = "a", Start = new(2026, 1, 15), End = new(2026, 6, 10), Amount = 100m, Segment = "pro" },
    new() { Customer = "acme", Subscription = "a", Start = new(2026, 6, 10), Amount = 150m, Segment = "pro" },
    new() { Customer = "bolt", Start = new(2026, 1, 1), End = new(2026, 4, 1), Amount = 50m, Segment = "basic" },
    new() { Customer = "bolt", Start = new(2026, 6, 20), Amount = 40m, Segment = "basic" },
    new() { Customer = "corp", Start = new(2026, 2, 1), Amount = 1_200m, Interval = BillingInterval.Year, Segment = "pro" },
    new() { Customer = "dyne", Start = new(2026, 3, 1), End = new(2026, 6, 5), Amount = 30m },
    new() { Customer = "echo", Start = new(2026, 6, 1), Amount = 70m, Segment = "basic", Discount = SubscriptionDiscount.Percent(50, until: new(2026, 9, 1)) },
    new() { Customer = "foxt", Start = new(2026, 5, 1), End = new(2026, 8, 1), Amount = 80m, CancelRequestedAt = new(2026, 6, 15), Segment = "basic" },
    new() { Customer = "golf", Start = new(2026, 6, 25), Amount = 90m, TrialEnd = new(2026, 7, 9) },
];
var ledger = SubscriptionLedger.From(rows).WithObservedThrough(new(2026, 6, 30));
var june = ledger.Bridge(Period.Month(2026, 6));

Console.WriteLine("June");
Console.WriteLine(june.ToMarkdown());
Console.WriteLine($"net revenue retention:   {june.NetRevenueRetention}");
Console.WriteLine($"gross revenue retention: {june.GrossRevenueRetention}");
Console.WriteLine($"quick ratio:             {june.QuickRatio}");
Console.WriteLine($"revenue per account:     {june.AverageRevenuePerAccount}");
Console.WriteLine($"logo churn:              {ledger.LogoChurn(Period.Month(2026, 6))}");
Console.WriteLine($"on the last day:         {ledger.Mrr(new(2026, 6, 30))}");

Console.WriteLine();
Console.WriteLine("Who is behind it");
foreach (var movement in new[] { MrrMovement.New, MrrMovement.Reactivation, MrrMovement.Expansion, MrrMovement.Churn })
{
    foreach (var customer in ledger.Customers(june, movement))
    {
        Console.WriteLine($"  {customer}");
    }
}

Console.WriteLine();
Console.WriteLine("The half-year");
Console.WriteLine(ledger.RollForward(Granularity.Month, new Period(new(2026, 1, 1), new(2026, 7, 1))));

Console.WriteLine("By segment");
var bySegment = ledger.BySegment(part => part.Bridge(Period.Month(2026, 6)));
foreach (var (segment, bridge) in bySegment)
{
    Console.WriteLine($"  {segment,-6} {bridge.NetRevenueRetention}");
}

Console.WriteLine($"  {"other",-6} {bySegment.Other.NetRevenueRetention}");
Console.WriteLine($"  {"all",-6} {bySegment.Total.NetRevenueRetention}");

Console.WriteLine();
Console.WriteLine("Why Stripe and ChartMogul would disagree");
Console.WriteLine(ledger.Compare(Period.Month(2026, 6), MrrPolicy.Stripe, MrrPolicy.ChartMogul));

// Run it with a file name to draw the waterfall: dotnet run docs/samples/subscriptions.cs -- june.svg
if (args is [var file])
{
    File.WriteAllText(file, june.ToSvg());
}
