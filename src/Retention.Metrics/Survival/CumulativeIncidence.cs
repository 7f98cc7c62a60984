using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>One step of a cumulative incidence. The default value is a step at time 0 of nobody.</summary>
public readonly record struct IncidenceStep
{
    internal IncidenceStep(double time, double atRisk, double ended, double value, double standardError, ConfidenceInterval? interval)
    {
        (Time, AtRisk, Ended, Value, StandardError, Interval) = (time, atRisk, ended, value, standardError, interval);
    }

    /// <summary>The tenure.</summary>
    public double Time { get; }

    /// <summary>Customers under observation just before it; a sum of weights if there are any.</summary>
    public double AtRisk { get; }

    /// <summary>Of those, how many left here for this reason.</summary>
    public double Ended { get; }

    /// <summary>The probability of having left for this reason by now, from 0 to 1.</summary>
    public double Value { get; }

    /// <summary>Its standard error.</summary>
    public double StandardError { get; }

    /// <summary>The confidence interval; null where its scale has none, at incidence 0 and, for most scales, 1.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>As "at 3: 15.3 % (95 % CI 5.4–43.5)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"at {SurvivalText.Short(Time)}: {Text.Percent(Value)}{(Interval is { } i ? $" ({i.InPercent()})" : string.Empty)}";
}

/// <summary>A cumulative incidence at a time of the caller's choice. The default value is an estimate from nobody.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct IncidenceEstimate : IRendersHtml
{
    [JsonConstructor]
    internal IncidenceEstimate(double time, double? value, double? standardError, ConfidenceInterval? interval, double atRisk, bool isObserved, string? whyUndefined)
    {
        (Time, Value, StandardError, Interval, AtRisk, IsObserved, WhyUndefined) = (time, value, standardError, interval, atRisk, isObserved, whyUndefined);
    }

    /// <summary>The time asked for.</summary>
    public double Time { get; }

    /// <summary>The probability of having left for this reason by then; null when nobody was observed that long.</summary>
    public double? Value { get; }

    /// <summary>Its standard error; null where the value is.</summary>
    public double? StandardError { get; }

    /// <summary>The confidence interval; null where its scale has none, at incidence 0 and, for most scales, 1.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Customers at risk at the next exit, this time included; 0 after the last.</summary>
    public double AtRisk { get; }

    /// <summary>Whether the time lies within what was observed; false for a value carried on past the end.</summary>
    public bool IsObserved { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    public string? WhyUndefined { get; }

    /// <summary>As "15.3 % (95 % CI 5.4–43.5)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? Text.Percent(value) + (Interval is { } i ? $" ({i.InPercent()})" : string.Empty) + (IsObserved ? string.Empty : ", carried on past the last observation")
            : $"{Text.NotAvailable} ({WhyUndefined ?? "nobody was observed"})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Cumulative incidence", Text.Percent(Value))
        .Row("At", SurvivalText.Short(Time))
        .Row("Interval", Interval is { } i ? $"{i.InPercent()} % ({i.Method})" : null)
        .Row("At risk", SurvivalText.Amount(AtRisk))
        .Note(WhyUndefined)
        .Note(Value is null || IsObserved ? null : "Carried on past the last observation.")
        .ToString();
}

/// <summary>
/// The probability of having left for one reason by t, while other reasons compete. A view on its <see cref="CompetingRisks"/>.
/// </summary>
public sealed class CumulativeIncidence
{
    private readonly CompetingRisks _risks;
    private readonly int _index;

    internal CumulativeIncidence(CompetingRisks risks, string cause, int index) => (_risks, Cause, _index) = (risks, cause, index);

    /// <summary>The name of the reason.</summary>
    public string Cause { get; }

    /// <summary>The steps in order of time: one per distinct exit, whatever its reason, censorings included.</summary>
    public IReadOnlyList<IncidenceStep> Steps => [.. Enumerable.Range(0, _risks.Estimate.Times.Length).Select(Step)];

