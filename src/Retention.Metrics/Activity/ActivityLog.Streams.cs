using System.Data.Common;
using System.Globalization;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

public static partial class ActivityLog
{
    // How often progress is told and cancellation asked for.
    /// <summary>Makes a log of an asynchronous stream of rows with a customer and a calendar date.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="date">The day of a row.</param>
    /// <param name="event">The event of a row, or null for a log without events.</param>
    /// <param name="segment">The segment of a row, or null for a log without segments.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <param name="progress">Told how many rows have been read, from time to time and at the end.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The log.</returns>
    /// <exception cref="ArgumentException">A row has no customer.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped; there is no log of half the rows.</exception>
    public static async Task<ActivityLog<TCustomer>> FromAsync<T, TCustomer>(IAsyncEnumerable<T> rows, Func<T, TCustomer> customer, Func<T, DateOnly> date, Func<T, string?>? @event = null, Func<T, string?>? segment = null, ActivityLogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(date);
        var builder = new ActivityLogBuilder<TCustomer>(options).Expect(@event is not null, segment is not null);
        var reading = Reading.Begin(progress, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            builder.Add(customer(row), date(row), @event?.Invoke(row), segment?.Invoke(row));
            reading.Row(builder.Count);
        }

        reading.End(builder.Count);
        return builder.Build();
    }

    /// <summary>Makes a log of an asynchronous stream of rows with a customer and an instant.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="at">The instant of a row.</param>
    /// <param name="zone">The time zone whose calendar the log keeps.</param>
    /// <param name="event">The event of a row, or null for a log without events.</param>
    /// <param name="segment">The segment of a row, or null for a log without segments.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <param name="progress">Told how many rows have been read, from time to time and at the end.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The log; it keeps the instants.</returns>
    /// <exception cref="ArgumentException">A row has no customer.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped; there is no log of half the rows.</exception>
    public static async Task<ActivityLog<TCustomer>> FromAsync<T, TCustomer>(IAsyncEnumerable<T> rows, Func<T, TCustomer> customer, Func<T, DateTimeOffset> at, TimeZoneInfo zone, Func<T, string?>? @event = null, Func<T, string?>? segment = null, ActivityLogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(at);
        var builder = new ActivityLogBuilder<TCustomer>(zone, options).Expect(@event is not null, segment is not null);
        var reading = Reading.Begin(progress, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            builder.Add(customer(row), at(row), @event?.Invoke(row), segment?.Invoke(row));
            reading.Row(builder.Count);
        }

        reading.End(builder.Count);
        return builder.Build();
    }

    /// <summary>Makes a log of an asynchronous stream of rows with a customer and a time in UTC.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="at">The instant of a row, as a time of kind <see cref="DateTimeKind.Utc"/>.</param>
    /// <param name="zone">The time zone whose calendar the log keeps.</param>
    /// <param name="event">The event of a row, or null for a log without events.</param>
    /// <param name="segment">The segment of a row, or null for a log without segments.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <param name="progress">Told how many rows have been read, from time to time and at the end.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The log; it keeps the instants.</returns>
    /// <exception cref="ArgumentException">A row has no customer, or a time that is not of kind <see cref="DateTimeKind.Utc"/>: a time of day alone says nothing about where. The message names the row, counted from 0.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped; there is no log of half the rows.</exception>
    public static async Task<ActivityLog<TCustomer>> FromAsync<T, TCustomer>(IAsyncEnumerable<T> rows, Func<T, TCustomer> customer, Func<T, DateTime> at, TimeZoneInfo zone, Func<T, string?>? @event = null, Func<T, string?>? segment = null, ActivityLogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(at);
        var builder = new ActivityLogBuilder<TCustomer>(zone, options).Expect(@event is not null, segment is not null);
        var reading = Reading.Begin(progress, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            builder.Add(customer(row), UtcInstant.Of(at(row), builder.Count, nameof(at)), @event?.Invoke(row), segment?.Invoke(row));
            reading.Row(builder.Count);
        }

        reading.End(builder.Count);
        return builder.Build();
    }

    /// <summary>Reads a log from a database: the customer, the date or instant and, when there are more columns, the event and the segment, in that order.</summary>
    /// <typeparam name="TCustomer">The type of the customer column.</typeparam>
    /// <param name="reader">A reader before its first row. It is read to the end and not closed.</param>
    /// <param name="zone">The time zone whose calendar the log keeps, for a column of instants; null for a column of dates.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <param name="progress">Told how many rows have been read, from time to time and at the end.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The log. If the reader throws, its exception passes and there is no log.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, or the reader has fewer than two columns.</exception>
    /// <exception cref="FormatException">A value is not of the type of its column: the message names the row and the column.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    /// <remarks>
    /// Without a zone the second column holds dates: <see cref="DateOnly"/>, a <see cref="DateTime"/> at midnight, "2026-06-30", or days since 1970-01-01.
    /// With a zone it holds instants: <see cref="DateTimeOffset"/>, a <see cref="DateTime"/> in UTC, or an ISO text with its offset. A time of day without an offset is refused rather than guessed at.
    /// </remarks>
    /// <example>
    /// <code>
    /// using DbDataReader reader = command.ExecuteReader();     // SELECT customer_id, day FROM visits
    /// ActivityLog&lt;long&gt; activity = ActivityLog.Read&lt;long&gt;(reader);
    /// </code>
    /// </example>
    public static ActivityLog<TCustomer> Read<TCustomer>(DbDataReader reader, TimeZoneInfo? zone = null, ActivityLogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        var builder = Builder<TCustomer>(reader, zone, options);
        var reading = Reading.Begin(progress, cancellationToken);
        while (reader.Read())
        {
            AddRow(builder, reader, zone);
            reading.Row(builder.Count);
        }

        reading.End(builder.Count);
        return builder.Build();
    }

