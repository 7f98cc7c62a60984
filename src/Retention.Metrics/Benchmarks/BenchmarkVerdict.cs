namespace Retention.Metrics.Benchmarks;

/// <summary>What a comparison with a benchmark allows to be said.</summary>
public enum BenchmarkVerdict
{
    /// <summary>The two figures do not measure the same thing, or one of them is missing; the comparison says why.</summary>
    NotComparable = 0,

    /// <summary>There is a gap, but without counts nobody can tell it from chance.</summary>
    NotTested = 1,

    /// <summary>The gap is no larger than chance gives in a sample of this size.</summary>
    NotDistinguishable = 2,

    /// <summary>Above the benchmark by more than chance gives in a sample of this size.</summary>
    Above = 3,

    /// <summary>Below the benchmark by more than chance gives in a sample of this size.</summary>
    Below = 4,

    /// <summary>Several benchmarks apply and do not give the same verdict.</summary>
    Mixed = 5,
}
