using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>
/// Collects orders one by one or in ranges for an <see cref="OrderLog{TCustomer}"/>. Not thread-safe. An order or a range that is refused changes nothing: go on, or build what there is.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
/// <example>
/// <code>
/// var builder = new OrderLogBuilder&lt;string&gt;();
/// builder.Add("ann", new DateOnly(2026, 6, 1), 29.90m);
/// OrderLog&lt;string&gt; orders = builder.Build();
/// </code>
/// </example>
public sealed partial class OrderLogBuilder<TCustomer>
    where TCustomer : notnull
{
    private readonly AmountColumnBuilder _amounts;
    private readonly List<TCustomer> _customers;
    private readonly List<int> _days;
    private readonly OrderLogOptions _options;
    private readonly LocalDays? _localDays;

    /// <summary>Starts without orders.</summary>
    /// <param name="capacity">How many orders to make room for; zero or more.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is negative.</exception>
    public OrderLogBuilder(int capacity = 0, OrderLogOptions? options = null)
    {
        Guard.Count(capacity);
        _options = options ?? OrderLogOptions.Default;
        _amounts = new(capacity);
        _customers = new(capacity);
        _days = new(capacity);
    }

    /// <summary>Starts without orders, for instants that become days of a time zone's calendar.</summary>
    /// <param name="zone">The time zone of the business.</param>
    /// <param name="options">How the log is built; the default unless told.</param>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    public OrderLogBuilder(TimeZoneInfo zone, OrderLogOptions? options = null)
        : this(0, options)
    {
        ArgumentNullException.ThrowIfNull(zone);
        _localDays = new(zone);
    }

    /// <summary>How many orders have been added.</summary>
    public long Count => _customers.Count;

    /// <summary>Adds an order.</summary>
    /// <param name="customer">The key of the customer.</param>
    /// <param name="date">The day of the order.</param>
    /// <param name="amount">The amount; zero or more, unless the options take refunds.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The customer is null or empty, or the amount is negative; the message names the row.</exception>
    [OverloadResolutionPriority(1)]
    public OrderLogBuilder<TCustomer> Add(TCustomer customer, DateOnly date, decimal amount)
    {
        CustomerKey.Check(customer, Count);
        if (amount < 0 && _options.Refunds == RefundTreatment.Refuse)
        {
            throw OrderLog.NegativeAmount(Count, amount);
        }

        _amounts.Add(amount);
        _customers.Add(customer);
        _days.Add(date.DayNumber);
        return this;
    }

    /// <summary>Adds an order at an instant, which becomes a day of the builder's time zone.</summary>
    /// <param name="customer">The key of the customer.</param>
    /// <param name="at">The instant of the order; its own offset does not matter.</param>
    /// <param name="amount">The amount; zero or more, unless the options take refunds.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The customer is null or empty, or the amount is negative; the message names the row.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    public OrderLogBuilder<TCustomer> Add(TCustomer customer, DateTimeOffset at, decimal amount) => Add(customer, DayOf(at), amount);

    /// <summary>Adds an order at an instant that is a <see cref="DateTime"/> in UTC. Without this, the language would take the time zone of the machine.</summary>
    /// <param name="customer">The key of the customer.</param>
    /// <param name="at">The instant, of kind <see cref="DateTimeKind.Utc"/>.</param>
    /// <param name="amount">The amount of the order; zero or more, unless the options take refunds.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">There is no customer, the amount is negative, or the time is of another kind: a time of day alone says nothing about where.</exception>
    /// <exception cref="InvalidOperationException">The builder was started without a time zone.</exception>
    public OrderLogBuilder<TCustomer> Add(TCustomer customer, DateTime at, decimal amount) => Add(customer, DayOf(at), amount);

    /// <summary>Adds columns of customers, days and amounts. If a row is refused, none of them is added.</summary>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="dates">The day of each row.</param>
    /// <param name="amounts">The amount of each row.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer or a refused amount; the message names the row of these columns.</exception>
    public OrderLogBuilder<TCustomer> AddRange(ReadOnlySpan<TCustomer> customers, OrderDates dates, OrderAmounts amounts)
    {
        OrderLog.CheckLengths(customers.Length, dates.Length, amounts.Length);
        var before = _customers.Count;
        try
        {
            for (var row = 0; row < customers.Length; row++)
            {
                CustomerKey.Check(customers[row], row);
                var amount = amounts[row];
                if (amount < 0 && _options.Refunds == RefundTreatment.Refuse)
                {
                    throw OrderLog.NegativeAmount(row, amount);
                }

                _amounts.Add(amount);
                _customers.Add(customers[row]);
                _days.Add(dates.Days[row] + dates.Shift);
            }
        }
        catch
        {
            TakeBack(before);
            throw;
        }

        return this;
    }

    /// <summary>Builds the log of what was added so far. The builder can go on collecting afterwards.</summary>
    /// <returns>The log; empty when no order was added.</returns>
    public OrderLog<TCustomer> Build() =>
        OrderLog.FromColumns<TCustomer>(CollectionsMarshal.AsSpan(_customers), CollectionsMarshal.AsSpan(_days), _amounts.Build(), _options);

    private DateOnly DayOf(DateTime at) => DayOf(_localDays is null ? default : UtcInstant.Of(at, Count, nameof(at)));

    private DateOnly DayOf(DateTimeOffset at) =>
        _localDays is { } days
            ? EpochDay.ToDate(days.DayOf(at.UtcTicks))
            : throw new InvalidOperationException("This builder was started without a time zone, so it cannot tell the day of an instant. Start it with one, or add a DateOnly.");

    private void TakeBack(int count)
    {
        _customers.RemoveRange(count, _customers.Count - count);
        _days.RemoveRange(count, _days.Count - count);
        _amounts.TakeBack(count);
    }
}
