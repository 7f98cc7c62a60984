using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>What the rates of a calendar period have in common.</summary>
internal static class PeriodText
{
    public static HtmlCard Card(string title, Proportion share, Period? period) =>
        share.AddEvidence(new HtmlCard(title, Text.Percent(share.Value))).Row("Period", period?.ToString());

    /// <summary>The period of two pooled rates. A rate of nobody has none that could differ.</summary>
    public static Period? Common(Period? left, Proportion ofLeft, Period? right, Proportion ofRight, string name) =>
        ofLeft.Total == 0 && left is null ? right
        : ofRight.Total == 0 && right is null ? left
        : left == right ? left
        : throw new ArgumentException($"One rate is of {Name(left)}, the other of {Name(right)}. Only rates of one period can be pooled.", name);

    private static string Name(Period? period) => period?.ToString() ?? "a period that was not said";
}
