using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// The returning customer rate of a period as shop systems report it: of the customers who bought in the period, those known to have bought more than once ever.
/// </summary>
/// <remarks>
/// <para>It is not the <see cref="RepeatPurchaseRate"/>: a customer with one purchase in the period counts as returning if another one lies anywhere in the data, before or after.</para>
/// <para>Because later purchases count as well, the rate of a past period grows as the future arrives. <see cref="AsOf"/> says up to which day the data were looked at;
/// the last day of the period gives a figure that does not change any more, and today's date gives the figure that Shopify's "returning customers" shows today.</para>
/// <para>Undefined when nobody bought. The default value is that, and the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// var year = Period.Year(2020);
/// ReturningCustomerRate.FromOrders(orders, o => o.CustomerId, o => o.Date, year, asOf: new(2020, 12, 31))   // 50.0 % (2 of 4; …)
/// ReturningCustomerRate.FromOrders(orders, o => o.CustomerId, o => o.Date, year, asOf: new(2021, 3, 1))     // 75.0 % (3 of 4; …)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ReturningCustomerRate
    : ICountedRate, IRendersHtml, IAdditionOperators<ReturningCustomerRate, ReturningCustomerRate, ReturningCustomerRate>, IAdditiveIdentity<ReturningCustomerRate, ReturningCustomerRate>
{
    [JsonConstructor]
    internal ReturningCustomerRate(Proportion evidence, Period? period, DateOnly? asOf)
    {
        Evidence = evidence;
        Period = period;
        AsOf = asOf;
    }

    /// <summary>The rate of nobody, which changes nothing when added.</summary>
    public static ReturningCustomerRate AdditiveIdentity => default;

    /// <summary>Customers with more than one purchase ever, of customers with at least one in the period.</summary>
    public Proportion Evidence { get; }

    /// <inheritdoc/>
    Proportion? ICountedRate.Counts => Evidence;

    /// <summary>The period; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Period? Period { get; }

    /// <summary>The last day whose orders were looked at; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? AsOf { get; }

    /// <summary>The rate as a fraction; null when nobody bought.</summary>
    public double? Value => Evidence.Value;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "nobody bought in the period" : null;

    /// <summary>Pools the rates of disjoint customers by adding their counts.</summary>
    /// <param name="left">One rate.</param>
    /// <param name="right">The other one; no customer may be in both.</param>
    /// <returns>The rate of all customers.</returns>
    /// <exception cref="ArgumentException">Both have customers, and their periods or days of observation differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds <see cref="long.MaxValue"/>.</exception>
    public static ReturningCustomerRate operator +(ReturningCustomerRate left, ReturningCustomerRate right)
    {
        var period = PeriodText.Common(left.Period, left.Evidence, right.Period, right.Evidence, nameof(right));
        var asOf = left.Evidence.Total == 0 && left.AsOf is null ? right.AsOf : left.AsOf;
        if (asOf != right.AsOf && !(right.Evidence.Total == 0 && right.AsOf is null))
        {
            throw new ArgumentException("The two rates were made as of different days. Only rates as of one day can be pooled.", nameof(right));
        }

        return new(left.Evidence + right.Evidence, period, asOf);
    }

    /// <summary>Makes the rate from counts.</summary>
    /// <param name="returningCustomers">How many of them have bought more than once ever. Inside [0..<paramref name="customers"/>].</param>
    /// <param name="customers">How many customers bought at least once in the period.</param>
    /// <param name="period">The period, when it is to be kept.</param>
    /// <param name="asOf">The last day whose orders were looked at, when it is to be kept.</param>
    /// <returns>The rate, undefined when <paramref name="customers"/> is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the part exceeds the whole.</exception>
    public static ReturningCustomerRate FromCounts(long returningCustomers, long customers, Period? period = null, DateOnly? asOf = null)
    {
        Guard.Count(customers);
        Guard.Part(returningCustomers, customers, nameof(customers));
        return new(new(returningCustomers, customers), period, asOf);
    }

    /// <summary>Makes the rate from orders.</summary>
    /// <typeparam name="TOrder">The type of the orders.</typeparam>
    /// <typeparam name="TCustomer">The customer key: an id, or anything with value equality.</typeparam>
    /// <param name="orders">All orders there are, in any order: those before and after the period decide who is returning.</param>
    /// <param name="customer">Who placed an order.</param>
    /// <param name="date">The business day of an order.</param>
    /// <param name="period">The period.</param>
    /// <param name="asOf">The last day whose orders are looked at; not before the period begins. A day inside the period cuts the period off.</param>
    /// <param name="counting">What counts as a further purchase; every order unless told.</param>
    /// <returns>The rate, undefined when nobody bought in the period.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="orders"/>, <paramref name="customer"/> or <paramref name="date"/> is null.</exception>
    /// <exception cref="ArgumentException">A customer is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="asOf"/> lies before the period, or <paramref name="counting"/> is not one of the enum.</exception>
    public static ReturningCustomerRate FromOrders<TOrder, TCustomer>(
        IEnumerable<TOrder> orders, Func<TOrder, TCustomer> customer, Func<TOrder, DateOnly> date, Period period, DateOnly asOf, OrderCounting counting = OrderCounting.EveryOrder)
        where TCustomer : notnull
    {
        CheckAsOf(asOf, period);
        var (buyers, _, returning) = OrderTally.Of(orders, customer, date, period, asOf, counting);
        return new(new(returning, buyers), period, asOf);
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
    public string ToHtml() => PeriodText.Card("Returning customer rate", Evidence, Period)
        .Row("As of", AsOf is { } day ? Text.Date(day) : null)
        .Note("Bought in the period, and more than once ever.")
        .ToString();

    internal static void CheckAsOf(DateOnly asOf, Period period)
    {
        if (asOf < period.Start)
        {
            throw new ArgumentOutOfRangeException(
                nameof(asOf), asOf, string.Create(CultureInfo.InvariantCulture, $"asOf was {Text.Date(asOf)}. It must not lie before the period {period}."));
        }
    }
}
