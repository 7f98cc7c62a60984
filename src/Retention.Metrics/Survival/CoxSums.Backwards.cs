namespace Retention.Metrics.Survival;

/// <content>Pass 2, from the last time to the first.</content>
internal sealed partial class CoxSums
{
    private void Backwards(int c)
    {
        var chunk = _work[c];
        var (from, to) = (_columns.ChunkGroup[c], _columns.ChunkGroup[c + 1]);
        var stratum = chunk.LastStratum;
        var start = _columns.StratumGroup[stratum];
        var stay = chunk.Carry;
        var tied = new double[_p + 1];
        var means = new TieMeans(_p);
        for (var g = to - 1; g >= from; g--)
        {
            while (g < start)
            {
                start = _columns.StratumGroup[--stratum];
                Array.Clear(stay);
            }

            Gather(g, stay, tied, out var events, out var weight);
            if (events > 0)
            {
                Event(chunk, g, stratum, events, weight, stay, tied, means);
                for (var k = 0; k < stay.Length; k++)
                {
                    stay[k] += tied[k];
                }
            }
        }
    }

    /// <summary>Adds a group to those who stay and, apart, to those who are tied.</summary>
    private void Gather(int group, double[] stay, double[] tied, out int events, out double weight)
    {
        var (x, w, ended, weights, p) = (_columns.X, _w, _columns.Ended, _columns.Weights, _p);
        (events, weight) = (0, 0);
        unchecked
        {
            for (var i = _columns.GroupStart[group]; i < _columns.GroupStart[group + 1]; i++)
            {
                var into = stay;
                if (ended[i])
                {
                    if (events++ == 0)
                    {
                        Array.Clear(tied);
                    }

                    weight += weights is null ? 1 : weights[i];
                    into = tied;
                }

                var row = x.AsSpan(i * p, p);
                var risk = w[i];
                into[0] += risk;
                for (var k = 0; k < row.Length; k++)
                {
                    into[k + 1] += risk * row[k];
                }
            }
        }
    }

    /// <summary>The hazard of a time at which somebody ended, its part of the likelihood, and its x̄x̄'.</summary>
    private void Event(Chunk chunk, int group, int stratum, int events, double weight, ReadOnlySpan<double> stay, ReadOnlySpan<double> tied, TieMeans means)
    {
        if (_ties == CoxTies.Exact && events > 1)
        {
            _hazard[group] = 0;
            return;
        }

        var each = weight / events;
        var steps = _ties == CoxTies.Efron ? events : 1;
        var share = _ties == CoxTies.Efron ? each : weight;
        double logs = 0;
        means.Clear();
        for (var j = 0; j < steps; j++)
        {
            var part = (double)(steps - j) / steps;
            var at = stay[0] + (part * tied[0]);
            logs += Math.Log(at);
            means.Add(part, 1 / at);
        }

        chunk.LogLikelihood -= share * logs;
        _hazard[group] = share * means.Hazard;
        if (_tiedHazard is not null)
        {
            _tiedHazard[group] = share * means.TiedHazard;
        }

        if (stratum == chunk.LastStratum)
        {
            chunk.HazardOfLast += _hazard[group];
        }

        means.AddProducts(chunk.Means, share, stay, tied);
    }
}

/// <summary>The sums over the steps of one tied time that the hazards, their variance and the products of the means are made of.</summary>
internal sealed class TieMeans(int p)
{
    private readonly double[] _mean = new double[p];
    private double _ss;
    private double _st;
    private double _tt;

    /// <summary>Σ 1 ÷ D.</summary>
    public double Hazard { get; private set; }

    /// <summary>Σ g ÷ D, the hazard of those who are tied: at step j they are in the risk set by the part g only.</summary>
    public double TiedHazard { get; private set; }

    /// <summary>Σ 1 ÷ D².</summary>
    public double Variance => _ss;

    public double VarianceTied => _st;

    public double VarianceBothTied => _tt;

    public void Clear() => (Hazard, TiedHazard, _ss, _st, _tt) = (0, 0, 0, 0, 0);

    public void Add(double part, double inverse)
    {
        Hazard += inverse;
        TiedHazard += part * inverse;
        _ss += inverse * inverse;
        _st += part * inverse * inverse;
        _tt += part * part * inverse * inverse;
    }

    /// <summary>Σ x̄x̄' over the steps, from R + g·D: lower triangle, row after row.</summary>
    public void AddProducts(double[] products, double share, ReadOnlySpan<double> stay, ReadOnlySpan<double> tied)
    {
        var (ss, st, tt) = (share * _ss, share * _st, share * _tt);
        if (_ss == _tt)
        {
            // One step with the whole of the tied: the mean itself, which costs half as much.
            for (var k = 0; k < _mean.Length; k++)
            {
                _mean[k] = stay[k + 1] + tied[k + 1];
            }

            unchecked
            {
                var to = 0;
                for (var k = 0; k < _mean.Length; k++)
                {
                    var part = ss * _mean[k];
                    for (var l = 0; l <= k; l++)
                    {
                        products[to++] += part * _mean[l];
                    }
                }
            }

            return;
        }

        unchecked
        {
            var at = 0;
            for (var k = 1; k < stay.Length; k++)
            {
                var (ofStay, ofTied) = ((ss * stay[k]) + (st * tied[k]), (st * stay[k]) + (tt * tied[k]));
                for (var l = 1; l <= k; l++)
                {
                    products[at++] += (ofStay * stay[l]) + (ofTied * tied[l]);
                }
            }
        }
    }
}
