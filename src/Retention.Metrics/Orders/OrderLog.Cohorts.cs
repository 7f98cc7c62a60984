using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Orders;

public sealed partial class OrderLog<TCustomer>
{
    /// <summary>Revenue by cohort: for each period of a first order, what those customers spent 0, 1, 2 … periods later, and the value per customer so far.</summary>
    /// <param name="granularity">How the calendar is cut into cohorts and offsets.</param>
    /// <param name="observedThrough">The last day that the log covers. A period that has not ended by then is not observed.</param>
    /// <returns>The table; without rows when no period with orders has ended.</returns>
    /// <exception cref="InvalidOperationException">The table would have more than 25 million cells: a date is wrong, or the granularity too fine.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    /// <example>
    /// <code>
    /// Console.WriteLine(orders.RevenueCohorts(Granularity.Quarter, observedThrough: new(2026, 6, 30)).ToMarkdown());
    /// </code>
    /// </example>
    public RevenueCohortTable RevenueCohorts(Granularity granularity, DateOnly observedThrough)
    {
        var last = granularity.IndexOf(observedThrough);
        last = observedThrough == DateOnly.MaxValue || granularity.IndexOf(observedThrough.AddDays(1)) == last ? last - 1 : last;
        if (OrderCount == 0 || granularity.IndexOf(DateOnly.FromDayNumber(_columns.FirstDay)) is var first && first > last)
        {
            return new([], [], [], []);
        }

        var count = last - first + 1;
        CohortLimit.Check(granularity, count, count, DateOnly.FromDayNumber(_columns.FirstDay), observedThrough);
        var sizes = new long[count];
        var buyers = Enumerable.Range(0, count).Select(row => new long[count - row]).ToArray();
        var revenue = Enumerable.Range(0, count).Select(row => new decimal[count - row]).ToArray();
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            var days = _columns.DaysOf(customer);
            var cohort = granularity.IndexOf(DateOnly.FromDayNumber(days[0])) - first;
            if (cohort >= count)
            {
                continue;
            }

            sizes[cohort]++;
            for (var row = 0; row < days.Length;)
            {
                // The orders of one period lie side by side.
                var period = granularity.IndexOf(DateOnly.FromDayNumber(days[row])) - first;
                var end = row + 1;
                while (end < days.Length && (days[end] == days[row] || granularity.IndexOf(DateOnly.FromDayNumber(days[end])) - first == period))
                {
                    end++;
                }

                if (period < count)
                {
                    buyers[cohort][period - cohort]++;
                    revenue[cohort][period - cohort] += _columns.Amounts.Sum(_columns.FirstRowOf(customer) + row, _columns.FirstRowOf(customer) + end);
                }

                row = end;
            }
        }

        return new([.. Enumerable.Range(first, count).Select(granularity.PeriodAt)], sizes, buyers, revenue);
    }
}
