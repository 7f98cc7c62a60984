using Retention.Metrics;
using Retention.Metrics.Revenue;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/subscriptions.md.</summary>
internal static class SubscriptionSnippets
{
    [Snippet("subscriptions-bridge")]
    internal static void Bridge(TextWriter Console)
    {
        #region subscriptions-bridge
        (string Account, DateOnly Start, DateOnly? End, decimal Amount, BillingInterval Interval)[] subs =
        [
            ("acme", new(2026, 1, 15), new(2026, 6, 10), 100m, BillingInterval.Month),
            ("acme", new(2026, 6, 10), null, 150m, BillingInterval.Month),
            ("bolt", new(2026, 1, 1), new(2026, 4, 1), 50m, BillingInterval.Month),
            ("bolt", new(2026, 6, 20), null, 40m, BillingInterval.Month),
            ("corp", new(2026, 2, 1), null, 1_200m, BillingInterval.Year),
            ("dyne", new(2026, 3, 1), new(2026, 6, 5), 30m, BillingInterval.Month),
            ("echo", new(2026, 6, 1), null, 70m, BillingInterval.Month),
        ];
        var ledger = SubscriptionLedger.From(subs, s => s.Account, s => s.Start, s => s.End, s => s.Amount, s => s.Interval).WithObservedThrough(new(2026, 6, 30));

        MrrBridge june = ledger.Bridge(Period.Month(2026, 6));
        Console.WriteLine(june.ToMarkdown());
        Console.WriteLine(june.NetRevenueRetention);
        Console.WriteLine(june.GrossRevenueRetention);
        Console.WriteLine(june.QuickRatio);
        Console.WriteLine(june.AverageRevenuePerAccount);
        foreach (var lost in ledger.Customers(june, MrrMovement.Churn))
        {
            Console.WriteLine(lost);
        }

        Console.WriteLine(ledger.LogoChurn(Period.Month(2026, 6)));
        #endregion
    }

    [Snippet("subscriptions-observed")]
    internal static void Observed(TextWriter Console)
    {
        (string Account, DateOnly Start, DateOnly? End, decimal Amount, BillingInterval Interval)[] subs =
        [
            ("acme", new(2026, 1, 15), null, 100m, BillingInterval.Month), ("dyne", new(2026, 3, 1), new(2026, 6, 5), 30m, BillingInterval.Month),
        ];
        #region subscriptions-observed
        var ledger = SubscriptionLedger.From(subs, s => s.Account, s => s.Start, s => s.End, s => s.Amount, s => s.Interval);
        Console.WriteLine(ledger.Bridge(Period.Month(2026, 6)));
        Console.WriteLine(ledger.Bridge(Period.Month(2026, 6)).NetRevenueRetention);
        Console.WriteLine(ledger.Bridge(Period.Month(2026, 7)));
        Console.WriteLine(ledger.Bridge(Period.Month(2026, 7)).NetRevenueRetention);
        Console.WriteLine(ledger.Bridge(Period.Month(2026, 7)).IsObserved);
        Console.WriteLine(ledger.WithObservedThrough(new(2026, 7, 31)).Bridge(Period.Month(2026, 7)));
        #endregion
    }

    [Snippet("subscriptions-compare")]
    internal static void Compare(TextWriter Console)
    {
        #region subscriptions-compare
        SubscriptionRow<string>[] rows =
        [
            new() { Customer = "acme", Start = new(2026, 1, 1), Amount = 100m, Discount = SubscriptionDiscount.Percent(20, until: new(2026, 7, 1)) },
            new() { Customer = "bolt", Start = new(2026, 1, 1), End = new(2026, 6, 4), Amount = 50m },
            new() { Customer = "bolt", Start = new(2026, 6, 9), Amount = 60m },
            new() { Customer = "corp", Start = new(2026, 2, 1), Amount = 1_200m, Interval = BillingInterval.Year },
        ];
        var ledger = SubscriptionLedger.From(rows).WithObservedThrough(new(2026, 6, 30));
        Console.WriteLine(ledger.Compare(Period.Month(2026, 6), MrrPolicy.Default, MrrPolicy.ChartMogul));
        #endregion
    }

