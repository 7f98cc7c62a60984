using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Risk;

/// <summary>The rows of a logistic regression by column, and the sums over them that its iterations need: log-likelihood, score, information, leverages.</summary>
/// <remarks>
/// Sums run over blocks of rows in one fixed order, and block sums of the score and of the deviance are compensated, so that a result does not depend on the machine's vectors.
/// Residuals and variances come from exp(−|η|), which keeps their relative accuracy where a fitted probability is next to 0 or 1.
/// </remarks>
internal sealed class LogisticRows
{
    private const int Block = 512;

    private readonly double[][] _columns;
    private readonly bool[] _churned;
    private readonly double[] _weights;
    private readonly double[] _offset;

    /// <param name="columns">The columns, the constant included, each as long as there are rows.</param>
    /// <param name="churned">The outcome of each row.</param>
    /// <param name="weights">The weight of each row, above 0; empty for 1.</param>
    /// <param name="offset">What is added to each linear predictor; empty for 0.</param>
    public LogisticRows(double[][] columns, bool[] churned, double[] weights, double[] offset) => (_columns, _churned, _weights, _offset) = (columns, churned, weights, offset);

    public int Count => _churned.Length;

    public int Width => _columns.Length;

    public double[][] Columns => _columns;

    public double LargestWeight => _weights.Length > 0 ? _weights.Max() : 1;

    /// <summary>1 for a row that churned, −1 for one that stayed.</summary>
    public double Side(int row) => _churned[row] ? 1 : -1;

    /// <summary>offset + Xγ, or Xγ alone.</summary>
    public void Predictor(ReadOnlySpan<double> coefficients, Span<double> predictor, bool withOffset)
    {
        if (withOffset && _offset.Length > 0)
        {
            _offset.CopyTo(predictor);
        }
        else
        {
            predictor.Clear();
        }

        for (var c = 0; c < Width; c++)
        {
            var (column, b) = (_columns[c], coefficients[c]);
            if (b != 0)
            {
                for (var i = 0; i < column.Length; i++)
                {
                    predictor[i] += b * column[i];
                }
            }
        }
    }

    /// <summary>Σ w·log(1 + exp(−side·η)): minus the log-likelihood.</summary>
    public double NegativeLogLikelihood(ReadOnlySpan<double> predictor)
    {
        var total = default(CompensatedSum);
        for (var start = 0; start < Count; start += Block)
        {
            var (sum, end) = (0.0, Math.Min(Count, start + Block));
            for (var i = start; i < end; i++)
            {
                var against = _churned[i] ? -predictor[i] : predictor[i];
                sum += Weight(i) * (Math.Max(against, 0) + Elementary.Log1p(Math.Exp(-Math.Abs(against))));
            }

            total.Add(sum);
        }

        return total.Value;
    }

    /// <summary>The score X′r, with r = w(y − p), and the information X′VX, with V = w·p(1 − p), row after row; over some rows if they are chosen.</summary>
    public (double[] Score, double[] Information) Derivatives(ReadOnlySpan<double> predictor, bool[]? chosen = null)
    {
        Span<double> residual = stackalloc double[Block];
        Span<double> variance = stackalloc double[Block];
        var sums = new Sums(Width);
        for (var start = 0; start < Count; start += Block)
        {
            var length = Math.Min(Block, Count - start);
            for (var i = 0; i < length; i++)
            {
                (residual[i], variance[i]) = chosen is null || chosen[start + i] ? Parts(start + i, predictor[start + i]) : (0, 0);
            }

            sums.Add(_columns, start, residual[..length], variance[..length]);
        }

        return (sums.Score, sums.Information);
    }

    /// <summary>
    /// The score of the penalised likelihood of Firth: residuals w(y − p) + h(½ − p), with the leverages h = V·x′(X′VX)⁻¹x; and the information as if each row were followed by h more
    /// customers, half of whom churned, which is what the penalty amounts to.
    /// </summary>
    public (double[] Score, double[] Information) FirthDerivatives(ReadOnlySpan<double> predictor, ReadOnlySpan<double> inverse)
    {
        Span<double> residual = stackalloc double[Block];
        Span<double> variance = stackalloc double[Block];
        Span<double> leverage = stackalloc double[Block];
        var sums = new Sums(Width);
        for (var start = 0; start < Count; start += Block)
        {
            var length = Math.Min(Block, Count - start);
            leverage.Clear();
            for (var a = 0; a < Width; a++)
            {
                for (var b = 0; b <= a; b++)
                {
                    var entry = (a == b ? 1 : 2) * inverse[(a * Width) + b];
                    for (var i = 0; i < length; i++)
                    {
                        leverage[i] += entry * _columns[a][start + i] * _columns[b][start + i];
                    }
                }
            }

            for (var i = 0; i < length; i++)
            {
                var eta = predictor[start + i];
                (residual[i], variance[i]) = Parts(start + i, eta);
                residual[i] += variance[i] * leverage[i] * 0.5 * -Math.Tanh(eta / 2);
                variance[i] *= 1 + (leverage[i] * variance[i] / Weight(start + i));
            }

            sums.Add(_columns, start, residual[..length], variance[..length]);
        }

        return (sums.Score, sums.Information);
    }

