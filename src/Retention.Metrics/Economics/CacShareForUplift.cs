using System.Text.Json.Serialization;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// Which share of a customer's lifetime value acquisition cost must eat for better retention to lift the rest by a wanted percentage.
/// </summary>
/// <remarks>
/// Deducting a cost that retention does not change turns the gross uplift g into g ÷ (1 − k), with k = acquisition cost ÷ lifetime value before. So k = 1 − g ÷ u.
/// A negative k says that the gross uplift alone exceeds u.
/// </remarks>
/// <example>
/// <code>
/// CacShareForUplift needed = CacShareForUplift.From(uplift: 0.95, RetentionRate.FromPercent(84), RetentionChange.Points(5));
/// Console.WriteLine(needed);   // 52.2 % of the lifetime value (gross uplift +45.5 % to +95.0 %)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record CacShareForUplift : IRendersHtml
{
    [JsonConstructor]
    internal CacShareForUplift(double uplift, RetentionRate retention, RetentionChange change, DiscountRate discount)
    {
        Uplift = Guard.Finite(uplift);
        Retention = retention;
        Change = change;
        Discount = discount;
        var effect = RetentionUplift.From(1, retention, change, discount);
        GrossUplift = effect.GrossUplift;
        var share = GrossUplift is { } gross && uplift != 0 ? 1 - (gross / uplift) : (double?)null;
        Value = share is < 1 && double.IsFinite(share.Value) ? share : null;
        WhyUndefined =
            GrossUplift is null ? effect.WhyUndefined
            : uplift == 0 ? "no cost turns a change into none"
            : Value is null ? "the change does not move the value in the direction wanted, whatever acquisition costs"
            : null;
    }

    /// <summary>u: the uplift wanted, as a fraction.</summary>
    public double Uplift { get; }

    /// <summary>The rate before.</summary>
    public RetentionRate Retention { get; }

    /// <summary>The change.</summary>
    public RetentionChange Change { get; }

    /// <summary>The discount rate of the same period.</summary>
    public DiscountRate Discount { get; }

    /// <summary>g: the uplift before any cost, the first payment included; null when it is undefined.</summary>
    public double? GrossUplift { get; }

    /// <summary>k: acquisition cost as a fraction of the lifetime value before the change; below 1, and negative when less than no cost would do. Null when there is none.</summary>
    public double? Value { get; }

    /// <summary>Why <see cref="Value"/> is null; null when it is not.</summary>
    [JsonIgnore]
    public string? WhyUndefined { get; }

    /// <summary>Computes the share.</summary>
    /// <param name="uplift">u: the uplift of the value net of acquisition cost that is wanted, as a fraction.</param>
    /// <param name="retention">The share of customers that pays again in the next period.</param>
    /// <param name="change">How retention changes.</param>
    /// <param name="discount">The discount rate of the same period; none unless told.</param>
    /// <returns>The share.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="uplift"/> is not finite.</exception>
    /// <exception cref="ArgumentException">The two rates say that they are of different periods.</exception>
    public static CacShareForUplift From(double uplift, RetentionRate retention, RetentionChange change, DiscountRate discount = default) =>
        new(uplift, retention, change, discount);

    /// <summary>The share in one line, as "52.2 % of the lifetime value (gross uplift +45.5 % to +95.0 %)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Value is { } share
        ? $"{Text.Percent(share)} of the lifetime value (gross uplift {Text.Signed(GrossUplift!.Value * 100)} % to {Text.Signed(Uplift * 100)} %)"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Acquisition cost for an uplift", Text.Percent(Value))
        .Row("Uplift wanted", Text.Signed(Uplift * 100) + " %")
        .Row("Retention", Text.Percent(Retention.Value))
        .Row("Change", Change.ToString())
        .Row("Discount", Discount.ToString())
        .Row("Gross uplift", Text.Percent(GrossUplift))
        .Note(WhyUndefined)
        .Note(Value < 0 ? "Negative: the gross uplift alone exceeds what is wanted." : null)
        .Note("As a share of the lifetime value before the change.")
        .ToString();
}
