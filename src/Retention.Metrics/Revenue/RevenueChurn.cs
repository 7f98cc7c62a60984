using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// The share of the revenue at the start that was lost: gross, or net of what the other customers added.
/// </summary>
/// <remarks>
/// <para>Gross = (churn + contraction) ÷ S. Net = (churn + contraction − expansion) ÷ S, and some systems subtract reactivation too; <see cref="Kind"/> says which it is.
/// Net churn may be negative: more was gained from customers than lost.</para>
/// <para>It counts money, not customers; for customers see <see cref="ChurnRate"/>.</para>
/// <para>Pools by <c>+</c> over disjoint customers. The default value is 0 of 0: <see cref="Value"/> is null.</para>
/// </remarks>
/// <example>
/// <code>
/// MrrBridge june = MrrBridge.From(opening: 100m, newBusiness: 0m, expansion: 10m, contraction: 10m, churn: 10m);
/// Console.WriteLine(RevenueChurn.Gross(june));   // 20.0 % (20.00 of 100.00; gross)
/// Console.WriteLine(RevenueChurn.Net(june, ReactivationTreatment.Included));   // 10.0 % (10.00 of 100.00; net of expansion and reactivation)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RevenueChurn
    : IAdditionOperators<RevenueChurn, RevenueChurn, RevenueChurn>, IAdditiveIdentity<RevenueChurn, RevenueChurn>, IRendersHtml
{
    private readonly CoverageGap _gap;

    [JsonConstructor]
    internal RevenueChurn(MoneyRatio evidence, RevenueChurnKind kind, Period? period = null, DateOnly? observedThrough = null)
    {
        Evidence = evidence;
        Kind = Guard.Defined(kind);
        _gap = new(period, observedThrough);
    }

    internal RevenueChurn(MoneyRatio evidence, RevenueChurnKind kind, CoverageGap gap)
        : this(evidence, kind, gap.Period, gap.ObservedThrough)
    {
    }

    /// <summary>The rate of no revenue, 0 of 0, which changes nothing when added.</summary>
    public static RevenueChurn AdditiveIdentity => default;

    /// <summary>The rate as a fraction; null when there was no revenue at the start, or when no day of the period is observed.</summary>
    public double? Value => Evidence.Value;

    /// <summary>What was lost, over the revenue at the start.</summary>
    public MoneyRatio Evidence { get; }

    /// <summary>What is set off against the losses.</summary>
    public RevenueChurnKind Kind { get; }

    /// <summary>The period, when the data do not cover it in full; null when they do, and for totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? Period => _gap.Period;

    /// <summary>The last day that the data cover, when they do not cover the period in full; null when they do, and for totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? ObservedThrough => _gap.ObservedThrough;

    /// <summary>Whether the data cover every day of the period. Where they cover some, the rate is of the days so far and its text says so; where they cover none, it is undefined.</summary>
    [JsonIgnore]
    public bool IsObserved => _gap.IsObserved;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Evidence.Denominator == 0 ? _gap.WhyUnknown ?? "no recurring revenue is known at the start" : null;

    /// <summary>1 − churn as a fraction: gross or net revenue retention, after <see cref="Kind"/>; null when there was no revenue at the start.</summary>
    [JsonIgnore]
    public double? Retention => Evidence.Complement.Value;

    /// <summary>Pools two rates over disjoint customers.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one, of the same kind.</param>
    /// <returns>The rate of all of them.</returns>
    /// <exception cref="ArgumentException">The rates are of different kinds.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static RevenueChurn operator +(RevenueChurn left, RevenueChurn right)
    {
        if (left.Kind != right.Kind && !left.Evidence.IsEmpty && !right.Evidence.IsEmpty)
        {
            throw new ArgumentException($"One of the rates is {left.Kind} and the other {right.Kind}; they cannot be pooled.", nameof(right));
        }

        return new(left.Evidence + right.Evidence, left.Evidence.IsEmpty ? right.Kind : left.Kind, left._gap + right._gap);
    }

    /// <summary>(Churn + contraction) ÷ opening.</summary>
    /// <param name="bridge">Opening and movements.</param>
    /// <param name="basis">What it is read from; see <see cref="GrossRevenueRetention.From"/>.</param>
    /// <returns>The rate; undefined when the opening is 0, or when no day of the period is observed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="bridge"/> is null.</exception>
    public static RevenueChurn Gross(MrrBridge bridge, MovementBasis basis = MovementBasis.Endpoints) => GrossRevenueRetention.From(bridge, basis).Churn;

    /// <summary>(Churn + contraction − expansion) ÷ opening, less reactivation when asked.</summary>
    /// <param name="bridge">Opening and movements.</param>
    /// <param name="reactivation">Whether reactivated revenue is set off too. Not unless told, so that net churn is 1 − net revenue retention; ChartMogul includes it.</param>
    /// <param name="basis">What it is read from; see <see cref="NetRevenueRetention.From"/>.</param>
    /// <returns>The rate; undefined when the opening is 0, or when no day of the period is observed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="bridge"/> is null.</exception>
    public static RevenueChurn Net(MrrBridge bridge, ReactivationTreatment reactivation = ReactivationTreatment.Excluded, MovementBasis basis = MovementBasis.Endpoints) => NetRevenueRetention.From(bridge, reactivation, basis).Churn;

    /// <summary>The rate with its sums and kind, as "7.0 % (7,000.00 of 100,000.00; gross)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => MoneyText.Share(Value, Evidence.Numerator, Evidence.Denominator, WhyUndefined, _gap.After(KindWords));

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.Card("Revenue churn", "Lost, " + KindWords, "At the start").Note(WhyUndefined).Note(_gap.Note).ToString();

    private string KindWords => Kind switch
    {
        RevenueChurnKind.Gross => "gross",
        RevenueChurnKind.NetOfExpansion => "net of expansion",
        _ => "net of expansion and reactivation",
    };
}
