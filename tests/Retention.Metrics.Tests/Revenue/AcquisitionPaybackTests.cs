using System.Text.Json;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Revenue;

public class AcquisitionPaybackTests
{
    // mpmath: ln(1 - 600 × 0.03 ÷ 50) ÷ ln 0.97.
    [Fact]
    public void Six_hundred_at_fifty_a_month_takes_fifteen_months_not_twelve()
    {
        var payback = AcquisitionPayback.From(600m, 50m, RetentionRate.FromPercent(97));
        Assert.Equal(12, payback.SimplePeriods);
        Assert.Equal(14.651960424527436, payback.ContinuousPeriods!.Value, 1e-12);
        Assert.Equal(15, payback.WholePeriods);
        Assert.False(payback.NeverPaysBack);
        Assert.Null(payback.WhyUndefined);
        Assert.Equal("15 periods (14.65; 12.00 if nobody left)", payback.ToString());
    }

    // The simple figure says 30 months; all months together bring 100 ÷ 0.05 = 2,000.
    [Fact]
    public void A_cost_above_all_that_ever_comes_is_never_paid_back()
    {
        var payback = AcquisitionPayback.From(3_000m, 100m, RetentionRate.FromPercent(95));
        Assert.Equal(30, payback.SimplePeriods);
        Assert.Null(payback.ContinuousPeriods);
        Assert.Null(payback.WholePeriods);
        Assert.True(payback.NeverPaysBack);
        Assert.Equal("n/a (never: all periods together bring 2,000.00 of the 3,000.00)", payback.ToString());
    }

    // The limit itself is approached and never reached, although 1 - 0.9 is 0.09999999999999998 in a double.
    [Theory]
    [InlineData(90, 1_000)]
    [InlineData(95, 2_000)]
    [InlineData(99, 10_000)]
    [InlineData(50, 200)]
    public void A_cost_equal_to_the_limit_is_never_paid_back(double percent, int cost)
    {
        Assert.True(AcquisitionPayback.From(cost, 100m, RetentionRate.FromPercent(percent)).NeverPaysBack);
        Assert.False(AcquisitionPayback.From(cost - 0.001m, 100m, RetentionRate.FromPercent(percent)).NeverPaysBack);
    }

    // 100, 50, 25: 150 after two payments exactly, 175 after three.
    [Theory]
    [InlineData(100, 1)]
    [InlineData(100.01, 2)]
    [InlineData(150, 2)]
    [InlineData(150.01, 3)]
    [InlineData(175, 3)]
    [InlineData(199, 8)]
    public void A_cost_reached_exactly_is_paid(double cost, long periods) =>
        Assert.Equal(periods, AcquisitionPayback.From((decimal)cost, 100m, RetentionRate.FromPercent(50)).WholePeriods);

    [Fact]
    public void The_edges_have_answers()
    {
        var everyone = AcquisitionPayback.From(601m, 50m, RetentionRate.FromPercent(100));
        Assert.Equal((12.02, 13), (everyone.ContinuousPeriods!.Value, everyone.WholePeriods!.Value));

        var nobody = AcquisitionPayback.From(50m, 50m, RetentionRate.FromPercent(0));
        Assert.Equal((0, 1, false), (nobody.ContinuousPeriods!.Value, nobody.WholePeriods!.Value, nobody.NeverPaysBack!.Value));
        Assert.True(AcquisitionPayback.From(50.01m, 50m, RetentionRate.FromPercent(0)).NeverPaysBack);

        var free = AcquisitionPayback.From(0, 0, default);
        Assert.Equal((0, 0, 0, false), (free.SimplePeriods!.Value, free.ContinuousPeriods!.Value, free.WholePeriods!.Value, free.NeverPaysBack!.Value));
        Assert.Equal(free, default(AcquisitionPayback));
        Assert.Equal("1 period (1.00; 1.00 if nobody left)", AcquisitionPayback.From(1m, 1m, RetentionRate.FromPercent(100)).ToString());
    }

