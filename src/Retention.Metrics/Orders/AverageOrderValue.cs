using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// The average order value (AOV): revenue ÷ orders, in money, with both sums.
/// </summary>
/// <remarks>
/// Averages of segments pool by adding revenue and orders (<c>a + b</c>), never by averaging. Say what revenue means: with or without tax, shipping and returns it is another number.
/// Undefined without orders. The default value is that, and the identity of <c>+</c>.
/// </remarks>
/// <example>
/// <code>
/// AverageOrderValue aov = AverageOrderValue.FromTotals(revenue: 12_480.50m, orders: 163);
/// aov.Value              // 76.567…m
/// Console.WriteLine(aov) // 76.57 (12,480.50 from 163 orders)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct AverageOrderValue
    : IRendersHtml, IAdditionOperators<AverageOrderValue, AverageOrderValue, AverageOrderValue>, IAdditiveIdentity<AverageOrderValue, AverageOrderValue>
{
    [JsonConstructor]
    internal AverageOrderValue(decimal revenue, long orders)
    {
        if (Guard.Count(orders) == 0 && revenue != 0)
        {
            throw Guard.OutOfRange(nameof(revenue), revenue, "Without orders there is no revenue");
        }

        Revenue = revenue;
        Orders = orders;
    }

    /// <summary>The average of no order, which changes nothing when added.</summary>
    public static AverageOrderValue AdditiveIdentity => default;

    /// <summary>The revenue of all orders. Negative when refunds exceed it.</summary>
    public decimal Revenue { get; }

    /// <summary>How many orders there are.</summary>
    public long Orders { get; }

    /// <summary>Revenue ÷ orders, not rounded; null without orders.</summary>
    public decimal? Value => Orders == 0 ? null : Revenue / Orders;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Orders == 0 ? "there were no orders" : null;

    /// <summary>Pools the averages of disjoint orders by adding their sums.</summary>
    /// <param name="left">One average.</param>
    /// <param name="right">The other one, in the same currency.</param>
    /// <returns>The average of all orders.</returns>
    /// <exception cref="OverflowException">A sum exceeds its type.</exception>
    public static AverageOrderValue operator +(AverageOrderValue left, AverageOrderValue right) => new(left.Revenue + right.Revenue, checked(left.Orders + right.Orders));

    /// <summary>Makes the average from two totals.</summary>
    /// <param name="revenue">The revenue of the orders; negative when refunds exceed it.</param>
    /// <param name="orders">How many orders there are.</param>
    /// <returns>The average, undefined for 0 orders.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of orders is negative, or there is revenue without orders.</exception>
    public static AverageOrderValue FromTotals(decimal revenue, long orders) => new(revenue, orders);

    /// <summary>Makes the average from the amount of every order.</summary>
    /// <param name="amounts">The amounts, in one currency.</param>
    /// <returns>The average, undefined when there is no order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="amounts"/> is null.</exception>
    /// <exception cref="OverflowException">The sum exceeds the range of a decimal.</exception>
    public static AverageOrderValue FromAmounts(IEnumerable<decimal> amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        var revenue = 0m;
        long orders = 0;
        foreach (var amount in amounts)
        {
            revenue += amount;
            orders++;
        }

        return new(revenue, orders);
    }

    /// <summary>The average with its totals, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value ? $"{Text.Money(value)} ({Text.Money(Revenue)} from {Text.Count(Orders)} orders)" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Average order value", Value is { } value ? Text.Money(value) : Text.NotAvailable)
        .Row("Revenue", Text.Money(Revenue))
        .Row("Orders", Text.Count(Orders))
        .Note(WhyUndefined)
        .ToString();
}
