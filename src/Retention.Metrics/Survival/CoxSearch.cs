using System.Globalization;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// Newton's method on the partial likelihood, from 0, on the common scale of the columns, with step halving.
/// </summary>
/// <remarks>
/// <para>Columns that carry no information, or none beyond earlier ones, are found at the start, where it does not depend on the coefficients, and stay at 0. The search ends when the step is 1e-10 standard
/// errors long.</para>
/// <para>A likelihood grows without end when a column, or a combination, separates those who left at each time from the others at risk. It then nears its limit like a sum of exp(−t): each of Newton's steps moves
/// some predictor by at least ½, whatever the unit, and the length of the step in standard errors, whose square is about what is left to gain, shrinks by no more than a factor e. Towards a maximum it shrinks faster and
/// faster. So the search says "without end" when a step no longer than 1e-4 standard errors does both: up to about 1e-8 the likelihood is then at its limit, which does not depend on the order of the rows.
/// Directions may near the limit at different speeds; one whose information has vanished beside what it was at the start (1e-10) is left where it is, and the search goes on in the others.</para>
/// <para>With Firth's penalty the score is penalised and the information is not (Fisher scoring as Heinze and Schemper do it), so convergence is linear.</para>
/// </remarks>
internal sealed partial class CoxSearch
{
    private const double NoInformation = 1e-12;
    private const double NotCollinear = 1e-11;
    private const double Enough = 1e-10;
    private const double NearlyEnough = 1e-7;
    private const double NoGain = 1e-4;
    private const double FarthestEstimate = CoxSums.FarthestPredictor / 2;
    private const double StillMoving = 0.25;
    private const double StillShrinking = 0.3;
    private const double Vanished = 1e-10;
    private const double Rounding = 1e-13;
    private const int Halvings = 30;

