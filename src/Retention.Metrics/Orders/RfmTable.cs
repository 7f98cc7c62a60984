using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Logs;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// Frequency, recency, age and mean value of every customer, made by <see cref="OrderLog{TCustomer}.Rfm"/>. Tables of disjoint customers add.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
/// <remarks>
/// <para>Frequency x is the number of purchases after the first, recency tₓ the age at the last of them, age T the time from the first purchase to the last day observed, all in days:
/// x = 0 has tₓ = 0. What a purchase is, what the mean value averages and who is in the table is the <see cref="Policy"/>; what that left out is <see cref="Dropped"/>.</para>
/// <para>Source: P. S. Fader, B. G. S. Hardie, K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing Research 42(4), 2005.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// RfmTable&lt;string&gt; table = orders.Rfm(observedThrough: new(2026, 6, 30));
/// Console.WriteLine(table.RepeatRate);        // 40.1 % (946 of 2,357; …)
/// Console.WriteLine(table.Find("ann")?.MeanValue);  // 21.50
/// Console.WriteLine(table.Dropped);           // 12 orders merged into another of the same day
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class RfmTable<TCustomer> : IRendersHtml, IAdditionOperators<RfmTable<TCustomer>, RfmTable<TCustomer>, RfmTable<TCustomer>>
    where TCustomer : notnull
{
    private readonly CustomerIndex<TCustomer> _index;
    private readonly RfmColumns _columns;

    internal RfmTable(CustomerIndex<TCustomer> index, RfmColumns columns, DateOnly observedThrough, RfmPolicy policy, RfmDropped dropped)
    {
        _index = index;
        _columns = columns;
        ObservedThrough = observedThrough;
        Policy = policy;
        Dropped = dropped;
    }

    /// <summary>The last day observed, at which every age ends.</summary>
    public DateOnly ObservedThrough { get; }

    /// <summary>What the columns count.</summary>
    public RfmPolicy Policy { get; }

    /// <summary>What was left out or merged.</summary>
    public RfmDropped Dropped { get; }

    /// <summary>How many customers there are.</summary>
    [JsonIgnore]
    public int Count => _columns.Count;

    /// <summary>The frequency of every customer: purchases after the first.</summary>
    [JsonIgnore]
    public ReadOnlySpan<int> Frequencies => _columns.Frequency;

    /// <summary>The recency of every customer: days from the first purchase to the last.</summary>
    [JsonIgnore]
    public ReadOnlySpan<int> Recencies => _columns.Recency;

    /// <summary>The age of every customer: days from the first purchase to the last day observed.</summary>
    [JsonIgnore]
    public ReadOnlySpan<int> Ages => _columns.Age;

    /// <summary>The number of orders of every customer.</summary>
    [JsonIgnore]
    public ReadOnlySpan<int> OrderCounts => _columns.Orders;

    /// <summary>The customers with at least one repeat purchase, of all customers of the table.</summary>
    [JsonIgnore]
    public Proportion RepeatRate
    {
        get
        {
            long repeat = 0;
            foreach (var frequency in _columns.Frequency)
            {
                repeat += frequency > 0 ? 1 : 0;
            }

            return new(repeat, Count);
        }
    }

    /// <summary>The sum of all orders of the table, exact.</summary>
    /// <exception cref="OverflowException">The sum exceeds what a decimal can hold.</exception>
    [JsonIgnore]
    public decimal Spend => _columns.Spend.Sum(0, Count);

    /// <summary>Why <see cref="RepeatRate"/> has no value; null when it has one.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Count == 0 ? "there are no customers" : null;

    /// <summary>A customer by position. Positions follow the keys for whole numbers, and the first rows otherwise.</summary>
    /// <param name="position">The position, from 0.</param>
    /// <returns>The customer's row.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is not below <see cref="Count"/>.</exception>
    public RfmRow<TCustomer> At(int position)
    {
        if ((uint)position >= (uint)Count)
        {
            throw Guard.OutOfRange(nameof(position), position, $"There are {Text.Count(Count)} customers, counted from 0");
        }

        var (valued, count) = Valued(position);
        return new(_index[position], _columns.Frequency[position], _columns.Recency[position], _columns.Age[position], _columns.Orders[position], _columns.Spend[position], valued, count);
    }

    /// <summary>Looks a customer up.</summary>
    /// <param name="customer">The key.</param>
    /// <returns>The customer's row; null when the table does not have the customer.</returns>
    public RfmRow<TCustomer>? Find(TCustomer customer) => _index.TryFind(customer, out var position) ? At(position) : null;

    /// <summary>All customers, by position.</summary>
    /// <returns>Their rows.</returns>
    public IEnumerable<RfmRow<TCustomer>> Rows()
    {
        for (var position = 0; position < Count; position++)
        {
            yield return At(position);
        }
    }

    /// <summary>Writes the mean value of every customer, by position, for models: NaN where there is none.</summary>
    /// <param name="values">Where they go; <see cref="Count"/> of them.</param>
    /// <exception cref="ArgumentException">There is room for another number of values.</exception>
    public void CopyMeanValues(Span<double> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"There is room for {Text.Count(values.Length)} values; there are {Text.Count(Count)} customers.", nameof(values));
        }

        var spend = _columns.Spend;
        if (!spend.IsScaled)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var (valued, count) = Valued(i);
                values[i] = count == 0 ? double.NaN : (double)valued / count;
            }

            return;
        }

        // Below 2^53 both conversions are exact and the quotient is rounded twice at most.
        var power = Math.Pow(10, spend.Scale);
        var sums = spend.Scaled;
        var first = _columns.FirstPurchase is { } f ? f.Scaled : default;
        for (var i = 0; i < values.Length; i++)
        {
            var count = ValuedCount(i);
            values[i] = count == 0 ? double.NaN : (sums[i] - (first.IsEmpty ? 0 : first[i])) / power / count;
        }
    }

    /// <summary>What the biggest spenders contribute, by an exact selection that is faster than ranking everybody.</summary>
    /// <param name="fraction">The part of the customers, inside (0..1]: 0.10 for the top 10 %. It is rounded up to whole customers.</param>
    /// <returns>Their number, share and ratio of means; undefined without customers or spend.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not inside (0..1].</exception>
    public TopSpenders Top(double fraction) => TopSelection.Of(_columns.Spend, fraction);

    /// <summary>How unevenly the spend is spread over the customers of the table.</summary>
    /// <returns>The concentration.</returns>
    public SpendConcentration SpendConcentration()
    {
        var spend = new double[Count];
        for (var i = 0; i < spend.Length; i++)
        {
            spend[i] = (double)_columns.Spend[i];
        }

        return Metrics.Orders.SpendConcentration.FromValues(spend);
    }

    /// <summary>The distinct combinations of frequency, recency and age with their number of customers: all that models of repeat buying need to know of the customers.</summary>
    /// <param name="unit">The unit in which the history gives times; days unless told.</param>
    /// <returns>The history.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="unit"/> has no length.</exception>
    public PurchaseHistory PurchaseHistory(PeriodLength? unit = null) => Metrics.Orders.PurchaseHistory.Of(_columns.Frequency, _columns.Recency, _columns.Age, unit ?? PeriodLength.Day);

    /// <summary>Adds the tables of disjoint customers, made with one policy and one last day.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The table of all customers.</returns>
    /// <exception cref="ArgumentNullException">A table is null.</exception>
    /// <exception cref="ArgumentException">The tables differ in policy or last day, or have a customer in common.</exception>
    public static RfmTable<TCustomer> operator +(RfmTable<TCustomer> left, RfmTable<TCustomer> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Policy != right.Policy || left.ObservedThrough != right.ObservedThrough)
        {
            throw new ArgumentException("The tables were made with different policies or last days observed, so they do not count the same.", nameof(right));
        }

        TCustomer[] keys = [.. left.Customers, .. right.Customers];
        var ids = new int[keys.Length];
        var index = CustomerIndex.Build<TCustomer>(keys, ids);
        if (index.Count != keys.Length)
        {
            throw new ArgumentException("The tables have customers in common. Only tables of disjoint customers add; split the orders by customer.", nameof(right));
        }

        var order = new List<int>(new int[ids.Length]);
        for (var row = 0; row < ids.Length; row++)
        {
            order[ids[row]] = row;
        }

        var (a, b) = (left._columns, right._columns);
        var both = new RfmColumns(
            [.. a.Frequency, .. b.Frequency],
            [.. a.Recency, .. b.Recency],
            [.. a.Age, .. b.Age],
            [.. a.Orders, .. b.Orders],
            AmountColumn.Concat(a.Spend, b.Spend),
            a.FirstPurchase is null ? null : AmountColumn.Concat(a.FirstPurchase, b.FirstPurchase!));
        return new(index, both.Only(order), left.ObservedThrough, left.Policy, left.Dropped + right.Dropped);
    }

    internal TCustomer KeyAt(int position) => _index[position];

    private (decimal Sum, int Count) Valued(int position)
    {
        var sum = _columns.Spend[position];
        return (_columns.FirstPurchase is { } first ? sum - first[position] : sum, ValuedCount(position));
    }

    private int ValuedCount(int position) => Policy.MeanValue switch
    {
        RfmMeanValue.RepeatPurchases => _columns.Frequency[position],
        RfmMeanValue.EveryPurchase => _columns.Frequency[position] + 1,
        _ => _columns.Orders[position],
    };
}
