using System.Runtime.CompilerServices;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// The log-likelihood of log T = xβ + σW with its gradient and Hessian, in two parametrisations.
/// </summary>
/// <remarks>
/// <para>In θ = (β ÷ σ, 1 ÷ σ) every term is a log-concave function of a linear one, plus log(1 ÷ σ) for each end, so that the whole is concave and Newton's method with
/// step halving finds its maximum from anywhere (Olsen, Econometrica 46, 1978; Burridge, JRSS B 43, 1981). Late entries take that away; then the steps are damped.
/// In (β, log σ) it has the information that standard errors come from.</para>
/// <para>An interval that is narrow against σ is a density at its middle times its length: the difference of two survival probabilities would be rounding.</para>
/// </remarks>
internal sealed class LogTimeLikelihood
{
    // Between the error of the density in place of the difference, w²/24, and that of the difference, ε/w.
    private const double Narrow = 1e-5;

    private readonly LogTimeRows _rows;
    private readonly LifetimeDistribution _law;
    private readonly int _columns;
    private readonly bool _hasScale;

    public LogTimeLikelihood(LogTimeRows rows, LifetimeDistribution law)
    {
        (_rows, _law) = (rows, law);
        _columns = rows.Columns.Length + 1;
        _hasScale = law != LifetimeDistribution.Exponential;
    }

    /// <summary>How many parameters there are: intercept, columns, and the scale if the family has one.</summary>
    public int Parameters => _columns + (_hasScale ? 1 : 0);

    /// <summary>The log-likelihood at θ = (β ÷ σ, 1 ÷ σ) without the Jacobian; −∞ where it is none.</summary>
    public double Value(ReadOnlySpan<double> theta, CancellationToken cancellationToken)
    {
        var inverse = _hasScale ? theta[^1] : 1;
        var sum = default(CompensatedSum);
        for (var i = 0; i < _rows.Rows.Length; i++)
        {
            Pause(i, cancellationToken);
            var term = _rows.Rows[i].Weight * Term(_rows.Rows[i], Linear(theta, _rows.Rows[i].Customer), inverse).Value;
            if (!double.IsFinite(term))
            {
                return double.NegativeInfinity;
            }

            sum.Add(term);
        }

        return sum.Value;
    }

    /// <summary>The gradient and the negative Hessian in θ = (β ÷ σ, 1 ÷ σ).</summary>
    public void Slopes(ReadOnlySpan<double> theta, Span<double> gradient, Span<double> curvature, CancellationToken cancellationToken)
    {
        var inverse = _hasScale ? theta[^1] : 1;
        gradient.Clear();
        curvature.Clear();
        for (var i = 0; i < _rows.Rows.Length; i++)
        {
            Pause(i, cancellationToken);
            var row = _rows.Rows[i];
            var t = Term(row, Linear(theta, row.Customer), inverse);
            var own = t.IsDensity ? 1 / inverse : 0;
            Add(row, -t.Both, (t.Y1 * t.L1) + (t.Y2 * t.L2) + own, t.Curved, -((t.Y1 * (t.L11 + t.L12)) + (t.Y2 * (t.L12 + t.L22))), t.Squares(t.Y1, t.Y2) - (own * own), gradient, curvature);
        }

        Mirror(curvature);
    }

