using System.Text.Json;
using System.Text.Json.Serialization;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// A comparison with everything that it was made from: the figure, the options and the part of the catalog that it depends on. Results are written for readers of the document;
/// reading back compares anew, so that a document cannot claim a verdict that its figures do not give.
/// </summary>
internal sealed class BenchmarkComparisonConverter : JsonConverter<BenchmarkComparison>
{
    private const string WithEntry = "entry";
    private const string WithIndustry = "industry";

    private static readonly JsonEncodedText[] Verdicts =
        [.. new[] { "not-comparable", "not-tested", "not-distinguishable", "above", "below", "mixed" }.Select(word => JsonEncodedText.Encode(word))];

    public override void Write(Utf8JsonWriter writer, BenchmarkComparison value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("metric", value.Metric.Id);
        writer.WriteString("industry", value.Industry.Id);
        writer.WriteString("comparedWith", value.Catalog is null ? WithEntry : WithIndustry);
        Number(writer, "value", value.Value);
        Object(writer, "counts", value.Counts, RetentionMetricsJsonContext.Default.Proportion);
        Object(writer, "period", value.Measured.Period, RetentionMetricsJsonContext.Default.PeriodLength);
        writer.WriteNumber("periodsSpanned", value.Measured.PeriodsSpanned);
        writer.WriteBoolean("wasChurn", value.Measured.WasChurn);
        WriteOptions(writer, value.Options);
        writer.WriteString("verdict", Verdicts[(int)value.Verdict]);
        Text(writer, "entry", value.Entry?.Id);
        Number(writer, "benchmark", value.Benchmark);
        Number(writer, "gapInPoints", value.GapInPoints);
        Number(writer, "relativeGap", value.RelativeGap);
        Number(writer, "z", value.Z);
        Number(writer, "pValue", value.PValue);
        Object(writer, "interval", value.Interval, RetentionMetricsJsonContext.Default.ConfidenceInterval);
        Number(writer, "percentile", value.Percentile);
        Text(writer, "position", value.Position);
        Text(writer, "whyNotComparable", value.WhyNotComparable);
        writer.WriteStartArray("cautions");
        foreach (var caution in value.Cautions)
        {
            writer.WriteStringValue(caution);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("catalog");
        CatalogWriter.Write(writer, value.Catalog?.About(value.Metric, value.Industry) ?? Alone(value.Entry!, value.Metric));
        writer.WriteEndObject();
    }

    public override BenchmarkComparison Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var errors = new List<BenchmarkCatalogError>();
        var fields = new JsonFields(
            document.RootElement, "$", errors,
            "metric", "industry", "comparedWith", "value", "counts", "period", "periodsSpanned", "wasChurn", "options", "verdict", "entry", "benchmark", "gapInPoints", "relativeGap", "z", "pValue",
            "interval", "percentile", "position", "whyNotComparable", "cautions", "catalog");
        try
        {
            return Read(fields, errors);
        }
        catch (Exception e) when (e is BenchmarkCatalogException or ArgumentException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static BenchmarkComparison Read(JsonFields fields, List<BenchmarkCatalogError> errors)
    {
        var metricId = fields.Id("metric", required: true);
        var industryId = fields.Id("industry", required: true);
        var withEntry = fields.Word("comparedWith", [WithIndustry, WithEntry], required: true) == 1;
        var catalogElement = fields.Object("catalog", required: true);
        var options = ReadOptions(fields, errors);
        if (errors.Count > 0)
        {
            throw new BenchmarkCatalogException([.. errors]);
        }

        var catalog = BenchmarkCatalog.FromJson(catalogElement!.Value.GetRawText());
        var measured = ReadMeasurement(fields, catalog.FindMetric(metricId!), options);
        if (errors.Count > 0)
        {
            throw new BenchmarkCatalogException([.. errors]);
        }

        if (!withEntry)
        {
            return catalog.Compare(measured, catalog.FindIndustry(industryId!), options);
        }

        return catalog.Entries.Count == 1
            ? BenchmarkComparison.Of(measured, catalog.Entries[0], options)
            : throw new BenchmarkCatalogException([new("$.catalog.entries", "must hold the one entry that was compared with")]);
    }

    private static Measurement ReadMeasurement(JsonFields fields, BenchmarkMetric metric, ComparisonOptions options)
    {
        var counts = fields.Object("counts")?.Deserialize(RetentionMetricsJsonContext.Default.Proportion);
        var period = fields.Object("period")?.Deserialize(RetentionMetricsJsonContext.Default.PeriodLength);
        var spanned = Double(fields, "periodsSpanned") ?? 1;
        var value = Double(fields, "value");
        var wasChurn = fields.Truth("wasChurn") ?? false;
        var measured = metric.Equals(BenchmarkMetric.CustomerRetentionRate) ? Measurement.Of(new RetentionRate(value, counts, spanned, period), options)
            : counts is { } proportion ? Measurement.Of(metric, proportion, options)
            : Measurement.Of(metric, value ?? double.NaN, options);
        return measured with { Metric = metric, PeriodsSpanned = spanned, Period = period, WasChurn = wasChurn };
    }

    private static void WriteOptions(Utf8JsonWriter writer, ComparisonOptions options)
    {
        writer.WriteStartObject("options");
        writer.WriteBoolean("fallBackToParent", options.FallBackToParent);
        Text(writer, "segment", options.Segment);
        Text(writer, "region", options.Region);
        Object(writer, "period", options.Period, RetentionMetricsJsonContext.Default.PeriodLength);
        Text(writer, "asOf", options.AsOf is { } day ? Rendering.Text.Date(day) : null);
        writer.WriteNumber("oldAfterYears", options.OldAfterYears);
        writer.WriteNumber("level", options.Level);
        writer.WriteEndObject();
    }

    private static ComparisonOptions ReadOptions(JsonFields document, List<BenchmarkCatalogError> errors)
    {
        if (document.Object("options") is not { } element)
        {
            return ComparisonOptions.Default;
        }

        var fields = new JsonFields(element, "$.options", errors, "fallBackToParent", "segment", "region", "period", "asOf", "oldAfterYears", "level");
        return new()
        {
            FallBackToParent = fields.Truth("fallBackToParent") ?? false,
            Segment = fields.Text("segment"),
            Region = fields.Text("region"),
            Period = fields.Object("period")?.Deserialize(RetentionMetricsJsonContext.Default.PeriodLength),
            AsOf = fields.Date("asOf"),
            OldAfterYears = (int?)fields.Whole("oldAfterYears", 0, 1000) ?? 3,
            Level = Double(fields, "level") ?? 0.95,
        };
    }

    /// <summary>The catalog of the one entry that was compared with, without references to what it does not hold.</summary>
    private static BenchmarkCatalog Alone(BenchmarkEntry entry, BenchmarkMetric metric) =>
        BenchmarkCatalog.Empty.With(metric).With(entry with { ConflictsWith = [] });

    private static double? Double(JsonFields fields, string name) =>
        fields.Object(name) is { ValueKind: JsonValueKind.Number } element && element.TryGetDouble(out var number) ? number : null;

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Object<T>(Utf8JsonWriter writer, string name, T? value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : struct
    {
        if (value is { } present)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, present, type);
        }
    }
}
