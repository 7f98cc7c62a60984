using FsCheck;
using FsCheck.Fluent;
using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Support;

/// <summary>A catalog of a few entries of few metrics and industries, so that ids, scopes and figures collide; now and then empty.</summary>
public sealed record AnyCatalog(BenchmarkCatalog Value)
{
    public override string ToString() => Value.ToJson();
}

/// <summary>A figure of a percentage with one decimal, from 0 to 100, both included.</summary>
public sealed record AnyPercent(decimal Value);

/// <summary>Quartiles in order; some coincide, and the median may be missing.</summary>
public sealed record AnyQuartiles(BenchmarkQuartiles Value);

public static partial class Generators
{
    private static readonly BenchmarkMetric[] SampleMetrics = [BenchmarkMetric.CustomerRetentionRate, BenchmarkMetric.RepeatPurchaseRate, BenchmarkMetric.NetPromoterScore];
    private static readonly Industry[] SampleIndustries = [Industry.All, Industry.Retail, Industry.ECommerce, new("falconry", "Falconry") { ChineseName = "猎鹰", Aliases = ["hawks & owls", "<b>"], Parent = Industry.ConsumerServices }];

    public static Arbitrary<AnyPercent> Percentages() =>
        Arb.From(Gen.Frequency((1, Gen.Elements(0m, 50m, 100m)), (9, Tenths)).Select(v => new AnyPercent(v)));

    public static Arbitrary<AnyQuartiles> Quartiles() => Arb.From(
        from figures in Gen.ListOf(Gen.Frequency((1, Gen.Elements(40m, 50m)), (2, Tenths)), 3)
        from known in Gen.Elements(true, false)
        let ordered = figures.Order().ToArray()
        select new AnyQuartiles(new(ordered[0], known ? ordered[1] : null, ordered[2])));

    public static Arbitrary<AnyCatalog> Catalogs() => Arb.From(
        from count in Gen.Choose(0, 6)
        from entries in Gen.ListOf(SampleEntry, count)
        from named in Gen.Elements("ours", "theirs", null)
        from day in SampleDay
        select new AnyCatalog(Catalog(entries, named, day)));

    private static Gen<decimal> Tenths => Gen.Choose(0, 1000).Select(n => n / 10m);

    private static Gen<BenchmarkEntry> SampleEntry =>
        from number in Gen.Choose(1, 8)
        from metric in Gen.Elements(SampleMetrics)
        from industry in Gen.Elements(SampleIndustries)
        from value in Tenths
        from statistic in Gen.Elements(Enum.GetValues<BenchmarkStatistic>())
        from evidence in Gen.Elements(Enum.GetValues<EvidenceGrade>())
        from size in Gen.Elements<long?>(null, 1, 342, long.MaxValue)
        from year in Gen.Elements<int?>(null, 2015, 2023)
        from period in Gen.Elements<PeriodLength?>(null, PeriodLength.Month, PeriodLength.Year, PeriodLength.FromDays(28))
        from segment in Gen.Elements<string?>(null, "large", "\"quoted\" | 小")
        select new BenchmarkEntry
        {
            Id = FormattableString.Invariant($"sample/{number}"),
            Metric = metric,
            Industry = industry,
            Value = value,
            Statistic = statistic,
            Evidence = evidence,
            SampleSize = size,
            Period = period,
            Segment = segment,
            Source = new BenchmarkSource("A survey") { Year = year },
        };

    private static BenchmarkCatalog Catalog(IEnumerable<BenchmarkEntry> entries, string? name, DateOnly version)
    {
        var distinct = entries.DistinctBy(e => e.Id, StringComparer.Ordinal).ToList();
        // Every entry but the first conflicts with the first.
        var catalog = BenchmarkCatalog.Empty.With(distinct.Select((e, i) => i == 0 ? e : e with { ConflictsWith = [distinct[0].Id] }));
        return name is null ? catalog : catalog.WithJson(FormattableString.Invariant($$"""{"schemaVersion": 1, "name": "{{name}}", "catalogVersion": "{{version:yyyy-MM-dd}}"}"""));
    }
}
