namespace Retention.Metrics.Rendering;

/// <summary>What a bar of a waterfall stands for.</summary>
internal enum WaterfallBar
{
    Total,
    Gain,
    Loss,
}

/// <summary>
/// A waterfall: totals stand on the zero line, gains and losses hang between them. A sign on every label says the same as the colour.
/// </summary>
internal sealed class Waterfall
{
    private const int Height = 240;
    private const int Top = 54;
    private const int Bottom = 200;
    private const int Slot = 88;
    private const int Bar = 60;
    private const int Margin = 12;
    private readonly List<(string Label, string Value, decimal From, decimal To, WaterfallBar Kind)> _bars = [];
    private readonly string _title;

    public Waterfall(string title) => _title = title;

    /// <summary>The frame of a waterfall of so many bars, with the reason in the place of the bars.</summary>
    public static string Blank(string title, string why, int bars)
    {
        var width = Width(bars);
        return new SvgPicture(width, Height, $"{title}. {why}")
            .Text(Margin + 4, 24, title, size: 13, bold: true)
            .Text(width / 2.0, (Top + Bottom) / 2.0, why, SvgPicture.Ink.Faint, "middle", size: 13)
            .Line(Margin, Bottom, width - Margin, Bottom, SvgPicture.Ink.Grid)
            .ToString();
    }

    public Waterfall Add(string label, string value, decimal from, decimal to, WaterfallBar kind)
    {
        _bars.Add((label, value, from, to, kind));
        return this;
    }

    public override string ToString()
    {
        // Half of each, so that the span of two decimals of any size is again one.
        var least = Math.Min(0, _bars.Select(b => Math.Min(b.From, b.To)).DefaultIfEmpty().Min()) / 2;
        var most = Math.Max(0, _bars.Select(b => Math.Max(b.From, b.To)).DefaultIfEmpty().Max()) / 2;
        var span = most - least;
        var width = Width(_bars.Count);
        var picture = new SvgPicture(width, Height, _title).Text(Margin + 4, 24, _title, size: 13, bold: true);
        for (var i = 0; i < _bars.Count; i++)
        {
            var (label, value, from, to, kind) = _bars[i];
            var (above, below) = (Y(Math.Max(from, to)), Y(Math.Min(from, to)));
            var x = Margin + (i * Slot) + ((Slot - Bar) / 2);
            if (i + 1 < _bars.Count)
            {
                picture.Line(x + Bar, Y(to), x + Slot, Y(to), SvgPicture.Ink.Grid, 1.5);
            }

            var ink = kind switch { WaterfallBar.Gain => SvgPicture.Ink.Accent, WaterfallBar.Loss => SvgPicture.Ink.Second, _ => SvgPicture.Ink.Faint };
            picture.Rectangle(x, above, Bar, Math.Max(1, below - above), null, ink, $"{label}: {value}")
                .Text(x + (Bar / 2.0), above - 6, value, anchor: "middle")
                .Text(x + (Bar / 2.0), Bottom + 20, label, SvgPicture.Ink.Faint, "middle");
        }

        return picture.Line(Margin, Y(0), width - Margin, Y(0), SvgPicture.Ink.Faint).ToString();

        double Y(decimal value) => span == 0 ? Bottom : Bottom - ((double)((value / 2) - least) / (double)span * (Bottom - Top));
    }

    private static int Width(int bars) => (bars * Slot) + (2 * Margin);
}
