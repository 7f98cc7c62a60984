using System.Text.Json.Serialization;
using Retention.Metrics.Benchmarks;

namespace Retention.Metrics.Serialization;

/// <summary>
/// How the results of the library look in JSON: camelCase, fractions as numbers, undefined as null, enums by name. Reflection-free, so it works trimmed.
/// </summary>
/// <remarks>Reading goes through the constructors: a document with 5 of 3 customers is refused as the constructor would refuse it. Thread-safe.</remarks>
/// <example>
/// <code>
/// string json = JsonSerializer.Serialize(rate, RetentionMetricsJsonContext.Default.RetentionRate);
/// RetentionRate same = JsonSerializer.Deserialize(json, RetentionMetricsJsonContext.Default.RetentionRate);
/// </code>
/// </example>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Proportion))]
[JsonSerializable(typeof(ConfidenceInterval))]
[JsonSerializable(typeof(RetentionRate))]
[JsonSerializable(typeof(ChurnRate))]
[JsonSerializable(typeof(Period))]
[JsonSerializable(typeof(PeriodLength))]
[JsonSerializable(typeof(Granularity))]
[JsonSerializable(typeof(CustomerRetention))]
[JsonSerializable(typeof(BenchmarkCatalog))]
[JsonSerializable(typeof(BenchmarkComparison))]
[JsonSerializable(typeof(RetentionGoal))]
public sealed partial class RetentionMetricsJsonContext : JsonSerializerContext;
