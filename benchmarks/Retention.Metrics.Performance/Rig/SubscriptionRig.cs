using System.Globalization;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Performance.Rig;

/// <summary>W4: MRR movements of 36 months from rows of customer, month and amount. The months of the rig are counted from 0, taken here as January 2020; amounts are multiples of 0.25.</summary>
internal static class SubscriptionRig
{
    private static readonly DateOnly First = new(2020, 1, 1);
    private static readonly Period Months = new(First, First.AddMonths(36));

    public static Func<string> Bridges(RigArguments arguments)
    {
        var (customers, months, amounts) = RigColumns.Subscriptions(arguments);
        var options = new SubscriptionLedgerOptions { MaxThreads = arguments.Threads };
        return () => Checksum(SubscriptionLedger.FromSnapshots<int>(customers, months, First, MoneyColumn.MultiplesOf(0.25m, amounts), options: options).RollForward(Granularity.Month, Months));
    }

    private static string Checksum(MrrRollForward months)
    {
        var sums = new decimal[5];
        var (mixed, net, gross) = (0m, 0.0, 0.0);
        for (var month = 0; month < months.Count; month++)
        {
            var bridge = months[month];
            decimal[] lines = [bridge.NewBusiness, bridge.Expansion, bridge.Contraction, bridge.Churn, bridge.Reactivation];
            for (var line = 0; line < lines.Length; line++)
            {
                sums[line] += lines[line] * 4;
                mixed += (month + 1) * 4 * lines[line];
            }

            if (month > 0)
            {
                net += bridge.NetRevenueRetention.Value!.Value;
                gross += bridge.GrossRevenueRetention.Value!.Value;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(":", sums.Select(s => s.ToString("F0", CultureInfo.InvariantCulture)))}:{mixed:F0}:{net / (months.Count - 1):F9}:{gross / (months.Count - 1):F9}");
    }
}
