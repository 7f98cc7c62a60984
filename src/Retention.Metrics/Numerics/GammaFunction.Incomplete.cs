namespace Retention.Metrics.Numerics;

internal static partial class GammaFunction
{
    private const double UniformFrom = 12;

    /// <summary>P(a, x): the probability that a gamma variate of shape a is at most x; a from 1e-100 to 1e100, x &gt;= 0.</summary>
    /// <remarks>Measured relative error at most 1e-15 for shapes 1e-10 to 1e10 and values to 1e-305, mean 1e-16 (2,000 arguments, mpmath, 60 digits).</remarks>
    public static double RegularizedLower(double a, double x)
    {
        CheckIncomplete(a, x);
        Incomplete(a, x, out double lower, out _, out _);
        return lower;
    }

    /// <summary>Q(a, x) = 1 - P(a, x), without cancellation.</summary>
    /// <remarks>Measured relative error at most 7e-15 (for shapes below 1 near x = 1.5; else 2e-15), mean 1e-16.</remarks>
    public static double RegularizedUpper(double a, double x)
    {
        CheckIncomplete(a, x);
        Incomplete(a, x, out _, out double upper, out _);
        return upper;
    }

    private static void CheckIncomplete(double a, double x)
    {
        Domain.Shape(a);
        Domain.NonNegative(x);
    }

    /// <summary>m^a e^-m / Γ(a): the density of log X at log m for a gamma variate of shape a.</summary>
    internal static double Kernel(double a, double m)
    {
        if (a >= 10)
        {
            DoubleDouble deviance = SaddlePoint.Deviance(a, new DoubleDouble(m, 0));
            return Math.Sqrt(a) / SqrtTwoPi * (-deviance).Exp() * Math.Exp(-SaddlePoint.StirlingError(a));
        }

        double half = Math.Exp(-0.5 * m);
        return half == 0 ? 0 : Math.Pow(m, a) * half * Reciprocal(a) * half;
    }

    /// <summary>Both tails, each to relative accuracy, and the kernel; a &gt; 0, x &gt;= 0.</summary>
    /// <remarks>
    /// Shape below 1 with x below 1.5: the power series and, for the upper tail, its complement without cancellation.
    /// Shape from 12 with x near it: Temme's uniform expansion. Elsewhere below the shape: Kummer's series of positive terms;
    /// above it: Legendre's continued fraction.
    /// </remarks>
    internal static void Incomplete(double a, double x, out double lower, out double upper, out double kernel)
    {
        if (x == 0 || double.IsPositiveInfinity(x))
        {
            lower = x == 0 ? 0 : 1;
            upper = 1 - lower;
            kernel = 0;
            return;
        }

        if (a >= UniformFrom && x > 0.3017 * a && x < 2.3577 * a)
        {
            Uniform(a, x, out lower, out upper, out kernel);
            return;
        }

        kernel = Kernel(a, x);
        if (a == 0.5)
        {
            // Chi-squared with one degree of freedom; exp(-x) keeps the tail that erfc of a rounded root would lose.
            double root = Math.Sqrt(x);
            upper = root < 0.46875 ? ErrorFunction.Erfc(root) : ErrorFunction.Scaled(root) * Math.Exp(-x);
            lower = root < 0.46875 ? ErrorFunction.Erf(root) : 1 - upper;
        }
        else if (a < 1 && x < 1.5)
        {
            SmallShape(a, x, out lower, out upper);
        }
        else if (x <= a + 0.5)
        {
            lower = kernel == 0 ? 0 : kernel * LowerSeries(a, x);
            upper = 1 - lower;
        }
        else
        {
            upper = kernel == 0 ? 0 : kernel * UpperFraction(a, x);
            lower = 1 - upper;
        }
    }

    /// <summary>1/a + x/(a(a+1)) + x²/(a(a+1)(a+2)) + …</summary>
    private static double LowerSeries(double a, double x)
    {
        double term = 1;
        double sum = 1;
        for (double k = a + 1; ; k++)
        {
            term *= x / k;
            sum += term;
            if (term <= sum * 1e-17) return sum / a;
        }
    }

    /// <summary>1/(x + 1 - a - 1(1-a)/(x + 3 - a - 2(2-a)/(x + 5 - a - …))), summed forward by Steed's method.</summary>
    private static double UpperFraction(double a, double x)
    {
        double b = x + 1 - a;
        double d = 1 / b;
        double sum = d;
        double delta = d;
        for (double k = 1; k < 2_000_000; k++)
        {
            b += 2;
            d = 1 / Math.FusedMultiplyAdd(k * (a - k), d, b);
            delta *= Math.FusedMultiplyAdd(b, d, -1);
            sum += delta;
            if (Math.Abs(delta) <= 1e-17 * sum) break;
        }

        return sum;
    }

