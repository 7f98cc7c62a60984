namespace Retention.Metrics.Rendering;

/// <summary>A ratio to draw.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Log">The logarithm of the ratio; null when there is none.</param>
/// <param name="Interval">The logarithms of the ends of its interval; null when there is none.</param>
/// <param name="WithoutEnd">1 when the ratio grows without end, -1 when it falls to 0, 0 when it is finite.</param>
/// <param name="Summary">What to print beside it.</param>
/// <param name="Tooltip">What to say of it when asked.</param>
internal readonly record struct ForestRow(string Name, double? Log, (double Lower, double Upper)? Interval, int WithoutEnd, string Summary, string Tooltip);

/// <summary>Ratios with their intervals on a logarithmic axis, one row each, with a line at 1.</summary>
internal sealed class ForestPlot
{
    private const int Width = 760;
    private const int Margin = 16;
    private const int Left = 204;
    private const int Right = 496;
    private const int Top = 62;
    private const int RowHeight = 26;
    private const int HeadLength = 9;
    private const int MostRows = 100;
    private const int MostLetters = 40;

    // Ratios past e^±690 are beyond doubles.
    private const double Farthest = 690;

    private readonly SvgPicture _picture;
    private readonly IReadOnlyList<ForestRow> _rows;
    private readonly List<string> _notes = [];
    private readonly double _low;
    private readonly double _high;
    private readonly double _bottom;

    private ForestPlot(string title, string subtitle, IReadOnlyList<ForestRow> rows)
    {
        _rows = [.. rows.Take(MostRows)];
        (_low, _high) = Ends(_rows);
        _bottom = Top + (RowHeight * _rows.Count) + 4;
        if (_rows.Any(r => r.WithoutEnd != 0))
        {
            _notes.Add("An arrow from 1: the likelihood grows without end in the column, which has no ratio and no interval.");
        }

        if (_rows.Any(r => GoesOn(r, -1) || GoesOn(r, 1)))
        {
            _notes.Add("An arrowhead at the edge: the ratio or its interval goes on past the axis.");
        }

        if (rows.Count > _rows.Count)
        {
            _notes.Add($"The first {Text.Count(_rows.Count)} of {Text.Count(rows.Count)} columns.");
        }

        _picture = new(Width, _bottom + 48 + (18 * _notes.Count), $"{title}: {subtitle}");
        _picture.Text(Margin, 24, title, size: 15, bold: true).Text(Margin, 43, rows.Count == 0 ? "no columns" : subtitle, SvgPicture.Ink.Faint);
    }

    /// <summary>Draws the plot.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="subtitle">What is drawn.</param>
    /// <param name="below">What a ratio below 1 means.</param>
    /// <param name="above">What a ratio above 1 means.</param>
    /// <param name="rows">The ratios.</param>
    public static string Draw(string title, string subtitle, string below, string above, IReadOnlyList<ForestRow> rows) => new ForestPlot(title, subtitle, rows).Draw(below, above);

    private string Draw(string below, string above)
    {
        foreach (var (log, label) in LogTicks.Between(_low, _high))
        {
            _picture.Line(X(log), Top, X(log), _bottom).Text(X(log), _bottom + 16, label, SvgPicture.Ink.Faint, "middle", 11);
        }

        _picture.Rectangle(X(0) - 0.75, Top - 4, 1.5, _bottom - Top + 8, null, SvgPicture.Ink.Faint)
            .Text(X(0) - 10, _bottom + 34, "← " + below, SvgPicture.Ink.Faint, "end").Text(X(0) + 10, _bottom + 34, above + " →", SvgPicture.Ink.Faint);
        for (var i = 0; i < _rows.Count; i++)
        {
            DrawRow(_rows[i], Top + (RowHeight * (i + 0.5)) + 2);
        }

        for (var i = 0; i < _notes.Count; i++)
        {
            _picture.Text(Margin, _bottom + 54 + (18 * i), _notes[i], SvgPicture.Ink.Faint, size: 11);
        }

        return _picture.ToString();
    }

