using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class CoxModelLaws
{
    private static readonly CoxTies[] AllTies = [CoxTies.Efron, CoxTies.Breslow, CoxTies.Exact];

    private static CoxModel? Fit(AnyLifetimes l, Func<double, double>? clock = null, Func<SampleLifetime, double>? x = null, Func<SampleLifetime, double>? y = null, CoxTies ties = CoxTies.Efron, bool late = true, double[]? weights = null, int[]? strata = null)
    {
        clock ??= t => t;
        var columns = Covariates.Of("x", [.. l.Rows.Select(x ?? (r => r.Score))]).With("y", [.. l.Rows.Select(y ?? (r => r.Group))]);
        var data = CoxData.From([.. l.Tenures.Select(clock)], l.Ended, columns, late ? [.. l.Entered.Select(t => t == 0 ? 0 : clock(t))] : [], weights ?? [], strata: strata ?? []);
        return CoxModel.TryFit(data, out var model, CoxOptions.Default with { Ties = ties }) ? model : null;
    }

    private static void Alike(CoxModel? a, CoxModel? b, double tolerance = 1e-7)
    {
        Assert.Equal(a is null, b is null);
        if (a is null || b is null)
        {
            return;
        }

        Assert.Equal(a.Report.Status, b.Report.Status);
        // Where a likelihood grows without end, the search stops within 1e-8 of the limit.
        Assert.Equal(a.LogLikelihood, b.LogLikelihood, a.Report.Converged ? tolerance : 1e-6);
        Assert.Equal(a.NullLogLikelihood, b.NullLogLikelihood, tolerance);
        if (a.Report.Converged)
        {
            Assert.All(a.Coefficients.Zip(b.Coefficients), c => Assert.Equal(c.First.Estimate ?? 0, c.Second.Estimate ?? 0, tolerance));
            Assert.All(a.Coefficients.Zip(b.Coefficients), c => Assert.Equal(c.First.StandardError ?? 0, c.Second.StandardError ?? 0, tolerance * (1 + (c.First.StandardError ?? 0))));
        }
    }

    [Property]
    public void Only_the_order_of_the_times_counts(AnyLifetimes l)
    {
        foreach (var ties in AllTies)
        {
            Alike(Fit(l, ties: ties), Fit(l, t => Math.Exp(t / 3), ties: ties), 1e-12);
        }
    }

    [Property]
    public void A_coefficient_is_per_unit_and_from_any_origin(AnyLifetimes l)
    {
        var plain = Fit(l);
        var scaled = Fit(l, x: r => (1000 * r.Score) + 12345);
        Assert.Equal(plain?.LogLikelihood ?? 0, scaled?.LogLikelihood ?? 0, plain is { Report.Converged: true } ? 1e-7 : 1e-6);
        if (plain is { Report.Converged: true })
        {
            Assert.Equal(plain["x"].Estimate ?? 0, (scaled!["x"].Estimate ?? 0) * 1000, 1e-7);
            Assert.Equal(plain["y"].Estimate ?? 0, scaled["y"].Estimate ?? 0, 1e-7);
        }
    }

    [Property]
    public void Hazard_ratios_are_reciprocal_when_the_coding_flips(AnyLifetimes l)
    {
        var (plain, flipped) = (Fit(l), Fit(l, y: r => 1 - r.Group));
        if (plain is { Report.Converged: true } && plain["y"].Ratio is { } ratio)
        {
            Assert.Equal(1 / ratio, flipped!["y"].Ratio!.Value, 1e-7 / ratio);
        }
    }

    [Property]
    public void The_order_of_the_rows_does_not_matter(AnyLifetimes l)
    {
        foreach (var ties in AllTies)
        {
            Alike(Fit(l, ties: ties), Fit(new([.. l.Rows.Reverse()]), ties: ties));
        }
    }

    [Property]
    public void Whole_weights_are_that_many_customers_with_Breslows_ties(AnyLifetimes l) =>
        // Efron's ties are not: repeated rows tie with themselves.
        Alike(Fit(l, ties: CoxTies.Breslow, weights: l.Weights), Fit(l.Repeated, ties: CoxTies.Breslow));

    [Property]
    public void A_life_cut_in_two_is_the_same_life(AnyLifetimes l)
    {
        var cut = new AnyLifetimes([.. l.Rows.SelectMany(r => r.Tenure - r.Entered > 1
            ? new[] { r with { Tenure = Math.Floor((r.Tenure + r.Entered) / 2) + 0.5, Ended = false }, r with { Entered = Math.Floor((r.Tenure + r.Entered) / 2) + 0.5 } }.Where(p => p.Tenure > p.Entered)
            : [r])]);
        var sensible = cut.Rows.All(r => r.Tenure > r.Entered) && cut.Rows.Count(r => r.Ended) == l.Rows.Count(r => r.Ended);
        if (sensible)
        {
            foreach (var ties in AllTies)
            {
                Alike(Fit(l, ties: ties), Fit(cut, ties: ties));
            }
        }
    }

    [Property]
    public void Two_groups_that_are_alike_differ_by_nothing(AnyLifetimes l)
    {
        var twice = new AnyLifetimes([.. l.Rows.SelectMany(r => new[] { r with { Group = 0 }, r with { Group = 1 } })]);
        if (Fit(twice, x: _ => 0) is { } model)
        {
            Assert.Equal(0, model["y"].Estimate ?? 0, 1e-10);
        }
    }

    [Property]
    public void Strata_that_are_all_the_same_are_none(AnyLifetimes l) =>
        Alike(Fit(l), Fit(l, strata: [.. l.Rows.Select(_ => -7)]), 1e-12);

    [Property]
    public void A_stratum_is_a_population_of_its_own(AnyLifetimes l)
    {
        // The same people in two strata: twice the log-likelihood, the same coefficients.
        var twice = new AnyLifetimes([.. l.Rows, .. l.Rows]);
        var (one, two) = (Fit(l), Fit(twice, strata: [.. l.Rows.Select(_ => 1), .. l.Rows.Select(_ => 2)]));
        if (one is not null)
        {
            Assert.Equal(2 * one.LogLikelihood, two!.LogLikelihood, one.Report.Converged ? 1e-7 : 1e-6);
            if (one.Report.Converged)
            {
                Assert.Equal(one["x"].Estimate ?? 0, two["x"].Estimate ?? 0, 1e-7);
            }
        }
    }

    [Property]
    public void Without_ties_all_treatments_of_ties_agree(AnyLifetimes l)
    {
        var apart = new AnyLifetimes([.. l.Rows.Select((r, i) => r with { Tenure = r.Tenure + (i / 1000.0) })]);
        Alike(Fit(apart), Fit(apart, ties: CoxTies.Breslow), 1e-12);
        Alike(Fit(apart), Fit(apart, ties: CoxTies.Exact), 1e-9);
    }

    [Property]
    public void Every_result_is_a_number(AnyLifetimes l)
    {
        foreach (var ties in AllTies)
        {
            if (Fit(l, ties: ties) is not { } model)
            {
                continue;
            }

            Assert.All(model.Coefficients, c => Assert.True(c.Estimate is null || (double.IsFinite(c.Estimate.Value) && (model.Report.Converged ? c.StandardError >= 0 : c.StandardError is null or >= 0))));
            Assert.InRange(model.Predict([3, 1]).SurvivalAt(5, carryForward: true).Survival!.Value, 0, 1);
            Assert.True(model.LogLikelihood >= model.NullLogLikelihood - 1e-9);
        }
    }

    [Property]
    public void Firths_estimate_exists_whether_or_not_a_column_separates(AnyLifetimes l)
    {
        var data = CoxData.From(l.Tenures, l.Ended, Covariates.Of("y", [.. l.Rows.Select(r => (double)r.Group)]));
        if (CoxModel.TryFit(data, out var plain) && CoxModel.TryFit(data, out var firth, CoxOptions.Default with { Penalty = CoxPenalty.Firth, MaxIterations = 200 }))
        {
            Assert.True(firth.Report.Converged);
            Assert.Equal(plain["y"].Estimate is null, firth["y"].Estimate is null);
            Assert.InRange(firth["y"].Estimate ?? 0, -8, 8);
        }
    }

    [Property]
    public void Martingale_residuals_add_up_to_nothing(AnyLifetimes l)
    {
        var data = CoxData.From(l.Tenures, l.Ended, Covariates.Of("x", l.Scores), l.Entered, l.Weights);
        if (CoxModel.TryFit(data, out var model))
        {
            var residuals = CoxResiduals.Of(model, data);
            Assert.Equal(0, residuals.Martingale.Zip(l.Weights, (m, w) => m * w).Sum(), 1e-9);
            Assert.All(residuals.Martingale, m => Assert.True(m <= 1));
            Assert.All(residuals.Deviance, d => Assert.True(double.IsFinite(d)));
            if (model.Report.Converged)
            {
                Assert.Equal(0, residuals.Schoenfeld.Sum(r => (r.Values[0] ?? 0) * l.Weights[r.Row]), 1e-7);
                Assert.Equal(0, Enumerable.Range(0, l.Rows.Count).Sum(i => residuals.DfBeta(i)[0]), 1e-7);
            }
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_digits()
    {
        // Long enough for several chunks; with ties, strata and late entries that cross them.
        const int Rows = 150_000;
        var random = new Random(5);
        var (tenures, ended, entered, strata, x, y) = (new double[Rows], new bool[Rows], new double[Rows], new int[Rows], new double[Rows], new double[Rows]);
        for (var i = 0; i < Rows; i++)
        {
            (x[i], y[i]) = (random.NextDouble(), random.Next(2));
            tenures[i] = Math.Ceiling(-400 * Math.Log(1 - random.NextDouble()) * Math.Exp(-x[i]));
            ended[i] = random.NextDouble() < 0.6;
            entered[i] = Math.Floor(random.NextDouble() * tenures[i]);
            strata[i] = random.NextDouble() < 0.9 ? 0 : random.Next(1, 4);
        }

        var columns = Covariates.Of("x", x).With("y", y);
        foreach (var data in new[] { CoxData.From(tenures, ended, columns), CoxData.From(tenures, ended, columns, entered, strata: strata), CoxData.From([.. tenures.Select((t, i) => t + (i * 1e-6))], ended, columns, strata: strata) })
        {
            var one = CoxModel.Fit(data, CoxOptions.Default with { MaxThreads = 1 });
            for (var threads = 2; threads <= 4; threads++)
            {
                Assert.Equal(one, CoxModel.Fit(data, CoxOptions.Default with { MaxThreads = threads }));
            }

            // Residuals come from another walk over the rows, without chunks: at the estimate they cancel.
            Assert.True(one.Report.Converged);
            Assert.True(data.HasLateEntry || Math.Abs(one["x"].Estimate!.Value - 1) < 0.05);
            var split = CoxResiduals.Of(one, data);
            Assert.Equal(0, split.Martingale.Sum(), 1e-6);
            Assert.Equal(0, Enumerable.Range(0, Rows).Sum(i => split.DfBeta(i)[0]), 1e-9);
        }
    }
}
