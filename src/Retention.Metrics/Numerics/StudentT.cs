namespace Retention.Metrics.Numerics;

/// <summary>
/// Student's t distribution with any positive number of degrees of freedom, infinity (the normal) included.
/// </summary>
/// <remarks>
/// Two-sided tails are I_X(df/2, 1/2) at X = df/(df + t²), with X and its complement both in double-double.
/// Measured relative error over 2,000 arguments each (mpmath, 60 digits; df 0.01 to 1e10, tails to 1e-305): tails 4e-15, quantiles 2e-15; means 1e-16.
/// </remarks>
internal static class StudentT
{
    /// <summary>Beyond these degrees of freedom t is normal to the last digit, in tails down to the smallest double.</summary>
    private const double LargestDegrees = 1e25;

    /// <summary>P(T &lt;= t).</summary>
    public static double Cdf(double t, double df) => UpperTail(-t, df);

    /// <summary>P(T &gt; t), without cancellation.</summary>
    public static double UpperTail(double t, double df)
    {
        Domain.NotNaN(t);
        CheckDegrees(df);
        if (df > LargestDegrees) return NormalDistribution.UpperTail(t);
        double tail = 0.5 * TwoSided(Math.Abs(t), df);
        return t >= 0 ? tail : 1 - tail;
    }

    /// <summary>P(|T| &gt;= |t|).</summary>
    public static double TwoSidedPValue(double t, double df)
    {
        Domain.NotNaN(t);
        CheckDegrees(df);
        return df > LargestDegrees ? NormalDistribution.TwoSidedPValue(t) : TwoSided(Math.Abs(t), df);
    }

    /// <summary>The t with P(T &lt;= t) = p; infinite at 0 and 1.</summary>
    public static double Quantile(double p, double df)
    {
        Domain.Fraction(p);
        CheckDegrees(df);
        return p <= 0.5 ? -Magnitude(2 * p, 1 - (2 * p), df) : Magnitude(2 * (1 - p), (2 * p) - 1, df);
    }

    /// <summary>The t with P(T &gt; t) = q; infinite at 0 and 1.</summary>
    public static double QuantileUpper(double q, double df) => -Quantile(q, df);

    /// <summary>The t whose central interval ±t holds <paramref name="level"/> of the distribution.</summary>
    public static double TwoSidedCritical(double level, double df)
    {
        Domain.Fraction(level);
        CheckDegrees(df);
        return Magnitude(1 - level, level, df);
    }

    private static void CheckDegrees(double df)
    {
        if (!(df >= 2e-100)) Domain.Refuse(df, "2e-100 or more; infinity is the normal distribution", nameof(df));
    }

    private static double TwoSided(double t, double df)
    {
        if (t == 0) return 1;
        if (t > 1e154) return double.IsPositiveInfinity(t) ? 0 : LargeTail(t, df);
        DoubleDouble square = DoubleDouble.Product(t, t);
        DoubleDouble sum = square + df;
        BetaFunction.Incomplete(new DoubleDouble(df, 0) / sum, square / sum, 0.5 * df, 0.5, out double lower, out _, out _);
        return lower;
    }

    /// <summary>Where t² overflows: x^(df/2) / (df/2 · B(df/2, 1/2)) with x = df/t².</summary>
    private static double LargeTail(double t, double df)
    {
        double a = 0.5 * df;
        DoubleDouble logRatio = DoubleDouble.Log(new DoubleDouble(df, 0)) - (DoubleDouble.Log(new DoubleDouble(t, 0)) * 2);
        return Math.Min(1, (logRatio * a).Exp() / (a * BetaFunction.Beta(a, 0.5)));
    }

    /// <summary>|T| exceeded with probability <paramref name="outside"/>.</summary>
    private static double Magnitude(double outside, double inside, double df)
    {
        if (outside == 0) return double.PositiveInfinity;
        if (inside == 0) return 0;
        if (df > LargestDegrees) return inside <= 0.5 ? NormalDistribution.TwoSidedCritical(inside) : NormalDistribution.QuantileUpper(0.5 * outside);
        BetaFunction.Solve(outside, inside, 0.5 * df, 0.5, out double x, out double y, GuessLogOdds(outside, inside, df));
        return Math.Sqrt(df) * Math.Sqrt(y / x);
    }

    /// <summary>log(df/t²) at the normal quantile z moved through Wallace's t = √(df (exp(z²/df · …) - 1)); no guess for few degrees of freedom.</summary>
    private static double GuessLogOdds(double outside, double inside, double df)
    {
        if (df < 3) return double.NaN;
        double z = inside <= 0.5 ? NormalDistribution.TwoSidedCritical(inside) : NormalDistribution.QuantileUpper(0.5 * outside);
        double g = ((8 * df) + 3) / ((8 * df) + 1);
        double exponent = z * z * g * g / df;
        return exponent < 600 ? -Math.Log(Elementary.Expm1(exponent)) : double.NaN;
    }
}
