using System.Globalization;

namespace Retention.Metrics.Rendering;

/// <summary>
/// Colours for shares: one hue from light to dark, so that the order survives colour blindness and a grey print; the text on a colour is chosen for contrast.
/// </summary>
internal readonly struct HeatRamp
{
    private static readonly (int R, int G, int B) Light = (226, 242, 239);
    private static readonly (int R, int G, int B) Dark = (8, 84, 77);

    public HeatRamp(double highest) => Highest = RoundUp(highest);

    /// <summary>The share that has the darkest colour: the highest one shown, rounded up to a number that a legend can print.</summary>
    public double Highest { get; }

    public string Fill(double share)
    {
        var t = Place(share);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(Light.R, Dark.R, t):x2}{Mix(Light.G, Dark.G, t):x2}{Mix(Light.B, Dark.B, t):x2}");
    }

    /// <summary>Dark or white, whichever stands out more: never under 4.5 to 1 (WCAG 2.2, 1.4.3).</summary>
    public string TextOn(double share)
    {
        var t = Place(share);
        var background = Luminance(Mix(Light.R, Dark.R, t), Mix(Light.G, Dark.G, t), Mix(Light.B, Dark.B, t));
        return 1.05 / (background + 0.05) >= (background + 0.05) / 0.05 ? "#ffffff" : "#000000";
    }

    private static double Luminance(int r, int g, int b)
    {
        return (0.2126 * Linear(r)) + (0.7152 * Linear(g)) + (0.0722 * Linear(b));

        static double Linear(int channel) => channel / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    // The square root spreads the small shares, where most cells of a cohort table are.
    private double Place(double share) => Highest > 0 ? Math.Sqrt(Math.Clamp(share / Highest, 0, 1)) : 0;

    private static int Mix(int from, int to, double t) => (int)Math.Round(from + ((to - from) * t));

    private static double RoundUp(double highest) =>
        highest <= 0 ? 1 : highest <= 0.1 ? Math.Ceiling(highest * 100) / 100 : Math.Min(1, Math.Ceiling(highest * 20) / 20);
}
