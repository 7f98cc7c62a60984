using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// How much churn goes with issues left unresolved at first contact: the population attributable fraction, (overall − resolved churn) ÷ overall churn.
/// </summary>
/// <remarks>
/// <para>An upper bound of what resolving everything would prevent: it takes the difference between the two groups for cause and effect, and every issue for solvable.
/// A negative fraction says that customers whose issues were resolved left more often.</para>
/// <para>Customers who never made contact belong in neither group.</para>
/// <para>Equal to p(RR − 1) ÷ (1 + p(RR − 1)) with p the share unresolved and RR the relative risk (M. L. Levin, 1953).</para>
/// </remarks>
/// <example>
/// <code>
/// PreventableChurn churn = PreventableChurn.From(unresolved: Proportion.Of(90, total: 300), resolved: Proportion.Of(35, total: 700), customerValue: 250m);
/// churn.AttributableFraction   // 0.6
/// churn.PreventableCustomers   // 75
/// churn.ValueAtStake           // 18750
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record PreventableChurn : IRendersHtml
{
    [JsonConstructor]
    internal PreventableChurn(Proportion unresolved, Proportion resolved, decimal? customerValue)
    {
        Unresolved = unresolved;
        Resolved = resolved;
        CustomerValue = customerValue;
    }

    /// <summary>Those who left, of those whose issue was not resolved.</summary>
    public Proportion Unresolved { get; }

    /// <summary>Those who left, of those whose issue was resolved.</summary>
    public Proportion Resolved { get; }

    /// <summary>What a customer is worth; null when the caller did not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? CustomerValue { get; }

    /// <summary>Churn of the unresolved ÷ churn of the resolved; null when a group is empty or nobody of the resolved left.</summary>
    public double? RelativeRisk => Unresolved.Value is { } risk && Resolved.Value is > 0 ? risk / Resolved.Value : null;

    /// <summary>(Overall − resolved churn) ÷ overall churn; null when nobody left or there is no resolved group to compare with.</summary>
    public double? AttributableFraction => Resolved.Total > 0 && Unresolved.Count + (Int128)Resolved.Count is var left && left > 0
        ? (double)Excess / (double)(left * Resolved.Total)
        : null;

    /// <summary>How many fewer would have left at the churn of the resolved; negative when more. Null when there is no resolved group.</summary>
    public double? PreventableCustomers => Resolved.Total > 0
        ? (double)(Excess / Resolved.Total) + ((double)(Excess % Resolved.Total) / Resolved.Total)
        : null;

    /// <summary>Preventable customers × what a customer is worth; null when either is unknown, or the product exceeds what a decimal can hold.</summary>
    public decimal? ValueAtStake => CustomerValue is { } value && PreventableCustomers is { } customers ? DecimalScale.Times(value, customers) : null;

    /// <summary>Why the first of the figures that are null is; null when none is. That the value of a customer was not given is no reason.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Resolved.Total == 0 ? "no issue was resolved, so that there is nothing to compare with"
        : Unresolved.Total == 0 ? "every issue was resolved"
        : AttributableFraction is null ? "nobody left"
        : RelativeRisk is null ? "nobody left whose issue was resolved"
        : CustomerValue is not null && ValueAtStake is null ? "the value exceeds what decimal money can hold (7.9e28)"
        : null;

    /// <summary>Computes the fraction.</summary>
    /// <param name="unresolved">Those who left, of those whose issue was not resolved.</param>
    /// <param name="resolved">Those who left, of those whose issue was resolved.</param>
    /// <param name="customerValue">What a customer is worth, when the value at stake is wanted.</param>
    /// <returns>The fraction.</returns>
    public static PreventableChurn From(Proportion unresolved, Proportion resolved, decimal? customerValue = null) => new(unresolved, resolved, customerValue);

    /// <summary>The fraction in one line, as "60.0 % of churn (30.0 % unresolved, 5.0 % resolved; at most 75 customers)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => AttributableFraction is { } fraction
        ? $"{Text.Percent(fraction)} of churn ({Text.Percent(Unresolved.Value)} unresolved, {Text.Percent(Resolved.Value)} resolved; at most {Text.Number(PreventableCustomers!.Value, 0)} customers{(ValueAtStake is { } value ? ", " + Text.Money(value) : string.Empty)})"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Churn that goes with unresolved issues", Text.Percent(AttributableFraction))
        .Row("Churn, unresolved", Unresolved.ToString())
        .Row("Churn, resolved", Resolved.ToString())
        .Row("Relative risk", MoneyText.OrNotAvailable(RelativeRisk))
        .Row("Preventable customers", MoneyText.OrNotAvailable(PreventableCustomers, 0))
        .Row("Value at stake", ValueAtStake is { } value ? Text.Money(value) : null)
        .Note(WhyUndefined)
        .Note("An upper bound: as if the difference were cause and effect and every issue could be resolved.")
        .ToString();

    // Cross-multiplied in whole numbers, so that equal rates give exactly 0 and no more are preventable than left.
    private Int128 Excess => ((Int128)Unresolved.Count * Resolved.Total) - ((Int128)Resolved.Count * Unresolved.Total);
}
