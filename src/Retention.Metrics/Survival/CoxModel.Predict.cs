using Retention.Metrics.Models;

namespace Retention.Metrics.Survival;

/// <content>Predictions, for one customer and for many.</content>
public sealed partial class CoxModel
{
    /// <summary>What the model says of one customer.</summary>
    /// <param name="customer">The customer's columns, in the order of <see cref="Names"/>: finite numbers.</param>
    /// <param name="stratum">The name of the customer's stratum; needed when there are several.</param>
    /// <param name="offset">The known part of the customer's log hazard, for models with offsets.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ArgumentException">The number of columns is another, a value is not finite, or there is no such stratum.</exception>
    public CoxPrediction Predict(ReadOnlySpan<double> customer, string? stratum = null, double offset = 0)
    {
        Lifetimes.CheckLength(customer.Length, nameof(customer), Names.Count, nameof(Names));
        Guard.Finite(offset);
        for (var k = 0; k < customer.Length; k++)
        {
            Guard.Finite(customer[k], $"{nameof(customer)}[\"{Names[k]}\"]");
        }

        var baseline = BaselineOf(stratum, nameof(stratum));
        var z = new double[_beta.Length];
        return new(this, baseline, z, Predictor(customer, baseline, offset, z), 0);
    }

    /// <summary>What the model says of one customer, whose columns are given by name.</summary>
    /// <param name="columns">The name and value of each column of the model, in any order; none for a model without columns.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ArgumentException">A column of the model is missing, repeated, or not of the model; or the model has several strata.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    /// <example>
    /// <code>
    /// model.For(("seats", 12), ("card", 1)).SurvivalAt(6)
    /// model.For([("seats", 12), ("card", 1)], stratum: "DE").Median
    /// </code>
    /// </example>
    public CoxPrediction For(params ReadOnlySpan<(string Name, double Value)> columns) => For(columns, null);

    /// <summary>What the model says of one customer of a stratum, whose columns are given by name.</summary>
    /// <param name="columns">The name and value of each column of the model, in any order.</param>
    /// <param name="stratum">The name of the customer's stratum; needed when there are several.</param>
    /// <param name="offset">The known part of the customer's log hazard, for models with offsets.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ArgumentException">A column of the model is missing, repeated, or not of the model; or there is no such stratum.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value or the offset is not finite.</exception>
    public CoxPrediction For(ReadOnlySpan<(string Name, double Value)> columns, string? stratum, double offset = 0) =>
        Predict(NamedValues.InOrder(Names, columns, nameof(columns)), stratum, offset);

    /// <summary>The probabilities of staying longer than a time, of many customers, with no memory beyond the result.</summary>
    /// <param name="customers">Their columns; the names must be those of the model, in any order.</param>
    /// <param name="horizon">The time, at least 0; from the tenure so far on where that is given.</param>
    /// <param name="survival">Takes one probability per customer; NaN where the time lies past the last observation of the stratum.</param>
    /// <param name="stayed">The tenure so far of each, at least 0; empty for new customers.</param>
    /// <param name="strata">The name of the stratum of each; null when the model has one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/> is null.</exception>
    /// <exception cref="ArgumentException">The lengths differ, a column is missing, a value is out of its range, or there is no such stratum.</exception>
    public void SurvivalAt(Covariates customers, double horizon, Span<double> survival, ReadOnlySpan<double> stayed = default, IReadOnlyList<string>? strata = null)
    {
        var columns = ColumnsOf(customers);
        Guard.AtLeast(horizon, 0);
        Lifetimes.CheckLength(survival.Length, nameof(survival), customers.Count, nameof(customers));
        if (!stayed.IsEmpty)
        {
            Lifetimes.CheckLength(stayed.Length, nameof(stayed), customers.Count, nameof(customers));
        }

        if (strata is not null)
        {
            Lifetimes.CheckLength(strata.Count, nameof(strata), customers.Count, nameof(customers));
        }

        var row = new double[columns.Length];
        var baseline = strata is null ? BaselineOf(null, nameof(strata)) : null;
        for (var i = 0; i < survival.Length; i++)
        {
            var of = baseline ?? BaselineOf(strata![i], nameof(strata));
            var from = stayed.IsEmpty ? 0 : Guard.AtLeast(stayed[i], 0, nameof(stayed));
            for (var k = 0; k < row.Length; k++)
            {
                row[k] = columns[k][i];
            }

            survival[i] = !(from + horizon <= of.LastObserved) ? double.NaN : StaysLonger(of, from, from + horizon, Predictor(row, of, 0, null));
        }
    }

    /// <summary>The linear predictors x'β of many customers, less the value for the mean of all rows the model was fitted to: their order is the order of their risk within a stratum.</summary>
    /// <param name="customers">Their columns; the names must be those of the model, in any order.</param>
    /// <param name="predictors">Takes one number per customer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/> is null.</exception>
    /// <exception cref="ArgumentException">The lengths differ, or a column is missing.</exception>
    public void LinearPredictors(Covariates customers, Span<double> predictors)
    {
        var columns = ColumnsOf(customers);
        Lifetimes.CheckLength(predictors.Length, nameof(predictors), customers.Count, nameof(customers));
        predictors.Clear();
        for (var k = 0; k < columns.Length; k++)
        {
            if (_beta[k] != 0)
            {
                for (var i = 0; i < predictors.Length; i++)
                {
                    predictors[i] += _beta[k] * _scale.Standard(k, columns[k][i]);
                }
            }
        }
    }

