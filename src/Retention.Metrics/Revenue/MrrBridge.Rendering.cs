using System.Globalization;
using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

public sealed partial record MrrBridge
{
    private string Heading => "Monthly recurring revenue" + (Period is { } p ? $", {p}" : string.Empty) + (Currency is { } c ? $", {c}" : string.Empty);

    private string? WhyNotObserved => Gap.WhyUnknown ?? Gap.SoFar;

    /// <summary>The bridge in one line, as "100,000.00 + 12,000.00 new + 8,000.00 expansion − … = 114,000.00".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => IsUnknown ? $"{Period}: {WhyNotObserved}" :
        (Period is { } period ? $"{period}: " : string.Empty)
        + $"{Text.Money(Opening)} + {Text.Money(NewBusiness)} new + {Text.Money(Expansion)} expansion + {Text.Money(Reactivation)} reactivation"
        + $" - {Text.Money(Contraction)} contraction - {Text.Money(Churn)} churn{(Fx == 0 ? string.Empty : (Fx > 0 ? " + " : " - ") + Text.Money(Math.Abs(Fx)) + " exchange rates")} = {Text.Money(Closing)}"
        + (WhyNotObserved is { } why ? $" ({why})" : string.Empty);

    /// <summary>The lines as a Markdown table, with the customers behind them when the bridge counts them.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder();
        table.Append("| MRR").Append(Period is { } p ? $" {p}" : string.Empty).Append(Customers is null ? " | amount |\n|---|---:|\n" : " | amount | customers |\n|---|---:|---:|\n");
        Line("Opening", Opening, Customers?.AtStart);
        Line("+ New", NewBusiness, Customers?.New);
        Line("+ Reactivation", Reactivation, Customers?.Reactivated);
        Line("+ Expansion", Expansion, Customers?.Expanded);
        Line("- Contraction", Contraction, Customers?.Contracted);
        Line("- Churn", Churn, Customers?.Churned);
        if (Fx != 0)
        {
            Line("Exchange rates", Fx, null);
        }

        Line("= Closing", Closing, Customers?.AtEnd);
        return table.Append(WhyNotObserved is { } why ? $"\n{char.ToUpperInvariant(why[0])}{why[1..]}.\n" : string.Empty).ToString();

        void Line(string label, decimal amount, long? customers)
        {
            table.Append("| ").Append(label).Append(" | ").Append(IsUnknown ? string.Empty : Text.Money(amount));
            table.Append(Customers is null ? " |\n" : $" | {(customers is { } n && !IsUnknown ? Text.Count(n) : string.Empty)} |\n");
        }
    }

    /// <summary>The bridge as a waterfall: a self-contained SVG that reads on light and dark.</summary>
    /// <returns>The picture; every text in it is encoded.</returns>
    public string ToSvg()
    {
        if (IsUnknown)
        {
            return Waterfall.Blank(Heading, $"N{WhyNotObserved![1..]}", bars: 7);
        }

        var picture = new Waterfall(Heading + (WhyNotObserved is { } why ? $" ({why})" : string.Empty));
        var level = Opening;
        picture.Add("Opening", Short(Opening), 0, Opening, WaterfallBar.Total);
        Step("New", NewBusiness);
        Step("Reactivation", Reactivation);
        Step("Expansion", Expansion);
        Step("Contraction", -Contraction);
        Step("Churn", -Churn);
        if (Fx != 0)
        {
            Step("Exchange", Fx);
        }

        return picture.Add("Closing", Short(Closing), 0, Closing, WaterfallBar.Total).ToString();

        void Step(string label, decimal change)
        {
            picture.Add(label, (change > 0 ? "+" : string.Empty) + Short(change), level, level + change, change < 0 ? WaterfallBar.Loss : WaterfallBar.Gain);
            level += change;
        }
    }

    /// <summary>The same as a self-contained HTML fragment with the waterfall, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => IsUnknown ? new HtmlCard(Heading, string.Empty).Note($"N{WhyNotObserved![1..]}.").ToString() : new HtmlCard(Heading, Text.Money(Closing))
        .Row("Opening", With(Opening, Customers?.AtStart))
        .Row("+ New", With(NewBusiness, Customers?.New))
        .Row("+ Reactivation", With(Reactivation, Customers?.Reactivated))
        .Row("+ Expansion", With(Expansion, Customers?.Expanded))
        .Row("- Contraction", With(Contraction, Customers?.Contracted))
        .Row("- Churn", With(Churn, Customers?.Churned))
        .Row("Exchange rates", Fx == 0 ? null : Text.Money(Fx))
        .Row("= Closing", With(Closing, Customers?.AtEnd))
        .Row("Net revenue retention", Text.Percent(NetRevenueRetention.Value))
        .Row("Gross revenue retention", Text.Percent(GrossRevenueRetention.Value))
        .Row("Quick ratio", MoneyText.OrNotAvailable(QuickRatio.Value))
        .Row("Revenue per account", AverageRevenuePerAccount is { } arpa ? MoneyText.OrNotAvailable(arpa.Value) : null)
        .Note(WhyNotObserved is { } why ? $"O{why[1..]}." : null)
        .Note(Policy is null ? null : "Policy: " + Policy + ".")
        + ToSvg();

    private static string With(decimal amount, long? customers) => Text.Money(amount) + (customers is { } n ? $" ({Text.Count(n)})" : string.Empty);

    // A label has room for about seven characters.
    private static string Short(decimal amount) => Math.Abs(amount) switch
    {
        >= 999_950_000 => (amount / 1_000_000_000).ToString("0.0", CultureInfo.InvariantCulture) + "G",
        >= 999_950 => (amount / 1_000_000).ToString("0.0", CultureInfo.InvariantCulture) + "M",
        >= 9_999.5m => (amount / 1_000).ToString("0.0", CultureInfo.InvariantCulture) + "k",
        >= 100 => amount.ToString("#,0", CultureInfo.InvariantCulture),
        _ => amount.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
