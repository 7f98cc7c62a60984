using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>The constant hazard of one interval of a <see cref="PiecewiseExponential"/> model: ends ÷ time at risk. The default value is an interval without time at risk.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct PiecewiseHazard : IRendersHtml
{
    [JsonConstructor]
    internal PiecewiseHazard(double from, double? to, double ended, double exposure)
    {
        From = Guard.AtLeast(from, 0);
        To = to is { } end ? Guard.AtLeast(end, from, nameof(to)) : null;
        Ended = Guard.AtLeast(ended, 0);
        Exposure = Guard.AtLeast(exposure, 0);
    }

    /// <summary>Where the interval begins; it is not part of it, except for 0.</summary>
    public double From { get; }

    /// <summary>Where the interval ends; it is part of it. Null for the last one, which has no end.</summary>
    public double? To { get; }

    /// <summary>How many ended in it.</summary>
    public double Ended { get; }

    /// <summary>Customer-time at risk in it.</summary>
    public double Exposure { get; }

    /// <summary>The hazard, ends per customer and unit of time; null where nobody was at risk.</summary>
    [JsonIgnore]
    public double? Rate => Exposure > 0 && Ended / Exposure is var rate && double.IsFinite(rate) ? rate : null;

    /// <summary>The standard error of the logarithm of the hazard, 1 ÷ √ends; null where nobody ended.</summary>
    [JsonIgnore]
    public double? LogRateStandardError => Ended > 0 ? 1 / Math.Sqrt(Ended) : null;

    /// <summary>Why <see cref="Rate"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Rate is not null ? null : Exposure > 0 ? "the hazard exceeds what a double holds" : "nobody was at risk for any time in this interval";

    /// <summary>The exact Poisson interval of the hazard, from chi-squared quantiles; null when the hazard is.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval, in ends per customer and unit of time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    /// <remarks>Garwood, Biometrika 28 (1936).</remarks>
    public ConfidenceInterval? Interval(double level = 0.95)
    {
        Guard.Level(level);
        if (Rate is null)
        {
            return null;
        }

        var tail = (1 - level) / 2;
        var lower = Ended == 0 ? 0 : ChiSquared.Quantile(tail, 2 * Ended) / 2 / Exposure;
        var upper = ChiSquared.QuantileUpper(tail, (2 * Ended) + 2) / 2 / Exposure;
        return double.IsFinite(upper) ? new(lower, upper, level, "exact Poisson") : null;
    }

    /// <summary>As "0–3: 0.0909091 (5 of 55 customer-time; 95 % CI 0.0295–0.212)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Name}: {Shown}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"Hazard at {Name}", Rate is { } rate ? SurvivalText.Short(rate) : Text.NotAvailable)
        .Row("Ended", SurvivalText.Amount(Ended))
        .Row("Time at risk", SurvivalText.Amount(Exposure))
        .Row("Interval", Interval() is { } i ? SurvivalText.Interval(i.Level, i.Lower, i.Upper) : null)
        .Note(WhyUndefined)
        .ToString();

    [JsonIgnore]
    internal string Name => To is { } to ? $"{SurvivalText.Short(From)}–{SurvivalText.Short(to)}" : $"from {SurvivalText.Short(From)}";

    [JsonIgnore]
    internal string Shown => Rate is { } rate
        ? $"{SurvivalText.Short(rate)} ({SurvivalText.Amount(Ended)} in {SurvivalText.Amount(Exposure)} of customer-time{(Interval() is { } i ? "; " + SurvivalText.Interval(i.Level, i.Lower, i.Upper) : string.Empty)})"
        : $"{Text.NotAvailable} ({WhyUndefined})";
}
