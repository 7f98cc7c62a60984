namespace Retention.Metrics.Activity;

/// <summary>What a log keeps of its rows and how many threads may work on it. Immutable; the default keeps what the questions about days need.</summary>
/// <example>
/// <code>
/// var options = ActivityLogOptions.Default with { KeepOccurrences = true, MaxThreads = 1 };
/// </code>
/// </example>
public sealed record ActivityLogOptions
{
    /// <summary>Days only, as many threads as there are processors.</summary>
    public static ActivityLogOptions Default { get; } = new();

    /// <summary>
    /// Whether repeated rows of a customer on a day are kept, so that a question can ask for at least n of them. False by default.
    /// A log with events, segments or instants keeps its rows anyway.
    /// </summary>
    public bool KeepOccurrences { get; init; }

    /// <summary>
    /// Events that questions may ask for although no row may have them: the names of a tracking plan, or <see cref="EventFilter.Any"/> for every name. Null, the default, for none.
    /// Any other name that no row has is refused, because a misspelt event would otherwise have had 0 users.
    /// </summary>
    /// <example>
    /// <code>
    /// var options = ActivityLogOptions.Default with { KnownEvents = EventFilter.Of("order", "renewal", "refund") };
    /// </code>
    /// </example>
    public EventFilter? KnownEvents { get; init; }

    /// <summary>The most threads that may work on the log; null for the number of processors. Never changes a result. Logs under about two million rows use one.</summary>
    public int? MaxThreads
    {
        get;
        init => field = value is null or >= 1 ? value : throw Guard.OutOfRange(nameof(MaxThreads), value, "At least one thread is needed");
    }

    /// <summary>From how many rows on more than one thread works; tests lower it to see that nothing changes.</summary>
    internal long ThreadsFrom { get; init; } = Logs.Workers.Worthwhile;
}
