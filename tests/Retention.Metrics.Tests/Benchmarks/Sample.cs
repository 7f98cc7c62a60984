using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Benchmarks;

/// <summary>Entries to start a test from.</summary>
internal static class Sample
{
    public static BenchmarkEntry Entry(string id = "acme/one", decimal value = 80, Industry? industry = null, BenchmarkMetric? metric = null) => new()
    {
        Id = id,
        Metric = metric ?? BenchmarkMetric.CustomerRetentionRate,
        Industry = industry ?? Industry.Retail,
        Value = value,
        Source = new BenchmarkSource("A survey") { Publisher = "Acme", Year = 2024 },
        Evidence = EvidenceGrade.Primary,
        Statistic = BenchmarkStatistic.Median,
        SampleSize = 120,
        SampleUnit = "companies",
        Period = PeriodLength.Year,
    };

    /// <summary>A document with one entry, whose properties a test may add to or replace.</summary>
    public static string Document(string entryProperties = "", string documentProperties = "") => $$"""
        {
          "schemaVersion": 1,
          {{documentProperties}}
          "entries": [
            {
              "id": "acme/one",
              "metric": "customer-retention-rate",
              "industry": "retail",
              "value": 80,
              {{entryProperties}}
              "evidence": "primary",
              "source": { "title": "A survey" }
            }
          ]
        }
        """;
}
