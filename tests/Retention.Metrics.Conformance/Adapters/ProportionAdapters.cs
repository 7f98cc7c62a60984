using System.Text.Json;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Proportions(Dictionary<string, Adapter> calls)
    {
        calls.Add("proportion-ci", (_, context) => new
        {
            rows = context.GivenRows("rows", "x", "n", "conf").Select(row => Intervals(row, row.Number("conf"))).ToList(),
        });
        calls.Add("proportion-ci-mp", (_, context) => new
        {
            rows = context.GivenRows("rows", "x", "n", "alpha").Select(row => Intervals(row, (double)(1 - row.Amount("alpha")))).ToList(),
        });
    }

    private static object Intervals(JsonElement row, double level)
    {
        var share = Proportion.Of(row.Integer("x"), row.Integer("n"));
        double[]? By(ProportionInterval method) => Unclipped(share.Interval(level, method));
        return new
        {
            wilson = By(ProportionInterval.Wilson),
            wilsonCC = By(ProportionInterval.WilsonContinuity),
            clopperPearson = By(ProportionInterval.ClopperPearson),
            jeffreys = By(ProportionInterval.Jeffreys),
            agrestiCoull = By(ProportionInterval.AgrestiCoull),
            wald = By(ProportionInterval.Wald),
            midP = By(ProportionInterval.MidP),
        };
    }
}
