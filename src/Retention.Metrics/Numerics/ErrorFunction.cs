namespace Retention.Metrics.Numerics;

/// <summary>
/// The error function, its complement, and the scaled complement exp(x²) erfc(x).
/// </summary>
/// <remarks>
/// Rational minimax approximations of W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969) 631–637;
/// exp(-x²) is taken with the square in two pieces, so that the tail keeps its relative accuracy.
/// Measured relative error over 2,000 arguments each (mpmath, 60 digits): erf 5e-16, erfc 7e-16 down to 1e-300, erfcx 6e-16.
/// </remarks>
internal static class ErrorFunction
{
    private const double InverseSqrtPi = 0.56418958354775628695;

    /// <summary>erf(x), odd, from -1 to 1.</summary>
    public static double Erf(double x)
    {
        Domain.NotNaN(x);
        double y = Math.Abs(x);
        if (y <= 0.46875) return Central(x);
        double tail = y > 6 ? 0 : Scaled(y) * ExpMinusSquare(y);
        return x > 0 ? 1 - tail : tail - 1;
    }

    /// <summary>erfc(x) = 1 - erf(x), accurate in the right tail down to the smallest double (x = 27.2).</summary>
    public static double Erfc(double x)
    {
        Domain.NotNaN(x);
        double y = Math.Abs(x);
        if (y <= 0.46875) return 1 - Central(x);
        double tail = y > 28 ? 0 : Scaled(y) * ExpMinusSquare(y);
        return x > 0 ? tail : 2 - tail;
    }

    /// <summary>exp(x²) erfc(x): finite for every x &gt; -26.6, and infinite below, where the value exceeds the largest double.</summary>
    public static double Erfcx(double x)
    {
        Domain.NotNaN(x);
        if (x >= 0.46875) return Scaled(x);
        if (x < -26.7) return double.PositiveInfinity;
        if (x >= -0.46875) return (1 - Central(x)) * Math.Exp(x * x);
        double square = x * x;
        double lost = Math.FusedMultiplyAdd(x, x, -square);
        double grown = 2 * Math.Exp(square);
        return grown + (grown * lost) - Scaled(-x);
    }

    /// <summary>exp(-y²) with the square's rounding error put back.</summary>
    internal static double ExpMinusSquare(double y)
    {
        double square = y * y;
        double lost = Math.FusedMultiplyAdd(y, y, -square);
        double e = Math.Exp(-square);
        return e - (e * lost);
    }

    private static double Central(double x)
    {
        double z = x * x;
        double top = (1.85777706184603153e-1 * z) + 3.16112374387056560e00;
        top = (top * z) + 1.13864154151050156e02;
        top = (top * z) + 3.77485237685302021e02;
        top = (top * z) + 3.20937758913846947e03;
        double bottom = z + 2.36012909523441209e01;
        bottom = (bottom * z) + 2.44024637934444173e02;
        bottom = (bottom * z) + 1.28261652607737228e03;
        bottom = (bottom * z) + 2.84423683343917062e03;
        return x * top / bottom;
    }

    /// <summary>exp(y²) erfc(y) for y &gt;= 0.46875.</summary>
    internal static double Scaled(double y)
    {
        double top;
        double bottom;
        if (y <= 4)
        {
            top = (2.15311535474403846e-8 * y) + 5.64188496988670089e-1;
            top = (top * y) + 8.88314979438837594e0;
            top = (top * y) + 6.61191906371416295e01;
            top = (top * y) + 2.98635138197400131e02;
            top = (top * y) + 8.81952221241769090e02;
            top = (top * y) + 1.71204761263407058e03;
            top = (top * y) + 2.05107837782607147e03;
            top = (top * y) + 1.23033935479799725e03;
            bottom = y + 1.57449261107098347e01;
            bottom = (bottom * y) + 1.17693950891312499e02;
            bottom = (bottom * y) + 5.37181101862009858e02;
            bottom = (bottom * y) + 1.62138957456669019e03;
            bottom = (bottom * y) + 3.29079923573345963e03;
            bottom = (bottom * y) + 4.36261909014324716e03;
            bottom = (bottom * y) + 3.43936767414372164e03;
            bottom = (bottom * y) + 1.23033935480374942e03;
            return top / bottom;
        }

        double z = 1 / (y * y);
        top = (1.63153871373020978e-2 * z) + 3.05326634961232344e-1;
        top = (top * z) + 3.60344899949804439e-1;
        top = (top * z) + 1.25781726111229246e-1;
        top = (top * z) + 1.60837851487422766e-2;
        top = (top * z) + 6.58749161529837803e-4;
        bottom = z + 2.56852019228982242e00;
        bottom = (bottom * z) + 1.87295284992346725e00;
        bottom = (bottom * z) + 5.27905102951428412e-1;
        bottom = (bottom * z) + 6.05183413124413191e-2;
        bottom = (bottom * z) + 2.33520497626869185e-3;
        return (InverseSqrtPi - (z * top / bottom)) / y;
    }
}
