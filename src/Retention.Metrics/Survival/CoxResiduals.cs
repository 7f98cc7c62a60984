using System.Collections.ObjectModel;

namespace Retention.Metrics.Survival;

/// <summary>One of those who left, and how its columns differ from what the model expected of whoever left then.</summary>
public sealed class SchoenfeldResidual
{
    internal SchoenfeldResidual(int row, double time, string stratum, double?[] values) => (Row, Time, Stratum, Values) = (row, time, stratum, Array.AsReadOnly(values));

    /// <summary>The row, from 0.</summary>
    public int Row { get; }

    /// <summary>When it ended.</summary>
    public double Time { get; }

    /// <summary>The name of its stratum; empty without strata.</summary>
    public string Stratum { get; }

    /// <summary>Column by column, the value less the mean of those at risk weighted by their hazards; null for columns without a coefficient.</summary>
    public IReadOnlyList<double?> Values { get; }

    /// <summary>As "row 3 at 5".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => FormattableString.Invariant($"row {Row} at {SurvivalText.Short(Time)}: {string.Join(", ", Values.Select(v => v is { } value ? SurvivalText.Short(value) : "n/a"))}");
}

/// <summary>The residuals of a Cox model, row by row: who left far earlier or later than expected, and who moves the coefficients.</summary>
/// <remarks>
/// Of Efron's ties they are Efron's residuals, as R reports them; of exact ties only martingale and deviance residuals exist, which are Breslow's. Instances are immutable.
/// Therneau, Grambsch and Fleming, Biometrika 77 (1990); Schoenfeld, Biometrika 69 (1982).
/// </remarks>
/// <example>
/// <code>
/// CoxResiduals residuals = CoxResiduals.Of(model, data);
/// double mostSurprising = residuals.Deviance.Max();      // left far sooner than expected
/// </code>
/// </example>
public sealed class CoxResiduals
{
    private readonly double[] _dfbeta;
    private readonly int _width;

    private CoxResiduals(double[] martingale, double[] deviance, double[] dfbeta, int width, SchoenfeldResidual[] schoenfeld)
    {
        Martingale = Array.AsReadOnly(martingale);
        Deviance = Array.AsReadOnly(deviance);
        (_dfbeta, _width) = (dfbeta, width);
        Schoenfeld = Array.AsReadOnly(schoenfeld);
    }

    /// <summary>Whether the row ended (1 or 0) less the cumulative hazard that it lived through: at most 1, 0 on average.</summary>
    public IReadOnlyList<double> Martingale { get; }

    /// <summary>The same made symmetric: large for those who left far sooner than expected, small for those who stayed far longer.</summary>
    public IReadOnlyList<double> Deviance { get; }

    /// <summary>The Schoenfeld residuals of those who left, by stratum and time; none of exact ties.</summary>
    public IReadOnlyList<SchoenfeldResidual> Schoenfeld { get; }

    /// <summary>Computes the residuals of the rows that a model was fitted to, or of others.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The rows, with the columns of the model in its order.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    /// <returns>The residuals, in the order of the rows.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The columns are others.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CoxResiduals Of(CoxModel model, CoxData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var beta = model.BetaFor(data);
        var columns = data.Columns;
        var p = columns.Width;
        var risks = CoxModel.RisksAt(columns, beta, new double[columns.Rows]);
        var hazards = CoxHazards.Of(columns, risks, model.Ties, forEvents: true, cancellationToken);
        var exact = model.Ties == CoxTies.Exact;
        var (martingale, deviance, dfbeta) = (new double[columns.Rows], new double[columns.Rows], exact ? [] : new double[columns.Rows * p]);
        CoxScores.Visit(
            columns,
            risks,
            hazards,
            (place, residual, score) =>
            {
                var row = columns.Order[place];
                martingale[row] = residual;
                deviance[row] = DevianceOf(residual, columns.Ended[place]);
                if (!exact)
                {
                    model.Influence(score, columns.Weight(place), data, dfbeta.AsSpan(row * p, p));
                }
            },
            cancellationToken);
        return new(martingale, deviance, dfbeta, p, exact ? [] : SchoenfeldOf(model, data, hazards));
    }

    /// <summary>By how much, to first order, each coefficient would fall without a row: its case weight times its score residual times the model's covariance.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <returns>One number per column; 0 for columns without a coefficient.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="InvalidOperationException">The model has exact ties, of which there are none.</exception>
    public IReadOnlyList<double> DfBeta(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Martingale.Count);
        return _dfbeta.Length == 0 && _width > 0
            ? throw new InvalidOperationException("Score residuals of exact ties are not defined; fit with Efron's ties.")
            : new ReadOnlyCollection<double>(_dfbeta.AsSpan(row * _width, _width).ToArray());
    }

    /// <summary>As "residuals of 20 rows".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"residuals of {Rendering.Text.Count(Martingale.Count)} rows, {Rendering.Text.Count(Schoenfeld.Count)} of them ended";

    private static double DevianceOf(double martingale, bool ended) =>
        Math.Sign(martingale) * Math.Sqrt(Math.Max(0, -2 * (martingale + (ended ? Math.Log(1 - martingale) : 0))));

    private static SchoenfeldResidual[] SchoenfeldOf(CoxModel model, CoxData data, CoxHazards hazards)
    {
        var columns = data.Columns;
        var p = columns.Width;
        var residuals = new List<SchoenfeldResidual>(columns.Events);
        for (var s = 0; s < columns.Strata; s++)
        {
            for (var step = hazards.StratumStep[s]; step < hazards.StratumStep[s + 1]; step++)
            {
                var g = hazards.Group[step];
                for (var i = columns.GroupStart[g]; i < columns.GroupStart[g + 1]; i++)
                {
                    if (columns.Ended[i])
                    {
                        var values = new double?[p];
                        for (var k = 0; k < p; k++)
                        {
                            var off = (columns.X[(i * p) + k] - hazards.EventMean[(step * p) + k]) * columns.Deviation[k] * columns.Largest[k];
                            values[k] = model.Estimated[k] && double.IsFinite(off) ? off : null;
                        }

                        residuals.Add(new(columns.Order[i], columns.GroupTime[g], data.Strata[s], values));
                    }
                }
            }
        }

        return [.. residuals];
    }
}
