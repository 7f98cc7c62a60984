using System.Text.Json;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Revenue;

public class MrrBridgeTests
{
    private static readonly MrrBridge June = MrrBridge.From(opening: 100_000m, newBusiness: 12_000m, expansion: 8_000m, contraction: 2_000m, churn: 5_000m, reactivation: 1_000m, fx: -500m);

    // Lago's fixture of four months (lago-api, spec/fixtures/lago_data_api/mrrs.json): starting, new, expansion, contraction, churn, ending. Its "new" holds reactivation.
    [Fact]
    public void Four_months_of_Lago_roll_forward_to_the_cent()
    {
        decimal[][] rows =
        [
            [0m, 25016546m, 0m, 0m, -1314800m, 23701746m],
            [23701746m, 6171791m, 0m, 0m, -6416321m, 23457216m],
            [23457216m, 4334134m, 0m, 0m, -2969402m, 24821948m],
            [24821948m, 1306340m, 0m, 0m, -300000m, 25828288m],
        ];
        decimal opening = 0;
        foreach (var row in rows)
        {
            var month = MrrBridge.From(opening, row[1] / 100, row[2] / 100, -row[3] / 100, -row[4] / 100);
            Assert.Equal(row[0] / 100, month.Opening);
            Assert.Equal(row[5] / 100, month.Closing);
            opening = month.Closing;
        }
    }

    [Fact]
    public void A_bridge_adds_up_and_gives_its_rates()
    {
        Assert.Equal(113_500m, June.Closing);
        Assert.Equal(21_000m, June.Gains);
        Assert.Equal(7_000m, June.Losses);
        Assert.Equal(14_000m, June.NetNew);
        Assert.Equal(0.135, June.Growth.Value);
        Assert.Equal(1.01, June.NetRevenueRetention.Value);
        Assert.Equal(0.93, June.GrossRevenueRetention.Value);
        Assert.Equal(3, June.QuickRatio.Value);
        Assert.Equal(0.07, RevenueChurn.Gross(June).Value);
        Assert.Equal(-0.01, RevenueChurn.Net(June).Value);
    }

    [Fact]
    public void A_line_and_a_card_show_every_movement()
    {
        Assert.Equal(
            "100,000.00 + 12,000.00 new + 8,000.00 expansion + 1,000.00 reactivation - 2,000.00 contraction - 5,000.00 churn - 500.00 exchange rates = 113,500.00",
            June.ToString());
        Assert.Equal("1.00 + 0.00 new + 0.00 expansion + 0.00 reactivation - 0.00 contraction - 0.00 churn = 1.00", MrrBridge.From(1m, 0, 0, 0, 0).ToString());
        Assert.Contains(" + 2.00 exchange rates", MrrBridge.From(1m, 0, 0, 0, 0, fx: 2m).ToString(), StringComparison.Ordinal);
        Assert.Contains("-500.00", June.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exchange rates", MrrBridge.From(1m, 0, 0, 0, 0).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Movements_that_take_more_than_there_was_are_refused()
    {
        var error = Assert.Throws<ArgumentException>("churn", () => MrrBridge.From(10m, 1m, 0, 2m, 10m));
        Assert.Contains("contraction was 2 and churn 10", error.Message, StringComparison.Ordinal);
        Assert.Contains("the closing would be -1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opening", -1, 0, 0, 0, 0, 0)]
    [InlineData("newBusiness", 1, -1, 0, 0, 0, 0)]
    [InlineData("expansion", 1, 0, -1, 0, 0, 0)]
    [InlineData("contraction", 1, 0, 0, -1, 0, 0)]
    [InlineData("churn", 1, 0, 0, 0, -1, 0)]
    [InlineData("reactivation", 1, 0, 0, 0, 0, -1)]
    public void Negative_amounts_are_refused_by_name(string name, int opening, int newBusiness, int expansion, int contraction, int churn, int reactivation) =>
        Assert.Throws<ArgumentOutOfRangeException>(name, () => MrrBridge.From(opening, newBusiness, expansion, contraction, churn, reactivation));

    [Fact]
    public void Nothing_can_be_added_to_no_bridge()
    {
        Assert.Throws<ArgumentNullException>("left", () => null! + June);
        Assert.Throws<ArgumentNullException>("right", () => June + null!);
        Assert.Throws<ArgumentNullException>("bridge", () => NetRevenueRetention.From(null!));
        Assert.Throws<ArgumentNullException>("bridge", () => GrossRevenueRetention.From(null!));
        Assert.Throws<ArgumentNullException>("bridge", () => QuickRatio.From(null!));
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var type = RetentionMetricsJsonContext.Default.MrrBridge;
        Assert.Equal(
            """{"opening":100000,"new":12000,"expansion":8000,"contraction":2000,"churn":5000,"reactivation":1000,"fx":-500,"closing":113500}""",
            Json.RoundTrips(June, type).GetRawText());
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"opening":1,"churn":2}""", type));
    }
}
