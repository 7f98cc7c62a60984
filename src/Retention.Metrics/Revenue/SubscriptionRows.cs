using Retention.Metrics.Logs;

namespace Retention.Metrics.Revenue;

/// <summary>
/// The rows of a ledger in columns, as they came: what every policy is applied to. Customers, subscriptions and currencies are numbers;
/// what few rows have (trials, discounts, pauses …) is kept aside.
/// </summary>
internal sealed class SubscriptionRows
{
    /// <summary>The day number of an end that is not known.</summary>
    public const int Open = int.MaxValue;

    public required int Customers { get; init; }

    public required int[] Customer { get; init; }

    /// <summary>The number of the subscription; null when every row is a subscription of its own.</summary>
    public int[]? Subscription { get; init; }

    public int Subscriptions { get; init; }

    public required int[] Start { get; init; }

    /// <summary>The first day that is no longer paid for; <see cref="Open"/> when there is none.</summary>
    public required int[] End { get; init; }

    public required AmountColumn Amount { get; init; }

    /// <summary>Interval and count, packed by <see cref="Pack"/>.</summary>
    public required int[] Interval { get; init; }

    /// <summary>The number of the currency of each row; null when there is one currency.</summary>
    public int[]? Currency { get; init; }

    public required string[] Currencies { get; init; }

    /// <summary>The terms of the rows that have any, by row.</summary>
    public required Dictionary<int, SubscriptionTerms> Terms { get; init; }

    /// <summary>Whether any row says when its customer asked to cancel; of a part, whether any row of the whole does.</summary>
    public bool HasCancelRequests
    {
        get => field || Terms.Values.Any(t => t.CancelRequested is not null);
        private init;
    }

    public int Count => Customer.Length;

    public static SubscriptionRows Empty(int customers) => new()
    {
        Customers = customers,
        Customer = [],
        Start = [],
        End = [],
        Amount = new([], 0),
        Interval = [],
        Currencies = [],
        Terms = [],
    };

    public static int Pack(BillingInterval interval, int count) => (count << 3) | (int)interval;

    public static BillingInterval UnitOf(int packed) => (BillingInterval)(packed & 7);

    public static int CountOf(int packed) => packed >> 3;

    /// <summary>The rows for which a condition holds, with customers numbered anew.</summary>
    /// <param name="keep">Whether a row stays.</param>
    /// <param name="customers">How many customers there will be.</param>
    /// <param name="customerOf">The new number of a customer.</param>
    /// <param name="currencies">The names of the currencies when the rows that stay have but one; null when nothing changes.</param>
    public SubscriptionRows Where(Func<int, bool> keep, int customers, Func<int, int> customerOf, string[]? currencies = null)
    {
        var order = new List<int>();
        for (var row = 0; row < Count; row++)
        {
            if (keep(row))
            {
                order.Add(row);
            }
        }

        var terms = new Dictionary<int, SubscriptionTerms>();
        for (var i = 0; i < order.Count && Terms.Count > 0; i++)
        {
            if (Terms.TryGetValue(order[i], out var t))
            {
                terms.Add(i, t);
            }
        }

        int[] rows = [.. order];
        return new()
        {
            Customers = customers,
            Customer = Array.ConvertAll(rows, row => customerOf(Customer[row])),
            Subscription = Subscription is { } s ? Array.ConvertAll(rows, row => s[row]) : null,
            Subscriptions = Subscriptions,
            Start = Array.ConvertAll(rows, row => Start[row]),
            End = Array.ConvertAll(rows, row => End[row]),
            Amount = Amount.Only(order),
            Interval = Array.ConvertAll(rows, row => Interval[row]),
            Currency = Currency is { } c && currencies is null ? Array.ConvertAll(rows, row => c[row]) : null,
            Currencies = currencies ?? Currencies,
            Terms = terms,
            HasCancelRequests = HasCancelRequests,
        };
    }
}

/// <summary>What few rows have. Days are day numbers.</summary>
internal sealed record SubscriptionTerms
{
    public int? TrialEnd { get; init; }

    public SubscriptionDiscount? Discount { get; init; }

    public int? PastDueSince { get; init; }

    public int? PastDueUntil { get; init; }

    public int? CancelRequested { get; init; }

    public IReadOnlyList<Period> Pauses { get; init; } = [];

    public bool IsUsage { get; init; }
}
