using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>Where a search for the maximum ended.</summary>
internal enum LogTimeEnd
{
    Maximum,
    ScaleVanished,
    ScaleUnbounded,
    CoefficientsUnbounded,
    Unfinished,
}

/// <summary>The maximum of a <see cref="LogTimeLikelihood"/> as far as it was found, in the parameters (β, log σ) of the standardised columns.</summary>
internal sealed class LogTimeSearch
{
    private const int MostSteps = 300;
    private const double Settled = 1e-7;
    private const double Near = 0.1;

    // Below this share of the spread of the data, scale and coefficients can no longer be told apart in the information matrix.
    private const double Vanished = 1e-6;

    private readonly LogTimeRows _rows;
    private readonly LogTimeLikelihood _likelihood;
    private readonly bool _hasScale;
    private readonly CancellationToken _cancellationToken;
    private bool _damped;

    private LogTimeSearch(LogTimeRows rows, LifetimeDistribution law, CancellationToken cancellationToken)
    {
        (_rows, _likelihood) = (rows, new LogTimeLikelihood(rows, law));
        _hasScale = law != LifetimeDistribution.Exponential;
        _cancellationToken = cancellationToken;
        Theta = [];
        Moving = [];
    }

    /// <summary>(β ÷ σ, 1 ÷ σ), the latter only where the family has a scale.</summary>
    public double[] Theta { get; private set; }

    /// <summary>The log-likelihood of the rows, without their Jacobian and scale of weights.</summary>
    public double Value { get; private set; }

    public int Steps { get; private set; }

    public LogTimeEnd End { get; private set; }

    /// <summary>The parameters that still moved when the likelihood did not any more.</summary>
    public IReadOnlyList<int> Moving { get; private set; }

    public double LogScale => _hasScale ? -Math.Log(Theta[^1]) : 0;

    /// <summary>The coefficients, the intercept first.</summary>
    public double[] Beta
    {
        get
        {
            var scale = _hasScale ? 1 / Theta[^1] : 1;
            return [.. Theta[..(_rows.Columns.Length + 1)].Select(t => t * scale)];
        }
    }

    /// <summary>Searches from the moments of the log times, or from the maximum of the same rows without columns.</summary>
    public static LogTimeSearch Run(LogTimeRows rows, LifetimeDistribution law, LogTimeSearch? without, CancellationToken cancellationToken)
    {
        var search = new LogTimeSearch(rows, law, cancellationToken);
        search.Theta = search.Start(without);
        search.Climb();
        search.Conclude();
        return search;
    }

    /// <summary>The covariance of (β, log σ) from the observed information; null where that is none.</summary>
    public double[]? Covariance()
    {
        if (End is LogTimeEnd.ScaleVanished or LogTimeEnd.ScaleUnbounded)
        {
            return null;
        }

        var n = _likelihood.Parameters;
        var (gradient, information) = (new double[n], new double[n * n]);
        _likelihood.Information(Beta, LogScale, gradient, information, _cancellationToken);
        if (!All(information))
        {
            return null;
        }

        var factor = Cholesky.Factor(information, n, 1e-15);
        if (!factor.IsPositiveSemidefinite || !factor.IsFullRank)
        {
            return null;
        }

        var inverse = factor.Inverse();
        foreach (ref var entry in inverse.AsSpan())
        {
            entry /= _rows.WeightScale;
        }

        return All(inverse) ? inverse : null;
    }

