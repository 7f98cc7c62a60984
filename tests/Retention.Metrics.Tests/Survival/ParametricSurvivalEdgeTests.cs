using Retention.Metrics.Models;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

/// <summary>Parametric models at the edge: nobody left, everybody at once, separated bounds, columns that say nothing, extreme units.</summary>
public sealed class ParametricSurvivalEdgeTests
{
    private static readonly LifetimeDistribution[] Families = Enum.GetValues<LifetimeDistribution>();

    [Fact]
    public void A_mean_that_does_not_exist_says_why()
    {
        // Heavy tails: most left at once, some stay for ever so long.
        var model = ParametricSurvival.Fit([1, 1.5, 2, 100, 5000, 1e5, 1e6], [true, true, true, true, true, true, false], LifetimeDistribution.LogLogistic);

        Assert.True(model.Scale > 1);
        Assert.Null(model.Typical.Mean.Value);
        Assert.Contains("infinite when its scale is 1 or more", model.Typical.Mean.WhyUndefined, StringComparison.Ordinal);
        Assert.Null(model.Typical.RemainingLifetime(10).Value);
        Assert.NotNull(model.Typical.Median.Value);
        Assert.NotNull(model.Typical.RemainingQuantile(10).Value);
        var scores = new double[1];
        model.ScoreRemainingLifetime(Covariates.None(1), [10], scores);
        Assert.True(double.IsNaN(scores[0]));
    }

    [Fact]
    public void All_at_one_time_is_a_boundary()
    {
        var model = ParametricSurvival.Fit([5, 5, 5, 3], [true, true, true, false], LifetimeDistribution.Weibull);

        Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
        Assert.Contains("scale went to 0", model.Report.ToString(), StringComparison.Ordinal);
        Assert.Null(model.Coefficients[0].StandardError);
        Churn20.Near(Math.Log(5), model.Coefficients[0].Estimate, 1e-6);
        Churn20.Near(5, model.Typical.Median.Value, 1e-6);
        Assert.Null(model.Typical.Median.Interval);
        Assert.Null(model.Typical.Survival(2).Interval);
        Assert.Null(model.Typical.Survival(0).Interval);
        Assert.Null(model.Covariance(0, 0));
        Assert.Null(model.LogScaleCoefficient.StandardError);
        Assert.Contains("scale went to 0", model.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ParametricSurvival);
        Assert.Equal(FitStatus.Converged, ParametricSurvival.Fit([5, 5, 5, 7], [true, true, true, false], LifetimeDistribution.Weibull).Report.Status);
        Assert.Equal(LifetimeDistribution.Exponential, ParametricSurvival.Compare(Lifetimes.From([5.0, 5, 5, 3], [true, true, true, false]))[0].Distribution);
    }

