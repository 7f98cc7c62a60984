using System.Text.Json;
using Retention.Metrics.Orders;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Orders;

public class SpendConcentrationTests
{
    [Fact]
    public void Twice_the_spend_of_the_rest_is_less_than_a_fifth_of_the_total()
    {
        var spend = SpendConcentration.FromAmounts([1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m, 2m]);
        var top = spend.Top(0.10);
        Assert.Equal(1, top.Count);
        Assert.Equal(2.0 / 11, top.Share!.Value, 1e-15);
        Assert.Equal(2, top.RatioOfMeans!.Value, 1e-14);
        Assert.Equal(9.0 / 110, spend.Gini!.Value, 1e-15);
        Assert.Equal(1.0 / 11, spend.UnbiasedGini!.Value, 1e-15);
        Assert.Equal("Gini 0.082; top 1 of 10 have 18.2 %; their mean is 2.00 times that of the rest", spend.ToString());
        Assert.Contains("Share of the top 10 %", spend.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("2.00", top.ToHtml(), StringComparison.Ordinal);
    }

    // 0.1·10 in doubles lies above 1, 0.07·100 above 7, 0.29·100 below 29, 1 − 0.7 above 0.3.
    [Theory]
    [InlineData(0.1, 10, 1)]
    [InlineData(0.07, 100, 7)]
    [InlineData(0.29, 100, 29)]
    [InlineData(1 - 0.7, 10, 3)]
    [InlineData(2.0 / 3, 3, 2)]
    [InlineData(1.0 / 3, 3, 1)]
    [InlineData(0.11, 10, 2)]
    [InlineData(0.100001, 10, 2)]
    [InlineData(1e-9, 10, 1)]
    [InlineData(1, 7, 7)]
    [InlineData(0.5, 1, 1)]
    public void The_top_is_rounded_up_to_whole_customers_in_exact_arithmetic(double fraction, int customers, long count) =>
        Assert.Equal(count, SpendConcentration.FromAmounts(Enumerable.Repeat(1m, customers)).Top(fraction).Count);

    [Fact]
    public void Equal_amounts_have_a_Gini_of_exactly_zero()
    {
        var equal = SpendConcentration.FromAmounts(Enumerable.Repeat(0.1m, 1_000));
        Assert.Equal(0, equal.Gini);
        Assert.Equal(0, equal.UnbiasedGini);
        Assert.Equal(1, equal.Top(0.3).RatioOfMeans!.Value, 1e-13);
    }

    [Fact]
    public void One_who_has_everything_is_the_extreme()
    {
        var one = SpendConcentration.FromAmounts([0m, 0m, 0m, 7m]);
        Assert.Equal(0.75, one.Gini);
        Assert.Equal(1, one.UnbiasedGini);
        Assert.Null(one.Top(0.25).RatioOfMeans);
        Assert.Equal(1, one.Top(0.25).Share);
        Assert.Equal("top 1 of 4 have 100.0 %; the rest spent nothing", one.Top(0.25).ToString());
        Assert.Equal("the top is everybody, so there is no rest to compare with", one.Top(1).WhyUndefined);
        Assert.Equal(0, SpendConcentration.FromAmounts([7m]).Gini);
        Assert.Null(SpendConcentration.FromAmounts([7m]).UnbiasedGini);
    }

    [Fact]
    public void Where_nobody_spent_anything_nothing_is_concentrated()
    {
        var zeros = SpendConcentration.FromAmounts([0m, 0m]);
        Assert.Null(zeros.Gini);
        Assert.Null(zeros.UnbiasedGini);
        Assert.Null(zeros.LorenzCurve());
        Assert.Null(zeros.Lorenz(0.5));
        Assert.Equal("n/a (nobody spent anything)", zeros.ToString());
        Assert.Equal("n/a (nobody spent anything)", zeros.Top(0.5).ToString());
        var nobody = SpendConcentration.FromAmounts(Array.Empty<decimal>());
        Assert.Equal("n/a (there are no customers)", nobody.ToString());
        Assert.Equal("n/a (there are no customers)", nobody.Top(0.1).ToString());
        Assert.Equal("n/a (there are no customers)", default(TopSpenders).ToString());
        Assert.Contains("no customers", nobody.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("nobody spent", zeros.Top(0.5).ToHtml(), StringComparison.Ordinal);
        Assert.Null(SpendConcentration.RankedOn([], [], 0.1).Share);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_negative_or_infinite_amount_is_refused_with_its_position(double bad)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>("values", () => SpendConcentration.FromValues([1, 2, bad]));
        Assert.StartsWith(FormattableString.Invariant($"values[2] was {bad}. An amount must be a finite number of at least 0"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_nonsense_is_refused()
    {
        var some = SpendConcentration.FromAmounts([1m]);
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => some.Top(0));
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => some.Top(10));
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => some.Lorenz(-0.1));
        Assert.Throws<ArgumentNullException>("amounts", () => SpendConcentration.FromAmounts(null!));
        Assert.Throws<ArgumentException>("measured", () => SpendConcentration.RankedOn([1, 2], [1], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("measured", () => SpendConcentration.RankedOn([1], [-1], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("ranking", () => SpendConcentration.RankedOn([double.NaN], [1], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("fraction", () => SpendConcentration.RankedOn([1], [1], 0));
        Assert.Throws<ArgumentOutOfRangeException>("amounts", () => JsonSerializer.Deserialize("""{"amounts":[1,-1]}""", RetentionMetricsJsonContext.Default.SpendConcentration));
    }

    [Fact]
    public void Amounts_at_the_end_of_the_range_do_not_overflow_their_sum()
    {
        var huge = SpendConcentration.FromValues([double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue]);
        Assert.Equal(0, huge.Gini);
        Assert.Equal(0.5, huge.Top(0.5).Share!.Value, 1e-15);
        Assert.Equal(1, SpendConcentration.FromValues([0, double.MaxValue]).Top(0.5).Share);
        Assert.Equal(0.5, SpendConcentration.RankedOn([1, 2], [double.MaxValue, double.MaxValue], 0.5).Share!.Value, 1e-15);
    }

    [Fact]
    public void Ranking_on_one_period_and_measuring_on_another_takes_chance_out_of_the_selection()
    {
        double[] lastYear = [10, 9, 1, 1];
        double[] thisYear = [2, 8, 4, 2];
        var honest = SpendConcentration.RankedOn(lastYear, thisYear, 0.5);
        Assert.Equal(10.0 / 16, honest.Share!.Value, 1e-15);
        Assert.True(honest.Share < SpendConcentration.FromValues(thisYear).Top(0.5).Share);
        // Two customers tie for the last place, and each has half of it, whatever the order of the rows.
        Assert.Equal((8 + 1.5) / 16, SpendConcentration.RankedOn([9, 1, 1, 0], [8, 2, 1, 5], 0.5).Share!.Value, 1e-15);
        Assert.Equal((8 + 1.5) / 16, SpendConcentration.RankedOn([9, 1, 1, 0], [8, 1, 2, 5], 0.5).Share!.Value, 1e-15);
    }

    [Fact]
    public void Large_columns_are_sorted_like_small_ones()
    {
        // 30,000 amounts take the radix sort; zeros of both signs, subnormals and the largest double are among them.
        var amounts = Enumerable.Range(0, 30_000).Select(i => Math.Pow(1.7, (i * 7919) % 1_201) * ((i * 31) % 97)).Where(double.IsFinite)
            .Concat([0.0, -0.0, double.Epsilon, double.MaxValue, 1, 1, 1]).ToArray();
        var sorted = AscendingSort.Of([.. amounts], "amounts");
        Assert.Equal(amounts.Select(a => a + 0.0).Order().ToArray(), sorted);
        Assert.Equal(Enumerable.Repeat(5.0, 20_000), AscendingSort.Of([.. Enumerable.Repeat(5.0, 20_000)], "amounts"));
    }

    [Fact]
    public void It_reads_back_from_JSON_and_forgets_the_order_of_the_rows()
    {
        var context = RetentionMetricsJsonContext.Default;
        Json.RoundTrips(SpendConcentration.FromAmounts([3m, 1m, 2.25m]), context.SpendConcentration);
        Json.RoundTrips(SpendConcentration.FromAmounts([3m, 1m, 2.25m]).Top(0.5), context.TopSpenders);
        Json.RoundTrips(default, context.TopSpenders);
        var (a, b) = (SpendConcentration.FromAmounts([3m, 1m]), SpendConcentration.FromAmounts([1m, 3m]));
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.False(a.Equals((object?)null));
    }

    [Property]
    public void The_Gini_coefficient_is_half_the_relative_mean_difference_of_all_pairs(AnyAmounts amounts)
    {
        var x = amounts.Values;
        var mean = x.Average();
        var expected = x.Sum(a => x.Sum(b => Math.Abs(a - b))) / (2 * mean * x.Count * x.Count);
        Assert.Equal(expected, Of(x).Gini!.Value, 1e-11);
        Assert.InRange(Of(x).Gini!.Value, 0, 1 - (1.0 / x.Count) + 1e-12);
    }

    [Property]
    public void A_change_of_currency_changes_nothing(AnyAmounts amounts)
    {
        var (one, other) = (Of(amounts.Values), Of(amounts.Values.Select(a => a * 1.0873)));
        Assert.Equal(one.Gini!.Value, other.Gini!.Value, 1e-12);
        Assert.Equal(one.Top(0.2).Share!.Value, other.Top(0.2).Share!.Value, 1e-12);
    }

    [Property]
    public void Everybody_twice_changes_nothing(AnyAmounts amounts)
    {
        var (one, twice) = (Of(amounts.Values), Of(amounts.Values.Concat(amounts.Values)));
        Assert.Equal(one.Gini!.Value, twice.Gini!.Value, 1e-12);
        Assert.Equal(one.Lorenz(0.37)!.Value, twice.Lorenz(0.37)!.Value, 1e-12);
    }

    [Property]
    public void The_Lorenz_curve_rises_from_0_to_1_and_bends_upwards(AnyAmounts amounts)
    {
        var curve = Of(amounts.Values).LorenzCurve()!;
        Assert.Equal(amounts.Values.Count + 1, curve.Count);
        Assert.Equal(0, curve[0]);
        Assert.Equal(1, curve[^1]);
        for (var i = 1; i < curve.Count; i++)
        {
            Assert.True(curve[i] >= curve[i - 1] - 1e-15);
            Assert.True(curve[i] <= ((double)i / amounts.Values.Count) + 1e-12);
            Assert.True(i < 2 || curve[i] - curve[i - 1] >= curve[i - 1] - curve[i - 2] - 1e-12);
        }
    }

    [Property]
    public void The_share_of_a_larger_top_is_never_smaller_and_completes_the_Lorenz_curve(AnyAmounts amounts, AnyFraction one, AnyFraction other)
    {
        var spend = Of(amounts.Values);
        var (low, high) = (Math.Max(1e-6, Math.Min(one.Value, other.Value)), Math.Max(1e-6, Math.Max(one.Value, other.Value)));
        Assert.True(spend.Top(low).Share <= spend.Top(high).Share + 1e-15);
        var top = spend.Top(low);
        Assert.Equal(1 - spend.Lorenz((double)(top.Customers - top.Count) / top.Customers)!.Value, top.Share!.Value, 1e-9);
        Assert.True(top.RatioOfMeans is null or >= 1 - 1e-12);
    }

    [Property]
    public void Ranking_on_the_measured_amount_itself_is_the_plain_top(AnyAmounts amounts, AnyFraction fraction)
    {
        var x = amounts.Values.ToArray();
        var q = Math.Max(1e-6, fraction.Value);
        Assert.Equal(Of(x).Top(q).Share!.Value, SpendConcentration.RankedOn(x, x, q).Share!.Value, 1e-9);
    }

    private static SpendConcentration Of(IEnumerable<double> amounts) => SpendConcentration.FromValues(amounts.ToArray());
}
