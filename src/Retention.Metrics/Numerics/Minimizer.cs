using System.Globalization;

namespace Retention.Metrics.Numerics;

/// <summary>
/// Local minimization of smooth functions of a few to a few thousand variables, optionally in a box.
/// </summary>
/// <remarks>
/// BFGS and limited-memory BFGS with a line search that meets the strong Wolfe conditions (J. Nocedal and S. J. Wright, <i>Numerical Optimization</i>, 2006,
/// algorithms 3.5, 3.6, 6.1 and 7.5), and the simplex of Nelder and Mead. A coordinate at its bound is held there while the gradient presses it outwards.
/// </remarks>
internal static partial class Minimizer
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>BFGS: keeps the n × n inverse Hessian; for up to a few hundred variables.</summary>
    public static MinimizerResult Bfgs(
        ObjectiveWithGradient objective, ReadOnlySpan<double> start, MinimizerOptions? options = null, CancellationToken cancellationToken = default) =>
        Descend(objective, start, options ?? MinimizerOptions.Default, new DenseCurvature(start.Length), cancellationToken);

    /// <summary>Limited-memory BFGS: keeps the last few corrections; for thousands of variables.</summary>
    public static MinimizerResult LimitedMemoryBfgs(
        ObjectiveWithGradient objective, ReadOnlySpan<double> start, MinimizerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= MinimizerOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Memory);
        return Descend(objective, start, options, new LimitedCurvature(start.Length, options.Memory), cancellationToken);
    }

    private static MinimizerResult Descend(
        ObjectiveWithGradient objective, ReadOnlySpan<double> start, MinimizerOptions options, Curvature curvature, CancellationToken cancellationToken)
    {
        int n = start.Length;
        Box box = new(options, start);
        double[] x = start.ToArray();
        double[] gradient = new double[n];
        double value = objective(x, gradient);
        RefuseBadStart(value, gradient, nameof(start));
        LineSearch search = new(objective, box, n);
        double[] direction = new double[n];
        double[] step = new double[n];
        double[] change = new double[n];
        bool[] held = new bool[n];
        bool[] heldBefore = new bool[n];
        int evaluations = 1;
        int iteration = 0;
        MinimizationStatus status = MinimizationStatus.NotConverged;
        bool fresh = true;

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            box.Hold(x, gradient, held);
            double norm = RelativeNorm(x, gradient, held, value);
            if (norm <= options.GradientTolerance)
            {
                status = Done(held);
                break;
            }

            if (iteration >= options.MaxIterations) break;
            iteration++;

            if (!held.AsSpan().SequenceEqual(heldBefore))
            {
                curvature.Forget();
                fresh = true;
                held.AsSpan().CopyTo(heldBefore);
            }

            curvature.Apply(gradient, held, direction);
            double slope = Dot(gradient, direction);
            double steepest = Dot(gradient, gradient, held);
            if (!(slope < 0) || slope > -1e-14 * Math.Sqrt(steepest * Dot(direction, direction)))
            {
                curvature.Forget();
                fresh = true;
                curvature.Apply(gradient, held, direction);
                slope = -steepest;
            }

            // Without curvature the length of the gradient says nothing: begin with a step of at most 1.
            double first = fresh ? Math.Min(1, 1 / Math.Sqrt(steepest)) : 1;
            double longest = box.LongestStep(x, direction);
            if (!search.Run(x, value, gradient, direction, slope, Math.Min(first, longest), longest))
            {
                evaluations += search.Evaluations;
                if (!fresh)
                {
                    curvature.Forget();
                    fresh = true;
                    continue;
                }

                // Steepest descent cannot lower the function either: rounding is all that is left, if the gradient agrees.
                if (norm <= Math.Max(1e-5, 1e3 * options.GradientTolerance)) status = Done(held);
                break;
            }

            evaluations += search.Evaluations;
            for (int i = 0; i < n; i++)
            {
                double moved = search.Step == longest ? box.Snap(i, search.Point[i], direction[i], x[i] + (longest * direction[i])) : search.Point[i];
                step[i] = moved - x[i];
                change[i] = search.Gradient[i] - gradient[i];
                x[i] = moved;
                gradient[i] = search.Gradient[i];
            }

            double decrease = value - search.Value;
            value = search.Value;
            fresh = !curvature.Learn(step, change) && fresh;
            if (decrease <= 2 * Epsilon * Math.Abs(value))
            {
                // No digit of the function changes any more.
                box.Hold(x, gradient, held);
                if (RelativeNorm(x, gradient, held, value) <= Math.Max(1e-5, 1e3 * options.GradientTolerance))
                {
                    status = Done(held);
                    break;
                }
            }
        }

        box.Hold(x, gradient, held);
        return new MinimizerResult(x, value, RelativeNorm(x, gradient, held, value), iteration, evaluations, status);
    }

    private static MinimizationStatus Done(bool[] held) => Array.IndexOf(held, true) >= 0 ? MinimizationStatus.AtBoundary : MinimizationStatus.Converged;

    private static double RelativeNorm(double[] x, double[] gradient, bool[] held, double value)
    {
        double largest = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (!held[i]) largest = Math.Max(largest, Math.Abs(gradient[i]) * Math.Max(Math.Abs(x[i]), 1));
        }

        return largest / Math.Max(Math.Abs(value), 1);
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool[] held)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += held[i] ? 0 : a[i] * b[i];
        return sum;
    }

    private static void RefuseBadStart(double value, ReadOnlySpan<double> gradient, string name)
    {
        bool bad = !double.IsFinite(value);
        foreach (double g in gradient) bad |= !double.IsFinite(g);
        if (bad) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The objective is {value} at the start; a search must begin where it and its gradient are finite."), name);
    }

    /// <summary>The bounds of the coordinates, infinite where there are none.</summary>
    private sealed class Box
    {
        private readonly double[] _lower;
        private readonly double[] _upper;

        public Box(MinimizerOptions options, ReadOnlySpan<double> start)
        {
            ArgumentOutOfRangeException.ThrowIfZero(start.Length, nameof(start));
            ArgumentOutOfRangeException.ThrowIfNegative(options.MaxIterations, nameof(options));
            _lower = Fill(options.Lower, start.Length, double.NegativeInfinity);
            _upper = Fill(options.Upper, start.Length, double.PositiveInfinity);
            for (int i = 0; i < start.Length; i++)
            {
                if (!(start[i] >= _lower[i] && start[i] <= _upper[i]))
                    Domain.Refuse(start[i], string.Create(CultureInfo.InvariantCulture, $"from {_lower[i]:R} to {_upper[i]:R} in coordinate {i}"), nameof(start));
            }
        }

        public double Clamp(int i, double value) => Math.Clamp(value, _lower[i], _upper[i]);

        /// <summary>Marks the coordinates at a bound against which the negative gradient presses.</summary>
        public void Hold(double[] x, double[] gradient, bool[] held)
        {
            for (int i = 0; i < x.Length; i++) held[i] = (x[i] <= _lower[i] && gradient[i] > 0) || (x[i] >= _upper[i] && gradient[i] < 0);
        }

        public bool Touches(ReadOnlySpan<double> x)
        {
            for (int i = 0; i < x.Length; i++)
            {
                if (x[i] <= _lower[i] || x[i] >= _upper[i]) return true;
            }

            return false;
        }

        public double LongestStep(double[] x, double[] direction)
        {
            double longest = 1e20;
            for (int i = 0; i < x.Length; i++)
            {
                if (direction[i] > 0) longest = Math.Min(longest, (_upper[i] - x[i]) / direction[i]);
                else if (direction[i] < 0) longest = Math.Min(longest, (_lower[i] - x[i]) / direction[i]);
            }

            return longest;
        }

        /// <summary>The end of a longest step lies on a bound exactly, not within rounding of it.</summary>
        public double Snap(int i, double value, double direction, double end)
        {
            double bound = direction > 0 ? _upper[i] : direction < 0 ? _lower[i] : double.NaN;
            return double.IsFinite(bound) && Math.Abs(end - bound) <= 1e-12 * Math.Max(1, Math.Abs(bound)) ? bound : Clamp(i, value);
        }

        private static double[] Fill(IReadOnlyList<double>? bounds, int n, double none)
        {
            double[] filled = new double[n];
            for (int i = 0; i < n; i++) filled[i] = bounds is null ? none : bounds[i];
            return filled;
        }
    }
}