    private void DrawRow(in ForestRow row, double y)
    {
        _picture.Text(Margin, y + 4, Shortened(row.Name), size: Fitting(row.Name.Length, Left - Margin - 12))
            .Text(Right + 16, y + 4, row.Summary, row.Log is null || row.WithoutEnd != 0 ? SvgPicture.Ink.Faint : SvgPicture.Ink.Text, size: Fitting(row.Summary.Length, Width - Right - 22));
        if (row.WithoutEnd != 0)
        {
            var edge = row.WithoutEnd > 0 ? Right : Left;
            _picture.Line(X(0), y, edge - (HeadLength * row.WithoutEnd), y, SvgPicture.Ink.Second, 2);
            Head(y, row.WithoutEnd, SvgPicture.Ink.Second);
            _picture.Dot(X(0), y, SvgPicture.Ink.Second, row.Tooltip, 3);
            return;
        }

        if (row.Log is not { } log)
        {
            return;
        }

        if (row.Interval is var (lower, upper))
        {
            _picture.Line(X(lower) + (lower < _low ? HeadLength : 0), y, X(upper) - (upper > _high ? HeadLength : 0), y, SvgPicture.Ink.Accent, 2);
        }

        foreach (var side in (int[])[-1, 1])
        {
            if (GoesOn(row, side))
            {
                Head(y, side, SvgPicture.Ink.Accent);
            }
        }

        if (log >= _low && log <= _high)
        {
            _picture.Dot(X(log), y, tooltip: row.Tooltip, radius: 4.5);
        }
    }

    /// <summary>An arrowhead at the left (-1) or right (1) edge.</summary>
    private void Head(double y, int side, SvgPicture.Ink ink)
    {
        var edge = side > 0 ? Right : Left;
        _picture.Area([(edge, y), (edge - (HeadLength * side), y - 4.5), (edge - (HeadLength * side), y + 4.5)], ink);
    }

    private bool GoesOn(in ForestRow row, int side) =>
        row is { WithoutEnd: 0, Log: { } log } && (side < 0 ? Math.Min(log, row.Interval?.Lower ?? log) < _low : Math.Max(log, row.Interval?.Upper ?? log) > _high);

    private double X(double log) => Left + ((Right - Left) * Math.Clamp((log - _low) / (_high - _low), 0, 1));

    /// <summary>The axis holds 1 and all ratios; of an interval that says little no more than three times as much, so that the others keep their shape.</summary>
    private static (double Low, double High) Ends(IReadOnlyList<ForestRow> rows)
    {
        var finite = rows.Where(r => r.WithoutEnd == 0 && r.Log is not null).ToList();
        var limit = Math.Clamp(3 * finite.Select(r => Math.Abs(r.Log!.Value)).DefaultIfEmpty().Max(), 3, Farthest);
        var low = Math.Max(-limit, finite.Select(r => Math.Min(r.Log!.Value, r.Interval?.Lower ?? 0)).Append(0).Min());
        var high = Math.Min(limit, finite.Select(r => Math.Max(r.Log!.Value, r.Interval?.Upper ?? 0)).Append(0).Max());
        var span = high - low;
        if (span == 0)
        {
            return (-1, 1);
        }

        // Room for arrows from 1, and a little beside the last interval.
        low = rows.Any(r => r.WithoutEnd < 0) ? Math.Min(low, -0.3 * span) : low;
        high = rows.Any(r => r.WithoutEnd > 0) ? Math.Max(high, 0.3 * span) : high;
        return (low > -limit ? low - (0.04 * span) : low, high < limit ? high + (0.04 * span) : high);
    }

    private static double Fitting(int letters, double space) => Math.Clamp(space / (0.62 * Math.Max(1, letters)), 8, 12);

    private static string Shortened(string name) =>
        name.Length <= MostLetters ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[MostLetters - 2]) ? MostLetters - 2 : MostLetters - 1), "…");
}
