using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Performance.Revenue;

/// <summary>The MRR bridge of 36 months: from columns of monthly amounts, and from subscriptions with start and end, against LINQ by hand.</summary>
[MemoryDiagnoser]
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Test data with a fixed seed.")]
public class SubscriptionLedgerBenchmarks
{
    private const int Months = 36;
    private static readonly DateOnly First = new(2023, 1, 1);
    private static readonly Period All = new(First, First.AddMonths(Months));
    private int[] _customers = [];
    private int[] _months = [];
    private long[] _cents = [];
    private DateOnly[] _starts = [];
    private DateOnly[] _ends = [];
    private BillingInterval[] _intervals = [];

    [Params(10_000, 1_000_000, 10_000_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(4);
        var customers = Math.Max(1, Rows / 16);
        (_customers, _months, _cents) = (new int[Rows], new int[Rows], new long[Rows]);
        (_starts, _ends, _intervals) = (new DateOnly[Rows], new DateOnly[Rows], new BillingInterval[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            _customers[row] = random.Next(customers);
            _months[row] = (int)((long)row * Months / Rows);
            _cents[row] = random.Next(1, 200) * 500L;
            _starts[row] = First.AddDays(random.Next(Months * 30));
            _ends[row] = random.Next(4) == 0 ? DateOnly.MaxValue : _starts[row].AddDays(random.Next(20, 600));
            _intervals[row] = random.Next(3) == 0 ? BillingInterval.Year : BillingInterval.Month;
        }
    }

    [Benchmark(Baseline = true)]
    public decimal SnapshotsByLinq()
    {
        var closing = 0m;
        var (gains, losses) = (new decimal[Months + 1], new decimal[Months + 1]);
        var byCustomer = Enumerable.Range(0, Rows)
            .Select(i => (Customer: _customers[i], Month: _months[i], Mrr: _cents[i] / 100m))
            .GroupBy(r => r.Customer)
            .Select(g => g.GroupBy(r => r.Month).Select(m => (Month: m.Key, Mrr: m.Sum(r => r.Mrr))).OrderBy(m => m.Month).ToArray());
        foreach (var months in byCustomer)
        {
            for (var i = 0; i < months.Length; i++)
            {
                var before = i > 0 && months[i - 1].Month == months[i].Month - 1 ? months[i - 1].Mrr : 0;
                gains[months[i].Month] += Math.Max(0, months[i].Mrr - before);
                losses[months[i].Month] += Math.Max(0, before - months[i].Mrr);
                if (i + 1 == months.Length || months[i + 1].Month != months[i].Month + 1)
                {
                    losses[months[i].Month + 1] += months[i].Mrr;
                }
            }
        }

        for (var month = 0; month < Months; month++)
        {
            closing += gains[month] - losses[month];
        }

        return closing;
    }

    [Benchmark]
    public MrrRollForward Snapshots() => SubscriptionLedger.FromSnapshots<int>(_customers, _months, First, MoneyColumn.MinorUnits(_cents)).RollForward(Granularity.Month, All);

    [Benchmark]
    public decimal SubscriptionsByLinq()
    {
        var closing = 0m;
        var rows = Enumerable.Range(0, Rows).Select(i => (Customer: _customers[i], Start: _starts[i], End: _ends[i], Mrr: _intervals[i] == BillingInterval.Year ? _cents[i] / 1200m : _cents[i] / 100m)).ToList();
        for (var month = 0; month < Months; month++)
        {
            var last = First.AddMonths(month + 1).AddDays(-1);
            closing = rows.Where(r => r.Start <= last && last < r.End).GroupBy(r => r.Customer).Sum(g => g.Sum(r => r.Mrr));
        }

        return closing;
    }

    [Benchmark]
    public MrrRollForward Subscriptions() =>
        SubscriptionLedger.FromColumns<int>(_customers, DayColumn.Of(_starts), DayColumn.Of(_ends), MoneyColumn.MinorUnits(_cents), _intervals).RollForward(Granularity.Month, All);
}
