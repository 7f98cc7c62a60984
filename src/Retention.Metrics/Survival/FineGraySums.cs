using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>The weighted partial likelihood of Fine and Gray, its gradient and information, and the influence of each row on the gradient.</summary>
/// <remarks>
/// Whoever left for another reason at T stays in the risk set of t after T with the weight G(t−) ÷ G(T−), where G is the Kaplan–Meier estimate of not being censored. So each risk sum is one over those still there
/// plus G(t−) times one over those gone, and everything is linear in the rows: S(t) = R(t) + G(t−)·Q(t). Breslow's ties. Fine and Gray, JASA 94 (1999).
/// </remarks>
internal sealed class FineGraySums
{
    private readonly CoxColumns _columns;
    private readonly bool[] _competing;
    private readonly CancellationToken _cancellationToken;
    private readonly int _p;
    private readonly double[] _w;
    private readonly double[] _gone;
    private readonly double[] _share;
    private readonly double[] _hazard;
    private readonly double[] _mean;

    /// <param name="columns">The rows, without strata, weights and late entries; those who left for the reason ended.</param>
    /// <param name="competing">Who left for another reason, by place.</param>
    /// <param name="cancellationToken">Cancels evaluations.</param>
    public FineGraySums(CoxColumns columns, bool[] competing, CancellationToken cancellationToken)
    {
        (_columns, _competing, _cancellationToken) = (columns, competing, cancellationToken);
        _p = columns.Width;
        _w = new double[columns.Rows];
        _gone = new double[columns.Groups * (_p + 1)];
        _share = new double[columns.Groups];
        _hazard = new double[columns.Groups];
        _mean = new double[columns.Groups * _p];
        double share = 1;
        for (var g = 0; g < columns.Groups; g++)
        {
            _share[g] = share;
            var censored = 0;
            for (var i = columns.GroupStart[g]; i < columns.GroupStart[g + 1]; i++)
            {
                censored += !columns.Ended[i] && !competing[i] ? 1 : 0;
            }

            share *= 1 - ((double)censored / (columns.Rows - columns.GroupStart[g]));
        }
    }

    /// <summary>The hazard of the subdistribution at each group, of the mean customer, of the last evaluation.</summary>
    public double[] Hazards => _hazard;

    public bool Evaluate(CoxPoint point)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var predictors = default(CompensatedSum);
        for (var i = 0; i < _columns.Rows; i++)
        {
            double eta = 0;
            for (var k = 0; k < _p; k++)
            {
                eta += _columns.X[(i * _p) + k] * point.Beta[k];
            }

            if (!(Math.Abs(eta) <= CoxSums.FarthestPredictor))
            {
                return false;
            }

            _w[i] = Math.Exp(eta);
            if (_columns.Ended[i])
            {
                predictors.Add(eta);
            }
        }

