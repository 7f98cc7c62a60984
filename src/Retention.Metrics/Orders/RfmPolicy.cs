using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// What frequency, recency, age and mean value count. Tools differ in each point; the policy is carried and printed by the <see cref="RfmTable{TCustomer}"/>. Immutable.
/// </summary>
/// <remarks>
/// Refunds are the business of the log: see <see cref="OrderLogOptions.Refunds"/>.
/// </remarks>
/// <example>
/// <code>
/// var policy = RfmPolicy.BuyTillYouDie with { AcquiredIn = Period.Quarter(2025, 1), IgnoreZeroAmounts = true };
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RfmPolicy
{
    /// <summary>Orders of one day are one purchase; the mean value is that of the repeat purchases: the convention of the buy-till-you-die literature. The default.</summary>
    public static RfmPolicy BuyTillYouDie { get; } = new();

    /// <summary>Every order is a purchase, and the mean value is the average order value: what marketing segments usually count.</summary>
    public static RfmPolicy EveryOrder { get; } = new() { Counting = OrderCounting.EveryOrder, MeanValue = RfmMeanValue.EveryOrder };

    /// <summary>Whether orders of one day are one purchase; they are unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not one of the enum.</exception>
    public OrderCounting Counting
    {
        get;
        init => field = Guard.Defined(value, nameof(Counting));
    }
    = OrderCounting.DistinctDays;

    /// <summary>What the mean value is the mean of; the repeat purchases unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not one of the enum.</exception>
    public RfmMeanValue MeanValue
    {
        get;
        init => field = Guard.Defined(value, nameof(MeanValue));
    }

    /// <summary>If given, only customers whose first order lies in this period are in the table; the others are dropped, and the table says how many.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? AcquiredIn { get; init; }

    /// <summary>Whether orders of amount zero (gifts, replacements) are no purchases. They are purchases unless told.</summary>
    public bool IgnoreZeroAmounts { get; init; }

    /// <summary>The definitions in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var purchases = Counting == OrderCounting.DistinctDays ? "orders of one day are one purchase" : "every order is a purchase";
        var mean = MeanValue switch
        {
            RfmMeanValue.RepeatPurchases => "mean value of the repeat purchases",
            RfmMeanValue.EveryPurchase => "mean value of all purchases",
            _ => "mean value of all orders",
        };
        return $"{purchases}; {mean}{(AcquiredIn is { } period ? $"; acquired in {period}" : string.Empty)}{(IgnoreZeroAmounts ? "; orders of amount zero ignored" : string.Empty)}";
    }

    internal string Describe(DateOnly observedThrough) => $"Observed through {Text.Date(observedThrough)}; {this}.";
}
