using System.Data.Common;

namespace Retention.Metrics.Orders;

public sealed partial class OrderLogBuilder<TCustomer>
{
    private const int RowsBetweenReports = 0x10000;

    /// <summary>Adds a sequence of anything, in one pass. If a row is refused, the sequence throws or the token is cancelled, none of it is added.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <param name="rows">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="date">The day of a row.</param>
    /// <param name="amount">The amount of a row.</param>
    /// <param name="progress">Told now and then how many orders the builder has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer or a refused amount; the message names the row.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public OrderLogBuilder<TCustomer> AddRange<TRow>(
        IEnumerable<TRow> rows, Func<TRow, TCustomer> customer, Func<TRow, DateOnly> date, Func<TRow, decimal> amount, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckSelectors(customer, date, amount);
        var before = _customers.Count;
        try
        {
            foreach (var row in rows)
            {
                Add(customer(row), date(row), amount(row));
                Report(progress, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            TakeBack(before);
            throw;
        }

        progress?.Report(Count);
        return this;
    }

    /// <summary>Adds a sequence of anything at instants, in one pass. If a row is refused, the sequence throws or the token is cancelled, none of it is added.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <param name="rows">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="at">The instant of a row.</param>
    /// <param name="amount">The amount of a row.</param>
    /// <param name="progress">Told now and then how many orders the builder has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer or a refused amount; the message names the row.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public OrderLogBuilder<TCustomer> AddRange<TRow>(
        IEnumerable<TRow> rows, Func<TRow, TCustomer> customer, Func<TRow, DateTimeOffset> at, Func<TRow, decimal> amount, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(at);
        return AddRange(rows, customer, row => DayOf(at(row)), amount, progress, cancellationToken);
    }

