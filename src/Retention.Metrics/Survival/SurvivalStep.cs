using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// One step of a survival curve: what happened at a distinct tenure, and survival just after it. The default value is a step at time 0 of nobody.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct SurvivalStep
{
    [JsonConstructor]
    internal SurvivalStep(double time, double atRisk, double ended, double censored, double survival, double? standardError, double? logStandardError, ConfidenceInterval? interval)
    {
        Time = time;
        AtRisk = atRisk;
        Ended = ended;
        Censored = censored;
        Survival = survival;
        StandardError = standardError;
        LogStandardError = logStandardError;
        Interval = interval;
    }

    /// <summary>The tenure.</summary>
    public double Time { get; }

    /// <summary>Customers under observation just before it; a sum of weights if there are any.</summary>
    public double AtRisk { get; }

    /// <summary>Of those, how many ended here.</summary>
    public double Ended { get; }

    /// <summary>Of those, how many were censored here.</summary>
    public double Censored { get; }

    /// <summary>The probability of staying longer than this, from 0 to 1.</summary>
    public double Survival { get; }

    /// <summary>The standard error of <see cref="Survival"/>; null where survival is 0 and Greenwood's formula has no value.</summary>
    public double? StandardError { get; }

    /// <summary>The standard error of log survival; null where survival is 0.</summary>
    public double? LogStandardError { get; }

    /// <summary>The confidence interval; null where its scale has none, at survival 0 and, for most scales, 1.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>As "at 3: 75.0 % (95 % CI 50.0–88.7); 17 at risk, 2 ended, 1 censored".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"at {SurvivalText.Short(Time)}: {Text.Percent(Survival)}{(Interval is { } i ? $" ({i.InPercent()})" : string.Empty)}; {SurvivalText.Amount(AtRisk)} at risk, {SurvivalText.Amount(Ended)} ended, {SurvivalText.Amount(Censored)} censored";
}

/// <summary>Survival at a time of the caller's choice. The default value is an estimate from nobody.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct SurvivalEstimate : IRendersHtml
{
    [JsonConstructor]
    internal SurvivalEstimate(double time, double? survival, double? standardError, ConfidenceInterval? interval, double atRisk, bool isObserved, string? whyUndefined)
    {
        Time = time;
        Survival = survival;
        StandardError = standardError;
        Interval = interval;
        AtRisk = atRisk;
        IsObserved = isObserved;
        WhyUndefined = whyUndefined;
    }

    /// <summary>The time asked for.</summary>
    public double Time { get; }

    /// <summary>The probability of staying longer than that, from 0 to 1; null when nobody was observed that long.</summary>
    public double? Survival { get; }

    /// <summary>The standard error of <see cref="Survival"/>; null where that is null or 0.</summary>
    public double? StandardError { get; }

    /// <summary>The confidence interval; null where its scale has none, at survival 0 and, for most scales, 1.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Customers at risk at the next tenure on the curve, this time included; 0 after the last.</summary>
    public double AtRisk { get; }

    /// <summary>Whether the time lies within what was observed; false for a value carried on past the end of the curve.</summary>
    public bool IsObserved { get; }

    /// <summary>Why <see cref="Survival"/> is null; null when it is not.</summary>
    public string? WhyUndefined { get; }

    /// <summary>As "75.0 % (95 % CI 50.0–88.7)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Survival is { } survival
            ? Text.Percent(survival) + (Interval is { } i ? $" ({i.InPercent()})" : string.Empty) + (IsObserved ? string.Empty : ", carried on past the last observation")
            : $"{Text.NotAvailable} ({WhyUndefined ?? "nobody was observed"})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Survival", Text.Percent(Survival))
        .Row("At", SurvivalText.Short(Time))
        .Row("Interval", Interval is { } i ? $"{i.InPercent()} % ({i.Method})" : null)
        .Row("At risk", SurvivalText.Amount(AtRisk))
        .Note(WhyUndefined)
        .Note(Survival is null || IsObserved ? null : "Carried on past the last observation.")
        .ToString();
}
