using System.Text.Json;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests;

public class RateTests
{
    private static readonly RetentionRate Monthly = RetentionRate.FromCounts(retained: 950, customersAtStart: 1_000, PeriodLength.Month);

    [Fact]
    public void Five_per_cent_churn_means_ninety_five_per_cent_retention()
    {
        Assert.Equal(0.95, Monthly.Value);
        Assert.Equal(0.05, Monthly.Churn.Value);
        Assert.Equal(Monthly, Monthly.Churn.Retention);
        Assert.Equal(Proportion.Of(50, 1_000), Monthly.Churn.Evidence);
        Assert.Equal("5.0 % (50 of 1,000; 95 % CI 3.8–6.5)", Monthly.Churn.ToString());
    }

    // mpmath, 50 digits: 0.755^(1/12).
    [Fact]
    public void A_yearly_rate_converts_to_a_month_by_the_twelfth_root() =>
        Assert.Equal(0.9768523208030518, RetentionRate.FromPercent(75.5).ConvertPeriod(PeriodLength.Year, PeriodLength.Month).Value!.Value, 1e-15);

    // mpmath: 1 − 0.95^12. Multiplying by 12 would say 60 %.
    [Fact]
    public void Churn_compounds_and_does_not_multiply()
    {
        Assert.Equal(0.4596399123373630, Monthly.Churn.Compound(12).Value!.Value, 1e-15);
        Assert.Equal(0.5403600876626370, Monthly.Compound(12).Value!.Value, 1e-15);
        Assert.Equal(PeriodLength.Year, Monthly.Compound(12).Period);
    }

    [Fact]
    public void A_tiny_churn_keeps_its_digits_through_a_conversion()
    {
        // mpmath: 1 − (1 − 1e-12)^12 = 1.1999999999934e-11.
        var yearly = ChurnRate.FromFraction(1e-12).Compound(12).Value!.Value;
        Assert.Equal(1.1999999999934e-11, yearly, 1e-24);
    }

    [Fact]
    public void A_conversion_carries_the_interval_and_the_counts_along()
    {
        var yearly = Monthly.ConvertPeriod(PeriodLength.Year);
        var monthly = Monthly.Interval()!.Value;
        Assert.Equal(Math.Pow(monthly.Lower, 12), yearly.Interval()!.Value.Lower, 1e-15);
        Assert.Equal(Monthly.Evidence, yearly.Evidence);
        Assert.Equal(12, yearly.PeriodsSpanned);
        Assert.Equal("54.0 % over 12 months (950 of 1,000; 95 % CI 44.5–62.7; constant hazard)", yearly.ToString());
        Assert.Equal(Monthly.Value!.Value, yearly.ConvertPeriod(PeriodLength.Month).Value!.Value, 1e-15);
        Assert.Contains("constant hazard", yearly.Churn.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("77.4 % over 5 periods (950 of 1,000; 95 % CI 71.3–82.3; constant hazard)", RetentionRate.FromCounts(950, 1_000).Compound(5).ToString());
    }

    [Fact]
    public void A_typed_in_rate_has_no_counts_and_no_interval()
    {
        var rate = RetentionRate.FromFraction(0.9);
        Assert.Null(rate.Evidence);
        Assert.Null(rate.Interval());
        Assert.Null(rate.Churn.Interval());
        Assert.Equal("90.0 %", rate.ToString());
        Assert.Contains("there is no interval", rate.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(0.05, ChurnRate.FromPercent(5).Value);
    }

    [Fact]
    public void Expected_lifetime_is_the_reciprocal_of_churn_and_unknown_without_churn()
    {
        Assert.Equal(20, Monthly.ExpectedLifetime!.Value, 1e-12);
        Assert.Equal(20, Monthly.Churn.ExpectedLifetime!.Value, 1e-12);
        Assert.Null(RetentionRate.FromFraction(1).ExpectedLifetime);
        Assert.Null(default(RetentionRate).ExpectedLifetime);
    }

    [Fact]
    public void The_rate_of_nobody_is_undefined_in_every_direction()
    {
        foreach (var nobody in new[] { default, RetentionRate.FromCounts(0, 0, PeriodLength.Month), RetentionRate.From(default, PeriodLength.Month).Compound(3) })
        {
            Assert.Null(nobody.Value);
            Assert.Null(nobody.Churn.Value);
            Assert.Equal("nobody was there at the start", nobody.WhyUndefined);
            Assert.Equal("n/a (nobody was there at the start)", nobody.Churn.ToString());
            Assert.Null(nobody.Interval());
        }

        Assert.Equal(1, default(ChurnRate).PeriodsSpanned);
    }

    [Fact]
    public void A_rate_without_a_period_cannot_be_converted_silently()
    {
        Assert.Throws<InvalidOperationException>(() => RetentionRate.FromFraction(0.9).ConvertPeriod(PeriodLength.Year));
        Assert.Throws<ArgumentException>("to", () => Monthly.ConvertPeriod(default));
        Assert.Throws<ArgumentException>("period", () => Monthly.Over(default));
        Assert.Equal(Monthly.Value, Monthly.Over(PeriodLength.Year).Value);
    }

    [Fact]
    public void Nonsense_is_refused_in_the_words_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>("retained", () => RetentionRate.FromCounts(11, 10));
        Assert.Throws<ArgumentOutOfRangeException>("lost", () => ChurnRate.FromCounts(11, 10));
        Assert.Throws<ArgumentOutOfRangeException>("customersAtStart", () => ChurnRate.FromCounts(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => ChurnRate.FromFraction(7));
        Assert.Throws<ArgumentOutOfRangeException>("percent", () => ChurnRate.FromPercent(107));
        Assert.Throws<ArgumentOutOfRangeException>("percent", () => RetentionRate.FromPercent(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("periods", () => Monthly.Compound(0));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => RetentionRate.FromFraction(0.5).Interval(95));
        Assert.Throws<ArgumentOutOfRangeException>("method", () => ChurnRate.FromFraction(0.5).Interval(0.95, (ProportionInterval)9));
    }

    [Fact]
    public void Json_keeps_evidence_period_and_conversion()
    {
        var context = RetentionMetricsJsonContext.Default;
        foreach (var rate in new[] { Monthly, Monthly.ConvertPeriod(PeriodLength.Year), RetentionRate.FromFraction(0.3), default, RetentionRate.FromCounts(0, 0) })
        {
            Assert.Equal(rate, JsonSerializer.Deserialize(JsonSerializer.Serialize(rate, context.RetentionRate), context.RetentionRate));
            Assert.Equal(rate.Churn, JsonSerializer.Deserialize(JsonSerializer.Serialize(rate.Churn, context.ChurnRate), context.ChurnRate));
        }

        Assert.Equal("""{"value":0.95,"evidence":{"count":950,"total":1000,"value":0.95},"periodsSpanned":1,"period":{"months":1}}""", JsonSerializer.Serialize(Monthly, context.RetentionRate));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"value":7}""", context.ChurnRate));
    }
}
