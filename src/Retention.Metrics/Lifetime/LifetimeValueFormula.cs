namespace Retention.Metrics.Lifetime;

/// <summary>The formula behind a <see cref="CustomerLifetimeValue"/>; each has a factory of its own there.</summary>
public enum LifetimeValueFormula
{
    /// <summary>Value per period × lifetime in periods; value ÷ churn when the lifetime is 1 ÷ churn.</summary>
    Simple = 0,

    /// <summary>Average order value × orders per year × gross margin × lifetime in years.</summary>
    Retail = 1,

    /// <summary>The discounted sum over all time at constant retention.</summary>
    Discounted = 2,

    /// <summary>The discounted sum over the first T periods at constant retention.</summary>
    FiniteHorizon = 3,

    /// <summary>The discounted sum along a survival curve.</summary>
    SurvivalCurve = 4,

    /// <summary>The discounted sum over all time at constant retention with a margin that grows.</summary>
    MarginGrowth = 5,

    /// <summary>Purchases at a constant rate until a dropout at a constant rate, discounted continuously.</summary>
    Continuous = 6,
}
