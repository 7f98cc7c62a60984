using System.Globalization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Lifetime;

public sealed partial record CustomerLifetimeValue
{
    /// <summary>Value per period × lifetime: the formula of most marketing texts. Undiscounted, first period included.</summary>
    /// <param name="valuePerPeriod">What a customer brings per period.</param>
    /// <param name="lifetime">How many periods a customer stays; a finite number, 0 or more.</param>
    /// <param name="basis">Whether the value is revenue, as those texts have it, or margin.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is negative or not finite.</exception>
    /// <example>
    /// <code>
    /// CustomerLifetimeValue.Simple(valuePerPeriod: 100m, lifetime: 20).Value   // 2000
    /// </code>
    /// </example>
    public static CustomerLifetimeValue Simple(decimal valuePerPeriod, double lifetime, ValueBasis basis = ValueBasis.Revenue)
    {
        Guard.AtLeast(lifetime, 0);
        return new CustomerLifetimeValue(LifetimeValueFormula.Simple, basis, valuePerPeriod) { Lifetime = lifetime, ExpectedPeriods = lifetime }
            .Worth(DecimalScale.Times(valuePerPeriod, lifetime));
    }

    /// <summary>Value per period ÷ churn: the same with the lifetime 1 ÷ churn, if every period loses the same share.</summary>
    /// <param name="valuePerPeriod">What a customer brings per period.</param>
    /// <param name="churn">The churn rate per period.</param>
    /// <param name="basis">Whether the value is revenue, as those texts have it, or margin.</param>
    /// <returns>The value; undefined at 0 % churn, where nobody ever leaves and the sum has no end.</returns>
    /// <example>
    /// <code>
    /// CustomerLifetimeValue.Simple(valuePerPeriod: 100m, ChurnRate.FromPercent(5)).Value   // 2000
    /// </code>
    /// </example>
    public static CustomerLifetimeValue Simple(decimal valuePerPeriod, ChurnRate churn, ValueBasis basis = ValueBasis.Revenue)
    {
        var retention = churn.Retention;
        var result = new CustomerLifetimeValue(LifetimeValueFormula.Simple, basis, valuePerPeriod) { Retention = retention, ExpectedPeriods = GeometricValue.Lifetime(retention) };
        return churn.Value switch
        {
            null => result.Undefined(churn.WhyUndefined!),
            0 => result.Divergent("nobody leaves at 0 % churn, so that the lifetime has no end", retention, DiscountRate.None),
            _ => result.Worth(DecimalScale.Times(valuePerPeriod, 1 / churn.Value.Value)),
        };
    }

    /// <summary>Average order value × orders per year × gross margin × lifetime in years, as retailers compute it. Undiscounted.</summary>
    /// <param name="averageOrderValue">The mean revenue of an order.</param>
    /// <param name="ordersPerYear">Orders per customer and year; a finite number, 0 or more.</param>
    /// <param name="grossMargin">The share of revenue left after the cost of the goods, as a fraction; a finite number of at most 1, negative when selling below cost.</param>
    /// <param name="lifetimeYears">How many years a customer stays; a finite number, 0 or more.</param>
    /// <returns>The value, on margin.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <example>
    /// <code>
    /// CustomerLifetimeValue.Retail(averageOrderValue: 60m, ordersPerYear: 3.2, grossMargin: 0.40, lifetimeYears: 4).Value   // 307.2
    /// </code>
    /// </example>
    public static CustomerLifetimeValue Retail(decimal averageOrderValue, double ordersPerYear, double grossMargin, double lifetimeYears)
    {
        Guard.AtLeast(ordersPerYear, 0);
        if (!(grossMargin >= double.MinValue && grossMargin <= 1))
        {
            throw Guard.OutOfRange(nameof(grossMargin), grossMargin, "A gross margin is a fraction of revenue and must be a finite number of at most 1 (40 % is 0.40)");
        }

        Guard.AtLeast(lifetimeYears, 0);
        return new CustomerLifetimeValue(LifetimeValueFormula.Retail, ValueBasis.Margin, averageOrderValue)
        {
            OrdersPerYear = ordersPerYear,
            GrossMargin = grossMargin,
            Lifetime = lifetimeYears,
            ExpectedPeriods = lifetimeYears,
        }.Worth(DecimalScale.Times(averageOrderValue, ordersPerYear * grossMargin * lifetimeYears));
    }

