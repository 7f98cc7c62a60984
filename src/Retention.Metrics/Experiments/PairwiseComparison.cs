using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>Two groups compared among several. The default value compares nobody.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct PairwiseComparison
{
    [JsonConstructor]
    internal PairwiseComparison(string first, string second, double? chiSquare, double? pValue, double? adjustedPValue, PValueAdjustment adjustment)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        First = first;
        Second = second;
        ChiSquare = chiSquare is { } chi ? Guard.AtLeast(chi, 0) : null;
        PValue = pValue is { } p ? Guard.Fraction(p) : null;
        AdjustedPValue = adjustedPValue is { } adjusted ? Guard.Fraction(adjusted) : null;
        Adjustment = Guard.Defined(adjustment);
    }

    /// <summary>The name of one group.</summary>
    public string First { get => field ?? string.Empty; }

    /// <summary>The name of the other.</summary>
    public string Second { get => field ?? string.Empty; }

    /// <summary>The statistic of the two alone, with one degree of freedom; null when they cannot be compared.</summary>
    public double? ChiSquare { get; }

    /// <summary>Its p-value; null when <see cref="ChiSquare"/> is.</summary>
    public double? PValue { get; }

    /// <summary>The p-value adjusted for the number of comparisons; null when <see cref="PValue"/> is.</summary>
    public double? AdjustedPValue { get; }

    /// <summary>How it is adjusted.</summary>
    public PValueAdjustment Adjustment { get; }

    /// <summary>As "monthly and annual: chi-squared 7.55, p = .006, adjusted (Holm) p = .012", or "… n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        ChiSquare is { } chi
            ? $"{First} and {Second}: chi-squared {Text.Number(chi)}, {Text.PValue(PValue!.Value)}, adjusted ({Adjustment}) {Text.PValue(AdjustedPValue!.Value)}"
            : $"{First} and {Second}: {Text.NotAvailable} (nothing to compare)";

    /// <summary>Pairs with the p-values of those that could be compared adjusted together.</summary>
    internal static IReadOnlyList<PairwiseComparison> Adjusted(IReadOnlyCollection<(string First, string Second, double? ChiSquare, double? PValue)> pairs, PValueAdjustment adjustment)
    {
        var adjusted = new Queue<double>(MultipleComparisons.Adjust([.. pairs.Select(p => p.PValue).OfType<double>()], adjustment));
        return [.. pairs.Select(p => new PairwiseComparison(p.First, p.Second, p.ChiSquare, p.PValue, p.PValue is null ? null : adjusted.Dequeue(), adjustment))];
    }
}
