using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Retention.Metrics.Orders;

namespace Retention.Metrics.Performance.Orders;

/// <summary>From raw columns to frequency, recency, age and spend of every customer, against the LINQ that people write.</summary>
[MemoryDiagnoser]
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Test data with a fixed seed.")]
public class RfmBenchmarks
{
    private static readonly DateOnly Through = DateOnly.FromDayNumber(719_162 + 730);
    private int[] _customers = [];
    private int[] _days = [];
    private long[] _cents = [];

    [Params(10_000, 1_000_000, 10_000_000)]
    public int Orders { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(5);
        _customers = new int[Orders];
        _days = new int[Orders];
        _cents = new long[Orders];
        for (var row = 0; row < Orders; row++)
        {
            _customers[row] = random.Next(Orders / 5);
            _days[row] = (int)(730L * row / Orders);
            _cents[row] = random.Next(100, 20_000);
        }
    }

    [Benchmark]
    public RfmTable<int> Rfm() => OrderLog.From<int>(_customers, OrderDates.EpochDays(_days), OrderAmounts.MinorUnits(_cents)).Rfm(Through);

    [Benchmark(Baseline = true)]
    public int Linq() => Enumerable.Range(0, Orders)
        .GroupBy(row => _customers[row])
        .Select(g => (Frequency: g.Select(r => _days[r]).Distinct().Count() - 1, Recency: g.Max(r => _days[r]) - g.Min(r => _days[r]), Age: 730 - g.Min(r => _days[r]), Spend: g.Sum(r => _cents[r])))
        .ToList()
        .Count;
}
