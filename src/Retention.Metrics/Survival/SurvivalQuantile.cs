using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The time by which a given share of the customers has left, with its interval; or that the curve never came down so far.
/// </summary>
/// <remarks>
/// <para>The quantile p is the first time at which survival is at most 1 − p. Where the curve runs flat exactly at 1 − p, it is the middle of the flat part (in
/// the last step, up to the last time seen), as the median of 1, 2, 3, 4 is 2.5. The ends of the interval are where the band of the curve crosses the same level.</para>
/// <para>A quantile that was not reached is not infinite: <see cref="Status"/> says so, and <see cref="LowestSurvival"/> says how far the curve came.</para>
/// <para>The default value is the quantile 0 of nobody.</para>
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct SurvivalQuantile : IRendersHtml
{
    [JsonConstructor]
    internal SurvivalQuantile(double probability, QuantileStatus status, double? value, double? lower, double? upper, double level, double? lowestSurvival, string? unit)
    {
        Probability = probability;
        Status = status;
        Value = value;
        Lower = lower;
        Upper = upper;
        Level = level;
        LowestSurvival = lowestSurvival;
        Unit = unit;
    }

    /// <summary>The share that has left: 0.5 for the median.</summary>
    public double Probability { get; }

    /// <summary>Whether the curve came down to 1 − <see cref="Probability"/>.</summary>
    public QuantileStatus Status { get; }

    /// <summary>The time; null when it was not reached.</summary>
    public double? Value { get; }

    /// <summary>The lower end of the interval; null when the lower band does not come down to the level.</summary>
    public double? Lower { get; }

    /// <summary>The upper end of the interval; null when the upper band does not come down to the level: the data set no upper limit.</summary>
    public double? Upper { get; }

    /// <summary>The confidence level of the interval.</summary>
    public double Level { get; }

    /// <summary>The lowest survival the curve shows; null when nobody was observed.</summary>
    public double? LowestSurvival { get; }

    /// <summary>What the time is counted in; null when unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Value is not null ? null
        : LowestSurvival is { } lowest ? $"not reached: {Text.Percent(1 - lowest)} of the customers at most were seen to leave, survival stayed at {Text.Percent(lowest)}"
        : "nobody was observed";

    /// <summary>As "50 % gone at 9 months (95 % CI 5–not reached)", or "n/a (not reached: …)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value
            ? $"{Text.Level(Probability)} gone at {SurvivalText.Time(value, Unit)} ({SurvivalText.Interval(Level, Lower, Upper)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"{Text.Level(Probability)} gone", Value is { } value ? SurvivalText.Time(value, Unit) : Text.NotAvailable)
        .Row("Interval", Value is null ? null : SurvivalText.Interval(Level, Lower, Upper))
        .Row("Lowest survival seen", Text.Percent(LowestSurvival))
        .Note(WhyUndefined)
        .ToString();
}
