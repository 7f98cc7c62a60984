using Retention.Metrics.Rendering;

namespace Retention.Metrics.Surveys;

/// <summary>What survey results have in common when they describe themselves.</summary>
internal static class SurveyText
{
    public const string NobodyAnswered = "nobody answered";

    /// <summary>"95 % CI -12.8 to 26.8": ends on a scale that has negative numbers.</summary>
    public static string Ends(in ConfidenceInterval interval, int decimals = 1) =>
        $"{Text.Level(interval.Level)} CI {Text.Number(interval.Lower, decimals)} to {Text.Number(interval.Upper, decimals)}";

    /// <summary>The same with the method, for a line of its own; null for no interval.</summary>
    public static string? Line(ConfidenceInterval? interval, int decimals = 1) =>
        interval is { } i ? $"{Ends(i, decimals)} ({i.Method})" : null;

    public static string OrNotAvailable(double? value, int decimals) => value is { } v ? Text.Number(v, decimals) : Text.NotAvailable;

    /// <summary>"11 of 15", as every proportion shows its counts.</summary>
    public static string CountOf(Proportion part) => $"{Text.Count(part.Count)} of {Text.Count(part.Total)}";

    /// <summary>"73.3 % (11 of 15)" for a proportion that is one line among others.</summary>
    public static string Share(Proportion part) => part.Value is { } v ? $"{Text.Percent(v)} ({CountOf(part)})" : Text.NotAvailable;
}
