using System.Globalization;

namespace Retention.Metrics.Rendering;

/// <summary>A point of a right-continuous step function with its band; the ends are null where there is no band.</summary>
internal readonly record struct StepPoint(double Time, double Value, double? Lower, double? Upper);

/// <summary>A step function to draw: from <c>Start</c> at time 0 through its points to the last one, with the numbers at risk if they are to be shown.</summary>
internal sealed record StepSeries(string? Label, double Start, IReadOnlyList<StepPoint> Points, double End, Func<double, string>? AtRisk);

/// <summary>Step functions over time as a picture: bands, a legend, and the numbers at risk in rows under the axis.</summary>
internal sealed class StepChart
{
    private const int Width = 720;
    private const int Left = 64;
    private const int Right = 24;
    private const int Top = 52;
    private const int PlotHeight = 280;
    private const int RowHeight = 16;

    // The first two are the inks of single pictures; the others are legible on both backgrounds.
    private static readonly string?[] Colors = [null, null, "#4b7fd1", "#c2417c", "#8a63c9", "#8f8a1f", "#2a8fa8", "#7f7f7f"];

    private readonly SvgPicture _picture;
    private readonly string? _unit;
    private readonly IReadOnlyList<StepSeries> _series;
    private readonly double _endOfTime;
    private readonly double _top;
    private readonly bool _percent;

    private StepChart(string title, string? unit, IReadOnlyList<StepSeries> series, double? top)
    {
        (_unit, _series) = (unit, series);
        _endOfTime = Math.Max(series.Select(s => s.End).DefaultIfEmpty(0).Max(), double.Epsilon);
        _percent = top is not null;
        _top = top ?? Ceiling(series.SelectMany(s => s.Points).Select(p => p.Value).DefaultIfEmpty(1).Max());
        var rows = series.Any(s => s.AtRisk is not null) ? series.Count + 1 : 0;
        _picture = new(Width, Top + PlotHeight + 50 + (rows * RowHeight), title);
        _picture.Text(Left, 24, title, size: 15, bold: true);
    }

    /// <summary>Draws the chart.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="unit">The unit of time; null when unknown.</param>
    /// <param name="series">What to draw.</param>
    /// <param name="top">The top of the scale, when values are probabilities, which are then shown in per cent; null for a scale that fits.</param>
    public static string Draw(string title, string? unit, IReadOnlyList<StepSeries> series, double? top) => new StepChart(title, unit, series, top).Draw();

    /// <summary>Round numbers from 0 up to and including the last one not above <paramref name="end"/>, about <paramref name="about"/> of them.</summary>
    public static IReadOnlyList<double> Ticks(double end, int about) => AxisTicks.Between(0, end, about);

    private static double Ceiling(double highest) => highest > 0 ? Ticks(highest, 5) is var ticks && ticks[^1] >= highest ? ticks[^1] : ticks[^1] + ticks[1] : 1;

    private static SvgPicture.Ink Line(int series) => series == 0 ? SvgPicture.Ink.Accent : SvgPicture.Ink.Second;

    private string Draw()
    {
        var ticks = Ticks(_endOfTime, 8);
        DrawAxes(ticks);
        for (var i = 0; i < _series.Count; i++)
        {
            DrawSeries(_series[i], i);
        }

        DrawLegend();
        DrawAtRisk(ticks);
        return _picture.ToString();
    }

    private void DrawAxes(IReadOnlyList<double> ticks)
    {
        var levels = Ticks(_top, 5);
        foreach (var (y, label) in levels.Zip(AxisTicks.Labels(levels, _percent)))
        {
            _picture.Line(Left, Y(y), Width - Right, Y(y));
            _picture.Text(Left - 8, Y(y) + 4, label, SvgPicture.Ink.Faint, "end");
        }

        foreach (var x in ticks)
        {
            _picture.Line(X(x), Top + PlotHeight, X(x), Top + PlotHeight + 5, SvgPicture.Ink.Accent);
            _picture.Text(X(x), Top + PlotHeight + 18, x.ToString("G6", CultureInfo.InvariantCulture), SvgPicture.Ink.Faint, "middle");
        }

        _picture.Text((Left + Width - Right) / 2.0, Top + PlotHeight + 36, _unit ?? "time", SvgPicture.Ink.Faint, "middle");
    }

    private void DrawSeries(StepSeries series, int index)
    {
        var (line, upper, lower) = (new List<(double, double)> { (X(0), Y(series.Start)) }, new List<(double, double)>(), new List<(double, double)>());
        var last = series.Start;
        (double Lower, double Upper)? band = null;
        foreach (var p in series.Points)
        {
            line.Add((X(p.Time), Y(last)));
            line.Add((X(p.Time), Y(p.Value)));
            last = p.Value;
            Corner(p.Time, band);
            band = p is { Lower: { } l, Upper: { } u } ? (l, u) : null;
            Corner(p.Time, band);
        }

        line.Add((X(series.End), Y(last)));
        Corner(series.End, band);
        if (upper.Count > 0)
        {
            lower.Reverse();
            _picture.Area([.. upper, .. lower], color: index == 0 ? null : Colors[index % Colors.Length] ?? "#b5541c");
        }

        _picture.Path(line, Line(index), color: Colors[index % Colors.Length]);

        void Corner(double time, (double Lower, double Upper)? at)
        {
            if (at is { } ends)
            {
                lower.Add((X(time), Y(ends.Lower)));
                upper.Add((X(time), Y(ends.Upper)));
            }
        }
    }

    private void DrawLegend()
    {
        double x = Left;
        for (var i = 0; i < _series.Count; i++)
        {
            if (_series[i].Label is { } label)
            {
                _picture.Rectangle(x, 36, 14, 4, Colors[i % Colors.Length], Line(i));
                _picture.Text(x + 19, 42, label);
                x += 34 + (7 * label.Length);
            }
        }
    }

    private void DrawAtRisk(IReadOnlyList<double> ticks)
    {
        if (_series.All(s => s.AtRisk is null))
        {
            return;
        }

        double y = Top + PlotHeight + 56;
        _picture.Text(Left, y, "At risk", SvgPicture.Ink.Faint);
        for (var i = 0; i < _series.Count; i++)
        {
            y += RowHeight;
            _picture.Rectangle(12, y - 8, 14, 4, Colors[i % Colors.Length], Line(i));
            foreach (var x in _series[i].AtRisk is null ? [] : ticks)
            {
                _picture.Text(X(x), y, _series[i].AtRisk!(x), anchor: "middle");
            }
        }
    }

    private double X(double time) => Left + ((Width - Left - Right) * Math.Clamp(time / _endOfTime, 0, 1));

    private double Y(double value) => Top + (PlotHeight * (1 - Math.Clamp(value / _top, 0, 1)));
}
