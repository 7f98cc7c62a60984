using System.Numerics;
using System.Text.Json;
using Retention.Metrics.Serialization;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

public class ProductMarketFitTests
{
    [Fact]
    public void Forty_five_of_a_hundred_meet_forty_per_cent_and_prove_nothing()
    {
        var fit = ProductMarketFit.FromCounts(45, 35, 20, notApplicable: 10);
        Assert.True(fit.Meets());
        Assert.False(fit.IsAbove());
        Assert.Equal(0.17890163272310614, fit.PValue()!.Value, 1e-13);
        Assert.Equal(Proportion.Of(45, 110), fit.IncludingNotApplicable);
        Assert.Equal("45.0 % very disappointed (45 of 100; 95 % CI 35.6–54.8; against 40 %: p = .179)", fit.ToString());
        Assert.Contains("not shown yet", fit.ToHtml(), StringComparison.Ordinal);
        Assert.True(ProductMarketFit.FromCounts(450, 350, 200).IsAbove());
        Assert.DoesNotContain("not shown yet", ProductMarketFit.FromCounts(450, 350, 200).ToHtml(), StringComparison.Ordinal);
    }

    // The binomial tail summed in whole numbers: P(X >= x) with p = a/b is an integer over b^n.
    [Theory]
    [InlineData(9, 20, 2, 5)]
    [InlineData(0, 7, 2, 5)]
    [InlineData(7, 7, 2, 5)]
    [InlineData(30, 60, 1, 4)]
    public void The_p_value_is_the_exact_tail(int very, int n, int a, int b)
    {
        BigInteger choose = 1;
        var tail = BigInteger.Zero;
        for (var k = 0; k <= n; k++)
        {
            tail += k >= very ? choose * BigInteger.Pow(a, k) * BigInteger.Pow(b - a, n - k) : 0;
            choose = choose * (n - k) / (k + 1);
        }

        var exact = Math.Exp(BigInteger.Log(tail) - (n * Math.Log(b)));
        Assert.Equal(exact, ProductMarketFit.FromCounts(very, n - very, 0).PValue((double)a / b)!.Value, 1e-12);
    }

    [Fact]
    public void Nobody_who_qualifies_gives_no_verdict()
    {
        var none = ProductMarketFit.FromCounts(0, 0, 0, notApplicable: 4);
        Assert.Null(none.Meets());
        Assert.Null(none.IsAbove());
        Assert.Null(none.PValue());
        Assert.Equal("n/a (no qualified answer)", none.ToString());
        Assert.Contains("n/a", none.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(ProductMarketFit.AdditiveIdentity, default);
    }

    [Fact]
    public void Groups_pool_and_nonsense_is_refused()
    {
        Assert.Equal(ProductMarketFit.FromCounts(3, 5, 7, 9), ProductMarketFit.FromCounts(1, 2, 3, 4) + ProductMarketFit.FromCounts(2, 3, 4, 5));
        Assert.StartsWith("somewhatDisappointed was -1.", Assert.Throws<ArgumentOutOfRangeException>(() => ProductMarketFit.FromCounts(1, -1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => ProductMarketFit.FromCounts(1, 1, 1).Meets(40));
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => ProductMarketFit.FromCounts(1, 1, 1).IsAbove(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => ProductMarketFit.FromCounts(1, 1, 1).PValue(double.NaN));
        Assert.Throws<OverflowException>(() => ProductMarketFit.FromCounts(long.MaxValue, 1, 0));
        Json.RoundTrips(ProductMarketFit.FromCounts(1, 2, 3, 4), RetentionMetricsJsonContext.Default.ProductMarketFit);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"very":-1,"somewhat":0,"not":0,"notApplicable":0}""", RetentionMetricsJsonContext.Default.ProductMarketFit));
    }

    [Property]
    public void A_lower_threshold_is_never_harder_to_pass(AnyCounts counts, AnyFraction one, AnyFraction other)
    {
        var fit = ProductMarketFit.FromCounts(counts.Part, counts.Whole - counts.Part, 0);
        var (low, high) = (Math.Min(one.Value, other.Value), Math.Max(one.Value, other.Value));
        Assert.True(fit.PValue(low) <= fit.PValue(high) + 1e-12);
        Assert.True(fit.IsAbove(low)!.Value || !fit.IsAbove(high)!.Value);
    }
}
