using FsCheck;
using FsCheck.Fluent;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

public class NetPromoterScoreLaws
{
    private static NetPromoterScore Of(AnyGroups g) => NetPromoterScore.FromCounts(g.Promoters, g.Passives, g.Detractors);

    private static NetPromoterScore Swapped(AnyGroups g) => NetPromoterScore.FromCounts(g.Detractors, g.Passives, g.Promoters);

    [Property]
    public void Exchanging_promoters_and_detractors_turns_the_sign_of_everything(AnyGroups g, AnyLevel level)
    {
        var (nps, swapped) = (Of(g), Swapped(g));
        Assert.Equal(nps.Score, -swapped.Score);
        Assert.Equal(nps.Variance!.Value, swapped.Variance!.Value, 1e-15);
        Assert.All(Enum.GetValues<NpsRounding>(), rounding => Assert.Equal(nps.RoundedBy(rounding), -swapped.RoundedBy(rounding)));
        foreach (var method in Enum.GetValues<NpsInterval>())
        {
            if (nps.Interval(level.Value, method) is { } interval)
            {
                var mirrored = swapped.Interval(level.Value, method)!.Value;
                Assert.Equal(interval.Lower, -mirrored.Upper, 1e-9);
                Assert.Equal(interval.Upper, -mirrored.Lower, 1e-9);
            }
        }
    }

    [Property]
    public void It_is_rounded_once_half_away_from_zero(AnyGroups g)
    {
        var exact = 100m * (g.Promoters - g.Detractors) / (g.Promoters + g.Passives + g.Detractors);
        Assert.Equal(Math.Round(exact, MidpointRounding.AwayFromZero), Of(g).Rounded!.Value);
        Assert.Equal(Math.Round(exact, MidpointRounding.ToEven), Of(g).RoundedBy(NpsRounding.OnceToEven)!.Value);
    }

    [Property]
    public void A_higher_level_gives_a_wider_interval_around_the_same_point(AnyGroups g, AnyLevel one, AnyLevel other)
    {
        var (low, high) = (Math.Min(one.Value, other.Value), Math.Max(one.Value, other.Value));
        foreach (var method in Enum.GetValues<NpsInterval>())
        {
            if (Of(g).Estimate(low, method) is not { } inner)
            {
                continue;
            }

            var outer = Of(g).Interval(high, method)!.Value;
            Assert.InRange(inner.Interval.Lower, outer.Lower - 1e-9, outer.Upper + 1e-9);
            Assert.InRange(inner.Interval.Upper, outer.Lower - 1e-9, outer.Upper + 1e-9);
            Assert.InRange(inner.Score, inner.Interval.Lower - 1e-9, inner.Interval.Upper + 1e-9);
            Assert.InRange(inner.Interval.Lower, -100, 100);
            Assert.InRange(inner.Interval.Upper, -100, 100);
        }
    }

    [Property]
    public void Pooling_groups_scores_all_their_answers(AnyAnswers one, AnyAnswers other)
    {
        var pooled = NetPromoterScore.FromScores(one.Scores) + NetPromoterScore.FromScores(other.Scores);
        Assert.Equal(NetPromoterScore.FromScores(one.Scores.Concat(other.Scores)), pooled);
        Assert.Equal(pooled, NetPromoterScore.FromScores(other.Scores) + NetPromoterScore.FromScores(one.Scores));
        Assert.Equal(pooled, pooled + NetPromoterScore.AdditiveIdentity);
        Assert.Equal(pooled, NetPromoterScore.Pool([NetPromoterScore.FromScores(one.Scores), NetPromoterScore.FromScores(other.Scores)]));
    }

    [Property]
    public void The_variance_is_that_of_the_signs_of_the_answers(AnyAnswers answers)
    {
        if (answers.Scores.Count == 0)
        {
            return;
        }

        var signs = answers.Scores.Select(s => s >= 9 ? 1.0 : s <= 6 ? -1.0 : 0.0).ToArray();
        var nps = NetPromoterScore.FromScores(answers.Scores);
        Assert.Equal(MathNet.Numerics.Statistics.Statistics.PopulationVariance(signs), nps.Variance!.Value, 1e-12);
        Assert.Equal(100 * MathNet.Numerics.Statistics.Statistics.Mean(signs), nps.Score!.Value, 1e-10);
    }