    private readonly Func<CoxPoint, bool> _evaluate;
    private readonly double[] _risks;
    private readonly CoxColumns _columns;
    private readonly IReadOnlyList<string> _names;
    private readonly CoxOptions _options;
    private readonly int _p;
    private readonly bool[] _kept;
    private readonly double[] _atStart;
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
        _atStart = new double[_p];
        At = new(_p);
        Start = At;
    }

    /// <summary>The estimate.</summary>
    public CoxPoint At { get; private set; }

    /// <summary>All coefficients 0.</summary>
    public CoxPoint Start { get; private set; }

    public IReadOnlyList<bool> Kept => _kept;

    /// <summary>The columns in which the likelihood grows without end.</summary>
    public IReadOnlyList<int> Unbounded { get; private set; } = [];

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
            throw FitException.Because("The Cox model", "the numbers overflow before the first step", "that offsets lie within 340 of their mean", "that weights are of ordinary size");
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
        FitStatus? ending = null;
        var (iterations, before) = (0, double.PositiveInfinity);
        while (ending is null)
        {
            // Newton's decrement: the length of the step in standard errors.
            var decrement = Math.Sqrt(Math.Max(0, Dot(At.Score, step)));
            ending = Ending(factor, step, decrement, before);
            if (ending is null && iterations == _options.MaxIterations)
            {
                _notes.Add(string.Create(CultureInfo.InvariantCulture, $"The bound of {_options.MaxIterations} iterations was met; the last step was {decrement:G2} standard errors long."));
                ending = Reach(At.Beta).Sum() > FarthestEstimate ? FitStatus.AtBoundary : FitStatus.NotConverged;
            }

            if (ending is null)
            {
                iterations++;
                cancellationToken.ThrowIfCancellationRequested();
                if (Next(step) is { } next)
                {
                    (At, factor, before) = (next.Point, next.Factor, decrement);
                    step = factor.Solve(At.Score);
                    progress?.Report(new(FitStatus.NotConverged, iterations, [string.Create(CultureInfo.InvariantCulture, $"log-likelihood {At.Objective:G10}")]));
                }
                else
                {
                    // No way up along the step, however short: rounding, or the end of what doubles hold.
                    ending = decrement <= NoGain ? FitStatus.Converged : FitStatus.AtBoundary;
                }
            }
        }

        if (ending == FitStatus.AtBoundary)
        {
            NameUnbounded(factor, step);
        }

        Covariance = Embedded(factor);
        Report = new(ending.Value, iterations, _notes);
        progress?.Report(Report);
    }

    /// <summary>Whether the search ends at a point, and how; null when it goes on.</summary>
    private FitStatus? Ending(Cholesky factor, double[] step, double decrement, double before)
    {
        if (decrement <= NoGain && Gone(factor).Any())
        {
            return FitStatus.AtBoundary;
        }

        if (decrement <= Enough || (decrement <= NearlyEnough && decrement >= before / 4))
        {
            return FitStatus.Converged;
        }

        return decrement <= NoGain && decrement >= StillShrinking * before && Reach(step).Max() >= StillMoving ? FitStatus.AtBoundary : null;
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
        var least = new double[_p];
        for (var k = 0; k < _p; k++)
        {
            least[k] = Math.Max(NotCollinear * At.Information[(k * _p) + k], Rounding * At.SecondMoment[k]);
        }

        var factor = Cholesky.Factor(At.Information, _p, least);
        for (var k = 0; k < _p; k++)
        {
            if (!_kept[k])
            {
                _notes.Add($"{_names[k]} has no coefficient: it {(_columns.Deviation[k] == 0 ? "is constant" : "does not vary among those at risk when somebody left")}.");
            }
        }

        for (var k = 0; k < _p; k++)
        {
            _atStart[k] = factor.Residual(k);
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

    /// <summary>The point a step away, or half of it, or a quarter …, where the objective is not lower; null when there is none.</summary>
    private (CoxPoint Point, Cholesky Factor)? Next(double[] step)
    {
        double length = 1;
        for (var halving = 0; halving <= Halvings; halving++, length /= 2)
        {
            if (At.Along(step, length) is var point && !_evaluate(point))
            {
                continue;
            }

            Clear(point);
            var factor = FactorAt(point);
            Penalize(point, factor);
            if (_options.Penalty == CoxPenalty.Firth && factor is not null && Refined(point, step, length) is { } refined)
            {
                return refined;
            }

            if (factor is not null && point.Objective >= At.Objective - (1e-12 * Math.Abs(At.Objective)))
            {
                return (point, factor);
            }
        }

        return null;
    }

    /// <summary>
    /// The factor of the information, without columns whose information has vanished. Null when the search cannot go on from there: with a penalty when there are such columns, and when there is still something to gain in
    /// one, as far beyond a maximum.
    /// </summary>
    private Cholesky? FactorAt(CoxPoint point)
    {
        var factor = Cholesky.Factor(point.Information, _p, Least(point));
        foreach (var k in Gone(factor))
        {
            var left = Dot(Direction(factor, k), point.Score);
            if (_options.Penalty == CoxPenalty.Firth || left * left > NoGain * NoGain * _atStart[k])
            {
                return null;
            }
        }

        return factor;
    }

    /// <summary>The information of each column at or below which it counts as vanished.</summary>
    private double[] Least(CoxPoint point)
    {
        var least = new double[_p];
        for (var k = 0; k < _p; k++)
        {
            least[k] = Math.Max(Vanished * _atStart[k], Rounding * point.SecondMoment[k]);
        }

        return least;
    }

    /// <summary>
    /// A point further or nearer on the step, where the secant of the slope is 0; null when the step was about right. The information is not the curvature of a penalised likelihood: without this,
    /// steps can be twice too long for ever.
    /// </summary>
    private (CoxPoint Point, Cholesky Factor)? Refined(CoxPoint point, double[] step, double length)
    {
        var (before, after) = (Dot(At.Score, step), Dot(point.Score, step));
        if (Math.Abs(after) <= 0.1 * before)
        {
            return null;
        }

        var better = At.Along(step, length * Math.Clamp(before > after ? before / (before - after) : 4, 0.1, 4));
        if (!_evaluate(better))
        {
            return null;
        }

        Clear(better);
        if (FactorAt(better) is not { } factor)
        {
            return null;
        }

        Penalize(better, factor);
        return better.Objective >= Math.Max(point.Objective, At.Objective) - (1e-12 * Math.Abs(At.Objective)) ? (better, factor) : null;
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
