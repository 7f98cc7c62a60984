namespace Retention.Metrics.Orders;

/// <summary>What the mean value of a customer in an <see cref="RfmTable{TCustomer}"/> is the mean of.</summary>
public enum RfmMeanValue
{
    /// <summary>
    /// The purchases after the first: what the Gamma-Gamma model of spend is fitted to in the literature. Undefined for customers who bought once. The default.
    /// </summary>
    RepeatPurchases = 0,

    /// <summary>Every purchase, the first included: spend ÷ (frequency + 1).</summary>
    EveryPurchase = 1,

    /// <summary>Every order, also those merged into one purchase: the customer's average order value.</summary>
    EveryOrder = 2,
}
