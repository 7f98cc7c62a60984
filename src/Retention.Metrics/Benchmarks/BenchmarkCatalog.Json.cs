using System.Text.Json;
using System.Text.Json.Serialization;

namespace Retention.Metrics.Benchmarks;

/// <content>Documents.</content>
public sealed partial class BenchmarkCatalog
{
    /// <summary>
    /// A catalog from a document alone. It may name the metrics and industries of <see cref="BuiltIn"/> without declaring them; it holds no entries but its own.
    /// </summary>
    /// <param name="json">The document, in the form of docs/benchmark-catalog.schema.json.</param>
    /// <returns>The catalog.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="BenchmarkCatalogException">The document cannot be used; it lists everything that is wrong with it.</exception>
    /// <example>
    /// <code>
    /// BenchmarkCatalog theirs = BenchmarkCatalog.FromJson(File.ReadAllText("industries.json"));
    /// BenchmarkCatalog both = BenchmarkCatalog.Merge(BenchmarkCatalog.BuiltIn, theirs, BenchmarkMergePolicy.OverlayWins);
    /// </code>
    /// </example>
    public static BenchmarkCatalog FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(CatalogReader.Read(json, Empty, BuiltIn, BenchmarkMergePolicy.Throw));
    }

    /// <summary>The catalog with the entries, industries and metrics of a document, which may refer to what the catalog has.</summary>
    /// <param name="json">The document, in the form of docs/benchmark-catalog.schema.json.</param>
    /// <param name="onSameId">What to do about an entry whose id is taken by a different one; refused unless told.</param>
    /// <returns>The larger catalog.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The policy is not one of the enum.</exception>
    /// <exception cref="BenchmarkCatalogException">The document cannot be used; it lists everything that is wrong with it, each with its JSON path.</exception>
    /// <example>
    /// <code>
    /// BenchmarkCatalog mine = BenchmarkCatalog.BuiltIn.WithJson("""
    ///     {
    ///       "schemaVersion": 1,
    ///       "industries": [ { "id": "pet-insurance", "name": "Pet insurance", "chineseName": "宠物保险", "parent": "insurance" } ],
    ///       "entries": [ {
    ///         "id": "acme-2026/pet-insurance", "metric": "customer-retention-rate", "industry": "pet-insurance",
    ///         "value": 86.5, "statistic": "median", "period": { "months": 12 }, "evidence": "primary",
    ///         "source": { "title": "2026 renewals survey", "publisher": "Acme Research", "year": 2026 }
    ///       } ]
    ///     }
    ///     """);
    /// </code>
    /// </example>
    public BenchmarkCatalog WithJson(string json, BenchmarkMergePolicy onSameId = BenchmarkMergePolicy.Throw)
    {
        ArgumentNullException.ThrowIfNull(json);
        Guard.Defined(onSameId);
        return Combine(this, CatalogReader.Read(json, this, BuiltIn, onSameId), onSameId, nameof(json));
    }

    /// <summary>
    /// The catalog as a document that reads back as the same catalog, in the form of docs/benchmark-catalog.schema.json. The same catalog always gives the same text.
    /// </summary>
    /// <returns>The document: indented, without a final line break, everything unknown left out.</returns>
    public string ToJson() => CatalogWriter.ToText(this);
}

/// <summary>A catalog inside another JSON document.</summary>
internal sealed class BenchmarkCatalogConverter : JsonConverter<BenchmarkCatalog>
{
    public override BenchmarkCatalog Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return BenchmarkCatalog.FromJson(document.RootElement.GetRawText());
        }
        catch (BenchmarkCatalogException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, BenchmarkCatalog value, JsonSerializerOptions options) => CatalogWriter.Write(writer, value);
}
