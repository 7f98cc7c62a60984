namespace Retention.Metrics.Survival;

/// <summary>What to do with customers who leave at the same time, whose order is therefore not known.</summary>
public enum CoxTies
{
    /// <summary>Efron's approximation (1977): each of the tied leaves from the average of the risk sets that the possible orders give. Close to the truth; the default of R.</summary>
    Efron,

    /// <summary>Breslow's approximation (1974): all of the tied leave from the full risk set. Simple; it draws coefficients towards 0 when ties are many.</summary>
    Breslow,

    /// <summary>The discrete partial likelihood of Cox (1972): given that d leave, which d. Time is taken to be discrete. R's <c>ties = "exact"</c>; slow when many leave at once.</summary>
    Exact,
}

/// <summary>A penalty on the partial likelihood.</summary>
public enum CoxPenalty
{
    /// <summary>None: maximum partial likelihood.</summary>
    None,

    /// <summary>
    /// Firth's penalty, half the log determinant of the information: finite estimates where the likelihood grows without end, and less bias in small samples.
    /// Heinze and Schemper, Biometrics 57 (2001).
    /// </summary>
    Firth,
}

/// <summary>How a Cox model is fitted. Immutable; the default is what R does: Efron's ties, no penalty, model-based standard errors unless the data have clusters.</summary>
/// <example>
/// <code>
/// CoxModel model = CoxModel.Fit(data, CoxOptions.Default with { Ties = CoxTies.Breslow, Robust = true });
/// </code>
/// </example>
public sealed record CoxOptions
{
    /// <summary>Efron's ties, no penalty, at most 60 iterations.</summary>
    public static CoxOptions Default { get; } = new();

    /// <summary>What to do with customers who leave at the same time.</summary>
    public CoxTies Ties
    {
        get;
        init => field = Guard.Defined(value, nameof(Ties));
    }

    /// <summary>The penalty on the likelihood. Firth's does not go with exact ties.</summary>
    public CoxPenalty Penalty
    {
        get;
        init => field = Guard.Defined(value, nameof(Penalty));
    }

    /// <summary>Whether standard errors are robust (the sandwich of Lin and Wei, 1989) although the data have no clusters: each row is then a cluster. Data with clusters always have them.</summary>
    public bool Robust { get; init; }

    /// <summary>The bound on iterations, at least 1.</summary>
    public int MaxIterations
    {
        get;
        init => field = value >= 1 ? value : throw Guard.OutOfRange(nameof(MaxIterations), value, "At least one iteration is needed");
    }

    = 60;

    /// <summary>The most threads that may work on the fit; null for the number of processors. Never changes a digit of the result.</summary>
    public int? MaxThreads
    {
        get;
        init => field = value is null or >= 1 ? value : throw Guard.OutOfRange(nameof(MaxThreads), value, "At least one thread is needed");
    }
}