    [Snippet("subscriptions-exchange")]
    internal static void Exchange(TextWriter Console)
    {
        #region subscriptions-exchange
        SubscriptionRow<string>[] rows =
        [
            new() { Customer = "acme", Start = new(2026, 1, 1), Amount = 100m, Currency = "EUR" },
            new() { Customer = "bolt", Start = new(2026, 1, 1), Amount = 200m, Currency = "USD" },
        ];
        var rates = ExchangeRates.To("USD").With("EUR", 1.10m).With("EUR", 1.05m, from: new(2026, 6, 1));

        var ledger = SubscriptionLedger.From(rows).WithObservedThrough(new(2026, 6, 30));
        MrrBridge june = ledger.In(rates).Bridge(Period.Month(2026, 6));
        Console.WriteLine(june);
        Console.WriteLine(june.NetRevenueRetention);
        #endregion
    }

    [Snippet("subscriptions-churn")]
    internal static void Churn(TextWriter Console)
    {
        #region subscriptions-churn
        SubscriptionRow<int>[] rows =
        [
            .. Enumerable.Range(1, 12).Select(month => new SubscriptionRow<int> { Customer = month, Start = new(2025, month, 10), Amount = 600m, Interval = BillingInterval.Year, End = month == 6 ? new(2026, 6, 10) : null }),
            new() { Customer = 13, Start = new(2026, 1, 1), Amount = 60m, End = new(2026, 6, 20) },
            new() { Customer = 16, Start = new(2026, 1, 1), Amount = 60m },
            new() { Customer = 14, Start = new(2026, 6, 2), Amount = 60m, End = new(2026, 6, 25) },
            new() { Customer = 15, Start = new(2026, 6, 5), Amount = 60m },
        ];
        var ledger = SubscriptionLedger.From(rows).WithObservedThrough(new(2026, 6, 30));
        foreach (var policy in new[] { ChurnPolicy.StartCohort, ChurnPolicy.Stripe, ChurnPolicy.Baremetrics, ChurnPolicy.Shopify, ChurnPolicy.RenewalEligible })
        {
            Console.WriteLine(ledger.LogoChurn(Period.Month(2026, 6), policy));
        }
        #endregion
    }

    [Snippet("subscriptions-cohorts")]
    internal static void Cohorts(TextWriter Console)
    {
        #region subscriptions-cohorts
        (int Customer, DateOnly Month, decimal Mrr)[] snapshots =
        [
            (1, new(2026, 1, 1), 50m), (1, new(2026, 2, 1), 50m), (1, new(2026, 3, 1), 75m),
            (2, new(2026, 1, 1), 20m), (2, new(2026, 2, 1), 20m),
            (3, new(2026, 2, 1), 40m), (3, new(2026, 3, 1), 30m),
        ];
        var ledger = SubscriptionLedger.FromSnapshots(snapshots, s => s.Customer, s => s.Month, s => s.Mrr);

        Console.WriteLine(ledger.RollForward(Granularity.Month, ledger.Observed!.Value));
        Console.WriteLine(ledger.Cohorts(Granularity.Month, observedThrough: new(2026, 3, 31)));
        #endregion
    }

    [Snippet("subscriptions-columns")]
    internal static void Columns(TextWriter Console)
    {
        #region subscriptions-columns
        int[] customers = [1, 2, 1, 2];
        int[] months = [0, 0, 1, 1];
        double[] mrr = [50.00, 20.10, 75.00, 20.10];
        var ledger = SubscriptionLedger.FromSnapshots<int>(customers, months, periodZero: new DateOnly(2026, 1, 1), MoneyColumn.MultiplesOf(0.01m, mrr));

        Console.WriteLine(ledger.Bridge(Period.Month(2026, 2)));
        #endregion
    }
}
