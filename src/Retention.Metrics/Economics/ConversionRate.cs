using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// The share of leads, visitors or trials that became customers, with its counts and interval.
/// </summary>
/// <remarks>
/// Leads that are still being decided belong in neither count; a cohort of leads is complete when its last one could have converted.
/// Pools by <c>+</c> over disjoint leads. The default value is 0 of 0: <see cref="Value"/> is null.
/// </remarks>
/// <example>
/// <code>
/// ConversionRate rate = ConversionRate.FromCounts(converted: 45, leads: 300);
/// Console.WriteLine(rate);   // 15.0 % (45 of 300; 95 % CI 11.4–19.5)
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ConversionRate
    : IAdditionOperators<ConversionRate, ConversionRate, ConversionRate>, IAdditiveIdentity<ConversionRate, ConversionRate>, IRendersHtml
{
    [JsonConstructor]
    internal ConversionRate(Proportion evidence) => Evidence = evidence;

    /// <summary>The rate of no leads, which changes nothing when added.</summary>
    public static ConversionRate AdditiveIdentity => default;

    /// <summary>Converted ÷ leads, as a fraction; null without leads.</summary>
    public double? Value => Evidence.Value;

    /// <summary>How many converted, of how many leads.</summary>
    public Proportion Evidence { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Evidence.Total == 0 ? "there was no lead" : null;

    /// <summary>Pools two rates over disjoint leads.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The rate of all leads.</returns>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static ConversionRate operator +(ConversionRate left, ConversionRate right) => new(left.Evidence + right.Evidence);

    /// <summary>Computes the rate.</summary>
    /// <param name="converted">How many became customers. Inside [0..<paramref name="leads"/>].</param>
    /// <param name="leads">How many could have.</param>
    /// <returns>The rate; undefined without leads.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static ConversionRate FromCounts(long converted, long leads)
    {
        Guard.Count(leads);
        return new(new(Guard.Part(converted, leads, nameof(leads)), leads));
    }

    /// <summary>A confidence interval for the rate; null without leads.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson) => Evidence.Interval(level, method);

    /// <summary>The rate with its counts and 95 % Wilson interval, as "15.0 % (45 of 300; 95 % CI 11.4–19.5)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => RateText.Describe(Value, Evidence, Interval(), 1, null, WhyUndefined);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => RateText.Card("Conversion rate", Value, Evidence, Interval(), 1, null, WhyUndefined);
}