    /// <summary>The gradient and the negative Hessian in (β, log σ).</summary>
    public void Information(ReadOnlySpan<double> beta, double logScale, Span<double> gradient, Span<double> curvature, CancellationToken cancellationToken)
    {
        var inverse = Math.Exp(-logScale);
        var theta = new double[beta.Length + 1];
        for (var j = 0; j < beta.Length; j++)
        {
            theta[j] = beta[j] * inverse;
        }

        theta[^1] = inverse;
        gradient.Clear();
        curvature.Clear();
        for (var i = 0; i < _rows.Rows.Length; i++)
        {
            Pause(i, cancellationToken);
            var row = _rows.Rows[i];
            var linear = Linear(theta, row.Customer);
            var t = Term(row, linear, inverse);
            var (z1, z2) = ((t.Y1 * inverse) - linear, (t.Y2 * inverse) - linear);
            var first = (z1 * t.L1) + (z2 * t.L2);
            Add(
                row,
                -t.Both * inverse,
                -first - (t.IsDensity ? 1 : 0),
                t.Curved * inverse * inverse,
                (t.Both + (z1 * (t.L11 + t.L12)) + (z2 * (t.L12 + t.L22))) * inverse,
                first + t.Squares(z1, z2),
                gradient,
                curvature);
        }

        Mirror(curvature);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pause(int row, CancellationToken cancellationToken)
    {
        if ((row & 8191) == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private double Linear(ReadOnlySpan<double> theta, int customer)
    {
        var sum = theta[0];
        for (var j = 0; j < _rows.Columns.Length; j++)
        {
            sum += theta[j + 1] * _rows.Columns[j][customer];
        }

        return sum;
    }

    /// <summary>Adds what a row has: its derivatives by the linear predictor and by the parameter of scale.</summary>
    private void Add(in LogTimeRow row, double byLinear, double byScale, double linearTwice, double mixed, double scaleTwice, Span<double> gradient, Span<double> curvature)
    {
        var n = Parameters;
        for (var j = 0; j < _columns; j++)
        {
            var x = row.Weight * Column(j, row.Customer);
            gradient[j] += x * byLinear;
            for (var k = 0; k <= j; k++)
            {
                curvature[(j * n) + k] -= x * Column(k, row.Customer) * linearTwice;
            }

            if (_hasScale)
            {
                curvature[((n - 1) * n) + j] -= x * mixed;
            }
        }

        if (_hasScale)
        {
            gradient[n - 1] += row.Weight * byScale;
            curvature[(n * n) - 1] -= row.Weight * scaleTwice;
        }
    }

    private double Column(int column, int customer) => column == 0 ? 1 : _rows.Columns[column - 1][customer];

    private void Mirror(Span<double> curvature)
    {
        for (var j = 0; j < Parameters; j++)
        {
            for (var k = 0; k < j; k++)
            {
                curvature[(k * Parameters) + j] = curvature[(j * Parameters) + k];
            }
        }
    }

    private TermPoint Term(in LogTimeRow row, double linear, double inverse)
    {
        var z = (inverse * row.Time) - linear;
        if (!double.IsFinite(z))
        {
            return new(double.NaN, 0, 0, double.NaN, 0, double.NaN, 0, 0, false);
        }

        switch (row.Kind)
        {
            case LogTimeKind.Ended:
                return TermPoint.Density(row.Time, LogTimeLaw.Density(_law, z), Math.Log(inverse));
            case LogTimeKind.Running:
                return TermPoint.Tail(row.Time, LogTimeLaw.Survival(_law, z), 1);
            case LogTimeKind.GoneBefore:
                return TermPoint.Tail(row.Time, LogTimeLaw.Distribution(_law, z), 1);
            case LogTimeKind.Entered:
                return TermPoint.Tail(row.Time, LogTimeLaw.Survival(_law, z), -1);
            default:
                return Between(row, z, linear, inverse);
        }
    }

    private TermPoint Between(in LogTimeRow row, double z1, double linear, double inverse)
    {
        var width = row.Gap * inverse;
        var middle = row.Time + (row.Gap / 2);
        var at = LogTimeLaw.Density(_law, (inverse * middle) - linear);
        if (width * (1 + Math.Abs(at.Slope)) < Narrow)
        {
            return TermPoint.Density(middle, at, Math.Log(row.Gap) + Math.Log(inverse));
        }

        var z2 = z1 + width;
        var (left, right) = (LogTimeLaw.Survival(_law, z1).Value, LogTimeLaw.Distribution(_law, z2).Value);
        // From the tail that is the smaller one, where the difference loses least.
        var value = left <= right
            ? left + Difference(LogTimeLaw.Survival(_law, z2).Value - left)
            : right + Difference(LogTimeLaw.Distribution(_law, z1).Value - right);
        var (first, second) = (LogTimeLaw.Density(_law, z1), LogTimeLaw.Density(_law, z2));
        var (a, b) = (Math.Exp(first.Value - value), Math.Exp(second.Value - value));
        return new(value, row.Time, row.Upper, -a, b, -a * (first.Slope + a), a * b, Product(b, second.Slope - b), false);
    }

    private static double Difference(double log) => log < 0 ? Elementary.Log1mExp(log) : double.NegativeInfinity;

    // A density that vanished takes its infinite slope with it.
    private static double Product(double vanishing, double other) => vanishing == 0 ? 0 : vanishing * other;

    /// <summary>The value of a term and its derivatives by z at one time or two.</summary>
    private readonly record struct TermPoint(double Value, double Y1, double Y2, double L1, double L2, double L11, double L12, double L22, bool IsDensity)
    {
        public double Both => L1 + L2;

        public double Curved => L11 + (2 * L12) + L22;

        public static TermPoint Density(double time, LawPoint at, double logScale) => new(at.Value + logScale, time, time, at.Slope, 0, at.Curvature, 0, 0, true);

        public static TermPoint Tail(double time, LawPoint at, int sign) => new(sign * at.Value, time, time, sign * at.Slope, 0, sign * at.Curvature, 0, 0, false);

        public double Squares(double y1, double y2) => (y1 * y1 * L11) + (2 * y1 * y2 * L12) + (y2 * y2 * L22);
    }
}
