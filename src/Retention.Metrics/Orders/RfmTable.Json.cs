using System.Text.Json.Serialization;
using Retention.Metrics.Logs;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

public sealed partial class RfmTable<TCustomer>
{
    [JsonConstructor]
    internal RfmTable(
        DateOnly observedThrough,
        RfmPolicy policy,
        RfmDropped dropped,
        IReadOnlyList<TCustomer> customers,
        IReadOnlyList<int> frequency,
        IReadOnlyList<int> recency,
        IReadOnlyList<int> age,
        IReadOnlyList<int> orders,
        IReadOnlyList<decimal> spendOfEach,
        IReadOnlyList<decimal>? firstPurchase)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(customers);
        TCustomer[] keys = [.. customers];
        for (var row = 0; row < keys.Length; row++)
        {
            CustomerKey.Check(keys[row], row);
        }

        var ids = new int[keys.Length];
        _index = CustomerIndex.Build<TCustomer>(keys, ids);
        if (_index.Count != keys.Length)
        {
            throw new ArgumentException("A customer has more than one row.", nameof(customers));
        }

        if ((firstPurchase is null) == (policy.MeanValue == RfmMeanValue.RepeatPurchases))
        {
            throw new ArgumentException("The value of first purchases goes with the mean value of the repeat purchases, and with no other.", nameof(firstPurchase));
        }

        ObservedThrough = observedThrough;
        Policy = policy;
        Dropped = dropped;
        var order = new int[ids.Length];
        for (var row = 0; row < ids.Length; row++)
        {
            order[ids[row]] = row;
        }

        _columns = new(
            Column(frequency, order, nameof(frequency)),
            Column(recency, order, nameof(recency)),
            Column(age, order, nameof(age)),
            Column(orders, order, nameof(orders)),
            Column(spendOfEach, order, nameof(spendOfEach)),
            firstPurchase is null ? null : Column(firstPurchase, order, nameof(firstPurchase)));
        for (var i = 0; i < Count; i++)
        {
            Guard.Part(_columns.Recency[i], _columns.Age[i], nameof(age), nameof(recency));
            Guard.Part(_columns.Frequency[i], _columns.Orders[i] - 1, nameof(orders), nameof(frequency));
            if ((_columns.Frequency[i] == 0 && _columns.Recency[i] != 0) || _columns.FirstPurchase?[i] > _columns.Spend[i])
            {
                throw new ArgumentException($"Row {Text.Count(i)} contradicts itself: no repeat purchase and a recency above 0, or a first purchase of more than the spend.", nameof(frequency));
            }
        }
    }

    [JsonInclude]
    internal IReadOnlyList<TCustomer> Customers
    {
        get
        {
            var keys = new TCustomer[Count];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = _index[i];
            }

            return keys;
        }
    }

    [JsonInclude]
    internal IReadOnlyList<int> Frequency => _columns.Frequency;

    [JsonInclude]
    internal IReadOnlyList<int> Recency => _columns.Recency;

    [JsonInclude]
    internal IReadOnlyList<int> Age => _columns.Age;

    [JsonInclude]
    internal IReadOnlyList<int> Orders => _columns.Orders;

    [JsonInclude]
    internal IReadOnlyList<decimal> SpendOfEach => _columns.Spend.AsDecimals();

    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<decimal>? FirstPurchase => _columns.FirstPurchase?.AsDecimals();

    /// <summary>Customers, repeat rate, spend and what was dropped in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        WhyUndefined is { } why
            ? $"{Text.NotAvailable} ({why})"
            : $"{Text.Count(Count)} customers, {Text.Money(Spend)} in all; bought again: {RepeatRate}; {Dropped}";

    /// <summary>Repeat rate, totals, policy and what was dropped as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Customers with a repeat purchase", Text.Percent(RepeatRate.Value))
        .Row("Customers", Text.Count(Count))
        .Row("Repeat purchases", Text.Count(_columns.Frequency.Sum(f => (long)f)))
        .Row("Spend", Text.Money(Spend))
        .Row("Dropped or merged", Dropped.ToString())
        .Note(Policy.Describe(ObservedThrough))
        .Note(WhyUndefined)
        .ToString();

    private static int[] Column(IReadOnlyList<int> column, int[] order, string name)
    {
        CheckLength(column, order, name);
        return Array.ConvertAll(order, row => (int)Guard.Count(column[row], name));
    }

    private static AmountColumn Column(IReadOnlyList<decimal> column, int[] order, string name)
    {
        CheckLength(column, order, name);
        var builder = new AmountColumnBuilder(order.Length);
        foreach (var row in order)
        {
            builder.Add(Guard.Amount(column[row], name));
        }

        return builder.Build();
    }

    private static void CheckLength<T>(IReadOnlyList<T> column, int[] order, string name)
    {
        ArgumentNullException.ThrowIfNull(column, name);
        if (column.Count != order.Length)
        {
            throw new ArgumentException($"There are {Text.Count(order.Length)} customers and {Text.Count(column.Count)} numbers.", name);
        }
    }
}
