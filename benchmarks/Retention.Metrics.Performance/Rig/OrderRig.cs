using System.Globalization;
using Retention.Metrics.Orders;

namespace Retention.Metrics.Performance.Rig;

/// <summary>W5 frequency, recency, age and mean value of every customer, the repeat rate and the share of the top 10 %. The days of the rig are counted from 0, taken here as 1970-01-01.</summary>
internal static class OrderRig
{
    private const int Days = 730;

    // The rig counts ages to the end of the last day.
    private static readonly DateOnly Through = DateOnly.FromDayNumber(719_162 + Days);

    private static readonly RfmPolicy Policy = RfmPolicy.BuyTillYouDie with { MeanValue = RfmMeanValue.EveryOrder };

    public static Func<string> Rfm(RigArguments arguments)
    {
        var (customers, days, amounts) = RigColumns.Orders(arguments);
        var options = OrderLogOptions.Default with { MaxThreads = arguments.Threads };
        return () =>
        {
            var orders = OrderLog.From<int>(customers, OrderDates.EpochDays(days), OrderAmounts.MultiplesOf(0.25m, amounts), options);
            var table = orders.Rfm(Through, Policy);
            return Checksum(table, table.RepeatRate, table.Top(0.10));
        };
    }

    private static string Checksum(RfmTable<int> table, Proportion repeat, TopSpenders top)
    {
        var means = new double[table.Count];
        table.CopyMeanValues(means);
        var floors = 0.0;
        foreach (var mean in means)
        {
            floors += Math.Floor(mean);
        }

        var spend = (double)table.Spend;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{table.Count}:{Sum(table.Frequencies)}:{Sum(table.Recencies)}:{Sum(table.Ages)}:{floors:F0}:{repeat.Count}:{top.Share!.Value * spend * 4:F0}:{spend * 4:F0}");
    }

    private static long Sum(ReadOnlySpan<int> column)
    {
        long sum = 0;
        foreach (var value in column)
        {
            sum += value;
        }

        return sum;
    }
}
