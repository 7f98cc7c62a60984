namespace Retention.Metrics.Numerics;

internal static partial class BetaFunction
{
    /// <summary>The x with I_x(a, b) = p.</summary>
    public static double Quantile(double p, double a, double b)
    {
        Domain.Fraction(p);
        Domain.Positive(a);
        Domain.Positive(b);
        Solve(p, 1 - p, a, b, out double x, out _);
        return x;
    }

    /// <summary>The x with 1 - I_x(a, b) = q.</summary>
    public static double QuantileUpper(double q, double a, double b)
    {
        Domain.Fraction(q);
        Domain.Positive(a);
        Domain.Positive(b);
        Solve(1 - q, q, a, b, out double x, out _);
        return x;
    }

    /// <summary>
    /// The quantile x and its complement y, both to relative accuracy, for a lower tail p and an upper tail q = 1 - p, the smaller of which counts.
    /// </summary>
    /// <remarks>Halley's iteration for the log of the smaller tail as a function of the log odds, where both log tails are concave; bracketed.</remarks>
    internal static void Solve(double p, double q, double a, double b, out double x, out double y)
    {
        if (p == 0 || q == 0)
        {
            x = p == 0 ? 0 : 1;
            y = 1 - x;
            return;
        }

        bool lowerTail = p <= q;
        double target = lowerTail ? p : q;
        double odds = GuessLogOdds(p, q, a, b);
        Split(odds, out x, out y);
        if (x < 1e-300 || y < 1e-300) return;

        double low = double.NegativeInfinity;
        double high = double.PositiveInfinity;
        double close = 1e-6 / Math.Sqrt(1 + Math.Min(a, b));
        for (int i = 0; i < 200; i++)
        {
            DoubleDouble px = x <= y ? new DoubleDouble(x, 0) : DoubleDouble.Sum(1, -y);
            DoubleDouble py = x <= y ? DoubleDouble.Sum(1, -x) : new DoubleDouble(y, 0);
            Incomplete(px, py, a, b, out double lower, out double upper, out double kernel);
            double tail = lowerTail ? lower : upper;
            odds = Math.Log(x / y);
            if ((tail < target) == lowerTail) low = odds;
            else high = odds;

            double step = double.NaN;
            if (tail > 0 && kernel > 0)
            {
                double excess = (tail - target) / target;
                double g = Math.Abs(excess) < 0.5 ? Elementary.Log1p(excess) : Math.Log(tail / target);
                double h = lowerTail ? kernel / tail : -kernel / tail;
                double curvature = 1 - (0.5 * g * (((py * a) - (px * b)).High - h) / h);
                step = Math.Clamp(-g / h / Math.Clamp(curvature, 0.5, 2), -1400, 1400);
                if (Math.Abs(step) <= close)
                {
                    // x e^s / (y + x e^s), kept relative in both.
                    double moved = Elementary.Expm1(step);
                    double whole = 1 + (x * moved);
                    x = (x + (x * moved)) / whole;
                    y /= whole;
                    return;
                }
            }

            double next = odds + step;
            if (!(next > low && next < high))
            {
                next = double.IsInfinity(high) ? Math.Max(2 * low, low + 1) : double.IsInfinity(low) ? Math.Min(2 * high, high - 1) : 0.5 * (low + high);
                if (!(next > low && next < high)) return;
            }

            Split(next, out x, out y);
            if (x < 1e-300 || y < 1e-300) return;
        }
    }

    private static void Split(double odds, out double x, out double y)
    {
        double e = Math.Exp(-Math.Abs(odds));
        double small = e / (1 + e);
        double large = 1 / (1 + e);
        x = odds < 0 ? small : large;
        y = odds < 0 ? large : small;
    }

    private static double GuessLogOdds(double p, double q, double a, double b)
    {
        double logP = p <= q ? Math.Log(p) : Elementary.Log1p(-q);
        double logQ = p <= q ? Elementary.Log1p(-p) : Math.Log(q);
        double logBeta = Log(a, b);
        double fromLeft = (logP + logBeta + Math.Log(a)) / a;
        double fromRight = -(logQ + logBeta + Math.Log(b)) / b;
        if (a >= 1 && b >= 1)
        {
            // Abramowitz and Stegun 26.5.22.
            double z = p <= q ? NormalDistribution.QuantileUpper(p) : NormalDistribution.Quantile(q);
            double al = 1 / ((2 * a) - 1);
            double be = 1 / ((2 * b) - 1);
            double h = 2 / (al + be);
            double l = ((z * z) - 3) / 6;
            double w = (z * Math.Sqrt(Math.Max(0, h + l)) / h) - ((be - al) * (l + (5.0 / 6) - (2 / (3 * h))));
            double odds = Math.Log(a / b) - (2 * w);
            if (double.IsFinite(odds)) return odds;
        }

        double boundary = Math.Log(a / b);
        if (fromLeft < boundary) return Math.Min(fromLeft, 700);
        return fromRight > boundary ? Math.Min(fromRight, 700) : boundary;
    }
}
