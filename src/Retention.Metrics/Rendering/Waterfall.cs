using System.Globalization;
using System.Text;

namespace Retention.Metrics.Rendering;

/// <summary>What a bar of a waterfall stands for.</summary>
internal enum WaterfallBar
{
    Total,
    Gain,
    Loss,
}

/// <summary>
/// A waterfall as a self-contained SVG: totals stand on the zero line, gains and losses hang between them. Text takes the colour of its surroundings and the
/// bars middle tones, so that it reads on light and dark; a sign on every label says the same as the colour.
/// </summary>
internal sealed class Waterfall
{
    private const int Height = 240;
    private const int Top = 34;
    private const int Bottom = 196;
    private const int Slot = 88;
    private const int Bar = 60;
    private readonly List<(string Label, string Value, decimal From, decimal To, WaterfallBar Kind)> _bars = [];
    private readonly string _title;

    public Waterfall(string title) => _title = title;

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
        var width = (_bars.Count * Slot) + 16;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {Height}\" width=\"{width}\" height=\"{Height}\" role=\"img\" aria-label=\"{HtmlCard.Encode(_title)}\" style=\"color-scheme:light dark;max-width:100%;height:auto;font:12px system-ui,sans-serif\">")
            .Append("<title>").Append(HtmlCard.Encode(_title)).Append("</title>")
            .Append("<text x=\"8\" y=\"16\" fill=\"currentColor\" opacity=\".75\">").Append(HtmlCard.Encode(_title)).Append("</text>");
        for (var i = 0; i < _bars.Count; i++)
        {
            var (label, value, from, to, kind) = _bars[i];
            var (above, below) = (Y(Math.Max(from, to)), Y(Math.Min(from, to)));
            var x = 8 + (i * Slot) + ((Slot - Bar) / 2);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{above:0.#}\" width=\"{Bar}\" height=\"{Math.Max(1, below - above):0.#}\" rx=\"2\" fill=\"{Colour(kind)}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (Bar / 2)}\" y=\"{above - 5:0.#}\" text-anchor=\"middle\" fill=\"currentColor\">{HtmlCard.Encode(value)}</text>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (Bar / 2)}\" y=\"{Bottom + 20}\" text-anchor=\"middle\" fill=\"currentColor\">{HtmlCard.Encode(label)}</text>");
            if (i + 1 < _bars.Count)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x + Bar}\" y1=\"{Y(to):0.#}\" x2=\"{x + Slot}\" y2=\"{Y(to):0.#}\" stroke=\"currentColor\" opacity=\".35\"/>");
            }
        }

        return svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"8\" y1=\"{Y(0):0.#}\" x2=\"{width - 8}\" y2=\"{Y(0):0.#}\" stroke=\"currentColor\" opacity=\".5\"/></svg>").ToString();

        double Y(decimal value) => span == 0 ? Bottom : Bottom - ((double)((value / 2) - least) / (double)span * (Bottom - Top));
    }

    private static string Colour(WaterfallBar kind) => kind switch
    {
        WaterfallBar.Gain => "#2f9e6e",
        WaterfallBar.Loss => "#d9653b",
        _ => "#6b86b3",
    };
}
