using Retention.Metrics.Experiments;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class PairedAndStratifiedTests
{
    // Bickel, Hammel and O'Connell, Science 187 (1975): admissions of six departments of Berkeley, men and women; R's UCBAdmissions.
    private static readonly (string Label, Proportion First, Proportion Second)[] Berkeley =
    [
        ("A", Proportion.Of(512, 825), Proportion.Of(89, 108)), ("B", Proportion.Of(353, 560), Proportion.Of(17, 25)), ("C", Proportion.Of(120, 325), Proportion.Of(202, 593)),
        ("D", Proportion.Of(138, 417), Proportion.Of(131, 375)), ("E", Proportion.Of(53, 191), Proportion.Of(94, 393)), ("F", Proportion.Of(22, 373), Proportion.Of(24, 341)),
    ];

    [Fact]
    public void Approval_of_the_prime_minister()
    {
        // Agresti (1990), page 350; R 4.2: mcnemar.test(matrix(c(794, 86, 150, 570), 2)), the corrected one printed
        var test = McNemarTest.FromCounts(both: 794, beforeOnly: 150, afterOnly: 86, neither: 570);

        Assert.Equal(64 * 64 / 236.0, test.ChiSquare!.Value, 1e-13);
        Assert.Equal(16.81779661016949, test.CorrectedChiSquare!.Value, 1e-13);
        Assert.Equal(4.114562281345944e-05, test.CorrectedPValue!.Value, 1e-17);
        Assert.Equal(944 / 1600.0, test.Before.Value);
        Assert.Equal(880 / 1600.0, test.After.Value);
        Assert.Equal(-0.04, test.Change!.Value, 1e-15);
        Assert.Equal("-4.0 points (95 % CI -5.9 to -2.1; p < .001), 1,600 customers", test.ToString());
        Assert.Contains("exact p &lt; .001", test.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(test, RetentionMetricsJsonContext.Default.McNemarTest);
    }

    [Fact]
    public void A_few_who_changed()
    {
        // R 4.2: mcnemar.test(matrix(c(10, 5, 8, 3), 2)), binom.test(5, 13)
        var test = McNemarTest.FromCounts(10, 8, 5, 3);

        Assert.Equal(0.3076923076923077, test.CorrectedChiSquare!.Value, 1e-14);
        Assert.Equal(0.5790997419539189, test.CorrectedPValue!.Value, 1e-13);
        Assert.Equal(0.5810546874999997, test.ExactPValue!.Value, 1e-13);
        Assert.Contains("Fewer than 25 changed", test.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Customers_who_did_not_change_say_nothing()
    {
        var none = McNemarTest.FromCounts(10, 0, 0, 3);
        var nobody = McNemarTest.FromCounts(0, 0, 0, 0);

        Assert.Equal(0, none.Change);
        Assert.Null(none.PValue);
        Assert.Equal(1, none.ExactPValue);
        Assert.Equal("0.0 points (95 % CI 0.0 to 0.0; no test: nobody changed), 13 customers", none.ToString());
        Assert.Null(nobody.Change);
        Assert.Null(nobody.ExactPValue);
        Assert.Null(nobody.CorrectedPValue);
        Assert.Equal("n/a (there are no customers)", nobody.ToString());
        Assert.Contains("there are no customers", nobody.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(none, RetentionMetricsJsonContext.Default.McNemarTest);
        Json.RoundTrips(nobody, RetentionMetricsJsonContext.Default.McNemarTest);
        Assert.Throws<ArgumentOutOfRangeException>("afterOnly", () => McNemarTest.FromCounts(1, 1, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => McNemarTest.FromCounts(1, 1, 1, 1, 0));
    }

    [Fact]
    public void Pairs_are_counted()
    {
        (bool May, bool June)[] people = [(true, true), (true, false), (true, false), (false, true), (false, false)];

        Assert.Equal(McNemarTest.FromCounts(1, 2, 1, 1, 0.9), McNemarTest.FromPairs(people, p => p.May, p => p.June, 0.9));
        Assert.Throws<ArgumentNullException>("before", () => McNemarTest.FromPairs(people, null!, p => p.June));
        Assert.Throws<ArgumentNullException>("after", () => McNemarTest.FromPairs(people, p => p.May, null!));
        Assert.Throws<ArgumentNullException>("customers", () => McNemarTest.FromPairs<int>(null!, p => true, p => true));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => McNemarTest.FromPairs(people, p => p.May, p => p.June, 2));
    }

    [Property]
    public void Before_and_after_change_places(AnyCounts a, AnyCounts b)
    {
        var (there, back) = (McNemarTest.FromCounts(a.Part, a.Whole, b.Part, b.Whole), McNemarTest.FromCounts(a.Part, b.Part, a.Whole, b.Whole));

        Assert.Equal(there.ChiSquare, back.ChiSquare);
        Assert.Equal(there.ExactPValue, back.ExactPValue);
        Assert.Equal(there.Change!.Value, -back.Change!.Value);
        Assert.Equal(there.Interval!.Value.Lower, -back.Interval!.Value.Upper);
        Assert.True(there.CorrectedPValue >= there.PValue);
    }

    [Property]
    public void As_many_won_as_lost_is_no_change(AnyCounts a, AnyCounts b)
    {
        var test = McNemarTest.FromCounts(a.Part, b.Whole, b.Whole, a.Whole);

        Assert.Equal((0, 0, 1, 1), (test.ChiSquare!.Value, test.CorrectedChiSquare!.Value, test.PValue!.Value, test.ExactPValue!.Value));
    }

    [Fact]
    public void Admissions_to_Berkeley()
    {
        // R 4.2: mantelhaen.test(UCBAdmissions), with correct = TRUE and FALSE and at 99 %
        var test = MantelHaenszelTest.Over(Berkeley);
        var wide = MantelHaenszelTest.Over(0.99, Berkeley);

        Assert.Equal(1.4269462285866883, test.CorrectedChiSquare!.Value, 1e-12);
        Assert.Equal(0.2322634628170483, test.CorrectedPValue!.Value, 1e-13);
        Assert.Equal(1.5246066604434356, test.ChiSquare!.Value, 1e-12);
        Assert.Equal(0.2169236970555184, test.PValue!.Value, 1e-13);
        Assert.Equal(0.9046968282586231, test.CommonOddsRatio.Value!.Value, 1e-13);
        Assert.Equal(0.7719073617593505, test.CommonOddsRatio.Lower!.Value, 1e-13);
        Assert.Equal(1.0603297644366556, test.CommonOddsRatio.Upper!.Value, 1e-13);
        Assert.Equal(0.7343503893685897, wide.CommonOddsRatio.Lower!.Value, 1e-13);
        Assert.NotEqual(test, wide);
        Assert.Equal("common odds ratio 0.90 (95 % CI 0.77–1.06), p = .217, 6 strata", test.ToString());
        Assert.Contains("62.1 % (512 of 825) and 82.4 % (89 of 108)", test.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(test, RetentionMetricsJsonContext.Default.MantelHaenszelTest);
    }

    [Fact]
    public void Pooling_the_departments_shows_the_opposite()
    {
        // The paradox that Bickel and others are known for: pooled, men are admitted more often; within departments they are not.
        var pooled = ProportionTest.Between(Proportion.Pool(Berkeley.Select(d => d.First)), Proportion.Pool(Berkeley.Select(d => d.Second)));

        Assert.True(pooled is { Difference: > 0.1, PValue: < 0.001 });
        Assert.True(MantelHaenszelTest.Over(Berkeley) is { Z: < 0, PValue: > 0.1 });
    }

    [Fact]
    public void Strata_that_say_nothing_are_left_out()
    {
        (string, Proportion, Proportion)[] idle = [("nobody", default, default), ("one", Proportion.Of(1, 1), default), ("one group", default, Proportion.Of(3, 7)), ("all", Proportion.Of(4, 4), Proportion.Of(5, 5))];
        var test = MantelHaenszelTest.Over([.. Berkeley, .. idle]);

        Assert.Equal(MantelHaenszelTest.Over(Berkeley).ChiSquare, test.ChiSquare);
        Assert.Equal(MantelHaenszelTest.Over(Berkeley).CommonOddsRatio, test.CommonOddsRatio);
        var none = MantelHaenszelTest.Over(idle);
        Assert.Null(none.PValue);
        Assert.Null(none.CorrectedPValue);
        Assert.Equal("n/a (in every stratum everybody has the property, nobody has, or a group is empty)", none.ToString());
        Assert.Equal("n/a (no stratum has customers in both groups)", MantelHaenszelTest.Over([idle[0], idle[1], idle[2]]).ToString());
        Assert.Equal("n/a (no stratum has customers in both groups)", MantelHaenszelTest.Over().ToString());
        Assert.Equal("no stratum has a pair of customers that tells", none.CommonOddsRatio.WhyUndefined);
        Assert.Contains("in every stratum", none.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(none, RetentionMetricsJsonContext.Default.MantelHaenszelTest);
        Assert.True(MantelHaenszelTest.Over(("x", Proportion.Of(2, 2), Proportion.Of(1, 2))).CommonOddsRatio.IsUnbounded);
        Assert.Throws<ArgumentNullException>(() => MantelHaenszelTest.Over((null!, default, default)));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => MantelHaenszelTest.Over(1, Berkeley));
        Assert.Equal("all: 100.0 % (4 of 4) and 100.0 % (5 of 5)", none.Strata[3].ToString());
        Assert.Equal(string.Empty, default(TestStratum).Label);
        Assert.False(none.Equals((object)"x"));
    }

    [Property]
    public void One_stratum_is_the_test_of_two_rates_but_for_one_customer(AnyCounts a, AnyCounts b)
    {
        // The variance has n − 1 where Pearson's has n.
        var stratum = MantelHaenszelTest.Over(("all", Of(a), Of(b)));
        var plain = ProportionTest.Between(Of(a), Of(b));
        var n = (double)a.Whole + b.Whole;

        Assert.Equal(plain.ChiSquare is null, stratum.ChiSquare is null);
        Assert.True(plain.ChiSquare is not { } chi || Math.Abs(stratum.ChiSquare!.Value - (chi * (n - 1) / n)) <= (1e-9 * chi) + 1e-12);
        if (plain.OddsRatio is { Value: { } ratio, Lower: { } lower })
        {
            Assert.Equal(1, stratum.CommonOddsRatio.Value!.Value / ratio, 1e-9);
            Assert.Equal(1, stratum.CommonOddsRatio.Lower!.Value / lower, 1e-8);
        }
    }

    [Property]
    public void Strata_in_any_order_and_groups_turned_round(AnyCounts a, AnyCounts b, AnyCounts c, AnyCounts d)
    {
        var there = MantelHaenszelTest.Over(("x", Of(a), Of(b)), ("y", Of(c), Of(d)));
        var turned = MantelHaenszelTest.Over(("y", Of(d), Of(c)), ("x", Of(b), Of(a)));

        Assert.Equal(there.Z ?? 0, -turned.Z ?? 0, 1e-9);
        Assert.True(there.CommonOddsRatio.Value is not > 0 || Math.Abs((there.CommonOddsRatio.Value.Value * turned.CommonOddsRatio.Value!.Value) - 1) < 1e-9);
    }

    private static Proportion Of(AnyCounts c) => Proportion.Of(c.Part, c.Whole);
}
