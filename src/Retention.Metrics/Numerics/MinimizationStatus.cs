namespace Retention.Metrics.Numerics;

/// <summary>Why a minimization stopped.</summary>
internal enum MinimizationStatus
{
    /// <summary>The gradient (or the simplex) is as flat as asked for, or as the arithmetic allows, inside the bounds.</summary>
    Converged,

    /// <summary>The iteration bound came first, or the line search failed while the gradient was not small.</summary>
    NotConverged,

    /// <summary>Converged with at least one coordinate held at its bound by the gradient.</summary>
    AtBoundary,
}
