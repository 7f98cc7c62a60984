using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>One segment of an <see cref="RfmSegments"/>: how many customers it has and what they spent. The default value has none.</summary>
public readonly record struct RfmSegmentCount
{
    [JsonConstructor]
    internal RfmSegmentCount(string name, long customers, decimal spend)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Customers = Guard.Count(customers);
        Spend = Guard.Amount(spend);
    }

    /// <summary>The name of the segment; empty for customers whom no segment fits.</summary>
    public string Name { get => field ?? string.Empty; }

    /// <summary>How many customers it has.</summary>
    public long Customers { get; }

    /// <summary>What they spent.</summary>
    public decimal Spend { get; }

    /// <summary>Name, customers and spend in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{(Name.Length == 0 ? "no segment" : Name)}: {Text.Count(Customers)} customers, {Text.Money(Spend)}";
}
