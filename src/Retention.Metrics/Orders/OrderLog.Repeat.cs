using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

public sealed partial class OrderLog<TCustomer>
{
    /// <summary>Revenue ÷ orders over the whole log.</summary>
    public AverageOrderValue AverageOrderValue => AverageOrderValue.FromTotals(Revenue, OrderCount);

    /// <summary>
    /// The repeat purchase rate: of the customers who ordered in a period, those who ordered at least twice in it.
    /// </summary>
    /// <param name="period">The period, for buyers and for their second purchase.</param>
    /// <param name="counting">Whether two orders of one day are two purchases; they are unless told.</param>
    /// <returns>The rate, with its counts; undefined if nobody ordered.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="counting"/> is not one of the enum.</exception>
    /// <example>
    /// <code>
    /// orders.RepeatPurchaseRate(Period.Year(2025))
    /// </code>
    /// </example>
    public RepeatPurchaseRate RepeatPurchaseRate(Period period, OrderCounting counting = OrderCounting.EveryOrder)
    {
        Guard.Defined(counting);
        var tally = Tally(period, period, counting);
        return Metrics.Orders.RepeatPurchaseRate.FromCounts(tally.Twice, tally.Buyers, period);
    }

    /// <summary>
    /// The returning customer rate: of the customers who ordered in a period, those who had ordered at least twice by a day, whenever the other order was.
    /// </summary>
    /// <param name="period">The period in which the customers ordered.</param>
    /// <param name="asOf">The last day whose orders are known; the end of the period for a figure that does not change later. A day inside the period cuts the period off.</param>
    /// <param name="counting">Whether two orders of one day are two purchases; they are unless told.</param>
    /// <returns>The rate, with its counts; undefined if nobody ordered.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="asOf"/> lies before the period, or <paramref name="counting"/> is not one of the enum.</exception>
    public ReturningCustomerRate ReturningCustomerRate(Period period, DateOnly asOf, OrderCounting counting = OrderCounting.EveryOrder)
    {
        Guard.Defined(counting);
        Metrics.Orders.ReturningCustomerRate.CheckAsOf(asOf, period);
        var known = new Period(DateOnly.MinValue, asOf == DateOnly.MaxValue ? asOf : asOf.AddDays(1));
        var tally = Tally(new(period.Start, known.End < period.End ? known.End : period.End), known, counting);
        return Metrics.Orders.ReturningCustomerRate.FromCounts(tally.Twice, tally.Buyers, period, asOf);
    }

    /// <summary>
    /// The share of customers who ordered again within a number of days of their first order. Only customers whose window has closed count, so recent customers
    /// do not pull the figure down.
    /// </summary>
    /// <param name="days">The length of the window; the day of the first order is day 0, and an order on day <paramref name="days"/> is inside.</param>
    /// <param name="observedThrough">The last day that the log covers.</param>
    /// <returns>Those who ordered on a later day of the window, of those whose window has closed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is below 1.</exception>
    public Proportion RepeatWithin(int days, DateOnly observedThrough)
    {
        if (days < 1)
        {
            throw Guard.OutOfRange(nameof(days), days, "A window must be at least 1 day");
        }

        long closed = 0;
        long repeated = 0;
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            var own = _columns.DaysOf(customer);
            if ((long)own[0] + days > observedThrough.DayNumber)
            {
                continue;
            }

            closed++;
            foreach (var day in own)
            {
                if (day > own[0])
                {
                    repeated += day - own[0] <= days ? 1 : 0;
                    break;
                }
            }
        }

        return new(repeated, closed);
    }

    /// <summary>How unevenly the revenue is spread over the customers: the Lorenz curve, the Gini coefficient and the share of the top spenders.</summary>
    /// <returns>The concentration of the spend of each customer over the whole log.</returns>
    /// <example>
    /// <code>
    /// TopSpenders top = orders.SpendConcentration().Top(0.10);
    /// </code>
    /// </example>
    public SpendConcentration SpendConcentration()
    {
        var spend = new double[CustomerCount];
        for (var customer = 0; customer < spend.Length; customer++)
        {
            spend[customer] = (double)_columns.SpendOf(customer);
        }

        return Metrics.Orders.SpendConcentration.FromValues(spend);
    }

    /// <summary>The same customers and days as a log of activity: an order is activity of its day.</summary>
    /// <returns>The log; it answers every question of <see cref="ActivityLog{TCustomer}"/> that needs no events.</returns>
    public ActivityLog<TCustomer> Activity()
    {
        var (slots, days) = _columns.Rows();
        var store = ActivityStore.Of(slots, _columns.Customers, days);
        return new(_index, new(store, null, Threads), OrderCount, null, RowNames.None, keepsRows: false);
    }

    /// <summary>
    /// The cohort table: for each period of a first order, how many customers ordered again 0, 1, 2 … periods later.
    /// </summary>
    /// <param name="granularity">How the calendar is cut into cohorts and offsets.</param>
    /// <param name="observedThrough">The last day that the log covers. A period that has not ended by then is not observed.</param>
    /// <param name="policy">Who enters and what "retained" means; <see cref="CohortPolicy.Default"/> unless told.</param>
    /// <returns>The table; without rows for an empty log.</returns>
    /// <example>
    /// <code>
    /// CohortTable monthly = orders.Cohorts(Granularity.Month, observedThrough: new(2026, 6, 30));
    /// </code>
    /// </example>
    public CohortTable Cohorts(Granularity granularity, DateOnly observedThrough, CohortPolicy? policy = null) => Activity().Cohorts(granularity, observedThrough, policy);

    private (long Buyers, long Twice) Tally(Period inside, Period known, OrderCounting counting)
    {
        long buyers = 0;
        long twice = 0;
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            var days = _columns.DaysOf(customer);
            if (CountIn(days, inside, OrderCounting.DistinctDays, atMost: 1) > 0)
            {
                buyers++;
                twice += CountIn(days, known, counting, atMost: 2) > 1 ? 1 : 0;
            }
        }

        return (buyers, twice);
    }
}
