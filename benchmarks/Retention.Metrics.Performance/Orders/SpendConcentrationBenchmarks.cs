using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Retention.Metrics.Orders;

namespace Retention.Metrics.Performance.Orders;

/// <summary>Gini coefficient and top 10 % of a column of amounts, against a comparison sort of the same column.</summary>
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Test data with a fixed seed.")]
public class SpendConcentrationBenchmarks
{
    private double[] _amounts = [];

    [Params(1_000, 100_000, 10_000_000)]
    public int Customers { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(10);
        _amounts = new double[Customers];
        for (var i = 0; i < _amounts.Length; i++)
        {
            _amounts[i] = Math.Round(Math.Exp(6 * random.NextDouble()), 2);
        }
    }

    [Benchmark(Baseline = true)]
    public double ComparisonSort()
    {
        var sorted = _amounts.AsSpan().ToArray();
        Array.Sort(sorted);
        return sorted[^1];
    }

    [Benchmark]
    public TopSpenders Library() => SpendConcentration.FromValues(_amounts).Top(0.10);
}
