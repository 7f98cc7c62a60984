namespace Retention.Metrics.Orders;

/// <summary>Which customers a paired growth of spend is about.</summary>
public enum TenureBasis
{
    /// <summary>Every customer whose late window has closed, also those who spent nothing in it: what a customer base grows or shrinks by. The default.</summary>
    EveryObservedCustomer = 0,

    /// <summary>Only customers who bought in both windows: what those who stay grow by. It says nothing of those who left, and is never the growth of a base.</summary>
    BoughtInBoth = 1,
}
