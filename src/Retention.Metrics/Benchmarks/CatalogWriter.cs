using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Retention.Metrics.Benchmarks;

/// <summary>Writes a catalog as the document that <see cref="CatalogReader"/> reads; what is unknown is left out. The same catalog always gives the same bytes.</summary>
internal static class CatalogWriter
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static string ToText(BenchmarkCatalog catalog)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            Write(writer, catalog);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static void Write(Utf8JsonWriter writer, BenchmarkCatalog catalog)
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", CatalogReader.SchemaVersion);
        Text(writer, "name", catalog.Name);
        Date(writer, "catalogVersion", catalog.Version);
        List(writer, "metrics", catalog.Metrics, Metric);
        List(writer, "industries", catalog.Industries, Industry);
        List(writer, "entries", catalog.Entries, Entry);
        List(writer, "superseded", catalog.Superseded, Superseded);
        writer.WriteEndObject();
    }

    private static void Metric(Utf8JsonWriter writer, BenchmarkMetric metric)
    {
        writer.WriteStartObject();
        writer.WriteString("id", metric.Id);
        writer.WriteString("name", metric.Name);
        Text(writer, "chineseName", metric.ChineseName);
        writer.WriteString("numerator", metric.Numerator);
        writer.WriteString("denominator", metric.Denominator);
        writer.WriteString("unit", Words.Of(metric.Unit));
        writer.WriteString("basis", Words.Of(metric.Basis));
        writer.WriteBoolean("isProportion", metric.IsProportion);
        writer.WriteBoolean("hasPeriod", metric.HasPeriod);
        Number(writer, "minimum", metric.MinimumWhenSet);
        Number(writer, "maximum", metric.MaximumWhenSet);
        writer.WriteEndObject();
    }

    private static void Industry(Utf8JsonWriter writer, Industry industry)
    {
        writer.WriteStartObject();
        writer.WriteString("id", industry.Id);
        writer.WriteString("name", industry.Name);
        Text(writer, "chineseName", industry.ChineseName);
        List(writer, "aliases", industry.Aliases, static (w, alias) => w.WriteStringValue(alias));
        Text(writer, "parent", industry.Parent?.Id);
        if (industry.Codes.Count > 0)
        {
            writer.WriteStartObject("codes");
            foreach (var (scheme, code) in industry.Codes.OrderBy(c => c.Key, StringComparer.Ordinal))
            {
                writer.WriteString(scheme, code);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Entry(Utf8JsonWriter writer, BenchmarkEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("id", entry.Id);
        writer.WriteString("metric", entry.Metric.Id);
        writer.WriteString("industry", entry.Industry.Id);
        writer.WriteNumber("value", entry.Value);
        writer.WriteString("statistic", Words.Of(entry.Statistic));
        if (entry.Quartiles is { } quartiles)
        {
            writer.WriteStartObject("quartiles");
            writer.WriteNumber("p25", quartiles.P25);
            Number(writer, "median", quartiles.Median);
            writer.WriteNumber("p75", quartiles.P75);
            writer.WriteEndObject();
        }

        if (entry.SampleSize is { } n)
        {
            writer.WriteNumber("sampleSize", n);
        }

        Text(writer, "sampleUnit", entry.SampleUnit);
        if (entry.Period is { } period)
        {
            writer.WriteStartObject("period");
            writer.WriteNumber(period.InMonths is null ? "days" : "months", (period.InMonths ?? period.InDays)!.Value);
            writer.WriteEndObject();
        }

        if (entry.Observed is { } observed)
        {
            writer.WriteStartObject("observed");
            Date(writer, "start", observed.Start);
            Date(writer, "end", observed.End);
            writer.WriteEndObject();
        }

        Text(writer, "segment", entry.Segment);
        Text(writer, "region", entry.Region);
        writer.WriteString("evidence", Words.Of(entry.Evidence));
        Source(writer, entry.Source);
        Text(writer, "definition", entry.Definition);
        Text(writer, "licence", entry.Licence);
        Text(writer, "note", entry.Note);
        List(writer, "conflictsWith", entry.ConflictsWith, static (w, id) => w.WriteStringValue(id));
        writer.WriteEndObject();
    }

    private static void Source(Utf8JsonWriter writer, BenchmarkSource source)
    {
        writer.WriteStartObject("source");
        writer.WriteString("title", source.Title);
        Text(writer, "publisher", source.Publisher);
        Text(writer, "url", source.Url?.OriginalString);
        if (source.Year is { } year)
        {
            writer.WriteNumber("year", year);
        }

        Date(writer, "published", source.Published);
        Date(writer, "retrieved", source.Retrieved);
        Text(writer, "locator", source.Locator);
        writer.WriteEndObject();
    }

    private static void Superseded(Utf8JsonWriter writer, SupersededEntry superseded)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("entry");
        Entry(writer, superseded.Entry);
        writer.WriteString("from", superseded.From);
        writer.WriteString("policy", Words.Of(superseded.Policy));
        writer.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void Date(Utf8JsonWriter writer, string name, DateOnly? value)
    {
        if (value is { } date)
        {
            writer.WriteString(name, Rendering.Text.Date(date));
        }
    }
}
