using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class SurvivalCurveLaws
{
    private static readonly SurvivalInterval[] Scales = Enum.GetValues<SurvivalInterval>();

    [Property]
    public void Without_censoring_survival_is_the_share_of_those_left(AnyLifetimes lifetimes)
    {
        var n = lifetimes.Rows.Count;
        foreach (var step in SurvivalCurve.KaplanMeier(Lifetimes.From(lifetimes.Tenures, [.. lifetimes.Rows.Select(_ => true)])).Steps)
        {
            Assert.Equal(lifetimes.Rows.Count(r => r.Tenure > step.Time) / (double)n, step.Survival);
        }
    }

    [Property]
    public void Survival_falls_from_one_and_stays_a_probability(AnyLifetimes lifetimes)
    {
        var before = 1.0;
        foreach (var step in SurvivalCurve.KaplanMeier(LifetimesLaws.Late(lifetimes)).Steps)
        {
            Assert.InRange(step.Survival, 0, before);
            Assert.True(step.Ended > 0 ? step.Survival < before || before == 0 : step.Survival == before);
            before = step.Survival;
        }
    }

    [Property]
    public void Whole_weights_are_that_many_customers(AnyLifetimes lifetimes)
    {
        var weighted = SurvivalCurve.KaplanMeier(LifetimesLaws.Weighted(lifetimes));
        var repeated = SurvivalCurve.KaplanMeier(LifetimesLaws.Plain(lifetimes.Repeated));

        Assert.Equal(repeated.Steps, weighted.Steps);
        Assert.Equal(repeated.Median, weighted.Median);
        Assert.Equal(repeated.RestrictedMean(), weighted.RestrictedMean());
    }

    [Property]
    public void Intervals_hold_the_estimate_and_are_nested_in_the_level(AnyLifetimes lifetimes, AnyLevel a, AnyLevel b)
    {
        var (narrow, wide) = (Math.Min(a.Value, b.Value), Math.Max(a.Value, b.Value));
        var curve = SurvivalCurve.KaplanMeier(LifetimesLaws.Plain(lifetimes));
        foreach (var scale in Scales)
        {
            foreach (var (inner, outer) in curve.With(scale, narrow).Steps.Zip(curve.With(scale, wide).Steps))
            {
                Assert.Equal(inner.Interval is null, outer.Interval is null);
                if (inner.Interval is { } i && outer.Interval is { } o)
                {
                    Assert.InRange(inner.Survival, i.Lower, i.Upper);
                    Assert.InRange(i.Lower, o.Lower - 1e-12, 1);
                    Assert.InRange(i.Upper, 0, o.Upper + 1e-12);
                    Assert.InRange(o.Lower, 0, o.Upper);
                    Assert.InRange(o.Upper, 0, 1);
                }
            }
        }
    }

    [Property]
    public void Those_who_stayed_survive_by_the_rest_of_the_curve(AnyLifetimes lifetimes, AnyFraction fraction)
    {
        var curve = SurvivalCurve.KaplanMeier(LifetimesLaws.Late(lifetimes));
        var stayed = Math.Floor(fraction.Value * curve.LastTime!.Value);
        var rest = curve.Given(stayed);
        if (curve.At(stayed).Survival is not > 0)
        {
            return;
        }

        foreach (var step in rest.Steps)
        {
            Assert.Equal(curve.At(stayed + step.Time).Survival!.Value, curve.At(stayed).Survival!.Value * step.Survival, 1e-12);
        }
    }

    [Property]
    public void Without_censoring_the_restricted_mean_is_a_mean(AnyLifetimes lifetimes, AnyFraction fraction)
    {
        var tau = 0.5 + (12 * fraction.Value);
        var mean = SurvivalCurve.KaplanMeier(Lifetimes.From(lifetimes.Tenures, [.. lifetimes.Rows.Select(_ => true)])).RestrictedMean(tau);

        var n = lifetimes.Rows.Count;
        var each = lifetimes.Rows.Select(r => Math.Min(r.Tenure, tau)).ToList();
        Assert.Equal(each.Average(), mean.Value!.Value, 1e-12);
        // Its variance is then that of a mean, with n and not n − 1.
        Assert.Equal(Math.Sqrt(each.Sum(t => (t - each.Average()) * (t - each.Average()))) / n, mean.StandardError!.Value, 1e-9);
    }

    [Property]
    public void A_longer_horizon_has_a_longer_restricted_mean(AnyLifetimes lifetimes, AnyFraction a, AnyFraction b)
    {
        var curve = SurvivalCurve.KaplanMeier(LifetimesLaws.Plain(lifetimes));
        var (near, far) = (0.1 + Math.Min(a.Value, b.Value), 0.1 + (10 * Math.Max(a.Value, b.Value)));

        Assert.InRange(curve.RestrictedMean(near).Value!.Value, 0, near);
        Assert.InRange(curve.RestrictedMean(far).Value!.Value, curve.RestrictedMean(near).Value!.Value - 1e-12, far + 1e-12);
    }

    [Property]
    public void Quantiles_rise_with_the_share_and_move_with_the_unit(AnyLifetimes lifetimes, AnyFraction a, AnyFraction b)
    {
        var curve = SurvivalCurve.KaplanMeier(LifetimesLaws.Plain(lifetimes));
        var (few, many) = (curve.Quantile(Math.Min(a.Value, b.Value)), curve.Quantile(Math.Max(a.Value, b.Value)));
        Assert.True(many.Value is null || few.Value <= many.Value);

        // Quarters of a week are exact in binary, so everything is the same to the last digit.
        var quarters = SurvivalCurve.KaplanMeier(Lifetimes.From([.. lifetimes.Tenures.Select(t => t * 4)], lifetimes.Ended));
        Assert.Equal(few.Value * 4, quarters.Quantile(few.Probability).Value);
        Assert.Equal(few.Upper * 4, quarters.Quantile(few.Probability).Upper);
        Assert.Equal(curve.Steps.Select(s => s.Interval), quarters.Steps.Select(s => s.Interval));
    }

    [Property]
    public void An_interval_of_a_quantile_holds_it(AnyLifetimes lifetimes, AnyFraction p)
    {
        foreach (var scale in Scales)
        {
            var q = SurvivalCurve.KaplanMeier(LifetimesLaws.Plain(lifetimes), scale).Quantile(p.Value);
            Assert.True(q.Value is null || q.Lower is null || q.Lower <= q.Value);
            Assert.True(q.Value is null || q.Upper is null || q.Upper >= q.Value || q.Lower is null);
        }
    }

    [Property]
    public void Robust_errors_do_not_depend_on_the_scale_of_the_weights(AnyLifetimes lifetimes)
    {
        var once = SurvivalCurve.KaplanMeier(Lifetimes.From(lifetimes.Tenures, lifetimes.Ended, lifetimes.Entered, lifetimes.Weights), variance: SurvivalVariance.Robust);
        var thrice = SurvivalCurve.KaplanMeier(Lifetimes.From(lifetimes.Tenures, lifetimes.Ended, lifetimes.Entered, [.. lifetimes.Weights.Select(w => w * 3)]), variance: SurvivalVariance.Robust);

        foreach (var (a, b) in once.Steps.Zip(thrice.Steps))
        {
            Assert.Equal(a.StandardError!.Value, b.StandardError!.Value, 1e-9);
        }
    }

    [Property]
    public void Without_censoring_or_weights_robust_errors_are_binomial(AnyLifetimes lifetimes)
    {
        var curve = SurvivalCurve.KaplanMeier(Lifetimes.From(lifetimes.Tenures, [.. lifetimes.Rows.Select(_ => true)]), variance: SurvivalVariance.Robust);

        foreach (var step in curve.Steps)
        {
            Assert.Equal(Math.Sqrt(step.Survival * (1 - step.Survival) / lifetimes.Rows.Count), step.StandardError!.Value, 1e-9);
        }
    }
}
