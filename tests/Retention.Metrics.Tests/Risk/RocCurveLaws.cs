using Retention.Metrics.Risk;

namespace Retention.Metrics.Tests.Risk;

public sealed class RocCurveLaws
{
    [Property]
    public void The_area_is_the_share_of_pairs_in_the_right_order(AnyCustomers customers)
    {
        var roc = RocCurve.Of(customers.Churned, customers.Scores);
        var pairs = (from a in customers.Rows where a.Churned from b in customers.Rows where !b.Churned select a.Score > b.Score ? 1 : a.Score == b.Score ? 0.5 : 0).ToList();

        Assert.Equal(pairs.Sum(), roc.WilcoxonW);
        Assert.Equal(pairs.Average(), roc.Auc!.Value, 1e-12);
        Assert.Equal(roc.Auc.Value, roc.PartialAuc(1)!.Value, 1e-12);
    }

    [Property]
    public void Negated_scores_have_the_complementary_area(AnyCustomers customers)
    {
        var roc = RocCurve.Of(customers.Churned, customers.Scores);
        var negated = RocCurve.Of(customers.Churned, [.. customers.Scores.Select(s => -s)]);

        Assert.Equal(1 - roc.Auc!.Value, negated.Auc!.Value, 1e-12);
        Assert.Equal(roc.StandardError ?? -1, negated.StandardError ?? -1, 1e-12);
    }

    [Property]
    public void Only_the_order_of_the_scores_counts(AnyCustomers customers)
    {
        var roc = RocCurve.Of(customers.Churned, customers.Scores);
        var curved = RocCurve.Of(customers.Churned, [.. customers.Scores.Select(s => Math.Exp(s) - 9)]);

        Assert.Equal((roc.Auc, roc.StandardError, roc.AveragePrecision), (curved.Auc, curved.StandardError, curved.AveragePrecision));
        Assert.Equal(roc.Points.Select(p => (p.TruePositives, p.FalsePositives)), curved.Points.Select(p => (p.TruePositives, p.FalsePositives)));
        Assert.Equal(roc.Gains(), curved.Gains());
    }

    [Property]
    public void The_variance_is_that_of_the_placements_one_by_one(AnyCustomers customers)
    {
        var roc = RocCurve.Of(customers.Churned, customers.Scores);
        if (roc.Churned < 2 || roc.Stayed < 2)
        {
            Assert.Null(roc.StandardError);
            return;
        }

        double Win(SampleCustomer a, SampleCustomer b) => a.Score > b.Score ? 1 : a.Score == b.Score ? 0.5 : 0;
        var (left, there) = (customers.Rows.Where(r => r.Churned).ToList(), customers.Rows.Where(r => !r.Churned).ToList());
        double Variance(IEnumerable<double> values) => values.ToArray() is var v ? v.Sum(x => Math.Pow(x - v.Average(), 2)) / (v.Length - 1) / v.Length : 0;
        var variance = Variance(left.Select(a => there.Average(b => Win(a, b)))) + Variance(there.Select(b => left.Average(a => Win(a, b))));
        Assert.Equal(variance, Math.Pow(roc.StandardError!.Value, 2), 1e-12);

        // The paired test knows the same of each of its scores, and of their difference from a third.
        var pair = RocComparison.Paired(customers.Churned, customers.Scores, [.. customers.Rows.Select(r => r.First)]);
        Assert.Equal(roc.Auc!.Value, pair.FirstAuc!.Value, 1e-12);
        Assert.Equal(variance, pair.FirstVariance!.Value, 1e-12);
        var turned = RocComparison.Paired(customers.Churned, [.. customers.Rows.Select(r => r.First)], customers.Scores);
        Assert.Equal(-(pair.Z ?? 0), turned.Z ?? 0, 1e-9);
        Assert.Equal(RocCurve.Of(customers.Churned, [.. customers.Rows.Select(r => r.First)]).StandardError!.Value, Math.Sqrt(turned.FirstVariance!.Value), 1e-12);
    }

    [Property]
    public void Everybody_has_lift_one_and_the_gain_never_falls(AnyCustomers customers)
    {
        var gains = RocCurve.Of(customers.Churned, customers.Scores).Gains(7);

        Assert.Equal(1, gains[^1].Lift!.Value, 1e-12);
        Assert.Equal(1, gains[^1].Capture!.Value, 1e-12);
        Assert.All(gains.Zip(gains.Skip(1)), g => Assert.True(g.First.Churned <= g.Second.Churned));
    }

    [Property]
    public void Shards_of_customers_add(AnyCustomers customers)
    {
        RocCurve Of(IEnumerable<SampleCustomer> rows) => RocCurve.From(rows, r => r.Churned, r => r.Score);
        var (a, b) = (Of(customers.Rows.Where((_, i) => i % 3 == 0)), Of(customers.Rows.Where((_, i) => i % 3 != 0)));

        Assert.Equal(Of(customers.Rows), a + b);
        Assert.Equal(a + b, b + a);
        Assert.Equal(a, a + RocCurve.Of([], []));
    }

    [Property]
    public void No_threshold_is_cheaper_than_the_cheapest(AnyCustomers customers, AnyFraction success)
    {
        var roc = RocCurve.Of(customers.Churned, customers.Scores);
        var choice = roc.Cheapest(new(100m, 30m, success.Value));

        foreach (var point in roc.Points)
        {
            Assert.True(choice.ExpectedCost <= choice.Offer.ExpectedCost(point));
        }

        Assert.True(choice.Saving >= 0);
    }

    [Property]
    public void Of_calibrated_probabilities_the_cheapest_threshold_is_the_theoretical_one(AnyCustomers customers)
    {
        // The churn rate of each score as its probability is calibrated by construction.
        var rates = customers.Rows.GroupBy(r => r.Score).ToDictionary(g => g.Key, g => g.Average(r => r.Churned ? 1.0 : 0));
        var roc = RocCurve.Of(customers.Churned, [.. customers.Rows.Select(r => rates[r.Score])]);
        var offer = new RetentionOffer(100m, 17m, 0.5);

        Assert.Equal(offer.ExpectedCost(roc.At(offer.Threshold!.Value)), roc.Cheapest(offer).ExpectedCost!.Value, 1e-9);
    }

    [Property]
    public void The_parts_of_the_Brier_score_add_up(AnyCustomers customers)
    {
        var calibration = ChurnCalibration.Of(customers.Churned, [.. customers.Scores.Select(s => (s + 0.5) / 6)], bands: 100);

        // Every band has one probability, so that nothing hides within.
        Assert.Equal(0, calibration.WithinBands!.Value, 1e-12);
        Assert.Equal(calibration.BrierScore!.Value, calibration.Reliability!.Value - calibration.Resolution!.Value + calibration.Uncertainty!.Value, 1e-12);
        Assert.Equal(customers.Rows.Count, calibration.Bands.Sum(b => b.Observed.Total));
        Assert.Equal(customers.Rows.Average(r => Math.Pow(((r.Score + 0.5) / 6) - (r.Churned ? 1 : 0), 2)), calibration.BrierScore.Value, 1e-12);
        var coarse = ChurnCalibration.Of(customers.Churned, [.. customers.Scores.Select(s => (s + 0.5) / 6)], bands: 2);
        Assert.Equal(calibration.BrierScore.Value, coarse.BrierScore!.Value, 1e-12);
        Assert.True(coarse.Bands.Count <= 2);
    }
}
