using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// What it costs to win back in numbers or in value what was lost: lost customers × new ones needed per lost one × acquisition cost.
/// </summary>
/// <remarks>
/// With one new customer per lost one the head count is restored; with a <see cref="ReplacementRatio"/> the value is. The default value is nobody lost: 0.
/// </remarks>
/// <example>
/// <code>
/// ReplacementCost heads = ReplacementCost.From(lostCustomers: 50, acquisitionCost: 300m);                      // 15,000
/// ReplacementCost value = ReplacementCost.From(lostCustomers: 50, acquisitionCost: 300m, newPerLost: 3.674);   // 55,110
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct ReplacementCost : IRendersHtml
{
    [JsonConstructor]
    internal ReplacementCost(long lostCustomers, decimal acquisitionCost, double newPerLost)
    {
        LostCustomers = Guard.Count(lostCustomers);
        AcquisitionCost = Guard.Amount(acquisitionCost);
        NewPerLost = Guard.AtLeast(newPerLost, 0);
    }

    /// <summary>How many were lost.</summary>
    public long LostCustomers { get; }

    /// <summary>What winning a customer costs.</summary>
    public decimal AcquisitionCost { get; }

    /// <summary>How many new customers stand in for one lost.</summary>
    public double NewPerLost { get; }

    /// <summary>The cost; null when it exceeds what a decimal can hold.</summary>
    public decimal? Value => DecimalScale.Times(AcquisitionCost, LostCustomers * NewPerLost);

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Value is null ? "the cost exceeds what decimal money can hold (7.9e28)" : null;

    /// <summary>Computes the cost.</summary>
    /// <param name="lostCustomers">How many were lost; zero or more.</param>
    /// <param name="acquisitionCost">What winning a customer costs; zero or more.</param>
    /// <param name="newPerLost">How many new customers stand in for one lost; 1, which restores the head count, unless told. A finite number, 0 or more.</param>
    /// <returns>The cost.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static ReplacementCost From(long lostCustomers, decimal acquisitionCost, double newPerLost = 1) =>
        new(Guard.Count(lostCustomers), Guard.Amount(acquisitionCost), Guard.AtLeast(newPerLost, 0));

    /// <summary>The cost in one line, as "55,110.00 (50 lost × 3.67 new × 300.00)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Value is { } value
        ? $"{Text.Money(value)} ({Text.Count(LostCustomers)} lost × {Text.Number(NewPerLost)} new × {Text.Money(AcquisitionCost)})"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Cost of replacing lost customers", MoneyText.OrNotAvailable(Value))
        .Row("Lost", Text.Count(LostCustomers))
        .Row("New per lost", Text.Number(NewPerLost))
        .Row("Acquisition cost", Text.Money(AcquisitionCost))
        .Note(WhyUndefined)
        .ToString();
}
