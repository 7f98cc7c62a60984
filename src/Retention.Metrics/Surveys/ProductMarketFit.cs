using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>
/// The product-market-fit survey of Sean Ellis: "how would you feel if you could no longer use the product", and the share who would be very disappointed.
/// </summary>
/// <remarks>
/// <para>Very disappointed ÷ (very + somewhat + not disappointed). Those who no longer use the product ("N/A") do not qualify and are left out;
/// <see cref="IncludingNotApplicable"/> is the figure of tools that keep them in.</para>
/// <para>40 % is a rule of thumb from a comparison of start-ups. A share of 45 of 100 passes it, yet its 95 % interval starts at 35.6 %: read <see cref="PValue"/> or
/// <see cref="IsAbove"/> before believing it.</para>
/// <para>Undefined when nobody qualifies. The default value is that, and the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// ProductMarketFit fit = ProductMarketFit.FromCounts(veryDisappointed: 45, somewhatDisappointed: 35, notDisappointed: 20, notApplicable: 10);
/// fit.VeryDisappointed    // 45.0 % (45 of 100; 95 % CI 35.6–54.8)
/// fit.Meets()             // true
/// fit.IsAbove()           // false: not proven
/// fit.PValue()            // 0.179
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ProductMarketFit : IRendersHtml, IAdditionOperators<ProductMarketFit, ProductMarketFit, ProductMarketFit>, IAdditiveIdentity<ProductMarketFit, ProductMarketFit>
{
    /// <summary>The share above which Ellis found growth to be easier: 40 %.</summary>
    public const double EllisThreshold = 0.40;

    [JsonConstructor]
    internal ProductMarketFit(long very, long somewhat, long not, long notApplicable)
    {
        Very = Guard.Count(very);
        Somewhat = Guard.Count(somewhat);
        Not = Guard.Count(not);
        NotApplicable = Guard.Count(notApplicable);
        _ = checked(very + somewhat + not + notApplicable);
    }

    /// <summary>The result of nobody, which changes nothing when added.</summary>
    public static ProductMarketFit AdditiveIdentity => default;

    /// <summary>How many would be very disappointed.</summary>
    public long Very { get; }

    /// <summary>How many would be somewhat disappointed.</summary>
    public long Somewhat { get; }

    /// <summary>How many would not be disappointed.</summary>
    public long Not { get; }

    /// <summary>How many no longer use the product.</summary>
    public long NotApplicable { get; }

    /// <summary>The very disappointed, of those who qualify (N/A left out): the score.</summary>
    public Proportion VeryDisappointed => new(Very, Very + Somewhat + Not);

    /// <summary>The very disappointed, of all who answered, N/A included: for parity with tools that divide so.</summary>
    [JsonIgnore]
    public Proportion IncludingNotApplicable => new(Very, Very + Somewhat + Not + NotApplicable);

    /// <summary>Why the score is undefined; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => VeryDisappointed.Total == 0 ? "no qualified answer" : null;

    /// <summary>Pools two results of disjoint people by adding their counts.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The result of all answers.</returns>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static ProductMarketFit operator +(ProductMarketFit left, ProductMarketFit right) =>
        new(checked(left.Very + right.Very), checked(left.Somewhat + right.Somewhat), checked(left.Not + right.Not), checked(left.NotApplicable + right.NotApplicable));

    /// <summary>Makes the result from counts.</summary>
    /// <param name="veryDisappointed">How many would be very disappointed.</param>
    /// <param name="somewhatDisappointed">How many would be somewhat disappointed.</param>
    /// <param name="notDisappointed">How many would not be disappointed.</param>
    /// <param name="notApplicable">How many no longer use the product.</param>
    /// <returns>The result, undefined when the first three counts are 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static ProductMarketFit FromCounts(long veryDisappointed, long somewhatDisappointed, long notDisappointed, long notApplicable = 0) =>
        new(Guard.Count(veryDisappointed), Guard.Count(somewhatDisappointed), Guard.Count(notDisappointed), notApplicable);

    /// <summary>Whether the observed share reaches a threshold. It says nothing about chance; see <see cref="IsAbove"/>.</summary>
    /// <param name="threshold">The threshold as a fraction; 40 % unless told.</param>
    /// <returns>True when the share is at or above it; null when nobody qualifies.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not inside [0..1].</exception>
    public bool? Meets(double threshold = EllisThreshold)
    {
        Guard.Fraction(threshold);
        return VeryDisappointed.Value is { } share ? share >= threshold : null;
    }

    /// <summary>Whether the answers show that the share among all users is above a threshold: the lower end of the interval lies above it.</summary>
    /// <param name="threshold">The threshold as a fraction; 40 % unless told.</param>
    /// <param name="level">The confidence level of the two-sided interval.</param>
    /// <param name="method">The method of the interval.</param>
    /// <returns>True when the whole interval is above the threshold; null when nobody qualifies.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not inside [0..1], the level not strictly between 0 and 1, or the method not one of the enum.</exception>
    public bool? IsAbove(double threshold = EllisThreshold, double level = 0.95, ProportionInterval method = ProportionInterval.Wilson)
    {
        Guard.Fraction(threshold);
        return VeryDisappointed.Interval(level, method) is { } interval ? interval.Lower > threshold : null;
    }

    /// <summary>The exact one-sided p-value against a threshold: how likely so many or more would be, if the share among all users were exactly the threshold.</summary>
    /// <param name="threshold">The threshold as a fraction; 40 % unless told.</param>
    /// <returns>P(X ≥ observed) of the binomial distribution; null when nobody qualifies.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is not inside [0..1].</exception>
    public double? PValue(double threshold = EllisThreshold)
    {
        Guard.Fraction(threshold);
        return VeryDisappointed.Total == 0 ? null : Binomial.UpperTail(Very - 1, VeryDisappointed.Total, threshold);
    }

    /// <summary>The score with its counts, interval and p-value against 40 %, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        PValue() is { } p
            ? $"{Text.Percent(VeryDisappointed.Value)} very disappointed ({SurveyText.CountOf(VeryDisappointed)}; {VeryDisappointed.Interval()!.Value.InPercent()}; against {Text.Percent(EllisThreshold, 0)}: {Text.PValue(p)})"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => VeryDisappointed.AddEvidence(new HtmlCard("Product-market fit: very disappointed", Text.Percent(VeryDisappointed.Value)))
        .Row("Against 40 %", PValue() is { } p ? Text.PValue(p) : null)
        .Row("No longer use it (left out)", Text.Count(NotApplicable))
        .Note(Meets() == true && IsAbove() == false ? "At or above 40 %, but the interval reaches below it: not shown yet." : null)
        .ToString();
}
