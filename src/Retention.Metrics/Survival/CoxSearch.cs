using System.Globalization;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// Newton's method on the partial likelihood, from 0, on the common scale of the columns, with step halving.
/// </summary>
/// <remarks>
/// <para>Columns that carry no information, or none beyond earlier ones, are found at the start, where it does not depend on the coefficients, and stay at 0. The search ends when the step is 1e-10 standard
/// errors long. When the likelihood has stopped growing (a gain of 5e-9) but a step still moves predictors by 0.01, it grows without end: a column, or a combination, separates those who left.
    /// Further on, the information would be rounding.</para>
/// <para>With Firth's penalty the score is penalised and the information is not (Fisher scoring as Heinze and Schemper do it), so convergence is linear.</para>
/// </remarks>
internal sealed class CoxSearch
{
    private const double NoInformation = 1e-12;
    private const double Enough = 1e-10;
    private const double NearlyEnough = 1e-7;
    private const double NoGain = 1e-4;
    private const double StillMoving = 1e-2;
    private const int Halvings = 30;

    private readonly Func<CoxPoint, bool> _evaluate;
    private readonly double[] _risks;
    private readonly CoxColumns _columns;
    private readonly IReadOnlyList<string> _names;
    private readonly CoxOptions _options;
    private readonly int _p;
    private readonly bool[] _kept;
    private readonly List<string> _notes = [];

    private CoxSearch(Func<CoxPoint, bool> evaluate, double[] risks, CoxColumns columns, IReadOnlyList<string> names, CoxOptions options)
    {
        _evaluate = evaluate;
        _risks = risks;
        _columns = columns;
        _names = names;
        _options = options;
        _p = columns.Width;
        _kept = new bool[_p];
        At = new(_p);
        Start = At;
    }

    /// <summary>The estimate.</summary>
    public CoxPoint At { get; private set; }

    /// <summary>All coefficients 0.</summary>
    public CoxPoint Start { get; private set; }

    public IReadOnlyList<bool> Kept => _kept;

    public FitReport Report { get; private set; } = new(FitStatus.NotConverged, 0, null);

    /// <summary>U'V⁻¹U at the start.</summary>
    public double ScoreStatistic { get; private set; }

    /// <summary>The inverse of the information, 0 for columns without a coefficient.</summary>
    public double[] Covariance { get; private set; } = [];

    /// <param name="evaluate">Sets the likelihood of a point; false when it is too far out.</param>
    /// <param name="risks">The risks that an evaluation leaves behind, for the penalty.</param>
    /// <param name="columns">The rows.</param>
    /// <param name="names">The names of the columns.</param>
    /// <param name="options">The penalty and the bound on iterations.</param>
    /// <param name="progress">Told of each iteration.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static CoxSearch Run(Func<CoxPoint, bool> evaluate, double[] risks, CoxColumns columns, IReadOnlyList<string> names, CoxOptions options, IProgress<FitReport>? progress, CancellationToken cancellationToken)
    {
        var search = new CoxSearch(evaluate, risks, columns, names, options);
        search.Run(progress, cancellationToken);
        return search;
    }

