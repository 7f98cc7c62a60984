using System.Text.Json;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests;

public class ProportionLaws
{
    private static readonly ProportionInterval[] Methods = Enum.GetValues<ProportionInterval>();

    [Property]
    public void Addition_is_a_commutative_monoid(AnyCounts a, AnyCounts b, AnyCounts c)
    {
        var (x, y, z) = (Of(a), Of(b), Of(c));
        Assert.Equal(x + y, y + x);
        Assert.Equal((x + y) + z, x + (y + z));
        Assert.Equal(x, x + default(Proportion));
        Assert.Equal(x + y + z, Proportion.Pool([x, y, z]));
    }

    [Property]
    public void The_pooled_rate_lies_between_its_parts(AnyCounts a, AnyCounts b)
    {
        var (x, y) = (Of(a), Of(b));
        var pooled = (x + y).Value!.Value;
        Assert.InRange(pooled, Math.Min(x.Value!.Value, y.Value!.Value), Math.Max(x.Value.Value, y.Value.Value));
    }

    [Property]
    public void Every_interval_stays_inside_the_scale_and_in_order(AnyCounts counts, AnyLevel level)
    {
        foreach (var method in Methods)
        {
            var interval = Of(counts).Interval(level.Value, method)!.Value;
            Assert.InRange(interval.Lower, 0, 1);
            Assert.InRange(interval.Upper, interval.Lower, 1);
        }
    }

    [Property]
    public void Every_interval_but_the_corrected_edges_contains_the_observed_rate(AnyCounts counts, AnyLevel level)
    {
        // Agresti–Coull is centred on the shrunk estimate, mid-P and Jeffreys are no inversions of a test at x: only these three promise it.
        foreach (var method in new[] { ProportionInterval.Wilson, ProportionInterval.ClopperPearson, ProportionInterval.WilsonContinuity })
        {
            var p = (double)counts.Part / counts.Whole;
            var interval = Of(counts).Interval(level.Value, method)!.Value;
            Assert.True(interval.Lower <= p * (1 + 1e-12) && interval.Upper >= p * (1 - 1e-12), $"{method}: {interval} for {counts}");
        }
    }

    [Property]
    public void The_complement_mirrors_the_interval(AnyCounts counts, AnyLevel level)
    {
        foreach (var method in Methods)
        {
            var interval = Of(counts).Interval(level.Value, method)!.Value;
            var mirror = Of(counts).Complement.Interval(level.Value, method)!.Value;
            Assert.Equal(interval.Lower, 1 - mirror.Upper, 1e-9);
            Assert.Equal(interval.Upper, 1 - mirror.Lower, 1e-9);
        }
    }

    [Property]
    public void A_higher_level_gives_an_interval_that_contains_the_lower_one(AnyCounts counts, AnyLevel a, AnyLevel b)
    {
        var (low, high) = a.Value < b.Value ? (a.Value, b.Value) : (b.Value, a.Value);
        foreach (var method in Methods.Where(m => m != ProportionInterval.AgrestiCoull))
        {
            var narrow = Of(counts).Interval(low, method)!.Value;
            var wide = Of(counts).Interval(high, method)!.Value;
            Assert.True(wide.Lower <= narrow.Lower + 1e-12 && wide.Upper >= narrow.Upper - 1e-12, $"{method}: {narrow} inside {wide}");
        }
    }

    [Property]
    public void Clopper_Pearson_contains_mid_P(AnyCounts counts, AnyLevel level)
    {
        var exact = Of(counts).Interval(level.Value, ProportionInterval.ClopperPearson)!.Value;
        var mid = Of(counts).Interval(level.Value, ProportionInterval.MidP)!.Value;
        Assert.True(exact.Lower <= mid.Lower + 1e-12 && exact.Upper >= mid.Upper - 1e-12, $"{mid} inside {exact}");
    }

    [Property]
    public void Json_round_trips(AnyCounts counts)
    {
        var context = RetentionMetricsJsonContext.Default;
        Assert.Equal(Of(counts), JsonSerializer.Deserialize(JsonSerializer.Serialize(Of(counts), context.Proportion), context.Proportion));
        Assert.Equal(Of(counts), JsonSerializer.Deserialize<Proportion>(JsonSerializer.Serialize(Of(counts))));
    }

    private static Proportion Of(AnyCounts counts) => Proportion.Of(counts.Part, counts.Whole);
}
