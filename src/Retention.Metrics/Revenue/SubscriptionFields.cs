namespace Retention.Metrics.Revenue;

/// <summary>Which column of a query result holds what. Customer, start and amount have to be there; a column of another name that is not there is left out.</summary>
/// <remarks>Names are matched without regard to case. An empty text in a column of days or numbers is NULL, as in a file. Derive others with <c>with</c>.</remarks>
/// <example>
/// <code>
/// // SELECT account_id, started_on, ended_on, price_cents, plan FROM subscriptions
/// var fields = SubscriptionFields.Default with
/// {
///     Customer = "account_id", Start = "started_on", End = "ended_on", Amount = "price_cents", AmountUnit = 0.01m, Segment = "plan",
/// };
/// </code>
/// </example>
public sealed record SubscriptionFields
{
    /// <summary>customer, subscription, start, end, amount, interval, interval_count, currency, trial_end, discount_percent, discount_amount, discount_until, past_due_since, past_due_until, cancel_requested_at, is_usage, segment.</summary>
    public static SubscriptionFields Default { get; } = new();

    /// <summary>The customer.</summary>
    public string Customer { get; init; } = "customer";

    /// <summary>The identity of the subscription within its customer.</summary>
    public string Subscription { get; init; } = "subscription";

    /// <summary>The first day.</summary>
    public string Start { get; init; } = "start";

    /// <summary>The first day that is no longer paid for; NULL or an empty text when no end is known.</summary>
    public string End { get; init; } = "end";

    /// <summary>What is billed per billing interval, net of taxes, in multiples of <see cref="AmountUnit"/>.</summary>
    public string Amount { get; init; } = "amount";

    /// <summary>The unit of time that the price recurs in: "day", "week", "month", "quarter", "year" or "one-off"; a month when NULL or not there.</summary>
    public string Interval { get; init; } = "interval";

    /// <summary>Every how many units it is billed.</summary>
    public string IntervalCount { get; init; } = "interval_count";

    /// <summary>The currency.</summary>
    public string Currency { get; init; } = "currency";

    /// <summary>The first day after the trial.</summary>
    public string TrialEnd { get; init; } = "trial_end";

    /// <summary>The discount in per cent.</summary>
    public string DiscountPercent { get; init; } = "discount_percent";

    /// <summary>The discount as an amount per billing interval, in multiples of <see cref="AmountUnit"/>.</summary>
    public string DiscountAmount { get; init; } = "discount_amount";

    /// <summary>The first day without the discount.</summary>
    public string DiscountUntil { get; init; } = "discount_until";

    /// <summary>The day on which a payment fell due that was not made.</summary>
    public string PastDueSince { get; init; } = "past_due_since";

    /// <summary>The day on which that payment was made after all.</summary>
    public string PastDueUntil { get; init; } = "past_due_until";

    /// <summary>The day on which the customer asked to cancel.</summary>
    public string CancelRequestedAt { get; init; } = "cancel_requested_at";

    /// <summary>Whether the amount is metered usage.</summary>
    public string IsUsage { get; init; } = "is_usage";

    /// <summary>The segment of the customer.</summary>
    public string Segment { get; init; } = "segment";

    /// <summary>What one unit of the amounts is worth: 1, the default, or 0.01 for columns of cents.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public decimal AmountUnit { get; init => field = value > 0 ? value : throw Guard.OutOfRange(nameof(AmountUnit), value, "A unit of money must be above 0"); } = 1;

    /// <summary>The time zone whose calendar decides on the day of an instant; null when all columns hold dates.</summary>
    public TimeZoneInfo? TimeZone { get; init; }
}
