namespace Retention.Metrics.Lifetime;

/// <summary>
/// Which payments a customer lifetime value counts and when they are booked. Three formulas circulate under one name; they are these three.
/// </summary>
/// <remarks>
/// For margin m, retention r and discount d: including = excluding + m = (1 + d) · end of period.
/// Source: P. S. Fader and B. G. S. Hardie, "Reconciling and Clarifying CLV Formulas", 2012, who list which textbook prints which.
/// </remarks>
public enum PaymentTiming
{
    /// <summary>
    /// m(1 + d) ÷ (1 + d − r): the first payment arrives at once, undiscounted, and counts. The value of a customer about to be acquired, before acquisition cost.
    /// </summary>
    IncludingFirstPayment = 0,

    /// <summary>
    /// m·r ÷ (1 + d − r): the first payment has been made and does not count; each renewal is at the start of a period. What an existing customer who has just paid is still worth.
    /// </summary>
    ExcludingFirstPayment = 1,

    /// <summary>m ÷ (1 + d − r): every payment counts and is booked at the end of its period, so that already the first one is discounted.</summary>
    EndOfPeriodBooking = 2,
}
