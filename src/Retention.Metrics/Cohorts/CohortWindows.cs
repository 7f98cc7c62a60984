namespace Retention.Metrics.Cohorts;

/// <summary>Windows of each customer's own, in elapsed time from the instant of entry.</summary>
internal sealed class CohortWindows
{
    /// <summary>How many offsets can have begun for the earliest entry.</summary>
    public int Count { get; init; }
}
