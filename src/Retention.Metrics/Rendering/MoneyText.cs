namespace Retention.Metrics.Rendering;

/// <summary>The one way in which ratios and averages of money describe themselves.</summary>
internal static class MoneyText
{
    public static string OrNotAvailable(decimal? value) => value is { } money ? Text.Money(money) : Text.NotAvailable;

    public static string OrNotAvailable(double? value, int decimals = 2) => value is { } number ? Text.Number(number, decimals) : Text.NotAvailable;

    /// <summary>"101.0 % (101,000.00 of 100,000.00)", or "n/a (why)".</summary>
    public static string Share(double? value, decimal numerator, decimal denominator, string? whyUndefined, string? definition = null) => value is { } share
        ? $"{Text.Percent(share)} ({Text.Money(numerator)} of {Text.Money(denominator)}{(definition is null ? string.Empty : "; " + definition)})"
        : $"{Text.NotAvailable} ({whyUndefined})";

    /// <summary>"3.50 (28,000.00 ÷ 8,000.00)", or "n/a (why)".</summary>
    public static string Quotient(double? value, decimal numerator, decimal denominator, string? whyUndefined, string? definition = null) => value is { } quotient
        ? $"{Text.Number(quotient)} ({Text.Money(numerator)} ÷ {Text.Money(denominator)}{(definition is null ? string.Empty : "; " + definition)})"
        : $"{Text.NotAvailable} ({whyUndefined})";

    /// <summary>"91.67 (183.33 ÷ 2 accounts)", or "n/a (why)".</summary>
    public static string Average(decimal? value, decimal total, long count, string unit, string? whyUndefined, string? definition = null) => value is { } average
        ? $"{Text.Money(average)} ({Text.Money(total)} ÷ {Text.Count(count)} {unit}{(definition is null ? string.Empty : "; " + definition)})"
        : $"{Text.NotAvailable} ({whyUndefined})";
}
