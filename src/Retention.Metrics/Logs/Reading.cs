namespace Retention.Metrics.Logs;

/// <summary>Tells how far the reading of rows has come, and stops it when asked to: now and then, because asking costs as much as reading a row.</summary>
internal readonly struct Reading(IProgress<long>? progress, CancellationToken cancellationToken)
{
    /// <summary>How many rows go by between two times.</summary>
    public const int Every = 1 << 14;

    /// <summary>Before the first row.</summary>
    public static Reading Begin(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(progress, cancellationToken);
    }

    /// <summary>After each row.</summary>
    public void Row(long rows)
    {
        if (rows % Every == 0)
        {
            Rows(rows);
        }
    }

    /// <summary>After a number of rows.</summary>
    public void Rows(long rows)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(rows);
    }

    /// <summary>After the last row.</summary>
    public void End(long rows) => progress?.Report(rows);
}
