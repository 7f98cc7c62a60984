using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class NormalDistributionTests
{
    // mpmath, 50 digits.
    [Theory]
    [InlineData(-38, 2.8854283600687843e-316)]
    [InlineData(-37.5, 4.6053530095819548e-308)]
    [InlineData(-20, 2.7536241186062337e-89)]
    [InlineData(-1, 0.15865525393145705)]
    [InlineData(0, 0.5)]
    [InlineData(3, 0.9986501019683699)]
    [InlineData(9, 1)]
    public void Tails_reach_the_smallest_double(double z, double p)
    {
        Near.Equal(p, NormalDistribution.Cdf(z), 1e-15, 1e-322);
        Assert.Equal(NormalDistribution.Cdf(z), NormalDistribution.UpperTail(-z));
    }

    [Fact]
    public void The_ends_are_exact()
    {
        Assert.Equal(0, NormalDistribution.Cdf(double.NegativeInfinity));
        Assert.Equal(1, NormalDistribution.Cdf(double.PositiveInfinity));
        Assert.Equal(0, NormalDistribution.UpperTail(double.PositiveInfinity));
        Assert.Equal(0, NormalDistribution.Density(double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, NormalDistribution.LogCdf(double.NegativeInfinity));
        Assert.Equal(0, NormalDistribution.LogCdf(double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.QuantileUpper(0));
        Assert.Equal(0, NormalDistribution.Quantile(0.5));
        Assert.Equal(0, NormalDistribution.TwoSidedCritical(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.TwoSidedCritical(1));
        Assert.Equal(1, NormalDistribution.TwoSidedPValue(0));
        Assert.Equal(0, NormalDistribution.TwoSidedPValue(double.NegativeInfinity));
    }

    // The customary levels, mpmath, 50 digits.
    [Theory]
    [InlineData(0.5, 0.67448975019608174320)]
    [InlineData(0.8, 1.2815515655446005935)]
    [InlineData(0.9, 1.6448536269514728225)]
    [InlineData(0.95, 1.9599639845400538556)]
    [InlineData(0.99, 2.5758293035489000)]
    [InlineData(0.999, 3.2905267314918944)]
    public void Critical_values_are_those_of_the_tables(double level, double z) => Near.Equal(z, NormalDistribution.TwoSidedCritical(level), 4e-16);

    [Fact]
    public void Critical_values_stay_accurate_at_both_ends_of_the_scale()
    {
        // Level 1 - 2^-50: the tail is 2^-51, and 1 - level is exact. Level 1e-12: z = level √(2π)/2. mpmath, 50 digits.
        Near.Equal(8.0413999590965423438, NormalDistribution.TwoSidedCritical(1 - Math.ScaleB(1, -50)), 1e-15);
        Near.Equal(1e-12 * Math.Sqrt(2 * Math.PI) / 2, NormalDistribution.TwoSidedCritical(1e-12), 1e-15);
    }

    [Fact]
    public void The_log_of_the_tail_goes_on_where_the_tail_has_ended()
    {
        // mpmath, 50 digits.
        Near.Equal(-804.60844201375378, NormalDistribution.LogCdf(-40), 1e-15);
        Near.Equal(-5000008.9779864592085, NormalDistribution.LogCdf(-3162.2776601683795), 1e-15);
        Near.Equal(-1.1285884059538406e-19, NormalDistribution.LogCdf(9), 1e-15);
        Assert.Equal(-0.5 * 1e200, NormalDistribution.LogCdf(-1e100), 1e190);
        Near.Equal(Math.Log(NormalDistribution.Density(1.5)), NormalDistribution.LogDensity(1.5), 1e-15);
    }

    [Fact]
    public void Illegal_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Cdf(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.UpperTail(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.LogCdf(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Density(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(-1e-9));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.QuantileUpper(1.1));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.TwoSidedCritical(95));
        Assert.Contains("level is 95; it must be from 0 to 1", e.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 500)]
    public void A_quantile_has_its_probability(AnyProbability p)
    {
        var z = NormalDistribution.Quantile(p.Value);
        // A relative error of z is worth |z| φ(z)/p ≤ 1 + z² of itself in the tail: at most 9e-16 of the quantile, and 7e-16 of the tail computed back.
        var bits = 1e-15 * (2 + (z * z));
        Near.Equal(p.Value, NormalDistribution.Cdf(z), bits);
        Near.Equal(p.Value, NormalDistribution.UpperTail(NormalDistribution.QuantileUpper(p.Value)), bits);
        Near.Equal(-z, NormalDistribution.QuantileUpper(p.Value), 1e-15);
    }

    [Property]
    public void The_two_sided_value_is_both_tails(AnyScore z)
    {
        Near.Equal(2 * NormalDistribution.UpperTail(Math.Abs(z.Value)), NormalDistribution.TwoSidedPValue(z.Value), 0);
        Near.Equal(1, NormalDistribution.Cdf(z.Value) + NormalDistribution.UpperTail(z.Value), 3e-16);
        Near.Equal(Math.Log(NormalDistribution.Cdf(z.Value)), NormalDistribution.LogCdf(z.Value), 1e-14, 2e-16);
    }

    [Property]
    public void The_error_functions_are_the_normal_distribution_on_another_scale(AnyScore s)
    {
        var x = s.Value / 2;
        // erfc(x) = 2 Φ(-x√2); the rounding of x√2 moves a tail by 2x² bits.
        Near.Equal(2 * NormalDistribution.UpperTail(x * Math.Sqrt(2)), ErrorFunction.Erfc(x), 1e-15 * (1 + (x * x)));
        Near.Equal(1 - ErrorFunction.Erfc(x), ErrorFunction.Erf(x), 1e-15, 3e-16);
        Assert.Equal(-ErrorFunction.Erf(x), ErrorFunction.Erf(-x));
        Near.Equal(2 - ErrorFunction.Erfc(x), ErrorFunction.Erfc(-x), 1e-15, 3e-16);
        if (Math.Abs(x) < 5) Near.Equal(ErrorFunction.Erfc(x) * Math.Exp(x * x), ErrorFunction.Erfcx(x), 2e-14);
    }

    [Fact]
    public void The_scaled_error_function_is_finite_where_its_factors_are_not()
    {
        // mpmath, 50 digits.
        Near.Equal(5.6418958354775625874e-9, ErrorFunction.Erfcx(1e8), 1e-15);
        Near.Equal(5.6418958354775625733e-300, ErrorFunction.Erfcx(1e299), 1e-15);
        Assert.Equal(double.PositiveInfinity, ErrorFunction.Erfcx(-27));
        Assert.Equal(double.PositiveInfinity, ErrorFunction.Erfcx(double.NegativeInfinity));
        Assert.Equal(0, ErrorFunction.Erfcx(double.PositiveInfinity));
        Assert.Equal(1, ErrorFunction.Erf(double.PositiveInfinity));
        Assert.Equal(0, ErrorFunction.Erfc(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorFunction.Erf(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorFunction.Erfc(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorFunction.Erfcx(double.NaN));
    }
}
