using System.Text.Json;
using System.Text.Json.Nodes;
using Retention.Metrics.Benchmarks;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Benchmarks;

public class CatalogDocumentTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Repository.File("docs", "benchmark-catalog.schema.json"))).RootElement;

    private const string Full = """
        {
          "schemaVersion": 1,
          "name": "acme",
          "catalogVersion": "2026-06-30",
          "metrics": [
            {
              "id": "second-year-renewal",
              "name": "Second-year renewal rate",
              "chineseName": "次年续约率",
              "numerator": "contracts renewed at the end of their second year",
              "denominator": "contracts that reached it",
              "unit": "percent",
              "basis": "customers",
              "isProportion": true,
              "hasPeriod": false,
              "minimum": 10,
              "maximum": 90
            }
          ],
          "industries": [
            {
              "id": "pet-insurance",
              "name": "Pet insurance",
              "chineseName": "宠物保险",
              "aliases": [
                "insurance for pets",
                "宠物险"
              ],
              "parent": "insurance",
              "codes": {
                "isic": "6512",
                "naics": "524128"
              }
            }
          ],
          "entries": [
            {
              "id": "acme-2026/pet-insurance",
              "metric": "second-year-renewal",
              "industry": "pet-insurance",
              "value": 86.5,
              "statistic": "median",
              "quartiles": {
                "p25": 81,
                "median": 86.5,
                "p75": 89.9
              },
              "sampleSize": 48,
              "sampleUnit": "insurers",
              "period": {
                "months": 12
              },
              "observed": {
                "start": "2025-01-01",
                "end": "2026-01-01"
              },
              "segment": "dogs",
              "region": "EU",
              "evidence": "primary",
              "source": {
                "title": "2026 renewals survey",
                "publisher": "Acme Research",
                "url": "https://example.com/renewals?year=2026",
                "year": 2026,
                "published": "2026-03-31",
                "retrieved": "2026-04-02",
                "locator": "table 4"
              },
              "definition": "renewed ÷ due",
              "licence": "CC BY 4.0",
              "note": "preliminary",
              "conflictsWith": [
                "acme-2025/pet-insurance"
              ]
            },
            {
              "id": "acme-2025/pet-insurance",
              "metric": "second-year-renewal",
              "industry": "pet-insurance",
              "value": 84.0,
              "statistic": "unknown",
              "period": {
                "days": 365
              },
              "evidence": "untraced",
              "source": {
                "title": "2025 renewals survey"
              }
            }
          ]
        }
        """;

    [Fact]
    public void A_document_with_every_property_reads_and_writes_back_with_what_it_refers_to()
    {
        var catalog = BenchmarkCatalog.FromJson(Full);
        Assert.Equal(["all", "insurance", "pet-insurance"], catalog.Industries.Select(i => i.Id).Order(StringComparer.Ordinal));
        var entry = catalog.Find("acme-2026/pet-insurance")!;
        Assert.Equal(new BenchmarkQuartiles(81, 86.5m, 89.9m), entry.Quartiles);
        Assert.Equal(PeriodLength.Year, entry.Period);
        Assert.Equal(Period.Year(2025), entry.Observed);
        Assert.Equal((10, 90, false), (entry.Metric.Minimum, entry.Metric.Maximum, entry.Metric.HasPeriod));
        Assert.Equal(PeriodLength.FromDays(365), catalog.Find("acme-2025/pet-insurance")!.Period);
        Assert.Equal("524128", entry.Industry.Codes["naics"]);

        var written = catalog.ToJson();
        Assert.Equal(written, BenchmarkCatalog.FromJson(written).ToJson());
        Assert.Equal(catalog.Entries, BenchmarkCatalog.FromJson(written).Entries);
        // The entries, byte for byte as they were typed, down to the zero of 84.0.
        Assert.Contains(Full[Full.IndexOf("\"entries\"", StringComparison.Ordinal)..], written, StringComparison.Ordinal);
        Assert.Contains(Full[Full.IndexOf("\"metrics\"", StringComparison.Ordinal)..Full.IndexOf("\"industries\"", StringComparison.Ordinal)], written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_added_to_the_built_in_catalog_may_refer_to_it()
    {
        var catalog = BenchmarkCatalog.BuiltIn.WithJson(Full).WithJson(Sample.Document(""" "conflictsWith": ["acme-2026/pet-insurance", "exploding-topics-2023/retail"], """));
        Assert.Equal(BenchmarkCatalog.BuiltIn.Entries.Count + 3, catalog.Entries.Count);
        Assert.Equal("built-in + acme", catalog.Name);
        Assert.Equal(BenchmarkCatalog.BuiltIn.Version, catalog.Version);
        Assert.Single(catalog.Conflicts(BenchmarkMetric.CustomerRetentionRate, Industry.Retail));
    }

    [Fact]
    public void The_context_reads_and_writes_catalogs()
    {
        var type = RetentionMetricsJsonContext.Default.BenchmarkCatalog;
        var catalog = BenchmarkCatalog.FromJson(Full);
        Assert.Equal(catalog.ToJson(), JsonSerializer.Deserialize(JsonSerializer.Serialize(catalog, type), type)!.ToJson());
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"schemaVersion": 2}""", type));
    }

    [Fact]
    public void Everything_that_is_wrong_is_found_at_once_and_said_where()
    {
        var refused = Assert.Throws<BenchmarkCatalogException>(() => BenchmarkCatalog.BuiltIn.WithJson("""
            {
              "schemaVersion": 1,
              "vesion": "2026",
              "industries": [
                { "id": "Pets", "name": "Pets" },
                { "id": "dogs", "name": "Dogs", "parent": "pets" },
                { "id": "a", "name": "A", "parent": "b" },
                { "id": "b", "name": "B", "parent": "a" },
                { "id": "retail", "name": "Shops" }
              ],
              "entries": [
                { "id": "acme/one", "metric": "retention", "industry": "retail", "value": 80, "evidence": "primary", "source": { "title": "A survey" } },
                { "id": "acme/two", "metric": "customer-retention-rate", "industry": "dogs", "value": 177, "evidence": "good", "source": { "url": "survey.html" } },
                { "id": "acme/two", "metric": "net-promoter-score", "industry": "dogs", "value": "40", "statistic": "average", "evidence": "primary", "source": { "title": "A survey", "year": 2024.5 } },
                { "id": "widely-quoted/all", "metric": "customer-retention-rate", "industry": "all", "value": 80, "sampleSize": 0, "quartiles": { "p25": 90, "p75": 80 }, "evidence": "primary", "source": { "title": "A survey" }, "conflictsWith": ["nobody/nothing"] },
                7
              ]
            }
            """));

        string[] expected =
        [
            "$: has no property \"vesion\"",
            "$.industries[0].id: was \"Pets\"",
            "$.industries[1].parent: \"pets\" is neither known nor declared",
            "$.industries[3].parent: closes a circle: a in b in a",
            "$.industries[4]: the industry \"retail\" is defined otherwise",
            "$.entries[0].metric: \"retention\" is neither known nor declared",
            "$.entries[1].source.title: is missing",
            "$.entries[1].source.url: was \"survey.html\"",
            "$.entries[1].evidence: was \"good\"",
            "$.entries[1].value: was 177",
            "$.entries[2].id: \"acme/two\" appears twice",
            "$.entries[2].value: must be a number, not \"40\"",
            "$.entries[2].source.year: must be a whole number inside [1..9999], not 2024.5",
            "$.entries[2].statistic: was \"average\"",
            "$.entries[3].id: \"widely-quoted/all\" is taken",
            "$.entries[3].quartiles.p25: The quartiles were 90, unknown and 80",
            "$.entries[3].sampleSize: must be a whole number",
            "$.entries[4]: must be an object, not 7",
            "$.entries[3].conflictsWith[0]: names \"nobody/nothing\"",
        ];
        Assert.Equal(expected.Length, refused.Errors.Count);
        Assert.All(expected.Zip(refused.Errors), pair => Assert.StartsWith(pair.First, pair.Second.ToString(), StringComparison.Ordinal));
        Assert.Contains("19 errors", refused.Message, StringComparison.Ordinal);
        Assert.All(refused.Errors, e => Assert.Contains(e.ToString(), refused.Message, StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "[]", "$: must be an object, not a list" },
        { "{", "$: is not JSON" },
        { """{"entries": []}""", "$.schemaVersion: is missing" },
        { """{"schemaVersion": 2}""", "$.schemaVersion: was 2. This version of the library reads 1" },
        { """{"schemaVersion": "1"}""", "$.schemaVersion: must be a number" },
        { """{"schemaVersion": 1, "entries": {}}""", "$.entries: must be a list, not an object" },
        { """{"schemaVersion": 1, "name": " "}""", "$.name: was blank" },
        { """{"schemaVersion": 1, "name": 3}""", "$.name: must be a text, not 3" },
        { """{"schemaVersion": 1, "name": "a", "name": "b"}""", "$.name: appears twice" },
        { """{"schemaVersion": 1, "catalogVersion": "30.06.2026"}""", "$.catalogVersion: was \"30.06.2026\"" },
        { """{"schemaVersion": 1, "metrics": [{"id": "m", "name": "M", "numerator": "a", "denominator": "b", "minimum": 5, "maximum": 4}]}""", "$.metrics[0].minimum: was 5, above the maximum 4" },
        { """{"schemaVersion": 1, "metrics": [{"id": "m", "name": "M", "numerator": "a"}]}""", "$.metrics[0].denominator: is missing" },
        { """{"schemaVersion": 1, "metrics": [{"id": "m", "name": "M", "numerator": "a", "denominator": "b", "isProportion": "yes"}]}""", "$.metrics[0].isProportion: must be true or false" },
        { """{"schemaVersion": 1, "metrics": [{"id": "dau-mau", "name": "M", "numerator": "a", "denominator": "b"}, {"id": "dau-mau", "name": "M", "numerator": "a", "denominator": "b"}]}""", "$.metrics[1].id: \"dau-mau\" is declared twice" },
        { """{"schemaVersion": 1, "industries": [{"id": "a", "name": "A"}, {"id": "a", "name": "A"}]}""", "$.industries[1].id: \"a\" is declared twice" },
        { """{"schemaVersion": 1, "industries": [{"id": "a", "name": "A", "parent": "a"}]}""", "$.industries[0].parent: closes a circle: a in a" },
        { """{"schemaVersion": 1, "industries": [{"id": "a", "name": "A", "aliases": ["x", 3, ""]}]}""", "$.industries[0].aliases[1]: must be a text" },
        { """{"schemaVersion": 1, "industries": [{"id": "a", "name": "A", "codes": {"isic": 5}}]}""", "$.industries[0].codes.isic: must be a text" },
        { """{"schemaVersion": 1, "industries": [{"id": "a", "name": "A", "codes": []}]}""", "$.industries[0].codes: must be an object" },
        { Sample.Document(""" "period": {"months": 1, "days": 30}, """), "$.entries[0].period.months: a period has either months or days" },
        { Sample.Document(""" "period": {"months": 0}, """), "$.entries[0].period.months" },
        { Sample.Document(""" "period": 12, """), "$.entries[0].period: must be an object, not 12" },
        { Sample.Document(""" "observed": {"start": "2025-01-01", "end": "2025-01-01"}, """), "$.entries[0].observed.end" },
        { Sample.Document(""" "observed": "2025", """), "$.entries[0].observed: must be an object" },
        { Sample.Document(""" "quartiles": {"p25": 70}, """), "$.entries[0].quartiles.p75: is missing" },
        { Sample.Document(""" "quartiles": {"p25": 70, "median": 75, "p75": 90}, "statistic": "median", """), "$.entries[0].quartiles.median: was 75 %" },
        { Sample.Document(""" "conflictsWith": ["acme/one"], """), "$.entries[0].conflictsWith: names the entry itself" },
        { Sample.Document(""" "conflictsWith": "acme/two", """), "$.entries[0].conflictsWith: must be a list" },
        { Sample.Document(""" "sampleSize": 1e3, "sampleUnit": [], """), "$.entries[0].sampleUnit: must be a text, not a list" },
        { Sample.Document(documentProperties: """ "superseded": [{"policy": "overlay-wins", "from": "x"}], """), "$.superseded[0].entry: is missing" },
        { Sample.Document(documentProperties: """ "superseded": [{"policy": "coin-toss", "from": "x", "entry": {"id": "acme/one", "metric": "dau-mau", "industry": "all", "value": 5, "evidence": "primary", "source": {"title": "A"}}}], """), "$.superseded[0].policy: was \"coin-toss\"" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_document_is_refused_with_the_place_and_the_reason(string document, string error)
    {
        var refused = Assert.Throws<BenchmarkCatalogException>(() => BenchmarkCatalog.FromJson(document));
        Assert.Contains(refused.Errors, e => e.ToString().StartsWith(error, StringComparison.Ordinal));
        // The schema refuses what is wrong in form; what is wrong between entries only the library can see.
        if (!document.StartsWith('{') || document.Length < 2 || OnlyTheLibrarySees.Any(s => error.Contains(s, StringComparison.Ordinal)))
        {
            return;
        }

        Assert.NotEmpty(JsonSchemaSubset.Problems(Schema, Parsed(document)));
    }

    private static readonly string[] OnlyTheLibrarySees = ["twice", "circle", "names the entry", "was 75 %", "above the maximum", "2025-01-01", "observed.end"];

    private static JsonElement Parsed(string document) => JsonDocument.Parse(document).RootElement;

    [Fact]
    public void A_known_industry_cannot_be_moved_into_its_own_part() => Assert.Contains(
        "$.industries[0].parent: closes a circle: the catalog has ecommerce in retail",
        Assert.Throws<BenchmarkCatalogException>(() => BenchmarkCatalog.BuiltIn.WithJson("""{"schemaVersion": 1, "industries": [{"id": "retail", "name": "Retail", "parent": "ecommerce"}]}""", BenchmarkMergePolicy.OverlayWins)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_document_may_repeat_what_the_catalog_defines_in_the_same_words()
    {
        const string Repeated = """{"schemaVersion": 1, "metrics": [{"id": "repeat-purchase-rate", "name": "Repeat purchase rate", "chineseName": "复购率", "numerator": "customers with more than one purchase", "denominator": "customers with a purchase", "isProportion": true}]}""";
        Assert.Equal(BenchmarkCatalog.BuiltIn.ToJson(), BenchmarkCatalog.BuiltIn.WithJson(Repeated).ToJson());
        var other = Repeated.Replace("more than one purchase", "two purchases", StringComparison.Ordinal);
        Assert.Throws<BenchmarkCatalogException>(() => BenchmarkCatalog.BuiltIn.WithJson(other));
        Assert.Equal("customers with two purchases", BenchmarkCatalog.BuiltIn.WithJson(other, BenchmarkMergePolicy.OverlayWins).FindMetric("repeat-purchase-rate").Numerator);
        Assert.Equal("customers with more than one purchase", BenchmarkCatalog.BuiltIn.WithJson(other, BenchmarkMergePolicy.BaseWins).FindMetric("repeat-purchase-rate").Numerator);
    }

    [Fact]
    public void The_schema_accepts_the_built_in_document_and_a_full_one()
    {
        Assert.Empty(JsonSchemaSubset.Problems(Schema, Parsed(BenchmarkCatalog.BuiltIn.ToJson())));
        Assert.Empty(JsonSchemaSubset.Problems(Schema, Parsed(Full)));
        Assert.Empty(JsonSchemaSubset.Problems(Schema, Parsed(Sample.Document(documentProperties: """ "$schema": "benchmark-catalog.schema.json", """))));
        var merged = BenchmarkCatalog.Merge(BenchmarkCatalog.BuiltIn, BenchmarkCatalog.FromJson(Sample.Document().Replace("acme/one", "widely-quoted/all", StringComparison.Ordinal)), BenchmarkMergePolicy.OverlayWins);
        Assert.Empty(JsonSchemaSubset.Problems(Schema, Parsed(merged.ToJson())));
    }

    [Fact]
    public void The_schema_has_the_words_of_the_code()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", Schema.GetProperty("$schema").GetString());
        Assert.Equal(Slug.Pattern, Schema.GetProperty("$defs").GetProperty("id").GetProperty("pattern").GetString());
        Assert.Equal(CatalogReader.SchemaVersion, Schema.GetProperty("properties").GetProperty("schemaVersion").GetProperty("const").GetInt32());
        Assert.Equal(Words.Units, Enumerated("metric", "unit"));
        Assert.Equal(Words.Bases, Enumerated("metric", "basis"));
        Assert.Equal(Words.Statistics, Enumerated("entry", "statistic"));
        Assert.Equal(Words.Grades, Enumerated("entry", "evidence"));
        Assert.Equal(Words.Policies, Enumerated("superseded", "policy"));

        static IEnumerable<string> Enumerated(string definition, string property) =>
            Schema.GetProperty("$defs").GetProperty(definition).GetProperty("properties").GetProperty(property).GetProperty("enum").EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!);
    }

    // The reader names the properties of an object when it meets one that it does not know.
    [Theory]
    [InlineData("$", "", """{"schemaVersion": 1, "zzz": 1}""")]
    [InlineData("$.metrics[0]", "metric", """{"schemaVersion": 1, "metrics": [{"zzz": 1}]}""")]
    [InlineData("$.industries[0]", "industry", """{"schemaVersion": 1, "industries": [{"zzz": 1}]}""")]
    [InlineData("$.entries[0]", "entry", """{"schemaVersion": 1, "entries": [{"zzz": 1}]}""")]
    [InlineData("$.entries[0].source", "source", """{"schemaVersion": 1, "entries": [{"source": {"zzz": 1}}]}""")]
    [InlineData("$.entries[0].quartiles", "quartiles", """{"schemaVersion": 1, "entries": [{"quartiles": {"zzz": 1}}]}""")]
    [InlineData("$.entries[0].period", "period", """{"schemaVersion": 1, "entries": [{"period": {"zzz": 1}}]}""")]
    [InlineData("$.entries[0].observed", "observed", """{"schemaVersion": 1, "entries": [{"observed": {"zzz": 1}}]}""")]
    [InlineData("$.superseded[0]", "superseded", """{"schemaVersion": 1, "superseded": [{"zzz": 1}]}""")]
    public void The_schema_has_the_properties_and_the_requirements_of_the_reader(string path, string definition, string document)
    {
        var errors = Assert.Throws<BenchmarkCatalogException>(() => BenchmarkCatalog.FromJson(document)).Errors;
        var unknown = errors.Single(e => e.Path == path && e.Message.StartsWith("has no property", StringComparison.Ordinal)).Message;
        var properties = unknown[(unknown.IndexOf("are ", StringComparison.Ordinal) + 4)..].Split(", ");
        var schema = definition.Length == 0 ? Schema : Schema.GetProperty("$defs").GetProperty(definition);
        Assert.Equal(properties.Order(StringComparer.Ordinal), schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());

        var missing = errors.Where(e => e.Message == "is missing" && e.Path.StartsWith(path + ".", StringComparison.Ordinal)).Select(e => e.Path[(path.Length + 1)..]).Order(StringComparer.Ordinal);
        var required = schema.TryGetProperty("required", out var r) ? r.EnumerateArray().Select(e => e.GetString()!).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        // The whole document has its version; a span of days says in one message that it needs both ends.
        if (definition is not ("" or "observed"))
        {
            Assert.Equal(required, missing);
        }
    }

    [Fact]
    public void Null_is_as_good_as_absent()
    {
        var node = JsonNode.Parse(Sample.Document())!;
        node["entries"]![0]!["sampleSize"] = null;
        node["entries"]![0]!["note"] = null;
        Assert.Equal(BenchmarkCatalog.FromJson(Sample.Document()).ToJson(), BenchmarkCatalog.FromJson(node.ToJsonString()).ToJson());
    }
}
