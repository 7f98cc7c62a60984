using Retention.Metrics;
using Retention.Metrics.Orders;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/rfm.md.</summary>
internal static class RfmSnippets
{
    private static readonly (string Customer, DateOnly Date, decimal Amount)[] Rows =
    [
        ("ann", new(2026, 1, 5), 20m), ("ann", new(2026, 2, 9), 30m), ("ann", new(2026, 4, 1), 25m),
        ("bob", new(2026, 1, 20), 15m), ("cid", new(2026, 2, 2), 50m), ("cid", new(2026, 2, 2), 5m), ("cid", new(2026, 5, 4), 45m),
        ("dan", new(2026, 3, 15), 12m), ("eve", new(2026, 5, 30), 80m),
    ];

    [Snippet("rfm")]
    internal static void Table(TextWriter Console)
    {
        #region rfm
        (string Customer, DateOnly Date, decimal Amount)[] rows =
        [
            ("ann", new(2026, 1, 5), 20m), ("ann", new(2026, 2, 9), 30m), ("ann", new(2026, 4, 1), 25m),
            ("bob", new(2026, 1, 20), 15m), ("cid", new(2026, 2, 2), 50m), ("cid", new(2026, 2, 2), 5m), ("cid", new(2026, 5, 4), 45m),
            ("dan", new(2026, 3, 15), 12m), ("eve", new(2026, 5, 30), 80m),
        ];
        OrderLog<string> orders = OrderLog.From(rows, r => r.Customer, r => r.Date, r => r.Amount);
        RfmTable<string> table = orders.Rfm(observedThrough: new(2026, 6, 30));

        Console.WriteLine(table);
        Console.WriteLine(table.Find("ann"));
        Console.WriteLine(table.Top(0.20));
        Console.WriteLine(orders.PurchaseIntervals(observedThrough: new(2026, 6, 30)));

        RfmSegmentation byHabit = RfmSegmentation.Thresholds(daysSinceLast: [60], purchases: [1], spend: [50m],
        [
            new("Active regulars") { MinimumRecency = 2, MinimumFrequency = 2 },
            new("Lapsed regulars") { MinimumFrequency = 2 },
            new("Bought once"),
        ]);
        RfmSegments segments = table.Segments(byHabit);
        Console.WriteLine(segments);
        Console.WriteLine(string.Join(", ", table.CustomersIn(segments, "Lapsed regulars")));
        #endregion
    }

    [Snippet("rfm-split")]
    internal static void Split(TextWriter Console)
    {
        OrderLog<string> orders = OrderLog.From(Rows, r => r.Customer, r => r.Date, r => r.Amount);

        #region rfm-split
        PurchaseHistory history = orders.Rfm(observedThrough: new(2026, 6, 30)).PurchaseHistory(PeriodLength.Week);
        CalibrationHoldout<string> split = orders.Split(calibrationThrough: new(2026, 3, 31), observedThrough: new(2026, 6, 30));

        Console.WriteLine(history);
        Console.WriteLine(split);
        #endregion
    }

    [Snippet("rfm-columns")]
    internal static void Columns(TextWriter Console)
    {
        #region rfm-columns
        int[] customers = [1, 2, 1];
        int[] days = [20_000, 20_003, 20_010];
        long[] cents = [1999, 500, 2550];

        OrderLog<int> orders = OrderLog.From<int>(customers, OrderDates.EpochDays(days), OrderAmounts.MinorUnits(cents));
        Console.WriteLine(orders);
        #endregion
    }
}
