using System.Diagnostics.CodeAnalysis;
using Retention.Metrics.Models;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Risk;

/// <content>How the model is made.</content>
public sealed partial class ChurnModel
{
    private const string Name = "The churn model";

    /// <summary>Fits the model to columns.</summary>
    /// <param name="churned">Whether each customer churned.</param>
    /// <param name="columns">What is known of each, from before it was known whether the customer would churn; as many rows.</param>
    /// <param name="options">Penalty, weights, offset; maximum likelihood unless told.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The model; its <see cref="Report"/> says how the search ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> is null.</exception>
    /// <exception cref="ArgumentException">Lengths differ, or a weight or an offset is out of its range.</exception>
    /// <exception cref="FitException">There is nobody, or everybody or nobody churned and no Firth penalty was asked for; the message says what to check.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <example>
    /// <code>
    /// ChurnModel model = ChurnModel.Fit(churned, Covariates.Of("tickets", tickets).With("tenure", months));
    /// </code>
    /// </example>
    public static ChurnModel Fit(ReadOnlySpan<bool> churned, Covariates columns, ChurnModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        options ??= ChurnModelOptions.MaximumLikelihood;
        if (columns.Count != churned.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"churned has {churned.Length} values, but there are {columns.Count} rows of columns."), nameof(churned));
        }

        options.Check(churned.Length);
        var rows = Rows.Of(churned, columns, options);
        if (WhyHopeless(rows.Churned, options.Penalty) is { } reason)
        {
            throw FitException.Because(
                Name,
                reason,
                "The column that says who churned: it must be true for those who left and false for the others",
                "The period: long enough that some left, and some stayed to its end",
                "The weights: a weight of 0 leaves a customer out",
                "Whether a probability is wanted all the same: ChurnModelOptions.Firth gives a finite one for a group of which all or none churned");
        }

        return Fit(rows, columns, options, cancellationToken);
    }

    /// <summary>Fits the model to rows, by maximum likelihood.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">One row per customer; read once.</param>
    /// <param name="churned">Whether the customer churned.</param>
    /// <param name="columns">The name of each column and what it takes from a row.</param>
    /// <returns>The model; its <see cref="Report"/> says how the search ended.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is missing or repeated, or a value is not finite; the message names the row.</exception>
    /// <exception cref="FitException">There is nobody, or everybody or nobody churned.</exception>
    /// <example>
    /// <code>
    /// ChurnModel model = ChurnModel.Fit(customers, c => c.Churned, ("tickets", c => c.Tickets), ("yearly", c => c.IsYearly ? 1 : 0));
    /// </code>
    /// </example>
    public static ChurnModel Fit<T>(IEnumerable<T> rows, Func<T, bool> churned, params ReadOnlySpan<(string Name, Func<T, double> Value)> columns) =>
        Fit(rows, churned, ChurnModelOptions.MaximumLikelihood, columns);

    /// <summary>Fits the model to rows.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">One row per customer; read once.</param>
    /// <param name="churned">Whether the customer churned.</param>
    /// <param name="options">Penalty, weights and offset, in the order of the rows.</param>
    /// <param name="columns">The name of each column and what it takes from a row.</param>
    /// <returns>The model; its <see cref="Report"/> says how the search ended.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is missing or repeated, or a value is not finite; the message names the row.</exception>
    /// <exception cref="FitException">There is nobody, or everybody or nobody churned and no Firth penalty was asked for.</exception>
    public static ChurnModel Fit<T>(IEnumerable<T> rows, Func<T, bool> churned, ChurnModelOptions options, params ReadOnlySpan<(string Name, Func<T, double> Value)> columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(churned);
        ArgumentNullException.ThrowIfNull(options);
        List<T> list = [.. rows];
        return Fit([.. list.Select(churned)], Covariates.From(list, columns), options);
    }

    /// <summary>Fits the model where it can be fitted: for batches, in which one group without churn must not stop the others.</summary>
    /// <param name="churned">Whether each customer churned.</param>
    /// <param name="columns">What is known of each; as many rows.</param>
    /// <param name="model">The model; null when there is none.</param>
    /// <param name="options">Penalty, weights, offset; maximum likelihood unless told.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>False where <see cref="Fit(ReadOnlySpan{bool}, Covariates, ChurnModelOptions?, CancellationToken)"/> throws a <see cref="FitException"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> is null.</exception>
    /// <exception cref="ArgumentException">Lengths differ, or a weight or an offset is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static bool TryFit(ReadOnlySpan<bool> churned, Covariates columns, [NotNullWhen(true)] out ChurnModel? model, ChurnModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            model = Fit(churned, columns, options, cancellationToken);
            return true;
        }
        catch (FitException)
        {
            model = null;
            return false;
        }
    }

    private static string? WhyHopeless(bool[] churned, ChurnPenalty penalty) =>
        churned.Length == 0 ? "there are no customers"
        : penalty == ChurnPenalty.Firth ? null
        : Array.TrueForAll(churned, c => c) ? "everybody churned, so that nothing tells who does not"
        : Array.TrueForAll(churned, c => !c) ? "nobody churned, so that nothing tells who does"
        : null;

    private static ChurnModel Fit(Rows rows, Covariates columns, ChurnModelOptions options, CancellationToken cancellationToken)
    {
        var all = Covariates.None(rows.Churned.Length);
        for (var c = 0; c < columns.Names.Count; c++)
        {
            all = all.With(columns.Names[c], rows.Kept(columns.Columns[c]));
        }

        var standardized = StandardizedColumns.Of(all, rows.Weights);
        double[][] wide = [Ones(rows.Churned.Length), .. standardized.Columns];
        var gram = new LogisticRows(wide, rows.Churned, rows.Weights, rows.Offset).Start().Gram;
        var ridge = options.Penalty == ChurnPenalty.Ridge;
        int[] kept = [.. Independent(gram, wide.Length, ridge)];
        var fitted = new LogisticRows([.. kept.Select(c => wide[c])], rows.Churned, rows.Weights, rows.Offset);
        var outcome = new LogisticSolver(fitted, ridge ? [.. kept.Select(c => c == 0 ? 0 : options.Strength)] : [], options.Penalty == ChurnPenalty.Firth)
            .Solve(options.MaxIterations, cancellationToken);
        var constant = new LogisticSolver(new([wide[0]], rows.Churned, rows.Weights, rows.Offset), [], firth: false).Solve(ChurnModelOptions.DefaultMaxIterations, cancellationToken);

        var (estimates, covariance) = (new double?[wide.Length], new double[wide.Length][]);
        for (var a = 0; a < wide.Length; a++)
        {
            covariance[a] = new double[wide.Length];
        }

        for (var a = 0; a < kept.Length; a++)
        {
            estimates[kept[a]] = outcome.Coefficients[a];
            for (var b = 0; b < kept.Length; b++)
            {
                covariance[kept[a]][kept[b]] = outcome.Covariance[(a * kept.Length) + b];
            }
        }

        var recession = Array.ConvertAll(outcome.Separation?.Recession ?? [], direction =>
        {
            var whole = new double[wide.Length];
            for (var a = 0; a < kept.Length; a++)
            {
                whole[kept[a]] = direction[a];
            }

            return whole;
        });

        return new(
            [.. columns.Names],
            standardized.Means,
            standardized.Scales,
            estimates,
            covariance,
            recession,
            rows.Churned.Length,
            rows.Churned.LongCount(c => c),
            rows.Weights.Length > 0 ? CompensatedSum.Of(rows.Weights) : rows.Churned.Length,
            -outcome.NegativeLogLikelihood,
            -constant.NegativeLogLikelihood,
            options.Penalty switch
            {
                ChurnPenalty.None => null,
                ChurnPenalty.Ridge => -outcome.Objective,
                // The determinant of the information in the units of the columns.
                _ => kept.Where(c => c > 0).Sum(c => Math.Log(standardized.Scales[c - 1])) - outcome.Objective,
            },
            outcome.EffectiveParameters,
            options.Penalty,
            options.Strength,
            new(outcome.Status, outcome.Iterations, [.. Notes(columns, kept, recession, outcome)]));
    }

    /// <summary>The columns to estimate. A ridge lets collinear columns share their effect, and leaves out constant ones alone.</summary>
    private static IEnumerable<int> Independent(double[] gram, int width, bool ridge)
    {
        var dependent = Cholesky.Factor(gram, width).DependentColumns;
        return Enumerable.Range(0, width).Where(c => ridge ? gram[(c * width) + c] > 0 : !dependent.Contains(c));
    }

    private static IEnumerable<string> Notes(Covariates columns, int[] kept, double[][] recession, LogisticOutcome outcome)
    {
        var left = Enumerable.Range(1, columns.Names.Count).Except(kept).Select(c => Quoted(columns.Names[c - 1])).ToList();
        if (left.Count > 0)
        {
            yield return $"Left out as constant or a combination of earlier columns: {string.Join(", ", left)}.";
        }

        if (outcome.Separation is { } separation)
        {
            var names = string.Join(", ", kept.Where(c => c > 0 && recession.Any(d => Math.Abs(d[c]) > 1e-7)).Select(c => Quoted(columns.Names[c - 1])));
            var customers = separation.Still.Length;
            yield return separation.Rows == customers
                ? $"Complete separation by {names}: all who churned are on one side and all who stayed on the other, so that no finite coefficients are the best. Look for a column that is known only after the churn; ChurnModelOptions.Firth is finite."
                : $"Quasi-complete separation by {names}: no doubt is left about {Rendering.Text.Count(separation.Rows)} of {Rendering.Text.Count(customers)} customers, so that these coefficients grow without end; the others are finite limits. ChurnModelOptions.Firth is finite.";
        }

        if (outcome.Status == FitStatus.NotConverged)
        {
            yield return "The bound on iterations was met: estimates may be off. Raise MaxIterations, or look for columns that nearly depend on each other.";
        }
    }

    private static string Quoted(string name) => "\"" + name + "\"";

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        ones.AsSpan().Fill(1);
        return ones;
    }

    /// <summary>The rows that count: those whose weight is not 0.</summary>
    private sealed class Rows
    {
        private readonly int[]? _kept;

        private Rows(int[]? kept, bool[] churned, double[] weights, double[] offset)
        {
            _kept = kept;
            (Churned, Weights, Offset) = (Kept<bool>(churned), Kept<double>(weights), Kept<double>(offset));
        }

        public bool[] Churned { get; }

        public double[] Weights { get; }

        public double[] Offset { get; }

        public static Rows Of(ReadOnlySpan<bool> churned, Covariates columns, ChurnModelOptions options)
        {
            var weights = options.Weights.ToArray();
            var kept = Array.IndexOf(weights, 0) < 0 ? null : Enumerable.Range(0, columns.Count).Where(i => weights[i] > 0).ToArray();
            return new(kept, churned.ToArray(), weights, options.Offset.ToArray());
        }

        public T[] Kept<T>(T[] column) => _kept is null || column.Length == 0 ? column : Array.ConvertAll(_kept, i => column[i]);
    }
}