    /// <summary>Adds a sequence of anything at times in UTC, in one pass. If a row is refused, the sequence throws or the token is cancelled, none of it is added.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <param name="rows">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="at">The instant of a row, as a time of kind <see cref="DateTimeKind.Utc"/>.</param>
    /// <param name="amount">The amount of a row.</param>
    /// <param name="progress">Told now and then how many orders the builder has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, a refused amount, or a time that is not of kind <see cref="DateTimeKind.Utc"/>; the message names the row.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public OrderLogBuilder<TCustomer> AddRange<TRow>(
        IEnumerable<TRow> rows, Func<TRow, TCustomer> customer, Func<TRow, DateTime> at, Func<TRow, decimal> amount, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(at);
        return AddRange(rows, customer, row => DayOf(at(row)), amount, progress, cancellationToken);
    }

    /// <summary>Adds a sequence that arrives over time. If a row is refused, the sequence throws or the token is cancelled, none of it is added.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <param name="rows">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="date">The day of a row.</param>
    /// <param name="amount">The amount of a row.</param>
    /// <param name="progress">Told now and then how many orders the builder has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task that ends when the sequence does.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer or a refused amount; the message names the row.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task AddRangeAsync<TRow>(
        IAsyncEnumerable<TRow> rows, Func<TRow, TCustomer> customer, Func<TRow, DateOnly> date, Func<TRow, decimal> amount, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckSelectors(customer, date, amount);
        return ReadAsync(rows, row => Add(customer(row), date(row), amount(row)), progress, cancellationToken);
    }

    /// <summary>Adds a sequence of instants that arrives over time. If a row is refused, the sequence throws or the token is cancelled, none of it is added.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <param name="rows">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="at">The instant of a row.</param>
    /// <param name="amount">The amount of a row.</param>
    /// <param name="progress">Told now and then how many orders the builder has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task that ends when the sequence does.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer or a refused amount; the message names the row.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task AddRangeAsync<TRow>(
        IAsyncEnumerable<TRow> rows, Func<TRow, TCustomer> customer, Func<TRow, DateTimeOffset> at, Func<TRow, decimal> amount, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(at);
        return AddRangeAsync(rows, customer, row => DayOf(at(row)), amount, progress, cancellationToken);
    }

    /// <summary>Adds a sequence of times in UTC that arrives over time. If a row is refused, the sequence throws or the token is cancelled, none of it is added.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <param name="rows">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="at">The instant of a row, as a time of kind <see cref="DateTimeKind.Utc"/>.</param>
    /// <param name="amount">The amount of a row.</param>
    /// <param name="progress">Told now and then how many orders the builder has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task that ends when the sequence does.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, a refused amount, or a time that is not of kind <see cref="DateTimeKind.Utc"/>; the message names the row.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task AddRangeAsync<TRow>(
        IAsyncEnumerable<TRow> rows, Func<TRow, TCustomer> customer, Func<TRow, DateTime> at, Func<TRow, decimal> amount, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(at);
        return AddRangeAsync(rows, customer, row => DayOf(at(row)), amount, progress, cancellationToken);
    }

    /// <summary>Adds the rows that a database reader has still to give. If a row is refused, the reader throws or the token is cancelled, none of them is added.</summary>
    /// <param name="reader">The reader, before its first row; it is left after its last row and not closed.</param>
    /// <param name="customerColumn">The name of the column with the customer keys.</param>
    /// <param name="dateColumn">
    /// The name of the column with the days: a date, a time at midnight or a text yyyy-MM-dd; if the builder has a time zone, also an instant: a time in UTC, a time with its offset,
    /// or an ISO text with its offset. Another time of day is refused rather than cut off.
    /// </param>
    /// <param name="amountColumn">The name of the column with the amounts: any numeric type, or texts with a decimal point.</param>
    /// <param name="progress">Told now and then how many orders the builder has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or the name of a column is null.</exception>
    /// <exception cref="ArgumentException">There is no such column, or a row has no customer, day or amount, or a refused one; the message names the row.</exception>
    /// <exception cref="FormatException">A value is no customer key, day or amount; the message names the row and the column.</exception>
    /// <exception cref="InvalidOperationException">The column has instants and the builder was started without a time zone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public OrderLogBuilder<TCustomer> AddRange(
        DbDataReader reader, string customerColumn = "customer", string dateColumn = "date", string amountColumn = "amount", IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var rows = new OrderReader<TCustomer>(reader, customerColumn, dateColumn, amountColumn, _localDays);
        var before = _customers.Count;
        try
        {
            while (reader.Read())
            {
                Add(rows.Customer(Count), rows.Day(Count), rows.Amount(Count));
                Report(progress, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            TakeBack(before);
            throw;
        }

        progress?.Report(Count);
        return this;
    }

    /// <summary>Adds the rows that a database reader has still to give, without holding a thread while it waits. If a row is refused, the reader throws or the token is cancelled, none of them is added.</summary>
    /// <param name="reader">The reader, before its first row; it is left after its last row and not closed.</param>
    /// <param name="customerColumn">The name of the column with the customer keys.</param>
    /// <param name="dateColumn">The name of the column with the days, as in <see cref="AddRange(DbDataReader, string, string, string, IProgress{long}?, CancellationToken)"/>.</param>
    /// <param name="amountColumn">The name of the column with the amounts: any numeric type, or texts with a decimal point.</param>
    /// <param name="progress">Told now and then how many orders the builder has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task that ends when the reader does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or the name of a column is null.</exception>
    /// <exception cref="ArgumentException">There is no such column, or a row has no customer, day or amount, or a refused one; the message names the row.</exception>
    /// <exception cref="FormatException">A value is no customer key, day or amount; the message names the row and the column.</exception>
    /// <exception cref="InvalidOperationException">The column has instants and the builder was started without a time zone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task AddRangeAsync(
        DbDataReader reader, string customerColumn = "customer", string dateColumn = "date", string amountColumn = "amount", IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var rows = new OrderReader<TCustomer>(reader, customerColumn, dateColumn, amountColumn, _localDays);
        return ReadAsync(rows.RowsAsync(cancellationToken), _ => Add(rows.Customer(Count), rows.Day(Count), rows.Amount(Count)), progress, cancellationToken);
    }

    private static void CheckSelectors<TRow>(Func<TRow, TCustomer> customer, Func<TRow, DateOnly> date, Func<TRow, decimal> amount)
    {
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(date);
        ArgumentNullException.ThrowIfNull(amount);
    }

    private async Task ReadAsync<TRow>(IAsyncEnumerable<TRow> rows, Action<TRow> add, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var before = _customers.Count;
        try
        {
            await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                add(row);
                Report(progress, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            TakeBack(before);
            throw;
        }

        progress?.Report(Count);
    }

    private void Report(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (_customers.Count % RowsBetweenReports == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(_customers.Count);
        }
    }
}
