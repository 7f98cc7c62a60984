using Retention.Metrics.Experiments;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class LogRankTestTests
{
    [Fact]
    public void The_textbook_test()
    {
        // Kleinbaum and Klein: observed 9 and 21, expected 19.25 and 10.75, log-rank 16.793.
        var test = LogRankTest.Between(Remission.Both);

        Assert.Equal([(9.0, 21L), (21.0, 21L)], test.Groups.Select(g => (g.Observed, g.Customers)));
        Assert.Equal(19.250501, test.Groups[0].Expected, 5e-7);
        Assert.Equal(10.749499, test.Groups[1].Expected, 5e-7);
        Assert.Equal(16.7929409892, test.ChiSquare!.Value, 1e-9);
        Assert.Equal(1, test.DegreesOfFreedom);
        Assert.Equal(4.16881e-05, test.PValue!.Value, 1e-10);
        Assert.Equal(6.25696057368, test.Covariance(0, 0), 1e-10);
        Assert.Equal(-6.25696057368, test.Covariance(0, 1), 1e-10);
        Assert.Equal("log-rank: chi-squared 16.79 on 1 df, p < .001", test.ToString());
        Assert.Equal("6-MP: 9 ended, 19.25 expected, of 21", test.Groups[0].ToString());
        Assert.Equal(9 / 19.250501, test.Groups[0].Ratio!.Value, 1e-7);
        // R: survdiff(rho = 1)
        Assert.Equal(14.4571508187, LogRankTest.Between(Remission.Both, LogRankWeights.FlemingHarrington(1)).ChiSquare!.Value, 1e-9);
    }

    [Fact]
    public void Weights_have_names()
    {
        Assert.Equal("log-rank", LogRankWeights.LogRank.ToString());
        Assert.Equal(LogRankWeights.LogRank, LogRankWeights.FlemingHarrington(0));
        Assert.Equal(["Gehan", "Tarone–Ware", "Peto–Peto", "Fleming–Harrington(0.5, 2)"], new[] { LogRankWeights.Gehan, LogRankWeights.TaroneWare, LogRankWeights.PetoPeto, LogRankWeights.FlemingHarrington(0.5, 2) }.Select(w => w.ToString()));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogRankWeights.FlemingHarrington(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogRankWeights.FlemingHarrington(0, double.NaN));
        Json.RoundTrips(LogRankWeights.FlemingHarrington(0.5, 2), RetentionMetricsJsonContext.Default.LogRankWeights);
        Assert.Throws<ArgumentOutOfRangeException>(() => System.Text.Json.JsonSerializer.Deserialize("""{"scheme":"Wilcoxon","p":0,"q":0}""", RetentionMetricsJsonContext.Default.LogRankWeights));
    }

    [Fact]
    public void Late_differences_count_more_with_late_weights()
    {
        // The same until month 6, then the first group leaves: early weights see little of it.
        int[] months = [1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 1, 2, 3, 4, 5, 6, 12, 12, 12, 12];
        bool[] ended = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, false, false, false, false];
        var groups = LifetimeGroups.Of(("a", Lifetimes.From(months.AsSpan(..10), ended.AsSpan(..10))), ("b", Lifetimes.From(months.AsSpan(10..), ended.AsSpan(10..))));

        var early = LogRankTest.Between(groups, LogRankWeights.FlemingHarrington(1)).PValue;
        var late = LogRankTest.Between(groups, LogRankWeights.FlemingHarrington(0, 1)).PValue;
        Assert.True(late < early);
    }

    [Fact]
    public void Strata_compare_like_with_like()
    {
        // Simpson: within each country the plans are the same; the mix of countries is not.
        int[] months = [1, 2, 1, 2, 1, 2, 9, 10, 9, 10, 9, 10];
        bool[] ended = [.. months.Select(_ => true)];
        int[] plan = [0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1];
        int[] country = [7, 7, 7, 7, 7, 7, 3, 3, 3, 3, 3, 3];

        double[] tenures = [.. months.Select(m => (double)m)];
        var crude = LogRankTest.Between(LifetimeGroups.From(tenures, ended, plan));
        var stratified = LogRankTest.Between(LifetimeGroups.From(tenures, ended, plan, strata: country));

        Assert.True(crude.ChiSquare > 0.5);
        Assert.Equal(0, stratified.ChiSquare!.Value, 1e-12);
        Assert.Equal(2, stratified.Strata);
        Assert.EndsWith("2 strata", stratified.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_compared_says_why()
    {
        var stayed = Lifetimes.From([5, 6], [false, false]);

        Assert.Equal("n/a (nobody left)", LogRankTest.Between(LifetimeGroups.Of(("a", stayed), ("b", stayed))).ToString());
        Assert.Equal("n/a (a comparison needs two groups)", LogRankTest.Between(LifetimeGroups.Of(("a", Remission.Treated))).ToString());
        var early = Lifetimes.From([1, 2], [true, false]);
        var late = Lifetimes.From([9.0, 9], [true, true], entered: [5, 5]);
        Assert.Equal("n/a (the groups were never at risk together when somebody left)", LogRankTest.Between(LifetimeGroups.Of(("a", early), ("b", late))).ToString());
        var undefined = LogRankTest.Between(LifetimeGroups.Of(("a", stayed), ("b", Lifetimes.Empty)));
        Assert.Null(undefined.PValue);
        Assert.Null(undefined.Groups[1].Ratio);
        Assert.Contains("n/a", undefined.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("n/a (nothing varies: nobody left, or all scores are the same)", undefined.Trend().ToString());
        Assert.Contains("n/a", undefined.Trend().ToHtml(), StringComparison.Ordinal);
        Assert.Empty(LogRankTest.Between(LifetimeGroups.From([], [], [])).Groups);
    }

    [Fact]
    public void A_group_that_was_never_at_risk_takes_no_degree_of_freedom()
    {
        var test = LogRankTest.Between(LifetimeGroups.Of(("a", Remission.Treated), ("nobody", Lifetimes.Empty), ("b", Remission.Placebo)));

        Assert.Equal((1, 16.7929409892), (test.DegreesOfFreedom, Math.Round(test.ChiSquare!.Value, 10)));
    }

    [Fact]
    public void A_trend_over_scores()
    {
        // With two groups a trend is the test itself; the scale of the scores does not matter.
        var test = LogRankTest.Between(Remission.Both);

        Assert.Equal(test.ChiSquare!.Value, test.Trend().ChiSquare!.Value, 1e-10);
        Assert.Equal(test.ChiSquare.Value, test.Trend(3, -4).ChiSquare!.Value, 1e-10);
        Assert.True(test.Trend(0, 1).Score > 0);
        Assert.Equal("trend: chi-squared 16.79 on 1 df, p < .001", test.Trend().ToString());
        Assert.Contains("p &lt; .001", test.Trend().ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => test.Trend(1, 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Trend(1, double.NaN));
        Json.RoundTrips(test.Trend(), RetentionMetricsJsonContext.Default.LogRankTrend);
    }

    [Fact]
    public void Every_two_groups_compared_and_adjusted()
    {
        var groups = LifetimeGroups.Of(("a", Remission.Treated), ("b", Remission.Placebo), ("stayed", Lifetimes.From([40], [false])), ("nobody", Lifetimes.Empty));

        var pairs = LogRankTest.Pairwise(groups);

        Assert.Equal([("a", "b"), ("a", "stayed"), ("a", "nobody"), ("b", "stayed"), ("b", "nobody"), ("stayed", "nobody")], pairs.Select(p => (p.First, p.Second)));
        // Three of the six can be compared; the smallest p-value is tripled.
        Assert.Equal(3, pairs.Count(p => p.PValue is not null));
        Assert.Equal(3 * pairs[0].PValue!.Value, pairs[0].AdjustedPValue!.Value, 1e-15);
        Assert.Equal("a and nobody: n/a (nothing to compare)", pairs[2].ToString());
        Assert.Equal("a and b: chi-squared 16.79, p < .001, adjusted (Holm) p < .001", pairs[0].ToString());
        Json.RoundTrips(pairs[0], RetentionMetricsJsonContext.Default.PairwiseComparison);
        Assert.Throws<ArgumentOutOfRangeException>(() => LogRankTest.Pairwise(groups, (PValueAdjustment)99));
    }

    [Fact]
    public void The_test_is_shown_and_reads_back()
    {
        var test = LogRankTest.Between(LifetimeGroups.Of(("a|b", Remission.Treated), ("<c>", Remission.Placebo)), LogRankWeights.Gehan);

        var json = Json.RoundTrips(test, RetentionMetricsJsonContext.Default.LogRankTest);
        Assert.Equal(test.PValue, json.GetProperty("pValue").GetDouble());
        Assert.Contains("| a\\|b | 21 |", test.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("&lt;c&gt;", test.ToHtml(), StringComparison.Ordinal);
        Assert.NotEqual(test, LogRankTest.Between(Remission.Both));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Covariance(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Covariance(-1, 0));
        Assert.ThrowsAny<ArgumentException>(() => System.Text.Json.JsonSerializer.Deserialize("""{"groups":[],"covariance":[[1]],"weights":{"scheme":"LogRank","p":0,"q":0},"strata":1}""", RetentionMetricsJsonContext.Default.LogRankTest));
        Assert.Contains("rough", LogRankTest.Between(LifetimeGroups.Of(("a", Lifetimes.From([1, 2], [true, true])), ("b", Lifetimes.From([3, 4], [true, true])))).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_from_rows_and_columns()
    {
        (DateOnly Start, DateOnly? End, string Plan, string Country)[] rows =
        [
            (new(2026, 1, 1), new(2026, 2, 1), "monthly", "DE"), (new(2026, 1, 1), null, "annual", "DE"),
            (new(2026, 1, 1), new(2026, 3, 1), "monthly", "FR"), (new(2027, 1, 1), null, "weekly", "FR"),
        ];
        var groups = LifetimeGroups.From(rows, r => r.Start, r => r.End, new DateOnly(2026, 6, 30), r => r.Plan, r => r.Country);

        Assert.Equal(["annual", "monthly"], groups.Labels);
        Assert.Equal(2, groups.StratumCount);
        Assert.Equal(Lifetimes.From([31.0, 59], [true, true], unit: "days"), groups["monthly"]);
        Assert.Equal("annual: 1 lifetimes, 0 ended, 1 still running (100.0 % censored), up to 180 days\nmonthly: 2 lifetimes, 2 ended, 0 still running (0.0 % censored), up to 59 days", groups.ToString());
        Assert.Contains("2 groups in 2 strata", groups.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(["annual", "monthly"], groups.KaplanMeier().Select(c => c.Label!));
        Json.RoundTrips(groups, RetentionMetricsJsonContext.Default.LifetimeGroups);
        Assert.Throws<ArgumentException>(() => groups["quarterly"]);
        Assert.Throws<ArgumentException>(() => LifetimeGroups.From(rows, r => r.Start, r => r.End, new DateOnly(2026, 6, 30), r => null!));
        Assert.Throws<ArgumentException>(() => LifetimeGroups.From(rows, r => r.Start, r => r.End, new DateOnly(2026, 6, 30), r => r.Plan, r => null!));
        Assert.Equal("no groups", LifetimeGroups.From(rows[3..], r => r.Start, r => r.End, new DateOnly(2026, 6, 30), r => r.Plan).ToString());
        Assert.Equal(["0", "1", "2"], LifetimeGroups.From([1.0, 2], [true, true], [2, 0]).Labels);
        Assert.Equal(0, LifetimeGroups.From([1.0, 2], [true, true], [2, 0])["1"].Count);
    }

    [Fact]
    public void Groups_that_make_no_sense_are_refused()
    {
        var days = Lifetimes.From([1], [true], unit: "days");
        Assert.Throws<ArgumentException>(() => LifetimeGroups.Of(("a", days), ("a", days)));
        Assert.Throws<ArgumentException>(() => LifetimeGroups.Of(("a", days), ("b", Remission.Treated)));
        Assert.Throws<ArgumentNullException>(() => LifetimeGroups.Of(("a", null!)));
        Assert.Throws<ArgumentException>(() => LifetimeGroups.Of((null!, days)));
        Assert.Equal("groups[1]", Assert.Throws<ArgumentOutOfRangeException>(() => LifetimeGroups.From([1.0, 2], [true, true], [0, 2], ["a", "b"])).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => LifetimeGroups.From([1.0, 2], [true, true], [0, -1]));
        Assert.Throws<ArgumentException>(() => LifetimeGroups.From([1.0, 2], [true, true], [0]));
        Assert.Throws<ArgumentException>(() => LifetimeGroups.From([1.0, 2], [true, true], [0, 1], strata: [1]));
        Assert.Throws<OperationCanceledException>(() => LogRankTest.Between(Remission.Both, cancellationToken: new(canceled: true)));
        Assert.Throws<ArgumentNullException>(() => LogRankTest.Between(null!));
        Assert.Throws<ArgumentNullException>(() => LogRankTest.Pairwise(null!));
    }

    [Fact]
    public void Near_ties_are_merged_over_all_groups_together()
    {
        var groups = LifetimeGroups.From([0.3, 0.1 + 0.2, 1], [true, true, true], [0, 1, 1], tolerance: TimeTolerance.AsInR);

        Assert.Equal(groups["0"].LongestTenure, SurvivalCurve.KaplanMeier(groups["1"]).Steps[0].Time);
    }
}
