using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class LogRankTestLaws
{
    private static readonly LogRankWeights[] Schemes = [LogRankWeights.LogRank, LogRankWeights.Gehan, LogRankWeights.TaroneWare, LogRankWeights.PetoPeto, LogRankWeights.FlemingHarrington(1), LogRankWeights.FlemingHarrington(0.5, 0.5)];

    [Property]
    public void Only_the_order_of_the_times_counts(AnyLifetimes lifetimes)
    {
        foreach (var weights in Schemes)
        {
            var plain = LogRankTest.Between(Groups(lifetimes), weights);
            Assert.Equal(plain, LogRankTest.Between(Groups(lifetimes, t => Math.Exp(t) - 1), weights));
            Assert.Equal(plain, LogRankTest.Between(Groups(lifetimes, t => t + 17), weights));
        }
    }

    [Property]
    public void Identical_groups_do_not_differ_at_all(AnyLifetimes lifetimes)
    {
        var group = LifetimesLaws.Late(lifetimes);
        foreach (var weights in Schemes)
        {
            var test = LogRankTest.Between(LifetimeGroups.Of(("a", group), ("b", group), ("c", group)), weights);
            Assert.All(test.Groups, g => Assert.Equal(0, g.Difference));
            Assert.True(test.ChiSquare is null or 0);
        }
    }

    [Property]
    public void Observed_and_expected_add_up_alike_and_covariances_cancel(AnyLifetimes lifetimes)
    {
        foreach (var weights in Schemes)
        {
            var test = LogRankTest.Between(Groups(lifetimes), weights);
            Assert.Equal(test.Groups.Sum(g => g.Observed), test.Groups.Sum(g => g.Expected), 1e-9);
            Assert.Equal(0, test.Groups.Sum(g => g.Difference), 1e-9);
            for (var i = 0; i < test.Groups.Count; i++)
            {
                Assert.Equal(0, Enumerable.Range(0, test.Groups.Count).Sum(j => test.Covariance(i, j)), 1e-7);
            }

            Assert.True(test.ChiSquare is null or >= 0);
        }
    }

    [Property]
    public void The_order_of_the_groups_does_not_matter(AnyLifetimes lifetimes)
    {
        var swapped = new AnyLifetimes([.. lifetimes.Rows.Select(r => r with { Group = 1 - r.Group })]);
        var (a, b) = (LogRankTest.Between(Groups(lifetimes)), LogRankTest.Between(Groups(swapped)));

        Assert.Equal(a.ChiSquare ?? 0, b.ChiSquare ?? 0, 1e-9);
        Assert.Equal(a.Groups[0].Observed, b.Groups[1].Observed);
    }

    [Property]
    public void Whole_weights_are_that_many_customers(AnyLifetimes lifetimes)
    {
        var weighted = LogRankTest.Between(LifetimeGroups.From(lifetimes.Tenures, lifetimes.Ended, lifetimes.Groups, ["a", "b"], weights: lifetimes.Weights));
        var repeated = LogRankTest.Between(Groups(lifetimes.Repeated));

        Assert.Equal(repeated.ChiSquare ?? -1, weighted.ChiSquare ?? -1, 1e-9);
    }

    [Property]
    public void Strata_that_are_all_the_same_are_none(AnyLifetimes lifetimes)
    {
        var plain = LifetimeGroups.From(lifetimes.Tenures, lifetimes.Ended, lifetimes.Groups, ["a", "b"], entered: lifetimes.Entered);
        var one = LifetimeGroups.From(lifetimes.Tenures, lifetimes.Ended, lifetimes.Groups, ["a", "b"], strata: [.. lifetimes.Rows.Select(_ => 5)], entered: lifetimes.Entered);

        Assert.Equal(LogRankTest.Between(plain), LogRankTest.Between(one));
    }

    private static LifetimeGroups Groups(AnyLifetimes l, Func<double, double>? clock = null) =>
        LifetimeGroups.From([.. l.Tenures.Select(clock ?? (t => t))], l.Ended, l.Groups, ["a", "b"]);
}
