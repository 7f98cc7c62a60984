using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

public sealed partial class OrderLog<TCustomer>
{
    /// <summary>Frequency, recency, age and mean value of every customer.</summary>
    /// <param name="observedThrough">The last day observed: later orders are dropped, and the table says how many. Ages end on this day.</param>
    /// <param name="policy">What counts as a purchase and what the mean value averages; <see cref="RfmPolicy.BuyTillYouDie"/> unless told.</param>
    /// <returns>The table; without rows for an empty log.</returns>
    /// <example>
    /// <code>
    /// RfmTable&lt;string&gt; table = orders.Rfm(observedThrough: new(2026, 6, 30));
    /// PurchaseHistory history = table.PurchaseHistory(PeriodLength.Week);
    /// </code>
    /// </example>
    public RfmTable<TCustomer> Rfm(DateOnly observedThrough, RfmPolicy? policy = null)
    {
        policy ??= RfmPolicy.BuyTillYouDie;
        var (columns, kept, dropped) = RfmCounting.Of(_columns, observedThrough, policy, Threads);
        return new(kept is null ? _index : IndexOf(kept), columns, observedThrough, policy, dropped);
    }

    private CustomerIndex<TCustomer> IndexOf(List<int> customers)
    {
        var keys = new TCustomer[customers.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = _index[customers[i]];
        }

        // Keys in the order of their old numbers get their new numbers in that order.
        return CustomerIndex.Build<TCustomer>(keys, new int[keys.Length]);
    }
}
