using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Risk;

/// <summary>Whose intervals tell how often a customer usually buys.</summary>
public enum IntervalBasis
{
    /// <summary>The customer's own.</summary>
    Own,

    /// <summary>Those of all customers: the customer has too few.</summary>
    Population,
}

/// <summary>A customer who is silent for longer than usual. The default value is nobody.</summary>
/// <typeparam name="TCustomer">The type of the customer keys.</typeparam>
public readonly record struct AtRiskCustomer<TCustomer>
    where TCustomer : notnull
{
    [JsonConstructor]
    internal AtRiskCustomer(TCustomer customer, DateOnly lastOrder, int daysSilent, int intervals, int usualInterval, IntervalBasis basis, decimal spend)
    {
        ArgumentNullException.ThrowIfNull(customer);
        Customer = customer;
        LastOrder = lastOrder;
        DaysSilent = (int)Guard.Count(daysSilent);
        Intervals = (int)Guard.Count(intervals);
        UsualInterval = usualInterval >= 1 ? usualInterval : throw Guard.OutOfRange(nameof(usualInterval), usualInterval, "An interval between two purchase days is at least 1 day");
        Basis = Guard.Defined(basis);
        Spend = Guard.Amount(spend);
    }

    /// <summary>The key of the customer.</summary>
    public TCustomer Customer { get; }

    /// <summary>The day of the last order.</summary>
    public DateOnly LastOrder { get; }

    /// <summary>Days from the last order to the day of the list.</summary>
    public int DaysSilent { get; }

    /// <summary>How many completed intervals the customer has.</summary>
    public int Intervals { get; }

    /// <summary>The usual interval in days.</summary>
    public int UsualInterval { get; }

    /// <summary>Whose intervals make the usual one.</summary>
    public IntervalBasis Basis { get; }

    /// <summary>What the customer has spent so far: what is at stake is likelier to be like it than like the mean.</summary>
    public decimal Spend { get; }

    /// <summary>Days silent ÷ usual interval: the list is ranked by it.</summary>
    [JsonIgnore]
    public double Lateness => UsualInterval > 0 ? (double)DaysSilent / UsualInterval : 0;

    /// <summary>As "C17: silent for 90 days, usually 30 (own, 5 intervals): 3.0 times; last order 2026-04-01".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{FormattableString.Invariant($"{Customer}")}: silent for {Text.Count(DaysSilent)} days, usually {Text.Count(UsualInterval)} ({(Basis == IntervalBasis.Own ? $"own, {Text.Count(Intervals)} intervals" : "of all customers")}): {Text.Number(Lateness, 1)} times; last order {Text.Date(LastOrder)}";
}
