using BenchmarkDotNet.Attributes;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Performance.Numerics;

/// <summary>One call each of the functions that intervals, tests and models spend their time in, at customary arguments.</summary>
[MemoryDiagnoser]
public class SpecialFunctionBenchmarks
{
    /// <summary>A count of successes; the trials are ten times as many.</summary>
    [Params(5, 500, 50_000)]
    public double Count { get; set; }

    [Benchmark]
    public double LogGamma() => GammaFunction.Log(Count + 0.5);

    [Benchmark]
    public double GammaTail() => GammaFunction.RegularizedUpper(Count, 1.02 * Count);

    [Benchmark]
    public double BetaTail() => BetaFunction.Regularized(0.1, Count, 9 * Count);

    [Benchmark]
    public double BetaQuantile() => BetaFunction.Quantile(0.025, Count, 9 * Count);

    [Benchmark]
    public double GammaQuantile() => GammaFunction.QuantileUpper(Count, 0.025);

    [Benchmark]
    public double BinomialProbability() => Binomial.Pmf((long)Count, 10 * (long)Count, 0.11);

    [Benchmark]
    public double StudentTail() => StudentT.UpperTail(2.1, Count);

    [Benchmark]
    public double StudentCritical() => StudentT.TwoSidedCritical(0.95, Count);

    [Benchmark]
    public double NormalCritical() => NormalDistribution.TwoSidedCritical(1 - (0.05 / Count));

    [Benchmark]
    public double HypergeometricOfParetoModel() => Hypergeometric.LogF21(1.2 + Math.Min(Count, 500), 1.6, 2.2 + Math.Min(Count, 500), 0.7);
}
