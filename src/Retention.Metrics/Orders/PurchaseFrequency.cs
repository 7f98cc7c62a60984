using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// Orders per customer in a period: orders ÷ customers who ordered.
/// </summary>
/// <remarks>
/// It counts buyers only, so it is never below 1; orders per customer of the whole base is another number. With <see cref="AverageOrderValue"/> it makes up revenue per buyer.
/// Undefined when nobody ordered. The default value is that, and the identity of <c>+</c>.
/// </remarks>
/// <example>
/// <code>
/// PurchaseFrequency.FromCounts(orders: 163, customers: 96)   // 1.70 (163 orders of 96 customers)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct PurchaseFrequency
    : IRendersHtml, IAdditionOperators<PurchaseFrequency, PurchaseFrequency, PurchaseFrequency>, IAdditiveIdentity<PurchaseFrequency, PurchaseFrequency>
{
    [JsonConstructor]
    internal PurchaseFrequency(long orders, long customers, Period? period)
    {
        Guard.Count(customers);
        if (Guard.Count(orders) < customers || (customers == 0 && orders > 0))
        {
            throw Guard.OutOfRange(nameof(orders), orders, customers == 0 ? "Without customers there are no orders" : $"Each of the {Text.Count(customers)} customers ordered at least once");
        }

        Orders = orders;
        Customers = customers;
        Period = period;
    }

    /// <summary>The frequency of nobody, which changes nothing when added.</summary>
    public static PurchaseFrequency AdditiveIdentity => default;

    /// <summary>How many orders there are.</summary>
    public long Orders { get; }

    /// <summary>How many customers placed them.</summary>
    public long Customers { get; }

    /// <summary>The period; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? Period { get; }

    /// <summary>Orders ÷ customers, 1 or more; null when nobody ordered.</summary>
    public double? Value => Customers == 0 ? null : (double)Orders / Customers;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Customers == 0 ? "nobody ordered" : null;

    /// <summary>Pools the frequencies of disjoint customers in one period by adding their counts.</summary>
    /// <param name="left">One frequency.</param>
    /// <param name="right">The other one; no customer may be in both.</param>
    /// <returns>The frequency of all customers.</returns>
    /// <exception cref="ArgumentException">Both have customers, and their periods differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static PurchaseFrequency operator +(PurchaseFrequency left, PurchaseFrequency right) => new(
        checked(left.Orders + right.Orders),
        checked(left.Customers + right.Customers),
        PeriodText.Common(left.Period, new(0, left.Customers), right.Period, new(0, right.Customers), nameof(right)));

    /// <summary>Makes the frequency from counts.</summary>
    /// <param name="orders">How many orders there are; not fewer than <paramref name="customers"/>.</param>
    /// <param name="customers">How many customers placed them.</param>
    /// <param name="period">The period, when it is to be kept.</param>
    /// <returns>The frequency, undefined for 0 customers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or there are fewer orders than customers.</exception>
    public static PurchaseFrequency FromCounts(long orders, long customers, Period? period = null) => new(orders, customers, period);

    /// <summary>Makes the frequency from the customer of every order.</summary>
    /// <typeparam name="TCustomer">The customer key: an id, or anything with value equality.</typeparam>
    /// <param name="customerOfEachOrder">For each order, who placed it.</param>
    /// <param name="period">The period, when it is to be kept.</param>
    /// <returns>The frequency, undefined when there is no order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="customerOfEachOrder"/> is null.</exception>
    /// <exception cref="ArgumentException">A customer is null.</exception>
    public static PurchaseFrequency FromCustomers<TCustomer>(IEnumerable<TCustomer> customerOfEachOrder, Period? period = null)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(customerOfEachOrder);
        var customers = new HashSet<TCustomer>();
        long orders = 0;
        foreach (var customer in customerOfEachOrder)
        {
            customers.Add(customer ?? throw new ArgumentException("The customer of an order was null.", nameof(customerOfEachOrder)));
            orders++;
        }

        return new(orders, customers.Count, period);
    }

    /// <summary>The frequency with its counts, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value ? $"{Text.Number(value)} ({Text.Count(Orders)} orders of {Text.Count(Customers)} customers)" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Purchase frequency", Value is { } value ? Text.Number(value) : Text.NotAvailable)
        .Row("Orders", Text.Count(Orders))
        .Row("Customers", Text.Count(Customers))
        .Row("Period", Period?.ToString())
        .Note(WhyUndefined)
        .ToString();
}
