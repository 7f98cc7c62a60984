using Retention.Metrics;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/economics.md.</summary>
internal static class EconomicsSnippets
{
    [Snippet("economics-uplift")]
    internal static void Uplift(TextWriter Console)
    {
        #region economics-uplift
        RetentionRate now = RetentionRate.FromPercent(75);

        Console.WriteLine(RetentionUplift.From(margin: 100m, now, RetentionChange.Points(5)));
        Console.WriteLine(RetentionUplift.From(margin: 100m, now, RetentionChange.Relative(0.05)));
        Console.WriteLine(RetentionUplift.From(margin: 100m, now, RetentionChange.ChurnRelative(0.05)));
        Console.WriteLine(RetentionUplift.From(margin: 100m, now, RetentionChange.Points(5), DiscountRate.FromPercent(10)));
        Console.WriteLine(RetentionUplift.From(margin: 100m, now, RetentionChange.Points(5), acquisitionCost: 200m, programmeCost: 20m));
        #endregion
    }

    [Snippet("economics-inverse")]
    internal static void Inverse(TextWriter Console)
    {
        #region economics-inverse
        RetentionChange fivePoints = RetentionChange.Points(5);

        Console.WriteLine(RetentionForUplift.From(uplift: 0.25, fivePoints));
        Console.WriteLine(RetentionForUplift.From(uplift: 0.95, fivePoints));
        Console.WriteLine(RetentionForUplift.From(uplift: 0.95, fivePoints, DiscountRate.FromPercent(10)));
        Console.WriteLine(RetentionForUplift.From(uplift: 0.25, fivePoints, DiscountRate.FromPercent(10), PaymentTiming.ExcludingFirstPayment));
        Console.WriteLine(CacShareForUplift.From(uplift: 0.95, RetentionRate.FromPercent(84), fivePoints));
        #endregion
    }

    [Snippet("economics-path")]
    internal static void Path(TextWriter Console)
    {
        #region economics-path
        BaseProjection path = BaseProjection.From(acquisitionsPerPeriod: 1_000, RetentionRate.FromPercent(75), RetentionChange.Points(5), margin: 100m);

        Console.WriteLine(path);
        Console.WriteLine(RetentionElasticity.From(RetentionRate.FromPercent(88), DiscountRate.FromPercent(10)));
        #endregion
    }

    [Snippet("economics-claims")]
    internal static void Claims(TextWriter Console)
    {
        #region economics-claims
        Console.WriteLine(AcquisitionVersusRetention.From(
            acquisitionSpend: 60_000m, newCustomers: 200, retentionSpend: 47_500m, retainedCustomers: 950, incrementallySaved: 60));
        Console.WriteLine(ReplacementRatio.From(
            existingMargin: 167m, RetentionRate.FromPercent(85), newMargin: 100m, RetentionRate.FromPercent(70), DiscountRate.FromPercent(10), acquisitionCost: 75m));
        Console.WriteLine(ReplacementCost.From(lostCustomers: 50, acquisitionCost: 300m, newPerLost: 3.674));
        Console.WriteLine(WinBack.From(treatedRate: 0.08, controlRate: 0.075, value: 90m, costPerTarget: 2.50m, targets: 1_200));
        Console.WriteLine(PreventableChurn.From(unresolved: Proportion.Of(90, total: 300), resolved: Proportion.Of(35, total: 700), customerValue: 250m));
        #endregion
    }
}
