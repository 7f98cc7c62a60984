using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>How p-values of several comparisons are adjusted.</summary>
public enum PValueAdjustment
{
    /// <summary>Holm (1979): no more than the level of any false finding, whatever the dependence. At least as powerful as Bonferroni.</summary>
    Holm,

    /// <summary>Bonferroni: p times the number of comparisons.</summary>
    Bonferroni,

    /// <summary>Hochberg (1988): as Holm, for independent or positively dependent comparisons, and more powerful.</summary>
    Hochberg,

    /// <summary>Hommel (1988): as Hochberg, and more powerful still.</summary>
    Hommel,

    /// <summary>Benjamini and Hochberg (1995): the expected share of false findings among the findings.</summary>
    BenjaminiHochberg,

    /// <summary>Benjamini and Yekutieli (2001): the same whatever the dependence.</summary>
    BenjaminiYekutieli,

    /// <summary>No adjustment.</summary>
    None,
}

/// <summary>Two groups compared among several. The default value compares nobody.</summary>
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
}

/// <summary>The adjustments of p-values for many comparisons.</summary>
internal static class AdjustedPValues
{
    public static double[] Of(ReadOnlySpan<double> pValues, PValueAdjustment adjustment)
    {
        var n = pValues.Length;
        var order = Enumerable.Range(0, n).ToArray();
        var p = pValues.ToArray();
        Array.Sort(p, order);
        var sorted = adjustment switch
        {
            PValueAdjustment.Holm => StepDown(p, i => n - i),
            PValueAdjustment.Bonferroni => [.. p.Select(v => Math.Min(1, n * v))],
            PValueAdjustment.Hochberg => StepUp(p, i => n - i),
            PValueAdjustment.Hommel => Hommel(p),
            PValueAdjustment.BenjaminiHochberg => StepUp(p, i => n / (i + 1.0)),
            PValueAdjustment.BenjaminiYekutieli => StepUp(p, i => n / (i + 1.0) * Enumerable.Range(1, n).Sum(k => 1.0 / k)),
            _ => p,
        };
        var adjusted = new double[n];
        for (var i = 0; i < n; i++)
        {
            adjusted[order[i]] = sorted[i];
        }

        return adjusted;
    }

    private static double[] StepDown(double[] p, Func<int, double> factor)
    {
        double least = 0;
        return [.. p.Select((v, i) => least = Math.Max(least, Math.Min(1, factor(i) * v)))];
    }

    private static double[] StepUp(double[] p, Func<int, double> factor)
    {
        var adjusted = new double[p.Length];
        double most = 1;
        for (var i = p.Length - 1; i >= 0; i--)
        {
            adjusted[i] = most = Math.Min(most, factor(i) * p[i]);
        }

        return adjusted;
    }

    /// <summary>
    /// The largest Simes p-value of any set of hypotheses that contains the one in question. Of all sets of m, that of the hypothesis and the m − 1 largest others
    /// has the largest (Wright, Biometrics 48, 1992).
    /// </summary>
    private static double[] Hommel(double[] p)
    {
        var n = p.Length;
        var adjusted = (double[])p.Clone();
        for (var m = 2; m <= n; m++)
        {
            // Simes over the m − 1 largest, as ranks 2 … m.
            var ofLargest = Enumerable.Range(2, m - 1).Min(rank => m * p[n - m - 1 + rank] / rank);
            for (var i = 0; i < n; i++)
            {
                var simes = i <= n - m ? Math.Min(ofLargest, m * p[i]) : Simes(p.AsSpan(n - m));
                adjusted[i] = Math.Max(adjusted[i], Math.Min(1, simes));
            }
        }

        return adjusted;
    }

    private static double Simes(ReadOnlySpan<double> sorted)
    {
        var least = double.PositiveInfinity;
        for (var i = 0; i < sorted.Length; i++)
        {
            least = Math.Min(least, sorted.Length * sorted[i] / (i + 1));
        }

        return least;
    }
}
