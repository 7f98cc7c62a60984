using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// A conversion rate: those who converted ÷ those who could have, both counted in the same unit.
/// </summary>
/// <remarks>
/// Visitors, sessions and leads are three units: a customer who buys in two of five sessions converts at 100 % by visitors and at 40 % by sessions.
/// <see cref="Unit"/> carries which it was. Several conversions of one unit count once, so that the rate is a share.
/// Undefined when nobody could have converted. The default value is that, and the identity of <c>+</c>.
/// </remarks>
/// <example>
/// <code>
/// ConversionRate.FromCounts(converted: 38, opportunities: 1_240, unit: "sessions")   // 3.1 % (38 of 1,240; …)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ConversionRate
    : ICountedRate, IRendersHtml, IAdditionOperators<ConversionRate, ConversionRate, ConversionRate>, IAdditiveIdentity<ConversionRate, ConversionRate>
{
    [JsonConstructor]
    internal ConversionRate(Proportion evidence, string? unit)
    {
        Evidence = evidence;
        Unit = unit;
    }

    /// <summary>The rate of nobody, which changes nothing when added.</summary>
    public static ConversionRate AdditiveIdentity => default;

    /// <summary>Those who converted, of those who could have.</summary>
    public Proportion Evidence { get; }

    /// <inheritdoc/>
    Proportion? ICountedRate.Counts => Evidence;

    /// <summary>What was counted (visitors, sessions, leads), in the words of the caller; null when not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>The rate as a fraction; null when nobody could have converted.</summary>
    public double? Value => Evidence.Value;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "nobody could have converted" : null;

    /// <summary>Pools the rates of disjoint units by adding their counts.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one; nothing may be counted in both.</param>
    /// <returns>The rate of all.</returns>
    /// <exception cref="ArgumentException">Both have counts, and in different units.</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static ConversionRate operator +(ConversionRate left, ConversionRate right)
    {
        if (left.Evidence.Total > 0 && right.Evidence.Total > 0 && !string.Equals(left.Unit, right.Unit, StringComparison.Ordinal))
        {
            throw new ArgumentException($"One rate counts {left.Unit ?? "an unsaid unit"}, the other {right.Unit ?? "an unsaid unit"}. Only rates in one unit can be pooled.", nameof(right));
        }

        return new(left.Evidence + right.Evidence, left.Evidence.Total > 0 ? left.Unit : right.Unit ?? left.Unit);
    }

    /// <summary>Makes the rate from counts.</summary>
    /// <param name="converted">How many converted. Inside [0..<paramref name="opportunities"/>].</param>
    /// <param name="opportunities">How many could have.</param>
    /// <param name="unit">What was counted, when it is to be kept.</param>
    /// <returns>The rate, undefined when <paramref name="opportunities"/> is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static ConversionRate FromCounts(long converted, long opportunities, string? unit = null)
    {
        Guard.Count(opportunities);
        Guard.Part(converted, opportunities, nameof(opportunities));
        return new(new(converted, opportunities), unit);
    }

    /// <summary>A confidence interval for the rate; null when nobody could have converted.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson) => Evidence.Interval(level, method);

    /// <summary>The rate with its counts and interval, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => WhyUndefined is { } why ? $"{Text.NotAvailable} ({why})" : Evidence.ToString();

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.AddEvidence(new HtmlCard("Conversion rate", Text.Percent(Value))).Row("Of", Unit).ToString();
}
