using System.Text.Json;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Lifetime;

public class CustomerLifetimeValueTests
{
    private static readonly RetentionRate Eighty = RetentionRate.FromPercent(80);
    private static readonly DiscountRate Ten = DiscountRate.FromPercent(10);

    // Fader and Hardie (2012), the three formulas; 100 × 1.1 ÷ 0.3, 100 × 0.8 ÷ 0.3 and 100 ÷ 0.3.
    [Theory]
    [InlineData(PaymentTiming.IncludingFirstPayment, 366.66666666666667)]
    [InlineData(PaymentTiming.ExcludingFirstPayment, 266.66666666666667)]
    [InlineData(PaymentTiming.EndOfPeriodBooking, 333.33333333333333)]
    public void The_three_conventions_of_Fader_and_Hardie_differ_as_they_print_it(PaymentTiming timing, double expected)
    {
        var value = CustomerLifetimeValue.Discounted(100m, Eighty, Ten, timing);
        Assert.Equal(expected, (double)value.Value!.Value, 1e-11);
        Assert.Equal(5, value.ExpectedPeriods!.Value, 1e-14);
        Assert.Equal((LifetimeValueFormula.Discounted, timing, ValueBasis.Margin), (value.Formula, value.Timing, value.Basis));
        Assert.Null(value.WhyUndefined);
    }

    // The formula of marketing texts: average value × lifetime, lifetime = 1 ÷ churn.
    [Fact]
    public void A_customer_worth_100_a_month_at_five_per_cent_churn_is_worth_2000()
    {
        var value = CustomerLifetimeValue.Simple(100m, ChurnRate.FromPercent(5));
        Assert.Equal(2000m, value.Value);
        Assert.Equal(20, value.ExpectedPeriods);
        Assert.Equal(ValueBasis.Revenue, value.Basis);
        Assert.Equal(2000m, CustomerLifetimeValue.Simple(100m, lifetime: 20).Value);
    }

    // mpmath vectors: 60 × 3.2 × 0.4 × 4; Σ 0.98^t ÷ 1.008^t over 36; Σ S(t) ÷ 1.1^t; 100 × 1.1 ÷ (1.1 - 0.84); 20 × 3 ÷ 0.35.
    [Fact]
    public void The_other_formulas_give_the_reference_values()
    {
        Assert.Equal(307.2m, CustomerLifetimeValue.Retail(60m, 3.2, 0.4, 4).Value);
        Assert.Equal(917.6975523258159, (double)CustomerLifetimeValue.FiniteHorizon(40m, RetentionRate.FromFraction(0.98), DiscountRate.FromFraction(0.008), 36).Value!.Value, 1e-10);
        var curve = CustomerLifetimeValue.FromSurvivalCurve(100m, [1, 0.6, 0.48, 0.42, 0.39], Ten);
        Assert.Equal(252.40762243016187, (double)curve.Value!.Value, 1e-11);
        Assert.Equal(2.89, curve.ExpectedPeriods!.Value, 1e-15);
        Assert.Equal(423.0769230769231, (double)CustomerLifetimeValue.WithMarginGrowth(100m, Eighty, Ten, 0.05).Value!.Value, 1e-10);
        Assert.Equal(171.42857142857142, (double)CustomerLifetimeValue.Continuous(20m, 3, 0.25, 0.1).Value!.Value, 1e-11);
        Assert.Equal(4, CustomerLifetimeValue.Continuous(20m, 3, 0.25, 0.1).ExpectedPeriods);
        Assert.Null(CustomerLifetimeValue.Continuous(20m, 3, 0, 0.1).ExpectedPeriods);
    }

    [Fact]
    public void Nobody_leaving_without_discount_has_no_value_and_is_offered_a_horizon()
    {
        var value = CustomerLifetimeValue.Discounted(100m, RetentionRate.FromPercent(100), DiscountRate.None, PaymentTiming.IncludingFirstPayment);
        Assert.Null(value.Value);
        Assert.Null(value.ExpectedPeriods);
        Assert.True(value.Diverges);
        Assert.Equal("diverges: retention 100.0 % is not below 1 + discount = 100.0 %. Over 60 periods it is 6,000.00 (FiniteHorizon)", value.WhyUndefined);

        var simple = CustomerLifetimeValue.Simple(10m, ChurnRate.FromPercent(0));
        Assert.Null(simple.Value);
        Assert.True(simple.Diverges);
        Assert.Equal("diverges: nobody leaves at 0 % churn, so that the lifetime has no end. Over 60 periods it is 600.00 (FiniteHorizon)", simple.WhyUndefined);
    }

