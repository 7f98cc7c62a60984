using Retention.Metrics.Cohorts;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

public sealed partial class ActivityLog<TCustomer>
{
    /// <summary>
    /// The cohort table: for each period of entry, how many customers were retained 0, 1, 2 … periods later.
    /// </summary>
    /// <param name="granularity">How the calendar is cut into cohorts and offsets.</param>
    /// <param name="observedThrough">The last day that the data covers. Nothing after it counts, and a period that has not ended by then is not observed.</param>
    /// <param name="policy">Who enters and what "retained" means; <see cref="CohortPolicy.Default"/> unless told.</param>
    /// <param name="from">A day of the first cohort wanted; the first activity unless told. Earlier rows still decide who is new.</param>
    /// <returns>The table; without rows when the log has nothing in the range.</returns>
    /// <exception cref="InvalidOperationException">The policy needs events, repeated occurrences, segments or instants that the log does not have.</exception>
    /// <example>
    /// <code>
    /// CohortTable weekly = activity.Cohorts(Granularity.Week, observedThrough: new(2026, 6, 30));
    /// Console.WriteLine(weekly.Curve()[4]);      // pooled retention in week 4
    /// </code>
    /// </example>
    public CohortTable Cohorts(Granularity granularity, DateOnly observedThrough, CohortPolicy? policy = null, DateOnly? from = null)
    {
        policy ??= CohortPolicy.Default;
        var plan = PlanCohorts(granularity, observedThrough, policy, from);
        var total = new CohortTally(plan.Rows, plan.Columns, plan.Windows is not null);
        var gate = new Lock();
        Workers.Run(_view.Threads, _view.Store.Tiles, (_, tiles) =>
        {
            var counting = new CohortCounting<CohortTally>(plan, new(plan.Rows, plan.Columns, plan.Windows is not null));
            counting.Walk(tiles);
            lock (gate)
            {
                total.Add(counting.Sink);
            }
        });
        return new(granularity, observedThrough, policy, plan.Map.First + plan.RowZero, total.Sizes, plan.Columns, total.Retained, total.Closed);
    }

    /// <summary>The customers behind a cell of a cohort table, found by the walk that counted them.</summary>
    /// <param name="table">A table made from this log, or from a log with these customers; its definition is asked again.</param>
    /// <param name="cohort">A day of the period of entry.</param>
    /// <param name="offset">The offset, or the number of the bracket; null for everyone who entered.</param>
    /// <returns>The customers in ascending order of their keys, each once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="table"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such cohort, or the offset is negative.</exception>
    public IReadOnlyList<TCustomer> CustomersIn(CohortTable table, DateOnly cohort, int? offset = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var row = table.RowOf(cohort);
        Guard.Count(offset ?? 0, nameof(offset));
        var plan = PlanCohorts(table.Granularity, table.ObservedThrough, table.Policy, table.CohortAt(0));
        var counting = new CohortCounting<CohortCollector>(plan, new(row, offset ?? -1));
        counting.Walk(new(_view.Store.Tiles));
        return Keys(counting.Sink.Slots);
    }

    private CohortPlan PlanCohorts(Granularity granularity, DateOnly observedThrough, CohortPolicy policy, DateOnly? from)
    {
        var start = FilterOf(policy.StartEvent);
        var returns = policy.StartEvent == policy.ReturnEvent && policy.MinimumOccurrences == 1 ? start : FilterOf(policy.ReturnEvent, policy.MinimumOccurrences);
        return new(_view, granularity, observedThrough, policy, from, start, returns, CodesOf(policy.FirstAmong), start.Codes, null);
    }
}
