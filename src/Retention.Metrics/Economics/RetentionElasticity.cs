using System.Text.Json.Serialization;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// By how many per cent the value of a customer rises when retention rises by one per cent of itself: d ln V ÷ d ln r.
/// </summary>
/// <remarks>
/// <para>Including the first payment r ÷ (1 + d − r); excluding it (1 + d) ÷ (1 + d − r), one more. The second is the convention of S. Gupta, D. R. Lehmann and
/// J. A. Stuart, "Valuing Customers", Journal of Marketing Research 41(1), 2004, whose 5 belongs to r = 88 % at d = 10 %.
/// It equals the duration of the customer's cash flow (P. E. Pfeifer and P. W. Farris, Journal of Interactive Marketing, 2004).</para>
/// <para>The default value has no retention rate: both are null.</para>
/// </remarks>
/// <example>
/// <code>
/// RetentionElasticity e = RetentionElasticity.From(RetentionRate.FromPercent(88), DiscountRate.FromPercent(10));
/// e.IncludingFirst   // 4
/// e.ExcludingFirst   // 5
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public readonly record struct RetentionElasticity : IRendersHtml
{
    [JsonConstructor]
    internal RetentionElasticity(RetentionRate retention, DiscountRate discount)
    {
        discount.MustMatch(retention.Period);
        Retention = retention;
        Discount = discount;
    }

    /// <summary>The retention rate.</summary>
    public RetentionRate Retention { get; }

    /// <summary>The discount rate of the same period.</summary>
    public DiscountRate Discount { get; }

    /// <summary>r ÷ (1 + d − r): the elasticity of the value that includes the first payment; null when that diverges.</summary>
    public double? IncludingFirst => Gap is { } gap && gap > 0 ? Finite(Retention.Value!.Value / gap) : null;

    /// <summary>(1 + d) ÷ (1 + d − r): the elasticity of the value that excludes the first payment; null when that diverges.</summary>
    public double? ExcludingFirst => Gap is { } gap && gap > 0 ? Finite((1 + Discount.Value) / gap) : null;

    /// <summary>Why the elasticities are null; null when they are not.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Retention.Value is null ? Retention.WhyUndefined
        : ExcludingFirst is null ? "the lifetime value diverges: retention is not below 1 + discount"
        : null;

    /// <summary>Computes the elasticities.</summary>
    /// <param name="retention">The share of customers that pays again in the next period.</param>
    /// <param name="discount">The discount rate of the same period; none unless told.</param>
    /// <returns>The elasticities.</returns>
    /// <exception cref="ArgumentException">The two rates say that they are of different periods.</exception>
    public static RetentionElasticity From(RetentionRate retention, DiscountRate discount = default) => new(retention, discount);

    /// <summary>The elasticities in one line, as "4.00 including the first payment, 5.00 excluding it (retention 88.0 %, discount 10.0 %)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => WhyUndefined is { } why
        ? $"{Text.NotAvailable} ({why})"
        : $"{Text.Number(IncludingFirst!.Value)} including the first payment, {Text.Number(ExcludingFirst!.Value)} excluding it (retention {Text.Percent(Retention.Value)}, discount {Discount})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Retention elasticity of value", MoneyText.OrNotAvailable(ExcludingFirst))
        .Row("Excluding the first payment", MoneyText.OrNotAvailable(ExcludingFirst))
        .Row("Including the first payment", MoneyText.OrNotAvailable(IncludingFirst))
        .Row("Retention", Text.Percent(Retention.Value))
        .Row("Discount", Discount.ToString())
        .Note(WhyUndefined)
        .ToString();

    private double? Gap => Retention.Value is null ? null : GeometricValue.Gap(Retention, Discount);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
