using System.Text.Json.Serialization;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// How many new customers make up for one lost: the claim "three new for one lost" on your own numbers.
/// </summary>
/// <remarks>
/// <para>Over the lifetime: remaining value of the existing customer ÷ (value of a new one − acquisition cost), both discounted and with the payment that is due now.
/// In the first period: their margins against each other, before acquisition cost.</para>
/// <para>When a new customer does not bring in the acquisition cost, no number of them replaces anyone: <see cref="Lifetime"/> is null.</para>
/// </remarks>
/// <example>
/// <code>
/// ReplacementRatio ratio = ReplacementRatio.From(
///     existingMargin: 167m, RetentionRate.FromPercent(85), newMargin: 100m, RetentionRate.FromPercent(70), DiscountRate.FromPercent(10), acquisitionCost: 75m);
/// ratio.Lifetime      // 3.674 (734.80 ÷ 200.00)
/// ratio.FirstPeriod   // 1.67
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record ReplacementRatio : IRendersHtml
{
    [JsonConstructor]
    internal ReplacementRatio(decimal existingMargin, RetentionRate existingRetention, decimal newMargin, RetentionRate newRetention, DiscountRate discount, decimal acquisitionCost)
    {
        ExistingMargin = existingMargin;
        ExistingRetention = existingRetention;
        NewMargin = newMargin;
        NewRetention = newRetention;
        Discount = discount;
        AcquisitionCost = Guard.Amount(acquisitionCost);
        var existing = CustomerLifetimeValue.Discounted(existingMargin, existingRetention, discount, PaymentTiming.IncludingFirstPayment);
        var gained = CustomerLifetimeValue.Discounted(newMargin, newRetention, discount, PaymentTiming.IncludingFirstPayment);
        ExistingRemainingValue = existing.Value;
        NewNetValue = gained.Value is { } value ? DecimalScale.Plus(value, -acquisitionCost) : null;
        Lifetime = ExistingRemainingValue is { } lost && NewNetValue is > 0 ? DecimalScale.Ratio(lost, NewNetValue.Value) : null;
        FirstPeriod = newMargin > 0 ? DecimalScale.Ratio(existingMargin, newMargin) : null;
        WhyUndefined =
            existing.WhyUndefined is { } one ? "the value of the existing customer " + one
            : gained.WhyUndefined is { } other ? "the value of the new customer " + other
            : Lifetime is null ? $"a new customer does not bring in the acquisition cost: net {MoneyText.OrNotAvailable(NewNetValue)}"
            : FirstPeriod is null ? "a new customer brings no margin in the first period"
            : null;
    }

    /// <summary>What an existing customer brings per period.</summary>
    public decimal ExistingMargin { get; }

    /// <summary>The retention rate of existing customers.</summary>
    public RetentionRate ExistingRetention { get; }

    /// <summary>What a new customer brings per period.</summary>
    public decimal NewMargin { get; }

    /// <summary>The retention rate of new customers.</summary>
    public RetentionRate NewRetention { get; }

    /// <summary>The discount rate of the same period.</summary>
    public DiscountRate Discount { get; }

    /// <summary>What winning a customer costs.</summary>
    public decimal AcquisitionCost { get; }

    /// <summary>The lifetime value that goes with an existing customer; null when it is undefined.</summary>
    public decimal? ExistingRemainingValue { get; }

    /// <summary>The lifetime value of a new customer less acquisition cost; null when it is undefined.</summary>
    public decimal? NewNetValue { get; }

    /// <summary>New customers per lost one, by lifetime value; null when a value is undefined or the net value is not above 0.</summary>
    public double? Lifetime { get; }

    /// <summary>New customers per lost one, by the margin of one period; null when a new customer brings none.</summary>
    public double? FirstPeriod { get; }

    /// <summary>Why the first of the figures that are null is; null when none is.</summary>
    [JsonIgnore]
    public string? WhyUndefined { get; }

    /// <summary>Computes the ratio.</summary>
    /// <param name="existingMargin">What an existing customer brings per period.</param>
    /// <param name="existingRetention">The retention rate of existing customers.</param>
    /// <param name="newMargin">What a new customer brings per period.</param>
    /// <param name="newRetention">The retention rate of new customers.</param>
    /// <param name="discount">The discount rate of the same period; none unless told.</param>
    /// <param name="acquisitionCost">What winning a customer costs; zero or more.</param>
    /// <returns>The ratio.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="acquisitionCost"/> is negative.</exception>
    /// <exception cref="ArgumentException">Rates say that they are of different periods.</exception>
    public static ReplacementRatio From(decimal existingMargin, RetentionRate existingRetention, decimal newMargin, RetentionRate newRetention, DiscountRate discount = default, decimal acquisitionCost = 0) =>
        new(existingMargin, existingRetention, newMargin, newRetention, discount, Guard.Amount(acquisitionCost));

    /// <summary>The ratio in one line, as "3.67 new for 1 lost (734.80 ÷ 200.00; 1.67 by the first period)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Lifetime is { } ratio
        ? $"{Text.Number(ratio)} new for 1 lost ({Text.Money(ExistingRemainingValue!.Value)} ÷ {Text.Money(NewNetValue!.Value)}; {MoneyText.OrNotAvailable(FirstPeriod)} by the first period)"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("New customers for one lost", MoneyText.OrNotAvailable(Lifetime))
        .Row("Remaining value of an existing customer", MoneyText.OrNotAvailable(ExistingRemainingValue))
        .Row("Net value of a new customer", MoneyText.OrNotAvailable(NewNetValue))
        .Row("By the first period", MoneyText.OrNotAvailable(FirstPeriod))
        .Row("Retention, existing and new", $"{Text.Percent(ExistingRetention.Value)}, {Text.Percent(NewRetention.Value)}")
        .Row("Discount", Discount.ToString())
        .Note(WhyUndefined)
        .ToString();
}
