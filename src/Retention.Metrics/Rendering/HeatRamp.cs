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
        // The square root spreads the small shares, where most cells of a cohort table are.
        var t = Highest > 0 ? Math.Sqrt(Math.Clamp(share / Highest, 0, 1)) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(Light.R, Dark.R, t):x2}{Mix(Light.G, Dark.G, t):x2}{Mix(Light.B, Dark.B, t):x2}");
    }

    public string TextOn(double share) => Highest > 0 && share / Highest > 0.3 ? "#ffffff" : "#14302c";

    private static int Mix(int from, int to, double t) => (int)Math.Round(from + ((to - from) * t));

    private static double RoundUp(double highest) =>
        highest <= 0 ? 1 : highest <= 0.1 ? Math.Ceiling(highest * 100) / 100 : Math.Min(1, Math.Ceiling(highest * 20) / 20);
}
