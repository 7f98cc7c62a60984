using Retention.Metrics.Experiments;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Experiments;

public sealed class SampleSizeTests
{
    [Fact]
    public void The_examples_of_power_prop_test()
    {
        // R 4.2: power.prop.test(p1 = .50, p2 = .75, power = .90, tol = 1e-12), (n = 50, p1 = .50, p2 = .75) and (n = 200, p1 = .05, p2 = .1, sig.level = .01)
        var size = ProportionSampleSize.ForDifference(0.50, 0.75, power: 0.90);

        Assert.Equal(76.70692845177744, size.Unrounded, 1e-9);
        Assert.Equal(77, size.PerGroup);
        Assert.Equal(0.9, size.Power, 1e-14);
        Assert.Equal(0.7401659013313879, ProportionSampleSize.WithCustomers(0.5, 0.75, 50).Power, 1e-14);
        Assert.Equal(0.2480667596321996, ProportionSampleSize.WithCustomers(0.05, 0.1, 200, 0.99).Power, 1e-14);
        Assert.Equal("77 customers in each group to find 75.0 % against 50.0 % at 95 % with a power of 90.0 %", size.ToString());
        Assert.Contains("Effect size h", size.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(size, RetentionMetricsJsonContext.Default.ProportionSampleSize);
    }

    [Fact]
    public void The_smallest_difference_that_is_found()
    {
        // R 4.2: power.prop.test(n = 500, p1 = .8, power = .8, tol = 1e-14)$p2 and (n = 500, p2 = .8, power = .8, …)$p1
        Assert.Equal(0.86600824386898, ProportionSampleSize.DetectableAbove(0.8, 500)!.Alternative, 1e-12);
        Assert.Equal(0.7246682929639541, ProportionSampleSize.DetectableBelow(0.8, 500)!.Alternative, 1e-12);
        Assert.Null(ProportionSampleSize.DetectableAbove(0.99, 10));
        Assert.Null(ProportionSampleSize.DetectableBelow(0.01, 10));
        Assert.Null(ProportionSampleSize.DetectableAbove(1, 1000));
        Assert.Null(ProportionSampleSize.DetectableBelow(0, 1000));
        Assert.Null(ProportionSampleSize.DetectableAbove(0.5, 0));
        // So many customers find any difference that is told apart.
        Assert.Equal(0.5 + 1e-8, ProportionSampleSize.DetectableAbove(0.5, long.MaxValue)!.Alternative, 1e-12);
    }

    [Fact]
    public void Cohens_effect_size()
    {
        // Cohen (1988), section 6.2: h = 0.20 for .45 and .55, 0.19 for .05 and .10; table 6.4.1: 392 a group for h = .20 at 5 % and 80 %.
        var size = ProportionSampleSize.ForDifference(0.55, 0.45);

        Assert.Equal(0.2003, size.EffectSize, 4);
        Assert.Equal(0.1925, ProportionSampleSize.ForDifference(0.10, 0.05).EffectSize, 4);
        Assert.InRange(size.ArcsineUnrounded, 388, 394);
        Assert.InRange(ProportionSampleSize.WithCustomers(0.4, 0.6, 0).ArcsineUnrounded, 0, 1e-6);
        Assert.True(ProportionSampleSize.WithCustomers(0.4, 0.6, 1_000_000).ArcsineUnrounded > 500);
    }

    [Fact]
    public void All_against_none()
    {
        Assert.Equal(2, ProportionSampleSize.ForDifference(0, 1).PerGroup);
        Assert.Equal(1, ProportionSampleSize.WithCustomers(0, 1, 2).Power);
        Assert.Equal(0, ProportionSampleSize.WithCustomers(0, 1, 1).Power);
        // Where nothing varies, or hardly, the power leaps from 0 to 1 at z²÷2 customers: the size is on the right side of it, whichever way it was rounded.
        foreach (var level in new[] { 0.5, 0.6, 0.7, 0.8312, 0.9, 0.95, 0.9544997361036416, 0.99 })
        {
            Assert.Equal(1, ProportionSampleSize.ForDifference(0, 1, 0.8, level).Power);
            Assert.True(ProportionSampleSize.ForDifference(double.Epsilon, 1, 0.8, level).Power >= 0.8);
            Assert.True(ProportionSampleSize.WithCustomers(0, 1, ProportionSampleSize.ForDifference(0, 1, 0.8, level).PerGroup, level).Power >= 0.8);
        }
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("alternative", () => ProportionSampleSize.ForDifference(0.5, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("baseline", () => ProportionSampleSize.ForDifference(50, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("power", () => ProportionSampleSize.ForDifference(0.4, 0.5, power: 0.4));
        Assert.Throws<ArgumentOutOfRangeException>("power", () => ProportionSampleSize.DetectableAbove(0.4, 5, power: 1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => ProportionSampleSize.ForDifference(0.4, 0.5, level: 1));
        Assert.Throws<ArgumentOutOfRangeException>("perGroup", () => ProportionSampleSize.WithCustomers(0.4, 0.5, -1));
        Assert.Throws<ArgumentOutOfRangeException>("perGroup", () => ProportionSampleSize.DetectableBelow(0.4, -1));
        Assert.Throws<ArgumentOutOfRangeException>("hazardRatio", () => LogRankSampleSize.ForHazardRatio(1));
        Assert.Throws<ArgumentOutOfRangeException>("hazardRatio", () => LogRankSampleSize.ForHazardRatio(-2));
        Assert.Throws<ArgumentOutOfRangeException>("hazardRatio", () => LogRankSampleSize.WithEnds(double.PositiveInfinity, 3));
        Assert.Throws<ArgumentOutOfRangeException>("allocation", () => LogRankSampleSize.ForHazardRatio(2, allocation: 0));
        Assert.Throws<ArgumentOutOfRangeException>("power", () => LogRankSampleSize.ForHazardRatio(2, power: 0.3));
        Assert.Throws<ArgumentOutOfRangeException>("shareEnded", () => LogRankSampleSize.ForHazardRatio(2).Customers(0));
        Assert.Throws<ArgumentOutOfRangeException>("shareEnded", () => LogRankSampleSize.ForHazardRatio(2).Customers(1.5));
    }

    [Fact]
    public void Ends_for_a_hazard_ratio()
    {
        // Schoenfeld (1983): (1.960 + 0.842)² ÷ (¼·log² 0.8) = 630.5.
        var size = LogRankSampleSize.ForHazardRatio(0.8);

        Assert.Equal(630.52, size.Unrounded, 2);
        Assert.Equal(631, size.Ends);
        Assert.Equal(0.8, size.Power, 1e-14);
        Assert.Equal(2_523, size.Customers(0.25));
        Assert.Equal(631, size.Customers(1));
        Assert.Equal("631 ends to find a hazard ratio of 0.80 at 95 % with a power of 80.0 %", size.ToString());
        Assert.Contains("do not count", size.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(size, RetentionMetricsJsonContext.Default.LogRankSampleSize);
        Assert.Equal(1, LogRankSampleSize.WithEnds(0.8, 0).Ends);
    }

    [Property]
    public void A_size_has_the_power_it_was_made_for_and_more_customers_have_more(AnyFraction a, AnyFraction b, AnyLevel level, AnyFraction p)
    {
        var power = 0.5 + (p.Value * 0.4999);
        if (Math.Abs(a.Value - b.Value) < 1e-6)
        {
            return;
        }

        var size = ProportionSampleSize.ForDifference(a.Value, b.Value, power, level.Value);

        Assert.True(size.Power >= power - 1e-9);
        Assert.True(ProportionSampleSize.WithCustomers(a.Value, b.Value, size.PerGroup, level.Value).Power >= power - 1e-9);
        var (fewer, more) = (ProportionSampleSize.WithCustomers(a.Value, b.Value, size.PerGroup / 2, level.Value), ProportionSampleSize.WithCustomers(a.Value, b.Value, size.PerGroup * 2, level.Value));
        Assert.True(fewer.Power <= size.Power + 1e-12 && size.Power <= more.Power + 1e-12);
        Assert.Equal(size.Unrounded, ProportionSampleSize.ForDifference(b.Value, a.Value, power, level.Value).Unrounded, 1e-9 * size.Unrounded);
    }

    [Property]
    public void What_is_detectable_is_found_with_its_customers(AnyFraction a, AnyCounts n)
    {
        foreach (var found in new[] { ProportionSampleSize.DetectableAbove(a.Value, n.Whole, 0.9), ProportionSampleSize.DetectableBelow(a.Value, n.Whole, 0.9) })
        {
            Assert.True(found is null || found.Alternative is 0 or 1 || Math.Abs(found.Power - 0.9) < 1e-6 || Math.Abs(found.Alternative - found.Baseline) < 2e-8);
            Assert.True(found is null || ProportionSampleSize.ForDifference(found.Baseline, found.Alternative, 0.9).PerGroup <= n.Whole + 1 + (1e-6 * n.Whole) || Math.Abs(found.Alternative - found.Baseline) < 2e-8);
        }
    }

    [Property]
    public void Ends_invert_power_and_groups_change_places(AnyFraction f, AnyLevel level)
    {
        var ratio = 0.1 + (0.8 * f.Value);
        var size = LogRankSampleSize.ForHazardRatio(ratio, 0.9, level.Value, 0.3);

        Assert.Equal(0.9, size.Power, 1e-9);
        Assert.True(LogRankSampleSize.WithEnds(ratio, size.Ends, level.Value, 0.3).Power >= 0.9 - 1e-9);
        Assert.Equal(size.Unrounded, LogRankSampleSize.ForHazardRatio(1 / ratio, 0.9, level.Value, 0.7).Unrounded, 1e-9 * size.Unrounded);
        Assert.True(LogRankSampleSize.ForHazardRatio(ratio, 0.9, level.Value).Unrounded < size.Unrounded);
    }
}
