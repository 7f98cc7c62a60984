namespace Retention.Metrics.Experiments;

/// <summary>The intervals of a <see cref="Bootstrap"/>, by the names of the literature; R's <c>boot.ci</c> has the same.</summary>
public enum BootstrapInterval
{
    /// <summary>BCa, bias-corrected and accelerated (Efron 1987): percentiles moved for bias and for a spread that changes with the estimate. The default.</summary>
    BiasCorrectedAccelerated,

    /// <summary>The percentiles of the replicates.</summary>
    Percentile,

    /// <summary>The percentiles reflected at the estimate: 2t − t*.</summary>
    Basic,

    /// <summary>t − bias ± z·standard error.</summary>
    Normal,
}
