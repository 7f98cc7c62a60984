using Retention.Metrics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/lifetime-value.md.</summary>
internal static class LifetimeValueSnippets
{
    [Snippet("lifetime-value-conventions")]
    internal static void Conventions(TextWriter Console)
    {
        #region lifetime-value-conventions
        RetentionRate yearly = RetentionRate.FromCounts(retained: 800, customersAtStart: 1_000);
        DiscountRate discount = DiscountRate.FromPercent(10);

        foreach (PaymentTiming timing in Enum.GetValues<PaymentTiming>())
        {
            CustomerLifetimeValue value = CustomerLifetimeValue.Discounted(margin: 100m, yearly, discount, timing);
            Console.WriteLine(value);
            Console.WriteLine(value.Interval());
        }
        #endregion
    }

    [Snippet("lifetime-value-formulas")]
    internal static void Formulas(TextWriter Console)
    {
        #region lifetime-value-formulas
        DiscountRate ten = DiscountRate.FromPercent(10);
        RetentionRate eighty = RetentionRate.FromPercent(80);

        Console.WriteLine(CustomerLifetimeValue.Simple(valuePerPeriod: 100m, ChurnRate.FromPercent(5)));
        Console.WriteLine(CustomerLifetimeValue.Retail(averageOrderValue: 60m, ordersPerYear: 3.2, grossMargin: 0.40, lifetimeYears: 4).Value);
        Console.WriteLine(CustomerLifetimeValue.FiniteHorizon(margin: 100m, eighty, ten, periods: 5));
        Console.WriteLine(CustomerLifetimeValue.FromSurvivalCurve(margin: 100m, [1, 0.60, 0.48, 0.42, 0.39], ten));
        Console.WriteLine(CustomerLifetimeValue.WithMarginGrowth(margin: 100m, eighty, ten, growth: 0.05));
        Console.WriteLine(CustomerLifetimeValue.Continuous(marginPerPurchase: 20m, purchaseRate: 3, dropoutRate: 0.25, discountForce: ten.Force));
        #endregion
    }

    [Snippet("lifetime-value-undefined")]
    internal static void Undefined(TextWriter Console)
    {
        #region lifetime-value-undefined
        CustomerLifetimeValue endless = CustomerLifetimeValue.Simple(valuePerPeriod: 100m, ChurnRate.FromCounts(lost: 0, customersAtStart: 40));

        Console.WriteLine(endless.Value is null);
        Console.WriteLine(endless.WhyUndefined);
        #endregion
    }

    [Snippet("lifetime-value-periods")]
    internal static void Periods(TextWriter Console)
    {
        #region lifetime-value-periods
        RetentionRate monthly = RetentionRate.FromPercent(97, PeriodLength.Month);
        DiscountRate yearly = DiscountRate.FromPercent(10, PeriodLength.Year);

        Console.WriteLine(yearly.ConvertPeriod(PeriodLength.Month));
        Console.WriteLine(CustomerLifetimeValue.Discounted(margin: 10m, monthly, yearly.ConvertPeriod(PeriodLength.Month), PaymentTiming.IncludingFirstPayment).Value);
        #endregion
    }
}
