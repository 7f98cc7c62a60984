using System.Text.Json;
using Retention.Metrics.Models;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class PiecewiseExponentialTests
{
    private static PiecewiseExponential Model => PiecewiseExponential.Fit(Churn20.Lifetimes, [3, 6, 9]);

    [Fact] // Ends ÷ time at risk by hand; R: glm(event ~ interval + offset(log(exposure)), poisson) on survSplit data
    public void Twenty_subscribers()
    {
        var model = Model;
        Assert.Equal([5, 2, 3, 1], model.Hazards.Select(h => h.Ended));
        Assert.Equal([55, 39, 27, 15], model.Hazards.Select(h => h.Exposure));
        Assert.Equal([1 / 11.0, 2 / 39.0, 1 / 9.0, 1 / 15.0], model.Hazards.Select(h => h.Rate!.Value));
        Churn20.Near(0.4472135954999579, model.Hazards[0].LogRateStandardError, 1e-14);
        Churn20.Near(-38.230029228242124, model.LogLikelihood, 1e-13);
        Churn20.Near(8 + (2 * 38.230029228242124), model.Aic, 1e-13);
        Churn20.Near((4 * Math.Log(20)) + (2 * 38.230029228242124), model.Bic, 1e-13);
        Assert.Null(model.Hazards[^1].To);
        Assert.Equal("0–3: 0.0909091 (5 in 55 of customer-time; 95 % CI 0.0295179–0.212151)", model.Hazards[0].ToString());
        Assert.StartsWith("from 9: 0.0666667", model.Hazards[^1].ToString(), StringComparison.Ordinal);
        Assert.Contains("Time at risk", model.Hazards[0].ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<svg", model.ToHtml(), StringComparison.Ordinal);
        Assert.StartsWith("Piecewise exponential: median 8.39916", model.ToString(), StringComparison.Ordinal);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.PiecewiseExponential);
        Json.RoundTrips(model.Hazards[0], RetentionMetricsJsonContext.Default.PiecewiseHazard);
    }

    [Fact]
    public void Survival_by_hand()
    {
        var model = Model;
        var hazard = (3 / 11.0) + (6 / 39.0) + (2 / 9.0);
        var estimate = model.Survival(8);
        Churn20.Near(Math.Exp(-hazard), estimate.Value, 1e-14);
        // Independent hazards with variance ends ÷ exposure².
        var variance = (9.0 * 5 / 55 / 55) + (9.0 * 2 / 39 / 39) + (4.0 * 3 / 27 / 27);
        Churn20.Near(Math.Exp(-hazard) * Math.Sqrt(variance), estimate.StandardError, 1e-12);
        Churn20.Near(Math.Exp(-(1 / 9.0) - (11 / 15.0)), model.ConditionalSurvival(8, 12).Value, 1e-14);
        Churn20.Near(0.5, model.Survival(model.Median.Value!.Value).Value, 1e-14);
        Churn20.Near(0.01, model.Survival(model.Quantile(0.99).Value!.Value).Value, 1e-12);
        Assert.Equal(1, model.Survival(0).Value);
    }

    [Fact]
    public void Without_cuts_it_is_the_exponential()
    {
        var model = PiecewiseExponential.Fit(Churn20.Lifetimes, []);
        Churn20.Near(-38.66235574231449, model.LogLikelihood, 1e-13);
        Churn20.Near(0.08088235294117645, model.Hazards.Single().Rate, 1e-14);
    }

    [Fact]
    public void An_interval_without_anybody_has_no_hazard()
    {
        var model = PiecewiseExponential.Fit(Lifetimes.From([1.0, 2, 3], [true, true, false]), [2.5, 50]);
        Assert.Equal(0, model.Hazards[1].Rate);
        Assert.Null(model.Hazards[1].LogRateStandardError);
        Assert.Null(model.Hazards[2].Rate);
        Assert.Contains("nobody was at risk", model.Hazards[2].WhyUndefined, StringComparison.Ordinal);
        Assert.Contains("n/a", model.Hazards[2].ToString(), StringComparison.Ordinal);
        Assert.Contains("n/a", model.Hazards[2].ToHtml(), StringComparison.Ordinal);
        Assert.Null(model.Hazards[2].Interval());
        Assert.Equal(0, model.Hazards[1].Interval()!.Value.Lower);
        Assert.Equal(2, model.Parameters);
        Assert.NotNull(model.Survival(40).Value);
        Assert.Contains("nobody was at risk", model.Survival(60).WhyUndefined, StringComparison.Ordinal);
        Assert.Contains("nobody was at risk", model.Quantile(0.9999).WhyUndefined, StringComparison.Ordinal);
        Assert.Contains("not reached", PiecewiseExponential.Fit(Lifetimes.From([1.0, 2, 3], [true, true, false]), [2.5]).Quantile(0.9999).WhyUndefined, StringComparison.Ordinal);
        Assert.Equal(1, PiecewiseExponential.Fit(Lifetimes.From([1.0, 2, 3], [false, true, false]), [1.5]).Survival(1).Value);
        Assert.DoesNotContain("NaN", model.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("n/a", default(PiecewiseHazard).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Late_entry_is_less_time_at_risk()
    {
        double[] entered = [.. Churn20.Months.Select((m, i) => i % 2 == 0 ? m / 2 : 0)];
        var model = PiecewiseExponential.Fit(Lifetimes.From(Churn20.Months, Churn20.Left, entered), [3, 6]);
        double[] inside = [.. new[] { (0.0, 3.0), (3, 6), (6, 99) }.Select(b => Churn20.Months.Select((m, i) => Math.Max(0, Math.Min(m, b.Item2) - Math.Max(entered[i], b.Item1))).Sum())];
        Assert.Equal(inside, model.Hazards.Select(h => h.Exposure));
    }

    [Theory]
    [InlineData(1e-100)]
    [InlineData(1e100)]
    public void Times_of_any_scale_work(double unit)
    {
        var model = PiecewiseExponential.Fit(Lifetimes.From([.. Churn20.Months.Select(m => m * unit)], Churn20.Left), [3 * unit, 6 * unit]);
        var plain = PiecewiseExponential.Fit(Churn20.Lifetimes, [3, 6]);
        Churn20.Near(plain.Hazards[1].Rate!.Value, model.Hazards[1].Rate * unit, 1e-12);
        Churn20.Near(plain.Median.Value!.Value, model.Median.Value / unit, 1e-12);
    }

    [Fact]
    public void Illegal_input_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => PiecewiseExponential.Fit(null!, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => PiecewiseExponential.Fit(Churn20.Lifetimes, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PiecewiseExponential.Fit(Churn20.Lifetimes, [3, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PiecewiseExponential.Fit(Churn20.Lifetimes, [double.NaN]));
        Assert.Throws<FitException>(() => PiecewiseExponential.Fit(Lifetimes.Empty, []));
        Assert.Throws<FitException>(() => PiecewiseExponential.Fit(Lifetimes.From([0.0], [true]), []));
        Assert.Throws<FitException>(() => PiecewiseExponential.Fit(Lifetimes.From([1.0, 2], [false, false]), []));
        Assert.Throws<OperationCanceledException>(() => PiecewiseExponential.Fit(Churn20.Lifetimes, [], new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Survival(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.Quantile(0));
        var json = JsonSerializer.Serialize(Model, RetentionMetricsJsonContext.Default.PiecewiseExponential);
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize(json.Replace("\"from\":3", "\"from\":2", StringComparison.Ordinal), RetentionMetricsJsonContext.Default.PiecewiseExponential));
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"hazards":[],"count":1,"weight":1}""", RetentionMetricsJsonContext.Default.PiecewiseExponential));
        Assert.Equal(Model, PiecewiseExponential.Fit(Churn20.Lifetimes, [3, 6, 9]));
        Assert.NotEqual(Model, PiecewiseExponential.Fit(Churn20.Lifetimes, [3]));
        Assert.False(Model.Equals((object)"x"));
    }
}
