#:project ../../src/Retention.Metrics/Retention.Metrics.csproj

// What a table of orders says about its customers: who buys again, who is late, who carries the revenue.
// Run it: dotnet run docs/samples/orders.cs

using Retention.Metrics;
using Retention.Metrics.Orders;

var through = new DateOnly(2026, 6, 30);
(string Customer, DateOnly Date, decimal Amount)[] rows =
[
    ("ann", new(2026, 1, 5), 20m), ("ann", new(2026, 2, 9), 30m), ("ann", new(2026, 2, 12), -10m), ("ann", new(2026, 4, 1), 25m),
    ("bob", new(2026, 1, 20), 15m), ("cid", new(2026, 2, 2), 50m), ("cid", new(2026, 5, 4), 45m), ("dan", new(2026, 3, 15), 12m), ("eve", new(2026, 5, 30), 80m),
];

// Refunds are refused unless the options say what to make of them.
var orders = OrderLog.From(rows, r => r.Customer, r => r.Date, r => r.Amount, OrderLogOptions.Default with { Refunds = RefundTreatment.Net });
Console.WriteLine(orders);
Console.WriteLine(orders.Refunds);

Console.WriteLine();
Console.WriteLine("Who buys again");
Console.WriteLine($"  inside the half-year:   {orders.RepeatPurchaseRate(new Period(new(2026, 1, 1), new(2026, 7, 1)))}");
Console.WriteLine($"  within 60 days:         {orders.RepeatWithin(60, through)}");
Console.WriteLine($"  time between purchases: {orders.PurchaseIntervals(through)}");

Console.WriteLine();
Console.WriteLine("Each customer");
var table = orders.Rfm(through);
foreach (var row in table.Rows())
{
    Console.WriteLine($"  {row}");
}

Console.WriteLine();
Console.WriteLine("Who carries the revenue");
Console.WriteLine($"  {table.Top(0.20)}");
Console.WriteLine($"  {orders.SpendConcentration()}");

Console.WriteLine();
Console.WriteLine("The first two months against the next two, same customers");
Console.WriteLine($"  {orders.TenureSpendGrowth((0, 60), (60, 120), through)}");
