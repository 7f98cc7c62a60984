namespace Retention.Metrics.Numerics;

internal static partial class Minimizer
{
    /// <summary>
    /// The simplex search of Nelder and Mead, for functions without a usable gradient and a handful of variables. Points outside the bounds are moved onto them.
    /// </summary>
    /// <remarks>
    /// J. A. Nelder and R. Mead, Computer Journal 7 (1965) 308–313, with the dimension-dependent coefficients of F. Gao and L. Han, Comput. Optim. Appl. 51 (2012) 259–277.
    /// Restarted once from its result with a fresh simplex, because a collapsed simplex looks like a converged one.
    /// </remarks>
    public static MinimizerResult NelderMead(
        Objective objective, ReadOnlySpan<double> start, MinimizerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= MinimizerOptions.Default;
        Box box = new(options, start);
        RefuseBadStart(objective(start), [], nameof(start));
        Simplex simplex = new(objective, box, start.ToArray());
        double previous = double.PositiveInfinity;
        bool converged = false;
        for (int round = 0; round < 4; round++)
        {
            simplex.Spread(0.05 * Math.Pow(0.2, round));
            converged = simplex.Shrink(options, cancellationToken);
            double best = simplex.BestValue;
            if (!converged || previous - best <= 1e-12 * Math.Max(1, Math.Abs(best))) break;
            previous = best;
        }

        double[] point = simplex.Best.ToArray();
        MinimizationStatus status = !converged ? MinimizationStatus.NotConverged : box.Touches(point) ? MinimizationStatus.AtBoundary : MinimizationStatus.Converged;
        return new MinimizerResult(point, simplex.BestValue, gradientNorm: null, simplex.Iterations, simplex.Evaluations + 1, status);
    }

    private sealed class Simplex
    {
        private readonly Objective _objective;
        private readonly Box _box;
        private readonly int _n;
        private readonly double[][] _points;
        private readonly double[] _values;
        private readonly double[] _centre;
        private readonly double[] _trial;
        private readonly double[] _second;

        public Simplex(Objective objective, Box box, double[] start)
        {
            _objective = objective;
            _box = box;
            _n = start.Length;
            _points = new double[_n + 1][];
            for (int i = 0; i <= _n; i++) _points[i] = (double[])start.Clone();
            _values = new double[_n + 1];
            _centre = new double[_n];
            _trial = new double[_n];
            _second = new double[_n];
        }

        public ReadOnlySpan<double> Best => _points[0];

        public double BestValue => _values[0];

        public int Iterations { get; private set; }

        public int Evaluations { get; private set; }

        /// <summary>A new simplex around the best point, its edges a share of each coordinate.</summary>
        public void Spread(double share)
        {
            for (int i = 0; i <= _n; i++)
            {
                if (i > 0)
                {
                    _points[0].CopyTo(_points[i], 0);
                    double own = _points[0][i - 1];
                    double edge = own == 0 ? share : share * Math.Max(Math.Abs(own), 0.1);
                    double moved = _box.Clamp(i - 1, own + edge);
                    _points[i][i - 1] = moved == own ? _box.Clamp(i - 1, own - edge) : moved;
                }

                _values[i] = Evaluate(_points[i]);
            }

            Array.Sort(_values, _points);
        }

        public bool Shrink(MinimizerOptions options, CancellationToken cancellationToken)
        {
            double expansion = 1 + (2.0 / _n);
            double contraction = _n == 1 ? 0.5 : 0.75 - (0.5 / _n);
            double shrinkage = _n == 1 ? 0.5 : 1 - (1.0 / _n);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (IsSmall(options)) return true;
                if (Iterations >= options.MaxIterations) return false;
                Iterations++;

                Array.Clear(_centre);
                for (int i = 0; i < _n; i++)
                {
                    for (int j = 0; j < _n; j++) _centre[j] += _points[i][j] / _n;
                }

                double worst = _values[_n];
                double reflected = Along(1, _trial);
                if (reflected < _values[0])
                {
                    double expanded = Along(expansion, _second);
                    if (expanded < reflected) Replace(_second, expanded);
                    else Replace(_trial, reflected);
                }
                else if (reflected < _values[_n - 1])
                {
                    Replace(_trial, reflected);
                }
                else
                {
                    bool outside = reflected < worst;
                    double contracted = Along(outside ? contraction : -contraction, _second);
                    if (contracted < Math.Min(reflected, worst)) Replace(_second, contracted);
                    else ShrinkToBest(shrinkage);
                }
            }
        }

        private bool IsSmall(MinimizerOptions options)
        {
            if (!(_values[_n] - _values[0] <= options.ValueTolerance * Math.Max(1, Math.Abs(_values[0])))) return false;
            for (int i = 1; i <= _n; i++)
            {
                for (int j = 0; j < _n; j++)
                {
                    // The value is flat to sqrt(ε) of the point: asking more of the point than its values can tell would never end.
                    double scale = Math.Max(1, Math.Abs(_points[0][j]));
                    if (Math.Abs(_points[i][j] - _points[0][j]) > Math.Max(options.PointTolerance, 1e-7) * scale) return false;
                }
            }

            return true;
        }

        private double Along(double factor, double[] target)
        {
            for (int j = 0; j < _n; j++) target[j] = _box.Clamp(j, _centre[j] + (factor * (_centre[j] - _points[_n][j])));
            return Evaluate(target);
        }

        private void Replace(double[] point, double value)
        {
            // Insert in order; the array of the worst point is reused.
            double[] row = _points[_n];
            point.CopyTo(row, 0);
            int i = _n;
            while (i > 0 && _values[i - 1] > value)
            {
                _values[i] = _values[i - 1];
                _points[i] = _points[i - 1];
                i--;
            }

            _values[i] = value;
            _points[i] = row;
        }

        private void ShrinkToBest(double shrinkage)
        {
            for (int i = 1; i <= _n; i++)
            {
                for (int j = 0; j < _n; j++) _points[i][j] = _points[0][j] + (shrinkage * (_points[i][j] - _points[0][j]));
                _values[i] = Evaluate(_points[i]);
            }

            Array.Sort(_values, _points);
        }

        private double Evaluate(double[] point)
        {
            Evaluations++;
            double value = _objective(point);
            return double.IsNaN(value) ? double.PositiveInfinity : value;
        }
    }
}
