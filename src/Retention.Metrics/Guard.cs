using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Retention.Metrics;

/// <summary>Argument checks that the BCL has no ThrowIf for. Each message names the caller's argument, the value and the legal range.</summary>
[StackTraceHidden]
internal static class Guard
{
    /// <summary>A count of customers, orders, answers: zero or more.</summary>
    public static long Count(long value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < 0)
        {
            throw OutOfRange(name, value, "A count is zero or more");
        }

        return value;
    }

    /// <summary>A part that cannot exceed its whole.</summary>
    public static long Part(long value, long whole, string wholeName, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        Count(value, name);
        if (value > whole)
        {
            throw OutOfRange(name, value, string.Create(CultureInfo.InvariantCulture, $"It is a part of {wholeName} and must be inside [0..{whole}]"));
        }

        return value;
    }

    /// <summary>A share or a rate: a fraction from 0 to 1, never a percentage.</summary>
    public static double Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0 && value <= 1))
        {
            throw OutOfRange(name, value, "A rate is a fraction and must be inside [0..1] (7 % is 0.07; FromPercent takes percentages)");
        }

        return value;
    }

    /// <summary>A confidence level: strictly between 0 and 1.</summary>
    public static double Level(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && value < 1))
        {
            throw OutOfRange(name, value, "A confidence level must lie strictly between 0 and 1 (95 % is 0.95)");
        }

        return value;
    }

    /// <summary>Any finite number.</summary>
    public static double Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value))
        {
            throw OutOfRange(name, value, "It must be a finite number");
        }

        return value;
    }

    /// <summary>A finite number of at least <paramref name="minimum"/>.</summary>
    public static double AtLeast(double value, double minimum, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= minimum && value <= double.MaxValue))
        {
            throw OutOfRange(name, value, string.Create(CultureInfo.InvariantCulture, $"It must be a finite number of at least {minimum}"));
        }

        return value;
    }

    /// <summary>A finite number above zero.</summary>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && value <= double.MaxValue))
        {
            throw OutOfRange(name, value, "It must be a finite number above 0");
        }

        return value;
    }

    /// <summary>An amount of money that cannot be negative.</summary>
    public static decimal Amount(decimal value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < 0)
        {
            throw OutOfRange(name, value, "It must be zero or more");
        }

        return value;
    }

    /// <summary>A defined enum value.</summary>
    public static TEnum Defined<TEnum>(TEnum value, [CallerArgumentExpression(nameof(value))] string name = "")
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw OutOfRange(name, value, "It must be one of " + string.Join(", ", Enum.GetNames<TEnum>()));
        }

        return value;
    }

    public static ArgumentOutOfRangeException OutOfRange(string name, object value, string rule) =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} was {value}. {rule}."));

    [DoesNotReturn]
    public static void Throw(string name, object value, string rule) => throw OutOfRange(name, value, rule);
}
