using System.Diagnostics.CodeAnalysis;
using Retention.Metrics.Models;

namespace Retention.Metrics.Survival;

/// <content>The doors that say no instead of throwing when there is nothing to fit.</content>
public sealed partial class ParametricSurvival
{
    /// <summary>Fits a family to lifetimes, for batches of segments of which some are too small.</summary>
    /// <param name="lifetimes">The lifetimes; one that ended at 0 is refused.</param>
    /// <param name="distribution">The family.</param>
    /// <param name="model">The fitted model; null when there is nothing to fit.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Whether there is a model. Look at its report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A lifetime ended at 0, or there is no such family.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static bool TryFit(Lifetimes lifetimes, LifetimeDistribution distribution, [NotNullWhen(true)] out ParametricSurvival? model, CancellationToken cancellationToken = default)
    {
        try
        {
            model = Fit(lifetimes, distribution, cancellationToken);
            return true;
        }
        catch (FitException)
        {
            model = null;
            return false;
        }
    }

    /// <summary>Fits a family to columns, for batches of segments of which some are too small.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, above 0 where it ended.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="distribution">The family.</param>
    /// <param name="model">The fitted model; null when there is nothing to fit.</param>
    /// <param name="covariates">The columns, one value per customer; none for a model without.</param>
    /// <param name="entered">From which age on each was observed, below the tenure; empty when all were observed from their start.</param>
    /// <param name="weights">Case weights, finite and above 0, which count as that many customers; empty for none.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Whether there is a model. Look at its report.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static bool TryFit(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        LifetimeDistribution distribution,
        [NotNullWhen(true)] out ParametricSurvival? model,
        Covariates? covariates = null,
        ReadOnlySpan<double> entered = default,
        ReadOnlySpan<double> weights = default,
        string? unit = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            model = Fit(tenures, ended, distribution, covariates, entered, weights, unit, cancellationToken);
            return true;
        }
        catch (FitException)
        {
            model = null;
            return false;
        }
    }

    /// <summary>Fits a family to lifetimes that are known between bounds, for batches of segments of which some are too small.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="distribution">The family.</param>
    /// <param name="model">The fitted model; null when there is nothing to fit.</param>
    /// <param name="covariates">The columns, one value per customer; none for a model without.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Whether there is a model. Look at its report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentException">The covariates have another number of rows, or there is no such family.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static bool TryFit(IntervalLifetimes lifetimes, LifetimeDistribution distribution, [NotNullWhen(true)] out ParametricSurvival? model, Covariates? covariates = null, CancellationToken cancellationToken = default)
    {
        try
        {
            model = Fit(lifetimes, distribution, covariates, cancellationToken);
            return true;
        }
        catch (FitException)
        {
            model = null;
            return false;
        }
    }
}
