using System.Text.Json;
using Retention.Metrics;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Orders;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/getting-started.md.</summary>
internal static class GettingStartedSnippets
{
    [Snippet("getting-started-customers")]
    internal static void Customers(TextWriter Console)
    {
        #region getting-started-customers
        string[] may = ["ann", "bob", "cid", "dan"];
        string[] june = ["ann", "cid", "eve"];

        CustomerRetention retention = CustomerRetention.FromCustomers(may, june);

        Console.WriteLine(retention.RetentionRate);
        Console.WriteLine(retention.ChurnRate);
        #endregion
    }

    [Snippet("getting-started-orders")]
    internal static void Orders(TextWriter Console)
    {
        #region getting-started-orders
        (string Customer, DateOnly Date, decimal Amount)[] rows =
        [
            ("ann", new(2026, 4, 2), 29.90m), ("bob", new(2026, 4, 9), 15.00m), ("cid", new(2026, 4, 30), 49.00m),
            ("ann", new(2026, 5, 3), 12.50m), ("dan", new(2026, 5, 8), 29.90m), ("eve", new(2026, 5, 20), 18.00m),
            ("ann", new(2026, 6, 1), 29.90m), ("cid", new(2026, 6, 11), 49.00m), ("dan", new(2026, 6, 12), 15.00m),
        ];

        OrderLog<string> orders = OrderLog.From(rows, r => r.Customer, r => r.Date, r => r.Amount);

        Console.WriteLine(orders);
        Console.WriteLine(orders.RepeatPurchaseRate(Period.Quarter(2026, 2)));
        Console.WriteLine(string.Join(", ", orders.RepeatBuyersIn(Period.Quarter(2026, 2))));
        #endregion
    }

    [Snippet("getting-started-json")]
    internal static void ToJson(TextWriter Console)
    {
        #region getting-started-json
        RetentionRate rate = RetentionRate.FromCounts(retained: 950, customersAtStart: 1_000);

        string json = JsonSerializer.Serialize(rate, RetentionMetricsJsonContext.Default.RetentionRate);
        RetentionRate same = JsonSerializer.Deserialize<RetentionRate>(json, RetentionMetricsJsonContext.Default.Options);

        Console.WriteLine(json);
        Console.WriteLine(same);
        #endregion
    }

    [Snippet("getting-started-cohorts")]
    internal static void Cohorts(TextWriter Console)
    {
        (string Customer, DateOnly Date, decimal Amount)[] rows =
        [
            ("ann", new(2026, 4, 2), 29.90m), ("bob", new(2026, 4, 9), 15.00m), ("cid", new(2026, 4, 30), 49.00m),
            ("ann", new(2026, 5, 3), 12.50m), ("dan", new(2026, 5, 8), 29.90m), ("eve", new(2026, 5, 20), 18.00m),
            ("ann", new(2026, 6, 1), 29.90m), ("cid", new(2026, 6, 11), 49.00m), ("dan", new(2026, 6, 12), 15.00m),
        ];
        OrderLog<string> orders = OrderLog.From(rows, r => r.Customer, r => r.Date, r => r.Amount);

        #region getting-started-cohorts
        CohortTable cohorts = orders.Cohorts(Granularity.Month, observedThrough: new(2026, 6, 30));

        Console.WriteLine(cohorts[new DateOnly(2026, 4, 1), offset: 1]);
        Console.WriteLine(cohorts[new DateOnly(2026, 5, 1), offset: 1]);
        Console.WriteLine(cohorts[new DateOnly(2026, 5, 1), offset: 2]);
        Console.WriteLine(cohorts.Curve()[1]);
        #endregion
    }
}
