using Retention.Metrics.Serialization;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

public class WeightedScoresTests
{
    private static readonly (int Score, double Weight)[] Rows = [(10, 1), (9, 1.5), (8, 0.5), (6, 2), (3, 1), (10, 0.5), (7, 1), (9, 2.5)];

    // Kish, Survey Sampling, 1965: (Σw)²/Σw² = 10²/16.
    [Fact]
    public void Unequal_weights_cost_answers()
    {
        var nps = WeightedNetPromoterScore.From(Rows, r => r.Score, r => r.Weight, weightedBy: "customers in the segment");
        Assert.Equal(25, nps.Score!.Value, 1e-12);
        Assert.Equal(6.25, nps.EffectiveResponses!.Value, 1e-12);
        Assert.Equal(1.28, nps.DesignEffect!.Value, 1e-12);
        Assert.Equal((5.5, 1.5, 3.0), (nps.PromoterWeight, nps.PassiveWeight, nps.DetractorWeight));
        Assert.Equal("weighted NPS 25 (8 responses, effectively 6.3; weighted by customers in the segment; 95 % CI -51.6 to 100.0)", nps.ToString());
        Assert.Contains("1.28", nps.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(nps, RetentionMetricsJsonContext.Default.WeightedNetPromoterScore);
    }

    [Fact]
    public void Without_weight_or_with_one_answer_there_is_no_score_or_no_interval()
    {
        var nobody = WeightedNetPromoterScore.From(Rows.Take(0), r => r.Score, r => r.Weight);
        Assert.Null(nobody.Score);
        Assert.Null(nobody.StandardError);
        Assert.Null(nobody.Interval());
        Assert.Equal("n/a (nobody answered)", nobody.ToString());
        Assert.Equal("n/a (every answer has a weight of 0)", WeightedNetPromoterScore.From(Rows, r => r.Score, _ => 0).ToString());
        var one = WeightedNetPromoterScore.From(Rows.Take(1), r => r.Score, r => r.Weight);
        Assert.Equal(100, one.Score);
        Assert.Null(one.SmallSampleStandardError);
        Assert.Equal("weighted NPS 100 (1 responses, effectively 1.0)", one.ToString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-200)]
    public void A_weight_that_is_none_is_refused_with_its_position(double weight)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(nameof(weight), () => WeightedNetPromoterScore.From(Rows, r => r.Score, r => r.Score == 8 ? weight : 1));
        Assert.StartsWith(FormattableString.Invariant($"The weight of rows[2] was {weight}."), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_nonsense_is_refused()
    {
        Assert.StartsWith("rows[1] was 12.", Assert.Throws<ArgumentOutOfRangeException>("rows", () => WeightedNetPromoterScore.From([1, 12], s => s, _ => 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("rows", () => WeightedNetPromoterScore.From<int>(null!, s => s, _ => 1));
        Assert.Throws<ArgumentNullException>("score", () => WeightedNetPromoterScore.From([1], null!, _ => 1));
        Assert.Throws<ArgumentNullException>("weight", () => WeightedNetPromoterScore.From([1], s => s, null!));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => WeightedNetPromoterScore.From([1], s => s, _ => 1).Interval(1));
    }

    // Cochran, Sampling Techniques, 1977, ch. 5: weights 0.9 and 0.1.
    [Fact]
    public void A_segment_counts_with_its_customers_and_not_with_its_answers()
    {
        NpsStratum[] segments =
        [
            new("SMB", NetPromoterScore.FromCounts(60, 30, 30), population: 9_000),
            new("Enterprise", NetPromoterScore.FromCounts(12, 5, 3), population: 1_000),
        ];
        var nps = StratifiedNetPromoterScore.From(segments);
        Assert.Equal(27, nps.Score!.Value, 1e-12);
        Assert.Equal("NPS 27 for 10,000 customers in 2 segments (95 % CI 13.2 to 40.8)", nps.ToString());
        Assert.Contains("Enterprise", nps.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("20 answers for 1,000 customers", nps.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(nps, RetentionMetricsJsonContext.Default.StratifiedNetPromoterScore);
        Assert.Equal(nps.GetHashCode(), StratifiedNetPromoterScore.From(segments).GetHashCode());
        Assert.False(nps.Equals((object?)null));
    }

    [Fact]
    public void A_segment_without_answers_leaves_no_score_and_with_one_answer_no_interval()
    {
        var some = NetPromoterScore.FromCounts(5, 3, 2);
        var silent = StratifiedNetPromoterScore.From([new("a", some, 10), new("b", default, 5)]);
        Assert.Equal("n/a (nobody answered in b)", silent.ToString());
        Assert.Null(silent.Interval());
        Assert.Equal(30, StratifiedNetPromoterScore.From([new("a", some, 10), new("b", default, 0)]).Score!.Value, 1e-12);
        var single = StratifiedNetPromoterScore.From([new("a", some, 10), new("b", NetPromoterScore.FromCounts(1, 0, 0), 5), new("c", some, 5)]);
        Assert.NotNull(single.Score);
        Assert.Null(single.StandardError);
        Assert.Contains("no interval: a segment has a single answer", single.ToString(), StringComparison.Ordinal);
        Assert.Equal("n/a (the segments have no customers)", StratifiedNetPromoterScore.From([]).ToString());
        Assert.Throws<ArgumentNullException>("strata", () => StratifiedNetPromoterScore.From(null!));
        Assert.Throws<ArgumentNullException>("strata", () => StratifiedNetPromoterScore.From([null!]));
        Assert.Throws<ArgumentOutOfRangeException>("population", () => new NpsStratum("x", default, -1));
        Assert.Throws<ArgumentNullException>("name", () => new NpsStratum(null!, default, 1));
    }
}
