using Retention.Metrics.Rendering;

namespace Retention.Metrics.Tests.Rendering;

public class LogTicksTests
{
    [Theory]
    [InlineData(0.95, 1.03, "0.96, 0.98, 1, 1.02")]
    [InlineData(0.8, 2.2, "1, 1.5, 2")]
    [InlineData(0.28, 1.4, "0.3, 0.5, 0.7, 1")]
    [InlineData(0.3, 6, "0.5, 1, 2, 5")]
    [InlineData(0.02, 5, "0.03, 0.1, 0.3, 1, 3")]
    [InlineData(0.002, 2000, "0.01, 0.1, 1, 10, 100, 1,000")]
    [InlineData(1e-12, 1e4, "1e-12, 1e-9, 1e-6, 0.001, 1, 1,000")]
    [InlineData(1e-70, 1e270, "1e-50, 1, 1e50, 1e100, 1e150, 1e200, 1e250")]
    [InlineData(0.9999999, 1.0000002, "1 − 1e-7, 1, 1 + 1e-7, 1 + 2e-7")]
    public void Ratios_are_round(double low, double high, string labels) =>
        Assert.Equal(labels, string.Join(", ", LogTicks.Between(Math.Log(low) * 1.000001, Math.Log(high) * 1.000001).Select(t => t.Label)));

    [Property]
    public void No_two_labels_are_the_same_and_all_lie_inside(int below, int above, short power)
    {
        var unit = Math.Pow(10, (power % 12) - 9);
        var (low, high) = (-Math.Min(690, Math.Abs((double)below) * unit), Math.Min(690, (1 + Math.Abs((double)above)) * unit));
        var ticks = LogTicks.Between(low, high);
        Assert.Equal(ticks.Count, ticks.Select(t => t.Label).Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(ticks.Count, 1, 16);
        Assert.Contains(ticks, t => t.Label == "1" && t.Log == 0);
        Assert.All(ticks, t => Assert.InRange(t.Log, low - (1e-6 * (high - low)), high + (1e-6 * (high - low))));
    }
}