    private static bool All(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private double[] Start(LogTimeSearch? without)
    {
        var theta = new double[_likelihood.Parameters];
        if (without is not null)
        {
            theta[0] = without.Theta[0];
        }

        if (_hasScale)
        {
            // Within 30 scales of each other, every row has a likelihood to speak of.
            var scale = Math.Max(_rows.Deviation, _rows.Spread / 30);
            theta[^1] = without is { End: LogTimeEnd.Maximum } ? without.Theta[^1] : scale > 1e-8 ? 1 / scale : 1;
        }

        return theta;
    }

    private void Climb()
    {
        var n = _likelihood.Parameters;
        var (gradient, curvature, trial) = (new double[n], new double[n * n], new double[n]);
        Value = _likelihood.Value(Theta, _cancellationToken);
        End = LogTimeEnd.Unfinished;
        var smallest = double.PositiveInfinity;
        while (Steps < MostSteps && End == LogTimeEnd.Unfinished)
        {
            Steps++;
            _likelihood.Slopes(Theta, gradient, curvature, _cancellationToken);
            if (!All(gradient) || !All(curvature))
            {
                return;
            }

            var step = Direction(gradient, curvature);
            if (!All(step))
            {
                return;
            }

            var (rise, size) = (0.0, 0.0);
            for (var j = 0; j < n; j++)
            {
                rise += gradient[j] * step[j];
                // 1 ÷ σ is settled relative to itself, the others as shares of a scale.
                size = Math.Max(size, Math.Abs(step[j]) / ((_hasScale && j == n - 1 ? 0 : 1) + Math.Abs(Theta[j])));
            }

            if (_damped && (size <= Settled || !Climbed(step, trial)))
            {
                return;
            }
            else if (_damped)
            {
                End = Edge();
            }
            else if (size <= Settled)
            {
                // The error after this step is the square of its size.
                Take(step, 1, trial);
                var last = _likelihood.Value(trial, _cancellationToken);
                if (last >= Value - (1e-9 * (1 + Math.Abs(Value))))
                {
                    (Theta, Value) = (trial, last);
                }

                End = LogTimeEnd.Maximum;
            }
            else if (rise < 1e-9 && size > 0.01)
            {
                End = LogTimeEnd.CoefficientsUnbounded;
                Moving = [.. Enumerable.Range(0, n).Where(j => Math.Abs(step[j]) > 0.01)];
            }
            else if (!Climbed(step, trial))
            {
                // No step rises any more: rounding is all that is left of the likelihood. The gradient keeps more digits: it is followed as long as its steps shrink.
                Take(step, 1, trial);
                var level = _likelihood.Value(trial, _cancellationToken);
                if (size < Math.Min(Near, smallest / 2) && level >= Value - (1e-12 * (1 + Math.Abs(Value))))
                {
                    (Theta, Value, smallest) = (trial.ToArray(), level, size);
                    continue;
                }

                if (Math.Min(size, smallest) < 1e-3)
                {
                    End = LogTimeEnd.Maximum;
                }

                return;
            }
            else
            {
                End = Edge();
            }
        }
    }

    /// <summary>A maximum has a curvature: where it is lost and nothing more can be gained, something grows without end.</summary>
    private void Conclude()
    {
        if (End != LogTimeEnd.Unfinished)
        {
            return;
        }

        Moving = [.. Enumerable.Range(0, _rows.Columns.Length + 1).Where(j => Math.Abs(Theta[j]) > 5)];
        End = _hasScale && 1 / Theta[^1] < 0.01 * Math.Max(_rows.Spread, 1e-6) ? LogTimeEnd.ScaleVanished
            : _damped || Moving.Count > 0 ? LogTimeEnd.CoefficientsUnbounded
            : LogTimeEnd.Unfinished;
    }

    private LogTimeEnd Edge() =>
        !_hasScale ? LogTimeEnd.Unfinished
        : 1 / Theta[^1] < Math.Max(Vanished * _rows.Spread, 1e-12) ? LogTimeEnd.ScaleVanished
        : 1 / Theta[^1] > 1e6 * (1 + _rows.Spread) ? LogTimeEnd.ScaleUnbounded
        : LogTimeEnd.Unfinished;

    private bool Climbed(double[] step, double[] trial)
    {
        var length = 1.0;
        if (_hasScale && step[^1] < -0.9 * Theta[^1])
        {
            length = -0.9 * Theta[^1] / step[^1];
        }

        for (var halvings = 0; halvings < 60; halvings++, length /= 2)
        {
            Take(step, length, trial);
            var value = _likelihood.Value(trial, _cancellationToken);
            if (value > Value)
            {
                Theta = trial.ToArray();
                Value = value;
                return true;
            }
        }

        return false;
    }

    private void Take(double[] step, double length, double[] trial)
    {
        for (var j = 0; j < step.Length; j++)
        {
            trial[j] = Theta[j] + (length * step[j]);
        }
    }

    /// <summary>Newton's direction; where the curvature is no such thing, with as much of its diagonal added as makes it one.</summary>
    private double[] Direction(double[] gradient, double[] curvature)
    {
        var n = gradient.Length;
        var factor = Cholesky.Factor(curvature, n, 1e-14);
        _damped = false;
        if (factor.IsPositiveSemidefinite && factor.IsFullRank)
        {
            return factor.Solve(gradient);
        }

        _damped = true;
        for (var share = 1e-6; share < 1e12; share *= 10)
        {
            var damped = curvature.ToArray();
            for (var j = 0; j < n; j++)
            {
                damped[(j * n) + j] += share * (Math.Abs(curvature[(j * n) + j]) + 1e-12);
            }

            factor = Cholesky.Factor(damped, n, 1e-14);
            if (factor.IsPositiveSemidefinite && factor.IsFullRank)
            {
                return factor.Solve(gradient);
            }
        }

        return gradient;
    }
}
