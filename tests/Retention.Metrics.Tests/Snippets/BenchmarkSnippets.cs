using Retention.Metrics;
using Retention.Metrics.Benchmarks;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/benchmarks.md. The parameter stands in for System.Console.</summary>
internal static class BenchmarkSnippets
{
    [Snippet("benchmarks-compare")]
    internal static void Compare(TextWriter Console)
    {
        #region benchmarks-compare
        var q1 = CustomerRetention.FromCounts(customersAtStart: 1_000, customersAcquired: 200, customersAtEnd: 1_150);
        Console.WriteLine(BenchmarkCatalog.BuiltIn.Compare(q1.RetentionRate, Industry.SoftwareAndIT));

        var small = RetentionRate.FromCounts(retained: 60, customersAtStart: 82);
        BenchmarkComparison comparison = BenchmarkCatalog.BuiltIn.Compare(small, Industry.SoftwareAndIT);
        Console.WriteLine(comparison);
        Console.WriteLine(comparison.Goal);
        Console.WriteLine(comparison.MinimumDetectableDifference());

        Console.WriteLine(BenchmarkCatalog.BuiltIn.Compare(BenchmarkMetric.GrossRevenueRetention, 0.80, Industry.B2BSaaS));
        #endregion
    }

    [Snippet("benchmarks-names")]
    internal static void Names(TextWriter Console)
    {
        #region benchmarks-names
        BenchmarkCatalog catalog = BenchmarkCatalog.BuiltIn;
        Console.WriteLine(catalog.FindIndustry("电商"));
        Console.WriteLine(catalog.FindIndustry("IT Services"));
        foreach (Industry candidate in catalog.IndustriesNamed("软件"))
        {
            Console.WriteLine($"软件 may be {candidate.Id}");
        }
        #endregion
    }

    [Snippet("benchmarks-conflicts")]
    internal static void Conflicts(TextWriter Console)
    {
        #region benchmarks-conflicts
        foreach (BenchmarkConflict conflict in BenchmarkCatalog.BuiltIn.Conflicts(BenchmarkMetric.CustomerRetentionRate, Industry.ITServices))
        {
            Console.WriteLine(conflict);
        }
        #endregion
    }

    [Snippet("benchmarks-with")]
    internal static void With(TextWriter Console)
    {
        #region benchmarks-with
        var petInsurance = new Industry("pet-insurance", "Pet insurance")
        {
            ChineseName = "宠物保险",
            Aliases = ["insurance for pets"],
            Parent = Industry.Insurance,
        };
        BenchmarkCatalog mine = BenchmarkCatalog.BuiltIn.With(new BenchmarkEntry
        {
            Id = "acme-2026/pet-insurance",
            Metric = BenchmarkMetric.CustomerRetentionRate,
            Industry = petInsurance,
            Value = 86.5m, // per cent, as published
            Statistic = BenchmarkStatistic.Median,
            Quartiles = new BenchmarkQuartiles(p25: 81, median: 86.5m, p75: 90),
            SampleSize = 48,
            SampleUnit = "insurers",
            Period = PeriodLength.Year,
            Evidence = EvidenceGrade.Primary,
            Source = new BenchmarkSource("2026 renewals survey") { Publisher = "Acme Research", Year = 2026 },
        });

        var yearly = RetentionRate.FromCounts(retained: 1_660, customersAtStart: 2_000, PeriodLength.Year);
        Console.WriteLine(mine.Compare(yearly, mine.FindIndustry("宠物保险")));
        #endregion
    }

    [Snippet("benchmarks-json")]
    internal static void Json(TextWriter Console)
    {
        #region benchmarks-json
        string industries = """
            {
              "schemaVersion": 1,
              "name": "acme",
              "industries": [
                { "id": "pet-insurance", "name": "Pet insurance", "chineseName": "宠物保险", "parent": "insurance" }
              ],
              "entries": [
                {
                  "id": "acme-2026/pet-insurance",
                  "metric": "customer-retention-rate",
                  "industry": "pet-insurance",
                  "value": 86.5,
                  "statistic": "median",
                  "period": { "months": 12 },
                  "evidence": "primary",
                  "source": { "title": "2026 renewals survey", "publisher": "Acme Research", "year": 2026 }
                }
              ]
            }
            """;
        BenchmarkCatalog mine = BenchmarkCatalog.BuiltIn.WithJson(industries);
        Console.WriteLine(mine);

        try
        {
            BenchmarkCatalog.BuiltIn.WithJson(industries.Replace("86.5", "186.5").Replace("\"insurance\"", "\"insurances\""));
        }
        catch (BenchmarkCatalogException refused)
        {
            foreach (BenchmarkCatalogError error in refused.Errors)
            {
                Console.WriteLine(error);
            }
        }
        #endregion
    }

    [Snippet("benchmarks-merge")]
    internal static void Merge(TextWriter Console)
    {
        #region benchmarks-merge
        BenchmarkCatalog corrected = BenchmarkCatalog.FromJson("""
            {
              "schemaVersion": 1,
              "name": "our research",
              "entries": [
                {
                  "id": "widely-quoted/media", "metric": "customer-retention-rate", "industry": "media",
                  "value": 81, "period": { "months": 12 }, "evidence": "primary", "source": { "title": "Our panel", "year": 2026 }
                }
              ]
            }
            """);
        BenchmarkCatalog merged = BenchmarkCatalog.Merge(BenchmarkCatalog.BuiltIn, corrected, BenchmarkMergePolicy.OverlayWins);
        Console.WriteLine(merged.Find("widely-quoted/media"));
        Console.WriteLine(merged.Superseded[0]);
        #endregion
    }

    [Snippet("benchmarks-refused")]
    internal static void Refused(TextWriter Console)
    {
        #region benchmarks-refused
        var catalog = BenchmarkCatalog.BuiltIn;
        var shop = RetentionRate.FromCounts(retained: 310, customersAtStart: 1_000, PeriodLength.Year);
        Console.WriteLine(catalog.Compare(shop, Industry.ECommerce));

        var entry = catalog.Find("rjmetrics-2015/repeat-purchase-rate")!;
        var sixMonths = new ComparisonOptions { Period = PeriodLength.FromMonths(6) };
        Console.WriteLine(BenchmarkComparison.Of(BenchmarkMetric.RepeatPurchaseRate, Proportion.Of(310, total: 1_000), entry, sixMonths));
        #endregion
    }
}
