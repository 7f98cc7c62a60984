using FsCheck.Fluent;
using Retention.Metrics.Lifetime;

namespace Retention.Metrics.Tests.Lifetime;

public class CustomerLifetimeValueLaws
{
    // Fader and Hardie (2012): including = excluding + m = (1 + d) · end of period.
    [Property]
    public void The_first_payment_and_one_period_of_discount_are_all_that_lies_between_the_conventions(AnyMargin margin, AnyRetention retention, AnyDiscount discount)
    {
        decimal? As(PaymentTiming timing) => CustomerLifetimeValue.Discounted(margin.Value, retention.Rate, discount.Rate, timing).Value;
        var (including, excluding, end) = (As(PaymentTiming.IncludingFirstPayment), As(PaymentTiming.ExcludingFirstPayment), As(PaymentTiming.EndOfPeriodBooking));

        Assert.Equal(including, excluding + margin.Value);
        Assert.Equal(including is null, end is null);
        AssertClose((double?)including, (1 + discount.Value) * (double?)end, 1e-13);
    }

    [Property]
    public void The_value_exists_exactly_when_retention_is_below_one_plus_discount(AnyMargin margin, AnyRetention retention, AnyDiscount discount)
    {
        var value = CustomerLifetimeValue.Discounted(margin.Value, retention.Rate, discount.Rate, PaymentTiming.IncludingFirstPayment);
        Assert.Equal(retention.Value < 1 + discount.Value, value.Value is not null);
        Assert.Equal(value.Value is null, value.Diverges);
        Assert.Equal(value.Value is null, value.WhyUndefined is not null);
    }

    // Decimal arithmetic of 28 digits as the oracle.
    [Property]
    public void A_finite_horizon_is_the_sum_of_its_payments(AnyMargin margin, AnyRetention retention, AnyDiscount discount, AnyCounts counts)
    {
        var periods = (int)(counts.Part % 200);
        var ratio = (decimal)retention.Value / (1 + (decimal)discount.Value);
        decimal sum = 0, kept = 0, payment = margin.Value, share = 1;
        for (var t = 0; t < periods; t++)
        {
            sum += payment;
            kept += share;
            payment *= ratio;
            share *= (decimal)retention.Value;
        }

        var value = CustomerLifetimeValue.FiniteHorizon(margin.Value, retention.Rate, discount.Rate, periods);
        AssertClose((double)sum, (double?)value.Value, 2e-14);
        AssertClose((double)kept, value.ExpectedPeriods, 1e-13);
    }

    [Property]
    public FsCheck.Property A_horizon_that_grows_leads_to_the_value_over_all_time(AnyMargin margin, AnyRetention retention, AnyDiscount discount)
    {
        var ratio = retention.Value / (1 + discount.Value);
        return Prop.When(ratio < 0.99, () =>
        {
            var limit = CustomerLifetimeValue.Discounted(margin.Value, retention.Rate, discount.Rate, PaymentTiming.IncludingFirstPayment).Value!.Value;
            var values = new[] { 1, 2, 5, 20, 100, 5_000 }.Select(t => CustomerLifetimeValue.FiniteHorizon(margin.Value, retention.Rate, discount.Rate, t).Value!.Value).ToList();
            Assert.Equal(values.Order(), values);
            AssertClose((double)limit, (double)values[^1], 1e-13);
        });
    }

    [Property]
    public void Growth_of_nothing_changes_nothing(AnyMargin margin, AnyRetention retention, AnyDiscount discount)
    {
        foreach (var timing in Enum.GetValues<PaymentTiming>())
        {
            var plain = CustomerLifetimeValue.Discounted(margin.Value, retention.Rate, discount.Rate, timing);
            var grown = CustomerLifetimeValue.WithMarginGrowth(margin.Value, retention.Rate, discount.Rate, 0, timing);
            Assert.Equal(plain.Value, grown.Value);
            Assert.Equal(plain.Diverges, grown.Diverges);
        }
    }

    // Growth by g and discount by d act as one discount (1 + d) ÷ (1 + g) - 1.
    [Property]
    public void Growth_is_negative_discount(AnyMargin margin, AnyRetention retention, AnyDiscount growth, AnyDiscount discount)
    {
        var net = DiscountRate.FromFraction(((1 + discount.Value) / (1 + growth.Value)) - 1);
        var grown = CustomerLifetimeValue.WithMarginGrowth(margin.Value, retention.Rate, discount.Rate, growth.Value);
        var plain = CustomerLifetimeValue.Discounted(margin.Value, retention.Rate, net, PaymentTiming.IncludingFirstPayment);
        var gap = Math.Abs(1 + net.Value - retention.Value);
        // Within rounding of the border the two may disagree on which side they are.
        if (gap > 1e-12)
        {
            AssertClose((double?)plain.Value, (double?)grown.Value, 1e-14 / gap);
        }
    }

