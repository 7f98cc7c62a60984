using System.Globalization;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// The quartiles of the companies behind a benchmark, in the unit of its metric. With them a company can be placed among the others; with a mean alone it cannot.
/// </summary>
/// <remarks>The default value has all quartiles at 0.</remarks>
/// <example>
/// <code>
/// var quartiles = new BenchmarkQuartiles(p25: 76, median: 84, p75: 91);
/// quartiles.PercentileOf(80)   // 37.5
/// quartiles.PercentileOf(95)   // null: above the upper quartile nothing is known
/// </code>
/// </example>
public readonly record struct BenchmarkQuartiles
{
    /// <summary>Makes the quartiles.</summary>
    /// <param name="p25">The lower quartile: a quarter of the companies lie below it.</param>
    /// <param name="median">The median; null when it was not published.</param>
    /// <param name="p75">The upper quartile: a quarter of the companies lie above it.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not in the order p25 ≤ median ≤ p75.</exception>
    public BenchmarkQuartiles(decimal p25, decimal? median, decimal p75)
    {
        if (Complaint(p25, median, p75) is { } complaint)
        {
            throw new ArgumentOutOfRangeException(nameof(p25), p25, complaint);
        }

        P25 = p25;
        Median = median;
        P75 = p75;
    }

    /// <summary>The lower quartile.</summary>
    public decimal P25 { get; }

    /// <summary>The median; null when it was not published.</summary>
    public decimal? Median { get; }

    /// <summary>The upper quartile.</summary>
    public decimal P75 { get; }

    /// <summary>
    /// The percentile of a figure among the companies, by straight lines between the known quartiles: monotone, and exact at each of them.
    /// Null outside the quartiles, where nothing is known but "below P25" or "above P75". Where quartiles coincide, the middle of the percentiles they share.
    /// </summary>
    /// <param name="figure">The figure, in the unit of the quartiles.</param>
    /// <returns>A percentile from 25 to 75, or null.</returns>
    public double? PercentileOf(decimal figure)
    {
        if (figure < P25 || figure > P75)
        {
            return null;
        }

        var median = Median ?? ((P25 + P75) / 2);
        var lowest = figure == P25 ? 25 : figure == median ? 50 : (double?)null;
        var highest = figure == P75 ? 75 : figure == median ? 50 : (double?)null;
        if (lowest is not null || highest is not null)
        {
            return ((lowest ?? highest!.Value) + (highest ?? lowest!.Value)) / 2;
        }

        return figure < median
            ? 25 + (25 * (double)((figure - P25) / (median - P25)))
            : 50 + (25 * (double)((figure - median) / (P75 - median)));
    }

    /// <summary>The quartiles, as "P25 76, median 84, P75 91".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"P25 {P25}, {(Median is { } median ? $"median {median.ToString(CultureInfo.InvariantCulture)}, " : string.Empty)}P75 {P75}");

    internal static string? Complaint(decimal p25, decimal? median, decimal p75) =>
        p25 <= (median ?? p25) && (median ?? p75) <= p75 && p25 <= p75
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The quartiles were {p25}, {median?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} and {p75}. They must be in the order P25 ≤ median ≤ P75");
}
