using System.Globalization;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>
/// The doors to an <see cref="OrderLog{TCustomer}"/>: who bought when, for how much.
/// </summary>
/// <remarks>
/// A row is one order: a customer, a day, an amount of zero or more. Refunds and corrections are not orders: set them aside, or net them, before.
/// Two orders of one customer on one day are two orders; questions that count purchase days say so.
/// </remarks>
public static class OrderLog
{
    private const int RowsBetweenReports = 0x10000;

    /// <summary>Builds a log from a sequence of anything, in one pass.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
    /// <param name="orders">The orders, in any order.</param>
    /// <param name="customer">The key of the customer of a row.</param>
    /// <param name="date">The day of the order, in the calendar of the business.</param>
    /// <param name="amount">The amount of the order; zero or more. One currency throughout.</param>
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
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(date);
        ArgumentNullException.ThrowIfNull(amount);
        var builder = new OrderLogBuilder<TCustomer>(orders.TryGetNonEnumeratedCount(out var count) ? count : 0);
        foreach (var row in orders)
        {
            builder.Add(customer(row), date(row), amount(row));
            if (builder.Count % RowsBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(builder.Count);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(builder.Count);
        return builder.Build();
    }

    /// <summary>Builds a log from columns.</summary>
    /// <typeparam name="TCustomer">The type of the customer keys; int, long, Guid and string are fastest.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="dates">The day of each row.</param>
    /// <param name="amounts">The amount of each row; zero or more.</param>
    /// <returns>The log.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer or a negative amount.</exception>
    /// <example>
    /// <code>
    /// OrderLog&lt;int&gt; orders = OrderLog.From&lt;int&gt;(customerIds, dates, amounts);
    /// </code>
    /// </example>
    public static OrderLog<TCustomer> From<TCustomer>(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<DateOnly> dates, ReadOnlySpan<decimal> amounts)
        where TCustomer : notnull
    {
        if (dates.Length != customers.Length || amounts.Length != customers.Length)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The columns must be of one length; customers has {customers.Length} rows, dates {dates.Length}, amounts {amounts.Length}."),
                nameof(dates));
        }

        var days = GC.AllocateUninitializedArray<int>(dates.Length);
        var column = new AmountColumnBuilder(amounts.Length);
        for (var row = 0; row < days.Length; row++)
        {
            CustomerKey.Check(customers[row], row);
            days[row] = dates[row].DayNumber;
            column.Add(amounts[row] >= 0 ? amounts[row] : throw NegativeAmount(row, amounts[row]));
        }

        return FromColumns(customers, days, column.Build());
    }

    internal static OrderLog<TCustomer> FromColumns<TCustomer>(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<int> days, AmountColumn amounts)
        where TCustomer : notnull
    {
        var ids = GC.AllocateUninitializedArray<int>(customers.Length);
        var index = CustomerIndex.Build(customers, ids);
        return new(index, OrderColumns.Sort(ids, index.Count, days, amounts));
    }

    internal static ArgumentException NegativeAmount(long row, decimal amount) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The amount of row {row} was {amount}. An order is zero or more; set refunds and corrections aside, or net them, before building the log."), nameof(amount));
}
