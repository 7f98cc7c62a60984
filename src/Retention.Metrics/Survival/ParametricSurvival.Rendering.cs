using System.Text;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <content>Texts, tables and the picture.</content>
public sealed partial class ParametricSurvival
{
    /// <summary>As "Weibull: median 8.53 months (95 % CI 5.35–13.6), scale 0.7892; 20 lifetimes, log-likelihood -38.29, AIC 80.58; converged after 5 iterations".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{FittedLifetime.Name(Distribution)}: median {Typical.Median}{(_columns.Names.Length > 0 ? " at the means of the columns" : string.Empty)}, scale {Coefficient.Significant(Scale)}; "
        + $"{Text.Count(Count)} lifetimes, log-likelihood {Text.Number(LogLikelihood)}, AIC {Text.Number(Aic)}; {Report.Headline}";

    /// <summary>The coefficients as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| | estimate | standard error | exp(estimate) | z | p |\n|:---|---:|---:|---:|---:|:---|\n");
        foreach (var c in Distribution == LifetimeDistribution.Exponential ? Coefficients : [.. Coefficients, LogScaleCoefficient])
        {
            table.Append("| ").AppendJoin(" | ", c.Name, Shown(c.Estimate), Shown(c.StandardError), Shown(c.Ratio), c.Z is { } z ? Text.Number(z) : Text.NotAvailable, c.PValue is { } p ? Text.PValue(p) : Text.NotAvailable).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>The fitted curve over the observed one: a self-contained SVG without script, readable in light and dark.</summary>
    /// <param name="title">The heading; "Customers still there" unless told.</param>
    /// <returns>The SVG element. With columns, the fitted curve is that at their means.</returns>
    public string ToSvg(string? title = null)
    {
        var typical = Typical;
        return ObservedCurve.Draw(title, Unit, _observedTimes, _observedSurvival, _columns.Names.Length > 0 ? "fitted, at the means" : "fitted", t => typical.Survival(t), typical.Quantile(0.95).Value);
    }

    /// <summary>The same as a self-contained HTML fragment with the picture, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"{FittedLifetime.Name(Distribution)} model of lifetimes", $"median {Typical.Median}");
        foreach (var coefficient in Coefficients)
        {
            card.Row(coefficient.Name, coefficient.Estimate is null ? Text.NotAvailable : coefficient.ToString()[(coefficient.Name.Length + 2)..]);
        }

        card.Row("Scale", $"{Coefficient.Significant(Scale)}{(Distribution == LifetimeDistribution.Exponential ? " (fixed)" : string.Empty)}")
            .Row("Lifetimes", Text.Count(Count))
            .Row("Log-likelihood", $"{Text.Number(LogLikelihood)} (without columns {Text.Number(NullLogLikelihood)})")
            .Row("AIC, BIC", $"{Text.Number(Aic)}, {Text.Number(Bic)}")
            .Row("Columns explain nothing", PValue is { } p ? $"χ² = {Text.Number(ChiSquare)} on {Text.Count(DegreesOfFreedom)}, {Text.PValue(p)}" : null)
            .Row("Fit", Report.Headline);
        foreach (var note in Report.Notes)
        {
            card.Note(note);
        }

        if (_observedTimes.Length > 0)
        {
            card.Note($"Past {SurvivalText.Time(_observedTimes[^1], Unit)}, the last departure seen, the curve is what the family says and not what was observed.");
        }

        return $"<div class=\"retention-metrics-survival\">{card}{ToSvg()}</div>";
    }

    private static string Shown(double? value) => value is { } v ? Coefficient.Significant(v) : Text.NotAvailable;
}
