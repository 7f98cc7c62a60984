using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class BaseProjectionTests
{
    private static readonly RetentionChange FivePoints = RetentionChange.Points(5);
    private static readonly BaseProjection Known = BaseProjection.From(1_000, RetentionRate.FromPercent(75), FivePoints, 100m);

    // mpmath: 1,000 new a year at 75 to 80 %: the 25 % is a steady state, the first year brings 5 %.
    [Fact]
    public void The_quarter_more_profit_takes_years_to_arrive()
    {
        Assert.Equal(4_000, Known.BaseBefore!.Value, 1e-9);
        Assert.Equal(5_000, Known.BaseAfter!.Value, 1e-9);
        Assert.Equal(400_000m, Known.ProfitBefore);
        double[] expected = [0.05, 0.09, 0.122, 0.1476, 0.16808];
        Assert.All(expected.Zip(Known.ProfitUplift), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        Assert.Equal([4_200, 4_360], Known.Base.Take(2).Select(b => Math.Round(b, 9)));
        Assert.Equal(0.25, Known.SteadyStateUplift!.Value, 1e-13);
        Assert.Equal("profit +5.0, +9.0, +12.2, +14.8, +16.8 % over 5 periods, +25.0 % in the end", Known.ToString());
        Assert.Null(Known.WhyUndefined);
    }

    // Acquisition cost is a leverage: 400,000 of margin less 200,000 doubles every percentage.
    [Fact]
    public void Acquisition_cost_raises_the_percentages()
    {
        var path = BaseProjection.From(1_000, RetentionRate.FromPercent(75), FivePoints, 100m, acquisitionCost: 200m, periods: 1);
        Assert.Equal(200_000m, path.ProfitBefore);
        Assert.Equal(0.10, path.ProfitUplift.Single(), 1e-13);
        Assert.Equal(0.50, path.SteadyStateUplift!.Value, 1e-13);
    }

    [Fact]
    public void What_does_not_exist_says_why()
    {
        var eternal = BaseProjection.From(1_000, RetentionRate.FromPercent(100), RetentionChange.Points(-5), 100m);
        Assert.Null(eternal.BaseBefore);
        Assert.Empty(eternal.ProfitUplift);
        Assert.Equal("n/a (nobody leaves before the change, so that the base never settles)", eternal.ToString());

        var becoming = BaseProjection.From(1_000, RetentionRate.FromPercent(95), FivePoints, 100m, periods: 2);
        Assert.Null(becoming.BaseAfter);
        Assert.Null(becoming.SteadyStateUplift);
        Assert.Equal("profit +5.0, +10.0 % over 2 periods, nobody leaves after the change, so that the base never settles", becoming.ToString());

        var loss = BaseProjection.From(1_000, RetentionRate.FromPercent(75), FivePoints, 100m, acquisitionCost: 500m);
        Assert.Equal(-100_000m, loss.ProfitBefore);
        Assert.Empty(loss.ProfitUplift);
        Assert.Equal(5, loss.Base.Count);
        Assert.Null(loss.SteadyStateUplift);
        Assert.Equal("n/a (profit before the change is -100,000.00, and a share of that says nothing)", loss.ToString());

        var nobody = BaseProjection.From(0, RetentionRate.FromPercent(95), FivePoints, 100m);
        Assert.Equal((0, 0), (nobody.BaseBefore!.Value, nobody.BaseAfter!.Value));
        Assert.Contains("0.00", nobody.WhyUndefined, StringComparison.Ordinal);

        Assert.Contains("out of the range", BaseProjection.From(1, RetentionRate.FromPercent(99), FivePoints, 1m).WhyUndefined, StringComparison.Ordinal);
        Assert.Equal("nobody was there at the start", BaseProjection.From(1, default, FivePoints, 1m).WhyUndefined);
        Assert.Contains("7.9e28", BaseProjection.From(1e20, RetentionRate.FromPercent(50), FivePoints, 1e20m).WhyUndefined, StringComparison.Ordinal);
        Assert.Equal("n/a (no period is projected)", BaseProjection.From(1, RetentionRate.FromPercent(50), FivePoints, 1m, periods: 0).ToString());
    }

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("acquisitionsPerPeriod", () => BaseProjection.From(-1, default, FivePoints, 1m));
        Assert.Throws<ArgumentOutOfRangeException>("acquisitionCost", () => BaseProjection.From(1, default, FivePoints, 1m, -1m));
        Assert.Throws<ArgumentOutOfRangeException>("periods", () => BaseProjection.From(1, default, FivePoints, 1m, 0, -1));
    }

    [Fact]
    public void Projections_differ_when_any_input_does()
    {
        var rate = RetentionRate.FromPercent(80);
        Func<BaseProjection>[] each =
        [
            () => BaseProjection.From(1, rate, FivePoints, 1m, 0, 2),
            () => BaseProjection.From(2, rate, FivePoints, 1m, 0, 2),
            () => BaseProjection.From(1, RetentionRate.FromPercent(81), FivePoints, 1m, 0, 2),
            () => BaseProjection.From(1, rate, RetentionChange.Points(6), 1m, 0, 2),
            () => BaseProjection.From(1, rate, FivePoints, 2m, 0, 2),
            () => BaseProjection.From(1, rate, FivePoints, 1m, 0.1m, 2),
            () => BaseProjection.From(1, rate, FivePoints, 1m, 0, 3),
        ];
        for (var i = 0; i < each.Length; i++)
        {
            for (var j = 0; j < each.Length; j++)
            {
                Assert.Equal(i == j, each[i]().Equals(each[j]()));
            }
        }
    }

    [Fact]
    public void Html_and_json_tell_the_same()
    {
        Assert.Contains("Profit in period 5", Known.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("+25.0 % profit in the end", Known.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("n/a", BaseProjection.From(1, default, FivePoints, 1m).ToHtml(), StringComparison.Ordinal);
        var type = RetentionMetricsJsonContext.Default.BaseProjection;
        Assert.Equal(5, Json.RoundTrips(Known, type).GetProperty("profitUplift").GetArrayLength());
        Json.RoundTrips(BaseProjection.From(1, default, FivePoints, 1m), type);
        Assert.False(Known.Equals(null));
        Assert.NotEqual(Known, BaseProjection.From(1_000, RetentionRate.FromPercent(75), FivePoints, 100m, periods: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"acquisitionsPerPeriod":-1}""", type));
    }
}
