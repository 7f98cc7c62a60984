using BenchmarkDotNet.Attributes;
using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Performance.Benchmarks;

/// <summary>Looking up, comparing, and reading documents, with the built-in catalog and with one of many entries.</summary>
[MemoryDiagnoser]
public class BenchmarkCatalogBenchmarks
{
    private static readonly RetentionRate Rate = RetentionRate.FromCounts(60, 82);
    private BenchmarkCatalog _catalog = BenchmarkCatalog.Empty;
    private BenchmarkEntry _entry = null!;
    private string _json = "";

    /// <summary>How many entries the catalog has beside the built-in ones.</summary>
    [Params(0, 10_000)]
    public int Added { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        BenchmarkEntry Entry(int i) => BenchmarkCatalog.BuiltIn.Entries[i % BenchmarkCatalog.BuiltIn.Entries.Count] with { Id = FormattableString.Invariant($"added/{i}"), ConflictsWith = [] };
        _catalog = BenchmarkCatalog.BuiltIn.With(Enumerable.Range(0, Added).Select(i => Entry(i) with { Industry = new Industry(FormattableString.Invariant($"industry-{i / 10}"), "An industry") { Parent = Industry.Retail } }));
        _entry = Entry(Added);
        _json = _catalog.ToJson();
    }

    [Benchmark]
    public BenchmarkLookup Lookup() => _catalog.Lookup(BenchmarkMetric.CustomerRetentionRate, Industry.SoftwareAndIT);

    [Benchmark]
    public Industry FindIndustryByAlias() => _catalog.FindIndustry("电子商务");

    [Benchmark]
    public BenchmarkComparison Compare() => _catalog.Compare(Rate, Industry.SoftwareAndIT);

    [Benchmark]
    public string CompareAndPrint() => _catalog.Compare(Rate, Industry.All).ToString();

    [Benchmark]
    public BenchmarkComparison Refuse() => _catalog.Compare(Rate, Industry.ECommerce);

    [Benchmark]
    public BenchmarkCatalog AddAnEntry() => _catalog.With(_entry);

    [Benchmark]
    public string WriteJson() => _catalog.ToJson();

    [Benchmark]
    public BenchmarkCatalog ReadJson() => BenchmarkCatalog.FromJson(_json);
}
