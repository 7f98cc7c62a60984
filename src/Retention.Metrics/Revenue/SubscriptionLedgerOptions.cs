namespace Retention.Metrics.Revenue;

/// <summary>How a ledger works; nothing in it changes a result.</summary>
public sealed record SubscriptionLedgerOptions
{
    /// <summary>As many threads as there are processors.</summary>
    public static SubscriptionLedgerOptions Default { get; } = new();

    /// <summary>The most threads that may work on the ledger; null for the number of processors. Small ledgers use one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? MaxThreads
    {
        get;
        init => field = value is null or >= 1 ? value : throw Guard.OutOfRange(nameof(MaxThreads), value, "At least one thread is needed");
    }
}