        Gone();
        point.LogLikelihood = predictors.Value - Hazard(point);
        Rows(point);
        return double.IsFinite(point.LogLikelihood);
    }

    /// <summary>For each row the sum of what it adds to the gradient and, through G, what its censoring adds: row after row of the columns.</summary>
    public double[] Influences()
    {
        var influence = new double[_columns.Rows * _p];
        var (after, afterMean) = After();
        var (before, beforeMean) = (0.0, new double[_p]);
        var (gone, goneMean) = (0.0, new double[_p]);
        var (censoring, q) = (new double[_p], new double[_p]);
        for (var g = 0; g < _columns.Groups; g++)
        {
            var (from, to) = (_columns.GroupStart[g], _columns.GroupStart[g + 1]);
            before += _hazard[g];
            var atRisk = _columns.Rows - from;
            var censored = 0;
            for (var i = from; i < to; i++)
            {
                censored += !_columns.Ended[i] && !_competing[i] ? 1 : 0;
            }

            for (var k = 0; k < _p; k++)
            {
                beforeMean[k] += _hazard[g] * _mean[(g * _p) + k];
                // Those gone before, weighted, over the hazards from here on.
                q[k] = (goneMean[k] * after[g]) - (gone * afterMean[(g * _p) + k]);
                censoring[k] += q[k] * censored / ((double)atRisk * atRisk);
            }

            for (var i = from; i < to; i++)
            {
                var isCensored = !_columns.Ended[i] && !_competing[i];
                var weight = _w[i] / _share[g];
                for (var k = 0; k < _p; k++)
                {
                    var x = _columns.X[(i * _p) + k];
                    var sum = (_columns.Ended[i] ? x - _mean[(g * _p) + k] : 0) - (_w[i] * ((x * before) - beforeMean[k]));
                    if (_competing[i] && g + 1 < _columns.Groups)
                    {
                        sum -= weight * ((x * after[g + 1]) - afterMean[((g + 1) * _p) + k]);
                    }

                    influence[(_columns.Order[i] * _p) + k] = sum + (isCensored ? q[k] / atRisk : 0) - censoring[k];
                }
            }

            for (var i = from; i < to; i++)
            {
                if (_competing[i])
                {
                    gone += _w[i] / _share[g];
                    for (var k = 0; k < _p; k++)
                    {
                        goneMean[k] += _w[i] / _share[g] * _columns.X[(i * _p) + k];
                    }
                }
            }
        }

        return influence;
    }

    /// <summary>Σ w ÷ G and Σ wx ÷ G over those who had left for another reason before each group.</summary>
    private void Gone()
    {
        var sums = new double[_p + 1];
        for (var g = 0; g < _columns.Groups; g++)
        {
            sums.CopyTo(_gone, g * (_p + 1));
            for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
            {
                if (_competing[i])
                {
                    var weight = _w[i] / _share[g];
                    sums[0] += weight;
                    for (var k = 0; k < _p; k++)
                    {
                        sums[k + 1] += weight * _columns.X[(i * _p) + k];
                    }
                }
            }
        }
    }

    /// <summary>The hazards, the means at risk, and the log of the risks of those who ended; takes the products of the means from the information.</summary>
    private double Hazard(CoxPoint point)
    {
        Array.Clear(point.Information);
        Array.Clear(_hazard);
        var logs = default(CompensatedSum);
        var stay = new double[_p + 1];
        for (var g = _columns.Groups - 1; g >= 0; g--)
        {
            var events = 0;
            for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
            {
                events += _columns.Ended[i] ? 1 : 0;
                stay[0] += _w[i];
                for (var k = 0; k < _p; k++)
                {
                    stay[k + 1] += _w[i] * _columns.X[(i * _p) + k];
                }
            }

            if (events == 0)
            {
                continue;
            }

            var at = g * (_p + 1);
            var total = stay[0] + (_share[g] * _gone[at]);
            logs.Add(events * Math.Log(total));
            _hazard[g] = events / total;
            for (var k = 0; k < _p; k++)
            {
                _mean[(g * _p) + k] = (stay[k + 1] + (_share[g] * _gone[at + k + 1])) / total;
                for (var l = 0; l <= k; l++)
                {
                    point.Information[(k * _p) + l] -= events * _mean[(g * _p) + k] * _mean[(g * _p) + l];
                }
            }
        }

        return logs.Value;
    }

    /// <summary>The gradient and the products of the rows: each with the hazard that it lived through, and lives through by its weight after it left for another reason.</summary>
    private void Rows(CoxPoint point)
    {
        Array.Clear(point.Score);
        Array.Clear(point.SecondMoment);
        var (after, _) = After();
        double before = 0;
        for (var g = 0; g < _columns.Groups; g++)
        {
            before += _hazard[g];
            for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
            {
                var expected = _w[i] * (before + (_competing[i] && g + 1 < _columns.Groups ? after[g + 1] / _share[g] : 0));
                for (var k = 0; k < _p; k++)
                {
                    var x = _columns.X[(i * _p) + k];
                    point.Score[k] += ((_columns.Ended[i] ? 1 : 0) - expected) * x;
                    point.SecondMoment[k] += expected * x * x;
                    for (var l = 0; l <= k; l++)
                    {
                        point.Information[(k * _p) + l] += expected * x * _columns.X[(i * _p) + l];
                    }
                }
            }
        }

        for (var k = 0; k < _p; k++)
        {
            for (var l = 0; l < k; l++)
            {
                point.Information[(l * _p) + k] = point.Information[(k * _p) + l];
            }
        }
    }

    /// <summary>Of each group, Σ G·h and Σ G·h·x̄ from there on.</summary>
    private (double[] Hazard, double[] Mean) After()
    {
        var (after, mean) = (new double[_columns.Groups], new double[_columns.Groups * _p]);
        for (var g = _columns.Groups - 1; g >= 0; g--)
        {
            after[g] = (_share[g] * _hazard[g]) + (g + 1 < _columns.Groups ? after[g + 1] : 0);
            for (var k = 0; k < _p; k++)
            {
                mean[(g * _p) + k] = (_share[g] * _hazard[g] * _mean[(g * _p) + k]) + (g + 1 < _columns.Groups ? mean[((g + 1) * _p) + k] : 0);
            }
        }

        return (after, mean);
    }
}
