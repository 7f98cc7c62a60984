using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// The repeat purchase rate of a period: customers with two or more purchases inside the period ÷ customers with at least one.
/// </summary>
/// <remarks>
/// <para>It looks at the period alone: a customer whose earlier purchase lies before it is no repeater. The measure that counts earlier purchases is
/// <see cref="ReturningCustomerRate"/>; the two are often printed under each other's name and differ by a factor of two and more.</para>
/// <para>A longer period has a higher rate, since there is more time for a second purchase: compare periods of one length. Customers who came late in the period had
/// less time; the share who buy again within so many days of their first purchase is a cohort measure and not this one.</para>
/// <para>Undefined when nobody bought. The default value is that, and the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// var rate = RepeatPurchaseRate.FromOrders(orders, o => o.CustomerId, o => o.Date, Period.Year(2026));
/// Console.WriteLine(rate);   // 25.0 % (1 of 4; 95 % CI 4.6–69.9)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RepeatPurchaseRate
    : ICountedRate, IRendersHtml, IAdditionOperators<RepeatPurchaseRate, RepeatPurchaseRate, RepeatPurchaseRate>, IAdditiveIdentity<RepeatPurchaseRate, RepeatPurchaseRate>
{
    [JsonConstructor]
    internal RepeatPurchaseRate(Proportion evidence, Period? period)
    {
        Evidence = evidence;
        Period = period;
    }

    /// <summary>The rate of nobody, which changes nothing when added.</summary>
    public static RepeatPurchaseRate AdditiveIdentity => default;

    /// <summary>Customers with two or more purchases inside the period, of customers with at least one.</summary>
    public Proportion Evidence { get; }

    /// <inheritdoc/>
    Proportion? ICountedRate.Counts => Evidence;

    /// <summary>The period; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? Period { get; }

    /// <summary>The rate as a fraction; null when nobody bought.</summary>
    public double? Value => Evidence.Value;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "nobody bought in the period" : null;

    /// <summary>Pools the rates of disjoint customers by adding their counts.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one; no customer may be in both.</param>
    /// <returns>The rate of all customers; its period is kept when both have the same.</returns>
    /// <exception cref="ArgumentException">Both have customers, and their periods differ: repeat rates of different periods are not of one kind.</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static RepeatPurchaseRate operator +(RepeatPurchaseRate left, RepeatPurchaseRate right) =>
        new(left.Evidence + right.Evidence, PeriodText.Common(left.Period, left.Evidence, right.Period, right.Evidence, nameof(right)));

    /// <summary>Makes the rate from counts.</summary>
    /// <param name="repeatCustomers">How many customers bought twice or more in the period. Inside [0..<paramref name="customers"/>].</param>
    /// <param name="customers">How many customers bought at least once in the period.</param>
    /// <param name="period">The period, when it is to be kept.</param>
    /// <returns>The rate, undefined when <paramref name="customers"/> is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static RepeatPurchaseRate FromCounts(long repeatCustomers, long customers, Period? period = null)
    {
        Guard.Count(customers);
        Guard.Part(repeatCustomers, customers, nameof(customers));
        return new(new(repeatCustomers, customers), period);
    }

    /// <summary>Makes the rate from the customer of every order of the period.</summary>
    /// <typeparam name="TCustomer">The customer key: an id, or anything with value equality.</typeparam>
    /// <param name="customerOfEachOrder">For each order of the period, who placed it.</param>
    /// <param name="period">The period, when it is to be kept.</param>
    /// <returns>The rate, undefined when there is no order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="customerOfEachOrder"/> is null.</exception>
    /// <exception cref="ArgumentException">A customer is null.</exception>
    public static RepeatPurchaseRate FromCustomers<TCustomer>(IEnumerable<TCustomer> customerOfEachOrder, Period? period = null)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(customerOfEachOrder);
        var once = new HashSet<TCustomer>();
        var twice = new HashSet<TCustomer>();
        foreach (var customer in customerOfEachOrder)
        {
            if (!once.Add(customer ?? throw new ArgumentException("The customer of an order was null.", nameof(customerOfEachOrder))))
            {
                twice.Add(customer);
            }
        }

        return new(new(twice.Count, once.Count), period);
    }

    /// <summary>Makes the rate from orders.</summary>
    /// <typeparam name="TOrder">The type of the orders.</typeparam>
    /// <typeparam name="TCustomer">The customer key: an id, or anything with value equality.</typeparam>
    /// <param name="orders">The orders in any order; those outside the period do not count.</param>
    /// <param name="customer">Who placed an order.</param>
    /// <param name="date">The business day of an order.</param>
    /// <param name="period">The period.</param>
    /// <param name="counting">What counts as a further purchase; every order unless told.</param>
    /// <returns>The rate, undefined when nobody bought in the period.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="orders"/>, <paramref name="customer"/> or <paramref name="date"/> is null.</exception>
    /// <exception cref="ArgumentException">A customer is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="counting"/> is not one of the enum.</exception>
    public static RepeatPurchaseRate FromOrders<TOrder, TCustomer>(
        IEnumerable<TOrder> orders, Func<TOrder, TCustomer> customer, Func<TOrder, DateOnly> date, Period period, OrderCounting counting = OrderCounting.EveryOrder)
        where TCustomer : notnull
    {
        var (buyers, repeaters, _) = OrderTally.Of(orders, customer, date, period, DateOnly.MaxValue, counting);
        return new(new(repeaters, buyers), period);
    }

    /// <summary>A confidence interval for the rate; null when nobody bought.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="ProportionInterval.Wilson"/> unless told.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, ProportionInterval method = ProportionInterval.Wilson) => Evidence.Interval(level, method);

    /// <summary>The rate with its counts and interval, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => WhyUndefined is { } why ? $"{Text.NotAvailable} ({why})" : Evidence.ToString();

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => PeriodText.Card("Repeat purchase rate", Evidence, Period)
        .Note("Two or more purchases inside the period.")
        .ToString();
}
