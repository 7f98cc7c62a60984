using System.Runtime.InteropServices;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>
/// Collects orders one by one for an <see cref="OrderLog{TCustomer}"/>. Not thread-safe. An order that is refused changes nothing: go on, or build what there is.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
/// <example>
/// <code>
/// var builder = new OrderLogBuilder&lt;string&gt;();
/// builder.Add("ann", new DateOnly(2026, 6, 1), 29.90m);
/// OrderLog&lt;string&gt; orders = builder.Build();
/// </code>
/// </example>
public sealed class OrderLogBuilder<TCustomer>
    where TCustomer : notnull
{
    private readonly AmountColumnBuilder _amounts;
    private readonly List<TCustomer> _customers;
    private readonly List<int> _days;

    /// <summary>Starts without orders.</summary>
    /// <param name="capacity">How many orders to make room for; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is negative.</exception>
    public OrderLogBuilder(int capacity = 0)
    {
        Guard.Count(capacity);
        _amounts = new(capacity);
        _customers = new(capacity);
        _days = new(capacity);
    }

    /// <summary>How many orders have been added.</summary>
    public long Count => _customers.Count;

    /// <summary>Adds an order.</summary>
    /// <param name="customer">The key of the customer.</param>
    /// <param name="date">The day of the order.</param>
    /// <param name="amount">The amount; zero or more.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The customer is null or empty, or the amount is negative; the message names the row.</exception>
    public OrderLogBuilder<TCustomer> Add(TCustomer customer, DateOnly date, decimal amount)
    {
        CustomerKey.Check(customer, Count);
        if (amount < 0)
        {
            throw OrderLog.NegativeAmount(Count, amount);
        }

        _amounts.Add(amount);
        _customers.Add(customer);
        _days.Add(date.DayNumber);
        return this;
    }

    /// <summary>Builds the log of what was added so far. The builder can go on collecting afterwards.</summary>
    /// <returns>The log.</returns>
    public OrderLog<TCustomer> Build() =>
        OrderLog.FromColumns<TCustomer>(CollectionsMarshal.AsSpan(_customers), CollectionsMarshal.AsSpan(_days), _amounts.Build());
}
