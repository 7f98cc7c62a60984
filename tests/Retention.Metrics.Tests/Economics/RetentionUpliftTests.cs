using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class RetentionUpliftTests
{
    private static readonly DiscountRate Ten = DiscountRate.FromPercent(10);
    private static readonly RetentionChange FivePoints = RetentionChange.Points(5);

    // mpmath vectors: value before and after, gross, net of acquisition cost, excluding the first payment.
    [Theory]
    [InlineData(0.75, 0.0, 0, 400, 500, 0.25, 0.25, 0.33333333333333333)]
    [InlineData(0.85, 0.1, 0, 440, 550, 0.25, 0.25, 0.3235294117647059)]
    [InlineData(0.30, 0.1, 90, 137.5, 146.66666666666667, 0.066666666666666667, 0.19298245614035087, 0.24444444444444444)]
    public void Five_points_lift_the_value_as_computed_elsewhere(double retention, double discount, int cost, double before, double after, double gross, double net, double excluding)
    {
        var uplift = RetentionUplift.From(100m, RetentionRate.FromFraction(retention), FivePoints, DiscountRate.FromFraction(discount), cost);
        Assert.Equal(before, (double)uplift.ValueBefore!.Value, 1e-11);
        Assert.Equal(after, (double)uplift.ValueAfter!.Value, 1e-11);
        Assert.Equal(gross, uplift.GrossUplift!.Value, 1e-14);
        Assert.Equal(net, uplift.NetUplift!.Value, 1e-14);
        Assert.Equal(excluding, uplift.ExcludingFirstUplift!.Value, 1e-14);
        Assert.Null(uplift.WhyUndefined);
    }

    // Retention rates that are quoted for industries, and what five points and five per cent of them are worth (mpmath).
    [Theory]
    [InlineData(30, 0.077, 0.067, 0.022)]
    [InlineData(55, 0.125, 0.100, 0.065)]
    [InlineData(75.5, 0.256, 0.169, 0.182)]
    [InlineData(77, 0.278, 0.179, 0.201)]
    [InlineData(83, 0.417, 0.227, 0.323)]
    [InlineData(84, 0.455, 0.238, 0.356)]
    public void The_reading_of_five_per_cent_decides_what_it_is_worth(double percent, double points, double pointsDiscounted, double relative)
    {
        var rate = RetentionRate.FromPercent(percent);
        Assert.Equal(points, RetentionUplift.From(1m, rate, FivePoints).GrossUplift!.Value, 0.0006);
        Assert.Equal(pointsDiscounted, RetentionUplift.From(1m, rate, FivePoints, Ten).GrossUplift!.Value, 0.0006);
        Assert.Equal(relative, RetentionUplift.From(1m, rate, RetentionChange.Relative(0.05)).GrossUplift!.Value, 0.0006);
        // Five per cent less churn is +5.3 % for everybody.
        Assert.Equal(0.05 / 0.95, RetentionUplift.From(1m, rate, RetentionChange.ChurnRelative(0.05)).GrossUplift!.Value, 1e-13);
    }

    [Fact]
    public void The_cost_of_the_programme_is_deducted()
    {
        var uplift = RetentionUplift.From(100m, RetentionRate.FromPercent(75), FivePoints, programmeCost: 60m);
        Assert.Equal(0.25, uplift.GrossUplift!.Value, 1e-14);
        Assert.Equal(0.10, uplift.NetUplift!.Value, 1e-14);
        Assert.Equal("+10.0 % (retention 75.0 % to 80.0 %, +5.0 points; value 400.00 to 500.00, net of cost)", uplift.ToString());
        Assert.Equal("+25.0 % (retention 75.0 % to 80.0 %, +5.0 points; value 400.00 to 500.00)", RetentionUplift.From(100m, RetentionRate.FromPercent(75), FivePoints).ToString());
    }

    [Fact]
    public void Where_a_figure_does_not_exist_the_others_do_and_the_reason_is_said()
    {
        var everyone = RetentionUplift.From(100m, RetentionRate.FromPercent(95), FivePoints);
        Assert.Equal(1, everyone.RetentionAfter!.Value.Value);
        Assert.Equal(2000, (double)everyone.ValueBefore!.Value, 1e-9);
        Assert.Null(everyone.ValueAfter);
        Assert.Null(everyone.GrossUplift);
        Assert.StartsWith("after the change it diverges", everyone.WhyUndefined, StringComparison.Ordinal);

        var beyond = RetentionUplift.From(100m, RetentionRate.FromPercent(98), FivePoints, Ten);
        Assert.Null(beyond.RetentionAfter);
        Assert.NotNull(beyond.ValueBefore);
        Assert.Equal("n/a (+5.0 points lead from 98.0 % out of the range 0–100 %)", beyond.ToString());

        var dear = RetentionUplift.From(100m, RetentionRate.FromPercent(30), FivePoints, Ten, acquisitionCost: 137.5m);
        Assert.NotNull(dear.GrossUplift);
        Assert.Null(dear.NetUplift);
        Assert.Equal("the customer does not bring in the acquisition cost: 137.50 against 137.50", dear.WhyUndefined);
        Assert.StartsWith("n/a", dear.ToString(), StringComparison.Ordinal);

        var none = RetentionUplift.From(100m, RetentionRate.FromPercent(0), FivePoints, Ten);
        Assert.NotNull(none.GrossUplift);
        Assert.Null(none.ExcludingFirstUplift);
        Assert.Contains("no value after the first payment", none.WhyUndefined, StringComparison.Ordinal);

        var lossy = RetentionUplift.From(-5m, RetentionRate.FromPercent(50), FivePoints, Ten);
        Assert.Null(lossy.GrossUplift);
        Assert.Contains("margin is not above 0", lossy.WhyUndefined, StringComparison.Ordinal);

        Assert.Equal("nobody was there at the start", RetentionUplift.From(1m, default, FivePoints).WhyUndefined);
        Assert.StartsWith("diverges", RetentionUplift.From(1m, RetentionRate.FromPercent(100), RetentionChange.Points(-5)).WhyUndefined, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_shows_the_figures_that_exist()
    {
        var html = RetentionUplift.From(100m, RetentionRate.FromPercent(30), FivePoints, Ten, 90m).ToHtml();
        Assert.Contains("+19.3 %", html, StringComparison.Ordinal);
        Assert.Contains("Net of cost", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Net of cost", RetentionUplift.From(100m, RetentionRate.FromPercent(30), FivePoints).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("n/a", RetentionUplift.From(1m, default, FivePoints).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var type = RetentionMetricsJsonContext.Default.RetentionUplift;
        var json = Json.RoundTrips(RetentionUplift.From(100m, RetentionRate.FromCounts(75, 100), FivePoints, Ten, 10m, 2m), type);
        Assert.Equal(5, json.GetProperty("change").GetProperty("amount").GetDouble());
        Json.RoundTrips(RetentionUplift.From(100m, default, FivePoints), type);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"margin":1,"acquisitionCost":-1}""", type));
        Assert.Throws<ArgumentOutOfRangeException>("acquisitionCost", () => RetentionUplift.From(1m, default, FivePoints, acquisitionCost: -1m));
        Assert.Throws<ArgumentOutOfRangeException>("programmeCost", () => RetentionUplift.From(1m, default, FivePoints, programmeCost: -1m));
        Assert.Throws<ArgumentException>(() => RetentionUplift.From(1m, RetentionRate.FromPercent(50, PeriodLength.Month), FivePoints, Ten.Over(PeriodLength.Year)));
    }
}
