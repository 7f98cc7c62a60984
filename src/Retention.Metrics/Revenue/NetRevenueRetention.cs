using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// What the customers at the start pay at the end ÷ what they paid at the start: (S + expansion − contraction − churn) ÷ S.
/// </summary>
/// <remarks>
/// <para>May exceed 100 %. New customers never count. Customers who had left before the start and came back are not among those at the start, so that
/// reactivation does not count unless asked (<see cref="ReactivationTreatment.Included"/>), as some systems do; the result says which.</para>
/// <para>Movements add up to the same as the customers' amounts at both ends when each customer is in one movement. With movements counted event by event,
/// a customer who joined and left within the period lowers the result although they were not there at the start.</para>
/// <para>Pools by <c>+</c> over disjoint customers. The default value is 0 of 0: <see cref="Value"/> is null.</para>
/// </remarks>
/// <example>
/// <code>
/// NetRevenueRetention nrr = NetRevenueRetention.FromTotals(opening: 100_000m, expansion: 8_000m, contraction: 2_000m, churn: 5_000m);
/// Console.WriteLine(nrr);         // 101.0 % (101,000.00 of 100,000.00; reactivation excluded)
/// Console.WriteLine(nrr.Churn);   // -1.0 % (-1,000.00 of 100,000.00; net of expansion)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct NetRevenueRetention
    : IAdditionOperators<NetRevenueRetention, NetRevenueRetention, NetRevenueRetention>, IAdditiveIdentity<NetRevenueRetention, NetRevenueRetention>, IRendersHtml
{
    private readonly CoverageGap _gap;

    [JsonConstructor]
    internal NetRevenueRetention(MoneyRatio evidence, ReactivationTreatment reactivation, Period? period = null, DateOnly? observedThrough = null)
    {
        _gap = new(period, observedThrough);
        Evidence = evidence;
        Reactivation = Guard.Defined(reactivation);
    }

    private NetRevenueRetention(MoneyRatio evidence, ReactivationTreatment reactivation, CoverageGap gap)
        : this(evidence, reactivation, gap.Period, gap.ObservedThrough)
    {
    }

    /// <summary>The rate of no revenue, 0 of 0, which changes nothing when added.</summary>
    public static NetRevenueRetention AdditiveIdentity => default;

    /// <summary>The rate as a fraction: 1.01 for 101 %; null when there was no revenue at the start, or when no day of the period is observed.</summary>
    public double? Value => Evidence.Value;

    /// <summary>Revenue at the end of the customers at the start, over their revenue at the start.</summary>
    public MoneyRatio Evidence { get; }

    /// <summary>Whether reactivated revenue counts.</summary>
    public ReactivationTreatment Reactivation { get; }

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

    /// <summary>The net revenue churn of the same customers: 1 − retention, negative when revenue grew.</summary>
    [JsonIgnore]
    public RevenueChurn Churn => new(Evidence.Complement, Reactivation == ReactivationTreatment.Included ? RevenueChurnKind.NetOfExpansionAndReactivation : RevenueChurnKind.NetOfExpansion, _gap);

    /// <summary>Pools two rates over disjoint customers.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one, with the same treatment of reactivation.</param>
    /// <returns>The rate of all of them.</returns>
    /// <exception cref="ArgumentException">One counts reactivation and the other does not.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static NetRevenueRetention operator +(NetRevenueRetention left, NetRevenueRetention right)
    {
        if (left.Reactivation != right.Reactivation && !left.Evidence.IsEmpty && !right.Evidence.IsEmpty)
        {
            throw new ArgumentException("One of the rates counts reactivated revenue and the other does not; they cannot be pooled.", nameof(right));
        }

        return new(left.Evidence + right.Evidence, left.Evidence.IsEmpty ? right.Reactivation : left.Reactivation, left._gap + right._gap);
    }

    /// <summary>Computes the rate from a bridge.</summary>
    /// <param name="bridge">Opening and movements.</param>
    /// <param name="reactivation">Whether reactivated revenue counts; it does not unless told.</param>
    /// <param name="basis">
    /// What it is read from: the amounts of the customers at both ends, where the bridge knows them, unless told; or the lines of the bridge. They differ only for movements by event.
    /// </param>
    /// <returns>The rate; undefined when the opening is 0, or when no day of the period is observed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="bridge"/> is null.</exception>
    public static NetRevenueRetention From(MrrBridge bridge, ReactivationTreatment reactivation = ReactivationTreatment.Excluded, MovementBasis basis = MovementBasis.Endpoints)
    {
        ArgumentNullException.ThrowIfNull(bridge);
        Guard.Defined(reactivation);
        Guard.Defined(basis);
        var back = reactivation == ReactivationTreatment.Included ? bridge.Reactivation : 0;
        var renewed = basis == MovementBasis.Endpoints ? bridge.Renewed : null;
        return new(bridge.IsUnknown ? default : new((renewed ?? (bridge.Opening + bridge.Expansion - bridge.Losses)) + back, bridge.Opening), reactivation, bridge.Gap);
    }

    /// <summary>Computes the rate from totals, reactivation excluded.</summary>
    /// <param name="opening">S: revenue at the start; zero or more, as are the others.</param>
    /// <param name="expansion">What customers at the start pay more at the end.</param>
    /// <param name="contraction">What customers at the start pay less at the end.</param>
    /// <param name="churn">What the customers at the start who left had paid.</param>
    /// <returns>The rate; undefined when <paramref name="opening"/> is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    public static NetRevenueRetention FromTotals(decimal opening, decimal expansion, decimal contraction, decimal churn)
    {
        Guard.Amount(opening);
        Guard.Amount(expansion);
        Guard.Amount(contraction);
        Guard.Amount(churn);
        return new(new(opening + expansion - contraction - churn, opening), ReactivationTreatment.Excluded);
    }

    /// <summary>Computes the rate from the two amounts of the same customers.</summary>
    /// <param name="atStart">What they paid at the start; zero or more.</param>
    /// <param name="atEnd">What the same customers pay at the end; zero or more.</param>
    /// <returns>The rate; undefined when <paramref name="atStart"/> is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    public static NetRevenueRetention FromCohort(decimal atStart, decimal atEnd)
    {
        Guard.Amount(atStart);
        Guard.Amount(atEnd);
        return new(new(atEnd, atStart), ReactivationTreatment.Excluded);
    }

    /// <summary>The rate with its sums and definition, as "101.0 % (101,000.00 of 100,000.00; reactivation excluded)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => MoneyText.Share(Value, Evidence.Numerator, Evidence.Denominator, WhyUndefined, _gap.After(Treatment));

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.Card("Net revenue retention", "At the end", "At the start").Note(WhyUndefined).Note(_gap.Note).Note($"New customers do not count; {Treatment}.").ToString();

    private string Treatment => Reactivation == ReactivationTreatment.Included ? "reactivation included" : "reactivation excluded";
}
