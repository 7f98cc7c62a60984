using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// A discount on a subscription: a percentage or an amount per billing interval, for ever or until a day.
/// </summary>
/// <remarks>
/// Whether it lowers MRR is for <see cref="MrrPolicy.Discounts"/> to say; a discount until a day counts from the start of the row to that day.
/// The default value takes nothing off.
/// </remarks>
/// <example>
/// <code>
/// SubscriptionDiscount.Percent(50)                                        // half price for ever
/// SubscriptionDiscount.Amount(10m, until: new DateOnly(2026, 9, 1))       // 10.00 off each interval to the end of August
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct SubscriptionDiscount
{
    [JsonConstructor]
    internal SubscriptionDiscount(decimal percentOff, decimal amountOff, DateOnly? until)
    {
        if (percentOff is < 0 or > 100)
        {
            throw Guard.OutOfRange(nameof(percentOff), percentOff, "A percentage must be inside [0..100]");
        }

        PercentOff = percentOff;
        AmountOff = Guard.Amount(amountOff);
        Until = until;
    }

    /// <summary>How much is taken off, in per cent of the amount.</summary>
    public decimal PercentOff { get; }

    /// <summary>How much is taken off each billing interval, in the currency of the subscription.</summary>
    public decimal AmountOff { get; }

    /// <summary>The first day without the discount; null when it has no end.</summary>
    public DateOnly? Until { get; }

    /// <summary>Whether the discount has no end.</summary>
    [JsonIgnore]
    public bool IsForever => Until is null;

    /// <summary>A discount of some per cent.</summary>
    /// <param name="percent">Per cent of the amount, inside [0..100].</param>
    /// <param name="until">The first day without it; null for ever.</param>
    /// <returns>The discount.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not inside [0..100].</exception>
    public static SubscriptionDiscount Percent(decimal percent, DateOnly? until = null) =>
        percent is >= 0 and <= 100 ? new(percent, 0, until) : throw Guard.OutOfRange(nameof(percent), percent, "A percentage must be inside [0..100]");

    /// <summary>A discount of an amount per billing interval.</summary>
    /// <param name="amount">The amount, zero or more.</param>
    /// <param name="until">The first day without it; null for ever.</param>
    /// <returns>The discount.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is negative.</exception>
    public static SubscriptionDiscount Amount(decimal amount, DateOnly? until = null) => new(0, Guard.Amount(amount), until);

    /// <summary>The discount in words: "50 % off", "10.00 off until 2026-09-01".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        (PercentOff > 0 ? PercentOff.ToString("0.####", CultureInfo.InvariantCulture) + " % off" : Text.Money(AmountOff) + " off")
        + (Until is { } until ? " until " + Text.Date(until) : string.Empty);
}
