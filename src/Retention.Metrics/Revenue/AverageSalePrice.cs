using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// ASP: the recurring revenue of the customers won in a period ÷ their number. What a new customer pays, where ARPA says what all pay.
/// </summary>
/// <remarks>Pools by <c>+</c> over disjoint customers. The default value is 0 over 0: <see cref="Value"/> is null, not 0.</remarks>
/// <example>
/// <code>
/// AverageSalePrice asp = AverageSalePrice.From(newBusiness: 12_000m, newCustomers: 80);
/// Console.WriteLine(asp);   // 150.00 (12,000.00 ÷ 80 new customers)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct AverageSalePrice
    : IAdditionOperators<AverageSalePrice, AverageSalePrice, AverageSalePrice>, IAdditiveIdentity<AverageSalePrice, AverageSalePrice>, IRendersHtml
{
    [JsonConstructor]
    internal AverageSalePrice(AverageAmount evidence) => Evidence = evidence;

    /// <summary>The average of nobody, which changes nothing when added.</summary>
    public static AverageSalePrice AdditiveIdentity => default;

    /// <summary>New recurring revenue ÷ new customers; null when there is none. Round it when it is shown.</summary>
    public decimal? Value => Evidence.Value;

    /// <summary>The new recurring revenue over the number of new customers.</summary>
    public AverageAmount Evidence { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Evidence.Count == 0 ? "there is no new customer" : null;

    /// <summary>Pools two averages over disjoint customers.</summary>
    /// <param name="left">One average.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The average of all new customers.</returns>
    /// <exception cref="OverflowException">A sum exceeds what its type can hold.</exception>
    public static AverageSalePrice operator +(AverageSalePrice left, AverageSalePrice right) => new(left.Evidence + right.Evidence);

    /// <summary>Computes the average.</summary>
    /// <param name="newBusiness">Recurring revenue of the customers won in the period.</param>
    /// <param name="newCustomers">How many were won; zero or more.</param>
    /// <returns>The average; undefined without new customers.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="newCustomers"/> is negative.</exception>
    public static AverageSalePrice From(decimal newBusiness, long newCustomers) => new(new(newBusiness, Guard.Count(newCustomers)));

    /// <summary>The average with its sum and count, as "150.00 (12,000.00 ÷ 80 new customers)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => MoneyText.Average(Value, Evidence.Total, Evidence.Count, "new customers", WhyUndefined);

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Evidence.Card("Average sale price", "New recurring revenue", "New customers").Note(WhyUndefined).ToString();
}
