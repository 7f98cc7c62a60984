using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class CompetingRisksLaws
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Property]
    public void Incidences_and_survival_add_up_to_one(AnyLifetimes lifetimes)
    {
        foreach (var risks in new[] { Late(lifetimes), CompetingRisks.AalenJohansen(lifetimes.Tenures, lifetimes.Reasons, Names, weights: lifetimes.Weights) })
        {
            var staying = risks.Staying.Steps;
            for (var i = 0; i < staying.Count; i++)
            {
                Assert.Equal(1, staying[i].Survival + risks.Incidences.Sum(c => c.Steps[i].Value), 1e-12);
            }
        }
    }

    [Property]
    public void One_reason_alone_is_what_the_curve_loses(AnyLifetimes lifetimes)
    {
        var risks = CompetingRisks.AalenJohansen(lifetimes.Tenures, [.. lifetimes.Ended.Select(e => e ? 1 : 0)], ["a"], lifetimes.Entered, lifetimes.Weights);

        var curve = SurvivalCurve.KaplanMeier(risks.All, variance: SurvivalVariance.Robust);
        foreach (var (incidence, step) in risks["a"].Steps.Zip(curve.Steps))
        {
            Assert.Equal(1 - step.Survival, incidence.Value, 1e-12);
            Assert.Equal(step.StandardError!.Value, incidence.StandardError, 1e-7);
        }
    }

    [Property]
    public void Without_censoring_an_incidence_is_a_share(AnyLifetimes lifetimes)
    {
        var risks = CompetingRisks.AalenJohansen(lifetimes.Tenures, [.. lifetimes.Rows.Select(r => r.Reason)], Names);
        double n = lifetimes.Rows.Count;
        for (var c = 0; c < Names.Length; c++)
        {
            foreach (var step in risks.Incidences[c].Steps)
            {
                var share = lifetimes.Rows.Count(r => r.Reason == c + 1 && r.Tenure <= step.Time) / n;
                Assert.Equal(share, step.Value, 1e-12);
                Assert.Equal(Math.Sqrt(share * (1 - share) / n), step.StandardError, 1e-7);
            }
        }
    }

    [Property]
    public void The_numbering_of_the_reasons_does_not_matter(AnyLifetimes lifetimes)
    {
        var risks = Late(lifetimes);
        var turned = CompetingRisks.AalenJohansen(lifetimes.Tenures, [.. lifetimes.Reasons.Select(r => r == 0 ? 0 : (r % 3) + 1)], ["c", "a", "b"], lifetimes.Entered);

        foreach (var name in Names)
        {
            foreach (var (x, y) in risks[name].Steps.Zip(turned[name].Steps))
            {
                Assert.Equal(x.Value, y.Value, 1e-12);
                Assert.Equal(x.StandardError, y.StandardError, 1e-7);
            }
        }
    }

    [Property]
    public void Grays_test_sees_no_difference_between_identical_groups(AnyLifetimes lifetimes)
    {
        var group = CompetingRisks.AalenJohansen(lifetimes.Tenures, lifetimes.Reasons, Names);
        foreach (var name in Names)
        {
            Assert.Equal(0, GrayTest.Between(name, 0, ("a", group), ("b", group)).ChiSquare ?? 0, 1e-12);
        }
    }

    [Property]
    public void With_one_reason_and_no_censoring_Grays_scores_are_those_of_the_log_rank_test(AnyLifetimes lifetimes)
    {
        // Then risk sets of the incidence are the customers still there in a group that nobody has left for another reason.
        var groups = Enumerable.Range(0, 2).Select(g => lifetimes.Rows.Where(r => r.Group == g).ToList()).ToList();
        if (groups.Any(g => g.Count == 0))
        {
            return;
        }

        var risks = groups.Select(g => CompetingRisks.AalenJohansen([.. g.Select(r => r.Tenure)], [.. g.Select(_ => 1)], ["a"])).ToList();
        var gray = GrayTest.Between("a", 0, ("x", risks[0]), ("y", risks[1]));
        var logRank = LogRankTest.Between(LifetimeGroups.Of(("x", risks[0].All), ("y", risks[1].All)));
        Assert.Equal(logRank.Groups[0].Difference, gray.Scores[0], 1e-9);
    }

    private static CompetingRisks Late(AnyLifetimes l) => CompetingRisks.AalenJohansen(l.Tenures, l.Reasons, Names, l.Entered);
}
