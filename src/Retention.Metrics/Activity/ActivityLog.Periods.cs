using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

public sealed partial class ActivityLog<TCustomer>
{
    private static readonly ActiveWindow[] UsualWindows = [ActiveWindow.Day, ActiveWindow.Trailing7, ActiveWindow.Trailing30];

    /// <summary>Active customers day by day.</summary>
    /// <param name="from">The first day wanted.</param>
    /// <param name="through">The last day wanted; the data must cover it.</param>
    /// <param name="windows">Over which days to count; the day, 7 and 30 trailing days unless told.</param>
    /// <returns>The table. Trailing windows that reach back before the history of the log are not observed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="through"/> lies before <paramref name="from"/>, or a window leaves the calendar.</exception>
    /// <example>
    /// <code>
    /// ActiveUsers june = activity.ActiveUsers(from: new(2026, 6, 1), through: new(2026, 6, 30));
    /// </code>
    /// </example>
    public ActiveUsers ActiveUsers(DateOnly from, DateOnly through, params ReadOnlySpan<ActiveWindow> windows) => ActiveUsers(from, through, EventFilter.Any, windows);

    /// <summary>Customers active by some events, day by day.</summary>
    /// <param name="from">The first day wanted.</param>
    /// <param name="through">The last day wanted; the data must cover it.</param>
    /// <param name="event">Which events count.</param>
    /// <param name="windows">Over which days to count; the day, 7 and 30 trailing days unless told.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="through"/> lies before <paramref name="from"/>, or a window leaves the calendar.</exception>
    /// <exception cref="ArgumentException">No row has the event, and <see cref="ActivityLogOptions.KnownEvents"/> does not name it; the message says which events there are.</exception>
    /// <exception cref="InvalidOperationException">The log was made without events.</exception>
    public ActiveUsers ActiveUsers(DateOnly from, DateOnly through, EventFilter @event, params ReadOnlySpan<ActiveWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(@event, nameof(@event));
        var range = Period.Inclusive(from, through);
        var wanted = windows.IsEmpty ? UsualWindows : windows.ToArray();
        var walk = PlanActiveUsers(range, @event, wanted);
        var cells = StripWalks.Count(_view, walk);
        var early = range.Start.DayNumber - EpochDay.Zero - walk.Map.First;
        var counts = new long[wanted.Length][];
        for (var window = 0; window < wanted.Length; window++)
        {
            counts[window] = new long[range.Days];
            for (var day = 0; day < range.Days; day++)
            {
                counts[window][day] = cells[walk.Cell(window, early + day)];
            }
        }

        // The days themselves are the walk's last window.
        var daily = cells.AsSpan(walk.Cell(wanted.Length, 0)).ToArray();
        return new(from, through, HistoryFrom, @event, wanted, counts, daily, CountRows(range, @event));
    }

    /// <summary>The customers behind a count of active users.</summary>
    /// <param name="table">A table made from this log, or from a log with these customers; its definition is asked again.</param>
    /// <param name="day">A day of the table.</param>
    /// <param name="window">One of its windows.</param>
    /// <returns>The customers in ascending order of their keys, each once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The table does not report the day.</exception>
    /// <exception cref="ArgumentException">The table does not have the window.</exception>
    public IReadOnlyList<TCustomer> CustomersIn(ActiveUsers table, DateOnly day, ActiveWindow window)
    {
        ArgumentNullException.ThrowIfNull(table);
        table.Checked(day);
        var walk = PlanActiveUsers(Period.Inclusive(table.From, table.Through), table.Event, [.. table.Windows]);
        return Keys(StripWalks.Collect(_view, walk, walk.Cell(table.NumberOf(window), day.DayNumber - EpochDay.Zero - walk.Map.First)));
    }

    /// <summary>In how many periods of a range each customer was active.</summary>
    /// <param name="range">The days of the range; activity outside does not count.</param>
    /// <param name="granularity">How the range is cut; a period cut by the start or the end of the range counts as one.</param>
    /// <param name="event">Which events count; any unless told.</param>
    /// <param name="occurrences">How many rows a period needs; at least one unless told.</param>
    /// <returns>The histogram.</returns>
    /// <exception cref="InvalidOperationException">The question needs events or repeated occurrences that the log does not have.</exception>
    /// <example>
    /// <code>
    /// DaysActive l7 = activity.DaysActive(Period.Trailing(new(2026, 6, 30), 7), Granularity.Day);
    /// </code>
    /// </example>
    public DaysActive DaysActive(Period range, Granularity granularity, EventFilter? @event = null, OccurrenceRule occurrences = default)
    {
        var walk = PlanDaysActive(range, granularity, @event ?? EventFilter.Any, occurrences);
        return new(range, granularity, @event ?? EventFilter.Any, occurrences, walk is null ? [] : StripWalks.Count(_view, walk));
    }

    /// <summary>The customers behind a bin of the histogram of active periods.</summary>
    /// <param name="table">A table made from this log, or from a log with these customers; its definition is asked again.</param>
    /// <param name="periods">How many periods exactly, inside [1..periods of the table].</param>
    /// <returns>The customers in ascending order of their keys, each once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bin.</exception>
    public IReadOnlyList<TCustomer> CustomersIn(DaysActive table, int periods)
    {
        ArgumentNullException.ThrowIfNull(table);
        _ = table.Exactly(periods);
        return Keys(StripWalks.Collect(_view, PlanDaysActive(table.Range, table.Granularity, table.Event, table.Occurrences)!, periods - 1));
    }

