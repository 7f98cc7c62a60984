using System.Collections.ObjectModel;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>The doors, and the way from rows to estimates.</content>
public sealed partial class ParametricSurvival
{
    private static readonly LifetimeDistribution[] Families = Enum.GetValues<LifetimeDistribution>();

    /// <summary>Fits a family to lifetimes, which may be weighted and have late entries.</summary>
    /// <param name="lifetimes">The lifetimes; one that ended at 0 is refused.</param>
    /// <param name="distribution">The family.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The model. Look at its report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A lifetime ended at 0, or there is no such family.</exception>
    /// <exception cref="FitException">Nobody has left, or there is nobody.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ParametricSurvival Fit(Lifetimes lifetimes, LifetimeDistribution distribution, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        Guard.Defined(distribution);
        var sample = new Sample(LogTimeRows.Of(lifetimes), lifetimes.Count, lifetimes.Weight, lifetimes.HasFractionalWeights, lifetimes.Unit) { Observed = lifetimes };
        return Fit(sample, distribution, null, [], cancellationToken);
    }

    /// <summary>Fits a family to columns, with what explains the differences between customers.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, above 0 where it ended.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="distribution">The family.</param>
    /// <param name="covariates">The columns, one value per customer; none for a model without.</param>
    /// <param name="entered">From which age on each was observed, below the tenure; empty when all were observed from their start.</param>
    /// <param name="weights">Case weights, finite and above 0, which count as that many customers; empty for none.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The model. Look at its report.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    /// <exception cref="FitException">Nobody has left, or there is nobody.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <example>
    /// <code>
    /// ParametricSurvival model = ParametricSurvival.Fit(months, left, LifetimeDistribution.Weibull, Covariates.Of("plan", plan), unit: "months");
    /// Console.WriteLine(model.Coefficients[1].Ratio);        // how many times as long the customers of the plan stay
    /// </code>
    /// </example>
    public static ParametricSurvival Fit(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        LifetimeDistribution distribution,
        Covariates? covariates = null,
        ReadOnlySpan<double> entered = default,
        ReadOnlySpan<double> weights = default,
        string? unit = null,
        CancellationToken cancellationToken = default)
    {
        var lifetimes = Lifetimes.From(tenures, ended, entered, weights, default, unit, cancellationToken);
        if (covariates is null)
        {
            return Fit(lifetimes, distribution, cancellationToken);
        }

        Guard.Defined(distribution);
        Lifetimes.CheckLength(covariates.Count, nameof(covariates), tenures.Length);
        var columns = StandardizedColumns.Of(covariates, Relative(weights));
        var sample = new Sample(LogTimeRows.Of(tenures, ended, entered, weights, columns.Columns), lifetimes.Count, lifetimes.Weight, lifetimes.HasFractionalWeights, unit) { Observed = lifetimes };
        return Fit(sample, distribution, covariates, weights, cancellationToken, columns);
    }

    /// <summary>Fits a family to lifetimes that are known between bounds.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="distribution">The family.</param>
    /// <param name="covariates">The columns, one value per customer; none for a model without.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The model. Look at its report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentException">The covariates have another number of rows, or there is no such family.</exception>
    /// <exception cref="FitException">Nobody has left, nobody is known to have stayed for any time, or there is nobody.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ParametricSurvival Fit(IntervalLifetimes lifetimes, LifetimeDistribution distribution, Covariates? covariates = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lifetimes);
        Guard.Defined(distribution);
        var columns = covariates is null ? null : StandardizedColumns.Of(covariates, Relative(lifetimes.Weights));
        if (covariates is not null)
        {
            Lifetimes.CheckLength(covariates.Count, nameof(covariates), lifetimes.Count, nameof(lifetimes));
        }

        var fractional = lifetimes.Weights.ToArray().Any(w => Math.Floor(w) != w);
        var sample = new Sample(LogTimeRows.Of(lifetimes, columns?.Columns ?? []), lifetimes.Count, lifetimes.Weight, fractional, lifetimes.Unit) { Bounds = lifetimes };
        return Fit(sample, distribution, covariates, lifetimes.Weights, cancellationToken, columns);
    }

    /// <summary>Fits every family and ranks them.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The models, the smallest <see cref="Aic"/> first; those whose fit did not converge come last.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A lifetime ended at 0.</exception>
    /// <exception cref="FitException">Nobody has left, or there is nobody.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>Families less than 2 apart in AIC fit about equally well, but may differ much past the data: look at what they say there.</remarks>
    public static IReadOnlyList<ParametricSurvival> Compare(Lifetimes lifetimes, CancellationToken cancellationToken = default) =>
        Ranked(Families.Select(family => Fit(lifetimes, family, cancellationToken)));

    /// <summary>Fits every family to columns, with what explains the differences between customers, and ranks them.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, above 0 where it ended.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="covariates">The columns, one value per customer; none for models without.</param>
    /// <param name="entered">From which age on each was observed, below the tenure; empty when all were observed from their start.</param>
    /// <param name="weights">Case weights, finite and above 0, which count as that many customers; empty for none.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The models, the smallest <see cref="Aic"/> first; those whose fit did not converge come last.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    /// <exception cref="FitException">Nobody has left, or there is nobody.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<ParametricSurvival> Compare(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        Covariates? covariates = null,
        ReadOnlySpan<double> entered = default,
        ReadOnlySpan<double> weights = default,
        string? unit = null,
        CancellationToken cancellationToken = default)
    {
        var models = new ParametricSurvival[Families.Length];
        for (var i = 0; i < models.Length; i++)
        {
            models[i] = Fit(tenures, ended, Families[i], covariates, entered, weights, unit, cancellationToken);
        }

        return Ranked(models);
    }

    /// <summary>Fits every family to lifetimes between bounds and ranks them.</summary>
    /// <param name="lifetimes">The lifetimes.</param>
    /// <param name="covariates">The columns, one value per customer; none for models without.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The models, the smallest <see cref="Aic"/> first; those whose fit did not converge come last.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="lifetimes"/> is null.</exception>
    /// <exception cref="ArgumentException">The covariates have another number of rows.</exception>
    /// <exception cref="FitException">Nobody has left, nobody is known to have stayed for any time, or there is nobody.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<ParametricSurvival> Compare(IntervalLifetimes lifetimes, Covariates? covariates = null, CancellationToken cancellationToken = default) =>
        Ranked(Families.Select(family => Fit(lifetimes, family, covariates, cancellationToken)));

    private static ReadOnlyCollection<ParametricSurvival> Ranked(IEnumerable<ParametricSurvival> models) =>
        Array.AsReadOnly(models.OrderByDescending(m => m.Report.Converged).ThenBy(m => m.Aic).ToArray());

    /// <summary>Weights as shares of the largest one, so that their sums neither overflow nor vanish.</summary>
    private static double[] Relative(ReadOnlySpan<double> weights)
    {
        var relative = weights.ToArray();
        var largest = relative.Length == 0 ? 1 : relative.Max();
        return Array.ConvertAll(relative, w => w / largest);
    }

    private static ParametricSurvival Fit(in Sample sample, LifetimeDistribution law, Covariates? covariates, ReadOnlySpan<double> weights, CancellationToken cancellationToken, StandardizedColumns? columns = null)
    {
        var rows = Checked(sample, law);
        var notes = new List<string>();
        var kept = Independent(columns, Relative(weights), covariates, notes);
        var without = LogTimeSearch.Run(rows.WithoutColumns(), law, null, cancellationToken);
        var full = kept.Count == 0 ? without : LogTimeSearch.Run(rows.WithColumns([.. kept.Select(j => columns!.Columns[j])]), law, without, cancellationToken);

        var names = covariates?.Names.ToArray() ?? [];
        var beta = full.Beta;
        var estimates = new double?[names.Length];
        for (var k = 0; k < kept.Count; k++)
        {
            estimates[kept[k]] = beta[k + 1];
        }

        var hasScale = law != LifetimeDistribution.Exponential;
        var fitted = new FittedColumns(names, estimates, columns?.Means ?? [], columns?.Scales ?? [], beta[0] + rows.Centre, full.LogScale, full.Covariance(), hasScale);
        notes.AddRange(Warnings(sample, full, fitted, kept, names));
        var status = full.End switch { LogTimeEnd.Maximum => FitStatus.Converged, LogTimeEnd.Unfinished => FitStatus.NotConverged, _ => FitStatus.AtBoundary };
        return new(
            law,
            fitted,
            rows.WeightScale * (full.Value + rows.Jacobian),
            rows.WeightScale * (without.Value + rows.Jacobian),
            sample.Count,
            sample.Weight,
            sample.Unit,
            new(status, full.Steps, notes),
            sample.Points(cancellationToken));
    }

    private static LogTimeRows Checked(in Sample sample, LifetimeDistribution law)
    {
        var model = $"The {FittedLifetime.Name(law)} model";
        if (sample.Rows is not { } rows)
        {
            throw FitException.Because(model, "there is nobody who was observed for any time", "Are there rows, and did filters leave any", "Are all tenures 0");
        }

        if (!rows.HasEnd)
        {
            throw FitException.Because(
                model,
                "nobody has left",
                "Is the column of ends true, or 1, for those who left and not for those who stay",
                "Does the day up to which the data are known lie after the first departures",
                "If really nobody has left, the rate is below about 3 ÷ (time at risk) with 95 % confidence; no curve follows from that");
        }

        if (!rows.HasStart)
        {
            throw FitException.Because(
                model,
                "everybody had left by the first look, so that nothing bounds lifetimes from below",
                "Are the lower bounds really 0",
                "Are those who still run among the rows, with an upper bound of null");
        }

        return double.IsFinite(sample.Weight) && rows.WeightScale is > 1e-300 and < 1e300
            ? rows
            : throw FitException.Because(model, "the weights sum to more than a double holds", "Divide the weights by their largest one");
    }

    private static List<int> Independent(StandardizedColumns? columns, double[] weights, Covariates? covariates, List<string> notes)
    {
        var kept = new List<int>();
        if (columns is null || columns.Columns.Length == 0)
        {
            return kept;
        }

        var k = columns.Columns.Length;
        var products = new double[k * k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                double sum = 0;
                var (a, b) = (columns.Columns[i], columns.Columns[j]);
                for (var row = 0; row < a.Length; row++)
                {
                    sum += (weights.Length == 0 ? 1 : weights[row]) * a[row] * b[row];
                }

                products[(i * k) + j] = products[(j * k) + i] = sum;
            }
        }

        var factor = Cholesky.Factor(products, k);
        for (var j = 0; j < k; j++)
        {
            if (!factor.DependentColumns.Contains(j))
            {
                kept.Add(j);
                continue;
            }

            var combination = factor.Combination(j);
            string[] parts = [.. Enumerable.Range(0, j).Where(i => Math.Abs(combination[i]) > 1e-6).Select(i => covariates!.Names[i])];
            notes.Add(parts.Length == 0
                ? $"The column {covariates!.Names[j]} is constant and has no coefficient."
                : $"The column {covariates!.Names[j]} is a combination of {string.Join(", ", parts)} and has no coefficient.");
        }

        return kept;
    }

    private static IEnumerable<string> Warnings(Sample sample, LogTimeSearch search, FittedColumns fitted, List<int> kept, string[] names)
    {
        switch (search.End)
        {
            case LogTimeEnd.ScaleVanished:
                yield return "The scale went to 0: the model passes through every lifetime that ended, as it does when all ended at one time or there are as many columns as ends. The likelihood has no maximum, and there are no standard errors.";
                break;
            case LogTimeEnd.ScaleUnbounded:
                yield return "The scale grows without end: the bounds are compatible with no dependence on time at all. The likelihood has no maximum, and there are no standard errors.";
                break;
            case LogTimeEnd.CoefficientsUnbounded:
                var moving = search.Moving.Where(j => j > 0 && j <= kept.Count).Select(j => names[kept[j - 1]]).ToList();
                yield return moving.Count == 0
                    ? "The location grows without end: the data do not bound lifetimes on one side."
                    : $"The coefficient of {string.Join(", ", moving)} grows without end: nobody left, or nobody stayed, on one side of it. Its estimate and standard error mean nothing but \"large\".";
                break;
            case LogTimeEnd.Unfinished:
                yield return "The bound on iterations was met: look for outliers and for late entries that leave nobody at risk.";
                break;
        }

        if (search.End is LogTimeEnd.Maximum && fitted.Matrix is null)
        {
            yield return "The information matrix is singular or beyond what a double holds: there are no standard errors.";
        }

        if (sample.HasFractionalWeights)
        {
            yield return "Some weights are no whole numbers. They count as numbers of customers here; for sampling weights the standard errors are too small or too large.";
        }
    }

    /// <summary>What was fitted to.</summary>
    private readonly record struct Sample(LogTimeRows? Rows, long Count, double Weight, bool HasFractionalWeights, string? Unit)
    {
        public Lifetimes? Observed { get; init; }

        public IntervalLifetimes? Bounds { get; init; }

        /// <summary>The non-parametric curve, for the picture: no more points than it shows.</summary>
        public (double[] Times, double[] Survival) Points(CancellationToken cancellationToken) =>
            Observed is not null ? ObservedCurve.Of(Observed, cancellationToken) : TurnbullCurve.Fit(Bounds!, cancellationToken).Points();
    }
}