    /// <summary>The discounted value over all time at constant retention, in the convention named.</summary>
    /// <param name="margin">What a customer brings per period.</param>
    /// <param name="retention">The share of customers that pays again in the next period.</param>
    /// <param name="discount">The discount rate of the same period; <see cref="DiscountRate.None"/> for none.</param>
    /// <param name="timing">Which payments count and when they are booked; <see cref="PaymentTiming"/> has the three formulas. Nobody's convention is everybody's, so there is no default.</param>
    /// <param name="basis">Whether <paramref name="margin"/> is margin or revenue.</param>
    /// <returns>The value; undefined when retention is not below 1 + discount.</returns>
    /// <exception cref="ArgumentException">The two rates say that they are of different periods.</exception>
    /// <remarks>Source: Fader and Hardie, "Reconciling and Clarifying CLV Formulas", 2012.</remarks>
    /// <example>
    /// <code>
    /// CustomerLifetimeValue.Discounted(100m, RetentionRate.FromPercent(80), DiscountRate.FromPercent(10), PaymentTiming.ExcludingFirstPayment).Value   // 266.67
    /// </code>
    /// </example>
    public static CustomerLifetimeValue Discounted(decimal margin, RetentionRate retention, DiscountRate discount, PaymentTiming timing, ValueBasis basis = ValueBasis.Margin)
    {
        discount.MustMatch(retention.Period);
        return new CustomerLifetimeValue(LifetimeValueFormula.Discounted, basis, margin, timing) { Retention = retention, Discount = discount, ExpectedPeriods = GeometricValue.Lifetime(retention) }
            .Perpetual(retention, discount, 0);
    }

    /// <summary>The discounted value of the first payments alone: those at the start of periods 1 to T, at constant retention.</summary>
    /// <param name="margin">What a customer brings per period.</param>
    /// <param name="retention">The share of customers that pays again in the next period.</param>
    /// <param name="discount">The discount rate of the same period; <see cref="DiscountRate.None"/> for none.</param>
    /// <param name="periods">T: how many payments; 0 or more. The first is at once and certain.</param>
    /// <param name="basis">Whether <paramref name="margin"/> is margin or revenue.</param>
    /// <returns>m · Σ_{t&lt;T} (r ÷ (1 + d))^t. It exists for every retention rate, and it is a truncated value, not a lifetime's.</returns>
    /// <exception cref="ArgumentException">The two rates say that they are of different periods.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="periods"/> is negative.</exception>
    /// <example>
    /// <code>
    /// CustomerLifetimeValue.FiniteHorizon(100m, RetentionRate.FromPercent(80), DiscountRate.FromPercent(10), periods: 5).Value   // 292.06
    /// </code>
    /// </example>
    public static CustomerLifetimeValue FiniteHorizon(decimal margin, RetentionRate retention, DiscountRate discount, int periods, ValueBasis basis = ValueBasis.Margin)
    {
        discount.MustMatch(retention.Period);
        Guard.Count(periods, nameof(periods));
        var known = retention.Value is not null;
        var result = new CustomerLifetimeValue(LifetimeValueFormula.FiniteHorizon, basis, margin)
        {
            Retention = retention,
            Discount = discount,
            Periods = periods,
            ExpectedPeriods = known ? GeometricValue.FiniteSum(retention, DiscountRate.None, periods) : null,
        };
        return known ? result.Worth(DecimalScale.Times(margin, GeometricValue.FiniteSum(retention, discount, periods))) : result.Undefined(retention.WhyUndefined!);
    }

