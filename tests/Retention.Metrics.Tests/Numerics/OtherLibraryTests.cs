using MathNet.Numerics.Distributions;
using Retention.Metrics.Numerics;
using Oracle = MathNet.Numerics.SpecialFunctions;

namespace Retention.Metrics.Tests.Numerics;

/// <summary>MathNet.Numerics as a second opinion, over seeded grids where it is itself accurate; the margins are its errors, not ours.</summary>
public sealed class OtherLibraryTests
{
    private const int Trials = 2000;

    [Fact]
    public void Gamma_and_its_kin_agree()
    {
        var random = new Random(1);
        for (var i = 0; i < Trials; i++)
        {
            var x = Math.Pow(10, (random.NextDouble() * 4) - 2);
            if (x < 150) Near.Equal(Oracle.Gamma(x), GammaFunction.Gamma(x), 1e-12);
            Near.Equal(Oracle.GammaLn(x), GammaFunction.Log(x), 1e-12, 1e-13);
            Near.Equal(Oracle.DiGamma(x), GammaFunction.Digamma(x), 1e-11, 1e-12);
            var y = Math.Pow(10, (random.NextDouble() * 4) - 2);
            Near.Equal(Oracle.BetaLn(x, y), BetaFunction.Log(x, y), 1e-11, 1e-11);
        }
    }

    [Fact]
    public void Incomplete_functions_agree()
    {
        var random = new Random(2);
        for (var i = 0; i < Trials; i++)
        {
            var (a, b) = (Math.Pow(10, (random.NextDouble() * 3) - 1), Math.Pow(10, (random.NextDouble() * 3) - 1));
            var x = a * Math.Exp(2 * (random.NextDouble() - 0.5));
            Near.Equal(Oracle.GammaLowerRegularized(a, x), GammaFunction.RegularizedLower(a, x), 1e-9, 1e-12);
            Near.Equal(Oracle.GammaUpperRegularized(a, x), GammaFunction.RegularizedUpper(a, x), 1e-9, 1e-12);
            var p = random.NextDouble();
            Near.Equal(Oracle.BetaRegularized(a, b, p), BetaFunction.Regularized(p, a, b), 1e-9, 1e-12);
        }
    }

    [Fact]
    public void Error_functions_and_the_normal_distribution_agree()
    {
        var random = new Random(3);
        for (var i = 0; i < Trials; i++)
        {
            var x = (random.NextDouble() - 0.5) * 12;
            Near.Equal(Oracle.Erf(x), ErrorFunction.Erf(x), 1e-14, 1e-15);
            Near.Equal(Oracle.Erfc(x), ErrorFunction.Erfc(x), 1e-13);
            Near.Equal(Normal.CDF(0, 1, x), NormalDistribution.Cdf(x), 1e-13);
            Near.Equal(Normal.PDF(0, 1, x), NormalDistribution.Density(x), 1e-13);
            var p = random.NextDouble();
            Near.Equal(Normal.InvCDF(0, 1, p), NormalDistribution.Quantile(p), 1e-9, 1e-12);
        }
    }

    [Fact]
    public void Distributions_agree()
    {
        var random = new Random(4);
        for (var i = 0; i < Trials; i++)
        {
            var (d1, d2) = (Math.Ceiling(random.NextDouble() * 60), Math.Ceiling(random.NextDouble() * 60));
            var x = Math.Exp(4 * (random.NextDouble() - 0.5));
            Near.Equal(MathNet.Numerics.Distributions.StudentT.CDF(0, 1, d1, -x), Metrics.Numerics.StudentT.Cdf(-x, d1), 1e-9);
            Near.Equal(FisherSnedecor.CDF(d1, d2, x), FDistribution.Cdf(x, d1, d2), 1e-9, 1e-12);
            Near.Equal(MathNet.Numerics.Distributions.ChiSquared.CDF(d1, x * d1), Metrics.Numerics.ChiSquared.Cdf(x * d1, d1), 1e-9, 1e-12);
            var (n, p) = (random.Next(1, 500), random.NextDouble());
            // MathNet's sum of all n terms is NaN.
            var k = random.Next(n);
            Near.Equal(MathNet.Numerics.Distributions.Binomial.PMFLn(p, n, k), Metrics.Numerics.Binomial.LogPmf(k, n, p), 1e-9, 1e-10);
            Near.Equal(MathNet.Numerics.Distributions.Binomial.CDF(p, n, k), Metrics.Numerics.Binomial.Cdf(k, n, p), 1e-9, 1e-12);
            var mean = x * 10;
            Near.Equal(MathNet.Numerics.Distributions.Poisson.PMFLn(mean, k), Metrics.Numerics.Poisson.LogPmf(k, mean), 1e-9, 1e-10);
            Near.Equal(MathNet.Numerics.Distributions.Poisson.CDF(mean, k), Metrics.Numerics.Poisson.Cdf(k, mean), 1e-9, 1e-12);
        }
    }
}
