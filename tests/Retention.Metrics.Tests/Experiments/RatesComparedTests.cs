using Retention.Metrics.Activity;
using Retention.Metrics.Experiments;

namespace Retention.Metrics.Tests.Experiments;

public class RatesComparedTests
{
    [Fact]
    public void Rates_compare_by_their_counts()
    {
        var expected = ProportionTest.Between(Proportion.Of(850, 1_000), Proportion.Of(812, 1_000));
        Assert.Equal(expected, ProportionTest.Between(RetentionRate.FromCounts(850, 1_000), RetentionRate.FromCounts(812, 1_000)));
        Assert.Equal(expected, ProportionTest.Between(ChurnRate.FromCounts(850, 1_000), ChurnRate.FromCounts(812, 1_000)));
        Assert.Equal(expected, ProportionTest.Between(ConversionRate.FromCounts(850, 1_000), ConversionRate.FromCounts(812, 1_000)));
        Assert.Equal(-expected.Difference!.Value, ProportionTest.Between(RetentionRate.FromCounts(850, 1_000).Churn, RetentionRate.FromCounts(812, 1_000).Churn).Difference!.Value, 1e-15);
        Assert.Equal(0.9, ProportionTest.Between(RetentionRate.FromCounts(850, 1_000), RetentionRate.FromCounts(812, 1_000), level: 0.9).Level);
    }

    [Fact]
    public void A_rate_of_nobody_is_an_empty_group() =>
        Assert.Equal("n/a (a group is empty)", ProportionTest.Between(default, RetentionRate.FromCounts(1, 2)).ToString());

    [Fact]
    public void Rates_without_counts_of_their_own_are_refused()
    {
        var counted = RetentionRate.FromCounts(950, 1_000, PeriodLength.Month);
        var typed = Assert.Throws<ArgumentException>("first", () => ProportionTest.Between(RetentionRate.FromPercent(95), counted));
        Assert.StartsWith("first was 95.0 %, which has no counts of its own: it was typed in", typed.Message, StringComparison.Ordinal);
        // The counts are those of the month, not of the year that was made from it.
        Assert.Throws<ArgumentException>("second", () => ProportionTest.Between(counted, counted.ConvertPeriod(PeriodLength.Year)));
        var other = Assert.Throws<ArgumentException>("second", () => ProportionTest.Between(counted, RetentionRate.FromCounts(540, 1_000, PeriodLength.Year)));
        Assert.Contains("periods of different length", other.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("level", () => ProportionTest.Between(counted, counted, 1));
    }

    [Theory]
    [InlineData(new[] { 1e155, -1e155, 0 }, new[] { 1.0, 2 }, "first", "first was 1E+155.")]
    [InlineData(new[] { 1.0, 2 }, new[] { 0, -1.5e308, -1.5e308 }, "second", "second was -1.5E+308.")]
    [InlineData(new[] { 1.0, double.NaN }, new[] { 1.0, 2 }, "first", "first was NaN.")]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, double.PositiveInfinity }, "second", "second was ")]
    public void Values_that_no_variance_can_hold_are_refused_by_the_name_of_their_group(double[] first, double[] second, string name, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(name, () => WelchTest.Between(first, second)).Message, StringComparison.Ordinal);

    [Fact]
    public void Large_values_whose_squares_fit_are_compared()
    {
        var test = WelchTest.Between([1e150, 2e150, 3e150], [2e150, 4e150, 9e150]);
        Assert.Equal(WelchTest.Between([1.0, 2, 3], [2.0, 4, 9]).PValue!.Value, test.PValue!.Value, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>("second", () => WelchTest.Between(SampleMean.FromMoments(9, 1.5e308, 1), SampleMean.FromMoments(9, -1.5e308, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("variance", () => SampleMean.FromMoments(9, 1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("values", () => SampleMean.Of([1e200, -1e200]));
    }
}
