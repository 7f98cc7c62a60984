using Retention.Metrics.Logs;

namespace Retention.Metrics.Revenue;

/// <summary>Applies a policy to the rows of a ledger: from when to when each counts, and for how much a month.</summary>
internal static class MrrEvaluation
{
    /// <summary>
    /// To how many decimals a monthly amount is kept that does not come out even, as 100 a year: 8.3333333333. With it every amount of a ledger is a
    /// decimal, sums of them are exact, and the customers behind a number add up to it.
    /// </summary>
    public const int Decimals = 10;

    private const int SimpleMonth = (1 << 3) | (int)BillingInterval.Month;

    /// <summary>The recurring revenue of each customer, or of each subscription, under a policy.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="kind">Which revenue is meant.</param>
    /// <param name="rates">The exchange rates, when the ledger is to be read in one currency; null when it has but one.</param>
    /// <param name="floored">Collects the units whose sum was below zero on some day.</param>
    public static MrrStore Store(SubscriptionRows rows, MrrPolicy policy, MrrKind kind, ExchangeRates? rates, List<int>? floored)
    {
        var unitOf = policy.Unit == MovementUnit.Customer ? rows.Customer : rows.Subscription ?? RowNumbers(rows.Count);
        var units = policy.Unit == MovementUnit.Customer ? rows.Customers : rows.Subscription is null ? rows.Count : rows.Subscriptions;
        var floor = policy.Floor != MrrFloor.None;
        if (rates is not null)
        {
            var accounts = new MrrSteps<decimal>[Math.Max(1, rows.Currencies.Length)];
            for (var k = 0; k < accounts.Length; k++)
            {
                accounts[k] = MrrSteps<decimal>.From<DecimalSum>(units, Decimal(rows, unitOf, policy, kind, k), floor, floored)!;
            }

            return new DecimalStore(accounts, rows.Currencies.Length > 0 ? rows.Currencies : [rates.Currency], rates);
        }

        if (floor && Scaled(rows, unitOf, policy, kind) is var (spans, unit) && MrrSteps<long>.From<ScaledSum>(units, spans, floor, floored) is { } steps)
        {
            return new ScaledStore(steps, unit);
        }

        floored?.Clear();
        return new DecimalStore(MrrSteps<decimal>.From<DecimalSum>(units, Decimal(rows, unitOf, policy, kind, null), floor, floored)!);
    }

    /// <summary>What a row is worth a month, before discounts.</summary>
    public static decimal Monthly(decimal amount, int interval, MrrNormalization normalization)
    {
        if (interval == SimpleMonth)
        {
            return normalization.Round(amount);
        }

        var monthly = new SubscriptionPrice(amount, SubscriptionRows.UnitOf(interval), SubscriptionRows.CountOf(interval)).Monthly(normalization);
        return Math.Round(monthly, Decimals, MidpointRounding.AwayFromZero);
    }

    // Null when an amount does not fit into 64 bits.
    private static (MrrSpans<long> Spans, decimal Unit)? Scaled(SubscriptionRows rows, int[] unitOf, MrrPolicy policy, MrrKind kind)
    {
        if (!rows.Amount.IsScaled)
        {
            return null;
        }

        // Whole multiples of the finest amount, unless something is to be divided.
        var isSimple = policy.Normalization.Decimals is null && rows.Terms.Count == 0 && rows.Interval.AsSpan().IndexOfAnyExcept(SimpleMonth) < 0;
        var scale = isSimple ? rows.Amount.Scale : Math.Max(Decimals, rows.Amount.Scale);
        var unit = new decimal(1, 0, 0, false, (byte)scale);
        var spans = new MrrSpans<long>(rows.Count);
        var scaled = rows.Amount.Scaled;
        var prices = new PriceCache(policy.Normalization, unit);
        for (var row = 0; row < rows.Count; row++)
        {
            if (isSimple)
            {
                if (kind != MrrKind.Trial)
                {
                    Add(spans, unitOf[row], rows.Start[row], rows.End[row], scaled[row]);
                }

                continue;
            }

            if (rows.Terms.TryGetValue(row, out var terms))
            {
                foreach (var (from, to, value) in Windows(rows, row, terms, policy, kind))
                {
                    if (PriceCache.ToUnits(value, unit) is not { } units)
                    {
                        return null;
                    }

                    Add(spans, unitOf[row], from, to, units);
                }
            }
            else if (kind != MrrKind.Trial)
            {
                if (prices.Monthly(scaled[row], rows.Interval[row], rows.Amount, row) is not { } units)
                {
                    return null;
                }

                Add(spans, unitOf[row], rows.Start[row], rows.End[row], units);
            }
        }

        return (spans, unit);

        void Add(MrrSpans<long> to, int who, int from, int until, long value) =>
            to.Add(who, from, until, policy.Floor == MrrFloor.Subscription ? Math.Max(0, value) : value);
    }

