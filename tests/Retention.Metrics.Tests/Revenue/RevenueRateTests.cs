using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Revenue;

public class RevenueRateTests
{
    private static readonly RetentionMetricsJsonContext Context = RetentionMetricsJsonContext.Default;

    // ChartMogul, help centre, "MRR Churn Rate": 100 at the start, 10 churn, 10 contraction, 10 expansion.
    [Fact]
    public void The_example_of_ChartMogul_has_gross_churn_of_20_and_net_churn_of_10()
    {
        var bridge = MrrBridge.From(100m, 0, expansion: 10m, contraction: 10m, churn: 10m);
        Assert.Equal(0.2, RevenueChurn.Gross(bridge).Value);
        Assert.Equal(0.1, RevenueChurn.Net(bridge, ReactivationTreatment.Included).Value);
        Assert.Equal(0.8, RevenueChurn.Gross(bridge).Retention);
        Assert.Equal(0.9, RevenueChurn.Net(bridge, ReactivationTreatment.Included).Retention);
    }

    // PitchKit glossary, "Quick Ratio": (20,000 + 8,000) ÷ (5,000 + 3,000).
    [Fact]
    public void The_example_of_PitchKit_has_a_quick_ratio_of_three_and_a_half()
    {
        var ratio = QuickRatio.FromTotals(20_000m, 8_000m, contraction: 3_000m, churn: 5_000m);
        Assert.Equal(3.5, ratio.Value);
        Assert.Equal("3.50 (28,000.00 ÷ 8,000.00; reactivation included)", ratio.ToString());
    }

    [Fact]
    public void A_hundred_thousand_with_eight_gained_and_seven_lost_is_101_per_cent_net_and_93_gross()
    {
        var net = NetRevenueRetention.FromTotals(100_000m, 8_000m, 2_000m, 5_000m);
        var gross = GrossRevenueRetention.FromTotals(100_000m, 2_000m, 5_000m);
        Assert.Equal((1.01, -0.01), (net.Value!.Value, net.Churn.Value!.Value));
        Assert.Equal((0.93, 0.07), (gross.Value!.Value, gross.Churn.Value!.Value));
        Assert.Equal(net, NetRevenueRetention.FromCohort(100_000m, 101_000m));
        Assert.Equal(MoneyRatio.AdditiveIdentity, default(MoneyRatio) + MoneyRatio.AdditiveIdentity);
    }

    [Fact]
    public void Reactivation_counts_where_asked()
    {
        var bridge = MrrBridge.From(100m, 0, expansion: 5m, contraction: 2m, churn: 8m, reactivation: 10m);
        Assert.Equal(0.95, bridge.NetRevenueRetention.Value);
        Assert.Equal(1.05, NetRevenueRetention.From(bridge, ReactivationTreatment.Included).Value);
        Assert.Equal(0.05, RevenueChurn.Net(bridge).Value);
        Assert.Equal(-0.05, RevenueChurn.Net(bridge, ReactivationTreatment.Included).Value);
        Assert.Equal(1.5, bridge.QuickRatio.Value);
        Assert.Equal(0.5, QuickRatio.From(bridge, ReactivationTreatment.Excluded).Value);
        Assert.Equal(3, QuickRatio.FromTotals(5m, 0, 1m, 4m, reactivation: 10m).Value);
    }

