using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>
/// Silent churn: customers who left without ever having complained, of all who left.
/// </summary>
/// <remarks>
/// It is a behaviour and not a reason: it says how much churn no complaint channel could have warned of. It depends on what counts as a complaint and on how far back was looked.
/// Undefined when nobody left. The default value is that, and the identity of <c>+</c>.
/// </remarks>
/// <example>
/// <code>
/// SilentChurn.FromCounts(churned: 250, complainedBefore: 110).Evidence   // 56.0 % (140 of 250; 95 % CI 49.8–62.0)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct SilentChurn : ICountedRate, IRendersHtml, IAdditionOperators<SilentChurn, SilentChurn, SilentChurn>, IAdditiveIdentity<SilentChurn, SilentChurn>
{
    [JsonConstructor]
    internal SilentChurn(Proportion evidence) => Evidence = evidence;

    /// <summary>The silent churn of nobody, which changes nothing when added.</summary>
    public static SilentChurn AdditiveIdentity => default;

    /// <summary>Those who left without a complaint, of all who left.</summary>
    public Proportion Evidence { get; }

    /// <inheritdoc/>
    Proportion? ICountedRate.Counts => Evidence;

    /// <summary>The share as a fraction; null when nobody left.</summary>
    public double? Value => Evidence.Value;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "nobody left" : null;

    /// <summary>Pools two results of disjoint customers by adding their counts.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other one; no customer may be in both.</param>
    /// <returns>The result of all customers.</returns>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static SilentChurn operator +(SilentChurn left, SilentChurn right) => new(left.Evidence + right.Evidence);

    /// <summary>Makes the result from counts.</summary>
    /// <param name="churned">How many customers left.</param>
    /// <param name="complainedBefore">How many of them had complained before. Inside [0..<paramref name="churned"/>].</param>
    /// <returns>The result, undefined when nobody left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static SilentChurn FromCounts(long churned, long complainedBefore)
    {
        Guard.Count(churned);
        Guard.Part(complainedBefore, churned, nameof(churned));
        return new(new(churned - complainedBefore, churned));
    }

    /// <summary>A confidence interval for the share; null when nobody left.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson) => Evidence.Interval(level, method);

    /// <summary>The share with its counts and interval, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => WhyUndefined is { } why ? $"{Text.NotAvailable} ({why})" : Evidence.ToString();

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.AddEvidence(new HtmlCard("Silent churn", Text.Percent(Value))).ToString();
}
