namespace Retention.Metrics.Numerics;

/// <summary>
/// The standard normal distribution.
/// </summary>
/// <remarks>
/// Tails are erfcx(|z|/√2)/2 times exp(-z²/2) with the square in two pieces, so that a tail of 1e-300 is as accurate as one of 1e-3.
/// Quantiles: M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988) 477–484.
/// Measured relative error over 2,000 arguments each (mpmath, 60 digits; z from -37.5 to 9): Cdf 7e-16, LogCdf 9e-16, Quantile 7e-16
/// (9e-16 over 10 million tails down to 1e-307, from the tail that each quantile has).
/// </remarks>
internal static class NormalDistribution
{
    private const double InverseSqrt2 = 0.70710678118654752440;
    private const double InverseSqrtTwoPi = 0.39894228040143267794;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>exp(-z²/2) / √(2π).</summary>
    public static double Density(double z)
    {
        Domain.NotNaN(z);
        return Math.Abs(z) > 40 ? 0 : InverseSqrtTwoPi * Kernel(z);
    }

    /// <summary>P(Z &lt;= z).</summary>
    public static double Cdf(double z)
    {
        Domain.NotNaN(z);
        return z <= 0 ? Tail(-z) : 1 - Tail(z);
    }

    /// <summary>P(Z &gt; z), without cancellation.</summary>
    public static double UpperTail(double z)
    {
        Domain.NotNaN(z);
        return z >= 0 ? Tail(z) : 1 - Tail(-z);
    }

    /// <summary>log P(Z &lt;= z), finite for every finite z whose square does not overflow.</summary>
    public static double LogCdf(double z)
    {
        Domain.NotNaN(z);
        if (z >= -1) return z > 0 ? Elementary.Log1p(-Tail(z)) : Math.Log(Tail(-z));
        return double.IsNegativeInfinity(z) ? z : Math.Log(0.5 * ErrorFunction.Scaled(-z * InverseSqrt2)) - (0.5 * z * z);
    }

    /// <summary>log of the density.</summary>
    public static double LogDensity(double z)
    {
        Domain.NotNaN(z);
        return (-0.5 * z * z) - HalfLogTwoPi;
    }

    /// <summary>The z with P(Z &lt;= z) = p; infinite at 0 and 1.</summary>
    public static double Quantile(double p)
    {
        Domain.Fraction(p);
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425) return Central(q);
        return q < 0 ? -TailQuantile(p) : TailQuantile(1 - p);
    }

    /// <summary>The z with P(Z &gt; z) = q; infinite at 0 and 1.</summary>
    public static double QuantileUpper(double q)
    {
        Domain.Fraction(q);
        double centred = 0.5 - q;
        if (Math.Abs(centred) <= 0.425) return Central(centred);
        return centred > 0 ? TailQuantile(q) : -TailQuantile(1 - q);
    }

    /// <summary>The z whose central interval ±z holds <paramref name="level"/> of the distribution: 1.96 for 0.95; 0 for 0; infinite for 1.</summary>
    /// <remarks>Computed from the tail (1 - level)/2, which is exact for levels near 1, or from the half level, which is exact for levels near 0.</remarks>
    public static double TwoSidedCritical(double level)
    {
        Domain.Fraction(level);
        return level <= 0.85 ? Central(0.5 * level) : TailQuantile((1 - level) / 2);
    }

    /// <summary>P(|Z| &gt;= |z|).</summary>
    public static double TwoSidedPValue(double z)
    {
        Domain.NotNaN(z);
        return Math.Min(1, 2 * Tail(Math.Abs(z)));
    }

    /// <summary>exp(-z²/2), the square taken in two pieces.</summary>
    private static double Kernel(double z)
    {
        double square = z * z;
        double lost = Math.FusedMultiplyAdd(z, z, -square);
        double e = Math.Exp(-0.5 * square);
        return e - (0.5 * e * lost);
    }

    private static double Tail(double z)
    {
        double y = z * InverseSqrt2;
        if (y < 0.46875) return 0.5 * ErrorFunction.Erfc(y);
        return z > 39 ? 0 : 0.5 * ErrorFunction.Scaled(y) * Kernel(z);
    }

    /// <summary>The quantile of 1/2 + q, |q| &lt;= 0.425.</summary>
    private static double Central(double q)
    {
        double r = 0.180625 - (q * q);
        double top = (((((((((((((2509.0809287301226727 * r) + 33430.575583588128105) * r) + 67265.770927008700853) * r) + 45921.953931549871457) * r)
            + 13731.693765509461125) * r) + 1971.5909503065514427) * r) + 133.14166789178437745) * r) + 3.387132872796366608;
        double bottom = (((((((((((((5226.495278852545925 * r) + 28729.085735721942674) * r) + 39307.89580009271061) * r) + 21213.794301586595867) * r)
            + 5394.1960214247511077) * r) + 687.1870074920579083) * r) + 42.313330701600911252) * r) + 1;
        return q * top / bottom;
    }

    /// <summary>The z above which the tail is q, q &lt;= 0.075.</summary>
    private static double TailQuantile(double q)
    {
        if (q == 0) return double.PositiveInfinity;
        double r = Math.Sqrt(-Math.Log(q));
        double top;
        double bottom;
        if (r <= 5)
        {
            r -= 1.6;
            top = (((((((((((((7.7454501427834140764e-4 * r) + 0.0227238449892691845833) * r) + 0.24178072517745061177) * r) + 1.27045825245236838258) * r)
                + 3.64784832476320460504) * r) + 5.7694972214606914055) * r) + 4.6303378461565452959) * r) + 1.42343711074968357734;
            bottom = (((((((((((((1.05075007164441684324e-9 * r) + 5.475938084995344946e-4) * r) + 0.0151986665636164571966) * r) + 0.14810397642748007459) * r)
                + 0.68976733498510000455) * r) + 1.6763848301838038494) * r) + 2.05319162663775882187) * r) + 1;
        }
        else
        {
            r -= 5;
            top = (((((((((((((2.01033439929228813265e-7 * r) + 2.71155556874348757815e-5) * r) + 0.0012426609473880784386) * r) + 0.026532189526576123093) * r)
                + 0.29656057182850489123) * r) + 1.7848265399172913358) * r) + 5.4637849111641143699) * r) + 6.6579046435011037772;
            bottom = (((((((((((((2.04426310338993978564e-15 * r) + 1.4215117583164458887e-7) * r) + 1.8463183175100546818e-5) * r) + 7.868691311456132591e-4) * r)
                + 0.0148753612908506148525) * r) + 0.13692988092273580531) * r) + 0.59983220655588793769) * r) + 1;
        }

        return top / bottom;
    }
}
