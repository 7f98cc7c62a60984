using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class WinBackTests
{
    // mpmath: uplift 7 points, 350 customers, 63,000 for 30,000.
    [Fact]
    public void A_campaign_is_credited_with_its_uplift_alone()
    {
        var campaign = WinBack.From(0.12, 0.05, 180m, 6m, 5_000);
        Assert.Equal(12.6m, campaign.BreakEvenCostPerTarget);
        Assert.Equal(350, campaign.IncrementalCustomers!.Value, 1e-9);
        Assert.Equal(33_000m, campaign.NetValue);
        Assert.Equal(1.1, campaign.ReturnOnInvestment!.Value, 1e-14);
        Assert.Equal(0.033333333333333333, campaign.RequiredUplift!.Value, 1e-16);
        Assert.Null(campaign.WhyUndefined);
        Assert.Equal("+110.0 % return, net 33,000.00 (12.0 % treated, 5.0 % control; break-even uplift 3.3 %)", campaign.ToString());
    }

    // mpmath: +188 % to whoever looks at the treated alone.
    [Fact]
    public void A_campaign_that_looks_good_may_lose_most_of_its_money()
    {
        var campaign = WinBack.From(0.08, 0.075, 90m, 2.5m, 1_200);
        Assert.Equal(1.88, campaign.NaiveReturn!.Value, 1e-14);
        Assert.Equal(-0.82, campaign.ReturnOnInvestment!.Value, 1e-13);
        Assert.Equal(-2_460m, campaign.NetValue);
        Assert.Equal(0.027777777777777778, campaign.RequiredUplift!.Value, 1e-16);
    }

    // 1,000 targets, 100 come back (60 would have anyway), worth 50, 10 for each who comes, 1 for a letter.
    [Fact]
    public void An_incentive_is_paid_to_those_too_who_would_have_come_anyway()
    {
        var paid = WinBack.From(0.10, 0.06, 50m, 1m, 1_000, incentive: 10m);
        Assert.Equal(0m, paid.NetValue);   // 40 × 50 - 100 × 10 - 1,000
        Assert.Equal(1m, paid.BreakEvenCostPerTarget);
        Assert.Equal(0, paid.ReturnOnInvestment);
        Assert.Equal(0.04, paid.RequiredUplift!.Value, 1e-15);
        Assert.Equal(1.5, paid.NaiveReturn!.Value, 1e-14);   // (5,000 - 2,000) ÷ 2,000

        var textbook = WinBack.From(0.10, 0.06, 50m, 1m, 1_000, 10m, IncentiveCost.IncrementalOnly);
        Assert.Equal(600m, textbook.NetValue);   // 40 × (50 - 10) - 1,000
        Assert.Equal(1.6m, textbook.BreakEvenCostPerTarget);
        Assert.Equal(0.6, textbook.ReturnOnInvestment!.Value, 1e-14);
        Assert.Equal(0.025, textbook.RequiredUplift!.Value, 1e-15);
    }

    [Fact]
    public void Without_a_control_group_there_is_no_return()
    {
        var campaign = WinBack.WithoutControl(0.08, 90m, 2.5m, 1_200);
        Assert.Null(campaign.Uplift);
        Assert.Null(campaign.IncrementalCustomers);
        Assert.Null(campaign.NetValue);
        Assert.Null(campaign.ReturnOnInvestment);
        Assert.Equal(0.027777777777777778, campaign.RequiredUplift!.Value, 1e-16);
        Assert.Equal("n/a (there is no control group, and some customers come back untreated; 8.0 % treated, n/a control; break-even uplift 2.8 %)", campaign.ToString());
        Assert.Contains("no control group", campaign.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_are_kept()
    {
        var campaign = WinBack.FromCounts(Proportion.Of(600, 5_000), Proportion.Of(50, 1_000), 180m, 6m);
        Assert.Equal(WinBack.From(0.12, 0.05, 180m, 6m, 5_000).NetValue, campaign.NetValue);
        Assert.Equal(5_000, campaign.Targets);
        Assert.Contains("600 of 5,000", campaign.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("50 of 1,000", campaign.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("there is no control group, and some customers come back untreated", WinBack.FromCounts(Proportion.Of(1, 2), default, 1m, 1m).WhyUndefined);
        Assert.Equal("nobody was treated", WinBack.FromCounts(default, Proportion.Of(1, 2), 1m, 1m).WhyUndefined);
        Assert.Null(WinBack.FromCounts(default, Proportion.Of(1, 2), 1m, 1m).NaiveReturn);
    }

    [Fact]
    public void What_does_not_exist_says_why()
    {
        var free = WinBack.From(0.1, 0.05, 10m, 0, 100);
        Assert.Equal(50m, free.NetValue);
        Assert.Null(free.ReturnOnInvestment);
        Assert.Equal("nothing was spent", free.WhyUndefined);
        Assert.StartsWith("n/a return, net 50.00", free.ToString(), StringComparison.Ordinal);
        Assert.Null(WinBack.From(0.1, 0.05, 10m, 1m, 0).ReturnOnInvestment);
        Assert.Equal(0m, WinBack.From(0.1, 0.05, 10m, 1m, 0).NetValue);

        var worthless = WinBack.From(0.1, 0.05, 0, 1m, 100);
        Assert.Null(worthless.RequiredUplift);
        Assert.Equal("a customer who comes back brings nothing", worthless.WhyUndefined);
        Assert.Null(WinBack.From(0.1, 0.05, 5m, 1m, 100, 5m, IncentiveCost.IncrementalOnly).RequiredUplift);
        Assert.Contains("7.9e28", WinBack.From(1, 0, 7e28m, 0, 1_000).WhyUndefined, StringComparison.Ordinal);
        // Nobody can pay a cost above the value; the figure says so by exceeding 100 %.
        Assert.Equal(2, WinBack.From(0.1, 0.05, 5m, 10m, 100).RequiredUplift);
    }

    [Property]
    public void At_the_break_even_cost_and_at_the_required_uplift_nothing_is_left(AnyRetention treated, AnyRetention control, AnyMargin value, AnyMargin cost, AnyMargin incentive)
    {
        foreach (var who in Enum.GetValues<IncentiveCost>())
        {
            var campaign = WinBack.From(treated.Value, control.Value, value.Value, cost.Value, 1_000, incentive.Value, who);
            if (campaign.BreakEvenCostPerTarget is >= 0 and { } even)
            {
                Assert.Equal(0m, WinBack.From(treated.Value, control.Value, value.Value, even, 1_000, incentive.Value, who).NetValue);
            }

            if (campaign.RequiredUplift is { } uplift && uplift <= treated.Value)
            {
                var there = WinBack.From(treated.Value, treated.Value - uplift, value.Value, cost.Value, 1_000, incentive.Value, who);
                Assert.Equal(0, (double)there.NetValue!.Value, 1e-8 * (double)(value.Value + cost.Value + incentive.Value));
            }

            Assert.True(campaign.ReturnOnInvestment is not { } roi || Math.Sign(roi) == Math.Sign(campaign.NetValue!.Value));
        }
    }

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("treatedRate", () => WinBack.From(12, 0.05, 1m, 1m, 1));
        Assert.Throws<ArgumentOutOfRangeException>("controlRate", () => WinBack.From(0.1, -0.05, 1m, 1m, 1));
        Assert.Throws<ArgumentOutOfRangeException>("costPerTarget", () => WinBack.From(0.1, 0.05, 1m, -1m, 1));
        Assert.Throws<ArgumentOutOfRangeException>("targets", () => WinBack.From(0.1, 0.05, 1m, 1m, -1));
        Assert.Throws<ArgumentOutOfRangeException>("incentive", () => WinBack.From(0.1, 0.05, 1m, 1m, 1, -1m));
        Assert.Throws<ArgumentOutOfRangeException>("incentiveCost", () => WinBack.From(0.1, 0.05, 1m, 1m, 1, 1m, (IncentiveCost)4));
        Assert.Throws<ArgumentOutOfRangeException>("treatedRate", () => WinBack.WithoutControl(double.NaN, 1m, 1m, 1));
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var type = RetentionMetricsJsonContext.Default.WinBack;
        Json.RoundTrips(WinBack.From(0.12, 0.05, 180m, 6m, 5_000, 3m, IncentiveCost.IncrementalOnly), type);
        Json.RoundTrips(WinBack.FromCounts(Proportion.Of(600, 5_000), Proportion.Of(50, 1_000), 180m, 6m), type);
        Json.RoundTrips(WinBack.WithoutControl(0.08, 90m, 2.5m, 1_200), type);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"treatedRate":2,"value":1,"costPerTarget":1,"targets":1}""", type));
    }
}