    [Fact]
    public void Without_margin_or_a_rate_the_reason_is_said()
    {
        var lossy = AcquisitionPayback.From(50m, -1m, RetentionRate.FromPercent(90));
        Assert.Null(lossy.SimplePeriods);
        Assert.True(lossy.NeverPaysBack);
        Assert.Equal("n/a (never: customers bring no margin)", lossy.ToString());

        var unknown = AcquisitionPayback.From(50m, 10m, default);
        Assert.Equal(5, unknown.SimplePeriods);
        Assert.Null(unknown.NeverPaysBack);
        Assert.Null(unknown.WholePeriods);
        Assert.Equal("n/a (nobody was there at the start)", unknown.ToString());

        var eternal = AcquisitionPayback.From(1e10m, 1e-12m, RetentionRate.FromPercent(100));
        Assert.Equal(1e22, eternal.ContinuousPeriods);
        Assert.Equal("it takes longer than can be counted", eternal.WhyUndefined);
    }

    // Exact decimal sums as the oracle.
    [Property]
    public void The_whole_periods_are_the_first_whose_sum_reaches_the_cost(AnyMargin cost, AnyMargin margin, AnyRetention retention)
    {
        var payback = AcquisitionPayback.From(cost.Value, margin.Value, retention.Rate);
        if (cost.Value > 0 && retention.Value > 0 && margin.Value == cost.Value * (1 - (decimal)retention.Value))
        {
            // The limit is the cost itself: no sum reaches it, though one of payments rounded to 28 digits does.
            Assert.True(payback.NeverPaysBack);
            return;
        }

        decimal sum = 0, payment = margin.Value;
        var periods = 0;
        while (sum < cost.Value && periods < 2_000 && payment > 0)
        {
            sum += payment;
            payment *= (decimal)retention.Value;
            periods++;
        }

        if (sum >= cost.Value)
        {
            Assert.Equal(periods, payback.WholePeriods);
            Assert.InRange(payback.ContinuousPeriods!.Value, Math.Min(retention.Value == 0 ? 0 : periods - 1, payback.ContinuousPeriods.Value), periods + 1e-9);
        }
        else
        {
            Assert.True(payback.NeverPaysBack == true || payback.WholePeriods > 1_999);
        }
    }

    [Property]
    public void Payback_takes_longer_for_a_higher_cost_and_a_lower_retention(AnyMargin cost, AnyMargin more, AnyMargin margin, AnyRetention one, AnyRetention two)
    {
        double Of(decimal c, AnyRetention r) => AcquisitionPayback.From(c, margin.Value, r.Rate) is { NeverPaysBack: false } p ? p.ContinuousPeriods!.Value : double.PositiveInfinity;
        var (low, high) = one.Value <= two.Value ? (one, two) : (two, one);
        if (low.Value > 0)
        {
            Assert.True(Of(cost.Value, low) <= Of(cost.Value + more.Value, low) * (1 + 1e-12));
            // Below one period the first payment alone pays, whatever happens to customers later.
            Assert.True(Of(cost.Value, high) <= Math.Max(1, Of(cost.Value, low)) * (1 + 1e-12));
        }

        Assert.True(AcquisitionPayback.From(cost.Value, margin.Value, two.Rate) is not { ContinuousPeriods: >= 1 } p || p.ContinuousPeriods >= p.SimplePeriods * (1 - 1e-12));
    }

    [Property]
    public void It_never_pays_back_when_the_cost_is_the_lifetime_value(AnyMargin margin, AnyRetention retention)
    {
        if (CustomerLifetimeValue.Simple(margin.Value, retention.Rate.Churn).Value is { } value && retention.Value > 0)
        {
            Assert.True(AcquisitionPayback.From(value * 1.000000001m, margin.Value, retention.Rate).NeverPaysBack);
            Assert.False(AcquisitionPayback.From(value * 0.999999999m, margin.Value, retention.Rate).NeverPaysBack);
        }
    }

    [Fact]
    public void Nonsense_is_refused_by_name() =>
        Assert.Throws<ArgumentOutOfRangeException>("acquisitionCost", () => AcquisitionPayback.From(-1m, 1m, default));

    [Fact]
    public void Html_and_json_tell_the_same()
    {
        var payback = AcquisitionPayback.From(600m, 50m, RetentionRate.FromPercent(97));
        Assert.Contains("15 periods", payback.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("never", AcquisitionPayback.From(3_000m, 100m, RetentionRate.FromPercent(95)).ToHtml(), StringComparison.Ordinal);
        var type = RetentionMetricsJsonContext.Default.AcquisitionPayback;
        Assert.Equal(15, Json.RoundTrips(payback, type).GetProperty("wholePeriods").GetInt64());
        Json.RoundTrips(default, type);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"acquisitionCost":-1}""", type));
    }
}
