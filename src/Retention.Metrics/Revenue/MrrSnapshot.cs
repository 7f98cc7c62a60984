using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>Monthly recurring revenue on a day: recurring, committed, and on trial, with the number of customers who pay each.</summary>
/// <remarks>
/// <para>Committed MRR leaves out subscriptions whose customer has asked to cancel, from the day of that request, although they count as recurring until they end. Trial MRR is what subscriptions on
/// trial will be worth if they convert; it is part of neither.</para>
/// <para>Snapshots of disjoint customers on the same day add (<c>a + b</c>).</para>
/// </remarks>
/// <example>
/// <code>
/// MrrSnapshot now = ledger.Mrr(new DateOnly(2026, 6, 30));
/// Console.WriteLine(now);                        // 2026-06-30: 114,000.00 MRR of 1,045 customers (committed 110,500.00, trial 4,000.00)
/// decimal arr = now.Annual;                      // 1368000
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record MrrSnapshot : IAdditionOperators<MrrSnapshot, MrrSnapshot, MrrSnapshot>, IRendersHtml
{
    [JsonConstructor]
    internal MrrSnapshot(DateOnly day, decimal recurring, decimal committed, decimal trial, long customers, long committedCustomers, long trialCustomers, string? currency, string? policy, DateOnly? observedThrough = null)
    {
        ObservedThrough = observedThrough;
        Day = day;
        Recurring = recurring;
        Committed = committed;
        Trial = trial;
        Customers = Guard.Count(customers);
        CommittedCustomers = Guard.Count(committedCustomers);
        TrialCustomers = Guard.Count(trialCustomers);
        Currency = currency;
        Policy = policy;
    }

    /// <summary>The day, at whose end MRR was read.</summary>
    public DateOnly Day { get; }

    /// <summary>MRR.</summary>
    public decimal Recurring { get; }

    /// <summary>MRR without subscriptions whose customer has asked to cancel.</summary>
    public decimal Committed { get; }

    /// <summary>What subscriptions on trial will be worth.</summary>
    public decimal Trial { get; }

    /// <summary>Customers who pay; subscriptions when the policy compares those.</summary>
    public long Customers { get; }

    /// <summary>Customers behind <see cref="Committed"/>.</summary>
    public long CommittedCustomers { get; }

    /// <summary>Customers behind <see cref="Trial"/>.</summary>
    public long TrialCustomers { get; }

    /// <summary>The currency; null when it has no name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; }

    /// <summary>The policy that decided, in words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Policy { get; }

    /// <summary>The last day that the ledger covers; null when it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? ObservedThrough { get; }

    /// <summary>Whether the ledger covers the day. Where it does not, the amounts are what its rows say of the future: those of the last day covered, where that was said.</summary>
    [JsonIgnore]
    public bool IsObserved => !(Day > ObservedThrough);

    /// <summary>Annual recurring revenue: twelve times <see cref="Recurring"/>.</summary>
    [JsonIgnore]
    public decimal Annual => Recurring * 12;

    /// <summary>MRR ÷ paying customers at the same instant; customers on trial do not count.</summary>
    [JsonIgnore]
    public AverageRevenuePerAccount AverageRevenuePerAccount => AverageRevenuePerAccount.From(Recurring, Customers);

    /// <summary>Adds the snapshots of disjoint customers on the same day.</summary>
    /// <param name="left">One snapshot.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The snapshot of all of them.</returns>
    /// <exception cref="ArgumentNullException">A snapshot is null.</exception>
    /// <exception cref="ArgumentException">The snapshots differ in day, currency or policy.</exception>
    /// <exception cref="OverflowException">A sum exceeds what its type can hold.</exception>
    public static MrrSnapshot operator +(MrrSnapshot left, MrrSnapshot right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var oneIsEmpty = left.IsEmpty || right.IsEmpty;
        if (left.Day != right.Day || !string.Equals(left.Policy, right.Policy, StringComparison.Ordinal) || (!oneIsEmpty && !string.Equals(left.Currency, right.Currency, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"One snapshot is of {Text.Date(left.Day)} in {left.Currency ?? "no named currency"} ({left.Policy}), the other of {Text.Date(right.Day)} in {right.Currency ?? "no named currency"} ({right.Policy}); they cannot be added.", nameof(right));
        }

        return new(
            left.Day,
            left.Recurring + right.Recurring,
            left.Committed + right.Committed,
            left.Trial + right.Trial,
            left.Customers + right.Customers,
            left.CommittedCustomers + right.CommittedCustomers,
            left.TrialCustomers + right.TrialCustomers,
            left.IsEmpty ? right.Currency ?? left.Currency : left.Currency,
            left.Policy,
            MrrBridge.Later(left.ObservedThrough, right.ObservedThrough));
    }

    /// <summary>The amounts in one line, as "2026-06-30: 114,000.00 MRR of 1,045 customers (committed 110,500.00, trial 4,000.00)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Text.Date(Day)}: {Text.Money(Recurring)}{(Currency is null ? string.Empty : " " + Currency)} MRR of {Text.Count(Customers)} customers (committed {Text.Money(Committed)}, trial {Text.Money(Trial)}){(IsObserved ? string.Empty : $"; not observed, the data ends on {Text.Date(ObservedThrough!.Value)}")}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"Monthly recurring revenue, {Text.Date(Day)}{(Currency is null ? string.Empty : ", " + Currency)}", Text.Money(Recurring))
        .Row("Customers", Text.Count(Customers))
        .Row("Per account", MoneyText.OrNotAvailable(AverageRevenuePerAccount.Value))
        .Row("Committed", $"{Text.Money(Committed)} ({Text.Count(CommittedCustomers)})")
        .Row("Trial", $"{Text.Money(Trial)} ({Text.Count(TrialCustomers)})")
        .Row("Annual", Text.Money(Annual))
        .Note(IsObserved ? null : $"Not observed: the data ends on {Text.Date(ObservedThrough!.Value)}.")
        .Note(Policy is null ? null : "Policy: " + Policy + ".")
        .ToString();

    private bool IsEmpty => Recurring == 0 && Committed == 0 && Trial == 0;
}