    [Property]
    public void Columns_of_bytes_and_of_numbers_and_sequences_agree_on_every_scale(AnyAnswers answers, PositiveInt low, PositiveInt high)
    {
        var detractorsUpTo = low.Get % 10;
        var scale = new NpsScale(0, 10, detractorsUpTo, detractorsUpTo + 1 + (high.Get % (10 - detractorsUpTo)));
        var expected = NetPromoterScore.FromScores(new Queue<int>(answers.Scores), scale);
        var bytes = answers.Scores.Select(s => (byte)s).ToArray();
        Assert.Equal(expected, NetPromoterScore.FromScores(answers.Scores.ToArray().AsSpan(), scale));
        Assert.Equal(expected, NetPromoterScore.FromScores(bytes.AsSpan(), scale));
        // The same answers on a scale that does not begin at 0.
        var shifted = new NpsScale(100, 110, scale.DetractorsUpTo + 100, scale.PromotersFrom + 100);
        var moved = NetPromoterScore.FromScores(bytes.Select(b => (byte)(b + 100)).ToArray().AsSpan(), shifted);
        Assert.Equal((expected.Promoters, expected.Passives, expected.Detractors), (moved.Promoters, moved.Passives, moved.Detractors));
    }

    [Property]
    public void The_bounds_of_non_response_are_the_scores_of_their_worst_and_best_cases(AnyGroups g, PositiveInt silent)
    {
        var bounds = Of(g).IfEveryoneAnswered(Of(g).Responses + silent.Get);
        Assert.Equal(NetPromoterScore.FromCounts(g.Promoters, g.Passives, g.Detractors + silent.Get).Score, bounds.Lower);
        Assert.Equal(NetPromoterScore.FromCounts(g.Promoters + silent.Get, g.Passives, g.Detractors).Score, bounds.Upper);
        Assert.Equal(bounds.BreakEven is null, Math.Sign(bounds.Lower!.Value) * Math.Sign(bounds.Upper!.Value) > 0);
    }

    [Property]
    public void Comparing_the_other_way_round_turns_the_sign_and_keeps_the_p_value(AnyGroups one, AnyGroups other, AnyLevel level)
    {
        var (there, back) = (Of(one).CompareWith(Of(other), level.Value), Of(other).CompareWith(Of(one), level.Value));
        Assert.Equal(there.Difference, -back.Difference);
        Assert.Equal(there.PValue!.Value, back.PValue!.Value, 1e-12);
        Assert.Equal(there.Interval!.Value.Lower, -back.Interval!.Value.Upper, 1e-9);
        Assert.Equal(0, Of(one).CompareWith(Of(one)).Difference);
    }

    [Property]
    public void The_interval_of_a_difference_holds_zero_exactly_when_the_test_does_not_reject_it(AnyGroups one, AnyGroups other, AnyLevel level)
    {
        var comparison = Of(one).CompareWith(Of(other), level.Value);
        if (Math.Abs(comparison.PValue!.Value - (1 - level.Value)) > 1e-9)
        {
            Assert.Equal(comparison.PValue >= 1 - level.Value, comparison.Interval!.Value.Contains(0));
        }
    }

    [Property]
    public void A_planned_sample_reaches_its_margin_and_one_answer_fewer_does_not(AnyLevel level, PositiveInt margin)
    {
        // Half promoters and half detractors have the variance 1 that was planned for; with 2m answers the shares are exact.
        var points = 1 + (margin.Get % 60);
        var n = NpsSampleSize.ForPrecision(points, level.Value, method: NpsInterval.Wald).Responses;
        double Half(long answers) => NetPromoterScore.FromCounts(answers, 0, answers).Estimate(level.Value, NpsInterval.Wald)!.CriticalValue * 100 / Math.Sqrt(answers);
        Assert.True(Half(n) <= points + 1e-9);
        Assert.True(n == 1 || Half(n - 1) > points - 1e-9);
        Assert.Equal(Math.Max(1, n - 3), NpsSampleSize.ForPrecision(points, level.Value).Responses);
    }

    [Property]
    public void A_small_population_needs_no_more_than_all_of_it(PositiveInt population)
    {
        var size = NpsSampleSize.ForPrecision(5);
        Assert.InRange(size.InPopulation(population.Get), 1, population.Get);
        Assert.True(size.InPopulation(population.Get) <= size.Responses);
    }

    [Property]
    public void A_uniform_prior_pulls_the_score_towards_zero(AnyGroups g)
    {
        var posterior = Of(g).Posterior();
        Assert.True(Math.Abs(posterior.Mean!.Value) <= Math.Abs(Of(g).Score!.Value) + 1e-12);
        Assert.True(posterior.StandardDeviation > 0);
        Assert.Equal(Of(g).Score!.Value, Of(g).Posterior(0, 0, 0).Mean!.Value, 1e-10);
    }

