using System.Globalization;

namespace Retention.Metrics.Numerics;

/// <summary>Doubles and decimals without the surprises of the conversion operators, which keep 15 digits one way and are not correctly rounded the other way.</summary>
internal static class DecimalNumber
{
    /// <summary>The decimal number that a double was written as: the shortest one that reads back as it, 0.1 for the double nearest to 0.1.</summary>
    public static decimal AsWritten(double value) => decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The value of a double to 28 digits: 0.1000000000000000055511151231 for the double nearest to 0.1.</summary>
    public static decimal Exactly(double value) => decimal.Parse(value.ToString("E28", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The double nearest to a decimal.</summary>
    public static double ToDouble(decimal value) => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>
    /// 1 − level, for a confidence level close to 1 computed from the number it was written as: 0.9999999 leaves 1e-7, of which the double nearest to 0.9999999 knows nine digits.
    /// </summary>
    public static double Outside(double level) => level > 0.99 ? ToDouble(1 - AsWritten(level)) : 1 - level;
}
