using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

public sealed class MinimizerTests
{
    public static TheoryData<string> Names => new(Problems.Keys);

    /// <summary>Problems of Moré, Garbow and Hillstrom, "Testing unconstrained optimization software", ACM TOMS 7 (1981) 17–41, from their standard starts.</summary>
    private static readonly Dictionary<string, (ObjectiveWithGradient F, double[] Start, double[] Minimum)> Problems = new(StringComparer.Ordinal)
    {
        ["Rosenbrock"] = (Rosenbrock, [-1.2, 1], [1, 1]),
        ["Rosenbrock, extended"] = (Rosenbrock, Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? -1.2 : 1).ToArray(), Enumerable.Repeat(1.0, 20).ToArray()),
        ["Beale"] = (Beale, [1, 1], [3, 0.5]),
        ["Brown, badly scaled"] = (BrownBadlyScaled, [1, 1], [1e6, 2e-6]),
        ["Wood"] = (Wood, [-3, -1, -3, -1], [1, 1, 1, 1]),
        ["log barrier"] = (LogBarrier, [0.1], [2]),
        ["already there"] = (Rosenbrock, [1, 1], [1, 1]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void BFGS_finds_the_minimum(string name) => Check(name, (f, start) => Minimizer.Bfgs(f, start));

    [Theory]
    [MemberData(nameof(Names))]
    public void Limited_memory_BFGS_finds_the_minimum(string name) => Check(name, (f, start) => Minimizer.LimitedMemoryBfgs(f, start));

    [Theory]
    [InlineData("Rosenbrock")]
    [InlineData("Beale")]
    [InlineData("Wood")]
    [InlineData("log barrier")]
    public void The_simplex_finds_the_minimum_without_a_gradient(string name)
    {
        var (f, start, minimum) = Problems[name];
        var result = Minimizer.NelderMead(x => f(x, new double[x.Length]), start, new MinimizerOptions { MaxIterations = 5000 });
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        Assert.Null(result.GradientNorm);
        for (var i = 0; i < minimum.Length; i++) Near.Equal(minimum[i], result.Point[i], 1e-6);
    }

    [Fact]
    public void A_thousand_variables_are_no_trouble_to_the_limited_memory()
    {
        // Σ i (x_i - 1)²/2 + a coupling: condition number 1000.
        static double F(ReadOnlySpan<double> x, Span<double> g)
        {
            double sum = 0;
            g.Clear();
            for (var i = 0; i < x.Length; i++)
            {
                var d = x[i] - 1;
                sum += 0.5 * (i + 1) * d * d;
                g[i] += (i + 1) * d;
                if (i + 1 >= x.Length) continue;
                var e = x[i + 1] - x[i];
                sum += 0.5 * e * e;
                g[i] -= e;
                g[i + 1] += e;
            }

            return sum;
        }

        var result = Minimizer.LimitedMemoryBfgs(F, new double[1000]);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        Assert.True(result.GradientNorm <= 1e-8);
        Assert.InRange(result.Iterations, 1, 300);
        Assert.All(result.Point, x => Near.Equal(1, x, 1e-7));
    }

    [Fact]
    public void A_quadratic_of_n_variables_takes_about_n_steps()
    {
        var result = Minimizer.Bfgs(
            (x, g) =>
            {
                g[0] = (4 * x[0]) + x[1] - 1;
                g[1] = x[0] + (3 * x[1]) - 2;
                return (2 * x[0] * x[0]) + (x[0] * x[1]) + (1.5 * x[1] * x[1]) - x[0] - (2 * x[1]);
            },
            [5, -7]);
        Near.Equal(1.0 / 11, result.Point[0], 1e-7);
        Near.Equal(7.0 / 11, result.Point[1], 1e-7);
        Assert.InRange(result.Iterations, 1, 8);
        Assert.InRange(result.Evaluations, 1, 16);
    }

    [Fact]
    public void A_minimum_outside_the_box_is_found_on_its_wall_and_said_to_be()
    {
        // (x-3)² + (y-4)² + xy in [0,1]×[0,10]: x at 1, y where 2(y-4) + 1 = 0.
        static double F(ReadOnlySpan<double> v, Span<double> g)
        {
            g[0] = (2 * (v[0] - 3)) + v[1];
            g[1] = (2 * (v[1] - 4)) + v[0];
            return ((v[0] - 3) * (v[0] - 3)) + ((v[1] - 4) * (v[1] - 4)) + (v[0] * v[1]);
        }

        var options = new MinimizerOptions { Lower = [0, 0], Upper = [1, 10] };
        foreach (var result in new[]
        {
            Minimizer.Bfgs(F, [0.5, 9], options),
            Minimizer.LimitedMemoryBfgs(F, [0.5, 9], options),
            Minimizer.NelderMead(v => F(v, new double[2]), [0.5, 9], options),
        })
        {
            Assert.Equal(MinimizationStatus.AtBoundary, result.Status);
            Near.Equal(1, result.Point[0], 1e-7);
            Near.Equal(3.5, result.Point[1], 1e-6);
        }

        Assert.Equal(1, Minimizer.Bfgs(F, [0.5, 9], options).Point[0]);
    }

    [Fact]
    public void A_search_may_start_on_a_wall_and_leave_it()
    {
        var options = new MinimizerOptions { Lower = [0.5, -1.5], Upper = [double.PositiveInfinity, double.PositiveInfinity] };
        var result = Minimizer.Bfgs(Rosenbrock, [0.5, -1.5], options);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        Near.Equal(1, result.Point[0], 1e-6);
    }

    [Fact]
    public void A_domain_without_values_is_backed_out_of()
    {
        // x - log x has no value at or below 0; a full step from 0.01 would end there.
        static double F(ReadOnlySpan<double> x, Span<double> g)
        {
            g[0] = 1 - (1 / x[0]);
            return x[0] > 0 ? x[0] - Math.Log(x[0]) : double.NaN;
        }

        Near.Equal(1, Minimizer.Bfgs(F, [30]).Point[0], 1e-7);
        Near.Equal(1, Minimizer.Bfgs(F, [0.01]).Point[0], 1e-7);
        Near.Equal(1, Minimizer.NelderMead(x => F(x, new double[1]), [30]).Point[0], 1e-6);
    }

    [Fact]
    public void A_function_without_a_minimum_is_not_said_to_have_one()
    {
        var result = Minimizer.Bfgs(
            (x, g) =>
            {
                g[0] = -1;
                return -x[0];
            },
            [0],
            new MinimizerOptions { MaxIterations = 30 });
        Assert.Equal(MinimizationStatus.NotConverged, result.Status);
    }

    [Fact]
    public void A_gradient_that_lies_is_noticed()
    {
        // The gradient of -f: no step downhill exists along it.
        var result = Minimizer.Bfgs(
            (x, g) =>
            {
                g[0] = -2 * x[0];
                return x[0] * x[0];
            },
            [1]);
        Assert.Equal(MinimizationStatus.NotConverged, result.Status);
        Assert.Equal(1, result.Point[0]);
    }

    [Fact]
    public void A_kink_is_no_minimum_of_a_smooth_function()
    {
        // |x - 1| + |y + 2|: the gradient never vanishes, though the searches get near.
        static double F(ReadOnlySpan<double> v, Span<double> g)
        {
            g[0] = Math.Sign(v[0] - 1);
            g[1] = Math.Sign(v[1] + 2);
            return Math.Abs(v[0] - 1) + Math.Abs(v[1] + 2);
        }

        foreach (var result in new[] { Minimizer.Bfgs(F, [4.1, 3.3]), Minimizer.LimitedMemoryBfgs(F, [4.1, 3.3]) })
        {
            Assert.True(result.Status == MinimizationStatus.NotConverged || result.Value == 0);
            Assert.InRange(result.Value, 0, 0.2);
        }
    }

    [Fact]
    public void When_the_last_digit_is_reached_the_search_ends_even_if_more_was_asked()
    {
        static double F(ReadOnlySpan<double> x, Span<double> g)
        {
            g[0] = Math.Sinh(x[0] - 0.3);
            g[1] = 4 * Math.Pow(x[1] - 0.7, 3);
            return 100 + Math.Cosh(x[0] - 0.3) + Math.Pow(x[1] - 0.7, 4);
        }

        foreach (var result in new[]
        {
            Minimizer.Bfgs(F, [2, 3], new MinimizerOptions { GradientTolerance = 0 }),
            Minimizer.LimitedMemoryBfgs(F, [2, 3], new MinimizerOptions { GradientTolerance = 0 }),
        })
        {
            Assert.Equal(MinimizationStatus.Converged, result.Status);
            Assert.InRange(result.Iterations, 1, 200);
            Near.Equal(0.3, result.Point[0], 1e-5);
        }
    }

    [Fact]
    public void Concave_stretches_on_the_way_teach_no_false_curvature()
    {
        // -exp(-x²) falls off to flatness: the step into the concave part has negative curvature.
        static double F(ReadOnlySpan<double> x, Span<double> g)
        {
            var e = Math.Exp(-x[0] * x[0]);
            g[0] = 2 * x[0] * e;
            return -e;
        }

        Near.Equal(0, Minimizer.Bfgs(F, [1.9]).Point[0], 0, 1e-7);
        Near.Equal(0, Minimizer.LimitedMemoryBfgs(F, [1.9]).Point[0], 0, 1e-7);
    }

    [Fact]
    public void The_simplex_shrinks_where_nothing_else_helps_and_survives_McKinnon_s_counterexample()
    {
        // K. I. M. McKinnon, SIAM J. Optim. 9 (1998) 148–158: θ = 6, φ = 60, τ = 2; minimum -1/4 at (0, -1/2).
        static double McKinnon(ReadOnlySpan<double> v) => ((v[0] <= 0 ? 360 : 6) * v[0] * v[0]) + v[1] + (v[1] * v[1]);
        var result = Minimizer.NelderMead(McKinnon, [1, 1]);
        Near.Equal(-0.25, result.Value, 1e-9);

        // On the plateau of a staircase reflection and contraction find equals only.
        static double Stairs(ReadOnlySpan<double> v) => Math.Floor(Math.Abs(v[0]) * 4) + Math.Floor(Math.Abs(v[1]) * 4);
        var plateau = Minimizer.NelderMead(Stairs, [0.3, 0.1]);
        Assert.Equal(1, plateau.Value);
        Assert.Equal(MinimizationStatus.Converged, plateau.Status);
    }

    [Fact]
    public void The_iteration_bound_and_cancellation_are_kept()
    {
        var few = new MinimizerOptions { MaxIterations = 3 };
        Assert.Equal(MinimizationStatus.NotConverged, Minimizer.Bfgs(Rosenbrock, [-1.2, 1], few).Status);
        Assert.Equal(3, Minimizer.LimitedMemoryBfgs(Rosenbrock, [-1.2, 1], few).Iterations);
        var simplex = Minimizer.NelderMead(x => Rosenbrock(x, new double[2]), [-1.2, 1], few);
        Assert.Equal(MinimizationStatus.NotConverged, simplex.Status);
        Assert.Equal(3, simplex.Iterations);

        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => Minimizer.Bfgs(Rosenbrock, [-1.2, 1], cancellationToken: cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => Minimizer.LimitedMemoryBfgs(Rosenbrock, [-1.2, 1], cancellationToken: cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => Minimizer.NelderMead(x => Rosenbrock(x, new double[2]), [-1.2, 1], cancellationToken: cancelled.Token));
    }

    [Fact]
    public void Bad_starts_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Minimizer.Bfgs((_, _) => double.NaN, [1]));
        Assert.Throws<ArgumentException>(() => Minimizer.NelderMead(_ => double.PositiveInfinity, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Minimizer.Bfgs(Rosenbrock, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Minimizer.LimitedMemoryBfgs(Rosenbrock, [1, 1], new MinimizerOptions { Memory = 0 }));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Minimizer.Bfgs(Rosenbrock, [5, 1], new MinimizerOptions { Upper = [4, 4] }));
        Assert.Contains("coordinate 0", e.Message, StringComparison.Ordinal);
    }

    private static void Check(string name, Func<ObjectiveWithGradient, double[], MinimizerResult> search)
    {
        var (f, start, minimum) = Problems[name];
        var evaluations = 0;
        var result = search(
            (x, g) =>
            {
                evaluations++;
                return f(x, g);
            },
            start);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        Assert.Equal(evaluations, result.Evaluations);
        for (var i = 0; i < minimum.Length; i++) Near.Equal(minimum[i], result.Point[i], 1e-5, what: FormattableString.Invariant($"{name}[{i}] after {result.Iterations} steps"));
        Assert.Equal(f(result.Point, new double[start.Length]), result.Value);
    }

    private static double Rosenbrock(ReadOnlySpan<double> x, Span<double> g)
    {
        double sum = 0;
        for (var i = 0; i < x.Length; i += 2)
        {
            var (a, b) = (10 * (x[i + 1] - (x[i] * x[i])), 1 - x[i]);
            sum += (a * a) + (b * b);
            g[i] = (-40 * a * x[i]) - (2 * b);
            g[i + 1] = 20 * a;
        }

        return sum;
    }

    private static double Beale(ReadOnlySpan<double> x, Span<double> g)
    {
        double sum = 0;
        g.Clear();
        ReadOnlySpan<double> y = [1.5, 2.25, 2.625];
        for (var i = 1; i <= 3; i++)
        {
            var power = Math.Pow(x[1], i);
            var f = y[i - 1] - (x[0] * (1 - power));
            sum += f * f;
            g[0] -= 2 * f * (1 - power);
            g[1] += 2 * f * x[0] * i * Math.Pow(x[1], i - 1);
        }

        return sum;
    }

    private static double BrownBadlyScaled(ReadOnlySpan<double> x, Span<double> g)
    {
        var (a, b, c) = (x[0] - 1e6, x[1] - 2e-6, (x[0] * x[1]) - 2);
        g[0] = (2 * a) + (2 * c * x[1]);
        g[1] = (2 * b) + (2 * c * x[0]);
        return (a * a) + (b * b) + (c * c);
    }

    private static double Wood(ReadOnlySpan<double> x, Span<double> g)
    {
        var (a, b, c, d) = (x[1] - (x[0] * x[0]), 1 - x[0], x[3] - (x[2] * x[2]), 1 - x[2]);
        var (e, f) = (x[1] + x[3] - 2, x[1] - x[3]);
        g[0] = (-400 * a * x[0]) - (2 * b);
        g[1] = (200 * a) + (20 * e) + (0.2 * f);
        g[2] = (-360 * c * x[2]) - (2 * d);
        g[3] = (180 * c) + (20 * e) - (0.2 * f);
        return (100 * a * a) + (b * b) + (90 * c * c) + (d * d) + (10 * e * e) + (0.1 * f * f);
    }

    /// <summary>x - 2 log x, infinite at and below 0.</summary>
    private static double LogBarrier(ReadOnlySpan<double> x, Span<double> g)
    {
        g[0] = 1 - (2 / x[0]);
        return x[0] > 0 ? x[0] - (2 * Math.Log(x[0])) : double.PositiveInfinity;
    }
}
