using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class TimeToleranceTests
{
    [Fact]
    public void Sums_of_tenths_are_one_time_only_within_a_tolerance()
    {
        double[] times = [0.1 + 0.2, 0.3, 0.6, 0.2 + 0.4];
        bool[] ended = [true, true, true, true];

        Assert.Equal(4, Lifetimes.From(times, ended).DistinctTimes);
        Assert.Equal([0.3, 0.6], SurvivalCurve.KaplanMeier(Lifetimes.From(times, ended, tolerance: TimeTolerance.AsInR)).Steps.Select(s => s.Time));
    }

    [Fact]
    public void Neighbours_chain()
    {
        double[] times = [1, 1.01, 1.02, 1.03, 2];
        bool[] ended = [true, true, true, true, true];

        // Each is within 0.015 of the next, though 1 and 1.03 are not.
        Assert.Equal(2, Lifetimes.From(times, ended, tolerance: TimeTolerance.Within(0.015)).DistinctTimes);
    }

    [Fact]
    public void The_tolerance_is_relative_to_the_mean_of_large_times()
    {
        double[] times = [1e9, 1e9 + 5, 2e9];

        Assert.Equal(2, Lifetimes.From(times, [true, true, true], tolerance: TimeTolerance.AsInR).DistinctTimes);
        Assert.Equal(3, Lifetimes.From(times, [true, true, true], tolerance: TimeTolerance.Within(1e-9)).DistinctTimes);
    }

    [Fact]
    public void Entries_and_exits_are_merged_together_and_no_interval_may_vanish()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1, 2], [true, true], entered: [0, 2 - 1e-9], tolerance: TimeTolerance.AsInR));

        Assert.Equal("entered[1]", error.ParamName);
        Assert.Equal(2, Lifetimes.From([1, 2], [true, true], entered: [0, 1 + 1e-9], tolerance: TimeTolerance.AsInR).Count);
    }

    [Fact]
    public void The_largest_times_have_a_mean() =>
        Assert.Equal(2, Lifetimes.From([double.MaxValue, double.MaxValue, 1], [true, true, true], tolerance: TimeTolerance.AsInR).DistinctTimes);

    [Fact]
    public void A_tolerance_is_a_finite_number()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeTolerance.Within(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeTolerance.Within(double.NaN));
        Assert.True(TimeTolerance.Within(0).IsExact);
        Assert.Equal("exact times", TimeTolerance.Exact.ToString());
        Assert.Equal("times within 1.4901161193847656E-08", TimeTolerance.AsInR.ToString());
    }
}
