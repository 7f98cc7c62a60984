namespace Retention.Metrics.Numerics;

/// <summary>A minimum and how it was reached.</summary>
internal sealed class MinimizerResult
{
    public MinimizerResult(double[] point, double value, double? gradientNorm, int iterations, int evaluations, MinimizationStatus status)
    {
        Point = point;
        Value = value;
        GradientNorm = gradientNorm;
        Iterations = iterations;
        Evaluations = evaluations;
        Status = status;
    }

    /// <summary>The best point found; owned by the caller.</summary>
    public double[] Point { get; }

    /// <summary>The objective there.</summary>
    public double Value { get; }

    /// <summary>max |gᵢ| max(|xᵢ|, 1) / max(|f|, 1) over the coordinates that are free to move; null for a search without gradient.</summary>
    public double? GradientNorm { get; }

    public int Iterations { get; }

    public int Evaluations { get; }

    public MinimizationStatus Status { get; }
}
