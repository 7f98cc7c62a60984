using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>How differences of groups look.</summary>
internal static class ExperimentText
{
    /// <summary>"95 % CI -0.5 to 10.1", the ends in points for fractions.</summary>
    public static string Points(in ConfidenceInterval interval) =>
        $"{Text.Level(interval.Level)} CI {Text.Number(interval.Lower * 100, 1)} to {Text.Number(interval.Upper * 100, 1)}";

    /// <summary>"95 % CI -2.37 to 8.17", the ends as they are.</summary>
    public static string Ends(in ConfidenceInterval interval, int decimals = 2) =>
        $"{Text.Level(interval.Level)} CI {Text.Number(interval.Lower, decimals)} to {Text.Number(interval.Upper, decimals)}";

    /// <summary>"93.5 % (950 of 1,016)", as a line among others.</summary>
    public static string Share(Proportion part) => part.Value is { } value ? $"{Text.Percent(value)} ({Text.Count(part.Count)} of {Text.Count(part.Total)})" : Text.NotAvailable;

    public static string PValue(double? p) => p is { } value ? Text.PValue(value) : Text.NotAvailable;

    /// <summary>"chi-squared 5.28 on 3 df, p = .153".</summary>
    public static string ChiSquare(double statistic, int degrees, double p) => $"chi-squared {Text.Number(statistic)} on {Text.Count(degrees)} df, {Text.PValue(p)}";
}
