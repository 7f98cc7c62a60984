using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <content>Texts and the picture.</content>
public sealed partial class CoxModel
{
    /// <summary>The coefficients, one per line, with the test of all together.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', (string[])[Headline, .. Coefficients.Select((c, k) => c + Ending(k)), LikelihoodRatioTest.ToString(), Report.ToString()]);

    /// <summary>
    /// The hazard ratios with their 95 % intervals as a forest plot: a logarithmic axis with a line at 1, to the right of which customers leave sooner. A self-contained SVG without script, readable in light and dark.
    /// </summary>
    /// <param name="title">The heading; "Who leaves sooner" unless told.</param>
    /// <returns>The SVG element. A column in which the likelihood grows without end is an arrow from 1; an interval that goes on past the axis ends in an arrowhead.</returns>
    /// <example>
    /// <code>
    /// File.WriteAllText("ratios.svg", CoxModel.Fit(months, left, Covariates.Of("seats", seats)).ToSvg());
    /// </code>
    /// </example>
    public string ToSvg(string? title = null) => ForestPlot.Draw(
        title ?? "Who leaves sooner",
        $"hazard ratio per unit of the column, {(IsRobust ? "robust " : string.Empty)}95 % interval",
        "stays longer",
        "leaves sooner",
        [.. Coefficients.Select((c, k) => new ForestRow(
            c.Name,
            c.Estimate,
            c.Interval() is { } i ? (i.Lower, i.Upper) : null,
            Unbounded[k] ? Math.Sign(_beta[k]) : 0,
            Summary(k),
            c + Ending(k)))]);

    /// <summary>The same as a self-contained HTML fragment with the picture, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Cox proportional hazards", Headline);
        for (var k = 0; k < Coefficients.Count; k++)
        {
            card.Row(Coefficients[k].Name, Coefficients[k].Ratio is { } ratio && Unbounded[k] ? Coefficient.Significant(ratio) + Ending(k) : Summary(k));
        }

        card.Row("Likelihood ratio test", LikelihoodRatioTest.Outcome).Row("AIC", Text.Number(Aic)).Row("Ties", Ties.ToString()).Row("Fit", Report.Headline)
            .Note("Hazard ratios per unit of the column, with their 95 % intervals" + (IsRobust ? " (robust)." : "."));
        foreach (var note in Report.Notes)
        {
            card.Note(note);
        }

        card.Note(Ended < 10 * DegreesOfFreedom ? "Fewer than ten ends per coefficient: the estimates are rough." : null);
        return Coefficients.Count == 0 ? card.ToString() : $"<div class=\"retention-metrics-survival\">{card}{ToSvg()}</div>";
    }

    private string Headline => $"{Text.Count(Count)} rows, {Text.Count(Ended)} ended{(Baselines.Count > 1 ? $", {Text.Count(Baselines.Count)} strata" : string.Empty)}{(IsRobust ? ", robust errors" : string.Empty)}{(Penalty == CoxPenalty.Firth ? ", Firth's penalty" : string.Empty)}";

    private string Ending(int column) => Unbounded[column] ? ", grows without end" : string.Empty;

    /// <summary>As "0.4842 (0.3173–0.7389), p &lt; .001".</summary>
    private string Summary(int column)
    {
        var c = Coefficients[column];
        if (Unbounded[column])
        {
            return _beta[column] < 0 ? "falls to 0 without end" : "grows without end";
        }

        return c.Ratio is { } ratio
            ? $"{Coefficient.Significant(ratio)}{(c.RatioInterval() is { } i ? $" ({Coefficient.Significant(i.Lower)}–{Coefficient.Significant(i.Upper)})" : string.Empty)}{(c.PValue is { } p ? ", " + Text.PValue(p) : string.Empty)}"
            : Text.NotAvailable;
    }
}
