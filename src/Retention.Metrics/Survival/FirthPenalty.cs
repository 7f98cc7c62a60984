namespace Retention.Metrics.Survival;

/// <summary>
/// The gradient of half the log determinant of the information, ½ tr(V ∂I/∂β), where V is the inverse of the information.
/// </summary>
/// <remarks>
/// ∂I/∂β is the sum of the third central moments of x in the risk sets, so that with q = x'Vx each step of each time gives
/// E[qx] − x̄·E[q] − 2(E[xx']Vx̄ − x̄·x̄'Vx̄), halved. Heinze and Schemper, Biometrics 57 (2001).
/// </remarks>
internal static class FirthPenalty
{
    public static void Add(CoxColumns columns, double[] risks, CoxTies ties, double[] inverse, double[] score)
    {
        var p = columns.Width;
        var pairs = p * (p + 1) / 2;
        var extra = Products(columns, inverse);
        var (mean, moment, vMean) = (new double[p], new double[p], new double[p]);
        new CoxWalk(columns, risks, second: true, extra).Run(Step, CancellationToken.None);

        void Step(CoxWalk walk)
        {
            var (steps, share) = walk.Steps(ties);
            var firstPair = 1 + p;
            var firstExtra = firstPair + pairs;
            for (var j = 0; j < steps; j++)
            {
                var part = (double)(steps - j) / steps;
                double Of(int k) => walk.Stay[k] + (part * walk.Tied[k]);
                var total = Of(0);
                for (var k = 0; k < p; k++)
                {
                    mean[k] = Of(1 + k) / total;
                }

                double meanVMean = 0;
                for (var k = 0; k < p; k++)
                {
                    vMean[k] = 0;
                    for (var l = 0; l < p; l++)
                    {
                        vMean[k] += inverse[(k * p) + l] * mean[l];
                    }

                    meanVMean += mean[k] * vMean[k];
                    moment[k] = 0;
                }

                var at = firstPair;
                for (var k = 0; k < p; k++)
                {
                    for (var l = 0; l <= k; l++, at++)
                    {
                        var product = Of(at) / total;
                        moment[k] += product * vMean[l];
                        moment[l] += k == l ? 0 : product * vMean[k];
                    }
                }

                var q = Of(firstExtra) / total;
                for (var k = 0; k < p; k++)
                {
                    var third = (Of(firstExtra + 1 + k) / total) - (mean[k] * q) - (2 * (moment[k] - (mean[k] * meanVMean)));
                    score[k] += share * third / 2;
                }
            }
        }
    }

    /// <summary>q and qx of each place.</summary>
    private static double[] Products(CoxColumns columns, double[] inverse)
    {
        var p = columns.Width;
        var products = new double[columns.Rows * (p + 1)];
        for (var i = 0; i < columns.Rows; i++)
        {
            var x = columns.X.AsSpan(i * p, p);
            double q = 0;
            for (var k = 0; k < p; k++)
            {
                for (var l = 0; l < p; l++)
                {
                    q += x[k] * inverse[(k * p) + l] * x[l];
                }
            }

            products[i * (p + 1)] = q;
            for (var k = 0; k < p; k++)
            {
                products[(i * (p + 1)) + 1 + k] = q * x[k];
            }
        }

        return products;
    }
}
