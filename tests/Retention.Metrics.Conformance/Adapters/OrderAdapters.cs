using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Retention.Metrics.Orders;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Orders(Dictionary<string, Adapter> calls)
    {
        calls.Add("repeat-purchase", (input, _) =>
        {
            var options = input.At("options");
            var orders = new ActivityRows(input);
            DateOnly DayOf(ActivityRows.Row order) => orders.LocalDay(order.At);
            var period = options.Has("to") ? Period.Inclusive(orders.Day(options.Text("from")), orders.Day(options.Text("to"))) : new Period(orders.Day(options.Text("from")), orders.Day(options.Text("toExclusive")));
            var counting = options.Truth("distinctDays", false) || options.Truth("countDistinctDays", false) ? OrderCounting.DistinctDays : OrderCounting.EveryOrder;
            ReturningCustomerRate Returning(DateOnly asOf) => ReturningCustomerRate.FromOrders(orders.Rows, o => o.User, DayOf, period, asOf, counting);
            var repeat = RepeatPurchaseRate.FromOrders(orders.Rows, o => o.User, DayOf, period, counting);
            return new
            {
                buyersInPeriod = repeat.Evidence.Total,
                repeatPurchaseRate = repeat.Value,
                returningRateAsOfPeriodEnd = Returning(period.End.AddDays(-1)).Value,
                shopifyReturningRateAllTime = Returning(options.Has("asOf") ? orders.Day(options.Text("asOf")) : DateOnly.MaxValue).Value,
            };
        });
        calls.Add("economics.concentration", (input, _) =>
        {
            var spend = SpendConcentration.FromValues(input.Numbers("values"));
            var top = spend.Top(input.Number("topFraction"));
            return new
            {
                gini = spend.Gini,
                giniUnbiased = spend.UnbiasedGini,
                topCount = top.Count,
                topShare = top.Share,
                topVsRestMean = top.RatioOfMeans,
                lorenz = spend.LorenzCurve(),
            };
        });
        calls.Add("economics.tenureSpendGrowth.paired", (input, _) =>
        {
            var growth = TenureSpendGrowth.FromPairs(Amounts(input, "early"), Amounts(input, "late"));
            var interval = growth.Interval(input.Number("confidence", 0.95));
            return new { growth = growth.Growth, seDelta = growth.StandardError, lower = interval?.Lower, upper = interval?.Upper };
        });
        calls.Add("aggregate.rfm_summary", RfmSummary);
    }

    /// <summary>The customer base at the end of the calibration, as models of repeat buying take it. The rules are given in words.</summary>
    private static object RfmSummary(JsonElement input, VectorContext context)
    {
        var rules = input.Text("rows");
        if (CalibrationEnd().Match(rules) is not { Success: true } end || !rules.Contains("unit weeks", StringComparison.Ordinal))
        {
            throw VectorContext.Unsupported(rules);
        }

        var rows = context.Data;
        var dates = rows.Texts("date").Select(date => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToArray();
        var orders = OrderLog.From<long>(rows.Integers(rows.Has("sample_id") ? "sample_id" : "customer"), dates, rows.Amounts("dollars"));
        var policy = RfmPolicy.BuyTillYouDie with { Counting = rules.Contains("same-day orders merged", StringComparison.Ordinal) ? OrderCounting.DistinctDays : OrderCounting.EveryOrder };
        var split = orders.Split(DateOnly.ParseExact(end.Groups["day"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture), new(1998, 6, 30), policy);
        var history = split.Calibration.PurchaseHistory(PeriodLength.Week);
        long With(Func<PurchaseHistoryEntry, bool> condition) => history.Entries.Where(condition).Sum(e => e.Customers);
        return new
        {
            customers = history.Customers,
            x_zero = history.Customers - history.RepeatCustomers,
            repeat_customers = history.RepeatCustomers,
            sum_x = history.RepeatPurchases,
            max_x = history.Entries[^1].Frequency,
            unique_x_tx_T = history.Entries.Count,
            tx_equals_T_with_x_gt_0 = With(e => e.Frequency > 0 && e.RecencyDays == e.AgeDays),
            holdout_1997_10_01_to_1998_06_30_sum_x_star = split.TotalHoldoutPurchases,
            histogram_x_0_to_6_and_7plus = Enumerable.Range(0, 7).Select(x => With(e => e.Frequency == x)).Append(With(e => e.Frequency > 6)).ToList(),
        };
    }

    [GeneratedRegex(@"calibration end (?<day>\d{4}-\d\d-\d\d) inclusive", RegexOptions.CultureInvariant)]
    private static partial Regex CalibrationEnd();

    private static decimal[] Amounts(JsonElement input, string name) => input.Items(name).Select(value => value.GetDecimal()).ToArray();
}
