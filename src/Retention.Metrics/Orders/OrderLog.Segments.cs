using System.Numerics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <content>Parts of the customers: every question can be asked of some of them.</content>
public sealed partial class OrderLog<TCustomer>
{
    /// <summary>The customers for whom a condition holds, with all their orders: a log that is asked like the whole.</summary>
    /// <param name="condition">Whether a customer stays.</param>
    /// <returns>The log of those customers. <see cref="Refunds"/> is that of the whole: it speaks of the rows as they were read.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="condition"/> is null.</exception>
    /// <example>
    /// <code>
    /// OrderLog&lt;string&gt; german = orders.Where(customer => country[customer] == "DE");
    /// </code>
    /// </example>
    public OrderLog<TCustomer> Where(Func<TCustomer, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var kept = new List<int>();
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            if (condition(_index[customer]))
            {
                kept.Add(customer);
            }
        }

        return Only(kept);
    }

    /// <summary>The same table for every segment of the customers, for the other customers, and for all.</summary>
    /// <typeparam name="TTable">The type of the table; tables of disjoint customers add.</typeparam>
    /// <param name="segment">The segment of a customer, asked once of each; null for none. A segment is a fact about the customer, not about an order.</param>
    /// <param name="table">The question that each part is asked, as <c>part => part.RepeatPurchaseRate(q1)</c>.</param>
    /// <param name="most">How many segments are shown by themselves, those with the most customers; the rest joins the others. Null for all.</param>
    /// <returns>The tables. The segments and the others add up to the total.</returns>
    /// <exception cref="ArgumentNullException">A required argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is negative.</exception>
    /// <example>
    /// <code>
    /// Segmented&lt;RepeatPurchaseRate&gt; byCountry = orders.BySegment(c => country[c], part => part.RepeatPurchaseRate(Period.Year(2025)), most: 10);
    /// byCountry["DE"].Value
    /// </code>
    /// </example>
    public Segmented<TTable> BySegment<TTable>(Func<TCustomer, string?> segment, Func<OrderLog<TCustomer>, TTable> table, int? most = null)
        where TTable : IAdditionOperators<TTable, TTable, TTable>
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(table);
        Guard.Count(most ?? 0, nameof(most));
        var parts = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var others = new List<int>();
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            if (segment(_index[customer]) is not { } name)
            {
                others.Add(customer);
            }
            else if (parts.TryGetValue(name, out var part))
            {
                part.Add(customer);
            }
            else
            {
                parts.Add(name, [customer]);
            }
        }

        var bySize = parts.OrderByDescending(p => p.Value.Count).ThenBy(p => p.Key, StringComparer.Ordinal).ToList();
        var shown = bySize.Take(most ?? int.MaxValue).OrderBy(p => p.Key, StringComparer.Ordinal);
        others.AddRange(bySize.Skip(most ?? int.MaxValue).SelectMany(p => p.Value));
        others.Sort();
        return new([.. shown.Select(p => KeyValuePair.Create(p.Key, table(Only(p.Value))))], table(Only(others)), table(this));
    }

    private OrderLog<TCustomer> Only(List<int> customers)
    {
        var number = new int[CustomerCount];
        Array.Fill(number, -1);
        for (var i = 0; i < customers.Count; i++)
        {
            number[customers[i]] = i;
        }

        return new(new SubsetIndex<TCustomer>(_index, [.. customers], number), _columns.Only(customers), Refunds, _maxThreads);
    }
}
