using System.Text.Json.Serialization;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// Cox's proportional hazards model: what makes customers leave sooner or later, whatever the rate at which all of them leave at each age.
/// </summary>
/// <remarks>
/// <para>The hazard of a customer with columns x is h₀(t)·exp(x'β). The baseline h₀ is left free, one per stratum; β is what makes those who left the likeliest to leave of those at risk at the time (partial
/// likelihood). exp(β) of a column is its hazard ratio: with 1.2, one more unit means leaving at a rate 20 % higher at every age.</para>
/// <para>Fitted by Newton's method on standardised columns, so units do not matter. A column that is constant or a combination of earlier ones has no coefficient, and the report says which; predictions leave it
/// out. When a column separates those who left, the likelihood grows without end in it: the status is <see cref="FitStatus.AtBoundary"/>, the report names the column, and it has no standard error; Firth's penalty
/// then gives finite coefficients. The log-likelihood is then its limit to about 1e-8.</para>
/// <para>Instances are immutable. Cox, Journal of the Royal Statistical Society B 34 (1972); Efron, JASA 72 (1977); Lin and Wei, JASA 84 (1989).</para>
/// </remarks>
/// <example>
/// <code>
/// CoxModel model = CoxModel.Fit(CoxData.From(months, ended, Covariates.Of("seats", seats)));
/// Console.WriteLine(model.Coefficients[0]);                 // seats: -0.5457 ± 0.2531 (ratio 0.5794), z = -2.16, p = .031
/// Console.WriteLine(model.Predict([5.0]).SurvivalAt(12));   // 78.4 % (95 % CI 46.2–92.6)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class CoxModel : IEquatable<CoxModel>, IRendersHtml
{
    private readonly double[] _beta;
    private readonly double[] _modelCovariance;
    private readonly double[]? _robustCovariance;
    private readonly CoxScale _scale;

    [JsonConstructor]
    internal CoxModel(
        IReadOnlyList<string> names,
        IReadOnlyList<bool> estimated,
        double[] beta,
        double[] modelCovarianceStandardized,
        double[]? robustCovarianceStandardized,
        double[] largest,
        double[] mean,
        double[] deviation,
        CoxTies ties,
        CoxPenalty penalty,
        int count,
        int ended,
        int clusters,
        double logLikelihood,
        double nullLogLikelihood,
        CoxTest likelihoodRatioTest,
        CoxTest scoreTest,
        CoxTest waldTest,
        CoxTest? robustScoreTest,
        IReadOnlyList<CoxBaseline> baselines,
        FitReport report,
        string? unit,
        IReadOnlyList<bool>? unbounded = null)
    {
        Names = LifetimeGroups.Checked(names);
        ArgumentNullException.ThrowIfNull(estimated);
        ArgumentNullException.ThrowIfNull(beta);
        ArgumentNullException.ThrowIfNull(modelCovarianceStandardized);
        var scale = new CoxScale(largest, mean, deviation);
        ArgumentNullException.ThrowIfNull(baselines);
        ArgumentNullException.ThrowIfNull(report);
        var p = Names.Count;
        Lifetimes.CheckLength(estimated.Count, nameof(estimated), p, nameof(names));
        Lifetimes.CheckLength(unbounded?.Count ?? p, nameof(unbounded), p, nameof(names));
        Lifetimes.CheckLength(beta.Length, nameof(beta), p, nameof(names));
        Lifetimes.CheckLength(scale.Largest.Length, nameof(largest), p, nameof(names));
        Lifetimes.CheckLength(modelCovarianceStandardized.Length, nameof(modelCovarianceStandardized), p * p, "names × names");
        Lifetimes.CheckLength((robustCovarianceStandardized ?? modelCovarianceStandardized).Length, nameof(robustCovarianceStandardized), p * p, "names × names");
        foreach (var value in beta.Concat(modelCovarianceStandardized).Concat(robustCovarianceStandardized ?? []))
        {
            Guard.Finite(value, nameof(beta));
        }

        foreach (var baseline in baselines)
        {
            Lifetimes.CheckLength(baseline.Center.Length, nameof(baselines), p, nameof(names));
        }

        Estimated = Array.AsReadOnly(estimated.ToArray());
        Unbounded = Array.AsReadOnly(unbounded?.ToArray() ?? new bool[p]);
        (_beta, _modelCovariance, _robustCovariance, _scale) = (beta, modelCovarianceStandardized, robustCovarianceStandardized, scale);
        Ties = Guard.Defined(ties);
        Penalty = Guard.Defined(penalty);
        Count = (int)Guard.Count(count);
        Ended = (int)Guard.Part(ended, count, nameof(count));
        Clusters = (int)Guard.Count(clusters);
        LogLikelihood = Guard.Finite(logLikelihood);
        NullLogLikelihood = Guard.Finite(nullLogLikelihood);
        (LikelihoodRatioTest, ScoreTest, WaldTest, RobustScoreTest) = (likelihoodRatioTest, scoreTest, waldTest, robustScoreTest);
        Baselines = Array.AsReadOnly(baselines.ToArray());
        Report = report;
        Unit = unit;
        Coefficients = Array.AsReadOnly([.. Enumerable.Range(0, p).Select(k => CoefficientOf(k, CovarianceInUse))]);
    }

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// The coefficients: log hazard ratios per unit of each column. Their standard errors are robust when <see cref="IsRobust"/>. One in which the likelihood grows without end is where the search stopped, and has no
    /// standard error.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<Coefficient> Coefficients { get; }

    /// <summary>Whether standard errors, intervals and the Wald test are the robust ones: of clusters, or asked for.</summary>
    [JsonIgnore]
    public bool IsRobust => _robustCovariance is not null;

    /// <summary>How tied times were treated.</summary>
    public CoxTies Ties { get; }

    /// <summary>The penalty of the likelihood.</summary>
    public CoxPenalty Penalty { get; }

    /// <summary>How many rows the model was fitted to.</summary>
    public int Count { get; }

    /// <summary>How many of them ended.</summary>
    public int Ended { get; }

    /// <summary>How many clusters of rows there were; 0 without.</summary>
    public int Clusters { get; }

    /// <summary>The partial log-likelihood at the estimate, without a penalty.</summary>
    public double LogLikelihood { get; }

    /// <summary>The partial log-likelihood without covariates.</summary>
    public double NullLogLikelihood { get; }

    /// <summary>Twice the gain of log-likelihood over no covariates; of the penalised one with a penalty.</summary>
    public CoxTest LikelihoodRatioTest { get; }

    /// <summary>The score test, whose statistic without ties and with one column for a group is the log-rank test.</summary>
    public CoxTest ScoreTest { get; }

    /// <summary>The Wald test; robust when <see cref="IsRobust"/>.</summary>
    public CoxTest WaldTest { get; }

    /// <summary>The score test that allows for clusters; null unless <see cref="IsRobust"/>.</summary>
    public CoxTest? RobustScoreTest { get; }

    /// <summary>The baseline of each stratum.</summary>
    public IReadOnlyList<CoxBaseline> Baselines { get; }

    /// <summary>How the fit ended, and what to be warned of.</summary>
    public FitReport Report { get; }

    /// <summary>What the tenures are counted in; null when that was not said.</summary>
    public string? Unit { get; }

    /// <summary>How many coefficients there are.</summary>
    [JsonIgnore]
    public int DegreesOfFreedom => Coefficients.Count(c => c.Estimate is not null);

    /// <summary>Akaike's criterion, 2·coefficients − 2·log-likelihood.</summary>
    [JsonIgnore]
    public double Aic => (2 * DegreesOfFreedom) - (2 * LogLikelihood);

    /// <summary>Schwarz's criterion, ln(ended)·coefficients − 2·log-likelihood: those who ended are what a partial likelihood learns from.</summary>
    [JsonIgnore]
    public double Bic => (Math.Log(Ended) * DegreesOfFreedom) - (2 * LogLikelihood);

    [JsonInclude]
    internal IReadOnlyList<bool> Estimated { get; }

    /// <summary>The columns in which the likelihood grows without end.</summary>
    [JsonInclude]
    internal IReadOnlyList<bool> Unbounded { get; }

    [JsonInclude]
    internal double[] Beta => _beta;

    [JsonInclude]
    internal double[] ModelCovarianceStandardized => _modelCovariance;

    [JsonInclude]
    internal double[]? RobustCovarianceStandardized => _robustCovariance;

    [JsonInclude]
    internal double[] Largest => _scale.Largest;

    [JsonInclude]
    internal double[] Mean => _scale.Mean;

    [JsonInclude]
    internal double[] Deviation => _scale.Deviation;

    [JsonIgnore]
    internal double[] CovarianceInUse => _robustCovariance ?? _modelCovariance;

    /// <summary>The coefficient of a column.</summary>
    /// <param name="name">The name of the column.</param>
    /// <returns>The coefficient.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Coefficient this[string name] => Coefficients[IndexOf(name, nameof(name))];

    /// <summary>The covariance of two coefficients; robust when <see cref="IsRobust"/>.</summary>
    /// <param name="column">The name of a column.</param>
    /// <param name="other">The name of another, or the same.</param>
    /// <returns>The covariance; null when one has no coefficient or grows without end, or when it exceeds what a double holds.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public double? Covariance(string column, string other) => CovarianceOf(CovarianceInUse, IndexOf(column, nameof(column)), IndexOf(other, nameof(other)));

    /// <summary>The covariance of two coefficients from the information alone, as if all rows were independent.</summary>
    /// <param name="column">The name of a column.</param>
    /// <param name="other">The name of another, or the same.</param>
    /// <returns>The covariance; null when one has no coefficient or grows without end, or when it exceeds what a double holds.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public double? ModelCovariance(string column, string other) => CovarianceOf(_modelCovariance, IndexOf(column, nameof(column)), IndexOf(other, nameof(other)));

    /// <summary>The coefficient of a column with its model-based standard error, whether or not the model is robust.</summary>
    /// <param name="name">The name of the column.</param>
    /// <returns>The coefficient.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Coefficient ModelBased(string name) => CoefficientOf(IndexOf(name, nameof(name)), _modelCovariance);

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(CoxModel? other) =>
        other is not null && Ties == other.Ties && Penalty == other.Penalty && Count == other.Count && Ended == other.Ended && Clusters == other.Clusters && LogLikelihood == other.LogLikelihood
        && NullLogLikelihood == other.NullLogLikelihood && ScoreTest == other.ScoreTest && WaldTest == other.WaldTest && LikelihoodRatioTest == other.LikelihoodRatioTest && RobustScoreTest == other.RobustScoreTest
        && Unit == other.Unit && Names.SequenceEqual(other.Names, StringComparer.Ordinal) && Coefficients.SequenceEqual(other.Coefficients) && _beta.AsSpan().SequenceEqual(other._beta)
        && _modelCovariance.AsSpan().SequenceEqual(other._modelCovariance) && _robustCovariance.AsSpan().SequenceEqual(other._robustCovariance) && _scale.Same(other._scale)
        && Unbounded.SequenceEqual(other.Unbounded) && Baselines.SequenceEqual(other.Baselines) && Report.Equals(other.Report);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CoxModel);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ties, Count, Ended, LogLikelihood, Names.Count);

    private int IndexOf(string name, string argument)
    {
        for (var k = 0; k < Names.Count; k++)
        {
            if (string.Equals(Names[k], name, StringComparison.Ordinal))
            {
                return k;
            }
        }

        throw new ArgumentException($"There is no column \"{name}\"; the columns are {string.Join(", ", Names)}.", argument);
    }

    private Coefficient CoefficientOf(int k, double[] covariance) =>
        Estimated[k] && _scale.PerUnit(k, _beta[k]) is { } estimate
            ? new(Names[k], estimate, Unbounded[k] ? null : _scale.PerUnit(k, Math.Sqrt(Math.Max(0, covariance[(k * _beta.Length) + k]))))
            : new(Names[k], null, null);

    private double? CovarianceOf(double[] covariance, int k, int l) =>
        Estimated[k] && Estimated[l] && !Unbounded[k] && !Unbounded[l] && _scale.PerUnit(k, covariance[(k * _beta.Length) + l]) is { } once ? _scale.PerUnit(l, once) : null;
}
