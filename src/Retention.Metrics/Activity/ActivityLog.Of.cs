using System.Runtime.CompilerServices;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

/// <summary>
/// Who was active when: an immutable log of customers and days, with events and instants when they were given. Every table of the family comes from it.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer key. Customers keep it: <c>CustomersIn</c> says who is behind a number.</typeparam>
/// <remarks>
/// <para>Made by <see cref="ActivityLog"/> or <see cref="ActivityLogBuilder{TCustomer}"/>. The customers are numbered and the days packed once; every question after that is a walk over bits.</para>
/// <para>Thread-safe: it never changes.</para>
/// </remarks>
/// <example>
/// <code>
/// ActivityLog&lt;int&gt; activity = ActivityLog.From(visits, v => v.CustomerId, v => v.Date);
/// CohortTable weekly = activity.Cohorts(Granularity.Week, observedThrough: new(2026, 6, 30));
/// </code>
/// </example>
public sealed partial class ActivityLog<TCustomer>
    where TCustomer : notnull
{
    private readonly CustomerIndex<TCustomer> _index;
    private readonly ActivityView _view;
    private readonly RowNames _names;
    private readonly bool _keepsRows;
    private readonly DateOnly? _historyFrom;
    private readonly DateOnly?[]? _firstSeen;

    internal ActivityLog(CustomerIndex<TCustomer> index, ActivityView view, long rows, TimeZoneInfo? zone, RowNames names, bool keepsRows, DateOnly? historyFrom = null, DateOnly?[]? firstSeen = null)
    {
        _historyFrom = historyFrom;
        _firstSeen = firstSeen;
        _index = index;
        _view = view;
        Rows = rows;
        TimeZone = zone;
        _names = names;
        _keepsRows = keepsRows;
    }

    /// <summary>Events that may be asked for although no row has them.</summary>
    internal EventFilter? KnownEvents { get; private init; }

    /// <summary>How many rows the log was made from.</summary>
    public long Rows { get; }

    /// <summary>The number of rows and customers and the days in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => FirstDay is not { } first ? "no activity"
        : $"{Rendering.Text.Count(Rows)} rows of {Rendering.Text.Count(Customers)} customers, {Rendering.Text.Date(first)} to {Rendering.Text.Date(LastDay!.Value)}";

    /// <summary>The first day with activity; null when the log is empty.</summary>
    public DateOnly? FirstDay => _view.Store.Days == 0 ? null : EpochDay.ToDate(_view.Store.FirstDay);

    /// <summary>The last day with activity; null when the log is empty.</summary>
    public DateOnly? LastDay => _view.Store.Days == 0 ? null : EpochDay.ToDate(_view.Store.FirstDay + _view.Store.Days - 1);

    /// <summary>The time zone whose calendar the log keeps; null when it was made from dates.</summary>
    public TimeZoneInfo? TimeZone { get; }

    /// <summary>Since when the log is complete: what <see cref="WithHistoryFrom"/> said, the first day with activity otherwise; null when the log is empty.</summary>
    public DateOnly? HistoryFrom => _historyFrom ?? FirstDay;

    /// <summary>The names of the events in the log, in ordinal order.</summary>
    public IReadOnlyList<string> Events => [.. _names.Codes.Select(c => c.Event).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The same log with the day since when it is complete. Trailing windows are observed from then on; earlier, the log is taken to be silent because nothing was recorded.</summary>
    /// <param name="day">The first day on which every activity was recorded; may lie before the first activity.</param>
    /// <returns>The log; nothing is copied.</returns>
    public ActivityLog<TCustomer> WithHistoryFrom(DateOnly day) => new(_index, _view, Rows, TimeZone, _names, _keepsRows, day, _firstSeen) { KnownEvents = KnownEvents };

    /// <summary>The same log with a day since when each customer has been known from elsewhere, such as the date of sign-up. Who was known before is not new in a <see cref="Activity.Lifecycle"/>.</summary>
    /// <param name="firstSeen">The day, or null where nothing is known; asked once for each customer. A day after the customer's first activity changes nothing.</param>
    /// <returns>The log; the activity is not copied.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="firstSeen"/> is null.</exception>
    public ActivityLog<TCustomer> WithFirstSeen(Func<TCustomer, DateOnly?> firstSeen)
    {
        ArgumentNullException.ThrowIfNull(firstSeen);
        var days = new DateOnly?[_view.Store.Slots];
        foreach (var slot in ActiveSlots())
        {
            days[slot] = firstSeen(_index[slot]);
        }

        return new(_index, _view, Rows, TimeZone, _names, _keepsRows, _historyFrom, days) { KnownEvents = KnownEvents };
    }

    /// <summary>The same log with events that may be asked for although no row has them.</summary>
    internal ActivityLog<TCustomer> Knowing(EventFilter? events) =>
        events is null ? this : new(_index, _view, Rows, TimeZone, _names, _keepsRows, _historyFrom, _firstSeen) { KnownEvents = events };

    // Every customer with at least one row, whatever the day.
    private List<int> ActiveSlots() => _view.Store.Days == 0 ? [] : StripWalks.Collect(_view, EverActive(), 0);

    private EverActiveWalk EverActive()
    {
        var store = _view.Store;
        return new(new(Granularity.Day, store.FirstDay, store.Days, EpochDay.ToDate(store.FirstDay), EpochDay.ToDate(store.FirstDay + store.Days - 1)), RowFilter.Any);
    }

    private RowFilter FilterOf(EventFilter events, int atLeast = 1, int atMost = int.MaxValue, [CallerArgumentExpression(nameof(events))] string name = "")
    {
        if (!events.IsAny && !_names.HasEvents && Rows > 0)
        {
            throw new InvalidOperationException($"The question is about {events}, but the log was made without events. Pass an event selector when making it.");
        }

        if ((atLeast > 1 || atMost < int.MaxValue) && !_keepsRows && Rows > 0)
        {
            throw new InvalidOperationException("The question counts occurrences within a period, but the log keeps only days. Make it with ActivityLogOptions.KeepOccurrences, with events or with instants.");
        }

        return events.IsAny && atLeast == 1 && atMost == int.MaxValue ? RowFilter.Any : new(CodesOf(events, name), atLeast, atMost);
    }

    private bool[]? CodesOf(EventFilter events, [CallerArgumentExpression(nameof(events))] string name = "")
    {
        if (events.Names is not { } names)
        {
            return null;
        }

        // An empty log knows no event, and its answers are empty whatever was asked.
        foreach (var wanted in Rows > 0 ? names : [])
        {
            if (KnownEvents?.Passes(wanted) != true && !Array.Exists(_names.Codes, c => string.Equals(c.Event, wanted, StringComparison.Ordinal)))
            {
                // policy.Event is a part of what the caller passed as policy.
                throw new ArgumentException(UnknownEvent.Message(wanted, Events), name.TrimStart('@').Split('.')[0]);
            }
        }

        return Array.ConvertAll(_names.Codes, c => events.Passes(c.Event));
    }

    // Texts by code unit; other keys by their own order, or in the order of the log when they have none.
    private static IComparer<TCustomer>? KeyOrder =>
        typeof(TCustomer) == typeof(string) ? (IComparer<TCustomer>)(object)StringComparer.Ordinal
        : typeof(IComparable<TCustomer>).IsAssignableFrom(typeof(TCustomer)) || typeof(IComparable).IsAssignableFrom(typeof(TCustomer)) ? Comparer<TCustomer>.Default
        : null;

    private List<TCustomer> Keys(List<int> slots)
    {
        slots.Sort();
        var keys = slots.ConvertAll(slot => _index[slot]);
        if (KeyOrder is { } order)
        {
            keys.Sort(order);
        }

        return keys;
    }
}
