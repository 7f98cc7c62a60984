using BenchmarkDotNet.Attributes;

namespace Retention.Metrics.Performance;

/// <summary>Retention of two months from the customers themselves, against the LINQ that people write by hand.</summary>
[MemoryDiagnoser]
public class CustomerRetentionBenchmarks
{
    private string[] _before = [];
    private string[] _after = [];

    [Params(1_000, 100_000, 1_000_000)]
    public int Customers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _before = Enumerable.Range(0, Customers).Select(i => $"customer-{i:D8}").ToArray();
        _after = Enumerable.Range(Customers / 20, Customers).Select(i => $"customer-{i:D8}").ToArray();
    }

    [Benchmark(Baseline = true)]
    public double LinqByHand() => (double)_before.Intersect(_after).Count() / _before.Distinct().Count();

    [Benchmark]
    public double? FromCustomers() => CustomerRetention.FromCustomers(_before, _after).RetentionRate.Value;
}

/// <summary>What one interval costs, by method.</summary>
[MemoryDiagnoser]
public class ProportionIntervalBenchmarks
{
    [Params(ProportionInterval.Wilson, ProportionInterval.ClopperPearson, ProportionInterval.Jeffreys, ProportionInterval.MidP)]
    public ProportionInterval Method { get; set; }

    [Params(1_000, 1_000_000)]
    public int Total { get; set; }

    [Benchmark]
    public ConfidenceInterval? Interval() => Proportion.Of(Total / 20 * 19, Total).Interval(0.95, Method);
}
