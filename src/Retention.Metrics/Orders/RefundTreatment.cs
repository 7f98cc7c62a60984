namespace Retention.Metrics.Orders;

/// <summary>What a log makes of rows with a negative amount.</summary>
public enum RefundTreatment
{
    /// <summary>They are refused: an order is zero or more. The default, so that nobody counts a refund as a purchase by accident.</summary>
    Refuse = 0,

    /// <summary>They are left out, and <see cref="OrderLog{TCustomer}.Refunds"/> says how many and how much. Orders keep their full amount.</summary>
    SetAside = 1,

    /// <summary>
    /// They reduce the customer's latest earlier orders, the latest first; an order that is refunded in full is no purchase any more.
    /// What exceeds the orders so far is set aside and said.
    /// </summary>
    Net = 2,
}
