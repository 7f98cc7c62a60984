using System.Globalization;
using System.Text;

namespace Retention.Metrics.Rendering;

/// <summary>
/// A self-contained SVG picture: no script, no font, no external asset; every text encoded. It brings its own background and has one palette for light
/// and one for dark: inline in a page that of the page's colour scheme, alone or as an image that of the reader's, light where neither is known.
/// </summary>
internal sealed class SvgPicture
{
    private static readonly string Styles =
        // Opened alone or as an image the picture has no page around it, and asks the reader; inline, the page has said which scheme is in use.
        ".rm-picture:root{color-scheme:light dark}"
        + Fill("bg", "#fff", "#0f1720") + Fill("text", "#1f2933", "#e6edf3") + Fill("faint", "#5f6b76", "#9aa7b4")
        + Fill("accent", "#0b7a6f", "#4cc3b2") + Stroke("accent", "#0b7a6f", "#4cc3b2")
        + Fill("second", "#b5541c", "#f0a06a") + Stroke("second", "#b5541c", "#f0a06a")
        + Fill("band", "#0b7a6f", "#4cc3b2") + ".rm-band{fill-opacity:.18}"
        + Fill("grid", "#e3e8ec", "#24303c") + Stroke("grid", "#d5dbe1", "#2c3945");

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
        <svg xmlns="http://www.w3.org/2000/svg" class="rm-picture" viewBox="0 0 {Number(_width)} {Number(_height)}" width="{Number(_width)}" height="{Number(_height)}" style="display:block;max-width:100%;height:auto" role="img" aria-label="{HtmlCard.Encode(_description)}" font-family="system-ui,-apple-system,Segoe UI,Roboto,sans-serif">
        <style>{Styles}</style>
        <rect class="rm-bg" width="{Number(_width)}" height="{Number(_height)}" rx="6"/>
        """) + _body + "</svg>";

    private static string Fill(string name, string light, string dark) => $".rm-{name}{{{Scheme("fill", light, dark)}}}";

    private static string Stroke(string name, string light, string dark) => $".rm-{name}-line{{{Scheme("stroke", light, dark)}}}";

    // What does not know light-dark() keeps the first.
    private static string Scheme(string property, string light, string dark) => $"{property}:{light};{property}:light-dark({light},{dark})";

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
