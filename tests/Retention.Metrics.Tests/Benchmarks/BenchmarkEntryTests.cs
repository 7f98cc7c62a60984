using System.Reflection;
using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Tests.Benchmarks;

public class BenchmarkEntryTests
{
    [Fact]
    public void An_entry_prints_what_is_known_and_what_is_not()
    {
        Assert.Equal(
            "80 % customer retention rate, Retail: median statistic, period 12 months, 120 companies; Acme, 2024 [acme/one]",
            Sample.Entry().ToString());
        Assert.Equal(
            "77 % customer retention rate, Software and IT services: unknown statistic, period unknown, sample size unknown; source unknown (widely quoted retention article; primary survey not traced) [widely-quoted/software-it]",
            BenchmarkCatalog.BuiltIn.Find("widely-quoted/software-it")!.ToString());
        Assert.Equal("Acme, year unknown", new BenchmarkSource("A survey") { Publisher = "Acme" }.ToString());
        Assert.Equal("A survey, 2025", new BenchmarkSource("A survey") { Published = new DateOnly(2025, 3, 1) }.ToString());
        Assert.Contains(", ACV under 12k USD:", BenchmarkCatalog.BuiltIn.Find("saas-capital-2023/net-revenue-retention/acv-under-12k")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_shows_its_unknowns_and_encodes_its_texts_in_HTML()
    {
        var html = (Sample.Entry() with { Note = "<b>bold</b>", SampleSize = null, Quartiles = new BenchmarkQuartiles(70, 80, 90) }).ToHtml();
        Assert.Contains("&lt;b&gt;bold", html, StringComparison.Ordinal);
        Assert.Contains("unknown", html, StringComparison.Ordinal);
        Assert.Contains("P25 70, median 80, P75 90", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_are_equal_when_every_part_is()
    {
        var entry = Sample.Entry() with { ConflictsWith = ["acme/two"] };
        Assert.Equal(entry, Sample.Entry() with { ConflictsWith = ["acme/two"] });
        Assert.Equal(entry.GetHashCode(), (Sample.Entry() with { ConflictsWith = ["acme/two"] }).GetHashCode());
        BenchmarkEntry[] others =
        [
            entry with { Id = "acme/other" }, entry with { Metric = BenchmarkMetric.RepeatPurchaseRate }, entry with { Industry = Industry.Media }, entry with { Value = 81 },
            entry with { Source = new BenchmarkSource("Another") }, entry with { Evidence = EvidenceGrade.Secondary }, entry with { Statistic = BenchmarkStatistic.Mean },
            entry with { Quartiles = new BenchmarkQuartiles(70, null, 90) }, entry with { SampleSize = 121 }, entry with { SampleUnit = "shops" }, entry with { Period = null },
            entry with { Observed = Metrics.Period.Year(2023) }, entry with { Segment = "large" }, entry with { Region = "EU" }, entry with { Definition = "as they say" },
            entry with { Licence = "CC0" }, entry with { Note = "see" }, entry with { ConflictsWith = [] },
        ];
        Assert.All(others, other => Assert.NotEqual(entry, other));
        Assert.False(entry.Equals(null));
    }

    [Fact]
    public void A_part_that_makes_no_sense_is_refused_by_name()
    {
        Assert.Throws<ArgumentException>("Id", () => Sample.Entry() with { Id = "Acme One" });
        Assert.Throws<ArgumentNullException>("Id", () => Sample.Entry() with { Id = null! });
        Assert.Throws<ArgumentNullException>("Metric", () => Sample.Entry() with { Metric = null! });
        Assert.Throws<ArgumentNullException>("Industry", () => Sample.Entry() with { Industry = null! });
        Assert.Throws<ArgumentNullException>("Source", () => Sample.Entry() with { Source = null! });
        Assert.Throws<ArgumentOutOfRangeException>("SampleSize", () => Sample.Entry() with { SampleSize = 0 });
        Assert.Throws<ArgumentException>("SampleUnit", () => Sample.Entry() with { SampleUnit = " " });
        Assert.Throws<ArgumentException>("Period", () => Sample.Entry() with { Period = default(PeriodLength) });
        Assert.Throws<ArgumentOutOfRangeException>("Evidence", () => Sample.Entry() with { Evidence = (EvidenceGrade)9 });
        Assert.Throws<ArgumentOutOfRangeException>("Statistic", () => Sample.Entry() with { Statistic = (BenchmarkStatistic)(-1) });
        Assert.Throws<ArgumentException>("ConflictsWith", () => Sample.Entry() with { ConflictsWith = ["No Slug"] });
        Assert.Throws<ArgumentNullException>("ConflictsWith", () => Sample.Entry() with { ConflictsWith = null! });
        Assert.Throws<ArgumentException>("Url", () => new BenchmarkSource("A survey") { Url = new Uri("survey.html", UriKind.Relative) });
        Assert.Throws<ArgumentException>("Url", () => new BenchmarkSource("A survey") { Url = new Uri("ftp://example.com/survey") });
        Assert.Throws<ArgumentOutOfRangeException>("Year", () => new BenchmarkSource("A survey") { Year = 0 });
        Assert.Throws<ArgumentException>("title", () => new BenchmarkSource(""));
    }

    public static TheoryData<BenchmarkEntry, string> Inconsistent => new()
    {
        { Sample.Entry(value: 101), "[0..100]" },
        { Sample.Entry(value: -0.1m), "[0..100]" },
        { Sample.Entry(value: 301, metric: BenchmarkMetric.NetRevenueRetention), "[0..300]" },
        { Sample.Entry(value: -101, metric: BenchmarkMetric.NetPromoterScore), "[-100..100]" },
        { Sample.Entry() with { Quartiles = new BenchmarkQuartiles(70, 81, 90) }, "quartiles.median was 81 %" },
        { Sample.Entry() with { Quartiles = new BenchmarkQuartiles(85, null, 90) }, "quartiles do not contain the value" },
        { Sample.Entry() with { Quartiles = new BenchmarkQuartiles(-1, null, 190) }, "quartiles.p75" },
        { Sample.Entry() with { Observed = new Period(new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 1)) }, "observed" },
        { Sample.Entry() with { Source = new BenchmarkSource("A survey") { Year = 2023, Published = new DateOnly(2024, 1, 1) } }, "source.year was 2023" },
        { Sample.Entry() with { Source = new BenchmarkSource("A survey") { Published = new DateOnly(2024, 1, 2), Retrieved = new DateOnly(2024, 1, 1) } }, "source.retrieved" },
        { Sample.Entry() with { ConflictsWith = ["acme/one"] }, "conflictsWith" },
    };

    [Theory]
    [MemberData(nameof(Inconsistent))]
    public void Parts_that_contradict_each_other_are_refused_where_the_entry_is_used(BenchmarkEntry entry, string reason)
    {
        var refused = Assert.Throws<ArgumentException>("entries", () => BenchmarkCatalog.Empty.With(entry));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("acme/one", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(nameof(entry), () => BenchmarkComparison.Of(RetentionRate.FromPercent(80), entry));
    }

    [Fact]
    public void Revenue_retention_may_pass_one_hundred_per_cent()
    {
        var entry = Sample.Entry(value: 118, metric: BenchmarkMetric.NetRevenueRetention);
        Assert.Same(entry, BenchmarkCatalog.Empty.With(entry).Entries[0]);
    }

    [Fact]
    public void Every_metric_of_the_properties_is_in_the_built_in_catalog_with_a_definition()
    {
        var properties = typeof(BenchmarkMetric).GetProperties(BindingFlags.Public | BindingFlags.Static);
        Assert.Equal(11, properties.Length);
        var metrics = properties.Select(p => (BenchmarkMetric)p.GetValue(null)!).ToList();
        Assert.Equal(BenchmarkCatalog.BuiltIn.Metrics.OrderBy(m => m.Id, StringComparer.Ordinal), metrics.OrderBy(m => m.Id, StringComparer.Ordinal));
        Assert.All(metrics, m => Assert.Same(m, BenchmarkCatalog.BuiltIn.FindMetric(m.Id)));
        Assert.All(metrics, m => Assert.NotNull(m.ChineseName));
        Assert.Equal("Repeat purchase rate: customers with more than one purchase ÷ customers with a purchase", BenchmarkMetric.RepeatPurchaseRate.ToString());
    }

    [Fact]
    public void A_metric_is_its_id_and_knows_its_range()
    {
        var csat = new BenchmarkMetric("csat", "Customer satisfaction") { Numerator = "satisfied answers", Denominator = "all answers", Basis = BenchmarkBasis.Answers, IsProportion = true };
        Assert.Equal(csat, new BenchmarkMetric("csat", "CSAT") { Numerator = "fours and fives", Denominator = "answers" });
        Assert.Equal(csat.GetHashCode(), new BenchmarkMetric("csat", "CSAT") { Numerator = "fours and fives", Denominator = "answers" }.GetHashCode());
        Assert.False(csat.Equals(null));
        Assert.Equal((0, 100), (csat.Minimum, csat.Maximum));
        Assert.Equal((-100, 100), (BenchmarkMetric.NetPromoterScore.Minimum, BenchmarkMetric.NetPromoterScore.Maximum));
        Assert.Equal((0, 300), (BenchmarkMetric.NetRevenueRetention.Minimum, BenchmarkMetric.NetRevenueRetention.Maximum));
        Assert.Throws<ArgumentException>("Numerator", () => csat with { Numerator = "" });
        Assert.Throws<ArgumentOutOfRangeException>("Unit", () => csat with { Unit = (BenchmarkUnit)5 });
        Assert.Throws<ArgumentOutOfRangeException>("Basis", () => csat with { Basis = (BenchmarkBasis)5 });
        Assert.Throws<ArgumentException>("id", () => new BenchmarkMetric("C SAT", "x") { Numerator = "a", Denominator = "b" });
    }
}
