using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class HazardLaws
{
    [Property]
    public void Breaking_ties_raises_the_hazard_and_both_stay_above_the_curve(AnyLifetimes lifetimes)
    {
        var all = LifetimesLaws.Late(lifetimes);
        var nelson = CumulativeHazard.NelsonAalen(all).Steps;
        var fleming = CumulativeHazard.FlemingHarrington(all).Steps;
        var survival = SurvivalCurve.KaplanMeier(all).Steps;

        for (var i = 0; i < nelson.Count; i++)
        {
            Assert.InRange(fleming[i].Value, nelson[i].Value - 1e-12, double.MaxValue);
            Assert.InRange(survival[i].Survival, 0, fleming[i].Survival + 1e-12);
        }
    }

    [Property]
    public void Without_ties_the_two_hazards_are_one(AnyLifetimes lifetimes)
    {
        // The weight of a row is one end, however large, so a single row per time has no ties to break.
        var single = lifetimes.Rows.DistinctBy(r => r.Tenure).ToList();
        var l = LifetimesLaws.Weighted(new AnyLifetimes(single));

        Assert.Equal(CumulativeHazard.NelsonAalen(l).Steps, CumulativeHazard.FlemingHarrington(l).Steps);
    }

    [Property]
    public void Bands_share_out_ends_time_and_survival(AnyLifetimes lifetimes)
    {
        var all = LifetimesLaws.Late(lifetimes);
        var hazard = HazardByAge.From(all, 1.5);

        Assert.Equal(all.Ended, hazard.Bands.Sum(b => b.Ended));
        Assert.Equal(lifetimes.Rows.Sum(r => r.Tenure - r.Entered), hazard.Bands.Sum(b => b.Exposure), 1e-9);
        Assert.Equal(1 - SurvivalCurve.KaplanMeier(all).LowestSurvival!.Value, hazard.Bands.Sum(b => b.DropOff), 1e-12);
    }
}
