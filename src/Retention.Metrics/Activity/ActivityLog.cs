using System.Runtime.InteropServices;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

/// <summary>
/// The doors into an activity log: who was active when, and optionally by which event.
/// </summary>
/// <remarks>
/// <para>Days are calendar dates. Instants become dates once, at the door, in the time zone that the caller names; the clock and the culture of the machine are never asked.</para>
/// <para>A row without a customer is refused: null, an empty <see cref="Guid"/> and an empty string are no keys. The numbers 0 and −1 are.</para>
/// <para>Integer keys that are nearly consecutive are the fastest, then other integers and <see cref="Guid"/>, then UTF-8 columns, then strings.</para>
/// </remarks>
/// <example>
/// <code>
/// var activity = ActivityLog.From(visits, v => v.CustomerId, v => v.At, TimeZoneInfo.Utc);
/// CohortTable weekly = activity.Cohorts(Granularity.Week, observedThrough: new(2026, 6, 30));
/// </code>
/// </example>
public static partial class ActivityLog
{
    /// <summary>Makes a log of rows with a customer and a calendar date.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="date">The day of a row.</param>
    /// <param name="event">The event of a row, or null for a log without events. A row may return null for none.</param>
    /// <param name="segment">The segment of a row, or null for a log without segments.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <param name="progress">Told how many rows have been read, from time to time and at the end.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The log. Without rows it is empty, and every question of it has an empty answer.</returns>
    /// <exception cref="ArgumentNullException">An argument that is needed is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped; there is no log of half the rows.</exception>
    /// <example>
    /// <code>
    /// var activity = ActivityLog.From(orders, o => o.CustomerId, o => o.Date, @event: o => o.Kind);
    /// </code>
    /// </example>
    public static ActivityLog<TCustomer> From<T, TCustomer>(IEnumerable<T> rows, Func<T, TCustomer> customer, Func<T, DateOnly> date, Func<T, string?>? @event = null, Func<T, string?>? segment = null, ActivityLogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(date);
        var reading = Reading.Begin(progress, cancellationToken);
        if (@event is null && segment is null && options?.KnownEvents is null)
        {
            using var columns = new PooledPairs<TCustomer, DateOnly>();
            columns.Read(rows, customer, date, reading);
            return From(columns.Firsts, columns.Seconds, options);
        }

        var builder = new ActivityLogBuilder<TCustomer>(options).Expect(@event is not null, segment is not null);
        foreach (var row in rows)
        {
            builder.Add(customer(row), date(row), @event?.Invoke(row), segment?.Invoke(row));
            reading.Row(builder.Count);
        }

        reading.End(builder.Count);
        return builder.Build();
    }

    /// <summary>Makes a log of rows with a customer and an instant, which becomes a calendar date in a time zone.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="at">The instant of a row.</param>
    /// <param name="zone">The time zone whose calendar the log keeps.</param>
    /// <param name="event">The event of a row, or null for a log without events.</param>
    /// <param name="segment">The segment of a row, or null for a log without segments.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <param name="progress">Told how many rows have been read, from time to time and at the end.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The log; it keeps the instants, so that rolling windows and funnels can be asked for.</returns>
    /// <exception cref="ArgumentNullException">An argument that is needed is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped; there is no log of half the rows.</exception>
    public static ActivityLog<TCustomer> From<T, TCustomer>(IEnumerable<T> rows, Func<T, TCustomer> customer, Func<T, DateTimeOffset> at, TimeZoneInfo zone, Func<T, string?>? @event = null, Func<T, string?>? segment = null, ActivityLogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(at);
        var reading = Reading.Begin(progress, cancellationToken);
        var builder = new ActivityLogBuilder<TCustomer>(zone, options).Expect(@event is not null, segment is not null);
        foreach (var row in rows)
        {
            builder.Add(customer(row), at(row), @event?.Invoke(row), segment?.Invoke(row));
            reading.Row(builder.Count);
        }

        reading.End(builder.Count);
        return builder.Build();
    }

