using Retention.Metrics.Experiments;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class EffectTests
{
    [Fact]
    public void A_rate_that_rose_more_than_that_of_the_control_group()
    {
        // 77 % to 84 % against 76 % to 78 %, 1,000 customers each; the error is the root of the four p(1 − p)/1000.
        var did = DifferenceInDifferences.Between(Proportion.Of(770, 1000), Proportion.Of(840, 1000), Proportion.Of(760, 1000), Proportion.Of(780, 1000));

        Assert.Equal(0.05, did.Effect!.Value, 1e-15);
        Assert.Equal(Math.Sqrt((0.1771 + 0.1344 + 0.1824 + 0.1716) / 1000), did.StandardError!.Value, 1e-15);
        Assert.Equal("+5.0 points (95 % CI -0.1 to 10.1; p = .053)", did.ToString());
        Assert.Contains("moved in parallel", did.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(did, RetentionMetricsJsonContext.Default.DifferenceInDifferences);
    }

    [Fact]
    public void Minimum_wages_and_employment()
    {
        // Card and Krueger (1994), table 3, row 1 and 2: full-time equivalents per store with their standard errors; change in New Jersey less that in Pennsylvania 2.76 (1.36).
        var did = DifferenceInDifferences.Between(
            treatedBefore: Store(20.44, 0.51), treatedAfter: Store(21.03, 0.52), controlBefore: Store(23.33, 1.35), controlAfter: Store(21.17, 0.94));

        Assert.Equal(2.75, did.Effect!.Value, 1e-12);
        Assert.InRange(did.StandardError!.Value, 1.36, 1.85);
        Assert.StartsWith("+2.75 (95 % CI ", did.ToString(), StringComparison.Ordinal);
        Assert.Contains("+2.75", did.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(did, RetentionMetricsJsonContext.Default.DifferenceInDifferences);

        static SampleMean Store(double mean, double error) => SampleMean.FromMoments(100, mean, error * error * 100);
    }

    [Fact]
    public void Four_groups_of_which_one_says_nothing()
    {
        var rate = Proportion.Of(1, 2);
        var empty = DifferenceInDifferences.Between(rate, rate, default, rate);
        var one = DifferenceInDifferences.Between(SampleMean.Of([1.0]), SampleMean.Of([1.0, 2]), SampleMean.Of([1.0, 2]), SampleMean.Of([1.0, 2]));
        var same = DifferenceInDifferences.Between(Proportion.Of(2, 2), Proportion.Of(2, 2), Proportion.Of(2, 2), Proportion.Of(0, 2));

        Assert.Equal("n/a (one of the four groups is empty)", empty.ToString());
        Assert.Equal("+0.50 (no test: one of the four groups has one value, which does not show how much values vary)", one.ToString());
        Assert.Equal("+100.0 points (95 % CI 100.0 to 100.0; no test: nothing varies in any of the four groups)", same.ToString());
        foreach (var did in new[] { empty, one, same })
        {
            Assert.Null(did.PValue);
            Assert.Contains(did.WhyUndefined!, did.ToHtml(), StringComparison.Ordinal);
            Json.RoundTrips(did, RetentionMetricsJsonContext.Default.DifferenceInDifferences);
        }

        Assert.Throws<ArgumentOutOfRangeException>("level", () => DifferenceInDifferences.Between(rate, rate, rate, rate, 1));
    }

    [Property]
    public void What_happens_to_both_groups_drops_out(AnyCounts a, AnyCounts b)
    {
        var (before, after) = (Of(a), Of(b));
        var none = DifferenceInDifferences.Between(before, after, before, after);
        var there = DifferenceInDifferences.Between(before, after, after, before);

        Assert.Equal(0, none.Effect);
        Assert.True(none.PValue is null or 1);
        Assert.Equal(-there.Effect!.Value, DifferenceInDifferences.Between(after, before, before, after).Effect!.Value, 1e-15);
    }

    [Fact]
    public void A_campaign_with_a_hold_out()
    {
        var uplift = Uplift.Against(Proportion.Of(8_460, 9_000), Proportion.Of(910, 1_000));
        var paid = uplift.WithRevenue(SampleMean.FromMoments(9_000, 42.10, 1_600), SampleMean.FromMoments(1_000, 40.90, 1_550));

        Assert.Equal(0.03, uplift.PerCustomer!.Value, 1e-15);
        Assert.Equal(270, uplift.ExtraCustomers!.Value, 1e-9);
        Assert.Equal(100 / 3.0, uplift.TreatedPerExtraCustomer!.Value, 1e-9);
        Assert.Equal(9_000 * uplift.Interval!.Value.Lower, uplift.ExtraCustomersInterval!.Value.Lower, 1e-9);
        Assert.Equal("+3.0 points (95 % CI 1.3 to 5.0; p < .001): 270 of 9,000 retained extra", uplift.ToString());
        // 9,000 × 1.20, with the error √(1600/9000 + 1550/1000) = 1.3145.
        Assert.Equal(10_800, paid.IncrementalRevenue!.Value, 1e-6);
        Assert.Equal(Math.Sqrt((1600 / 9000.0) + 1.55), paid.Revenue!.StandardError!.Value, 1e-12);
        Assert.True(paid.IncrementalRevenueInterval is { Lower: < 0, Upper: > 10_800 });
        Assert.EndsWith("270 of 9,000 retained extra, incremental revenue 10,800.00", paid.ToString(), StringComparison.Ordinal);
        Assert.Contains("Incremental revenue", paid.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("Incremental revenue", uplift.ToHtml(), StringComparison.Ordinal);
        Assert.False(Json.RoundTrips(uplift, RetentionMetricsJsonContext.Default.Uplift).TryGetProperty("treatedRevenue", out _));
        Json.RoundTrips(paid, RetentionMetricsJsonContext.Default.Uplift);
    }

    [Fact]
    public void Revenue_is_that_of_everybody()
    {
        var uplift = Uplift.Against(Proportion.Of(5, 10), Proportion.Of(4, 10));
        var ten = SampleMean.FromMoments(10, 1, 1);

        Assert.Throws<ArgumentException>("treated", () => uplift.WithRevenue(SampleMean.FromMoments(5, 1, 1), ten));
        Assert.Throws<ArgumentException>("holdout", () => uplift.WithRevenue(ten, SampleMean.FromMoments(4, 1, 1)));
        Assert.Throws<ArgumentException>("holdoutRevenue", () => new Uplift(uplift.Treated, uplift.Holdout, 0.95, ten, null));
        Assert.Throws<ArgumentException>("treatedRevenue", () => new Uplift(uplift.Treated, uplift.Holdout, 0.95, null, ten));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => Uplift.Against(default, default, 0));
    }

    [Fact]
    public void Without_two_groups_there_is_no_uplift()
    {
        var nobody = Uplift.Against(default, Proportion.Of(4, 10));
        var all = Uplift.Against(Proportion.Of(4, 10), default);
        var still = Uplift.Against(Proportion.Of(0, 10), Proportion.Of(0, 10));

        Assert.Equal("n/a (nobody was treated)", nobody.ToString());
        Assert.Equal("n/a (nobody was held out)", all.ToString());
        Assert.Null(all.ExtraCustomers);
        Assert.Null(all.ExtraCustomersInterval);
        Assert.Contains("nobody was held out", all.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(0, still.ExtraCustomers);
        Assert.Null(still.TreatedPerExtraCustomer);
        Assert.Contains("no variation", still.WhyUndefined, StringComparison.Ordinal);
        Json.RoundTrips(nobody, RetentionMetricsJsonContext.Default.Uplift);
        // One customer in a group has spent something, and there is no error of it.
        var one = Uplift.Against(Proportion.Of(1, 1), Proportion.Of(1, 2)).WithRevenue(SampleMean.Of([3.0]), SampleMean.Of([1.0, 2]));
        Assert.Equal(1.5, one.IncrementalRevenue);
        Assert.Null(one.IncrementalRevenueInterval);
        Assert.Contains("1.50", one.ToHtml(), StringComparison.Ordinal);
        // Held out alone, with amounts: no treated customer to multiply by.
        var empty = Uplift.Against(default, Proportion.Of(1, 2)).WithRevenue(default, SampleMean.Of([1.0, 2]));
        Assert.Null(empty.IncrementalRevenue);
        Assert.Null(empty.IncrementalRevenueInterval);
    }

    [Fact]
    public void A_qini_curve_by_hand()
    {
        // Scores 3 3 2 2 1 1, a treated and an untreated customer at each; retained: treated at 3 and 2, untreated at 2.
        var curve = QiniCurve.From([3.0, 3, 2, 2, 1, 1], [true, false, true, false, true, false], [true, false, true, true, false, false]);

        // u: 1 − 0 at a third, 2 − 1 at two thirds, 2 − 1 at the end; less the line 1/3, 2/3: area (2/3 + (2/3 + 1/3) + 1/3)/2/3 = 1/3, ÷ 3 treated.
        Assert.Equal([1, 1, 1], curve.Points.Select(p => p.Incremental!.Value));
        Assert.Equal(1, curve.Total);
        Assert.Equal(1 / 9.0, curve.Coefficient!.Value, 1e-15);
        Assert.Equal(0, curve.At(0));
        Assert.Equal(0.5, curve.At(1 / 6.0)!.Value, 1e-15);
        Assert.Equal(1, curve.At(0.8)!.Value, 1e-15);
        Assert.Equal(1, curve.At(1));
        Assert.Equal("Qini coefficient 0.1111 (1 of 3 treated retained extra)", curve.ToString());
        Assert.Equal("down to 3.00: 1.0 extra of 1 treated", curve.Points[0].ToString());
        Assert.Contains("<svg", curve.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(curve, RetentionMetricsJsonContext.Default.QiniCurve);
        Assert.False(curve.Equals((object)"x"));
        Assert.Throws<ArgumentOutOfRangeException>("share", () => curve.At(1.1));
    }

    [Fact]
    public void A_curve_starts_where_both_groups_have_somebody()
    {
        var curve = QiniCurve.From(
            [(4.0, true, true), (3.0, true, true), (2.0, false, true), (1.0, false, false)], r => r.Item1, r => r.Item2, r => r.Item3);

        Assert.Null(curve.Points[1].Incremental);
        Assert.Equal("down to 3.00: n/a extra of 2 treated", curve.Points[1].ToString());
        // At three quarters: 2 − 1·2/1 = 0; at the end 2 − 1·2/2 = 1.
        Assert.Equal(0, curve.At(0.75)!.Value, 1e-15);
        Assert.Equal(0, curve.At(0.4)!.Value, 1e-15);
        Assert.True(curve.Coefficient < 0);
    }

    [Fact]
    public void A_curve_of_one_group_is_none()
    {
        var treated = QiniCurve.From([2.0, 1], [true, true], [true, false]);
        var none = QiniCurve.From([], [], []);

        Assert.Equal("n/a (nobody was held out)", treated.ToString());
        Assert.Equal("n/a (nobody was treated)", none.ToString());
        Assert.Null(none.At(0.5));
        Assert.Null(treated.Total);
        Assert.DoesNotContain("<svg", none.ToHtml(), StringComparison.Ordinal);
        Assert.StartsWith("<svg", none.ToSvg(), StringComparison.Ordinal);
        Json.RoundTrips(none, RetentionMetricsJsonContext.Default.QiniCurve);
        Json.RoundTrips(treated, RetentionMetricsJsonContext.Default.QiniCurve);
        Assert.Throws<ArgumentException>("treated", () => QiniCurve.From([1.0], [], [true]));
        Assert.Throws<ArgumentException>("retained", () => QiniCurve.From([1.0], [true], []));
        Assert.Throws<ArgumentOutOfRangeException>("scores", () => QiniCurve.From([double.NaN], [true], [true]));
        Assert.Throws<ArgumentOutOfRangeException>("score", () => QiniCurve.From([1], _ => double.NaN, _ => true, _ => true));
        Assert.Throws<ArgumentException>("points", () => new QiniCurve([treated.Points[1], treated.Points[0]]));
        Assert.Throws<ArgumentException>("points", () => new QiniCurve([new(2, Proportion.Of(1, 2), default), new(1, Proportion.Of(2, 2), default)]));
        Assert.Throws<ArgumentException>("points", () => new QiniCurve([new(2, default, Proportion.Of(1, 2)), new(1, default, Proportion.Of(0, 2))]));
        Assert.Throws<ArgumentNullException>(() => QiniCurve.From<int>(null!, _ => 1, _ => true, _ => true));
        Assert.Throws<ArgumentNullException>("score", () => QiniCurve.From([1], null!, _ => true, _ => true));
        Assert.Throws<ArgumentNullException>("treated", () => QiniCurve.From([1], _ => 1, null!, _ => true));
        Assert.Throws<ArgumentNullException>("retained", () => QiniCurve.From([1], _ => 1, _ => true, null!));
    }

    [Property]
    public void A_qini_curve_ends_at_the_uplift_and_does_not_depend_on_order(AnyLifetimes customers)
    {
        var rows = customers.Rows;
        var curve = QiniCurve.From(rows, r => r.Score, r => r.Group == 1, r => !r.Ended);
        var uplift = Uplift.Against(Proportion.Of(rows.Where(r => r.Group == 1), r => !r.Ended), Proportion.Of(rows.Where(r => r.Group != 1), r => !r.Ended));

        Assert.Equal(curve, QiniCurve.From(rows.Reverse(), r => (2.5 * r.Score) - 7, r => r.Group == 1, r => !r.Ended) is var again ? curve.Points.Count == again.Points.Count && curve.Coefficient == again.Coefficient ? curve : null : null);
        Assert.Equal(uplift.ExtraCustomers ?? -1, curve.Total ?? -1, 1e-9);
        if (curve.Coefficient is { } q)
        {
            Assert.InRange(q, -1, 1);
            Assert.Equal(curve.Total!.Value, curve.At(1)!.Value, 1e-12);
            // One score for all is a random order.
            Assert.Equal(0, QiniCurve.From(rows, _ => 1, r => r.Group == 1, r => !r.Ended).Coefficient!.Value, 1e-12);
        }
    }

    private static Proportion Of(AnyCounts c) => Proportion.Of(c.Part, c.Whole);
}
