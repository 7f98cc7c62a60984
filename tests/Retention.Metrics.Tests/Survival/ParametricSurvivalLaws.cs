using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class ParametricSurvivalLaws
{
    private static readonly LifetimeDistribution[] Families = Enum.GetValues<LifetimeDistribution>();

    [Property(MaxTest = 50)]
    public void Another_unit_of_time_only_shifts_the_intercept(AnyLifetimes lifetimes)
    {
        foreach (var (model, other) in Pairs(lifetimes, (l, family) => Rows(l, family), (l, family) => ParametricSurvival.Fit([.. l.Tenures.Select(t => t * 30.4)], l.Ended, family, Columns(l))))
        {
            Churn20.Near(model.Coefficients[0].Estimate!.Value + Math.Log(30.4), other.Coefficients[0].Estimate, 1e-6);
            Close(model.Coefficients[1].Estimate, other.Coefficients[1].Estimate);
            Churn20.Near(model.Scale, other.Scale, 1e-6);
        }
    }

    [Property(MaxTest = 50)]
    public void A_coefficient_is_per_unit_of_its_column(AnyLifetimes lifetimes)
    {
        foreach (var (model, other) in Pairs(lifetimes, (l, family) => Rows(l, family), (l, family) => ParametricSurvival.Fit(l.Tenures, l.Ended, family, Covariates.Of("score", [.. l.Scores.Select(s => (100 * s) + 7)]))))
        {
            Close(model.Coefficients[1].Estimate / 100, other.Coefficients[1].Estimate);
            Close(model.Coefficients[1].StandardError / 100, other.Coefficients[1].StandardError);
            Churn20.Near(model.LogLikelihood, other.LogLikelihood, 1e-7);
        }
    }

    [Property(MaxTest = 50)]
    public void Rows_and_their_counts_give_one_model(AnyLifetimes lifetimes)
    {
        foreach (var (model, other) in Pairs(lifetimes, (l, family) => ParametricSurvival.Fit(l.Tenures, l.Ended, family, Covariates.None(l.Rows.Count), l.Entered, l.Weights), (l, family) => ParametricSurvival.Fit(Lifetimes.From(l.Tenures, l.Ended, l.Entered, l.Weights), family)))
        {
            Churn20.Near(model.LogLikelihood, other.LogLikelihood, 1e-7);
            Close(model.Coefficients[0].Estimate, other.Coefficients[0].Estimate);
            Churn20.Near(model.Bic, other.Bic, 1e-7);
        }
    }

    [Property(MaxTest = 50)]
    public void A_weight_is_that_many_customers(AnyLifetimes lifetimes)
    {
        foreach (var (model, other) in Pairs(lifetimes, (l, family) => ParametricSurvival.Fit(l.Tenures, l.Ended, family, Columns(l), weights: l.Weights), (l, family) => Rows(l.Repeated, family)))
        {
            Churn20.Near(model.LogLikelihood, other.LogLikelihood, 1e-7);
            Close(model.Coefficients[1].Estimate, other.Coefficients[1].Estimate);
            Close(model.Coefficients[1].StandardError, other.Coefficients[1].StandardError);
            Churn20.Near(model.Bic, other.Bic, 1e-7);
        }
    }

    [Property(MaxTest = 50)]
    public void Exact_bounds_are_lifetimes(AnyLifetimes lifetimes)
    {
        foreach (var (model, other) in Pairs(lifetimes, (l, family) => Rows(l, family), (l, family) => ParametricSurvival.Fit(Bounds(l), family, Columns(l))))
        {
            Churn20.Near(model.LogLikelihood, other.LogLikelihood, 1e-7);
            Close(model.Coefficients[1].Estimate, other.Coefficients[1].Estimate);
        }
    }

    [Property(MaxTest = 50)]
    public void A_very_narrow_interval_is_a_density_times_its_length(AnyLifetimes lifetimes)
    {
        const double Width = 1e-9;
        if (!lifetimes.Ended.Contains(true))
        {
            return;
        }

        var narrow = IntervalLifetimes.From([.. lifetimes.Tenures], [.. lifetimes.Rows.Select(r => r.Ended ? r.Tenure * (1 + Width) : (double?)null)]);
        foreach (var family in Families)
        {
            var (model, other) = (ParametricSurvival.Fit(Bounds(lifetimes), family), ParametricSurvival.Fit(narrow, family));
            if (model.Report.Converged)
            {
                var lengths = lifetimes.Rows.Where(r => r.Ended).Sum(r => Math.Log(r.Tenure * Width));
                Churn20.Near(model.LogLikelihood + lengths, other.LogLikelihood, 1e-6);
                Close(model.Coefficients[0].Estimate, other.Coefficients[0].Estimate);
            }
        }
    }

    [Property(MaxTest = 50)]
    public void The_Weibull_is_never_less_likely_than_the_exponential_and_equal_at_shape_one(AnyLifetimes lifetimes)
    {
        if (!lifetimes.Ended.Contains(true))
        {
            return;
        }

        var (weibull, exponential) = (ParametricSurvival.Fit(Lifetimes.From(lifetimes.Tenures, lifetimes.Ended), LifetimeDistribution.Weibull), ParametricSurvival.Fit(Lifetimes.From(lifetimes.Tenures, lifetimes.Ended), LifetimeDistribution.Exponential));
        Assert.True(weibull.LogLikelihood >= exponential.LogLikelihood - 1e-9);

        var lifetime = exponential.Typical;
        var same = new FittedLifetime(LifetimeDistribution.Weibull, lifetime.Location, 1, lifetime.LocationVariance, 0, 0, null);
        foreach (var t in lifetimes.Tenures)
        {
            Churn20.Near(lifetime.Survival(t).Value!.Value, same.Survival(t).Value, 1e-12);
            Churn20.Near(lifetime.Hazard(t).Value!.Value, same.Hazard(t).Value, 1e-12);
            Churn20.Near(lifetime.RemainingLifetime(t).Value!.Value, same.RemainingLifetime(t).Value, 1e-9);
        }
    }

    [Property(MaxTest = 50)]
    public void Intervals_hold_the_estimate_and_nest_in_their_level(AnyLifetimes lifetimes)
    {
        foreach (var (model, _) in Pairs(lifetimes, (l, family) => Rows(l, family), (l, family) => Rows(l, family)))
        {
            var lifetime = model.Typical;
            foreach (var t in lifetimes.Tenures.Distinct())
            {
                foreach (var estimate in new Func<double, LifetimeEstimate>[] { l => lifetime.Survival(t, l), l => lifetime.ConditionalSurvival(t, 3, l), l => lifetime.Hazard(t, l), l => lifetime.RemainingLifetime(t, l), l => lifetime.Quantile(0.3, l), l => lifetime.MeanLifetime(l) })
                {
                    if (estimate(0.8).Interval is { } narrow && estimate(0.99).Interval is { } wide)
                    {
                        Assert.InRange(estimate(0.8).Value!.Value, narrow.Lower, narrow.Upper);
                        Assert.True(wide.Lower <= narrow.Lower && wide.Upper >= narrow.Upper);
                    }
                }
            }
        }
    }

    [Property(MaxTest = 50)]
    public void Survival_given_survival_multiplies(AnyLifetimes lifetimes)
    {
        foreach (var (model, _) in Pairs(lifetimes, (l, family) => Rows(l, family), (l, family) => Rows(l, family)))
        {
            var lifetime = model.Typical;
            foreach (var t in lifetimes.Tenures)
            {
                Assert.Equal(lifetime.Survival(t + 2).Value!.Value, lifetime.Survival(t).Value!.Value * lifetime.ConditionalSurvival(t, 2).Value!.Value, 1e-10);
            }
        }
    }

    [Property(MaxTest = 50)]
    public void Every_legal_input_ends_without_nonsense(AnyLifetimes lifetimes)
    {
        if (!lifetimes.Ended.Contains(true))
        {
            Assert.Throws<FitException>(() => ParametricSurvival.Fit(lifetimes.Tenures, lifetimes.Ended, LifetimeDistribution.Weibull));
            return;
        }

        foreach (var family in Families)
        {
            var model = ParametricSurvival.Fit(lifetimes.Tenures, lifetimes.Ended, family, Columns(lifetimes).With("group", [.. lifetimes.Groups.Select(g => (double)g)]), lifetimes.Entered, lifetimes.Weights);
            Assert.NotEqual(FitStatus.NotConverged, model.Report.Status);
            Assert.True(double.IsFinite(model.LogLikelihood));
            Assert.DoesNotContain("NaN", model.ToHtml(), StringComparison.Ordinal);
        }
    }

    private static Covariates Columns(AnyLifetimes l) => Covariates.Of("score", l.Scores);

    private static ParametricSurvival Rows(AnyLifetimes l, LifetimeDistribution family) => ParametricSurvival.Fit(l.Tenures, l.Ended, family, Columns(l));

    private static IntervalLifetimes Bounds(AnyLifetimes l) => IntervalLifetimes.From(l.Tenures, [.. l.Rows.Select(r => r.Ended ? r.Tenure : (double?)null)]);

    /// <summary>Two ways to the same models, of every family, where both converge.</summary>
    private static IEnumerable<(ParametricSurvival First, ParametricSurvival Second)> Pairs(AnyLifetimes lifetimes, Func<AnyLifetimes, LifetimeDistribution, ParametricSurvival> first, Func<AnyLifetimes, LifetimeDistribution, ParametricSurvival> second)
    {
        if (!lifetimes.Ended.Contains(true))
        {
            yield break;
        }

        foreach (var family in Families)
        {
            var (a, b) = (first(lifetimes, family), second(lifetimes, family));
            Assert.Equal(a.Report.Status, b.Report.Status);
            if (a.Report.Converged)
            {
                yield return (a, b);
            }
        }
    }

    private static void Close(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        Assert.Equal(expected ?? 0, actual ?? 0, 1e-6 * (1 + Math.Abs(expected ?? 0)));
    }
}
