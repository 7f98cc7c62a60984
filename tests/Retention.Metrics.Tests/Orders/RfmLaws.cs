using Retention.Metrics.Orders;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Orders;

public class RfmLaws
{
    private static readonly DateOnly Through = new(2024, 12, 31);

    [Property]
    public void Any_split_of_the_customers_adds_up(AnyOrders orders)
    {
        var (odd, even, whole) = (Log(orders.Rows.Where(r => r.Customer % 2 == 1)), Log(orders.Rows.Where(r => r.Customer % 2 == 0)), Log(orders.Rows));
        var sum = odd.Rfm(Through) + even.Rfm(Through);
        Assert.Equal(whole.Rfm(Through).Rows(), sum.Rows());
        Assert.Equal(whole.Rfm(Through).Dropped, sum.Dropped);
        Assert.Equal(whole.Rfm(Through).PurchaseHistory(PeriodLength.Week), odd.Rfm(Through).PurchaseHistory(PeriodLength.Week) + even.Rfm(Through).PurchaseHistory(PeriodLength.Week));
        Assert.Equal(whole.PurchaseIntervals(Through), odd.PurchaseIntervals(Through) + even.PurchaseIntervals(Through));
        Assert.Equal(whole.TenureSpendGrowth((0, 90), (90, 180), Through), odd.TenureSpendGrowth((0, 90), (90, 180), Through) + even.TenureSpendGrowth((0, 90), (90, 180), Through));
        Assert.Equal(whole.TenureSpendProfile(Period.Year(2024), 0, 30), odd.TenureSpendProfile(Period.Year(2024), 0, 30) + even.TenureSpendProfile(Period.Year(2024), 0, 30));
        var thresholds = RfmSegmentation.Thresholds([30, 90, 180, 365], [1, 2, 3, 5], [10m, 100m, 1_000m, 10_000m]);
        Assert.Equal(whole.Rfm(Through).Segments(thresholds), odd.Rfm(Through).Segments(thresholds) + even.Rfm(Through).Segments(thresholds));
    }

    [Property]
    public void The_order_of_the_rows_changes_nothing(AnyOrders orders)
    {
        var (log, other) = (Log(orders.Rows), Log(orders.Rows.Reverse()));
        Assert.Equal(log.Rfm(Through).Rows(), other.Rfm(Through).Rows());
        Assert.Equal(log.Rfm(Through, RfmPolicy.EveryOrder).Rows(), other.Rfm(Through, RfmPolicy.EveryOrder).Rows());
        Assert.Equal(log.Rfm(Through).Segments(RfmSegmentation.Quantiles()), other.Rfm(Through).Segments(RfmSegmentation.Quantiles()));
    }

    [Property]
    public void Netted_refunds_leave_what_was_paid(AnyOrders orders)
    {
        var options = OrderLogOptions.Default with { Refunds = RefundTreatment.Net };
        var rows = orders.Rows.SelectMany((r, i) => i % 3 == 0 ? [r, r with { Amount = -r.Amount / 2 }] : (SampleOrder[])[r]).ToList();
        var log = OrderLog.From(rows, r => r.Customer, r => r.Day, r => r.Amount, options);
        var other = OrderLog.From(Enumerable.Reverse(rows), r => r.Customer, r => r.Day, r => r.Amount, options);
        Assert.Equal(rows.Sum(r => r.Amount), log.Revenue - log.Refunds.SetAside);
        Assert.Equal(log.Refunds, other.Refunds);
        Assert.Equal(log.Rfm(Through).Rows(), other.Rfm(Through).Rows());
    }

    [Property]
    public void The_table_agrees_with_the_rows_counted_by_hand(AnyOrders orders)
    {
        var table = Log(orders.Rows).Rfm(Through);
        var byHand = orders.Rows.Where(r => r.Day <= Through).GroupBy(r => r.Customer).OrderBy(g => g.Key).Select(g => (
            g.Key,
            g.Select(r => r.Day).Distinct().Count() - 1,
            g.Max(r => r.Day).DayNumber - g.Min(r => r.Day).DayNumber,
            Through.DayNumber - g.Min(r => r.Day).DayNumber,
            g.Sum(r => r.Amount)));
        Assert.Equal(byHand, table.Rows().Select(r => (r.Customer, r.Frequency, r.Recency, r.Age, r.Spend)));
        Assert.Equal(orders.Rows.Count, table.Rows().Sum(r => r.Orders) + table.Dropped.OrdersAfterCutOff);
    }

    // Rows enough for several threads, in time order and shuffled, dense keys and sparse ones, and a calendar too wide for large buckets.
    [Theory]
    [InlineData(false, 1, 1)]
    [InlineData(true, 1, 1)]
    [InlineData(true, 1_000_003, 1)]
    [InlineData(false, 1, 4_000)]
    public void Threads_change_nothing(bool shuffled, int keyFactor, int dayFactor)
    {
        const int Rows = 2_100_000;
        var (customers, days, cents) = (new int[Rows], new int[Rows], new long[Rows]);
        uint state = 7;
        for (var row = 0; row < Rows; row++)
        {
            state = unchecked((state * 1_664_525) + 1_013_904_223);
            customers[row] = (int)(state >> 14) % 2_000 * keyFactor;
            days[row] = (shuffled ? (int)(state >> 7) % 700 : row / 3_000) * dayFactor;
            cents[row] = state >> 20;
        }

        var (one, three) = (Table(1), Table(3));
        Assert.True(one.Frequencies.SequenceEqual(three.Frequencies));
        Assert.True(one.Recencies.SequenceEqual(three.Recencies));
        Assert.True(one.Ages.SequenceEqual(three.Ages));
        Assert.Equal(one.Top(0.1), three.Top(0.1));
        Assert.Equal(cents.Sum() / 100m, one.Spend);
        Assert.Equal(Rows, one.Rows().Sum(r => r.Orders));
        Assert.Equal(days.Zip(customers).Distinct().Count() - one.Count, one.Rows().Sum(r => r.Frequency));

        RfmTable<int> Table(int threads) =>
            OrderLog.From<int>(customers, OrderDates.EpochDays(days), OrderAmounts.MinorUnits(cents), OrderLogOptions.Default with { MaxThreads = threads }).Rfm(DateOnly.MaxValue);
    }

    private static OrderLog<int> Log(IEnumerable<SampleOrder> rows) => OrderLog.From(rows, r => r.Customer, r => r.Day, r => r.Amount);
}
