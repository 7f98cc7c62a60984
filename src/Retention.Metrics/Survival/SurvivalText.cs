using System.Globalization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>How times and weighted counts of this family look.</summary>
internal static class SurvivalText
{
    /// <summary>A time as short as it can be read, at most six significant digits: "911 days", "1.5 months", "1e-300".</summary>
    public static string Time(double time, string? unit) => Short(time) + (unit is null ? string.Empty : " " + unit);

    /// <summary>The same without its unit.</summary>
    public static string Short(double value) =>
        value != 0 && (Math.Abs(value) >= 1e9 || Math.Abs(value) < 1e-4)
            ? value.ToString("0.#####e-0", CultureInfo.InvariantCulture)
            : Math.Abs(value) >= 1000 ? value.ToString("#,0.##", CultureInfo.InvariantCulture) : value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A number at risk: a count, or a sum of weights with two decimals at most.</summary>
    public static string Amount(double amount) => Math.Abs(amount) < 1e15 ? amount.ToString("#,0.##", CultureInfo.InvariantCulture) : Short(amount);

    /// <summary>"95 % CI 5–9", with "not reached" for an end that does not exist.</summary>
    public static string Interval(double level, double? lower, double? upper) =>
        $"{Text.Level(level)} CI {(lower is { } l ? Short(l) : "not reached")}–{(upper is { } u ? Short(u) : "not reached")}";
}
