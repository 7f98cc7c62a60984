using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// A sum of money over a count, with both kept: 183.33 over 2 accounts. The evidence under averages and costs per customer.
/// </summary>
/// <remarks>
/// <para>Averages pool by adding sums and counts (<c>a + b</c>), never by averaging their values.</para>
/// <para>The default value is 0 over 0: <see cref="Value"/> is null, and it is the identity of <c>+</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// AverageAmount spend = new(total: 60_000m, count: 200);
/// spend.Value                               // 300
/// spend + new AverageAmount(40_000m, 50)    // 100,000 over 250: 400
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct AverageAmount
    : IAdditionOperators<AverageAmount, AverageAmount, AverageAmount>, IAdditiveIdentity<AverageAmount, AverageAmount>, IRendersHtml
{
    /// <summary>Makes an average from its sum and its count.</summary>
    /// <param name="total">The sum; any amount.</param>
    /// <param name="count">The count; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    [JsonConstructor]
    public AverageAmount(decimal total, long count)
    {
        Total = total;
        Count = Guard.Count(count);
    }

    /// <summary>The average 0 over 0, which changes nothing when added.</summary>
    public static AverageAmount AdditiveIdentity => default;

    /// <summary>The sum.</summary>
    public decimal Total { get; }

    /// <summary>How many it is spread over.</summary>
    public long Count { get; }

    /// <summary>Total ÷ count, to 28 digits; null when the count is 0. Round it when it is shown, not before.</summary>
    public decimal? Value => Count == 0 ? null : Total / Count;

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined => Count == 0 ? $"{Text.Money(Total)} over 0: there is nobody to spread it over" : null;

    /// <summary>Whether there is nothing in it: 0 over 0.</summary>
    internal bool IsEmpty => Total == 0 && Count == 0;

    /// <summary>Pools two averages over disjoint units by adding their sums and counts.</summary>
    /// <param name="left">One average.</param>
    /// <param name="right">The other one.</param>
    /// <returns>The sum of the sums over the sum of the counts.</returns>
    /// <exception cref="OverflowException">A sum exceeds what its type can hold.</exception>
    public static AverageAmount operator +(AverageAmount left, AverageAmount right) => new(left.Total + right.Total, checked(left.Count + right.Count));

    /// <summary>The average with its sum and count, as "300.00 (60,000.00 ÷ 200)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Value is { } value ? $"{Text.Money(value)} ({Text.Money(Total)} ÷ {Text.Count(Count)})" : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => Card("Average", "Total", "Count").Note(WhyUndefined).ToString();

    /// <summary>The card that every average of money shows.</summary>
    internal HtmlCard Card(string title, string total, string count) =>
        new HtmlCard(title, MoneyText.OrNotAvailable(Value)).Row(total, Text.Money(Total)).Row(count, Text.Count(Count));
}
