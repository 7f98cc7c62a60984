using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// How many units of recurring revenue are gained for each one lost: (new + expansion + reactivation) ÷ (contraction + churn).
/// </summary>
/// <remarks>
/// <para>Systems disagree on reactivation. Here it counts unless told otherwise, so that gains − losses is the whole change of the period; the result says which.</para>
/// <para>Without losses there is no ratio: <see cref="Value"/> is null, not infinite.</para>
/// <para>Pools by <c>+</c> over disjoint customers or periods. The default value is 0 ÷ 0.</para>
/// </remarks>
/// <example>
/// <code>
/// QuickRatio q = QuickRatio.FromTotals(newBusiness: 20_000m, expansion: 8_000m, contraction: 3_000m, churn: 5_000m);
/// Console.WriteLine(q);   // 3.50 (28,000.00 ÷ 8,000.00; reactivation included)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct QuickRatio
    : IAdditionOperators<QuickRatio, QuickRatio, QuickRatio>, IAdditiveIdentity<QuickRatio, QuickRatio>, IRendersHtml
{
    private readonly CoverageGap _gap;

    [JsonConstructor]
    internal QuickRatio(MoneyRatio evidence, ReactivationTreatment reactivation, Period? period = null, DateOnly? observedThrough = null)
    {
        if (evidence.Numerator < 0)
        {
            throw Guard.OutOfRange(nameof(evidence), evidence, "The gains of a quick ratio are zero or more");
        }

        Evidence = evidence;
        Reactivation = Guard.Defined(reactivation);
        _gap = new(period, observedThrough);
    }

    private QuickRatio(MoneyRatio evidence, ReactivationTreatment reactivation, CoverageGap gap)
        : this(evidence, reactivation, gap.Period, gap.ObservedThrough)
    {
    }

    /// <summary>The ratio of no gains to no losses, which changes nothing when added.</summary>
    public static QuickRatio AdditiveIdentity => default;

    /// <summary>Gains ÷ losses; null when there were no losses, or when no day of the period is observed.</summary>
    public double? Value => Evidence.Value;

    /// <summary>Gains over losses.</summary>
    public MoneyRatio Evidence { get; }

    /// <summary>Whether reactivated revenue counts among the gains.</summary>
    public ReactivationTreatment Reactivation { get; }

    /// <summary>The period, when the data do not cover it in full; null when they do, and for totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? Period => _gap.Period;

    /// <summary>The last day that the data cover, when they do not cover the period in full; null when they do, and for totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? ObservedThrough => _gap.ObservedThrough;

    /// <summary>Whether the data cover every day of the period. Where they cover some, the ratio is of the days so far and its text says so; where they cover none, it is undefined.</summary>
    [JsonIgnore]
    public bool IsObserved => _gap.IsObserved;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Evidence.Denominator == 0 ? _gap.WhyUnknown ?? $"gains of {Text.Money(Evidence.Numerator)} and no losses" : null;

    /// <summary>Pools two ratios over disjoint customers or periods.</summary>
    /// <param name="left">One ratio.</param>
    /// <param name="right">The other one, with the same treatment of reactivation.</param>
    /// <returns>The ratio of all gains to all losses.</returns>
    /// <exception cref="ArgumentException">One counts reactivation and the other does not.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static QuickRatio operator +(QuickRatio left, QuickRatio right)
    {
        if (left.Reactivation != right.Reactivation && !left.Evidence.IsEmpty && !right.Evidence.IsEmpty)
        {
            throw new ArgumentException("One of the ratios counts reactivated revenue and the other does not; they cannot be pooled.", nameof(right));
        }

        return new(left.Evidence + right.Evidence, left.Evidence.IsEmpty ? right.Reactivation : left.Reactivation, left._gap + right._gap);
    }

    /// <summary>Computes the ratio from a bridge.</summary>
    /// <param name="bridge">The movements.</param>
    /// <param name="reactivation">Whether reactivated revenue counts among the gains; it does unless told.</param>
    /// <returns>The ratio; undefined without losses, or when no day of the period is observed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="bridge"/> is null.</exception>
    public static QuickRatio From(MrrBridge bridge, ReactivationTreatment reactivation = ReactivationTreatment.Included)
    {
        ArgumentNullException.ThrowIfNull(bridge);
        Guard.Defined(reactivation);
        var back = reactivation == ReactivationTreatment.Included ? bridge.Reactivation : 0;
        return new(bridge.IsUnknown ? default : new(bridge.NewBusiness + bridge.Expansion + back, bridge.Losses), reactivation, bridge.Gap);
    }

    /// <summary>Computes the ratio from totals.</summary>
    /// <param name="newBusiness">Revenue of new customers; zero or more, as are the others.</param>
    /// <param name="expansion">What existing customers pay more.</param>
    /// <param name="contraction">What existing customers pay less.</param>
    /// <param name="churn">What customers who left had paid.</param>
    /// <param name="reactivation">Revenue of customers who had left and came back. It counts; for a ratio without it use <see cref="From"/>.</param>
    /// <returns>The ratio; undefined without losses.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    public static QuickRatio FromTotals(decimal newBusiness, decimal expansion, decimal contraction, decimal churn, decimal reactivation = 0)
    {
        Guard.Amount(newBusiness);
        Guard.Amount(expansion);
        Guard.Amount(contraction);
        Guard.Amount(churn);
        Guard.Amount(reactivation);
        return new(new(newBusiness + expansion + reactivation, contraction + churn), ReactivationTreatment.Included);
    }

    /// <summary>The ratio with its sums and definition, as "3.50 (28,000.00 ÷ 8,000.00; reactivation included)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => MoneyText.Quotient(Value, Evidence.Numerator, Evidence.Denominator, WhyUndefined, _gap.After(Treatment));

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Quick ratio", MoneyText.OrNotAvailable(Value))
        .Row("Gains", Text.Money(Evidence.Numerator))
        .Row("Losses", Text.Money(Evidence.Denominator))
        .Note(WhyUndefined)
        .Note(_gap.Note)
        .Note($"Of recurring revenue; {Treatment}.")
        .ToString();

    private string Treatment => Reactivation == ReactivationTreatment.Included ? "reactivation included" : "reactivation excluded";
}