    private void Run(IProgress<FitReport>? progress, CancellationToken cancellationToken)
    {
        if (!_evaluate(At))
        {
            throw FitException.Because("The Cox model", "the numbers overflow before the first step", "that offsets lie within 600 of each other", "that weights are of ordinary size");
        }

        Start = At;
        var factor = FindColumns();
        Penalize(At, factor);
        if (factor is null)
        {
            (Covariance, Report) = (new double[_p * _p], new(FitStatus.Converged, 0, _notes));
            return;
        }

        var step = factor.Solve(At.Score);
        ScoreStatistic = Dot(At.Score, step);
        var (status, iterations, before) = (FitStatus.NotConverged, 0, double.PositiveInfinity);
        while (true)
        {
            // Newton's decrement: the length of the step in standard errors.
            var decrement = Math.Sqrt(Math.Max(0, Dot(At.Score, step)));
            if (decrement <= Enough || (decrement <= NearlyEnough && decrement >= before / 4))
            {
                status = FitStatus.Converged;
                break;
            }

            if (decrement <= NoGain && Moves(step) is { Count: > 0 } moving)
            {
                status = Unbounded(moving);
                break;
            }

            if (iterations == _options.MaxIterations)
            {
                _notes.Add(string.Create(CultureInfo.InvariantCulture, $"The bound of {_options.MaxIterations} iterations was met; the last step was {decrement:G2} standard errors long."));
                break;
            }

            iterations++;
            cancellationToken.ThrowIfCancellationRequested();
            if (Next(step) is not { } next)
            {
                // No way up along the step, however short: rounding, or the end of what doubles hold.
                status = decrement <= 1e-4 ? FitStatus.Converged : Unbounded(Moves(step));
                break;
            }

            if (next.Factor is null)
            {
                At = next.Point;
                status = Unbounded(Moves(step));
                break;
            }

            before = decrement;
            (At, factor) = (next.Point, next.Factor);
            step = factor.Solve(At.Score);
            progress?.Report(new(FitStatus.NotConverged, iterations, [string.Create(CultureInfo.InvariantCulture, $"log-likelihood {At.Objective:G10}")]));
        }

        Covariance = Embedded(factor.Inverse());
        Report = new(status, iterations, _notes);
        progress?.Report(Report);
    }

    /// <summary>Which columns have a coefficient; null when none has.</summary>
    private Cholesky? FindColumns()
    {
        if (_p == 0)
        {
            return null;
        }

        for (var k = 0; k < _p; k++)
        {
            _kept[k] = At.Information[(k * _p) + k] > NoInformation * At.SecondMoment[k] && At.SecondMoment[k] > 0;
        }

        Clear(At);
        var factor = Cholesky.Factor(At.Information, _p);
        for (var k = 0; k < _p; k++)
        {
            if (!_kept[k])
            {
                _notes.Add($"{_names[k]} has no coefficient: it {(_columns.Deviation[k] == 0 ? "is constant" : "does not vary among those at risk when somebody left")}.");
            }
        }

        foreach (var k in factor.DependentColumns)
        {
            if (_kept[k])
            {
                _kept[k] = false;
                _notes.Add($"{_names[k]} has no coefficient: it is {Combination(factor.Combination(k), k)}, up to a constant.");
            }
        }

        Clear(At);
        return factor.Rank == 0 ? null : factor;
    }

    /// <summary>As "2·price + 0.5·seats".</summary>
    private string Combination(double[] parts, int dependent)
    {
        var terms = new List<string>();
        for (var k = 0; k < _p; k++)
        {
            if (Math.Abs(parts[k]) > 1e-9)
            {
                var factor = parts[k] * (_columns.Deviation[dependent] / _columns.Deviation[k]) * (_columns.Largest[dependent] / _columns.Largest[k]);
                terms.Add(Math.Abs(factor - 1) < 1e-9 ? _names[k] : $"{Coefficient.Significant(factor)}·{_names[k]}");
            }
        }

        return string.Join(" + ", terms);
    }

    private void Clear(CoxPoint point)
    {
        for (var k = 0; k < _p; k++)
        {
            if (!_kept[k])
            {
                point.Score[k] = 0;
                for (var l = 0; l < _p; l++)
                {
                    point.Information[(k * _p) + l] = point.Information[(l * _p) + k] = 0;
                }
            }
        }
    }

    /// <summary>Adds the penalty to the objective and the score.</summary>
    private void Penalize(CoxPoint point, Cholesky? factor)
    {
        point.Objective = point.LogLikelihood;
        if (_options.Penalty == CoxPenalty.Firth && factor is not null)
        {
            point.Objective += factor.LogDeterminant / 2;
            FirthPenalty.Add(_columns, _risks, _options.Ties, factor.Inverse(), point.Score);
            Clear(point);
        }
    }

