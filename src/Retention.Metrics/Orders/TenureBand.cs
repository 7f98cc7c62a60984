using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>One band of a <see cref="TenureSpendProfile"/>: the customers of so many days since their first order, and what they spent in the period. The default value has none.</summary>
public readonly record struct TenureBand
{
    [JsonConstructor]
    internal TenureBand(int fromDays, int? beforeDays, long customers, decimal spend)
    {
        FromDays = (int)Guard.Count(fromDays);
        BeforeDays = beforeDays is { } before && before <= fromDays ? throw Guard.OutOfRange(nameof(beforeDays), before, "A band must end after it begins") : beforeDays;
        Customers = Guard.Count(customers);
        Spend = Guard.Amount(spend);
        if (customers == 0 && spend != 0)
        {
            throw Guard.OutOfRange(nameof(spend), spend, "Without customers there is no spend");
        }
    }

    /// <summary>The least number of days from the first order to the start of the period; 0 for customers whose first order is in it.</summary>
    public int FromDays { get; }

    /// <summary>The number of days at which the next band begins; null for the last one.</summary>
    public int? BeforeDays { get; }

    /// <summary>How many customers of the band ordered in the period.</summary>
    public long Customers { get; }

    /// <summary>What they spent in the period.</summary>
    public decimal Spend { get; }

    /// <summary>Spend ÷ customers; null without customers.</summary>
    [JsonIgnore]
    public decimal? MeanSpend => Customers == 0 ? null : Spend / Customers;

    /// <summary>The band in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Range}: {MoneyText.Average(MeanSpend, Spend, Customers, "customers", "there are no customers")}";

    internal string Range => BeforeDays is { } before ? $"{Text.Count(FromDays)} to {Text.Count(before - 1)} days" : $"{Text.Count(FromDays)} days and more";
}
