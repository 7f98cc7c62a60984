using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class ConcordanceLaws
{
    [Property]
    public void Every_pair_is_counted_as_if_one_looked_at_them_all(AnyLifetimes lifetimes)
    {
        var rows = lifetimes.Rows;
        double concordant = 0, discordant = 0, tied = 0;
        double[] balance = new double[rows.Count], pairs = new double[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < rows.Count; j++)
            {
                // i left while j was there; an end comes before a censoring at the same time.
                var comparable = i != j && rows[i].Ended && rows[j].Entered < rows[i].Tenure && (rows[j].Tenure > rows[i].Tenure || (rows[j].Tenure == rows[i].Tenure && !rows[j].Ended)) && rows[i].Reason == rows[j].Reason;
                if (comparable)
                {
                    var sign = Math.Sign(rows[j].Score - rows[i].Score);
                    double w = rows[i].Weight * rows[j].Weight;
                    concordant += sign > 0 ? w : 0;
                    discordant += sign < 0 ? w : 0;
                    tied += sign == 0 ? w : 0;
                    balance[i] += sign * rows[j].Weight;
                    balance[j] += sign * rows[i].Weight;
                    pairs[i] += rows[j].Weight;
                    pairs[j] += rows[i].Weight;
                }
            }
        }

        var c = Concordance.Of(lifetimes.Tenures, lifetimes.Ended, lifetimes.Scores, ScoreMeaning.HigherStaysLonger, entered: lifetimes.Entered, weights: lifetimes.Weights, strata: [.. rows.Select(r => r.Reason)]);

        Assert.Equal((concordant, discordant, tied), (c.Concordant, c.Discordant, c.TiedScores));
        if (c.Value is not null)
        {
            var total = concordant + discordant + tied;
            var d = (concordant - discordant) / total;
            var variance = rows.Select((r, i) => r.Weight * (balance[i] - (d * pairs[i])) / total).Sum(x => x * x);
            Assert.Equal(Math.Sqrt(variance) / 2, c.StandardError!.Value, 1e-12);
        }
    }

    [Property]
    public void Only_the_order_of_scores_and_times_counts(AnyLifetimes lifetimes)
    {
        foreach (var weighting in Enum.GetValues<ConcordanceWeighting>())
        {
            var c = Concordance.Of(lifetimes.Tenures, lifetimes.Ended, lifetimes.Scores, ScoreMeaning.HigherStaysLonger, weighting);
            Assert.Equal(c, Concordance.Of([.. lifetimes.Tenures.Select(Math.Exp)], lifetimes.Ended, [.. lifetimes.Scores.Select(s => (s * s * s) - 5)], ScoreMeaning.HigherStaysLonger, weighting));
        }
    }

    [Property]
    public void The_other_meaning_of_a_score_is_the_complement(AnyLifetimes lifetimes)
    {
        var longer = Concordance.Of(lifetimes.Tenures, lifetimes.Ended, lifetimes.Scores, ScoreMeaning.HigherStaysLonger);
        var sooner = Concordance.Of(lifetimes.Tenures, lifetimes.Ended, lifetimes.Scores, ScoreMeaning.HigherLeavesSooner);

        Assert.Equal(1 - longer.Value ?? 2, sooner.Value ?? 2, 1e-12);
        Assert.Equal(longer.StandardError, sooner.StandardError);
        Assert.Equal(sooner.Value, Concordance.Of(lifetimes.Tenures, lifetimes.Ended, [.. lifetimes.Scores.Select(s => -s)], ScoreMeaning.HigherStaysLonger).Value);
    }

    [Property]
    public void The_tenure_itself_is_a_perfect_score(AnyLifetimes lifetimes)
    {
        var c = Concordance.Of(lifetimes.Tenures, lifetimes.Ended, [.. lifetimes.Rows.Select(r => (r.Tenure * 2) + (r.Ended ? 0 : 1e-3))], ScoreMeaning.HigherStaysLonger);

        Assert.True(c.Value is null or 1);
    }
}
