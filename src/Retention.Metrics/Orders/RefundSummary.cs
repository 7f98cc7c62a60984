using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// What became of the refunds of an <see cref="OrderLog{TCustomer}"/>: how many rows had a negative amount, what they come to, and what could not be taken off an order.
/// </summary>
/// <remarks>The default value is a log without refunds, and the identity of <c>+</c>.</remarks>
/// <example>
/// <code>
/// OrderLog&lt;string&gt; orders = OrderLog.From(rows, r => r.CustomerId, r => r.Date, r => r.Amount, OrderLogOptions.Default with { Refunds = RefundTreatment.Net });
/// Console.WriteLine(orders.Refunds);   // 12 refunds, 340.00 in all; 310.00 taken off orders, 9 of them refunded in full
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RefundSummary : IRendersHtml, IAdditionOperators<RefundSummary, RefundSummary, RefundSummary>
{
    [JsonConstructor]
    internal RefundSummary(long count, decimal amount, decimal netted, long ordersRefundedInFull)
    {
        Count = Guard.Count(count);
        Amount = Guard.Amount(amount);
        Netted = Guard.Amount(netted);
        OrdersRefundedInFull = Guard.Count(ordersRefundedInFull);
        if (netted > amount)
        {
            throw Guard.OutOfRange(nameof(netted), netted, "No more can be taken off orders than was refunded");
        }
    }

    /// <summary>How many rows had a negative amount.</summary>
    public long Count { get; }

    /// <summary>What they come to, as a number of zero or more.</summary>
    public decimal Amount { get; }

    /// <summary>The part of <see cref="Amount"/> that was taken off orders; zero when refunds are set aside.</summary>
    public decimal Netted { get; }

    /// <summary>How many orders were refunded in full, and so are no orders of the log any more.</summary>
    public long OrdersRefundedInFull { get; }

    /// <summary>The part of <see cref="Amount"/> that no order stands for: set aside, of a customer without an earlier order, or more than the orders came to.</summary>
    [JsonIgnore]
    public decimal SetAside => Amount - Netted;

    /// <summary>Adds the refunds of disjoint logs.</summary>
    /// <param name="left">One summary.</param>
    /// <param name="right">The other one, in the same currency.</param>
    /// <returns>The summary of both.</returns>
    /// <exception cref="OverflowException">A sum exceeds its type.</exception>
    public static RefundSummary operator +(RefundSummary left, RefundSummary right) => new(
        checked(left.Count + right.Count), left.Amount + right.Amount, left.Netted + right.Netted, checked(left.OrdersRefundedInFull + right.OrdersRefundedInFull));

    /// <summary>The counts and sums in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Count == 0
            ? "no refunds"
            : $"{Text.Count(Count)} refunds, {Text.Money(Amount)} in all; {Text.Money(Netted)} taken off orders, {Text.Count(OrdersRefundedInFull)} of them refunded in full; {Text.Money(SetAside)} set aside";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Refunds", Text.Money(Amount))
        .Row("Refunds", Text.Count(Count))
        .Row("Taken off orders", Text.Money(Netted))
        .Row("Orders refunded in full", Text.Count(OrdersRefundedInFull))
        .Row("Set aside", Text.Money(SetAside))
        .ToString();
}
