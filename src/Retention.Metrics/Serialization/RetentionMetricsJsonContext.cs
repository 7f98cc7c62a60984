using System.Text.Json.Serialization;
using Retention.Metrics.Benchmarks;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Revenue;

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
[JsonSerializable(typeof(DiscountRate))]
[JsonSerializable(typeof(CustomerLifetimeValue))]
[JsonSerializable(typeof(MoneyRatio))]
[JsonSerializable(typeof(AverageAmount))]
[JsonSerializable(typeof(MrrBridge))]
[JsonSerializable(typeof(NetRevenueRetention))]
[JsonSerializable(typeof(GrossRevenueRetention))]
[JsonSerializable(typeof(RevenueChurn))]
[JsonSerializable(typeof(QuickRatio))]
[JsonSerializable(typeof(AverageRevenuePerAccount))]
[JsonSerializable(typeof(AverageSalePrice))]
[JsonSerializable(typeof(SubscriptionPrice))]
[JsonSerializable(typeof(MrrNormalization))]
[JsonSerializable(typeof(AcquisitionCost))]
[JsonSerializable(typeof(LifetimeValueToAcquisitionCost))]
[JsonSerializable(typeof(AcquisitionPayback))]
[JsonSerializable(typeof(RetentionChange))]
[JsonSerializable(typeof(RetentionUplift))]
[JsonSerializable(typeof(RetentionForUplift))]
[JsonSerializable(typeof(CacShareForUplift))]
[JsonSerializable(typeof(BaseProjection))]
[JsonSerializable(typeof(RetentionElasticity))]
[JsonSerializable(typeof(ReplacementRatio))]
[JsonSerializable(typeof(ReplacementCost))]
[JsonSerializable(typeof(AcquisitionVersusRetention))]
[JsonSerializable(typeof(WinBack))]
[JsonSerializable(typeof(PreventableChurn))]
[JsonSerializable(typeof(ConversionRate))]
[JsonSerializable(typeof(ReferralRate))]
[JsonSerializable(typeof(ViralCoefficient))]
public sealed partial class RetentionMetricsJsonContext : JsonSerializerContext;
