using Retention.Metrics.Models;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Risk;

/// <summary>How a search for the coefficients of a logistic regression ended.</summary>
/// <param name="Coefficients">One for each column, 0 for those left out.</param>
/// <param name="Covariance">The inverse of the information, penalty included; rows of columns left out are 0. At the boundary that of the rows that are not separated.</param>
/// <param name="NegativeLogLikelihood">Without any penalty.</param>
/// <param name="Objective">What was minimised.</param>
/// <param name="EffectiveParameters">The number of coefficients, or the trace of the hat matrix where a ridge shrinks them.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Separation">Why the likelihood has no maximum; null when it has one.</param>
internal sealed record LogisticOutcome(
    double[] Coefficients, double[] Covariance, double NegativeLogLikelihood, double Objective, double EffectiveParameters, FitStatus Status, int Iterations, Separation? Separation);

/// <summary>
/// Iteratively reweighted least squares, which is Newton's method on the log-likelihood, with halving of steps that do not lower the objective.
/// </summary>
/// <remarks>
/// P. McCullagh and J. A. Nelder, <i>Generalized Linear Models</i> (1989), section 4.4; D. Firth, Biometrika 80 (1993) 27–38, and G. Heinze and M. Schemper, Statistics in Medicine 21
/// (2002) 2409–2419, for the penalty ½ log |X′VX|.
/// Without a penalty the steps, the start and the end are those of R's glm with epsilon = 1e-15: the last step is the one that lowers the deviance by less than 1e-15 of it, and the
/// covariance is of the weights with which that step was computed, so that standard errors agree with R's to the digits it prints and beyond. With a penalty the search goes on to rounding.
/// </remarks>
internal sealed class LogisticSolver
{
    private readonly LogisticRows _rows;
    private readonly double[] _ridge;
    private readonly bool _firth;
    private readonly double[] _predictor;
    private readonly double[] _step;

    /// <param name="rows">The rows; the first column is the constant.</param>
    /// <param name="ridge">λ of each column in ½λγ²; empty for none.</param>
    /// <param name="firth">Whether the likelihood is penalised by ½ log |X′VX|.</param>
    public LogisticSolver(LogisticRows rows, double[] ridge, bool firth)
    {
        (_rows, _ridge, _firth) = (rows, ridge, firth);
        _predictor = new double[rows.Count];
        _step = new double[rows.Count];
    }

    public LogisticOutcome Solve(int maxIterations, CancellationToken cancellationToken)
    {
        var coefficients = Start();
        var objective = Evaluate(coefficients);
        var (status, iterations, stalled) = (FitStatus.NotConverged, 0, 0);
        Separation? separation = null;
        double[]? last = null;
        while (status == FitStatus.NotConverged && iterations < maxIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            iterations++;
            var (score, information) = _rows.Derivatives(_predictor);
            var factor = Factor(information);
            if (_firth)
            {
                (score, var augmented) = _rows.FirthDerivatives(_predictor, factor.Inverse());
                factor = Factor(augmented);
            }

            for (var c = 0; c < _ridge.Length; c++)
            {
                score[c] -= _ridge[c] * coefficients[c];
            }

            var step = factor.Solve(score);
            _rows.Predictor(step, _step, withOffset: false);
            var farthest = Farthest(_step);
            if (IsLast(Dot(step, score), farthest, objective))
            {
                Move(coefficients, step, 1);
                objective = Evaluate(coefficients);
                last = _firth ? null : information;
                status = FitStatus.Converged;
                break;
            }

            // Looked for until the end: an early step may leave rows where they are that a later one separates.
            if (!_firth && _ridge.Length == 0 && iterations > 1 && Separation.Of(_rows, step, _step) is { } found && found.Rows >= (separation?.Rows ?? 0))
            {
                separation = found;
            }

            var before = objective;
            objective = Descend(ref coefficients, step, objective);
            var gained = before - objective;
            if (separation is not null && gained <= 1e-8 * (objective + (0.1 * _rows.LargestWeight)))
            {
                status = FitStatus.AtBoundary;
            }

            // Collinear columns leave a decrement that is rounding and never gets smaller.
            stalled = gained <= 1e-14 * Math.Abs(objective) && farthest <= 1e-4 ? stalled + 1 : 0;
            if (stalled == 10)
            {
                status = FitStatus.Converged;
            }
        }

        var boundary = status == FitStatus.AtBoundary ? separation : null;
        var final = last ?? _rows.Derivatives(_predictor, boundary?.Still).Information;
        var inverse = boundary is null ? Factor(final).Inverse() : Cholesky.Factor(final, _rows.Width).Inverse();
        return new(coefficients, inverse, _rows.NegativeLogLikelihood(_predictor), objective, Trace(final, inverse), status, iterations, boundary);
    }

