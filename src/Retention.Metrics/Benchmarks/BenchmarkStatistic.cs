namespace Retention.Metrics.Benchmarks;

/// <summary>
/// What a published figure summarises. A mean and a median of the same companies can differ by a factor (13 % and 9.3 % in one survey of daily use),
/// so a comparison names the statistic.
/// </summary>
public enum BenchmarkStatistic
{
    /// <summary>The source does not say. The default.</summary>
    Unknown = 0,

    /// <summary>The mean of the companies, each counting once.</summary>
    Mean = 1,

    /// <summary>The median of the companies: half of them lie above it.</summary>
    Median = 2,

    /// <summary>The share among the customers of all companies together; large companies weigh more.</summary>
    Pooled = 3,

    /// <summary>The 25th percentile of the companies.</summary>
    LowerQuartile = 4,

    /// <summary>The 75th percentile of the companies.</summary>
    UpperQuartile = 5,

    /// <summary>The 90th percentile of the companies.</summary>
    TopDecile = 6,

    /// <summary>What practitioners say is usual. Not computed from a sample.</summary>
    RuleOfThumb = 7,
}