    /// <summary>Makes a log of rows with a customer and a time in UTC, which becomes a calendar date in a time zone.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="at">The instant of a row, as a time of kind <see cref="DateTimeKind.Utc"/>.</param>
    /// <param name="zone">The time zone whose calendar the log keeps.</param>
    /// <param name="event">The event of a row, or null for a log without events.</param>
    /// <param name="segment">The segment of a row, or null for a log without segments.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <param name="progress">Told how many rows have been read, from time to time and at the end.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The log; it keeps the instants, so that rolling windows and funnels can be asked for.</returns>
    /// <exception cref="ArgumentNullException">An argument that is needed is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, or a time that is not of kind <see cref="DateTimeKind.Utc"/>: a time of day alone says nothing about where. The message names the row, counted from 0.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped; there is no log of half the rows.</exception>
    public static ActivityLog<TCustomer> From<T, TCustomer>(IEnumerable<T> rows, Func<T, TCustomer> customer, Func<T, DateTime> at, TimeZoneInfo zone, Func<T, string?>? @event = null, Func<T, string?>? segment = null, ActivityLogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(at);
        var reading = Reading.Begin(progress, cancellationToken);
        var builder = new ActivityLogBuilder<TCustomer>(zone, options).Expect(@event is not null, segment is not null);
        foreach (var row in rows)
        {
            builder.Add(customer(row), UtcInstant.Of(at(row), builder.Count, nameof(at)), @event?.Invoke(row), segment?.Invoke(row));
            reading.Row(builder.Count);
        }

        reading.End(builder.Count);
        return builder.Build();
    }

    /// <summary>Makes a log of two columns: customers and calendar dates.</summary>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="dates">The day of each row; as long as <paramref name="customers"/>.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <returns>The log.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer.</exception>
    public static ActivityLog<TCustomer> From<TCustomer>(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<DateOnly> dates, ActivityLogOptions? options = null)
        where TCustomer : notnull
    {
        // A date is its day number; the log counts from 1970.
        SameLength(customers.Length, dates.Length, nameof(dates));
        return ActivityLog<TCustomer>.Make(new(customers, MemoryMarshal.Cast<DateOnly, int>(dates), EpochDay.Zero, default, default), null, RowNames.None, options ?? ActivityLogOptions.Default);
    }

    /// <summary>Makes a log of two columns: customers and days counted from 1970-01-01.</summary>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="epochDays">The day of each row, in days since 1970-01-01 (negative before it); as long as <paramref name="customers"/>.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <returns>The log.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A day lies outside 0001-01-01..9999-12-31.</exception>
    /// <example>
    /// <code>
    /// int[] customers = [1, 2, 1];
    /// int[] days      = [20_000, 20_000, 20_007];
    /// var activity = ActivityLog.From(customers, days);
    /// </code>
    /// </example>
    public static ActivityLog<TCustomer> From<TCustomer>(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<int> epochDays, ActivityLogOptions? options = null)
        where TCustomer : notnull
    {
        SameLength(customers.Length, epochDays.Length, nameof(epochDays));
        return ActivityLog<TCustomer>.Make(new(customers, epochDays, 0, default, default), null, RowNames.None, options ?? ActivityLogOptions.Default);
    }

    /// <summary>Makes a log of two columns: customers and instants, which become calendar dates in a time zone.</summary>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="instants">The instant of each row; as long as <paramref name="customers"/>.</param>
    /// <param name="zone">The time zone whose calendar the log keeps.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <returns>The log; it keeps the instants.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer.</exception>
    public static ActivityLog<TCustomer> From<TCustomer>(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<DateTimeOffset> instants, TimeZoneInfo zone, ActivityLogOptions? options = null)
        where TCustomer : notnull
    {
        SameLength(customers.Length, instants.Length, nameof(instants));
        var builder = new ActivityLogBuilder<TCustomer>(zone, options);
        builder.AddRange(customers, instants);
        return builder.Build();
    }

    private static void SameLength(int customers, int others, string name)
    {
        if (customers != others)
        {
            throw new ArgumentException($"There are {Rendering.Text.Count(customers)} customers and {Rendering.Text.Count(others)} {name}. The columns must be of one length.", name);
        }
    }
}
