namespace Retention.Metrics.Revenue;

/// <summary>
/// One row of a ledger: who pays what from when to when, with everything a policy may ask about. Only customer, start and amount are needed.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
/// <remarks>
/// <para>Days are half-open: <see cref="End"/> is the first day that is no longer paid for, so that a subscription of June ends on 1 July.</para>
/// <para>Amounts are net of taxes and per billing interval, at the price before <see cref="Discount"/>. When a price changes, end the row and start another
/// one with the same <see cref="Subscription"/>: the past keeps its prices.</para>
/// </remarks>
/// <example>
/// <code>
/// var row = new SubscriptionRow&lt;string&gt;
/// {
///     Customer = "acme", Start = new(2026, 1, 15), Amount = 1_200m, Interval = BillingInterval.Year, TrialEnd = new(2026, 1, 29),
/// };
/// </code>
/// </example>
public sealed record SubscriptionRow<TCustomer>
    where TCustomer : notnull
{
    /// <summary>The customer.</summary>
    public required TCustomer Customer { get; init; }

    /// <summary>The identity of the subscription, unique within its customer; null makes every row a subscription of its own. Rows of one subscription must not overlap.</summary>
    public string? Subscription { get; init; }

    /// <summary>The first day.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>The first day that is no longer paid for; null when no end is known.</summary>
    public DateOnly? End { get; init; }

    /// <summary>What is billed per billing interval, net of taxes; negative for a credit.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The unit of time that the price recurs in; months unless told.</summary>
    public BillingInterval Interval { get; init; } = BillingInterval.Month;

    /// <summary>Every how many units it is billed; 1 unless told.</summary>
    public int IntervalCount { get; init; } = 1;

    /// <summary>The currency, as "EUR"; null when the ledger has but one and it needs no name.</summary>
    public string? Currency { get; init; }

    /// <summary>The first day after the trial; null when there is none.</summary>
    public DateOnly? TrialEnd { get; init; }

    /// <summary>The discount; null when there is none.</summary>
    public SubscriptionDiscount? Discount { get; init; }

    /// <summary>The day on which a payment fell due that was not made; null when there is none.</summary>
    public DateOnly? PastDueSince { get; init; }

    /// <summary>The day on which that payment was made after all; null while it was not.</summary>
    public DateOnly? PastDueUntil { get; init; }

    /// <summary>The day on which the customer asked to cancel; null when none did. The subscription lasts until <see cref="End"/> all the same.</summary>
    public DateOnly? CancelRequestedAt { get; init; }

    /// <summary>When the subscription was paused.</summary>
    public IReadOnlyList<Period> Pauses { get; init; } = [];

    /// <summary>Whether the amount is metered usage rather than a fixed price.</summary>
    public bool IsUsage { get; init; }

    /// <summary>The segment of the customer: a plan, a country. The row that started first decides for the customer.</summary>
    public string? Segment { get; init; }
}
