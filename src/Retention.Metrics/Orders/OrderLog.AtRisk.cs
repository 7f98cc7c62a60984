using System.Runtime.InteropServices;
using Retention.Metrics.Risk;

namespace Retention.Metrics.Orders;

public sealed partial class OrderLog<TCustomer>
{
    /// <summary>The customers who are overdue: silent for longer than usual between their orders, the latest against their own habit first.</summary>
    /// <param name="asOf">The day of the list: silence is counted to it, and later orders are not looked at.</param>
    /// <param name="policy">What is usual, and what is too long; <see cref="AtRiskPolicy.Default"/> unless told.</param>
    /// <returns>The list; undefined, and saying why, when nobody could be judged.</returns>
    /// <remarks>
    /// Intervals are between purchase days: two orders of a day are one purchase. The usual interval is the quantile of the customer's completed intervals, the least length that
    /// at least so many do not exceed; with too few, that of the completed intervals of all customers.
    /// </remarks>
    /// <example>
    /// <code>
    /// AtRiskList&lt;string&gt; overdue = orders.AtRisk(asOf: new(2026, 6, 30), new AtRiskPolicy(factor: 1.5, lostAfter: 6));
    /// </code>
    /// </example>
    public AtRiskList<TCustomer> AtRisk(DateOnly asOf, AtRiskPolicy? policy = null)
    {
        policy ??= AtRiskPolicy.Default;
        var population = PurchaseIntervals(asOf).Quantile(policy.Quantile);
        var overdue = new List<AtRiskCustomer<TCustomer>>();
        var (onTime, lost, notJudged) = (0L, 0L, 0L);
        var intervals = new List<int>();
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            var (last, orders) = Intervals(customer, asOf.DayNumber, intervals);
            if (last < 0)
            {
                continue;
            }

            var own = intervals.Count >= policy.MinimumIntervals;
            if ((own ? QuantileOf(intervals, policy.Quantile) : population) is not { } usual)
            {
                notJudged++;
                continue;
            }

            var silent = asOf.DayNumber - last;
            if (silent <= policy.Factor * usual)
            {
                onTime++;
            }
            else if (silent > policy.LostAfter * usual)
            {
                lost++;
            }
            else
            {
                var first = _columns.FirstRowOf(customer);
                overdue.Add(new(_index[customer], DateOnly.FromDayNumber(last), silent, intervals.Count, usual, own ? IntervalBasis.Own : IntervalBasis.Population, _columns.Amounts.Sum(first, first + orders)));
            }
        }

        // Stable, so that equal customers stay in the order of the log.
        return new(asOf, policy, [.. overdue.OrderByDescending(c => c.Lateness).ThenByDescending(c => c.Spend)], onTime, lost, notJudged, population);
    }

    /// <summary>The last order of a customer by a day, −1 without one, how many there are, and the intervals between purchase days.</summary>
    private (int Last, int Orders) Intervals(int customer, int through, List<int> intervals)
    {
        intervals.Clear();
        var (last, orders) = (-1, 0);
        foreach (var day in _columns.DaysOf(customer))
        {
            if (day > through)
            {
                break;
            }

            if (last >= 0 && day > last)
            {
                intervals.Add(day - last);
            }

            (last, orders) = (day, orders + 1);
        }

        return (last, orders);
    }

    private static int QuantileOf(List<int> intervals, double probability)
    {
        CollectionsMarshal.AsSpan(intervals).Sort();
        return intervals[(int)Math.Max(1, Math.Ceiling(probability * intervals.Count)) - 1];
    }
}
