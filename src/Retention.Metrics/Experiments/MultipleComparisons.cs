namespace Retention.Metrics.Experiments;

/// <summary>P-values of several comparisons, adjusted for there being several.</summary>
/// <remarks>
/// Of twenty true hypotheses one is expected to be rejected at 5 %. An adjusted p-value can be read as if its comparison were the only one.
/// The same methods as R's <c>p.adjust</c>. The order of the p-values does not matter, and equal ones stay equal.
/// </remarks>
/// <example>
/// <code>
/// MultipleComparisons.Adjust([0.01, 0.04, 0.03], PValueAdjustment.Holm)   // 0.03, 0.06, 0.06
/// </code>
/// </example>
public static class MultipleComparisons
{
    /// <summary>Adjusts p-values.</summary>
    /// <param name="pValues">The p-values of all comparisons that were made, not only of those that came out small.</param>
    /// <param name="adjustment">The method; <see cref="PValueAdjustment.Holm"/> unless told.</param>
    /// <returns>The adjusted p-values, in the order given; none below its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A p-value is not inside [0..1], or the method is not one of the enum.</exception>
    public static double[] Adjust(ReadOnlySpan<double> pValues, PValueAdjustment adjustment = PValueAdjustment.Holm)
    {
        Guard.Defined(adjustment);
        foreach (var value in pValues)
        {
            if (!(value is >= 0 and <= 1))
            {
                throw Guard.OutOfRange(nameof(pValues), value, "A p-value is inside [0..1]");
            }
        }

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
            PValueAdjustment.BenjaminiYekutieli => Enumerable.Range(1, n).Sum(k => 1.0 / k) is var harmonic ? StepUp(p, i => n / (i + 1.0) * harmonic) : p,
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
            var ofTheLargest = Simes(p.AsSpan(n - m));
            for (var i = 0; i < n; i++)
            {
                var simes = i <= n - m ? Math.Min(ofLargest, m * p[i]) : ofTheLargest;
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
