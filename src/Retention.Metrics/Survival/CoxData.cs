using System.Globalization;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The rows of a proportional hazards regression: who was observed over which ages, who left at the end, and the columns that may explain it; sorted once, for many questions after.
/// </summary>
/// <remarks>
/// A row is a customer, or a part of a customer's life in (entered, tenure] over which the columns did not change: a customer whose plan changed has two rows. Rows of one customer belong in one cluster
/// only if the customer can leave more than once; cut lives need none. Instances are immutable.
/// </remarks>
/// <example>
/// <code>
/// CoxData data = CoxData.From(months, ended, Covariates.Of("seats", seats).WithCategory("plan", plans), strata: country);
/// CoxModel model = CoxModel.Fit(data);
/// </code>
/// </example>
public sealed class CoxData
{
    private CoxData(CoxColumns columns, IReadOnlyList<string> names, IReadOnlyList<string> strata, int[]? clusters, int clusterCount, TimeTolerance tolerance, string? unit)
    {
        Columns = columns;
        Names = names;
        Strata = strata;
        Clusters = clusters;
        ClusterCount = clusterCount;
        Tolerance = tolerance;
        Unit = unit;
    }

    /// <summary>How many rows there are.</summary>
    public int Count => Columns.Rows;

    /// <summary>How many of them ended.</summary>
    public int Ended => Columns.Events;

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The names of the strata, in the order of their codes or ordinally; one empty name without strata.</summary>
    public IReadOnlyList<string> Strata { get; }

    /// <summary>How many clusters there are; 0 without.</summary>
    public int ClusterCount { get; }

    /// <summary>Whether some rows came under observation after their start.</summary>
    public bool HasLateEntry => Columns.Entries.Length > 0;

    /// <summary>Which times counted as the same.</summary>
    public TimeTolerance Tolerance { get; }

    /// <summary>What the tenures are counted in; null when that was not said.</summary>
    public string? Unit { get; }

    internal CoxColumns Columns { get; }

    /// <summary>The cluster of each row in the order of the columns, from 0; null without clusters.</summary>
    internal int[]? Clusters { get; }

    /// <summary>Makes the data from columns.</summary>
    /// <param name="tenures">How long each customer stayed or has stayed so far: finite, at least 0.</param>
    /// <param name="ended">Whether the lifetime ended there (true) or still runs (false).</param>
    /// <param name="covariates">What may explain it, in the order of the tenures.</param>
    /// <param name="entered">From which age on each row was observed, below its tenure; empty when all were observed from their start.</param>
    /// <param name="weights">Case weights, finite and above 0; empty for none.</param>
    /// <param name="offsets">Known parts of the log hazard, such as the log of an exposure; empty for none.</param>
    /// <param name="strata">The stratum of each row, any whole numbers: each stratum has a baseline hazard of its own; empty for none.</param>
    /// <param name="clusters">The cluster of each row, any whole numbers: rows of one cluster are not independent, and standard errors allow for it; empty for none.</param>
    /// <param name="tolerance">Which times count as the same; exact equality unless told.</param>
    /// <param name="unit">What the tenures are counted in, for the renderings.</param>
    /// <param name="cancellationToken">Cancels the sorting of long columns.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="covariates"/> is null.</exception>
    /// <exception cref="ArgumentException">The columns differ in length, or a value is out of its range; the message names its row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CoxData From(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        Covariates covariates,
        ReadOnlySpan<double> entered = default,
        ReadOnlySpan<double> weights = default,
        ReadOnlySpan<double> offsets = default,
        ReadOnlySpan<int> strata = default,
        ReadOnlySpan<int> clusters = default,
        TimeTolerance tolerance = default,
        string? unit = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        Lifetimes.CheckColumns(tenures, ended.Length, entered, weights);
        Lifetimes.CheckTenures(tenures, nameof(tenures));
        Lifetimes.CheckLength(covariates.Count, nameof(covariates), tenures.Length);
        CheckOptional(offsets.Length, nameof(offsets), tenures.Length);
        CheckOptional(strata.Length, nameof(strata), tenures.Length);
        CheckOptional(clusters.Length, nameof(clusters), tenures.Length);
        for (var i = 0; i < offsets.Length; i++)
        {
            Guard.Finite(offsets[i], FormattableString.Invariant($"offsets[{i}]"));
        }

