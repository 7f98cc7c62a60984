using System.Runtime.CompilerServices;

namespace Retention.Metrics.Numerics;

/// <summary>
/// An unevaluated sum of two doubles, about 32 digits: just enough arithmetic for the exponents of tail probabilities,
/// where an error of one unit in 700 would already cost the last three digits of the result.
/// </summary>
/// <remarks>
/// Error-free transformations of Dekker (1971) and Knuth (TAOCP 2, 4.2.2) with a fused multiply-add; relative error below 2^-100.
/// </remarks>
internal readonly struct DoubleDouble(double high, double low)
{
    public readonly double High = high;
    public readonly double Low = low;

    public double Value => High + Low;

    /// <summary>a + b exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Sum(double a, double b)
    {
        double s = a + b;
        double t = s - a;
        return new DoubleDouble(s, (a - (s - t)) + (b - t));
    }

    /// <summary>a × b exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Product(double a, double b)
    {
        double p = a * b;
        return new DoubleDouble(p, Math.FusedMultiplyAdd(a, b, -p));
    }

    /// <summary>a / b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Quotient(double a, double b)
    {
        double q = a / b;
        return new DoubleDouble(q, Math.FusedMultiplyAdd(-q, b, a) / b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble s = Sum(a.High, b.High);
        return Renormalize(s.High, s.Low + (a.Low + b.Low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble a, double b)
    {
        DoubleDouble s = Sum(a.High, b);
        return Renormalize(s.High, s.Low + a.Low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + (-b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double p = a.High * b.High;
        double e = Math.FusedMultiplyAdd(a.High, b.High, -p);
        return Renormalize(p, e + ((a.High * b.Low) + (a.Low * b.High)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble a, double b)
    {
        double p = a.High * b;
        return Renormalize(p, Math.FusedMultiplyAdd(a.High, b, -p) + (a.Low * b));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double q = a.High / b.High;
        double rest = Math.FusedMultiplyAdd(-q, b.High, a.High) + (a.Low - (q * b.Low));
        return Renormalize(q, rest / b.High);
    }

    /// <summary>exp of the pair: the rounding of a large exponent would otherwise be a relative error of the result.</summary>
    public double Exp()
    {
        double e = Math.Exp(High);
        return e == 0 || double.IsPositiveInfinity(e) ? e : e + (e * Low);
    }

    /// <summary>Natural logarithm of a positive pair, to about 1e-25 absolute, and relative to log z where z is near 1.</summary>
    /// <remarks>Scale to [3/4, 3/2), divide by the nearest sixteenth, whose logarithm is tabulated, and sum 2 artanh, its first two terms in pairs.</remarks>
    public static DoubleDouble Log(DoubleDouble z)
    {
        int exponent = Math.ILogB(z.High);
        double scale = Math.ScaleB(1, -exponent);
        double high = z.High * scale;
        if (double.IsInfinity(scale) || high == 0)
        {
            // Only a subnormal argument, or one next to it, gets here: its reciprocal power of two overflows.
            return Log(new DoubleDouble(z.High * 18014398509481984.0, z.Low * 18014398509481984.0)) - (new DoubleDouble(0.6931471805599453, 2.3190468138462996e-17) * 54);
        }

        double low = z.Low * scale;
        if (high >= 1.5)
        {
            high *= 0.5;
            low *= 0.5;
            exponent++;
        }

        int sixteenths = (int)((high * 16) + 0.5);
        double c = sixteenths * 0.0625;
        ReadOnlySpan<double> table = LogSixteenths;
        int row = 2 * (sixteenths - 12);
        DoubleDouble logC = new(table[row], table[row + 1]);

        DoubleDouble r = Renormalize(high - c, low) / (Sum(high, c) + low);
        DoubleDouble square = r * r;
        double s = square.High;
        double rest = 2 * s * s * (0.2 + (s * (1.0 / 7 + (s * (1.0 / 9 + (s * (1.0 / 11 + (s / 13))))))));
        DoubleDouble sum = r * ((square * new DoubleDouble(0.6666666666666666, 3.700743415417188e-17)) + rest + 2);
        if (sixteenths != 16) sum = logC + sum;
        return exponent == 0 ? sum : (new DoubleDouble(0.6931471805599453, 2.3190468138462996e-17) * exponent) + sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoubleDouble Renormalize(double high, double low)
    {
        double s = high + low;
        return new DoubleDouble(s, low - (s - high));
    }

    /// <summary>log(i/16), i = 12..24, in pairs.</summary>
    private static ReadOnlySpan<double> LogSixteenths =>
    [
        -0.2876820724517809, -2.607160616442564e-17,
        -0.2076393647782445, -1.2053243216686129e-17,
        -0.13353139262452263, 3.664457663660085e-18,
        -0.06453852113757118, 6.470486661692933e-18,
        0.0, 0.0,
        0.06062462181643484, 2.6424025938726934e-18,
        0.11778303565638346, -1.1971685747593677e-18,
        0.17185025692665923, -6.0224538210113705e-18,
        0.22314355131420976, -9.091270597324799e-18,
        0.27193371548364176, 7.83319637697442e-19,
        0.3184537311185346, 2.7114779367326236e-17,
        0.3629054936893685, -2.1492361455310972e-17,
        0.4054651081081644, -2.8811380259626426e-18,
    ];
}
