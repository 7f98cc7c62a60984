using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Conformance.Adapters;

internal static partial class Calls
{
    private static readonly (MrrMovement Movement, string Name)[] Movements =
    [
        (MrrMovement.New, "new"),
        (MrrMovement.Reactivation, "reactivation"),
        (MrrMovement.Expansion, "expansion"),
        (MrrMovement.Contraction, "contraction"),
        (MrrMovement.Churn, "churn"),
        (MrrMovement.ExchangeRates, "fx"),
    ];

    static partial void Ledger(Dictionary<string, Adapter> calls)
    {
        calls.Add("mrr", (input, context) => Mrr(input, context));
        calls.Add("arpa", (input, context) => Mrr(input, context));
        calls.Add("mrr-movements", (input, context) =>
            input.Has("subscriptions") ? MovementsOf(input, context)
            : input.Has("inputs") ? Growth(input.At("inputs"))
            : RollForward(context));
        calls.Add("churn", (input, context) => 
            !input.Has("subscriptions") ? ChurnOfCounts(input)
            : Option(input, "from") is null ? ChurnByName(input, context)
            : Churn(input, context));
    }

    private static object Mrr(JsonElement input, VectorContext context)
    {
        var policy = PolicyOf(input, context);
        var ledger = Rates(input) is { } rates ? LedgerOf(input, policy).In(rates) : LedgerOf(input, policy);
        var months = Days(input, ledger).Select(ledger.Mrr).ToList();
        // Polar divides by everyone with a subscription, trials included.
        var wide = context.Source.Contains("polar", StringComparison.OrdinalIgnoreCase) ? ledger.Under(ledger.Policy with { Trials = TrialTreatment.Counted }) : ledger;
        var arpa = months.Select(m => AverageRevenuePerAccount.From(m.Recurring, wide.Mrr(m.Day).Customers).Value is { } value ? policy.Normalization.Round(value) : (decimal?)null).ToList();
        return new
        {
            mrrMinor = months.Select(m => m.Recurring * 100).ToArray(),
            committedMrrMinor = months.Select(m => m.Committed * 100).ToArray(),
            trialMrrMinor = months.Select(m => m.Trial * 100).ToArray(),
            arrMinor = months.Select(m => m.Annual * 100).ToArray(),
            arpaMinor = arpa.Select(a => a * 100).ToArray(),
            arpuMinor = arpa.Select(a => a * 100).ToArray(),
            customers = months.Select(m => m.Customers).ToArray(),
            activeCustomers = months.Select(m => m.Customers).ToArray(),
            mrrMajor = One(months.Select(m => m.Recurring)),
            mrr = One(months.Select(m => m.Recurring)),
            committedMrr = One(months.Select(m => m.Committed)),
            trialMrr = One(months.Select(m => m.Trial)),
            arr = One(months.Select(m => m.Annual)),
            arpa = One(arpa),
        };

        static object? One<T>(IEnumerable<T> values) => values.ToArray() is [var only] ? only : values.ToArray();
    }

    private static object MovementsOf(JsonElement input, VectorContext context)
    {
        var ledger = LedgerOf(input, PolicyOf(input, context));
        ledger = Rates(input) is { } rates ? ledger.In(rates) : ledger;
        var granularity = Granularity.Parse(Option(input, "period") ?? "month");
        var range = Option(input, "from") is { } from && Option(input, "to") is { } to ? Period.Inclusive(Day(from), Day(to)) : ledger.Observed;
        var bridges = range is { } whole ? ledger.RollForward(granularity, whole).Bridges : [];
        string Label(MrrBridge bridge) => granularity.Label(bridge.Period!.Value.Start);
        return new
        {
            movements = bridges.SelectMany(b => Movements
                .Select(m => (m.Name, Amount: Line(b, m.Movement)))
                .Where(m => m.Amount != 0)
                .Select(m => new object[] { Label(b), m.Name, m.Amount })).ToList(),
            rows = bridges.Select(b => new object[] { b.Opening, b.NewBusiness, b.Reactivation, b.Expansion, -b.Contraction, -b.Churn, b.Closing }).ToList(),
            starting = bridges.Select(b => b.Opening).ToArray(),
            ending = bridges.Select(b => b.Closing).ToArray(),
            netRetention = bridges.Select(b => b.NetRevenueRetention.Value).ToArray(),
            grossRetention = bridges.Select(b => b.GrossRevenueRetention.Value).ToArray(),
        };
    }

