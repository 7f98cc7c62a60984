using System.Globalization;
using System.Text;

namespace Retention.Metrics.Rendering;

/// <summary>A point of a right-continuous step function with its band; the ends are null where there is no band.</summary>
internal readonly record struct StepPoint(double Time, double Value, double? Lower, double? Upper);

/// <summary>A step function to draw: from <c>Start</c> at time 0 through its points to the last one, with the numbers at risk if they are to be shown.</summary>
internal sealed record StepSeries(string? Label, double Start, IReadOnlyList<StepPoint> Points, double End, Func<double, string>? AtRisk);

/// <summary>
/// Step functions over time as a self-contained SVG: bands, legend, and a row of numbers at risk under the axis. Text takes the colour of its surroundings,
/// so it reads in light and dark; every label is encoded.
/// </summary>
internal sealed class StepChart
{
    private const int Width = 720;
    private const int Left = 64;
    private const int Right = 24;
    private const int Top = 40;
    private const int PlotHeight = 280;
    private const int RowHeight = 16;
    private static readonly string[] Colors = ["#2f7ed8", "#e07b00", "#1a9850", "#d73027", "#8e63ce", "#00a3a3", "#b8860b", "#7f7f7f"];

    private readonly StringBuilder _svg = new();
    private readonly string _title;
    private readonly string? _unit;
    private readonly IReadOnlyList<StepSeries> _series;
    private readonly double _endOfTime;
    private readonly double _top;
    private readonly bool _percent;

    private StepChart(string title, string? unit, IReadOnlyList<StepSeries> series, double? top)
    {
        (_title, _unit, _series) = (title, unit, series);
        _endOfTime = Math.Max(series.Select(s => s.End).DefaultIfEmpty(0).Max(), double.Epsilon);
        _percent = top is not null;
        _top = top ?? Ceiling(series.SelectMany(s => s.Points).Select(p => p.Value).DefaultIfEmpty(1).Max());
    }

    /// <summary>Draws the chart.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="unit">The unit of time; null when unknown.</param>
    /// <param name="series">What to draw.</param>
    /// <param name="top">The top of the scale, when values are probabilities, which are then shown in per cent; null for a scale that fits.</param>
    public static string Draw(string title, string? unit, IReadOnlyList<StepSeries> series, double? top) => new StepChart(title, unit, series, top).Draw();

