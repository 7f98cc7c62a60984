namespace Retention.Metrics.Numerics;

/// <summary>
/// The two ingredients of a probability written at its saddle point: the deviance, which carries the whole exponent, and Stirling's error.
/// </summary>
/// <remarks>
/// C. Loader, "Fast and accurate computation of binomial probabilities" (2000). Both are exact to a few units of the last place
/// <i>of the exponent</i>; here the deviance is a double-double, because exp turns an absolute error of the exponent into a relative error of the probability.
/// </remarks>
internal static class SaddlePoint
{
    /// <summary>a log(a/m) + m - a, zero at m = a and positive elsewhere; a &gt; 0, m &gt;= 0.</summary>
    /// <remarks>
    /// Near m = a: with d = m - a and r = d/(m + a) it is d r - 2a (r³/3 + r⁵/5 + …), the first two terms in double-double.
    /// Elsewhere: a double-double logarithm. Relative error about 2^-60 for deviances below 750.
    /// </remarks>
    public static DoubleDouble Deviance(double a, DoubleDouble m)
    {
        DoubleDouble d = m + (-a);
        if (Math.Abs(d.High) <= 0.2 * a)
        {
            DoubleDouble r = d / (m + a);
            DoubleDouble square = r * r;
            double s = square.High;
            double rest = s * s * (0.2 + (s * (1.0 / 7 + (s * (1.0 / 9 + (s * (1.0 / 11 + (s * (1.0 / 13 + (s * (1.0 / 15 + (s * (1.0 / 17 + (s / 19))))))))))))));
            DoubleDouble third = square * new DoubleDouble(0.3333333333333333, 1.850371707708594e-17);
            return r * (d - ((third + rest) * (2 * a)));
        }

        if (!(m.High > 0 && m.High < double.PositiveInfinity)) return new DoubleDouble(double.PositiveInfinity, 0);
        DoubleDouble ratio = m / new DoubleDouble(a, 0);
        if (!(ratio.High > 0 && ratio.High < double.PositiveInfinity)) return new DoubleDouble(double.PositiveInfinity, 0);
        return d - (DoubleDouble.Log(ratio) * a);
    }

    /// <summary>e - log(1 + e), e &gt; -1, in double precision: the deviance per unit, for corrections that stay of order one.</summary>
    public static double UnitDeviance(double e) => Deviance(1, DoubleDouble.Sum(1, e)).High;

    /// <summary>log Γ(x) - [(x - 1/2) log x - x + log(2π)/2] for x &gt;= 10.</summary>
    /// <remarks>The asymptotic series to x^-15; truncation below 2e-18.</remarks>
    public static double StirlingError(double x)
    {
        double r = 1 / x;
        double s = r * r;
        return r * (1.0 / 12 - (s * (1.0 / 360 - (s * (1.0 / 1260 - (s * (1.0 / 1680 - (s * (1.0 / 1188 - (s * (691.0 / 360360 - (s * (1.0 / 156 - (s * (3617.0 / 122400)))))))))))))));
    }

    /// <summary>The same for a whole number from 1; below 10 from a table.</summary>
    public static double StirlingErrorOfInteger(double n) => n >= 10 ? StirlingError(n) : StirlingErrors[(int)n];

    /// <summary>StirlingError(x + s) - StirlingError(x) for x &gt;= 10, s &gt;= 0, accurate relative to s however small.</summary>
    /// <remarks>Each power's difference is factored by s/(x + s), after DiDonato and Morris, TOMS 708 (1992), function algdiv.</remarks>
    public static double StirlingErrorDifference(double x, double s)
    {
        double n = x + s;
        double q = x / n;
        double q2 = q * q;
        double s3 = 1 + q + q2;
        double s5 = 1 + q + (q2 * s3);
        double s7 = 1 + q + (q2 * s5);
        double s9 = 1 + q + (q2 * s7);
        double s11 = 1 + q + (q2 * s9);
        double s13 = 1 + q + (q2 * s11);
        double s15 = 1 + q + (q2 * s13);
        double t = 1 / (x * x);
        double sum = 1.0 / 12 - (t * (s3 / 360 - (t * (s5 / 1260 - (t * (s7 / 1680 - (t * (s9 / 1188 - (t * (691.0 / 360360 * s11 - (t * (s13 / 156 - (t * (3617.0 / 122400 * s15))))))))))))));
        return -(s / n) * (sum / x);
    }

    /// <summary>n = 0 (unused) to 9; mpmath, 40 digits.</summary>
    private static ReadOnlySpan<double> StirlingErrors =>
    [
        0, 0.08106146679532726, 0.0413406959554093, 0.02767792568499834, 0.020790672103765093,
        0.016644691189821193, 0.013876128823070748, 0.01189670994589177, 0.010411265261972096, 0.009255462182712733,
    ];
}
