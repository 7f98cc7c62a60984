namespace Retention.Metrics.Experiments;

/// <summary>How the p-value of <see cref="RankSumTest"/> is computed.</summary>
public enum RankSumMethod
{
    /// <summary>Exactly when no two values are equal and both groups have fewer than 50; otherwise by the normal approximation. The choice of R's <c>wilcox.test</c>.</summary>
    Automatic,

    /// <summary>By the normal approximation with correction for ties and for continuity, as R's <c>exact = FALSE</c>.</summary>
    Normal,
}
