using System.Globalization;
using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <content>How the table is shown: the value per customer so far, by cohort and offset.</content>
public sealed partial class RevenueCohortTable
{
    private const string Legend = "revenue per customer of the cohort, from the first order to the end of the period; blank: not observed yet";

    /// <summary>The value per customer so far as a Markdown table: one row for each cohort, blank where nothing has been observed.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| cohort | customers |");
        table.AppendJoin(string.Empty, Enumerable.Range(0, Count).Select(k => $" {Text.Count(k)} |")).Append("\n|---|---:|").Append(string.Concat(Enumerable.Repeat("---:|", Count))).Append('\n');
        for (var row = 0; row < Count; row++)
        {
            table.Append("| ").Append(Text.Date(_periods[row].Start)).Append(" | ").Append(Text.Count(_sizes[row])).Append(" |");
            for (var offset = 0; offset < Count; offset++)
            {
                table.Append(' ').Append(CellText(this[row, offset])).Append(" |");
            }

            table.Append('\n');
        }

        return table.ToString();
    }

    /// <summary>The Markdown table.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Count == 0 ? Text.NotAvailable + " (no period has ended within the data)" : ToMarkdown();

    /// <summary>The same as a self-contained HTML fragment, which notebooks show: a heat map with revenue and buyers in the tooltip of each cell.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        const string Cell = "text-align:right;padding:.1em .6em;border-radius:2px";
        var highest = Enumerable.Range(0, Count).Select(row => (double)(this[row, Count - row - 1].PerCustomer ?? 0)).DefaultIfEmpty().Max();
        var ramp = new HeatRamp(1);
        var html = new StringBuilder("<div class=\"retention-metrics\" style=\"font-family:system-ui,sans-serif;overflow-x:auto\"><table style=\"border-collapse:separate;border-spacing:2px;font-size:.85em;font-variant-numeric:tabular-nums\"><tr><th scope=\"col\" style=\"text-align:left\">cohort</th>");
        foreach (var name in Enumerable.Range(-1, Count + 1).Select(k => k < 0 ? "customers" : Text.Count(k)))
        {
            html.Append("<th scope=\"col\" style=\"").Append(Cell).Append("\">").Append(name).Append("</th>");
        }

        for (var row = 0; row < Count; row++)
        {
            html.Append("</tr><tr><th scope=\"row\" style=\"text-align:left;font-weight:normal\">").Append(HtmlCard.Encode(Text.Date(_periods[row].Start))).Append("</th><td style=\"").Append(Cell).Append("\">").Append(Text.Count(_sizes[row])).Append("</td>");
            for (var offset = 0; offset < Count; offset++)
            {
                var cell = this[row, offset];
                var share = cell.PerCustomer is { } value && highest > 0 ? (double)value / highest : (double?)null;
                html.Append("<td style=\"").Append(Cell);
                if (share is { } filled)
                {
                    html.Append(CultureInfo.InvariantCulture, $";background:{ramp.Fill(filled)};color:{ramp.TextOn(filled)}");
                }

                html.Append("\" title=\"").Append(HtmlCard.Encode(cell.ToString())).Append("\">").Append(HtmlCard.Encode(CellText(cell))).Append("</td>");
            }
        }

        return html.Append("</tr></table><div style=\"opacity:.75;font-size:.85em\">").Append(HtmlCard.Encode(Legend)).Append("</div></div>").ToString();
    }

    private static string CellText(RevenueCohortCell cell) => cell.IsObserved ? MoneyText.OrNotAvailable(cell.PerCustomer) : string.Empty;
}
