namespace Retention.Metrics.Rendering;

/// <summary>A square with both axes from 0 to 100 %, its diagonal, lines and dots: curves of discrimination, gain and calibration.</summary>
internal sealed class UnitChart
{
    private const int Side = 360;
    private const int Left = 64;
    private const int Top = 52;
    private const int Width = Left + Side + 40;
    private const int Height = Top + Side + 56;

    private readonly SvgPicture _picture;
    private double _legend = Left;

    public UnitChart(string title, string horizontal, string vertical)
    {
        _picture = new(Width, Height, title);
        // A bold letter is at most about 0.62 of its size wide; a long title gets smaller ones rather than being cut off.
        _picture.Text(Left, 24, title, size: Math.Clamp((Width - Left - 6) / (0.62 * Math.Max(1, title.Length)), 9, 15), bold: true);
        for (var i = 0; i <= 5; i++)
        {
            var part = i / 5.0;
            _picture.Line(Left, Y(part), Left + Side, Y(part));
            _picture.Line(X(part), Top, X(part), Top + Side);
            _picture.Text(Left - 8, Y(part) + 4, Text.Percent(part, 0), SvgPicture.Ink.Faint, "end");
            _picture.Text(X(part), Top + Side + 18, Text.Percent(part, 0), SvgPicture.Ink.Faint, "middle");
        }

        _picture.Text(Left + (Side / 2.0), Top + Side + 40, horizontal, SvgPicture.Ink.Faint, "middle");
        _picture.Text(Left + 6, Top + 14, vertical, SvgPicture.Ink.Faint);
        _picture.Line(X(0), Y(0), X(1), Y(1), SvgPicture.Ink.Second);
    }

    public UnitChart Line(string label, IEnumerable<(double X, double Y)> points)
    {
        _picture.Path(points.Select(p => (X(p.X), Y(p.Y))));
        return Key(label, SvgPicture.Ink.Accent);
    }

    /// <summary>Names the diagonal.</summary>
    public UnitChart Diagonal(string label) => Key(label, SvgPicture.Ink.Second);

    /// <summary>A dot with a tooltip, and a bar from one end of its interval to the other.</summary>
    public UnitChart Dot(double x, double y, (double Lower, double Upper)? interval, string tooltip)
    {
        if (interval is var (lower, upper))
        {
            _picture.Line(X(x), Y(lower), X(x), Y(upper), SvgPicture.Ink.Accent, 1.5);
        }

        _picture.Dot(X(x), Y(y), tooltip: tooltip, radius: 4);
        return this;
    }

    public override string ToString() => _picture.ToString();

    private UnitChart Key(string label, SvgPicture.Ink ink)
    {
        _picture.Rectangle(_legend, 36, 14, 4, null, ink);
        _picture.Text(_legend + 19, 42, label);
        _legend += 34 + (7 * label.Length);
        return this;
    }

    private static double X(double part) => Left + (Side * Math.Clamp(part, 0, 1));

    private static double Y(double part) => Top + (Side * (1 - Math.Clamp(part, 0, 1)));
}
