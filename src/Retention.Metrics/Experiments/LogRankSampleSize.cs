using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// How many customers must leave before a log-rank test can tell two groups apart: it is the ends that count, not the customers.
/// </summary>
/// <remarks>
/// <para>Schoenfeld's formula: ends = (z_α + z_β)² ÷ (π(1 − π)·(log HR)²) for hazards in the constant ratio HR and a share π of the customers in one group. The number of customers follows
/// from the share of them who will have left when the experiment ends.</para>
/// <para>D. A. Schoenfeld, "Sample-size formula for the proportional-hazards regression model", Biometrics 39 (1983).</para>
/// </remarks>
/// <example>
/// <code>
/// LogRankSampleSize size = LogRankSampleSize.ForHazardRatio(0.8);
/// size.Ends                       // 631
/// size.Customers(shareEnded: 0.25) // 2,523
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record LogRankSampleSize : IRendersHtml
{
    [JsonConstructor]
    internal LogRankSampleSize(double hazardRatio, double allocation, double unrounded, double level)
    {
        HazardRatio = Apart(hazardRatio);
        Allocation = Inside(allocation);
        Level = Guard.Level(level);
        Unrounded = Guard.AtLeast(unrounded, 0);
        Power = NormalDistribution.Cdf((Math.Sqrt(unrounded * allocation * (1 - allocation)) * Math.Abs(Math.Log(hazardRatio))) - NormalDistribution.TwoSidedCritical(level));
    }

    /// <summary>The ratio of the hazards of leaving that is to be found: 0.8 for a fifth fewer at any age.</summary>
    public double HazardRatio { get; }

    /// <summary>The share of the customers in one of the two groups, as a fraction.</summary>
    public double Allocation { get; }

    /// <summary>The ends needed in both groups together, before rounding.</summary>
    public double Unrounded { get; }

    /// <summary>The confidence level of the two-sided test, as a fraction.</summary>
    public double Level { get; }

    /// <summary>The probability of a significant difference in the right direction with so many ends.</summary>
    public double Power { get; }

    /// <summary>How many customers must leave, in both groups together: rounded up, at least 1.</summary>
    public long Ends => Math.Max(1, (long)Math.Ceiling(Unrounded * (1 - 1e-12)));

    /// <summary>How many ends a hazard ratio needs.</summary>
    /// <param name="hazardRatio">The ratio of the hazards, above 0; at least 0.00001 away from 1.</param>
    /// <param name="power">The probability of finding it, inside [0.5..1).</param>
    /// <param name="level">The confidence level of the two-sided test as a fraction, strictly between 0 and 1.</param>
    /// <param name="allocation">The share of the customers in one of the groups, inside [0.001..0.999]; a half needs fewest.</param>
    /// <returns>The size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static LogRankSampleSize ForHazardRatio(double hazardRatio, double power = 0.8, double level = 0.95, double allocation = 0.5)
    {
        Apart(hazardRatio);
        ProportionSampleSize.Likely(power);
        Guard.Level(level);
        Inside(allocation);
        var z = (NormalDistribution.TwoSidedCritical(level) + NormalDistribution.Quantile(power)) / Math.Log(hazardRatio);
        return new(hazardRatio, allocation, z * z / (allocation * (1 - allocation)), level);
    }

    /// <summary>How likely a hazard ratio is found with so many ends.</summary>
    /// <param name="hazardRatio">The ratio of the hazards, above 0; at least 0.00001 away from 1.</param>
    /// <param name="ends">How many customers have left, in both groups together; zero or more.</param>
    /// <param name="level">The confidence level of the two-sided test as a fraction, strictly between 0 and 1.</param>
    /// <param name="allocation">The share of the customers in one of the groups, inside [0.001..0.999].</param>
    /// <returns>The size, whose <see cref="Power"/> is the answer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static LogRankSampleSize WithEnds(double hazardRatio, long ends, double level = 0.95, double allocation = 0.5) =>
        new(Apart(hazardRatio), Inside(allocation), Guard.Count(ends), Guard.Level(level));

    /// <summary>How many customers there must be in both groups together so that enough of them leave.</summary>
    /// <param name="shareEnded">The share of all customers who will have left when the experiment ends, inside (0..1]: for shares S₁ and S₂ still there, 1 − π·S₁ − (1 − π)·S₂.</param>
    /// <returns>The number of customers, rounded up.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shareEnded"/> is not inside (0..1], or so small that the number exceeds <see cref="long.MaxValue"/>.</exception>
    public long Customers(double shareEnded)
    {
        var customers = Unrounded / shareEnded;
        if (!(shareEnded > 0 && shareEnded <= 1 && customers < 9e18))
        {
            throw Guard.OutOfRange(nameof(shareEnded), shareEnded, "The share of customers who leave must be inside (0..1], and large enough that the customers can be counted");
        }

        return Math.Max(1, (long)Math.Ceiling(customers * (1 - 1e-12)));
    }

    /// <summary>The size and what it is for, as "631 ends to find a hazard ratio of 0.80 at 95 % with a power of 80.0 %".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Text.Count(Ends)} {Purpose}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Sample size for a log-rank test", Text.Count(Ends))
        .Row("For", Purpose)
        .Row("In one group", Text.Percent(Allocation))
        .Note("Customers who leave, in both groups together; those who stay do not count.")
        .ToString();

    private string Purpose => $"ends to find a hazard ratio of {Text.Number(HazardRatio)} at {Text.Level(Level)} with a power of {Text.Percent(Power)}";

    private static double Apart(double hazardRatio)
    {
        if (!(Math.Abs(Math.Log(hazardRatio)) >= 1e-5 && hazardRatio <= double.MaxValue))
        {
            throw Guard.OutOfRange(nameof(hazardRatio), hazardRatio, "A hazard ratio is a finite number above 0, and 0.00001 or more away from 1, where there is nothing to find");
        }

        return hazardRatio;
    }

    private static double Inside(double allocation)
    {
        if (!(allocation is >= 0.001 and <= 0.999))
        {
            throw Guard.OutOfRange(nameof(allocation), allocation, "The share of customers in one group must be inside [0.001..0.999]");
        }

        return allocation;
    }
}
