namespace Retention.Metrics.Survival;

/// <summary>
/// The families of lifetimes that <see cref="ParametricSurvival"/> fits: log T = location + scale · W, where the distribution of W names the family.
/// </summary>
public enum LifetimeDistribution
{
    /// <summary>A constant hazard: W has the smallest-extreme-value distribution and the scale is 1. S(t) = exp(−t ÷ e^location).</summary>
    Exponential,

    /// <summary>A hazard that only rises (scale below 1) or only falls (above 1): W as for the exponential. S(t) = exp(−(t ÷ e^location)^(1 ÷ scale)).</summary>
    Weibull,

    /// <summary>A hazard that rises and then falls: W is standard normal, so log T is normal.</summary>
    LogNormal,

    /// <summary>A hazard that falls (scale at least 1), or rises and then falls: W is standard logistic. S(t) = 1 ÷ (1 + (t ÷ e^location)^(1 ÷ scale)).</summary>
    LogLogistic,
}