    private static decimal Line(MrrBridge bridge, MrrMovement movement) => movement switch
    {
        MrrMovement.New => bridge.NewBusiness,
        MrrMovement.Reactivation => bridge.Reactivation,
        MrrMovement.Expansion => bridge.Expansion,
        MrrMovement.Contraction => -bridge.Contraction,
        MrrMovement.Churn => -bridge.Churn,
        _ => bridge.Fx,
    };

    // The movements of one period, in per cent of the opening or in money.
    private static object Growth(JsonElement inputs)
    {
        decimal Of(params string[] names) => Math.Abs(names.Where(name => inputs.Has(name)).Select(name => inputs.Amount(name)).FirstOrDefault());
        var bridge = MrrBridge.From(
            inputs.Has("startMrr") || inputs.Has("starting") ? Of("startMrr", "starting") : 100,
            Of("new"),
            Of("expansion"),
            Of("contraction"),
            Of("churned", "churn"),
            Of("resurrected", "reactivation"),
            inputs.Money("fx"));
        return new
        {
            netGrowth = bridge.NetNew,
            netNew = bridge.NetNew,
            ending = bridge.Closing,
            endMrr = bridge.Closing,
            growth = bridge.Growth.Value,
            quickRatio = bridge.QuickRatio.Value,
            netRetention = bridge.NetRevenueRetention.Value,
            grossRetention = bridge.GrossRevenueRetention.Value,
        };
    }

    // Rows of a roll-forward stand in the answer: what comes in is an argument, what it makes of the opening is the answer.
    private static object RollForward(VectorContext context)
    {
        var columns = context.Given("columns").EnumerateArray().Select(c => c.GetString()!).ToList();
        int[] arguments = [.. Enumerable.Range(0, columns.Count).Where(i => columns[i] is not "ending" and not "closing")];
        decimal Cell(JsonElement[] row, params string[] names) => arguments.Select((column, i) => (Name: columns[column], Value: row[i].GetDecimal())).Where(c => names.Contains(c.Name, StringComparer.Ordinal)).Sum(c => c.Value);
        var rows = context.GivenCells(arguments, "rows");
        var bridges = rows.Select(row => MrrBridge.From(
            Cell(row, "starting", "opening"),
            Cell(row, "new"),
            Cell(row, "expansion"),
            Math.Abs(Cell(row, "contraction")),
            Math.Abs(Cell(row, "churn")),
            Cell(row, "reactivation"),
            Cell(row, "fx"))).ToList();
        // Refuses rows whose opening is not the closing before.
        var chain = new MrrRollForward(bridges);
        return new
        {
            rows = rows.Select((row, i) => columns.Select((_, column) => Array.IndexOf(arguments, column) is var at and >= 0 ? (object)row[at] : chain[i].Closing).ToArray()).ToList(),
        };
    }

    private static object ChurnOfCounts(JsonElement input)
    {
        var (inputs, options) = (input.Has("inputs") ? input.At("inputs") : input, input.Has("options") ? input.At("options") : default);
        if (inputs.Has("lostByDay"))
        {
            return new { churnRate = LogoChurn.FromDays(inputs.Integers("lostByDay"), inputs.Integers("atStartByDay")).Value };
        }

        bool Says(string name) => options.ValueKind == JsonValueKind.Object && options.Truth(name, false);
        var policy = Says("newCustomersInDenominator") ? ChurnPolicy.Stripe
            : Says("renewalEligible") || inputs.Has("upForRenewal") ? ChurnPolicy.RenewalEligible
            : ChurnPolicy.StartCohort;
        var churn = LogoChurn.FromCounts(
            inputs.Integer(inputs.Has("left") ? "left" : inputs.Has("lost") ? "lost" : "churned"),
            inputs.Integer(inputs.Has("upForRenewal") ? "upForRenewal" : inputs.Has("atStart") ? "atStart" : "start"),
            inputs.Integer(inputs.Has("newInWindow") ? "newInWindow" : "new", 0),
            policy);
        return new { churnRate = churn.Value, retentionRate = churn.Rate?.Retention.Value };
    }

