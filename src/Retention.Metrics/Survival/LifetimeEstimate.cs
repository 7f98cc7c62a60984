using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// A number that a fitted lifetime predicts: a share, a time or a hazard, with its standard error and interval; or why there is none.
/// </summary>
/// <remarks>Standard errors and intervals carry the uncertainty of the estimated parameters (delta method), not that of the next customer. The default value is no estimate.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct LifetimeEstimate : IRendersHtml
{
    [JsonConstructor]
    internal LifetimeEstimate(double? value, double? standardError, ConfidenceInterval? interval, bool isShare, string? unit, string? whyUndefined)
    {
        Value = value is { } v ? Guard.Finite(v, nameof(value)) : null;
        StandardError = standardError is { } e ? Guard.AtLeast(e, 0, nameof(standardError)) : null;
        Interval = interval;
        IsShare = isShare;
        Unit = unit;
        WhyUndefined = value is null ? whyUndefined ?? "nothing was predicted" : null;
    }

    /// <summary>The number: a share from 0 to 1, a time in the unit of the model, or a hazard per unit of time; null when it does not exist.</summary>
    public double? Value { get; }

    /// <summary>The standard error of <see cref="Value"/> by the delta method; null when the model has none.</summary>
    public double? StandardError { get; }

    /// <summary>The interval, made on the scale that its method names; null when the model has no standard errors.</summary>
    public ConfidenceInterval? Interval { get; }

    /// <summary>Whether the number is a share of customers, shown in per cent.</summary>
    public bool IsShare { get; }

    /// <summary>What a time is counted in; null for shares and where the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WhyUndefined { get => Value is null ? field ?? "nothing was predicted" : null; }

    /// <summary>As "8.57 months (95 % CI 4.75–15.5)", "64.2 % (95 % CI 41.0–80.5)" or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is not { } value ? $"{Text.NotAvailable} ({WhyUndefined})"
        : Shown(value) + (Interval is not { } i ? string.Empty : IsShare ? $" ({i.InPercent()})" : $" ({SurvivalText.Interval(i.Level, i.Lower, i.Upper)})");

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard(IsShare ? "Predicted share" : "Predicted", Value is { } value ? Shown(value) : Text.NotAvailable)
        .Row("Standard error", StandardError is { } e ? SurvivalText.Short(e) : null)
        .Row("Interval", Interval is { } i ? $"{(IsShare ? i.InPercent() : SurvivalText.Interval(i.Level, i.Lower, i.Upper))} ({i.Method})" : null)
        .Note(WhyUndefined)
        .ToString();

    internal static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>A time or a hazard from its logarithm and the standard error of that.</summary>
    internal static LifetimeEstimate OfLogarithm(double log, double? error, double level, string? unit, string what)
    {
        var value = Math.Exp(log);
        if (!double.IsFinite(value) || value == 0)
        {
            return Undefined($"the {what} is {(value == 0 ? "smaller" : "larger")} than what a double holds");
        }

        if (error is not { } e)
        {
            return new(value, null, null, false, unit, null);
        }

        var half = NormalDistribution.TwoSidedCritical(level) * e;
        var (low, high) = (Math.Exp(log - half), Math.Exp(log + half));
        return new(value, Finite(value * e), double.IsFinite(high) ? new ConfidenceInterval(Math.Min(low, value), Math.Max(high, value), level, "delta, on the logarithm") : null, false, unit, null);
    }

    /// <summary>The share exp(−H) from the logarithm of the cumulative hazard H and the standard error of that.</summary>
    internal static LifetimeEstimate OfLogCumulative(double log, double? error, double level)
    {
        var hazard = Math.Exp(log);
        var share = double.IsNaN(hazard) ? 0 : Math.Exp(-hazard);
        if (error is not { } e || !double.IsFinite(hazard))
        {
            return new(share, null, null, true, null, null);
        }

        var stretch = Math.Exp(NormalDistribution.TwoSidedCritical(level) * e);
        // A hazard of 0 stays 0, however uncertain its logarithm.
        var (low, high) = hazard == 0 ? (1, 1) : (Math.Exp(-hazard * stretch), Math.Exp(-hazard / stretch));
        return new(share, Finite(share * hazard * e), new(Math.Min(low, share), Math.Max(high, share), level, "delta, on log(−log)"), true, null, null);
    }

    internal static LifetimeEstimate Undefined(string why, bool isShare = false) => new(null, null, null, isShare, null, why);

    private string Shown(double value) => IsShare ? Text.Percent(value) : SurvivalText.Time(value, Unit);
}
