using Retention.Metrics.Numerics;

namespace Retention.Metrics.Models;

/// <summary>
/// Columns less their weighted means, divided by their weighted standard deviations, so that a fit does not depend on units: prices in cents or in millions, dates as day numbers.
/// </summary>
/// <remarks>
/// Means and deviations are taken of the column divided by its largest magnitude, so that columns of 1e300 and of 1e-300 work. A column whose deviation is at most 1e-13 of its
/// largest magnitude is constant: it becomes zeros, with the scale 1, and the pivoted Cholesky factor then sets it aside.
/// </remarks>
internal sealed class StandardizedColumns
{
    private StandardizedColumns(double[][] columns, double[] means, double[] scales)
    {
        Columns = columns;
        Means = means;
        Scales = scales;
    }

    /// <summary>The standardised columns.</summary>
    public double[][] Columns { get; }

    /// <summary>What was taken from each column.</summary>
    public double[] Means { get; }

    /// <summary>What each was divided by: x = mean + scale · standardised x.</summary>
    public double[] Scales { get; }

    /// <summary>Standardises; the weights may be empty.</summary>
    public static StandardizedColumns Of(Covariates covariates, ReadOnlySpan<double> weights = default)
    {
        var count = covariates.Columns.Length;
        var (columns, means, scales) = (new double[count][], new double[count], new double[count]);
        for (var c = 0; c < count; c++)
        {
            (columns[c], means[c], scales[c]) = Standardize(covariates.Columns[c], weights);
        }

        return new(columns, means, scales);
    }

    /// <summary>A coefficient of a standardised column, per unit of the column.</summary>
    public double Unscale(int column, double coefficient) => coefficient / Scales[column];

    private static (double[] Values, double Mean, double Scale) Standardize(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        var result = new double[values.Length];
        if (largest == 0)
        {
            return (result, 0, 1);
        }

        var (total, sum) = (default(CompensatedSum), default(CompensatedSum));
        for (var i = 0; i < values.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            total.Add(weight);
            sum.Add(weight * (values[i] / largest));
        }

        var mean = sum.Value / total.Value;
        var squares = default(CompensatedSum);
        for (var i = 0; i < values.Length; i++)
        {
            result[i] = (values[i] / largest) - mean;
            squares.Add((weights.IsEmpty ? 1 : weights[i]) * result[i] * result[i]);
        }

        var deviation = Math.Sqrt(squares.Value / total.Value);
        if (deviation <= 1e-13)
        {
            Array.Clear(result);
            return (result, mean * largest, 1);
        }

        foreach (ref var value in result.AsSpan())
        {
            value /= deviation;
        }

        return (result, mean * largest, deviation * largest);
    }
}