    // The answer names the periods that are asked for.
    private static Dictionary<string, double?> ChurnByName(JsonElement input, VectorContext context)
    {
        var ledger = LedgerOf(input, PolicyOf(input, context));
        var granularity = Granularity.Parse(Option(input, "period") ?? "month");
        return context.AskedFigures().ToDictionary(day => day, day => ledger.LogoChurn(granularity.PeriodContaining(Day(day)), ChurnPolicyOf(input, context)).Value, StringComparer.Ordinal);
    }

    private static object Churn(JsonElement input, VectorContext context)
    {
        var ledger = LedgerOf(input, PolicyOf(input, context));
        var policy = ChurnPolicyOf(input, context);
        var from = Option(input, "from")!;
        var periods = SubscriptionPeriods(Granularity.Parse(Option(input, "period") ?? "month"), Day(from), Day(Option(input, "to") ?? from)).ToList();
        var churns = periods.Select(p => ledger.LogoChurn(p, policy)).ToList();
        var ended = periods.Select(p => ledger.LogoChurn(p, ChurnPolicy.StartCohort with { Numerator = ChurnNumerator.Endings, Unit = policy.Unit }));
        var canceled = periods.Select(p => ledger.LogoChurn(p, ChurnPolicy.StartCohort with { Numerator = ChurnNumerator.CancelRequests, Unit = policy.Unit }));
        return new
        {
            churnRate = churns.Select(c => c.Value).ToArray(),
            lost = churns.Select(c => c.Lost).ToArray(),
            @base = churns.Select(c => c.Base).ToArray(),
            atStart = churns.Select(c => c.Base).ToArray(),
            churned = ended.Select(c => c.Lost).ToArray(),
            canceled = canceled.Select(c => c.Lost).ToArray(),
        };
    }

    // What the options say in words; what they leave out is as the system has it.
    private static ChurnPolicy ChurnPolicyOf(JsonElement input, VectorContext context)
    {
        var (window, churnEvent, denominator) = (Option(input, "churnWindow") ?? string.Empty, Option(input, "churnEvent") ?? string.Empty, Option(input, "denominator") ?? string.Empty);
        bool Any(string text, params string[] words) => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
        var policy = Any(context.Source, "polar") ? ChurnPolicy.Polar
            : Any(context.Source, "stripe", "gumroad") ? ChurnPolicy.Stripe
            : Any(context.Source, "baremetrics") ? ChurnPolicy.Baremetrics
            : ChurnPolicy.StartCohort;
        if (churnEvent.Length > 0)
        {
            policy = policy with
            {
                Numerator = Any(churnEvent, "cancel request", "requested") ? ChurnNumerator.CancelRequests
                    : Any(churnEvent, "lost", "not active") ? ChurnNumerator.LostCustomers
                    : ChurnNumerator.Endings,
            };
        }

        if (denominator.Length > 0)
        {
            policy = policy with
            {
                Denominator = Any(denominator, "renewal", "eligible") ? ChurnDenominator.RenewalEligible
                    : Any(denominator, "new", "joined") ? ChurnDenominator.AtStartPlusNew
                    : Any(denominator, "each day", "daily") ? ChurnDenominator.EachDay
                    : ChurnDenominator.AtStart,
            };
        }

        if (TrailingWindow().Match(window) is { Success: true } trailing)
        {
            policy = policy with
            {
                TrailingDays = int.Parse(trailing.Groups["days"].ValueSpan, CultureInfo.InvariantCulture),
                EndsBeforePeriod = Any(window, "start"),
            };
        }
        else if (window.Length > 0)
        {
            // "[t, t+1y)" and its like: the period itself.
            policy = policy with { TrailingDays = null, EndsBeforePeriod = false };
        }

        return (Option(input, "level") ?? Option(input, "unit")) switch
        {
            "customer" => policy with { Unit = MovementUnit.Customer },
            "subscription" => policy with { Unit = MovementUnit.Subscription },
            _ => policy,
        };
    }

