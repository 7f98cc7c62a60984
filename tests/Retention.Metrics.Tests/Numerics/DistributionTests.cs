using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

/// <summary>Student's t, chi-squared and F.</summary>
public sealed class DistributionTests
{
    [Fact]
    public void One_degree_of_freedom_is_Cauchy_and_two_have_a_closed_form()
    {
        foreach (var t in new[] { -1e200, -1e10, -63.65, -3, -1e-3, 1e-9, 0.5, 12.706 })
        {
            Near.Equal(t < 0 ? Math.Atan(-1 / t) / Math.PI : 0.5 + (Math.Atan(t) / Math.PI), StudentT.Cdf(t, 1), 2e-15);
            if (Math.Abs(t) < 1e7) Near.Equal(0.5 - (0.5 * t / Math.Sqrt(2 + (t * t))), StudentT.UpperTail(t, 2), 1e-15 * (1 + (t > 0 ? t * t : 0)));
        }
    }

    // The published tables of t (e.g. Abramowitz and Stegun 26.10) to their four digits.
    [Theory]
    [InlineData(0.95, 1, 12.706)]
    [InlineData(0.95, 10, 2.228)]
    [InlineData(0.99, 30, 2.750)]
    [InlineData(0.90, 120, 1.658)]
    [InlineData(0.999, 5, 6.869)]
    public void Critical_values_of_t_are_those_of_the_tables(double level, double df, double expected) =>
        Assert.Equal(expected, StudentT.TwoSidedCritical(level, df), 5e-4);

    [Fact]
    public void With_many_degrees_of_freedom_t_is_normal()
    {
        Assert.Equal(NormalDistribution.UpperTail(2), StudentT.UpperTail(2, double.PositiveInfinity));
        Assert.Equal(NormalDistribution.TwoSidedPValue(-2), StudentT.TwoSidedPValue(-2, double.PositiveInfinity));
        Assert.Equal(NormalDistribution.TwoSidedCritical(0.95), StudentT.TwoSidedCritical(0.95, double.PositiveInfinity));
        Assert.Equal(NormalDistribution.TwoSidedCritical(0.1), StudentT.TwoSidedCritical(0.1, 1e30));
        Near.Equal(NormalDistribution.UpperTail(30), StudentT.UpperTail(30, 1e24), 1e-15);
        Near.Equal(NormalDistribution.QuantileUpper(1e-20), StudentT.QuantileUpper(1e-20, 1e24), 1e-15);
    }

    [Fact]
    public void The_ends_of_t_are_exact()
    {
        Assert.Equal(0.5, StudentT.Cdf(0, 3));
        Assert.Equal(0, StudentT.Cdf(double.NegativeInfinity, 3));
        Assert.Equal(1, StudentT.Cdf(double.PositiveInfinity, 3));
        Assert.Equal(double.NegativeInfinity, StudentT.Quantile(0, 3));
        Assert.Equal(double.PositiveInfinity, StudentT.Quantile(1, 3));
        Assert.Equal(0, StudentT.Quantile(0.5, 3));
        Assert.Equal(0, StudentT.TwoSidedCritical(0, 3));
        Assert.Equal(double.PositiveInfinity, StudentT.TwoSidedCritical(1, 3));
        Assert.Equal(1, StudentT.TwoSidedPValue(0, 3));
        // P(|T| > 1e200) with 1/2 degree of freedom; mpmath, 50 digits: t² overflows, the tail does not vanish.
        Near.Equal(6.4140195082844581039e-101, StudentT.TwoSidedPValue(1e200, 0.5), 1e-13);
    }

    [Fact]
    public void The_chi_squared_critical_values_are_those_of_the_tables()
    {
        // Abramowitz and Stegun 26.8, to their printed digits.
        Assert.Equal(3.84146, ChiSquared.QuantileUpper(0.05, 1), 5e-6);
        Assert.Equal(5.99146, ChiSquared.QuantileUpper(0.05, 2), 5e-6);
        Assert.Equal(18.3070, ChiSquared.QuantileUpper(0.05, 10), 5e-5);
        Assert.Equal(0.0000393, ChiSquared.Quantile(0.005, 1), 5e-8);
        // Where MathNet's inverse gives up (its issue 663).
        Near.Equal(0.999, ChiSquared.Cdf(ChiSquared.Quantile(0.999, 31115), 31115), 1e-14);
    }

