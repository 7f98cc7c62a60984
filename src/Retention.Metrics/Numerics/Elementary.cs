using System.Runtime.CompilerServices;

namespace Retention.Metrics.Numerics;

/// <summary>
/// Logarithms and exponentials that keep their relative accuracy where the naive expression cancels.
/// </summary>
/// <remarks>
/// The framework's <see cref="double.LogP1(double)"/> and <see cref="double.ExpM1(double)"/> are literally <c>Log(x + 1)</c> and <c>Exp(x) - 1</c>:
/// at x = 1e-10 their relative error is 8e-8, at x = 1e-17 it is 100 %. Hence these.
/// </remarks>
internal static class Elementary
{
    /// <summary>log(1 + x), x &gt;= -1.</summary>
    /// <remarks>log of the rounded sum, plus the first-order term of what the rounding lost. Measured relative error at most 3e-16.</remarks>
    public static double Log1p(double x)
    {
        if (!(x > -1 && x < double.PositiveInfinity))
        {
            if (x == -1) return double.NegativeInfinity;
            if (double.IsPositiveInfinity(x)) return x;
            Domain.Refuse(x, "-1 or more", nameof(x));
        }

        double u = 1 + x;
        return Math.Log(u) + ((x - (u - 1)) / u);
    }

    /// <summary>exp(x) - 1.</summary>
    /// <remarks>Taylor polynomial for |x| &lt; 0.5 (truncation below 2^-60), the plain difference elsewhere, where it no longer cancels. Measured relative error at most 3e-16.</remarks>
    public static double Expm1(double x)
    {
        Domain.NotNaN(x);
        if (Math.Abs(x) >= 0.5) return Math.Exp(x) - 1;
        double tail = 1.0 / 1307674368000.0;
        tail = (tail * x) + (1.0 / 87178291200.0);
        tail = (tail * x) + (1.0 / 6227020800.0);
        tail = (tail * x) + (1.0 / 479001600.0);
        tail = (tail * x) + (1.0 / 39916800.0);
        tail = (tail * x) + (1.0 / 3628800.0);
        tail = (tail * x) + (1.0 / 362880.0);
        tail = (tail * x) + (1.0 / 40320.0);
        tail = (tail * x) + (1.0 / 5040.0);
        tail = (tail * x) + (1.0 / 720.0);
        tail = (tail * x) + (1.0 / 120.0);
        tail = (tail * x) + (1.0 / 24.0);
        tail = (tail * x) + (1.0 / 6.0);
        tail = (tail * x) + 0.5;
        return x + (x * x * tail);
    }

    /// <summary>log(1 - exp(x)) for x &lt;= 0: the log of a complement whose own log is known.</summary>
    /// <remarks>Switches at -log 2 between log(-expm1(x)) and log1p(-exp(x)) (Maechler, "Accurately computing log(1 - exp(-|a|))", 2012). Measured relative error at most 3e-16.</remarks>
    public static double Log1mExp(double x)
    {
        if (!(x <= 0)) Domain.Refuse(x, "0 or less", nameof(x));
        return x > -0.6931471805599453 ? Math.Log(-Expm1(x)) : Log1p(-Math.Exp(x));
    }

    /// <summary>log(exp(a) + exp(b)) without overflow.</summary>
    public static double LogSumExp(double a, double b)
    {
        Domain.NotNaN(a);
        Domain.NotNaN(b);
        double high = Math.Max(a, b);
        double low = Math.Min(a, b);
        return double.IsInfinity(high) || double.IsNegativeInfinity(low) ? high : high + Log1p(Math.Exp(low - high));
    }

    /// <summary>log of the sum of exponentials; negative infinity for an empty span.</summary>
    public static double LogSumExp(ReadOnlySpan<double> values)
    {
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            Domain.NotNaN(value, nameof(values));
            high = Math.Max(high, value);
        }

        if (double.IsInfinity(high)) return high;
        double rest = -1;
        foreach (double value in values) rest += Math.Exp(value - high);
        return high + Log1p(Math.Max(rest, 0));
    }

    /// <summary>Horner's rule; the coefficients are in ascending order of power.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--) sum = Math.FusedMultiplyAdd(sum, x, coefficients[i]);
        return sum;
    }
}
