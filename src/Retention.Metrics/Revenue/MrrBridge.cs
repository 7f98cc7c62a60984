using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// How monthly recurring revenue got from the start of a period to its end:
/// opening + new + expansion + reactivation − contraction − churn + exchange rates = closing.
/// </summary>
/// <remarks>
/// <para>Amounts are exact decimals, and the identity holds to the last digit, because <see cref="Closing"/> is what the movements make of <see cref="Opening"/>.
/// Losses are given as positive amounts.</para>
/// <para>A bridge of a <see cref="SubscriptionLedger"/> also knows its period, how many customers are behind each line, and the policy; a bridge of totals knows the amounts alone.</para>
/// <para>Bridges of disjoint customers over the same period add (<c>a + b</c>); <see cref="AdditiveIdentity"/> changes nothing.</para>
/// <para>Equality compares all of it.</para>
/// </remarks>
/// <example>
/// <code>
/// MrrBridge june = MrrBridge.From(opening: 100_000m, newBusiness: 12_000m, expansion: 8_000m, contraction: 2_000m, churn: 5_000m, reactivation: 1_000m);
/// june.Closing                // 114000
/// june.NetRevenueRetention    // 101.0 % (101,000.00 of 100,000.00; reactivation excluded)
/// june.GrossRevenueRetention  // 93.0 % (93,000.00 of 100,000.00)
/// june.QuickRatio             // 3.00 (21,000.00 ÷ 7,000.00; reactivation included)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial record MrrBridge : IAdditionOperators<MrrBridge, MrrBridge, MrrBridge>, IAdditiveIdentity<MrrBridge, MrrBridge>, IRendersHtml
{
    [JsonConstructor]
    internal MrrBridge(
        decimal opening,
        decimal newBusiness,
        decimal expansion,
        decimal contraction,
        decimal churn,
        decimal reactivation,
        decimal fx,
        Period? period = null,
        MovementCounts? customers = null,
        decimal? renewed = null,
        decimal? kept = null,
        string? currency = null,
        string? policy = null,
        DateOnly? observedThrough = null)
    {
        ObservedThrough = observedThrough;
        Opening = Guard.Amount(opening);
        NewBusiness = Guard.Amount(newBusiness);
        Expansion = Guard.Amount(expansion);
        Contraction = Guard.Amount(contraction);
        Churn = Guard.Amount(churn);
        Reactivation = Guard.Amount(reactivation);
        Fx = fx;
        Closing = opening + newBusiness + expansion + reactivation - contraction - churn + fx;
        if (Closing < 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"contraction was {contraction} and churn {churn}, with fx {fx}. They take more than the opening {opening} and all gains brought: the closing would be {Closing}."),
                nameof(churn));
        }

        Period = period;
        Customers = customers;
        Renewed = renewed is { } r ? Guard.Amount(r, nameof(renewed)) : null;
        Kept = kept is { } k ? Guard.Amount(k, nameof(kept)) : null;
        Currency = currency;
        Policy = policy;
        if (kept > opening)
        {
            throw Guard.OutOfRange(nameof(kept), kept, string.Create(CultureInfo.InvariantCulture, $"No customer keeps more than was paid: it must be inside [0..{opening}]"));
        }
    }

    /// <summary>The bridge of nobody, from 0 to 0.</summary>
    public static MrrBridge AdditiveIdentity { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>MRR at the start.</summary>
    public decimal Opening { get; }

    /// <summary>MRR of customers who had never paid before.</summary>
    [JsonPropertyName("new")]
    public decimal NewBusiness { get; }

    /// <summary>What customers at the start pay more at the end.</summary>
    public decimal Expansion { get; }

    /// <summary>What customers at the start pay less at the end, those who left apart; a positive amount.</summary>
    public decimal Contraction { get; }

    /// <summary>What the customers at the start who left had paid; a positive amount.</summary>
    public decimal Churn { get; }

    /// <summary>MRR of customers who had left before the start and came back.</summary>
    public decimal Reactivation { get; }

    /// <summary>What exchange rates alone changed; positive or negative.</summary>
    public decimal Fx { get; }

    /// <summary>MRR at the end.</summary>
    public decimal Closing { get; }

    /// <summary>The period; null for a bridge of totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? Period { get; }

    /// <summary>How many customers are behind the lines; null for a bridge of totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MovementCounts? Customers { get; }

    /// <summary>What the customers at the start pay at the end, at the exchange rates of the start; null for a bridge of totals, where it follows from the lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Renewed { get; }

    /// <summary>The same with each customer counted for at most what that customer paid at the start; null for a bridge of totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Kept { get; }

    /// <summary>The currency; null when the ledger has but one without a name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; }

    /// <summary>The <see cref="MrrPolicy"/> that decided, in words; null for a bridge of totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Policy { get; }

    /// <summary>The last day that the ledger covers; null when it is not known, as for a bridge of totals.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? ObservedThrough { get; }

    /// <summary>
    /// Whether the ledger covers every day of the period. Where it covers some, the lines are the movements so far; where it covers none, they are what the rows say of the future, usually nothing,
    /// the rates are undefined, and renderings are blank. The rates of a period that is covered in part are of the days so far, and their texts say so.
    /// </summary>
    [JsonIgnore]
    public bool IsObserved => Period is not { } period || !(period.End.AddDays(-1) > ObservedThrough);

    /// <summary>Whether no day of the period is observed.</summary>
    internal bool IsUnknown => Period is { } period && period.Start > ObservedThrough;

    /// <summary>What the rates remember of a period that is not covered in full.</summary>
    internal CoverageGap Gap => IsObserved ? default : new(Period, ObservedThrough);

    /// <summary>New + expansion + reactivation.</summary>
    [JsonIgnore]
    public decimal Gains => NewBusiness + Expansion + Reactivation;

    /// <summary>Contraction + churn.</summary>
    [JsonIgnore]
    public decimal Losses => Contraction + Churn;

    /// <summary>What customers did: gains − losses, without exchange rates.</summary>
    [JsonIgnore]
    public decimal NetNew => Gains - Losses;

    /// <summary>(Closing − opening) ÷ opening.</summary>
    [JsonIgnore]
    public MoneyRatio Growth => IsUnknown ? default : new(Closing - Opening, Opening);

    /// <summary>Net revenue retention, reactivation excluded; for the other treatment see <see cref="Revenue.NetRevenueRetention.From"/>.</summary>
    [JsonIgnore]
    public NetRevenueRetention NetRevenueRetention => NetRevenueRetention.From(this);

    /// <summary>Gross revenue retention.</summary>
    [JsonIgnore]
    public GrossRevenueRetention GrossRevenueRetention => GrossRevenueRetention.From(this);

    /// <summary>Quick ratio, reactivation included; for the other treatment see <see cref="Revenue.QuickRatio.From"/>.</summary>
    [JsonIgnore]
    public QuickRatio QuickRatio => QuickRatio.From(this);

    /// <summary>Closing ÷ paying customers at the end; null for a bridge of totals, and when no day is observed.</summary>
    [JsonIgnore]
    public AverageRevenuePerAccount? AverageRevenuePerAccount => !IsUnknown && Customers is { } c ? Revenue.AverageRevenuePerAccount.From(Closing, c.AtEnd) : null;

    /// <summary>New business ÷ new customers; null for a bridge of totals.</summary>
    [JsonIgnore]
    public AverageSalePrice? AverageSalePrice => Customers is { } c ? Revenue.AverageSalePrice.From(NewBusiness, c.New) : null;

    /// <summary>Annual recurring revenue at the end: twelve times the closing.</summary>
    [JsonIgnore]
    public decimal AnnualRecurringRevenue => Closing * 12;

    private bool IsIdentity => this == AdditiveIdentity;

    // A shard without customers has no currency of its own.
    private bool IsEmpty => Opening == 0 && NewBusiness == 0 && Expansion == 0 && Contraction == 0 && Churn == 0 && Reactivation == 0 && Fx == 0;

    /// <summary>Adds the bridges of disjoint customers over the same period.</summary>
    /// <param name="left">One bridge.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The bridge of all of them. Customers are counted when both bridges count them.</returns>
    /// <exception cref="ArgumentNullException">A bridge is null.</exception>
    /// <exception cref="ArgumentException">The bridges know their period, currency or policy, and differ in it.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static MrrBridge operator +(MrrBridge left, MrrBridge right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsIdentity)
        {
            return right;
        }

        if (right.IsIdentity)
        {
            return left;
        }

        Same(left.Period?.ToString(), right.Period?.ToString(), "period");
        if (!left.IsEmpty && !right.IsEmpty)
        {
            Same(left.Currency, right.Currency, "currency");
        }

        Same(left.Policy, right.Policy, "policy");
        return new(
            left.Opening + right.Opening,
            left.NewBusiness + right.NewBusiness,
            left.Expansion + right.Expansion,
            left.Contraction + right.Contraction,
            left.Churn + right.Churn,
            left.Reactivation + right.Reactivation,
            left.Fx + right.Fx,
            left.Period,
            left.Customers + right.Customers,
            left.Renewed + right.Renewed,
            left.Kept + right.Kept,
            left.IsEmpty ? right.Currency ?? left.Currency : left.Currency ?? (right.IsEmpty ? right.Currency : null),
            left.Policy,
            Later(left.ObservedThrough, right.ObservedThrough));

        static void Same(string? one, string? other, string what)
        {
            if (!string.Equals(one, other, StringComparison.Ordinal))
            {
                throw new ArgumentException($"One bridge has the {what} {one ?? "unknown"} and the other {other ?? "unknown"}; they cannot be added.", nameof(right));
            }
        }
    }

    /// <summary>Shards of one export end on different days only because their last events do: together they cover what the later one covers.</summary>
    internal static DateOnly? Later(DateOnly? one, DateOnly? other) => one > other ? one : other ?? one;

    /// <summary>Makes a bridge from the opening and the movements.</summary>
    /// <param name="opening">MRR at the start; zero or more, as are all amounts but <paramref name="fx"/>.</param>
    /// <param name="newBusiness">MRR of customers who had never paid before.</param>
    /// <param name="expansion">What customers at the start pay more at the end.</param>
    /// <param name="contraction">What customers at the start pay less at the end.</param>
    /// <param name="churn">What the customers at the start who left had paid.</param>
    /// <param name="reactivation">MRR of customers who had left before the start and came back.</param>
    /// <param name="fx">What exchange rates alone changed; positive or negative.</param>
    /// <returns>The bridge.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    /// <exception cref="ArgumentException">The movements take more than there was.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static MrrBridge From(decimal opening, decimal newBusiness, decimal expansion, decimal contraction, decimal churn, decimal reactivation = 0, decimal fx = 0) =>
        new(opening, newBusiness, expansion, contraction, churn, reactivation, fx);
}
