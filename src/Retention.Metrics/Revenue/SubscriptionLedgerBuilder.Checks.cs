using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedgerBuilder<TCustomer>
{
    internal static void CheckCustomer(TCustomer customer, long row, string name)
    {
        if (customer is null || (typeof(TCustomer) == typeof(Guid) && (Guid)(object)customer == Guid.Empty) || (typeof(TCustomer) == typeof(string) && ((string)(object)customer).Length == 0))
        {
            throw new ArgumentException($"The customer key of row {Text.Count(row)} was {(customer is null ? "null" : "empty")}. Every row needs a customer; leave rows without one out.", name);
        }
    }

    private void Check(TCustomer customer, int start, int end, BillingInterval interval, int intervalCount)
    {
        CheckCustomer(customer, _count, nameof(customer));
        if (end < start)
        {
            throw new ArgumentOutOfRangeException(
                nameof(end),
                DateOnly.FromDayNumber(end),
                $"end was {Text.Date(DateOnly.FromDayNumber(end))} in row {Text.Count(_count)}. It must not lie before start {Text.Date(DateOnly.FromDayNumber(start))}.");
        }

        Guard.Defined(interval);
        if (intervalCount is < 1 or > 1_000_000)
        {
            throw Guard.OutOfRange(nameof(intervalCount), intervalCount, "An interval count must be inside [1..1000000]");
        }
    }

    private void CheckTerms(SubscriptionRow<TCustomer> row)
    {
        NotBefore(row.TrialEnd, row.Start, nameof(row.TrialEnd), nameof(row.Start));
        if (row.PastDueUntil is not null && row.PastDueSince is null)
        {
            throw new ArgumentException($"PastDueUntil was {Text.Date(row.PastDueUntil.Value)} in row {Text.Count(_count)}, but PastDueSince is missing.", nameof(row));
        }

        if (row.PastDueSince is { } since)
        {
            NotBefore(row.PastDueUntil, since, nameof(row.PastDueUntil), nameof(row.PastDueSince));
        }

        void NotBefore(DateOnly? later, DateOnly earlier, string laterName, string earlierName)
        {
            if (later < earlier)
            {
                throw new ArgumentOutOfRangeException(nameof(row), later, $"{laterName} was {Text.Date(later.Value)} in row {Text.Count(_count)}. It must not lie before {earlierName} {Text.Date(earlier)}.");
            }
        }
    }

    private static SubscriptionTerms? TermsOf(SubscriptionRow<TCustomer> row) =>
        row.TrialEnd is null && row.Discount is null && row.PastDueSince is null && row.CancelRequestedAt is null && row.Pauses.Count == 0 && !row.IsUsage
            ? null
            : new()
            {
                TrialEnd = row.TrialEnd?.DayNumber,
                Discount = row.Discount,
                PastDueSince = row.PastDueSince?.DayNumber,
                PastDueUntil = row.PastDueUntil?.DayNumber,
                CancelRequested = row.CancelRequestedAt?.DayNumber,
                Pauses = [.. row.Pauses],
                IsUsage = row.IsUsage,
            };

    // Only the currencies of rows that stayed: a row that was taken back may have brought one.
    private int[]? Currencies(out string[] names)
    {
        var newCode = new int[_currencies.Names.Count];
        Array.Fill(newCode, -1);
        var used = new List<string>();
        for (var row = 0; row < _count; row++)
        {
            ref var code = ref newCode[_currencyOf[row]];
            if (code < 0)
            {
                code = used.Count;
                used.Add(_currencies.Names[_currencyOf[row]]);
            }
        }

        names = [.. used];
        return used.Count > 1 ? Array.ConvertAll(_currencyOf.AsSpan(0, _count).ToArray(), code => newCode[code]) : null;
    }

    // A subscription is known by its customer and its name; a row without a name is one of its own.
    private int NumberSubscriptions(int[] customerOf, out string?[] names, out int[]? subscriptionOf)
    {
        if (_subscriptionOf is not { } given)
        {
            names = [];
            subscriptionOf = null;
            return _count;
        }

        var numbers = new Dictionary<(int Customer, int Name), int>();
        var found = new List<string?>();
        subscriptionOf = new int[_count];
        for (var row = 0; row < _count; row++)
        {
            if (given[row] < 0)
            {
                subscriptionOf[row] = found.Count;
                found.Add(null);
            }
            else if (numbers.TryGetValue((customerOf[row], given[row]), out var known))
            {
                subscriptionOf[row] = known;
            }
            else
            {
                numbers.Add((customerOf[row], given[row]), subscriptionOf[row] = found.Count);
                found.Add(_subscriptions.Names[given[row]]);
            }
        }

        names = [.. found];
        return found.Count;
    }

    private void CheckOverlaps(SubscriptionRows rows, string?[] names)
    {
        if (rows.Subscription is not { } subscriptionOf)
        {
            return;
        }

        var order = new int[rows.Count];
        for (var row = 0; row < order.Length; row++)
        {
            order[row] = row;
        }

        Array.Sort(order, (a, b) => subscriptionOf[a] != subscriptionOf[b] ? subscriptionOf[a].CompareTo(subscriptionOf[b]) : rows.Start[a].CompareTo(rows.Start[b]));
        for (var i = 1; i < order.Length; i++)
        {
            var (earlier, later) = (order[i - 1], order[i]);
            if (subscriptionOf[earlier] == subscriptionOf[later] && rows.End[earlier] > rows.Start[later])
            {
                throw new ArgumentException(
                    $"Rows {Text.Count(earlier)} and {Text.Count(later)} of subscription {names[subscriptionOf[later]]} of customer {Name(_customers[later])} overlap: the first {(rows.End[earlier] == SubscriptionRows.Open ? "has no end" : "ends on " + Text.Date(DateOnly.FromDayNumber(rows.End[earlier])))}, "
                    + $"the second starts on {Text.Date(DateOnly.FromDayNumber(rows.Start[later]))}. End the first where the second starts.");
            }
        }
    }

    // The row that started first decides; of two that started together the segment that comes first in ordinal order, so that the order of the rows does not matter.
    private int[]? SegmentsOf(SubscriptionRows rows)
    {
        if (_segmentOf is not { } segmentOf)
        {
            return null;
        }

        var deciding = new int[rows.Customers];
        Array.Fill(deciding, -1);
        for (var row = 0; row < rows.Count; row++)
        {
            if (segmentOf[row] >= 0)
            {
                ref var best = ref deciding[rows.Customer[row]];
                if (best < 0 || rows.Start[row] < rows.Start[best]
                    || (rows.Start[row] == rows.Start[best] && string.CompareOrdinal(_segments.Names[segmentOf[row]], _segments.Names[segmentOf[best]]) < 0))
                {
                    best = row;
                }
            }
        }

        return Array.ConvertAll(deciding, row => row < 0 ? -1 : segmentOf[row]);
    }
}

/// <summary>Numbers names in order of first appearance.</summary>
internal sealed class NameCodes
{
    private readonly Dictionary<string, int> _codes;
    private readonly List<string> _names = [];
    private string? _last;
    private int _lastCode;

    public NameCodes(StringComparer? comparer = null) => _codes = new(comparer ?? StringComparer.Ordinal);

    public IReadOnlyList<string> Names => _names;

    public int Add(string name)
    {
        if (ReferenceEquals(name, _last))
        {
            return _lastCode;
        }

        if (!_codes.TryGetValue(name, out var code))
        {
            code = _names.Count;
            _codes.Add(name, code);
            _names.Add(name);
        }

        (_last, _lastCode) = (name, code);
        return code;
    }
}
