using System.Data.Common;
using System.Globalization;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>
/// The doors to an <see cref="OrderLog{TCustomer}"/>: who bought when, for how much.
/// </summary>
/// <remarks>
/// A row is one order: a customer, a day, an amount of zero or more. Refunds and corrections are not orders: rows below zero are refused unless <see cref="OrderLogOptions.Refunds"/> says what to make of them.
/// Two orders of one customer on one day are two orders; questions that count purchase days say so.
/// </remarks>
public static class OrderLog
{
    /// <summary>Builds a log from a sequence of anything, in one pass.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
    /// <param name="orders">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="date">The day of the order, in the calendar of the business.</param>
    /// <param name="amount">The amount of the order; zero or more, unless the options take refunds. One currency throughout.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <param name="progress">Told now and then how many rows have been read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The log; empty if there are no rows.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer or a negative amount; the message names the row, counted from 0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// OrderLog&lt;string&gt; orders = OrderLog.From(rows, r => r.CustomerId, r => r.Date, r => r.Amount);
    /// Console.WriteLine(orders.RepeatPurchaseRate(Period.Year(2025)));   // 43.2 % (…)
    /// </code>
    /// </example>
    public static OrderLog<TCustomer> From<TRow, TCustomer>(
        IEnumerable<TRow> orders,
        Func<TRow, TCustomer> customer,
        Func<TRow, DateOnly> date,
        Func<TRow, decimal> amount,
        OrderLogOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(orders);
        var builder = new OrderLogBuilder<TCustomer>(orders.TryGetNonEnumeratedCount(out var count) ? count : 0, options);
        return builder.AddRange(orders, customer, date, amount, progress, cancellationToken).Build();
    }

    /// <summary>Builds a log from a sequence of anything at instants, which become days of a time zone's calendar.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
    /// <param name="orders">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="at">The instant of the order; its own offset does not matter.</param>
    /// <param name="zone">The time zone of the business.</param>
    /// <param name="amount">The amount of the order; zero or more, unless the options take refunds. One currency throughout.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <param name="progress">Told now and then how many rows have been read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The log; empty if there are no rows.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer or a negative amount; the message names the row, counted from 0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// OrderLog&lt;Guid&gt; orders = OrderLog.From(rows, r => r.CustomerId, r => r.PaidAt, TimeZoneInfo.Utc, r => r.Amount);
    /// </code>
    /// </example>
    public static OrderLog<TCustomer> From<TRow, TCustomer>(
        IEnumerable<TRow> orders,
        Func<TRow, TCustomer> customer,
        Func<TRow, DateTimeOffset> at,
        TimeZoneInfo zone,
        Func<TRow, decimal> amount,
        OrderLogOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(orders);
        return new OrderLogBuilder<TCustomer>(zone, options).AddRange(orders, customer, at, amount, progress, cancellationToken).Build();
    }

    /// <summary>Builds a log from a sequence of anything at times in UTC, which become days of a time zone's calendar.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
    /// <param name="orders">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="at">The instant of the order, as a time of kind <see cref="DateTimeKind.Utc"/>.</param>
    /// <param name="zone">The time zone of the business.</param>
    /// <param name="amount">The amount of the order; zero or more, unless the options take refunds. One currency throughout.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <param name="progress">Told now and then how many rows have been read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The log; empty if there are no rows.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer, a negative amount, or a time that is not of kind <see cref="DateTimeKind.Utc"/>: a time of day alone says nothing about where. The message names the row, counted from 0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// OrderLog&lt;Guid&gt; orders = OrderLog.From(rows, r => r.CustomerId, r => DateTime.SpecifyKind(r.PaidAtUtc, DateTimeKind.Utc), TimeZoneInfo.Utc, r => r.Amount);
    /// </code>
    /// </example>
    public static OrderLog<TCustomer> From<TRow, TCustomer>(
        IEnumerable<TRow> orders,
        Func<TRow, TCustomer> customer,
        Func<TRow, DateTime> at,
        TimeZoneInfo zone,
        Func<TRow, decimal> amount,
        OrderLogOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(orders);
        return new OrderLogBuilder<TCustomer>(zone, options).AddRange(orders, customer, at, amount, progress, cancellationToken).Build();
    }

    /// <summary>Builds a log from a sequence that arrives over time.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
    /// <param name="orders">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="date">The day of the order, in the calendar of the business.</param>
    /// <param name="amount">The amount of the order; zero or more, unless the options take refunds. One currency throughout.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <param name="progress">Told now and then how many rows have been read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The log; empty if there are no rows.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer or a negative amount; the message names the row, counted from 0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// OrderLog&lt;long&gt; orders = await OrderLog.FromAsync(queue.ReadAllAsync(), o => o.CustomerId, o => o.Date, o => o.Amount);
    /// </code>
    /// </example>
    public static async Task<OrderLog<TCustomer>> FromAsync<TRow, TCustomer>(
        IAsyncEnumerable<TRow> orders,
        Func<TRow, TCustomer> customer,
        Func<TRow, DateOnly> date,
        Func<TRow, decimal> amount,
        OrderLogOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        var builder = new OrderLogBuilder<TCustomer>(0, options);
        await builder.AddRangeAsync(orders, customer, date, amount, progress, cancellationToken).ConfigureAwait(false);
        return builder.Build();
    }

