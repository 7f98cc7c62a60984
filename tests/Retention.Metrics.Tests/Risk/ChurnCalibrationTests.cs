using Retention.Metrics.Risk;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Risk;

public sealed class ChurnCalibrationTests
{
    private static readonly bool[] Churned = [false, false, true, false, true, true, false, true, true, true, false, true];
    private static readonly double[] Probabilities = [.1, .2, .2, .3, .4, .5, .6, .6, .7, .8, .9, .95];

    /// <summary>R 4.2.2: glm(y ~ qlogis(p)), glm(y ~ 1 + offset(qlogis(p))), with epsilon = 1e-15.</summary>
    [Fact]
    public void Line_and_scores_are_those_of_R()
    {
        var calibration = ChurnCalibration.Of(Churned, Probabilities, bands: 4);

        Assert.Equal(0.30282608739869510, calibration.Intercept!.Value, 1e-9);
        Assert.Equal(0.46497538879562411, calibration.Slope!.Value, 1e-9);
        Assert.Equal(0.35893167462870734, calibration.InTheLarge!.Value, 1e-9);
        Assert.Equal(0.23770833333333335, calibration.BrierScore!.Value, 1e-14);
        Assert.Equal(0.68873900617113781, calibration.LogLoss!.Value, 1e-14);
        Assert.Null(calibration.WhyNoLine);
        Assert.Null(calibration.WhyUndefined);
        Assert.Equal(7 / 6.25, calibration.ObservedToExpected!.Value, 1e-12);
        Assert.Equal(7.0 / 12 * (5.0 / 12), calibration.Uncertainty!.Value, 1e-15);
        Assert.Equal(1 - (calibration.BrierScore.Value / calibration.Uncertainty.Value), calibration.BrierSkill!.Value, 1e-15);
    }

    [Fact]
    public void Bands_by_hand()
    {
        var calibration = ChurnCalibration.Of(Churned, Probabilities, bands: 3);

        // .1 .2 .2 .3 | .4 .5 .6 .6 | .7 .8 .9 .95 with 1, 3 and 3 who churned
        Assert.Equal([(0.2, 1L, 4L), (0.525, 3L, 4L), (0.8375, 3L, 4L)], calibration.Bands.Select(b => (Math.Round(b.Predicted, 12), b.Observed.Count, b.Observed.Total)));
        Assert.Equal((0.1, 0.3), (calibration.Bands[0].Lowest, calibration.Bands[0].Highest));
        Assert.Equal((0.05 + 0.225 + 0.0875) / 3, calibration.MeanDistance!.Value, 1e-12);
        Assert.Equal(((0.05 * 0.05) + (0.225 * 0.225) + (0.0875 * 0.0875)) / 3, calibration.Reliability!.Value, 1e-12);
        Assert.Equal((Math.Pow(4.0 / 12, 2) + (2 * Math.Pow(2.0 / 12, 2))) / 3, calibration.Resolution!.Value, 1e-12);
        Assert.StartsWith("Brier score 0.2", calibration.ToString(), StringComparison.Ordinal);
        Assert.Contains("\npredicted 20.0 %, churned 25.0 % (1 of 4)\n", calibration.ToString(), StringComparison.Ordinal);
        Assert.Contains("| 20.0 % | 25.0 % | 4.6–69.9 | 4 |", calibration.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("Line through the log odds", calibration.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("churned 25.0 % (1 of 4)", calibration.ToSvg(), StringComparison.Ordinal);
        Assert.Equal(2, ChurnCalibration.Of(Churned, Probabilities, bands: 6).Bands.Sum(b => b.Observed.Total == 3 || b.Observed.Total == 1 ? 1 : 0));
        Json.RoundTrips(calibration, RetentionMetricsJsonContext.Default.ChurnCalibration);
        Assert.False(calibration.Equals(null));
    }

    [Fact]
    public void Where_there_is_no_line_it_says_why()
    {
        var certain = ChurnCalibration.Of([true, false], [0, 0.5]);
        Assert.Equal("a probability is 0 or 1, whose log odds are infinite", certain.WhyNoLine);
        Assert.Null(certain.LogLoss);
        Assert.Equal(0.625, certain.BrierScore!.Value, 1e-15);
        Assert.Equal(Math.Log(2) / 2, ChurnCalibration.Of([true, false], [1, 0.5]).LogLoss!.Value, 1e-15);
        Assert.Equal("everybody churned", ChurnCalibration.Of([true, true], [0.4, 0.5]).WhyNoLine);
        Assert.Null(ChurnCalibration.Of([true, true], [0.4, 0.5]).BrierSkill);
        Assert.Equal("nobody churned", ChurnCalibration.Of([false], [0.4]).WhyNoLine);
        var one = ChurnCalibration.Of([true, false, false], [0.5, 0.5, 0.5]);
        Assert.Equal("all customers have one probability", one.WhyNoLine);
        Assert.Equal(-Math.Log(2), one.InTheLarge!.Value, 1e-12);
        Assert.Contains("No slope: all customers have one probability.", one.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("slope n/a (all customers", one.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("the probabilities tell all who churned", ChurnCalibration.Of([true, true, false, false], [0.9, 0.8, 0.3, 0.2]).WhyNoLine, StringComparison.Ordinal);
        Assert.Null(ChurnCalibration.Of([true], [0]).ObservedToExpected);
        Json.RoundTrips(certain, RetentionMetricsJsonContext.Default.ChurnCalibration);
    }

    [Fact]
    public void Nobody_has_no_score()
    {
        var none = ChurnCalibration.Of([], []);

        Assert.Equal("n/a (nobody was scored)", none.ToString());
        Assert.All((double?[])[none.LogLoss, none.Uncertainty, none.Reliability, none.WithinBands, none.BrierSkill, none.MeanDistance, none.ObservedToExpected], v => Assert.Null(v));
        Assert.Contains("n/a", none.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("n/a", none.ToSvg(), StringComparison.Ordinal);
        Json.RoundTrips(none, RetentionMetricsJsonContext.Default.ChurnCalibration);
        Assert.Equal("predicted 0.0 %, churned n/a (0 of 0)", default(RiskBand).ToString());
    }

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("probabilities[1]", () => ChurnCalibration.Of([true, false], [0.5, 1.5]));
        Assert.Throws<ArgumentOutOfRangeException>("probabilities[0]", () => ChurnCalibration.Of([true], [double.NaN]));
        Assert.Throws<ArgumentException>("probabilities", () => ChurnCalibration.Of([true], [0.5, 0.5]));
        Assert.Throws<ArgumentOutOfRangeException>("bands", () => ChurnCalibration.Of([true], [0.5], 0));
    }
}
