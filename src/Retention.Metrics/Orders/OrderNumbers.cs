using System.Runtime.CompilerServices;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>The number of each row's customer while a log is built. Nearly consecutive whole numbers are their own numbers, counted from the least; those without orders are closed up afterwards.</summary>
internal static class OrderNumbers
{
    public static OrderNumbers<TCustomer> Of<TCustomer>(ReadOnlySpan<TCustomer> customers)
        where TCustomer : notnull
    {
        if (typeof(TCustomer) == typeof(int))
        {
            var keys = Unsafe.BitCast<ReadOnlySpan<TCustomer>, ReadOnlySpan<int>>(customers);
            var (least, greatest) = Extremes.Of(keys);
            var slots = (long)greatest - least + 1;
            if (customers.Length > 0 && slots <= Math.Max(4096, 2L * customers.Length))
            {
                return new(keys, least, (int)slots, (CustomerIndex<TCustomer>)(object)new DenseIndex<int>(least, (int)slots));
            }
        }

        var ids = GC.AllocateUninitializedArray<int>(customers.Length);
        var index = CustomerIndex.Build(customers, ids);
        return new(ids, 0, index.Count, index);
    }
}

/// <summary>Numbers, the least of them, how many there may be, and the way back to the keys.</summary>
internal readonly ref struct OrderNumbers<TCustomer>(ReadOnlySpan<int> ids, int least, int slots, CustomerIndex<TCustomer> index)
    where TCustomer : notnull
{
    public ReadOnlySpan<int> Ids { get; } = ids;

    public int Least { get; } = least;

    public int Slots { get; } = slots;

    public CustomerIndex<TCustomer> Index { get; } = index;

    /// <summary>An index of some of the numbers, in their order.</summary>
    public CustomerIndex<TCustomer> IndexOf(List<int> used)
    {
        var keys = new TCustomer[used.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Index[used[i]];
        }

        return CustomerIndex.Build<TCustomer>(keys, new int[keys.Length]);
    }
}