    // With negative discount rates the border is inside (0..1); 0.99 against 1 - 0.01 differs only by the rounding of the arguments.
    [Theory]
    [InlineData(0.99, -0.01)]
    [InlineData(0.7, -0.3)]
    [InlineData(0.9, -0.1)]
    [InlineData(0.9, -0.2)]
    public void Retention_at_or_above_one_plus_discount_diverges_whatever_the_rounding(double retention, double discount)
    {
        var (rate, d) = (RetentionRate.FromFraction(retention), DiscountRate.FromFraction(discount));
        Assert.True(CustomerLifetimeValue.Discounted(1m, rate, d, PaymentTiming.EndOfPeriodBooking).Diverges);
        Assert.NotNull(CustomerLifetimeValue.FiniteHorizon(1m, rate, d, 24).Value);
    }

    [Fact]
    public void Growth_that_outruns_retention_and_discount_diverges()
    {
        var value = CustomerLifetimeValue.WithMarginGrowth(100m, RetentionRate.FromPercent(90), Ten, growth: 0.25);
        Assert.True(value.Diverges);
        Assert.Equal("diverges: retention 90.0 % × (1 + growth) = 112.5 % is not below 1 + discount = 110.0 %. Only a finite number of periods has a value", value.WhyUndefined);
        Assert.Equal(10, value.ExpectedPeriods!.Value, 1e-13);
    }