    /// <summary>How well the linear predictors rank the customers of some data, within strata: the data of the fit, or others kept apart.</summary>
    /// <param name="data">The data, with the columns of the model in its order.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>The concordance; its standard error allows for clusters.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="ArgumentException">The columns are others.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Concordance Concordance(CoxData data, CancellationToken cancellationToken = default)
    {
        var beta = BetaFor(data);
        var columns = data.Columns;
        var (tenures, entered, scores) = (new double[columns.Rows], columns.Entries.Length == 0 ? [] : new double[columns.Rows], new double[columns.Rows]);
        var strata = columns.Strata > 1 ? new int[columns.Rows] : [];
        for (var s = 0; s < columns.Strata; s++)
        {
            double center = columns.OffsetCenters.Length == 0 ? 0 : columns.OffsetCenters[s];
            for (var g = columns.StratumGroup[s]; g < columns.StratumGroup[s + 1]; g++)
            {
                for (var i = columns.GroupStart[g]; i < columns.GroupStart[g + 1]; i++)
                {
                    tenures[i] = columns.GroupTime[g];
                    scores[i] = center + (columns.Offsets?[i] ?? 0);
                    for (var k = 0; k < beta.Length; k++)
                    {
                        scores[i] += beta[k] * columns.X[(i * beta.Length) + k];
                    }

                    if (columns.Strata > 1)
                    {
                        strata[i] = s;
                    }
                }
            }
        }

        for (var e = 0; e < columns.Entries.Length; e++)
        {
            entered[columns.Entries[e]] = columns.EntryTime[e];
        }

        var clusters = data.Clusters is { } of ? Array.ConvertAll(columns.Order, row => of[row]) : null;
        return Survival.Concordance.WithClusters(tenures, columns.Ended, scores, entered, columns.Weights ?? [], strata, clusters, cancellationToken);
    }

    /// <summary>The coefficients on the scale of some data.</summary>
    internal double[] BetaFor(CoxData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.Names.SequenceEqual(Names, StringComparer.Ordinal))
        {
            throw new ArgumentException($"The model has the columns {string.Join(", ", Names)}; the data have {string.Join(", ", data.Names)}.", nameof(data));
        }

        var beta = new double[_beta.Length];
        for (var k = 0; k < beta.Length; k++)
        {
            beta[k] = _beta[k] == 0 ? 0 : _beta[k] * (data.Columns.Deviation[k] / _scale.Deviation[k]) * (data.Columns.Largest[k] / _scale.Largest[k]);
        }

        return beta;
    }

    /// <summary>Score residuals on the scale of some data, as changes of the coefficients.</summary>
    internal void Influence(ReadOnlySpan<double> score, double weight, CoxData data, Span<double> influence)
    {
        var p = _beta.Length;
        for (var k = 0; k < p; k++)
        {
            double sum = 0;
            for (var l = 0; l < p; l++)
            {
                var toModel = data.Columns.Deviation[l] == 0 ? 0 : data.Columns.Deviation[l] / _scale.Deviation[l] * (data.Columns.Largest[l] / _scale.Largest[l]);
                sum += Estimated[l] ? score[l] * toModel * _modelCovariance[(l * p) + k] : 0;
            }

            influence[k] = Estimated[k] ? _scale.PerUnit(k, weight * sum) ?? 0 : 0;
        }
    }

    private static double StaysLonger(CoxBaseline baseline, double from, double to, double log)
    {
        var start = from > 0 ? baseline.StepAt(from) : -1;
        var hazard = baseline.HazardBetween(start, Math.Max(start, baseline.StepAt(to)));
        return hazard == 0 ? 1 : Math.Exp(-hazard * Math.Exp(log));
    }

    private double[][] ColumnsOf(Covariates customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var columns = new double[Names.Count][];
        for (var k = 0; k < columns.Length; k++)
        {
            var at = -1;
            for (var c = 0; c < customers.Names.Count && at < 0; c++)
            {
                at = string.Equals(customers.Names[c], Names[k], StringComparison.Ordinal) ? c : -1;
            }

            columns[k] = at >= 0 ? customers.Columns[at] : throw new ArgumentException($"The column \"{Names[k]}\" is missing; there are {string.Join(", ", customers.Names)}.", nameof(customers));
        }

        return columns;
    }

    /// <summary>The log hazard ratio to the mean customer of the stratum, and where the customer is on the common scale.</summary>
    private double Predictor(ReadOnlySpan<double> customer, CoxBaseline baseline, double offset, double[]? z)
    {
        var log = offset - baseline.Offset;
        for (var k = 0; k < customer.Length; k++)
        {
            var at = _scale.Standard(k, customer[k]) - baseline.Center[k];
            log += _beta[k] == 0 ? 0 : _beta[k] * at;
            if (z is not null)
            {
                z[k] = Estimated[k] ? at : 0;
            }
        }

        return log;
    }

    private CoxBaseline BaselineOf(string? stratum, string argument)
    {
        if (stratum is null && Baselines.Count == 1)
        {
            return Baselines[0];
        }

        foreach (var baseline in Baselines)
        {
            if (string.Equals(baseline.Stratum, stratum, StringComparison.Ordinal))
            {
                return baseline;
            }
        }

        throw new ArgumentException($"{(stratum is null ? "A stratum is needed" : $"There is no stratum \"{stratum}\"")}; the strata are {string.Join(", ", Baselines.Select(b => b.Stratum))}.", argument);
    }
}
