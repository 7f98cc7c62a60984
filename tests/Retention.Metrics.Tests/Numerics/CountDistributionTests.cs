using System.Numerics;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Tests.Numerics;

/// <summary>Binomial and Poisson.</summary>
public sealed class CountDistributionTests
{
    [Fact]
    public void Ten_tosses_of_a_coin_are_Pascal_s_row()
    {
        int[] row = [1, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1];
        for (var k = 0; k <= 10; k++)
        {
            Near.Equal(row[k] / 1024.0, Binomial.Pmf(k, 10, 0.5), 1e-15);
            Near.Equal(Math.Log(row[k] / 1024.0), Binomial.LogPmf(k, 10, 0.5), 1e-15);
            Near.Equal(row[..(k + 1)].Sum() / 1024.0, Binomial.Cdf(k, 10, 0.5), 1e-15);
            Near.Equal(row[(k + 1)..].Sum() / 1024.0, Binomial.UpperTail(k, 10, 0.5), 1e-15);
        }
    }

    [Fact]
    public void Probabilities_are_exact_rationals_to_the_last_digits()
    {
        // p = 3/16, a double: every term is a rational with a power of two below.
        var n = 200;
        for (var k = 0; k <= n; k++)
        {
            var exact = Choose(n, k) * BigInteger.Pow(3, k) * BigInteger.Pow(13, n - k);
            var log = BigInteger.Log(exact) - (n * Math.Log(16));
            Near.Equal(log, Binomial.LogPmf(k, n, 0.1875), 1e-14, 2e-13);
            Near.Equal((double)exact / Math.Pow(16, n), Binomial.Pmf(k, n, 0.1875), 3e-15);
        }

        static BigInteger Choose(int n, int k)
        {
            BigInteger c = 1;
            for (var i = 1; i <= k; i++) c = c * (n - k + i) / i;
            return c;
        }
    }

    [Fact]
    public void The_impossible_and_the_certain_are_exact()
    {
        Assert.Equal(0, Binomial.Pmf(-1, 10, 0.3));
        Assert.Equal(0, Binomial.Pmf(11, 10, 0.3));
        Assert.Equal(double.NegativeInfinity, Binomial.LogPmf(11, 10, 0.3));
        Assert.Equal(1, Binomial.Pmf(0, 10, 0));
        Assert.Equal(1, Binomial.Pmf(10, 10, 1));
        Assert.Equal(0, Binomial.Pmf(1, 10, 0));
        Assert.Equal(0, Binomial.Pmf(9, 10, 1));
        Assert.Equal(1, Binomial.Pmf(0, 0, 0.3));
        Assert.Equal(0, Binomial.LogPmf(0, 0, 0.3));
        Assert.Equal(0, Binomial.Cdf(-1, 10, 0.3));
        Assert.Equal(1, Binomial.Cdf(10, 10, 0.3));
        Assert.Equal(1, Binomial.UpperTail(-1, 10, 0.3));
        Assert.Equal(0, Binomial.UpperTail(10, 10, 0.3));
        Assert.Equal(1, Binomial.Cdf(0, 10, 0));
        Assert.Equal(0, Binomial.Cdf(9, 10, 1));

        Assert.Equal(1, Poisson.Pmf(0, 0));
        Assert.Equal(0, Poisson.Pmf(1, 0));
        Assert.Equal(0, Poisson.Pmf(-1, 2));
        Assert.Equal(double.NegativeInfinity, Poisson.LogPmf(-1, 2));
        Assert.Equal(double.NegativeInfinity, Poisson.LogPmf(1, 0));
        Assert.Equal(0, Poisson.LogPmf(0, 0));
        Assert.Equal(0, Poisson.Cdf(-1, 2));
        Assert.Equal(1, Poisson.UpperTail(-1, 2));
        Assert.Equal(1, Poisson.Cdf(0, 0));
        Assert.Equal(0, Poisson.UpperTail(0, 0));
    }

    [Fact]
    public void Illegal_arguments_are_refused()
    {
        Assert.Contains("n is -1; it must be 0 or more", Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.Pmf(0, -1, 0.5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.LogPmf(0, 1, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.Cdf(0, 1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.UpperTail(0, -1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Poisson.Pmf(0, -0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Poisson.LogPmf(0, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Poisson.Cdf(0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Poisson.UpperTail(0, -1));
    }

    [Property]
    public void Binomial_sums_step_by_the_probability(AnyCounts counts, AnyProbability p)
    {
        var (k, n) = (counts.Part, counts.Whole);
        Near.Equal(1, Binomial.Cdf(k, n, p.Value) + Binomial.UpperTail(k, n, p.Value), 1e-14);
        Near.Equal(Binomial.Cdf(k, n, p.Value), Binomial.Cdf(k - 1, n, p.Value) + Binomial.Pmf(k, n, p.Value), 4e-14);
        Near.Equal(Binomial.UpperTail(k - 1, n, p.Value), Binomial.UpperTail(k, n, p.Value) + Binomial.Pmf(k, n, p.Value), 4e-14);
        var log = Binomial.LogPmf(k, n, p.Value);
        if (log > -700) Near.Equal(Math.Exp(log), Binomial.Pmf(k, n, p.Value), 1e-15 * (5 + Math.Abs(log)));
    }

    [Property]
    public void Poisson_sums_step_by_the_probability(AnyShape mean, AnyScore s)
    {
        var m = mean.Value;
        var k = Math.Max(0, (long)(m + (s.Value * Math.Sqrt(m))));
        Near.Equal(1, Poisson.Cdf(k, m) + Poisson.UpperTail(k, m), 1e-14);
        Near.Equal(Poisson.Cdf(k, m), Poisson.Cdf(k - 1, m) + Poisson.Pmf(k, m), 4e-14);
        Near.Equal(Poisson.UpperTail(k - 1, m), Poisson.UpperTail(k, m) + Poisson.Pmf(k, m), 4e-14);
        var log = Poisson.LogPmf(k, m);
        if (log > -700) Near.Equal(Math.Exp(log), Poisson.Pmf(k, m), 1e-15 * (5 + Math.Abs(log)));
    }
}
