using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// The share of new customers who came because a customer referred them, with its counts and interval.
/// </summary>
/// <remarks>
/// How much customers refer is another question: <see cref="ViralCoefficient"/>. A referral is what your records say it is: a code, a link, an answer to "how did you hear of us".
/// Pools by <c>+</c> over disjoint customers. The default value is 0 of 0: <see cref="Value"/> is null.
/// </remarks>
/// <example>
/// <code>
/// ReferralRate rate = ReferralRate.FromCounts(referred: 36, newCustomers: 240);
/// Console.WriteLine(rate);   // 15.0 % (36 of 240; 95 % CI 11.0–20.1)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ReferralRate
    : IAdditionOperators<ReferralRate, ReferralRate, ReferralRate>, IAdditiveIdentity<ReferralRate, ReferralRate>, ICountedRate, IRendersHtml
{
    [JsonConstructor]
    internal ReferralRate(Proportion evidence) => Evidence = evidence;

    /// <summary>The rate of nobody, which changes nothing when added.</summary>
    public static ReferralRate AdditiveIdentity => default;

    /// <summary>Referred ÷ new customers, as a fraction; null without new customers.</summary>
    public double? Value => Evidence.Value;

    /// <summary>How many were referred, of how many new customers.</summary>
    public Proportion Evidence { get; }

    /// <inheritdoc/>
    Proportion? ICountedRate.Counts => Evidence;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Evidence.Total == 0 ? "there was no new customer" : null;

    /// <summary>Pools two rates over disjoint customers.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The rate of all new customers.</returns>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static ReferralRate operator +(ReferralRate left, ReferralRate right) => new(left.Evidence + right.Evidence);

    /// <summary>Computes the rate.</summary>
    /// <param name="referred">How many of the new customers were referred. Inside [0..<paramref name="newCustomers"/>].</param>
    /// <param name="newCustomers">How many new customers there were.</param>
    /// <returns>The rate; undefined without new customers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static ReferralRate FromCounts(long referred, long newCustomers)
    {
        Guard.Count(newCustomers);
        return new(new(Guard.Part(referred, newCustomers, nameof(newCustomers)), newCustomers));
    }

    /// <summary>A confidence interval for the rate; null without new customers.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson) => Evidence.Interval(level, method);

    /// <summary>The rate with its counts and 95 % Wilson interval, as "15.0 % (36 of 240; 95 % CI 11.0–20.1)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => RateText.Describe(Value, Evidence, Interval(), 1, null, WhyUndefined);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => RateText.Card("Referral rate", Value, Evidence, Interval(), 1, null, WhyUndefined);
}
