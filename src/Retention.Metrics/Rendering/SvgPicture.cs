using System.Globalization;
using System.Text;

namespace Retention.Metrics.Rendering;

/// <summary>
/// A self-contained SVG picture: no script, no font, no external asset; every text encoded. It brings its own background and has one palette for light
/// and one for dark, chosen by the reader's colour scheme, so that it is legible inline in a page, as an image in a README, and printed.
/// </summary>
internal sealed class SvgPicture
{
    private readonly StringBuilder _body = new();
    private readonly string _description;
    private readonly double _width;
    private readonly double _height;

    /// <summary>Starts a picture.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="description">What a screen reader says of it.</param>
    public SvgPicture(double width, double height, string description)
    {
        _width = width;
        _height = height;
        _description = description;
    }

    /// <summary>The look of an element, which both palettes define.</summary>
    public enum Ink
    {
        /// <summary>Ordinary text.</summary>
        Text,

        /// <summary>Secondary text: axes, legends.</summary>
        Faint,

        /// <summary>The line or bar that carries the message.</summary>
        Accent,

        /// <summary>A second series.</summary>
        Second,

        /// <summary>The area of an interval.</summary>
        Band,

        /// <summary>Grid lines and frames.</summary>
        Grid,
    }

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Writes a text. <paramref name="anchor"/> is start, middle or end.</summary>
    public SvgPicture Text(double x, double y, string text, Ink ink = Ink.Text, string anchor = "start", double size = 12, bool bold = false, string? fill = null)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" font-size=\"{Number(size)}\"");
        if (bold)
        {
            _body.Append(" font-weight=\"600\"");
        }

        _body.Append(fill is null ? $" class=\"rm-{Class(ink)}\">" : $" fill=\"{fill}\">").Append(HtmlCard.Encode(text)).Append("</text>");
        return this;
    }

    /// <summary>A filled rectangle in a colour of its own, or in an ink, with a tooltip.</summary>
    public SvgPicture Rectangle(double x, double y, double width, double height, string? fill, Ink ink = Ink.Accent, string? tooltip = null, bool dashed = false)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" rx=\"2\"");
        _body.Append(fill is null ? $" class=\"rm-{Class(ink)}\"" : $" fill=\"{fill}\"");
        if (dashed)
        {
            _body.Append(" stroke=\"#888\" stroke-dasharray=\"3 2\"");
        }

        _body.Append(tooltip is null ? "/>" : $"><title>{HtmlCard.Encode(tooltip)}</title></rect>");
        return this;
    }

    /// <summary>A line between two points.</summary>
    public SvgPicture Line(double x1, double y1, double x2, double y2, Ink ink = Ink.Grid, double width = 1)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" class=\"rm-{Class(ink)}-line\" stroke-width=\"{Number(width)}\"/>");
        return this;
    }

    /// <summary>A line through points, in an ink or in a colour of its own.</summary>
    public SvgPicture Path(IEnumerable<(double X, double Y)> points, Ink ink = Ink.Accent, double width = 2, string? color = null)
    {
        _body.Append("<polyline fill=\"none\" ").Append(color is null ? $"class=\"rm-{Class(ink)}-line\"" : $"stroke=\"{color}\"")
            .Append(" stroke-linejoin=\"round\" stroke-width=\"").Append(Number(width)).Append("\" points=\"");
        return Points(points);
    }

    /// <summary>A filled area around points, in an ink or thinly in a colour of its own.</summary>
    public SvgPicture Area(IEnumerable<(double X, double Y)> points, Ink ink = Ink.Band, string? color = null)
    {
        _body.Append("<polygon ").Append(color is null ? $"class=\"rm-{Class(ink)}\"" : $"fill=\"{color}\" fill-opacity=\".16\"").Append(" points=\"");
        return Points(points);
    }

    /// <summary>A dot with a tooltip.</summary>
    public SvgPicture Dot(double x, double y, Ink ink = Ink.Accent, string? tooltip = null, double radius = 3)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\" class=\"rm-{Class(ink)}\"");
        _body.Append(tooltip is null ? "/>" : $"><title>{HtmlCard.Encode(tooltip)}</title></circle>");
        return this;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        <svg xmlns="http://www.w3.org/2000/svg" class="rm-picture" viewBox="0 0 {Number(_width)} {Number(_height)}" width="{Number(_width)}" height="{Number(_height)}" style="max-width:100%;height:auto" role="img" aria-label="{HtmlCard.Encode(_description)}" font-family="system-ui,-apple-system,Segoe UI,Roboto,sans-serif">
        <style>.rm-bg{"{"}fill:#fff{"}"}.rm-text{"{"}fill:#1f2933{"}"}.rm-faint{"{"}fill:#5f6b76{"}"}.rm-accent{"{"}fill:#0b7a6f{"}"}.rm-accent-line{"{"}stroke:#0b7a6f{"}"}.rm-second{"{"}fill:#b5541c{"}"}.rm-second-line{"{"}stroke:#b5541c{"}"}.rm-band{"{"}fill:#0b7a6f;fill-opacity:.16{"}"}.rm-grid{"{"}fill:#e3e8ec{"}"}.rm-grid-line{"{"}stroke:#d5dbe1{"}"}@media (prefers-color-scheme:dark){"{"}.rm-bg{"{"}fill:#0f1720{"}"}.rm-text{"{"}fill:#e6edf3{"}"}.rm-faint{"{"}fill:#9aa7b4{"}"}.rm-accent{"{"}fill:#4cc3b2{"}"}.rm-accent-line{"{"}stroke:#4cc3b2{"}"}.rm-second{"{"}fill:#f0a06a{"}"}.rm-second-line{"{"}stroke:#f0a06a{"}"}.rm-band{"{"}fill:#4cc3b2;fill-opacity:.22{"}"}.rm-grid{"{"}fill:#24303c{"}"}.rm-grid-line{"{"}stroke:#2c3945{"}"}{"}"}</style>
        <rect class="rm-bg" width="{Number(_width)}" height="{Number(_height)}" rx="6"/>
        """) + _body + "</svg>";

    private static string Class(Ink ink) => ink switch
    {
        Ink.Text => "text",
        Ink.Faint => "faint",
        Ink.Accent => "accent",
        Ink.Second => "second",
        Ink.Band => "band",
        _ => "grid",
    };

    private SvgPicture Points(IEnumerable<(double X, double Y)> points)
    {
        foreach (var (x, y) in points)
        {
            _body.Append(Number(x)).Append(',').Append(Number(y)).Append(' ');
        }

        _body.Append("\"/>");
        return this;
    }
}
