using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class RootFinderTests
{
    public static TheoryData<string> Names => new(Functions.Keys);

    private static readonly Dictionary<string, (Func<double, double> F, Func<double, double> Slope, double Low, double High, double Root)> Functions = new(StringComparer.Ordinal)
    {
        ["cosine"] = (x => Math.Cos(x) - x, x => -Math.Sin(x) - 1, 0, 1, 0.73908513321516064166),
        ["Kepler"] = (x => x - (0.9 * Math.Sin(x)) - 0.1, x => 1 - (0.9 * Math.Cos(x)), 0, 3, 0.630843527563154066),
        ["cubic with a flat step"] = (x => (x * x * x) - 1e-9, x => 3 * x * x, -1, 4, 1e-3),
        ["exponential far from its root"] = (x => Math.Exp(x) - 1e-6, Math.Exp, -100, 100, -13.815510557964274),
        ["falling"] = (x => 1 - (x / 3), _ => -1.0 / 3, -100, 100, 3),
        ["a jump"] = (x => x < Math.E ? -1 : 1, _ => 0, 0, 10, Math.E),
        ["root at the low end"] = (x => x, _ => 1, 0, 1, 0),
        ["root at the high end"] = (x => x - 1, _ => 1, 0, 1, 1),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Brent_finds_the_sign_change(string name)
    {
        var (f, _, low, high, root) = Functions[name];
        var found = RootFinder.Brent(f, low, high);
        Assert.True(found.Converged);
        Near.Equal(root, found.Root, 1e-14, 1e-13);
        Near.Equal(found.Root, RootFinder.Brent(f, high, low).Root, 1e-14, 1e-13);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Newton_finds_it_too_and_never_leaves_the_bracket(string name)
    {
        var (f, slope, low, high, root) = Functions[name];
        var found = RootFinder.Newton(
            x =>
            {
                Assert.InRange(x, low, high);
                return (f(x), slope(x));
            },
            low,
            high);
        Assert.True(found.Converged);
        Near.Equal(root, found.Root, 1e-14, 1e-13);
        Near.Equal(found.Root, RootFinder.Newton(x => (f(x), slope(x)), high, low, start: (low + (2 * high)) / 3).Root, 1e-14, 1e-13);
    }

    [Fact]
    public void A_tolerance_saves_steps_and_the_bound_is_kept()
    {
        static double F(double x) => (x * x * x) - 2;
        var exact = RootFinder.Brent(F, 0, 4);
        var rough = RootFinder.Brent(F, 0, 4, tolerance: 1e-3);
        Assert.True(rough.Iterations < exact.Iterations);
        Near.Equal(Math.Cbrt(2), rough.Root, 0, 1e-3);
        Assert.False(RootFinder.Brent(F, 0, 4, maxIterations: 3).Converged);
        Assert.False(RootFinder.Newton(x => (F(x), 0), 0, 4, maxIterations: 3).Converged);
        Assert.Equal(3, RootFinder.Newton(x => (F(x), 0), 0, 4, maxIterations: 3).Iterations);
    }

    [Fact]
    public void Ends_of_one_sign_are_refused_with_their_values()
    {
        var e = Assert.Throws<ArgumentException>(() => RootFinder.Brent(x => x + 1, 0, 1));
        Assert.Contains("The function is 1 at 0 and 2 at 1; the ends must enclose a change of sign.", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RootFinder.Newton(x => (x + 1, 1), 0, 1));
        Assert.Throws<ArithmeticException>(() => RootFinder.Brent(Math.Log, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RootFinder.Brent(x => x, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RootFinder.Brent(x => x, -1, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => RootFinder.Brent(x => x, -1, 1, tolerance: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RootFinder.Newton(x => (x, 1), -1, 1, maxIterations: 0));
    }
}
