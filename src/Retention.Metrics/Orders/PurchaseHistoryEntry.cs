using System.Text.Json.Serialization;

namespace Retention.Metrics.Orders;

/// <summary>
/// One combination of frequency, recency and age in a <see cref="PurchaseHistory"/>, with its number of customers. The default value has none.
/// </summary>
public readonly record struct PurchaseHistoryEntry
{
    [JsonConstructor]
    internal PurchaseHistoryEntry(int frequency, int recencyDays, int ageDays, long customers)
    {
        Frequency = (int)Guard.Count(frequency);
        AgeDays = (int)Guard.Count(ageDays);
        RecencyDays = (int)Guard.Part(recencyDays, ageDays, nameof(ageDays));
        Customers = Guard.Count(customers);
        if (frequency == 0 && recencyDays != 0)
        {
            throw Guard.OutOfRange(nameof(recencyDays), recencyDays, "Without a repeat purchase the recency is 0");
        }
    }

    /// <summary>Purchases after the first: x.</summary>
    public int Frequency { get; }

    /// <summary>From the first purchase to the last, in days.</summary>
    public int RecencyDays { get; }

    /// <summary>From the first purchase to the last day observed, in days.</summary>
    public int AgeDays { get; }

    /// <summary>How many customers have this combination.</summary>
    public long Customers { get; }

    /// <summary>The combination and its number of customers in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Customers} × (x = {Frequency}, tx = {RecencyDays} d, T = {AgeDays} d)");
}
