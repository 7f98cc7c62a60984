using System.Text.Json;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    static partial void Revenue(Dictionary<string, Adapter> calls)
    {
        calls.Add("retention.revenue", (input, _) =>
        {
            var net = NetRevenueRetention.FromTotals(input.Amount("startMrr"), input.Money("expansion"), input.Money("contraction"), input.Money("churned"));
            var gross = GrossRevenueRetention.FromTotals(input.Amount("startMrr"), input.Money("contraction"), input.Money("churned"));
            return new { nrr = net.Value, grr = gross.Value, grossMrrChurn = gross.Churn.Value, netMrrChurn = net.Churn.Value };
        });
        calls.Add("revenue-churn", (input, context) =>
        {
            // ChartMogul, whose formula it is, sets reactivation off against the losses; Baremetrics does not.
            var (bridge, treatment) = (Bridge(input), Reactivation(input, IsFrom(context, "baremetrics") ? ReactivationTreatment.Excluded : ReactivationTreatment.Included));
            var (gross, net) = (RevenueChurn.Gross(bridge), RevenueChurn.Net(bridge, treatment));
            return new { grossMrrChurn = gross.Value, netMrrChurn = net.Value, grossRetention = gross.Retention, netRetention = net.Retention };
        });
        calls.Add("quick-ratio", (input, context) => new
        {
            quickRatio = QuickRatio.From(Bridge(input), Reactivation(input, IsFrom(context, "baremetrics", "chartmogul") ? ReactivationTreatment.Excluded : ReactivationTreatment.Included)).Value,
        });
        calls.Add("mrr-normalisation", (input, context) =>
        {
            var policy = Normalization(context);
            if (!input.Has("subscriptions"))
            {
                // Rows of [price, MRR] stand in the answer, under the name of the interval.
                return context.AskedFigures().ToDictionary(
                    interval => interval,
                    interval => (object?)context.GivenCells([0], interval)
                        .Select(row => new object[] { row[0], Every(row[0].GetDecimal(), interval).Monthly(policy) })
                        .ToList(),
                    StringComparer.Ordinal);
            }

            if (input.Items("subscriptions").Any(s => s.Has("discount") || s.Has("trialEnd") || s.Has("items") || s.Has("status")))
            {
                return Mrr(input, context);
            }

            var months = Buckets(input).Select(active => SubscriptionPrice.SumMonthly(active.Select(Price), policy)).ToList();
            return new { mrrMinor = months.Select(InMinorUnits).ToArray(), mrrMajor = months[^1], mrr = months[^1] };
        });
    }

    /// <summary>The policy of the system that the answer comes from, which the vector names as its source.</summary>
    private static MrrNormalization Normalization(VectorContext context)
    {
        bool Names(params string[] systems) => IsFrom(context, systems);
        return Names("ghost") ? MrrNormalization.Ghost
            : Names("killbill", "kill bill") ? MrrNormalization.KillBill
            : Names("profitwell", "paddle") ? MrrNormalization.ProfitWell
            : Names("hyper/") ? MrrNormalization.Ghost with { Name = "hyper", Decimals = null }
            : Names("recurly") ? MrrNormalization.Exact with { Name = "Recurly", DaysPerYear = 360 }
            : Names("stripe") ? MrrNormalization.Stripe
            : Names("polar") ? MrrNormalization.Polar
            : MrrNormalization.Exact;
    }

    private static bool IsFrom(VectorContext context, params string[] systems) => systems.Any(system => context.Source.Contains(system, StringComparison.OrdinalIgnoreCase));

    private static decimal Money(this JsonElement input, string name) => input.Has(name) ? input.Amount(name) : 0;

    private static MrrBridge Bridge(JsonElement input)
    {
        var amounts = input.Has("inputs") ? input.At("inputs") : input;
        // Some systems write losses as negative amounts.
        decimal Of(params string[] names) => Math.Abs(names.Where(name => amounts.Has(name)).Select(name => amounts.Amount(name)).FirstOrDefault());
        var (contraction, churn) = (Of("contraction"), Of("churn", "churned"));
        return MrrBridge.From(
            amounts.Has("startMrr") ? amounts.Amount("startMrr") : churn + contraction,
            Of("new"),
            Of("expansion"),
            contraction,
            churn,
            Of("reactivation", "resurrected"));
    }

    private static ReactivationTreatment Reactivation(JsonElement input, ReactivationTreatment otherwise) =>
        input.Has("options") && input.At("options").Has("includeReactivation")
            ? input.At("options").Truth("includeReactivation", true) ? ReactivationTreatment.Included : ReactivationTreatment.Excluded
            : otherwise;

    private static SubscriptionPrice Price(JsonElement subscription) =>
        new(subscription.Amount("amountMinor") / 100 * (subscription.Has("quantity") ? subscription.Amount("quantity") : 1), Every(0, subscription.Text("interval")).Interval, (int)subscription.Integer("intervalCount", 1));

    private static SubscriptionPrice Every(decimal amount, string interval) => interval.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "ONEOFF" or "NONE" or "NOBILLINGPERIOD" => new(amount, BillingInterval.OneOff),
        "DAY" or "DAILY" => new(amount, BillingInterval.Day),
        "THIRTYDAYS" => new(amount, BillingInterval.Day, 30),
        "THIRTYONEDAYS" => new(amount, BillingInterval.Day, 31),
        "SIXTYDAYS" => new(amount, BillingInterval.Day, 60),
        "NINETYDAYS" => new(amount, BillingInterval.Day, 90),
        "WEEK" or "WEEKLY" => new(amount, BillingInterval.Week),
        "BIWEEKLY" => new(amount, BillingInterval.Week, 2),
        "MONTH" or "MONTHLY" => new(amount, BillingInterval.Month),
        "BIMESTRIAL" => new(amount, BillingInterval.Month, 2),
        "QUARTER" or "QUARTERLY" => new(amount, BillingInterval.Month, 3),
        "TRIANNUAL" => new(amount, BillingInterval.Month, 4),
        "BIANNUAL" or "SEMIANNUAL" => new(amount, BillingInterval.Month, 6),
        "YEAR" or "YEARLY" or "ANNUAL" => new(amount, BillingInterval.Year),
        "SESQUIENNIAL" => new(amount, BillingInterval.Month, 18),
        "BIENNIAL" => new(amount, BillingInterval.Year, 2),
        "TRIENNIAL" => new(amount, BillingInterval.Year, 3),
        _ => throw VectorContext.Unsupported($"interval {interval}"),
    };

    private static decimal InMinorUnits(decimal amount) => amount * 100;

    /// <summary>The subscriptions that are active in each period of the range: started in it or before, and not ended in it or before.</summary>
    private static List<List<JsonElement>> Buckets(JsonElement input)
    {
        var options = input.At("options");
        if (!options.Has("from"))
        {
            return [[.. input.Items("subscriptions")]];
        }

        var period = Granularity.Parse(options.TextOrNull("period") ?? "month");
        int Index(string date) => period.IndexOf(DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        string? End(JsonElement s) => s.TextOrNull("endedAt") ?? s.TextOrNull("end") ?? s.TextOrNull("scheduledEnd");
        var (from, to) = (Index(options.Text("from")), Index(options.Text("to")));
        return Enumerable.Range(from, to - from + 1)
            .Select(bucket => input.Items("subscriptions").Where(s => Index(s.Text("start")) <= bucket && (End(s) is not { } end || bucket < Index(end))).ToList())
            .ToList();
    }
}
