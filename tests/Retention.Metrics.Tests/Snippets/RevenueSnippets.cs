using Retention.Metrics;
using Retention.Metrics.Revenue;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/revenue.md.</summary>
internal static class RevenueSnippets
{
    [Snippet("revenue-bridge")]
    internal static void Bridge(TextWriter Console)
    {
        #region revenue-bridge
        MrrBridge june = MrrBridge.From(
            opening: 100_000m, newBusiness: 12_000m, expansion: 8_000m, contraction: 2_000m, churn: 5_000m, reactivation: 1_000m);

        Console.WriteLine(june);
        Console.WriteLine(june.NetRevenueRetention);
        Console.WriteLine(june.GrossRevenueRetention);
        Console.WriteLine(june.GrossRevenueRetention.Churn);
        Console.WriteLine(june.QuickRatio);
        #endregion
    }

    [Snippet("revenue-treatments")]
    internal static void Treatments(TextWriter Console)
    {
        #region revenue-treatments
        MrrBridge bridge = MrrBridge.From(opening: 100m, newBusiness: 0m, expansion: 10m, contraction: 10m, churn: 10m, reactivation: 5m);

        Console.WriteLine(RevenueChurn.Net(bridge));
        Console.WriteLine(RevenueChurn.Net(bridge, ReactivationTreatment.Included));
        Console.WriteLine(NetRevenueRetention.From(bridge, ReactivationTreatment.Included));
        Console.WriteLine(QuickRatio.From(bridge, ReactivationTreatment.Excluded));
        #endregion
    }

    [Snippet("revenue-normalization")]
    internal static void Normalization(TextWriter Console)
    {
        #region revenue-normalization
        SubscriptionPrice weekly = new(70m, BillingInterval.Week);

        foreach (MrrNormalization policy in new[] { MrrNormalization.Exact, MrrNormalization.Polar, MrrNormalization.ProfitWell, MrrNormalization.Ghost, MrrNormalization.KillBill })
        {
            Console.WriteLine(policy);
            Console.WriteLine(weekly.Monthly(policy));
        }
        #endregion
    }

    [Snippet("revenue-per-account")]
    internal static void PerAccount(TextWriter Console)
    {
        #region revenue-per-account
        SubscriptionPrice[] prices = [new(100m, BillingInterval.Month), new(1_000m, BillingInterval.Year)];
        decimal mrr = SubscriptionPrice.SumMonthly(prices, MrrNormalization.Polar);

        Console.WriteLine(AverageRevenuePerAccount.From(mrr, accounts: 2));
        Console.WriteLine(AverageSalePrice.From(newBusiness: 12_000m, newCustomers: 80));
        Console.WriteLine(AverageRevenuePerAccount.From(revenue: 0m, accounts: 0));
        #endregion
    }

    [Snippet("revenue-pooling")]
    internal static void Pooling(TextWriter Console)
    {
        #region revenue-pooling
        NetRevenueRetention small = NetRevenueRetention.FromCohort(atStart: 100m, atEnd: 150m);
        NetRevenueRetention large = NetRevenueRetention.FromCohort(atStart: 10_000m, atEnd: 9_500m);

        Console.WriteLine(small + large);
        #endregion
    }
}
