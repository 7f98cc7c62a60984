using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>Sums of the first terms, whose differences are good too.</summary>
/// <remarks>
/// Added with about 32 digits. Half of them are kept only where a term is so small beside the sum before it that differences of the rounded sums would lose it: with late entry, when one customer was at risk at first and a
/// million are later. Otherwise a difference has a relative error below about 2e-9.
/// </remarks>
internal static class RunningSums
{
    private const double Small = 1e-7;

    /// <summary>Sums terms, none of which is negative.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="sums">Takes the sums; may be the terms.</param>
    /// <returns>What rounding took from each sum; null where it does not matter.</returns>
    public static double[]? Of(ReadOnlySpan<double> terms, Span<double> sums)
    {
        var lost = HasSmall(terms) ? new double[terms.Length] : null;
        var sum = new DoubleDouble(0, 0);
        for (var i = 0; i < terms.Length; i++)
        {
            sum += terms[i];
            sums[i] = sum.High;
            if (lost is not null)
            {
                lost[i] = sum.Low;
            }
        }

        return lost;
    }

    /// <summary>The sum of the terms after one index up to another; -1 is before the first.</summary>
    public static double Between(double[] sums, double[]? lost, int from, int to) =>
        to <= from ? 0 : from < 0 ? sums[to] : Math.Max(0, sums[to] - sums[from] + (lost is null ? 0 : lost[to] - lost[from]));

    private static bool HasSmall(ReadOnlySpan<double> terms)
    {
        double sum = 0;
        foreach (var term in terms)
        {
            if (term > 0 && term < Small * sum)
            {
                return true;
            }

            sum += term;
        }

        return false;
    }
}
