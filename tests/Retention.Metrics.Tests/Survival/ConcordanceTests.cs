using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class ConcordanceTests
{
    private static readonly double[] Times = [1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10, 1, 1, 2, 3, 3, 3, 5, 6, 6, 7, 9, 10];
    private static readonly bool[] Ended = [.. new[] { 1, 0, 2, 1, 1, 2, 0, 1, 2, 0, 1, 0, 2, 2, 2, 1, 2, 0, 2, 1, 2, 2, 0, 0 }.Select(c => c > 0)];
    private static readonly double[] Scores = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4];

    [Fact]
    public void Three_customers_by_hand()
    {
        // Left at 1 with score 9; left at 2 with score 5; still there at 3 with score 5. Pairs: (1,2) and (1,3) in order, (2,3) tied.
        var c = Concordance.Of([1, 2, 3], [true, true, false], [9, 5, 5], ScoreMeaning.HigherLeavesSooner);

        Assert.Equal((2, 0, 1), (c.Concordant, c.Discordant, c.TiedScores));
        Assert.Equal(2.5 / 3, c.Value!.Value, 1e-15);
        Assert.Equal((2.0 / 3, 3.0), (c.SomersD, c.Pairs));
    }

    [Fact]
    public void The_textbook_treatment_as_a_score()
    {
        // R: concordance(Surv(t, s) ~ g, reverse = TRUE) of the remission data
        double[] weeks = [.. Remission.TreatedWeeks, .. Remission.PlaceboWeeks];
        bool[] ended = [.. Remission.TreatedEnded, .. Remission.PlaceboEnded];
        var c = Concordance.Of(weeks, ended, [.. weeks.Select((_, i) => i < 21 ? 0.0 : 1)], ScoreMeaning.HigherLeavesSooner);

        Assert.Equal((335, 64, 314, 2, 15), (c.Concordant, c.Discordant, c.TiedScores, c.TiedTimes, c.TiedBoth));
        Assert.Equal(0.690042076, c.Value!.Value, 5e-10);
        Assert.Equal(0.0411353889, c.StandardError!.Value, 5e-11);
        Assert.Equal("0.690 (95 % CI 0.609–0.771); 713 comparable pairs", c.ToString());
    }

    [Fact]
    public void Late_entrants_are_compared_with_those_who_left_while_they_were_there()
    {
        double[] entered = [.. Times.Zip([2, 1, 2, 1, 3, 2, 1, 4, 2, 3, 1, 2, 1, 1, 2, 2, 1, 3, 4, 1, 2, 3, 2, 1]).Select(p => Math.Max(0, p.First - p.Second))];

        // R: concordance(Surv(entered, times, ended) ~ scores)
        var c = Concordance.Of(Times, Ended, Scores, ScoreMeaning.HigherStaysLonger, entered: entered);
        Assert.Equal((25, 27, 3, 11, 1), (c.Concordant, c.Discordant, c.TiedScores, c.TiedTimes, c.TiedBoth));
        Assert.Equal(0.48181818181818, c.Value!.Value, 1e-13);
        Assert.Equal(0.11378745777736, c.StandardError!.Value, 1e-13);
        Assert.Throws<ArgumentException>(() => Concordance.Of(Times, Ended, Scores, ScoreMeaning.HigherStaysLonger, ConcordanceWeighting.Uno, entered));
        Assert.Throws<ArgumentException>(() => Concordance.Of(Times, Ended, Scores, ScoreMeaning.HigherStaysLonger, ConcordanceWeighting.SurvivalOverCensoring, entered));
    }

    [Fact]
    public void No_pair_no_concordance()
    {
        var nobodyLeft = Concordance.Of([1, 2], [false, false], [1, 2], ScoreMeaning.HigherStaysLonger);

        Assert.Null(nobodyLeft.Value);
        Assert.Null(nobodyLeft.StandardError);
        Assert.Null(nobodyLeft.Interval());
        Assert.Null(nobodyLeft.SomersD);
        Assert.Equal("n/a (no two customers can be compared: nobody was still there when another left)", nobodyLeft.ToString());
        Assert.Contains("n/a", nobodyLeft.ToHtml(), StringComparison.Ordinal);
        Assert.Null(Concordance.Of([], [], [], ScoreMeaning.HigherStaysLonger).Value);
        Assert.Null(Concordance.Of([1], [true], [1], ScoreMeaning.HigherStaysLonger, ConcordanceWeighting.Uno).Value);
    }

    [Fact]
    public void Columns_that_make_no_sense_are_refused()
    {
        Assert.Equal("scores[1]", Assert.Throws<ArgumentOutOfRangeException>(() => Concordance.Of([1, 2], [true, true], [1, double.NaN], ScoreMeaning.HigherStaysLonger)).ParamName);
        Assert.Throws<ArgumentException>(() => Concordance.Of([1, 2], [true, true], [1], ScoreMeaning.HigherStaysLonger));
        Assert.Throws<ArgumentException>(() => Concordance.Of([1, 2], [true, true], [1, 2], ScoreMeaning.HigherStaysLonger, strata: [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Concordance.Of([1, double.NaN], [true, true], [1, 2], ScoreMeaning.HigherStaysLonger));
        Assert.Throws<ArgumentOutOfRangeException>(() => Concordance.Of([1, 2], [true, true], [1, 2], (ScoreMeaning)4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Concordance.Of([1, 2], [true, true], [1, 2], ScoreMeaning.HigherStaysLonger, (ConcordanceWeighting)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => Concordance.Of([1, 2], [true, true], [1, 2], ScoreMeaning.HigherStaysLonger).Interval(1));
        var many = Enumerable.Range(0, 10_000).Select(i => (double)i).ToArray();
        Assert.Throws<OperationCanceledException>(() => Concordance.Of(many, [.. many.Select(_ => true)], many, ScoreMeaning.HigherStaysLonger, cancellationToken: new(canceled: true)));
    }

    [Fact]
    public void The_result_is_shown_and_reads_back()
    {
        var c = Concordance.Of(Times, Ended, Scores, ScoreMeaning.HigherStaysLonger, ConcordanceWeighting.Uno, tolerance: TimeTolerance.AsInR);

        Json.RoundTrips(c, RetentionMetricsJsonContext.Default.Concordance);
        Assert.Contains("stays longer", c.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("leaves sooner", Concordance.Of(Times, Ended, Scores, ScoreMeaning.HigherLeavesSooner).ToHtml(), StringComparison.Ordinal);
        Assert.InRange(c.Interval()!.Value.Upper, c.Value!.Value, 1);
    }
}
