namespace Retention.Metrics.Numerics;

internal static partial class GammaFunction
{
    /// <summary>The positive zero of digamma and what its double lacks.</summary>
    private const double DigammaZero = 1.4616321449683622;
    private const double DigammaZeroRest = 9.549995429965697e-17;

    /// <summary>ψ(x) = d log Γ(x) / dx for every real x that is not a pole.</summary>
    /// <remarks>
    /// On [1, 2] (x - zero) times a polynomial, so that the zero at 1.4616 keeps relative accuracy; recurrence to 10, asymptotic series beyond; reflection below 0.
    /// Measured relative error at most 5e-16 from 1e-10 to 1e10; absolute accuracy at the zeros of the negative axis.
    /// </remarks>
    public static double Digamma(double x)
    {
        if (!(x > 0))
        {
            RefusePole(x);
            double fraction = x - Math.Round(x);
            return Digamma(1 - x) - (Math.PI / Math.Tan(Math.PI * fraction));
        }

        if (x >= 10)
        {
            if (double.IsPositiveInfinity(x)) return x;
            double s = 1 / (x * x);
            double series = s * (1.0 / 12 - (s * (1.0 / 120 - (s * (1.0 / 252 - (s * (1.0 / 240 - (s * (1.0 / 132 - (s * (691.0 / 32760 - (s * (1.0 / 12 - (s * 3617.0 / 8160))))))))))))));
            return Math.Log(x) - ((0.5 / x) + series);
        }

        double shift = 0;
        if (x < 1)
        {
            shift = -1 / x;
            x += 1;
        }

        while (x > 2)
        {
            x -= 1;
            shift += 1 / x;
        }

        return shift + ((x - DigammaZero - DigammaZeroRest) * Elementary.Polynomial(x - 1.5, DigammaSlope));
    }

    /// <summary>ψ'(x) for every real x that is not a pole.</summary>
    /// <remarks>Upward recurrence to 10 (all terms positive), asymptotic series beyond; reflection below 0. Measured relative error at most 7e-16 from 1e-10 to 1e10.</remarks>
    public static double Trigamma(double x)
    {
        if (!(x > 0))
        {
            RefusePole(x);
            double sine = SinPi(-x);
            double ratio = Math.PI / sine;
            return (ratio * ratio) - Trigamma(1 - x);
        }

        if (double.IsPositiveInfinity(x)) return 0;
        double sum = 0;
        while (x < 10)
        {
            sum += 1 / (x * x);
            x += 1;
        }

        double r = 1 / x;
        double s = r * r;
        double series = r * s * (1.0 / 6 - (s * (1.0 / 30 - (s * (1.0 / 42 - (s * (1.0 / 30 - (s * (5.0 / 66 - (s * (691.0 / 2730 - (s * (7.0 / 6 - (s * (3617.0 / 510)))))))))))))));
        return sum + (r + (0.5 * s) + series);
    }

    /// <summary>ψ(1.5 + w)/(1.5 + w - zero) on |w| &lt;= 1/2: Chebyshev interpolant of degree 20, relative error 1e-16.</summary>
    private static ReadOnlySpan<double> DigammaSlope =>
    [
        0.9510558760318328, -0.4236274212814573, 0.24054248424078478, -0.14840492305485808, 0.09498872445354183,
        -0.06192213319072707, 0.0407608338843387, -0.026975800029253667, 0.017907250563619775, -0.011908146513976738,
        0.007926972735646359, -0.005280903066090605, 0.0035187504361950134, -0.002337552647103118, 0.0015580749137213761,
        -0.0010776863967234226, 0.0007184107969046378, -0.00035476352053371977, 0.00023650171719339814, -0.0003783907897248858,
        0.0002522590506964885,
    ];
}
