using System.Globalization;
using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

public sealed partial class CohortTable
{
    private const string BlankMeaning = "blank: not observed yet";
    private const double RowHeight = 22;

    /// <summary>The triangle as text: one line per cohort, percentages by offset, blanks where nothing is observed, "*" after what is partial.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var labels = Labels();
        var width = Math.Max(Granularity.Name.Length, labels.Max(l => (int?)l.Length) ?? 0);
        var lines = new List<string> { Line(Granularity.Name.PadRight(width), "n", offset => OffsetName(offset)) };
        for (var row = 0; row < Cohorts; row++)
        {
            var cohort = row;
            lines.Add(Line(labels[row].PadRight(width), Text.Count(_sizes[row]), offset => CellText(CellAt(cohort, offset))));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The triangle as a Markdown table, which pull requests and READMEs render.</summary>
    /// <returns>The table; every text in it is escaped.</returns>
    public string ToMarkdown()
    {
        var labels = Labels();
        var markdown = new StringBuilder("| ").Append(Granularity.Name).Append(" | n |");
        for (var offset = 0; offset < Offsets; offset++)
        {
            markdown.Append(' ').Append(OffsetName(offset)).Append(" |");
        }

        markdown.Append("\n|---|---:|").Insert(markdown.Length, "---:|", Offsets).Append('\n');
        for (var row = 0; row < Cohorts; row++)
        {
            markdown.Append("| ").Append(labels[row]).Append(" | ").Append(Text.Count(_sizes[row])).Append(" |");
            for (var offset = 0; offset < Offsets; offset++)
            {
                markdown.Append(' ').Append(CellText(CellAt(row, offset)).Replace("*", "\\*", StringComparison.Ordinal)).Append(" |");
            }

            markdown.Append('\n');
        }

        return markdown.ToString();
    }

    /// <summary>The table as a self-contained HTML fragment: a heat map with counts and intervals as tooltips.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var ramp = Ramp();
        var labels = Labels();
        var html = new StringBuilder("<div class=\"retention-metrics\" style=\"font-family:system-ui,sans-serif;overflow-x:auto\"><table style=\"border-collapse:separate;border-spacing:2px;font-size:.85em;font-variant-numeric:tabular-nums\"><thead><tr><th style=\"text-align:left\">")
            .Append(HtmlCard.Encode(Granularity.Name)).Append("</th><th style=\"text-align:right\">n</th>");
        for (var offset = 0; offset < Offsets; offset++)
        {
            html.Append("<th style=\"text-align:center\">").Append(HtmlCard.Encode(OffsetName(offset))).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        for (var row = 0; row < Cohorts; row++)
        {
            html.Append("<tr><th style=\"text-align:left;font-weight:normal\">").Append(HtmlCard.Encode(labels[row])).Append("</th><td style=\"text-align:right\">").Append(Text.Count(_sizes[row])).Append("</td>");
            for (var offset = 0; offset < Offsets; offset++)
            {
                AppendCell(html, CellAt(row, offset), ramp);
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table><div style=\"opacity:.75;font-size:.85em\">").Append(HtmlCard.Encode(Legend())).Append("</div></div>").ToString();
    }

    /// <summary>The table as a picture: a heat map in SVG, legible in light and dark, with its legend.</summary>
    /// <returns>The SVG document; every text in it is encoded.</returns>
    /// <example>
    /// <code>
    /// File.WriteAllText("cohorts.svg", orders.Cohorts(Granularity.Month, observedThrough).ToSvg());
    /// </code>
    /// </example>
    public string ToSvg()
    {
        const double Cell = 46;
        const double Top = 34;
        var ramp = Ramp();
        var labels = Labels();
        var left = 24 + (7.2 * Math.Max(Granularity.Name.Length, labels.Max(l => (int?)l.Length) ?? 0));
        var grid = left + 58;
        var legend = Legend();
        var width = Math.Max(grid + (Cell * Offsets) + 16, 160 + (6.3 * legend.Length));
        var height = Top + (RowHeight * Cohorts) + 54;
        var picture = new SvgPicture(width, height, string.Create(CultureInfo.InvariantCulture, $"Retention by {Granularity.Name} cohort: {Cohorts} cohorts, {Entries} customers, offsets 0 to {Math.Max(0, Offsets - 1)}"));
        picture.Text(12, 22, Granularity.Name, SvgPicture.Ink.Faint).Text(grid - 12, 22, "n", SvgPicture.Ink.Faint, "end");
        for (var offset = 0; offset < Offsets; offset++)
        {
            picture.Text(grid + (Cell * (offset + 0.5)), 22, OffsetName(offset), SvgPicture.Ink.Faint, "middle");
        }

        for (var row = 0; row < Cohorts; row++)
        {
            var y = Top + (RowHeight * row);
            picture.Text(12, y + 15, labels[row]).Text(grid - 12, y + 15, Text.Count(_sizes[row]), SvgPicture.Ink.Faint, "end");
            for (var offset = 0; offset < Offsets; offset++)
            {
                DrawCell(picture, CellAt(row, offset), grid + (Cell * offset), y, Cell, ramp);
            }
        }

        DrawLegend(picture, ramp, legend, height - 30);
        return picture.ToString();
    }

    private static void DrawCell(SvgPicture picture, CohortCell cell, double x, double y, double width, HeatRamp ramp)
    {
        if (cell.Value is not { } value)
        {
            return;
        }

        // Everybody is there at offset 0; a colour for it would drown the others.
        var plain = cell.Offset == 0;
        picture
            .Rectangle(x + 1, y + 1, width - 2, RowHeight - 2, plain ? null : ramp.Fill(value), SvgPicture.Ink.Grid, Tooltip(cell), cell.IsPartial)
            .Text(x + (width / 2), y + 15, CellText(cell), plain ? SvgPicture.Ink.Faint : SvgPicture.Ink.Text, "middle", 11, fill: plain ? null : ramp.TextOn(value));
    }

    private static void DrawLegend(SvgPicture picture, HeatRamp ramp, string legend, double y)
    {
        const int Steps = 24;
        for (var step = 0; step < Steps; step++)
        {
            picture.Rectangle(12 + (step * 5), y, 5.5, 8, ramp.Fill(ramp.Highest * step / (Steps - 1)));
        }

        picture
            .Text(12, y + 21, "0 %", SvgPicture.Ink.Faint, size: 11)
            .Text(12 + (Steps * 5), y + 21, Text.Percent(ramp.Highest, 0), SvgPicture.Ink.Faint, "end", 11)
            .Text(28 + (Steps * 5), y + 9, legend, SvgPicture.Ink.Faint, size: 11);
    }

    private static void AppendCell(StringBuilder html, CohortCell cell, HeatRamp ramp)
    {
        if (cell.Value is not { } value)
        {
            html.Append("<td style=\"text-align:center;opacity:.6\">").Append(HtmlCard.Encode(CellText(cell))).Append("</td>");
            return;
        }

        var colours = cell.Offset == 0 ? "background:#8882" : string.Create(CultureInfo.InvariantCulture, $"background:{ramp.Fill(value)};color:{ramp.TextOn(value)}");
        html.Append("<td style=\"text-align:center;padding:.1em .5em;border-radius:2px;").Append(colours).Append("\" title=\"").Append(HtmlCard.Encode(Tooltip(cell))).Append("\">").Append(HtmlCard.Encode(CellText(cell))).Append("</td>");
    }

    private static string Tooltip(CohortCell cell) => string.Create(CultureInfo.InvariantCulture, $"{Text.Date(cell.Cohort)} + {cell.Offset}: {cell}");

    private static string CellText(CohortCell cell) =>
        !cell.IsObserved ? string.Empty : cell.Value is { } value ? Text.PercentNumber(value) + (cell.IsPartial ? "*" : string.Empty) : Text.NotAvailable;

    private string Line(string label, string size, Func<int, string> cell)
    {
        var line = new StringBuilder(label).Append("  ").Append(size.PadLeft(8)).Append(' ');
        for (var offset = 0; offset < Offsets; offset++)
        {
            line.Append(cell(offset).PadLeft(7));
        }

        return line.ToString().TrimEnd();
    }

    private string[] Labels()
    {
        var labels = new string[Cohorts];
        for (var row = 0; row < labels.Length; row++)
        {
            labels[row] = Granularity.LabelAt(_first + row);
        }

        return labels;
    }

    private string OffsetName(int offset) =>
        Policy.Brackets.Count > offset ? Policy.Brackets[offset].ToString() : Text.Count(offset);

    private HeatRamp Ramp()
    {
        var highest = 0.0;
        for (var row = 0; row < Cohorts; row++)
        {
            for (var offset = 1; offset < Offsets; offset++)
            {
                highest = Math.Max(highest, CellAt(row, offset).Value ?? 0);
            }
        }

        return new(highest);
    }

    private string Legend()
    {
        var partial = Policy.Incomplete == IncompletePeriods.Include ? "; *: the period has not ended" : string.Empty;
        return $"% of n; {BlankMeaning}{partial}; observed through {Text.Date(ObservedThrough)}; {Policy}";
    }
}
