using System.Globalization;

namespace Retention.Metrics.Rendering;

/// <summary>How numbers look in every rendering: invariant culture, thousands with a comma, rounding half away from zero.</summary>
internal static class Text
{
    public const string NotAvailable = "n/a";

    /// <summary>950 or 1,150.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with a fixed number of decimals and thousands separators.</summary>
    public static string Number(double value, int decimals = 2) => Rounded(value, decimals).ToString("N" + Digit(decimals), CultureInfo.InvariantCulture);

    /// <summary>Money: two decimals; no currency, which the library does not know.</summary>
    public static string Money(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero).ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>0.95 as "95.0 %".</summary>
    public static string Percent(double fraction, int decimals = 1) => PercentNumber(fraction, decimals) + " %";

    /// <summary>0.95 as "95.0 %", or "n/a".</summary>
    public static string Percent(double? fraction, int decimals = 1) => fraction is { } value ? Percent(value, decimals) : NotAvailable;

    /// <summary>0.95 as "95.0".</summary>
    public static string PercentNumber(double fraction, int decimals = 1) => Number(fraction * 100, decimals);

    /// <summary>A signed number: "+3.5" or "-3.8"; zero has no sign.</summary>
    public static string Signed(double value, int decimals = 1)
    {
        var rounded = Rounded(value, decimals);
        return (rounded > 0 ? "+" : string.Empty) + Number(rounded, decimals);
    }

    /// <summary>A p-value as statisticians print it: "p = .010", "p &lt; .001".</summary>
    public static string PValue(double p) =>
        p < 0.001 ? "p < .001" : "p = " + p.ToString("0.000", CultureInfo.InvariantCulture).TrimStart('0');

    /// <summary>95 % as in "95 % CI"; more decimals only when the level has them.</summary>
    public static string Level(double level) => (level * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    /// <summary>A date as 2026-06-30.</summary>
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Rounded(double value, int decimals)
    {
        // Math.Round is exact for the decimals people read; adding 0.0 turns a negative zero into zero, so that "-0.0" is never printed.
        return Math.Round(value, decimals, MidpointRounding.AwayFromZero) + 0.0;
    }

    private static string Digit(int decimals) => decimals.ToString(CultureInfo.InvariantCulture);
}