    private static MrrPolicy PolicyOf(JsonElement input, VectorContext context)
    {
        bool Names(params string[] systems) => systems.Any(system => context.Source.Contains(system, StringComparison.OrdinalIgnoreCase));
        var policy = Names("polar") ? MrrPolicy.Polar
            : Names("chartmogul") ? MrrPolicy.ChartMogul
            : Names("profitwell", "paddle") ? MrrPolicy.ProfitWell
            : Names("stripe") ? MrrPolicy.Stripe with { Normalization = Normalization(context) }
            : Names("ghost") ? MrrPolicy.Default with { Normalization = MrrNormalization.Ghost, Cancellations = CancellationTreatment.WhenRequested, Floor = MrrFloor.Subscription }
            : Names("maxio", "chargify") ? MrrPolicy.Default with { Discounts = DiscountTreatment.All, Cancellations = CancellationTreatment.WhenRequested, Pauses = PauseTreatment.Counted, ReactivationWindowDays = 90 }
            : Names("lago") ? MrrPolicy.Default with { ReactivationWindowDays = 0 }
            : MrrPolicy.Default with { Normalization = Normalization(context) };
        return policy with
        {
            Unit = string.Equals(Option(input, "level"), "subscription", StringComparison.Ordinal) ? MovementUnit.Subscription : policy.Unit,
            Movements = (Option(input, "movements") ?? Option(input, "level")) switch { "endpoint" or "endpoints" => MovementBasis.Endpoints, "event" or "events" => MovementBasis.Events, _ => policy.Movements },
            ReactivationWindowDays = input.Has("options") && input.At("options").Has("reactivationWindowDays") ? (int)input.At("options").Integer("reactivationWindowDays") : policy.ReactivationWindowDays,
        };
    }

    // The rows of a vector are all that ever happened.
    private static SubscriptionLedger<string> LedgerOf(JsonElement input, MrrPolicy policy) =>
        SubscriptionLedger.From(input.Has("subscriptions") ? input.Items("subscriptions").Where(IsBilled).SelectMany(Items).Select(Row) : Plans(input.At("inputs")), policy).WithObservedThrough(DateOnly.MaxValue);

    // Subscriptions in these states are worth nothing, whatever their price.
    private static bool IsBilled(JsonElement s) =>
        s.Choice("status") switch
        {
            "unpaid" or "incomplete" or "incompleteexpired" => false,
            "canceled" or "cancelled" or "ended" or "expired" => s.Has("endedAt") || s.Has("end"),
            _ => true,
        };

    // A subscription with several prices is a row for each of them.
    private static IEnumerable<JsonElement> Items(JsonElement s) => !s.Has("items")
        ? [s]
        : s.Items("items").Select(item =>
        {
            var row = System.Text.Json.Nodes.JsonObject.Create(s)!;
            row.Remove("items");
            row["id"] = null;
            foreach (var field in item.EnumerateObject().Where(f => f.Name is not "id"))
            {
                row[field.Name] = System.Text.Json.Nodes.JsonNode.Parse(field.Value.GetRawText());
            }

            return JsonSerializer.SerializeToElement(row);
        });

    // Plans with a number of subscribers and a price.
    private static IEnumerable<SubscriptionRow<string>> Plans(JsonElement plans) =>
        plans.EnumerateObject().SelectMany(plan =>
        {
            var price = plan.Value.EnumerateObject().First(p => p.Name is not ("subscribers" or "interval" or "intervalCount"));
            var every = Every(price.Value.GetDecimal(), plan.Value.TextOrNull("interval") ?? price.Name);
            return Enumerable.Range(0, (int)plan.Value.Integer("subscribers")).Select(i => new SubscriptionRow<string>
            {
                Customer = string.Create(CultureInfo.InvariantCulture, $"{plan.Name} {i}"),
                Start = new(2024, 1, 1),
                Amount = every.Amount,
                Interval = every.Interval,
                IntervalCount = every.IntervalCount,
            });
        });

