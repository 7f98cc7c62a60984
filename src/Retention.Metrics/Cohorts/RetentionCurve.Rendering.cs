using System.Globalization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

public sealed partial class RetentionCurve
{
    /// <summary>The curve as a self-contained HTML fragment: the picture and its points as a table.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Retention curve", MethodName);
        foreach (var point in _points)
        {
            card.Row($"{Granularity.Name} {Text.Count(point.Offset)}", point.ToString());
        }

        return $"<div class=\"retention-metrics\">{ToSvg()}{card}</div>";
    }

    /// <summary>The curve as a picture in SVG: the share by offset with its confidence band, legible in light and dark.</summary>
    /// <returns>The SVG document; every text in it is encoded.</returns>
    /// <example>
    /// <code>
    /// File.WriteAllText("curve.svg", cohorts.Curve().ToSvg());
    /// </code>
    /// </example>
    public string ToSvg()
    {
        const double Width = 640;
        const double Height = 300;
        const double Left = 52;
        const double Top = 20;
        const double Bottom = Height - 64;
        const double Right = Width - 20;
        var shown = _points.Where(p => p.Value is not null).ToArray();
        var last = Math.Max(1, shown.Length == 0 ? 1 : shown[^1].Offset);
        double X(int offset) => Left + ((Right - Left) * offset / last);
        double Y(double share) => Bottom - ((Bottom - Top) * share);

        var picture = new SvgPicture(Width, Height, string.Create(CultureInfo.InvariantCulture, $"Retention curve by {Granularity.Name}, offsets 0 to {last}"));
        for (var tick = 0; tick <= 4; tick++)
        {
            picture.Line(Left, Y(tick / 4.0), Right, Y(tick / 4.0)).Text(Left - 8, Y(tick / 4.0) + 4, Text.Percent(tick / 4.0, 0), SvgPicture.Ink.Faint, "end", 11);
        }

        var step = Math.Max(1, (last + 11) / 12);
        for (var offset = 0; offset <= last; offset += step)
        {
            picture.Text(X(offset), Bottom + 17, Text.Count(offset), SvgPicture.Ink.Faint, "middle", 11);
        }

        var banded = shown.Where(p => p is { Lower: not null, Upper: not null }).ToArray();
        if (banded.Length > 1)
        {
            picture.Area([.. banded.Select(p => (X(p.Offset), Y(p.Upper!.Value))), .. banded.Reverse().Select(p => (X(p.Offset), Y(p.Lower!.Value)))]);
        }

        picture.Path(shown.Select(p => (X(p.Offset), Y(p.Value!.Value))));
        foreach (var point in shown)
        {
            picture.Dot(X(point.Offset), Y(point.Value!.Value), tooltip: $"{Granularity.Name} {Text.Count(point.Offset)}: {point}");
        }

        var legend = shown.Length == 0 ? "no cohort has completed an offset" : $"{MethodName}; band: {Text.Level(Level)} confidence interval of each point";
        return picture
            .Text((Left + Right) / 2, Bottom + 34, $"{Granularity.Name}s since entry", SvgPicture.Ink.Faint, "middle", 11)
            .Text(Left, Height - 8, legend, SvgPicture.Ink.Faint, size: 11)
            .ToString();
    }

    private string MethodName => Method switch
    {
        CurveMethod.Pooled => "pooled over the cohorts that have completed the offset",
        CurveMethod.Mean => "mean of the cohorts that have completed the offset, each with the same weight",
        _ => "Kaplan–Meier",
    };
}