    [Fact]
    public void A_group_that_nobody_left_is_a_boundary_with_its_name()
    {
        double[] loyal = [0, 0, 0, 0, 1, 1, 1];
        double[] other = [1, 3, 2, 5, 4, 1, 2];
        foreach (var family in Families)
        {
            var model = ParametricSurvival.Fit([1, 2, 3, 4, 5, 6, 7], [true, true, true, false, false, false, false], family, Covariates.Of("loyal", loyal).With("other", other));

            Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
            Assert.Contains("loyal", model.Report.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bounds_that_separate_are_a_boundary()
    {
        // Gone before 2, or still there at 5: any curve that falls between fits perfectly.
        var model = ParametricSurvival.Fit(IntervalLifetimes.From([0, 0, 5, 5], [2, 2, null, 7]), LifetimeDistribution.LogNormal);
        Assert.NotEqual(FitStatus.NotConverged, model.Report.Status);

        var flat = ParametricSurvival.Fit(IntervalLifetimes.From([0, 5, 0, 5, 0, 1, 1], [1, null, 5, null, 1, null, null]), LifetimeDistribution.Weibull);
        Assert.NotEqual(FitStatus.NotConverged, flat.Report.Status);

        // The later, the more have still not gone: the scale runs off.
        var against = ParametricSurvival.Fit(IntervalLifetimes.From([0, 0, 0, 1, 100, 100, 100, 0], [1, 1, 1, null, null, null, null, 100]), LifetimeDistribution.LogNormal);
        Assert.Equal(FitStatus.AtBoundary, against.Report.Status);
        Assert.Contains("grows without end", against.Report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_and_collinear_columns_are_named()
    {
        var columns = Covariates.Of("plan", Churn20.Plan)
            .With("one", [.. Enumerable.Repeat(1.0, 20)])
            .With("months off", [.. Churn20.Plan.Select(p => 3 - (2 * p))]);
        var model = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, LifetimeDistribution.Weibull, columns);

        Assert.Null(model.Coefficients[2].Estimate);
        Assert.Null(model.Coefficients[3].Estimate);
        Churn20.Near(1.3763563491761424, model.Coefficients[1].Estimate);
        Assert.Contains("The column one is constant and has no coefficient.", model.Report.Notes);
        Assert.Contains("The column months off is a combination of plan and has no coefficient.", model.Report.Notes);
        Assert.Null(model.Covariance(2, 0));
        Churn20.Near(model.Covariance(0, 1)!.Value, model.Covariance(1, 0));
        Assert.NotNull(model.Covariance(4, 4));
        Assert.Equal(1, model.DegreesOfFreedom);
        Assert.NotNull(model.For(("plan", 1), ("one", 1), ("months off", 1)).Median.Interval);
        Assert.Contains("n/a", model.ToMarkdown(), StringComparison.Ordinal);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ParametricSurvival);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Covariance(5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Covariance(0, -1));
    }

    [Fact]
    public void More_columns_than_rows_end()
    {
        var columns = Covariates.None(5);
        for (var c = 0; c < 8; c++)
        {
            columns = columns.With(FormattableString.Invariant($"c{c}"), [.. Enumerable.Range(0, 5).Select(i => Math.Sin(((c * 12.9898) + (i * 78.233)) * (c + 1.7) * (i + 0.3)))]);
        }

        foreach (var family in Families)
        {
            var model = ParametricSurvival.Fit([1, 2, 4, 5, 9], [true, true, true, true, true], family, columns);
            Assert.True(model.DegreesOfFreedom <= 4);
            Assert.Contains(model.Report.Notes, n => n.Contains("combination", StringComparison.Ordinal));
            Assert.Equal(family == LifetimeDistribution.Exponential ? FitStatus.Converged : FitStatus.AtBoundary, model.Report.Status);
        }
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void Columns_of_any_scale_work(double unit)
    {
        foreach (var family in Families)
        {
            var plain = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, family, Covariates.Of("plan", Churn20.Plan));
            var model = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, family, Covariates.Of("plan", [.. Churn20.Plan.Select(p => p * unit)]));

            Churn20.Near(plain.LogLikelihood, model.LogLikelihood);
            Churn20.Near(plain.Coefficients[1].Estimate!.Value, model.Coefficients[1].Estimate * unit);
            Churn20.Near(plain.For(("plan", 1)).Median.Value!.Value, model.For(("plan", unit)).Median.Value);
            Churn20.Near(plain.For(("plan", 1)).Median.StandardError!.Value, model.For(("plan", unit)).Median.StandardError);
            Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ParametricSurvival);
        }
    }

    [Theory]
    [InlineData(1e-100)]
    [InlineData(1e100)]
    public void Times_and_weights_of_any_scale_work(double unit)
    {
        foreach (var family in Families)
        {
            var plain = ParametricSurvival.Fit(Churn20.Lifetimes, family);
            var scaled = ParametricSurvival.Fit([.. Churn20.Months.Select(m => m * unit)], Churn20.Left, family);
            Churn20.Near(plain.Coefficients[0].Estimate!.Value + Math.Log(unit), scaled.Coefficients[0].Estimate);
            Churn20.Near(plain.Scale, scaled.Scale);
            Churn20.Near(plain.Typical.RemainingLifetime(6).Value!.Value, scaled.Typical.RemainingLifetime(6 * unit).Value / unit, 1e-7);

            var weighted = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, family, weights: [.. Churn20.Months.Select(_ => unit)]);
            Churn20.Near(plain.Scale, weighted.Scale);
            Churn20.Near(plain.LogLikelihood * unit, weighted.LogLikelihood);
            Churn20.Near(plain.Coefficients[0].StandardError!.Value / Math.Sqrt(unit), weighted.Coefficients[0].StandardError);
        }
    }

