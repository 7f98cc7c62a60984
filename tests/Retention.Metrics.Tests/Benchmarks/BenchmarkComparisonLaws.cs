using Retention.Metrics.Benchmarks;
using Retention.Metrics.Numerics;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Benchmarks;

public class BenchmarkComparisonLaws
{
    private static BenchmarkComparison Compare(AnyCounts counts, decimal benchmark, double level = 0.95) =>
        BenchmarkComparison.Of(RetentionRate.FromCounts(counts.Part, counts.Whole), Sample.Entry(value: benchmark) with { Period = null }, new ComparisonOptions { Level = level });

    // Wilson's interval holds exactly the benchmarks that the score test does not reject.
    [Property]
    public void A_benchmark_is_distinguishable_exactly_when_it_lies_outside_the_Wilson_interval(AnyCounts counts, AnyPercent benchmark, AnyLevel level)
    {
        var comparison = Compare(counts, benchmark.Value, level.Value);
        var interval = comparison.Interval!.Value;
        var onTheEdge = Math.Abs(comparison.PValue!.Value - (1 - level.Value)) < 1e-9;
        if (!onTheEdge && benchmark.Value is > 0 and < 100)
            Assert.Equal(interval.Contains(comparison.Benchmark!.Value), comparison.Verdict == BenchmarkVerdict.NotDistinguishable);
    }

    [Property]
    public void The_verdict_the_gap_and_z_point_the_same_way(AnyCounts counts, AnyPercent benchmark)
    {
        var comparison = Compare(counts, benchmark.Value);
        if (comparison.Verdict == BenchmarkVerdict.Above)
            Assert.True(comparison.GapInPoints > 0 && comparison.Z is null or > 0);
        if (comparison.Verdict == BenchmarkVerdict.Below)
            Assert.True(comparison.GapInPoints < 0 && comparison.Z is null or < 0);
        Assert.InRange(comparison.PValue!.Value, 0, 1);
    }

    [Property]
    public void Those_who_left_give_the_mirror_image(AnyCounts counts, AnyPercent benchmark)
    {
        var stayed = Compare(counts, benchmark.Value);
        var left = Compare(counts with { Part = counts.Whole - counts.Part }, 100 - benchmark.Value);
        Assert.Equal(stayed.GapInPoints!.Value, -left.GapInPoints!.Value, 1e-11);
        if (stayed.Z is { } z)
            Assert.Equal(z, -left.Z!.Value, 1e-9 * Math.Max(1, Math.Abs(z)));
    }

    [Property]
    public void Keeping_the_customers_of_the_goal_reaches_the_benchmark_and_keeping_one_fewer_does_not(AnyCounts counts, AnyPercent benchmark)
    {
        var goal = Compare(counts, benchmark.Value).Goal!.Value;
        var kept = counts.Part + goal.CustomersToSave!.Value;
        Assert.True(100m * kept >= benchmark.Value * counts.Whole);
        if (goal.CustomersToSave > 0)
            Assert.True(100m * (kept - 1) < benchmark.Value * counts.Whole);
    }

    [Property]
    public void A_rate_at_the_detectable_difference_is_found_with_the_power_asked_for(AnyCounts counts, AnyPercent benchmark, AnyLevel level)
    {
        var b = (double)benchmark.Value / 100;
        var detectable = Compare(counts, benchmark.Value, level.Value).MinimumDetectableDifference(0.8)!.Value;
        // The chance that the rate of a sample from the true rate passes the critical value of the test.
        if (b > 0 && detectable.Above is { } d && b + d < 1)
        {
            var (p, n) = (b + d, (double)counts.Whole);
            var critical = b + (NormalDistribution.TwoSidedCritical(level.Value) * Math.Sqrt(b * (1 - b) / n));
            Assert.Equal(0.8, NormalDistribution.Cdf((p - critical) / Math.Sqrt(p * (1 - p) / n)), 1e-6);
        }
    }

    [Property]
    public void A_rate_compounded_to_a_year_meets_a_compounded_benchmark_with_the_same_z(AnyCounts counts)
    {
        var monthly = BenchmarkComparison.Of(RetentionRate.FromCounts(counts.Part, counts.Whole, PeriodLength.Month), Sample.Entry(value: 90) with { Period = PeriodLength.Month });
        var yearly = BenchmarkComparison.Of(
            RetentionRate.FromCounts(counts.Part, counts.Whole, PeriodLength.Month).ConvertPeriod(PeriodLength.Year),
            Sample.Entry(value: 28.2429536481m));
        Assert.Equal(monthly.Z!.Value, yearly.Z!.Value, 1e-9 * Math.Max(1, Math.Abs(monthly.Z.Value)));
        Assert.Equal(monthly.Verdict, yearly.Verdict);
        Assert.Equal(monthly.Goal!.Value.CustomersToSave!.Value, yearly.Goal!.Value.CustomersToSave!.Value, 1.0);
    }

    [Property]
    public void Percentiles_rise_with_the_figure_from_25_to_75(AnyQuartiles quartiles, AnyPercent one, AnyPercent other)
    {
        var (low, high) = one.Value <= other.Value ? (one.Value, other.Value) : (other.Value, one.Value);
        var (p, q) = (quartiles.Value.PercentileOf(low), quartiles.Value.PercentileOf(high));
        Assert.True(p is null or (>= 25 and <= 75));
        Assert.True(p is null || q is null || p <= q);
        Assert.Equal(low >= quartiles.Value.P25 && low <= quartiles.Value.P75, p is not null);
    }
}
