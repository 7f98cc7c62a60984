using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Benchmarks;

/// <summary>The figures that come with the library, against the places they were read.</summary>
public class BuiltInCatalogTests
{
    private static readonly BenchmarkCatalog BuiltIn = BenchmarkCatalog.BuiltIn;

    [Theory]
    [InlineData("all", 75.5)]
    [InlineData("media", 84)]
    [InlineData("professional-services", 84)]
    [InlineData("software-it", 77)]
    [InlineData("finance-banking", 78)]
    [InlineData("automotive-transport", 83)]
    [InlineData("hospitality-travel-restaurants", 55)]
    public void The_widely_quoted_retention_rates_are_there_with_everything_unknown_left_unknown(string industry, double value)
    {
        var entry = BuiltIn.Find("widely-quoted/" + industry)!;
        Assert.Equal(((decimal)value, BenchmarkMetric.CustomerRetentionRate, industry), (entry.Value, entry.Metric, entry.Industry.Id));
        Assert.Equal((EvidenceGrade.Untraced, BenchmarkStatistic.Unknown), (entry.Evidence, entry.Statistic));
        Assert.Equal((null, null, null, null), (entry.Period, entry.SampleSize, entry.Source.Year, entry.Observed));
    }

    [Fact]
    public void The_30_per_cent_of_online_shops_is_filed_as_what_it_is()
    {
        var entry = BuiltIn.Find("widely-quoted/ecommerce")!;
        Assert.Equal((30, BenchmarkMetric.RepeatPurchaseRate), (entry.Value, entry.Metric));
        Assert.Contains("never compared with a customer retention rate", entry.Note, StringComparison.Ordinal);
        Assert.Empty(BuiltIn.Lookup(BenchmarkMetric.CustomerRetentionRate, Industry.ECommerce).Entries);
    }

    // explodingtopics.com prints 75 % as "average derived from 15 above industries"; 1132 ÷ 15 = 75.47.
    [Fact]
    public void The_average_of_all_industries_is_the_mean_of_fifteen_industries()
    {
        var list = BuiltIn.Entries.Where(e => e.Id.StartsWith("exploding-topics-2023/", StringComparison.Ordinal) && e.Industry != Industry.All).ToList();
        Assert.Equal(15, list.Count);
        Assert.Equal(1132, list.Sum(e => e.Value));
        Assert.Equal(75.47m, Math.Round(list.Average(e => e.Value), 2));
        Assert.Equal(75, BuiltIn.Find("exploding-topics-2023/all")!.Value);
    }

    // Metrilo prints an average of 28; its ten rows have a mean of 28.6.
    [Fact]
    public void The_average_repeat_purchase_rate_of_Metrilo_is_not_the_mean_of_its_rows()
    {
        var rows = BuiltIn.Entries.Where(e => e.Id.StartsWith("metrilo/", StringComparison.Ordinal) && e.Industry != Industry.ECommerce).ToList();
        Assert.Equal(10, rows.Count);
        Assert.Equal(28.6m, rows.Average(e => e.Value));
    }

    [Fact]
    public void There_are_as_many_entries_of_each_source_as_were_read() => Assert.Equal(
        [
            "adjust-2023 10", "adjust-2023-q1 1", "adjust-via-lovable 1", "aleph-benchmarkit-2026 1", "appsflyer-via-similarweb 1", "benchmarkit-2025 2", "clearlyrated-2022 1",
            "exploding-topics-2023 16", "june 5", "kbcm-2019 1", "metrilo 11", "retently-2022 1", "rjmetrics-2015 1", "saas-capital-2023 13", "userpilot-2026 2", "widely-quoted 8",
        ],
        BuiltIn.Entries.GroupBy(e => e.Id.Split('/')[0], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => FormattableString.Invariant($"{g.Key} {g.Count()}")));

    [Fact]
    public void Every_entry_says_where_it_was_read_when_and_on_what_terms()
    {
        Assert.All(BuiltIn.Entries, e => Assert.NotNull(e.Source.Retrieved));
        Assert.All(BuiltIn.Entries, e => Assert.Equal("fact quoted with attribution", e.Licence));
        Assert.All(BuiltIn.Entries.Where(e => e.Evidence > EvidenceGrade.Untraced), e => Assert.NotNull(e.Source.Publisher));
        Assert.All(BuiltIn.Entries.Where(e => e.Evidence == EvidenceGrade.Primary), e => Assert.NotNull(e.Source.Url));
        Assert.All(BuiltIn.Entries.Where(e => e.SampleSize is not null), e => Assert.NotNull(e.SampleUnit));
    }

    [Fact]
    public void Every_industry_is_used_or_leads_to_one_that_is() =>
        Assert.All(BuiltIn.Industries, i => Assert.Contains(BuiltIn.Entries, e => e.Industry.IsWithin(i)));

    [Fact]
    public void The_document_in_the_package_is_what_the_catalog_writes()
    {
        var document = File.ReadAllText(Repository.File("src", "Retention.Metrics", "Benchmarks", "built-in.json"));
        Assert.Equal(document.TrimEnd('\n'), BuiltIn.ToJson());
    }

    [Fact]
    public void The_page_shows_the_entries_of_the_catalog()
    {
        var page = Repository.File("docs", "benchmarks.md");
        var text = File.ReadAllText(page);
        var table = BuiltIn.ToMarkdown();
        if (Environment.GetEnvironmentVariable("UPDATE_SNIPPETS") is "1" && !text.Contains(table, StringComparison.Ordinal))
        {
            var start = text.IndexOf("| Metric | Industry | Segment |", StringComparison.Ordinal);
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
            text = text[..start] + table + text[end..];
            File.WriteAllText(page, text);
        }

        Assert.Contains(table, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_escapes_what_would_end_a_cell()
    {
        var table = BenchmarkCatalog.Empty.With(Sample.Entry() with { Segment = "a|b", Source = new BenchmarkSource("A survey") }).ToMarkdown();
        Assert.EndsWith("| Customer retention rate | Retail | a\\|b | 80 % | median | 12 months | 120 companies | A survey | unknown | primary | `acme/one` |\n", table, StringComparison.Ordinal);
    }
}
