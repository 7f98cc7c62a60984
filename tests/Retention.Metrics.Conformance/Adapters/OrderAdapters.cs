using System.Globalization;
using System.Text.Json;
using Retention.Metrics.Orders;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Orders(Dictionary<string, Adapter> calls)
    {
        calls.Add("repeat-purchase", (input, _) =>
        {
            var options = input.At("options");
            var orders = input.Items("events").ToList();
            var period = new Period(Day(options.At("from")), Day(options.At("toExclusive")));
            ReturningCustomerRate Returning(DateOnly asOf) => ReturningCustomerRate.FromOrders(orders, o => o.Text("user"), o => Day(o.At("time")), period, asOf);
            var repeat = RepeatPurchaseRate.FromOrders(orders, o => o.Text("user"), o => Day(o.At("time")), period);
            return new
            {
                buyersInPeriod = repeat.Evidence.Total,
                repeatPurchaseRate = repeat.Value,
                returningRateAsOfPeriodEnd = Returning(period.End.AddDays(-1)).Value,
                shopifyReturningRateAllTime = Returning(options.Has("asOf") ? Day(options.At("asOf")) : DateOnly.MaxValue).Value,
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
    }

    /// <summary>The UTC day of a date or a timestamp.</summary>
    private static DateOnly Day(JsonElement time) =>
        DateOnly.FromDateTime(DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime);
}
