using Retention.Metrics.Models;

namespace Retention.Metrics.Survival;

/// <content>Several reasons of leaving.</content>
public sealed partial class CoxModel
{
    /// <summary>Fits one model per reason of leaving, the other reasons being censoring: what makes those still there leave for it.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="causes">Why each left: 0 for those still there (censored), otherwise the number of the reason from 1.</param>
    /// <param name="count">How many reasons there are, at least 1.</param>
    /// <param name="covariates">What may explain it, in the order of the tenures.</param>
    /// <param name="options">Ties, penalty, robust errors; as R does unless told.</param>
    /// <param name="tolerance">Which times count as the same; exact equality unless told.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the fits.</param>
    /// <returns>The models of the reasons 1, 2, … A survival predicted by one of them is not the share that stays: <see cref="FineGrayModel"/> predicts incidences.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="covariates"/> is null.</exception>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range.</exception>
    /// <exception cref="FitException">Nobody left for one of the reasons.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<CoxModel> CauseSpecific(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<int> causes,
        int count,
        Covariates covariates,
        CoxOptions? options = null,
        TimeTolerance tolerance = default,
        string? unit = null,
        CancellationToken cancellationToken = default)
    {
        Lifetimes.CheckLength(causes.Length, nameof(causes), tenures.Length);
        if (count < 1)
        {
            throw Guard.OutOfRange(nameof(count), count, "At least one reason is needed");
        }

        var models = new CoxModel[count];
        for (var cause = 1; cause <= count; cause++)
        {
            models[cause - 1] = Fit(CoxData.From(tenures, EndedFor(causes, cause), covariates, tolerance: tolerance, unit: unit, cancellationToken: cancellationToken), options, null, cancellationToken);
        }

        return models;
    }

    internal static bool[] EndedFor(ReadOnlySpan<int> causes, int cause)
    {
        var ended = new bool[causes.Length];
        for (var i = 0; i < causes.Length; i++)
        {
            if (causes[i] < 0)
            {
                throw Guard.OutOfRange(FormattableString.Invariant($"causes[{i}]"), causes[i], "It must be 0 for those still there, or the number of a reason");
            }

            ended[i] = causes[i] == cause;
        }

        return ended;
    }
}
