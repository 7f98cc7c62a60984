using Retention.Metrics.Experiments;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class ProportionTestTests
{
    [Theory]
    // Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    public void Newcombes_examples(long x1, long n1, long x2, long n2, double lower, double upper)
    {
        var interval = ProportionTest.Between(Proportion.Of(x1, n1), Proportion.Of(x2, n2)).Interval!.Value;

        Assert.Equal(lower, interval.Lower, 4);
        Assert.Equal(upper, interval.Upper, 4);
        Assert.Equal("Newcombe", interval.Method);
    }

    [Fact]
    public void The_same_as_prop_test()
    {
        // R 4.2: prop.test(c(45, 30), c(60, 55), conf.level = 0.9), with correct = FALSE and TRUE
        var test = ProportionTest.Between(Proportion.Of(45, 60), Proportion.Of(30, 55), level: 0.9);

        Assert.Equal(5.292613636363638, test.ChiSquare!.Value, 1e-13);
        Assert.Equal(0.02141605522326673, test.PValue!.Value, 1e-15);
        Assert.Equal(0.01070802761163335, test.PValueGreater!.Value, 1e-15);
        Assert.Equal(1 - 0.01070802761163335, test.PValueLess!.Value, 1e-14);
        Assert.Equal(0.06084050562818966, test.WaldInterval!.Value.Lower, 1e-14);
        Assert.Equal(0.34825040346271952, test.WaldInterval.Value.Upper, 1e-14);
        Assert.Equal(4.429315025252525, test.CorrectedChiSquare!.Value, 1e-13);
        Assert.Equal(0.0353266825687651, test.CorrectedPValue!.Value, 1e-15);
        Assert.Equal(0.04341626320394723, test.CorrectedWaldInterval!.Value.Lower, 1e-14);
        Assert.Equal(0.36567464588696197, test.CorrectedWaldInterval.Value.Upper, 1e-14);
        Assert.Equal(55 * 40 / 115.0, test.SmallestExpected!.Value, 1e-12);
    }

    [Fact]
    public void A_thousand_million_customers_lose_no_digits()
    {
        // R 4.2: prop.test(c(9e8, 899960000), c(1e9, 1e9), correct = FALSE)
        var test = ProportionTest.Between(Proportion.Of(900_000_000, 1_000_000_000), Proportion.Of(899_960_000, 1_000_000_000));

        Assert.Equal(8.887308962350289, test.ChiSquare!.Value, 1e-7);
        Assert.Equal(0.002871596590661882, test.PValue!.Value, 1e-10);
        Assert.Equal(1.370198661003523e-05, test.WaldInterval!.Value.Lower, 1e-13);
        Assert.Equal(0.00004, test.Difference!.Value, 1e-18);
        Assert.Equal(test.PValue.Value, test.Exact().PValue!.Value, 1e-6);
    }

    [Fact]
    public void The_ratios_by_hand()
    {
        // 89 of 100 against 33 of 100: RR 89/33 with √(11/8900 + 67/3300), OR (89·67)/(11·33).
        var test = ProportionTest.Between(Proportion.Of(89, 100), Proportion.Of(33, 100));

        Assert.Equal(89 / 33.0, test.RelativeRisk.Value!.Value, 1e-14);
        Assert.Equal(2.0227970602739065, test.RelativeRisk.Lower!.Value, 1e-12);
        Assert.Equal(3.595835533490392, test.RelativeRisk.Upper!.Value, 1e-12);
        Assert.Equal(5963 / 363.0, test.OddsRatio.Value!.Value, 1e-13);
        Assert.Equal("16.43 (95 % CI 7.74–34.86)", test.OddsRatio.ToString());
        Assert.Equal("+56.0 points (95 % CI 43.7 to 65.7; p < .001)", test.ToString());
    }

    [Fact]
    public void Empty_groups_have_no_test()
    {
        foreach (var test in new[] { ProportionTest.Between(default, Proportion.Of(1, 2)), ProportionTest.Between(Proportion.Of(1, 2), default), ProportionTest.Between(default, default) })
        {
            Assert.Null(test.Difference);
            Assert.Null(test.Interval);
            Assert.Null(test.WaldInterval);
            Assert.Null(test.CorrectedWaldInterval);
            Assert.Null(test.Z);
            Assert.Null(test.PValue);
            Assert.Null(test.SmallestExpected);
            Assert.Null(test.RelativeRisk.Value);
            Assert.Equal("a group is empty", test.OddsRatio.WhyUndefined);
            Assert.Contains("empty)", test.ToString(), StringComparison.Ordinal);
            Assert.Contains("empty", test.ToHtml(), StringComparison.Ordinal);
            Assert.Null(test.Exact().PValue);
            Assert.Equal("n/a (a group is empty)", test.Exact().ToString());
            Assert.Contains("a group is empty", test.Exact().ToHtml(), StringComparison.Ordinal);
            Json.RoundTrips(test, RetentionMetricsJsonContext.Default.ProportionTest);
            Json.RoundTrips(test.Exact(), RetentionMetricsJsonContext.Default.FisherExactTest);
        }

        Assert.Equal("n/a (both groups are empty)", ProportionTest.Between(default, default).ToString());
    }

    [Fact]
    public void Groups_in_which_nothing_varies_have_a_difference_and_no_test()
    {
        var nobody = ProportionTest.Between(Proportion.Of(0, 20), Proportion.Of(0, 30));
        var everybody = ProportionTest.Between(Proportion.Of(20, 20), Proportion.Of(30, 30));

        Assert.Equal(0, nobody.Difference);
        Assert.Null(nobody.PValue);
        Assert.Equal("0.0 points (95 % CI -11.4 to 16.1; no test: nobody in either group has the property, so there is no variation to test)", nobody.ToString());
        Assert.StartsWith("everybody", everybody.WhyUndefined, StringComparison.Ordinal);
        Assert.Equal("nobody in either group has the property", nobody.RelativeRisk.WhyUndefined);
        Assert.Equal(1, everybody.RelativeRisk.Value);
        Assert.Equal("the odds are 0 in both groups or infinite in both", everybody.OddsRatio.WhyUndefined);
        Assert.Equal(1, nobody.Exact().PValue);
        Assert.Equal("the margins leave one table only: all or none have the property", nobody.Exact().OddsRatio.WhyUndefined);
        Assert.Equal("odds ratio n/a (the margins leave one table only: all or none have the property), p = 1.000", nobody.Exact().ToString());
        Json.RoundTrips(nobody, RetentionMetricsJsonContext.Default.ProportionTest);
        Json.RoundTrips(everybody.Exact(), RetentionMetricsJsonContext.Default.FisherExactTest);
    }

    [Fact]
    public void A_ratio_with_nothing_below_is_larger_than_any_number()
    {
        var test = ProportionTest.Between(Proportion.Of(20, 20), Proportion.Of(18, 20));
        var risk = ProportionTest.Between(Proportion.Of(3, 25), Proportion.Of(0, 20)).RelativeRisk;

        Assert.True(test.OddsRatio.IsUnbounded);
        Assert.Null(test.OddsRatio.Value);
        Assert.Null(test.OddsRatio.Lower);
        Assert.Equal("n/a (the denominator is 0)", test.OddsRatio.ToString());
        Assert.True(risk.IsUnbounded);
        var exact = test.Exact().OddsRatio;
        Assert.True(exact.IsUnbounded);
        Assert.Equal("n/a (the estimate is larger than any number; 95 % CI from 0.19 on)", exact.ToString());
        Assert.Contains("95 % CI from 0.19 on (exact conditional)", exact.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(exact, RetentionMetricsJsonContext.Default.RatioEstimate);
        Json.RoundTrips(test.Exact(), RetentionMetricsJsonContext.Default.FisherExactTest);
        Assert.Equal("n/a (nothing was compared)", default(RatioEstimate).ToString());
        Assert.Contains("nothing was compared", default(RatioEstimate).ToHtml(), StringComparison.Ordinal);
        Assert.Equal(string.Empty, default(RatioEstimate).Method);
    }

    [Fact]
    public void A_ratio_of_nothing_has_no_logarithm_and_no_interval()
    {
        var none = ProportionTest.Between(Proportion.Of(0, 20), Proportion.Of(3, 25));

        Assert.Equal(0, none.RelativeRisk.Value);
        Assert.Null(none.RelativeRisk.Lower);
        Assert.Equal("0.00", none.OddsRatio.ToString());
    }

    [Fact]
    public void It_is_shown_and_reads_back()
    {
        var test = ProportionTest.Between(Proportion.Of(3, 8), Proportion.Of(1, 9), 0.99);
        var json = Json.RoundTrips(test, RetentionMetricsJsonContext.Default.ProportionTest);

        Assert.Equal(3, json.GetProperty("first").GetProperty("count").GetInt64());
        Assert.Equal(test.PValue, json.GetProperty("pValue").GetDouble());
        Assert.Contains("Fewer than 5 expected", test.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("99 % CI", test.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Relative risk", test.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("Fewer than 5", ProportionTest.Between(Proportion.Of(80, 100), Proportion.Of(70, 100)).ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("level", () => ProportionTest.Between(default, default, 1));
        Assert.Throws<ArgumentOutOfRangeException>("precision", () => test.Exact((FisherPrecision)9));
    }
}
