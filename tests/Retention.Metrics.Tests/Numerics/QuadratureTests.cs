using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class QuadratureTests
{
    private const double Infinity = double.PositiveInfinity;

    public static TheoryData<string> Names => new(Integrals.Keys);

    private static readonly Dictionary<string, (Func<double, double> F, double Low, double High, double Value)> Integrals = new(StringComparer.Ordinal)
    {
        ["exponential"] = (Math.Exp, 0, 1, Math.E - 1),
        ["half circle"] = (x => Math.Sqrt(1 - (x * x)), -1, 1, Math.PI / 2),
        ["singular end"] = (x => 1 / Math.Sqrt(x), 0, 1, 2),
        ["logarithm"] = (Math.Log, 0, 1, -1),
        ["narrow peak"] = (x => 1e-6 / ((x - 0.3) * (x - 0.3) + 1e-12), 0, 1, Math.Atan(0.7e6) + Math.Atan(0.3e6)),
        ["oscillation"] = (x => Math.Cos(50 * x), 0, 1, Math.Sin(50) / 50),
        ["kink"] = (x => Math.Abs(x - (1 / 3.0)), 0, 1, 5 / 18.0),
        ["exponential tail"] = (x => Math.Exp(-x), 0, Infinity, 1),
        ["tail from afar"] = (x => Math.Exp(-x), 5, Infinity, 0.006737946999085467),
        ["normal"] = (x => Math.Exp(-0.5 * x * x), double.NegativeInfinity, Infinity, 2.5066282746310005),
        ["normal, lower half"] = (x => Math.Exp(-0.5 * x * x), double.NegativeInfinity, 0, 1.2533141373155003),
        ["heavy tail"] = (x => 1 / (1 + (x * x)), 0, Infinity, Math.PI / 2),
        ["gamma density"] = (x => Math.Pow(x, 2.5) * Math.Exp(-x), 0, Infinity, 3.3233509704478426),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Known_integrals_are_met_within_the_estimated_error(string name)
    {
        var (f, low, high, value) = Integrals[name];
        var result = Quadrature.Integrate(f, low, high, relativeTolerance: 1e-11);
        Assert.True(result.Converged, $"{result}");
        Assert.True(Math.Abs(result.Value - value) <= Math.Max(result.ErrorEstimate, 4e-16 * Math.Abs(value)), FormattableString.Invariant($"{result} for {value:R}"));
        Near.Equal(value, result.Value, 1e-11);
    }

    [Fact]
    public void Both_rules_are_exact_for_polynomials_of_their_degree()
    {
        // One interval: degree 32 for 21 points, degree 22 for 15 (here 1/t² times a polynomial in t on the transformed line).
        for (var degree = 0; degree <= 32; degree++)
        {
            var d = degree;
            Near.Equal(1.0 / (d + 1), Quadrature.Integrate(x => Math.Pow(x, d), 0, 1, 1e-9).Value, 4e-15);
        }

        for (var degree = 0; degree <= 22; degree++)
        {
            // x = (1-t)/t, dx = dt/t²: the integrand t^(d+2) becomes t^d.
            var d = degree;
            Near.Equal(1.0 / (d + 1), Quadrature.Integrate(x => Math.Pow(1 + x, -(d + 2)), 0, Infinity, 1e-9, maxIntervals: 1).Value, 4e-15);
        }
    }

    [Fact]
    public void An_integral_that_does_not_exist_is_said_not_to_have_converged()
    {
        var result = Quadrature.Integrate(x => 1 / x, 0, 1, maxIntervals: 40);
        Assert.False(result.Converged);
        Assert.Equal(79 * 21, result.Evaluations);
    }

    [Fact]
    public void The_absolute_tolerance_is_enough_where_the_value_is_zero()
    {
        var result = Quadrature.Integrate(Math.Sin, -1, 1, absoluteTolerance: 1e-12);
        Assert.True(result.Converged);
        Assert.Equal(0, result.Value, 1e-15);
        Assert.Equal(new QuadratureResult(0, 0, 0, true), Quadrature.Integrate(Math.Exp, 2, 2));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Contains("high is 1; it must be at least the lower end, 2", Assert.Throws<ArgumentOutOfRangeException>(() => Quadrature.Integrate(Math.Exp, 2, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Quadrature.Integrate(Math.Exp, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quadrature.Integrate(Math.Exp, 0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quadrature.Integrate(Math.Exp, 0, 1, relativeTolerance: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quadrature.Integrate(Math.Exp, 0, 1, maxIntervals: 0));
        Assert.Contains("The integrand is NaN at", Assert.Throws<ArithmeticException>(() => Quadrature.Integrate(Math.Log, -2, 1)).Message, StringComparison.Ordinal);
    }
}
