using Retention.Metrics.Numerics;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

/// <summary>The numerics under the parametric models.</summary>
public sealed class LogTimeTests
{
    private static readonly LifetimeDistribution[] Families = Enum.GetValues<LifetimeDistribution>();

    [Fact]
    public void Slopes_are_those_of_finite_differences()
    {
        foreach (var family in Families)
        {
            for (var z = -12.0; z <= 5.5; z += 0.37)
            {
                Check(t => LogTimeLaw.Density(family, t), z);
                Check(t => LogTimeLaw.Survival(family, t), z);
                Check(t => LogTimeLaw.Distribution(family, t), z);
                var (log, slope) = LogTimeLaw.LogHazard(family, z);
                Assert.Equal(LogTimeLaw.Density(family, z).Value - LogTimeLaw.Survival(family, z).Value, log, 1e-9 * Math.Max(1, Math.Exp(z)));
                Assert.Equal((LogTimeLaw.LogHazard(family, z + 1e-5).Value - LogTimeLaw.LogHazard(family, z - 1e-5).Value) / 2e-5, slope, 1e-7);
            }
        }

        static void Check(Func<double, LawPoint> law, double z)
        {
            const double Step = 1e-5;
            var (before, at, after) = (law(z - Step), law(z), law(z + Step));
            var scale = 1 + Math.Abs(at.Value) + Math.Abs(at.Slope);
            Assert.Equal((after.Value - before.Value) / (2 * Step), at.Slope, 3e-9 * scale);
            Assert.Equal((after.Slope - before.Slope) / (2 * Step), at.Curvature, 3e-9 * scale);
        }
    }

    [Fact]
    public void Tails_add_up_to_one()
    {
        foreach (var family in Families)
        {
            for (var z = -30.0; z <= 6; z += 0.5)
            {
                Assert.Equal(0, Elementary.LogSumExp(LogTimeLaw.Survival(family, z).Value, LogTimeLaw.Distribution(family, z).Value), 1e-14);
            }

            foreach (var p in new[] { 1e-12, 0.1, 0.5, 0.9, 1 - 1e-12 })
            {
                Assert.Equal(Math.Log(p), LogTimeLaw.Distribution(family, LogTimeLaw.Quantile(family, p)).Value, 1e-3 * (p < 0.5 ? 1e-9 : 1e-10));
            }
        }
    }

    [Fact]
    public void Far_tails_are_finite()
    {
        foreach (var family in Families)
        {
            foreach (var z in new[] { -1e100, -800.0, 300, 700 })
            {
                Assert.True(double.IsFinite(LogTimeLaw.Survival(family, z).Value + LogTimeLaw.Survival(family, z).Slope + LogTimeLaw.Survival(family, z).Curvature));
                var below = LogTimeLaw.Distribution(family, z);
                Assert.True(double.IsFinite(below.Slope) && double.IsFinite(below.Curvature));
            }

            Assert.False(double.IsNaN(LogTimeLaw.Distribution(family, 800).Curvature));
        }
    }

    [Fact]
    public void The_gradient_and_the_information_are_those_of_finite_differences()
    {
        // Every kind of row, one interval narrow enough to count as a density.
        var rows = IntervalLifetimes.From([1, 2, 3, 0.5, 0, 7, 4, 4], [2, 4, null, 1, 2, 7, 4.0000001, 40], [1, 2, 1, 3, 1, 2, 1, 1]);
        double[][] columns = [[0.3, -1, 0.2, 1.2, -0.7, 0.1, 0.4, -0.2]];
        foreach (var family in Families)
        {
            var terms = LogTimeRows.Of(rows, columns)!;
            var likelihood = new LogTimeLikelihood(terms, family);
            var n = likelihood.Parameters;
            double[] theta = family == LifetimeDistribution.Exponential ? [0.2, -0.3] : [0.2, -0.3, 1.4];
            var (gradient, curvature) = (new double[n], new double[n * n]);
            likelihood.Slopes(theta, gradient, curvature, default);
            CheckAgainst(x => likelihood.Value(x, default), (x, g, h) => likelihood.Slopes(x, g, h, default), theta, gradient, curvature);

            double[] natural = family == LifetimeDistribution.Exponential ? [0.4, 0.5] : [0.4, 0.5, -0.3];
            var scale = family == LifetimeDistribution.Exponential ? 0 : natural[^1];
            likelihood.Information(natural.AsSpan(0, 2), scale, gradient, curvature, default);
            CheckAgainst(
                x => likelihood.Value(Olsen(x), default),
                (x, g, h) => likelihood.Information(x.AsSpan(0, 2), n == 3 ? x[^1] : 0, g, h, default),
                natural,
                gradient,
                curvature);
        }

        static double[] Olsen(double[] x) => x.Length == 2 ? x : [x[0] * Math.Exp(-x[2]), x[1] * Math.Exp(-x[2]), Math.Exp(-x[2])];

        static void CheckAgainst(Func<double[], double> value, Action<double[], double[], double[]> slopes, double[] at, double[] gradient, double[] curvature)
        {
            const double Step = 1e-5;
            var n = at.Length;
            for (var j = 0; j < n; j++)
            {
                double[] up = [.. at], down = [.. at];
                up[j] += Step;
                down[j] -= Step;
                Assert.Equal((value(up) - value(down)) / (2 * Step), gradient[j], 2e-6);
                var (g1, g2, ignored) = (new double[n], new double[n], new double[n * n]);
                slopes(up, g1, ignored);
                slopes(down, g2, ignored);
                for (var k = 0; k < n; k++)
                {
                    Assert.Equal(-(g1[k] - g2[k]) / (2 * Step), curvature[(j * n) + k], 2e-6);
                }
            }
        }
    }

