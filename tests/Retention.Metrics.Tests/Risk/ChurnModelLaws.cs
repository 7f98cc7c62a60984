using Retention.Metrics.Models;
using Retention.Metrics.Risk;

namespace Retention.Metrics.Tests.Risk;

public sealed class ChurnModelLaws
{
    [Property]
    public void The_mean_probability_is_the_churn_rate(AnyCustomers customers)
    {
        var model = ChurnModel.Fit(customers.Churned, customers.Columns);

        Assert.NotEqual(FitStatus.NotConverged, model.Report.Status);
        // At the boundary the mean is met in the limit.
        Assert.Equal(customers.Churned.Average(c => c ? 1.0 : 0), model.Score(customers.Columns).Average(), model.Report.Converged ? 1e-10 : 1e-6);
        Assert.True(model.Deviance <= model.NullDeviance + 1e-9);
    }

    [Property]
    public void A_unit_scales_its_coefficient_and_a_shift_moves_the_intercept_alone(AnyCustomers customers)
    {
        var plain = ChurnModel.Fit(customers.Churned, customers.Columns);
        var moved = ChurnModel.Fit(customers.Churned, Covariates.Of("first", [.. customers.Rows.Select(r => (r.First * 1000) + 5)]).With("second", customers.Columns["second"]));

        Assert.Equal(plain.Report.Status, moved.Report.Status);
        if (plain.Report.Converged)
        {
            Near(plain["first"].Estimate, moved["first"].Estimate * 1000);
            Near(plain["second"].Estimate, moved["second"].Estimate);
            Near(plain.Coefficients[0].Estimate, moved.Coefficients[0].Estimate + (5 * (moved["first"].Estimate ?? 0)));
            Near(plain.Deviance, moved.Deviance);
        }
    }

    [Property]
    public void A_weight_is_so_many_customers(AnyCustomers customers)
    {
        foreach (var options in (ChurnModelOptions[])[ChurnModelOptions.MaximumLikelihood, ChurnModelOptions.Ridge(0.5)])
        {
            var weighted = ChurnModel.Fit(customers.Churned, customers.Columns, options with { Weights = customers.Weights });
            var repeated = ChurnModel.Fit(customers.Repeated.Churned, customers.Repeated.Columns, options);

            Assert.Equal(repeated.Report.Status, weighted.Report.Status);
            Assert.Equal(repeated.Customers, weighted.TotalWeight);
            if (repeated.Report.Converged)
            {
                foreach (var (a, b) in weighted.Coefficients.Zip(repeated.Coefficients))
                {
                    Near(b.Estimate, a.Estimate);
                    // As in R, that of the weights before the last step.
                    Near(b.StandardError, a.StandardError, 1e-6);
                }
            }
        }
    }

    [Property]
    public void Another_column_never_raises_the_deviance(AnyCustomers customers)
    {
        var one = ChurnModel.Fit(customers.Churned, Covariates.Of("first", customers.Columns["first"]));
        var two = ChurnModel.Fit(customers.Churned, customers.Columns);

        Assert.True(two.Deviance <= one.Deviance + 1e-6);
    }

    [Property]
    public void A_ridge_that_vanishes_is_maximum_likelihood_and_a_large_one_leaves_the_churn_rate(AnyCustomers customers)
    {
        var free = ChurnModel.Fit(customers.Churned, customers.Columns);
        var large = ChurnModel.Fit(customers.Churned, customers.Columns, ChurnModelOptions.Ridge(1e12));
        if (free.Report.Converged && free.Coefficients.All(c => c.Estimate is not null))
        {
            var small = ChurnModel.Fit(customers.Churned, customers.Columns, ChurnModelOptions.Ridge(1e-12));
            foreach (var (a, b) in small.Coefficients.Zip(free.Coefficients))
            {
                Assert.Equal(b.Estimate!.Value, a.Estimate!.Value, 1e-6 * (1 + Math.Abs(b.Estimate.Value)) * (1 + Math.Pow(b.StandardError!.Value, 2)));
            }
        }

        Assert.All(large.Score(customers.Columns), p => Assert.Equal(customers.Churned.Average(c => c ? 1.0 : 0), p, 1e-6));
    }

    [Property]
    public void Separation_is_found_just_where_a_direction_separates(AnyCustomers customers)
    {
        // With two columns a separating line, if there is one, can be turned until it goes through two of the customers; or it cuts a single column.
        var rows = customers.Rows.Select(r => (Side: r.Churned ? 1 : -1, r.First, r.Second)).ToList();
        var rank = ChurnModel.Fit(customers.Churned, customers.Columns).Coefficients.Count(c => c.Estimate is not null);
        if (rank < 3)
        {
            return;
        }

        var separable = false;
        foreach (var a in rows)
        {
            foreach (var b in rows)
            {
                // The line through a and b, both ways round.
                var (d1, d2) = (b.Second - a.Second, a.First - b.First);
                var d0 = -((d1 * a.First) + (d2 * a.Second));
                separable |= (d1, d2) != (0, 0) && rows.All(r => r.Side * (d0 + (d1 * r.First) + (d2 * r.Second)) >= 0);
            }
        }

        Assert.Equal(separable ? FitStatus.AtBoundary : FitStatus.Converged, ChurnModel.Fit(customers.Churned, customers.Columns).Report.Status);
        Assert.Equal(FitStatus.Converged, ChurnModel.Fit(customers.Churned, customers.Columns, ChurnModelOptions.Firth).Report.Status);
    }

    private static void Near(double? expected, double? actual, double tolerance = 1e-7)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } e)
        {
            Assert.Equal(e, actual!.Value, tolerance * (1 + Math.Abs(e)));
        }
    }
}