    /// <summary>Builds a log from the rows of a database reader.</summary>
    /// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
    /// <param name="reader">The reader, before its first row; it is left after its last row and not closed.</param>
    /// <param name="customerColumn">The name of the column with the customer keys.</param>
    /// <param name="dateColumn">The name of the column with the days: dates, times at midnight, or texts yyyy-MM-dd.</param>
    /// <param name="amountColumn">The name of the column with the amounts: any numeric type, or texts with a decimal point.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <param name="progress">Told now and then how many rows have been read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The log; empty if there are no rows.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or the name of a column is null.</exception>
    /// <exception cref="ArgumentException">There is no such column, or a row has no customer, day or amount, or a refused one; the message names the row.</exception>
    /// <exception cref="FormatException">A value is no customer key, day or amount, such as a time of day among the days; the message names the row and the column.</exception>
    /// <exception cref="InvalidOperationException">The column of days has instants: start an <see cref="OrderLogBuilder{TCustomer}"/> with their time zone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using DbDataReader reader = command.ExecuteReader();   // select customer_id, paid_on, total from orders
    /// OrderLog&lt;long&gt; orders = OrderLog.From&lt;long&gt;(reader, "customer_id", "paid_on", "total");
    /// </code>
    /// </example>
    public static OrderLog<TCustomer> From<TCustomer>(
        DbDataReader reader,
        string customerColumn = "customer",
        string dateColumn = "date",
        string amountColumn = "amount",
        OrderLogOptions? options = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
        where TCustomer : notnull =>
        new OrderLogBuilder<TCustomer>(0, options).AddRange(reader, customerColumn, dateColumn, amountColumn, progress, cancellationToken).Build();

    /// <summary>Builds a log from columns of dates and decimals.</summary>
    /// <typeparam name="TCustomer">The type of the customer keys; int, long, Guid and string are fastest.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="dates">The day of each row.</param>
    /// <param name="amounts">The amount of each row; zero or more, unless the options take refunds.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <returns>The log.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer or a negative amount; the message names the row.</exception>
    /// <example>
    /// <code>
    /// OrderLog&lt;int&gt; orders = OrderLog.From&lt;int&gt;(customerIds, dates, amounts);
    /// </code>
    /// </example>
    public static OrderLog<TCustomer> From<TCustomer>(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<DateOnly> dates, ReadOnlySpan<decimal> amounts, OrderLogOptions? options = null)
        where TCustomer : notnull => From(customers, OrderDates.Of(dates), OrderAmounts.Of(amounts), options);

    /// <summary>Builds a log from columns in any of their forms: the fastest door, by several threads when there are many rows.</summary>
    /// <typeparam name="TCustomer">The type of the customer keys; int, long, Guid and string are fastest.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="dates">The day of each row.</param>
    /// <param name="amounts">The amount of each row; zero or more, unless the options take refunds.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <returns>The log.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer or a refused amount; the message names the row.</exception>
    /// <example>
    /// <code>
    /// OrderLog&lt;int&gt; orders = OrderLog.From&lt;int&gt;(customerIds, OrderDates.EpochDays(days), OrderAmounts.MinorUnits(cents));
    /// </code>
    /// </example>
    public static OrderLog<TCustomer> From<TCustomer>(ReadOnlySpan<TCustomer> customers, OrderDates dates, OrderAmounts amounts, OrderLogOptions? options = null)
        where TCustomer : notnull
    {
        CheckLengths(customers.Length, dates.Length, amounts.Length);
        options ??= OrderLogOptions.Default;
        if (typeof(TCustomer) != typeof(int) && typeof(TCustomer) != typeof(long))
        {
            for (var row = 0; row < customers.Length; row++)
            {
                CustomerKey.Check(customers[row], row);
            }
        }

        var threads = Workers.For(customers.Length, options.MaxThreads);
        var numbers = OrderNumbers.Of(customers);
        return Finish(numbers, amounts.Sort(numbers.Ids, numbers.Least, numbers.Slots, dates.Days, dates.Shift, threads, options.Refunds != RefundTreatment.Refuse), options);
    }

    internal static OrderLog<TCustomer> FromColumns<TCustomer>(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<int> days, AmountColumn amounts, OrderLogOptions options)
        where TCustomer : notnull
    {
        var threads = Workers.For(customers.Length, options.MaxThreads);
        var numbers = OrderNumbers.Of(customers);
        return Finish(numbers, OrderAmounts.Sort(amounts, numbers.Ids, numbers.Least, numbers.Slots, days, 0, threads, options.Refunds != RefundTreatment.Refuse), options);
    }

    internal static void CheckLengths(int customers, int dates, int amounts)
    {
        if (dates != customers || amounts != customers)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The columns must be of one length; customers has {customers} rows, dates {dates}, amounts {amounts}."),
                nameof(dates));
        }
    }

    internal static ArgumentException NegativeAmount(long row, decimal amount) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The amount of row {row} was {amount}. An order is zero or more; say in OrderLogOptions.Refunds what to make of refunds and corrections."), nameof(amount));

    private static OrderLog<TCustomer> Finish<TCustomer>(OrderNumbers<TCustomer> numbers, (SortedOrders Order, AmountColumn Amounts) sorted, OrderLogOptions options)
        where TCustomer : notnull
    {
        var ((starts, days, first, last), amounts) = sorted;
        var (columns, refunds) = OrderRefunds.Apply(new(starts, days, amounts, first, last), options.Refunds);
        var index = numbers.Index;
        if (columns.NumbersInUse() is { } used)
        {
            index = numbers.IndexOf(used);
            columns = columns.Renumbered(used);
        }

        return new(index, columns, refunds, options.MaxThreads);
    }
}