    /// <summary>The discounted value along a survival curve: for retention that changes with age, as it does in most customer bases.</summary>
    /// <param name="margin">What a customer brings per period.</param>
    /// <param name="survival">S(0), S(1), …: the share of customers still there at the start of each period. The first is 1, none exceeds the one before.</param>
    /// <param name="discount">The discount rate per period of the curve; none unless told.</param>
    /// <param name="basis">Whether <paramref name="margin"/> is margin or revenue.</param>
    /// <returns>m · Σ S(t) ÷ (1 + d)^t over the ages of the curve. What comes after its end does not count.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="survival"/> is null.</exception>
    /// <exception cref="ArgumentException">The curve is empty, does not start at 1, rises, or leaves [0..1].</exception>
    /// <example>
    /// <code>
    /// CustomerLifetimeValue byAge = CustomerLifetimeValue.FromSurvivalCurve(100m, [1, 0.60, 0.48, 0.42, 0.39], DiscountRate.FromPercent(10));
    /// byAge.Value             // 252.41
    /// byAge.ExpectedPeriods   // 2.89
    /// </code>
    /// </example>
    public static CustomerLifetimeValue FromSurvivalCurve(decimal margin, IEnumerable<double> survival, DiscountRate discount = default, ValueBasis basis = ValueBasis.Margin)
    {
        ArgumentNullException.ThrowIfNull(survival);
        double[] curve = [.. survival];
        if (curve is not [1, ..])
        {
            throw new ArgumentException(
                curve.Length == 0 ? "The survival curve is empty; it starts with S(0) = 1." : $"The survival curve starts with {Text.Exact(curve[0])}. Everybody is there at age 0, so that its first value is 1.",
                nameof(survival));
        }

        // From the far end inwards, as Horner's rule does it: no power overflows or vanishes.
        double sum = 0;
        double present = 0;
        for (var age = curve.Length - 1; age >= 0; age--)
        {
            if (!(curve[age] >= 0 && (age == 0 || curve[age] <= curve[age - 1])))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The survival curve has {curve[age]} at age {age} after {curve[Math.Max(age - 1, 0)]}. Its values lie inside [0..1] and never rise."), nameof(survival));
            }

            sum += curve[age];
            present = curve[age] + (present / (1 + discount.Value));
        }

