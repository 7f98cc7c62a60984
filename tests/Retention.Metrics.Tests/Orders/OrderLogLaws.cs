using Retention.Metrics.Orders;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Orders;

public class OrderLogLaws
{
    private static readonly Period All = new(DateOnly.MinValue, DateOnly.MaxValue);

    [Property]
    public void The_order_of_the_rows_changes_nothing(AnyOrders orders)
    {
        var (log, other) = (Log(orders.Rows), Log(orders.Rows.Reverse()));
        Assert.Equal(log.ToString(), other.ToString());
        Assert.Equal(log.Cohorts(Granularity.Month, new(2027, 1, 31)), other.Cohorts(Granularity.Month, new(2027, 1, 31)));
        Assert.Equal(log.RepeatPurchaseRate(All), other.RepeatPurchaseRate(All));
        Assert.Equal(log.RepeatWithin(30, new(2025, 1, 1)), other.RepeatWithin(30, new(2025, 1, 1)));
    }

    [Property]
    public void Any_split_of_the_customers_adds_up(AnyOrders orders)
    {
        var (odd, even, whole) = (Log(orders.Rows.Where(r => r.Customer % 2 == 1)), Log(orders.Rows.Where(r => r.Customer % 2 == 0)), Log(orders.Rows));
        var (through, year) = (new DateOnly(2026, 12, 31), Period.Year(2024));
        Assert.Equal(whole.Revenue, odd.Revenue + even.Revenue);
        Assert.Equal(whole.RepeatPurchaseRate(year), odd.RepeatPurchaseRate(year) + even.RepeatPurchaseRate(year));
        Assert.Equal(whole.RepeatWithin(60, through), odd.RepeatWithin(60, through) + even.RepeatWithin(60, through));
        Assert.Equal(whole.Retention(Period.Month(2024, 1), Period.Month(2024, 2), new(2024, 2, 29)).RetentionRate.Evidence ?? default, (odd.Retention(Period.Month(2024, 1), Period.Month(2024, 2), new(2024, 2, 29)).RetentionRate.Evidence ?? default) + (even.Retention(Period.Month(2024, 1), Period.Month(2024, 2), new(2024, 2, 29)).RetentionRate.Evidence ?? default));
    }

    [Property]
    public void The_log_agrees_with_the_rows_counted_by_hand(AnyOrders orders)
    {
        var (log, year) = (Log(orders.Rows), Period.Year(2024));
        foreach (var counting in Enum.GetValues<OrderCounting>())
        {
            Assert.Equal(RepeatPurchaseRate.FromOrders(orders.Rows, r => r.Customer, r => r.Day, year, counting), log.RepeatPurchaseRate(year, counting));
        }

        Assert.Equal(orders.Rows.Where(r => year.Contains(r.Day)).Select(r => r.Customer).Distinct().Order(), log.BuyersIn(year).Order());
        Assert.Equal(log.RepeatPurchaseRate(year).Evidence.Count, log.RepeatBuyersIn(year).Count);
    }

    [Property]
    public void A_longer_window_never_has_a_smaller_share_of_the_same_customers(AnyOrders orders)
    {
        var log = Log(orders.Rows);
        var long90 = log.RepeatWithin(90, new(2030, 1, 1));
        var short30 = log.RepeatWithin(30, new(2030, 1, 1));
        Assert.Equal(long90.Total, short30.Total);
        Assert.True(long90.Count >= short30.Count);
    }

    private static OrderLog<int> Log(IEnumerable<SampleOrder> rows) => OrderLog.From(rows, r => r.Customer, r => r.Day, r => r.Amount);
}
