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
/// <para>Bridges of disjoint customers over the same period add (<c>a + b</c>); <see cref="AdditiveIdentity"/> changes nothing.</para>
/// <para>Equality compares the amounts.</para>
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
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record MrrBridge : IAdditionOperators<MrrBridge, MrrBridge, MrrBridge>, IAdditiveIdentity<MrrBridge, MrrBridge>, IRendersHtml
{
    [JsonConstructor]
    internal MrrBridge(decimal opening, decimal newBusiness, decimal expansion, decimal contraction, decimal churn, decimal reactivation, decimal fx)
    {
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
    public MoneyRatio Growth => new(Closing - Opening, Opening);

    /// <summary>Net revenue retention, reactivation excluded; for the other treatment see <see cref="Revenue.NetRevenueRetention.From"/>.</summary>
    [JsonIgnore]
    public NetRevenueRetention NetRevenueRetention => NetRevenueRetention.From(this);

    /// <summary>Gross revenue retention.</summary>
    [JsonIgnore]
    public GrossRevenueRetention GrossRevenueRetention => GrossRevenueRetention.From(this);

    /// <summary>Quick ratio, reactivation included; for the other treatment see <see cref="Revenue.QuickRatio.From"/>.</summary>
    [JsonIgnore]
    public QuickRatio QuickRatio => QuickRatio.From(this);

    /// <summary>Adds the bridges of disjoint customers over the same period.</summary>
    /// <param name="left">One bridge.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The bridge of all of them.</returns>
    /// <exception cref="ArgumentNullException">A bridge is null.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    public static MrrBridge operator +(MrrBridge left, MrrBridge right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(
            left.Opening + right.Opening,
            left.NewBusiness + right.NewBusiness,
            left.Expansion + right.Expansion,
            left.Contraction + right.Contraction,
            left.Churn + right.Churn,
            left.Reactivation + right.Reactivation,
            left.Fx + right.Fx);
    }

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

    /// <summary>The bridge in one line, as "100,000.00 + 12,000.00 new + 8,000.00 expansion − … = 114,000.00".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Text.Money(Opening)} + {Text.Money(NewBusiness)} new + {Text.Money(Expansion)} expansion + {Text.Money(Reactivation)} reactivation"
        + $" - {Text.Money(Contraction)} contraction - {Text.Money(Churn)} churn{(Fx == 0 ? string.Empty : (Fx > 0 ? " + " : " - ") + Text.Money(Math.Abs(Fx)) + " exchange rates")} = {Text.Money(Closing)}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Monthly recurring revenue", Text.Money(Closing))
        .Row("Opening", Text.Money(Opening))
        .Row("+ New", Text.Money(NewBusiness))
        .Row("+ Expansion", Text.Money(Expansion))
        .Row("+ Reactivation", Text.Money(Reactivation))
        .Row("- Contraction", Text.Money(Contraction))
        .Row("- Churn", Text.Money(Churn))
        .Row("Exchange rates", Fx == 0 ? null : Text.Money(Fx))
        .Row("= Closing", Text.Money(Closing))
        .Row("Net revenue retention", Text.Percent(NetRevenueRetention.Value))
        .Row("Gross revenue retention", Text.Percent(GrossRevenueRetention.Value))
        .Row("Quick ratio", MoneyText.OrNotAvailable(QuickRatio.Value))
        .ToString();
}
