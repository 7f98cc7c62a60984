namespace Retention.Metrics.Numerics;

/// <summary>
/// The distribution of the Mann–Whitney statistic of two groups without ties when every order of the values is equally likely.
/// </summary>
/// <remarks>
/// The number of ways to choose ranks of a given sum, built up rank by rank by additions alone, so that every count is exact to double precision.
/// H. B. Mann and D. R. Whitney, Annals of Mathematical Statistics 18 (1947). Time and memory grow with (n₁ + n₂)·n₁·n₁n₂: for groups below 50, milliseconds.
/// </remarks>
internal static class RankSumDistribution
{
    /// <summary>P(W &lt;= w).</summary>
    public static double Cdf(long w, int first, int second)
    {
        var most = first * second;
        if (w < 0)
        {
            return 0;
        }

        if (w >= most)
        {
            return 1;
        }

        // ways[j][s]: choices of j of the values so far of which s pairs exceed one of the other group.
        var ways = new double[first + 1][];
        for (var j = 0; j <= first; j++)
        {
            ways[j] = new double[most + 1];
        }

        ways[0][0] = 1;
        for (var rank = 0; rank < first + second; rank++)
        {
            for (var j = Math.Min(first, rank + 1); j >= 1; j--)
            {
                // The j-th value chosen stands at this rank and exceeds rank − (j − 1) of the others.
                var exceeds = rank - j + 1;
                if (exceeds > second)
                {
                    continue;
                }

                for (var s = exceeds; s <= most; s++)
                {
                    ways[j][s] += ways[j - 1][s - exceeds];
                }
            }
        }

        var (below, all) = (0.0, 0.0);
        for (var s = 0; s <= most; s++)
        {
            all += ways[first][s];
            below += s <= w ? ways[first][s] : 0;
        }

        return below / all;
    }
}
