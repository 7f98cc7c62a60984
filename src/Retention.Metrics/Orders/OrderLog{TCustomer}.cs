using Retention.Metrics.Logs;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// Who bought when, for how much: built once, asked many questions. Made by <see cref="OrderLog"/> or an <see cref="OrderLogBuilder{TCustomer}"/>. Immutable and thread-safe.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
/// <remarks>
/// Periods are half-open and in the calendar of the rows' dates. Questions about the future of a customer take the last day the data reach
/// (<c>observedThrough</c>): the log knows its last order, not whether nothing happened after it.
/// </remarks>
/// <example>
/// <code>
/// OrderLog&lt;string&gt; orders = OrderLog.From(rows, r => r.CustomerId, r => r.Date, r => r.Amount);
/// CustomerRetention june = orders.Retention(Period.Month(2026, 5), Period.Month(2026, 6), observedThrough: new(2026, 6, 30));
/// </code>
/// </example>
public sealed partial class OrderLog<TCustomer>
    where TCustomer : notnull
{
    private readonly CustomerIndex<TCustomer> _index;
    private readonly OrderColumns _columns;
    private readonly int? _maxThreads;

    internal OrderLog(CustomerIndex<TCustomer> index, OrderColumns columns, RefundSummary refunds, int? maxThreads)
    {
        _index = index;
        _columns = columns;
        _maxThreads = maxThreads;
        Refunds = refunds;
    }

    /// <summary>How many customers ordered.</summary>
    public int CustomerCount => _columns.Customers;

    /// <summary>How many orders there are.</summary>
    public int OrderCount => _columns.Orders;

    /// <summary>The sum of all amounts, exact.</summary>
    /// <exception cref="OverflowException">The sum exceeds what a decimal can hold.</exception>
    public decimal Revenue => _columns.Amounts.Sum(0, _columns.Orders);

    /// <summary>What became of rows with a negative amount, if the options took them.</summary>
    public RefundSummary Refunds { get; }

    private int Threads => Workers.For(OrderCount, _maxThreads);

    /// <summary>From the day of the first order to the day after the last; null without orders.</summary>
    public Period? Observed => OrderCount == 0 ? null : Period.Inclusive(DateOnly.FromDayNumber(_columns.FirstDay), DateOnly.FromDayNumber(_columns.LastDay));

    /// <summary>The customers who ordered in a period.</summary>
    /// <param name="period">The period.</param>
    /// <returns>Their keys, each once.</returns>
    public IReadOnlyList<TCustomer> BuyersIn(Period period) => Select(days => CountIn(days, period, atMost: 1) > 0);

    /// <summary>The customers who ordered at least twice in a period: the numerator of the repeat purchase rate.</summary>
    /// <param name="period">The period.</param>
    /// <returns>Their keys, each once.</returns>
    public IReadOnlyList<TCustomer> RepeatBuyersIn(Period period) => Select(days => CountIn(days, period, atMost: 2) > 1);

    /// <summary>
    /// Purchase retention: of the customers who ordered in one period, those who ordered in a later one. Exact, from the customers themselves.
    /// </summary>
    /// <param name="before">The period that makes the base.</param>
    /// <param name="after">The period in which a return counts; not overlapping <paramref name="before"/>.</param>
    /// <param name="observedThrough">The last day that the log covers; <paramref name="after"/> must have ended by then.</param>
    /// <returns>The retention; undefined if nobody ordered in <paramref name="before"/>.</returns>
    /// <exception cref="ArgumentException">The periods overlap, the second is not the later one, or it ends after <paramref name="observedThrough"/>: who has yet to order would count as lost.</exception>
    /// <remarks>In a shop without contracts a customer who did not order in one month may order in the next: this is a rate of return, not of survival.</remarks>
    public CustomerRetention Retention(Period before, Period after, DateOnly observedThrough)
    {
        if (after.Start < before.End)
        {
            throw new ArgumentException($"after was {after} and before {before}. The period of the return must not start before the other has ended.", nameof(after));
        }

        if (!after.IsEmpty && after.End.AddDays(-1) > observedThrough)
        {
            throw new ArgumentException($"after ends on {Text.Date(after.End.AddDays(-1))} and observedThrough was {Text.Date(observedThrough)}. Whoever orders on the days in between would count as lost: the period of the return must have ended by the last day that the log covers.", nameof(after));
        }

        long atStart = 0;
        long atEnd = 0;
        long retained = 0;
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            var days = _columns.DaysOf(customer);
            var there = CountIn(days, before, atMost: 1) > 0;
            var again = CountIn(days, after, atMost: 1) > 0;
            atStart += there ? 1 : 0;
            atEnd += again ? 1 : 0;
            retained += there && again ? 1 : 0;
        }

        return CustomerRetention.FromSets(atStart, atEnd, retained);
    }

    /// <summary>The number of customers and orders, the revenue and the days observed in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        OrderCount == 0
            ? "no orders"
            : $"{Text.Count(OrderCount)} orders of {Text.Count(CustomerCount)} customers, {Text.Money(Revenue)} in all, {Observed}";

    /// <summary>How many purchases of a customer lie in a period, up to a number that suffices; the days are sorted.</summary>
    private static int CountIn(ReadOnlySpan<int> days, Period period, OrderCounting counting = OrderCounting.EveryOrder, int atMost = int.MaxValue)
    {
        var count = 0;
        var before = -1;
        foreach (var day in days)
        {
            if (day >= period.End.DayNumber || count == atMost)
            {
                break;
            }

            if (day >= period.Start.DayNumber && (counting == OrderCounting.EveryOrder || day != before))
            {
                count++;
                before = day;
            }
        }

        return count;
    }

    private List<TCustomer> Select(Func<ReadOnlySpan<int>, bool> condition)
    {
        var selected = new List<TCustomer>();
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            if (condition(_columns.DaysOf(customer)))
            {
                selected.Add(_index[customer]);
            }
        }

        return selected;
    }
}
