namespace Retention.Metrics.Models;

/// <summary>How the fitting of a model ended.</summary>
public enum FitStatus
{
    /// <summary>The likelihood has its maximum at the estimates.</summary>
    Converged,

    /// <summary>
    /// The likelihood grows without end, or up to the edge of the legal values: a covariate separates those who left from those who stayed, or a parameter went to 0.
    /// The estimates are where the search stopped; the notes of the report name what is at the edge.
    /// </summary>
    AtBoundary,

    /// <summary>The bound on iterations was met before a maximum was found. The estimates are the best ones seen.</summary>
    NotConverged,
}
