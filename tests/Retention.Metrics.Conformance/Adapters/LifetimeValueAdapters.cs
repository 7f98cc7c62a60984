using System.Text.Json;
using Retention.Metrics.Lifetime;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void LifetimeValues(Dictionary<string, Adapter> calls)
    {
        calls.Add("clv.infinite", (input, _) =>
        {
            CustomerLifetimeValue As(PaymentTiming timing) => CustomerLifetimeValue.Discounted(input.Amount("margin"), Kept(input, "retention"), Discount(input), timing);
            return new
            {
                includingFirstPayment = As(PaymentTiming.IncludingFirstPayment).Value,
                excludingFirstPayment = As(PaymentTiming.ExcludingFirstPayment).Value,
                endOfPeriodBooking = As(PaymentTiming.EndOfPeriodBooking).Value,
            };
        });
        calls.Add("clv.simple", (input, _) =>
        {
            var value = CustomerLifetimeValue.Simple(input.Amount("valuePerPeriod"), ChurnRate.FromFraction(input.Number("churn")));
            return new { lifetime = value.ExpectedPeriods, clv = value.Value };
        });
        calls.Add("clv.retail", (input, _) => new
        {
            clv = CustomerLifetimeValue.Retail(input.Amount("averageOrderValue"), input.Number("ordersPerYear"), input.Number("grossMargin"), input.Number("lifetimeYears")).Value,
        });
        calls.Add("clv.finite", (input, _) =>
        {
            var value = CustomerLifetimeValue.FiniteHorizon(input.Amount("margin"), Kept(input, "retention"), Discount(input), (int)input.Integer("periods"));
            return new { value = value.Value, expectedPeriods = value.ExpectedPeriods };
        });
        calls.Add("clv.survivalCurve", (input, _) =>
        {
            var value = CustomerLifetimeValue.FromSurvivalCurve(input.Amount("margin"), input.Numbers("survival"), Discount(input));
            return new { value = value.Value, expectedPeriods = value.ExpectedPeriods };
        });
        calls.Add("clv.marginGrowth", (input, _) => new
        {
            value = CustomerLifetimeValue.WithMarginGrowth(input.Amount("margin"), Kept(input, "retention"), Discount(input), input.Number("growth")).Value,
        });
        calls.Add("clv.continuous", (input, _) => new
        {
            value = CustomerLifetimeValue.Continuous(input.Amount("marginPerPurchase"), input.Number("purchaseRate"), input.Number("dropoutRate"), input.Number("discountForce")).Value,
        });
    }

    private static RetentionRate Kept(JsonElement input, string name) => RetentionRate.FromFraction(input.Number(name));

    private static DiscountRate Discount(JsonElement input) => DiscountRate.FromFraction(input.Number("discount", 0));
}