    /// <summary>Reads a log from a database as <see cref="Read{TCustomer}"/> does, without blocking.</summary>
    /// <typeparam name="TCustomer">The type of the customer column.</typeparam>
    /// <param name="reader">A reader before its first row. It is read to the end and not closed.</param>
    /// <param name="zone">The time zone whose calendar the log keeps, for a column of instants; null for a column of dates.</param>
    /// <param name="options">What to keep; the default unless told.</param>
    /// <param name="progress">Told how many rows have been read, from time to time and at the end.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The log.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, or the reader has fewer than two columns.</exception>
    /// <exception cref="FormatException">A value is not of the type of its column: the message names the row and the column.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    public static async Task<ActivityLog<TCustomer>> ReadAsync<TCustomer>(DbDataReader reader, TimeZoneInfo? zone = null, ActivityLogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        var builder = Builder<TCustomer>(reader, zone, options);
        var reading = Reading.Begin(progress, cancellationToken);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            AddRow(builder, reader, zone);
            reading.Row(builder.Count);
        }

        reading.End(builder.Count);
        return builder.Build();
    }

    private static ActivityLogBuilder<TCustomer> Builder<TCustomer>(DbDataReader reader, TimeZoneInfo? zone, ActivityLogOptions? options)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.FieldCount < 2
            ? throw new ArgumentException($"The reader has {Rendering.Text.Count(reader.FieldCount)} columns. It needs the customer and the date or instant, and may have the event and the segment.", nameof(reader))
            : (zone is null ? new ActivityLogBuilder<TCustomer>(options) : new(zone, options)).Expect(reader.FieldCount > 2, reader.FieldCount > 3);
    }

    private static void AddRow<TCustomer>(ActivityLogBuilder<TCustomer> builder, DbDataReader reader, TimeZoneInfo? zone)
        where TCustomer : notnull
    {
        if (reader.IsDBNull(0))
        {
            throw Logs.CustomerIndex.NullKey(builder.Count);
        }

        var customer = Field<TCustomer>(reader, 0, builder.Count)!;
        var @event = Field<string>(reader, 2, builder.Count);
        var segment = Field<string>(reader, 3, builder.Count);
        var value = reader.GetValue(1);
        if (zone is null)
        {
            builder.Add(customer, DateOf(value, builder.Count), @event, segment);
        }
        else
        {
            builder.Add(customer, InstantOf(value, builder.Count), @event, segment);
        }
    }

    /// <summary>The value of a column; the default when it is null or there is no such column.</summary>
    private static T? Field<T>(DbDataReader reader, int column, long row)
    {
        try
        {
            return column >= reader.FieldCount || reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);
        }
        catch (InvalidCastException refused)
        {
            var value = Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture);
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"Column {column} (\"{reader.GetName(column)}\") of row {row} was {value} ({reader.GetValue(column).GetType().Name}), which is no {typeof(T).Name}. The columns are, in this order, the customer, the date or instant, the event and the segment."),
                refused);
        }
    }

    private static DateOnly DateOf(object value, long row) => value switch
    {
        DateOnly date => date,
        DateTime time when time.TimeOfDay == TimeSpan.Zero => DateOnly.FromDateTime(time),
        string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
        int or long or short when Convert.ToInt64(value, CultureInfo.InvariantCulture) is var day && day >= Logs.EpochDay.Least && day <= Logs.EpochDay.Greatest => Logs.EpochDay.ToDate((int)day),
        _ => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The second column of row {row} was {Shown(value)}, which is no calendar date. Dates are DateOnly, a DateTime at midnight, yyyy-MM-dd, or days since 1970-01-01. For instants name the time zone.")),
    };

    private static DateTimeOffset InstantOf(object value, long row) => value switch
    {
        DateTimeOffset instant => instant,
        DateTime { Kind: DateTimeKind.Utc } time => new(time),
        string text when (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) => instant,
        _ => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The second column of row {row} was {Shown(value)}, which is no instant. Instants are DateTimeOffset, a DateTime in UTC, or an ISO text with its offset; a time of day alone says nothing about where.")),
    };

    private static string Shown(object value) => value is DBNull ? "null" : string.Create(CultureInfo.InvariantCulture, $"{value} ({value.GetType().Name})");
}
