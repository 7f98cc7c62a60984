using System.Diagnostics.CodeAnalysis;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>Fitting.</content>
public sealed partial class CoxModel
{
    private const string ModelName = "The Cox model";

    /// <summary>Fits the model.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">Ties, penalty, robust errors; as R does unless told.</param>
    /// <param name="progress">Told of each iteration, with the log-likelihood in the notes; null for none.</param>
    /// <param name="cancellationToken">Cancels the fit.</param>
    /// <returns>The fitted model. Look at <see cref="Report"/> before you use it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="ArgumentException">Exact ties with weights or with Firth's penalty, which they do not go with.</exception>
    /// <exception cref="FitException">There are no rows, or nobody left.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CoxModel Fit(CoxData data, CoxOptions? options = null, IProgress<FitReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= CoxOptions.Default;
        var columns = data.Columns;
        if (options.Ties == CoxTies.Exact && columns.Weights is not null)
        {
            throw new ArgumentException("Exact ties are of customers, not of weights: fit with Efron's ties, or repeat the rows.", nameof(options));
        }

        if (options is { Ties: CoxTies.Exact, Penalty: CoxPenalty.Firth })
        {
            throw new ArgumentException("Firth's penalty does not go with exact ties: fit with Efron's.", nameof(options));
        }

        if (data.Ended == 0)
        {
            throw FitException.Because(ModelName, data.Count == 0 ? "there are no rows" : "nobody left", "that ended is true for those who left", "that the data reach up to the days on which customers left", "that filters leave some of them");
        }

        var sums = new CoxSums(columns, options.Ties, data.Count < 100_000 ? 1 : options.MaxThreads, cancellationToken);
        var search = CoxSearch.Run(sums.Evaluate, sums.Risks, columns, data.Names, options, progress, cancellationToken);
        return Of(data, options, columns, sums, search, cancellationToken);
    }

    /// <summary>Fits the model to columns without strata, weights or late entry.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="covariates">What may explain it, in the order of the tenures.</param>
    /// <param name="options">Ties, penalty, robust errors; as R does unless told.</param>
    /// <param name="cancellationToken">Cancels the fit.</param>
    /// <returns>The fitted model. Look at <see cref="Report"/> before you use it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="covariates"/> is null.</exception>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    /// <exception cref="FitException">There are no rows, or nobody left.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CoxModel Fit(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, Covariates covariates, CoxOptions? options = null, CancellationToken cancellationToken = default) =>
        Fit(CoxData.From(tenures, ended, covariates, cancellationToken: cancellationToken), options, null, cancellationToken);

    /// <summary>Fits the model, for batches of segments of which some are too small.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="model">The fitted model; null when there is nothing to fit.</param>
    /// <param name="options">Ties, penalty, robust errors; as R does unless told.</param>
    /// <param name="cancellationToken">Cancels the fit.</param>
    /// <returns>Whether there is a model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="ArgumentException">Exact ties with weights or with Firth's penalty.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static bool TryFit(CoxData data, [NotNullWhen(true)] out CoxModel? model, CoxOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            model = Fit(data, options, null, cancellationToken);
            return true;
        }
        catch (FitException)
        {
            model = null;
            return false;
        }
    }

    private static CoxModel Of(CoxData data, CoxOptions options, CoxColumns columns, CoxSums sums, CoxSearch search, CancellationToken cancellationToken)
    {
        var (at, start, kept) = (search.At, search.Start, search.Kept);
        var rank = kept.Count(k => k);
        var risks = RisksAt(columns, at.Beta, sums.Risks);
        var robust = options.Robust || data.Clusters is not null;
        var hazards = CoxHazards.Of(columns, risks, options.Ties, forEvents: robust, cancellationToken);
        double[]? sandwich = null;
        CoxTest? robustScore = null;
        if (robust)
        {
            if (options.Ties == CoxTies.Exact)
            {
                throw new ArgumentException("Robust standard errors do not go with exact ties, whose score residuals nobody has defined: fit with Efron's.", nameof(options));
            }

            sandwich = CoxSandwich.Of(CoxSandwich.Scores(data, risks, hazards, cancellationToken), search.Covariance);
            risks = RisksAt(columns, new double[columns.Width], risks);
            var atStart = CoxHazards.Of(columns, risks, options.Ties, forEvents: true, cancellationToken);
            robustScore = CoxTest.Of("robust score", CoxSandwich.ScoreStatistic(CoxSandwich.Scores(data, risks, atStart, cancellationToken), kept), rank);
        }

        return new(
            data.Names,
            kept,
            at.Beta,
            search.Covariance,
            sandwich,
            columns.Largest,
            columns.Mean,
            columns.Deviation,
            options.Ties,
            options.Penalty,
            data.Count,
            data.Ended,
            data.ClusterCount,
            at.LogLikelihood,
            start.LogLikelihood,
            CoxTest.Of("likelihood ratio", 2 * (at.Objective - start.Objective), rank),
            CoxTest.Of("score", search.ScoreStatistic, rank),
            CoxTest.Of("Wald", Wald(at.Beta, sandwich, search.Covariance), rank),
            robustScore,
            hazards.Baselines(data),
            search.Report,
            data.Unit,
            [.. Enumerable.Range(0, columns.Width).Select(search.Unbounded.Contains)]);
    }

    private static double Wald(double[] beta, double[]? sandwich, double[] covariance)
    {
        if (beta.Length == 0)
        {
            return 0;
        }

        var solved = Cholesky.Factor(sandwich ?? covariance, beta.Length).Solve(beta);
        return solved.Zip(beta, (a, b) => a * b).Sum();
    }

    /// <summary>The risks at coefficients, weight included, into an array of the caller.</summary>
    internal static double[] RisksAt(CoxColumns columns, double[] beta, double[] into)
    {
        for (var i = 0; i < columns.Rows; i++)
        {
            var eta = columns.Offsets is null ? 0 : columns.Offsets[i];
            for (var k = 0; k < beta.Length; k++)
            {
                eta += columns.X[(i * beta.Length) + k] * beta[k];
            }

            into[i] = columns.Weight(i) * Math.Exp(Math.Clamp(eta, -CoxSums.FarthestPredictor, CoxSums.FarthestPredictor));
        }

        return into;
    }
}
