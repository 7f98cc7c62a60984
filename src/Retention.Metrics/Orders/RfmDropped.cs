using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// What an <see cref="RfmTable{TCustomer}"/> left out or merged, and why: orders after the last day observed, customers outside the acquisition period, orders of amount zero, orders of one day.
/// </summary>
/// <remarks>Orders of the log = orders in the table + <see cref="OrdersAfterCutOff"/> + <see cref="OrdersOfOthers"/> + <see cref="ZeroAmounts"/>. The default value dropped nothing.</remarks>
/// <example>
/// <code>
/// Console.WriteLine(orders.Rfm(new DateOnly(2026, 6, 30)).Dropped);   // 12 orders of one day merged; 40 orders after the cut-off
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RfmDropped : IRendersHtml, IAdditionOperators<RfmDropped, RfmDropped, RfmDropped>
{
    [JsonConstructor]
    internal RfmDropped(long ordersAfterCutOff, long customersAfterCutOff, long customersAcquiredOutside, long ordersOfOthers, long zeroAmounts, long mergedOrders)
    {
        OrdersAfterCutOff = Guard.Count(ordersAfterCutOff);
        CustomersAfterCutOff = Guard.Count(customersAfterCutOff);
        CustomersAcquiredOutside = Guard.Count(customersAcquiredOutside);
        OrdersOfOthers = Guard.Count(ordersOfOthers);
        ZeroAmounts = Guard.Count(zeroAmounts);
        MergedOrders = Guard.Count(mergedOrders);
    }

    /// <summary>Orders after the last day observed.</summary>
    public long OrdersAfterCutOff { get; }

    /// <summary>Customers without a purchase up to the last day observed.</summary>
    public long CustomersAfterCutOff { get; }

    /// <summary>Customers whose first order lies outside <see cref="RfmPolicy.AcquiredIn"/>.</summary>
    public long CustomersAcquiredOutside { get; }

    /// <summary>The orders, up to the last day observed, of those customers.</summary>
    public long OrdersOfOthers { get; }

    /// <summary>Orders of amount zero that were ignored.</summary>
    public long ZeroAmounts { get; }

    /// <summary>Orders that were merged into an earlier one of the same customer and day: their amounts count, they are no purchases of their own.</summary>
    public long MergedOrders { get; }

    /// <summary>Adds what the tables of disjoint customers dropped.</summary>
    /// <param name="left">One count.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="OverflowException">A count exceeds its type.</exception>
    public static RfmDropped operator +(RfmDropped left, RfmDropped right) => checked(new(
        left.OrdersAfterCutOff + right.OrdersAfterCutOff,
        left.CustomersAfterCutOff + right.CustomersAfterCutOff,
        left.CustomersAcquiredOutside + right.CustomersAcquiredOutside,
        left.OrdersOfOthers + right.OrdersOfOthers,
        left.ZeroAmounts + right.ZeroAmounts,
        left.MergedOrders + right.MergedOrders));

    /// <summary>What was dropped in one line, or "nothing dropped".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var parts = new List<string>();
        Say(parts, MergedOrders, "orders merged into another of the same day");
        Say(parts, OrdersAfterCutOff, "orders after the last day observed");
        Say(parts, CustomersAfterCutOff, "customers without a purchase by then");
        Say(parts, CustomersAcquiredOutside, "customers acquired outside the period");
        Say(parts, OrdersOfOthers, "orders of theirs");
        Say(parts, ZeroAmounts, "orders of amount zero");
        return parts.Count == 0 ? "nothing dropped" : string.Join("; ", parts);
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Dropped or merged", ToString()).ToString();

    private static void Say(List<string> parts, long count, string what)
    {
        if (count > 0)
        {
            parts.Add($"{Text.Count(count)} {what}");
        }
    }
}
