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
    private readonly (string? Event, string? Segment)[] _codes;
    private readonly bool _keepsRows;

    internal ActivityLog(CustomerIndex<TCustomer> index, ActivityView view, long rows, TimeZoneInfo? zone, (string? Event, string? Segment)[] codes, bool keepsRows)
    {
        _index = index;
        _view = view;
        Rows = rows;
        TimeZone = zone;
        _codes = codes;
        _keepsRows = keepsRows;
    }

    /// <summary>How many rows the log was made from.</summary>
    public long Rows { get; }

    /// <summary>The first day with activity; null when the log is empty.</summary>
    public DateOnly? FirstDay => _view.Store.Days == 0 ? null : EpochDay.ToDate(_view.Store.FirstDay);

    /// <summary>The last day with activity; null when the log is empty.</summary>
    public DateOnly? LastDay => _view.Store.Days == 0 ? null : EpochDay.ToDate(_view.Store.FirstDay + _view.Store.Days - 1);

    /// <summary>The time zone whose calendar the log keeps; null when it was made from dates.</summary>
    public TimeZoneInfo? TimeZone { get; }

    /// <summary>The names of the events in the log, in ordinal order.</summary>
    public IReadOnlyList<string> Events => [.. _codes.Select(c => c.Event).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private RowFilter FilterOf(EventFilter events, int atLeast = 1, int atMost = int.MaxValue)
    {
        if (!events.IsAny && _codes.Length == 0 && Rows > 0)
        {
            throw new InvalidOperationException($"The question is about {events}, but the log was made without events. Pass an event selector when making it.");
        }

        if ((atLeast > 1 || atMost < int.MaxValue) && !_keepsRows)
        {
            throw new InvalidOperationException("The question counts occurrences within a period, but the log keeps only days. Make it with ActivityLogOptions.KeepOccurrences, with events or with instants.");
        }

        return events.IsAny && atLeast == 1 && atMost == int.MaxValue ? RowFilter.Any : new(CodesOf(events), atLeast, atMost);
    }

    private bool[]? CodesOf(EventFilter events) => events.IsAny ? null : Array.ConvertAll(_codes, c => events.Passes(c.Event));

    private List<TCustomer> Keys(List<int> slots)
    {
        slots.Sort();
        var keys = slots.ConvertAll(slot => _index[slot]);
        if (typeof(TCustomer) == typeof(string))
        {
            keys.Sort((IComparer<TCustomer>)(object)StringComparer.Ordinal);
        }
        else if (typeof(IComparable<TCustomer>).IsAssignableFrom(typeof(TCustomer)))
        {
            keys.Sort();
        }

        return keys;
    }
}
