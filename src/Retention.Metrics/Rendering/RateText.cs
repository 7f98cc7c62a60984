namespace Retention.Metrics.Rendering;

/// <summary>The one way in which rates with evidence describe themselves.</summary>
internal static class RateText
{
    public static string Describe(double? value, Proportion? evidence, ConfidenceInterval? interval, double periodsSpanned, PeriodLength? period, string? whyUndefined)
    {
        if (value is not { } rate)
        {
            return $"{Text.NotAvailable} ({whyUndefined})";
        }

        var parts = new List<string>(3);
        if (evidence is { } counts)
        {
            parts.Add($"{Text.Count(counts.Count)} of {Text.Count(counts.Total)}");
            parts.Add(interval!.Value.InPercent());
        }

        var over = string.Empty;
        if (periodsSpanned != 1)
        {
            over = period is { } length ? " over " + length : $" over {Text.Number(periodsSpanned, 4).TrimEnd('0').TrimEnd('.')} periods";
            parts.Add("constant hazard");
        }

        return Text.Percent(rate) + over + (parts.Count > 0 ? $" ({string.Join("; ", parts)})" : string.Empty);
    }

    public static string Card(string title, double? value, Proportion? evidence, ConfidenceInterval? interval, double periodsSpanned, PeriodLength? period, string? whyUndefined) =>
        new HtmlCard(title, Text.Percent(value))
            .Row("Count", evidence is { } counts ? $"{Text.Count(counts.Count)} of {Text.Count(counts.Total)}" : null)
            .Row("Interval", interval is { } i ? $"{i.InPercent()} % ({i.Method})" : null)
            .Row("Period", period?.ToString())
            .Note(whyUndefined)
            .Note(evidence is null && value is not null ? "Typed in: there are no counts, so there is no interval." : null)
            .Note(periodsSpanned != 1 ? "Converted from another period, assuming that every period loses the same share (constant hazard)." : null)
            .Note(evidence?.SmallSampleWarning)
            .ToString();
}