    /// <summary>The incidence at a time.</summary>
    /// <param name="time">The time; finite, at least 0.</param>
    /// <param name="carryForward">Whether the last value holds past the last observation; unless told it is undefined there as long as somebody was still there.</param>
    /// <returns>The estimate. Before the first exit it is 0 by definition, and so are the ends of its interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative or not finite.</exception>
    public IncidenceEstimate At(double time, bool carryForward = false)
    {
        Guard.AtLeast(time, 0);
        var estimate = _risks.Estimate;
        if (estimate.Times.Length == 0)
        {
            return new(time, null, null, null, 0, false, "nobody was observed");
        }

        var steps = estimate.StepsUpTo(time);
        if (steps == 0)
        {
            return new(time, 0, 0, new(0, 0, _risks.Level, "by definition"), estimate.AtRisk[0], true, null);
        }

        var observed = time <= estimate.Times[^1] || estimate.Survival[^1] == 0;
        if (!observed && !carryForward)
        {
            return new(time, null, null, null, 0, false, $"nobody was observed longer than {_risks.All.InUnit(estimate.Times[^1])}");
        }

        var step = Step(steps - 1);
        var atRisk = step.Time == time ? step.AtRisk : steps < estimate.Times.Length ? estimate.AtRisk[steps] : 0;
        return new(time, step.Value, step.StandardError, step.Interval, atRisk, observed, null);
    }

    /// <summary>
    /// The mean time lost to this reason within a horizon: the area under the incidence, ∫₀^τ F(t) dt. Times lost to all reasons and the restricted mean add up to the horizon.
    /// </summary>
    /// <param name="horizon">The horizon, finite and above 0; the last time unless told. Past that the incidence is carried on flat.</param>
    /// <returns>The time lost; null when nobody was observed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="horizon"/> is not a finite number above 0.</exception>
    public double? TimeLost(double? horizon = null)
    {
        if (horizon is { } given)
        {
            Guard.Positive(given, nameof(horizon));
        }

        var estimate = _risks.Estimate;
        if (estimate.Times.Length == 0)
        {
            return null;
        }

        var tau = horizon ?? estimate.Times[^1];
        DoubleDouble area = default;
        for (var step = 0; step < estimate.Times.Length && estimate.Times[step] < tau; step++)
        {
            var to = step + 1 < estimate.Times.Length ? Math.Min(tau, estimate.Times[step + 1]) : tau;
            area += DoubleDouble.Product(estimate.Incidence[_index][step], to - estimate.Times[step]);
        }

        return area.Value;
    }

    /// <summary>The reason and its incidence at the last time, as "cancelled: 43.2 % (95 % CI …) after 12 months".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        _risks.Estimate.Times.Length == 0 ? $"{Cause}: {Text.NotAvailable} (nobody was observed)" : $"{Cause}: {At(_risks.Estimate.Times[^1])} after {_risks.All.InUnit(_risks.Estimate.Times[^1])}";

    internal StepSeries Series()
    {
        var every = Math.Max(1, _risks.Estimate.Times.Length / 1500);
        var points = Enumerable.Range(0, _risks.Estimate.Times.Length).Where(i => i % every == 0 || i == _risks.Estimate.Times.Length - 1).Select(Step);
        return new(Cause, 0, [.. points.Select(s => new StepPoint(s.Time, s.Value, s.Interval?.Lower, s.Interval?.Upper))], _risks.All.LongestTenure ?? 0, null);
    }

    private IncidenceStep Step(int step)
    {
        var estimate = _risks.Estimate;
        var (value, error) = (estimate.Incidence[_index][step], Math.Sqrt(estimate.IncidenceVariance[_index][step]));
        var interval = SurvivalLimits.Interval(_risks.Scale, value, error, _risks.Level, _risks.Variance == IncidenceVariance.Jackknife ? "jackknife" : "Aalen");
        return new(estimate.Times[step], estimate.AtRisk[step], estimate.Ended[_index][step], value, error, interval);
    }
}
