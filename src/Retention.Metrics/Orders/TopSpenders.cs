using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// What the biggest spenders contribute: how many they are, their share of the total, and their mean against that of the rest.
/// </summary>
/// <remarks>
/// "The top 10 % spend twice as much" is a ratio of means; with it the top 10 % have 18.2 % of the total, not 20 % and not half.
/// The default value is the top of nobody.
/// </remarks>
/// <example>
/// <code>
/// TopSpenders top = SpendConcentration.FromAmounts(revenueByCustomer).Top(0.10);
/// top.Share           // 0.1818
/// top.RatioOfMeans    // 2
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct TopSpenders : IRendersHtml
{
    [JsonConstructor]
    internal TopSpenders(double fraction, long count, long customers, double? share, double? ratioOfMeans)
    {
        Fraction = Guard.Fraction(fraction);
        Customers = Guard.Count(customers);
        Count = Guard.Part(count, customers, nameof(customers));
        Share = share is { } s ? Guard.Fraction(s, nameof(share)) : null;
        RatioOfMeans = ratioOfMeans is { } r ? Guard.AtLeast(r, 0, nameof(ratioOfMeans)) : null;
    }

    /// <summary>The part of the customers that was asked for.</summary>
    public double Fraction { get; }

    /// <summary>How many customers that is: the fraction of all customers, rounded up.</summary>
    public long Count { get; }

    /// <summary>How many customers there are.</summary>
    public long Customers { get; }

    /// <summary>The share of the total that is theirs, from 0 to 1; null when the total is 0.</summary>
    public double? Share { get; }

    /// <summary>Their mean ÷ the mean of the rest; null when there is no rest or it spent nothing.</summary>
    public double? RatioOfMeans { get; }

    /// <summary>Why <see cref="Share"/> or <see cref="RatioOfMeans"/> is null; null when neither is.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Customers == 0 ? "there are no customers"
        : Share is null ? "nobody spent anything"
        : RatioOfMeans is not null ? null
        : Count == Customers ? "the top is everybody, so there is no rest to compare with"
        : "the rest spent nothing";

    /// <summary>Share and ratio in one line, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Share is { } share
            ? $"top {Text.Count(Count)} of {Text.Count(Customers)} have {Text.Percent(share)}; {(RatioOfMeans is { } ratio ? $"their mean is {Text.Number(ratio)} times that of the rest" : WhyUndefined)}"
            : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Top spenders", Text.Percent(Share))
        .Row("Customers", $"{Text.Count(Count)} of {Text.Count(Customers)}")
        .Row("Mean against the rest", RatioOfMeans is { } ratio ? Text.Number(ratio) : null)
        .Note(WhyUndefined)
        .ToString();
}
