namespace Retention.Metrics.Numerics;

internal static partial class Minimizer
{
    /// <summary>What is known of the inverse Hessian.</summary>
    private abstract class Curvature
    {
        /// <summary>direction = -H gradient with the held coordinates taken out.</summary>
        public abstract void Apply(double[] gradient, bool[] held, double[] direction);

        /// <summary>Takes a pair in; false when its curvature is not positive and it is skipped.</summary>
        public abstract bool Learn(double[] step, double[] change);

        public abstract void Forget();

        protected static bool IsUseful(double sy, double yy, double ss) => sy > 1e-12 * Math.Sqrt(yy * ss) && yy > 0;
    }

    /// <summary>The full inverse Hessian; the update of Nocedal and Wright (6.17).</summary>
    private sealed class DenseCurvature(int n) : Curvature
    {
        private readonly double[] _h = new double[n * n];
        private readonly double[] _hy = new double[n];
        private bool _empty = true;

        public override void Apply(double[] gradient, bool[] held, double[] direction)
        {
            for (int i = 0; i < n; i++)
            {
                double sum = 0;
                if (!held[i])
                {
                    if (_empty)
                    {
                        sum = gradient[i];
                    }
                    else
                    {
                        for (int j = 0; j < n; j++) sum += held[j] ? 0 : _h[(i * n) + j] * gradient[j];
                    }
                }

                direction[i] = -sum;
            }
        }

        public override bool Learn(double[] step, double[] change)
        {
            double sy = Dot(step, change);
            double yy = Dot(change, change);
            if (!IsUseful(sy, yy, Dot(step, step))) return false;
            if (_empty)
            {
                Array.Clear(_h);
                for (int i = 0; i < n; i++) _h[(i * n) + i] = sy / yy;
                _empty = false;
            }

            for (int i = 0; i < n; i++) _hy[i] = Dot(_h.AsSpan(i * n, n), change);
            double rho = 1 / sy;
            double own = rho * (1 + (rho * Dot(_hy, change)));
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) _h[(i * n) + j] += (own * step[i] * step[j]) - (rho * ((step[i] * _hy[j]) + (_hy[i] * step[j])));
            }

            return true;
        }

        public override void Forget() => _empty = true;
    }

    /// <summary>The last few pairs; the two-loop recursion of Nocedal and Wright (7.4).</summary>
    private sealed class LimitedCurvature(int n, int memory) : Curvature
    {
        private readonly double[][] _steps = Rows(n, memory);
        private readonly double[][] _changes = Rows(n, memory);
        private readonly double[] _rho = new double[memory];
        private readonly double[] _alpha = new double[memory];
        private int _count;
        private int _next;
        private double _scale = 1;

        public override void Apply(double[] gradient, bool[] held, double[] direction)
        {
            for (int i = 0; i < n; i++) direction[i] = held[i] ? 0 : -gradient[i];
            for (int k = 1; k <= _count; k++)
            {
                int row = Row(k);
                _alpha[row] = _rho[row] * Dot(_steps[row], direction);
                AddScaled(direction, -_alpha[row], _changes[row]);
            }

            if (_count > 0)
            {
                for (int i = 0; i < n; i++) direction[i] *= _scale;
            }

            for (int k = _count; k >= 1; k--)
            {
                int row = Row(k);
                double beta = _rho[row] * Dot(_changes[row], direction);
                AddScaled(direction, _alpha[row] - beta, _steps[row]);
            }

            for (int i = 0; i < n; i++)
            {
                if (held[i]) direction[i] = 0;
            }
        }

        public override bool Learn(double[] step, double[] change)
        {
            double sy = Dot(step, change);
            double yy = Dot(change, change);
            if (!IsUseful(sy, yy, Dot(step, step))) return false;
            step.CopyTo(_steps[_next], 0);
            change.CopyTo(_changes[_next], 0);
            _rho[_next] = 1 / sy;
            _scale = sy / yy;
            _next = (_next + 1) % memory;
            _count = Math.Min(_count + 1, memory);
            return true;
        }

        public override void Forget() => _count = 0;

        /// <summary>The k-th youngest pair.</summary>
        private int Row(int k) => (_next - k + (2 * memory)) % memory;

        private static void AddScaled(double[] target, double factor, double[] source)
        {
            for (int i = 0; i < target.Length; i++) target[i] += factor * source[i];
        }

        private static double[][] Rows(int n, int memory)
        {
            double[][] rows = new double[memory][];
            for (int i = 0; i < memory; i++) rows[i] = new double[n];
            return rows;
        }
    }
}
