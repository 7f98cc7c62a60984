using Retention.Metrics.Models;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class FineGrayLaws
{
    private static Covariates Columns(AnyLifetimes l, Func<SampleLifetime, double>? x = null) =>
        Covariates.Of("x", [.. l.Rows.Select(x ?? (r => r.Score))]).With("y", [.. l.Rows.Select(r => (double)r.Group)]);

    private static FineGrayModel? Fit(AnyLifetimes l, Func<SampleLifetime, double>? x = null) =>
        l.Reasons.Contains(1) ? FineGrayModel.Fit(l.Tenures, l.Reasons, 1, Columns(l, x)) : null;

    private static void Alike(FineGrayModel? a, FineGrayModel? b, double unit = 1)
    {
        Assert.Equal(a is null, b is null);
        if (a is null || b is null)
        {
            return;
        }

        Assert.Equal(a.Report.Status, b.Report.Status);
        Assert.Equal(a.LogLikelihood, b.LogLikelihood, 1e-6);
        Assert.Equal(a.NullLogLikelihood, b.NullLogLikelihood, 1e-9);
        if (a.Report.Converged)
        {
            Assert.Equal(a["x"].Estimate ?? 0, (b["x"].Estimate ?? 0) * unit, 1e-6);
            Assert.Equal(a["y"].Estimate ?? 0, b["y"].Estimate ?? 0, 1e-6);
            Assert.Equal(a["x"].StandardError ?? 0, (b["x"].StandardError ?? 0) * unit, 1e-6 * (1 + (a["x"].StandardError ?? 0)));
        }
    }

    [Property]
    public void The_order_of_the_rows_does_not_matter(AnyLifetimes l) => Alike(Fit(l), Fit(new([.. l.Rows.Reverse()])));

    [Property]
    public void A_coefficient_is_per_unit_and_from_any_origin(AnyLifetimes l) => Alike(Fit(l), Fit(l, r => (1000 * r.Score) + 12345), 1000);

    [Property]
    public void Without_other_reasons_it_is_Coxs_model_with_Breslows_ties(AnyLifetimes l)
    {
        var alone = new AnyLifetimes([.. l.Rows.Select(r => r with { Reason = 1, Entered = 0 })]);
        if (Fit(alone) is { } model)
        {
            var cox = CoxModel.Fit(alone.Tenures, alone.Ended, Columns(alone), CoxOptions.Default with { Ties = CoxTies.Breslow });

            Assert.Equal(cox.Report.Status, model.Report.Status);
            Assert.Equal(cox.LogLikelihood, model.LogLikelihood, 1e-6);
            Assert.All(cox.Coefficients.Zip(model.Coefficients), c => Assert.Equal(cox.Report.Converged ? c.First.Estimate ?? 0 : 0, cox.Report.Converged ? c.Second.Estimate ?? 0 : 0, 1e-6));
        }
    }

    [Property]
    public void Nobodys_incidence_lies_outside_0_and_1(AnyLifetimes l)
    {
        if (Fit(l) is { } model)
        {
            Assert.All(l.Rows, r => Assert.InRange(model.IncidenceAt([r.Score, r.Group], r.Tenure)!.Value, 0, 1));
        }
    }
}
