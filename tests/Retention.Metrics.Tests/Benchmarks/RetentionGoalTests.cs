using System.Text.Json;
using Retention.Metrics.Benchmarks;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Benchmarks;

public class RetentionGoalTests
{
    // ⌈82 × 0.77⌉ = ⌈63.14⌉ = 64.
    [Fact]
    public void The_goal_is_the_least_number_of_customers_that_reaches_the_target()
    {
        var goal = RetentionGoal.Reach(0.77, Proportion.Of(60, 82));
        Assert.Equal((64, 4, false), (goal.CustomersNeeded, goal.CustomersToSave, goal.IsReached));
        Assert.Equal("keep 4 more customers: 64 of 82 instead of 60 for 77.0 %", goal.ToString());
        Assert.Equal("keep 1 more customer: 64 of 82 instead of 63 for 77.0 %", RetentionGoal.Reach(0.77, Proportion.Of(63, 82)).ToString());
        Assert.Contains("60 of 82", goal.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_is_reached_asks_for_nobody()
    {
        var goal = RetentionGoal.Reach(0.77, Proportion.Of(950, 1_000));
        Assert.Equal((0, true), (goal.CustomersToSave, goal.IsReached));
        Assert.Equal("reached: 950 of 1,000, 770 needed for 77.0 %", goal.ToString());
    }

    // In binary 0.07 × 100 is 7.000000000000001 and 0.57 × 100 is 56.99999999999999.
    [Theory]
    [InlineData(0.07, 100, 7)]
    [InlineData(0.57, 100, 57)]
    [InlineData(0.0, 100, 0)]
    [InlineData(1.0, 100, 100)]
    [InlineData(0.5, 101, 51)]
    [InlineData(0.999, 9_007_199_254_740_993, 8_998_192_055_486_253)]
    [InlineData(1.0, long.MaxValue, long.MaxValue)]
    public void A_target_is_taken_as_it_is_typed(double target, long total, long needed) =>
        Assert.Equal(needed, RetentionGoal.Reach(target, Proportion.Of(0, total)).CustomersNeeded);

    [Fact]
    public void Of_nobody_nobody_can_be_kept()
    {
        var goal = RetentionGoal.Reach(0.5, default);
        Assert.Equal((null, null, false), (goal.CustomersNeeded, goal.CustomersToSave, goal.IsReached));
        Assert.Equal("n/a (0 of 0: there was nothing to count)", goal.ToString());
        Assert.Contains("n/a", goal.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(goal with { }, RetentionGoal.Reach(0.5, Proportion.Of(0, 0)));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(77)]
    [InlineData(double.NaN)]
    public void A_target_is_a_fraction(double target) => Assert.Throws<ArgumentOutOfRangeException>(nameof(target), () => RetentionGoal.Reach(target, Proportion.Of(1, 2)));

    [Fact]
    public void A_goal_is_written_as_its_target_and_counts()
    {
        var goal = RetentionGoal.Reach(0.77, Proportion.Of(60, 82));
        var json = JsonSerializer.Serialize(goal, RetentionMetricsJsonContext.Default.RetentionGoal);
        Assert.StartsWith("""{"target":0.77,"current":{"count":60,"total":82""", json, StringComparison.Ordinal);
        Assert.Equal(goal, JsonSerializer.Deserialize(json, RetentionMetricsJsonContext.Default.RetentionGoal));
    }
}
