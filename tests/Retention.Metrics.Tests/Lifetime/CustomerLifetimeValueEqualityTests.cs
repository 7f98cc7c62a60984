using Retention.Metrics.Lifetime;

namespace Retention.Metrics.Tests.Lifetime;

public class CustomerLifetimeValueEqualityTests
{
    private static readonly RetentionRate Eighty = RetentionRate.FromPercent(80);
    private static readonly DiscountRate Ten = DiscountRate.FromPercent(10);

    [Fact]
    public void Values_differ_when_any_input_does()
    {
        Func<CustomerLifetimeValue>[] each =
        [
            () => CustomerLifetimeValue.Simple(1m, 2),
            () => CustomerLifetimeValue.Simple(1m, 3),
            () => CustomerLifetimeValue.Simple(2m, 2),
            () => CustomerLifetimeValue.Simple(1m, 2, ValueBasis.Margin),
            () => CustomerLifetimeValue.Retail(1m, 2, 0.3, 4),
            () => CustomerLifetimeValue.Retail(1m, 3, 0.3, 4),
            () => CustomerLifetimeValue.Retail(1m, 2, 0.4, 4),
            () => CustomerLifetimeValue.Retail(1m, 2, 0.3, 5),
            () => CustomerLifetimeValue.Discounted(1m, Eighty, Ten, PaymentTiming.IncludingFirstPayment),
            () => CustomerLifetimeValue.Discounted(1m, Eighty, Ten, PaymentTiming.ExcludingFirstPayment),
            () => CustomerLifetimeValue.Discounted(1m, Eighty, DiscountRate.None, PaymentTiming.IncludingFirstPayment),
            () => CustomerLifetimeValue.Discounted(1m, RetentionRate.FromCounts(8, 10), Ten, PaymentTiming.IncludingFirstPayment),
            () => CustomerLifetimeValue.FiniteHorizon(1m, Eighty, Ten, 3),
            () => CustomerLifetimeValue.FiniteHorizon(1m, Eighty, Ten, 4),
            () => CustomerLifetimeValue.FromSurvivalCurve(1m, [1, 0.5]),
            () => CustomerLifetimeValue.FromSurvivalCurve(1m, [1, 0.6]),
            () => CustomerLifetimeValue.FromSurvivalCurve(1m, [1, 0.5], Ten),
            () => CustomerLifetimeValue.FromSurvivalCurve(1m, [1, 0.5, 0.5]),
            () => CustomerLifetimeValue.WithMarginGrowth(1m, Eighty, Ten, 0.1),
            () => CustomerLifetimeValue.WithMarginGrowth(1m, Eighty, Ten, 0.2),
            () => CustomerLifetimeValue.Continuous(1m, 2, 3, 4),
            () => CustomerLifetimeValue.Continuous(1m, 3, 3, 4),
            () => CustomerLifetimeValue.Continuous(1m, 2, 4, 4),
            () => CustomerLifetimeValue.Continuous(1m, 2, 3, 5),
        ];
        for (var i = 0; i < each.Length; i++)
        {
            Assert.Equal(each[i](), each[i]());
            Assert.Equal(each[i]().GetHashCode(), each[i]().GetHashCode());
            Assert.False(each[i]().Equals(null));
            for (var j = 0; j < each.Length; j++)
            {
                Assert.Equal(i == j, each[i]().Equals(each[j]()));
            }
        }
    }
}
