namespace Retention.Metrics.Lifetime;

/// <summary>What a customer lifetime value adds up. The two must not be compared, and only margin may be set against acquisition cost.</summary>
public enum ValueBasis
{
    /// <summary>Revenue: what customers pay.</summary>
    Revenue = 0,

    /// <summary>Margin: what is left of it after the cost of serving them.</summary>
    Margin = 1,
}