    [Fact]
    public void Purchases_that_never_thin_out_have_no_value()
    {
        var value = CustomerLifetimeValue.Continuous(20m, 3, 0.1, -0.1);
        Assert.Null(value.Value);
        Assert.True(value.Diverges);
        Assert.Contains("never thin out", value.WhyUndefined, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_of_nobody_gives_no_value_and_says_so()
    {
        foreach (var value in new[]
        {
            CustomerLifetimeValue.Discounted(100m, default, Ten, PaymentTiming.EndOfPeriodBooking),
            CustomerLifetimeValue.FiniteHorizon(100m, default, Ten, 12),
            CustomerLifetimeValue.WithMarginGrowth(100m, default, Ten, 0.1),
            CustomerLifetimeValue.Simple(100m, default(ChurnRate)),
        })
        {
            Assert.Null(value.Value);
            Assert.Null(value.ExpectedPeriods);
            Assert.False(value.Diverges);
            Assert.Equal("nobody was there at the start", value.WhyUndefined);
            Assert.StartsWith("n/a (nobody was there at the start; ", value.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_value_beyond_the_range_of_decimals_is_undefined_not_an_overflow()
    {
        var churn = ChurnRate.FromFraction(1e-20);
        foreach (var value in new[]
        {
            CustomerLifetimeValue.Simple(1e12m, churn),
            CustomerLifetimeValue.Simple(decimal.MaxValue, lifetime: 2),
            CustomerLifetimeValue.Discounted(1e12m, churn.Retention, DiscountRate.None, PaymentTiming.IncludingFirstPayment),
            CustomerLifetimeValue.Discounted(decimal.MaxValue, Eighty, Ten, PaymentTiming.IncludingFirstPayment),
            CustomerLifetimeValue.FiniteHorizon(1m, RetentionRate.FromPercent(100), DiscountRate.FromPercent(-90), 400),
            CustomerLifetimeValue.Continuous(1m, 1e300, 1e-300, 0),
        })
        {
            Assert.Null(value.Value);
            Assert.False(value.Diverges);
            Assert.Contains("7.9e28", value.WhyUndefined, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_divergence_whose_finite_horizon_does_not_fit_either_offers_no_number()
    {
        var value = CustomerLifetimeValue.Discounted(decimal.MaxValue, RetentionRate.FromPercent(100), DiscountRate.None, PaymentTiming.IncludingFirstPayment);
        Assert.EndsWith("Only a finite number of periods has a value", value.WhyUndefined, StringComparison.Ordinal);
    }

    // A rate that leaves 1e-12 of the customers keeps its digits: 1 ÷ 1e-12 exactly, where 1 - r has lost five of them.
    [Fact]
    public void Tiny_churn_keeps_its_digits()
    {
        var churn = ChurnRate.FromFraction(1e-12);
        Assert.Equal(1e12m, CustomerLifetimeValue.Simple(1m, churn).Value);
        Assert.Equal(1e12, (double)CustomerLifetimeValue.Discounted(1m, churn.Retention, DiscountRate.None, PaymentTiming.EndOfPeriodBooking).Value!.Value, 1e-2);
    }

    // 1 ÷ 4.9e-324 is not finite, and no result holds an infinity.
    [Fact]
    public void The_smallest_churn_of_all_has_no_finite_lifetime()
    {
        var value = CustomerLifetimeValue.Simple(1m, ChurnRate.FromFraction(double.Epsilon));
        Assert.Null(value.ExpectedPeriods);
        Assert.Null(value.Value);
    }

    [Fact]
    public void Rates_of_different_periods_do_not_meet()
    {
        var monthly = RetentionRate.FromPercent(97, PeriodLength.Month);
        var yearly = DiscountRate.FromPercent(10, PeriodLength.Year);
        var error = Assert.Throws<ArgumentException>(() => CustomerLifetimeValue.Discounted(10m, monthly, yearly, PaymentTiming.IncludingFirstPayment));
        Assert.Contains("The discount rate is per 12 months and the retention rate per 1 month", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CustomerLifetimeValue.FiniteHorizon(10m, monthly, yearly, 12));
        Assert.Throws<ArgumentException>(() => CustomerLifetimeValue.WithMarginGrowth(10m, monthly, yearly, 0));
        Assert.NotNull(CustomerLifetimeValue.Discounted(10m, monthly, yearly.ConvertPeriod(PeriodLength.Month), PaymentTiming.IncludingFirstPayment).Value);
        Assert.NotNull(CustomerLifetimeValue.Discounted(10m, monthly, DiscountRate.FromPercent(1, PeriodLength.FromDays(30)), PaymentTiming.IncludingFirstPayment).Value);
    }

    // R 4.2.2: prop.test(800, 1000, correct = FALSE) = 0.7740810, 0.8236229; then 110 ÷ (1.1 - r) at both ends.
    [Fact]
    public void The_interval_of_the_retention_rate_carries_over_to_the_value()
    {
        var value = CustomerLifetimeValue.Discounted(100m, RetentionRate.FromCounts(800, 1_000), Ten, PaymentTiming.IncludingFirstPayment);
        var interval = value.Interval()!.Value;
        Assert.Equal(337.50720863622376, interval.Lower, 1e-9);
        Assert.Equal(398.00693980678331, interval.Upper, 1e-9);
        Assert.Equal("Wilson", interval.Method);
        Assert.True(value.Interval(0.99)!.Value.Width > interval.Width);

        Assert.Null(CustomerLifetimeValue.Discounted(100m, Eighty, Ten, PaymentTiming.IncludingFirstPayment).Interval());
        Assert.Null(CustomerLifetimeValue.Retail(60m, 3.2, 0.4, 4).Interval());
        Assert.Null(CustomerLifetimeValue.Simple(10m, ChurnRate.FromCounts(0, 10)).Interval());
        // At the lower end of Wald's interval nobody leaves, and the value has no upper end.
        Assert.Null(CustomerLifetimeValue.Simple(10m, ChurnRate.FromCounts(1, 10)).Interval(0.95, ProportionInterval.Wald));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => value.Interval(95));
    }

    [Fact]
    public void Every_formula_on_counts_has_an_interval_around_its_value()
    {
        var rate = RetentionRate.FromCounts(45, 60);
        foreach (var value in new[]
        {
            CustomerLifetimeValue.Simple(10m, rate.Churn),
            CustomerLifetimeValue.Discounted(10m, rate, Ten, PaymentTiming.ExcludingFirstPayment),
            CustomerLifetimeValue.FiniteHorizon(10m, rate, Ten, 10),
            CustomerLifetimeValue.WithMarginGrowth(-10m, rate, Ten, 0.02, PaymentTiming.EndOfPeriodBooking),
        })
        {
            var interval = value.Interval()!.Value;
            Assert.InRange((double)value.Value!.Value, interval.Lower, interval.Upper);
            Assert.True(interval.Width > 1);
        }
    }

    [Fact]
    public void Nonsense_is_refused_in_the_words_of_the_factory()
    {
        Assert.Throws<ArgumentOutOfRangeException>("lifetime", () => CustomerLifetimeValue.Simple(1m, lifetime: -1));
        Assert.Throws<ArgumentOutOfRangeException>("ordersPerYear", () => CustomerLifetimeValue.Retail(1m, double.NaN, 0.4, 4));
        Assert.Throws<ArgumentOutOfRangeException>("grossMargin", () => CustomerLifetimeValue.Retail(1m, 3, 40, 4));
        Assert.Throws<ArgumentOutOfRangeException>("lifetimeYears", () => CustomerLifetimeValue.Retail(1m, 3, 0.4, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("timing", () => CustomerLifetimeValue.Discounted(1m, Eighty, Ten, (PaymentTiming)7));
        Assert.Throws<ArgumentOutOfRangeException>("basis", () => CustomerLifetimeValue.Simple(1m, 3, (ValueBasis)7));
        Assert.Throws<ArgumentOutOfRangeException>("periods", () => CustomerLifetimeValue.FiniteHorizon(1m, Eighty, Ten, -1));
        Assert.Throws<ArgumentOutOfRangeException>("growth", () => CustomerLifetimeValue.WithMarginGrowth(1m, Eighty, Ten, -1));
        Assert.Throws<ArgumentOutOfRangeException>("purchaseRate", () => CustomerLifetimeValue.Continuous(1m, -1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("dropoutRate", () => CustomerLifetimeValue.Continuous(1m, 1, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("discountForce", () => CustomerLifetimeValue.Continuous(1m, 1, 1, double.NaN));
        Assert.Throws<ArgumentNullException>("survival", () => CustomerLifetimeValue.FromSurvivalCurve(1m, null!));
    }

    [Theory]
    [InlineData(new double[0], "empty")]
    [InlineData(new[] { 0.9, 0.8 }, "starts with 0.9")]
    [InlineData(new[] { 1, 0.5, 0.6 }, "0.6 at age 2 after 0.5")]
    [InlineData(new[] { 1, -0.1 }, "-0.1 at age 1")]
    [InlineData(new[] { 1, double.NaN }, "NaN at age 1")]
    public void A_curve_that_is_no_survival_curve_is_refused(double[] curve, string says)
    {
        var error = Assert.Throws<ArgumentException>("survival", () => CustomerLifetimeValue.FromSurvivalCurve(1m, curve));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_curve_is_copied()
    {
        double[] curve = [1, 0.5];
        var value = CustomerLifetimeValue.FromSurvivalCurve(1m, curve);
        curve[1] = 0.1;
        Assert.Equal(0.5, value.Survival![1]);
    }

    [Fact]
    public void A_line_says_the_formula_and_what_went_in()
    {
        Assert.Equal(
            "366.67 (margin, discounted, including the first payment; 100.00 per period, retention 80.0 %, discount 10.0 %)",
            CustomerLifetimeValue.Discounted(100m, Eighty, Ten, PaymentTiming.IncludingFirstPayment).ToString());
        Assert.Equal("2,000.00 (revenue, value × lifetime; 100.00 per period, churn 5.0 %)", CustomerLifetimeValue.Simple(100m, ChurnRate.FromPercent(5)).ToString());
        Assert.Equal(
            "307.20 (margin, order value × orders × gross margin × lifetime; 60.00 per order, gross margin 40.0 %, orders per year 3.20, lifetime 4.00)",
            CustomerLifetimeValue.Retail(60m, 3.2, 0.4, 4).ToString());
        Assert.Equal(
            "171.43 (margin, continuous; 20.00 per purchase, purchase rate 3.0000, dropout rate 0.2500, force of interest 0.1000)",
            CustomerLifetimeValue.Continuous(20m, 3, 0.25, 0.1).ToString());
    }

    [Fact]
    public void Html_shows_formula_interval_and_warnings()
    {
        var html = CustomerLifetimeValue.Discounted(100m, RetentionRate.FromCounts(800, 1_000), Ten, PaymentTiming.EndOfPeriodBooking).ToHtml();
        Assert.Contains("booked at the end of periods", html, StringComparison.Ordinal);
        Assert.Contains("Wilson, of the retention rate", html, StringComparison.Ordinal);
        Assert.Contains("not to be compared with acquisition cost", CustomerLifetimeValue.Simple(1m, lifetime: 2).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Truncated", CustomerLifetimeValue.FiniteHorizon(1m, Eighty, Ten, 3).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Truncated", CustomerLifetimeValue.FromSurvivalCurve(1m, [1, 0.5], Ten).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("n/a", CustomerLifetimeValue.Simple(1m, ChurnRate.FromPercent(0)).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("growing, excluding the first payment", CustomerLifetimeValue.WithMarginGrowth(1m, Eighty, Ten, 0.1, PaymentTiming.ExcludingFirstPayment).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_of_every_formula_round_trips()
    {
        var type = RetentionMetricsJsonContext.Default.CustomerLifetimeValue;
        CustomerLifetimeValue[] values =
        [
            CustomerLifetimeValue.Simple(100m, lifetime: 20, ValueBasis.Margin),
            CustomerLifetimeValue.Simple(100m, ChurnRate.FromCounts(5, 100)),
            CustomerLifetimeValue.Simple(100m, default(ChurnRate)),
            CustomerLifetimeValue.Retail(60m, 3.2, 0.4, 4),
            CustomerLifetimeValue.Discounted(100m, Eighty, Ten, PaymentTiming.EndOfPeriodBooking, ValueBasis.Revenue),
            CustomerLifetimeValue.Discounted(100m, RetentionRate.FromPercent(100), DiscountRate.None, PaymentTiming.ExcludingFirstPayment),
            CustomerLifetimeValue.FiniteHorizon(100m, Eighty, Ten, 5),
            CustomerLifetimeValue.FromSurvivalCurve(100m, [1, 0.6, 0.48], Ten),
            CustomerLifetimeValue.WithMarginGrowth(100m, Eighty, Ten, 0.05, PaymentTiming.ExcludingFirstPayment),
            CustomerLifetimeValue.Continuous(20m, 3, 0.25, 0.1),
        ];
        foreach (var value in values)
        {
            Json.RoundTrips(value, type);
        }

        Assert.Equal(values.Length, values.Distinct().Count());
        Assert.Equal(
            """{"value":200.0,"formula":"FiniteHorizon","basis":"Margin","timing":"IncludingFirstPayment","amount":100.0,"expectedPeriods":2,"retention":{"value":1,"periodsSpanned":1},"discount":{"value":0},"periods":2}""",
            Json.RoundTrips(CustomerLifetimeValue.FiniteHorizon(100.0m, RetentionRate.FromPercent(100), DiscountRate.None, 2), type).GetRawText());
    }

    [Theory]
    [InlineData("""{"formula":"Discounted","basis":"Margin","timing":"IncludingFirstPayment","amount":1}""", "retention")]
    [InlineData("""{"formula":"FiniteHorizon","basis":"Margin","amount":1,"retention":{"value":0.5},"periods":-1}""", "periods")]
    [InlineData("""{"formula":"SurvivalCurve","basis":"Margin","amount":1}""", "survival")]
    [InlineData("""{"formula":"SurvivalCurve","basis":"Margin","amount":1,"survival":[1,2]}""", "survival")]
    [InlineData("""{"formula":"Continuous","basis":"Margin","amount":1,"purchaseRate":1,"dropoutRate":1}""", "discountForce")]
    [InlineData("""{"formula":99,"basis":"Margin","amount":1}""", "formula")]
    public void Json_that_no_factory_would_make_is_refused(string json, string names)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => JsonSerializer.Deserialize(json, RetentionMetricsJsonContext.Default.CustomerLifetimeValue));
        Assert.Equal(names, error.ParamName);
    }
}
