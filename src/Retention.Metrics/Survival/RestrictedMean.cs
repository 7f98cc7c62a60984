using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The mean time that customers stay within a horizon: the area under the survival curve from 0 to the horizon, ∫₀^τ S(t) dt.
/// </summary>
/// <remarks>
/// Unlike the mean lifetime it exists under censoring, and unlike the median it needs nobody to have left. Its variance is Σ (∫ₜ^τ S)²·d ÷ (n(n − d)).
/// Royston and Parmar, BMC Medical Research Methodology 13:152 (2013). The default value is the restricted mean of nobody.
/// </remarks>
/// <example>
/// <code>
/// RestrictedMean year = SurvivalCurve.KaplanMeier(lifetimes).RestrictedMean(horizon: 12);
/// Console.WriteLine(year);      // 7.92 of 12 months (95 % CI 6.09–9.75)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RestrictedMean : IRendersHtml
{
    [JsonConstructor]
    internal RestrictedMean(double horizon, double? value, double? standardError, double? observedTo, string? unit)
    {
        Horizon = horizon;
        Value = value;
        StandardError = standardError;
        ObservedTo = observedTo;
        Unit = unit;
    }

    /// <summary>The horizon τ.</summary>
    public double Horizon { get; }

    /// <summary>The mean time stayed within the horizon; null when nobody was observed.</summary>
    public double? Value { get; }

    /// <summary>Its standard error; null when <see cref="Value"/> is null.</summary>
    public double? StandardError { get; }

    /// <summary>How far the curve is known: its last time, or the horizon if everybody has left before; null when nobody was observed.</summary>
    public double? ObservedTo { get; }

    /// <summary>Whether the horizon lies past the last observation while somebody was still there: the curve is then carried on flat, and the value is an upper estimate.</summary>
    public bool IsExtrapolated => ObservedTo < Horizon;

    /// <summary>What the time is counted in; null when unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>The mean time lost within the horizon: horizon less mean; null when nobody was observed.</summary>
    [JsonIgnore]
    public double? TimeLost => Horizon - Value;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "nobody was observed" : null;

    /// <summary>A normal interval, cut to 0 and the horizon; null when the mean is.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval, in the unit of time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        return Value is { } value && StandardError is { } error ? SurvivalLimits.Normal(value, error, level, 0, Horizon) : null;
    }

    /// <summary>How much longer customers stay here than in another group, within the same horizon.</summary>
    /// <param name="other">The other group; of disjoint customers and with the same horizon.</param>
    /// <returns>This mean less the other, with its standard error and test.</returns>
    /// <exception cref="ArgumentException">The horizons differ.</exception>
    public RestrictedMeanDifference Minus(RestrictedMean other)
    {
        if (other.Horizon != Horizon)
        {
            throw new ArgumentException($"Restricted means compare at one horizon, not at {SurvivalText.Short(Horizon)} and {SurvivalText.Short(other.Horizon)}.", nameof(other));
        }

        return new(this, other);
    }

    /// <summary>As "7.92 of 12 months (95 % CI 6.09–9.75)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{SurvivalText.Short(value)} of {SurvivalText.Time(Horizon, Unit)} ({SurvivalText.Interval(0.95, Interval()?.Lower, Interval()?.Upper)}){(IsExtrapolated ? $", extrapolated past {SurvivalText.Time(ObservedTo!.Value, Unit)}" : string.Empty)}"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Restricted mean lifetime", Value is { } value ? SurvivalText.Time(value, Unit) : Text.NotAvailable)
        .Row("Horizon", SurvivalText.Time(Horizon, Unit))
        .Row("Interval", Interval() is { } i ? SurvivalText.Interval(i.Level, i.Lower, i.Upper) : null)
        .Note(WhyUndefined)
        .Note(IsExtrapolated ? $"Extrapolated past {SurvivalText.Time(ObservedTo!.Value, Unit)}: the curve is carried on flat." : null)
        .ToString();
}

/// <summary>
/// The difference of two restricted means of disjoint customers, with a normal test of no difference. The default value compares nobody with nobody.
/// </summary>
/// <remarks>It needs no proportional hazards, and it is in units of time: the subscription months that one plan keeps a customer longer than another.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RestrictedMeanDifference : IRendersHtml
{
    [JsonConstructor]
    internal RestrictedMeanDifference(RestrictedMean left, RestrictedMean right)
    {
        Left = left;
        Right = right;
    }

    /// <summary>The mean that is compared.</summary>
    public RestrictedMean Left { get; }

    /// <summary>The mean that it is compared with.</summary>
    public RestrictedMean Right { get; }

    /// <summary>Left less right, in the unit of time; null when either is undefined.</summary>
    public double? Value => Left.Value - Right.Value;

    /// <summary>√(se² + se²); null when either is undefined.</summary>
    public double? StandardError => Left.StandardError is { } a && Right.StandardError is { } b ? Math.Sqrt((a * a) + (b * b)) : null;

    /// <summary>The difference in standard errors; null when there is no difference to divide, or nothing varies.</summary>
    public double? Z => StandardError is > 0 ? Value / StandardError : null;

    /// <summary>The two-sided p-value of no difference; null when <see cref="Z"/> is.</summary>
    public double? PValue => Z is { } z ? NormalDistribution.TwoSidedPValue(z) : null;

    /// <summary>Why <see cref="PValue"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Value is null ? "nobody was observed in one of the groups" : Z is null ? "neither group varies: nobody left within the horizon, or all left at once" : null;

    /// <summary>A normal interval for the difference; null when it is undefined.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval, in the unit of time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        return Value is { } value && StandardError is { } error ? SurvivalLimits.Normal(value, error, level, -Left.Horizon, Left.Horizon) : null;
    }

    /// <summary>As "+123.6 of 730 days (95 % CI 58.1–189; p &lt; .001)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{(value > 0 ? "+" : string.Empty)}{SurvivalText.Short(value)} of {SurvivalText.Time(Left.Horizon, Left.Unit)} ({SurvivalText.Interval(0.95, Interval()?.Lower, Interval()?.Upper)}{(PValue is { } p ? "; " + Text.PValue(p) : string.Empty)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Difference of restricted means", Value is { } value ? SurvivalText.Time(value, Left.Unit) : Text.NotAvailable)
        .Row("Horizon", SurvivalText.Time(Left.Horizon, Left.Unit))
        .Row("Interval", Interval() is { } i ? SurvivalText.Interval(i.Level, i.Lower, i.Upper) : null)
        .Row("Test", PValue is { } p ? Text.PValue(p) : null)
        .Note(WhyUndefined)
        .ToString();
}
