using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class SurvivalCurveTests
{
    [Fact]
    public void The_textbook_curve()
    {
        var curve = SurvivalCurve.KaplanMeier(Remission.Treated);

        var drops = curve.Steps.Where(s => s.Ended > 0).ToList();
        Assert.Equal([6.0, 7, 10, 13, 16, 22, 23], drops.Select(s => s.Time));
        Assert.Equal([21.0, 17, 15, 12, 11, 7, 6], drops.Select(s => s.AtRisk));
        // Kleinbaum and Klein print .8571 .8067 .7529 .6902 .6275 .5378 .4482.
        Near([0.85714286, 0.80672269, 0.75294118, 0.69019608, 0.62745098, 0.53781513, 0.44817927], drops.Select(s => s.Survival));
        Near([0.076360355, 0.086935285, 0.096349653, 0.106814708, 0.114053865, 0.128233752, 0.134591457], drops.Select(s => s.StandardError!.Value));
        Near([0.61971796, 0.56314656, 0.50319951, 0.43161022, 0.36751086, 0.26777894, 0.18805201], drops.Select(s => s.Interval!.Value.Lower));
        Near([0.95155175, 0.92280902, 0.88936184, 0.84906596, 0.80491219, 0.74679072, 0.68014263], drops.Select(s => s.Interval!.Value.Upper));
        Assert.Equal("log-log, Greenwood", drops[0].Interval!.Value.Method);
    }

    [Fact]
    public void The_textbook_median_and_what_was_not_reached()
    {
        var treated = SurvivalCurve.KaplanMeier(Remission.Treated);
        var placebo = SurvivalCurve.KaplanMeier(Remission.Placebo);

        Assert.Equal((23, 13, null), (treated.Median.Value, treated.Median.Lower, treated.Median.Upper));
        Assert.Equal((8, 4, 11), (placebo.Median.Value, placebo.Median.Lower, placebo.Median.Upper));
        var most = treated.Quantile(0.75);
        Assert.Equal(QuantileStatus.NotReached, most.Status);
        Assert.Null(most.Value);
        Assert.Equal(0.44817927, most.LowestSurvival!.Value, 1e-8);
        Assert.Equal("n/a (not reached: 55.2 % of the customers at most were seen to leave, survival stayed at 44.8 %)", most.ToString());
        Assert.Equal("50 % gone at 23 weeks (95 % CI 13–not reached)", treated.Median.ToString());
        Assert.Contains("23 weeks", treated.Median.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("n/a", most.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_textbook_restricted_means()
    {
        // R: summary(survfit(...), rmean = 20)
        var treated = SurvivalCurve.KaplanMeier(Remission.Treated).RestrictedMean(20);
        var placebo = SurvivalCurve.KaplanMeier(Remission.Placebo).RestrictedMean(20);

        Assert.Equal(16.11652661064, treated.Value!.Value, 1e-11);
        Assert.Equal(1.25156019601, treated.StandardError!.Value, 1e-11);
        Assert.Equal(8.42857142857, placebo.Value!.Value, 1e-11);
        Assert.Equal(1.26808268250, placebo.StandardError!.Value, 1e-11);
        Assert.Equal(20 - 16.11652661064, treated.TimeLost!.Value, 1e-11);
        var longer = treated.Minus(placebo);
        Assert.Equal(7.68795518207, longer.Value!.Value, 1e-11);
        Assert.Equal(Math.Sqrt((1.25156019601 * 1.25156019601) + (1.26808268250 * 1.26808268250)), longer.StandardError!.Value, 1e-10);
        Assert.Equal(4.3149, longer.Z!.Value, 1e-4);
        Assert.Equal(1.597e-5, longer.PValue!.Value, 1e-8);
        Assert.Equal("16.1165 of 20 weeks (95 % CI 13.6635–18.5695)", treated.ToString());
        Assert.Equal("+7.68796 of 20 weeks (95 % CI 4.1959–11.18; p < .001)", longer.ToString());
        Assert.Contains("7.68796", longer.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_horizon_past_the_data_is_said_to_be_one()
    {
        var treated = SurvivalCurve.KaplanMeier(Remission.Treated);

        Assert.False(treated.RestrictedMean().IsExtrapolated);
        Assert.Equal(23.28739495798, treated.RestrictedMean().Value!.Value, 1e-11);
        var far = treated.RestrictedMean(50);
        Assert.True(far.IsExtrapolated);
        Assert.Equal(23.28739495798 + (15 * 0.448179271708683), far.Value!.Value, 1e-9);
        Assert.EndsWith("extrapolated past 35 weeks", far.ToString(), StringComparison.Ordinal);
        Assert.Contains("carried on flat", far.ToHtml(), StringComparison.Ordinal);
        // All on placebo had left by week 23: nothing is left to extrapolate.
        Assert.False(SurvivalCurve.KaplanMeier(Remission.Placebo).RestrictedMean(50).IsExtrapolated);
    }

    [Fact]
    public void Survival_at_a_time()
    {
        var curve = SurvivalCurve.KaplanMeier(Remission.Treated);

        Assert.Equal((1, 0, 21, true), (curve.At(0).Survival, curve.At(0).StandardError, curve.At(0).AtRisk, curve.At(0).IsObserved));
        Assert.Equal((1.0, 1.0), (curve.At(5.9).Interval!.Value.Lower, curve.At(5.9).Interval!.Value.Upper));
        Assert.Equal(curve.Steps[0].Survival, curve.At(6).Survival);
        Assert.Equal(curve.Steps[0].Survival, curve.At(6.5).Survival);
        Assert.Equal((21.0, 17.0), (curve.At(6).AtRisk, curve.At(6.5).AtRisk));
        Assert.Equal("85.7 % (95 % CI 62.0–95.2)", curve.At(6).ToString());
    }

    [Fact]
    public void After_the_last_observation_survival_is_not_known_unless_everybody_has_left()
    {
        var later = SurvivalCurve.KaplanMeier(Remission.Treated).At(36);
        Assert.Null(later.Survival);
        Assert.False(later.IsObserved);
        Assert.Equal("n/a (nobody was observed longer than 35 weeks)", later.ToString());
        Assert.Contains("n/a", later.ToHtml(), StringComparison.Ordinal);

        var carried = SurvivalCurve.KaplanMeier(Remission.Treated).At(36, carryForward: true);
        Assert.Equal((false, 0.0), (carried.IsObserved, carried.AtRisk));
        Assert.Equal(0.44817927, carried.Survival!.Value, 1e-8);
        Assert.EndsWith("carried on past the last observation", carried.ToString(), StringComparison.Ordinal);
        Assert.Contains("Carried on", carried.ToHtml(), StringComparison.Ordinal);

        var gone = SurvivalCurve.KaplanMeier(Remission.Placebo).At(36);
        Assert.Equal((0, true), (gone.Survival, gone.IsObserved));
        Assert.Null(gone.StandardError);
        Assert.Null(gone.Interval);
    }

    [Fact]
    public void Those_who_have_stayed_have_a_curve_of_their_own()
    {
        var curve = SurvivalCurve.KaplanMeier(Remission.Treated);

        var rest = curve.Given(10);

        // S(10 + u) ÷ S(10), from the values above: 13 at risk after week 10, of whom one is censored at 11.
        Assert.Equal(10, rest.Stayed);
        Assert.Equal(0.69019608 / 0.75294118, rest.At(3).Survival!.Value, 1e-7);
        Assert.Equal(0.44817927 / 0.75294118, rest.At(13).Survival!.Value, 1e-7);
        Assert.Equal((1, 13), (rest.Steps[0].Time, rest.Steps[0].AtRisk));
        Assert.Equal(QuantileStatus.NotReached, rest.Median.Status);
        Assert.Equal(rest.At(5).Survival, curve.Given(4).Given(6).At(5).Survival);
        Assert.Contains("who have stayed 10 weeks", rest.ToString(), StringComparison.Ordinal);
        Assert.Equal("n/a (nobody was observed longer than 35 weeks)", curve.Given(35).At(1).ToString());
        Assert.Equal("n/a (nobody was observed longer than 35 weeks)", curve.Given(35).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.Given(-1));
    }

    [Fact]
    public void A_curve_that_runs_flat_at_one_half_has_its_median_in_the_middle()
    {
        Assert.Equal(2.5, SurvivalCurve.KaplanMeier(Lifetimes.From([1, 2, 3, 4], [true, true, true, true])).Median.Value);
        // R: to the end of the data when nothing follows.
        Assert.Equal(3, SurvivalCurve.KaplanMeier(Lifetimes.From([1, 2, 3, 4], [true, true, false, false])).Median.Value);
        Assert.Equal(1.5, SurvivalCurve.KaplanMeier(Lifetimes.From([1, 2], [true, false])).Median.Value);
        Assert.Equal(0, SurvivalCurve.KaplanMeier(Remission.Treated).Quantile(0).Value);
        Assert.Equal(23, SurvivalCurve.KaplanMeier(Remission.Placebo).Quantile(1).Value);
    }

    [Fact]
    public void A_band_that_rises_again_is_crossed_first_where_it_first_comes_down()
    {
        // The last end leaves one at risk: survival falls from .16 to .08 and its upper band rises. R reports 19 for the upper end of the 10 % quantile.
        double[] times = [2, 3, 3, 4, 5, 6, 6, 7, 8, 10, 11, 12, 12, 12, 13, 14, 14, 15, 16, 17, 18, 19, 19];
        bool[] ended = [true, true, true, true, true, true, true, false, false, true, true, true, true, true, false, true, true, false, false, false, false, true, false];
        var curve = SurvivalCurve.KaplanMeier(Lifetimes.From(times, ended), SurvivalInterval.Log);
        var (first, inR) = (curve.Quantile(0.25), curve.Quantile(0.25, QuantileLimits.AsInR));

        Assert.Equal(first.Value, inR.Value);
        Assert.Equal(first.Lower, inR.Lower);
        Assert.True(first.Upper <= inR.Upper);
    }

    [Fact]
    public void Everybody_leaving_at_once_has_no_standard_error()
    {
        var curve = SurvivalCurve.KaplanMeier(Lifetimes.From([5, 5, 5, 5], [true, true, true, true]));

        var step = Assert.Single(curve.Steps);
        Assert.Equal(0, step.Survival);
        Assert.Null(step.StandardError);
        Assert.Null(step.LogStandardError);
        Assert.Null(step.Interval);
        Assert.Equal((5, null, null), (curve.Median.Value, curve.Median.Lower, curve.Median.Upper));
        Assert.Equal((5, 0), (curve.RestrictedMean().Value, curve.RestrictedMean().StandardError));
        Assert.Equal("at 5: 0.0 %; 4 at risk, 4 ended, 0 censored", step.ToString());
    }

    [Fact]
    public void Nobody_leaving_is_survival_of_one()
    {
        var curve = SurvivalCurve.KaplanMeier(Lifetimes.From([1, 2, 3], [false, false, false]));

        Assert.All(curve.Steps, s => Assert.Equal((1, 0, null), (s.Survival, s.StandardError, s.Interval)));
        Assert.Equal((1.0, 1.0), (curve.With(SurvivalInterval.Plain).Steps[0].Interval!.Value.Lower, curve.With(SurvivalInterval.Log).Steps[0].Interval!.Value.Upper));
        Assert.Equal(QuantileStatus.NotReached, curve.Median.Status);
        Assert.Equal(3, curve.RestrictedMean().Value);
    }

    [Fact]
    public void Nobody_has_a_curve_without_steps_and_answers_that_say_so()
    {
        var curve = SurvivalCurve.KaplanMeier(Lifetimes.Empty);

        Assert.Empty(curve.Steps);
        Assert.Null(curve.LastTime);
        Assert.Null(curve.LowestSurvival);
        Assert.Equal("n/a (nobody was observed)", curve.At(1).ToString());
        Assert.Equal("n/a (nobody was observed)", curve.Median.ToString());
        Assert.Equal("n/a (nobody was observed)", curve.RestrictedMean(1).ToString());
        Assert.Equal("n/a (nobody was observed)", curve.ToString());
        Assert.Null(curve.RestrictedMean(1).Interval());
        Assert.Equal("n/a (nobody was observed in one of the groups)", curve.RestrictedMean(20).Minus(SurvivalCurve.KaplanMeier(Remission.Treated).RestrictedMean(20)).ToString());
        Assert.DoesNotContain("<svg", curve.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<svg", curve.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("time", curve.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_customer_is_enough()
    {
        Assert.Equal(7, SurvivalCurve.KaplanMeier(Lifetimes.From([7], [true])).Median.Value);
        Assert.Equal(QuantileStatus.NotReached, SurvivalCurve.KaplanMeier(Lifetimes.From([7], [false])).Median.Status);
        Assert.Equal(0, SurvivalCurve.KaplanMeier(Lifetimes.From([0], [true])).At(0).Survival);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void Scales_at_the_ends_of_a_double_change_nothing(double scale)
    {
        var plain = SurvivalCurve.KaplanMeier(Remission.Treated);
        var scaled = SurvivalCurve.KaplanMeier(Lifetimes.From([.. Remission.TreatedWeeks.Select(t => t * scale)], Remission.TreatedEnded));

        Assert.Equal(plain.Steps.Select(s => s.Survival), scaled.Steps.Select(s => s.Survival));
        Assert.Equal(23 * scale, scaled.Median.Value);
        Assert.Equal(16.11652661064, scaled.RestrictedMean(20 * scale).Value!.Value / scale, 1e-10);
        Assert.Contains("<svg", scaled.ToSvg(), StringComparison.Ordinal);
        var weighted = SurvivalCurve.KaplanMeier(Lifetimes.From(Remission.TreatedWeeks, Remission.TreatedEnded, weights: [.. Enumerable.Repeat(scale, 21)]));
        Assert.All(plain.Steps.Zip(weighted.Steps), s => Assert.Equal(s.First.Survival, s.Second.Survival, 1e-14));
        Assert.All(weighted.Steps, s => Assert.True(double.IsFinite(s.StandardError!.Value)));
    }

    [Fact]
    public void Sampling_weights_have_robust_standard_errors_that_do_not_depend_on_their_scale()
    {
        double[] t = [1, 1, 2, 3, 3, 4, 5, 6];
        bool[] e = [true, true, false, true, true, true, false, true];
        double[] w = [0.5, 1.5, 2, 1, 1, 0.7, 0.3, 1];

        // R: survfit(Surv(t, s) ~ 1, weights = w), which turns to the robust variance by itself.
        var robust = SurvivalCurve.KaplanMeier(Lifetimes.From(t, e, weights: w));
        Assert.Equal(SurvivalVariance.Robust, robust.Variance);
        Near([0.171391365010026, 0.171391365010026, 0.193850780240885, 0.171839484967076, 0.171839484967076, 0], robust.Steps.Select(s => s.StandardError!.Value));
        var tenfold = SurvivalCurve.KaplanMeier(Lifetimes.From(t, e, weights: [.. w.Select(x => x * 1.1)]));
        Near(robust.Steps.Select(s => s.StandardError!.Value), tenfold.Steps.Select(s => s.StandardError!.Value));
        // robust = FALSE, as relative standard errors
        var greenwood = SurvivalCurve.KaplanMeier(Lifetimes.From(t, e, weights: w), variance: SurvivalVariance.Greenwood);
        Near([0.204124145231932, 0.204124145231932, 0.540061724867322, 0.748930861894098, 0.748930861894098], greenwood.Steps.Take(5).Select(s => s.LogStandardError!.Value));
        // Unweighted, robust = TRUE: 0.153093108923949 at the first time.
        var unweighted = SurvivalCurve.KaplanMeier(Lifetimes.From(t, e), variance: SurvivalVariance.Robust);
        Near([0.153093108923949, 0.153093108923949, 0.188248505970167, 0.175356779167502, 0.175356779167502, 0], unweighted.Steps.Select(s => s.StandardError!.Value));
        Assert.Equal("log-log, robust", unweighted.Steps[0].Interval!.Value.Method);
        Assert.Equal((0.0, 0.0), (unweighted.With(SurvivalInterval.Plain).Steps[^1].Interval!.Value.Lower, unweighted.With(SurvivalInterval.Plain).Steps[^1].Interval!.Value.Upper));
    }

    [Fact]
    public void Robust_errors_of_late_entrants_need_to_know_each_of_them()
    {
        double[] t = [1.5, 1.5, 2.5, 3.5, 3.5, 4.5, 5.5, 6.5];
        bool[] e = [true, true, false, true, true, true, false, true];
        double[] w = [0.5, 1.5, 2, 1, 1, 0.7, 0.3, 1];
        double[] from = [0, 0, 1, 1, 2, 0, 1, 3];

        // R: survfit(Surv(from, t, s) ~ 1, weights = w)
        Near([0.219286159511006, 0.219286159511006, 0.186917820458452, 0.153724842366138, 0.153724842366138, 0], SurvivalCurve.KaplanMeier(Lifetimes.From(t, e, entered: from, weights: w)).Steps.Select(s => s.StandardError!.Value));
        var counts = Lifetimes.FromTable([1, 2], ended: [2, 4], censored: [1, 1], atRisk: [10, 11]);
        Assert.Throws<ArgumentException>(() => SurvivalCurve.KaplanMeier(counts, variance: SurvivalVariance.Robust));
        Assert.Equal(SurvivalVariance.Greenwood, SurvivalCurve.KaplanMeier(counts).Variance);
    }

    [Fact]
    public void A_curve_of_very_many_steps_answers_as_a_short_one_does()
    {
        // 100,000 distinct times are found by bookmarks; without censoring every answer is known by counting.
        var times = Enumerable.Range(0, 100_000).Select(i => i + 0.5).ToArray();
        var curve = SurvivalCurve.KaplanMeier(Lifetimes.From(times, [.. times.Select(_ => true)]));

        Assert.Equal(100_000, curve.Steps.Count);
        foreach (var k in new[] { 0, 1, 12, 13, 777, 50_000, 99_998, 99_999 })
        {
            Assert.Equal((k + 0.5, (100_000 - k - 1) / 100_000.0), (curve.Steps[k].Time, curve.Steps[k].Survival));
            Assert.Equal((100_000 - k - 1) / 100_000.0, curve.At(k + 1).Survival);
        }

        Assert.Equal(50_000, curve.Median.Value);
        Assert.Equal(50_000, curve.RestrictedMean().Value!.Value, 1e-6);
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.Steps[100_000]);
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.Steps[-1]);
        Assert.InRange(curve.ToSvg().Length, 10_000, 300_000);
    }

    [Fact]
    public void Questions_that_make_no_sense_are_refused()
    {
        var curve = SurvivalCurve.KaplanMeier(Remission.Treated);

        Assert.Throws<ArgumentNullException>(() => SurvivalCurve.KaplanMeier(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => SurvivalCurve.KaplanMeier(Remission.Treated, level: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SurvivalCurve.KaplanMeier(Remission.Treated, (SurvivalInterval)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.With(SurvivalInterval.Log, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.At(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.At(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.Quantile(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.Quantile(0.5, (QuantileLimits)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.RestrictedMean(0));
        Assert.Throws<ArgumentException>(() => curve.RestrictedMean(10).Minus(curve.RestrictedMean(11)));
        Assert.Throws<OperationCanceledException>(() => SurvivalCurve.KaplanMeier(Remission.Treated, cancellationToken: new(canceled: true)));
        Assert.Equal("n/a (neither group varies: nobody left within the horizon, or all left at once)", curve.RestrictedMean(5).Minus(curve.RestrictedMean(5)) is var d && d.Value == 0 ? $"n/a ({d.WhyUndefined})" : "");
    }

    [Fact]
    public void Pictures_and_tables_show_the_curve()
    {
        var curve = SurvivalCurve.KaplanMeier(Remission.Treated, label: "6-MP <new>");

        var svg = curve.ToSvg("Remission & relapse");
        Assert.Contains("Remission &amp; relapse", svg, StringComparison.Ordinal);
        Assert.Contains("6-MP &lt;new&gt;", svg, StringComparison.Ordinal);
        Assert.Contains("At risk", svg, StringComparison.Ordinal);
        Assert.Contains("<polygon", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.Contains("weeks", svg, StringComparison.Ordinal);
        Assert.Equal(2, SurvivalCurve.Overlay([curve, SurvivalCurve.KaplanMeier(Remission.Placebo).Labeled("placebo")]).Split("<polyline").Length - 1);
        Assert.Contains("57.1 % of the lifetimes still run", curve.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("n = 21, below 30", curve.ToHtml(), StringComparison.Ordinal);
        Assert.StartsWith("| weeks | at risk | survival | 95 % interval |\n|---:|---:|---:|:---:|\n| 6 | 21 | 85.7 % | 62.0–95.2 |\n", curve.ToMarkdown(), StringComparison.Ordinal);
        Assert.Equal("6-MP <new>: 21 customers, 50 % gone at 23 weeks (95 % CI 13–not reached); 44.8 % after 35 weeks", curve.ToString());
        Assert.Throws<ArgumentException>(() => SurvivalCurve.Overlay([curve, SurvivalCurve.KaplanMeier(Lifetimes.From([1], [true], unit: "days"))]));
        Assert.Throws<ArgumentNullException>(() => SurvivalCurve.Overlay(null!));
        Assert.Throws<ArgumentNullException>(() => SurvivalCurve.Overlay([null!]));
    }

    [Fact]
    public void A_long_table_is_listed_at_round_times()
    {
        var times = Enumerable.Range(1, 100).Select(i => (double)i).ToArray();
        var markdown = SurvivalCurve.KaplanMeier(Lifetimes.From(times, [.. times.Select(_ => true)])).ToMarkdown();

        Assert.Contains("| 50 | 51 | 50.0 % |", markdown, StringComparison.Ordinal);
        Assert.InRange(markdown.Split('\n').Length, 8, 20);
    }

    [Fact]
    public void Curves_and_their_answers_read_back_from_JSON()
    {
        var curve = SurvivalCurve.KaplanMeier(Remission.Treated, SurvivalInterval.Log, 0.9, label: "6-MP");

        var json = Json.RoundTrips(curve, RetentionMetricsJsonContext.Default.SurvivalCurve);
        Assert.Equal("Log", json.GetProperty("scale").GetString());
        Assert.Equal(6, json.GetProperty("steps")[0].GetProperty("time").GetDouble());
        Assert.Equal(21, json.GetProperty("steps")[0].GetProperty("atRisk").GetDouble());
        Json.RoundTrips(curve.Given(10), RetentionMetricsJsonContext.Default.SurvivalCurve);
        Json.RoundTrips(curve.Median, RetentionMetricsJsonContext.Default.SurvivalQuantile);
        Json.RoundTrips(curve.Quantile(0.9), RetentionMetricsJsonContext.Default.SurvivalQuantile);
        Json.RoundTrips(curve.At(12), RetentionMetricsJsonContext.Default.SurvivalEstimate);
        Json.RoundTrips(curve.At(99), RetentionMetricsJsonContext.Default.SurvivalEstimate);
        Json.RoundTrips(curve.RestrictedMean(20), RetentionMetricsJsonContext.Default.RestrictedMean);
        Json.RoundTrips(curve.RestrictedMean(20).Minus(SurvivalCurve.KaplanMeier(Remission.Placebo).RestrictedMean(20)), RetentionMetricsJsonContext.Default.RestrictedMeanDifference);
        Assert.NotEqual(curve, curve.With(SurvivalInterval.LogLog));
    }

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        var (e, a) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(e.Length, a.Length);
        for (var i = 0; i < e.Length; i++)
        {
            Assert.Equal(e[i], a[i], 6e-9);
        }
    }
}
