using System.Text.Json;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class GompertzTests
{
    private static Gompertz Model => Gompertz.Fit(Churn20.Lifetimes);

    [Fact] // Maximum likelihood and observed information at 50 digits (mpmath).
    public void Twenty_subscribers()
    {
        var model = Model;
        Churn20.Near(0.067051743549998753, model.Shape, 1e-11);
        Churn20.Near(0.058526341093309085, model.Rate, 1e-11);
        Churn20.Near(-38.399112478522886, model.LogLikelihood, 1e-12);
        Churn20.Near(0.091315756487355774, model.ShapeCoefficient.StandardError, 1e-11);
        Churn20.Near(0.56107928335114398, model.LogRateCoefficient.StandardError, 1e-11);
        Assert.Equal(FitStatus.Converged, model.Report.Status);
        Assert.Equal((20L, 20.0, "months"), (model.Count, model.Weight, model.Unit));
        Churn20.Near(4 + (2 * 38.399112478522886), model.Aic, 1e-12);
        Churn20.Near((2 * Math.Log(20)) + (2 * 38.399112478522886), model.Bic, 1e-12);
        Assert.StartsWith("Gompertz: shape 0.06705 ± 0.09132, rate 0.05853; median 8.71734 months (95 % CI", model.ToString(), StringComparison.Ordinal);
        Assert.Contains("<svg", model.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.Gompertz);
    }

    [Fact] // R: integrate() of the survival function, errors by numerical derivatives and the covariance matrix.
    public void Predictions_with_their_errors()
    {
        var model = Model;
        Check(0.538155696617, 0.103635021338, model.Survival(8));
        Check(0.523922292343, 0.160853044642, model.ConditionalSurvival(6, 6));
        Check(0.08751300311, 0.0271841791281, model.Hazard(6));
        Check(8.71733694999, 2.00495875533, model.Median);
        Check(9.73916119374, 2.44431629478, model.Mean);
        Check(7.39146086764, 3.65046096498, model.RemainingLifetime(6));
        Assert.Equal(0, model.NeverLeave.Value);
        Assert.Equal(1, model.Survival(0).Value);

        static void Check(double value, double error, LifetimeEstimate estimate)
        {
            Churn20.Near(value, estimate.Value, 1e-8);
            Churn20.Near(error, estimate.StandardError, 1e-5);
            Assert.True(estimate.Interval!.Value.Contains(value));
        }
    }

    [Fact]
    public void With_a_negative_shape_a_share_never_leaves()
    {
        var model = Gompertz.Fit(Lifetimes.From([1, 1, 1, 2, 2, 3, 5, 9, 9, 9, 9, 9.0], [true, true, true, true, true, true, true, false, false, false, false, false], unit: "months"));

        Assert.True(model.Shape < 0);
        Churn20.Near(Math.Exp(model.Rate / model.Shape), model.NeverLeave.Value, 1e-12);
        Assert.Contains("never leave", model.Report.ToString(), StringComparison.Ordinal);
        Assert.Contains("Never leave", model.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("never leave", model.Mean.WhyUndefined, StringComparison.Ordinal);
        Assert.Contains("never reached", model.Quantile(0.999).WhyUndefined, StringComparison.Ordinal);
        Churn20.Near(0.9, model.Survival(model.Quantile(0.1).Value!.Value).Value, 1e-12);
        Churn20.Near(model.NeverLeave.Value!.Value, model.Survival(1e6).Value, 1e-9);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.Gompertz);
    }

    [Fact]
    public void Ends_at_one_edge_are_a_boundary()
    {
        var last = Gompertz.Fit(Lifetimes.From([1.0, 5, 5], [false, true, true]));
        Assert.Equal(FitStatus.AtBoundary, last.Report.Status);
        Assert.Contains("longest tenure", last.Report.ToString(), StringComparison.Ordinal);
        Assert.Null(last.ShapeCoefficient.StandardError);
        Assert.Null(last.Survival(4).Interval);
        Assert.DoesNotContain("NaN", last.ToHtml(), StringComparison.Ordinal);

        var first = Gompertz.Fit(Lifetimes.From([0.0, 0, 5], [true, true, false]));
        Assert.Equal(FitStatus.AtBoundary, first.Report.Status);
        Assert.Contains("very start", first.Report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", first.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nearly_all_at_one_edge_still_converges()
    {
        double[] times = [.. Enumerable.Repeat(1000.0, 10_000), 1];
        var model = Gompertz.Fit(Lifetimes.From(times, [.. times.Select(_ => true)]));
        Assert.Equal(FitStatus.Converged, model.Report.Status);
        Assert.True(model.Shape > 0);

        double[] early = [.. Enumerable.Repeat(1e-6, 1000), 1000];
        Assert.Equal(FitStatus.Converged, Gompertz.Fit(Lifetimes.From(early, [.. early.Select((_, i) => i < 999)])).Report.Status);
    }

    [Theory]
    [InlineData(1e-100)]
    [InlineData(1e100)]
    public void Times_of_any_scale_work(double unit)
    {
        var model = Gompertz.Fit(Lifetimes.From([.. Churn20.Months.Select(m => m * unit)], Churn20.Left));
        Churn20.Near(Model.Shape, model.Shape * unit, 1e-9);
        Churn20.Near(Model.Median.Value!.Value, model.Median.Value / unit, 1e-9);
        Churn20.Near(Model.Median.StandardError!.Value, model.Median.StandardError / unit, 1e-7);
        Churn20.Near(Model.Mean.Value!.Value, model.Mean.Value / unit, 1e-9);
    }

    [Fact]
    public void Shape_zero_is_the_exponential()
    {
        var model = new Gompertz(0, Math.Log(0.1), 1e-4, 0, 1e-2, -10, 5, 5, null, new(FitStatus.Converged, 1, null), null, null);
        Churn20.Near(Math.Exp(-0.5), model.Survival(5).Value, 1e-14);
        Churn20.Near(10, model.Mean.Value, 1e-14);
        Churn20.Near(10 * Math.Log(2), model.Median.Value, 1e-14);
        Churn20.Near(10, model.RemainingLifetime(7).Value, 1e-14);
        var almost = new Gompertz(1e-9, Math.Log(0.1), 1e-4, 0, 1e-2, -10, 5, 5, null, new(FitStatus.Converged, 1, null), null, null);
        Churn20.Near(10, almost.Mean.Value, 1e-6);
        Churn20.Near(model.RemainingLifetime(7).StandardError!.Value, almost.RemainingLifetime(7).StandardError, 1e-4);
    }

    [Fact] // mpmath: x·exp(x)·E1(x)
    public void The_share_of_a_constant_hazard()
    {
        Churn20.Near(0.59634736232319407, Gompertz.ShareOfConstant(1).Share, 1e-14);
        Churn20.Near(0.20146425447084520, Gompertz.ShareOfConstant(0.1).Share, 1e-13);
        Churn20.Near(0.91563333939788080, Gompertz.ShareOfConstant(10).Share, 1e-14);
        Churn20.Near(Gompertz.ShareOfConstant(9999.99).Share, Gompertz.ShareOfConstant(10000.01).Share, 1e-9);
        Churn20.Near(Gompertz.ShareOfConstant(9999.99).Slope, Gompertz.ShareOfConstant(10000.01).Slope, 1e-5);
        foreach (var x in new[] { 1e-6, 0.3, 0.999, 1.001, 40, 5000 })
        {
            var numeric = (Math.Log(Gompertz.ShareOfConstant(x * 1.00001).Share) - Math.Log(Gompertz.ShareOfConstant(x / 1.00001).Share)) / (2 * Elementary.Log1p(0.00001));
            Churn20.Near(numeric, Gompertz.ShareOfConstant(x).Slope, 1e-5);
        }

        Assert.Equal((0, 1), Gompertz.ShareOfConstant(0));
    }

    [Fact]
    public void Illegal_input_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Gompertz.Fit(null!));
        Assert.Throws<FitException>(() => Gompertz.Fit(Lifetimes.Empty));
        Assert.Throws<FitException>(() => Gompertz.Fit(Lifetimes.From([0.0, 0], [true, false])));
        Assert.Contains("nobody has left", Assert.Throws<FitException>(() => Gompertz.Fit(Lifetimes.From([1.0, 2], [false, false]))).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => Gompertz.Fit(Churn20.Lifetimes, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Survival(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Hazard(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Quantile(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.RemainingLifetime(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.ConditionalSurvival(1, 1, 0));
        Assert.Contains("no whole numbers", Gompertz.Fit(Lifetimes.From([1.0, 2, 4], [true, true, false], weights: [0.5, 1, 1])).Report.ToString(), StringComparison.Ordinal);
        var json = JsonSerializer.Serialize(Model, RetentionMetricsJsonContext.Default.Gompertz);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize(json.Replace("\"weight\":20", "\"weight\":0", StringComparison.Ordinal), RetentionMetricsJsonContext.Default.Gompertz));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json.Replace("\"report\"", "\"r\"", StringComparison.Ordinal), RetentionMetricsJsonContext.Default.Gompertz));
    }

    [Fact]
    public void Extremes_have_reasons_and_not_infinities()
    {
        var steep = new Gompertz(1e3, 0, 1, 0, 1, -1, 5, 5, null, new(FitStatus.Converged, 1, null), null, null);
        Assert.NotNull(steep.Hazard(10).WhyUndefined);
        Assert.Equal(0, steep.Survival(100).Value);
        Assert.NotNull(steep.RemainingLifetime(1000).WhyUndefined);
        var slow = new Gompertz(0, -800, 1, 0, 1, -1, 5, 5, null, new(FitStatus.Converged, 1, null), null, null);
        Assert.NotNull(slow.Median.WhyUndefined);
        Assert.Equal(1, slow.Survival(1e-300).Value);
        Assert.Equal(Model, Gompertz.Fit(Churn20.Lifetimes));
        Assert.NotEqual(Model, slow);
        Assert.False(Model.Equals((object)"x"));
    }
}
