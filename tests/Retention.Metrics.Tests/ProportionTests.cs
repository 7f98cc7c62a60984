using System.Text.Json;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests;

public class ProportionTests
{
    // R: binom::binom.confint(950, 1000, methods = "wilson"); the worked example every retention text prints as "95 %".
    [Fact]
    public void The_worked_example_has_the_Wilson_interval_of_R()
    {
        var interval = Proportion.Of(950, 1_000).Interval()!.Value;
        Assert.Equal(0.9346861797557492, interval.Lower, 1e-14);
        Assert.Equal(0.9618697376072511, interval.Upper, 1e-14);
        Assert.Equal("Wilson", interval.Method);
    }

    // R 4.2.2: prop.test, binom.test and the beta quantiles; x = 3, n = 20, 90 %.
    [Theory]
    [InlineData(ProportionInterval.Wilson, 0.061582410477368336, 0.3218280756753067)]
    [InlineData(ProportionInterval.WilsonContinuity, 0.0470890618279601, 0.35048571677892926)]
    [InlineData(ProportionInterval.ClopperPearson, 0.0421694078857786, 0.3436638043142819)]
    [InlineData(ProportionInterval.Jeffreys, 0.0562480542904188, 0.3136803574357194)]
    [InlineData(ProportionInterval.AgrestiCoull, 0.05582285133959278, 0.3275876348130823)]
    [InlineData(ProportionInterval.Wald, 0.01866896969924342, 0.28133103030075657)]
    [InlineData(ProportionInterval.MidP, 0.05181206338784493, 0.31999968371641174)]
    public void Three_of_twenty_has_the_interval_of_R(ProportionInterval method, double lower, double upper)
    {
        var interval = Proportion.Of(3, 20).Interval(0.90, method)!.Value;
        Assert.Equal(lower, interval.Lower, 2e-10);
        Assert.Equal(upper, interval.Upper, 2e-10);
        Assert.Equal(0.90, interval.Level);
    }

    // statsmodels issue 9141: an upper bound of 0.99999 for 0 of 1,000 at a tiny alpha. mpmath, 120 digits: 0.016670722431520709564.
    [Fact]
    public void Nobody_of_a_thousand_has_a_small_upper_end_even_at_a_tiny_alpha()
    {
        var interval = Proportion.Of(0, 1_000).Interval(1 - 1e-7, ProportionInterval.ClopperPearson)!.Value;
        Assert.Equal(0, interval.Lower);
        Assert.Equal(0.016670722431520709564, interval.Upper, 1e-10);
    }

    [Fact]
    public void Agresti_Coull_is_cut_at_the_scale_and_remembers_what_the_formula_gave()
    {
        var interval = Proportion.Of(4, 4).Interval(0.95, ProportionInterval.AgrestiCoull)!.Value;
        Assert.Equal(1, interval.Upper);
        Assert.Equal(1.0560594306829408, interval.UnclippedUpper, 1e-9);
        Assert.Equal(interval.Lower, interval.UnclippedLower);
    }

    [Fact]
    public void Nothing_of_nothing_has_no_value_and_says_so()
    {
        var nothing = default(Proportion);
        Assert.Null(nothing.Value);
        Assert.Null(nothing.Interval());
        Assert.Equal("n/a (0 of 0: there was nothing to count)", nothing.ToString());
        Assert.Contains("nothing to count", nothing.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(Proportion.AdditiveIdentity, nothing);
    }

    [Fact]
    public void It_prints_its_counts_and_its_interval()
    {
        Assert.Equal("95.0 % (950 of 1,000; 95 % CI 93.5–96.2)", Proportion.Of(950, 1_000).ToString());
        Assert.Contains("950 of 1,000", Proportion.Of(950, 1_000).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("below 30", Proportion.Of(9, 10).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_counts_the_items_for_which_a_condition_holds() =>
        Assert.Equal(Proportion.Of(2, 5), Proportion.Of([1, 2, 3, 4, 5], n => n % 2 == 0));

    [Fact]
    public void Nonsense_is_refused_in_the_words_of_the_caller()
    {
        Assert.Contains("total was -1", Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Of(0, -1)).Message, StringComparison.Ordinal);
        Assert.Contains("count was -2", Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Of(-2, 10)).Message, StringComparison.Ordinal);
        Assert.Contains("[0..10]", Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Of(11, 10)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("level", () => Proportion.Of(1, 10).Interval(1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => Proportion.Of(1, 10).Interval(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("method", () => Proportion.Of(1, 10).Interval(0.95, (ProportionInterval)99));
        Assert.Throws<ArgumentNullException>(() => Proportion.Pool(null!));
        Assert.Throws<ArgumentNullException>(() => Proportion.Of<int>(null!, _ => true));
        Assert.Throws<ArgumentNullException>(() => Proportion.Of([1], null!));
    }

    [Fact]
    public void A_sum_that_exceeds_64_bits_is_an_error_not_a_wrong_number() =>
        Assert.Throws<OverflowException>(() => Proportion.Of(1, long.MaxValue) + Proportion.Of(1, 1));

    [Fact]
    public void Json_holds_the_counts_and_is_checked_on_reading()
    {
        var json = JsonSerializer.Serialize(Proportion.Of(950, 1_000), RetentionMetricsJsonContext.Default.Proportion);
        Assert.Equal("""{"count":950,"total":1000,"value":0.95}""", json);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"count":5,"total":3}""", RetentionMetricsJsonContext.Default.Proportion));
    }
}
