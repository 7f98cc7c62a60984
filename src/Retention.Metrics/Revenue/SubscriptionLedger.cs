using System.Data.Common;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Revenue;

/// <summary>The doors into a ledger of subscriptions: who paid what from when to when.</summary>
/// <remarks>
/// <para>Days are half-open: an end is the first day that is no longer paid for. Instants become days once, at the door, in the time zone that the caller names.</para>
/// <para>A row without a customer is refused: null, an empty <see cref="Guid"/> and an empty string are no keys. Numbers, 0 among them, are.</para>
/// <para>Rows that know more than the selectors here ask for (trials, discounts, currencies, segments …) come as <see cref="SubscriptionRow{TCustomer}"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// var ledger = SubscriptionLedger.From(subs, s => s.AccountId, s => s.Start, s => s.End, s => s.Amount, s => s.Interval, MrrPolicy.Stripe);
/// MrrBridge june = ledger.Bridge(Period.Month(2026, 6));
/// Console.WriteLine(june.NetRevenueRetention);
/// foreach (var lost in ledger.Customers(june, MrrMovement.Churn))
/// {
///     Console.WriteLine(lost);
/// }
/// </code>
/// </example>
public static partial class SubscriptionLedger
{
    /// <summary>Makes a ledger of rows of any type, by selectors.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once. Every row is a subscription of its own.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="start">Its first day.</param>
    /// <param name="end">The first day that is no longer paid for; null when no end is known.</param>
    /// <param name="amount">What is billed per billing interval, net of taxes.</param>
    /// <param name="interval">The unit of time that the price recurs in.</param>
    /// <param name="policy">What counts; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="intervalCount">Every how many units it is billed; 1 unless told.</param>
    /// <param name="segment">The segment of a row's customer, or null for a ledger without segments. The row that started first decides.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger. Without rows it is empty: its bridges go from 0 to 0, and its rates are undefined.</returns>
    /// <exception cref="ArgumentNullException">An argument that is needed is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, ends before it starts, or has no such interval; the message names the row.</exception>
    public static SubscriptionLedger<TCustomer> From<T, TCustomer>(
        IEnumerable<T> rows,
        Func<T, TCustomer> customer,
        Func<T, DateOnly> start,
        Func<T, DateOnly?> end,
        Func<T, decimal> amount,
        Func<T, BillingInterval> interval,
        MrrPolicy? policy = null,
        Func<T, int>? intervalCount = null,
        Func<T, string?>? segment = null,
        SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(end);
        ArgumentNullException.ThrowIfNull(amount);
        ArgumentNullException.ThrowIfNull(interval);
        var builder = new SubscriptionLedgerBuilder<TCustomer>(policy, options);
        foreach (var row in rows)
        {
            builder.Add(customer(row), start(row), end(row), amount(row), interval(row), intervalCount?.Invoke(row) ?? 1, segment?.Invoke(row));
        }

        return builder.Build();
    }

    /// <summary>Makes a ledger of rows whose start and end are instants, which become days in a time zone.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once. Every row is a subscription of its own.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="start">When it started.</param>
    /// <param name="end">When it ended: its day is the first that is no longer paid for; null when no end is known.</param>
    /// <param name="amount">What is billed per billing interval, net of taxes.</param>
    /// <param name="interval">The unit of time that the price recurs in.</param>
    /// <param name="zone">The time zone whose calendar decides.</param>
    /// <param name="policy">What counts; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="intervalCount">Every how many units it is billed; 1 unless told.</param>
    /// <param name="segment">The segment of a row's customer, or null for a ledger without segments. The row that started first decides.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="ArgumentNullException">An argument that is needed is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, ends before it starts, or has no such interval; the message names the row.</exception>
    public static SubscriptionLedger<TCustomer> From<T, TCustomer>(
        IEnumerable<T> rows,
        Func<T, TCustomer> customer,
        Func<T, DateTimeOffset> start,
        Func<T, DateTimeOffset?> end,
        Func<T, decimal> amount,
        Func<T, BillingInterval> interval,
        TimeZoneInfo zone,
        MrrPolicy? policy = null,
        Func<T, int>? intervalCount = null,
        Func<T, string?>? segment = null,
        SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(end);
        var days = new LocalDays(zone);
        return From(rows, customer, row => DayOf(start(row)), row => end(row) is { } e ? DayOf(e) : null, amount, interval, policy, intervalCount, segment, options);

        DateOnly DayOf(DateTimeOffset instant) => EpochDay.ToDate(days.DayOf(instant.UtcTicks));
    }

