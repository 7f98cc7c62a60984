using Retention.Metrics.Experiments;

namespace Retention.Metrics.Tests.Experiments;

public sealed class MultipleComparisonsTests
{
    [Theory]
    // R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), method)
    [InlineData(PValueAdjustment.None, new[] { 0.01, 0.02, 0.03, 0.04, 0.05 })]
    [InlineData(PValueAdjustment.Holm, new[] { 0.05, 0.08, 0.09, 0.09, 0.09 })]
    [InlineData(PValueAdjustment.Bonferroni, new[] { 0.05, 0.1, 0.15, 0.2, 0.25 })]
    [InlineData(PValueAdjustment.Hochberg, new[] { 0.05, 0.05, 0.05, 0.05, 0.05 })]
    [InlineData(PValueAdjustment.Hommel, new[] { 0.05, 0.05, 0.05, 0.05, 0.05 })]
    [InlineData(PValueAdjustment.BenjaminiHochberg, new[] { 0.05, 0.05, 0.05, 0.05, 0.05 })]
    [InlineData(PValueAdjustment.BenjaminiYekutieli, new[] { 0.1141666666666667, 0.1141666666666667, 0.1141666666666667, 0.1141666666666667, 0.1141666666666667 })]
    public void Adjusted_p_values(PValueAdjustment adjustment, double[] expected)
    {
        double[] shuffled = [0.04, 0.01, 0.05, 0.03, 0.02];
        var adjusted = MultipleComparisons.Adjust(shuffled, adjustment);

        Assert.All(shuffled.Zip(adjusted), p => Assert.Equal(expected[(int)Math.Round(p.First * 100) - 1], p.Second, 1e-12));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("pValues", () => MultipleComparisons.Adjust([0.1, 1.1]));
        Assert.Throws<ArgumentOutOfRangeException>("pValues", () => MultipleComparisons.Adjust([double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>("adjustment", () => MultipleComparisons.Adjust([0.1], (PValueAdjustment)99));
        Assert.Empty(MultipleComparisons.Adjust([]));
    }

    [Property]
    public void Adjusted_p_values_keep_their_order_and_only_rise(AnyFraction a, AnyFraction b, AnyFraction c, AnyFraction d)
    {
        double[] p = [a.Value, b.Value, c.Value, d.Value];
        foreach (var method in Enum.GetValues<PValueAdjustment>())
        {
            var adjusted = MultipleComparisons.Adjust(p, method);
            for (var i = 0; i < p.Length; i++)
            {
                Assert.InRange(adjusted[i], p[i] * (1 - 1e-15), 1);
                Assert.All(Enumerable.Range(0, p.Length), j => Assert.True(p[i] > p[j] || adjusted[i] <= adjusted[j] + 1e-15));
            }
        }

        // The methods for any dependence are ordered by their power.
        var (holm, bonferroni, hochberg, hommel) = (MultipleComparisons.Adjust(p, PValueAdjustment.Holm), MultipleComparisons.Adjust(p, PValueAdjustment.Bonferroni), MultipleComparisons.Adjust(p, PValueAdjustment.Hochberg), MultipleComparisons.Adjust(p, PValueAdjustment.Hommel));
        for (var i = 0; i < p.Length; i++)
        {
            Assert.True(hommel[i] <= hochberg[i] + 1e-15 && hochberg[i] <= holm[i] + 1e-15 && holm[i] <= bonferroni[i] + 1e-15);
        }
    }
}
