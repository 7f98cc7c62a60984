namespace Retention.Metrics.Orders;

/// <summary>What counts as a further purchase of a customer.</summary>
public enum OrderCounting
{
    /// <summary>Every order. Split shipments and second orders of the same day count as repeats. The default.</summary>
    EveryOrder = 0,

    /// <summary>Every day with an order: two orders of one day are one purchase, as buy-till-you-die models count.</summary>
    DistinctDays = 1,
}
