using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>Takes the negative amounts out of sorted orders: sets them aside, or off the customer's latest earlier orders.</summary>
internal static class OrderRefunds
{
    private static readonly Comparer<(int Day, decimal Amount, bool Refunded)> ByAmount = Comparer<(int Day, decimal Amount, bool Refunded)>.Create((a, b) => a.Amount.CompareTo(b.Amount));

    public static (OrderColumns Columns, RefundSummary Summary) Apply(OrderColumns columns, RefundTreatment treatment)
    {
        if (treatment == RefundTreatment.Refuse || !HasRefunds(columns.Amounts))
        {
            return (columns, default);
        }

        var starts = new int[columns.Customers + 1];
        var days = new List<int>(columns.Orders);
        var amounts = new AmountColumnBuilder(columns.Orders);
        var open = new List<(int Day, decimal Amount, bool Refunded)>();
        var total = default(RefundSummary);
        for (var customer = 0; customer < columns.Customers; customer++)
        {
            open.Clear();
            total += Walk(columns, customer, treatment, open);
            foreach (var (day, amount, refunded) in open)
            {
                if (!(refunded && amount == 0))
                {
                    days.Add(day);
                    amounts.Add(amount);
                }
            }

            starts[customer + 1] = days.Count;
        }

        var (first, last) = Extremes.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(days));
        return (new(starts, [.. days], amounts.Build(), first, last), total);
    }

    private static bool HasRefunds(AmountColumn amounts)
    {
        if (amounts.IsScaled)
        {
            foreach (var amount in amounts.Scaled)
            {
                if (amount < 0)
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var amount in amounts.Decimals)
        {
            if (amount < 0)
            {
                return true;
            }
        }

        return false;
    }

    private static RefundSummary Walk(OrderColumns columns, int customer, RefundTreatment treatment, List<(int Day, decimal Amount, bool Refunded)> open)
    {
        var days = columns.DaysOf(customer);
        var first = columns.FirstRowOf(customer);
        var total = default(RefundSummary);
        for (var i = 0; i < days.Length;)
        {
            // A day's refunds come after its orders, in whatever order the rows came.
            var end = i;
            var firstOfDay = open.Count;
            while (end < days.Length && days[end] == days[i])
            {
                if (columns.Amounts[first + end] is >= 0 and var amount)
                {
                    open.Add((days[i], amount, false));
                }

                end++;
            }

            // By amount, so that the order of a day's rows does not decide which of its orders is refunded.
            open.Sort(firstOfDay, open.Count - firstOfDay, ByAmount);
            for (var row = i; row < end; row++)
            {
                if (columns.Amounts[first + row] is < 0 and var refund)
                {
                    total += treatment == RefundTreatment.Net ? TakeOff(-refund, open) : new(1, -refund, 0, 0);
                }
            }

            i = end;
        }

        return total;
    }

    private static RefundSummary TakeOff(decimal refund, List<(int Day, decimal Amount, bool Refunded)> open)
    {
        var left = refund;
        long inFull = 0;
        for (var at = open.Count - 1; at >= 0 && left > 0; at--)
        {
            var (day, amount, _) = open[at];
            if (amount > 0)
            {
                var taken = Math.Min(left, amount);
                left -= taken;
                open[at] = (day, amount - taken, true);
                inFull += amount == taken ? 1 : 0;
            }
        }

        return new(1, refund, refund - left, inFull);
    }
}
