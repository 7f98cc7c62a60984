using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// Walks back in time over all strata and stops at each time at which somebody ended, with the sums over those at risk: what residuals, baselines, tests of proportional hazards and penalties are made of.
/// </summary>
/// <remarks>Sequential; with late entries, sums are compensated. The tied are kept apart from those who stay.</remarks>
internal sealed class CoxWalk
{
    private readonly CoxColumns _columns;
    private readonly double[] _risks;
    private readonly double[] _extra;
    private readonly int _extraWidth;
    private readonly bool _second;
    private readonly int _p;
    private readonly CompensatedSum[] _sums;
    private readonly CompensatedSum[] _tied;

    /// <param name="columns">The rows.</param>
    /// <param name="risks">The risk of each place, weight included.</param>
    /// <param name="second">Whether Σ wxx' is wanted.</param>
    /// <param name="extra">More columns to be summed, row after row; may be empty.</param>
    public CoxWalk(CoxColumns columns, double[] risks, bool second = false, double[]? extra = null)
    {
        _columns = columns;
        _risks = risks;
        _p = columns.Width;
        _second = second;
        _extra = extra ?? [];
        _extraWidth = columns.Rows == 0 ? 0 : _extra.Length / columns.Rows;
        Length = 1 + _p + (second ? _p * (_p + 1) / 2 : 0) + _extraWidth;
        _sums = new CompensatedSum[Length];
        _tied = new CompensatedSum[Length];
        (Stay, Tied) = (new double[Length], new double[Length]);
    }

    /// <summary>How many sums there are: 1, x, the lower triangle of xx' if wanted, and the extra columns.</summary>
    public int Length { get; }

    public int Stratum { get; private set; }

    public int Group { get; private set; }

    public int Events { get; private set; }

    /// <summary>The weights of those who ended.</summary>
    public double EventWeight { get; private set; }

    /// <summary>Sums over those at risk who did not end here.</summary>
    public double[] Stay { get; }

    /// <summary>Sums over those who ended here.</summary>
    public double[] Tied { get; }

    /// <summary>How many steps a tied time has, and the weight of each.</summary>
    public (int Steps, double Share) Steps(CoxTies ties) => ties == CoxTies.Efron ? (Events, EventWeight / Events) : (1, EventWeight);

    /// <summary>The events of a group of places.</summary>
    public void Run(Action<CoxWalk> atEvents, CancellationToken cancellationToken)
    {
        for (Stratum = _columns.Strata - 1; Stratum >= 0; Stratum--)
        {
            Array.Clear(_sums);
            var entry = _columns.StratumEntry[Stratum + 1];
            var atRisk = 0;
            for (Group = _columns.StratumGroup[Stratum + 1] - 1; Group >= _columns.StratumGroup[Stratum]; Group--)
            {
                if ((Group & 0xFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                for (; entry > _columns.StratumEntry[Stratum] && _columns.EntryTime[entry - 1] >= _columns.GroupTime[Group]; entry--)
                {
                    Add(_sums, _columns.Entries[entry - 1], -1);
                    atRisk--;
                }

                if (atRisk == 0)
                {
                    Array.Clear(_sums);
                }

                atRisk += _columns.GroupStart[Group + 1] - _columns.GroupStart[Group];
                One(atEvents);
            }
        }
    }

    private void One(Action<CoxWalk> atEvents)
    {
        (Events, EventWeight) = (0, 0);
        Array.Clear(_tied);
        for (var i = _columns.GroupStart[Group]; i < _columns.GroupStart[Group + 1]; i++)
        {
            if (_columns.Ended[i])
            {
                Events++;
                EventWeight += _columns.Weight(i);
                Add(_tied, i, 1);
            }
            else
            {
                Add(_sums, i, 1);
            }
        }

        if (Events == 0)
        {
            return;
        }

        for (var k = 0; k < Length; k++)
        {
            (Stay[k], Tied[k]) = (_sums[k].Value, _tied[k].Value);
        }

        Stay[0] = Math.Max(0, Stay[0]);
        atEvents(this);
        for (var i = _columns.GroupStart[Group]; i < _columns.GroupStart[Group + 1]; i++)
        {
            if (_columns.Ended[i])
            {
                Add(_sums, i, 1);
            }
        }
    }

    private void Add(CompensatedSum[] sums, int place, int sign)
    {
        var risk = sign * _risks[place];
        var x = _columns.X.AsSpan(place * _p, _p);
        sums[0].Add(risk);
        var at = 1;
        foreach (var value in x)
        {
            sums[at++].Add(risk * value);
        }

        if (_second)
        {
            for (var k = 0; k < _p; k++)
            {
                for (var l = 0; l <= k; l++)
                {
                    sums[at++].Add(risk * x[k] * x[l]);
                }
            }
        }

        for (var k = 0; k < _extraWidth; k++)
        {
            sums[at++].Add(risk * _extra[(place * _extraWidth) + k]);
        }
    }
}
