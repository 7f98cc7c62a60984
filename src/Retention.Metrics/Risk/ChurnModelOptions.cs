namespace Retention.Metrics.Risk;

/// <summary>How a <see cref="ChurnModel"/> is fitted. The presets are maximum likelihood, <see cref="Firth"/> and <see cref="Ridge"/>; weights and offset go with each.</summary>
/// <example>
/// <code>
/// ChurnModelOptions options = ChurnModelOptions.Ridge(strength: 2) with { Weights = weights };
/// </code>
/// </example>
public sealed record ChurnModelOptions
{
    /// <summary>The most iterations unless told.</summary>
    public const int DefaultMaxIterations = 200;

    // Log odds of a thousand are a certainty; beyond, differences of predictors drown in their size.
    private const double LargestOffset = 1000;

    /// <summary>Maximum likelihood, without weights and offset.</summary>
    public static ChurnModelOptions MaximumLikelihood { get; } = new();

    /// <summary>Firth's penalised likelihood: for few customers, rare churn, or a column that separates.</summary>
    public static ChurnModelOptions Firth { get; } = new() { Penalty = ChurnPenalty.Firth };

    /// <summary>What is added to the log-likelihood.</summary>
    public ChurnPenalty Penalty { get; private init; }

    /// <summary>λ of the ridge penalty ½λΣγ² on the coefficients of the standardised columns; 0 without.</summary>
    public double Strength { get; private init; }

    /// <summary>Case weights, as R's glm takes them: 0 leaves a row out, 2 counts as two such rows. Finite, 0 or from 1e-100 to 1e100; empty for 1 each.</summary>
    public ReadOnlyMemory<double> Weights { get; init; }

    /// <summary>Log odds that are known beforehand and added to each row's, inside [-1000..1000]; empty for 0 each.</summary>
    public ReadOnlyMemory<double> Offset { get; init; }

    /// <summary>The bound on iterations; 200 unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int MaxIterations
    {
        get;
        init => field = value >= 1 ? value : throw Guard.OutOfRange(nameof(MaxIterations), value, "At least one iteration is needed");
    } = DefaultMaxIterations;

    /// <summary>A ridge (L2) penalty of ½λΣγ², γ being the coefficients of the standardised columns: mean 0, weighted standard deviation 1 (divisor n). The intercept is not penalised.</summary>
    /// <param name="strength">λ, finite and above 0, in units of the log-likelihood: glmnet's λ times the sum of weights.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The strength is not finite or not above 0.</exception>
    public static ChurnModelOptions Ridge(double strength) => new() { Penalty = ChurnPenalty.Ridge, Strength = Guard.Positive(strength) };

    internal void Check(int rows)
    {
        CheckLength(Weights.Length, nameof(Weights), rows);
        CheckLength(Offset.Length, nameof(Offset), rows);
        for (var i = 0; i < Weights.Length; i++)
        {
            if (Weights.Span[i] is not (0 or (>= 1e-100 and <= 1e100)))
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"{nameof(Weights)}[{i}]"), Weights.Span[i], "A weight must be 0 or from 1e-100 to 1e100");
            }
        }

        for (var i = 0; i < Offset.Length; i++)
        {
            if (!(Math.Abs(Offset.Span[i]) <= LargestOffset))
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"{nameof(Offset)}[{i}]"), Offset.Span[i], "Log odds known beforehand must be inside [-1000..1000]");
            }
        }
    }

    private static void CheckLength(int length, string name, int rows)
    {
        if (length != 0 && length != rows)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} has {length} values, but there are {rows} rows."), name);
        }
    }
}
