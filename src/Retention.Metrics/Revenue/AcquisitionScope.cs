namespace Retention.Metrics.Revenue;

/// <summary>Which spend and which customers an acquisition cost is about. A blended cost looks cheap because it spreads paid spend over customers who came by themselves.</summary>
public enum AcquisitionScope
{
    /// <summary>All marketing and sales spend over all new customers, however they came.</summary>
    Blended = 0,

    /// <summary>Paid channels alone over the customers who came through them.</summary>
    Paid = 1,
}
