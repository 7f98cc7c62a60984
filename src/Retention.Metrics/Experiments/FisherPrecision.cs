namespace Retention.Metrics.Experiments;

/// <summary>How far the odds ratio of <see cref="FisherExactTest"/> and its interval are solved. The p-values do not depend on it.</summary>
public enum FisherPrecision
{
    /// <summary>Until the equations hold, as far as a double can tell.</summary>
    Full,

    /// <summary>
    /// As far as R's <c>fisher.test</c>: its root finder stops at 1.2e-4 of the odds ratio or of its inverse, so that an end near 0 can be off by some per cent.
    /// For 1 of 10 against 9 of 10 R prints a lower end of 0.0002656; it is 0.0002551. For comparing with R only.
    /// </summary>
    AsR,
}