    /// <summary>X′VX, and X′Vz with the working response z, at the fitted probabilities (w·y + ½) ÷ (w + 1): where the search starts, and what shows which columns depend on others.</summary>
    public (double[] Response, double[] Gram) Start()
    {
        Span<double> response = stackalloc double[Block];
        Span<double> weight = stackalloc double[Block];
        var sums = new Sums(Width);
        for (var start = 0; start < Count; start += Block)
        {
            var length = Math.Min(Block, Count - start);
            for (var i = 0; i < length; i++)
            {
                var w = Weight(start + i);
                var working = Elementary.Log1p(2 * w) + ((w + 1) / (w + 0.5));
                weight[i] = w / (w + 1) * ((w + 0.5) / (w + 1)) * 0.5;
                response[i] = weight[i] * ((Side(start + i) * working) - (_offset.Length > 0 ? _offset[start + i] : 0));
            }

            sums.Add(_columns, start, response[..length], weight[..length]);
        }

        return (sums.Score, sums.Information);
    }

    /// <summary>X′X over some rows.</summary>
    public double[] Gram(ReadOnlySpan<bool> chosen)
    {
        Span<double> weight = stackalloc double[Block];
        var sums = new Sums(Width);
        for (var start = 0; start < Count; start += Block)
        {
            var length = Math.Min(Block, Count - start);
            for (var i = 0; i < length; i++)
            {
                weight[i] = chosen[start + i] ? 1 : 0;
            }

            sums.Add(_columns, start, weight[..length], weight[..length]);
        }

        return sums.Information;
    }

    private double Weight(int row) => _weights.Length > 0 ? _weights[row] : 1;

    private (double Residual, double Variance) Parts(int row, double eta)
    {
        var small = Math.Exp(-Math.Abs(eta));
        var (away, weight) = (1 / (1 + small), Weight(row));

        // The probability of what did not happen: small / (1 + small) when the predictor is on the side of the outcome.
        var missed = (eta >= 0) == _churned[row] ? small * away : away;
        return (_churned[row] ? weight * missed : -weight * missed, weight * small * away * away);
    }

    /// <summary>X′r and X′VX, block by block.</summary>
    private sealed class Sums(int width)
    {
        private readonly CompensatedSum[] _score = new CompensatedSum[width];
        private readonly double[] _information = new double[width * width];

        public double[] Score => Array.ConvertAll(_score, s => s.Value);

        public double[] Information
        {
            get
            {
                for (var a = 0; a < width; a++)
                {
                    for (var b = 0; b < a; b++)
                    {
                        _information[(b * width) + a] = _information[(a * width) + b];
                    }
                }

                return _information;
            }
        }

        public void Add(double[][] columns, int start, ReadOnlySpan<double> residual, ReadOnlySpan<double> variance)
        {
            Span<double> scaled = stackalloc double[variance.Length];
            for (var a = 0; a < width; a++)
            {
                var column = columns[a].AsSpan(start, residual.Length);
                _score[a].Add(Dot(residual, column));
                for (var i = 0; i < scaled.Length; i++)
                {
                    scaled[i] = variance[i] * column[i];
                }

                for (var b = 0; b <= a; b++)
                {
                    _information[(a * width) + b] += Dot(scaled, columns[b].AsSpan(start, residual.Length));
                }
            }
        }

        // Four running sums on every machine: where there are no such registers the framework does the same arithmetic.
        private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            var sum = Vector256<double>.Zero;
            var whole = MemoryMarshal.Cast<double, Vector256<double>>(x);
            var other = MemoryMarshal.Cast<double, Vector256<double>>(y);
            for (var i = 0; i < whole.Length; i++)
            {
                sum += whole[i] * other[i];
            }

            var total = sum[0] + sum[1] + (sum[2] + sum[3]);
            for (var i = whole.Length * Vector256<double>.Count; i < x.Length; i++)
            {
                total += x[i] * y[i];
            }

            return total;
        }
    }
}
