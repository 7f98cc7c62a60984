namespace Retention.Metrics.Numerics;

/// <summary>Bounds and tolerances of a minimization.</summary>
internal sealed record MinimizerOptions
{
    public static MinimizerOptions Default { get; } = new();

    /// <summary>The iteration bound; 500 unless told.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>Stop when max |gᵢ| max(|xᵢ|, 1) / max(|f|, 1) is at most this; 1e-8 unless told.</summary>
    public double GradientTolerance { get; init; } = 1e-8;

    /// <summary>Nelder–Mead: stop when the simplex is this small relative to its best point, in every coordinate; 1e-10 unless told.</summary>
    public double PointTolerance { get; init; } = 1e-10;

    /// <summary>Nelder–Mead: and its values differ by no more than this relative to the best; 1e-14 unless told.</summary>
    public double ValueTolerance { get; init; } = 1e-14;

    /// <summary>Corrections remembered by limited-memory BFGS; 10 unless told.</summary>
    public int Memory { get; init; } = 10;

    /// <summary>Lower bounds, one per coordinate; none unless told.</summary>
    public IReadOnlyList<double>? Lower { get; init; }

    /// <summary>Upper bounds, one per coordinate; none unless told.</summary>
    public IReadOnlyList<double>? Upper { get; init; }
}
