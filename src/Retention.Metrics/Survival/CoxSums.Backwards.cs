using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>Pass 2, from the last time to the first, and what late entries add to the three passes.</content>
internal sealed partial class CoxSums
{
    private void Backwards(int c)
    {
        if (_entryHazard is not null)
        {
            BackwardsWithEntries(c);
            return;
        }

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

    private int FirstEntryFrom(int stratum, int group)
    {
        var (from, to) = (_columns.StratumEntry[stratum], _columns.StratumEntry[stratum + 1]);
        var time = _columns.GroupTime[group];
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (_columns.EntryTime[middle] < time)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from;
    }

    /// <summary>What has entered behind each chunk, to be taken from what is at risk. The sums are made chunk by chunk, in the order of the entries.</summary>
    private void CarryEntries()
    {
        var sums = new CompensatedSum[_p + 1];
        for (var c = _chunks - 1; c >= 0; c--)
        {
            var chunk = _work[c];
            if (c == _chunks - 1 || _work[c + 1].FirstStratum != chunk.LastStratum)
            {
                Array.Clear(sums);
            }

            chunk.EntryCarry = [.. sums.Select(s => s.Value)];
            var stratum = chunk.FirstStratum;
            if (stratum != chunk.LastStratum)
            {
                Array.Clear(sums);
            }

            var (from, to) = (_columns.ChunkGroup[c], _columns.ChunkGroup[c + 1]);
            var first = FirstEntryFrom(stratum, from);
            var last = stratum == chunk.LastStratum && c + 1 < _chunks && _work[c + 1].FirstStratum == stratum ? FirstEntryFrom(stratum, to) : _columns.StratumEntry[stratum + 1];
            for (var e = first; e < last; e++)
            {
                var place = _columns.Entries[e];
                sums[0].Add(_w[place]);
                for (var k = 0; k < _p; k++)
                {
                    sums[k + 1].Add(_w[place] * _columns.X[(place * _p) + k]);
                }
            }
        }
    }

    private void BackwardsWithEntries(int c)
    {
        var chunk = _work[c];
        var (from, to) = (_columns.ChunkGroup[c], _columns.ChunkGroup[c + 1]);
        var stratum = chunk.LastStratum;
        var start = _columns.StratumGroup[stratum];
        var continues = c + 1 < _chunks && _work[c + 1].FirstStratum == stratum;
        var sums = new CompensatedSum[_p + 1];
        for (var k = 0; k <= _p; k++)
        {
            sums[k].Add(chunk.Carry[k]);
            sums[k].Add(-chunk.EntryCarry[k]);
        }

        var entry = continues ? FirstEntryFrom(stratum, to) : _columns.StratumEntry[stratum + 1];
        var atRisk = continues ? RowsBehind(stratum, to) - (_columns.StratumEntry[stratum + 1] - entry) : 0;
        var (stay, tied) = (new double[_p + 1], new double[_p + 1]);
        var means = new TieMeans(_p);
        for (var g = to - 1; g >= from; g--)
        {
            while (g < start)
            {
                start = _columns.StratumGroup[--stratum];
                Array.Clear(sums);
                (entry, atRisk) = (_columns.StratumEntry[stratum + 1], 0);
            }

            for (; entry > _columns.StratumEntry[stratum] && _columns.EntryTime[entry - 1] >= _columns.GroupTime[g]; entry--)
            {
                Accumulate(sums, _columns.Entries[entry - 1], -1);
                atRisk--;
            }

            if (atRisk == 0)
            {
                Array.Clear(sums);
            }

            var (events, weight) = (0, 0.0);
            Array.Clear(tied);
            for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
            {
                atRisk++;
                if (_columns.Ended[i])
                {
                    events++;
                    weight += _columns.Weight(i);
                    tied[0] += _w[i];
                    for (var k = 0; k < _p; k++)
                    {
                        tied[k + 1] += _w[i] * _columns.X[(i * _p) + k];
                    }
                }
                else
                {
                    Accumulate(sums, i, 1);
                }
            }

            if (events > 0)
            {
                for (var k = 0; k <= _p; k++)
                {
                    stay[k] = sums[k].Value;
                }

                stay[0] = Math.Max(0, stay[0]);
                Event(chunk, g, stratum, events, weight, stay, tied, means);
                for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
                {
                    if (_columns.Ended[i])
                    {
                        Accumulate(sums, i, 1);
                    }
                }
            }
        }
    }

    private int RowsBehind(int stratum, int group) => _columns.GroupStart[_columns.StratumGroup[stratum + 1]] - _columns.GroupStart[group];

    private void Accumulate(CompensatedSum[] sums, int place, int sign)
    {
        var risk = sign * _w[place];
        sums[0].Add(risk);
        for (var k = 0; k < _p; k++)
        {
            sums[k + 1].Add(risk * _columns.X[(place * _p) + k]);
        }
    }

    private void SubtractEntryHazards()
    {
        for (var e = 0; e < _columns.Entries.Length; e++)
        {
            _expected![_columns.Entries[e]] -= _entryHazard![e];
        }
    }

    private void Products(int c)
    {
        var chunk = _work[c];
        for (var i = _columns.GroupStart[_columns.ChunkGroup[c]]; i < _columns.GroupStart[_columns.ChunkGroup[c + 1]]; i++)
        {
            AddRow(chunk, _columns.X.AsSpan(i * _p, _p), _w[i] * _expected![i]);
        }
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
