using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Benchmarks;

public class DetectableDifferenceTests
{
    // Bisection of the power Φ((d√n − z√(b(1−b))) ÷ √(p(1−p))) in mpmath at 30 digits.
    [Theory]
    [InlineData(75, 1_000, 0.95, 0.8, 0.0377211052235293953, 0.038900936720087606)]
    [InlineData(77, 82, 0.95, 0.8, 0.120148937800530851, 0.135852749835320443)]
    [InlineData(50, 100, 0.99, 0.9, 0.188158749761351592, 0.188158749761351592)]
    public void The_smallest_difference_that_a_sample_shows(int benchmark, long n, double level, double power, double above, double below)
    {
        var comparison = BenchmarkComparison.Of(RetentionRate.FromCounts(n / 2, n), Sample.Entry(value: benchmark), new ComparisonOptions { Level = level });
        var detectable = comparison.MinimumDetectableDifference(power)!.Value;
        Assert.Equal(above, detectable.Above!.Value, 1e-12);
        Assert.Equal(below, detectable.Below!.Value, 1e-12);
        Assert.Equal((level, power, n), (detectable.Level, detectable.Power, detectable.SampleSize));
    }

    [Fact]
    public void Near_the_end_of_the_scale_no_difference_upwards_can_be_shown()
    {
        var detectable = BenchmarkComparison.Of(RetentionRate.FromCounts(97, 100), Sample.Entry(value: 97)).MinimumDetectableDifference()!.Value;
        Assert.Null(detectable.Above);
        Assert.Equal(0.0571760109168862451, detectable.Below!.Value, 1e-12);
        Assert.Equal("n/a or -5.7 points (n = 100, power 80 %)", detectable.ToString());
    }

    [Fact]
    public void A_sample_is_needed()
    {
        Assert.Null(BenchmarkComparison.Of(RetentionRate.FromPercent(80), Sample.Entry()).MinimumDetectableDifference());
        Assert.Equal("n/a or n/a points (n = 0, power 0 %)", default(DetectableDifference).ToString());
        Assert.Throws<ArgumentOutOfRangeException>("power", () => BenchmarkComparison.Of(RetentionRate.FromPercent(80), Sample.Entry()).MinimumDetectableDifference(1));
    }
}
