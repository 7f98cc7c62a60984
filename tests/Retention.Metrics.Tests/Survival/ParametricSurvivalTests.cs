using System.Text.Json;
using Retention.Metrics.Models;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class ParametricSurvivalTests
{
    private static readonly LifetimeDistribution[] Families = Enum.GetValues<LifetimeDistribution>();

    // Rows of every kind, with weights: exact, between, still running, gone before.
    private static readonly double[] Lower = [1, 2, 3, 0.5, 4, 6, 2, 5, 1, 8, 0, 0, 3, 7];
    private static readonly double?[] Upper = [2, 4, null, 1, 6, null, 3, 9, 5, null, 2, 4, 3, 7];
    private static readonly double[] X = [0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1];
    private static readonly double[] Z = [.3, -.2, 1.5, .7, -1.1, .9, .1, 0, 2.2, -.4, .5, .8, -.9, .2];
    private static readonly double[] Weights = [1, 2, 1, 3, 1, 2, 1, 1, 4, 1, 2, 1, 1, 3];

    private static ParametricSurvival Model(LifetimeDistribution family) => ParametricSurvival.Fit(Churn20.Lifetimes, family);

    [Theory] // R: survreg(Surv(time, status) ~ plan, dist = ..., control = survreg.control(rel.tolerance = 1e-14))
    [InlineData(LifetimeDistribution.Exponential, 1.845826690498331, 1.8304739814087454, 1, -34.965041558299134, -38.66235574231449, 0.6111111111111112)]
    [InlineData(LifetimeDistribution.Weibull, 1.8848784441511157, 1.3763563491761424, 0.7086391541882823, -34.17483576266596, -38.29107040492781, 0.3888607606796758)]
    [InlineData(LifetimeDistribution.LogNormal, 1.5705407117619052, 1.3063265913609818, 1.0623329275251514, -35.496621829774554, -38.228910129218875, 0.3736004209814259)]
    [InlineData(LifetimeDistribution.LogLogistic, 1.5813551199154594, 1.3957545627716106, 0.5573173677699053, -34.78653129728537, -38.36652497263151, 0.3265066318769829)]
    public void A_column_as_in_R(LifetimeDistribution family, double intercept, double plan, double scale, double logLikelihood, double without, double variance)
    {
        var model = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, family, Covariates.Of("plan", Churn20.Plan), unit: "months");

        Churn20.Near(intercept, model.Coefficients[0].Estimate);
        Churn20.Near(plan, model.Coefficients[1].Estimate);
        Churn20.Near(Math.Sqrt(variance), model.Coefficients[1].StandardError);
        Churn20.Near(variance, model.Covariance(1, 1));
        Churn20.Near(scale, model.Scale);
        Churn20.Near(logLikelihood, model.LogLikelihood);
        Churn20.Near(without, model.NullLogLikelihood);
        Assert.Equal(FitStatus.Converged, model.Report.Status);
        Assert.Equal(1, model.DegreesOfFreedom);
        Churn20.Near(2 * (logLikelihood - without), model.ChiSquare, 1e-7);
        Assert.InRange(model.PValue!.Value, 0.001, 0.05);
        Assert.Equal((2.0 * model.Parameters) - (2 * model.LogLikelihood), model.Aic);
        Assert.Equal((Math.Log(20) * model.Parameters) - (2 * model.LogLikelihood), model.Bic);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ParametricSurvival);
    }

    [Theory] // R: survreg(Surv(l, r, type = "interval2") ~ x + z, weights = w, dist = ...)
    [InlineData(LifetimeDistribution.Exponential, 0.6709280262298809, 1.459044846512675, -0.4525985915541217, 1, -39.49149355340916, -35.26937146622166, 0.08596669235081827)]
    [InlineData(LifetimeDistribution.Weibull, 0.8543615772358595, 1.187147251871309, -0.4119860631204497, 0.5553505666862318, -38.67882187715034, -31.9030111811174, 0.0348373510045039)]
    [InlineData(LifetimeDistribution.LogNormal, 0.4850748678687591, 1.315387586986306, -0.3767695626368102, 0.5755603383117492, -38.55441176541901, -29.97814261019064, 0.02574199654194502)]
    [InlineData(LifetimeDistribution.LogLogistic, 0.430651266124792, 1.393852807003196, -0.3801236782700486, 0.3327058039859732, -39.04040959743353, -30.16518436193351, 0.02787257499809268)]
    public void Rows_of_every_kind_with_weights_as_in_R(LifetimeDistribution family, double intercept, double x, double z, double scale, double without, double logLikelihood, double variance)
    {
        var rows = IntervalLifetimes.From(Lower, Upper, Weights, "weeks");
        var model = ParametricSurvival.Fit(rows, family, Covariates.Of("x", X).With("z", Z));

        Churn20.Near(intercept, model.Coefficients[0].Estimate);
        Churn20.Near(x, model.Coefficients[1].Estimate);
        Churn20.Near(z, model.Coefficients[2].Estimate);
        Churn20.Near(scale, model.Scale);
        Churn20.Near(without, model.NullLogLikelihood);
        Churn20.Near(logLikelihood, model.LogLikelihood);
        Churn20.Near(variance, model.Covariance(2, 2));
        Assert.Equal((14, 24.0), (model.Count, model.Weight));
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ParametricSurvival);
    }

    [Fact]
    public void A_likelihood_too_flat_for_its_own_digits_is_climbed_by_its_slope()
    {
        // Two ends, both at the score of 2: what one score more is worth is settled by the 1e-15th part of the likelihood, and yet does not depend on the unit of time.
        double[] tenures = [6.75, 1, 12, 10];
        bool[] ended = [false, false, true, true];
        var (months, days) = (
            ParametricSurvival.Fit(tenures, ended, LifetimeDistribution.Weibull, Covariates.Of("score", [1, 3, 2, 2])),
            ParametricSurvival.Fit([.. tenures.Select(t => t * 30.4)], ended, LifetimeDistribution.Weibull, Covariates.Of("score", [1, 3, 2, 2])));
        Assert.Equal(months.Coefficients[0].Estimate!.Value + Math.Log(30.4), days.Coefficients[0].Estimate!.Value, 1e-8);

        // Nobody left in group 0: every family says so.
        foreach (var family in Enum.GetValues<LifetimeDistribution>())
        {
            var columns = Covariates.Of("score", [3, 1, 1, 5, 3, 1, 1]).With("group", [1, 1, 1, 0, 1, 1, 1]);
            var model = ParametricSurvival.Fit([2.125, 1, 12, 4, 4, 9.875, 12], [true, false, true, false, true, false, true], family, columns, [1, 0, 11, 0, 0, 1, 0], [1, 3, 4, 2, 4, 1, 3]);
            Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
        }
    }

    [Fact] // R: predict(survreg(...), newdata, type = "quantile", p = c(.1, .5, .9), se.fit = TRUE)
    public void Quantiles_of_a_customer_as_in_R()
    {
        var model = ParametricSurvival.Fit(IntervalLifetimes.From(Lower, Upper, Weights), LifetimeDistribution.Weibull, Covariates.Of("x", X).With("z", Z));
        var customer = model.For(("z", 0.5), ("x", 1));

        double[] quantiles = [1.796379098720801, 5.113952759822673, 9.961186476517179];
        double[] errors = [0.5535982727084805, 0.9757610297972331, 2.1466586631289140];
        double[] shares = [0.1, 0.5, 0.9];
        for (var i = 0; i < 3; i++)
        {
            Churn20.Near(quantiles[i], customer.Quantile(shares[i]).Value);
            Churn20.Near(errors[i], customer.Quantile(shares[i]).StandardError);
        }

        var scores = new double[2];
        model.ScoreQuantile(Covariates.Of("z", [0.5, 0.5]).With("other", [1, 2]).With("x", [1, 0]), 0.5, scores);
        Churn20.Near(quantiles[1], scores[0]);
        Churn20.Near(model.For(("x", 0), ("z", 0.5)).Median.Value!.Value, scores[1]);
    }

    [Theory] // R: the same functions of survreg's estimates, areas by integrate(), errors by numerical derivatives and its covariance matrix.
    [InlineData(LifetimeDistribution.Exponential, 0.523583465715, 0.102148817688, 0.615516135981, 0.0900633562374, 0.0808823529405, 0.0243869480211, 12.3636363636, 3.72777663009, 12.3636363636, 3.72777663009)]
    [InlineData(LifetimeDistribution.Weibull, 0.52781059491, 0.102050470765, 0.53563117542, 0.135973607885, 0.0937232967743, 0.0312031086419, 10.5780261999, 2.86783818618, 8.731875493, 3.80408797181)]
    [InlineData(LifetimeDistribution.LogNormal, 0.510896254734, 0.104315538832, 0.609491008557, 0.109981261736, 0.0917258384578, 0.0312462158792, 15.86600345, 7.85562561508, 18.0000326825, 11.1313728949)]
    [InlineData(LifetimeDistribution.LogLogistic, 0.517014111104, 0.105814493253, 0.58837382641, 0.113623157909, 0.0950850301729, 0.0332422574842, 19.8104398579, 13.2242525186, 23.8563872864, 20.4040594148)]
    public void Predictions_with_their_errors(LifetimeDistribution family, double at8, double error8, double conditional, double conditionalError, double hazard, double hazardError, double mean, double meanError, double rest, double restError)
    {
        var lifetime = Model(family).Typical;

        Check(at8, error8, lifetime.Survival(8));
        Check(conditional, conditionalError, lifetime.ConditionalSurvival(6, 6));
        Check(hazard, hazardError, lifetime.Hazard(6));
        Check(mean, meanError, lifetime.Mean);
        Check(rest, restError, lifetime.RemainingLifetime(6));
        Json.RoundTrips(lifetime, RetentionMetricsJsonContext.Default.FittedLifetime);
        Json.RoundTrips(lifetime.Survival(8), RetentionMetricsJsonContext.Default.LifetimeEstimate);

        static void Check(double value, double error, LifetimeEstimate estimate)
        {
            Churn20.Near(value, estimate.Value, 1e-6);
            Churn20.Near(error, estimate.StandardError, 1e-5);
            Assert.True(estimate.Interval!.Value.Contains(value));
        }
    }

    [Fact]
    public void Texts_and_pictures()
    {
        var model = Model(LifetimeDistribution.Weibull);

        Assert.Equal("Weibull: median 8.53022 months (95 % CI 5.35038–13.5999), scale 0.7892; 20 lifetimes, log-likelihood -38.29, AIC 80.58; converged after 5 iterations", System.Text.RegularExpressions.Regex.Replace(model.ToString(), "after [0-9]+", "after 5"));
        Assert.Contains("<svg", model.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Past 11 months", model.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("log(scale)", model.ToMarkdown(), StringComparison.Ordinal);
        Assert.DoesNotContain("log(scale)", Model(LifetimeDistribution.Exponential).ToMarkdown(), StringComparison.Ordinal);
        Assert.Equal("52.8 % (95 % CI 31.8–70.3)", System.Text.RegularExpressions.Regex.Replace(model.Typical.Survival(8).ToString(), "CI .*", "CI 31.8–70.3)"));
        Assert.StartsWith("Weibull: median 8.53022 months", model.Typical.ToString(), StringComparison.Ordinal);
        Assert.Contains("Weibull lifetime", model.Typical.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Predicted share", model.Typical.Survival(8).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("exponential", Model(LifetimeDistribution.Exponential).ToString(), StringComparison.Ordinal);
        Assert.Contains("(fixed)", Model(LifetimeDistribution.Exponential).ToHtml(), StringComparison.Ordinal);
        Assert.Equal("n/a (nothing was predicted)", default(LifetimeEstimate).ToString());
        var columns = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, LifetimeDistribution.LogNormal, Covariates.Of("<plan>", Churn20.Plan));
        Assert.Contains("&lt;plan&gt;", columns.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("at the means", columns.ToHtml(), StringComparison.Ordinal);
        Assert.Null(columns.Shape);
        Churn20.Near(1.2670304295147596, model.Shape);
    }

    [Fact]
    public void Families_ranked_by_their_criterion()
    {
        var ranked = ParametricSurvival.Compare(Churn20.Lifetimes);

        // R: AIC 79.325 exponential, 80.458 lognormal, 80.582 weibull, 80.733 loglogistic
        Assert.Equal([LifetimeDistribution.Exponential, LifetimeDistribution.LogNormal, LifetimeDistribution.Weibull, LifetimeDistribution.LogLogistic], ranked.Select(m => m.Distribution));
        Assert.Equal(4, ParametricSurvival.Compare(IntervalLifetimes.From(Lower, Upper), Covariates.Of("x", X)).Count);
    }

    [Fact]
    public void Columns_are_ranked_as_rows_are()
    {
        Assert.Equal(ParametricSurvival.Compare(Churn20.Lifetimes), ParametricSurvival.Compare(Churn20.Months, Churn20.Left, unit: "months"));

        double[] entered = [.. Churn20.Months.Select(m => m / 4)];
        double[] weights = [.. Churn20.Months.Select((_, i) => 1.0 + (i % 3))];
        var plan = Covariates.Of("plan", Churn20.Plan);
        var ranked = ParametricSurvival.Compare(Churn20.Months, Churn20.Left, plan, entered, weights, "months");
        Assert.Equal(ranked.OrderBy(m => m.Aic), ranked);
        Assert.Equal(Families, ranked.Select(m => m.Distribution).Order());
        Assert.All(ranked, m => Assert.Equal(ParametricSurvival.Fit(Churn20.Months, Churn20.Left, m.Distribution, plan, entered, weights, "months"), m));
        Assert.Throws<FitException>(() => ParametricSurvival.Compare([1.0, 2], [false, false]));
        Assert.Throws<ArgumentException>(() => ParametricSurvival.Compare([1.0, 2], [true]));
    }

    [Fact]
    public void A_batch_tries()
    {
        var weibull = LifetimeDistribution.Weibull;
        var bounds = IntervalLifetimes.From(Lower, Upper);
        Assert.True(ParametricSurvival.TryFit(Churn20.Lifetimes, weibull, out var rows));
        Assert.Equal(ParametricSurvival.Fit(Churn20.Lifetimes, weibull), rows);
        Assert.True(ParametricSurvival.TryFit(Churn20.Months, Churn20.Left, weibull, out var columns, Covariates.Of("plan", Churn20.Plan), unit: "months"));
        Assert.Equal(ParametricSurvival.Fit(Churn20.Months, Churn20.Left, weibull, Covariates.Of("plan", Churn20.Plan), unit: "months"), columns);
        Assert.True(ParametricSurvival.TryFit(bounds, weibull, out var between, Covariates.Of("x", X)));
        Assert.Equal(ParametricSurvival.Fit(bounds, weibull, Covariates.Of("x", X)), between);

        Assert.False(ParametricSurvival.TryFit(Lifetimes.Empty, weibull, out rows));
        Assert.False(ParametricSurvival.TryFit([1.0, 2], [false, false], weibull, out columns));
        Assert.False(ParametricSurvival.TryFit(IntervalLifetimes.From([0, 1], [null, null]), weibull, out between));
        Assert.True(rows is null && columns is null && between is null);

        // Nonsense is not a segment that is too small.
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.TryFit([0.0, 2], [true, false], weibull, out _));
        Assert.Throws<ArgumentNullException>(() => ParametricSurvival.TryFit((Lifetimes)null!, weibull, out _));
        Assert.Throws<OperationCanceledException>(() => ParametricSurvival.TryFit(Churn20.Lifetimes, weibull, out _, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Illegal_input_is_refused()
    {
        var weibull = LifetimeDistribution.Weibull;
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.Fit([0, 1], [true, true], weibull));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.Fit([0, 1], [true, true], weibull, Covariates.None(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.Fit([-1, 1], [true, true], weibull));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.Fit([double.NaN, 1], [true, true], weibull));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.Fit([double.PositiveInfinity, 1], [true, true], weibull));
        Assert.Throws<ArgumentException>(() => ParametricSurvival.Fit([1, 2], [true], weibull));
        Assert.Throws<ArgumentException>(() => ParametricSurvival.Fit([1, 2], [true, false], weibull, Covariates.None(3)));
        Assert.Throws<ArgumentException>(() => ParametricSurvival.Fit(IntervalLifetimes.From([1, 2], [2, 3]), weibull, Covariates.None(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.Fit([1, 2], [true, false], weibull, weights: [1, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.Fit([1, 2], [true, false], weibull, entered: [1, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParametricSurvival.Fit(Churn20.Lifetimes, (LifetimeDistribution)9));
        Assert.Throws<ArgumentNullException>(() => ParametricSurvival.Fit((Lifetimes)null!, weibull));
        Assert.Throws<ArgumentNullException>(() => ParametricSurvival.Fit((IntervalLifetimes)null!, weibull));
        Assert.Throws<OperationCanceledException>(() => ParametricSurvival.Fit(Churn20.Lifetimes, weibull, new CancellationToken(canceled: true)));

        var model = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, weibull, Covariates.Of("plan", Churn20.Plan));
        Assert.Throws<ArgumentException>(() => model.For());
        Assert.Throws<ArgumentException>(() => model.For(("seats", 1)));
        Assert.Throws<ArgumentException>(() => model.For(("plan", 1), ("plan", 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.For(("plan", double.NaN)));
        Assert.Contains("it has none", Assert.Throws<ArgumentException>(() => Model(weibull).For(("plan", 1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.ScoreQuantile(Covariates.None(1), 0.5, new double[1]));
        Assert.Throws<ArgumentException>(() => model.ScoreQuantile(Covariates.Of("plan", [1, 2]), 0.5, new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ScoreQuantile(Covariates.Of("plan", [1]), 1, new double[1]));
        Assert.Throws<ArgumentException>(() => model.ScoreSurvival(Covariates.Of("plan", [1]), [1, 2], 1, new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ScoreSurvival(Covariates.Of("plan", [1]), [-1], 1, new double[1]));
        Assert.Throws<ArgumentNullException>(() => model.ScoreSurvival(null!, [], 1, []));

        var lifetime = model.Typical;
        Assert.Throws<ArgumentOutOfRangeException>(() => lifetime.Survival(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => lifetime.Survival(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => lifetime.Quantile(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => lifetime.Hazard(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => lifetime.ConditionalSurvival(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => lifetime.RemainingLifetime(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => lifetime.RemainingQuantile(1, 1));
    }

    [Fact]
    public void Scores_are_the_predictions()
    {
        foreach (var family in Families)
        {
            var model = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, family, Covariates.Of("plan", Churn20.Plan), unit: "months");
            var customers = Covariates.Of("plan", [0, 1, 1]);
            double[] stayed = [0, 3, 40];
            var (shares, rest, fresh, still) = (new double[3], new double[3], new double[3], new double[3]);
            model.ScoreSurvival(customers, stayed, 6, shares);
            model.ScoreRemainingLifetime(customers, stayed, rest);
            model.ScoreSurvival(customers, [], 6, fresh);
            model.ScoreSurvival(customers, stayed, 0, still);
            for (var i = 0; i < 3; i++)
            {
                var lifetime = model.For(("plan", i == 0 ? 0 : 1));
                Churn20.Near(lifetime.ConditionalSurvival(stayed[i], 6).Value!.Value, shares[i], 1e-12);
                Churn20.Near(lifetime.RemainingLifetime(stayed[i]).Value!.Value, rest[i], 1e-12);
                Churn20.Near(lifetime.Survival(6).Value!.Value, fresh[i], 1e-12);
                Assert.Equal(1, still[i]);
            }
        }
    }

    [Fact]
    public void A_customer_beyond_all_numbers_has_no_score()
    {
        var model = ParametricSurvival.Fit(Churn20.Months, Churn20.Left, LifetimeDistribution.Weibull, Covariates.Of("plan", [.. Churn20.Plan.Select(p => p * 1e-300)]));
        var scores = new double[1];
        model.ScoreSurvival(Covariates.Of("plan", [1e300]), [], 1, scores);
        Assert.True(double.IsNaN(scores[0]));
        model.ScoreRemainingLifetime(Covariates.Of("plan", [1e300]), [1], scores);
        Assert.True(double.IsNaN(scores[0]));
        model.ScoreQuantile(Covariates.Of("plan", [1e-290]), 0.5, scores);
        Assert.True(double.IsNaN(scores[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.For(("plan", 1e300)));
        Assert.Null(model.For(("plan", 1e-290)).Median.Value);
    }

    [Fact]
    public void Fractional_weights_are_warned_of() =>
        Assert.Contains("no whole numbers", ParametricSurvival.Fit([1, 2, 3], [true, true, false], LifetimeDistribution.Weibull, weights: [1, 0.5, 2]).Report.ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"scales\":[", "\"scales\":[0,")]
    [InlineData("\"logScale\":", "\"logScale\":1e999,\"x\":")]
    [InlineData("\"covariance\":[", "\"covariance\":[1,")]
    [InlineData("\"observedTimes\":[", "\"observedTimes\":[7,")]
    [InlineData("\"observedSurvival\":[", "\"observedSurvival\":[2,")]
    [InlineData("\"report\":", "\"y\":")]
    [InlineData("\"distribution\":\"Weibull\"", "\"distribution\":\"Exponential\"")]
    [InlineData("\"weight\":20", "\"weight\":-1")]
    public void A_document_that_cannot_be_is_refused(string text, string wrong)
    {
        var json = JsonSerializer.Serialize(Model(LifetimeDistribution.Weibull), RetentionMetricsJsonContext.Default.ParametricSurvival);
        Assert.Contains(text, json, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize(json.Replace(text, wrong, StringComparison.Ordinal), RetentionMetricsJsonContext.Default.ParametricSurvival));
    }

    [Fact]
    public void Equality_is_that_of_values()
    {
        var model = Model(LifetimeDistribution.Weibull);
        Assert.Equal(model, Model(LifetimeDistribution.Weibull));
        Assert.NotEqual(model, Model(LifetimeDistribution.LogNormal));
        Assert.False(model.Equals(null));
        Assert.False(model.Equals((object)"x"));
        Assert.Equal(model.Typical, Model(LifetimeDistribution.Weibull).Typical);
        Assert.False(model.Typical.Equals((object)"x"));
        Assert.NotEqual(model.Typical, Model(LifetimeDistribution.LogNormal).Typical);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FittedLifetime(LifetimeDistribution.Exponential, 0, 2, null, null, null, null));
    }
}
