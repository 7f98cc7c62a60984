using System.Runtime.InteropServices;

namespace Retention.Metrics.Orders;

/// <summary>What the repeat measures need of each customer's orders: whether one lies in the period, and whether there are two, inside it or ever.</summary>
internal static class OrderTally
{
    /// <summary>How many customers ordered inside the period, how many of them twice inside it, and how many twice in all.</summary>
    public static (long Buyers, long Repeaters, long Returning) Of<TOrder, TCustomer>(
        IEnumerable<TOrder> orders, Func<TOrder, TCustomer> customer, Func<TOrder, DateOnly> date, Period period, DateOnly lastKnown, OrderCounting counting)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(date);
        Guard.Defined(counting);
        var states = new Dictionary<TCustomer, State>();
        foreach (var order in orders)
        {
            var day = date(order);
            if (day > lastKnown)
            {
                continue;
            }

            var key = customer(order) ?? throw new ArgumentException("The customer of an order was null.", nameof(customer));
            ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(states, key, out _);
            state.Add(day, period.Contains(day), counting);
        }

        long buyers = 0;
        long repeaters = 0;
        long returning = 0;
        foreach (var state in states.Values)
        {
            if (state.OrderedInside)
            {
                buyers++;
                repeaters += state.TwiceInside ? 1 : 0;
                returning += state.Twice ? 1 : 0;
            }
        }

        return (buyers, repeaters, returning);
    }

    /// <summary>The first day seen, ever and inside the period, and whether a second purchase followed. Two days suffice, in whatever order they come.</summary>
    private struct State
    {
        private DateOnly _first;
        private DateOnly _firstInside;
        private bool _ordered;

        public bool OrderedInside { get; private set; }

        public bool Twice { get; private set; }

        public bool TwiceInside { get; private set; }

        public void Add(DateOnly day, bool inside, OrderCounting counting)
        {
            Twice |= _ordered && (counting == OrderCounting.EveryOrder || day != _first);
            if (!_ordered)
            {
                (_ordered, _first) = (true, day);
            }

            if (!inside)
            {
                return;
            }

            TwiceInside |= OrderedInside && (counting == OrderCounting.EveryOrder || day != _firstInside);
            if (!OrderedInside)
            {
                (OrderedInside, _firstInside) = (true, day);
            }
        }
    }
}