    /// <summary>The better of the first step of R's regressions and the coefficients of nothing but a constant.</summary>
    private double[] Start()
    {
        var (response, gram) = _rows.Start();
        for (var c = 0; c < _ridge.Length; c++)
        {
            gram[(c * _rows.Width) + c] += _ridge[c];
        }

        var constant = new double[_rows.Width];
        constant[0] = response[0] / gram[0];
        if (_rows.Width == 1)
        {
            return constant;
        }

        var first = Cholesky.Factor(gram, _rows.Width, 1e-14).Solve(response);
        return Evaluate(first) < Evaluate(constant) ? first : constant;
    }

    /// <summary>Whether a step that lowers the deviance by so much, and moves no linear predictor farther than that, is the last one.</summary>
    private bool IsLast(double gain, double farthest, double objective) =>
        _firth || _ridge.Length > 0
            ? gain <= 1e-18 && farthest <= 1e-11
            : gain < 1e-15 * ((2 * objective) + (0.1 * Math.Min(1, _rows.LargestWeight))) && farthest <= 1e-5;

    private double Descend(ref double[] coefficients, double[] step, double objective)
    {
        // Near the end a step gains less than what rounding makes of the objective.
        var (length, limit) = (1.0, objective + (1e-13 * Math.Abs(objective)));
        for (var halvings = 0; halvings < 40; halvings++, length /= 2)
        {
            var tried = (double[])coefficients.Clone();
            Move(tried, step, length);
            var reached = Evaluate(tried);
            if (reached <= limit)
            {
                coefficients = tried;
                return reached;
            }
        }

        Evaluate(coefficients);
        return objective;
    }

    /// <summary>The objective; leaves the linear predictor of these coefficients behind.</summary>
    private double Evaluate(double[] coefficients)
    {
        _rows.Predictor(coefficients, _predictor, withOffset: true);
        var objective = _rows.NegativeLogLikelihood(_predictor);
        for (var c = 0; c < _ridge.Length; c++)
        {
            objective += 0.5 * _ridge[c] * coefficients[c] * coefficients[c];
        }

        return _firth ? objective - (0.5 * Factor(_rows.Derivatives(_predictor).Information).LogDeterminant) : objective;
    }

    private Cholesky Factor(double[] information)
    {
        var matrix = information;
        if (_ridge.Length > 0)
        {
            matrix = (double[])information.Clone();
            for (var c = 0; c < _ridge.Length; c++)
            {
                matrix[(c * _rows.Width) + c] += _ridge[c];
            }
        }

        return Cholesky.Factor(matrix, _rows.Width, 1e-14);
    }

    private double Trace(double[] information, double[] inverse) => _ridge.Length == 0 ? _rows.Width : Dot(information, inverse);

    private static void Move(double[] coefficients, double[] step, double length)
    {
        for (var c = 0; c < step.Length; c++)
        {
            coefficients[c] += length * step[c];
        }
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = default(CompensatedSum);
        for (var i = 0; i < x.Length; i++)
        {
            sum.Add(x[i] * y[i]);
        }

        return sum.Value;
    }

    private static double Farthest(ReadOnlySpan<double> step)
    {
        var farthest = 0.0;
        foreach (var s in step)
        {
            farthest = Math.Max(farthest, Math.Abs(s));
        }

        return farthest;
    }
}
