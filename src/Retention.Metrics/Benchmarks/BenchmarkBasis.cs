namespace Retention.Metrics.Benchmarks;

/// <summary>What a metric counts. Retention of customers and retention of revenue are different metrics, however alike their names.</summary>
public enum BenchmarkBasis
{
    /// <summary>Customers, each counting once whatever they pay.</summary>
    Customers = 0,

    /// <summary>Revenue: a customer counts as much as they pay.</summary>
    Revenue = 1,

    /// <summary>Users or installations of a product, paying or not.</summary>
    Users = 2,

    /// <summary>Answers to a survey.</summary>
    Answers = 3,
}