    [Fact]
    public void Remaining_lifetimes_agree_with_areas()
    {
        foreach (var family in Families)
        {
            foreach (var scale in family == LifetimeDistribution.Exponential ? [1.0] : new[] { 0.05, 0.3, 0.9 })
            {
                foreach (var stayed in new[] { 0.01, 0.5, 1, 1.4, 3 })
                {
                    var lifetime = new FittedLifetime(family, 0.2, scale, 0.01, 0.001, 0.02, null);
                    var rest = lifetime.RemainingLifetime(stayed).Value!.Value;
                    var area = Quadrature.Integrate(u => lifetime.ConditionalSurvival(stayed, u * rest / (1 - u)).Value!.Value * rest / ((1 - u) * (1 - u)), 0, 1 - 1e-12, 1e-11, 0);
                    Churn20.Near(area.Value, rest, family == LifetimeDistribution.LogLogistic && scale == 0.9 ? 0.2 : 1e-6);
                    Assert.Equal(0.5, lifetime.ConditionalSurvival(stayed, lifetime.RemainingQuantile(stayed).Value!.Value).Value!.Value, 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Far_out_the_remaining_lifetime_has_its_limit()
    {
        // Weibull with falling hazard: ever longer. Log-logistic: a Pareto tail, t·σ ÷ (1 − σ). Weibull with rising hazard: t·σ ÷ x.
        Churn20.Near(1e250 * 0.25, new FittedLifetime(LifetimeDistribution.LogLogistic, 0, 0.2, null, null, null, null).RemainingLifetime(1e250).Value, 1e-9);
        Churn20.Near(100 * 0.5 / 1e4, new FittedLifetime(LifetimeDistribution.Weibull, 0, 0.5, null, null, null, null).RemainingLifetime(100).Value, 1e-3);
        Churn20.Near(2, new FittedLifetime(LifetimeDistribution.Weibull, 0, 2, null, null, null, null).RemainingLifetime(1e-300).Value, 1e-9);
        Assert.NotNull(new FittedLifetime(LifetimeDistribution.Weibull, 0, 0.001, null, null, null, null).RemainingLifetime(3).WhyUndefined);
        Assert.NotNull(new FittedLifetime(LifetimeDistribution.LogNormal, 0, 1, 1, 0, 1, null).RemainingLifetime(1e200).Value);
        Assert.NotNull(new FittedLifetime(LifetimeDistribution.LogNormal, 0, 0.01, 1, 0, 1, null).RemainingQuantile(50).Value);
        Assert.NotNull(new FittedLifetime(LifetimeDistribution.LogNormal, 800, 1, 1, 0, 1, null).Mean.WhyUndefined);
        Assert.NotNull(new FittedLifetime(LifetimeDistribution.LogNormal, -800, 1, 1, 0, 1, null).Mean.WhyUndefined);
        Assert.Equal(0, new FittedLifetime(LifetimeDistribution.Weibull, 0, 0.001, 1, 0, 1, null).ConditionalSurvival(5, 1).Value);
        Assert.Equal(1, new FittedLifetime(LifetimeDistribution.Weibull, 0, 0.001, 1, 0, 1, null).ConditionalSurvival(5, 0).Value);
        Assert.Equal(1.0, new FittedLifetime(LifetimeDistribution.Weibull, 0, 0.001, 1, 0, 1, null).ConditionalSurvival(1e-5, 1e-7).Value!.Value, 1e-12);
        Assert.NotNull(new FittedLifetime(LifetimeDistribution.Weibull, 0, 1, 1, 0, 1, null).ConditionalSurvival(1e-300, 1e10).Value);
    }
}
