using System.Numerics;
using Retention.Metrics.Experiments;
using Retention.Metrics.Numerics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class FisherExactTestTests
{
    [Fact]
    public void The_lady_tasting_tea()
    {
        // Fisher, The Design of Experiments (1935): 3 of 4 cups right; R 4.2: fisher.test(matrix(c(3, 1, 1, 3), 2))
        var test = ProportionTest.Between(Proportion.Of(3, 4), Proportion.Of(1, 4)).Exact(FisherPrecision.AsR);

        Assert.Equal(34 / 70.0, test.PValue!.Value, 1e-14);
        Assert.Equal(17 / 70.0, test.PValueGreater!.Value, 1e-14);
        Assert.Equal(69 / 70.0, test.PValueLess!.Value, 1e-14);
        Assert.Equal(6.4083088670057879, test.OddsRatio.Value!.Value, 1e-8);
        Assert.Equal(0.2117329153055029, test.OddsRatio.Lower!.Value, 1e-9);
        Assert.Equal(621.9337505454172970, test.OddsRatio.Upper!.Value, 1e-5);
        Assert.Equal("odds ratio 6.41 (95 % CI 0.21–621.93), p = .486", test.ToString());
    }

    [Theory]
    // R 4.2: fisher.test(matrix(c(a, b, c, d), 2, byrow = TRUE)): p-value, estimate and interval
    [InlineData(10, 15, 2, 14, 7.775059838501793e-03, 1.082246307129239e+01, 1.531673660195334, 137.3427562010524)]
    [InlineData(0, 7, 5, 7, 0.02097902097902097, 0, 0, 0.68990188750270398)]
    public void As_R(long x1, long n1, long x2, long n2, double p, double ratio, double lower, double upper)
    {
        var test = ProportionTest.Between(Proportion.Of(x1, n1), Proportion.Of(x2, n2)).Exact(FisherPrecision.AsR);

        Assert.Equal(p, test.PValue!.Value, 1e-13);
        Assert.Equal(ratio, test.OddsRatio.Value!.Value, 1e-8);
        Assert.Equal(lower, test.OddsRatio.Lower!.Value, 1e-8);
        Assert.Equal(upper, test.OddsRatio.Upper!.Value, 1e-6);
    }

    [Theory]
    // R 4.2: fisher.test(...)$p.value
    [InlineData(2000, 5000, 2300, 5000, 1.527723342330797e-09)]
    [InlineData(200, 500, 430, 500, 1.269509126242843e-53)]
    public void Small_p_values_keep_their_digits(long x1, long n1, long x2, long n2, double p)
    {
        var got = ProportionTest.Between(Proportion.Of(x1, n1), Proportion.Of(x2, n2)).Exact().PValue!.Value;

        Assert.Equal(1, got / p, 1e-10);
    }

    [Fact]
    public void Full_precision_solves_the_equations_and_that_of_R_does_not_quite()
    {
        // 1 of 10 against 9 of 10: at the lower limit one or more, at the upper one or fewer, have a probability of 2.5 %.
        var test = ProportionTest.Between(Proportion.Of(1, 10), Proportion.Of(9, 10));
        var full = test.Exact().OddsRatio;
        var asR = test.Exact(FisherPrecision.AsR).OddsRatio;

        Assert.Equal(0.025, Sum(full.Lower!.Value, k => k >= 1), 1e-12);
        Assert.Equal(0.025, Sum(full.Upper!.Value, k => k <= 1), 1e-12);
        Assert.Equal(1, Enumerable.Range(0, 11).Sum(k => k * Weight(k, full.Value!.Value)) / Enumerable.Range(0, 11).Sum(k => Weight(k, full.Value!.Value)), 1e-11);
        Assert.Equal(0.0002551, full.Lower.Value, 7);
        Assert.Equal(0.0002656, asR.Lower!.Value, 7);
        Assert.NotEqual(test.Exact(), test.Exact(FisherPrecision.AsR));
        Json.RoundTrips(test.Exact(FisherPrecision.AsR), RetentionMetricsJsonContext.Default.FisherExactTest);

        static double Weight(int k, double omega) => (double)Choose(10, k) * (double)Choose(10, 10 - k) * Math.Pow(omega, k);
        static double Sum(double omega, Func<int, bool> which) => Enumerable.Range(0, 11).Where(which).Sum(k => Weight(k, omega)) / Enumerable.Range(0, 11).Sum(k => Weight(k, omega));
    }

    [Property]
    public void P_values_are_those_of_all_tables_counted(AnyCounts a, AnyCounts b)
    {
        // As whole numbers: tables with these margins, of which the one observed is one.
        var (n1, n2) = ((a.Whole % 40) + 1, (b.Whole % 40) + 1);
        var (x1, x2) = (a.Part % (n1 + 1), b.Part % (n2 + 1));
        var successes = x1 + x2;
        var (low, high) = (Math.Max(0, successes - n2), Math.Min(n1, successes));
        BigInteger Tables(long k) => Choose(n1, k) * Choose(n2, successes - k);
        var all = Choose(n1 + n2, successes);
        double Share(Func<long, bool> which) => Ratio(Enumerable.Range((int)low, (int)(high - low + 1)).Where(k => which(k)).Aggregate(BigInteger.Zero, (sum, k) => sum + Tables(k)), all);

        var test = ProportionTest.Between(Proportion.Of(x1, n1), Proportion.Of(x2, n2)).Exact();

        Close(Share(k => Tables(k) <= Tables(x1)), test.PValue!.Value);
        Close(Share(k => k <= x1), test.PValueLess!.Value);
        Close(Share(k => k >= x1), test.PValueGreater!.Value);
    }

    [Property(MaxTest = 60)]
    public void The_interval_holds_the_estimate_and_is_turned_round_with_the_groups(AnyCounts a, AnyCounts b, AnyLevel level)
    {
        var (n1, n2) = ((a.Whole % 3000) + 1, (b.Whole % 3000) + 1);
        var (first, second) = (Proportion.Of(a.Part % (n1 + 1), n1), Proportion.Of(b.Part % (n2 + 1), n2));
        var ratio = ProportionTest.Between(first, second, level.Value).Exact().OddsRatio;
        var back = ProportionTest.Between(second, first, level.Value).Exact().OddsRatio;

        if (ratio.Value is { } value)
        {
            Assert.True(value > 0 || ratio.Lower == 0);
            Assert.Equal(value == 0, back.IsUnbounded);
            // A level near 0 leaves an interval that need not hold the estimate, as both tails count what was observed; from one half on it does.
            if (level.Value >= 0.5)
            {
                Assert.InRange(value, ratio.Lower!.Value, ratio.Upper ?? double.PositiveInfinity);
            }

            if (value > 0)
            {
                Close(1 / value, back.Value!.Value, 1e-8);
                Close(1 / ratio.Upper!.Value, back.Lower!.Value, 1e-8);
            }
        }
    }

    [Fact]
    public void A_thousand_million_customers_are_summed_around_the_mode()
    {
        var test = ProportionTest.Between(Proportion.Of(900_000_000, 1_000_000_000), Proportion.Of(899_960_000, 1_000_000_000));
        var exact = test.Exact();

        // With so many the conditional and the plain estimate agree, and so do the limits.
        Assert.Equal(test.OddsRatio.Value!.Value, exact.OddsRatio.Value!.Value, 1e-10);
        Assert.Equal(test.OddsRatio.Lower!.Value, exact.OddsRatio.Lower!.Value, 1e-7);
        Assert.Equal(test.OddsRatio.Upper!.Value, exact.OddsRatio.Upper!.Value, 1e-7);
    }

    [Property(MaxTest = 15)]
    public void Groups_of_any_size_have_a_p_value_and_limits_in_order(AnyCounts a, AnyCounts b)
    {
        var test = ProportionTest.Between(Proportion.Of(a.Part, a.Whole), Proportion.Of(b.Part, b.Whole));
        var (full, asR) = (test.Exact(), test.Exact(FisherPrecision.AsR));

        Assert.InRange(full.PValue!.Value, 0, 1);
        Assert.Equal(full.PValue, asR.PValue);
        foreach (var ratio in new[] { full.OddsRatio, asR.OddsRatio })
        {
            Assert.True(ratio.Value is not { } value || (value >= ratio.Lower * (1 - 0.1) && value <= (ratio.Upper ?? double.PositiveInfinity) * (1 + 0.1)), $"{ratio}");
        }
    }

    [Fact]
    public void Odds_ratios_beyond_what_R_can_solve_are_solved()
    {
        var test = ProportionTest.Between(Proportion.Of(999_999_999, 1_000_000_000), Proportion.Of(1, 1_000_000_000));

        Assert.Equal(test.Exact().OddsRatio.Value, test.Exact(FisherPrecision.AsR).OddsRatio.Value);
        Assert.InRange(test.Exact().OddsRatio.Value!.Value, 1e17, 1e19);
    }

    [Fact]
    public void Millions_of_millions_are_left_to_the_score_test()
    {
        var test = ProportionTest.Between(Proportion.Of(1, 2_000_000_000_000), Proportion.Of(5, 10)).Exact();

        Assert.Null(test.PValue);
        Assert.Contains("1,000,000,000,000", test.WhyUndefined, StringComparison.Ordinal);
    }

    [Fact]
    public void A_coarse_root_stops_where_the_archive_stops()
    {
        // The cube root of 0.4; R 4.2: uniroot(function(t) t^3 - 0.4, c(0, 1))$root stops before it.
        Assert.Equal(0.7368062997280773, RootFinder.Zeroin(t => (t * t * t) - 0.4, 0, 1, 1e-12), 1e-8);
        Assert.Equal(0.73679670111455342, RootFinder.Zeroin(t => (t * t * t) - 0.4, 0, 1, 0.0001220703125), 1e-14);
        Assert.Equal(0.53648182088173102, RootFinder.Zeroin(t => Math.Exp(-3 * t) - 0.2, 0, 1, 0.0001220703125), 1e-14);
        Assert.Equal(0, RootFinder.Zeroin(t => t, 0, 1, 1e-12));
        Assert.Equal(1, RootFinder.Zeroin(t => t - 1, 0, 1, 1e-12));
        Assert.Throws<ArgumentException>(() => RootFinder.Zeroin(t => t + 1, 0, 1, 1e-12));
        // One step cannot be enough; the last point is returned.
        Assert.InRange(RootFinder.Zeroin(t => (t * t * t) - 0.4, 0, 1, 0, maxIterations: 1), 0.1, 1);
    }

    private static BigInteger Choose(long n, long k)
    {
        var result = BigInteger.One;
        for (long i = 1; i <= k; i++)
        {
            result = result * (n - k + i) / i;
        }

        return k < 0 || k > n ? 0 : result;
    }

    private static double Ratio(BigInteger part, BigInteger whole) => (double)(part * BigInteger.Pow(10, 40) / whole) * 1e-40;

    private static void Close(double expected, double got, double tolerance = 1e-10) => Assert.True(Math.Abs(got - expected) <= tolerance * Math.Abs(expected), FormattableString.Invariant($"{got:R}, not {expected:R}"));
}
