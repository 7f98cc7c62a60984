using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

/// <summary>The Gompertz and the piecewise exponential model.</summary>
public sealed class HazardModelLaws
{
    [Property]
    public void One_piece_is_the_exponential(AnyLifetimes lifetimes)
    {
        if (!lifetimes.Ended.Contains(true))
        {
            return;
        }

        var all = Lifetimes.From(lifetimes.Tenures, lifetimes.Ended, lifetimes.Entered, lifetimes.Weights);
        var (piecewise, exponential) = (PiecewiseExponential.Fit(all, []), ParametricSurvival.Fit(all, LifetimeDistribution.Exponential));
        Churn20.Near(exponential.LogLikelihood, piecewise.LogLikelihood, 1e-9);
        Churn20.Near(exponential.Typical.Survival(3).Value!.Value, piecewise.Survival(3).Value, 1e-9);
        Churn20.Near(exponential.Typical.Survival(3).StandardError!.Value, piecewise.Survival(3).StandardError, 1e-7);
    }

    [Property]
    public void More_pieces_are_never_less_likely(AnyLifetimes lifetimes)
    {
        if (!lifetimes.Ended.Contains(true))
        {
            return;
        }

        var all = LifetimesLaws.Late(lifetimes);
        Assert.True(PiecewiseExponential.Fit(all, [2, 5]).LogLikelihood >= PiecewiseExponential.Fit(all, [5]).LogLikelihood - 1e-9);
    }

    [Property]
    public void The_Gompertz_is_never_less_likely_than_the_exponential_and_its_slopes_vanish(AnyLifetimes lifetimes)
    {
        if (!lifetimes.Ended.Contains(true))
        {
            return;
        }

        var all = Lifetimes.From(lifetimes.Tenures, lifetimes.Ended, lifetimes.Entered, lifetimes.Weights);
        var model = Gompertz.Fit(all);
        Assert.NotEqual(FitStatus.NotConverged, model.Report.Status);
        if (!model.Report.Converged)
        {
            return;
        }

        Assert.True(model.LogLikelihood >= ParametricSurvival.Fit(all, LifetimeDistribution.Exponential).LogLikelihood - 1e-8);
        Churn20.Near(Likelihood(model.Shape, model.LogRate), model.LogLikelihood, 1e-8);
        foreach (var (shape, rate) in new[] { (1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3) })
        {
            Assert.True(Likelihood(model.Shape + shape, model.LogRate + rate) <= model.LogLikelihood + 1e-9);
        }

        // The definition: Σ d·log h(t) − H(t) + H(entry).
        double Likelihood(double shape, double logRate)
        {
            double total = 0;
            foreach (var r in lifetimes.Rows)
            {
                total += r.Weight * ((r.Ended ? logRate + (shape * r.Tenure) : 0) - Hazard(r.Tenure) + Hazard(r.Entered));
            }

            return total;

            double Hazard(double t) => Math.Exp(logRate) * (Math.Abs(shape) < 1e-12 ? t : (Math.Exp(shape * t) - 1) / shape);
        }
    }

    [Property]
    public void Another_unit_of_time_divides_shape_and_rate(AnyLifetimes lifetimes)
    {
        if (!lifetimes.Ended.Contains(true))
        {
            return;
        }

        var days = Gompertz.Fit(Lifetimes.From([.. lifetimes.Tenures.Select(t => t * 30.4)], lifetimes.Ended));
        var months = Gompertz.Fit(Lifetimes.From(lifetimes.Tenures, lifetimes.Ended));
        Assert.Equal(months.Report.Status, days.Report.Status);
        if (months.Report.Converged)
        {
            Assert.Equal(months.Shape, days.Shape * 30.4, 1e-8 * (1 + Math.Abs(months.Shape)));
            Churn20.Near(months.Rate, days.Rate * 30.4, 1e-7);
        }
    }

    [Property]
    public void Intervals_hold_the_estimate_and_nest_in_their_level(AnyLifetimes lifetimes)
    {
        if (!lifetimes.Ended.Contains(true))
        {
            return;
        }

        var all = LifetimesLaws.Late(lifetimes);
        var (gompertz, piecewise) = (Gompertz.Fit(all), PiecewiseExponential.Fit(all, [3, 7]));
        foreach (var estimate in new Func<double, LifetimeEstimate>[] { l => gompertz.Survival(4, l), l => gompertz.ConditionalSurvival(2, 3, l), l => gompertz.Hazard(4, l), l => gompertz.Quantile(0.3, l), l => gompertz.RemainingLifetime(2, l), l => piecewise.Survival(4, l) })
        {
            if (estimate(0.8).Interval is { } narrow && estimate(0.99).Interval is { } wide)
            {
                Assert.InRange(estimate(0.8).Value!.Value, narrow.Lower, narrow.Upper);
                Assert.True(wide.Lower <= narrow.Lower && wide.Upper >= narrow.Upper);
            }
        }
    }
}
