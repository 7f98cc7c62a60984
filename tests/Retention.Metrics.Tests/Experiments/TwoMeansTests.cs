using Retention.Metrics.Experiments;
using Retention.Metrics.Numerics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class TwoMeansTests
{
    // Hollander and Wolfe (1973), page 69: permeability of membranes at term and before; the example of R's wilcox.test.
    private static readonly double[] AtTerm = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    private static readonly double[] Before = [1.15, 0.88, 0.90, 0.74, 1.21];

    [Fact]
    public void Welch_on_fifteen_membranes()
    {
        // R 4.2: t.test(x, y, conf.level = 0.99)
        var test = WelchTest.Between(AtTerm, Before, 0.99);

        Assert.Equal(2.04138309221006953, test.T!.Value, 1e-13);
        Assert.Equal(12.97053844325754213, test.DegreesOfFreedom!.Value, 1e-12);
        Assert.Equal(0.06210134378107847, test.PValue!.Value, 1e-14);
        Assert.Equal(0.16508415362407675, test.StandardError!.Value, 1e-15);
        Assert.Equal(-0.16046698467497394, test.Interval!.Value.Lower, 1e-13);
        Assert.Equal(0.83446698467497393, test.Interval.Value.Upper, 1e-13);
        Assert.Equal("+0.34 (99 % CI -0.16 to 0.83; p = .062)", test.ToString());
        Assert.Contains("t = 2.04 on 13.0 df", test.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(test, RetentionMetricsJsonContext.Default.WelchTest);
    }

    [Fact]
    public void Means_that_cannot_be_compared()
    {
        var empty = WelchTest.Between([], [1.0, 2]);
        var one = WelchTest.Between([1.0], [1.0, 2]);
        var same = WelchTest.Between([1.0, 1], [2.0, 2, 2]);

        Assert.Equal("n/a (a group is empty)", empty.ToString());
        Assert.Equal("-0.50 (no test: a group has one value, which does not show how much values vary)", one.ToString());
        Assert.Equal("-1.00 (no test: no value differs from the mean of its group)", same.ToString());
        Assert.Equal(0, same.StandardError);
        foreach (var test in new[] { empty, one, same })
        {
            Assert.Null(test.PValue);
            Assert.Null(test.Interval);
            Assert.Contains(test.WhyUndefined!, test.ToHtml(), StringComparison.Ordinal);
            Json.RoundTrips(test, RetentionMetricsJsonContext.Default.WelchTest);
        }

        Assert.Throws<ArgumentOutOfRangeException>("level", () => WelchTest.Between(default, default(SampleMean), 0));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => WelchTest.Between([1.0], [2.0], 1));
    }

    [Fact]
    public void Ranks_of_fifteen_membranes()
    {
        // R 4.2: wilcox.test(x, y), and with exact = FALSE
        var exact = RankSumTest.Between(AtTerm, Before);
        var normal = RankSumTest.Between(AtTerm, Before, RankSumMethod.Normal);

        Assert.Equal(35, exact.W);
        Assert.True(exact.IsExact);
        Assert.Null(exact.Z);
        Assert.Equal(0.2544122544122544, exact.PValue!.Value, 1e-14);
        Assert.Equal(0.2446236051269834, normal.PValue!.Value, 1e-14);
        Assert.Equal(0.7, exact.ProbabilityOfSuperiority!.Value, 1e-15);
        Assert.Equal("W = 35 (superior in 70.0 % of pairs), p = .254, exact", exact.ToString());
        Assert.Equal("W = 35 (superior in 70.0 % of pairs), p = .245", normal.ToString());
        Assert.Contains("exact", exact.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("normal approximation", normal.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(exact, RetentionMetricsJsonContext.Default.RankSumTest);
        Json.RoundTrips(normal, RetentionMetricsJsonContext.Default.RankSumTest);
    }

    [Fact]
    public void Fifty_in_a_group_are_too_many_to_count()
    {
        // R 4.2: wilcox.test(1:60, c(20.5, 30.5, 70.5))
        var test = RankSumTest.Between([.. Enumerable.Range(1, 60).Select(i => (double)i)], [20.5, 30.5, 70.5]);

        Assert.False(test.IsExact);
        Assert.Equal(0.5291135338317554, test.PValue!.Value, 1e-13);
    }

    [Theory]
    // R 4.2: pwilcox(q, m, n)
    [InlineData(5, 4, 5, 0.14285714285714285)]
    [InlineData(40, 9, 10, 0.35984758275779954)]
    [InlineData(300, 30, 20, 0.50391218133688676)]
    [InlineData(1000, 49, 49, 0.07796816202342759)]
    [InlineData(-1, 4, 5, 0)]
    [InlineData(20, 4, 5, 1)]
    public void The_distribution_of_the_rank_sum(long q, int m, int n, double expected) => Assert.Equal(expected, RankSumDistribution.Cdf(q, m, n), 1e-13);

    [Fact]
    public void Ranks_that_cannot_be_compared()
    {
        var empty = RankSumTest.Between([], [1.0]);
        var same = RankSumTest.Between([2.0, 2], [2.0, 2, 2]);

        Assert.Equal("n/a (a group is empty)", empty.ToString());
        Assert.Null(empty.ProbabilityOfSuperiority);
        Assert.Equal("n/a (all values are equal)", same.ToString());
        Assert.Equal(0.5, same.ProbabilityOfSuperiority);
        Assert.Contains("all values are equal", same.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("a group is empty", empty.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(empty, RetentionMetricsJsonContext.Default.RankSumTest);
        Json.RoundTrips(same, RetentionMetricsJsonContext.Default.RankSumTest);
        Assert.Throws<ArgumentOutOfRangeException>("first", () => RankSumTest.Between([double.NaN], [1.0]));
        Assert.Throws<ArgumentOutOfRangeException>("second", () => RankSumTest.Between([1.0], [double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>("method", () => RankSumTest.Between([1.0], [2.0], (RankSumMethod)7));
        Assert.Throws<ArgumentOutOfRangeException>("w", () => new RankSumTest(2, 2, 5, 0, RankSumMethod.Automatic));
        Assert.Throws<ArgumentOutOfRangeException>("w", () => new RankSumTest(2, 2, null, 0, RankSumMethod.Automatic));
    }

    [Property]
    public void Pairs_are_counted_and_the_groups_share_them(AnyAmounts a, AnyAmounts b)
    {
        var (x, y) = (a.Values.ToArray(), b.Values.ToArray());
        var (there, back) = (RankSumTest.Between(x, y), RankSumTest.Between(y, x));

        if (x.Length > 0 && y.Length > 0)
        {
            Assert.Equal(x.Sum(v => y.Sum(w => v > w ? 1 : v == w ? 0.5 : 0)), there.W!.Value, 1e-9);
            Assert.Equal((double)x.Length * y.Length, there.W.Value + back.W!.Value, 1e-9);
        }

        Assert.Equal(there.PValue ?? -1, back.PValue ?? -1, 1e-12);
    }

    [Property]
    public void Only_the_order_counts_for_ranks(AnyAmounts a, AnyAmounts b) =>
        Assert.Equal(
            RankSumTest.Between([.. a.Values], [.. b.Values]),
            RankSumTest.Between([.. a.Values.Select(Math.Cbrt)], [.. b.Values.Select(Math.Cbrt)]));

    [Property]
    public void Welch_does_not_depend_on_order_origin_or_side(AnyAmounts a, AnyAmounts b)
    {
        var there = WelchTest.Between([.. a.Values], [.. b.Values]);
        var back = WelchTest.Between([.. b.Values.Reverse()], [.. a.Values.Reverse()]);

        Assert.Equal(there.PValue is null, back.PValue is null);
        if (there.PValue is { } p)
        {
            Assert.Equal(p, back.PValue!.Value, 1e-6);
            Assert.Equal(-there.Interval!.Value.Lower, back.Interval!.Value.Upper, 1e-6 * (1 + Math.Abs(there.Interval.Value.Lower)));
            Assert.InRange(there.DegreesOfFreedom!.Value, (Math.Min(there.First.Count, there.Second.Count) - 1) * (1 - 1e-12), (there.First.Count + there.Second.Count - 2) * (1 + 1e-12));
        }
    }

    [Fact]
    public void Equal_groups_do_not_differ()
    {
        Assert.Equal((0, 1), (WelchTest.Between(Before, Before).T!.Value, WelchTest.Between(Before, Before).PValue!.Value));
        Assert.Equal(1, RankSumTest.Between(Before, Before).PValue);
    }
}
