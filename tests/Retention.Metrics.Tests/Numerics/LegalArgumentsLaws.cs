using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

/// <summary>No legal argument, however extreme, gives NaN or a probability outside 0 to 1, and none takes long.</summary>
public sealed class LegalArgumentsLaws
{
    [Fact]
    public void Extreme_arguments_give_numbers()
    {
        double[] shapes = [1e-100, 1e-20, 1e-8, 0.3, 0.5, 1, 9.99, 10, 12, 24, 300, 1e5, 1e10, 1e16, 1e20, 1e50, 1e100];
        double[] fractions = [0, double.Epsilon, 1e-300, 1e-100, 1e-20, 1e-9, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 1e-9, Math.BitDecrement(1.0), 1];
        double[] numbers = [0, double.Epsilon, 1e-300, 1e-20, 1e-3, 0.5, 1, 1.5, 12, 700, 1e5, 1e10, 1e16, 1e100, 1e300, double.MaxValue, double.PositiveInfinity];
        foreach (var a in shapes)
        {
            foreach (var x in numbers)
            {
                Probability(GammaFunction.RegularizedLower(a, x));
                Probability(GammaFunction.RegularizedUpper(a, x));
                Probability(StudentT.Cdf(x, 2 * a));
                Probability(StudentT.UpperTail(-x, 2 * a));
                if (x < double.PositiveInfinity) Probability(Poisson.Pmf((long)Math.Min(a, 1e18), x));
                if (x < double.PositiveInfinity) AtMost(0, Poisson.LogPmf((long)Math.Min(a, 1e18), x));
            }

            foreach (var p in fractions)
            {
                NotNegative(GammaFunction.QuantileLower(a, p));
                NotNegative(GammaFunction.QuantileUpper(a, p));
                NotNegative(StudentT.TwoSidedCritical(p, 2 * a));
                Assert.False(double.IsNaN(StudentT.Quantile(p, 2 * a)));
            }

            NotNegative(GammaFunction.Gamma(a));
            NotNegative(GammaFunction.Trigamma(a));
            Assert.False(double.IsNaN(GammaFunction.Log(a)) || double.IsNaN(GammaFunction.Digamma(a)));
            foreach (var b in shapes)
            {
                NotNegative(BetaFunction.Beta(a, b));
                Assert.False(double.IsNaN(BetaFunction.Log(a, b)));
                foreach (var p in fractions)
                {
                    Probability(BetaFunction.Regularized(p, a, b));
                    Probability(BetaFunction.RegularizedUpper(p, a, b));
                    Probability(BetaFunction.Quantile(p, a, b));
                    Probability(BetaFunction.QuantileUpper(p, a, b));
                    NotNegative(FDistribution.Quantile(p, 2 * a, 2 * b));
                }

                foreach (var x in numbers)
                {
                    Probability(FDistribution.Cdf(x, 2 * a, 2 * b));
                    Probability(FDistribution.UpperTail(x, 2 * a, 2 * b));
                }
            }
        }

        foreach (var p in fractions)
        {
            foreach (var n in new[] { 0, 1, 9, 10, 1000, 1_000_000_007, long.MaxValue })
            {
                foreach (var k in new[] { 0, 1, n / 3, n - 1, n })
                {
                    Probability(Binomial.Pmf(k, n, p));
                    AtMost(0, Binomial.LogPmf(k, n, p));
                    Probability(Binomial.Cdf(k, n, p));
                    Probability(Binomial.UpperTail(k, n, p));
                }
            }
        }
    }

    [Property(MaxTest = 300)]
    public void The_hypergeometric_function_of_any_legal_parameters_is_a_number(AnyShape a, AnyShape b, AnyShape c, AnyProbability z, bool below)
    {
        var (p, q, r) = (Math.Clamp(a.Value, 1e-6, 3000), Math.Clamp(b.Value, 1e-6, 3000), Math.Clamp(c.Value, 1e-6, 3000));
        var x = below ? -1 / z.Value : Math.Min(z.Value, 1 - 1e-12);
        if (x < 0) r += Math.Max(p, q);
        Assert.InRange(Hypergeometric.F21(p, q, r, x), 0, double.PositiveInfinity);
        Assert.False(double.IsNaN(Hypergeometric.LogF21(p, q, r, x)));
    }

    private static void Probability(double p) => Assert.InRange(p, 0, 1);

    private static void NotNegative(double x) => Assert.InRange(x, 0, double.PositiveInfinity);

    private static void AtMost(double bound, double x) => Assert.InRange(x, double.NegativeInfinity, bound);
}
