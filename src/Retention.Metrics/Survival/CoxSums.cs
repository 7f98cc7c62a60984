using Retention.Metrics.Logs;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// The partial log-likelihood of a Cox model with its gradient and information, in linear time and on any number of threads with the same digits.
/// </summary>
/// <remarks>
/// <para>With risk w = exp(x'β) and the cumulative baseline hazard H, the gradient is Σ x·(δ − w·H(t)) and the information Σ w·H(t)·xx' − Σ x̄x̄': so only the sums of w and wx have to be known at each time, and
/// the products xx' are added once per row. Three passes over chunks of rows: (1) risks and the sums of each chunk; (2) backwards from the sums of the chunks behind, the hazard and the x̄x̄' of each time;
/// (3) forwards from the hazard of the chunks before, the gradient and the products. Chunks depend on the data alone and are merged in their order.</para>
/// <para>Of Efron's ties, the tied are kept apart from those who stay: S − f·D is R + (1 − f)·D, without cancellation. With late entries the sums are those of <see cref="RiskIntervals"/>.</para>
/// </remarks>
internal sealed partial class CoxSums
{
    /// <summary>Beyond this a risk says that the step was too long; exp(±340) still leaves room for squares of sums.</summary>
    public const double FarthestPredictor = 340;

    private readonly CoxColumns _columns;
    private readonly CoxTies _ties;
    private readonly int _threads;
    private readonly CancellationToken _cancellationToken;
    private readonly int _p;
    private readonly int _pairs;
    private readonly int _chunks;
    private readonly double[] _w;
    private readonly double[] _hazard;
    private readonly double[]? _tiedHazard;
    private readonly RiskIntervals? _intervals;
    private readonly IntervalTree? _atRisk;
    private readonly IntervalTree? _lived;
    private readonly Chunk[] _work;
    private readonly double[] _eventSum;

    public CoxSums(CoxColumns columns, CoxTies ties, int? maxThreads, CancellationToken cancellationToken)
    {
        _columns = columns;
        _ties = ties;
        _cancellationToken = cancellationToken;
        _p = columns.Width;
        _pairs = _p * (_p + 1) / 2;
        _chunks = columns.ChunkGroup.Length - 1;
        _threads = Math.Min(_chunks, maxThreads ?? Environment.ProcessorCount);
        _w = GC.AllocateUninitializedArray<double>(columns.Rows);
        _hazard = new double[columns.Groups];
        _tiedHazard = ties == CoxTies.Efron && HasTies() ? new double[columns.Groups] : null;
        if (columns.Entries.Length > 0)
        {
            _intervals = new(columns);
            (_atRisk, _lived) = (new(_intervals.Count, _p + 1), new(_intervals.Count, 1));
        }


        _work = new Chunk[_chunks];
        for (var c = 0; c < _chunks; c++)
        {
            _work[c] = new(_p, _pairs);
        }

        _eventSum = EventSum();
    }

    /// <summary>exp(x'β + offset) times the weight of each place, of the last evaluation.</summary>
    public double[] Risks => _w;

    /// <summary>Evaluates; false when some predictor is too far out for exp.</summary>
    public bool Evaluate(CoxPoint point)
    {
        var (gradient, information, secondMoment) = (point.Score, point.Information, point.SecondMoment);
        point.LogLikelihood = double.NaN;
        ForEachChunk(c => Risk(c, point.Beta));
        if (Array.Exists(_work, chunk => !(chunk.Farthest <= FarthestPredictor)))
        {
            return false;
        }

        if (_intervals is null)
        {
            CarryBackwards();
            ForEachChunk(Backwards);
            CarryForwards();
            ForEachChunk(Forwards);
        }
        else
        {
            SpreadRisks();
            ForEachChunk(EventsOfIntervals);
            _lived!.Gather();
            ForEachChunk(RowsOfIntervals);
        }

        var logLikelihood = Merge(gradient, information, secondMoment);
        if (_ties == CoxTies.Exact)
        {
            logLikelihood += new DiscreteTies(_columns, _w, _cancellationToken).Add(gradient, information, secondMoment);
        }

        point.LogLikelihood = logLikelihood;
        return double.IsFinite(logLikelihood) && Array.TrueForAll(gradient, double.IsFinite) && Array.TrueForAll(information, double.IsFinite);
    }