    /// <summary>Makes a ledger of rows whose start and end are times in UTC, which become days in a time zone.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once. Every row is a subscription of its own.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="start">When it started, as a time of kind <see cref="DateTimeKind.Utc"/>.</param>
    /// <param name="end">When it ended, as a time of kind <see cref="DateTimeKind.Utc"/>: its day is the first that is no longer paid for; null when no end is known.</param>
    /// <param name="amount">What is billed per billing interval, net of taxes.</param>
    /// <param name="interval">The unit of time that the price recurs in.</param>
    /// <param name="zone">The time zone whose calendar decides.</param>
    /// <param name="policy">What counts; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="intervalCount">Every how many units it is billed; 1 unless told.</param>
    /// <param name="segment">The segment of a row's customer, or null for a ledger without segments. The row that started first decides.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="ArgumentNullException">An argument that is needed is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, ends before it starts, has no such interval, or has a time that is not of kind <see cref="DateTimeKind.Utc"/>: a time of day alone says nothing about where. The message names the row.</exception>
    public static SubscriptionLedger<TCustomer> From<T, TCustomer>(
        IEnumerable<T> rows,
        Func<T, TCustomer> customer,
        Func<T, DateTime> start,
        Func<T, DateTime?> end,
        Func<T, decimal> amount,
        Func<T, BillingInterval> interval,
        TimeZoneInfo zone,
        MrrPolicy? policy = null,
        Func<T, int>? intervalCount = null,
        Func<T, string?>? segment = null,
        SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(end);
        var days = new LocalDays(zone);
        var number = -1L;
        return From(rows, customer, row => DayOf(start(row), ++number, nameof(start)), row => end(row) is { } e ? DayOf(e, number, nameof(end)) : null, amount, interval, policy, intervalCount, segment, options);

        DateOnly DayOf(DateTime time, long row, string name) => EpochDay.ToDate(days.DayOf(UtcInstant.Of(time, row, name).UtcTicks));
    }

    /// <summary>Makes a ledger of rows that know everything a policy may ask about.</summary>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="policy">What counts; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger. Without rows it is empty.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or a row is null.</exception>
    /// <exception cref="ArgumentException">A row is refused, or two rows of one subscription overlap; the message names the row.</exception>
    public static SubscriptionLedger<TCustomer> From<TCustomer>(IEnumerable<SubscriptionRow<TCustomer>> rows, MrrPolicy? policy = null, SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull =>
        new SubscriptionLedgerBuilder<TCustomer>(policy, options).AddRange(rows).Build();

    /// <summary>Makes a ledger of rows as they arrive.</summary>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="policy">What counts; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <param name="progress">Told from time to time how many rows were read, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The ledger, when all rows have arrived.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or a row is null.</exception>
    /// <exception cref="ArgumentException">A row is refused, or two rows of one subscription overlap; the message names the row.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static async Task<SubscriptionLedger<TCustomer>> FromAsync<TCustomer>(IAsyncEnumerable<SubscriptionRow<TCustomer>> rows, MrrPolicy? policy = null, SubscriptionLedgerOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        var builder = new SubscriptionLedgerBuilder<TCustomer>(policy, options);
        await builder.AddRangeAsync(rows, progress, cancellationToken).ConfigureAwait(false);
        return builder.Build();
    }

    /// <summary>Makes a ledger of a query result, by the names of its columns.</summary>
    /// <typeparam name="TCustomer">The type of the customer key, which the reader must be able to give.</typeparam>
    /// <param name="reader">The result, before its first row; it is read to its end and not closed.</param>
    /// <param name="fields">Which column holds what; <see cref="SubscriptionFields.Default"/> unless told.</param>
    /// <param name="policy">What counts; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="ArgumentException">A column is missing, or a row is refused; the message names it.</exception>
    /// <exception cref="FormatException">A value is no customer key of this type; the message names the row and the column.</exception>
    /// <example>
    /// <code>
    /// using var command = connection.CreateCommand();
    /// command.CommandText = "SELECT account_id AS customer, started AS start, ended AS \"end\", price AS amount FROM subscriptions";
    /// using var reader = command.ExecuteReader();
    /// SubscriptionLedger&lt;long&gt; ledger = SubscriptionLedger.FromReader&lt;long&gt;(reader);
    /// </code>
    /// </example>
    public static SubscriptionLedger<TCustomer> FromReader<TCustomer>(DbDataReader reader, SubscriptionFields? fields = null, MrrPolicy? policy = null, SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull =>
        new SubscriptionLedgerBuilder<TCustomer>(policy, options).AddRange(reader, fields).Build();

    /// <summary>Makes a ledger of a query result as it arrives, by the names of its columns.</summary>
    /// <typeparam name="TCustomer">The type of the customer key, which the reader must be able to give.</typeparam>
    /// <param name="reader">The result, before its first row; it is read to its end and not closed.</param>
    /// <param name="fields">Which column holds what; <see cref="SubscriptionFields.Default"/> unless told.</param>
    /// <param name="policy">What counts; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <param name="progress">Told from time to time how many rows were read, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The ledger, when all rows have arrived.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="ArgumentException">A column is missing, or a row is refused; the message names it.</exception>
    /// <exception cref="FormatException">A value is no customer key of this type; the message names the row and the column.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static async Task<SubscriptionLedger<TCustomer>> FromReaderAsync<TCustomer>(DbDataReader reader, SubscriptionFields? fields = null, MrrPolicy? policy = null, SubscriptionLedgerOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        var builder = new SubscriptionLedgerBuilder<TCustomer>(policy, options);
        await builder.AddRangeAsync(reader, fields, progress, cancellationToken).ConfigureAwait(false);
        return builder.Build();
    }
}
