namespace Retention.Metrics.Revenue;

/// <summary>Whether subscriptions on trial count as recurring revenue.</summary>
public enum TrialTreatment
{
    /// <summary>A trial has no MRR; what it would be worth is reported as trial MRR. Stripe, ChartMogul, ProfitWell and Polar do so.</summary>
    Excluded,

    /// <summary>A trial counts from its first day as if it were paid.</summary>
    Counted,
}

/// <summary>Which discounts reduce recurring revenue.</summary>
public enum DiscountTreatment
{
    /// <summary>Only discounts without an end: Stripe, Polar and Ghost. A coupon for three months leaves MRR alone.</summary>
    ForeverOnly,

    /// <summary>Every discount while it lasts; its end is an expansion. ChartMogul and ProfitWell.</summary>
    All,

    /// <summary>None: MRR at list price, as Paddle Billing has it.</summary>
    Ignored,
}

/// <summary>What a pause does to recurring revenue.</summary>
public enum PauseTreatment
{
    /// <summary>A paused subscription has no MRR. ProfitWell.</summary>
    Zero,

    /// <summary>A pause changes nothing.</summary>
    Counted,
}

/// <summary>On which day a cancelled subscription stops to count.</summary>
public enum CancellationTreatment
{
    /// <summary>On the day it ends, however early the customer announced it. Stripe, ProfitWell and Polar.</summary>
    WhenEffective,

    /// <summary>On the day the customer asked for it.</summary>
    WhenRequested,
}

/// <summary>What happens to recurring revenue below zero, where credits exceed prices.</summary>
public enum MrrFloor
{
    /// <summary>Lines of one customer may offset each other; what remains below zero counts as 0.</summary>
    Customer,

    /// <summary>Every subscription below zero counts as 0 by itself. Ghost.</summary>
    Subscription,

    /// <summary>Nothing: negative MRR lowers the total, and a customer with negative MRR counts as one who pays.</summary>
    None,
}

/// <summary>What movements of recurring revenue are read from.</summary>
public enum MovementBasis
{
    /// <summary>Opening and closing of the period: one movement for each customer; what came and went in between does not show.</summary>
    Endpoints,

    /// <summary>Every day on which the MRR of a customer changed: a customer can be churned and reactivated in one period. ChartMogul and Stripe.</summary>
    Events,
}

/// <summary>Whose recurring revenue is compared.</summary>
public enum MovementUnit
{
    /// <summary>The customer: a second subscription is an expansion, the end of one of two a contraction.</summary>
    Customer,

    /// <summary>The subscription: each one is new, and each one churns.</summary>
    Subscription,
}

/// <summary>Which recurring revenue is meant.</summary>
public enum MrrKind
{
    /// <summary>What the policy counts as recurring revenue.</summary>
    Recurring,

    /// <summary>The same without subscriptions whose customer has asked to cancel, from the day of that request.</summary>
    Committed,

    /// <summary>What subscriptions on trial will be worth if they convert.</summary>
    Trial,
}
