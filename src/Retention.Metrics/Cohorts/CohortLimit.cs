using Retention.Metrics.Rendering;

namespace Retention.Metrics.Cohorts;

/// <summary>The size that no cohort table of real data has: one mistyped date must not fill the memory with empty cohorts.</summary>
internal static class CohortLimit
{
    private const long MostCells = 25_000_000;

    /// <summary>Refuses a table of so many cohorts and offsets.</summary>
    /// <exception cref="InvalidOperationException">It would have more than 25 million cells.</exception>
    public static void Check(Granularity granularity, long cohorts, long offsets, DateOnly first, DateOnly last)
    {
        if (cohorts * offsets > MostCells)
        {
            throw new InvalidOperationException($"The table would have {Text.Count(cohorts)} cohorts by {granularity.Name}, from {Text.Date(first)} to {Text.Date(last)}. Is a date wrong? Else ask for fewer: a later first cohort, a coarser granularity, or fewer offsets.");
        }
    }
}
