using System.Text.Json.Serialization;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>
/// The probability that a customer churns, given what is known of the customer: logistic regression, fitted to customers of whom it is known whether they left.
/// </summary>
/// <remarks>
/// <para>log(p ÷ (1 − p)) = b₀ + Σ bⱼxⱼ + offset. The coefficients maximise the log-likelihood Σ w·(y log p + (1 − y) log(1 − p)), with a penalty if the options have one. They are
/// found on standardised columns, so that units do not matter, and given per unit of each column: exp(b) is the odds ratio of one more unit.</para>
/// <para>A column that is constant or a combination of earlier ones is left out: its estimate is null, and a note names it. Where columns separate those who left from those who stayed
/// there is no maximum: the status is <see cref="FitStatus.AtBoundary"/>, a note names the columns, and they have no standard error. <see cref="ChurnModelOptions.Firth"/> is
/// finite there.</para>
/// <para>With a ridge the covariance is the inverse of information plus penalty (the posterior of normal priors), and the effective parameters count what the penalty leaves.
/// With Firth's penalty it is the inverse of the information, as G. Heinze and M. Schemper, Statistics in Medicine 21 (2002) have it.</para>
/// <para>P. McCullagh and J. A. Nelder, Generalized Linear Models (1989), chapter 4. Immutable and thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// ChurnModel model = ChurnModel.Fit(customers, c => c.Churned, ("tickets", c => c.Tickets), ("tenure", c => c.Months));
/// model["tickets"].Ratio          // 1.86: each ticket multiplies the odds of leaving by that
/// model.Predict(3, 12)            // 52.4 % (95 % CI 43.1–61.5)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class ChurnModel : IEquatable<ChurnModel>, IRendersHtml
{
    /// <summary>The name of the first coefficient: the log odds where every column is 0.</summary>
    public const string InterceptName = "(Intercept)";

    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double?[] _standardized;
    private readonly double[][] _covariance;
    private readonly double[][] _recession;
    private readonly double[] _slopes;

    // Whether slope × (value − mean) is right to rounding: not for columns so large or so small that the slope or the difference is no normal number.
    private readonly bool[] _isPlain;

    [JsonConstructor]
    internal ChurnModel(
        IReadOnlyList<string> columns,
        IReadOnlyList<double> means,
        IReadOnlyList<double> scales,
        IReadOnlyList<double?> standardizedEstimates,
        IReadOnlyList<IReadOnlyList<double>> standardizedCovariance,
        IReadOnlyList<IReadOnlyList<double>>? recession,
        long customers,
        long churned,
        double totalWeight,
        double logLikelihood,
        double nullLogLikelihood,
        double? penalizedLogLikelihood,
        double effectiveParameters,
        ChurnPenalty penalty,
        double strength,
        FitReport report)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(report);
        Columns = Array.AsReadOnly(columns.ToArray());
        _means = Numbers(means, columns.Count, nameof(means), value => Guard.Finite(value, nameof(means)));
        _scales = Numbers(scales, columns.Count, nameof(scales), value => Guard.Positive(value, nameof(scales)));
        _standardized = Numbers(standardizedEstimates, columns.Count + 1, nameof(standardizedEstimates), value => value is { } v ? Guard.Finite(v, nameof(standardizedEstimates)) : value);
        _covariance = Numbers(
            standardizedCovariance,
            columns.Count + 1,
            nameof(standardizedCovariance),
            row => Numbers(row, columns.Count + 1, nameof(standardizedCovariance), value => Guard.Finite(value, nameof(standardizedCovariance))));
        _recession = [.. (recession ?? []).Select(row => Numbers(row, columns.Count + 1, nameof(recession), value => Guard.Finite(value, nameof(recession))))];
        if (_standardized[0] is null)
        {
            throw new ArgumentException("A model has an intercept.", nameof(standardizedEstimates));
        }

        Customers = Guard.Count(customers);
        Churned = Guard.Part(churned, customers, nameof(customers));
        TotalWeight = Guard.Positive(totalWeight);
        LogLikelihood = Guard.Finite(logLikelihood);
        NullLogLikelihood = Guard.Finite(nullLogLikelihood);
        PenalizedLogLikelihood = penalizedLogLikelihood is { } penalized ? Guard.Finite(penalized, nameof(penalizedLogLikelihood)) : null;
        EffectiveParameters = Guard.AtLeast(effectiveParameters, 0);
        Penalty = Guard.Defined(penalty);
        Strength = Guard.AtLeast(strength, 0);
        Report = report;
        _slopes = Slopes();
        _isPlain = [.. _slopes.Select((slope, c) => double.IsNormal(slope) && Math.Abs(slope) < double.MaxValue && Math.Abs(_means[c]) <= LargestTerm)];
        Coefficients = Array.AsReadOnly(Describe());
    }

    /// <summary>The names of the columns in the order in which <see cref="Score(ReadOnlySpan{double})"/> takes their values.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The intercept and then one coefficient for each column, in their order; log odds per unit.</summary>
    public IReadOnlyList<Coefficient> Coefficients { get; }

    /// <summary>How many customers the model was fitted to; those with a weight of 0 are not counted.</summary>
    public long Customers { get; }

    /// <summary>How many of them churned.</summary>
    public long Churned { get; }

    /// <summary>The sum of the case weights; the number of customers without weights.</summary>
    public double TotalWeight { get; }

    /// <summary>The log-likelihood, without any penalty.</summary>
    public double LogLikelihood { get; }

    /// <summary>The log-likelihood of a model of the intercept alone (and of the offset, if there is one).</summary>
    public double NullLogLikelihood { get; }

    /// <summary>The log-likelihood with its penalty, which was maximised; null without a penalty. Firth's penalty depends on the units of the columns by a constant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PenalizedLogLikelihood { get; }

    /// <summary>How many coefficients were estimated; with a ridge the trace of information × covariance, which is less.</summary>
    public double EffectiveParameters { get; }

    /// <summary>What was added to the log-likelihood.</summary>
    public ChurnPenalty Penalty { get; }

    /// <summary>λ of a ridge; 0 without.</summary>
    public double Strength { get; }

    /// <summary>How the fit ended, and what to be warned of. Look at it before you use the estimates.</summary>
    public FitReport Report { get; }

    /// <summary>−2 × the log-likelihood.</summary>
    [JsonIgnore]
    public double Deviance => -2 * LogLikelihood;

    /// <summary>The deviance of a model of the intercept alone.</summary>
    [JsonIgnore]
    public double NullDeviance => -2 * NullLogLikelihood;

    /// <summary>Akaike's criterion: deviance + 2 × effective parameters. The lower, the better, on the same customers.</summary>
    [JsonIgnore]
    public double Aic => Deviance + (2 * EffectiveParameters);

    /// <summary>The Bayesian (Schwarz) criterion: deviance + log(customers) × effective parameters.</summary>
    [JsonIgnore]
    public double Bic => Deviance + (Math.Log(Customers) * EffectiveParameters);

    /// <summary>McFadden's R²: 1 − log-likelihood ÷ that of the intercept alone. 0 explains nothing; 0.2 to 0.4 is an excellent fit. Null when nothing is left to explain.</summary>
    [JsonIgnore]
    public double? McFaddenR2 => NullLogLikelihood < -1e-6 ? 1 - (LogLikelihood / NullLogLikelihood) : null;

    [JsonInclude]
    internal IReadOnlyList<double> Means => _means;

    [JsonInclude]
    internal IReadOnlyList<double> Scales => _scales;

    [JsonInclude]
    internal IReadOnlyList<double?> StandardizedEstimates => _standardized;

    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<double>> StandardizedCovariance => _covariance;

    /// <summary>A basis of the directions, in standardised coefficients, along which the likelihood has no maximum.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<IReadOnlyList<double>>? Recession => _recession.Length == 0 ? null : _recession;

    /// <summary>The coefficient of a column.</summary>
    /// <param name="name">Its name, or <see cref="InterceptName"/>.</param>
    /// <returns>The coefficient.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Coefficient this[string name] => Coefficients[Index(name)];

    /// <summary>The covariance of the estimates of two coefficients; the variance for the same name twice.</summary>
    /// <param name="name">A column, or <see cref="InterceptName"/>.</param>
    /// <param name="other">Another one, or the same.</param>
    /// <returns>The covariance; null when one has no standard error, or it exceeds what a double holds.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public double? Covariance(string name, string other)
    {
        var (a, b) = (Index(name), Index(other));
        if (Coefficients[a].StandardError is null || Coefficients[b].StandardError is null)
        {
            return null;
        }

        var (x, y) = (Unscaling(a), Unscaling(b));
        var (scaleX, scaleY) = (Scaled(x, x), Scaled(y, y));
        var value = Bilinear(x, y) * scaleX * scaleY;
        return double.IsFinite(value) ? value : null;
    }

    /// <summary>Whether the other is the same model.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(ChurnModel? other) =>
        other is not null && Customers == other.Customers && Churned == other.Churned && TotalWeight == other.TotalWeight && LogLikelihood == other.LogLikelihood
        && NullLogLikelihood == other.NullLogLikelihood && PenalizedLogLikelihood == other.PenalizedLogLikelihood && EffectiveParameters == other.EffectiveParameters
        && Penalty == other.Penalty && Strength == other.Strength && Report.Equals(other.Report) && Columns.SequenceEqual(other.Columns, StringComparer.Ordinal)
        && _means.AsSpan().SequenceEqual(other._means) && _scales.AsSpan().SequenceEqual(other._scales) && _standardized.SequenceEqual(other._standardized)
        && Same(_covariance, other._covariance) && Same(_recession, other._recession);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChurnModel);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Customers, Churned, LogLikelihood, Penalty, Columns.Count);

    private static bool Same(double[][] rows, double[][] others) =>
        rows.Length == others.Length && rows.Zip(others).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private int Index(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = 0; i < Coefficients.Count; i++)
        {
            if (Coefficients[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"There is no coefficient \"{name}\"; there are {string.Join(", ", Coefficients.Select(c => c.Name))}.", nameof(name));
    }

    /// <summary>How a coefficient per unit is made of the standardised ones: the standard error is that of this sum.</summary>
    private double[] Unscaling(int index)
    {
        var parts = new double[_standardized.Length];
        if (index > 0)
        {
            parts[index] = 1 / _scales[index - 1];
            return parts;
        }

        parts[0] = 1;
        for (var c = 0; c < _means.Length; c++)
        {
            parts[c + 1] = _standardized[c + 1] is null ? 0 : -_means[c] / _scales[c];
        }

        return parts;
    }

    private double Bilinear(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var a = 0; a < x.Length; a++)
        {
            for (var b = 0; b < y.Length; b++)
            {
                sum += x[a] * _covariance[a][b] * y[b];
            }
        }

        return sum;
    }

    /// <summary>The standard error of a sum of standardised coefficients; null when the sum moves along a direction without a maximum.</summary>
    private double? StandardError(ReadOnlySpan<double> parts)
    {
        // √(s²v) as s·√v: the variance of a column of 1e-300 exceeds a double, its standard error does not.
        Span<double> scaled = parts.Length <= 64 ? stackalloc double[parts.Length] : new double[parts.Length];
        var scale = Scaled(parts, scaled);
        foreach (var direction in _recession)
        {
            var (sum, size) = (0.0, 0.0);
            for (var c = 0; c < direction.Length; c++)
            {
                sum += scaled[c] * direction[c];
                size = Math.Max(size, Math.Abs(direction[c]));
            }

            if (Math.Abs(sum) > 1e-7 * size)
            {
                return null;
            }
        }

        var error = Math.Sqrt(Math.Max(0, Bilinear(scaled, scaled))) * scale;
        return double.IsFinite(error) ? error : null;
    }

    private Coefficient[] Describe()
    {
        var coefficients = new Coefficient[_standardized.Length];
        coefficients[0] = new(InterceptName, Intercept(), StandardError(Unscaling(0)));
        for (var c = 0; c < _means.Length; c++)
        {
            coefficients[c + 1] = _standardized[c + 1] is null ? new(Columns[c], null, null) : new(Columns[c], _slopes[c], StandardError(Unscaling(c + 1)));
        }

        return coefficients;
    }

    private double Intercept()
    {
        var sum = _standardized[0]!.Value;
        for (var c = 0; c < _means.Length; c++)
        {
            sum -= Bounded(_means[c] / _scales[c] * (_standardized[c + 1] ?? 0));
        }

        return sum;
    }

    private double[] Slopes()
    {
        var slopes = new double[_means.Length];
        for (var c = 0; c < slopes.Length; c++)
        {
            slopes[c] = Math.Clamp((_standardized[c + 1] ?? 0) / _scales[c], -double.MaxValue, double.MaxValue);
        }

        return slopes;
    }

    /// <summary>Divides by the largest magnitude, which is returned.</summary>
    private static double Scaled(ReadOnlySpan<double> values, Span<double> scaled)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        for (var c = 0; c < scaled.Length; c++)
        {
            scaled[c] = largest > 0 ? values[c] / largest : 0;
        }

        return largest;
    }

    private static TOut[] Numbers<TIn, TOut>(IReadOnlyList<TIn> values, int count, string name, Func<TIn, TOut> check)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values.Count == count ? [.. values.Select(check)] : throw new ArgumentException(FormattableString.Invariant($"{name} has {values.Count} values, but {count} are needed."), name);
    }
}
