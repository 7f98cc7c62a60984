using System.Text.Json;
using Retention.Metrics.Risk;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Risk;

/// <summary>AUC, standard errors, thresholds and lift of R's pROC are in the vectors; here is what can be counted by hand.</summary>
public sealed class RocCurveTests
{
    private static readonly bool[] Churned = [false, false, true, true, true, true, false, false, true, false];
    private static readonly double[] Scores = [0.1, 0.4, 0.35, 0.8, 0.65, 0.9, 0.2, 0.55, 0.5, 0.3];
    private static readonly double[] Others = [0.2, 0.3, 0.5, 0.6, 0.9, 0.7, 0.4, 0.6, 0.1, 0.25];

    [Fact]
    public void Ten_customers_by_hand()
    {
        var roc = RocCurve.Of(Churned, Scores);

        // 22 of the 25 pairs: 0.35 is below 0.4 and 0.55, 0.5 below 0.55.
        Assert.Equal((22, 5, 5), (roc.WilcoxonW, roc.Churned, roc.Stayed));
        Assert.Equal(0.88, roc.Auc!.Value, 1e-15);
        Assert.Equal(0.1131370849898476, roc.StandardError!.Value, 1e-15);
        Assert.Equal("AUC 0.880 (95 % CI 0.658–1.000); 5 churned, 5 stayed", roc.ToString());
        // Sorted: 0.9+ 0.8+ 0.65+ 0.55− 0.5+ 0.4− 0.35+ …: precision 1, 1, 1, 4/5, 5/7 where one who churned comes.
        Assert.Equal((3 + 0.8 + (5.0 / 7)) / 5, roc.AveragePrecision!.Value, 1e-15);
        Assert.Equal(0.6, roc.Youden!.Value.YoudenIndex!.Value, 1e-15);
        Assert.Equal(0.325, roc.Youden.Value.Threshold!.Value, 1e-15);
        Assert.Equal(0.6, roc.KolmogorovSmirnov!.Value, 1e-15);
        Assert.Equal(0.76, roc.Gini!.Value, 1e-15);
        Assert.Equal("from 0.55: sensitivity 60.0 %, specificity 80.0 %, precision 75.0 %; 4 of 10 flagged", roc.At(0.55).ToString());
        Assert.StartsWith("everybody: sensitivity 100.0 %, specificity 0.0 %", roc.Points[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("nobody: sensitivity 0.0 %, specificity 100.0 %, precision n/a", roc.Points[^1].ToString(), StringComparison.Ordinal);
        Assert.Equal(roc, RocCurve.From(Churned.Zip(Scores), r => r.First, r => r.Second));
        Assert.Contains("0.658–1.000", roc.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Fewer than 30", roc.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("| 20 % | 2 | 2 | 40.0 % | 100.0 % | 2.00 |", roc.ToMarkdown(), StringComparison.Ordinal);
        Json.RoundTrips(roc, RetentionMetricsJsonContext.Default.RocCurve);
        Json.RoundTrips(roc.Youden.Value, RetentionMetricsJsonContext.Default.RocPoint);
        Assert.False(roc.Equals(null));
    }

    [Fact]
    public void Part_of_the_area_is_cut_on_the_straight_lines_between_the_points()
    {
        // One tie of one who churned and one who stayed: the diagonal from (0, ½) to (½, 1).
        var roc = RocCurve.Of([true, true, false, false], [3, 2, 2, 1]);

        Assert.Equal(0.875, roc.PartialAuc(1)!.Value, 1e-15);
        Assert.Equal((0.5 * 0.25) + (0.25 * 0.25 / 2), roc.PartialAuc(0.25)!.Value, 1e-15);
        Assert.Equal(0.875 - roc.PartialAuc(0.25)!.Value, roc.PartialAuc(1, 0.25)!.Value, 1e-15);
        Assert.Equal(roc.Auc!.Value, roc.PartialAuc(1, standardized: true)!.Value, 1e-15);
        Assert.Equal(1, RocCurve.Of([true, false], [1, 0]).PartialAuc(0.1, standardized: true)!.Value, 1e-15);
        Assert.Equal(0.5, RocCurve.Of([true, false], [1, 1]).PartialAuc(0.1, standardized: true)!.Value, 1e-15);
        Assert.Throws<ArgumentOutOfRangeException>("lowestFalsePositiveRate", () => roc.PartialAuc(0.1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>("highestFalsePositiveRate", () => roc.PartialAuc(10));
    }

    [Fact]
    public void Tied_scores_at_the_cut_count_by_their_share()
    {
        // The top two of four: one for certain, and one of three with the same score, of whom one churned.
        var roc = RocCurve.Of([true, true, false, false], [9, 5, 5, 5]);
        var top = roc.Gain(0.5);

        Assert.Equal((2, 4, 2), (top.Customers, top.Total, top.AllChurned));
        Assert.Equal(4.0 / 3, top.Churned, 1e-15);
        Assert.Equal(4.0 / 3, top.Lift!.Value, 1e-15);
        Assert.Equal("top 50.0 %: 66.7 % of those who churned, lift 1.33", top.ToString());
        Assert.Equal([1, 2, 2, 3, 4], ((double[])[0.01, 0.5, 0.26, 0.75, 1]).Select(s => roc.Gain(s).Customers).Order());
        Assert.Equal(0, roc.Gain(0).Customers);
        Assert.Null(roc.Gain(0).Lift);
        Assert.Equal([1, 1, 2, 2, 2, 3, 3, 4, 4, 4], roc.Gains().Select(g => g.Customers));
        Assert.Equal("top n/a: n/a of those who churned, lift n/a", default(GainPoint).ToString());
        Json.RoundTrips(top, RetentionMetricsJsonContext.Default.GainPoint);
        Assert.Contains("1.3", roc.ToMarkdown(), StringComparison.Ordinal);
        Assert.Equal(7, RocCurve.Of(new bool[100], new double[100]).Gain(0.07).Customers);
    }

    [Fact]
    public void Two_scores_of_the_same_customers_are_compared_by_what_they_share()
    {
        // pROC::roc.test(paired, method = "delong")
        var test = RocComparison.Paired(Churned, Scores, Others);

        Assert.Equal(0.7925939239012177, test.Z!.Value, 1e-12);
        Assert.Equal(0.4280144499347548, test.PValue!.Value, 1e-12);
        Assert.Equal(0.0104, test.Covariance!.Value, 1e-15);
        Assert.Equal("AUC 0.880 against 0.740, difference 0.140 (95 % CI -0.206–0.486), z = 0.79, p = .428", test.ToString());
        Assert.Contains("z = 0.79", test.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(test, RetentionMetricsJsonContext.Default.RocComparison);

        var same = RocComparison.Paired(Churned, Scores, [.. Scores.Select(s => (7 * s) - 3)]);
        Assert.Equal((0, 0), (same.Difference, same.StandardError));
        Assert.Equal("AUC 0.880 against 0.880, difference 0.000 (95 % CI 0.000–0.000); the difference does not vary: both scores rank those who churned and those who stayed alike", same.ToString());
        Assert.Equal("n/a (nobody churned)", RocComparison.Paired([false, false], [1, 2], [2, 1]).ToString());
        Assert.Equal("everybody churned", RocComparison.Paired([true], [1], [2]).WhyUndefined);
        Assert.Equal("a comparison needs two who churned and two who stayed", RocComparison.Paired([true, false], [1, 2], [2, 1]).WhyUndefined);
        Assert.Contains("n/a", default(RocComparison).ToHtml(), StringComparison.Ordinal);
        Assert.Null(default(RocComparison).Interval());
        Assert.Throws<ArgumentException>("second", () => RocComparison.Paired([true, false], [1, 2], [2]));
        Assert.Throws<ArgumentOutOfRangeException>("first[1]", () => RocComparison.Paired([true, false], [1, double.NaN], [2, 1]));
    }

    [Fact]
    public void With_one_group_there_is_no_curve_and_it_says_why()
    {
        var none = RocCurve.Of([], []);
        Assert.Equal("n/a (nobody was scored)", none.ToString());
        Assert.Empty(none.Points);
        Assert.Equal("n/a (nobody churned)", RocCurve.Of([false, false], [1, 2]).ToString());
        var all = RocCurve.Of([true, true], [1, 2]);
        Assert.Equal("n/a (everybody churned)", all.ToString());
        Assert.Equal(1, all.AveragePrecision);
        Assert.All((double?[])[all.Auc, all.Gini, all.KolmogorovSmirnov, all.StandardError, all.PartialAuc(0.5), none.AveragePrecision, all.Points[0].YoudenIndex], v => Assert.Null(v));
        Assert.Null(all.Youden);
        Assert.Null(all.Interval());
        foreach (var roc in (RocCurve[])[none, all, RocCurve.Of([false], [1])])
        {
            Assert.Contains("n/a", roc.ToHtml(), StringComparison.Ordinal);
            Assert.Contains("n/a", roc.ToSvg(), StringComparison.Ordinal);
            Assert.StartsWith("<svg", roc.ToGainSvg(), StringComparison.Ordinal);
            Assert.Contains("n/a", roc.ToMarkdown(), StringComparison.Ordinal);
            Json.RoundTrips(roc, RetentionMetricsJsonContext.Default.RocCurve);
        }

        var single = RocCurve.Of([true, false, false], [2, 1, 3]);
        Assert.Equal("AUC 0.500; 1 churned, 2 stayed", single.ToString());
        Assert.Contains("No interval", single.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Perfectly separated", RocCurve.Of([true, true, false, false], [4, 3, 2, 1]).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_may_be_neighbours_or_at_the_ends_of_the_scale()
    {
        var next = Math.BitIncrement(1.0);
        Assert.Equal(next, RocCurve.Of([true, false], [next, 1]).Points[1].Threshold);
        Assert.Equal(0, RocCurve.Of([true, false], [double.MaxValue, -double.MaxValue]).Points[1].Threshold);
        Json.RoundTrips(RocCurve.Of([true, false], [-0.0, 1]), RetentionMetricsJsonContext.Default.RocCurve);
        Assert.Equal(2, RocCurve.Of([true, false], [-0.0, 0.0]).Points.Count);
    }

    [Fact]
    public void Charts_stand_alone()
    {
        var many = RocCurve.Of([.. Enumerable.Range(0, 5000).Select(i => i % 3 == 0)], [.. Enumerable.Range(0, 5000).Select(i => (double)(i * 7919 % 5003))]);
        foreach (var svg in (string[])[many.ToSvg("a < b"), many.ToGainSvg()])
        {
            Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
            Assert.InRange(svg.Length, 1000, 40_000);
        }

        Assert.Contains("a &lt; b", many.ToSvg("a < b"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cheapest_threshold_is_where_offers_pay()
    {
        var offer = new RetentionOffer(lossPerChurner: 600m, costPerOffer: 40m, successRate: 0.25);
        Assert.Equal(40 / 150.0, offer.Threshold!.Value, 1e-15);
        Assert.Equal("40.00 an offer, works for 25.0 %, 600.00 lost with a churner: pays above 26.7 %", offer.ToString());

        // From 0.35 up seven get the offer, all five who churn among them: 280 + 5·0.75·600.
        var choice = RocCurve.Of(Churned, Scores).Cheapest(offer);
        Assert.Equal((7, 0.325), (choice.Point.Flagged, Math.Round(choice.Point.Threshold!.Value, 12)));
        Assert.Equal(2530, choice.ExpectedCost!.Value, 1e-9);
        Assert.Equal(3000, choice.CostOfNoOffers!.Value, 1e-9);
        Assert.Equal(2650, choice.CostOfOffersToAll!.Value, 1e-9);
        Assert.Equal(120, choice.Saving!.Value, 1e-9);
        Assert.Equal("from 0.325: 7 of 10 flagged; costs 2,530.00, no offers 3,000.00, all 2,650.00", choice.ToString());
        Assert.Contains("2,530.00", choice.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(choice, RetentionMetricsJsonContext.Default.ThresholdChoice);
        Json.RoundTrips(offer, RetentionMetricsJsonContext.Default.RetentionOffer);
    }

    [Fact]
    public void An_offer_that_never_pays_goes_to_nobody_and_a_free_one_to_all_whom_it_keeps()
    {
        var roc = RocCurve.Of(Churned, Scores);
        Assert.StartsWith("offers to nobody: 0 of 10", roc.Cheapest(new(100m, 200m, 0.5)).ToString(), StringComparison.Ordinal);
        Assert.EndsWith("never pays", new RetentionOffer(100m, 200m, 0.5).ToString(), StringComparison.Ordinal);
        Assert.EndsWith("saves nothing", new RetentionOffer(100m, 1m, 0).ToString(), StringComparison.Ordinal);
        Assert.Null(new RetentionOffer(0m, 1m, 1).Threshold);
        Assert.Null(new RetentionOffer(1e-28m, 79e27m, 1e-308).Threshold);
        Assert.StartsWith("offers to all: 2 of 2", RocCurve.Of([true, true], [1, 2]).Cheapest(new(100m, 1m, 1)).ToString(), StringComparison.Ordinal);
        var none = RocCurve.Of([], []).Cheapest(new(100m, 1m, 1));
        Assert.Equal("n/a (nobody was scored)", none.ToString());
        Assert.All((double?[])[none.ExpectedCost, none.CostOfNoOffers, none.CostOfOffersToAll, none.Saving], c => Assert.Null(c));
        Assert.Contains("n/a", none.ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("costPerOffer", () => new RetentionOffer(1, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("successRate", () => new RetentionOffer(1, 1, 25));
    }

    [Fact]
    public void Nonsense_is_refused_in_the_words_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>("scores[1]", () => RocCurve.Of([true, false], [1, double.NaN]));
        Assert.Contains("scores has 1 values, but churned has 2", Assert.Throws<ArgumentException>("scores", () => RocCurve.Of([true, false], [1])).Message, StringComparison.Ordinal);
        var roc = RocCurve.Of(Churned, Scores);
        Assert.Throws<ArgumentOutOfRangeException>("share", () => roc.Gain(10));
        Assert.Throws<ArgumentOutOfRangeException>("parts", () => roc.Gains(0));
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => roc.At(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => roc.Interval(95));
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"scores":[1,2],"churnedByScore":[1,1],"stayedByScore":[1,1]}""", RetentionMetricsJsonContext.Default.RocCurve));
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"scores":[1],"churnedByScore":[1,1],"stayedByScore":[1]}""", RetentionMetricsJsonContext.Default.RocCurve));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"scores":[1],"churnedByScore":[-1],"stayedByScore":[1]}""", RetentionMetricsJsonContext.Default.RocCurve));
    }
}