    /// <summary>Round numbers from 0 up to and including the last one not above <paramref name="end"/>, about <paramref name="about"/> of them.</summary>
    public static IReadOnlyList<double> Ticks(double end, int about)
    {
        var step = RoundStep(end / about);
        var ticks = new List<double>();
        // Counted rather than compared, so that no step too small for the end can keep this going.
        for (var i = 0; i <= 3 * about && i * step <= end * (1 + 1e-12); i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
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

    private static double Ceiling(double highest) => highest > 0 ? Ticks(highest, 5) is var ticks && ticks[^1] >= highest ? ticks[^1] : ticks[^1] + ticks[1] : 1;

    private string Draw()
    {
        var atRisk = _series.Any(s => s.AtRisk is not null);
        var ticks = Ticks(_endOfTime, 8);
        var height = Top + PlotHeight + 48 + (atRisk ? RowHeight * (_series.Count + 1) : 0);
        Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" font-family=\"system-ui,sans-serif\" font-size=\"12\" fill=\"currentColor\">");
        Append($"<title>{HtmlCard.Encode(_title)}</title>");
        Append($"<text x=\"{Left}\" y=\"18\" font-size=\"15\" font-weight=\"600\">{HtmlCard.Encode(_title)}</text>");
        DrawAxes(ticks);
        for (var i = 0; i < _series.Count; i++)
        {
            DrawSeries(_series[i], Colors[i % Colors.Length]);
        }

        DrawLegend();
        if (atRisk)
        {
            DrawAtRisk(ticks);
        }

        _svg.Append("</svg>");
        return _svg.ToString();
    }

    private void DrawAxes(IReadOnlyList<double> ticks)
    {
        foreach (var y in Ticks(_top, 5))
        {
            var label = _percent ? Text.Percent(y, 0) : y.ToString("0.####", CultureInfo.InvariantCulture);
            Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(y):0.#}\" y2=\"{Y(y):0.#}\" stroke=\"currentColor\" stroke-opacity=\"0.15\"/>");
            Append($"<text x=\"{Left - 8}\" y=\"{Y(y) + 4:0.#}\" text-anchor=\"end\">{label}</text>");
        }

        foreach (var x in ticks)
        {
            Append($"<line x1=\"{X(x):0.#}\" x2=\"{X(x):0.#}\" y1=\"{Top + PlotHeight}\" y2=\"{Top + PlotHeight + 5}\" stroke=\"currentColor\"/>");
            Append($"<text x=\"{X(x):0.#}\" y=\"{Top + PlotHeight + 18}\" text-anchor=\"middle\">{x.ToString("G6", CultureInfo.InvariantCulture)}</text>");
        }

        Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Top + PlotHeight}\" y2=\"{Top + PlotHeight}\" stroke=\"currentColor\"/>");
        Append($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Top + PlotHeight + 36}\" text-anchor=\"middle\">{HtmlCard.Encode(_unit ?? "time")}</text>");
    }

    private void DrawSeries(StepSeries series, string color)
    {
        var (line, upper, lower) = (new StringBuilder(), new List<(double X, double Y)>(), new List<(double X, double Y)>());
        Point(line, 'M', 0, series.Start);
        var last = series.Start;
        (double Lower, double Upper)? band = null;
        foreach (var p in series.Points)
        {
            Point(line, 'L', p.Time, last);
            Point(line, 'L', p.Time, p.Value);
            last = p.Value;
            band = Corner(p.Time, band);
            band = p is { Lower: { } l, Upper: { } u } ? Corner(p.Time, (l, u)) : null;
        }

        Point(line, 'L', series.End, last);
        Corner(series.End, band);
        if (upper.Count > 0)
        {
            lower.Reverse();
            var outline = new StringBuilder();
            foreach (var (x, y) in upper.Concat(lower))
            {
                Point(outline, outline.Length == 0 ? 'M' : 'L', x, y);
            }

            Append($"<path d=\"{outline}Z\" fill=\"{color}\" fill-opacity=\"0.15\" stroke=\"none\"/>");
        }

        Append($"<path d=\"{line}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>");

        (double Lower, double Upper)? Corner(double time, (double Lower, double Upper)? at)
        {
            if (at is { } ends)
            {
                lower.Add((time, ends.Lower));
                upper.Add((time, ends.Upper));
            }

            return at;
        }
    }

    private void DrawLegend()
    {
        var x = Left;
        for (var i = 0; i < _series.Count; i++)
        {
            if (_series[i].Label is { } label)
            {
                Append($"<rect x=\"{x}\" y=\"26\" width=\"14\" height=\"3\" fill=\"{Colors[i % Colors.Length]}\"/>");
                Append($"<text x=\"{x + 19}\" y=\"32\">{HtmlCard.Encode(label)}</text>");
                x += 34 + (7 * label.Length);
            }
        }
    }

    private void DrawAtRisk(IReadOnlyList<double> ticks)
    {
        var y = Top + PlotHeight + 56;
        Append($"<text x=\"{Left}\" y=\"{y}\" opacity=\"0.75\">At risk</text>");
        for (var i = 0; i < _series.Count; i++)
        {
            y += RowHeight;
            foreach (var x in _series[i].AtRisk is null ? [] : ticks)
            {
                Append($"<text x=\"{X(x):0.#}\" y=\"{y}\" text-anchor=\"middle\" fill=\"{Colors[i % Colors.Length]}\">{HtmlCard.Encode(_series[i].AtRisk!(x))}</text>");
            }
        }
    }

    private void Point(StringBuilder path, char command, double time, double value) =>
        path.Append(CultureInfo.InvariantCulture, $"{command}{X(time):0.##} {Y(value):0.##}");

    private double X(double time) => Left + ((Width - Left - Right) * Math.Clamp(time / _endOfTime, 0, 1));

    private double Y(double value) => Top + (PlotHeight * (1 - Math.Clamp(value / _top, 0, 1)));

    private void Append(FormattableString markup) => _svg.Append(markup.ToString(CultureInfo.InvariantCulture));
}