    /// <summary>Growth accounting: new, returning, resurrected and dormant customers period by period.</summary>
    /// <param name="granularity">How the calendar is cut.</param>
    /// <param name="observedThrough">The last day that the data covers; nothing after it counts.</param>
    /// <param name="policy">What active and dormant mean; <see cref="LifecyclePolicy.Default"/> unless told.</param>
    /// <param name="from">A day of the first period wanted; the first activity unless told. Earlier rows still decide who is new.</param>
    /// <returns>The table. The last period has no dormant customers until it has ended.</returns>
    /// <exception cref="InvalidOperationException">The policy needs events or repeated occurrences that the log does not have.</exception>
    /// <example>
    /// <code>
    /// Lifecycle flow = activity.Lifecycle(Granularity.Month, observedThrough: new(2026, 6, 30));
    /// </code>
    /// </example>
    public Lifecycle Lifecycle(Granularity granularity, DateOnly observedThrough, LifecyclePolicy? policy = null, DateOnly? from = null)
    {
        policy ??= LifecyclePolicy.Default;
        var walk = PlanLifecycle(granularity, observedThrough, policy, from);
        return new(granularity, observedThrough, policy, granularity.IndexOf(from ?? FirstDayUpTo(observedThrough)), StripWalks.Count(_view, walk));
    }

    /// <summary>The customers behind a flow of a lifecycle table.</summary>
    /// <param name="table">A table made from this log, or from a log with these customers; its definition is asked again.</param>
    /// <param name="day">A day of the period.</param>
    /// <param name="state">Which flow.</param>
    /// <returns>The customers in ascending order of their keys, each once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such period, or there is no such state.</exception>
    public IReadOnlyList<TCustomer> CustomersIn(Lifecycle table, DateOnly day, LifecycleState state)
    {
        ArgumentNullException.ThrowIfNull(table);
        var row = table.RowOf(day);
        var walk = PlanLifecycle(table.Granularity, table.ObservedThrough, table.Policy, table.Granularity.StartOf(table.FirstIndex));
        return Keys(StripWalks.Collect(_view, walk, LifecycleWalk.Cell(row, (int)Guard.Defined(state))));
    }

    private DateOnly FirstDayUpTo(DateOnly observedThrough) => FirstDay is { } first && first <= observedThrough ? first : observedThrough;

    private LifecycleWalk PlanLifecycle(Granularity granularity, DateOnly observedThrough, LifecyclePolicy policy, DateOnly? from)
    {
        var store = _view.Store;
        var firstActivity = FirstDayUpTo(observedThrough);
        var firstRow = from ?? firstActivity;
        var map = new PeriodMap(granularity, store.FirstDay, store.Days, firstActivity < firstRow ? firstActivity : firstRow, observedThrough);
        var rowZero = Rows == 0 && from is null ? map.Count : granularity.IndexOf(firstRow) - map.First;
        var filter = FilterOf(policy.Event, policy.Occurrences.Minimum, policy.Occurrences.Maximum);
        return new(map, filter, rowZero, policy.DormantAfter, store.Slots, _firstSeen is null ? null : slot => _firstSeen[slot] is { } seen ? granularity.IndexOf(seen) - map.First : int.MaxValue);
    }

    private DaysActiveWalk? PlanDaysActive(Period range, Granularity granularity, EventFilter @event, OccurrenceRule occurrences)
    {
        var filter = FilterOf(@event, occurrences.Minimum, occurrences.Maximum);
        return range.IsEmpty ? null : new(PeriodMap.OfDaysIn(range, granularity, _view.Store.FirstDay, _view.Store.Days), filter);
    }

    private ActiveUsersWalk PlanActiveUsers(Period range, EventFilter @event, ActiveWindow[] windows)
    {
        var first = range.Start;
        foreach (var window in windows)
        {
            var start = window.At(range.Start).Start;
            first = start < first ? start : first;
        }

        var map = new PeriodMap(Granularity.Day, _view.Store.FirstDay, _view.Store.Days, first, range.End.AddDays(-1));
        return new(map, FilterOf(@event), [.. windows, ActiveWindow.Day]);
    }

    private long[]? CountRows(Period range, EventFilter @event)
    {
        if (_view.Store is not ActivityRows rows)
        {
            return Rows == 0 ? new long[range.Days] : null;
        }

        if (!_keepsRows)
        {
            return null;
        }

        var counts = new long[range.Days];
        var codes = CodesOf(@event);
        var shift = range.Start.DayNumber - EpochDay.Zero - rows.FirstDay;
        for (var slot = 0; slot < rows.Slots; slot++)
        {
            for (var row = rows.Start(slot); _view.IsSelected(slot) && row < rows.Start(slot + 1); row++)
            {
                var day = rows.DayOf(row) - shift;
                if (day >= 0 && day < counts.Length && (codes is null || codes[rows.CodeOf(row)]))
                {
                    counts[day]++;
                }
            }
        }

        return counts;
    }
}
