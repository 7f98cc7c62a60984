using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

/// <summary>Brier score and calibration.</summary>
public sealed class PredictionTests
{
    [Fact]
    public void A_Brier_score_by_hand()
    {
        // Left at 1; censored at 2; left at 3; there until 5. At the horizon 3: G falls from 1 to 2/3 at 2 (three at risk).
        // (0.3² ÷ 1 + 0 + 0.6² ÷ (2/3) + (1 − 0.8)² ÷ (2/3)) ÷ 4
        var score = BrierScore.Of([1, 2, 3, 5], [true, false, true, false], [0.3, 0.5, 0.6, 0.8], horizon: 3);

        Assert.Equal((0.09 + (0.36 * 1.5) + (0.04 * 1.5)) / 4, score.Value!.Value, 1e-15);
        Assert.Equal(2.0 / 3, score.CensoringSurvival!.Value, 1e-15);
        // Kaplan–Meier at 3: 3/4 · 1/2 = 3/8 for everybody.
        Assert.Equal(((9.0 / 64) + (9.0 / 64 * 1.5) + (25.0 / 64 * 1.5)) / 4, score.Reference!.Value, 1e-15);
        Assert.Equal(1 - (score.Value.Value / score.Reference.Value), score.Explained!.Value, 1e-15);
        Assert.Equal("0.173 at 3 (0.234 without a model; 26.4 % better)", score.ToString());
        Assert.Contains("0.173", score.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(score, RetentionMetricsJsonContext.Default.BrierScore);
    }

    [Fact]
    public void Those_who_leave_are_gone_before_those_censored_at_the_same_time()
    {
        // At 2 one leaves and one is censored of three: G(2) = 1 − 1/2, and the one who left counts with G before 2, which is 1.
        var score = BrierScore.Of([2, 2, 4], [true, false, false], [0.5, 0.5, 1], horizon: 3);

        Assert.Equal(0.5, score.CensoringSurvival);
        Assert.Equal(0.25 / 3, score.Value!.Value, 1e-15);
    }

    [Fact]
    public void A_horizon_that_nobody_reached_has_no_score()
    {
        var score = BrierScore.Of([1, 2], [true, false], [0.5, 0.5], horizon: 3);

        Assert.Null(score.Value);
        Assert.Null(score.Explained);
        Assert.Equal("n/a (nobody was observed longer than 2)", score.ToString());
        Assert.Contains("n/a", score.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("n/a (nobody was observed)", BrierScore.Of([], [], [], 1).ToString());
        Json.RoundTrips(score, RetentionMetricsJsonContext.Default.BrierScore);
        Assert.Equal("0.250 at 1 (0.000 without a model)", BrierScore.Of([1, 1], [true, true], [0.5, 0.5], 1).ToString());
    }

    [Fact]
    public void Scores_integrate_over_their_horizons()
    {
        var scores = new[] { 3.0, 1, 2 }.Select(h => BrierScore.Of([1, 2, 3, 5], [true, true, true, false], [0.3, 0.5, 0.6, 0.8], h)).ToList();
        var byTime = scores.OrderBy(s => s.Horizon).Select(s => s.Value!.Value).ToArray();

        Assert.Equal(((byTime[0] + byTime[1]) / 2 + ((byTime[1] + byTime[2]) / 2)) / 2, BrierScore.Integrate(scores)!.Value, 1e-15);
        Assert.Null(BrierScore.Integrate([scores[0], BrierScore.Of([1], [false], [0.5], 9)]));
        Assert.Throws<ArgumentException>(() => BrierScore.Integrate([scores[0], scores[0]]));
        Assert.Throws<ArgumentNullException>(() => BrierScore.Integrate(null!));
    }

    [Fact]
    public void Predictions_that_are_none_are_refused()
    {
        Assert.Equal("predictedStaying[1]", Assert.Throws<ArgumentOutOfRangeException>(() => BrierScore.Of([1, 2], [true, true], [0.5, 1.5], 1)).ParamName);
        Assert.Throws<ArgumentException>(() => BrierScore.Of([1, 2], [true, true], [0.5], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BrierScore.Of([1, 2], [true, true], [0.5, 0.5], -1));
        Assert.Throws<ArgumentException>(() => SurvivalCalibration.At([1, 2], [true], [0.5, 0.5], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SurvivalCalibration.At([1, 2], [true, true], [0.5, 0.5], 1, bands: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SurvivalCalibration.At([1, double.NaN], [true, true], [0.5, 0.5], 1));
    }

    [Property]
    public void Without_censoring_the_Brier_score_is_the_mean_squared_error(AnyLifetimes lifetimes, AnyFraction fraction)
    {
        var horizon = 12 * fraction.Value;
        var predictions = lifetimes.Rows.Select(r => r.Score / 5.0).ToArray();
        var score = BrierScore.Of(lifetimes.Tenures, [.. lifetimes.Rows.Select(_ => true)], predictions, horizon);

        var mean = lifetimes.Rows.Zip(predictions).Average(p => Math.Pow((p.First.Tenure > horizon ? 1 : 0) - p.Second, 2));
        Assert.Equal(mean, score.Value!.Value, 1e-12);
        Assert.Equal(1, score.CensoringSurvival);
    }

    [Property]
    public void Knowing_the_outcome_scores_zero(AnyLifetimes lifetimes, AnyFraction fraction)
    {
        var horizon = 12 * fraction.Value;
        var score = BrierScore.Of(lifetimes.Tenures, lifetimes.Ended, [.. lifetimes.Rows.Select(r => r.Tenure > horizon ? 1.0 : 0)], horizon);

        Assert.True(score.Value is null or 0);
    }

    [Fact]
    public void Calibration_compares_bands_of_predictions_with_what_happened()
    {
        // Half are told 80 % and 60 % of them stay; half are told 30 % and 30 % stay.
        var tenures = Enumerable.Range(0, 200).Select(i => (i % 10) < (i < 100 ? 4 : 7) ? 5.0 : 20).ToArray();
        var ended = tenures.Select(t => t < 10).ToArray();
        var predicted = tenures.Select((_, i) => i < 100 ? 0.8 : 0.3).ToArray();

        var calibration = SurvivalCalibration.At(tenures, ended, predicted, horizon: 12);

        Assert.Equal(2, calibration.Bands.Count);
        Assert.Equal((0.3, 0.3, 100L), (calibration.Bands[0].Predicted, calibration.Bands[0].Highest, calibration.Bands[0].Customers));
        Assert.Equal(0.3, calibration.Bands[0].Observed.Survival!.Value, 1e-12);
        Assert.Equal(0.6, calibration.Bands[1].Observed.Survival!.Value, 1e-12);
        Assert.Equal(0.55 / 0.45, calibration.ObservedToExpected!.Value, 1e-12);
        Assert.StartsWith("predicted 30.0 %, observed 30.0 % (95 % CI ", calibration.Bands[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("| 80.0 % | 60.0 % |", calibration.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("1.22 observed ÷ expected", System.Net.WebUtility.HtmlDecode(calibration.ToHtml()), StringComparison.Ordinal);
        Assert.Equal(3, calibration.ToString().Split('\n').Length);
        Json.RoundTrips(calibration, RetentionMetricsJsonContext.Default.SurvivalCalibration);
    }

    [Fact]
    public void Calibration_of_nobody_or_past_the_data_says_so()
    {
        Assert.Equal("n/a (nobody was scored)", SurvivalCalibration.At([], [], [], 1).ToString());
        Assert.Equal("nobody was observed longer than 2", SurvivalCalibration.At([1, 2], [true, false], [0.5, 0.6], 9).WhyUndefined);
        Assert.Equal("nobody was predicted to leave", SurvivalCalibration.At([1, 2], [true, false], [1, 1], 1).WhyUndefined);
        Assert.Contains("n/a", SurvivalCalibration.At([1, 2], [true, false], [1, 1], 1).ToHtml(), StringComparison.Ordinal);
    }

    [Property]
    public void Bands_share_out_the_customers_and_never_split_a_prediction(AnyLifetimes lifetimes)
    {
        var calibration = SurvivalCalibration.At(lifetimes.Tenures, lifetimes.Ended, [.. lifetimes.Rows.Select(r => r.Score / 5.0)], 3, bands: 3);

        Assert.Equal(lifetimes.Rows.Count, calibration.Bands.Sum(b => b.Customers));
        Assert.All(calibration.Bands.Zip(calibration.Bands.Skip(1)), b => Assert.True(b.First.Highest < b.Second.Lowest));
        Assert.Equal(calibration.Overall.Predicted, calibration.Bands.Sum(b => b.Predicted * b.Customers) / lifetimes.Rows.Count, 1e-12);
    }
}
