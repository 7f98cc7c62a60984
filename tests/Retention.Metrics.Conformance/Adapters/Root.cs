namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Root(Dictionary<string, Adapter> calls)
    {
        calls.Add("retention.rate", (input, _) =>
        {
            var retention = CustomerRetention.FromCounts(input.Integer("start"), input.Integer("newCustomers"), input.Integer("end"));
            return new
            {
                retention = retention.RetentionRate.Value,
                churn = retention.ChurnRate.Value,
                wilson = retention.RetentionRate.Interval(input.Number("confidence", 0.95)).Pair(),
            };
        });
        calls.Add("retention.convertPeriod", (input, _) => new
        {
            retention = RetentionRate.FromFraction(input.Number("retention"))
                .ConvertPeriod(PeriodLength.FromMonths(input.Number("fromMonths")), PeriodLength.FromMonths(input.Number("toMonths"))).Value,
        });
    }
}
