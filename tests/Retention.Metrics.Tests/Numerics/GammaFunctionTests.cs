using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class GammaFunctionTests
{
    [Fact]
    public void Whole_arguments_give_factorials_exactly_as_long_as_doubles_hold_them()
    {
        decimal factorial = 1;
        for (var n = 1; n <= 23; n++)
        {
            Assert.Equal((double)factorial, GammaFunction.Gamma(n));
            Near.Equal(Math.Log((double)factorial), GammaFunction.LogFactorial(n - 1), 1e-15);
            factorial *= n;
        }

        Assert.Equal(0, GammaFunction.LogFactorial(0));
        // log(1e6!) by mpmath, 50 digits.
        Near.Equal(12815518.384658169624, GammaFunction.LogFactorial(1_000_000), 1e-15);
    }

    // DLMF 5.4.6 and mpmath, 50 digits.
    [Theory]
    [InlineData(0.5, 1.7724538509055160273)]
    [InlineData(-0.5, -3.5449077018110320546)]
    [InlineData(-169.5, 5.6482208842233254718e-306)]
    [InlineData(171.6, 1.585896909667256509e308)]
    public void Known_values_are_met(double x, double expected) => Near.Equal(expected, GammaFunction.Gamma(x), 1e-12);

    [Fact]
    public void Beyond_the_range_of_doubles_it_is_infinite_or_zero()
    {
        Assert.Equal(double.PositiveInfinity, GammaFunction.Gamma(171.7));
        Assert.Equal(double.PositiveInfinity, GammaFunction.Gamma(double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, GammaFunction.Gamma(1e-310));
        Assert.Equal(0, GammaFunction.Gamma(-200.5));
        Assert.Equal(double.PositiveInfinity, GammaFunction.Log(double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, GammaFunction.Digamma(double.PositiveInfinity));
        Assert.Equal(0, GammaFunction.Trigamma(double.PositiveInfinity));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(-40.0)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void Poles_are_refused(double x)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.Gamma(x));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.Log(x));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.Digamma(x));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.Trigamma(x));
    }

    [Fact]
    public void Digamma_keeps_its_relative_accuracy_at_its_zero()
    {
        // mpmath, 50 digits, at the doubles on either side of 1.46163214496836234126….
        Near.Equal(-9.2412655217294275168e-17, GammaFunction.Digamma(1.4616321449683622), 1e-12);
        Near.Equal(1.2245374622004069e-16, GammaFunction.Digamma(1.4616321449683625), 1e-12);
    }

    [Fact]
    public void The_digamma_of_one_is_minus_Euler_s_constant_and_its_slope_is_that_of_Basel()
    {
        Near.Equal(-0.57721566490153286061, GammaFunction.Digamma(1), 1e-15);
        Near.Equal(Math.PI * Math.PI / 6, GammaFunction.Trigamma(1), 1e-15);
        Near.Equal(Math.PI * Math.PI / 2, GammaFunction.Trigamma(-0.5) - 4, 1e-15);
    }

    [Property]
    public void The_recurrences_hold(AnyShape a)
    {
        var x = a.Value;
        // Where x + 1 is rounded, the functions of it are others.
        if (x + 1 - x != 1) return;
        if (x < 150) Near.Equal(x * GammaFunction.Gamma(x), GammaFunction.Gamma(x + 1), 4e-15);
        Near.Equal(GammaFunction.Log(x) + Math.Log(x), GammaFunction.Log(x + 1), 1e-14, 1e-14);
        Near.Equal(GammaFunction.Digamma(x) + (1 / x), GammaFunction.Digamma(x + 1), 1e-14, 1e-15 / x);
        Near.Equal(GammaFunction.Trigamma(x) - (1 / x / x), GammaFunction.Trigamma(x + 1), 1e-14, 1e-15 / x / x);
    }

    [Property]
    public void The_reflection_formulas_hold(AnyScore s)
    {
        var x = s.Value;
        // Next to a whole number the rounding of 1 - x is all that is left.
        if (Math.Abs(x - Math.Round(x)) < 1e-3) return;
        Near.Equal(Math.PI / Math.Sin(Math.PI * x), GammaFunction.Gamma(x) * GammaFunction.Gamma(1 - x), 1e-11);
        Near.Equal(Math.Log(Math.Abs(Math.PI / Math.Sin(Math.PI * x))), GammaFunction.Log(x) + GammaFunction.Log(1 - x), 1e-10, 1e-11);
        Near.Equal(-Math.PI / Math.Tan(Math.PI * x), GammaFunction.Digamma(x) - GammaFunction.Digamma(1 - x), 1e-9, 1e-9);
    }

    [Property]
    public void The_log_of_gamma_has_digamma_for_its_slope_and_trigamma_for_its_curvature(AnyShape a)
    {
        if (a.Value is < 1e-2 or > 1e4) return;
        var h = 1e-3 * a.Value;
        // Five-point differences; their error is of order h^4 = 1e-12 in relative terms.
        static double Slope(Func<double, double> f, double x, double h) => ((8 * (f(x + h) - f(x - h))) - (f(x + (2 * h)) - f(x - (2 * h)))) / (12 * h);
        Near.Equal(GammaFunction.Digamma(a.Value), Slope(GammaFunction.Log, a.Value, h), 1e-9, 1e-9);
        Near.Equal(GammaFunction.Trigamma(a.Value), Slope(GammaFunction.Digamma, a.Value, h), 1e-8);
    }

    [Fact]
    public void Incomplete_functions_have_closed_forms_at_shapes_of_one_and_a_half()
    {
        foreach (var x in new[] { 1e-12, 0.01, 0.2, 0.5, 1, 3, 30, 600 })
        {
            Near.Equal(-Elementary.Expm1(-x), GammaFunction.RegularizedLower(1, x), 1e-15);
            Near.Equal(Math.Exp(-x), GammaFunction.RegularizedUpper(1, x), 2e-15);
            Near.Equal(ErrorFunction.Erf(Math.Sqrt(x)), GammaFunction.RegularizedLower(0.5, x), 1e-15);
            Near.Equal(ErrorFunction.Erfc(Math.Sqrt(x)), GammaFunction.RegularizedUpper(0.5, x), 1e-12);
            Near.Equal(Math.Exp(-x) * (1 + x), GammaFunction.RegularizedUpper(2, x), 2e-15);
        }
    }

    [Fact]
    public void Incomplete_functions_end_at_zero_and_one()
    {
        Assert.Equal(0, GammaFunction.RegularizedLower(2, 0));
        Assert.Equal(1, GammaFunction.RegularizedUpper(2, 0));
        Assert.Equal(1, GammaFunction.RegularizedLower(2, double.PositiveInfinity));
        Assert.Equal(0, GammaFunction.RegularizedUpper(2, double.PositiveInfinity));
        Assert.Equal(0, GammaFunction.QuantileLower(2, 0));
        Assert.Equal(double.PositiveInfinity, GammaFunction.QuantileLower(2, 1));
        Assert.Equal(double.PositiveInfinity, GammaFunction.QuantileUpper(2, 0));
        Assert.Equal(0, GammaFunction.QuantileUpper(2, 1));
        // A median of 10^-3e8: below the smallest double.
        Assert.Equal(0, GammaFunction.QuantileLower(1e-9, 0.5));
    }

    [Fact]
    public void Illegal_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.RegularizedLower(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.RegularizedLower(1e101, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.RegularizedUpper(1, -1e-300));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.RegularizedUpper(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.QuantileLower(1, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.QuantileUpper(1, -0.1));
        Assert.Contains("n is -1; it must be 0 or more", Assert.Throws<ArgumentOutOfRangeException>(() => GammaFunction.LogFactorial(-1)).Message, StringComparison.Ordinal);
    }

    [Property]
    public void The_two_tails_make_one_and_step_by_the_kernel_from_shape_to_shape(AnyShape shape, AnyScore s)
    {
        var a = shape.Value;
        var x = a * Math.Exp(s.Value / 5 / Math.Sqrt(1 + a));
        var lower = GammaFunction.RegularizedLower(a, x);
        var upper = GammaFunction.RegularizedUpper(a, x);
        Near.Equal(1, lower + upper, 4e-16);
        // P(a+1, x) = P(a, x) - x^a e^-x / Γ(a+1), DLMF 8.8.5.
        if (a > 1e5) return;
        var kernel = GammaFunction.Kernel(a, x) / a;
        Near.Equal(lower - kernel, GammaFunction.RegularizedLower(a + 1, x), 1e-13, 1e-14 * lower);
        Near.Equal(upper + kernel, GammaFunction.RegularizedUpper(a + 1, x), 1e-13);
    }

    [Property(MaxTest = 300)]
    public void A_quantile_has_its_probability(AnyShape shape, AnyProbability probability)
    {
        var (a, p) = (shape.Value, probability.Value);
        var x = GammaFunction.QuantileLower(a, p);
        var y = GammaFunction.QuantileUpper(a, p);
        // The last bit of x moves the tail by kernel × 2^-53.
        if (x > 1e-290) Near.Equal(p, GammaFunction.RegularizedLower(a, x), 4e-15 + (4e-16 * GammaFunction.Kernel(a, x) / p));
        if (y > 1e-290) Near.Equal(p, GammaFunction.RegularizedUpper(a, y), 4e-15 + (4e-16 * GammaFunction.Kernel(a, y) / p));
    }

    [Property]
    public void Probabilities_rise_with_the_argument_across_every_change_of_method(AnyShape shape, AnyScore s)
    {
        var a = shape.Value;
        var x = a * Math.Exp(s.Value / 5 / Math.Sqrt(1 + a));
        var next = x * (1 + 1e-7);
        Assert.True(GammaFunction.RegularizedLower(a, x) <= GammaFunction.RegularizedLower(a, next) * (1 + 1e-14));
        Assert.True(GammaFunction.RegularizedUpper(a, x) * (1 + 1e-14) >= GammaFunction.RegularizedUpper(a, next));
    }
}
