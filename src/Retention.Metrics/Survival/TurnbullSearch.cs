using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// The masses that maximise Σ w·log(mass of the candidates that a row covers).
/// </summary>
/// <remarks>
/// <para>Each round is one step of self-consistency (EM; Turnbull, JRSS B 38, 1976), one of the iterative convex minorant with a line search (Wellner and Zhan, JASA 92, 1997),
/// which together converge from anywhere, and, where few candidates have mass, one of Newton's method on those, which ends the search. The problem is convex: by the
/// Kuhn–Tucker conditions p is the maximum when no candidate has a gradient above the sum of the weights, and that is what is checked: what is left to gain is at most
/// weight · (largest gradient ÷ weight − 1).</para>
/// </remarks>
internal sealed class TurnbullSearch
{
    private const int MostRounds = 20_000;
    private const int MostForNewton = 600;
    private const double Tolerance = 1e-11;

    private readonly CoveredRange[] _rows;
    private readonly int _count;
    private readonly double _weight;
    private readonly double[] _gradient;

    private TurnbullSearch(TurnbullSupport support)
    {
        (_rows, _count, _weight) = (support.Rows, support.Candidates.Count, support.Weight);
        _gradient = new double[_count];
        Masses = new double[_count];
        Array.Fill(Masses, 1.0 / _count);
    }

    public double[] Masses { get; private set; }

    public int Rounds { get; private set; }

    /// <summary>How far the largest gradient exceeds its bound: 0 at the maximum.</summary>
    public double Excess { get; private set; }

    public bool Converged => Excess <= 1e-8;

    public static TurnbullSearch Run(TurnbullSupport support, CancellationToken cancellationToken)
    {
        var search = new TurnbullSearch(support);
        search.Climb(cancellationToken);
        return search;
    }

    /// <summary>The log-likelihood of masses; −∞ when a row is covered by none.</summary>
    public double Value(double[] masses)
    {
        var cumulative = Cumulative(masses);
        var sum = default(CompensatedSum);
        foreach (var row in _rows)
        {
            var covered = cumulative[row.Last + 1] - cumulative[row.First];
            if (!(covered > 0))
            {
                return double.NegativeInfinity;
            }

            sum.Add(row.Weight * Math.Log(covered));
        }

        return sum.Value;
    }

    private void Climb(CancellationToken cancellationToken)
    {
        var (best, excess) = (Masses, double.PositiveInfinity);
        var stale = 0;
        while (Rounds < MostRounds && stale < 200)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Gradient(Masses);
            Excess = 0;
            foreach (var slope in _gradient)
            {
                Excess = Math.Max(Excess, (slope / _weight) - 1);
            }

            // Rounding keeps the excess from 0; what no round improves is as good as it gets.
            (best, excess, stale) = Excess < 0.9 * excess ? (Masses, Excess, 0) : (Excess < excess ? Masses : best, Math.Min(excess, Excess), stale + 1);
            if (Excess <= Tolerance)
            {
                break;
            }

            Rounds++;
            var next = new double[_count];
            for (var j = 0; j < _count; j++)
            {
                next[j] = Masses[j] * (_gradient[j] / _weight);
            }

            next = Normalized(next);
            next = Minorant(next);
            Masses = Newton(next) ?? next;
        }

