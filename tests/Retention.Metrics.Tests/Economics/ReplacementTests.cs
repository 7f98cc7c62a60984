using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class ReplacementTests
{
    private static readonly DiscountRate Ten = DiscountRate.FromPercent(10);
    private static readonly RetentionRate Old = RetentionRate.FromPercent(85);
    private static readonly RetentionRate Fresh = RetentionRate.FromPercent(70);
    private static readonly RetentionMetricsJsonContext Context = RetentionMetricsJsonContext.Default;

    // mpmath: 167 × 1.1 ÷ 0.25 = 734.8 against 100 × 1.1 ÷ 0.4 - 75 = 200. 167 to 100 is the claim that existing customers spend 67 % more.
    [Fact]
    public void Three_and_two_thirds_new_customers_make_up_for_one()
    {
        var ratio = ReplacementRatio.From(167m, Old, 100m, Fresh, Ten, 75m);
        Assert.Equal(734.8, (double)ratio.ExistingRemainingValue!.Value, 1e-10);
        Assert.Equal(200, (double)ratio.NewNetValue!.Value, 1e-10);
        Assert.Equal(3.674, ratio.Lifetime!.Value, 1e-12);
        Assert.Equal(1.67, ratio.FirstPeriod);
        Assert.Null(ratio.WhyUndefined);
        Assert.Equal("3.67 new for 1 lost (734.80 ÷ 200.00; 1.67 by the first period)", ratio.ToString());
        Assert.Contains("3.67", ratio.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(ratio, Context.ReplacementRatio);
    }

    [Fact]
    public void Customers_who_do_not_bring_in_their_cost_replace_nobody()
    {
        var ratio = ReplacementRatio.From(167m, Old, 100m, Fresh, Ten, 275m);
        Assert.Null(ratio.Lifetime);
        Assert.Equal(1.67, ratio.FirstPeriod);
        Assert.Equal("n/a (a new customer does not bring in the acquisition cost: net 0.00)", ratio.ToString());
        Assert.Contains("n/a", ratio.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_diverge_or_are_unknown_say_whose_they_are()
    {
        var all = RetentionRate.FromPercent(100);
        Assert.StartsWith("the value of the existing customer diverges", ReplacementRatio.From(1m, all, 1m, Fresh).WhyUndefined, StringComparison.Ordinal);
        Assert.StartsWith("the value of the new customer diverges", ReplacementRatio.From(1m, Old, 1m, all).WhyUndefined, StringComparison.Ordinal);
        Assert.Null(ReplacementRatio.From(1m, Old, 1m, default).Lifetime);
        // A loss in the first period, and no value over the lifetime either.
        Assert.Null(ReplacementRatio.From(1m, Old, -1m, Fresh).FirstPeriod);
        Assert.Null(ReplacementRatio.From(1m, Old, -1m, Fresh).Lifetime);
        Assert.Throws<ArgumentOutOfRangeException>("acquisitionCost", () => ReplacementRatio.From(1m, Old, 1m, Fresh, Ten, -1m));
        Assert.Throws<ArgumentException>(() => ReplacementRatio.From(1m, Old, 1m, Fresh.Over(PeriodLength.Month), Ten.Over(PeriodLength.Year)));
    }

    [Property]
    public void Equal_customers_who_cost_nothing_replace_each_other_one_to_one(AnyMargin margin, AnyRetention retention, AnyDiscount discount, AnyMargin cost)
    {
        var free = ReplacementRatio.From(margin.Value, retention.Rate, margin.Value, retention.Rate, discount.Rate);
        Assert.True(free.Lifetime is null or 1);
        Assert.Equal(1, free.FirstPeriod);
        Assert.True(ReplacementRatio.From(margin.Value, retention.Rate, margin.Value, retention.Rate, discount.Rate, cost.Value).Lifetime is null or > 1);
    }

    [Fact]
    public void The_cost_of_replacement_is_lost_times_new_times_cost()
    {
        Assert.Equal(15_000m, ReplacementCost.From(50, 300m).Value);
        var value = ReplacementCost.From(50, 300m, 3.674);
        Assert.Equal(55_110m, value.Value);
        Assert.Equal("55,110.00 (50 lost × 3.67 new × 300.00)", value.ToString());
        Assert.Contains("55,110.00", value.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(0m, default(ReplacementCost).Value);
        Assert.Null(value.WhyUndefined);
        var vast = ReplacementCost.From(long.MaxValue, 1e12m);
        Assert.Null(vast.Value);
        Assert.StartsWith("n/a (the cost exceeds", vast.ToString(), StringComparison.Ordinal);
        Assert.Equal("""{"lostCustomers":50,"acquisitionCost":300,"newPerLost":1,"value":15000}""", Json.RoundTrips(ReplacementCost.From(50, 300m), Context.ReplacementCost).GetRawText());
        Assert.Throws<ArgumentOutOfRangeException>("lostCustomers", () => ReplacementCost.From(-1, 1m));
        Assert.Throws<ArgumentOutOfRangeException>("acquisitionCost", () => ReplacementCost.From(1, -1m));
        Assert.Throws<ArgumentOutOfRangeException>("newPerLost", () => ReplacementCost.From(1, 1m, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"lostCustomers":-1}""", Context.ReplacementCost));
    }
}
