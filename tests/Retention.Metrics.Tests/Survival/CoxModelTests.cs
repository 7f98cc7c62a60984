using Retention.Metrics.Models;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class CoxModelTests
{
    // Parts of lives, weighted, in strata and clusters, with offsets.
    private static readonly double[] Start = [1, 2, 3, 1, 1, 2, 2, 1, 3, 2, 3, 1, 2, 4, 3, 2, 1, 1, 3, 2, 3, 0, 2, 3, 0, 2, 4, 4, 0, 4, 4, 0, 1, 3, 4, 1, 1, 1, 2, 1];
    private static readonly double[] Stop = [6, 8, 6, 6, 2, 8, 6, 3, 5, 7, 9, 3, 7, 10, 4, 3, 7, 5, 9, 6, 4, 3, 7, 7, 4, 4, 5, 5, 1, 8, 7, 2, 2, 5, 5, 2, 4, 2, 8, 5];
    private static readonly bool[] Left = [.. new[] { 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1 }.Select(v => v == 1)];
    private static readonly double[] X = [3, 1, 3, 0, 1, 3, 0, 1, 0, 3, 1, 2, 2, 3, 0, 2, 3, 1, 2, 3, 1, 0, 2, 1, 1, 3, 1, 1, 0, 1, 2, 0, 3, 0, 2, 1, 1, 3, 2, 3];
    private static readonly double[] Z = [-0.5, -2, 0.5, -2, -2.5, 2.5, 0.5, -2, -0.5, -2.5, 0, 1, -2, 0.5, 2.5, 0, -1, 1.5, -1.5, -2, 1, -0.5, -1.5, -2, 1.5, 1.5, 1, -0.5, -2, 0, 1, -1, 2.5, 1.5, 1.5, 0.5, -1, 1.5, 1, -1.5];
    private static readonly int[] Strata = [2, 1, 1, 2, 2, 1, 2, 1, 1, 1, 3, 3, 3, 3, 1, 1, 1, 1, 3, 3, 2, 1, 1, 3, 1, 3, 3, 3, 3, 2, 3, 2, 3, 3, 3, 2, 2, 2, 1, 3];
    private static readonly int[] Clusters = [13, 3, 15, 10, 13, 11, 7, 2, 7, 10, 5, 2, 12, 15, 5, 4, 14, 12, 14, 8, 4, 11, 1, 8, 7, 7, 14, 10, 5, 2, 4, 14, 3, 3, 12, 3, 2, 10, 4, 6];
    private static readonly double[] Weights = [2.25, 1, 1, 1, 2.25, 0.5, 0.5, 0.5, 2.25, 1, 0.5, 1, 1, 1, 0.5, 1, 1, 1, 0.5, 1, 1, 1, 1, 2.25, 1, 0.5, 2.25, 1, 0.5, 0.5, 2.25, 0.5, 0.5, 0.5, 2.25, 2.25, 2.25, 0.5, 2.25, 2.25];
    private static readonly double[] Offsets = [-0.25, 0, 0.5, -0.5, -0.5, 0, -0.25, -0.5, 0.5, -0.25, 0.25, -0.25, 0, -0.25, -0.5, -0.5, 0.5, 0, 0.25, -0.5, 0.25, 0.5, 0.25, 0.5, 0.25, -0.25, -0.5, -0.5, -0.25, 0.25, 0.25, 0.5, -0.25, -0.5, -0.5, -0.5, 0.25, 0.25, -0.25, 0.25];

    internal static Covariates XAndZ => Covariates.Of("x", X).With("z", Z);

    internal static CoxData Everything(double[]? weights = null) => CoxData.From(Stop, Left, XAndZ, Start, weights ?? Weights, Offsets, Strata, Clusters, unit: "months");

    private static void Near(double expected, double? got, double relative = 1e-9) => Assert.Equal(expected, got!.Value, Math.Abs(expected) * relative);

    [Theory]
    // R 4.2.2, survival 3.5-3: coxph(Surv(start, stop, ev) ~ x + z + strata(g) + offset(off), weights = w, cluster = id, ties = …).
    // The robust score is that of the score residuals at 0 with the offset, which coxph leaves out of it.
    [InlineData(CoxTies.Efron, -0.22423020762603915, 0.11717600423549938, 0.049683681562429485, -0.0061398824621404901, 0.05256870064607836, -0.019260033583233731, -46.711037810260812, -46.054235616674873, 1.3018546728210312, 0.98264654856003331, 0.92252968531462332)]
    [InlineData(CoxTies.Breslow, -0.1796968730587232, 0.097129307081443059, 0.048945584085574124, -0.0058006824320657926, 0.042920827856121765, -0.01739850726636662, -48.203395924084084, -47.768027401917102, 0.8619844140047328, 0.76687461693591508, 0.75079205056235454)]
    public void Late_entry_weights_strata_clusters_and_offsets_together(CoxTies ties, double x, double z, double variance, double covariance, double robustVariance, double robustCovariance, double atNull, double atEstimate, double score, double wald, double robustScore)
    {
        var model = CoxModel.Fit(Everything(), CoxOptions.Default with { Ties = ties });

        Near(x, model["x"].Estimate);
        Near(z, model["z"].Estimate);
        Near(variance, model.ModelCovariance("x", "x"));
        Near(covariance, model.ModelCovariance("x", "z"));
        Near(robustVariance, model.Covariance("x", "x"));
        Near(robustCovariance, model.Covariance("z", "x"));
        Near(Math.Sqrt(robustVariance), model["x"].StandardError);
        Near(Math.Sqrt(variance), model.ModelBased("x").StandardError);
        Near(atNull, model.NullLogLikelihood);
        Near(atEstimate, model.LogLikelihood);
        Near(2 * (atEstimate - atNull), model.LikelihoodRatioTest.ChiSquare);
        Near(score, model.ScoreTest.ChiSquare);
        Near(wald, model.WaldTest.ChiSquare);
        Near(robustScore, model.RobustScoreTest!.Value.ChiSquare);
        Assert.Equal((40, 20, 14, 2, true, true), (model.Count, model.Ended, model.Clusters, model.DegreesOfFreedom, model.IsRobust, model.Report.Converged));
        Near(4 - (2 * atEstimate), model.Aic);
        Near((2 * Math.Log(20)) - (2 * atEstimate), model.Bic);
    }

    [Fact]
    public void Exact_ties_with_late_entry_strata_and_offsets()
    {
        // R: coxph(…, ties = "exact"), without weights and clusters.
        var data = CoxData.From(Stop, Left, XAndZ, Start, offsets: Offsets, strata: Strata);
        var model = CoxModel.Fit(data, CoxOptions.Default with { Ties = CoxTies.Exact });

        Near(-0.27237048406067138, model["x"].Estimate);
        Near(0.23517243354627215, model["z"].Estimate);
        Near(0.082087013549058341, model.Covariance("x", "x"));
        Near(-0.0087417221682451439, model.Covariance("x", "z"));
        Near(0.036960268051515109, model.Covariance("z", "z"));
        Near(-28.367259876352353, model.NullLogLikelihood);
        Near(-27.280155873720595, model.LogLikelihood);
        Near(2.1437586346502284, model.ScoreTest.ChiSquare);
        var residuals = CoxResiduals.Of(model, data);
        double[] martingale = [0.49702251949173648, -0.42164226005698097, -0.25199116357237161, -0.62321913629934689];
        Assert.All(martingale.Zip(residuals.Martingale), p => Near(p.First, p.Second));
        Assert.Empty(residuals.Schoenfeld);
        Assert.Throws<InvalidOperationException>(() => residuals.DfBeta(0));
        Assert.Throws<ArgumentException>(() => ProportionalHazardsTest.Of(model, data));
    }

    [Fact]
    public void The_concordance_of_a_model_allows_for_clusters()
    {
        // R: coxph(…)$concordance
        var data = Everything();
        var efron = CoxModel.Fit(data).Concordance(data);
        Near(0.6916, efron.Value);
        Near(0.08987002787225562, efron.StandardError);
        Assert.Equal((108.0625, 48.1875, 0, 9.125, 0), (efron.Concordant, efron.Discordant, efron.TiedScores, efron.TiedTimes, efron.TiedBoth));
        var breslow = CoxModel.Fit(data, CoxOptions.Default with { Ties = CoxTies.Breslow }).Concordance(data);
        Near(0.6692, breslow.Value);
        Near(0.08909926884907643, breslow.StandardError);
    }

    [Theory]
    // R: head(residuals(f, …))
    [InlineData(CoxTies.Efron, new[] { 0.10352409360633441, -0.57778900258007948, -0.36043582225440407, -1.1475655150387305 }, new[] { 0.011819791716543923, -0.0058932696852215718, 0.013622575167074037, 0.029185240280684536 }, new[] { 0.50222623950117229, -0.082093151427968539, -1.4977737604988277, -0.58209315142796858 })]
    [InlineData(CoxTies.Breslow, new[] { 0.12698515119512099, -0.53729753936735947, -0.33068816931340406, -1.0076228513281187 }, new[] { 0.010856893040611141, -0.0027311916547150487, 0.01147798164303848, 0.02701260694322398 }, new[] { 0.52648974327304043, -0.0096028738325436448, -1.4735102567269596, -0.50960287383254366 })]
    public void Residuals(CoxTies ties, double[] martingale, double[] dfbeta, double[] schoenfeld)
    {
        var model = CoxModel.Fit(Everything(), CoxOptions.Default with { Ties = ties });
        var residuals = CoxResiduals.Of(model, Everything());

        Assert.All(martingale.Zip(residuals.Martingale), p => Near(p.First, p.Second));
        Assert.All(dfbeta.Zip(residuals.DfBeta(0).Concat(residuals.DfBeta(1))), p => Near(p.First, p.Second));
        Assert.All(schoenfeld.Zip(residuals.Schoenfeld.Take(2).SelectMany(r => r.Values)), p => Near(p.First, p.Second));
        Assert.Equal(20, residuals.Schoenfeld.Count);
        Assert.Equal((true, "1"), (Left[residuals.Schoenfeld[0].Row], residuals.Schoenfeld[0].Stratum));
        Assert.StartsWith("row 15 at 3: 0.5", residuals.Schoenfeld[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("residuals of 40 rows, 20 of them ended", residuals.ToString());
        Assert.All(residuals.Martingale.Zip(residuals.Deviance), r => Assert.Equal(Math.Sign(r.First), Math.Sign(r.Second)));
        Assert.Throws<ArgumentOutOfRangeException>(() => residuals.DfBeta(40));
        Assert.Throws<ArgumentOutOfRangeException>(() => residuals.DfBeta(-1));
    }

    [Fact]
    public void Columns_of_any_unit_give_the_same_model()
    {
        var plain = CoxModel.Fit(Everything());
        foreach (var (first, second) in new[] { (1e300, 1e-300), (1e-300, 1e150), (-3.5, 1e9) })
        {
            var model = CoxModel.Fit(CoxData.From(Stop, Left, Covariates.Of("x", [.. X.Select(v => v * first)]).With("z", [.. Z.Select(v => v * second)]), Start, Weights, Offsets, Strata, Clusters));

            Assert.True(model.Report.Converged);
            Near(plain["x"].Estimate!.Value / first, model["x"].Estimate);
            Near(plain["z"].Estimate!.Value / second, model["z"].Estimate);
            Near(plain["z"].StandardError!.Value / second, model["z"].StandardError);
            Near(plain.LogLikelihood, model.LogLikelihood);
            Near(plain.WaldTest.ChiSquare!.Value, model.WaldTest.ChiSquare);
            Near(plain.Predict([1, 0.5], "2").SurvivalAt(4).Survival!.Value, model.Predict([first, 0.5 * second], "2").SurvivalAt(4).Survival);
        }

        // A variance of 1e600 is more than a double holds; there is none, rather than an infinite one.
        Assert.Null(CoxModel.Fit(CoxData.From(Stop, Left, Covariates.Of("x", [.. X.Select(v => v * 1e-300)]))).Covariance("x", "x"));
    }

    [Fact]
    public void Columns_without_information_have_no_coefficient_and_are_named()
    {
        var columns = Covariates.Of("same", [.. X.Select(_ => 4.0)]).With("x", X).With("z", Z).With("price", [.. X.Zip(Z, (x, z) => (2 * x) - (0.5 * z) + 7)]).With("country", [.. Strata.Select(s => (double)s)]);
        var model = CoxModel.Fit(CoxData.From(Stop, Left, columns, Start, Weights, Offsets, Strata, Clusters));
        var reduced = CoxModel.Fit(Everything());

        Assert.Equal([null, reduced["x"].Estimate, reduced["z"].Estimate, null, null], model.Coefficients.Select(c => c.Estimate));
        Assert.Equal(reduced["x"].StandardError!.Value, model["x"].StandardError!.Value, 1e-12);
        Assert.Null(model.Covariance("same", "x"));
        Assert.Equal(
            ["same has no coefficient: it is constant.", "country has no coefficient: it is constant.", "price has no coefficient: it is 2·x + -0.5·z, up to a constant."],
            model.Report.Notes);
        Assert.Equal(2, model.DegreesOfFreedom);
        Assert.Equal(reduced.Predict([1, 0.5], "2").SurvivalAt(4).ToString(), model.Predict([4, 1, 0.5, 8.75, 2], "2").SurvivalAt(4).ToString());
        Assert.Contains("same", model.ToHtml(), StringComparison.Ordinal);
        Assert.All(CoxResiduals.Of(model, CoxData.From(Stop, Left, columns, Start, Weights, Offsets, Strata, Clusters)).Schoenfeld, r => Assert.Null(r.Values[0]));
    }

    [Fact]
    public void A_column_that_varies_only_before_anybody_left_has_no_coefficient()
    {
        var model = CoxModel.Fit([1.0, 2, 3, 4, 5], [false, false, true, true, false], Covariates.Of("x", [1, 2, 0, 0, 0]).With("y", [0, 0, 1, 0, 1]));

        Assert.Null(model["x"].Estimate);
        Assert.Contains("x has no coefficient: it does not vary among those at risk when somebody left.", model.Report.Notes);
    }

    [Fact]
    public void A_column_that_separates_is_named_and_Firths_penalty_helps()
    {
        // All with x left before all without: the likelihood grows in x without end.
        double[] months = [1, 2, 3, 4, 5, 6, 7, 8];
        bool[] ended = [true, true, true, true, true, false, true, false];
        var columns = Covariates.Of("x", [1, 1, 1, 1, 0, 0, 0, 0]).With("y", [1, 0, 1, 0, 0, 1, 1, 0]);
        var model = CoxModel.Fit(months, ended, columns);

        Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
        Assert.StartsWith("The likelihood grows without end in x:", model.Report.Notes.Single(), StringComparison.Ordinal);
        Assert.True(double.IsFinite(model["x"].Estimate!.Value) && model["x"].Estimate > 5);
        Assert.InRange(model.Predict([1, 0]).SurvivalAt(8).Survival!.Value, 0, 1e-6);
        Assert.Null(model["x"].StandardError);
        Assert.True(model["y"].StandardError > 0);
        Assert.Null(model.Covariance("x", "y"));
        Assert.True(model.Covariance("y", "y") > 0);
        Assert.Contains("), grows without end", model.ToString(), StringComparison.Ordinal);
        Assert.Contains("grows without end", model.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.CoxModel);

        var firth = CoxModel.Fit(months, ended, columns, CoxOptions.Default with { Penalty = CoxPenalty.Firth });
        Assert.True(firth.Report.Converged);
        Assert.InRange(firth["x"].Estimate!.Value, 1, 5);
        Assert.Contains("Firth", firth.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CoxModel.Fit(months, ended, columns, CoxOptions.Default with { Penalty = CoxPenalty.Firth, Ties = CoxTies.Exact }));
    }

    [Theory]
    [InlineData(CoxTies.Efron, 1, 5)]
    [InlineData(CoxTies.Breslow, 0, 5)]
    [InlineData(CoxTies.Exact, -1, 0)]
    public void The_log_likelihood_without_end_is_its_limit(CoxTies ties, int twos, int goldens)
    {
        // By hand. At 4 two at risk are alike; at 8 the one who left is separated; at 5 the ratio r of the risks of the two who left is finite: with Efron's ties r²·2 ÷ ((2r + 1)(1 + r)²) is largest at the golden ratio,
        // with Breslow's half of that. Given that two left at 5, which two is certain without end, and so is that r has no bound: what is left of 4 is one of two.
        double[][] rows = [[12, 0, 0, 3, 0], [8, 1, 5, 1, 1], [5, 1, 0, 2, 0], [5, 1, 0, 5, 1], [4, 1, 0, 5, 1]];
        var limit = (twos * Math.Log(2)) - (goldens * Math.Log((1 + Math.Sqrt(5)) / 2));
        foreach (var order in new[] { rows, [.. rows.Reverse()] })
        {
            double[] Column(int k) => [.. order.Select(r => r[k])];
            var data = CoxData.From(Column(0), [.. Column(1).Select(e => e == 1)], Covariates.Of("x", Column(3)).With("y", Column(4)), Column(2));
            var model = CoxModel.Fit(data, CoxOptions.Default with { Ties = ties });

            Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
            Assert.Equal(limit, model.LogLikelihood, 2e-8);
            Assert.Contains("in a combination of x, y:", model.Report.Notes.Single(), StringComparison.Ordinal);
            Assert.All(model.Coefficients, c => Assert.Null(c.StandardError));
        }
    }

    [Fact]
    public void Directions_that_near_the_limit_at_different_speeds_are_all_followed_to_the_end()
    {
        // Each column orders those who left perfectly within its stratum, one of them by steps of 8 and 1: at the limit nothing is left to chance.
        double[] months = [1, 2, 3, 1, 2, 3];
        var columns = Covariates.Of("near", [2, 1, 0, 0, 0, 0]).With("far", [0, 0, 0, 9, 1, 0]);
        var model = CoxModel.Fit(CoxData.From(months, [true, true, true, true, true, true], columns, strata: [1, 1, 1, 2, 2, 2]));

        Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
        Assert.Equal(0, model.LogLikelihood, 2e-8);
        Assert.All(model.Coefficients, c => Assert.Null(c.StandardError));
        Assert.StartsWith("The likelihood grows without end in a combination of near, far:", model.Report.Notes.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1e6)]
    public void A_column_that_goes_farther_than_numbers_do_still_grows_without_end(double far)
    {
        // What separates at the second time are steps of 1, by which the first customer is e^far times as likely to leave as the others.
        var model = CoxModel.Fit([1.0, 2, 3], [true, true, true], Covariates.Of("x", [far, 1, 0]));

        Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
        Assert.Null(model["x"].StandardError);
        Assert.InRange(model.LogLikelihood, -0.7, 0);
        Assert.InRange(model.Predict([1.0]).SurvivalAt(2).Survival!.Value, 0, 1);
    }

    [Fact]
    public void A_row_far_off_that_nobody_left_beside_does_not_pass_for_a_likelihood_without_end()
    {
        double[] months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        double[] x = [3, 1, 2, 5, 4, 1, 3, 2, 1, 2];
        bool[] ended = [true, true, false, true, true, true, false, true, true, true];
        var plain = CoxModel.Fit(months, ended, Covariates.Of("x", x));
        var model = CoxModel.Fit([.. months, 0.5], [.. ended, false], Covariates.Of("x", [.. x, 1e3]));

        Assert.True(model.Report.Converged);
        Assert.Equal(plain["x"].Estimate!.Value, model["x"].Estimate!.Value, 1e-8);
        Assert.Equal(plain["x"].StandardError!.Value, model["x"].StandardError!.Value, 1e-8);
    }

    [Fact]
    public void Firths_estimate_maximises_the_penalised_likelihood()
    {
        // R: optimize() of Efron's partial log-likelihood plus half the log of its information.
        var model = CoxModel.Fit([3.0, 7, 6, 6], [true, true, true, true], Covariates.Of("y", [1, 1, 1, 0]), CoxOptions.Default with { Penalty = CoxPenalty.Firth });

        Assert.Equal(-0.44631558585, model["y"].Estimate!.Value, 1e-7);
        Near(-3.166773218982, model.LogLikelihood, 1e-7);
        Near(1 / Math.Sqrt(0.696600434265), model["y"].StandardError, 1e-6);
        Near(2 * (-3.347544867803 + Math.Log(24) - (0.5 * Math.Log(43.0 / 72))), model.LikelihoodRatioTest.ChiSquare);

        // Two columns, ties, late entry: R, optim() of the same.
        var two = CoxModel.Fit(CoxData.From(Stop, Left, XAndZ, Start), CoxOptions.Default with { Penalty = CoxPenalty.Firth });
        Assert.Equal(-0.238660551732, two["x"].Estimate!.Value, 1e-6);
        Assert.Equal(0.156413021322, two["z"].Estimate!.Value, 1e-6);
    }

    [Fact]
    public void Nothing_to_fit_is_refused_with_a_checklist()
    {
        var none = CoxData.From([1.0, 2], [false, false], Covariates.Of("x", [1, 2]));

        Assert.Equal(
            "The Cox model cannot be fitted: nobody left. Check: 1. that ended is true for those who left. 2. that the data reach up to the days on which customers left. 3. that filters leave some of them.",
            Assert.Throws<FitException>(() => CoxModel.Fit(none)).Message);
        Assert.Contains("there are no rows", Assert.Throws<FitException>(() => CoxModel.Fit([], [], Covariates.None(0))).Message, StringComparison.Ordinal);
        Assert.False(CoxModel.TryFit(none, out var model));
        Assert.Null(model);
        Assert.True(CoxModel.TryFit(Everything(), out model));
        Assert.Equal(CoxModel.Fit(Everything()), model);
        Assert.Throws<FitException>(() => CoxModel.Fit(CoxData.From([1.0, 2], [true, false], Covariates.Of("x", [1, 2]), offsets: [0, 2000])));
    }

    [Fact]
    public void One_row_and_more_columns_than_rows()
    {
        var one = CoxModel.Fit([3.0], [true], Covariates.Of("x", [1]));
        Assert.Null(one["x"].Estimate);
        Assert.Equal((0, 0), (one.LogLikelihood, one.LikelihoodRatioTest.DegreesOfFreedom));
        Assert.Equal("likelihood ratio: n/a (nothing to test)", one.LikelihoodRatioTest.ToString());
        Assert.Null(one.LikelihoodRatioTest.PValue);
        Assert.Equal(Math.Exp(-1), one.Predict([7]).SurvivalAt(3).Survival!.Value, 1e-15);

        var wide = Enumerable.Range(0, 9).Aggregate(Covariates.None(5), (c, k) => c.With($"x{k}", [Math.Sin(k), Math.Cos(3 * k), Math.Sin(5.0 * k * k), k, Math.Cos(k * k)]));
        var model = CoxModel.Fit([1.0, 2, 3, 4, 5], [true, true, true, true, false], wide);
        Assert.True(model.DegreesOfFreedom <= 4);
        Assert.All(model.Coefficients, c => Assert.True(c.Estimate is null || double.IsFinite(c.Estimate.Value)));
        Assert.NotEqual(FitStatus.Converged, model.Report.Status);
    }

    [Fact]
    public void Without_columns_it_is_the_baseline_alone()
    {
        // Then the baseline is Fleming and Harrington's estimate for Efron's ties, Nelson and Aalen's for Breslow's.
        var lifetimes = Lifetimes.From([1.0, 2, 2, 3, 5], [true, true, true, false, true]);
        var efron = CoxModel.Fit([1.0, 2, 2, 3, 5], [true, true, true, false, true], Covariates.None(5));
        var breslow = CoxModel.Fit([1.0, 2, 2, 3, 5], [true, true, true, false, true], Covariates.None(5), CoxOptions.Default with { Ties = CoxTies.Breslow, Robust = true });

        Assert.Equal(CumulativeHazard.FlemingHarrington(lifetimes).Steps.Where(s => s.Time != 3).Select(s => Math.Round(s.Value, 12)), efron.Baselines[0].CumulativeHazards.Select(h => Math.Round(h, 12)));
        Assert.Equal(CumulativeHazard.NelsonAalen(lifetimes).Steps.Where(s => s.Time != 3).Select(s => Math.Round(s.Value, 12)), breslow.Baselines[0].CumulativeHazards.Select(h => Math.Round(h, 12)));
        Assert.Null(efron.WaldTest.ChiSquare);
        Assert.Equal(efron.LogLikelihood, efron.NullLogLikelihood);
        Assert.Equal("n/a (nothing to test)", ProportionalHazardsTest.Of(efron, CoxData.From([1.0], [true], Covariates.None(1))).Global.Outcome);
    }

    [Fact]
    public void Columns_that_make_no_sense_are_refused()
    {
        var x = Covariates.Of("x", [1, 2]);
        Assert.Equal("tenures[1]", Assert.Throws<ArgumentOutOfRangeException>(() => CoxData.From([1, double.NaN], [true, true], x)).ParamName);
        Assert.Equal("tenures[0]", Assert.Throws<ArgumentOutOfRangeException>(() => CoxData.From([-1, 2], [true, true], x)).ParamName);
        Assert.Equal("entered[1]", Assert.Throws<ArgumentOutOfRangeException>(() => CoxData.From([1, 2], [true, true], x, [0, 2])).ParamName);
        Assert.Equal("weights[0]", Assert.Throws<ArgumentOutOfRangeException>(() => CoxData.From([1, 2], [true, true], x, weights: [0, 2])).ParamName);
        Assert.Equal("offsets[1]", Assert.Throws<ArgumentOutOfRangeException>(() => CoxData.From([1, 2], [true, true], x, offsets: [0, double.PositiveInfinity])).ParamName);
        Assert.Throws<ArgumentException>(() => CoxData.From([1, 2, 3], [true, true, true], x));
        Assert.Throws<ArgumentException>(() => CoxData.From([1, 2], [true], x));
        Assert.Throws<ArgumentException>(() => CoxData.From([1, 2], [true, true], x, strata: [1]));
        Assert.Throws<ArgumentException>(() => CoxData.From([1, 2], [true, true], x, clusters: [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => CoxData.From([1, 2], [true, true], x, offsets: [1]));
        Assert.Throws<ArgumentNullException>(() => CoxData.From([1, 2], [true, true], null!));
        Assert.Throws<ArgumentNullException>(() => CoxModel.Fit(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => CoxOptions.Default with { MaxIterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => CoxOptions.Default with { MaxThreads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => CoxOptions.Default with { Ties = (CoxTies)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => CoxOptions.Default with { Penalty = (CoxPenalty)9 });
        Assert.Throws<ArgumentException>(() => CoxModel.Fit(CoxData.From([1, 2], [true, true], x, weights: [1, 2]), CoxOptions.Default with { Ties = CoxTies.Exact }));
        Assert.Throws<ArgumentException>(() => CoxModel.Fit(CoxData.From([1, 2, 3], [true, true, true], Covariates.Of("x", [1, 2, 1])), CoxOptions.Default with { Ties = CoxTies.Exact, Robust = true }));
    }

    [Fact]
    public void A_fit_can_be_bounded_watched_and_cancelled()
    {
        var bounded = CoxModel.Fit(Everything(), CoxOptions.Default with { MaxIterations = 1 });
        Assert.Equal((FitStatus.NotConverged, 1), (bounded.Report.Status, bounded.Report.Iterations));
        Assert.StartsWith("The bound of 1 iterations was met", bounded.Report.Notes.Single(), StringComparison.Ordinal);

        var told = new List<FitReport>();
        var model = CoxModel.Fit(Everything(), progress: new Watcher(told));
        Assert.Equal(model.Report.Iterations + 1, told.Count);
        Assert.Equal(model.Report, told[^1]);
        Assert.StartsWith("log-likelihood -46.", told[^2].Notes[0], StringComparison.Ordinal);

        Assert.Throws<OperationCanceledException>(() => CoxModel.Fit(Everything(), cancellationToken: new(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => CoxData.From(Stop, Left, XAndZ, cancellationToken: new(canceled: true)));
    }

    [Fact]
    public void Near_ties_merge_only_when_told()
    {
        double[] hours = [0.1 + 0.2, 0.3, 0.6, 0.9];
        bool[] ended = [true, true, true, false];
        var x = Covariates.Of("x", [1, 0, 2, 1]);

        Assert.NotEqual(CoxModel.Fit(hours, ended, x), CoxModel.Fit(CoxData.From(hours, ended, x, tolerance: TimeTolerance.AsInR)));
        Assert.Equal(CoxModel.Fit([0.3, 0.3, 0.6, 0.9], ended, x), CoxModel.Fit(CoxData.From(hours, ended, x, tolerance: TimeTolerance.AsInR)));
        Assert.Equal(TimeTolerance.AsInR, CoxData.From(hours, ended, x, tolerance: TimeTolerance.AsInR).Tolerance);
    }

    [Fact]
    public void Rows_with_dates()
    {
        (DateOnly Start, DateOnly? End, int Seats, string Country, string Account)[] rows =
        [
            (new(2026, 1, 1), new(2026, 2, 1), 1, "DE", "a"), (new(2026, 1, 1), null, 5, "DE", "b"), (new(2026, 2, 1), new(2026, 3, 1), 2, "FR", "a"),
            (new(2026, 1, 15), new(2026, 4, 1), 4, "FR", "c"), (new(2026, 1, 20), new(2026, 2, 1), 3, "DE", "d"), (new(2027, 1, 1), null, 9, "IT", "e"),
        ];
        var data = CoxData.From(rows, r => r.Start, r => r.End, new DateOnly(2026, 6, 30), kept => Covariates.From(kept, ("seats", r => r.Seats)), stratum: r => r.Country, cluster: r => r.Account, weight: _ => 1);

        Assert.Equal("5 rows, 4 ended, of seats, 2 strata, 4 clusters", data.ToString());
        Assert.Equal(["DE", "FR"], data.Strata);
        Assert.Equal(("days", false), (data.Unit, data.HasLateEntry));
        Assert.Equal(
            CoxModel.Fit(CoxData.From([31.0, 180, 28, 76, 12], [true, false, true, true, true], Covariates.Of("seats", [1, 5, 2, 4, 3]), strata: [0, 0, 1, 1, 0], clusters: [0, 1, 0, 2, 3]))["seats"],
            CoxModel.Fit(data)["seats"]);
        var late = CoxData.From(rows, r => r.Start, r => r.End, new DateOnly(2026, 6, 30), kept => Covariates.From(kept, ("seats", r => r.Seats)), observedFrom: new DateOnly(2026, 1, 10));
        Assert.True(late.HasLateEntry);
        Assert.Equal("5 rows, 4 ended, of seats", late.ToString());
        Assert.Throws<ArgumentException>(() => CoxData.From(rows, r => r.Start, r => r.End, new DateOnly(2026, 6, 30), kept => Covariates.None(kept.Count), stratum: _ => null!));
        Assert.Throws<ArgumentException>(() => CoxData.From(rows, r => r.Start, r => r.End, new DateOnly(2026, 6, 30), _ => Covariates.None(99)));
    }

    [Fact]
    public void The_model_is_shown_and_reads_back()
    {
        var model = CoxModel.Fit(Everything());
        var back = Json.RoundTrips(model, RetentionMetricsJsonContext.Default.CoxModel);

        Assert.Equal("Efron", back.GetProperty("ties").GetString());
        Assert.StartsWith("40 rows, 20 ended, 3 strata, robust errors\nx: -0.2242 ± 0.2293 (ratio 0.7991), z = -0.98, p = .328\n", model.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("likelihood ratio: chi-squared 1.31 on 2 df, p = .519\nconverged after 3 iterations", model.ToString(), StringComparison.Ordinal);
        Assert.Contains("robust", model.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("p = .519", model.LikelihoodRatioTest.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("rough", CoxModel.Fit([1.0, 2, 3], [true, true, false], Covariates.Of("x", [1, 0, 1])).ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(CoxModel.Fit([3.0, 4], [true, false], Covariates.None(2)), RetentionMetricsJsonContext.Default.CoxModel);
        Assert.NotEqual(model, CoxModel.Fit(Everything(), CoxOptions.Default with { Ties = CoxTies.Breslow }));
        Assert.False(model.Equals((object?)null));
        Assert.Throws<ArgumentException>(() => model["y"]);
        Assert.StartsWith("1: 3 times, cumulative hazard 0.66", model.Baselines[0].ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => System.Text.Json.JsonSerializer.Deserialize(System.Text.Json.JsonSerializer.Serialize(model, RetentionMetricsJsonContext.Default.CoxModel).Replace("\"count\":40", "\"count\":4", StringComparison.Ordinal), RetentionMetricsJsonContext.Default.CoxModel));
    }

    private sealed class Watcher(List<FitReport> told) : IProgress<FitReport>
    {
        public void Report(FitReport value) => told.Add(value);
    }
}