    [Fact]
    public void A_spread_of_two_hundred_decades_ends()
    {
        double[] times = [1e-100, 1e-50, 1e-7, 1, 12, 1e9, 1e60, 1e100];
        bool[] left = [true, true, false, true, true, true, false, true];
        foreach (var family in Families)
        {
            var model = ParametricSurvival.Fit(times, left, family);
            Assert.Equal(FitStatus.Converged, model.Report.Status);
            Assert.DoesNotContain("NaN", model.ToHtml(), StringComparison.Ordinal);
            foreach (var time in times)
            {
                _ = (model.Typical.Survival(time), model.Typical.Hazard(time), model.Typical.ConditionalSurvival(time, 1), model.Typical.RemainingLifetime(time), model.Typical.RemainingQuantile(time));
            }
        }
    }

    [Fact]
    public void Late_entry_takes_the_survival_up_to_it_away()
    {
        // For the exponential by hand: ends ÷ time at risk.
        double[] entered = [.. Churn20.Months.Select((m, i) => i % 3 == 0 ? m / 2 : 0)];
        var model = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, LifetimeDistribution.Exponential, Covariates.None(20), entered);
        var table = ParametricSurvival.Fit(Lifetimes.From(Churn20.Months, Churn20.Left, entered), LifetimeDistribution.Exponential);

        var rate = 11 / (Churn20.Months.Sum() - entered.Sum());
        Churn20.Near(-Math.Log(rate), model.Coefficients[0].Estimate);
        Churn20.Near(11 * (Math.Log(rate) - 1), model.LogLikelihood);
        Churn20.Near(model.LogLikelihood, table.LogLikelihood);
        Churn20.Near(1 / Math.Sqrt(11), model.Coefficients[0].StandardError);
        foreach (var family in Families)
        {
            Assert.Equal(FitStatus.Converged, ParametricSurvival.Fit(Lifetimes.From(Churn20.Months, Churn20.Left, entered), family).Report.Status);
        }
    }

    [Fact]
    public void Nobody_left_is_refused_with_a_checklist()
    {
        var running = Assert.Throws<FitException>(() => ParametricSurvival.Fit([1, 2], [false, false], LifetimeDistribution.Weibull));
        Assert.StartsWith("The Weibull model cannot be fitted: nobody has left. Check: 1. ", running.Message, StringComparison.Ordinal);
        Assert.Contains(" 2. ", running.Message, StringComparison.Ordinal);
        Assert.Throws<FitException>(() => ParametricSurvival.Fit(Lifetimes.Empty, LifetimeDistribution.Weibull));
        Assert.Throws<FitException>(() => ParametricSurvival.Fit([0, 0], [false, false], LifetimeDistribution.Weibull));
        Assert.Throws<FitException>(() => ParametricSurvival.Fit(IntervalLifetimes.From([0, 0], [2, 3]), LifetimeDistribution.Weibull));
        Assert.Throws<FitException>(() => ParametricSurvival.Fit(IntervalLifetimes.From([0, 1], [null, null]), LifetimeDistribution.Weibull));
        Assert.Throws<FitException>(() => ParametricSurvival.Fit(IntervalLifetimes.From([1, 1], [2, 3], [1.7e308, 1.7e308]), LifetimeDistribution.Weibull));
    }

    [Fact]
    public void One_row_is_enough_for_the_exponential()
    {
        var model = ParametricSurvival.Fit([4], [true], LifetimeDistribution.Exponential);
        Churn20.Near(4, model.Typical.Mean.Value);
        Churn20.Near(1, model.Coefficients[0].StandardError);
        Assert.Equal(FitStatus.AtBoundary, ParametricSurvival.Fit([4], [true], LifetimeDistribution.LogLogistic).Report.Status);
    }
}