    [Fact]
    public void Rates_say_what_they_count()
    {
        var bridge = MrrBridge.From(100m, 0, expansion: 5m, contraction: 2m, churn: 8m, reactivation: 10m);
        Assert.Equal("95.0 % (95.00 of 100.00; reactivation excluded)", bridge.NetRevenueRetention.ToString());
        Assert.Equal("105.0 % (105.00 of 100.00; reactivation included)", NetRevenueRetention.From(bridge, ReactivationTreatment.Included).ToString());
        Assert.Equal("90.0 % (90.00 of 100.00)", bridge.GrossRevenueRetention.ToString());
        Assert.Equal("10.0 % (10.00 of 100.00; gross)", RevenueChurn.Gross(bridge).ToString());
        Assert.Equal("5.0 % (5.00 of 100.00; net of expansion)", RevenueChurn.Net(bridge).ToString());
        Assert.Equal("-5.0 % (-5.00 of 100.00; net of expansion and reactivation)", RevenueChurn.Net(bridge, ReactivationTreatment.Included).ToString());
        Assert.Equal("0.50 (5.00 ÷ 10.00; reactivation excluded)", QuickRatio.From(bridge, ReactivationTreatment.Excluded).ToString());
        Assert.Equal("95.0 % (95.00 of 100.00)", bridge.NetRevenueRetention.Evidence.ToString());

        foreach (var html in new[] { bridge.NetRevenueRetention.ToHtml(), bridge.GrossRevenueRetention.ToHtml(), RevenueChurn.Net(bridge).ToHtml(), bridge.QuickRatio.ToHtml(), bridge.NetRevenueRetention.Evidence.ToHtml() })
        {
            Assert.Matches("(95|90|5)\\.0 %|1\\.50", html);
            Assert.StartsWith("<div", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_revenue_at_the_start_or_losses_there_is_no_rate()
    {
        var start = MrrBridge.From(0, newBusiness: 10m, 0, 0, 0);
        Assert.Null(start.NetRevenueRetention.Value);
        Assert.Equal("n/a (no recurring revenue is known at the start)", start.NetRevenueRetention.ToString());
        Assert.Equal("n/a (no recurring revenue is known at the start)", start.GrossRevenueRetention.ToString());
        Assert.Equal("n/a (no recurring revenue is known at the start)", RevenueChurn.Net(start).ToString());
        Assert.Null(RevenueChurn.Gross(start).Retention);
        Assert.Equal("n/a (gains of 10.00 and no losses)", start.QuickRatio.ToString());
        Assert.Equal("n/a (10.00 of 0.00: there is nothing to divide by)", start.Growth.ToString());
        foreach (var (value, html) in new[]
        {
            (default(NetRevenueRetention).Value, default(NetRevenueRetention).ToHtml()),
            (default(GrossRevenueRetention).Value, default(GrossRevenueRetention).ToHtml()),
            (default(RevenueChurn).Value, default(RevenueChurn).ToHtml()),
            (default(QuickRatio).Value, default(QuickRatio).ToHtml()),
            (default(MoneyRatio).Value, default(MoneyRatio).ToHtml()),
        })
        {
            Assert.Null(value);
            Assert.Contains("n/a", html, StringComparison.Ordinal);
        }

        Assert.Null(June.NetRevenueRetention.WhyUndefined);
        Assert.Null(June.GrossRevenueRetention.WhyUndefined);
        Assert.Null(June.QuickRatio.WhyUndefined);
        Assert.Null(RevenueChurn.Gross(June).WhyUndefined);
        Assert.Null(June.Growth.WhyUndefined);
    }

    // Losses counted event by event may exceed the revenue at the start: who joined in the period left in it.
    [Fact]
    public void Gross_retention_of_event_by_event_losses_may_be_negative()
    {
        var bridge = MrrBridge.From(10m, newBusiness: 20m, 0, 0, churn: 15m);
        Assert.Equal(-0.5, bridge.GrossRevenueRetention.Value);
        Assert.Equal(-0.5, GrossRevenueRetention.FromTotals(10m, 5m, 10m).Value);
    }

    [Fact]
    public void Rates_of_different_definitions_do_not_pool()
    {
        var (with, without) = (NetRevenueRetention.From(June, ReactivationTreatment.Included), June.NetRevenueRetention);
        Assert.Throws<ArgumentException>("right", () => with + without);
        Assert.Throws<ArgumentException>("right", () => with.Churn + without.Churn);
        Assert.Throws<ArgumentException>("right", () => RevenueChurn.Gross(June) + without.Churn);
        Assert.Throws<ArgumentException>("right", () => June.QuickRatio + QuickRatio.From(June, ReactivationTreatment.Excluded));
        // Nothing pools with everything, and does not change what it is.
        Assert.Equal(with, with + NetRevenueRetention.AdditiveIdentity);
        Assert.Equal(with, NetRevenueRetention.AdditiveIdentity + with);
        Assert.Equal(with.Churn, RevenueChurn.AdditiveIdentity + with.Churn);
        Assert.Equal(with.Churn, with.Churn + RevenueChurn.AdditiveIdentity);
        Assert.Equal(June.QuickRatio, QuickRatio.AdditiveIdentity + June.QuickRatio);
        Assert.Equal(June.GrossRevenueRetention, GrossRevenueRetention.AdditiveIdentity + June.GrossRevenueRetention);
    }

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("opening", () => NetRevenueRetention.FromTotals(-1m, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("expansion", () => NetRevenueRetention.FromTotals(1m, -1m, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("contraction", () => NetRevenueRetention.FromTotals(1m, 0, -1m, 0));
        Assert.Throws<ArgumentOutOfRangeException>("churn", () => NetRevenueRetention.FromTotals(1m, 0, 0, -1m));
        Assert.Throws<ArgumentOutOfRangeException>("atStart", () => NetRevenueRetention.FromCohort(-1m, 0));
        Assert.Throws<ArgumentOutOfRangeException>("atEnd", () => NetRevenueRetention.FromCohort(1m, -1m));
        Assert.Throws<ArgumentOutOfRangeException>("reactivation", () => NetRevenueRetention.From(June, (ReactivationTreatment)9));
        Assert.Throws<ArgumentOutOfRangeException>("opening", () => GrossRevenueRetention.FromTotals(-1m, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("contraction", () => GrossRevenueRetention.FromTotals(1m, -1m, 0));
        Assert.Throws<ArgumentOutOfRangeException>("churn", () => GrossRevenueRetention.FromTotals(1m, 0, -1m));
        Assert.Throws<ArgumentOutOfRangeException>("newBusiness", () => QuickRatio.FromTotals(-1m, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("expansion", () => QuickRatio.FromTotals(0, -1m, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("contraction", () => QuickRatio.FromTotals(0, 0, -1m, 0));
        Assert.Throws<ArgumentOutOfRangeException>("churn", () => QuickRatio.FromTotals(0, 0, 0, -1m));
        Assert.Throws<ArgumentOutOfRangeException>("reactivation", () => QuickRatio.FromTotals(0, 0, 0, 0, -1m));
        Assert.Throws<ArgumentOutOfRangeException>("reactivation", () => QuickRatio.From(June, (ReactivationTreatment)9));
        Assert.Throws<ArgumentOutOfRangeException>("denominator", () => new MoneyRatio(1m, -1m));
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        Assert.Equal("""{"numerator":101.50,"denominator":100,"value":1.015}""", Json.RoundTrips(new MoneyRatio(101.50m, 100m), Context.MoneyRatio).GetRawText());
        Assert.Equal(
            """{"value":1.01,"evidence":{"numerator":101000,"denominator":100000,"value":1.01},"reactivation":"Excluded"}""",
            Json.RoundTrips(June.NetRevenueRetention, Context.NetRevenueRetention).GetRawText());
        Json.RoundTrips(NetRevenueRetention.From(June, ReactivationTreatment.Included), Context.NetRevenueRetention);
        Json.RoundTrips(June.GrossRevenueRetention, Context.GrossRevenueRetention);
        Json.RoundTrips(RevenueChurn.Net(June, ReactivationTreatment.Included), Context.RevenueChurn);
        Json.RoundTrips(June.QuickRatio, Context.QuickRatio);
        Assert.Equal("""{"value":null,"evidence":{"numerator":0,"denominator":0,"value":null},"kind":"Gross"}""", Json.RoundTrips(default, Context.RevenueChurn).GetRawText());

        Refuses("""{"numerator":1,"denominator":-1}""", Context.MoneyRatio);
        Refuses("""{"evidence":{"numerator":2,"denominator":1}}""", Context.GrossRevenueRetention);
        Refuses("""{"evidence":{"numerator":-2,"denominator":1},"reactivation":"Included"}""", Context.QuickRatio);
    }

    private static MrrBridge June => MrrBridge.From(100_000m, 12_000m, 8_000m, 2_000m, 5_000m, 1_000m);

    private static void Refuses<T>(string json, JsonTypeInfo<T> type) => Assert.ThrowsAny<ArgumentException>(() => JsonSerializer.Deserialize(json, type));
}
