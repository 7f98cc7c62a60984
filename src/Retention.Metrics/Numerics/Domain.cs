using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Retention.Metrics.Numerics;

/// <summary>
/// The gate of the numerics: an argument outside a function's domain is refused with its value and the legal range, so that no NaN is ever computed from it.
/// </summary>
internal static class Domain
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value)) Refuse(value, "a finite number", name);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NotNaN(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (double.IsNaN(value)) Refuse(value, "a number", name);
    }

    /// <summary>The shape of a gamma or beta distribution: from 1e-100 to 1e100, so that products of shapes neither overflow nor vanish.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Shape(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 1e-100 && value <= 1e100)) Refuse(value, "from 1e-100 to 1e100", name);
    }

    /// <summary>Degrees of freedom, twice a shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Degrees(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 2e-100 && value <= 2e100)) Refuse(value, "from 2e-100 to 2e100", name);
    }

    /// <summary>0 &lt;= value, infinity included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NonNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0)) Refuse(value, "0 or more", name);
    }

    /// <summary>0 &lt;= value &lt;= 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0 && value <= 1)) Refuse(value, "from 0 to 1", name);
    }

    /// <summary>0 &lt; value &lt; 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OpenFraction(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && value < 1)) Refuse(value, "above 0 and below 1", name);
    }

    [DoesNotReturn]
    public static void Refuse(double value, string legal, string name) =>
        throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value:R}; it must be {legal}."));
}
