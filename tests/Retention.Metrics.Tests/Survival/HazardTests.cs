using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class HazardTests
{
    [Fact]
    public void The_textbook_hazard_both_ways()
    {
        // R: survfit(...)$cumhaz and $std.chaz, ctype 1 and 2
        var nelson = CumulativeHazard.NelsonAalen(Remission.Treated);
        var fleming = CumulativeHazard.FlemingHarrington(Remission.Treated);

        Assert.Equal(0.142857142857, nelson.Steps[0].Value, 1e-12);
        Assert.Equal(0.0824786098842, nelson.Steps[0].StandardError, 1e-12);
        Assert.Equal(0.752113572702, nelson.Steps[^1].Value, 1e-12);
        Assert.Equal(0.2794677466950, nelson.Steps[^1].StandardError, 1e-12);
        Assert.Equal(0.150250626566, fleming.Steps[0].Value, 1e-12);
        Assert.Equal(0.0868196797888, fleming.Steps[0].StandardError, 1e-12);
        Assert.Equal(0.759507056411, fleming.Steps[^1].Value, 1e-12);
        Assert.Equal(0.2807795525906, fleming.Steps[^1].StandardError, 1e-12);
        Assert.Equal(Math.Exp(-0.752113572702), nelson.Steps[^1].Survival, 1e-12);
        Assert.Equal(16, nelson.Steps.Count);
    }

    [Fact]
    public void The_hazard_at_a_time()
    {
        var hazard = CumulativeHazard.NelsonAalen(Remission.Treated);

        Assert.Equal((0, 21), (hazard.At(3)!.Value.Value, hazard.At(3)!.Value.AtRisk));
        Assert.Null(hazard.At(3)!.Value.Interval);
        Assert.Equal(hazard.Steps[0], hazard.At(6.5));
        Assert.Null(hazard.At(36));
        Assert.Null(CumulativeHazard.NelsonAalen(Lifetimes.Empty).At(1));
        Assert.Equal("at 6: 0.1429 (se 0.0825)", hazard.At(6)!.Value.ToString());
        Assert.Equal("Nelson–Aalen: 0.7521 after 35 weeks; 21 lifetimes, 9 ended, 12 still running (57.1 % censored), up to 35 weeks", hazard.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => hazard.At(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => hazard.Steps[16]);
    }

    [Fact]
    public void The_interval_is_symmetric_in_the_logarithm()
    {
        var step = CumulativeHazard.NelsonAalen(Remission.Treated, level: 0.9).Steps[0];

        Assert.Equal(step.Value * step.Value, step.Interval!.Value.Lower * step.Interval.Value.Upper, 1e-15);
        Assert.Equal(step.Value * Math.Exp(1.6448536269514722 * step.StandardError / step.Value), step.Interval.Value.Upper, 1e-12);
    }

    [Fact]
    public void Sampling_weights_have_robust_errors()
    {
        double[] t = [1, 1, 2, 3, 3, 4, 5, 6];
        bool[] e = [true, true, false, true, true, true, false, true];
        double[] w = [0.5, 1.5, 2, 1, 1, 0.7, 0.3, 1];

        // R: survfit(Surv(t, s) ~ 1, weights = w)$std.chaz
        double[] expected = [0.171391365010026, 0.171391365010026, 0.28641098093474, 0.420728534805996, 0.420728534805996, 0.420728534805996];
        var steps = CumulativeHazard.NelsonAalen(Lifetimes.From(t, e, weights: w)).Steps;
        Assert.All(expected.Zip(steps), s => Assert.Equal(s.First, s.Second.StandardError, 1e-12));
        // ctype = 2: one end of the mean weight after the other
        Assert.Equal(0.267857142857143, CumulativeHazard.FlemingHarrington(Lifetimes.From(t, e, weights: w)).Steps[0].Value, 1e-14);
    }

    [Theory]
    [InlineData(700, 650)]
    [InlineData(2_000.5, 1_900)]
    [InlineData(5_000, 5_000)]
    [InlineData(1e6, 300_000)]
    public void Sums_of_many_ties_are_what_adding_them_gives(double x, long count)
    {
        var (sum, squares) = HazardWalker.DescendingHarmonic(x, count);

        double s = 0, q = 0;
        for (var j = count - 1; j >= 0; j--)
        {
            s += 1 / (x - j);
            q += 1 / ((x - j) * (x - j));
        }

        Assert.Equal(1, sum / s, 1e-12);
        Assert.Equal(1, squares / q, 1e-12);
    }

    [Fact]
    public void A_table_of_a_million_million_ties_takes_no_time()
    {
        // Half of 2·10¹² leave at once: ln 2 to all digits.
        var hazard = CumulativeHazard.FlemingHarrington(Lifetimes.FromTable([1, 2], [1_000_000_000_000, 0], [0, 1_000_000_000_000]));

        Assert.Equal(Math.Log(2), hazard.Steps[0].Value, 1e-12);
    }

    [Fact]
    public void Bands_have_rates_of_ends_over_time_at_risk()
    {
        // By hand: within 10 weeks the 21 are at risk 3·6 + 7 + 10 + 6 + 9 + 10 + 15·... weeks: each min(weeks, 10).
        var exposure = Remission.TreatedWeeks.Sum(t => Math.Min(t, 10));
        var hazard = HazardByAge.From(Remission.Treated, width: 10);

        Assert.Equal([(0.0, 10.0), (10, 20), (20, 30), (30, 40)], hazard.Bands.Select(b => (b.From, b.To)));
        Assert.Equal((5, exposure, 21), (hazard.Bands[0].Ended, hazard.Bands[0].Exposure, hazard.Bands[0].AtRisk));
        Assert.Equal(5 / exposure, hazard.Bands[0].Rate!.Value, 1e-15);
        Assert.Equal(Remission.TreatedWeeks.Sum(), hazard.Bands.Sum(b => b.Exposure), 1e-9);
        Assert.Equal(9 / Remission.TreatedWeeks.Sum(), hazard.OverallRate!.Value, 1e-15);
        // 9 of 359 person-weeks: the rate that Kleinbaum and Klein print for this group, .025.
        Assert.Equal(0.0250696, hazard.OverallRate.Value, 1e-7);
        Assert.Equal(1 - 0.75294118, hazard.Bands[0].ChurnProbability!.Value, 1e-8);
        Assert.Equal(0.75294118 - 0.62745098, hazard.Bands[1].DropOff, 1e-8);
        Assert.Null(hazard.Bands[3].Interval(0.95) is { } i && i.Lower > 0 ? "" : null);
    }

    [Fact]
    public void The_interval_of_a_rate_is_the_exact_Poisson_one()
    {
        // 9 ends: 4.115 to 17.085 (Pearson and Hartley, Biometrika Tables, table 40).
        var interval = HazardByAge.From(Remission.Treated, [0, 35]).Bands[0].Interval()!.Value;

        Assert.Equal(4.115, interval.Lower * 359, 5e-4);
        Assert.Equal(17.085, interval.Upper * 359, 5e-4);
        // None: up to 3.689.
        Assert.Equal((0, 3.689), (HazardByAge.From(Remission.Treated, [0, 5]).Bands[0].Interval()!.Value.Lower, Math.Round(HazardByAge.From(Remission.Treated, [0, 5]).Bands[0].Interval()!.Value.Upper * 105, 3)));
    }

    [Fact]
    public void Drop_off_points_stand_out_of_the_overall_rate()
    {
        // A contract of twelve months: one in a hundred leaves a month, and 300 at its end.
        var ended = Enumerable.Range(1, 24).Select(m => m == 12 ? 300L : 8).ToArray();
        var lifetimes = Lifetimes.FromTable([.. Enumerable.Range(1, 24).Select(m => (double)m)], ended, [.. Enumerable.Range(1, 24).Select(m => m == 24 ? 500L : 0)], unit: "months");

        var point = Assert.Single(HazardByAge.From(lifetimes, 1).DropOffs());
        Assert.Equal((11.0, 12.0, 300.0), (point.From, point.To, point.Ended));
        Assert.StartsWith("11–12: 0.", point.ToString(), StringComparison.Ordinal);
        Assert.Contains("% of those who come there leave", point.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Late_entrants_are_at_risk_from_their_entry()
    {
        var hazard = HazardByAge.From(Lifetimes.From([4.0, 7, 5], [true, true, true], entered: [0, 0, 2]), [0, 3, 6, 9]);

        Assert.Equal([7.0, 6, 1], hazard.Bands.Select(b => b.Exposure));
        Assert.Equal([0.0, 2, 1], hazard.Bands.Select(b => b.Ended));
    }

    [Fact]
    public void A_band_in_which_nobody_was_has_no_rate()
    {
        var band = HazardByAge.From(Remission.Treated, [40, 50]).Bands[0];

        Assert.Null(band.Rate);
        Assert.Null(band.Interval());
        Assert.Null(band.ChurnProbability);
        Assert.Equal("40–50: n/a (nobody was at risk for any time in this band)", band.ToString());
        Assert.Contains("n/a", band.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("exact Poisson", HazardByAge.From(Remission.Treated, [0, 35]).Bands[0].ToHtml(), StringComparison.Ordinal);
        Assert.Empty(HazardByAge.From(Lifetimes.Empty, 1).Bands);
        Assert.Null(HazardByAge.From(Lifetimes.Empty, 1).OverallRate);
        Assert.Equal("n/a (nobody was observed)", HazardByAge.From(Lifetimes.Empty, 1).ToString());
    }

    [Fact]
    public void Ends_at_zero_are_in_the_first_band() =>
        Assert.Equal([1.0, 1], HazardByAge.From(Lifetimes.From([0, 1, 2], [true, false, true]), [0, 1, 2]).Bands.Select(b => b.Ended));

    [Fact]
    public void Bands_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HazardByAge.From(Remission.Treated, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HazardByAge.From(Remission.Treated, 1e-9));
        Assert.Throws<ArgumentException>(() => HazardByAge.From(Remission.Treated, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HazardByAge.From(Remission.Treated, [1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HazardByAge.From(Remission.Treated, [-1, 1]));
        Assert.Throws<ArgumentNullException>(() => HazardByAge.From(null!, 1));
        Assert.Throws<ArgumentNullException>(() => CumulativeHazard.NelsonAalen(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => CumulativeHazard.FlemingHarrington(Remission.Treated, level: 0));
    }

    [Fact]
    public void Hazards_are_shown_and_read_back()
    {
        var hazard = CumulativeHazard.FlemingHarrington(Remission.Treated);
        Json.RoundTrips(hazard, RetentionMetricsJsonContext.Default.CumulativeHazard);
        Json.RoundTrips(HazardByAge.From(Remission.Treated, 10), RetentionMetricsJsonContext.Default.HazardByAge);
        Assert.Contains("<svg", hazard.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Fleming–Harrington", hazard.ToSvg(), StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", CumulativeHazard.NelsonAalen(Lifetimes.Empty).ToHtml(), StringComparison.Ordinal);
        Assert.Equal("n/a (nobody was observed)", CumulativeHazard.NelsonAalen(Lifetimes.Empty).ToString());
        Assert.Contains("| 0–10 | 21 | 5 |", HazardByAge.From(Remission.Treated, 10).ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("The first 100 of 350 bands", HazardByAge.From(Remission.Treated, 0.1).ToHtml(), StringComparison.Ordinal);
        Assert.Equal(4, HazardByAge.From(Remission.Treated, 10).ToString().Split('\n').Length);
        Assert.NotEqual(hazard, CumulativeHazard.NelsonAalen(Remission.Treated));
    }
}