    [Fact]
    public void The_squares_of_t_and_normal_are_F_and_chi_squared()
    {
        foreach (var x in new[] { 1e-6, 0.3, 1, 4, 30 })
        {
            Near.Equal(NormalDistribution.TwoSidedPValue(x), ChiSquared.UpperTail(x * x, 1), 1e-15 * (2 + (x * x)));
            Near.Equal(Math.Exp(-x), ChiSquared.UpperTail(2 * x, 2), 2e-15);
            foreach (var df in new[] { 0.7, 3, 50 }) Near.Equal(StudentT.TwoSidedPValue(x, df), FDistribution.UpperTail(x * x, 1, df), 1e-14);
        }
    }

    [Property]
    public void The_reciprocal_of_F_is_F_with_the_degrees_exchanged(AnyShape first, AnyShape second, AnyProbability p)
    {
        var (d1, d2) = (2 * first.Value, 2 * second.Value);
        var x = FDistribution.Quantile(p.Value, d1, d2);
        if (x is < 1e-100 or > 1e100) return;
        // The last bit of 1/x is worth the kernel's share.
        var odds = d1 / d2 * x;
        var bits = 1e-15 * BetaFunction.Kernel(new DoubleDouble(odds / (1 + odds), 0), new DoubleDouble(1 / (1 + odds), 0), d1 / 2, d2 / 2) / p.Value;
        Near.Equal(p.Value, FDistribution.Cdf(x, d1, d2), 2e-14 + bits);
        Near.Equal(p.Value, FDistribution.UpperTail(1 / x, d2, d1), 2e-14 + bits);
        var mirrored = FDistribution.QuantileUpper(p.Value, d2, d1);
        if (d1 > 1e-3 && d2 > 1e-3) Near.Equal(1 / x, mirrored, 1e-13);
    }

    [Property]
    public void Quantiles_of_t_have_their_probability(AnyShape df, AnyProbability p)
    {
        var d = 2 * df.Value;
        var t = StudentT.Quantile(p.Value, d);
        if (Math.Abs(t) is > 1e150 or < 1e-150) return;
        var square = t * t;
        var bits = 2e-15 * BetaFunction.Kernel(new DoubleDouble(d / (d + square), 0), new DoubleDouble(square / (d + square), 0), d / 2, 0.5) / p.Value;
        Near.Equal(p.Value, StudentT.Cdf(t, d), 1e-14 + bits);
        Near.Equal(-t, StudentT.QuantileUpper(p.Value, d), 0);
        if (p.Value >= 0.5) Near.Equal(t, StudentT.TwoSidedCritical((2 * p.Value) - 1, d), 1e-12);
    }

    [Fact]
    public void Illegal_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Cdf(double.NaN, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.UpperTail(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSidedPValue(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(1.1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSidedCritical(0.5, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquared.Cdf(-1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquared.UpperTail(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquared.Quantile(2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquared.QuantileUpper(0.5, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => FDistribution.Cdf(-1, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => FDistribution.UpperTail(1, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => FDistribution.Quantile(0.5, 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FDistribution.QuantileUpper(-0.5, 3, 1));
    }

    [Fact]
    public void The_ends_of_F_are_exact()
    {
        Assert.Equal(0, FDistribution.Cdf(0, 2, 3));
        Assert.Equal(1, FDistribution.Cdf(double.PositiveInfinity, 2, 3));
        Assert.Equal(0, FDistribution.UpperTail(double.PositiveInfinity, 2, 3));
        Assert.Equal(0, FDistribution.Quantile(0, 2, 3));
        Assert.Equal(double.PositiveInfinity, FDistribution.Quantile(1, 2, 3));
        // F(2, 2) is x/(1+x).
        Near.Equal(1e-200, FDistribution.Cdf(1e-200, 2, 2), 1e-15);
        Near.Equal(1e-200, FDistribution.UpperTail(1e200, 2, 2), 1e-15);
        Near.Equal(0.75, FDistribution.Cdf(3, 2, 2), 1e-15);
    }
}
