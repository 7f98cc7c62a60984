using System.Globalization;

namespace Retention.Metrics.Numerics;

/// <summary>
/// Zeros of a function of one variable inside a bracket.
/// </summary>
internal static class RootFinder
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>
    /// A zero between <paramref name="low"/> and <paramref name="high"/>, where the function has opposite signs.
    /// </summary>
    /// <param name="function">Finite on the bracket.</param>
    /// <param name="low">One end.</param>
    /// <param name="high">The other end.</param>
    /// <param name="tolerance">Absolute tolerance of the root; the machine's relative precision is always added.</param>
    /// <param name="maxIterations">The bound.</param>
    /// <remarks>R. P. Brent, <i>Algorithms for Minimization without Derivatives</i> (1973), chapter 4: inverse quadratic interpolation guarded by bisection.</remarks>
    /// <exception cref="ArgumentException">The signs at the ends are equal.</exception>
    public static RootResult Brent(Func<double, double> function, double low, double high, double tolerance = 0, int maxIterations = 200)
    {
        Check(low, high, tolerance, maxIterations);
        double a = low;
        double b = high;
        double fa = Finite(function(a), a);
        double fb = Finite(function(b), b);
        if (fa == 0) return new RootResult(a, fa, 0, true);
        if (fb == 0) return new RootResult(b, fb, 0, true);
        RefuseSameSign(fa, fb, low, high);

        double c = a;
        double fc = fa;
        double step = b - a;
        double before = step;
        for (int i = 1; i <= maxIterations; i++)
        {
            if (Math.Sign(fb) == Math.Sign(fc))
            {
                c = a;
                fc = fa;
                step = before = b - a;
            }

            if (Math.Abs(fc) < Math.Abs(fb))
            {
                (a, b, c) = (b, c, b);
                (fa, fb, fc) = (fb, fc, fb);
            }

            double reach = (2 * Epsilon * Math.Abs(b)) + (0.5 * tolerance);
            double middle = 0.5 * (c - b);
            if (Math.Abs(middle) <= reach || fb == 0) return new RootResult(b, fb, i, true);

            if (Math.Abs(before) >= reach && Math.Abs(fa) > Math.Abs(fb))
            {
                double s = fb / fa;
                double p;
                double q;
                if (a == c)
                {
                    p = 2 * middle * s;
                    q = 1 - s;
                }
                else
                {
                    double u = fa / fc;
                    double r = fb / fc;
                    p = s * ((2 * middle * u * (u - r)) - ((b - a) * (r - 1)));
                    q = (u - 1) * (r - 1) * (s - 1);
                }

                if (p > 0) q = -q;
                p = Math.Abs(p);
                if (2 * p < Math.Min((3 * middle * q) - Math.Abs(reach * q), Math.Abs(before * q)))
                {
                    before = step;
                    step = p / q;
                }
                else
                {
                    step = before = middle;
                }
            }
            else
            {
                step = before = middle;
            }

            a = b;
            fa = fb;
            b += Math.Abs(step) > reach ? step : Math.CopySign(reach, middle);
            fb = Finite(function(b), b);
        }

        return new RootResult(b, fb, maxIterations, false);
    }

    /// <summary>
    /// The same search as the routine <c>zeroin</c> of the Netlib archive takes it, step by step: for answers that are to stop where those of other software stop.
    /// </summary>
    /// <remarks>
    /// It differs from Brent's published algorithm, <see cref="Brent"/>, in one comparison: a step must be shorter than half of the last one, not of the one before.
    /// With a coarse tolerance the two stop at different points.
    /// </remarks>
    /// <exception cref="ArgumentException">The signs at the ends are equal.</exception>
    public static double Zeroin(Func<double, double> function, double low, double high, double tolerance, int maxIterations = 1000)
    {
        Check(low, high, tolerance, maxIterations);
        double a = low;
        double b = high;
        double fa = Finite(function(a), a);
        double fb = Finite(function(b), b);
        if (fa == 0) return a;
        if (fb == 0) return b;
        RefuseSameSign(fa, fb, low, high);
        double c = a;
        double fc = fa;
        for (int i = 0; i <= maxIterations; i++)
        {
            double last = b - a;
            if (Math.Abs(fc) < Math.Abs(fb))
            {
                (a, b, c) = (b, c, b);
                (fa, fb, fc) = (fb, fc, fb);
            }

            double reach = (2 * Epsilon * Math.Abs(b)) + (0.5 * tolerance);
            double step = 0.5 * (c - b);
            if (Math.Abs(step) <= reach || fb == 0) return b;

            if (Math.Abs(last) >= reach && Math.Abs(fa) > Math.Abs(fb))
            {
                double width = c - b;
                double s = fb / fa;
                double p;
                double q;
                if (a == c)
                {
                    p = width * s;
                    q = 1 - s;
                }
                else
                {
                    double u = fa / fc;
                    double r = fb / fc;
                    p = s * ((width * u * (u - r)) - ((b - a) * (r - 1)));
                    q = (u - 1) * (r - 1) * (s - 1);
                }

                if (p > 0) q = -q;
                p = Math.Abs(p);
                if (p < (0.75 * width * q) - (0.5 * Math.Abs(reach * q)) && p < Math.Abs(0.5 * last * q)) step = p / q;
            }

            if (Math.Abs(step) < reach) step = Math.CopySign(reach, step);
            a = b;
            fa = fb;
            b += step;
            fb = Finite(function(b), b);
            if (Math.Sign(fb) == Math.Sign(fc))
            {
                c = a;
                fc = fa;
            }
        }

        return b;
    }

    /// <summary>
    /// A zero of an increasing or decreasing crossing by Newton's method, kept inside a shrinking bracket: a step that leaves it, or that does not halve the one before the last, becomes a bisection.
    /// </summary>
    /// <param name="function">Value and derivative at a point of the bracket.</param>
    /// <param name="low">One end.</param>
    /// <param name="high">The other end.</param>
    /// <param name="start">Where to begin; the middle when outside the bracket.</param>
    /// <param name="tolerance">Absolute tolerance of the root; the machine's relative precision is always added.</param>
    /// <param name="maxIterations">The bound.</param>
    /// <exception cref="ArgumentException">The signs at the ends are equal.</exception>
    public static RootResult Newton(
        Func<double, (double Value, double Derivative)> function, double low, double high, double start = double.NaN, double tolerance = 0, int maxIterations = 200)
    {
        Check(low, high, tolerance, maxIterations);
        double atLow = Finite(function(low).Value, low);
        double atHigh = Finite(function(high).Value, high);
        if (atLow == 0) return new RootResult(low, atLow, 0, true);
        if (atHigh == 0) return new RootResult(high, atHigh, 0, true);
        RefuseSameSign(atLow, atHigh, low, high);

        // Oriented so that the function is negative at one end, whichever that is.
        (double negative, double positive) = atLow < 0 ? (low, high) : (high, low);
        double x = start > Math.Min(low, high) && start < Math.Max(low, high) ? start : 0.5 * (low + high);
        double beforeLast = Math.Abs(high - low);
        double last = beforeLast;
        double value = 0;
        for (int i = 1; i <= maxIterations; i++)
        {
            (value, double slope) = function(x);
            Finite(value, x);
            if (value == 0) return new RootResult(x, value, i, true);
            if (value < 0) negative = x;
            else positive = x;

            double next = x - (value / slope);
            bool inside = next > Math.Min(negative, positive) && next < Math.Max(negative, positive);
            if (!inside || Math.Abs(next - x) > 0.5 * beforeLast) next = 0.5 * (negative + positive);
            beforeLast = last;
            last = Math.Abs(next - x);
            double reach = (2 * Epsilon * Math.Abs(x)) + (0.5 * tolerance);
            if (last <= reach || Math.Abs(positive - negative) <= reach) return new RootResult(next, value, i, true);
            x = next;
        }

        return new RootResult(x, value, maxIterations, false);
    }

    private static void Check(double low, double high, double tolerance, int maxIterations)
    {
        Domain.Finite(low);
        Domain.Finite(high);
        Domain.NonNegative(tolerance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxIterations);
    }

    private static double Finite(double value, double at) =>
        double.IsFinite(value)
            ? value
            : throw new ArithmeticException(string.Create(CultureInfo.InvariantCulture, $"The function is {value} at {at:R}; a root is sought only where it is finite."));

    private static void RefuseSameSign(double atLow, double atHigh, double low, double high)
    {
        if (Math.Sign(atLow) == Math.Sign(atHigh))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The function is {atLow:R} at {low:R} and {atHigh:R} at {high:R}; the ends must enclose a change of sign."), nameof(low));
    }
}
