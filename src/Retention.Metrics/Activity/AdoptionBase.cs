namespace Retention.Metrics.Activity;

/// <summary>Who could have adopted a feature: the denominator of adoption, by name.</summary>
public enum AdoptionBase
{
    /// <summary>Customers active in the window by any event. The default, and the most common.</summary>
    ActiveInWindow = 0,

    /// <summary>Customers active at any time until the window ends.</summary>
    EverActive = 1,
}
