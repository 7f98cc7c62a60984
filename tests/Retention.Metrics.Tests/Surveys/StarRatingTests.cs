using System.Text.Json;
using FsCheck;
using Retention.Metrics.Serialization;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

public class StarRatingTests
{
    [Fact]
    public void One_enthusiast_does_not_beat_sixty_voters()
    {
        var one = StarRating.FromVotes([5]);
        var many = StarRating.FromCounts([2, 3, 5, 20, 30]);
        Assert.True(one.Mean > many.Mean);
        Assert.True(one.LowerBound() < many.LowerBound());
        var prior = new RatingPrior(mean: 3.5, votes: 10);
        Assert.True(one.BayesianAverage(prior) < many.BayesianAverage(prior));
    }

    // (2·1 + 3·2 + 5·3 + 20·4 + 30·5) ÷ 60; the lower bound by E. Miller's formula in mpmath, 50 digits.
    [Fact]
    public void Its_figures_are_those_of_the_formulas()
    {
        var rating = StarRating.FromCounts([2, 3, 5, 20, 30]);
        Assert.Equal(253.0 / 60, rating.Mean!.Value, 1e-14);
        Assert.Equal(288.0 / 70, rating.BayesianAverage(new RatingPrior(3.5, 10))!.Value, 1e-14);
        Assert.Equal(3.857080819997476, rating.LowerBound(), 1e-12);
        Assert.Equal("4.22 of 5 (60 votes; 95 % CI 3.95 to 4.48)", rating.ToString());
        Assert.Contains("Lower bound", rating.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("5.00 of 5 (1 votes)", StarRating.FromVotes([5]).ToString());
    }

    [Fact]
    public void The_interval_of_few_votes_is_cut_at_the_highest_star()
    {
        var interval = StarRating.FromVotes([5, 5, 5, 5, 5, 5, 4, 3]).MeanInterval()!.Value;
        Assert.Equal(5, interval.Upper);
        Assert.True(interval.UnclippedUpper > 5.2);
    }

    [Fact]
    public void Nobody_has_no_mean_and_still_a_lower_bound()
    {
        var nobody = StarRating.FromCounts([0, 0, 0, 0, 0]);
        Assert.Null(nobody.Mean);
        Assert.Null(nobody.MeanInterval());
        Assert.Null(nobody.BayesianAverage(default));
        Assert.Equal(3.5, nobody.BayesianAverage(new RatingPrior(3.5, 10)));
        Assert.InRange(nobody.LowerBound(), 1, 3);
        Assert.Equal("n/a (nobody voted)", nobody.ToString());
        Assert.Contains("nobody voted", nobody.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_refused_and_the_rest_reads_back()
    {
        Assert.StartsWith("stars[1] was 0.", Assert.Throws<ArgumentOutOfRangeException>(() => StarRating.FromVotes([1, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("highest", () => StarRating.FromVotes([1], highest: 1));
        Assert.Throws<ArgumentException>("counts", () => StarRating.FromCounts([1]));
        Assert.Throws<ArgumentOutOfRangeException>("counts", () => StarRating.FromCounts([1, -1]));
        Assert.Throws<ArgumentOutOfRangeException>("prior", () => StarRating.FromVotes([1]).BayesianAverage(new RatingPrior(6, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("votes", () => new RatingPrior(3, -1));
        Assert.Throws<ArgumentOutOfRangeException>("mean", () => new RatingPrior(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => StarRating.FromVotes([1]).LowerBound(0));
        Assert.Throws<ArgumentNullException>("stars", () => StarRating.FromVotes(null!));
        Assert.Throws<ArgumentException>(() => StarRating.FromVotes([1]) + StarRating.FromVotes([1], highest: 10));
        Assert.Throws<ArgumentNullException>(() => StarRating.FromVotes([1]) + null!);
        Assert.Throws<ArgumentNullException>(() => null! + StarRating.FromVotes([1]));
        var context = RetentionMetricsJsonContext.Default;
        Json.RoundTrips(StarRating.FromVotes([1, 7, 10], highest: 10), context.StarRating);
        Json.RoundTrips(new RatingPrior(3.5, 10), context.RatingPrior);
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"counts":[1]}""", context.StarRating));
        Assert.Equal(StarRating.FromVotes([1, 5]).GetHashCode(), StarRating.FromVotes([5, 1]).GetHashCode());
        Assert.False(StarRating.FromVotes([1]).Equals((object?)null));
    }

    [Property]
    public void The_Bayesian_average_lies_between_the_prior_and_the_mean(AnyAnswers answers, PositiveInt votes)
    {
        var rating = StarRating.FromVotes(answers.Scores.Select(s => Math.Max(1, s)), highest: 10);
        var average = rating.BayesianAverage(new RatingPrior(5.5, votes.Get))!.Value;
        var mean = rating.Mean ?? 5.5;
        Assert.InRange(average, Math.Min(mean, 5.5) - 1e-12, Math.Max(mean, 5.5) + 1e-12);
    }

    [Property]
    public void The_same_votes_again_raise_the_lower_bound_and_pool_into_it(AnyAnswers answers)
    {
        var once = StarRating.FromVotes(answers.Scores.Select(s => Math.Max(1, s)), highest: 10);
        var twice = once + once;
        Assert.Equal(2 * once.Votes, twice.Votes);
        Assert.Equal(once.Mean, twice.Mean, (a, b) => a is null ? b is null : Math.Abs(a.Value - b!.Value) < 1e-12);
        // More votes of the same kind leave less doubt: the bound moves towards the mean whenever that lies above the middle.
        if (once.Mean >= 5.5)
        {
            Assert.True(twice.LowerBound() >= once.LowerBound() - 1e-12);
        }
    }

    [Fact]
    public void A_response_rate_counts_the_completed_and_on_demand_the_partial()
    {
        var rate = ResponseRate.FromCounts(completed: 320, invited: 2_000, partial: 45);
        Assert.Equal(Proportion.Of(320, 2_000), rate.Rate);
        Assert.Equal(Proportion.Of(365, 2_000), rate.IncludingPartial);
        Assert.StartsWith("16.0 % (320 of 2,000;", rate.ToString(), StringComparison.Ordinal);
        Assert.Contains("Including partial", rate.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("n/a (nobody was invited)", default(ResponseRate).ToString());
        Assert.Contains("nobody was invited", ResponseRate.AdditiveIdentity.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(ResponseRate.FromCounts(330, 2_020, 45), rate + ResponseRate.FromCounts(10, 20));
        Assert.Throws<ArgumentOutOfRangeException>("completed", () => ResponseRate.FromCounts(3, 2));
        Assert.StartsWith("partial was 2. With 1 of 2 completed it must be inside [0..1].", Assert.Throws<ArgumentOutOfRangeException>("partial", () => ResponseRate.FromCounts(1, 2, 2)).Message, StringComparison.Ordinal);
        Json.RoundTrips(rate, RetentionMetricsJsonContext.Default.ResponseRate);
    }
}
