using System.Text;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <content>Texts and tables.</content>
public sealed partial class ChurnModel
{
    // A rule of thumb for the smaller of the two groups per coefficient: Peduzzi and others, Journal of Clinical Epidemiology 49 (1996).
    private const int EventsPerColumn = 10;

    /// <summary>Customers, fit and status in one line, then one line for each coefficient.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', (string[])[Headline, .. Coefficients.Select(c => c.ToString()), .. Report.Notes]);

    /// <summary>The coefficients with odds ratios and intervals as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| column | estimate | standard error | odds ratio | 95 % interval | p |\n|:---|---:|---:|---:|:---:|---:|\n");
        foreach (var c in Coefficients)
        {
            table.Append("| ").AppendJoin(
                " | ",
                c.Name.Replace("|", "\\|", StringComparison.Ordinal),
                Shown(c.Estimate),
                Shown(c.StandardError),
                Shown(c.Ratio),
                c.RatioInterval() is { } i ? $"{Coefficient.Significant(i.Lower)}–{Coefficient.Significant(i.Upper)}" : Text.NotAvailable,
                c.PValue is { } p ? Text.PValue(p) : Text.NotAvailable).Append(" |\n");
        }

        return table.Append('\n').Append(Headline).Append('\n').ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Churn model", McFaddenR2 is { } r2 ? $"McFadden R² {Text.Number(r2, 3)}" : Text.NotAvailable)
            .Row("Customers", $"{Text.Count(Customers)}, {Text.Count(Churned)} churned")
            .Row("Deviance", $"{Text.Number(Deviance)} of {Text.Number(NullDeviance)}")
            .Row("AIC, BIC", $"{Text.Number(Aic)}, {Text.Number(Bic)}")
            .Row("Fit", Report.Headline)
            .Row("Penalty", Penalty == ChurnPenalty.None ? null : Penalty == ChurnPenalty.Ridge ? $"ridge {Coefficient.Significant(Strength)}" : Penalty.ToString());
        foreach (var c in Coefficients)
        {
            card.Row(c.Name, c.Estimate is null ? Text.NotAvailable : $"{Shown(c.Estimate)} ± {Shown(c.StandardError)}; odds ratio {Shown(c.Ratio)}{(c.PValue is { } p ? ", " + Text.PValue(p) : string.Empty)}");
        }

        foreach (var note in Report.Notes)
        {
            card.Note(note);
        }

        var fewer = Math.Min(Churned, Customers - Churned);
        return card.Note(fewer < EventsPerColumn * Columns.Count ? $"Few to learn from: {Text.Count(fewer)} in the smaller of the two groups for {Text.Count(Columns.Count)} columns; ten for each is a rule of thumb." : null).ToString();
    }

    private string Headline =>
        $"churn model of {Text.Count(Customers)} customers, {Text.Count(Churned)} churned: deviance {Text.Number(Deviance)} of {Text.Number(NullDeviance)}{(McFaddenR2 is { } r2 ? $" (McFadden R² {Text.Number(r2, 3)})" : string.Empty)}, AIC {Text.Number(Aic)}; {Report.Headline}";

    private static string Shown(double? value) => value is { } v ? Coefficient.Significant(v) : Text.NotAvailable;
}
