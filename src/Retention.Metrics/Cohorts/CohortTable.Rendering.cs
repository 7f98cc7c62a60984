using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

public sealed partial class CohortTable
{
    /// <summary>The triangle as text: one line per cohort, percentages by offset, blanks where nothing is observed, "*" after what is partial.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var lines = new List<string>();
        for (var row = 0; row < Cohorts; row++)
        {
            var cells = Enumerable.Range(0, Offsets).Select(offset => CellText(CellAt(row, offset)).PadLeft(6));
            lines.Add($"{Granularity.LabelAt(_first + row)}  {Text.Count(_sizes[row]),8} {string.Concat(cells)}".TrimEnd());
        }

        return string.Join('\n', lines);
    }

    /// <summary>The table as a self-contained HTML fragment.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => "<pre>" + HtmlCard.Encode(ToString()) + "</pre>";

    private static string CellText(CohortCell cell) =>
        !cell.IsObserved ? string.Empty : cell.Value is { } value ? Text.PercentNumber(value) + (cell.IsPartial ? "*" : string.Empty) : Text.NotAvailable;
}
