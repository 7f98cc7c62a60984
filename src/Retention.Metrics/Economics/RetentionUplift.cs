using System.Text.Json.Serialization;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Economics;

/// <summary>
/// What better retention does to the value of a customer: the claim "5 % more retention, 25 % to 95 % more profit" on your own numbers.
/// </summary>
/// <remarks>
/// <para>Values are discounted lifetime values at constant retention r, margin m and discount d; r′ is the rate after the change and Δ = r′ − r.
/// Gross: V′ ÷ V − 1 = Δ ÷ (1 + d − r′), the first payment included (booking at the end of periods gives the same).
/// Excluding the first payment: Δ(1 + d) ÷ (r(1 + d − r′)).
/// Net: (V′ − V − programme cost) ÷ (V − acquisition cost).</para>
/// <para>Without discount five more points give +25 % exactly at 75.0 % retention and +95 % at 89.7 %. The claim compares values per customer, not a company's
/// profit of the year, which follows over years (<see cref="BaseProjection"/>).</para>
/// <para>History: F. F. Reichheld and W. E. Sasser, "Zero Defections", Harvard Business Review, Sep–Oct 1990, gave 25–85 % by industry for five points.</para>
/// </remarks>
/// <example>
/// <code>
/// RetentionUplift uplift = RetentionUplift.From(margin: 100m, RetentionRate.FromPercent(75), RetentionChange.Points(5));
/// uplift.GrossUplift            // 0.25
/// uplift.ExcludingFirstUplift   // 0.333…
/// Console.WriteLine(uplift);    // +25.0 % (retention 75.0 % to 80.0 %, +5.0 points; value 400.00 to 500.00)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record RetentionUplift : IRendersHtml
{
    [JsonConstructor]
    internal RetentionUplift(decimal margin, RetentionRate retention, RetentionChange change, DiscountRate discount, decimal acquisitionCost, decimal programmeCost)
    {
        discount.MustMatch(retention.Period);
        Margin = margin;
        Retention = retention;
        Change = change;
        Discount = discount;
        AcquisitionCost = Guard.Amount(acquisitionCost);
        ProgrammeCost = Guard.Amount(programmeCost);

        RetentionAfter = change.ApplyTo(retention);
        var before = Value(retention);
        ValueBefore = before.Value;
        WhyUndefined = before.WhyUndefined;
        if (RetentionAfter is not { } better)
        {
            WhyUndefined = change.WhyNot(retention);
            return;
        }

        var after = Value(better);
        ValueAfter = after.Value;
        WhyUndefined ??= after.WhyUndefined is { } why ? "after the change it " + why : null;
        if (ValueBefore is not { } low || ValueAfter is not { } high)
        {
            return;
        }

        if (margin <= 0)
        {
            WhyUndefined = "the margin is not above 0, so that staying longer brings nothing";
            return;
        }

        var (stayed, left) = GeometricValue.Shares(retention);
        var delta = change.Delta(stayed, left);
        var gap = GeometricValue.Gap(better, discount);
        GrossUplift = delta / gap;
        var later = delta * (1 + discount.Value) / (stayed * gap);
        ExcludingFirstUplift = double.IsFinite(later) ? later : null;
        var net = low - AcquisitionCost;
        NetUplift = net > 0 ? ((GrossUplift.Value * (double)low) - (double)ProgrammeCost) / (double)net : null;
        WhyUndefined =
            NetUplift is null ? $"the customer does not bring in the acquisition cost: {Text.Money(low)} against {Text.Money(AcquisitionCost)}"
            : ExcludingFirstUplift is null ? "without retention there is no value after the first payment that could rise"
            : null;
    }

    /// <summary>m: what a customer brings per period.</summary>
    public decimal Margin { get; }

    /// <summary>The rate before.</summary>
    public RetentionRate Retention { get; }

    /// <summary>The change.</summary>
    public RetentionChange Change { get; }

    /// <summary>The discount rate of the same period.</summary>
    public DiscountRate Discount { get; }

    /// <summary>What winning a customer costs.</summary>
    public decimal AcquisitionCost { get; }

    /// <summary>What the better retention costs per customer, as a present value.</summary>
    public decimal ProgrammeCost { get; }

    /// <summary>The rate after; null when the change leaves 0–100 %.</summary>
    public RetentionRate? RetentionAfter { get; }

    /// <summary>V: the lifetime value before, first payment included and acquisition cost not deducted; null when it is undefined.</summary>
    public decimal? ValueBefore { get; }

    /// <summary>V′: the lifetime value after; null when it is undefined.</summary>
    public decimal? ValueAfter { get; }

    /// <summary>V′ ÷ V − 1, the first payment included; null when a value is undefined or the margin is not above 0.</summary>
    public double? GrossUplift { get; }

    /// <summary>The same without the first payment, which no retention can change; null without retention.</summary>
    public double? ExcludingFirstUplift { get; }

    /// <summary>(V′ − V − programme cost) ÷ (V − acquisition cost); null when the customer does not bring in the acquisition cost.</summary>
    public double? NetUplift { get; }

    /// <summary>Why the first of the figures that are null is; null when none is.</summary>
    [JsonIgnore]
    public string? WhyUndefined { get; }

    /// <summary>Computes the uplift.</summary>
    /// <param name="margin">m: what a customer brings per period.</param>
    /// <param name="retention">The share of customers that pays again in the next period.</param>
    /// <param name="change">How retention changes.</param>
    /// <param name="discount">The discount rate of the same period; none unless told.</param>
    /// <param name="acquisitionCost">What winning a customer costs; zero or more.</param>
    /// <param name="programmeCost">What the better retention costs per customer, as a present value; zero or more.</param>
    /// <returns>The uplift.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A cost is negative.</exception>
    /// <exception cref="ArgumentException">The two rates say that they are of different periods.</exception>
    public static RetentionUplift From(decimal margin, RetentionRate retention, RetentionChange change, DiscountRate discount = default, decimal acquisitionCost = 0, decimal programmeCost = 0) =>
        new(margin, retention, change, discount, Guard.Amount(acquisitionCost), Guard.Amount(programmeCost));

    /// <summary>The uplift in one line, as "+25.0 % (retention 75.0 % to 80.0 %, +5.0 points; value 400.00 to 500.00)", or "n/a (…)". The net uplift leads when there is a cost.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Headline is { } uplift
        ? $"{Text.Signed(uplift * 100)} % (retention {Text.Percent(Retention.Value)} to {Text.Percent(RetentionAfter!.Value.Value)}, {Change}; value {Text.Money(ValueBefore!.Value)} to {Text.Money(ValueAfter!.Value)}{(HasCost ? ", net of cost" : string.Empty)})"
        : $"{Text.NotAvailable} ({WhyUndefined})";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Uplift from better retention", Headline is { } uplift ? Text.Signed(uplift * 100) + " %" : Text.NotAvailable)
        .Row("Retention", Text.Percent(Retention.Value))
        .Row("Change", Change.ToString())
        .Row("Retention after", Text.Percent(RetentionAfter?.Value))
        .Row("Discount", Discount.ToString())
        .Row("Value before", MoneyText.OrNotAvailable(ValueBefore))
        .Row("Value after", MoneyText.OrNotAvailable(ValueAfter))
        .Row("Gross uplift", Text.Percent(GrossUplift))
        .Row("Excluding the first payment", Text.Percent(ExcludingFirstUplift))
        .Row("Net of cost", HasCost ? Text.Percent(NetUplift) : null)
        .Note(WhyUndefined)
        .Note("Per customer over the lifetime; the profit of a year follows later.")
        .ToString();

    private bool HasCost => AcquisitionCost > 0 || ProgrammeCost > 0;

    private double? Headline => HasCost ? NetUplift : GrossUplift;

    private CustomerLifetimeValue Value(RetentionRate retention) =>
        CustomerLifetimeValue.Discounted(Margin, retention, Discount, PaymentTiming.IncludingFirstPayment);
}
