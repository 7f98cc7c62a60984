using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Retention.Metrics.Activity;

namespace Retention.Metrics.Performance.Activity;

/// <summary>The doors: from columns in memory to a log, by kind of key.</summary>
[MemoryDiagnoser]
public class ActivityLogBenchmarks
{
    private int[] _customers = [];
    private int[] _sparse = [];
    private Guid[] _guids = [];
    private string[] _texts = [];
    private byte[] _utf8 = [];
    private int[] _days = [];
    private Visit[] _visits = [];

    [Params(10_000, 1_000_000, 10_000_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        (_customers, _days) = ActivityRows.Make(Rows);
        _sparse = Array.ConvertAll(_customers, c => unchecked((int)((uint)(c + 1) * 2_654_435_761u)));
        _guids = Array.ConvertAll(_customers, c => new Guid(c + 1, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8));
        var names = new Dictionary<int, string>();
        _texts = Array.ConvertAll(_customers, c => names.TryGetValue(c, out var name) ? name : names[c] = "customer-" + c.ToString("D10", CultureInfo.InvariantCulture));
        _utf8 = Encoding.ASCII.GetBytes(string.Concat(_texts));
        _visits = [.. _customers.Select((c, row) => new Visit(c, _texts[row], DateOnly.FromDayNumber(719_162 + _days[row])))];
    }

    [Benchmark(Baseline = true)]
    public ActivityLog<int> ConsecutiveNumbers() => ActivityLog.From<int>(_customers, _days);

    [Benchmark]
    public ActivityLog<int> AnyNumbers() => ActivityLog.From<int>(_sparse, _days);

    [Benchmark]
    public ActivityLog<Guid> Guids() => ActivityLog.From<Guid>(_guids, _days);

    [Benchmark]
    public ActivityLog<string> Texts() => ActivityLog.From<string>(_texts, _days);

    [Benchmark]
    public ActivityLog<string> Utf8() => ActivityLog.FromUtf8(_utf8, 19, _days);

    /// <summary>The same rows as objects, read by selectors.</summary>
    [Benchmark]
    public ActivityLog<int> ObjectsWithNumbers() => ActivityLog.From(_visits, v => v.Customer, v => v.Day);

    [Benchmark]
    public ActivityLog<string> ObjectsWithTexts() => ActivityLog.From(_visits, v => v.Name, v => v.Day);

    private sealed record Visit(int Customer, string Name, DateOnly Day);
}
