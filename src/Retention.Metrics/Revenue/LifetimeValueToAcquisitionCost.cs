using System.Text.Json.Serialization;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// LTV:CAC: how many times a customer's lifetime value pays for winning the customer.
/// </summary>
/// <remarks>
/// <para>The value must be margin: revenue pays for the goods first. From a <see cref="CustomerLifetimeValue"/> the basis is known, and a ratio on revenue says so.</para>
/// <para>Customers who cost nothing have no ratio: <see cref="Value"/> is null, not infinite. The rule of thumb 3:1 has no known derivation, and a high ratio may mean too little acquisition.</para>
/// <para>The default value is 0 : 0.</para>
/// </remarks>
/// <example>
/// <code>
/// LifetimeValueToAcquisitionCost ratio = LifetimeValueToAcquisitionCost.FromAmounts(lifetimeValue: 1_250m, acquisitionCost: 400m);
/// Console.WriteLine(ratio);   // 3.13 : 1 (1,250.00 ÷ 400.00)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct LifetimeValueToAcquisitionCost : IRendersHtml
{
    [JsonConstructor]
    internal LifetimeValueToAcquisitionCost(decimal? lifetimeValue, decimal? acquisitionCost, ValueBasis? basis)
    {
        LifetimeValue = lifetimeValue;
        AcquisitionCost = acquisitionCost is { } cost ? Guard.Amount(cost, nameof(acquisitionCost)) : null;
        Basis = basis is { } known ? Guard.Defined(known, nameof(basis)) : null;
    }

    /// <summary>Lifetime value ÷ acquisition cost; null when the cost is 0 or one of them is undefined.</summary>
    public double? Value => LifetimeValue is { } value && AcquisitionCost is { } cost ? DecimalScale.Ratio(value, cost) : null;

    /// <summary>The lifetime value of a customer; null when it is undefined.</summary>
    public decimal? LifetimeValue { get; }

    /// <summary>The cost of winning a customer; null when it is undefined.</summary>
    public decimal? AcquisitionCost { get; }

    /// <summary>Whether the lifetime value is revenue or margin; null when the caller gave a mere amount.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValueBasis? Basis { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        LifetimeValue is null ? "the lifetime value is undefined"
        : AcquisitionCost is null ? "the acquisition cost is undefined"
        : AcquisitionCost == 0 ? "customers cost nothing to acquire"
        : null;

    /// <summary>Computes the ratio from results.</summary>
    /// <param name="lifetimeValue">The lifetime value, on margin.</param>
    /// <param name="acquisitionCost">The cost of winning a customer.</param>
    /// <returns>The ratio; undefined when either is, or when the cost is 0.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimeValue"/> is null.</exception>
    public static LifetimeValueToAcquisitionCost From(CustomerLifetimeValue lifetimeValue, AcquisitionCost acquisitionCost)
    {
        ArgumentNullException.ThrowIfNull(lifetimeValue);
        return new(lifetimeValue.Value, acquisitionCost.Value, lifetimeValue.Basis);
    }

    /// <summary>Computes the ratio from amounts.</summary>
    /// <param name="lifetimeValue">The lifetime value of a customer, on margin; any amount.</param>
    /// <param name="acquisitionCost">The cost of winning a customer; zero or more.</param>
    /// <returns>The ratio; undefined when the cost is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="acquisitionCost"/> is negative.</exception>
    public static LifetimeValueToAcquisitionCost FromAmounts(decimal lifetimeValue, decimal acquisitionCost) => new(lifetimeValue, Guard.Amount(acquisitionCost), null);

    /// <summary>The ratio with its amounts, as "3.13 : 1 (1,250.00 ÷ 400.00)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Value is { } value
        ? $"{Text.Number(value)} : 1 ({Text.Money(LifetimeValue!.Value)} ÷ {Text.Money(AcquisitionCost!.Value)}{(Basis == ValueBasis.Revenue ? "; on revenue" : string.Empty)})"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Lifetime value to acquisition cost", Value is { } value ? Text.Number(value) + " : 1" : Text.NotAvailable)
        .Row("Lifetime value", MoneyText.OrNotAvailable(LifetimeValue))
        .Row("Acquisition cost", MoneyText.OrNotAvailable(AcquisitionCost))
        .Note(WhyUndefined)
        .Note(Basis == ValueBasis.Revenue ? "The lifetime value is revenue, not margin: the ratio flatters." : null)
        .ToString();
}
