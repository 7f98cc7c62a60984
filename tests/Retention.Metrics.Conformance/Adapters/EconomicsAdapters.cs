using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Economics(Dictionary<string, Adapter> calls)
    {
        calls.Add("economics.retentionUplift", (input, _) =>
        {
            var uplift = RetentionUplift.From(input.Amount("margin"), Kept(input, "retention"), Change(input), Discount(input), input.Money("cac"));
            return new
            {
                valueBefore = uplift.ValueBefore,
                valueAfter = uplift.ValueAfter,
                grossUplift = uplift.GrossUplift,
                netOfCacUplift = uplift.NetUplift,
                excludingFirstUplift = uplift.ExcludingFirstUplift,
            };
        });
        calls.Add("economics.retentionForUplift", (input, _) =>
        {
            var excluding = input.Truth("excludingFirst", false);
            var solved = RetentionForUplift.From(input.Number("uplift"), Change(input), Discount(input), excluding ? PaymentTiming.ExcludingFirstPayment : PaymentTiming.IncludingFirstPayment);
            return new
            {
                // The root of the equation, in range or not: whether it is, the other field says.
                retention = solved.Roots is [var root, ..] ? root : (double?)null,
                feasible = solved.IsFeasible,
                roots = solved.Solutions.Select(s => s.Value).ToArray(),
            };
        });
        calls.Add("economics.cacShareForUplift", (input, _) =>
        {
            var share = CacShareForUplift.From(input.Number("uplift"), Kept(input, "retention"), Change(input), Discount(input));
            return new { grossUplift = share.GrossUplift, cacShareOfLifetimeValue = share.Value };
        });
        calls.Add("economics.baseProjection", (input, _) =>
        {
            var path = BaseProjection.From(input.Number("acquisitionsPerYear"), Kept(input, "retention"), Change(input), input.Amount("margin"), input.Money("cac"), (int)input.Integer("years"));
            return new
            {
                baseBefore = path.BaseBefore,
                profitBefore = path.ProfitBefore,
                profitUpliftByYear = path.ProfitUplift.Count == 0 && path.Periods > 0 ? null : path.ProfitUplift,
                steadyStateUplift = path.SteadyStateUplift,
            };
        });
        calls.Add("economics.retentionElasticity", (input, _) =>
        {
            var elasticity = RetentionElasticity.From(Kept(input, "retention"), Discount(input));
            return new { includingFirst = elasticity.IncludingFirst, excludingFirst = elasticity.ExcludingFirst };
        });
        calls.Add("economics.cacPayback", (input, _) =>
        {
            var payback = AcquisitionPayback.From(input.Amount("cac"), input.Amount("marginPerMonth"), Kept(input, "monthlyRetention"));
            return new
            {
                simple = payback.SimplePeriods,
                churnAdjustedContinuous = payback.ContinuousPeriods,
                churnAdjustedPeriods = payback.WholePeriods,
                neverPaysBack = payback.NeverPaysBack,
            };
        });
        calls.Add("economics.ltvCac", (input, _) => new { ratio = LifetimeValueToAcquisitionCost.FromAmounts(input.Amount("ltv"), input.Amount("cac")).Value });
        calls.Add("economics.replacementRatio", (input, _) =>
        {
            var ratio = ReplacementRatio.From(
                input.Amount("existingMargin"), Kept(input, "existingRetention"), input.Amount("newMargin"), Kept(input, "newRetention"), Discount(input), input.Money("cac"));
            return new
            {
                existingRemainingValue = ratio.ExistingRemainingValue,
                newNetValue = ratio.NewNetValue,
                ratioLifetime = ratio.Lifetime,
                ratioFirstYearRevenue = ratio.FirstPeriod,
            };
        });
        calls.Add("economics.acquisitionRetentionCostRatio", (input, _) =>
        {
            var cost = AcquisitionVersusRetention.From(
                input.Amount("acquisitionSpend"),
                input.Integer("newCustomers"),
                input.Amount("retentionSpend"),
                input.Integer("retainedCustomers"),
                input.Has("incrementallySaved") ? input.Number("incrementallySaved") : null);
            return new
            {
                cac = cost.CostPerAcquired,
                retentionCostPerRetained = cost.CostPerRetained,
                ratioPerRetained = cost.RatioPerRetained,
                retentionCostPerIncremental = cost.CostPerSaved,
                ratioPerIncremental = cost.RatioPerSaved,
            };
        });
        calls.Add("economics.winBack", (input, _) =>
        {
            // The formula of these vectors is uplift × (value − incentive).
            var campaign = input.Has("controlRate")
                ? WinBack.From(
                    input.Number("treatedRate"), input.Number("controlRate"), input.Amount("value"), input.Amount("costPerTarget"), input.Integer("targets"), input.Money("incentivePerReactivated"), IncentiveCost.IncrementalOnly)
                : WinBack.WithoutControl(
                    input.Number("treatedRate"), input.Amount("value"), input.Amount("costPerTarget"), input.Integer("targets"), input.Money("incentivePerReactivated"), IncentiveCost.IncrementalOnly);
            return new
            {
                breakEvenCostPerTarget = campaign.BreakEvenCostPerTarget,
                incrementalCustomers = campaign.IncrementalCustomers,
                netValue = campaign.NetValue,
                roi = campaign.ReturnOnInvestment,
                requiredUplift = campaign.RequiredUplift,
            };
        });
        calls.Add("economics.preventableChurn", (input, _) =>
        {
            var churn = PreventableChurn.From(LeftOf(input, "unresolved"), LeftOf(input, "resolved"), input.Has("clv") ? input.Amount("clv") : null);
            return new
            {
                churnUnresolved = churn.Unresolved.Value,
                churnResolved = churn.Resolved.Value,
                relativeRisk = churn.RelativeRisk,
                attributableFraction = churn.AttributableFraction,
                preventableCustomers = churn.PreventableCustomers,
                valueAtStake = churn.ValueAtStake,
            };
        });
    }

    private static RetentionChange Change(JsonElement input) =>
        input.Has("increaseRelative") ? RetentionChange.Relative(input.Number("increaseRelative"))
        : input.Has("churnDecreaseRelative") ? RetentionChange.ChurnRelative(input.Number("churnDecreaseRelative"))
        : RetentionChange.Points(input.Number("increasePoints") * 100);

    /// <summary>[customers, churned] as vectors write it.</summary>
    private static Proportion LeftOf(JsonElement input, string name)
    {
        var counts = input.Integers(name);
        return Proportion.Of(counts[1], counts[0]);
    }
}
