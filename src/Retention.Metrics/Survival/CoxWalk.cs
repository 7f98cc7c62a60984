using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// Walks back in time over all strata and stops at each time at which somebody ended, with the sums over those at risk: what residuals, baselines, tests of proportional hazards and penalties are made of.
/// </summary>
/// <remarks>Sequential, with compensated sums; with late entries, by <see cref="RiskIntervals"/>. The tied are kept apart from those who stay.</remarks>
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
    private readonly double[] _row;
    private readonly RiskIntervals? _intervals;
    private readonly IntervalTree? _atRisk;

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
        _row = new double[Length - 1];
        if (columns.Entries.Length > 0)
        {
            _intervals = new(columns);
            _atRisk = new(_intervals.Count, Length);
        }
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

    /// <summary>Visits the times, the last first.</summary>
    public void Run(Action<CoxWalk> atEvents, CancellationToken cancellationToken)
    {
        SpreadIntervals();
        for (Stratum = _columns.Strata - 1; Stratum >= 0; Stratum--)
        {
            Array.Clear(_sums);
            for (Group = _columns.StratumGroup[Stratum + 1] - 1; Group >= _columns.StratumGroup[Stratum]; Group--)
            {
                if ((Group & 0xFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                One(atEvents);
            }
        }
    }

    private void SpreadIntervals()
    {
        if (_intervals is null)
        {
            return;
        }

        for (var g = 0; g < _columns.Groups; g++)
        {
            for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
            {
                _atRisk!.Add(_intervals.First(i), _intervals.End(i, g), _risks[i], Row(i));
            }
        }

        _atRisk!.Spread();
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
                Add(_tied, i);
            }
            else if (_intervals is null)
            {
                Add(_sums, i);
            }
        }

        if (Events == 0)
        {
            return;
        }

        Values(_tied, Tied);
        if (_intervals is not null)
        {
            _atRisk![_intervals.Place(Group)].CopyTo(Stay);
            atEvents(this);
            return;
        }

        Values(_sums, Stay);
        atEvents(this);
        for (var i = _columns.GroupStart[Group]; i < _columns.GroupStart[Group + 1]; i++)
        {
            if (_columns.Ended[i])
            {
                Add(_sums, i);
            }
        }
    }

    private static void Values(CompensatedSum[] sums, double[] into)
    {
        for (var k = 0; k < into.Length; k++)
        {
            into[k] = sums[k].Value;
        }
    }

    private void Add(CompensatedSum[] sums, int place)
    {
        var risk = _risks[place];
        sums[0].Add(risk);
        var at = 1;
        foreach (var value in Row(place))
        {
            sums[at++].Add(risk * value);
        }
    }

    /// <summary>What is summed of a place, times its risk.</summary>
    private ReadOnlySpan<double> Row(int place)
    {
        var x = _columns.X.AsSpan(place * _p, _p);
        if (_row.Length == _p)
        {
            return x;
        }

        x.CopyTo(_row);
        var at = _p;
        if (_second)
        {
            for (var k = 0; k < _p; k++)
            {
                for (var l = 0; l <= k; l++)
                {
                    _row[at++] = x[k] * x[l];
                }
            }
        }

        _extra.AsSpan(place * _extraWidth, _extraWidth).CopyTo(_row.AsSpan(at));
        return _row;
    }
}
