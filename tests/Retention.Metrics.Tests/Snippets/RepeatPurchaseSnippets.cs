using Retention.Metrics;
using Retention.Metrics.Orders;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/repeat-purchase.md. The parameter stands in for System.Console.</summary>
internal static class RepeatPurchaseSnippets
{
    [Snippet("repeat-purchase")]
    internal static void Repeat(TextWriter Console)
    {
        #region repeat-purchase
        (string Customer, DateOnly Date, decimal Amount)[] orders =
        [
            ("a", new(2019, 11, 1), 40m), ("a", new(2020, 3, 1), 25m), ("b", new(2020, 2, 1), 60m), ("b", new(2020, 5, 1), 30m),
            ("c", new(2020, 6, 1), 15m), ("d", new(2020, 7, 1), 20m), ("d", new(2021, 2, 1), 35m),
        ];
        Period year = Period.Year(2020);

        Console.WriteLine(RepeatPurchaseRate.FromOrders(orders, o => o.Customer, o => o.Date, year));
        Console.WriteLine(ReturningCustomerRate.FromOrders(orders, o => o.Customer, o => o.Date, year, asOf: new(2020, 12, 31)));
        Console.WriteLine(ReturningCustomerRate.FromOrders(orders, o => o.Customer, o => o.Date, year, asOf: new(2021, 3, 1)));

        var inYear = orders.Where(o => year.Contains(o.Date)).ToArray();
        Console.WriteLine(AverageOrderValue.FromAmounts(inYear.Select(o => o.Amount)));
        Console.WriteLine(PurchaseFrequency.FromCustomers(inYear.Select(o => o.Customer), year));
        #endregion
    }

    [Snippet("spend-concentration")]
    internal static void Concentration(TextWriter Console)
    {
        #region spend-concentration
        SpendConcentration spend = SpendConcentration.FromAmounts([10m, 10m, 10m, 10m, 10m, 10m, 10m, 10m, 10m, 20m]);
        Console.WriteLine(spend);
        Console.WriteLine(spend.Lorenz(0.5));

        double[] lastYear = [900, 300, 200, 100, 100, 100, 100, 100, 50, 50];
        double[] thisYear = [350, 400, 150, 250, 90, 120, 80, 110, 60, 40];
        Console.WriteLine(SpendConcentration.FromValues(thisYear).Top(0.10));
        Console.WriteLine(SpendConcentration.RankedOn(lastYear, thisYear, fraction: 0.10));
        #endregion
    }

    [Snippet("order-segments")]
    internal static void Segments(TextWriter Console)
    {
        #region order-segments
        (string Customer, DateOnly Date, decimal Amount)[] rows =
        [
            ("ann", new(2026, 1, 3), 10m), ("ann", new(2026, 2, 1), 20m), ("bob", new(2026, 1, 31), 30m), ("cyd", new(2026, 2, 2), 40m), ("cyd", new(2026, 3, 31), 2m),
        ];
        OrderLog<string> orders = OrderLog.From(rows, r => r.Customer, r => r.Date, r => r.Amount);

        Segmented<RepeatPurchaseRate> byCountry = orders.BySegment(customer => customer == "cyd" ? "FR" : "DE", part => part.RepeatPurchaseRate(Period.Year(2026)));
        foreach (var (country, rate) in byCountry.Segments)
        {
            Console.WriteLine($"{country}: {rate}");
        }

        RevenueCohortTable cohorts = orders.RevenueCohorts(Granularity.Month, observedThrough: new(2026, 3, 31));
        Console.WriteLine(cohorts);
        Console.WriteLine(cohorts[new DateOnly(2026, 1, 1), offset: 1]);
        #endregion
    }
}
