namespace Retention.Metrics.Survival;

/// <summary>
/// The part of the discrete partial likelihood that comes from times at which several ended: given that d of those at risk end, which d.
/// </summary>
/// <remarks>
/// <para>The denominator, the sum over all sets of d of the products of their risks, is found by the recursion of Gail, Lubin and Rubinstein (Biometrika 68, 1981), here over probabilities
/// q = c·w ÷ (1 + c·w) with c such that Σ q = d: the chance of d among independent draws neither overflows nor underflows, and the denominator is that chance times Π(1 + c·w) ÷ c^d. The mean and the second
/// moment of Σ x given d follow in the same recursion. O(n·d·p²) per time.</para>
/// </remarks>
internal sealed class DiscreteTies(CoxColumns columns, double[] risks, CancellationToken cancellationToken)
{
    private readonly int _p = columns.Width;

    /// <summary>Adds to gradient and information, whose sums over those who ended are there already; returns the change of the log-likelihood.</summary>
    public double Add(double[] gradient, double[] information, double[] secondMoment)
    {
        double logLikelihood = 0;
        for (var s = 0; s < columns.Strata; s++)
        {
            var entered = EnteredAfter(s);
            for (var g = columns.StratumGroup[s]; g < columns.StratumGroup[s + 1]; g++)
            {
                if (columns.HasTies(g, out var events))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    logLikelihood -= One(AtRisk(s, g, entered), events, gradient, information, secondMoment);
                }
            }
        }

        return logLikelihood;
    }

    private Dictionary<int, double> EnteredAfter(int stratum)
    {
        var entered = new Dictionary<int, double>();
        for (var e = columns.StratumEntry[stratum]; e < columns.StratumEntry[stratum + 1]; e++)
        {
            entered.Add(columns.Entries[e], columns.EntryTime[e]);
        }

        return entered;
    }

    private List<int> AtRisk(int stratum, int group, Dictionary<int, double> entered)
    {
        var rows = new List<int>();
        for (var i = columns.GroupStart[group]; i < columns.GroupStart[columns.StratumGroup[stratum + 1]]; i++)
        {
            if (!entered.TryGetValue(i, out var from) || from < columns.GroupTime[group])
            {
                rows.Add(i);
            }
        }

        return rows;
    }

    private double One(List<int> rows, int d, double[] gradient, double[] information, double[] secondMoment)
    {
        if (d == rows.Count)
        {
            return All(rows, gradient);
        }

        var (p, pairs) = (_p, _p * (_p + 1) / 2);
        var scale = Scale(rows, d);
        // Of k drawn so far: the chance, the mean of Σx and its second moment, both times the chance.
        var chance = new double[d + 1];
        var first = new double[(d + 1) * p];
        var second = new double[(d + 1) * pairs];
        chance[0] = 1;
        double logs = 0;
        for (var m = 0; m < rows.Count; m++)
        {
            if ((m & 255) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var odds = scale * risks[rows[m]];
            var (drawn, not) = double.IsPositiveInfinity(odds) ? (1.0, 0.0) : (odds / (1 + odds), 1 / (1 + odds));
            logs += Math.Log(not);
            var x = columns.X.AsSpan(rows[m] * p, p);
            var lowest = Math.Max(0, d - (rows.Count - m - 1));
            for (var k = Math.Min(d, m + 1); k >= lowest; k--)
            {
                Step(k, drawn, not, x, chance, first, second);
            }
        }

        int at = 0;
        for (var k = 0; k < p; k++)
        {
            var mean = first[(d * p) + k] / chance[d];
            gradient[k] -= mean;
            for (var l = 0; l <= k; l++, at++)
            {
                var moment = second[(d * pairs) + at] / chance[d];
                var covariance = moment - (mean * (first[(d * p) + l] / chance[d]));
                information[(k * p) + l] += covariance;
                information[(l * p) + k] = information[(k * p) + l];
                secondMoment[k] += l == k ? moment : 0;
            }
        }

        return Math.Log(chance[d]) - logs - (d * Math.Log(scale));
    }

    /// <summary>When all of those at risk end there is one way for it: no information, and none that rounding makes up.</summary>
    private double All(List<int> rows, double[] gradient)
    {
        double logs = 0;
        foreach (var row in rows)
        {
            logs += Math.Log(risks[row]);
            for (var k = 0; k < _p; k++)
            {
                gradient[k] -= columns.X[(row * _p) + k];
            }
        }

        return logs;
    }

    private void Step(int k, double drawn, double not, ReadOnlySpan<double> x, double[] chance, double[] first, double[] second)
    {
        var (p, pairs) = (_p, _p * (_p + 1) / 2);
        var at = k * pairs;
        for (var a = 0; a < p; a++)
        {
            for (var b = 0; b <= a; b++, at++)
            {
                var sum = not * second[at];
                if (k > 0)
                {
                    sum += drawn * (second[at - pairs] + (first[((k - 1) * p) + a] * x[b]) + (x[a] * first[((k - 1) * p) + b]) + (chance[k - 1] * x[a] * x[b]));
                }

                second[at] = sum;
            }
        }

        for (var a = 0; a < p; a++)
        {
            first[(k * p) + a] = (not * first[(k * p) + a]) + (k > 0 ? drawn * (first[((k - 1) * p) + a] + (chance[k - 1] * x[a])) : 0);
        }

        chance[k] = (not * chance[k]) + (k > 0 ? drawn * chance[k - 1] : 0);
    }

    /// <summary>c with Σ c·w ÷ (1 + c·w) near d, by bisection on its logarithm; any c gives the same result, a good one gives it without loss.</summary>
    private double Scale(List<int> rows, int d)
    {
        var target = Math.Min(d, rows.Count - 0.5);
        var (low, high) = (-700.0, 700.0);
        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            double sum = 0;
            foreach (var row in rows)
            {
                sum += 1 / (1 + Math.Exp(-middle - Math.Log(risks[row])));
            }

            (low, high) = sum < target ? (middle, high) : (low, middle);
        }

        return Math.Exp((low + high) / 2);
    }
}
