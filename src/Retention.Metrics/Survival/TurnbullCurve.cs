using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The survival curve of lifetimes that are known only between bounds: the non-parametric maximum likelihood estimate of Turnbull. With exact and still running lifetimes alone it
/// is the Kaplan–Meier curve.
/// </summary>
/// <remarks>
/// <para>The estimate says how much survival comes down in each of certain intervals, the <see cref="Steps"/>, and nothing of when inside: there it is between two bounds. The masses
/// are found by self-consistency, the iterative convex minorant and Newton's method, and proved by the Kuhn–Tucker conditions: <see cref="Report"/> says whether they hold.</para>
/// <para>It has no standard errors: the estimate converges at another rate than those suppose. Compare it with a <see cref="ParametricSurvival"/> of the same rows.</para>
/// <para>B. W. Turnbull, "The empirical distribution function with arbitrarily grouped, censored and truncated data", JRSS B 38, 1976; R. Gentleman and C. J. Geyer, Biometrika 81,
/// 1994. Immutable.</para>
/// </remarks>
/// <example>
/// <code>
/// IntervalLifetimes seen = IntervalLifetimes.From([1, 2, 3, 0, 4], [2, 4, null, 1, 6], unit: "weeks");
/// TurnbullCurve curve = TurnbullCurve.Fit(seen);
/// foreach (TurnbullStep step in curve.Steps) Console.WriteLine(step);
/// Console.WriteLine(curve.At(3.5));                    // n/a (the time lies inside a step …)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TurnbullCurve : IEquatable<TurnbullCurve>, IRendersHtml
{
    private const int StepsListed = 24;

    [JsonConstructor]
    internal TurnbullCurve(IReadOnlyList<TurnbullStep> steps, double beyond, double? beyondFrom, double logLikelihood, long count, string? unit, FitReport report)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(report);
        for (var i = 1; i < steps.Count; i++)
        {
            if (steps[i].From < steps[i - 1].To || steps[i].Survival > steps[i - 1].Survival)
            {
                throw new ArgumentException("The steps must ascend in time and come down.", nameof(steps));
            }
        }

        Steps = Array.AsReadOnly(steps.ToArray());
        Beyond = Guard.Fraction(beyond);
        BeyondFrom = beyondFrom is { } from ? Guard.AtLeast(from, 0, nameof(beyondFrom)) : null;
        LogLikelihood = Guard.Finite(logLikelihood);
        Count = Guard.Count(count);
        (Unit, Report) = (unit, report);
    }

    /// <summary>The intervals in which the curve comes down, or could, in order of time.</summary>
    public IReadOnlyList<TurnbullStep> Steps { get; }

    /// <summary>The share that leaves after the last time at which anybody was seen, or never.</summary>
    public double Beyond { get; }

    /// <summary>That last time; null when nobody stays past the last step.</summary>
    public double? BeyondFrom { get; }

    /// <summary>The log-likelihood, Σ weight · log(mass between the bounds of the row).</summary>
    public double LogLikelihood { get; }

    /// <summary>How many lifetimes there were.</summary>
    public long Count { get; }

    /// <summary>What times are counted in; null when unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>How the search ended, and what to be warned of.</summary>
    public FitReport Report { get; }

    /// <summary>The step at which half have left; null when fewer than half are known to leave.</summary>
    [JsonIgnore]
    public TurnbullStep? Median => StepAt(0.5);

    /// <summary>Estimates the curve.</summary>
    /// <param name="lifetimes">The lifetimes; without any, the curve has no steps.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TurnbullCurve Fit(IntervalLifetimes lifetimes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        if (lifetimes.Count == 0)
        {
            return new([], 0, null, 0, 0, lifetimes.Unit, new(FitStatus.Converged, 0, null));
        }

        var support = TurnbullSupport.Of(lifetimes);
        var search = TurnbullSearch.Run(support, cancellationToken);
        var largest = lifetimes.WeightsOfRows?.Max() ?? 1;
        var notes = search.Converged ? [] : new List<string> { FormattableString.Invariant($"The Kuhn–Tucker conditions hold up to {search.Excess:0.0e+0} only.") };
        var steps = new List<TurnbullStep>();
        // Survival from the right, so that what is small there is not what rounding left over.
        var survival = new double[support.Candidates.Count + 1];
        for (var j = support.Candidates.Count - 1; j >= 0; j--)
        {
            survival[j] = Math.Min(1, survival[j + 1] + search.Masses[j]);
        }

        for (var j = 0; j < support.Candidates.Count; j++)
        {
            var (from, to) = support.Candidates[j];
            if (double.IsFinite(to))
            {
                steps.Add(new(from, to, search.Masses[j], survival[j + 1]));
            }
        }

        var last = support.Candidates[^1];
        var open = double.IsPositiveInfinity(last.To);
        var likelihood = search.Value(search.Masses) * largest;
        return new(steps, open ? search.Masses[^1] : 0, open ? last.From : null, double.IsFinite(likelihood) ? likelihood : -double.MaxValue, lifetimes.Count, lifetimes.Unit, new(search.Converged ? FitStatus.Converged : FitStatus.NotConverged, search.Rounds, notes));
    }

    /// <summary>The share that stays longer than a time.</summary>
    /// <param name="time">The time: finite, at least 0.</param>
    /// <returns>Survival where the data determine it, and its bounds where the time lies inside a step that has mass, or past the last time at which anybody was seen.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public TurnbullEstimate At(double time)
    {
        Guard.AtLeast(time, 0);
        if (Count == 0)
        {
            return new(time, null, null);
        }

        var before = 1.0;
        foreach (var step in Steps)
        {
            if (time < step.To)
            {
                return new(time, time > step.From ? step.Survival : before, before);
            }

            before = step.Survival;
        }

        return new(time, time > BeyondFrom ? 0 : before, before);
    }

    /// <summary>The step at which a share has left.</summary>
    /// <param name="probability">The share: strictly between 0 and 1; 0.5 is the median.</param>
    /// <returns>The first step after which survival is at most 1 − probability: the quantile lies in it. Null when it is not reached.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
    public TurnbullStep? StepAt(double probability)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw Guard.OutOfRange(nameof(probability), probability, "A share must lie strictly between 0 and 1 (0.5 is the median)");
        }

        foreach (var step in Steps)
        {
            // As much as the masses are known to.
            if (step.Survival <= 1 - probability + 1e-10)
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(TurnbullCurve? other) =>
        other is not null && Beyond.Equals(other.Beyond) && BeyondFrom == other.BeyondFrom && LogLikelihood.Equals(other.LogLikelihood) && Count == other.Count && Unit == other.Unit
        && Report.Equals(other.Report) && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TurnbullCurve);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Beyond, BeyondFrom, LogLikelihood, Count, Unit, Steps.Count);

    /// <summary>As "10 lifetimes between bounds: 50 % gone within 4–5 weeks; 0.0 % beyond; converged after 3 iterations".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Count == 0
            ? $"{Text.NotAvailable} (nobody was observed)"
            : $"{Text.Count(Count)} lifetimes between bounds: {MedianText}; {Text.Percent(Beyond)} beyond{(BeyondFrom is { } from ? " " + SurvivalText.Time(from, Unit) : string.Empty)}; {Report.Headline}";

    /// <summary>The steps as a Markdown table.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder($"| {Unit ?? "time"} | leave | stay longer |\n|:---|---:|---:|\n");
        foreach (var step in Steps)
        {
            table.Append("| ").AppendJoin(" | ", Range(step), Text.Percent(step.Mass), Text.Percent(step.Survival)).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>The curve as a chart, with the bounds inside of steps as its band: a self-contained SVG without script, readable in light and dark.</summary>
    /// <param name="title">The heading; "Customers still there" unless told.</param>
    /// <returns>The SVG element.</returns>
    public string ToSvg(string? title = null)
    {
        var points = new List<StepPoint>();
        var before = 1.0;
        foreach (var step in Steps.Where(s => s.Mass > 0))
        {
            if (step.To > step.From)
            {
                points.Add(new(step.From, before, step.Survival, before));
            }

            points.Add(new(step.To, step.Survival, step.Survival, step.Survival));
            before = step.Survival;
        }

        var end = Math.Max(Steps.Count > 0 ? Steps[^1].To : 0, BeyondFrom ?? 0);
        return StepChart.Draw(title ?? "Customers still there", Unit, [new(null, 1, points, end, null)], top: 1);
    }

    /// <summary>The same as a self-contained HTML fragment with the chart, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Survival between bounds", Count == 0 ? Text.NotAvailable : MedianText).Row("Lifetimes", Text.Count(Count));
        foreach (var step in Steps.Where(s => s.Mass > 0).Take(StepsListed))
        {
            card.Row(Range(step), $"{Text.Percent(step.Mass)} leave, {Text.Percent(step.Survival)} stay longer");
        }

        card.Row("Beyond", BeyondFrom is null ? null : Text.Percent(Beyond))
            .Row("Fit", Report.Headline)
            .Note(Steps.Count(s => s.Mass > 0) > StepsListed ? $"The first {Text.Count(StepsListed)} of {Text.Count(Steps.Count(s => s.Mass > 0))} steps." : null)
            .Note("Inside of a step the data do not say when customers leave: the shaded area.");
        foreach (var note in Report.Notes)
        {
            card.Note(note);
        }

        return $"<div class=\"retention-metrics-survival\">{card}{(Count == 0 ? string.Empty : ToSvg())}</div>";
    }

    internal (double[] Times, double[] Survival) Points() => ObservedCurve.Thinned([.. Steps.Where(s => s.Mass > 0).Select(s => (s.To, s.Survival))]);

    [JsonIgnore]
    private string MedianText => Median is { } median ? $"50 % gone {(median.From == median.To ? "at" : "within")} {Range(median)}{(Unit is null ? string.Empty : " " + Unit)}" : "fewer than half are known to leave";

    private static string Range(TurnbullStep step) => step.From == step.To ? SurvivalText.Short(step.To) : $"{SurvivalText.Short(step.From)}–{SurvivalText.Short(step.To)}";
}
