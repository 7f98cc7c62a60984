using System.Globalization;

namespace Retention.Metrics.Rendering;

/// <summary>Round numbers along an axis, and what to print beside them: as many decimals as the step needs, so that no two labels are the same.</summary>
internal static class AxisTicks
{
    /// <summary>Multiples of a round step (1, 2, 2.5 or 5 times a power of ten) inside [<paramref name="low"/>..<paramref name="high"/>], about <paramref name="about"/> of them. Zero must be inside.</summary>
    public static IReadOnlyList<double> Between(double low, double high, int about)
    {
        var step = RoundStep((high / about) - (low / about));
        var ticks = new List<double>();
        // Counted rather than compared, so that no step too small for the ends can keep this going.
        var first = -Math.Min(3.0 * about, Math.Floor(-low / step * (1 + 1e-12)));
        for (var i = first; i <= 3 * about && i * step <= high * (1 + 1e-12); i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
    }

    /// <summary>The labels of equally spaced ticks.</summary>
    /// <param name="ticks">The ticks, as <see cref="Between"/> gives them.</param>
    /// <param name="percent">Whether they are fractions to be shown in per cent.</param>
    public static IReadOnlyList<string> Labels(IReadOnlyList<double> ticks, bool percent = false)
    {
        var scale = percent ? 100 : 1;
        var step = ticks.Count > 1 ? (ticks[1] - ticks[0]) * scale : 1;
        var largest = ticks.Count == 0 ? 0 : Math.Max(Math.Abs(ticks[0]), Math.Abs(ticks[^1])) * scale;
        // A quarter of a power of ten needs one decimal more than the power.
        var decimals = Math.Max(0, 1 - (int)Math.Floor(Math.Log10(step) + 1e-9));
        var format = decimals > 7 || largest >= 1e9 ? "0.####e0" : "#,0." + new string('#', decimals);
        return [.. ticks.Select(t => Shown(t * scale) + (percent ? " %" : string.Empty))];

        string Shown(double value) => ((decimals > 7 ? value : Math.Round(value, decimals)) + 0.0).ToString(format, CultureInfo.InvariantCulture);
    }

    private static double RoundStep(double raw)
    {
        if (!(raw > 1e-290))
        {
            return Math.Max(raw, double.Epsilon);
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10 } * power;
    }
}
