using System.Text.Json.Serialization;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// A parametric model of lifetimes, log T = intercept + Σ coefficient · column + scale · W, whose W is named by a <see cref="LifetimeDistribution"/>: accelerated failure
/// time, in the parameters of R's survreg. Unlike a survival curve it says something past the end of the data, for as far as the family is right.
/// </summary>
/// <remarks>
/// <para>A coefficient b multiplies lifetimes by e^b per unit of its column (<see cref="Coefficient.Ratio"/>): 0.69 doubles every quantile.</para>
/// <para>Maximum likelihood over lifetimes that ended, still run, ended before a time or between two, with late entry (which survreg does not take) and case weights.
/// Standard errors are those of the observed information in (coefficients, log scale). Newton's method in the parameters in which the likelihood is concave, so that there is
/// one maximum and it is found. A column that is constant or a combination of earlier ones has no coefficient and is named in the <see cref="Report"/>.</para>
/// <para>Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, Wiley, 2002, chapter 3. Immutable.</para>
/// </remarks>
/// <example>
/// <code>
/// ParametricSurvival model = ParametricSurvival.Fit(lifetimes, LifetimeDistribution.Weibull);
/// Console.WriteLine(model);                                  // Weibull: median 8.53 months (95 % CI 5.35–13.6), scale 0.7892 …
/// Console.WriteLine(model.Typical.Survival(24));             // past the data
/// Console.WriteLine(ParametricSurvival.Compare(lifetimes)[0].Distribution);
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class ParametricSurvival : IEquatable<ParametricSurvival>, IRendersHtml
{
    private readonly FittedColumns _columns;
    private readonly double[] _observedTimes;
    private readonly double[] _observedSurvival;

    private ParametricSurvival(LifetimeDistribution distribution, FittedColumns columns, double logLikelihood, double nullLogLikelihood, long count, double weight, string? unit, FitReport report, (double[] Times, double[] Survival) observed)
    {
        (Distribution, _columns, LogLikelihood, NullLogLikelihood, Count, Weight, Unit, Report) = (distribution, columns, logLikelihood, nullLogLikelihood, count, weight, unit, report);
        (_observedTimes, _observedSurvival) = observed;
        Coefficients = Array.AsReadOnly(columns.Coefficients());
    }

    /// <summary>The family.</summary>
    public LifetimeDistribution Distribution { get; }

    /// <summary>The intercept, named "(Intercept)", and the coefficient of each column; on the scale of log time.</summary>
    [JsonIgnore]
    public IReadOnlyList<Coefficient> Coefficients { get; }

    /// <summary>The logarithm of <see cref="Scale"/> with its standard error; 0 without one for the exponential.</summary>
    [JsonIgnore]
    public Coefficient LogScaleCoefficient => new("log(scale)", _columns.LogScale, _columns.LogScaleError);

    /// <summary>The scale of log time, 1 for the exponential.</summary>
    [JsonIgnore]
    public double Scale => Math.Exp(_columns.LogScale);

    /// <summary>1 ÷ scale, the shape of a Weibull or log-logistic lifetime: the hazard of a Weibull rises above 1 and falls below; null for the log-normal.</summary>
    [JsonIgnore]
    public double? Shape => Distribution == LifetimeDistribution.LogNormal ? null : 1 / Scale;

    /// <summary>The log-likelihood at the estimates, of times and not of their logarithms.</summary>
    public double LogLikelihood { get; }

    /// <summary>The log-likelihood of the same family without columns.</summary>
    public double NullLogLikelihood { get; }

    /// <summary>How many parameters were estimated: intercept, coefficients, and the scale but for the exponential.</summary>
    [JsonIgnore]
    public int Parameters => _columns.Parameters;

    /// <summary>How many lifetimes there were, whatever their weights.</summary>
    public long Count { get; }

    /// <summary>The sum of their weights: <see cref="Count"/> when there are none.</summary>
    public double Weight { get; }

    /// <summary>Akaike's criterion, 2 · parameters − 2 · log-likelihood: smaller is better among families fitted to the same lifetimes.</summary>
    [JsonIgnore]
    public double Aic => (2.0 * Parameters) - (2 * LogLikelihood);

    /// <summary>The Bayesian criterion, parameters · log(weight) − 2 · log-likelihood.</summary>
    [JsonIgnore]
    public double Bic => (Parameters * Math.Log(Weight)) - (2 * LogLikelihood);

    /// <summary>Twice the log-likelihood gained by the columns, chi-squared with <see cref="DegreesOfFreedom"/> when they explain nothing.</summary>
    [JsonIgnore]
    public double ChiSquare => Math.Max(0, 2 * (LogLikelihood - NullLogLikelihood));

    /// <summary>How many columns have a coefficient.</summary>
    [JsonIgnore]
    public int DegreesOfFreedom => _columns.Kept;

    /// <summary>The p-value of <see cref="ChiSquare"/>; null without columns.</summary>
    [JsonIgnore]
    public double? PValue => DegreesOfFreedom == 0 ? null : ChiSquared.UpperTail(ChiSquare, DegreesOfFreedom);

    /// <summary>What times are counted in; null when unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>How the fit ended, and what to be warned of.</summary>
    public FitReport Report { get; }

    /// <summary>The lifetime at the means of the columns; without columns, the lifetime.</summary>
    [JsonIgnore]
    public FittedLifetime Typical => _columns.At([], Distribution, Unit);

    /// <summary>A covariance of the estimates.</summary>
    /// <param name="row">The index of a coefficient; <c>Coefficients.Count</c> for the log scale.</param>
    /// <param name="column">Likewise.</param>
    /// <returns>The covariance; null where there are no standard errors, for a column without a coefficient, or beyond what a double holds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public double? Covariance(int row, int column)
    {
        var last = Coefficients.Count - (Distribution == LifetimeDistribution.Exponential ? 1 : 0);
        foreach (var (index, name) in new[] { (row, nameof(row)), (column, nameof(column)) })
        {
            if (index < 0 || index > last)
            {
                throw Guard.OutOfRange(name, index, FormattableString.Invariant($"The parameters are numbered from 0 to {last}"));
            }
        }

        return _columns.Covariance(row, column);
    }

    /// <summary>The lifetime of customers with given values of the columns.</summary>
    /// <param name="columns">The name and value of each column of the model; none for a model without columns.</param>
    /// <returns>The lifetime, with predictions and their intervals.</returns>
    /// <exception cref="ArgumentException">A column of the model is missing, repeated, or not of the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or so far out that the location is not.</exception>
    /// <example>
    /// <code>
    /// model.For(("plan", 1), ("seats", 12)).Median
    /// </code>
    /// </example>
    public FittedLifetime For(params ReadOnlySpan<(string Name, double Value)> columns) =>
        _columns.At(NamedValues.InOrder(_columns.Names, columns, nameof(columns)), Distribution, Unit);

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(ParametricSurvival? other) =>
        other is not null && Distribution == other.Distribution && LogLikelihood.Equals(other.LogLikelihood) && NullLogLikelihood.Equals(other.NullLogLikelihood)
        && Count == other.Count && Weight.Equals(other.Weight) && Unit == other.Unit && Report.Equals(other.Report) && _columns.SameAs(other._columns)
        && _observedTimes.AsSpan().SequenceEqual(other._observedTimes) && _observedSurvival.AsSpan().SequenceEqual(other._observedSurvival);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParametricSurvival);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Distribution, LogLikelihood, NullLogLikelihood, Count, Weight, Unit);
}
