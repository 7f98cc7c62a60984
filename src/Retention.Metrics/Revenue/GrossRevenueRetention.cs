using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// What is kept of the revenue at the start before any gain: (S − contraction − churn) ÷ S. Never above 100 %.
/// </summary>
/// <remarks>
/// <para>Exact when every customer is compared at both ends and counted with the smaller amount, Σ min(start, end) ÷ Σ start. Movements counted event by event
/// give no more than that: a customer who dips and recovers within the period has lost. They can even give a negative rate, when customers who joined in the period
/// left in it.</para>
/// <para>Pools by <c>+</c> over disjoint customers. The default value is 0 of 0: <see cref="Value"/> is null.</para>
/// </remarks>
/// <example>
/// <code>
/// GrossRevenueRetention grr = GrossRevenueRetention.FromTotals(opening: 100_000m, contraction: 2_000m, churn: 5_000m);
/// Console.WriteLine(grr);         // 93.0 % (93,000.00 of 100,000.00)
/// Console.WriteLine(grr.Churn);   // 7.0 % (7,000.00 of 100,000.00; gross)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct GrossRevenueRetention
    : IAdditionOperators<GrossRevenueRetention, GrossRevenueRetention, GrossRevenueRetention>, IAdditiveIdentity<GrossRevenueRetention, GrossRevenueRetention>, IRendersHtml
{
    private readonly CoverageGap _gap;

    [JsonConstructor]
    internal GrossRevenueRetention(MoneyRatio evidence, Period? period = null, DateOnly? observedThrough = null)
    {
        if (evidence.Numerator > evidence.Denominator)
        {
            throw Guard.OutOfRange(nameof(evidence), evidence, "Gross revenue retention counts no gains and cannot exceed 100 %");
        }

        Evidence = evidence;
        _gap = new(period, observedThrough);
    }

    private GrossRevenueRetention(MoneyRatio evidence, CoverageGap gap)
        : this(evidence, gap.Period, gap.ObservedThrough)
    {
    }

    /// <summary>The rate of no revenue, 0 of 0, which changes nothing when added.</summary>
    public static GrossRevenueRetention AdditiveIdentity => default;

    /// <summary>The rate as a fraction, at most 1; null when there was no revenue at the start, or when no day of the period is observed.</summary>
    public double? Value => Evidence.Value;

    /// <summary>What was kept, over the revenue at the start.</summary>
    public MoneyRatio Evidence { get; }

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

    /// <summary>The gross revenue churn of the same customers: 1 − retention.</summary>
    [JsonIgnore]
    public RevenueChurn Churn => new(Evidence.Complement, RevenueChurnKind.Gross, _gap);

    /// <summary>Pools two rates over disjoint customers.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The rate of all of them.</returns>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static GrossRevenueRetention operator +(GrossRevenueRetention left, GrossRevenueRetention right) => new(left.Evidence + right.Evidence, left._gap + right._gap);

    /// <summary>Computes the rate from a bridge.</summary>
    /// <param name="bridge">Opening and movements.</param>
    /// <param name="basis">
    /// What it is read from: the amounts of the customers at both ends, each capped at what it was, where the bridge knows them, unless told; or the lines of the bridge.
    /// They differ only for movements by event.
    /// </param>
    /// <returns>The rate; undefined when the opening is 0, or when no day of the period is observed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="bridge"/> is null.</exception>
    public static GrossRevenueRetention From(MrrBridge bridge, MovementBasis basis = MovementBasis.Endpoints)
    {
        ArgumentNullException.ThrowIfNull(bridge);
        Guard.Defined(basis);
        var kept = basis == MovementBasis.Endpoints ? bridge.Kept : null;
        return new(bridge.IsUnknown ? default : new(kept ?? (bridge.Opening - bridge.Losses), bridge.Opening), bridge.Gap);
    }

    /// <summary>Computes the rate from totals.</summary>
    /// <param name="opening">S: revenue at the start; zero or more, as are the others.</param>
    /// <param name="contraction">What customers at the start pay less at the end.</param>
    /// <param name="churn">What the customers at the start who left had paid.</param>
    /// <returns>The rate; undefined when <paramref name="opening"/> is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    public static GrossRevenueRetention FromTotals(decimal opening, decimal contraction, decimal churn)
    {
        Guard.Amount(opening);
        Guard.Amount(contraction);
        Guard.Amount(churn);
        return new(new(opening - contraction - churn, opening));
    }

    /// <summary>The rate with its sums, as "93.0 % (93,000.00 of 100,000.00)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => MoneyText.Share(Value, Evidence.Numerator, Evidence.Denominator, WhyUndefined, _gap.After(null));

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.Card("Gross revenue retention", "Kept", "At the start").Note(WhyUndefined).Note(_gap.Note).Note("No gains count.").ToString();
}
