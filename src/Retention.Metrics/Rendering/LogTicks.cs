using System.Globalization;

namespace Retention.Metrics.Rendering;

/// <summary>Round ratios along a logarithmic axis that holds 1, and what to print beside them; no two labels are the same.</summary>
internal static class LogTicks
{
    /// <summary>The ticks between two ends, which are logarithms at or around 0; positions are logarithms too.</summary>
    public static IReadOnlyList<(double Log, string Label)> Between(double low, double high)
    {
        var decades = (high / Math.Log(10)) - (low / Math.Log(10));
        return decades switch
        {
            > 3 => Powers(low, high, decades),
            > 1.5 => Series(low, high, [1, 3]),
            > 0.9 => Series(low, high, [1, 2, 5]),
            > 0.6 => Series(low, high, [1, 1.5, 2, 3, 5, 7]),
            _ => Even(low, high),
        };
    }

    private static List<(double Log, string Label)> Powers(double low, double high, double decades)
    {
        var step = ((int[])[1, 2, 3, 5, 10, 20, 30, 50, 100]).First(s => s >= (decades - 0.5) / 7);
        var ticks = new List<(double, string)>();
        for (var power = step * (int)Math.Ceiling(low / Math.Log(10) / step); power * Math.Log(10) <= high; power += step)
        {
            ticks.Add((power * Math.Log(10), power is > 6 or < -4 ? string.Create(CultureInfo.InvariantCulture, $"1e{power}") : Shown(Math.Pow(10, power))));
        }

        return ticks;
    }

    private static List<(double Log, string Label)> Series(double low, double high, ReadOnlySpan<double> within)
    {
        var ticks = new List<(double, string)>();
        for (var power = (int)Math.Floor(low / Math.Log(10)); power <= high / Math.Log(10); power++)
        {
            foreach (var digit in within)
            {
                var ratio = digit * Math.Pow(10, power);
                if (Math.Log(ratio) >= low - 1e-9 && Math.Log(ratio) <= high + 1e-9)
                {
                    ticks.Add((Math.Log(ratio), Shown(ratio)));
                }
            }
        }

        return ticks;
    }

    // A short axis has no powers: equal steps from 1, which is nearly what they are on it.
    private static List<(double Log, string Label)> Even(double low, double high)
    {
        var (below, above) = (Math.Exp(low) - 1, Math.Exp(high) - 1);
        if (Math.Max(-below, above) < 1e-4)
        {
            // Less than a label has digits for: what is added to 1.
            return [.. AxisTicks.Between(low, high, 4).Select(t => (t, t == 0 ? "1" : string.Create(CultureInfo.InvariantCulture, $"1 {(t < 0 ? '−' : '+')} {Math.Abs(t):0.##e0}")))];
        }

        return [.. AxisTicks.Between(below, above, 5).Select(t => (Math.Log(1 + t), Shown(1 + t)))];
    }

    private static string Shown(double ratio) => Math.Round(ratio, 7).ToString("#,0.#######", CultureInfo.InvariantCulture);
}
