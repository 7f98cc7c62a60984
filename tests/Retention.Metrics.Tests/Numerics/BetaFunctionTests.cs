using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class BetaFunctionTests
{
    [Fact]
    public void Small_whole_shapes_are_reciprocals_of_binomial_coefficients()
    {
        Near.Equal(1, BetaFunction.Beta(1, 1), 1e-15);
        Near.Equal(1.0 / 12, BetaFunction.Beta(2, 3), 1e-15);
        Near.Equal(Math.PI, BetaFunction.Beta(0.5, 0.5), 1e-15);
        Near.Equal(1.0 / (20 * 137846528820), BetaFunction.Beta(20, 21), 2e-15);
        Assert.Equal(0, BetaFunction.Log(1, 1), 1e-15);
        Assert.Equal(0, BetaFunction.Beta(1e6, 1e6));
    }

    [Fact]
    public void The_log_is_finite_where_the_function_is_not()
    {
        // mpmath, 50 digits.
        Near.Equal(-138629444.05681730912, BetaFunction.Log(1e8, 1e8), 1e-15);
        Near.Equal(-258.80790332001159624, BetaFunction.Log(12, 1e10), 1e-15);
        Near.Equal(230.25850929940456840 + Math.Log(2), BetaFunction.Log(1e-100, 1e-100), 1e-15);
    }

    [Property]
    public void Shapes_are_interchangeable_and_the_recurrence_holds(AnyShape first, AnyShape second)
    {
        var (a, b) = (first.Value, second.Value);
        Assert.Equal(BetaFunction.Log(a, b), BetaFunction.Log(b, a));
        Near.Equal(BetaFunction.Beta(a, b), BetaFunction.Beta(b, a), 0);
        // B(a+1, b) = B(a, b) a/(a+b), DLMF 5.12.
        if (a + 1 - a == 1) Near.Equal(BetaFunction.Log(a, b) + Math.Log(a / (a + b)), BetaFunction.Log(a + 1, b), 1e-14, 4e-15);
        var log = BetaFunction.Log(a, b);
        if (Math.Abs(log) < 700) Near.Equal(Math.Exp(log), BetaFunction.Beta(a, b), 1e-15 * (5 + Math.Abs(log)));
    }

    [Fact]
    public void Incomplete_functions_have_closed_forms_when_a_shape_is_one()
    {
        foreach (var x in new[] { 1e-12, 0.01, 0.3, 0.5, 0.9, 0.999 })
        {
            foreach (var b in new[] { 1e-8, 0.3, 1, 2.5, 40, 1e5 })
            {
                Near.Equal(-Elementary.Expm1(b * Elementary.Log1p(-x)), BetaFunction.Regularized(x, 1, b), 1e-14);
                Near.Equal(Math.Exp(b * Elementary.Log1p(-x)), BetaFunction.RegularizedUpper(x, 1, b), 1e-14 * (1 + (b * x)));
                Near.Equal(Math.Pow(x, b), BetaFunction.Regularized(x, b, 1), 1e-14);
            }
        }
    }

    [Fact]
    public void The_arcsine_distribution_is_met()
    {
        foreach (var x in new[] { 1e-20, 0.001, 0.25, 0.5, 0.75, 0.99 })
            Near.Equal(2 / Math.PI * Math.Asin(Math.Sqrt(x)), BetaFunction.Regularized(x, 0.5, 0.5), 2e-15);
    }

    [Fact]
    public void The_ends_are_exact()
    {
        Assert.Equal(0, BetaFunction.Regularized(0, 2, 3));
        Assert.Equal(1, BetaFunction.Regularized(1, 2, 3));
        Assert.Equal(1, BetaFunction.RegularizedUpper(0, 2, 3));
        Assert.Equal(0, BetaFunction.RegularizedUpper(1, 2, 3));
        Assert.Equal(0, BetaFunction.Quantile(0, 2, 3));
        Assert.Equal(1, BetaFunction.Quantile(1, 2, 3));
        Assert.Equal(1, BetaFunction.QuantileUpper(0, 2, 3));
        Assert.Equal(0, BetaFunction.QuantileUpper(1, 2, 3));
        // Half of the mass of Beta(1e-5, 1) is below 2^-1e5, half of that of Beta(1, 1e-5) above 1 - 2^-1e5.
        Assert.Equal(0, BetaFunction.Quantile(0.5, 1e-5, 1));
        Assert.Equal(1, BetaFunction.Quantile(0.5, 1, 1e-5));
    }

    [Fact]
    public void Illegal_arguments_are_refused_with_value_and_range()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => BetaFunction.Regularized(0.5, 0, 1));
        Assert.Equal("a", e.ParamName);
        Assert.Contains("a is 0; it must be from 1e-100 to 1e100", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => BetaFunction.Regularized(-0.1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BetaFunction.RegularizedUpper(1.1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BetaFunction.RegularizedUpper(double.NaN, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BetaFunction.Quantile(2, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BetaFunction.QuantileUpper(0.5, 1, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => BetaFunction.Beta(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BetaFunction.Log(1, double.NaN));
    }

    [Property(MaxTest = 300)]
    public void The_tails_make_one_and_mirror_each_other(AnyShape first, AnyShape second, AnyScore s)
    {
        var (a, b) = (first.Value, second.Value);
        var x = Around(a, b, s.Value);
        var lower = BetaFunction.Regularized(x, a, b);
        var upper = BetaFunction.RegularizedUpper(x, a, b);
        Near.Equal(1, lower + upper, 1e-14);
        // 1 - x is exact from 1/2.
        if (x >= 0.5) Near.Equal(upper, BetaFunction.Regularized(1 - x, b, a), 4e-15);
        if (x >= 0.5) Near.Equal(lower, BetaFunction.RegularizedUpper(1 - x, b, a), 4e-15);
    }

    [Property(MaxTest = 300)]
    public void Shapes_step_by_the_kernel(AnyShape first, AnyShape second, AnyScore s)
    {
        // I_x(a+1, b) = I_x(a, b) - x^a (1-x)^b / (a B(a, b)), DLMF 8.17.20.
        var (a, b) = (Math.Min(first.Value, 1e4), Math.Min(second.Value, 1e4));
        var x = Around(a, b, s.Value);
        var step = BetaFunction.Kernel(new DoubleDouble(x, 0), DoubleDouble.Sum(1, -x), a, b) / a;
        var lower = BetaFunction.Regularized(x, a, b);
        Near.Equal(lower - step, BetaFunction.Regularized(x, a + 1, b), 1e-13, 2e-14 * lower);
        Near.Equal(BetaFunction.RegularizedUpper(x, a, b) + step, BetaFunction.RegularizedUpper(x, a + 1, b), 1e-13);
    }

    [Property(MaxTest = 300)]
    public void A_quantile_has_its_probability(AnyShape first, AnyShape second, AnyProbability probability)
    {
        var (a, b, p) = (first.Value, second.Value, probability.Value);
        Check(BetaFunction.Quantile(p, a, b), BetaFunction.Regularized);
        Check(BetaFunction.QuantileUpper(p, a, b), BetaFunction.RegularizedUpper);

        void Check(double x, Func<double, double, double, double> tail)
        {
            // Near 1 the distance to 1 is rounded to 1e-16, near 0 nothing is; the kernel says what a bit of x is worth.
            if (x is < 1e-290 or > 1 - 1e-9) return;
            var bit = 4e-16 / (1 - x) * BetaFunction.Kernel(new DoubleDouble(x, 0), DoubleDouble.Sum(1, -x), a, b);
            Near.Equal(p, tail(x, a, b), 1e-14 + (bit / p), what: FormattableString.Invariant($"{x:R} {a:R} {b:R}"));
        }
    }

    [Property(MaxTest = 300)]
    public void Probabilities_rise_with_the_argument_across_every_change_of_method(AnyShape first, AnyShape second, AnyScore s)
    {
        var (a, b) = (first.Value, second.Value);
        var x = Around(a, b, s.Value);
        var next = Math.Min(1, x * (1 + 1e-7));
        Assert.True(BetaFunction.Regularized(x, a, b) <= BetaFunction.Regularized(next, a, b) * (1 + 2e-14));
        Assert.True(BetaFunction.RegularizedUpper(x, a, b) * (1 + 2e-14) >= BetaFunction.RegularizedUpper(next, a, b));
    }

    /// <summary>An argument some standard deviations of the log odds away from the mean.</summary>
    private static double Around(double a, double b, double score)
    {
        var odds = (a / b) * Math.Exp(Math.Clamp(score * Math.Min(Math.Sqrt((1 / a) + (1 / b)), 2) / 5, -50, 50));
        return Math.Min(odds / (1 + odds), Math.BitDecrement(1.0));
    }
}
