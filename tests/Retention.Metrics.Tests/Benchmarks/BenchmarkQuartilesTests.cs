using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Benchmarks;

public class BenchmarkQuartilesTests
{
    // Between 76 and 84 each point is 25/8 percentiles, between 84 and 91 it is 25/7.
    [Theory]
    [InlineData(76, 25.0)]
    [InlineData(80, 37.5)]
    [InlineData(84, 50.0)]
    [InlineData(87.5, 62.5)]
    [InlineData(91, 75.0)]
    public void Inside_the_quartiles_a_percentile_lies_on_straight_lines(double figure, double percentile) =>
        Assert.Equal(percentile, new BenchmarkQuartiles(76, 84, 91).PercentileOf((decimal)figure));

    [Theory]
    [InlineData(75.99)]
    [InlineData(91.01)]
    public void Outside_the_quartiles_nothing_is_known(double figure) => Assert.Null(new BenchmarkQuartiles(76, 84, 91).PercentileOf((decimal)figure));

    [Fact]
    public void Without_a_median_the_line_is_straight_from_quartile_to_quartile()
    {
        var quartiles = new BenchmarkQuartiles(0, null, 72);
        Assert.Equal(50, quartiles.PercentileOf(36));
        Assert.Equal(37.5, quartiles.PercentileOf(18));
        Assert.Equal("P25 0, P75 72", quartiles.ToString());
    }

    [Fact]
    public void Where_quartiles_coincide_the_middle_of_their_percentiles_is_taken()
    {
        Assert.Equal(37.5, new BenchmarkQuartiles(80, 80, 90).PercentileOf(80));
        Assert.Equal(62.5, new BenchmarkQuartiles(70, 90, 90).PercentileOf(90));
        Assert.Equal(50, new BenchmarkQuartiles(80, 80, 80).PercentileOf(80));
        Assert.Equal(50, default(BenchmarkQuartiles).PercentileOf(0));
    }

    [Theory]
    [InlineData(90.0, null, 80.0)]
    [InlineData(70.0, 60.0, 80.0)]
    [InlineData(70.0, 90.0, 80.0)]
    public void Quartiles_are_in_order(double p25, double? median, double p75)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => new BenchmarkQuartiles((decimal)p25, (decimal?)median, (decimal)p75));
        Assert.Contains("P25 ≤ median ≤ P75", refused.Message, StringComparison.Ordinal);
    }
}