    /// <summary>Shape below 1, x below 1.5: lower = (1 + w)(1 + s), upper = -(w + s + w s), where 1 + w = x^a/Γ(1+a) and s is the rest of the series.</summary>
    private static void SmallShape(double a, double x, out double lower, out double upper)
    {
        double s = SmallShapeSeries(a, x);
        double logGamma = a <= 0.5 ? LogOnePlus(a) : Log(1 + a);
        double w = Elementary.Expm1((a * Math.Log(x)) - logGamma);
        lower = Math.Min(Math.Pow(x, a) * (1 + s) * Reciprocal(1 + a), 1);
        upper = Math.Clamp(-(w + s + (w * s)), 0, 1);
    }

    /// <summary>a Σ (-x)^k / (k! (a+k)), k = 1, 2 …</summary>
    private static double SmallShapeSeries(double a, double x)
    {
        double s = 0;
        double power = 1;
        for (int k = 1; k < 60; k++)
        {
            power *= -x / k;
            double term = power / (a + k);
            s += term;
            if (Math.Abs(term) <= 1e-17 * Math.Abs(s)) break;
        }

        return a * s;
    }

    /// <summary>
    /// Temme's expansion: Q = erfc(η√(a/2))/2 + e^(-aη²/2) S(η)/√(2πa), aη²/2 being the deviance, and S the solution of S'/a = ηS + 1 - f(η)/Γ*(a)
    /// as a power series in η found by backward recurrence.
    /// </summary>
    /// <remarks>
    /// N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", SIAM J. Math. Anal. 10 (1979) 757–766; DLMF 8.12.
    /// Both terms are written with the common factor exp(-deviance), so that each tail is relatively accurate wherever |η| &lt;= 1.
    /// </remarks>
    private static void Uniform(double a, double x, out double lower, out double upper, out double kernel)
    {
        DoubleDouble deviance = SaddlePoint.Deviance(a, new DoubleDouble(x, 0));
        double size = Math.Sqrt(deviance.High);
        double factor = (-deviance).Exp();
        double eta = Math.CopySign(size * Math.Sqrt(2 / a), x - a);
        double correction = Math.Exp(-SaddlePoint.StirlingError(a));
        double root = Math.Sqrt(a);

        double series = UniformSeries(a, eta, correction, UniformCoefficients);
        double main = 0.5 * ErrorFunction.Erfcx(size);
        double side = series / (SqrtTwoPi * root);
        kernel = root / SqrtTwoPi * correction * factor;
        if (x >= a)
        {
            upper = factor * (main + side);
            lower = 1 - upper;
        }
        else
        {
            lower = factor * (main - side);
            upper = 1 - lower;
        }
    }

    private static double UniformSeries(double a, double eta, double correction, ReadOnlySpan<double> f)
    {
        double inverse = 1 / a;
        double above = 0;
        double next = 0;
        double sum = 0;
        for (int n = f.Length - 1; n >= 1; n--)
        {
            double beta = Math.FusedMultiplyAdd((n + 1) * inverse, above, correction * f[n]);
            above = next;
            next = beta;
            sum = Math.FusedMultiplyAdd(sum, eta, beta);
        }

        return sum;
    }

    /// <summary>The Taylor coefficients of f(η) = η/(λ - 1), where η²/2 = λ - 1 - log λ.</summary>
    private static ReadOnlySpan<double> UniformCoefficients =>
    [
        1.0, -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073, 0.0003527336860670194,
        -0.0001787551440329218, 3.919263178522438e-05, -2.185448510679992e-06, -1.85406221071516e-06, 8.296711340953087e-07,
        -1.7665952736826078e-07, 6.707853543401498e-09, 1.0261809784240309e-08, -4.382036018453353e-09, 9.14769958223679e-10,
        -2.5514193994946248e-11, -5.830772132550426e-11, 2.4361948020667415e-11, -5.0276692801141755e-12, 1.1004392031956135e-13,
        3.371763262400985e-13, -1.392388722418162e-13, 2.8534893807047445e-14, -5.139111834242572e-16, -1.9752288294349442e-15,
        8.099521156704561e-16, -1.6522531216398162e-16, 2.5305430097478883e-18, 1.1686939738559576e-17,
    ];
}
