using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

/// <summary>
/// Collects rows one by one or in ranges and makes a log of them.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
/// <remarks>
/// A row that is refused leaves the builder as it was. <see cref="Build"/> may be called again after more rows were added; every log has the rows so far. A log has events when a row had one, and segments likewise. Not thread-safe.
/// </remarks>
/// <example>
/// <code>
/// var builder = new ActivityLogBuilder&lt;string&gt;(TimeZoneInfo.Utc);
/// foreach (var line in File.ReadLines("events.csv"))
/// {
///     var parts = line.Split(',');
///     builder.Add(parts[0], DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture), @event: parts[2]);
/// }
///
/// ActivityLog&lt;string&gt; activity = builder.Build();
/// </code>
/// </example>
public sealed class ActivityLogBuilder<TCustomer>
    where TCustomer : notnull
{
    private readonly ActivityLogOptions _options;
    private readonly TimeZoneInfo? _zone;
    private readonly LocalDays? _localDays;
    private readonly EventCodes _codes = new();
    private TCustomer[] _customers = [];
    private int[] _days = [];
    private long[]? _instants;
    private int[]? _rowCodes;
    private int _count;

    /// <summary>Starts a log of calendar dates.</summary>
    /// <param name="options">What to keep; the default unless told.</param>
    public ActivityLogBuilder(ActivityLogOptions? options = null) => _options = options ?? ActivityLogOptions.Default;

    /// <summary>Starts a log of instants, which become calendar dates in a time zone.</summary>
    /// <param name="zone">The time zone whose calendar the log keeps.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    public ActivityLogBuilder(TimeZoneInfo zone, ActivityLogOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(zone);
        _zone = zone;
        _localDays = new(zone);
        _instants = [];
    }

    /// <summary>How many rows have been added.</summary>
    public long Count => _count;

    /// <summary>Adds a row with a calendar date.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="date">The day.</param>
    /// <param name="event">The event, or null for none.</param>
    /// <param name="segment">The segment of the row, or null for none.</param>
    /// <exception cref="ArgumentException">There is no customer.</exception>
    /// <exception cref="InvalidOperationException">The builder was started with a time zone: it takes instants.</exception>
    public void Add(TCustomer customer, DateOnly date, string? @event = null, string? segment = null)
    {
        if (_zone is not null)
        {
            throw new InvalidOperationException("This builder was started with a time zone, so its rows have instants. Add a DateTimeOffset, or start the builder without a zone.");
        }

        CustomerKey.Check(customer, _count);
        Append(customer, EpochDay.Of(date), 0, @event, segment);
    }

    /// <summary>Adds a row with an instant.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="at">The instant; its own offset does not matter, the zone of the builder decides on the day.</param>
    /// <param name="event">The event, or null for none.</param>
    /// <param name="segment">The segment of the row, or null for none.</param>
    /// <exception cref="ArgumentException">There is no customer.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    public void Add(TCustomer customer, DateTimeOffset at, string? @event = null, string? segment = null)
    {
        var days = LocalDaysOrThrow();
        CustomerKey.Check(customer, _count);
        var ticks = at.UtcTicks;
        Append(customer, days.DayOf(ticks), ticks, @event, segment);
    }

    /// <summary>Adds a row with an instant that is a <see cref="DateTime"/> in UTC. Without this, the language would take the time zone of the machine.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="at">The instant, of kind <see cref="DateTimeKind.Utc"/>.</param>
    /// <param name="event">The event, or null for none.</param>
    /// <param name="segment">The segment of the row, or null for none.</param>
    /// <exception cref="ArgumentException">There is no customer, or the time is of another kind: a time of day alone says nothing about where.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    public void Add(TCustomer customer, DateTime at, string? @event = null, string? segment = null)
    {
        _ = LocalDaysOrThrow();
        Add(customer, UtcInstant.Of(at, _count, nameof(at)), @event, segment);
    }

    /// <summary>Adds columns of customers and calendar dates. If a row is refused, none of them is added.</summary>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="dates">The day of each row; as long as <paramref name="customers"/>.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer.</exception>
    /// <exception cref="InvalidOperationException">The builder was started with a time zone: it takes instants.</exception>
    public void AddRange(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<DateOnly> dates)
    {
        CheckColumns(customers, dates.Length);
        for (var row = 0; row < customers.Length; row++)
        {
            Add(customers[row], dates[row]);
        }
    }

    /// <summary>Adds columns of customers and instants. If a row is refused, none of them is added.</summary>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="instants">The instant of each row; as long as <paramref name="customers"/>.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    public void AddRange(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<DateTimeOffset> instants)
    {
        CheckColumns(customers, instants.Length);
        for (var row = 0; row < customers.Length; row++)
        {
            Add(customers[row], instants[row]);
        }
    }

    /// <summary>Makes the log of the rows so far.</summary>
    /// <returns>The log; empty when no row was added.</returns>
    public ActivityLog<TCustomer> Build()
    {
        var rows = new ActivityColumns<TCustomer>(_customers.AsSpan(0, _count), _days.AsSpan(0, _count), 0, _instants.AsSpan(0, _instants is null ? 0 : _count), _rowCodes.AsSpan(0, _rowCodes is null ? 0 : _count));
        return ActivityLog<TCustomer>.Make(rows, _zone, _codes.Names, _options).Knowing(_options.KnownEvents);
    }

    /// <summary>Says that the rows are read for events or for segments, so that questions about them have an answer even when no row has one.</summary>
    internal ActivityLogBuilder<TCustomer> Expect(bool events, bool segments)
    {
        _codes.Expect(events, segments);
        return this;
    }

    private LocalDays LocalDaysOrThrow() =>
        _localDays ?? throw new InvalidOperationException("This builder was started without a time zone, so it cannot tell the day of an instant. Start it with one, or add a DateOnly.");

    private static void CheckColumns(ReadOnlySpan<TCustomer> customers, int others)
    {
        if (customers.Length != others)
        {
            throw new ArgumentException($"There are {Rendering.Text.Count(customers.Length)} customers and {Rendering.Text.Count(others)} dates. The columns must be of one length.", nameof(customers));
        }

        for (var row = 0; row < customers.Length; row++)
        {
            CustomerKey.Check(customers[row], row);
        }
    }

    private void Append(TCustomer customer, int day, long instant, string? @event, string? segment)
    {
        if (_count == _days.Length)
        {
            Grow();
        }

        if (_rowCodes is null && (@event is not null || segment is not null || _codes.HasEvents || _codes.HasSegments))
        {
            // The rows so far had neither.
            _rowCodes = new int[_days.Length];
            _rowCodes.AsSpan(0, _count).Fill(_count > 0 ? _codes.Add(null, null) : 0);
        }

        _customers[_count] = customer;
        _days[_count] = day;
        if (_instants is not null)
        {
            _instants[_count] = instant;
        }

        if (_rowCodes is not null)
        {
            _rowCodes[_count] = _codes.Add(@event, segment);
        }

        _count++;
    }

    private void Grow()
    {
        var size = Math.Max(1024, (int)Math.Min(Array.MaxLength, _days.Length * 2L));
        if (size == _days.Length)
        {
            throw new InvalidOperationException($"A log holds at most {Rendering.Text.Count(Array.MaxLength)} rows. Split the customers with Shard.Of and add the tables.");
        }

        Array.Resize(ref _customers, size);
        Array.Resize(ref _days, size);
        if (_instants is not null)
        {
            Array.Resize(ref _instants, size);
        }

        if (_rowCodes is not null)
        {
            Array.Resize(ref _rowCodes, size);
        }
    }
}