    [Property]
    public void A_constant_rate_as_a_curve_is_the_finite_horizon(AnyMargin margin, AnyRetention retention, AnyDiscount discount, AnyCounts counts)
    {
        var ages = 1 + (int)(counts.Part % 60);
        var curve = Enumerable.Range(0, ages).Select(t => Math.Pow(retention.Value, t));
        var along = CustomerLifetimeValue.FromSurvivalCurve(margin.Value, curve, discount.Rate);
        var horizon = CustomerLifetimeValue.FiniteHorizon(margin.Value, retention.Rate, discount.Rate, ages);
        AssertClose((double?)horizon.Value, (double?)along.Value, 1e-13);
        AssertClose(horizon.ExpectedPeriods, along.ExpectedPeriods, 1e-13);
    }

    [Property]
    public void Without_discount_a_curve_is_worth_its_expected_periods(AnyMargin margin, AnyCurve curve)
    {
        var value = CustomerLifetimeValue.FromSurvivalCurve(margin.Value, curve.Values);
        AssertClose((double)margin.Value * value.ExpectedPeriods, (double?)value.Value, 1e-14);
        Assert.InRange(value.ExpectedPeriods!.Value, 1, curve.Values.Count);
    }

    [Property]
    public void Without_discount_the_simple_value_is_the_one_that_includes_the_first_payment(AnyMargin margin, AnyRetention retention)
    {
        var simple = CustomerLifetimeValue.Simple(margin.Value, retention.Rate.Churn);
        var discounted = CustomerLifetimeValue.Discounted(margin.Value, retention.Rate, DiscountRate.None, PaymentTiming.IncludingFirstPayment);
        AssertClose((double?)simple.Value, (double?)discounted.Value, 1e-14);
        Assert.Equal(simple.ExpectedPeriods, discounted.ExpectedPeriods);
    }

    [Property]
    public void Discount_never_adds_value(AnyMargin margin, AnyCurve curve, AnyDiscount discount) =>
        Assert.True(CustomerLifetimeValue.FromSurvivalCurve(margin.Value, curve.Values, discount.Rate).Value <= CustomerLifetimeValue.FromSurvivalCurve(margin.Value, curve.Values).Value);

    // m·λ ∫ exp(-(μ + δ)t) dt by quadrature.
    [Property(MaxTest = 40)]
    public void Continuous_value_is_the_integral_of_discounted_purchases(AnyMargin margin, AnyRetention dropout, AnyDiscount force)
    {
        var (mu, delta) = (0.05 + dropout.Value, force.Value);
        var integral = MathNet.Numerics.Integration.GaussLegendreRule.Integrate(t => 3 * Math.Exp(-mu * t) * Math.Exp(-delta * t), 0, 800, 512);
        AssertClose((double)margin.Value * integral, (double?)CustomerLifetimeValue.Continuous(margin.Value, 3, mu, delta).Value, 1e-9);
    }

    [Property]
    public void Fractions_of_every_size_never_give_infinity_or_a_number_without_meaning(AnyFraction fraction, AnyDiscount discount)
    {
        foreach (var rate in new[] { RetentionRate.FromFraction(fraction.Value), ChurnRate.FromFraction(fraction.Value).Retention })
        {
            foreach (var value in new[]
            {
                CustomerLifetimeValue.Discounted(12.34m, rate, discount.Rate, PaymentTiming.IncludingFirstPayment),
                CustomerLifetimeValue.FiniteHorizon(12.34m, rate, discount.Rate, 7),
                CustomerLifetimeValue.Simple(12.34m, rate.Churn),
            })
            {
                Assert.True(value.Value is null or >= 0);
                Assert.True(value.ExpectedPeriods is null || double.IsFinite(value.ExpectedPeriods.Value));
                Assert.Equal(value.Value is null, value.WhyUndefined is not null);
            }
        }
    }

    internal static void AssertClose(double? expected, double? actual, double relative)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } e && actual is { } a)
        {
            Assert.True(Math.Abs(a - e) <= relative * Math.Abs(e), FormattableString.Invariant($"{a:R} is not within {relative} of {e:R}"));
        }
    }
}
