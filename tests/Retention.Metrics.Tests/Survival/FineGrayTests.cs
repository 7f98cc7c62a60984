using Retention.Metrics.Models;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class FineGrayTests
{
    private static readonly double[] Months = [10, 2, 8, 9, 1, 5, 12, 6, 12, 5, 6, 7, 5, 3, 11, 7, 2, 1, 8, 7, 6, 3, 3, 11, 2, 12, 2, 3, 10, 10];
    private static readonly int[] Reasons = [1, 2, 2, 1, 0, 2, 1, 2, 0, 2, 2, 2, 1, 1, 2, 2, 0, 1, 2, 1, 0, 1, 2, 0, 1, 1, 2, 1, 2, 2];
    private static readonly double[] X = [0, 3, 2, 3, 4, 4, 0, 2, 3, 2, 2, 2, 3, 2, 2, 3, 2, 3, 2, 4, 3, 0, 0, 0, 1, 3, 2, 2, 4, 4];
    private static readonly double[] Y = [-1.5, -1.5, 1.5, 1, 0.5, 1.5, -1.5, -1, 1, -1.5, -0.5, -1, -1, -0.5, 0, 1.5, 0.5, 0.5, 1.5, 0, 1.5, 0.5, 0, 0.5, 1.5, 1, -1, -1.5, -0.5, -1.5];

    private static Covariates Columns => Covariates.Of("x", X).With("y", Y);

    [Fact]
    public void The_regression_of_an_incidence_as_cmprsk_has_it()
    {
        // R: cmprsk::crr(months, reasons, cbind(x, y), failcode = 1, cencode = 0, gtol = 1e-12); predict(f, c(2, .5))
        var model = FineGrayModel.Fit(Months, Reasons, 1, Columns, unit: "months");

        Assert.Equal(-0.19097686074920972, model["x"].Estimate!.Value, 1e-9);
        Assert.Equal(0.00841848163304473, model["y"].Estimate!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(0.0483358177600463), model["x"].StandardError!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(0.0632856973822692), model["y"].StandardError!.Value, 1e-9);
        Assert.Equal(-33.4659496956719, model.LogLikelihood, 1e-10);
        Assert.Equal(-33.7954397368932, model.NullLogLikelihood, 1e-10);
        Assert.Equal(0.0334147098042428, model.IncidenceAt([2, 0.5], 1)!.Value, 1e-9);
        Assert.Equal(0.2069910929299685, model.IncidenceAt([2, 0.5], 5.5)!.Value, 1e-9);
        Assert.Equal(0.4161848870330084, model.IncidenceAt([2, 0.5], 12)!.Value, 1e-9);
        Assert.Equal(0, model.IncidenceAt([2, 0.5], 0.5));
        Assert.Null(model.IncidenceAt([2, 0.5], 13));
        Assert.Equal((30, 11, 14), (model.Count, model.Ended, model.Competing));
    }

    [Fact]
    public void Without_competitors_and_censoring_it_is_Coxs_model()
    {
        var causes = Array.ConvertAll(Months, _ => 1);
        var apart = Months.Select((t, i) => t + (i / 100.0)).ToArray();
        var gray = FineGrayModel.Fit(apart, causes, 1, Columns);
        var cox = CoxModel.Fit(apart, Array.ConvertAll(causes, _ => true), Columns, CoxOptions.Default with { Robust = true });

        Assert.Equal(cox["x"].Estimate!.Value, gray["x"].Estimate!.Value, 1e-10);
        Assert.Equal(cox["x"].StandardError!.Value, gray["x"].StandardError!.Value, 1e-10);
        Assert.Equal(cox.LogLikelihood, gray.LogLikelihood, 1e-10);
        Assert.Equal(1 - cox.Predict([1, 1]).SurvivalAt(6).Survival!.Value, gray.IncidenceAt([1, 1], 6)!.Value, 1e-10);
    }

    [Fact]
    public void Cause_specific_models_take_other_reasons_as_censoring()
    {
        var models = CoxModel.CauseSpecific(Months, Reasons, 2, Columns);

        Assert.Equal(2, models.Count);
        Assert.Equal(CoxModel.Fit(Months, Array.ConvertAll(Reasons, r => r == 2), Columns), models[1]);
        Assert.Equal(11, models[0].Ended);
        Assert.Throws<FitException>(() => CoxModel.CauseSpecific(Months, Reasons, 3, Columns));
        Assert.Throws<ArgumentOutOfRangeException>(() => CoxModel.CauseSpecific(Months, Reasons, 0, Columns));
        Assert.Throws<ArgumentException>(() => CoxModel.CauseSpecific(Months, Reasons.AsSpan(1), 1, Columns));
    }

    [Fact]
    public void The_model_is_shown_and_reads_back()
    {
        var columns = Columns.With("twice", [.. X.Select(x => 2 * x)]);
        var model = FineGrayModel.Fit(Months, Reasons, 1, columns);

        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.FineGrayModel);
        Assert.Null(model["twice"].Estimate);
        Assert.Equal(FineGrayModel.Fit(Months, Reasons, 1, Columns)["y"].StandardError!.Value, model["y"].StandardError!.Value, 1e-9);
        Assert.StartsWith("30 rows, 11 left for the reason, 14 for others\nx: -0.191 ± 0.2199", model.ToString(), StringComparison.Ordinal);
        Assert.Contains("twice has no coefficient", model.ToHtml(), StringComparison.Ordinal);
        Assert.NotEqual(model, FineGrayModel.Fit(Months, Reasons, 2, columns));
        Assert.False(model.Equals((object?)null));
        Assert.Throws<ArgumentException>(() => model["z"]);
    }

    [Fact]
    public void Columns_that_separate_are_named_and_nonsense_is_refused()
    {
        var separated = FineGrayModel.Fit(Months, Reasons, 1, Covariates.Of("x", [.. Reasons.Select(r => r == 1 ? 1.0 : 0)]));

        Assert.Equal(FitStatus.AtBoundary, separated.Report.Status);
        Assert.Contains("nobody left for the reason", Assert.Throws<FitException>(() => FineGrayModel.Fit(Months, Reasons, 3, Columns)).Message, StringComparison.Ordinal);
        Assert.Throws<FitException>(() => FineGrayModel.Fit([], [], 1, Covariates.None(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FineGrayModel.Fit(Months, Reasons, 0, Columns));
        Assert.Throws<ArgumentOutOfRangeException>(() => FineGrayModel.Fit([1.0], [-1], 1, Covariates.None(1)));
        Assert.Throws<ArgumentException>(() => FineGrayModel.Fit(Months, Reasons.AsSpan(1), 1, Columns));
        Assert.Throws<OperationCanceledException>(() => FineGrayModel.Fit(Months, Reasons, 1, Columns, cancellationToken: new(canceled: true)));
        var model = FineGrayModel.Fit(Months, Reasons, 1, Columns);
        Assert.Throws<ArgumentException>(() => model.IncidenceAt([1], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.IncidenceAt([1, double.NaN], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.IncidenceAt([1, 1], -3));
        Assert.Empty(FineGrayModel.Fit([1.0, 2], [1, 2], 1, Covariates.None(2)).Coefficients);
    }
}
