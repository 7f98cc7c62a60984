using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <content>Texts, tables and pictures.</content>
public sealed partial class RocCurve
{
    // More points than a chart has pixels are not drawn one by one.
    private const int PointsDrawn = 800;

    /// <summary>As "AUC 0.805 (95 % CI 0.747–0.864); 99 churned, 101 stayed", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Auc is { } auc
            ? $"AUC {Text.Number(auc, 3)}{(Interval() is { } i ? $" ({Text.Level(i.Level)} CI {Text.Number(i.Lower, 3)}–{Text.Number(i.Upper, 3)})" : string.Empty)}; {Text.Count(Churned)} churned, {Text.Count(Stayed)} stayed"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The gain table by tenths as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| top | customers | churned | captured | churn rate | lift |\n|---:|---:|---:|---:|---:|---:|\n");
        foreach (var g in Churned + Stayed > 0 ? Gains() : [])
        {
            table.Append("| ").AppendJoin(" | ", Text.Percent(g.Share, 0), Text.Count(g.Customers), Amount(g.Churned), Text.Percent(g.Capture), Text.Percent(g.ChurnRate), g.Lift is { } lift ? Text.Number(lift) : Text.NotAvailable).Append(" |\n");
        }

        return table.Append('\n').Append(ToString()).Append('\n').ToString();
    }

    /// <summary>The same as a self-contained HTML fragment with the curve, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var top = Churned + Stayed > 0 ? Gain(0.1) : default;
        return new HtmlCard("AUC", Auc is { } auc ? Text.Number(auc, 3) : Text.NotAvailable)
            .Row("Interval", Interval() is { } i ? $"{Text.Number(i.Lower, 3)}–{Text.Number(i.Upper, 3)} ({Text.Level(i.Level)}, {i.Method})" : null)
            .Row("Churned", $"{Text.Count(Churned)} of {Text.Count(Churned + Stayed)}")
            .Row("Gini", Gini is { } gini ? Text.Number(gini, 3) : null)
            .Row("Average precision", AveragePrecision is { } precision ? $"{Text.Number(precision, 3)} (churn rate {Text.Percent(ChurnRate.Value)})" : null)
            .Row("Lift of the top tenth", top.Lift is { } lift ? Text.Number(lift) : null)
            .Row("Best by Youden", Youden?.ToString())
            .Note(WhyUndefined)
            .Note(HasBoth && StandardError is null ? "No interval: it needs two who churned and two who stayed." : null)
            .Note(StandardError is 0 ? "Perfectly separated: the interval has no width, which says more of the method than of the score." : null)
            .Note(StandardError is not null && Math.Min(Churned, Stayed) < 30 ? "Fewer than 30 in one of the groups: the interval is rough." : null)
            + (HasBoth ? ToSvg() : string.Empty);
    }

    /// <summary>The curve as a chart, sensitivity over 1 − specificity. A self-contained SVG without script, readable in light and dark.</summary>
    /// <param name="title">The heading; "Who churned, at the price of how many who did not" unless told.</param>
    /// <returns>The SVG element.</returns>
    public string ToSvg(string? title = null)
    {
        var chart = new UnitChart(title ?? "Who churned, at the price of how many who did not", "stayers flagged (1 − specificity)", "churners flagged (sensitivity)").Diagonal("chance");
        if (!HasBoth)
        {
            return chart.Line(Text.NotAvailable, []).ToString();
        }

        chart.Line($"AUC {Text.Number(Auc!.Value, 3)}", Thinned(Points).Select(p => (1 - p.Specificity.Value!.Value, p.Sensitivity.Value!.Value)));
        return Youden is { } best ? chart.Dot(1 - best.Specificity.Value!.Value, best.Sensitivity.Value!.Value, null, best.ToString()).ToString() : chart.ToString();
    }

    /// <summary>The gain as a chart: the share of churners found over the share of customers looked at, highest scores first.</summary>
    /// <param name="title">The heading; "Churners found among the highest scores" unless told.</param>
    /// <returns>The SVG element.</returns>
    public string ToGainSvg(string? title = null)
    {
        var chart = new UnitChart(title ?? "Churners found among the highest scores", "customers looked at", "churners found").Diagonal("at random");
        chart.Line(Churned > 0 ? "by score" : Text.NotAvailable, Churned > 0 ? Thinned(Points).Select(p => ((double)p.Flagged / (Churned + Stayed), p.Sensitivity.Value!.Value)) : []);
        foreach (var g in Churned > 0 ? Gains() : [])
        {
            chart.Dot(g.Share!.Value, g.Capture!.Value, null, g.ToString());
        }

        return chart.ToString();
    }

    private static IEnumerable<RocPoint> Thinned(IReadOnlyList<RocPoint> points)
    {
        var step = 1 + (points.Count / PointsDrawn);
        return points.Where((_, i) => i % step == 0 || i == points.Count - 1);
    }

    private static string Amount(double churned) => Text.Number(churned, churned == Math.Floor(churned) ? 0 : 1);
}
