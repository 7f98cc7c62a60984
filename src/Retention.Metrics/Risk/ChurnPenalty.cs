namespace Retention.Metrics.Risk;

/// <summary>What is added to the log-likelihood of a <see cref="ChurnModel"/>.</summary>
public enum ChurnPenalty
{
    /// <summary>Nothing: maximum likelihood.</summary>
    None,

    /// <summary>−½λΣγ², with γ the coefficients of the standardised columns (mean 0, standard deviation 1) without the intercept: shrinks them, and lets collinear columns share.</summary>
    Ridge,

    /// <summary>½ log of the determinant of the information: removes the first-order bias, and is finite where a column separates those who left from those who stayed.</summary>
    Firth,
}
