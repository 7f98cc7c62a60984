using System.Text.Json;
using Retention.Metrics.Activity;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Activity;

public class StickinessTests
{
    [Fact]
    public void The_point_ratio_is_a_proportion_of_users()
    {
        var point = Stickiness.FromCounts(StickinessRatio.DailyOverMonthly, 2_400, 10_000);
        Assert.Equal(Proportion.Of(2_400, 10_000), point.Evidence);
        Assert.Equal(Proportion.Of(2_400, 10_000).Interval(), point.Interval());
        Assert.Equal("DAU/MAU 24.0 % (2,400 of 10,000; 95 % CI 23.2–24.8)", point.ToString());
        Assert.Contains("Stickiness DAU/MAU", point.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("below 30", Stickiness.FromCounts(StickinessRatio.DailyOverWeekly, 2, 10).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_mean_ratio_is_no_proportion_and_has_no_interval()
    {
        var mean = Stickiness.FromMean(StickinessRatio.WeeklyOverMonthly, [400, 500, 600, 500], 1_000);
        Assert.Equal(0.5, mean.Value);
        Assert.Equal(2, mean.MeanActivePeriods);
        Assert.Null(mean.Evidence);
        Assert.Null(mean.Interval());
        Assert.Equal("WAU/MAU 50.0 % (mean of 4 periods; 2.0 active periods for each of 1,000 users)", mean.ToString());
        Assert.Contains("no proportion of users", mean.ToHtml(), StringComparison.Ordinal);
    }

    // One of four users on 1 day, one on 2, two on 5 of 7: mean 13/4, variance ((2.25² + 1.25² + 2·1.75²)/3).
    [Fact]
    public void The_days_of_each_user_give_the_mean_ratio_an_interval()
    {
        var mean = Stickiness.FromHistogram(StickinessRatio.DailyOverWeekly, [1, 1, 0, 0, 2, 0, 0]);
        Assert.Equal(13.0 / 28, mean.Value!.Value, 1e-15);
        var error = Math.Sqrt(((2.25 * 2.25) + (1.25 * 1.25) + (2 * 1.75 * 1.75)) / 3 / 4) / 7;
        var t = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, 3, 0.975);
        Assert.Equal(mean.Value.Value + (t * error), mean.Interval()!.Value.UnclippedUpper, 1e-7);
        Assert.Equal("Student's t over users", mean.Interval()!.Value.Method);
        Assert.StartsWith("DAU/WAU 46.4 % (mean of 7 periods; 3.3 active periods for each of 4 users; 95 % CI", mean.ToString(), StringComparison.Ordinal);
        Assert.Null(Stickiness.FromHistogram(StickinessRatio.DailyOverWeekly, [1, 0]).Interval());
        Assert.Equal(0, Stickiness.FromHistogram(StickinessRatio.DailyOverWeekly, [0, 5]).Interval()!.Value.Width);
    }

    [Fact]
    public void Nobody_is_not_sticky_at_all()
    {
        Assert.Null(default(Stickiness).Value);
        Assert.Null(default(Stickiness).MeanActivePeriods);
        Assert.Equal("n/a (nobody was active in the window)", default(Stickiness).ToString());
        Assert.Null(Stickiness.FromMean(StickinessRatio.DailyOverMonthly, [0, 0], 0).Interval());
        Assert.Contains("nobody was active in the window", Stickiness.FromHistogram(StickinessRatio.DailyOverMonthly, [0, 0]).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("active", () => Stickiness.FromCounts(StickinessRatio.DailyOverMonthly, 11, 10));
        Assert.Throws<ArgumentOutOfRangeException>("activeInWindow", () => Stickiness.FromCounts(StickinessRatio.DailyOverMonthly, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("ratio", () => Stickiness.FromCounts((StickinessRatio)9, 1, 2));
        Assert.Throws<ArgumentException>("active", () => Stickiness.FromMean(StickinessRatio.DailyOverMonthly, [], 10));
        Assert.Throws<ArgumentOutOfRangeException>("active", () => Stickiness.FromMean(StickinessRatio.DailyOverMonthly, [5, 11], 10));
        Assert.Throws<ArgumentException>("usersByActivePeriods", () => Stickiness.FromHistogram(StickinessRatio.DailyOverMonthly, []));
        Assert.Throws<ArgumentOutOfRangeException>("usersByActivePeriods", () => Stickiness.FromHistogram(StickinessRatio.DailyOverMonthly, [1, -1]));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => default(Stickiness).Interval(0));
        var context = RetentionMetricsJsonContext.Default;
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"ratio":"DailyOverMonthly","activePeriods":50,"periods":2,"users":10}""", context.Stickiness));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"ratio":"DailyOverMonthly","activePeriods":5,"periods":0,"users":10}""", context.Stickiness));
        Json.RoundTrips(Stickiness.FromHistogram(StickinessRatio.DailyOverWeekly, [1, 2, 3]), context.Stickiness);
        Json.RoundTrips(Stickiness.FromCounts(StickinessRatio.DailyOverWeekly, 1, 3), context.Stickiness);
        Json.RoundTrips(Stickiness.FromMean(StickinessRatio.DailyOverWeekly, [1, 2], 3), context.Stickiness);
    }

    [Property]
    public void The_mean_over_days_is_the_mean_over_users(AnyVisits visits)
    {
        if (visits.Rows.Count == 0)
        {
            return;
        }

        var window = Period.Trailing(visits.Rows.Max(v => v.Day), 28);
        var inside = visits.Rows.Where(v => window.Contains(v.Day)).ToArray();
        var daily = Enumerable.Range(0, 28).Select(i => (long)inside.Where(v => v.Day == window.Start.AddDays(i)).Select(v => v.Customer).Distinct().Count()).ToArray();
        var users = inside.GroupBy(v => v.Customer).Select(g => g.Select(v => v.Day).Distinct().Count()).ToArray();
        var histogram = Enumerable.Range(1, 28).Select(days => (long)users.Count(u => u == days)).ToArray();
        var byDay = Stickiness.FromMean(StickinessRatio.DailyOverMonthly, daily, users.Length);
        var byUser = Stickiness.FromHistogram(StickinessRatio.DailyOverMonthly, histogram);
        Assert.Equal(byDay.Value, byUser.Value);
        Assert.Equal(byDay.ActivePeriods, byUser.ActivePeriods);
    }
}
