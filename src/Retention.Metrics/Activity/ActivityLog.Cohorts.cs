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
    /// <exception cref="InvalidOperationException">The policy needs events, repeated occurrences, segments or instants that the log does not have, or the table would have more than 25 million cells.</exception>
    /// <example>
    /// <code>
    /// CohortTable weekly = activity.Cohorts(Granularity.Week, observedThrough: new(2026, 6, 30));
    /// Console.WriteLine(weekly.Curve()[4]);      // pooled retention in week 4
    /// </code>
    /// </example>
    public CohortTable Cohorts(Granularity granularity, DateOnly observedThrough, CohortPolicy? policy = null, DateOnly? from = null)
    {
        policy ??= CohortPolicy.Default;
        if (policy.ReturnSegment == ReturnSegment.SameAsStart)
        {
            // Each start is followed in its own segment, so the whole is the sum over the segments.
            var tables = CohortsOfEachSegment(granularity, observedThrough, policy, from);
            return tables.Select(t => t.Table).Aggregate(Empty(granularity, observedThrough, policy, from), (sum, table) => sum + table);
        }

        return Count(PlanCohorts(granularity, observedThrough, policy, from), granularity, observedThrough, policy);
    }

    /// <summary>
    /// The cohort table of each segment, with the total and everything else as "other". The segment of an entry is that of the row of entry, whatever comes after.
    /// </summary>
    /// <param name="granularity">How the calendar is cut into cohorts and offsets.</param>
    /// <param name="observedThrough">The last day that the data covers.</param>
    /// <param name="policy">Who enters and what "retained" means; <see cref="CohortPolicy.Default"/> unless told.</param>
    /// <param name="from">A day of the first cohort wanted; the first activity unless told.</param>
    /// <param name="most">How many segments get a table of their own, those with the most entries first; the rest, and entries without a segment, are the other.</param>
    /// <returns>The tables. They add up to the total.</returns>
    /// <exception cref="InvalidOperationException">The log was made without segments, or the policy needs what it does not have.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is below 1.</exception>
    /// <example>
    /// <code>
    /// Segmented&lt;CohortTable&gt; byPlan = activity.CohortsBySegment(Granularity.Month, observedThrough: new(2026, 6, 30));
    /// Console.WriteLine(byPlan["pro"].Curve());
    /// </code>
    /// </example>
    public Segmented<CohortTable> CohortsBySegment(Granularity granularity, DateOnly observedThrough, CohortPolicy? policy = null, DateOnly? from = null, int most = 8)
    {
        policy ??= CohortPolicy.Default;
        if (most < 1)
        {
            throw Guard.OutOfRange(nameof(most), most, "At least one segment gets a table of its own");
        }

        var empty = Empty(granularity, observedThrough, policy, from);
        var tables = CohortsOfEachSegment(granularity, observedThrough, policy, from);
        var named = tables.Where(t => t.Segment is not null).OrderByDescending(t => t.Table.Entries).ThenBy(t => t.Segment, StringComparer.Ordinal).Take(most).ToList();
        var other = tables.Except(named).Aggregate(empty, (sum, t) => sum + t.Table);
        var total = tables.Aggregate(empty, (sum, t) => sum + t.Table);
        return new([.. named.OrderBy(t => t.Segment, StringComparer.Ordinal).Select(t => KeyValuePair.Create(t.Segment!, t.Table))], other, total);
    }

    /// <summary>The customers behind a cell of a cohort table, found by the walk that counted them.</summary>
    /// <param name="table">A table made from this log, or from a log with these customers; its definition is asked again.</param>
    /// <param name="cohort">A day of the period of entry.</param>
    /// <param name="offset">The offset, or the number of the bracket; null for everyone who entered.</param>
    /// <param name="segment">The segment of the entry, for a table of <see cref="CohortsBySegment"/>; null for all.</param>
    /// <returns>The customers in ascending order of their keys, each once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="table"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such cohort, or the offset is negative.</exception>
    public IReadOnlyList<TCustomer> CustomersIn(CohortTable table, DateOnly cohort, int? offset = null, string? segment = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var row = table.RowOf(cohort);
        Guard.Count(offset ?? 0, nameof(offset));
        var wanted = segment is not null ? [segment]
            : table.Policy.ReturnSegment == ReturnSegment.SameAsStart ? SegmentNames()
            : new string?[] { null };
        var slots = new HashSet<int>();
        foreach (var name in wanted)
        {
            var bySegment = segment is not null || table.Policy.ReturnSegment == ReturnSegment.SameAsStart;
            var plan = PlanCohorts(table.Granularity, table.ObservedThrough, table.Policy, table.CohortAt(0), bySegment, name);
            var counting = new CohortCounting<CohortCollector>(plan, new(row, offset ?? -1));
            counting.Walk(new(_view.Store.Tiles));
            slots.UnionWith(counting.Sink.Slots);
        }

        return Keys([.. slots]);
    }

    private static CohortTable Empty(Granularity granularity, DateOnly observedThrough, CohortPolicy policy, DateOnly? from) =>
        new(granularity, observedThrough, policy, granularity.IndexOf(from ?? observedThrough), [], policy.Brackets.Count, [], policy.Clock == CohortClock.Calendar ? null : []);

    private CohortTable Count(CohortPlan plan, Granularity granularity, DateOnly observedThrough, CohortPolicy policy)
    {
        var total = new CohortTally(plan.Rows, plan.Columns, plan.Windows is not null);
        if (plan.Rows > 0)
        {
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
        }

        return new(granularity, observedThrough, policy, plan.Map.First + plan.RowZero, total.Sizes, plan.Columns, total.Retained, total.Closed);
    }

    private List<(string? Segment, CohortTable Table)> CohortsOfEachSegment(Granularity granularity, DateOnly observedThrough, CohortPolicy policy, DateOnly? from) =>
        [.. SegmentNames().Select(s => (s, Count(PlanCohorts(granularity, observedThrough, policy, from, bySegment: true, s), granularity, observedThrough, policy)))];

    // The segments that occur, in ordinal order, null for rows without one first.
    private IEnumerable<string?> SegmentNames()
    {
        if (Rows > 0 && !_names.HasSegments)
        {
            throw new InvalidOperationException("The question is about segments, but the log was made without them. Pass a segment selector when making it.");
        }

        return _names.Codes.Select(c => c.Segment).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    private CohortPlan PlanCohorts(Granularity granularity, DateOnly observedThrough, CohortPolicy policy, DateOnly? from, bool bySegment = false, string? segment = null)
    {
        CohortWindows? windows = null;
        if (policy.Clock != CohortClock.Calendar)
        {
            if (TimeZone is null)
            {
                throw new InvalidOperationException("Rolling windows count elapsed time, but the log was made from dates. Make it from instants with a time zone.");
            }

            windows = new(granularity, policy, TimeZone, observedThrough);
        }

        var start = FilterOf(policy.StartEvent);
        var returns = policy.StartEvent == policy.ReturnEvent && policy.MinimumOccurrences == 1 ? start : FilterOf(policy.ReturnEvent, policy.MinimumOccurrences);
        var entersByRow = policy.Entry == CohortEntry.FirstEver && _view.Store is ActivityRows;
        var among = policy.Entry == CohortEntry.FirstEver ? CodesOf(policy.FirstAmong) : start.Codes;
        if (bySegment)
        {
            // The first start of a customer decides on the segment, so it must be found among all starts.
            bool[] OfSegment(bool[]? codes) => Array.ConvertAll(_names.Codes, pair => pair).Select((pair, code) => string.Equals(pair.Segment, segment, StringComparison.Ordinal) && (codes is null || codes[code])).ToArray();
            entersByRow = policy.Entry != CohortEntry.Recurring;
            start = new(OfSegment(start.Codes));
            returns = policy.ReturnSegment == ReturnSegment.SameAsStart ? new(OfSegment(returns.Codes), returns.AtLeast, returns.AtMost) : returns;
        }

        return new(_view, granularity, observedThrough, policy, from, new(start, returns, among, entersByRow), windows);
    }
}
