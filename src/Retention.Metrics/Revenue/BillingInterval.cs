namespace Retention.Metrics.Revenue;

/// <summary>The unit of time that a price recurs in.</summary>
public enum BillingInterval
{
    /// <summary>It does not recur: a set-up fee, a purchase. Never part of MRR.</summary>
    OneOff = 0,

    /// <summary>Days.</summary>
    Day = 1,

    /// <summary>Weeks.</summary>
    Week = 2,

    /// <summary>Months.</summary>
    Month = 3,

    /// <summary>Years.</summary>
    Year = 4,
}
