namespace Retention.Metrics.Numerics;

/// <summary>Where money meets an estimate: a decimal amount times a double factor, as a decimal again.</summary>
internal static class DecimalScale
{
    // The largest decimal is 7.9228162514264337593543950335e28; a double this large still converts.
    private const double Ceiling = 7.92281625142643e28;

    /// <summary>amount × factor; null when the product exceeds what a decimal can hold, or the factor is not finite.</summary>
    /// <remarks>
    /// The factor is taken to 15 significant digits, as the conversion of the framework does: relative error at most 5e-15, and factors that
    /// people would write as decimals (20, 0.4) arrive as those. Factors outside [1e-6..1e14] would lose digits to the 28 decimals of the type;
    /// for them the product is formed in double first.
    /// </remarks>
    public static decimal? Times(decimal amount, double factor)
    {
        var product = (double)amount * factor;
        if (!(Math.Abs(product) < Ceiling))
        {
            return null;
        }

        return Math.Abs(factor) is >= 1e-6 and <= 1e14 ? amount * (decimal)factor : (decimal)product;
    }

    /// <summary>left + right; null when the sum exceeds what a decimal can hold.</summary>
    public static decimal? Plus(decimal left, decimal right) =>
        Math.Abs((double)left + (double)right) < Ceiling ? left + right : null;

    /// <summary>numerator ÷ denominator as a double, to within two roundings; null when the denominator is 0.</summary>
    public static double? Ratio(decimal numerator, decimal denominator) =>
        denominator == 0 ? null : (double)numerator / (double)denominator;
}
