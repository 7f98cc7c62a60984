using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class RetentionElasticityTests
{
    // Gupta, Lehmann and Stuart (2004): 1 % better retention is worth 5 %; in their convention at r = 88 %, d = 10 %, or 89.6 % at 12 %.
    [Theory]
    [InlineData(0.88, 0.10, 4, 5)]
    [InlineData(0.896, 0.12, 4, 5)]
    [InlineData(0.80, 0.10, 2.6666666666666667, 3.6666666666666667)]
    [InlineData(0, 0.10, 0, 1)]
    public void The_elasticity_of_Gupta_Lehmann_and_Stuart_is_that_without_the_first_payment(double retention, double discount, double including, double excluding)
    {
        var elasticity = RetentionElasticity.From(RetentionRate.FromFraction(retention), DiscountRate.FromFraction(discount));
        Assert.Equal(including, elasticity.IncludingFirst!.Value, 1e-13);
        Assert.Equal(excluding, elasticity.ExcludingFirst!.Value, 1e-13);
        Assert.Null(elasticity.WhyUndefined);
    }

    [Fact]
    public void A_value_that_diverges_has_no_elasticity()
    {
        var endless = RetentionElasticity.From(RetentionRate.FromPercent(100));
        Assert.Null(endless.IncludingFirst);
        Assert.Null(endless.ExcludingFirst);
        Assert.Equal("n/a (the lifetime value diverges: retention is not below 1 + discount)", endless.ToString());
        Assert.Equal("n/a (nobody was there at the start)", default(RetentionElasticity).ToString());
        // 1 ÷ 4.9e-324 is no number.
        Assert.Null(RetentionElasticity.From(ChurnRate.FromFraction(double.Epsilon).Retention).ExcludingFirst);
        Assert.Throws<ArgumentException>(() => RetentionElasticity.From(RetentionRate.FromPercent(97, PeriodLength.Month), DiscountRate.FromPercent(10, PeriodLength.Year)));
    }

    [Fact]
    public void It_shows_both_conventions()
    {
        var elasticity = RetentionElasticity.From(RetentionRate.FromPercent(88), DiscountRate.FromPercent(10));
        Assert.Equal("4.00 including the first payment, 5.00 excluding it (retention 88.0 %, discount 10.0 %)", elasticity.ToString());
        Assert.Contains("5.00", elasticity.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(elasticity, RetentionMetricsJsonContext.Default.RetentionElasticity);
        Json.RoundTrips(default, RetentionMetricsJsonContext.Default.RetentionElasticity);
    }
}