        var (codes, levels) = Coded(strata);
        return FromChecked(tenures, ended, covariates, entered, weights, offsets, codes, [.. levels.Select(level => level.ToString(CultureInfo.InvariantCulture))], clusters, tolerance, unit, cancellationToken);
    }

    /// <summary>Makes the data from dated rows; see <see cref="Lifetimes.From{T}"/>.</summary>
    /// <typeparam name="T">The type of the rows: one per customer or subscription.</typeparam>
    /// <param name="rows">The rows, in any order; read once.</param>
    /// <param name="start">The first day.</param>
    /// <param name="end">The day of leaving; null for those who have not left.</param>
    /// <param name="asOf">The day up to which the data are known. Whoever starts later is left out.</param>
    /// <param name="covariates">Makes the columns of the rows that are kept, as <c>kept => Covariates.From(kept, ("seats", r => r.Seats))</c>.</param>
    /// <param name="observedFrom">The day from which the data are complete, if customers who had left earlier are missing.</param>
    /// <param name="weight">The case weight of a row, above 0; 1 unless told.</param>
    /// <param name="stratum">The name of the stratum; null for none.</param>
    /// <param name="cluster">The name of the cluster, such as the account of several subscriptions; null for none.</param>
    /// <returns>The data, in days.</returns>
    /// <exception cref="ArgumentNullException">A needed argument is null.</exception>
    /// <exception cref="ArgumentException">A row is wrong, its stratum or cluster is null, or the columns have another number of rows.</exception>
    public static CoxData From<T>(
        IEnumerable<T> rows,
        Func<T, DateOnly> start,
        Func<T, DateOnly?> end,
        DateOnly asOf,
        Func<IReadOnlyList<T>, Covariates> covariates,
        DateOnly? observedFrom = null,
        Func<T, double>? weight = null,
        Func<T, string>? stratum = null,
        Func<T, string>? cluster = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(covariates);
        var columns = new DatedColumns<T>(start, end, asOf, observedFrom, weight);
        var kept = new List<T>();
        foreach (var row in rows)
        {
            if (columns.Add(row))
            {
                kept.Add(row);
            }
        }

        var made = covariates(kept);
        ArgumentNullException.ThrowIfNull(made, nameof(covariates));
        Lifetimes.CheckLength(made.Count, nameof(covariates), kept.Count, "the list of kept rows");
        var (strata, names) = Named(kept, stratum, "stratum");
        var (clusters, _) = Named(kept, cluster, "cluster");
        return FromChecked(columns.Doubles(), columns.Ended, made, columns.Entered, columns.Weights, [], strata, names, clusters, default, "days", CancellationToken.None);
    }

    /// <summary>As "20 rows, 11 ended, of plan, seats".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Text.Count(Count)} rows, {Text.Count(Ended)} ended, of {(Names.Count == 0 ? "no columns" : string.Join(", ", Names))}"
        + (Strata.Count > 1 ? $", {Text.Count(Strata.Count)} strata" : string.Empty) + (ClusterCount > 0 ? $", {Text.Count(ClusterCount)} clusters" : string.Empty);

    internal static (int[] Codes, int[] Levels) Coded(ReadOnlySpan<int> values)
    {
        if (values.IsEmpty)
        {
            return ([], []);
        }

        int[] levels = [.. new HashSet<int>(values.ToArray()).Order()];
        var codes = new int[values.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = Array.BinarySearch(levels, values[i]);
        }

        return (codes, levels);
    }

    private static CoxData FromChecked(
        ReadOnlySpan<double> tenures,
        ReadOnlySpan<bool> ended,
        Covariates covariates,
        ReadOnlySpan<double> entered,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> offsets,
        ReadOnlySpan<int> strata,
        string[] stratumNames,
        ReadOnlySpan<int> clusters,
        TimeTolerance tolerance,
        string? unit,
        CancellationToken cancellationToken)
    {
        if (!tolerance.IsExact && !tenures.IsEmpty)
        {
            var (stops, starts) = Lifetimes.Merged(tenures, entered, tolerance);
            tenures = stops;
            entered = starts;
        }

        var (clusterCodes, clusterLevels) = Coded(clusters);
        if (clusterLevels.Length == 1)
        {
            throw new ArgumentException("All rows are of one cluster. Errors that allow for clusters need several of them, and are good from some thirty on.", nameof(clusters));
        }

        var columns = CoxColumns.Of(tenures, ended, covariates, entered, weights, offsets, strata, Math.Max(1, stratumNames.Length), cancellationToken);
        return new(columns, covariates.Names, stratumNames.Length == 0 ? [string.Empty] : stratumNames, clusters.IsEmpty ? null : clusterCodes, clusterLevels.Length, tolerance, unit);
    }

    private static (int[] Codes, string[] Names) Named<T>(List<T> rows, Func<T, string>? name, string what)
    {
        if (name is null)
        {
            return ([], []);
        }

        var values = rows.ConvertAll(row => name(row) ?? throw new ArgumentException($"The {what} of a row was null.", nameof(rows)));
        string[] names = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var codes = names.Select((n, i) => (n, i)).ToDictionary(n => n.n, n => n.i, StringComparer.Ordinal);
        return ([.. values.Select(v => codes[v])], names);
    }

    private static void CheckOptional(int length, string name, int expected)
    {
        if (length != 0)
        {
            Lifetimes.CheckLength(length, name, expected);
        }
    }
}
