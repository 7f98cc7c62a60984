using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>Robust covariances from score residuals summed within clusters. Lin and Wei, JASA 84 (1989); Lin, Statistics in Medicine 13 (1994).</summary>
internal static class CoxSandwich
{
    /// <summary>The weighted score residuals of each cluster, or of each row without clusters, on the common scale: cluster after cluster.</summary>
    public static double[] Scores(CoxData data, double[] risks, CoxHazards hazards, CancellationToken cancellationToken)
    {
        var (columns, p) = (data.Columns, data.Columns.Width);
        var sums = new double[(data.Clusters is null ? data.Count : data.ClusterCount) * p];
        CoxScores.Visit(
            columns,
            risks,
            hazards,
            (place, _, score) =>
            {
                var row = columns.Order[place];
                var at = (data.Clusters is { } clusters ? clusters[row] : row) * p;
                var weight = columns.Weight(place);
                for (var k = 0; k < p; k++)
                {
                    sums[at + k] += weight * score[k];
                }
            },
            cancellationToken);
        return sums;
    }

    /// <summary>V·T'T·V.</summary>
    public static double[] Of(double[] scores, double[] covariance)
    {
        var p = (int)Math.Sqrt(covariance.Length);
        var result = new double[p * p];
        var influence = new double[p];
        for (var at = 0; p > 0 && at < scores.Length; at += p)
        {
            for (var k = 0; k < p; k++)
            {
                influence[k] = 0;
                for (var l = 0; l < p; l++)
                {
                    influence[k] += scores[at + l] * covariance[(l * p) + k];
                }
            }

            for (var k = 0; k < p; k++)
            {
                for (var l = 0; l < p; l++)
                {
                    result[(k * p) + l] += influence[k] * influence[l];
                }
            }
        }

        return result;
    }

    /// <summary>u'(T'T)⁻¹u, where u are the column sums of T.</summary>
    public static double ScoreStatistic(double[] scores, IReadOnlyList<bool> kept)
    {
        var p = kept.Count;
        if (p == 0)
        {
            return 0;
        }

        var (sum, products) = (new double[p], new double[p * p]);
        for (var at = 0; at < scores.Length; at += p)
        {
            for (var k = 0; k < p; k++)
            {
                if (!kept[k])
                {
                    continue;
                }

                sum[k] += scores[at + k];
                for (var l = 0; l < p; l++)
                {
                    products[(k * p) + l] += kept[l] ? scores[at + k] * scores[at + l] : 0;
                }
            }
        }

        return Cholesky.Factor(products, p).Solve(sum).Zip(sum, (a, b) => a * b).Sum();
    }
}