        (Masses, Excess) = (best, excess);
    }

    private static double[] Normalized(double[] masses)
    {
        var sum = CompensatedSum.Of(masses);
        return Array.ConvertAll(masses, m => m / sum);
    }

    private static double[] Cumulative(double[] masses)
    {
        var cumulative = new double[masses.Length + 1];
        var sum = default(CompensatedSum);
        for (var j = 0; j < masses.Length; j++)
        {
            sum.Add(masses[j]);
            cumulative[j + 1] = sum.Value;
        }

        return cumulative;
    }

    /// <summary>For each candidate, Σ w ÷ (covered mass) over the rows that cover it.</summary>
    private void Gradient(double[] masses)
    {
        var cumulative = Cumulative(masses);
        var inside = new DoubleDouble[_count + 1];
        foreach (var row in _rows)
        {
            var share = row.Weight / (cumulative[row.Last + 1] - cumulative[row.First]);
            inside[row.First] += share;
            inside[row.Last + 1] += -share;
        }

        DoubleDouble sum = default;
        for (var j = 0; j < _count; j++)
        {
            sum += inside[j];
            _gradient[j] = Math.Max(0, sum.Value);
        }
    }

    /// <summary>A step of the iterative convex minorant in the cumulative masses, as long as it gains.</summary>
    private double[] Minorant(double[] masses)
    {
        var m = _count - 1;
        if (m == 0)
        {
            return masses;
        }

        var cumulative = Cumulative(masses);
        var (slope, weight) = (new double[m], new double[m]);
        foreach (var row in _rows)
        {
            var covered = cumulative[row.Last + 1] - cumulative[row.First];
            var (first, second) = (row.Weight / covered, row.Weight / covered / covered);
            if (row.Last < m)
            {
                slope[row.Last] += first;
                weight[row.Last] += second;
            }

            if (row.First > 0)
            {
                slope[row.First - 1] -= first;
                weight[row.First - 1] += second;
            }
        }

        var target = Isotonic(slope, weight, cumulative);
        var now = Value(masses);
        var trial = new double[_count];
        for (var length = 1.0; length > 1e-9; length /= 2)
        {
            double before = 0;
            for (var j = 0; j < _count; j++)
            {
                var after = j < m ? cumulative[j + 1] + (length * (target[j] - cumulative[j + 1])) : 1;
                trial[j] = Math.Max(0, after - before);
                before = Math.Max(before, after);
            }

            if (Value(trial) > now)
            {
                return Normalized(trial);
            }
        }

        return masses;
    }

    /// <summary>The weighted isotonic regression of F + slope ÷ weight, cut to 0 and 1: pool adjacent violators.</summary>
    private static double[] Isotonic(double[] slope, double[] weight, double[] cumulative)
    {
        var m = slope.Length;
        var (means, weights, lengths) = (new double[m], new double[m], new int[m]);
        var blocks = 0;
        for (var j = 0; j < m; j++)
        {
            var w = Math.Max(weight[j], 1e-300);
            (means[blocks], weights[blocks], lengths[blocks]) = (cumulative[j + 1] + (slope[j] / w), w, 1);
            while (blocks > 0 && means[blocks - 1] >= means[blocks])
            {
                var sum = weights[blocks - 1] + weights[blocks];
                means[blocks - 1] += (means[blocks] - means[blocks - 1]) * (weights[blocks] / sum);
                weights[blocks - 1] = sum;
                lengths[blocks - 1] += lengths[blocks];
                blocks--;
            }

            blocks++;
        }

        var target = new double[m];
        for (int b = 0, at = 0; b < blocks; b++)
        {
            Array.Fill(target, Math.Clamp(means[b], 0, 1), at, lengths[b]);
            at += lengths[b];
        }

        return target;
    }

    /// <summary>Newton's step on the candidates that have mass; null when they are many, or nothing is gained.</summary>
    private double[]? Newton(double[] masses)
    {
        var active = new List<int>();
        for (var j = 0; j < _count; j++)
        {
            if (masses[j] > 1e-12)
            {
                active.Add(j);
            }
        }

        var k = active.Count;
        if (k > MostForNewton)
        {
            return null;
        }

        // Rows cover ranges, so that the matrix of second derivatives is a sum of constant squares on its diagonal: kept as differences, summed once.
        Gradient(masses);
        var cumulative = Cumulative(masses);
        var side = k + 1;
        var corners = new double[side * side];
        foreach (var row in _rows)
        {
            var from = LowerBound(active, row.First);
            var to = LowerBound(active, row.Last + 1);
            var covered = cumulative[row.Last + 1] - cumulative[row.First];
            var second = row.Weight / covered / covered;
            corners[(from * side) + from] += second;
            corners[(from * side) + to] -= second;
            corners[(to * side) + from] -= second;
            corners[(to * side) + to] += second;
        }

        var curvature = new double[k * k];
        for (var i = 0; i < k; i++)
        {
            double along = 0;
            for (var j = 0; j < k; j++)
            {
                along += corners[(i * side) + j];
                curvature[(i * k) + j] = along + (i > 0 ? curvature[((i - 1) * k) + j] : 0);
            }
        }

        var slope = active.Select(j => _gradient[j] - _weight).ToArray();
        foreach (var entry in curvature)
        {
            if (!double.IsFinite(entry))
            {
                return null;
            }
        }

        var step = Cholesky.Factor(curvature, k, 1e-12).Solve(slope);
        var now = Value(masses);
        for (var length = 1.0; length > 1e-6; length /= 4)
        {
            var trial = masses.ToArray();
            for (var i = 0; i < k; i++)
            {
                trial[active[i]] = Math.Max(0, trial[active[i]] + (length * step[i]));
            }

            trial = Normalized(trial);
            if (Value(trial) > now)
            {
                return trial;
            }
        }

        return null;
    }

    private static int LowerBound(List<int> sorted, int value)
    {
        var at = sorted.BinarySearch(value);
        return at < 0 ? ~at : at;
    }
}