    private bool HasTies()
    {
        for (var g = 0; g < _columns.Groups; g++)
        {
            if (_columns.HasTies(g, out _))
            {
                return true;
            }
        }

        return false;
    }

    private double[] EventSum()
    {
        var sums = new CompensatedSum[_p];
        for (var i = 0; i < _columns.Rows; i++)
        {
            if (_columns.Ended[i])
            {
                var weight = _columns.Weight(i);
                for (var k = 0; k < _p; k++)
                {
                    sums[k].Add(weight * _columns.X[(i * _p) + k]);
                }
            }
        }

        return [.. sums.Select(s => s.Value)];
    }

    private void ForEachChunk(Action<int> work) => Workers.Run(_threads, _chunks, (_, source) =>
    {
        while (source.TryTake(out var c))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            work(c);
        }
    });

    /// <summary>Pass 1: the risks, their sums over the first stratum of the chunk, and the predictors of those who ended.</summary>
    private void Risk(int c, double[] beta)
    {
        var chunk = _work[c];
        chunk.Clear();
        var (from, to) = (_columns.ChunkGroup[c], _columns.ChunkGroup[c + 1]);
        var (fromRow, toRow) = (_columns.GroupStart[from], _columns.GroupStart[to]);
        chunk.FirstStratum = _columns.StratumOf(from);
        chunk.LastStratum = _columns.StratumOf(to - 1);
        var carryTo = chunk.FirstStratum == chunk.LastStratum ? toRow : _columns.GroupStart[_columns.StratumGroup[chunk.FirstStratum + 1]];
        var (x, w, ended, offsets, weights, p) = (_columns.X, _w, _columns.Ended, _columns.Offsets, _columns.Weights, _p);
        var own = chunk.Own;
        double farthest = 0;
        double events = 0;
        unchecked
        {
            for (var i = fromRow; i < toRow; i++)
            {
                var row = x.AsSpan(i * p, p);
                var eta = offsets is null ? 0 : offsets[i];
                for (var k = 0; k < row.Length; k++)
                {
                    eta += row[k] * beta[k];
                }

                farthest = Math.Max(farthest, Math.Abs(eta));
                var weight = weights is null ? 1 : weights[i];
                var risk = weight * Math.Exp(eta);
                w[i] = risk;
                if (ended[i])
                {
                    events += weight * eta;
                }

                if (i < carryTo)
                {
                    own[0] += risk;
                    for (var k = 0; k < row.Length; k++)
                    {
                        own[k + 1] += risk * row[k];
                    }
                }
            }
        }

        chunk.Farthest = farthest;
        chunk.LogLikelihood = events;
    }

    /// <summary>Before pass 2: what is at risk behind each chunk, in the stratum in which the chunk ends.</summary>
    private void CarryBackwards()
    {
        for (var c = _chunks - 2; c >= 0; c--)
        {
            var (chunk, next) = (_work[c], _work[c + 1]);
            Array.Clear(chunk.Carry);
            if (next.FirstStratum == chunk.LastStratum)
            {
                var through = next.FirstStratum == next.LastStratum;
                for (var k = 0; k <= _p; k++)
                {
                    chunk.Carry[k] = next.Own[k] + (through ? next.Carry[k] : 0);
                }
            }
        }
    }

    /// <summary>Before pass 3: the hazard that has gathered before each chunk, in the stratum in which it starts.</summary>
    private void CarryForwards()
    {
        for (var c = 1; c < _chunks; c++)
        {
            var (chunk, before) = (_work[c], _work[c - 1]);
            chunk.HazardBefore = chunk.FirstStratum == before.LastStratum
                ? before.HazardOfLast + (before.FirstStratum == before.LastStratum ? before.HazardBefore : 0)
                : 0;
        }
    }

    /// <summary>Pass 3: the hazard of each row, the gradient, and the products.</summary>
    private void Forwards(int c)
    {
        var chunk = _work[c];
        var (from, to) = (_columns.ChunkGroup[c], _columns.ChunkGroup[c + 1]);
        var stratum = chunk.FirstStratum;
        var end = _columns.StratumGroup[stratum + 1];
        var hazard = chunk.HazardBefore;
        for (var g = from; g < to; g++)
        {
            if (g == end)
            {
                do
                {
                    end = _columns.StratumGroup[++stratum + 1];
                }
                while (g == end);
                hazard = 0;
            }

            var after = hazard + _hazard[g];
            AddRows(chunk, _columns.GroupStart[g], _columns.GroupStart[g + 1], after, _tiedHazard is null ? after : hazard + _tiedHazard[g]);
            hazard = after;
        }
    }

    private void AddRows(Chunk chunk, int fromRow, int toRow, double censored, double ended)
    {
        var (x, w, left, p) = (_columns.X, _w, _columns.Ended, _p);
        unchecked
        {
            for (var i = fromRow; i < toRow; i++)
            {
                AddRow(chunk, x.AsSpan(i * p, p), w[i] * (left[i] ? ended : censored));
            }
        }
    }

    private static void AddRow(Chunk chunk, ReadOnlySpan<double> row, double expected)
    {
        var gradient = chunk.Gradient.AsSpan(0, row.Length);
        var products = chunk.Products.AsSpan();
        unchecked
        {
            var at = 0;
            for (var k = 0; k < row.Length; k++)
            {
                var part = expected * row[k];
                gradient[k] += part;
                var target = products.Slice(at, k + 1);
                for (var l = 0; l < target.Length; l++)
                {
                    target[l] += part * row[l];
                }

                at += k + 1;
            }
        }
    }

    private double Merge(double[] gradient, double[] information, double[] secondMoment)
    {
        var logLikelihood = default(CompensatedSum);
        var sums = new CompensatedSum[_p];
        var (products, means) = (new CompensatedSum[_pairs], new CompensatedSum[_pairs]);
        foreach (var chunk in _work)
        {
            logLikelihood.Add(Finite(chunk.LogLikelihood));
            for (var k = 0; k < _p; k++)
            {
                sums[k].Add(Finite(chunk.Gradient[k]));
            }

            for (var k = 0; k < _pairs; k++)
            {
                products[k].Add(Finite(chunk.Products[k]));
                means[k].Add(Finite(chunk.Means[k]));
            }
        }

        for (int k = 0, at = 0; k < _p; k++)
        {
            gradient[k] = _eventSum[k] - sums[k].Value;
            for (var l = 0; l <= k; l++, at++)
            {
                information[(k * _p) + l] = information[(l * _p) + k] = products[at].Value - means[at].Value;
            }

            secondMoment[k] = products[at - 1].Value;
        }

        return logLikelihood.Value;

        // What is not a number is told by the infinite sum that it makes.
        static double Finite(double value) => double.IsNaN(value) ? double.PositiveInfinity : value;
    }

    private sealed class Chunk(int p, int pairs)
    {
        public int FirstStratum { get; set; }

        public int LastStratum { get; set; }

        public double Farthest { get; set; }

        public double LogLikelihood { get; set; }

        public double HazardBefore { get; set; }

        public double HazardOfLast { get; set; }

        /// <summary>Σ w and Σ wx over the rows of the chunk that are of its first stratum.</summary>
        public double[] Own { get; } = new double[p + 1];

        /// <summary>The same over the rows behind the chunk that are of its last stratum.</summary>
        public double[] Carry { get; } = new double[p + 1];

        public double[] Gradient { get; } = new double[p];

        public double[] Products { get; } = new double[pairs];

        public double[] Means { get; } = new double[pairs];

        public void Clear()
        {
            Array.Clear(Own);
            Array.Clear(Carry);
            Array.Clear(Gradient);
            Array.Clear(Products);
            Array.Clear(Means);
            (HazardBefore, HazardOfLast) = (0, 0);
        }
    }
}
