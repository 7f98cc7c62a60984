namespace Retention.Metrics.Orders;

/// <summary>A customer's three scores in an <see cref="RfmSegments"/>: 1 is worst. The default value is no scores.</summary>
public readonly record struct RfmScores
{
    internal RfmScores(int recency, int frequency, int monetary)
    {
        Recency = recency;
        Frequency = frequency;
        Monetary = monetary;
    }

    /// <summary>By days since the last purchase: the highest score bought most recently.</summary>
    public int Recency { get; }

    /// <summary>By number of purchases.</summary>
    public int Frequency { get; }

    /// <summary>By spend.</summary>
    public int Monetary { get; }

    /// <summary>The three scores as "5-4-3".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Recency}-{Frequency}-{Monetary}");
}