    private static MrrSpans<decimal> Decimal(SubscriptionRows rows, int[] unitOf, MrrPolicy policy, MrrKind kind, int? currency)
    {
        var spans = new MrrSpans<decimal>(currency is null ? rows.Count : 16);
        for (var row = 0; row < rows.Count; row++)
        {
            if (currency is { } k && (rows.Currency?[row] ?? 0) != k)
            {
                continue;
            }

            foreach (var (from, to, value) in Windows(rows, row, rows.Terms.GetValueOrDefault(row), policy, kind))
            {
                spans.Add(unitOf[row], from, to, policy.Floor == MrrFloor.Subscription ? Math.Max(0, value) : value);
            }
        }

        return spans;
    }

    // From when to when a row counts, and for how much.
    private static IEnumerable<(int From, int To, decimal Value)> Windows(SubscriptionRows rows, int row, SubscriptionTerms? terms, MrrPolicy policy, MrrKind kind)
    {
        var (start, end) = (rows.Start[row], rows.End[row]);
        var (amount, interval) = (rows.Amount[row], rows.Interval[row]);
        if (terms is null)
        {
            return kind == MrrKind.Trial ? [] : [(start, end, Monthly(amount, interval, policy.Normalization))];
        }

        if (terms.IsUsage && !policy.IncludeUsage)
        {
            return [];
        }

        if (kind == MrrKind.Trial)
        {
            end = Math.Min(end, terms.TrialEnd ?? start);
        }
        else if (policy.Trials == TrialTreatment.Excluded)
        {
            start = Math.Max(start, terms.TrialEnd ?? start);
        }

        if (terms.CancelRequested is { } requested && (kind == MrrKind.Committed || policy.Cancellations == CancellationTreatment.WhenRequested))
        {
            end = Math.Min(end, requested);
        }

        var windows = new List<(int From, int To)>();
        if (start < end)
        {
            windows.Add((start, end));
        }

        if (terms.PastDueSince is { } since && policy.PastDueGraceDays is { } grace)
        {
            Cut(windows, (int)Math.Min((long)since + grace, SubscriptionRows.Open), terms.PastDueUntil ?? SubscriptionRows.Open);
        }

        if (policy.Pauses == PauseTreatment.Zero)
        {
            foreach (var pause in terms.Pauses)
            {
                Cut(windows, pause.Start.DayNumber, pause.End.DayNumber);
            }
        }

        return Discounted(windows, amount, interval, terms.Discount, policy);
    }

    private static IEnumerable<(int From, int To, decimal Value)> Discounted(List<(int From, int To)> windows, decimal amount, int interval, SubscriptionDiscount? discount, MrrPolicy policy)
    {
        var full = Monthly(amount, interval, policy.Normalization);
        var counts = discount is { } d && policy.Discounts switch
        {
            DiscountTreatment.All => true,
            DiscountTreatment.ForeverOnly => d.IsForever,
            _ => false,
        };
        if (!counts)
        {
            return windows.Select(w => (w.From, w.To, full));
        }

        var off = discount!.Value;
        var reduced = Monthly(Math.Round((amount * (100 - off.PercentOff) / 100) - off.AmountOff, Decimals, MidpointRounding.AwayFromZero), interval, policy.Normalization);
        var until = off.Until?.DayNumber ?? SubscriptionRows.Open;
        return windows.SelectMany(w => new[] { (w.From, Math.Min(w.To, until), reduced), (Math.Max(w.From, until), w.To, full) }).Where(w => w.Item1 < w.Item2);
    }

    private static void Cut(List<(int From, int To)> windows, int from, int to)
    {
        for (var i = windows.Count - 1; i >= 0; i--)
        {
            var window = windows[i];
            if (from >= window.To || to <= window.From || from >= to)
            {
                continue;
            }

            windows.RemoveAt(i);
            if (to < window.To)
            {
                windows.Insert(i, (to, window.To));
            }

            if (window.From < from)
            {
                windows.Insert(i, (window.From, from));
            }
        }
    }

    private static int[] RowNumbers(int count)
    {
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = i;
        }

        return numbers;
    }

    // Price lists are short: a few thousand of the last prices are remembered, so that few are divided.
    private sealed class PriceCache
    {
        private readonly (long Amount, int Interval, long Monthly)[] _known = new (long, int, long)[4096];
        private readonly MrrNormalization _normalization;
        private readonly decimal _unit;

        public PriceCache(MrrNormalization normalization, decimal unit)
        {
            _normalization = normalization;
            _unit = unit;
        }

        public static long? ToUnits(decimal value, decimal unit)
        {
            if (Math.Abs(value) > MovementKernel.Limit * unit)
            {
                return null;
            }

            var units = value / unit;
            return decimal.IsInteger(units) ? (long)units : null;
        }

        public long? Monthly(long scaled, int interval, AmountColumn amounts, int row)
        {
            ref var known = ref _known[unchecked((int)(((ulong)scaled * 0x9E3779B97F4A7C15) >> 52) ^ (interval & 63))];
            // A packed interval is never 0, so an empty entry cannot match.
            if (known.Amount == scaled && known.Interval == interval)
            {
                return known.Monthly;
            }

            if (ToUnits(MrrEvaluation.Monthly(amounts[row], interval, _normalization), _unit) is not { } units)
            {
                return null;
            }

            known = (scaled, interval, units);
            return units;
        }
    }
}
