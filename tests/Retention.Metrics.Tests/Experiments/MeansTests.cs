using Retention.Metrics.Experiments;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class SampleMeanTests
{
    [Fact]
    public void The_mean_of_ten_customers()
    {
        // R 4.2: x <- c(12, 15, 11, 18, 25, 9, 14, 30, 22, 17); mean(x); var(x); t.test(x)$conf.int
        var mean = SampleMean.Of([12.0, 15, 11, 18, 25, 9, 14, 30, 22, 17]);

        Assert.Equal(17.3, mean.Mean!.Value, 1e-14);
        Assert.Equal(44.01111111111111, mean.Variance!.Value, 1e-13);
        Assert.Equal("17.30 (n = 10; 95 % CI 12.55 to 22.05)", mean.ToString());
        Assert.Contains("Student t", mean.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(mean, RetentionMetricsJsonContext.Default.SampleMean);
        Assert.Equal(mean, SampleMean.Of([12m, 15m, 11m, 18m, 25m, 9m, 14m, 30m, 22m, 17m]));
        Assert.Equal(mean, SampleMean.FromMoments(10, mean.Mean.Value, mean.Variance.Value));
    }

    [Fact]
    public void Small_differences_around_a_large_mean_are_not_lost()
    {
        var mean = SampleMean.Of([1e9 + 1, 1e9 + 2, 1e9 + 3]);

        Assert.Equal(1, mean.Variance!.Value, 1e-12);
        Assert.Equal(0, SampleMean.Of([0.1, 0.1, 0.1]).Variance!.Value, 1e-30);
    }

    [Fact]
    public void A_rate_is_a_mean()
    {
        var rate = SampleMean.Of(Proportion.Of(3, 4));

        Assert.Equal((4, 0.75, 0.1875), (rate.Count, rate.Mean!.Value, rate.Variance!.Value));
        Assert.Equal(Proportion.Of(3, 4).Interval(0.9), rate.Interval(0.9));
        Assert.Equal(Proportion.Of(3, 4).ToString(), rate.ToString());
        Assert.Equal(Proportion.Of(3, 4).ToHtml(), rate.ToHtml());
        Json.RoundTrips(rate, RetentionMetricsJsonContext.Default.SampleMean);
        Assert.Equal(0, SampleMean.Of(Proportion.Of(3, 3)).StandardError);
    }

    [Fact]
    public void One_value_or_none_has_no_error()
    {
        var one = SampleMean.Of([5.0]);
        var none = SampleMean.Of(ReadOnlySpan<double>.Empty);

        Assert.Equal(5, one.Mean);
        Assert.Null(one.StandardError);
        Assert.Null(one.Interval());
        Assert.Equal("one value does not show how much values vary", one.WhyUndefined);
        Assert.Equal("5.00 (n = 1)", one.ToString());
        Assert.Equal("n/a (nobody was measured)", none.ToString());
        Assert.Contains("nobody was measured", none.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(default, none);
        Assert.Null(SampleMean.Of(default(Proportion)).Variance);
        Assert.Equal(none, SampleMean.FromMoments(0, double.NaN, double.NaN));
        Json.RoundTrips(one, RetentionMetricsJsonContext.Default.SampleMean);
        Json.RoundTrips(none, RetentionMetricsJsonContext.Default.SampleMean);
        Json.RoundTrips(SampleMean.Of(default(Proportion)), RetentionMetricsJsonContext.Default.SampleMean);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("values", () => SampleMean.Of([1.0, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>("variance", () => SampleMean.FromMoments(3, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>("mean", () => SampleMean.FromMoments(3, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => SampleMean.FromMoments(-1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => SampleMean.Of([1.0, 2]).Interval(1));
    }
}
