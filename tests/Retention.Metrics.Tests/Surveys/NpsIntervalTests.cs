using System.Text.Json;
using Retention.Metrics.Serialization;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

public class NpsIntervalTests
{
    private const double Z = 1.9599639845400542;

    // All promoters: the score interval is that of Wilson for n of n, moved to ±100: (n - z²)/(n + z²).
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public void The_score_interval_has_closed_forms_when_all_answers_are_alike(long n)
    {
        var edge = 100 * (n - (Z * Z)) / (n + (Z * Z));
        var promoters = NetPromoterScore.FromCounts(n, 0, 0).Interval(0.95, NpsInterval.Score)!.Value;
        var detractors = NetPromoterScore.FromCounts(0, 0, n).Interval(0.95, NpsInterval.Score)!.Value;
        var passives = NetPromoterScore.FromCounts(0, n, 0).Interval(0.95, NpsInterval.Score)!.Value;
        Assert.Equal(edge, promoters.Lower, 1e-10);
        Assert.Equal(100, promoters.Upper);
        Assert.Equal(-100, detractors.Lower);
        Assert.Equal(-edge, detractors.Upper, 1e-10);
        Assert.Equal(100 * Z * Z / (n + (Z * Z)), passives.Upper, 1e-10);
        Assert.Equal(-passives.Upper, passives.Lower, 1e-12);
    }

    // Without passives the score is that of a proportion: p = (s + 1)/2, and the score interval is Wilson's.
    [Theory]
    [InlineData(7, 3)]
    [InlineData(1, 19)]
    [InlineData(500, 500)]
    public void Without_passives_the_score_interval_is_Wilsons(long promoters, long detractors)
    {
        var score = NetPromoterScore.FromCounts(promoters, 0, detractors).Interval(0.9, NpsInterval.Score)!.Value;
        var wilson = Proportion.Of(promoters, promoters + detractors).Interval(0.9)!.Value;
        Assert.Equal((200 * wilson.Lower) - 100, score.Lower, 1e-9);
        Assert.Equal((200 * wilson.Upper) - 100, score.Upper, 1e-9);
    }

    [Fact]
    public void Wald_has_no_width_where_all_answers_are_alike_and_the_default_has()
    {
        var alike = NetPromoterScore.FromCounts(10, 0, 0);
        Assert.Equal(0, alike.Interval(0.95, NpsInterval.Wald)!.Value.Width);
        var interval = alike.Interval()!.Value;
        Assert.True(interval.Width > 10);
        Assert.Equal(100, interval.Upper);
        Assert.True(interval.UnclippedUpper > 100);
        Assert.Equal("adjusted Wald", interval.Method);
    }

    [Fact]
    public void One_answer_is_too_few_for_a_variance_over_n_minus_one() =>
        Assert.Null(NetPromoterScore.FromCounts(1, 0, 0).Interval(0.95, NpsInterval.TrinomialMean));

