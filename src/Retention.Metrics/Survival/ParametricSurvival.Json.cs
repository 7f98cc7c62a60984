using System.Text.Json.Serialization;
using Retention.Metrics.Models;

namespace Retention.Metrics.Survival;

/// <content>
/// How a model looks in JSON: the family, for each column its name, mean, scale and the coefficient of the standardised column, the covariance matrix of those, and the
/// points of the observed curve that the picture shows.
/// </content>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed partial class ParametricSurvival
{
    [JsonConstructor]
    internal ParametricSurvival(
        LifetimeDistribution distribution,
        string[]? columnNames,
        double?[]? standardizedEstimates,
        double[]? columnMeans,
        double[]? columnScales,
        double interceptAtMeans,
        double logScale,
        double[]? covarianceMatrix,
        double logLikelihood,
        double nullLogLikelihood,
        long count,
        double weight,
        string? unit,
        FitReport? report,
        double[]? observedTimes,
        double[]? observedSurvival)
        : this(
            Guard.Defined(distribution),
            Columns(distribution, columnNames ?? [], standardizedEstimates ?? [], columnMeans ?? [], columnScales ?? [], Guard.Finite(interceptAtMeans), Guard.Finite(logScale), covarianceMatrix),
            Guard.Finite(logLikelihood),
            Guard.Finite(nullLogLikelihood),
            Guard.Count(count),
            Guard.Positive(weight),
            unit,
            report ?? throw new ArgumentNullException(nameof(report)),
            ObservedCurve.Checked(observedTimes, observedSurvival))
    {
    }

    [JsonInclude]
    [JsonPropertyName("columns")]
    internal string[] ColumnNames => _columns.Names;

    [JsonInclude]
    [JsonPropertyName("estimates")]
    internal double?[] StandardizedEstimates => _columns.Estimates;

    [JsonInclude]
    [JsonPropertyName("means")]
    internal double[] ColumnMeans => _columns.Means;

    [JsonInclude]
    [JsonPropertyName("scales")]
    internal double[] ColumnScales => _columns.Scales;

    [JsonInclude]
    [JsonPropertyName("interceptAtMeans")]
    internal double InterceptAtMeans => _columns.Intercept;

    [JsonInclude]
    [JsonPropertyName("logScale")]
    internal double LogScale => _columns.LogScale;

    [JsonInclude]
    [JsonPropertyName("covariance")]
    internal double[]? CovarianceMatrix => _columns.Matrix;

    [JsonInclude]
    [JsonPropertyName("observedTimes")]
    internal double[] ObservedTimes => _observedTimes;

    [JsonInclude]
    [JsonPropertyName("observedSurvival")]
    internal double[] ObservedSurvival => _observedSurvival;

    private static FittedColumns Columns(LifetimeDistribution law, string[] names, double?[] estimates, double[] means, double[] scales, double intercept, double logScale, double[]? matrix)
    {
        foreach (var (length, name) in new[] { (estimates.Length, "estimates"), (means.Length, "means"), (scales.Length, "scales") })
        {
            Lifetimes.CheckLength(length, name, names.Length, "columns");
        }

        for (var j = 0; j < names.Length; j++)
        {
            ArgumentNullException.ThrowIfNull(names[j], "columns");
            Guard.Finite(estimates[j] ?? 0, "estimates");
            Guard.Finite(means[j], "means");
            Guard.Positive(scales[j], "scales");
        }

        var columns = new FittedColumns(names, estimates, means, scales, intercept, logScale, matrix, law != LifetimeDistribution.Exponential);
        if (!columns.HasScale && logScale != 0)
        {
            throw Guard.OutOfRange("logScale", logScale, "The scale of an exponential lifetime is 1, its logarithm 0");
        }

        foreach (var entry in matrix ?? [])
        {
            Guard.Finite(entry, "covariance");
        }

        if (matrix is not null)
        {
            Lifetimes.CheckLength(matrix.Length, "covariance", columns.Parameters * columns.Parameters, "a square of the parameters");
        }

        return columns;
    }
}
