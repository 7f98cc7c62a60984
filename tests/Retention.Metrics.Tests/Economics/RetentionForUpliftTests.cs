using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class RetentionForUpliftTests
{
    private static readonly RetentionChange FivePoints = RetentionChange.Points(5);
    private static readonly DiscountRate Ten = DiscountRate.FromPercent(10);

    // mpmath: the retention at which five points give +25 % and +95 %, by discount rate.
    [Theory]
    [InlineData(0, 0.75, 0.89736842105263158)]
    [InlineData(5, 0.80, 0.94736842105263158)]
    [InlineData(8, 0.83, null)]
    [InlineData(10, 0.85, null)]
    [InlineData(12, 0.87, null)]
    [InlineData(15, 0.90, null)]
    public void The_band_of_25_to_95_per_cent_belongs_to_certain_retention_rates(double discount, double low, double? high)
    {
        var d = DiscountRate.FromPercent(discount);
        Assert.Equal(low, RetentionForUplift.From(0.25, FivePoints, d).Solutions.Single().Value!.Value, 1e-13);
        var top = RetentionForUplift.From(0.95, FivePoints, d);
        Assert.Equal(high is not null, top.IsFeasible);
        if (high is { } rate)
        {
            Assert.Equal(rate, top.Solutions.Single().Value!.Value, 1e-13);
        }
        else
        {
            Assert.Single(top.Roots);
            Assert.True(top.Roots[0] > 0.95);
        }
    }

    // mpmath: the effect without the first payment is not monotone; 25 % has two solutions, 95 % one, the other lies beyond 95 % + 5 points.
    [Fact]
    public void Without_the_first_payment_there_are_two_solutions()
    {
        var quarter = RetentionForUplift.From(0.25, FivePoints, Ten, PaymentTiming.ExcludingFirstPayment);
        Assert.Equal(2, quarter.Solutions.Count);
        Assert.Equal(0.289, quarter.Solutions[0].Value!.Value, 5e-4);
        Assert.Equal(0.761, quarter.Solutions[1].Value!.Value, 5e-4);
        Assert.Equal("28.9 % or 76.1 % (for +25.0 % from +5.0 points)", quarter.ToString());

        var nearly = RetentionForUplift.From(0.95, FivePoints, Ten, PaymentTiming.ExcludingFirstPayment);
        Assert.Equal(0.058, nearly.Solutions.Single().Value!.Value, 5e-4);
        Assert.Equal(2, nearly.Roots.Count);

        // Where the two meet, the discriminant is 0: 0.05 × 1.05 ÷ (0.5 × 0.5) = 0.21 at half of 1 + d − Δ, the least that five points do at 5 % discount, and 0.44 and 9.24 likewise.
        Assert.Equal(0.5, RetentionForUplift.From(0.21, FivePoints, DiscountRate.FromPercent(5), PaymentTiming.ExcludingFirstPayment).Solutions.Single().Value!.Value, 1e-14);
        Assert.Equal(0.5, RetentionForUplift.From(0.44, RetentionChange.Points(10), Ten, PaymentTiming.ExcludingFirstPayment).Solutions.Single().Value!.Value, 1e-14);
        Assert.Equal(0.25, RetentionForUplift.From(9.24, RetentionChange.Points(55), DiscountRate.FromPercent(5), PaymentTiming.ExcludingFirstPayment).Solutions.Single().Value!.Value, 1e-14);
        Assert.Empty(RetentionForUplift.From(0.21 - 1e-14, FivePoints, DiscountRate.FromPercent(5), PaymentTiming.ExcludingFirstPayment).Roots);

        var never = RetentionForUplift.From(0.10, FivePoints, Ten, PaymentTiming.ExcludingFirstPayment);
        Assert.Empty(never.Roots);
        Assert.Equal("n/a (+5.0 points never give +10.0 %, whatever the retention rate)", never.ToString());
    }

    [Fact]
    public void An_answer_out_of_range_is_shown_and_refused()
    {
        var infeasible = RetentionForUplift.From(0.95, FivePoints, Ten);
        Assert.False(infeasible.IsFeasible);
        Assert.Empty(infeasible.Solutions);
        Assert.Equal(0.99736842105263158, infeasible.Roots.Single(), 1e-14);
        Assert.Equal("+5.0 points would give +95.0 % at 99.7 % retention, which is out of range before or after the change, or has no finite value", infeasible.WhyUndefined);
        Assert.Contains("n/a", infeasible.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_readings_of_five_per_cent_are_solved_too()
    {
        // 0.05 r ÷ (1 - 1.05 r) = 0.25 at r = 0.25 ÷ 0.3125.
        Assert.Equal(0.8, RetentionForUplift.From(0.25, RetentionChange.Relative(0.05)).Solutions.Single().Value!.Value, 1e-13);
        // 5 % less churn is worth 0.05 ÷ 0.95 at every rate without discount, and nothing else.
        var everywhere = RetentionForUplift.From(0.05 / 0.95, RetentionChange.ChurnRelative(0.05));
        Assert.True(everywhere.HoldsEverywhere);
        Assert.True(everywhere.IsFeasible);
        Assert.Empty(everywhere.Roots);
        Assert.Equal("every retention rate (for +5.3 % from -5.0 % of churn)", everywhere.ToString());
        Assert.False(RetentionForUplift.From(0.25, RetentionChange.ChurnRelative(0.05)).IsFeasible);
        // Without the first payment it depends on the rate again: 0.05 ÷ (0.95 r) = 0.1 at r = 10/19; 100 % would be a root of the equation and is none.
        Assert.Equal([10 / 19.0], RetentionForUplift.From(0.1, RetentionChange.ChurnRelative(0.05), timing: PaymentTiming.ExcludingFirstPayment).Roots.Select(r => Math.Round(r, 15)).ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void No_change_gives_no_uplift_everywhere_and_another_nowhere()
    {
        Assert.True(RetentionForUplift.From(0, RetentionChange.Points(0), Ten).HoldsEverywhere);
        Assert.False(RetentionForUplift.From(0.1, RetentionChange.Points(0), Ten).HoldsEverywhere);
        Assert.False(RetentionForUplift.From(0.1, RetentionChange.Points(0), Ten).IsFeasible);
        var none = RetentionForUplift.From(0, FivePoints, Ten);
        Assert.Empty(none.Roots);
        Assert.False(none.IsFeasible);
        // 0 % retention has no value after the first payment that a change could leave as it is.
        Assert.False(RetentionForUplift.From(0.5, RetentionChange.Points(0), Ten, PaymentTiming.ExcludingFirstPayment).IsFeasible);
    }

    // The rounding of the coefficients must not push a solution off the scale: at 0 %, and where the rate after the change is 100 %.
    [Fact]
    public void Solutions_at_the_ends_of_the_scale_are_kept()
    {
        var (change, discount) = (RetentionChange.ChurnRelative(0.324), DiscountRate.FromFraction(0.052));
        var atZero = RetentionUplift.From(1m, RetentionRate.FromPercent(0), change, discount).GrossUplift!.Value;
        Assert.Equal(0, RetentionForUplift.From(atZero, change, discount).Solutions.Single().Value!.Value, 1e-12);
        Assert.Equal(0.95, RetentionForUplift.From(0.5, FivePoints, Ten).Solutions.Single().Value!.Value, 1e-13);
        Assert.Equal(0.9, RetentionForUplift.From(2, RetentionChange.Points(10), DiscountRate.FromPercent(5)).Solutions.Single().Value!.Value, 1e-13);
    }

    [Fact]
    public void Booking_at_the_end_has_the_solutions_of_including_the_first_payment() =>
        Assert.Equal(
            RetentionForUplift.From(0.25, FivePoints, Ten).Roots,
            RetentionForUplift.From(0.25, FivePoints, Ten, PaymentTiming.EndOfPeriodBooking).Roots);

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var type = RetentionMetricsJsonContext.Default.RetentionForUplift;
        var json = Json.RoundTrips(RetentionForUplift.From(0.25, FivePoints, Ten, PaymentTiming.ExcludingFirstPayment), type);
        Assert.Equal(2, json.GetProperty("roots").GetArrayLength());
        var question = RetentionForUplift.From(0.25, FivePoints, Ten);
        Assert.NotEqual(question, RetentionForUplift.From(0.26, FivePoints, Ten));
        Assert.NotEqual(question, RetentionForUplift.From(0.25, RetentionChange.Relative(0.05), Ten));
        Assert.NotEqual(question, RetentionForUplift.From(0.25, FivePoints));
        Assert.NotEqual(question, RetentionForUplift.From(0.25, FivePoints, Ten, PaymentTiming.ExcludingFirstPayment));
        Assert.False(RetentionForUplift.From(0.25, FivePoints).Equals(null));
        Assert.Throws<ArgumentOutOfRangeException>("uplift", () => RetentionForUplift.From(double.NaN, FivePoints));
        Assert.Throws<ArgumentOutOfRangeException>("timing", () => RetentionForUplift.From(0.1, FivePoints, Ten, (PaymentTiming)8));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"uplift":0.1,"timing":8}""", type));
    }

    // mpmath: k = 1 - gross ÷ wanted.
    [Theory]
    [InlineData(0.25, 0.30, 0.0, 0.076923076923076923, 0.69230769230769231)]
    [InlineData(0.95, 0.84, 0.1, 0.23809523809523810, 0.7493734335839599)]
    [InlineData(0.25, 0.90, 0.0, 1.0, -3.0)]
    public void Acquisition_cost_must_eat_a_certain_share(double wanted, double retention, double discount, double gross, double share)
    {
        var needed = CacShareForUplift.From(wanted, RetentionRate.FromFraction(retention), FivePoints, DiscountRate.FromFraction(discount));
        Assert.Equal(gross, needed.GrossUplift!.Value, 1e-13);
        Assert.Equal(share, needed.Value!.Value, 1e-12);
        Assert.Null(needed.WhyUndefined);
        Assert.Equal(share < 0, needed.ToHtml().Contains("Negative", StringComparison.Ordinal));
    }

    [Fact]
    public void A_share_that_does_not_exist_says_why()
    {
        var rate = RetentionRate.FromPercent(80);
        Assert.Equal("52.2 % of the lifetime value (gross uplift +45.5 % to +95.0 %)", CacShareForUplift.From(0.95, RetentionRate.FromPercent(84), FivePoints).ToString());
        Assert.Equal("n/a (no cost turns a change into none)", CacShareForUplift.From(0, rate, FivePoints).ToString());
        Assert.Contains("direction", CacShareForUplift.From(0.5, rate, RetentionChange.Points(-5)).WhyUndefined, StringComparison.Ordinal);
        Assert.Contains("direction", CacShareForUplift.From(0.5, rate, RetentionChange.Points(0)).WhyUndefined, StringComparison.Ordinal);
        Assert.Equal("nobody was there at the start", CacShareForUplift.From(0.5, default, FivePoints).WhyUndefined);
        Assert.Throws<ArgumentOutOfRangeException>("uplift", () => CacShareForUplift.From(double.PositiveInfinity, rate, FivePoints));
        Json.RoundTrips(CacShareForUplift.From(0.95, rate, FivePoints, Ten), RetentionMetricsJsonContext.Default.CacShareForUplift);
        Json.RoundTrips(CacShareForUplift.From(0, rate, FivePoints, Ten), RetentionMetricsJsonContext.Default.CacShareForUplift);
    }
}
