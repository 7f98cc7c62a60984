using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class HypergeometricTests
{
    // DLMF 15.4.
    [Theory]
    [InlineData(-1e6)]
    [InlineData(-3.0)]
    [InlineData(-1e-9)]
    [InlineData(1e-9)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.97)]
    [InlineData(0.99999)]
    [InlineData(0.9999999999)]
    public void Elementary_cases_are_met(double z)
    {
        Near.Equal(-Elementary.Log1p(-z) / z, Hypergeometric.F21(1, 1, 2, z), 2e-14);
        Near.Equal(Math.Pow(1 - z, -2.5), Hypergeometric.F21(2.5, 3, 3, z), 2e-14);
        Near.Equal(Math.Pow(1 - z, -2.5), Hypergeometric.F21(3, 2.5, 3, z), 2e-14);
        var root = Math.Sqrt(Math.Abs(z));
        Near.Equal(z > 0 ? (Elementary.Log1p(root) - (0.5 * Elementary.Log1p(-z))) / root : Math.Atan(root) / root, Hypergeometric.F21(0.5, 1, 1.5, z), 2e-14);
        if (z > 0) Near.Equal(Math.Atan2(root, Math.Sqrt(1 - z)) / root, Hypergeometric.F21(0.5, 0.5, 1.5, z), 2e-14);
        // A polynomial: 1 - 2·3z/4 + 3·4 z²/(4·5).
        Near.Equal(1 - (1.5 * z) + (0.6 * z * z), Hypergeometric.F21(-2, 3, 4, z), 1e-13);
        Assert.Equal(1, Hypergeometric.F21(0, 3, 4, z));
        Assert.Equal(1, Hypergeometric.F21(3, 0, 4, z));
    }

    // mpmath, 50 digits: the orders of the Pareto/NBD and BG/NBD expectations, and larger than any model asks.
    [Theory]
    [InlineData(6.553, 1.606, 7.8, 0.9, 14.026726787735743159)]
    [InlineData(10.2, 2.3, 12.5, 0.99, 230.14999787946838115)]
    [InlineData(50.0, 0.606, 50.9, 0.999, 18.355988165330675090)]
    [InlineData(1.5, 2.5, 3.5, -100.0, 0.0023373540435183742939)]
    public void Known_values_are_met(double a, double b, double c, double z, double expected)
    {
        Near.Equal(expected, Hypergeometric.F21(a, b, c, z), 4e-15);
        Near.Equal(Math.Log(expected), Hypergeometric.LogF21(a, b, c, z), 4e-15);
    }

    [Fact]
    public void A_lower_parameter_below_zero_is_legal_between_the_poles()
    {
        // BG/NBD's c = a + b - 1 is below 0 for a + b < 1. mpmath, 50 digits.
        Near.Equal(0.61719535588849492018, Hypergeometric.F21(0.25, 0.4, -0.3, 0.5), 1e-12, what: "c = -0.3");
    }

    [Fact]
    public void The_log_goes_on_where_the_value_overflows()
    {
        // Euler: F(a, b; b; z) = (1-z)^-a.
        Assert.Equal(double.PositiveInfinity, Hypergeometric.F21(2000, 1.5, 1.5, 0.9));
        Near.Equal(-2000 * Elementary.Log1p(-0.9), Hypergeometric.LogF21(2000, 1.5, 1.5, 0.9), 1e-14);
        // mpmath, 50 digits.
        Near.Equal(4600.7790808262161506, Hypergeometric.LogF21(2000, 3, 3.5, 0.9), 1e-14);
        Near.Equal(2529.877664376704532, Hypergeometric.LogF21(1000, 1500, 600, 0.7), 1e-14);
    }

    [Fact]
    public void The_singularity_may_be_as_near_as_doubles_allow()
    {
        // c = a + b: a logarithmic singularity, 1e-276 away after Pfaff's transformation. mpmath, 50 digits.
        Near.Equal(-1906090.8898503188418, Hypergeometric.LogF21(3000, 3000, 3100, -1e276), 1e-13);
    }

    [Fact]
    public void The_log_is_accurate_next_to_one()
    {
        Near.Equal(1.5e-12, Hypergeometric.LogF21(2, 3, 4, 1e-12), 1e-11);
        Near.Equal(-1.5e-12, Hypergeometric.LogF21(2, 3, 4, -1e-12), 1e-11);
    }

    [Fact]
    public void Illegal_arguments_are_refused_with_value_and_range()
    {
        Assert.Contains("z is 1; it must be below 1", Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.F21(1, 2, 3, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.F21(1, 2, 3, double.NegativeInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.F21(1, 2, 3, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.F21(double.NaN, 2, 3, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.F21(1, double.PositiveInfinity, 3, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.F21(1, 2, double.NaN, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.F21(1, 2, 0, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.F21(1, 2, -3, 0.5));
        // 1 - 3z is below zero at 1/2.
        Assert.Throws<ArgumentOutOfRangeException>(() => Hypergeometric.LogF21(-1, 3, 1, 0.5));
    }

    [Property(MaxTest = 300)]
    public void Euler_s_and_Pfaff_s_transformations_agree(AnyShape a, AnyShape b, AnyShape extra, AnyProbability z)
    {
        var (p, q) = (Math.Clamp(a.Value, 1e-3, 200), Math.Clamp(b.Value, 1e-3, 200));
        var c = Math.Max(p, q) + Math.Clamp(extra.Value, 1e-3, 200);
        var x = Math.Min(z.Value, 0.999999);
        var log = Hypergeometric.LogF21(p, q, c, x);
        var beyond = Elementary.Log1p(-x);
        var slack = 1e-12 * (1 + ((p + q + c) * Math.Abs(beyond)));
        Near.Equal(log, ((c - p - q) * beyond) + Hypergeometric.LogF21(c - p, c - q, c, x), 1e-12, slack);
        Near.Equal(log, (-p * beyond) + Hypergeometric.LogF21(p, c - q, c, -x / (1 - x)), 1e-12, slack);
        Near.Equal(log, Hypergeometric.LogF21(q, p, c, x), 1e-12, slack);
    }

    [Property]
    public void Neighbours_in_the_lower_parameter_are_contiguous(AnyShape a, AnyShape b, AnyShape c, AnyProbability z)
    {
        // DLMF 15.5.18: c(c-1)(z-1)F(c-1) + c(c-1-(2c-a-b-1)z)F(c) + (c-a)(c-b)z F(c+1) = 0.
        var (p, q, r, x) = (Math.Clamp(a.Value, 0.1, 20), Math.Clamp(b.Value, 0.1, 20), 1 + Math.Clamp(c.Value, 0.1, 20), Math.Min(z.Value, 0.99));
        var below = r * (r - 1) * (x - 1) * Hypergeometric.F21(p, q, r - 1, x);
        var middle = r * (r - 1 - (((2 * r) - p - q - 1) * x)) * Hypergeometric.F21(p, q, r, x);
        var above = (r - p) * (r - q) * x * Hypergeometric.F21(p, q, r + 1, x);
        Near.Equal(0, below + middle + above, 0, 1e-12 * (Math.Abs(below) + Math.Abs(middle) + Math.Abs(above)));
    }
}
