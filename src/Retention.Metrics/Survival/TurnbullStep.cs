using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// An interval in which a <see cref="TurnbullCurve"/> comes down, or could: the data say how many leave in (from, to], and nothing of when in it. With equal ends it is a single
/// time. The default value is a step of no size at 0.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct TurnbullStep : IRendersHtml
{
    [JsonConstructor]
    internal TurnbullStep(double from, double to, double mass, double survival)
    {
        From = Guard.AtLeast(from, 0);
        To = Guard.AtLeast(to, from);
        Mass = Guard.Fraction(mass);
        Survival = Guard.Fraction(survival);
    }

    /// <summary>Where the interval begins; it is not part of it, unless it is a single time.</summary>
    public double From { get; }

    /// <summary>Where the interval ends; it is part of it.</summary>
    public double To { get; }

    /// <summary>The share of all customers who leave in it.</summary>
    public double Mass { get; }

    /// <summary>The share that stays longer than <see cref="To"/>.</summary>
    public double Survival { get; }

    /// <summary>The middle of the interval, at which R reports the step.</summary>
    [JsonIgnore]
    public double Middle => From + ((To - From) / 2);

    /// <summary>As "3–4: 5.1 % leave, 51.4 % stay longer".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{(From == To ? SurvivalText.Short(To) : $"{SurvivalText.Short(From)}–{SurvivalText.Short(To)}")}: {Text.Percent(Mass)} leave, {Text.Percent(Survival)} stay longer";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Step of a Turnbull curve", ToString()).ToString();
}

/// <summary>
/// Survival at one time on a <see cref="TurnbullCurve"/>: a number, or two bounds where the time lies inside a step. The default value is the survival of nobody.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct TurnbullEstimate : IRendersHtml
{
    [JsonConstructor]
    internal TurnbullEstimate(double time, double? lowest, double? highest)
    {
        Time = Guard.AtLeast(time, 0);
        Lowest = lowest is { } l ? Guard.Fraction(l, nameof(lowest)) : null;
        Highest = highest is { } h ? Guard.Fraction(h, nameof(highest)) : null;
    }

    /// <summary>The time asked for.</summary>
    public double Time { get; }

    /// <summary>The least that survival can be there; null of nobody.</summary>
    public double? Lowest { get; }

    /// <summary>The most that survival can be there; null of nobody.</summary>
    public double? Highest { get; }

    /// <summary>Survival, where the data determine it.</summary>
    [JsonIgnore]
    public double? Value => Lowest == Highest ? Lowest : null;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Value is not null ? null
        : Lowest is { } l && Highest is { } h ? $"the time lies inside a step: survival is between {Text.Percent(l)} and {Text.Percent(h)}, and the data do not say where"
        : "nobody was observed";

    /// <summary>As "51.4 %", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Value is { } value ? Text.Percent(value) : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Survival", Text.Percent(Value)).Row("At", SurvivalText.Short(Time)).Note(WhyUndefined).ToString();
}
