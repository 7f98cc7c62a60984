using System.Text.Json;
using FsCheck;
using Retention.Metrics.Activity;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Activity;

public class FunnelTests
{
    private static readonly Funnel Shop = Funnel.FromCounts([("Visit", 1_000), ("Sign-up", 300), ("Cart", 200), ("Paid", 120)]);

    [Fact]
    public void Every_step_has_its_share_of_the_step_before_and_of_the_start()
    {
        Assert.Equal(Proportion.Of(120, 1_000), Shop.Overall);
        Assert.Equal(1_000, Shop.Started);
        Assert.Null(Shop.Steps[0].FromPrevious);
        Assert.Equal(0, Shop.Steps[0].Lost);
        Assert.Equal(Proportion.Of(200, 300), Shop.Steps[2].FromPrevious);
        Assert.Equal(Proportion.Of(200, 1_000), Shop.Steps[2].FromStart);
        Assert.Equal(100, Shop.Steps[2].Lost);
        Assert.Equal("Visit: 1,000", Shop.Steps[0].ToString());
        Assert.Equal("Paid: 120 (60.0 % of the step before, 12.0 % of the start)", Shop.Steps[3].ToString());
        Assert.Equal(string.Empty, default(FunnelStep).Name);
    }

    [Fact]
    public void The_weakest_step_and_the_biggest_loss_need_not_be_the_same()
    {
        Assert.Equal("Sign-up", Shop.WeakestStep!.Value.Name);
        var late = Funnel.FromCounts([("a", 1_000), ("b", 600), ("c", 300), ("d", 100)]);
        Assert.Equal("d", late.WeakestStep!.Value.Name);
        Assert.Equal("b", late.BiggestLoss!.Value.Name);
        var ties = Funnel.FromCounts([("a", 8), ("b", 4), ("c", 2)]);
        Assert.Equal("b", ties.WeakestStep!.Value.Name);
        Assert.Null(Funnel.FromCounts([("a", 8)]).WeakestStep);
        Assert.Null(Funnel.FromCounts([("a", 0), ("b", 0)]).BiggestLoss);
        Assert.Equal("b", Funnel.FromCounts([("a", 8), ("b", 0), ("c", 0)]).WeakestStep!.Value.Name);
    }

    [Fact]
    public void A_step_larger_than_the_one_before_is_refused_by_name_and_numbers()
    {
        var refused = Assert.Throws<ArgumentException>("steps", () => Funnel.FromCounts([("Visit", 100), ("Cart", 50), ("Paid", 60)]));
        Assert.StartsWith("Step 3, Paid, has 60, more than the 50 of step 2, Cart. Each step is a part of the one before", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("Step 2, b, was -1.", Assert.Throws<ArgumentOutOfRangeException>("steps", () => Funnel.FromCounts([("a", 1), ("b", -1)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("steps", () => Funnel.FromCounts([]));
        Assert.Throws<ArgumentException>("steps", () => Funnel.FromCounts([(null!, 1)]));
        Assert.Throws<ArgumentNullException>("steps", () => Funnel.FromCounts(null!));
    }

    [Fact]
    public void Where_nobody_began_nothing_converts()
    {
        var empty = Funnel.FromCounts([("a", 0), ("b", 0)]);
        Assert.Null(empty.Overall.Value);
        Assert.Equal("n/a (nobody began the funnel)", empty.ToString());
        Assert.Null(empty.Steps[1].FromPrevious!.Value.Value);
        Assert.Contains("n/a", empty.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_prints_and_reads_back_and_adds_only_what_has_the_same_steps()
    {
        Assert.StartsWith("12.0 % (120 of 1,000; 95 % CI 10.1–14.2); Visit: 1,000; Sign-up: 300 (30.0 %", Shop.ToString(), StringComparison.Ordinal);
        Assert.Contains("Weakest step: Sign-up.", Shop.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(Shop, RetentionMetricsJsonContext.Default.Funnel);
        Json.RoundTrips(Shop.Steps[1], RetentionMetricsJsonContext.Default.FunnelStep);
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"steps":[]}""", RetentionMetricsJsonContext.Default.Funnel));
        Assert.Throws<ArgumentException>(() => Shop + Funnel.FromCounts([("Visit", 1)]));
        Assert.Throws<ArgumentNullException>(() => Shop + null!);
        Assert.Throws<ArgumentNullException>(() => null! + Shop);
        Assert.Equal(Shop.GetHashCode(), Funnel.FromCounts(Shop.Steps.Select(s => (s.Name, s.Count))).GetHashCode());
        Assert.False(Shop.Equals((object?)null));
    }

    [Property]
    public void The_whole_is_the_product_of_its_steps_and_adds_by_counts(NonEmptyArray<PositiveInt> losses)
    {
        var counts = new List<long> { 1_000_000 };
        foreach (var loss in losses.Get)
        {
            counts.Add(counts[^1] * (loss.Get % 100) / 100);
        }

        var funnel = Funnel.FromCounts(counts.Select((count, i) => (FormattableString.Invariant($"step {i}"), count)));
        var product = funnel.Steps.Skip(1).Aggregate(1.0, (p, step) => p * (step.FromPrevious!.Value.Value ?? 0));
        Assert.Equal(product, funnel.Overall.Value!.Value, 1e-12);
        Assert.Equal(funnel.Started - funnel.Overall.Count, funnel.Steps.Sum(s => s.Lost));
        Assert.Equal(2 * funnel.Overall.Count, (funnel + funnel).Overall.Count);
        Assert.Equal(funnel.Overall.Value!.Value, (funnel + funnel).Overall.Value!.Value, 1e-15);
    }
}
