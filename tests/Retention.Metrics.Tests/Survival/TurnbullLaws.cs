using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class TurnbullLaws
{
    [Property]
    public void Exact_and_running_lifetimes_give_the_Kaplan_Meier_curve(AnyLifetimes lifetimes)
    {
        var curve = TurnbullCurve.Fit(IntervalLifetimes.From(lifetimes.Tenures, [.. lifetimes.Rows.Select(r => r.Ended ? r.Tenure : (double?)null)], lifetimes.Weights));
        var known = SurvivalCurve.KaplanMeier(LifetimesLaws.Weighted(lifetimes));

        Assert.Equal(FitStatus.Converged, curve.Report.Status);
        Assert.Equal(known.Steps.Where(s => s.Ended > 0).Select(s => s.Time), curve.Steps.Select(s => s.To));
        foreach (var step in curve.Steps)
        {
            Assert.Equal(known.At(step.To).Survival!.Value, step.Survival, 1e-8);
        }
    }

    [Property]
    public void No_shift_of_mass_raises_the_likelihood(AnyLifetimes lifetimes)
    {
        var (lower, upper) = Bounds(lifetimes);
        var curve = TurnbullCurve.Fit(IntervalLifetimes.From(lower, upper, lifetimes.Weights));

        Assert.Equal(FitStatus.Converged, curve.Report.Status);
        (double From, double To, double Mass)[] masses = [.. curve.Steps.Select(s => (s.From, s.To, s.Mass)), (curve.BeyondFrom ?? 1e9, double.PositiveInfinity, curve.Beyond)];
        Assert.Equal(1, masses.Sum(m => m.Mass), 1e-9);
        Assert.Equal(Likelihood(masses), curve.LogLikelihood, 1e-7);
        for (var i = 0; i < masses.Length; i++)
        {
            for (var j = 0; j < masses.Length; j++)
            {
                var moved = Math.Min(1e-3, masses[i].Mass);
                var other = masses.ToArray();
                other[i].Mass -= moved;
                other[j].Mass += moved;
                Assert.True(Likelihood(other) <= curve.LogLikelihood + 1e-7);
            }
        }

        double Likelihood((double From, double To, double Mass)[] masses)
        {
            double sum = 0;
            for (var i = 0; i < lower.Length; i++)
            {
                // A single time counts as inside when it is; an interval when all of it is.
                var (l, u) = (lower[i], upper[i] ?? double.PositiveInfinity);
                sum += lifetimes.Rows[i].Weight * Math.Log(masses.Where(m => m.To <= u && (m.From == m.To ? m.To > l || l == u && m.To == l : l < u && m.From >= l)).Sum(m => m.Mass));
            }

            return sum;
        }
    }

    [Property]
    public void The_order_and_the_repetition_of_rows_do_not_matter(AnyLifetimes lifetimes)
    {
        var (lower, upper) = Bounds(lifetimes);
        var repeated = Bounds(new([.. lifetimes.Repeated.Rows.Reverse()]));
        var (once, again) = (TurnbullCurve.Fit(IntervalLifetimes.From(lower, upper, lifetimes.Weights)), TurnbullCurve.Fit(IntervalLifetimes.From(repeated.Lower, repeated.Upper)));

        Assert.Equal(once.Steps.Select(s => (s.From, s.To)), again.Steps.Select(s => (s.From, s.To)));
        Assert.Equal(once.LogLikelihood, again.LogLikelihood, 1e-7);
    }

    // From the age of entry to the tenure; exact where they would be one number apart.
    private static (double[] Lower, double?[] Upper) Bounds(AnyLifetimes lifetimes) =>
        ([.. lifetimes.Rows.Select(r => !r.Ended || r.Score == 5 ? r.Tenure : r.Entered)], [.. lifetimes.Rows.Select(r => r.Ended ? r.Tenure : (double?)null)]);
}
