namespace Retention.Metrics.Numerics;

/// <summary>
/// The beta function and the regularized incomplete beta function.
/// </summary>
internal static partial class BetaFunction
{
    private const double InverseSqrtTwoPi = 0.39894228040143267794;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>B(a, b) = Γ(a) Γ(b) / Γ(a + b), a, b from 1e-100 to 1e100.</summary>
    /// <remarks>Gamma functions below 10, Stirling's forms with a double-double exponent above. Measured relative error at most 6e-15, mean 2e-16.</remarks>
    public static double Beta(double a, double b)
    {
        Domain.Shape(a);
        Domain.Shape(b);
        if (a > b) (a, b) = (b, a);
        if (b < 10) return GammaFunction.Gamma(a) * (GammaFunction.Gamma(b) * ReciprocalGamma(a + b));
        double n = a + b;
        if (a < 10)
        {
            return GammaFunction.Gamma(a) * Math.Pow(n, -a) * Math.Sqrt(n / b)
                * Math.Exp((b * SaddlePoint.UnitDeviance(a / b)) - SaddlePoint.StirlingErrorDifference(b, a));
        }

        DoubleDouble whole = DoubleDouble.Sum(a, b);
        DoubleDouble exponent = (DoubleDouble.Log(new DoubleDouble(a, 0) / whole) * a) + (DoubleDouble.Log(new DoubleDouble(b, 0) / whole) * b);
        return exponent.Exp() * Math.Sqrt(n / a / b) / InverseSqrtTwoPi
            * Math.Exp(SaddlePoint.StirlingError(a) + SaddlePoint.StirlingError(b) - SaddlePoint.StirlingError(n));
    }

    /// <summary>log B(a, b).</summary>
    /// <remarks>
    /// After DiDonato and Morris, TOMS 708 (1992), functions betaln and algdiv, with deviances in place of their log1p terms.
    /// Measured error at most 1e-15 relative or 5e-16 absolute, whichever is larger: the log crosses 0 where B is 1.
    /// </remarks>
    public static double Log(double a, double b)
    {
        Domain.Shape(a);
        Domain.Shape(b);
        if (a > b) (a, b) = (b, a);
        if (b < 10) return Math.Log(GammaFunction.Gamma(a) * (GammaFunction.Gamma(b) * ReciprocalGamma(a + b)));

        double n = a + b;
        double ratio = a / b;
        if (a < 10)
        {
            return GammaFunction.Log(a) - (a * Math.Log(n)) + (0.5 * Elementary.Log1p(ratio)) + (b * SaddlePoint.UnitDeviance(ratio))
                - SaddlePoint.StirlingErrorDifference(b, a);
        }

        double small = SaddlePoint.StirlingError(a) - SaddlePoint.StirlingErrorDifference(b, a) + HalfLogTwoPi - (0.5 * Math.Log(b));
        return ((a - 0.5) * -Elementary.Log1p(b / a)) - (b * Elementary.Log1p(ratio)) + small;
    }

    private static double ReciprocalGamma(double x) => x < 10 ? GammaFunction.Reciprocal(x) : 1 / GammaFunction.Gamma(x);

    /// <summary>log [Γ(b + s)/(Γ(b) Γ(1 + s) n^s)] for 0 &lt; s &lt; 1, relative to s, with n the returned scale near b + s.</summary>
    private static double LogSmallShapeFactor(double s, double b, out double n)
    {
        double grown = 0;
        while (b < 10)
        {
            double e = s / b;
            grown += e + (grown * e);
            b += 1;
        }

        n = b + s;
        double logGamma = s <= 0.5 ? GammaFunction.LogOnePlus(s) : GammaFunction.Log(1 + s);
        double ratio = s / b;
        return SaddlePoint.StirlingErrorDifference(b, s) - (b * SaddlePoint.UnitDeviance(ratio)) - (0.5 * Elementary.Log1p(ratio)) - logGamma - Elementary.Log1p(grown);
    }
}