    private static SubscriptionRow<string> Row(JsonElement s)
    {
        var every = s.Has("monthly") ? Every(s.Amount("monthly"), "month")
            : s.Has("yearly") ? Every(s.Amount("yearly"), "year")
            : Every(s.Has("amountMinor") ? s.Amount("amountMinor") / 100 : s.Amount("amount"), s.TextOrNull("interval") ?? "month");
        DateOnly? On(params string[] names) => names.Where(name => s.Has(name)).Select(name => (DateOnly?)Day(s.Text(name))).FirstOrDefault();
        var start = Day(s.Text("start"));
        DateOnly? End() => On("endedAt", "end", "scheduledEnd", "endsAt");
        // An end that is only scheduled was announced when nothing says when.
        var requested = On("canceledAt", "cancelRequestedAt", "cancelledAt") ?? (s.Has("scheduledEnd") ? start : null);
        return new()
        {
            Customer = s.At("customer").ToString(),
            Subscription = s.Has("id") ? s.At("id").ToString() : null,
            Start = start,
            End = End(),
            Amount = every.Amount * (s.Has("quantity") ? s.Amount("quantity") : 1),
            Interval = every.Interval,
            IntervalCount = every.IntervalCount * (int)s.Integer("intervalCount", 1),
            Currency = s.TextOrNull("currency"),
            TrialEnd = On("trialEnd", "trialEndsAt", "trialEndAt") ?? (s.Choice("status") is "trialing" ? End() ?? DateOnly.MaxValue : null),
            Discount = s.Has("discount") ? Discount(s.At("discount"), start, new(every.Amount, every.Interval, every.IntervalCount * (int)s.Integer("intervalCount", 1))) : null,
            PastDueSince = On("pastDueSince", "pastDueAt"),
            CancelRequestedAt = requested,
            Pauses = (On("pausedAt", "pauseStart") ?? (s.Choice("status") is "paused" ? start : null)) is { } paused ? [new(paused, On("resumedAt", "pauseEnd") ?? DateOnly.MaxValue)] : [],
            IsUsage = s.Truth("metered", false) || s.Truth("usage", false),
        };
    }

    private static SubscriptionDiscount Discount(JsonElement discount, DateOnly start, SubscriptionPrice price)
    {
        DateOnly? until = discount.TextOrNull("duration") switch
        {
            "once" => price.Interval switch
            {
                BillingInterval.Day => start.AddDays(price.IntervalCount),
                BillingInterval.Week => start.AddDays(7 * price.IntervalCount),
                BillingInterval.Year => start.AddYears(price.IntervalCount),
                _ => start.AddMonths(price.IntervalCount),
            },
            "repeating" => start.AddMonths((int)discount.Integer(discount.Has("months") ? "months" : "durationInMonths")),
            _ => discount.Has("until") ? Day(discount.Text("until")) : null,
        };
        return discount.Has("percent") || discount.Has("percentOff") ? SubscriptionDiscount.Percent(discount.Amount(discount.Has("percent") ? "percent" : "percentOff"), until)
            : discount.Has("basisPoints") ? SubscriptionDiscount.Percent(discount.Amount("basisPoints") / 100, until)
            : SubscriptionDiscount.Amount(discount.Has("amountMinor") ? discount.Amount("amountMinor") / 100 : discount.Amount("amount"), until);
    }

    private static ExchangeRates? Rates(JsonElement input)
    {
        if (Option(input, "reportingCurrency") is not { } currency)
        {
            return null;
        }

        var rates = ExchangeRates.To(currency);
        foreach (var table in new[] { "averageRates", "rates" }.Where(name => input.At("options").Has(name)).SelectMany(name => input.At("options").At(name).EnumerateObject()))
        {
            // {"2024-01": {"eur": 3.0}} from month to month, or {"eur": 3.0} throughout.
            rates = table.Value.ValueKind == JsonValueKind.Number
                ? rates.With(table.Name, table.Value.GetDecimal())
                : table.Value.EnumerateObject().Aggregate(rates, (known, rate) => known.With(rate.Name, rate.Value.GetDecimal(), Day(table.Name)));
        }

        return rates;
    }

    // The last day of every period of the range; without a range the last day that the subscriptions speak of.
    private static IEnumerable<DateOnly> Days(JsonElement input, SubscriptionLedger<string> ledger) =>
        Option(input, "from") is { } from ? SubscriptionPeriods(Granularity.Parse(Option(input, "period") ?? "month"), Day(from), Day(Option(input, "to") ?? from)).Select(p => p.End.AddDays(-1))
        : Option(input, "asOf") is { } day ? [Day(day)]
        : [ledger.Observed is { } observed ? observed.End.AddDays(-1) : new(2024, 1, 1)];

    private static IEnumerable<Period> SubscriptionPeriods(Granularity granularity, DateOnly from, DateOnly to) =>
        Enumerable.Range(granularity.IndexOf(from), granularity.IndexOf(to) - granularity.IndexOf(from) + 1).Select(granularity.PeriodAt);

    private static string? Option(JsonElement input, string name) => input.Has("options") ? input.At("options").TextOrNull(name) : null;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text.Length == 7 ? text + "-01" : text[..Math.Min(10, text.Length)], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<days>\d+)[ -]?days?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TrailingWindow();
}