    [Property]
    public void Equal_weights_change_nothing_but_the_small_sample_correction(AnyAnswers answers, PositiveInt weight)
    {
        var plain = NetPromoterScore.FromScores(answers.Scores);
        var weighted = WeightedNetPromoterScore.From(answers.Scores, s => s, _ => weight.Get);
        if (answers.Scores.Count == 0)
        {
            Assert.Null(weighted.Score);
            return;
        }

        Assert.Equal(plain.Score!.Value, weighted.Score!.Value, 1e-9);
        Assert.Equal(plain.Responses, weighted.EffectiveResponses!.Value, 1e-6);
        Assert.Equal(1, weighted.DesignEffect!.Value, 1e-9);
        Assert.Equal(plain.StandardError!.Value, weighted.StandardError!.Value, 1e-9);
    }

    [Property]
    public void A_weight_of_two_is_the_answer_twice_and_unequal_weights_cost_answers(AnyAnswers answers)
    {
        if (answers.Scores.Count == 0)
        {
            return;
        }

        var weighted = WeightedNetPromoterScore.From(answers.Scores.Select((s, i) => (s, w: i % 2 == 0 ? 2.0 : 1.0)), r => r.s, r => r.w);
        var repeated = NetPromoterScore.FromScores(answers.Scores.SelectMany((s, i) => Enumerable.Repeat(s, i % 2 == 0 ? 2 : 1)));
        Assert.Equal(repeated.Score!.Value, weighted.Score!.Value, 1e-9);
        Assert.True(weighted.EffectiveResponses <= answers.Scores.Count + 1e-9);
    }

    [Property]
    public void Segments_answering_in_proportion_to_their_size_give_the_pooled_score(AnyGroups one, AnyGroups other)
    {
        var stratified = StratifiedNetPromoterScore.From([new("a", Of(one), Of(one).Responses * 7), new("b", Of(other), Of(other).Responses * 7)]);
        Assert.Equal((Of(one) + Of(other)).Score!.Value, stratified.Score!.Value, 1e-9);
    }

    [Property]
    public void A_change_is_the_difference_of_the_two_scores_of_the_same_people(AnyAnswers before, AnyAnswers after)
    {
        var people = before.Scores.Zip(after.Scores).ToArray();
        var change = NpsChange.FromPairs(people, p => p.First, p => p.Second);
        Assert.Equal(NetPromoterScore.FromScores(people.Select(p => p.First)), change.Before);
        Assert.Equal(NetPromoterScore.FromScores(people.Select(p => p.Second)), change.After);
        if (people.Length == 0)
        {
            Assert.Null(change.Difference);
            return;
        }

        var changes = people.Select(p => (double)(Sign(p.Second) - Sign(p.First))).ToArray();
        Assert.Equal(change.After.Score!.Value - change.Before.Score!.Value, change.Difference!.Value, 1e-10);
        Assert.Equal(100 * Math.Sqrt(MathNet.Numerics.Statistics.Statistics.PopulationVariance(changes) / people.Length), change.StandardError!.Value, 1e-9);
        Assert.Equal(people.Length, Enum.GetValues<NpsGroup>().Sum(from => Enum.GetValues<NpsGroup>().Sum(to => change.Moved(from, to))));

        static int Sign(int score) => score >= 9 ? 1 : score <= 6 ? -1 : 0;
    }

    [Property]
    public void Concordance_is_the_share_of_pairs_in_which_the_stayer_answered_higher(AnyAnswers answers, AnyAnswers coins)
    {
        var customers = answers.Scores.Zip(coins.Scores, (score, coin) => (score, stayed: coin % 2 == 0)).ToArray();
        var link = NpsPredictiveness.From(customers, c => c.score, c => c.stayed);
        var pairs = (from s in customers where s.stayed from l in customers where !l.stayed select s.score > l.score ? 1 : s.score == l.score ? 0.5 : 0).ToArray();
        Assert.Equal(pairs.Length == 0 ? null : pairs.Average(), link.Concordance, (a, b) => a is null ? b is null : b is not null && Math.Abs(a.Value - b.Value) < 1e-12);
        Assert.Equal(customers.Count(c => c.score >= 9 && c.stayed), link.Promoters.Evidence!.Value.Count);
        Assert.Equal(customers.Count(c => c.score <= 6), link.Detractors.Evidence!.Value.Total);
    }
}