        return new CustomerLifetimeValue(LifetimeValueFormula.SurvivalCurve, basis, margin) { Survival = curve, Discount = discount, ExpectedPeriods = sum }
            .Worth(DecimalScale.Times(margin, present));
    }

    /// <summary>The discounted value over all time when the margin of a customer who stays grows by the same share every period.</summary>
    /// <param name="margin">What a customer brings in the first period.</param>
    /// <param name="retention">The share of customers that pays again in the next period.</param>
    /// <param name="discount">The discount rate of the same period; <see cref="DiscountRate.None"/> for none.</param>
    /// <param name="growth">g: how much the margin grows per period, as a fraction; a finite number above −1. Negative when it shrinks.</param>
    /// <param name="timing">Which payments count and when they are booked; the first payment included unless told.</param>
    /// <returns>m(1 + d) ÷ (1 + d − r(1 + g)), less m when the first payment is excluded, or divided by 1 + d when booked at the end; undefined when r(1 + g) is not below 1 + d.</returns>
    /// <exception cref="ArgumentException">The two rates say that they are of different periods.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="growth"/> is not a finite number above −1.</exception>
    /// <example>
    /// <code>
    /// CustomerLifetimeValue.WithMarginGrowth(100m, RetentionRate.FromPercent(80), DiscountRate.FromPercent(10), growth: 0.05).Value   // 423.08
    /// </code>
    /// </example>
    public static CustomerLifetimeValue WithMarginGrowth(decimal margin, RetentionRate retention, DiscountRate discount, double growth, PaymentTiming timing = PaymentTiming.IncludingFirstPayment)
    {
        discount.MustMatch(retention.Period);
        if (!(growth > -1 && growth <= double.MaxValue))
        {
            throw Guard.OutOfRange(nameof(growth), growth, "A growth rate is a fraction and must be a finite number above -1 (5 % is 0.05)");
        }

        return new CustomerLifetimeValue(LifetimeValueFormula.MarginGrowth, ValueBasis.Margin, margin, timing)
        {
            Retention = retention,
            Discount = discount,
            MarginGrowth = growth,
            ExpectedPeriods = GeometricValue.Lifetime(retention),
        }.Perpetual(retention, discount, growth);
    }

    /// <summary>
    /// The expected discounted value in continuous time, without a contract: purchases at rate λ until an unobserved dropout at rate μ.
    /// </summary>
    /// <param name="marginPerPurchase">m: what a purchase brings.</param>
    /// <param name="purchaseRate">λ: purchases per unit of time while the customer is alive; a finite number, 0 or more.</param>
    /// <param name="dropoutRate">μ: the hazard of dropping out per unit of time; a finite number, 0 or more.</param>
    /// <param name="discountForce">δ: the force of interest per unit of time, ln(1 + d) (<see cref="DiscountRate.Force"/>); a finite number.</param>
    /// <returns>m·λ ÷ (μ + δ); undefined when μ + δ is not above 0.</returns>
    /// <remarks>One customer with known rates. For a population whose rates differ and are not known, fit a purchase model.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A rate is outside its range.</exception>
    /// <example>
    /// <code>
    /// CustomerLifetimeValue.Continuous(marginPerPurchase: 20m, purchaseRate: 3, dropoutRate: 0.25, discountForce: 0.10).Value   // 171.43
    /// </code>
    /// </example>
    public static CustomerLifetimeValue Continuous(decimal marginPerPurchase, double purchaseRate, double dropoutRate, double discountForce)
    {
        Guard.AtLeast(purchaseRate, 0);
        Guard.AtLeast(dropoutRate, 0);
        Guard.Finite(discountForce);
        var result = new CustomerLifetimeValue(LifetimeValueFormula.Continuous, ValueBasis.Margin, marginPerPurchase)
        {
            PurchaseRate = purchaseRate,
            DropoutRate = dropoutRate,
            DiscountForce = discountForce,
            ExpectedPeriods = dropoutRate > 0 && double.IsFinite(1 / dropoutRate) ? 1 / dropoutRate : null,
        };
        var decay = dropoutRate + discountForce;
        return decay > 0
            ? result.Worth(DecimalScale.Times(marginPerPurchase, purchaseRate / decay))
            : result with { Diverges = true, WhyUndefined = "diverges: dropout rate and force of interest together are not above 0, so that the discounted purchases never thin out" };
    }

    /// <summary>m(1 + d) ÷ gap and its two relatives, so that "including" is "excluding" plus the payment to the last digit.</summary>
    private CustomerLifetimeValue Perpetual(RetentionRate retention, DiscountRate discount, double growth)
    {
        if (retention.Value is not { } stayed)
        {
            return Undefined(retention.WhyUndefined!);
        }

        var gap = GeometricValue.Gap(retention, discount, growth);
        if (gap <= 0)
        {
            var grown = growth == 0 ? string.Empty : $" × (1 + growth) = {Text.Percent(stayed * (1 + growth))}";
            return Divergent($"retention {Text.Percent(stayed)}{grown} is not below 1 + discount = {Text.Percent(1 + discount.Value)}", retention, discount, growth);
        }

        var later = DecimalScale.Times(Amount, stayed * (1 + growth) / gap);
        return Timing switch
        {
            PaymentTiming.ExcludingFirstPayment => Worth(later),
            PaymentTiming.EndOfPeriodBooking => Worth(DecimalScale.Times(Amount, 1 / gap)),
            _ => Worth(later is { } renewals ? DecimalScale.Plus(Amount, renewals) : null),
        };
    }

    private CustomerLifetimeValue Worth(decimal? value) =>
        this with { Value = value, WhyUndefined = value is null ? "the value exceeds what decimal money can hold (7.9e28)" : null };

    private CustomerLifetimeValue Undefined(string why) => this with { WhyUndefined = why };

    private CustomerLifetimeValue Divergent(string why, RetentionRate retention, DiscountRate discount, double growth = 0)
    {
        var offer = growth == 0 && FiniteHorizon(Amount, retention, discount, OfferedPeriods, Basis).Value is { } finite
            ? $". Over {OfferedPeriods} periods it is {Text.Money(finite)} (FiniteHorizon)"
            : ". Only a finite number of periods has a value";
        return this with { Diverges = true, WhyUndefined = $"diverges: {why}{offer}" };
    }
}
