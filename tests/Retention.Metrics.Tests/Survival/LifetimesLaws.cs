using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class LifetimesLaws
{
    [Property]
    public void Lifetimes_of_disjoint_customers_add(AnyLifetimes a, AnyLifetimes b)
    {
        var all = new AnyLifetimes([.. a.Rows, .. b.Rows]);

        Assert.Equal(Plain(all), Plain(a) + Plain(b));
        Assert.Equal(Plain(b) + Plain(a), Plain(a) + Plain(b));
        Assert.Equal(Weighted(all), Weighted(a) + Weighted(b));
        Assert.Equal(Late(all), Late(a) + Late(b));
        Assert.Equal(Plain(a), Plain(a) + Lifetimes.Empty);
        Assert.Equal(Plain(a), Lifetimes.AdditiveIdentity + Plain(a));
    }

    [Property]
    public void Addition_does_not_mind_the_brackets(AnyLifetimes a, AnyLifetimes b, AnyLifetimes c) =>
        Assert.Equal(Late(a) + Weighted(b) + Plain(c), Late(a) + (Weighted(b) + Plain(c)));

    [Property]
    public void The_order_of_rows_does_not_matter(AnyLifetimes lifetimes)
    {
        var reversed = new AnyLifetimes([.. lifetimes.Rows.Reverse()]);

        Assert.Equal(Plain(lifetimes), Plain(reversed));
        Assert.Equal(Weighted(lifetimes), Weighted(reversed));
        Assert.Equal(Late(lifetimes), Late(reversed));
    }

    [Property]
    public void Rows_and_the_counts_of_them_are_the_same(AnyLifetimes lifetimes)
    {
        var counts = lifetimes.Rows.GroupBy(r => r.Tenure).Select(g => (Time: g.Key, Ended: g.LongCount(r => r.Ended), Censored: g.LongCount(r => !r.Ended))).ToList();

        Assert.Equal(Plain(lifetimes), Lifetimes.FromTable([.. counts.Select(c => c.Time)], [.. counts.Select(c => c.Ended)], [.. counts.Select(c => c.Censored)]));
    }

    [Property]
    public void Entering_at_zero_is_to_be_there_from_the_start(AnyLifetimes lifetimes) =>
        Assert.Equal(Plain(lifetimes), Lifetimes.From(lifetimes.Tenures, lifetimes.Ended, entered: new double[lifetimes.Rows.Count]));

    [Property]
    public void Numbers_at_risk_are_those_observed_just_before(AnyLifetimes lifetimes)
    {
        foreach (var step in SurvivalCurve.KaplanMeier(Late(lifetimes)).Steps)
        {
            Assert.Equal(lifetimes.Rows.Count(r => r.Entered < step.Time && r.Tenure >= step.Time), step.AtRisk);
        }
    }

    [Property]
    public void The_table_reads_back_from_its_own_numbers_at_risk(AnyLifetimes lifetimes)
    {
        var steps = SurvivalCurve.KaplanMeier(Late(lifetimes)).Steps;

        var again = SurvivalCurve.KaplanMeier(Lifetimes.FromTable([.. steps.Select(s => s.Time)], [.. steps.Select(s => (long)s.Ended)], [.. steps.Select(s => (long)s.Censored)], [.. steps.Select(s => (long)s.AtRisk)]));

        Assert.Equal(steps.Select(s => (s.Time, s.AtRisk, s.Survival)), again.Steps.Select(s => (s.Time, s.AtRisk, s.Survival)));
    }

    internal static Lifetimes Plain(AnyLifetimes l) => Lifetimes.From(l.Tenures, l.Ended);

    internal static Lifetimes Weighted(AnyLifetimes l) => Lifetimes.From(l.Tenures, l.Ended, weights: l.Weights);

    internal static Lifetimes Late(AnyLifetimes l) => Lifetimes.From(l.Tenures, l.Ended, entered: l.Entered);
}
