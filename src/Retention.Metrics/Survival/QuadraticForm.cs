namespace Retention.Metrics.Survival;

/// <summary>u′V⁻u for a covariance matrix that may be short of rank, as those of group comparisons always are: their rows sum to 0.</summary>
internal static class QuadraticForm
{
    // Relative to the largest variance; the last pivot of a matrix whose rows sum to 0 is rounding, some 1e-15 of it.
    private const double RankTolerance = 1e-11;

    /// <summary>Cholesky with diagonal pivoting, stopped where the rest is rounding. Returns the form and the rank.</summary>
    public static (double Value, int Rank) Of(ReadOnlySpan<double> u, double[,] covariance)
    {
        var k = u.Length;
        var v = (double[,])covariance.Clone();
        var rest = u.ToArray();
        var used = new bool[k];
        double value = 0;
        double largest = 0;
        for (var i = 0; i < k; i++)
        {
            largest = Math.Max(largest, v[i, i]);
        }

        for (var rank = 0; rank < k; rank++)
        {
            var pivot = -1;
            for (var i = 0; i < k; i++)
            {
                if (!used[i] && v[i, i] > RankTolerance * largest && (pivot < 0 || v[i, i] > v[pivot, pivot]))
                {
                    pivot = i;
                }
            }

            if (pivot < 0)
            {
                return (value, rank);
            }

            used[pivot] = true;
            value += rest[pivot] / v[pivot, pivot] * rest[pivot];
            for (var i = 0; i < k; i++)
            {
                if (used[i])
                {
                    continue;
                }

                var factor = v[i, pivot] / v[pivot, pivot];
                rest[i] -= factor * rest[pivot];
                for (var j = 0; j < k; j++)
                {
                    v[i, j] -= factor * v[pivot, j];
                }
            }
        }

        return (value, k);
    }
}
