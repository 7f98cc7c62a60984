using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// What a subscription costs and how often: 50 every 2 weeks. What monthly recurring revenue is normalised from.
/// </summary>
/// <remarks>
/// <para>The amount is what counts as recurring by your policy: net of taxes and one-off fees, and of the discounts that you deduct. No currency is known; do not mix them.</para>
/// <para>The default value is a one-off of 0, which is no MRR.</para>
/// </remarks>
/// <example>
/// <code>
/// new SubscriptionPrice(300m, BillingInterval.Month, intervalCount: 3).Monthly()   // 100
/// new SubscriptionPrice(1_000m, BillingInterval.Year).Monthly(MrrNormalization.Polar)   // 83.33
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct SubscriptionPrice
{
    private readonly int _extraIntervals;

    /// <summary>Makes a price.</summary>
    /// <param name="amount">What is billed each time; negative for a credit.</param>
    /// <param name="interval">The unit of time that it recurs in.</param>
    /// <param name="intervalCount">Every how many units it is billed; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such interval, or <paramref name="intervalCount"/> is below 1.</exception>
    [JsonConstructor]
    public SubscriptionPrice(decimal amount, BillingInterval interval, int intervalCount = 1)
    {
        if (intervalCount < 1)
        {
            throw Guard.OutOfRange(nameof(intervalCount), intervalCount, "An interval count is 1 or more");
        }

        Amount = amount;
        Interval = Guard.Defined(interval);
        _extraIntervals = intervalCount - 1;
    }

    /// <summary>What is billed each time.</summary>
    public decimal Amount { get; }

    /// <summary>The unit of time that it recurs in.</summary>
    public BillingInterval Interval { get; }

    /// <summary>Every how many units it is billed.</summary>
    public int IntervalCount => _extraIntervals + 1;

    /// <summary>The monthly recurring revenue of the subscriptions that have these prices: the sum of their monthly amounts, each rounded as the policy says.</summary>
    /// <param name="prices">The prices of the active subscriptions, all in one currency.</param>
    /// <param name="normalization">The policy; <see cref="MrrNormalization.Exact"/> unless told.</param>
    /// <returns>The sum; 0 when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="prices"/> is null.</exception>
    /// <exception cref="OverflowException">The sum exceeds what a decimal can hold.</exception>
    public static decimal SumMonthly(IEnumerable<SubscriptionPrice> prices, MrrNormalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(prices);
        decimal sum = 0;
        foreach (var price in prices)
        {
            sum += price.Monthly(normalization);
        }

        return sum;
    }

    /// <summary>The price per month: 0 for a one-off.</summary>
    /// <param name="normalization">The policy; <see cref="MrrNormalization.Exact"/> unless told.</param>
    /// <returns>The monthly amount, rounded as the policy says.</returns>
    /// <exception cref="OverflowException">The amount is near the end of the range of a decimal.</exception>
    public decimal Monthly(MrrNormalization? normalization = null)
    {
        var policy = normalization ?? MrrNormalization.Exact;
        long count = policy.IgnoresIntervalCount ? 1 : IntervalCount;
        return policy.Round(Interval switch
        {
            BillingInterval.Day => Amount * policy.DaysPerYear / (12 * count),
            BillingInterval.Week => Amount * policy.WeeksPerYear / (12 * count),
            BillingInterval.Month => Amount / count,
            BillingInterval.Year => Amount / (12 * count),
            _ => 0,
        });
    }

    /// <summary>The price in words, as "50.00 every 2 weeks", "100.00 a month" or "20.00 once".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var unit = Interval switch { BillingInterval.Day => "day", BillingInterval.Week => "week", BillingInterval.Month => "month", _ => "year" };
        return Text.Money(Amount) + (Interval == BillingInterval.OneOff ? " once" : IntervalCount == 1 ? " a " + unit : $" every {Text.Count(IntervalCount)} {unit}s");
    }
}
