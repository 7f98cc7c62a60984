using Retention.Metrics;
using Retention.Metrics.Activity;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Revenue;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/acquisition.md.</summary>
internal static class AcquisitionSnippets
{
    [Snippet("acquisition-cost")]
    internal static void Cost(TextWriter Console)
    {
        #region acquisition-cost
        AcquisitionCost blended = AcquisitionCost.FromSpend(spend: 60_000m, newCustomers: 200);
        AcquisitionCost paid = AcquisitionCost.FromSpend(spend: 45_000m, newCustomers: 90, AcquisitionScope.Paid, lagPeriods: 1);
        CustomerLifetimeValue value = CustomerLifetimeValue.Simple(valuePerPeriod: 50m, ChurnRate.FromPercent(3), ValueBasis.Margin);

        Console.WriteLine(blended);
        Console.WriteLine(paid);
        Console.WriteLine(LifetimeValueToAcquisitionCost.From(value, blended));
        Console.WriteLine(LifetimeValueToAcquisitionCost.From(value, paid));
        #endregion
    }

    [Snippet("acquisition-payback")]
    internal static void Payback(TextWriter Console)
    {
        #region acquisition-payback
        Console.WriteLine(AcquisitionPayback.From(acquisitionCost: 600m, marginPerPeriod: 50m, RetentionRate.FromPercent(97)));
        Console.WriteLine(AcquisitionPayback.From(acquisitionCost: 3_000m, marginPerPeriod: 100m, RetentionRate.FromPercent(95)));
        #endregion
    }

    [Snippet("acquisition-referral")]
    internal static void Referral(TextWriter Console)
    {
        #region acquisition-referral
        ViralCoefficient k = ViralCoefficient.FromCounts(users: 1_000, invitations: 2_400, accepted: 300);

        Console.WriteLine(ConversionRate.FromCounts(converted: 45, opportunities: 300, unit: "leads"));
        Console.WriteLine(ReferralRate.FromCounts(referred: 36, newCustomers: 240));
        Console.WriteLine(k);
        Console.WriteLine(k.Amplification);
        #endregion
    }

    [Snippet("acquisition-undefined")]
    internal static void Undefined(TextWriter Console)
    {
        #region acquisition-undefined
        Console.WriteLine(AcquisitionCost.FromSpend(spend: 500m, newCustomers: 0));
        Console.WriteLine(LifetimeValueToAcquisitionCost.FromAmounts(lifetimeValue: 900m, acquisitionCost: 0m));
        Console.WriteLine(AcquisitionPayback.From(acquisitionCost: 100m, marginPerPeriod: -2m, RetentionRate.FromPercent(95)));
        Console.WriteLine(ReferralRate.FromCounts(referred: 0, newCustomers: 0));
        #endregion
    }
}
