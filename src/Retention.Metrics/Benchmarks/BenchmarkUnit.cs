namespace Retention.Metrics.Benchmarks;

/// <summary>
/// What the number of a benchmark counts. Percentages are stored as they are published (77 for 77 %) and compared as fractions.
/// </summary>
public enum BenchmarkUnit
{
    /// <summary>A percentage: 77 for 77 %. The range is 0 to 100 unless the metric says otherwise (net revenue retention passes 100).</summary>
    Percent = 0,

    /// <summary>A score in points, such as a Net Promoter Score, from −100 to 100 unless the metric says otherwise. It is not a percentage.</summary>
    Score = 1,
}
