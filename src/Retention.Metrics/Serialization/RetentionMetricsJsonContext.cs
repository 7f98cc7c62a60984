using System.Text.Json.Serialization;
using Retention.Metrics.Activity;
using Retention.Metrics.Benchmarks;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Orders;
using Retention.Metrics.Revenue;
using Retention.Metrics.Risk;
using Retention.Metrics.Surveys;

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
[JsonSerializable(typeof(ReferralRate))]
[JsonSerializable(typeof(ViralCoefficient))]
[JsonSerializable(typeof(NetPromoterScore))]
[JsonSerializable(typeof(NpsScale))]
[JsonSerializable(typeof(NpsEstimate))]
[JsonSerializable(typeof(NpsComparison))]
[JsonSerializable(typeof(NpsChange))]
[JsonSerializable(typeof(NpsPosterior))]
[JsonSerializable(typeof(NpsNonResponse))]
[JsonSerializable(typeof(NpsSampleSize))]
[JsonSerializable(typeof(NpsPredictiveness))]
[JsonSerializable(typeof(WeightedNetPromoterScore))]
[JsonSerializable(typeof(StratifiedNetPromoterScore))]
[JsonSerializable(typeof(NpsStratum))]
[JsonSerializable(typeof(CustomerSatisfaction))]
[JsonSerializable(typeof(CsatDefinition))]
[JsonSerializable(typeof(CustomerEffort))]
[JsonSerializable(typeof(CesDefinition))]
[JsonSerializable(typeof(ProductMarketFit))]
[JsonSerializable(typeof(StarRating))]
[JsonSerializable(typeof(RatingPrior))]
[JsonSerializable(typeof(ResponseRate))]
[JsonSerializable(typeof(RepeatPurchaseRate))]
[JsonSerializable(typeof(ReturningCustomerRate))]
[JsonSerializable(typeof(AverageOrderValue))]
[JsonSerializable(typeof(PurchaseFrequency))]
[JsonSerializable(typeof(SpendConcentration))]
[JsonSerializable(typeof(TopSpenders))]
[JsonSerializable(typeof(RefundSummary))]
[JsonSerializable(typeof(RfmDropped))]
[JsonSerializable(typeof(RfmPolicy))]
[JsonSerializable(typeof(RfmTable<int>))]
[JsonSerializable(typeof(RfmTable<long>))]
[JsonSerializable(typeof(RfmTable<Guid>))]
[JsonSerializable(typeof(RfmTable<string>))]
[JsonSerializable(typeof(PurchaseHistory))]
[JsonSerializable(typeof(RfmSegmentation))]
[JsonSerializable(typeof(RfmSegments))]
[JsonSerializable(typeof(PurchaseIntervals))]
[JsonSerializable(typeof(TenureSpendGrowth))]
[JsonSerializable(typeof(TenureSpendProfile))]
[JsonSerializable(typeof(CalibrationHoldout<int>))]
[JsonSerializable(typeof(CalibrationHoldout<long>))]
[JsonSerializable(typeof(CalibrationHoldout<Guid>))]
[JsonSerializable(typeof(CalibrationHoldout<string>))]
[JsonSerializable(typeof(Stickiness))]
[JsonSerializable(typeof(FeatureAdoption))]
[JsonSerializable(typeof(ReactivationRate))]
[JsonSerializable(typeof(ConversionRate))]
[JsonSerializable(typeof(Funnel))]
[JsonSerializable(typeof(FunnelStep))]
[JsonSerializable(typeof(ChurnReasons))]
[JsonSerializable(typeof(ChurnReason))]
[JsonSerializable(typeof(SilentChurn))]
public sealed partial class RetentionMetricsJsonContext : JsonSerializerContext;
