using System.Text.Json;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests;

public class ConfidenceIntervalTests
{
    [Fact]
    public void It_knows_its_ends_its_level_and_its_method()
    {
        var interval = new ConfidenceInterval(0.2, 0.4, 0.9, "Wilson");
        Assert.Equal(0.2, interval.Width, 1e-15);
        Assert.True(interval.Contains(0.2) && interval.Contains(0.4) && !interval.Contains(0.41) && !interval.Contains(0.19));
        Assert.Equal("0.2000–0.4000 (90 %, Wilson)", interval.ToString());
        Assert.Equal("0.0000–0.0000 (0 %)", default(ConfidenceInterval).ToString());
        Assert.Equal(new(0.04, 0.16, 0.9, "Wilson"), interval.MapIncreasing(x => x * x), Near);
        Assert.Equal(new(0.6, 0.8, 0.9, "Wilson"), interval.MapDecreasing(x => 1 - x), Near);
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var context = RetentionMetricsJsonContext.Default;
        var clipped = ConfidenceInterval.Clipped(-0.1, 0.4, 0.95, "Wald", 0, 1);
        Assert.Equal(clipped, JsonSerializer.Deserialize(JsonSerializer.Serialize(clipped, context.ConfidenceInterval), context.ConfidenceInterval));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"lower":3,"upper":2,"level":0.95,"method":""}""", context.ConfidenceInterval));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("lower", () => new ConfidenceInterval(double.NaN, 1, 0.95, "x"));
        Assert.Throws<ArgumentOutOfRangeException>("upper", () => new ConfidenceInterval(0, double.PositiveInfinity, 0.95, "x"));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => new ConfidenceInterval(0, 1, 95, "x"));
        Assert.Throws<ArgumentNullException>("method", () => new ConfidenceInterval(0, 1, 0.95, null!));
    }

    private static bool Near(ConfidenceInterval a, ConfidenceInterval b) => Math.Abs(a.Lower - b.Lower) < 1e-15 && Math.Abs(a.Upper - b.Upper) < 1e-15 && a.Method == b.Method;
}