    [Fact]
    public void A_whole_population_leaves_no_doubt_and_a_large_one_changes_nothing()
    {
        var nps = NetPromoterScore.FromCounts(50, 30, 20);
        Assert.Equal(0, nps.Interval(0.95, NpsInterval.Wald, population: 100)!.Value.Width);
        Assert.Equal(nps.Interval()!.Value.Width, nps.Interval(population: long.MaxValue)!.Value.Width, 1e-10);
        Assert.True(nps.Interval(population: 150)!.Value.Width < nps.Interval(population: 1_500)!.Value.Width);
        Assert.StartsWith("population was 99.", Assert.Throws<ArgumentOutOfRangeException>(() => nps.Interval(population: 99)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("population", () => nps.Interval(0.95, NpsInterval.Score, 500));
    }

    [Fact]
    public void Nonsense_is_refused_even_for_nobody()
    {
        Assert.Throws<ArgumentOutOfRangeException>("level", () => default(NetPromoterScore).Interval(1));
        Assert.Throws<ArgumentOutOfRangeException>("method", () => default(NetPromoterScore).Interval(0.95, (NpsInterval)9));
    }

    [Fact]
    public void An_estimate_carries_what_it_was_made_from()
    {
        var estimate = NetPromoterScore.FromCounts(13, 12, 8).Estimate(0.9)!;
        Assert.Equal(36, estimate.Responses);
        Assert.Equal(13.88888888888889, estimate.Score, 1e-12);
        Assert.Equal("13.9, 90 % CI -7.4 to 35.2 (adjusted Wald)", estimate.ToString());
        Assert.Null(NetPromoterScore.FromCounts(13, 12, 8).Estimate(0.9, NpsInterval.Score)!.StandardError);
        Json.RoundTrips(estimate, RetentionMetricsJsonContext.Default.NpsEstimate);
    }

    [Fact]
    public void A_comparison_keeps_the_sign_and_prints_interval_and_test()
    {
        var (high, low) = (NetPromoterScore.FromCounts(50, 30, 20), NetPromoterScore.FromCounts(40, 30, 30));
        var up = high.CompareWith(low);
        Assert.Equal(20, up.Difference!.Value, 1e-12);
        Assert.Equal("+20.0 points (95 % CI -2.6 to 41.4; p = .083)", up.ToString());
        Assert.StartsWith("-20.0 points (95 % CI -41.4 to 2.6; p = .083)", low.CompareWith(high).ToString(), StringComparison.Ordinal);
        Assert.Contains("p = .083", up.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(up, RetentionMetricsJsonContext.Default.NpsComparison);
        Assert.Throws<ArgumentException>("method", () => high.CompareWith(low, 0.95, NpsInterval.Goodman));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => high.CompareWith(low, 0));
    }

    [Fact]
    public void A_comparison_without_answers_or_without_error_says_why()
    {
        var nobody = NetPromoterScore.FromCounts(1, 2, 3).CompareWith(default);
        Assert.Null(nobody.Difference);
        Assert.Equal("n/a (nobody answered in one of the groups)", nobody.ToString());
        Assert.Contains("nobody answered", nobody.ToHtml(), StringComparison.Ordinal);
        var unanimous = NetPromoterScore.FromCounts(5, 0, 0).CompareWith(NetPromoterScore.FromCounts(0, 5, 0), 0.95, NpsInterval.Wald);
        Assert.Equal(100, unanimous.Difference);
        Assert.Null(unanimous.PValue);
        Assert.Contains("no test: both groups are unanimous", unanimous.ToString(), StringComparison.Ordinal);
        Assert.NotNull(NetPromoterScore.FromCounts(5, 0, 0).CompareWith(NetPromoterScore.FromCounts(0, 5, 0)).PValue);
    }

    // Dirichlet(51, 31, 21): mean 100·30/103.
    [Fact]
    public void A_posterior_without_anything_is_undefined_and_with_a_prior_is_not()
    {
        Assert.Null(default(NetPromoterScore).Posterior(0, 0, 0).Mean);
        Assert.Null(default(NpsPosterior).StandardDeviation);
        Assert.Equal("n/a (no answer and no prior)", default(NpsPosterior).ToString());
        Assert.Equal(0, default(NetPromoterScore).Posterior().Mean);
        Assert.Equal("29.1 ± 7.7", NetPromoterScore.FromCounts(50, 30, 20).Posterior().ToString());
        Assert.Throws<ArgumentOutOfRangeException>("priorPassives", () => default(NetPromoterScore).Posterior(1, -1));
        Json.RoundTrips(NetPromoterScore.FromCounts(50, 30, 20).Posterior(), RetentionMetricsJsonContext.Default.NpsPosterior);
    }

    [Fact]
    public void The_silent_can_turn_a_sign_only_if_there_are_enough_of_them()
    {
        var nps = NetPromoterScore.FromCounts(50, 30, 20);
        var open = nps.IfEveryoneAnswered(400);
        Assert.Equal((-67.5, 82.5, -10), (open.Lower, open.Upper, open.BreakEven));
        Assert.Equal("-67.5 to 82.5 (100 of 400 answered); the sign turns if the others score beyond -10.0", open.ToString());
        var safe = nps.IfEveryoneAnswered(120);
        Assert.Null(safe.BreakEven);
        Assert.True(safe.Lower > 0);
        Assert.Contains("cannot turn the sign", safe.ToHtml(), StringComparison.Ordinal);
        // 7 silent detractors against a lead of 7 of 14: exactly 0, where a response rate of 2/3 rounds.
        var tied = NetPromoterScore.FromCounts(10, 1, 3).IfEveryoneAnswered(21);
        Assert.Equal((0.0, 100 * 14 / 21.0, -100.0), (tied.Lower, tied.Upper, tied.BreakEven));
        var all = nps.IfEveryoneAnswered(100);
        Assert.Equal((30.0, 30.0, (double?)null), (all.Lower, all.Upper, all.BreakEven));
        Assert.Equal("n/a (nobody answered)", default(NetPromoterScore).IfEveryoneAnswered(10).ToString());
        Assert.Equal("n/a (nobody answered)", default(NetPromoterScore).IfEveryoneAnswered(0).ToString());
        Assert.StartsWith("invited was 99.", Assert.Throws<ArgumentOutOfRangeException>(() => nps.IfEveryoneAnswered(99)).Message, StringComparison.Ordinal);
        Json.RoundTrips(open, RetentionMetricsJsonContext.Default.NpsNonResponse);
    }

    [Fact]
    public void A_sample_size_prints_its_purpose_and_reads_back()
    {
        var precision = NpsSampleSize.ForPrecision(10);
        Assert.Equal(382, precision.Responses);
        Assert.Equal("382 answers for ±10.0 points at 95 %", precision.ToString());
        Assert.Contains("Worst case", precision.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(196, precision.InPopulation(400));
        Assert.Equal(1, precision.InPopulation(1));
        var comparison = NpsSampleSize.ForComparison(10, variance: 0.67);
        Assert.Equal("1,049 answers in each group to find 10.0 points at 95 % with a power of 80 %", comparison.ToString());
        Assert.Equal(2, comparison.Groups);
        Json.RoundTrips(precision, RetentionMetricsJsonContext.Default.NpsSampleSize);
        Json.RoundTrips(comparison, RetentionMetricsJsonContext.Default.NpsSampleSize);
        Assert.Equal(1, NpsSampleSize.ForPrecision(200).Responses);
    }

    [Fact]
    public void A_sample_size_for_nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("marginPoints", () => NpsSampleSize.ForPrecision(0));
        Assert.Throws<ArgumentOutOfRangeException>("differencePoints", () => NpsSampleSize.ForComparison(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("power", () => NpsSampleSize.ForComparison(10, 0.4));
        Assert.Throws<ArgumentOutOfRangeException>("variance", () => NpsSampleSize.ForPrecision(10, variance: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => NpsSampleSize.ForPrecision(10, 1));
        Assert.Throws<ArgumentException>("method", () => NpsSampleSize.ForPrecision(10, method: NpsInterval.Score));
        Assert.Throws<ArgumentOutOfRangeException>("population", () => NpsSampleSize.ForPrecision(10).InPopulation(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"points":-1,"level":0.95,"variance":1,"method":"Wald"}""", RetentionMetricsJsonContext.Default.NpsSampleSize));
    }
}
