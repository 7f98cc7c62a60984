using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>Observed, expected and covariance as they add up over times and strata.</summary>
internal sealed class LogRankSums(int groups, LogRankWeights weights)
{
    private readonly DoubleDouble[] _observed = new DoubleDouble[groups];
    private readonly DoubleDouble[] _expected = new DoubleDouble[groups];
    private readonly DoubleDouble[] _difference = new DoubleDouble[groups];
    private readonly double[] _shares = new double[groups];

    // Σ c·share of each group, and Σ c·share·share of each pair: the covariance is the one on the diagonal less the other.
    private readonly double[] _diagonal = new double[groups];
    private readonly double[] _pairs = new double[groups * groups];

    public double Observed(int group) => _observed[group].Value;

    public double Expected(int group) => _expected[group].Value;

    public double Difference(int group) => _difference[group].Value;

    public double[][] Covariance()
    {
        var rows = new double[groups][];
        for (var i = 0; i < groups; i++)
        {
            rows[i] = new double[groups];
            for (var j = 0; j < groups; j++)
            {
                rows[i][j] = (i == j ? _diagonal[i] : 0) - _pairs[(Math.Max(i, j) * groups) + Math.Min(i, j)];
            }
        }

        return rows;
    }

    /// <summary>Adds a stratum: one risk set per group.</summary>
    public void Add(RiskSets[] sets, CancellationToken cancellationToken)
    {
        var readers = new RiskSets.RiskSetReader[groups];
        var atRisk = new double[groups];
        var ended = new double[groups];
        var lateEntry = false;
        for (var g = 0; g < groups; g++)
        {
            readers[g] = sets[g].Read();
            atRisk[g] = readers[g].Left;
            lateEntry |= sets[g].HasLateEntry;
        }

        var (survival, peto) = (1.0, 1.0);
        for (var step = 0; ; step++)
        {
            if ((step & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var time = double.PositiveInfinity;
            for (var g = 0; g < groups; g++)
            {
                time = Math.Min(time, readers[g].NextTime);
            }

            if (double.IsPositiveInfinity(time))
            {
                return;
            }

            var (n, d) = (0.0, 0.0);
            for (var g = 0; g < groups; g++)
            {
                ref var reader = ref readers[g];
                if (lateEntry || reader.NextTime == time)
                {
                    reader.MoveTo(time);
                    (atRisk[g], ended[g]) = (reader.AtRisk, reader.Ended);
                }
                else
                {
                    (atRisk[g], ended[g]) = (reader.Left, 0);
                }

                n += atRisk[g];
                d += ended[g];
            }

            if (d > 0)
            {
                peto *= 1 - (d / (n + 1));
                Count(weights.At(n, survival, peto), n, d, atRisk, ended);
                survival *= (n - d) / n;
            }
        }
    }

    private void Count(double weight, double n, double d, double[] atRisk, double[] ended)
    {
        var c = n > 1 ? weight * weight * d * ((n - d) / (n - 1)) : 0;
        for (var g = 0; g < groups; g++)
        {
            var expected = d * atRisk[g] / n;
            if (ended[g] > 0)
            {
                _observed[g] += weight * ended[g];
            }

            _expected[g] += weight * expected;
            _difference[g] += weight * (ended[g] - expected);
            var share = atRisk[g] / n;
            _shares[g] = share;
            _diagonal[g] += c * share;
            var row = _pairs.AsSpan(g * groups, g + 1);
            for (var h = 0; h < row.Length; h++)
            {
                row[h] += c * share * _shares[h];
            }
        }
    }
}
