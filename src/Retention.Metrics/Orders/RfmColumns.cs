using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>The columns of an RFM table, one row for each customer in it.</summary>
/// <param name="Frequency">Purchases after the first.</param>
/// <param name="Recency">Days from the first purchase to the last.</param>
/// <param name="Age">Days from the first purchase to the last day observed.</param>
/// <param name="Orders">Orders.</param>
/// <param name="Spend">The sum of the orders.</param>
/// <param name="FirstPurchase">The sum of the orders of the first purchase; null when the policy does not ask for it.</param>
internal sealed record RfmColumns(int[] Frequency, int[] Recency, int[] Age, int[] Orders, AmountColumn Spend, AmountColumn? FirstPurchase)
{
    public int Count => Frequency.Length;

    /// <summary>The same columns with some of the rows, in their order.</summary>
    public RfmColumns Only(List<int> rows)
    {
        T[] Pick<T>(T[] column) => rows.ConvertAll(row => column[row]).ToArray();
        return new(Pick(Frequency), Pick(Recency), Pick(Age), Pick(Orders), Spend.Only(rows), FirstPurchase?.Only(rows));
    }
}

/// <summary>Counts the purchases of each customer. Threads take stretches of customers; sums are of whole numbers, so the result does not depend on who took which.</summary>
internal static class RfmCounting
{
    private const int CustomersPerPiece = 1 << 15;
    private const int NotInTable = -1;

    public static (RfmColumns Columns, List<int>? Kept, RfmDropped Dropped) Of(OrderColumns orders, DateOnly observedThrough, RfmPolicy policy, int threads)
    {
        var n = orders.Customers;
        var columns = new RfmColumns(New(n), New(n), New(n), New(n), orders.Amounts.Empty(n), policy.MeanValue == RfmMeanValue.RepeatPurchases ? orders.Amounts.Empty(n) : null);
        var (scaled, fits) = orders.Amounts.IsScaled ? Count<long, WholeSum>(orders, orders.Amounts.ScaledArray, columns, columns.Spend.ScaledArray, columns.FirstPurchase?.ScaledArray, observedThrough, policy, threads) : default;
        if (!fits)
        {
            // A customer's sum passed 64 bits, or the amounts are decimals.
            columns = columns with { Spend = new(new decimal[n]), FirstPurchase = columns.FirstPurchase is null ? null : new(new decimal[n]) };
            scaled = Count<decimal, DecimalSum>(orders, orders.Amounts.AsDecimals(), columns, columns.Spend.DecimalArray, columns.FirstPurchase?.DecimalArray, observedThrough, policy, threads).Dropped;
        }

        if (scaled.CustomersAfterCutOff + scaled.CustomersAcquiredOutside == 0)
        {
            return (columns, null, scaled);
        }

        var kept = new List<int>();
        for (var customer = 0; customer < n; customer++)
        {
            if (columns.Frequency[customer] != NotInTable)
            {
                kept.Add(customer);
            }
        }

        return (columns.Only(kept), kept, scaled);
    }

    private static int[] New(int length) => GC.AllocateUninitializedArray<int>(length);

    private static (RfmDropped Dropped, bool Fits) Count<T, TSum>(OrderColumns orders, T[] amounts, RfmColumns columns, T[] spend, T[]? firstPurchase, DateOnly observedThrough, RfmPolicy policy, int threads)
        where T : struct
        where TSum : struct, ISum<T>
    {
        var pieces = ((orders.Customers - 1) / CustomersPerPiece) + 1;
        var dropped = new RfmDropped[pieces];
        var fits = new bool[pieces];
        var question = new Question(observedThrough.DayNumber, policy.Counting == OrderCounting.DistinctDays, policy.IgnoreZeroAmounts, policy.AcquiredIn?.Start.DayNumber ?? int.MinValue, policy.AcquiredIn?.End.DayNumber ?? int.MaxValue);
        Workers.Run(threads, pieces, (_, source) =>
        {
            while (source.TryTake(out var piece))
            {
                var end = Math.Min(orders.Customers, (piece + 1) * CustomersPerPiece);
                dropped[piece] = Piece<T, TSum>(orders, amounts, piece * CustomersPerPiece, end, question, columns, spend, firstPurchase, out fits[piece]);
            }
        });
        var total = default(RfmDropped);
        foreach (var part in dropped)
        {
            total += part;
        }

        return (total, Array.TrueForAll(fits, f => f));
    }

    private static RfmDropped Piece<T, TSum>(OrderColumns orders, T[] amounts, int from, int to, Question question, RfmColumns columns, T[] spend, T[]? firstPurchase, out bool fits)
        where T : struct
        where TSum : struct, ISum<T>
    {
        unchecked
        {
            long after = 0, nobody = 0, outside = 0, ofOthers = 0, zeros = 0, merged = 0;
            fits = true;
            for (var customer = from; customer < to; customer++)
            {
                var days = orders.DaysOf(customer);
                var values = amounts.AsSpan(orders.FirstRowOf(customer), days.Length);
                var inside = days.Length;
                while (inside > 0 && days[inside - 1] > question.LastDay)
                {
                    inside--;
                }

                after += days.Length - inside;
                columns.Frequency[customer] = NotInTable;
                if (inside == 0)
                {
                    nobody++;
                    continue;
                }

                if (days[0] < question.AcquiredFrom || days[0] >= question.AcquiredBefore)
                {
                    outside++;
                    ofOthers += inside;
                    continue;
                }

                var (sum, first) = (default(TSum), default(TSum));
                var (purchases, counted, firstDay, lastDay) = (0, 0, 0, -1);
                for (var i = 0; i < inside; i++)
                {
                    if (question.IgnoresZero && TSum.IsZero(values[i]))
                    {
                        continue;
                    }

                    var day = days[i];
                    counted++;
                    purchases += day != lastDay || !question.MergesDays ? 1 : 0;
                    firstDay = counted == 1 ? day : firstDay;
                    lastDay = day;
                    sum.Add(values[i]);
                    if (purchases == 1)
                    {
                        first.Add(values[i]);
                    }
                }

                zeros += inside - counted;
                if (counted == 0)
                {
                    nobody++;
                    continue;
                }

                merged += counted - purchases;
                columns.Frequency[customer] = purchases - 1;
                columns.Recency[customer] = lastDay - firstDay;
                columns.Age[customer] = question.LastDay - firstDay;
                columns.Orders[customer] = counted;
                spend[customer] = sum.Value;
                if (firstPurchase is not null)
                {
                    firstPurchase[customer] = first.Value;
                }

                fits &= sum.Fits;
            }

            return new(after, nobody, outside, ofOthers, zeros, merged);
        }
    }

    private interface ISum<T>
        where T : struct
    {
        T Value { get; }

        bool Fits { get; }

        void Add(T amount);

        static abstract bool IsZero(T amount);
    }

    private readonly record struct Question(int LastDay, bool MergesDays, bool IgnoresZero, int AcquiredFrom, int AcquiredBefore);

    /// <summary>Amounts of zero and more: a sum that passes 64 bits is negative at the amount that makes it pass.</summary>
    private struct WholeSum : ISum<long>
    {
        private long _worst;

        public long Value { get; private set; }

        public readonly bool Fits => _worst >= 0;

        public static bool IsZero(long amount) => amount == 0;

        public void Add(long amount) => _worst |= Value = unchecked(Value + amount);
    }

    private struct DecimalSum : ISum<decimal>
    {
        public decimal Value { get; private set; }

        public readonly bool Fits => true;

        public static bool IsZero(decimal amount) => amount == 0;

        public void Add(decimal amount) => Value += amount;
    }
}