    /// <summary>The point a step away, or half of it, or a quarter …, where the objective is not lower; null when there is none. Without a factor the information there is singular.</summary>
    private (CoxPoint Point, Cholesky? Factor)? Next(double[] step)
    {
        double length = 1;
        for (var halving = 0; halving <= Halvings; halving++, length /= 2)
        {
            var point = new CoxPoint(_p);
            for (var k = 0; k < _p; k++)
            {
                point.Beta[k] = At.Beta[k] + (length * step[k]);
            }

            if (!_evaluate(point))
            {
                continue;
            }

            Clear(point);
            var factor = Cholesky.Factor(point.Information, _p);
            var singular = factor.Rank < _kept.Count(kept => kept);
            Penalize(point, singular ? null : factor);
            if (_options.Penalty == CoxPenalty.Firth && !singular && Refined(point, step, length) is { } refined)
            {
                return refined;
            }

            if (point.Objective >= At.Objective - (1e-12 * Math.Abs(At.Objective)) && !(singular && _options.Penalty == CoxPenalty.Firth))
            {
                return (point, singular ? null : factor);
            }
        }

        return null;
    }

    /// <summary>
    /// A point further or nearer on the step, where the secant of the slope is 0; null when the step was about right. The information is not the curvature of a penalised likelihood: without this,
    /// steps can be twice too long for ever.
    /// </summary>
    private (CoxPoint Point, Cholesky? Factor)? Refined(CoxPoint point, double[] step, double length)
    {
        var (before, after) = (Dot(At.Score, step), Dot(point.Score, step));
        if (Math.Abs(after) <= 0.1 * before)
        {
            return null;
        }

        var better = new CoxPoint(_p);
        var part = length * Math.Clamp(before > after ? before / (before - after) : 4, 0.1, 4);
        for (var k = 0; k < _p; k++)
        {
            better.Beta[k] = At.Beta[k] + (part * step[k]);
        }

        if (!_evaluate(better))
        {
            return null;
        }

        Clear(better);
        var factor = Cholesky.Factor(better.Information, _p);
        if (factor.Rank < _kept.Count(kept => kept))
        {
            return null;
        }

        Penalize(better, factor);
        return better.Objective >= Math.Max(point.Objective, At.Objective) - (1e-12 * Math.Abs(At.Objective)) ? (better, factor) : null;
    }

    /// <summary>The columns that a step moves predictors by: those of a likelihood without end.</summary>
    private List<int> Moves(double[] step)
    {
        var reach = new double[_p];
        for (var i = 0; i < _columns.Rows; i++)
        {
            for (var k = 0; k < _p; k++)
            {
                reach[k] = Math.Max(reach[k], Math.Abs(step[k] * _columns.X[(i * _p) + k]));
            }
        }

        var most = reach.DefaultIfEmpty().Max();
        return most < StillMoving ? [] : [.. Enumerable.Range(0, _p).Where(k => reach[k] >= 1e-3 * most)];
    }

    private FitStatus Unbounded(List<int> moving)
    {
        var names = string.Join(", ", moving.Select(k => _names[k]));
        _notes.Add(moving.Count == 1
            ? $"The likelihood grows without end in {names}: it separates those who left from those who stayed, and its coefficient is where the search stopped. Firth's penalty (CoxPenalty.Firth) gives a finite one."
            : $"The likelihood grows without end in a combination of {names}: their coefficients are where the search stopped. Firth's penalty (CoxPenalty.Firth) gives finite ones.");
        return FitStatus.AtBoundary;
    }

    private double[] Embedded(double[] inverse)
    {
        for (var k = 0; k < _p; k++)
        {
            for (var l = 0; l < _p; l++)
            {
                inverse[(k * _p) + l] = _kept[k] && _kept[l] ? inverse[(k * _p) + l] : 0;
            }
        }

        return inverse;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}

/// <summary>Coefficients on the common scale, and the likelihood there.</summary>
internal sealed class CoxPoint(int p)
{
    public double LogLikelihood { get; set; }

    /// <summary>The log-likelihood with its penalty.</summary>
    public double Objective { get; set; }

    public double[] Beta { get; } = new double[p];

    public double[] Score { get; } = new double[p];

    public double[] Information { get; } = new double[p * p];

    public double[] SecondMoment { get; } = new double[p];
}
