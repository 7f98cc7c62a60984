using Retention.Metrics.Experiments;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class SeveralProportionsTests
{
    // Fleiss (1981), page 139: smokers among patients of four hospitals; the example of R's prop.test.
    private static readonly HomogeneityTest Smokers = HomogeneityTest.Among(
        ("A", Proportion.Of(83, 86)), ("B", Proportion.Of(90, 93)), ("C", Proportion.Of(129, 136)), ("D", Proportion.Of(70, 82)));

    [Fact]
    public void Four_hospitals()
    {
        // R 4.2: prop.test(c(83, 90, 129, 70), c(86, 93, 136, 82))
        Assert.Equal(12.600411297127639187, Smokers.ChiSquare!.Value, 1e-12);
        Assert.Equal(0.005585476661627025, Smokers.PValue!.Value, 1e-15);
        Assert.Equal(3, Smokers.DegreesOfFreedom);
        Assert.Equal("chi-squared 12.60 on 3 df, p = .006 (4 groups)", Smokers.ToString());
        Assert.Contains("| D | 85.4 % | 70 | 82 |", Smokers.ToMarkdown(), StringComparison.Ordinal);
        Assert.DoesNotContain("Fewer than 5 expected", Smokers.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(Smokers, RetentionMetricsJsonContext.Default.HomogeneityTest);
    }

    [Fact]
    public void Every_two_hospitals()
    {
        // R 4.2: pairwise.prop.test(...), which has the correction unless told
        var pairs = Smokers.Pairwise(continuityCorrection: true);

        Assert.Equal([("A", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"), ("C", "D")], pairs.Select(p => (p.First, p.Second)));
        double[] expected = [1, 1, 0.1185648198595505, 1, 0.09321728268830234, 0.1237680497161574];
        Assert.All(expected.Zip(pairs), p => Assert.Equal(p.First, p.Second.AdjustedPValue!.Value, 1e-12));
        Assert.All(Smokers.Pairwise(PValueAdjustment.None).Zip(pairs), p => Assert.True(p.First.PValue <= p.Second.PValue && p.First.AdjustedPValue == p.First.PValue));
    }

    [Fact]
    public void A_trend_over_the_hospitals()
    {
        // R 4.2: prop.trend.test(...), with scores 1 to 4 and c(0, 0, 0, 1); coef(lm(x/n ~ score, weights = n))
        var trend = Smokers.Trend();

        Assert.Equal(8.22492228519771, trend.ChiSquare!.Value, 1e-12);
        Assert.Equal(0.004131897477641487, trend.PValue!.Value, 1e-15);
        Assert.Equal(-0.03341562641260143, trend.Slope!.Value, 1e-15);
        Assert.True(trend.Z < 0);
        Assert.Equal(12.17314622074025, Smokers.Trend(0, 0, 0, 1).ChiSquare!.Value, 1e-12);
        Assert.Equal("-3.34 points per unit of the score, p = .004", trend.ToString());
        Assert.Contains("A (1)", trend.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(trend, RetentionMetricsJsonContext.Default.ProportionTrend);
        Assert.NotEqual(trend, Smokers.Trend(1, 2, 3, 5));
        Assert.False(trend.Equals((object)"x"));
        Assert.Throws<ArgumentException>("scores", () => Smokers.Trend(1, 2));
        Assert.Throws<ArgumentOutOfRangeException>("scores", () => Smokers.Trend(1, 2, 3, double.PositiveInfinity));
        Assert.Throws<ArgumentException>("scores", () => new ProportionTrend(Smokers.Groups, [1]));
    }

    [Fact]
    public void A_group_of_nobody_changes_nothing()
    {
        var with = HomogeneityTest.Among(("A", Proportion.Of(83, 86)), ("nobody", default), ("D", Proportion.Of(70, 82)));
        var pairs = with.Pairwise();

        Assert.Equal(HomogeneityTest.Among(("A", Proportion.Of(83, 86)), ("D", Proportion.Of(70, 82))).PValue, with.PValue);
        Assert.Equal(1, with.DegreesOfFreedom);
        Assert.Equal("A and nobody: n/a (nothing to compare)", pairs[0].ToString());
        Assert.Equal(pairs[1].PValue, pairs[1].AdjustedPValue);
        Assert.Contains("nobody", with.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Fewer than 5 expected", HomogeneityTest.Among(("a", Proportion.Of(3, 9)), ("b", Proportion.Of(5, 11))).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("| nobody | n/a | 0 | 0 |", with.ToMarkdown(), StringComparison.Ordinal);
        Assert.Equal("nobody: n/a", with.Groups[1].ToString());
        Assert.Equal(string.Empty, default(TestGroup).Label);
    }

    [Fact]
    public void What_cannot_be_compared_says_why()
    {
        var alone = HomogeneityTest.Among(("A", Proportion.Of(1, 2)), ("B", default));
        var nobody = HomogeneityTest.Among(("A", Proportion.Of(0, 2)), ("B", Proportion.Of(0, 3)));
        var everybody = HomogeneityTest.Among(("A", Proportion.Of(2, 2)), ("B", Proportion.Of(3, 3)));

        Assert.Equal("n/a (a comparison needs two groups with customers)", alone.ToString());
        Assert.Equal("n/a (a trend needs customers at two different scores)", alone.Trend().ToString());
        Assert.Equal("n/a (a comparison needs two groups with customers)", HomogeneityTest.Among().Trend().ToString());
        Assert.Equal("n/a (nobody has the property, so there is no variation to test)", nobody.ToString());
        Assert.Equal("n/a (everybody has the property, so there is no variation to test)", everybody.ToString());
        Assert.Equal(0, everybody.Trend().Slope);
        Assert.Null(everybody.Trend().PValue);
        Assert.Equal(everybody.WhyUndefined, everybody.Trend().WhyUndefined);
        Assert.Null(nobody.PValue);
        Assert.Equal(0, nobody.DegreesOfFreedom);
        Assert.Equal("n/a (a trend needs customers at two different scores)", Smokers.Trend(2, 2, 2, 2).ToString());
        Assert.Contains("needs customers at two", Smokers.Trend(2, 2, 2, 2).ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => HomogeneityTest.Among((null!, default)));
        Assert.Throws<ArgumentOutOfRangeException>("adjustment", () => nobody.Pairwise((PValueAdjustment)99));
        foreach (var test in new[] { alone, nobody, everybody })
        {
            Json.RoundTrips(test, RetentionMetricsJsonContext.Default.HomogeneityTest);
            Json.RoundTrips(test.Trend(), RetentionMetricsJsonContext.Default.ProportionTrend);
            Assert.Contains(test.WhyUndefined!, test.ToHtml(), StringComparison.Ordinal);
        }

        Assert.NotEqual(alone, nobody);
        Assert.False(alone.Equals((object)"x"));
    }

    [Property]
    public void Two_groups_are_the_test_of_two_and_a_trend_too(AnyCounts a, AnyCounts b)
    {
        var two = ProportionTest.Between(Of(a), Of(b));
        var several = HomogeneityTest.Among(("a", Of(a)), ("b", Of(b)));

        Close(two.ChiSquare, several.ChiSquare);
        Close(two.ChiSquare, several.Trend(-3, 9).ChiSquare);
        Assert.Equal(-two.Difference!.Value, several.Trend().Slope!.Value, 1e-12);
    }

    [Property]
    public void The_order_and_names_of_groups_do_not_matter(AnyCounts a, AnyCounts b, AnyCounts c)
    {
        var there = HomogeneityTest.Among(("a", Of(a)), ("b", Of(b)), ("c", Of(c)));
        var back = HomogeneityTest.Among(("x", Of(c)), ("y", Of(a)), ("z", Of(b)));

        Close(there.ChiSquare, back.ChiSquare);
        // Scores that run backwards turn the trend round; another origin or unit does not matter.
        Assert.Equal(there.Trend().Z ?? 0, -there.Trend(10, 8, 6).Z ?? 0, 1e-7);
        Assert.True(there.ChiSquare is null || there.Trend().ChiSquare <= there.ChiSquare * (1 + 1e-9));
    }

    private static Proportion Of(AnyCounts c) => Proportion.Of(c.Part, c.Whole);

    private static void Close(double? expected, double? got)
    {
        Assert.Equal(expected is null, got is null);
        Assert.True(expected is null || Math.Abs(got!.Value - expected.Value) <= (1e-9 * expected) + 1e-12, $"{got}, not {expected}");
    }
}
