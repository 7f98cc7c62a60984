using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <content>Charts and tables.</content>
public sealed partial class SurvivalCurve
{
    // More steps than a chart has pixels are not drawn one by one.
    private const int StepsDrawn = 1500;
    private const int StepsListed = 24;

    /// <summary>The curve as a chart: steps, confidence band, and the numbers at risk under the axis. A self-contained SVG without script, readable in light and dark.</summary>
    /// <param name="title">The heading; "Customers still there" unless told.</param>
    /// <returns>The SVG element.</returns>
    public string ToSvg(string? title = null) => Overlay([this], title);

    /// <summary>Several curves in one chart, with a legend of their labels.</summary>
    /// <param name="curves">The curves, of one unit of time.</param>
    /// <param name="title">The heading; "Customers still there" unless told.</param>
    /// <returns>The SVG element.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="curves"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">The units of the curves differ.</exception>
    /// <example>
    /// <code>
    /// LifetimeGroups plans = LifetimeGroups.Of(("monthly", monthly), ("annual", annual));
    /// File.WriteAllText("plans.svg", SurvivalCurve.Overlay(plans.KaplanMeier(), "Subscribers by plan"));
    /// </code>
    /// </example>
    public static string Overlay(IEnumerable<SurvivalCurve> curves, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var list = curves.ToList();
        foreach (var curve in list)
        {
            ArgumentNullException.ThrowIfNull(curve, nameof(curves));
        }

        var units = list.Select(c => c.Unit).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (units.Count > 1)
        {
            throw new ArgumentException($"Curves in {string.Join(" and ", units)} have no common axis.", nameof(curves));
        }

        return StepChart.Draw(title ?? "Customers still there", units.FirstOrDefault(), [.. list.Select(c => c.Series())], top: 1);
    }

    /// <summary>The curve as a Markdown table: its steps, or round times when there are many.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder($"| {Unit ?? "time"} | at risk | survival | {Text.Level(Level)} interval |\n|---:|---:|---:|:---:|\n");
        foreach (var row in Listed())
        {
            var interval = row.Interval is { } i ? $"{Text.PercentNumber(i.Lower)}–{Text.PercentNumber(i.Upper)}" : Text.NotAvailable;
            table.Append("| ").AppendJoin(" | ", SurvivalText.Short(row.Time), SurvivalText.Amount(row.AtRisk), Text.Percent(row.Survival), interval).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>The curve as a self-contained HTML fragment with its chart, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard(Label is null ? "Survival" : $"Survival: {Label}", Median.ToString())
            .Row("Lifetimes", Lifetimes.ToString())
            .Row("Given that they stayed", Stayed > 0 ? Lifetimes.InUnit(Stayed) : null)
            .Row("Restricted mean", LastTime > 0 ? RestrictedMean().ToString() : null)
            .Row("Intervals", $"{Text.Level(Level)}, {SurvivalLimits.Name(Scale)}, {(Variance == SurvivalVariance.Robust ? "robust" : "Greenwood")}")
            .Note(Lifetimes.Censored.SmallSampleWarning)
            .Note(Lifetimes.Censored.Value > 0.5 ? $"{Text.Percent(Lifetimes.Censored.Value)} of the lifetimes still run: the right end of the curve rests on few." : null);
        return $"<div class=\"retention-metrics-survival\">{card}{(LastTime is null ? string.Empty : ToSvg())}</div>";
    }

    internal StepSeries Series() => new(Label, 1, [.. Drawn()], LastTime ?? 0, time => SurvivalText.Amount(At(time, carryForward: true).AtRisk));

    private IEnumerable<StepPoint> Drawn()
    {
        if (Steps.Count <= StepsDrawn)
        {
            return Steps.Select(Point);
        }

        return Enumerable.Range(1, StepsDrawn)
            .Select(i => StepsUpTo(LastTime!.Value * i / StepsDrawn))
            .Where(steps => steps > 0)
            .Distinct()
            .Select(steps => Point(Steps[steps - 1]));

        static StepPoint Point(SurvivalStep step) => new(step.Time, step.Survival, step.Interval?.Lower, step.Interval?.Upper);
    }

    private IEnumerable<(double Time, double AtRisk, double? Survival, ConfidenceInterval? Interval)> Listed() =>
        Steps.Count <= StepsListed
            ? Steps.Select(s => (s.Time, s.AtRisk, (double?)s.Survival, s.Interval))
            : StepChart.Ticks(LastTime!.Value, 12).Select(t => At(t)).Select(s => (s.Time, s.AtRisk, s.Survival, s.Interval));
}
