namespace Retention.Metrics.Survival;

/// <summary>On which scale a confidence interval for a survival probability (or a cumulative incidence) is symmetric.</summary>
/// <remarks>
/// With standard error se of S and z the normal quantile. Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, section 1.4;
/// Borgan and Liestøl, Scandinavian Journal of Statistics 17 (1990), for the arcsine.
/// </remarks>
public enum SurvivalInterval
{
    /// <summary>exp(−exp(log(−log S) ± z·se ÷ (S·log S))): never leaves 0 to 1 and covers well in small samples. The default here, in SAS, Stata and lifelines.</summary>
    LogLog,

    /// <summary>S·exp(±z·se ÷ S), the upper end cut at 1. The default of R's survival package.</summary>
    Log,

    /// <summary>S ± z·se, cut at 0 and 1. What most textbooks print first; poor in small samples and near 0 and 1.</summary>
    Plain,

    /// <summary>Symmetric in log(S ÷ (1 − S)); never leaves 0 to 1.</summary>
    Logit,

    /// <summary>Symmetric in arcsin √S; never leaves 0 to 1.</summary>
    ArcSin,
}

/// <summary>How the standard error of a survival curve is estimated.</summary>
public enum SurvivalVariance
{
    /// <summary>Greenwood's formula: Var S(t) = S(t)²·Σ d ÷ (n·(n − d)). For customers, or for weights that are counts of customers.</summary>
    Greenwood,

    /// <summary>
    /// The infinitesimal jackknife: the sum of the squared influences of the rows. For sampling weights, where Greenwood's formula would depend on the scale of the weights.
    /// </summary>
    Robust,
}

/// <summary>Which end of the interval of a quantile is taken where a band of the curve crosses the level more than once.</summary>
/// <remarks>With few left at risk, the upper band of a curve can rise again after it has fallen. While it only falls, both rules say the same.</remarks>
public enum QuantileLimits
{
    /// <summary>The first time at which the band is down to the level (Brookmeyer and Crowley, Biometrics 38, 1982).</summary>
    FirstCrossing,

    /// <summary>As R's survival package has it: of all times at which the band is down to the level, the one where it is nearest to it.</summary>
    AsInR,
}

/// <summary>Whether a quantile of a survival curve exists.</summary>
public enum QuantileStatus
{
    /// <summary>The curve came down to the level.</summary>
    Reached,

    /// <summary>The curve ended above the level: too few have left, or too many were censored, to know the quantile. It is not infinite, and it is not the last time.</summary>
    NotReached,
}
