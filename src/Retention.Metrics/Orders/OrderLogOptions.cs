namespace Retention.Metrics.Orders;

/// <summary>How a log is built. Immutable; the default refuses negative amounts and uses as many threads as pay.</summary>
/// <example>
/// <code>
/// var options = OrderLogOptions.Default with { Refunds = RefundTreatment.Net };
/// </code>
/// </example>
public sealed record OrderLogOptions
{
    /// <summary>Negative amounts are refused; as many threads as there are processors.</summary>
    public static OrderLogOptions Default { get; } = new();

    /// <summary>What to make of rows with a negative amount; refused unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not one of the enum.</exception>
    public RefundTreatment Refunds
    {
        get;
        init => field = Guard.Defined(value, nameof(Refunds));
    }

    /// <summary>The most threads that may work on the log; null for the number of processors. Never changes a result. Logs under about two million rows use one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? MaxThreads
    {
        get;
        init => field = value is null or >= 1 ? value : throw Guard.OutOfRange(nameof(MaxThreads), value, "At least one thread is needed");
    }
}
