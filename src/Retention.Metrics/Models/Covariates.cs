using System.Globalization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Models;

/// <summary>
/// The columns that a regression model explains by: named numbers, one of each per customer, in the order of the outcome's rows.
/// </summary>
/// <remarks>
/// Columns are copied, so later changes of the arrays do no harm; instances are immutable. Every value must be finite. Constant and collinear columns are allowed here: the
/// models find and name them. A model is invariant to the unit of a column, its coefficient is per unit.
/// </remarks>
/// <example>
/// <code>
/// Covariates x = Covariates.From(rows, ("tickets", r => r.Tickets), ("price", r => r.Price))
///     .WithCategory("plan", rows.Select(r => r.Plan));      // plan=monthly, plan=yearly against the first name, "free"
/// Console.WriteLine(x);                                     // 200 rows of tickets, price, plan=monthly, plan=yearly
/// </code>
/// </example>
public sealed class Covariates
{
    private readonly string[] _names;
    private readonly double[][] _columns;

    private Covariates(int count, string[] names, double[][] columns)
    {
        Count = count;
        _names = names;
        _columns = columns;
        Names = Array.AsReadOnly(names);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                throw new ArgumentException("A column has no name.", nameof(names));
            }

            if (!seen.Add(name))
            {
                throw new ArgumentException($"Two columns are named \"{name}\".", nameof(names));
            }
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The values of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The values, in the order of the rows.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public ReadOnlySpan<double> this[string name] =>
        Array.IndexOf(_names, name) is >= 0 and var index ? _columns[index] : throw new ArgumentException($"There is no column \"{name}\"; the columns are {string.Join(", ", _names)}.", nameof(name));

    /// <summary>No columns at all, for a model of the intercept or the baseline only.</summary>
    /// <param name="count">How many rows.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static Covariates None(int count) => new((int)Guard.Count(count), [], []);

    /// <summary>Columns from rows.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <param name="rows">The rows, in the order of the outcome; read once.</param>
    /// <param name="columns">The name of each column and what it takes from a row. A yes-no column is 1 or 0.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is missing or repeated, or a value is not finite; the message names the row.</exception>
    public static Covariates From<T>(IEnumerable<T> rows, params ReadOnlySpan<(string Name, Func<T, double> Value)> columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var lists = new List<double>[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            ArgumentNullException.ThrowIfNull(columns[c].Value, nameof(columns));
            lists[c] = [];
        }

        var count = 0;
        foreach (var row in rows)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                lists[c].Add(Finite(columns[c].Name, count, columns[c].Value(row), nameof(columns)));
            }

            count++;
        }

        var names = new string[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            names[c] = columns[c].Name;
        }

        return new(count, names, [.. lists.Select(list => list.ToArray())]);
    }

    /// <summary>A first column from an array.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values, in the order of the outcome's rows.</param>
    /// <returns>The columns, to which more can be added by <see cref="With"/>.</returns>
    /// <exception cref="ArgumentException">The name is missing, or a value is not finite; the message names the row.</exception>
    public static Covariates Of(string name, ReadOnlySpan<double> values) => None(values.Length).With(name, values);

    /// <summary>The same with one more column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values, as many as there are rows.</param>
    /// <returns>New columns; these are unchanged.</returns>
    /// <exception cref="ArgumentException">The name is missing or repeated, the lengths differ, or a value is not finite; the message names the row.</exception>
    public Covariates With(string name, ReadOnlySpan<double> values)
    {
        CheckLength(name, values.Length, nameof(values));
        for (var i = 0; i < values.Length; i++)
        {
            Finite(name, i, values[i], nameof(values));
        }

        return new(Count, [.. _names, name], [.. _columns, values.ToArray()]);
    }

    /// <summary>The same with a column of 0 and 1 for each category but one (treatment coding, as R's factors).</summary>
    /// <param name="name">The name of what is categorised, such as "plan"; the columns are named "plan=yearly".</param>
    /// <param name="categories">The category of each row.</param>
    /// <param name="reference">The category that the others are compared with; the first in ordinal order when null.</param>
    /// <param name="levels">
    /// All categories that there are; those of these rows when null. Give the levels of the model when new customers are scored: a batch may lack a category, and one that the
    /// model has not seen is refused instead of passing for the reference.
    /// </param>
    /// <returns>New columns, the categories in ordinal order, or in that of the levels; these are unchanged.</returns>
    /// <exception cref="ArgumentNullException">The categories are null.</exception>
    /// <exception cref="ArgumentException">A category is null or not among the levels, the lengths differ, a name is repeated, or there is no such reference category.</exception>
    /// <example>
    /// <code>
    /// string[] plans = ["basic", "pro", "team"];                                            // basic is the reference
    /// Covariates train = Covariates.Of("seats", seats).WithCategory("plan", plan, levels: plans);
    /// Covariates batch = Covariates.Of("seats", newSeats).WithCategory("plan", newPlan, levels: plans);
    /// </code>
    /// </example>
    public Covariates WithCategory(string name, IEnumerable<string> categories, string? reference = null, IReadOnlyList<string>? levels = null)
    {
        ArgumentNullException.ThrowIfNull(categories);
        string[] values = [.. categories];
        CheckLength(name, values.Length, nameof(categories));
        if (Array.IndexOf(values, null) is >= 0 and var missing)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The category of row {missing} of \"{name}\" was null."), nameof(categories));
        }

        string[] known = levels is null ? [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [.. levels];
        if (Array.FindIndex(values, value => !known.Contains(value, StringComparer.Ordinal)) is >= 0 and var unknown)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Row {unknown} of \"{name}\" is \"{values[unknown]}\", which is not among the levels {string.Join(", ", known)}."), nameof(categories));
        }

        if (reference is not null && !known.Contains(reference, StringComparer.Ordinal))
        {
            throw new ArgumentException($"No row of \"{name}\" is in the reference category \"{reference}\"; the categories are {string.Join(", ", known)}.", nameof(reference));
        }

        string[] others = [.. known.Where(level => level != (reference ?? known[0]))];
        return new(
            Count,
            [.. _names, .. others.Select(level => name + "=" + level)],
            [.. _columns, .. others.Select(level => Array.ConvertAll(values, value => value == level ? 1.0 : 0.0))]);
    }

    /// <summary>As "200 rows of tickets, price".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Text.Count(Count)} rows of {(_names.Length == 0 ? "no columns" : string.Join(", ", _names))}";

    /// <summary>The columns as they are kept: nobody may write to them.</summary>
    internal ReadOnlySpan<double[]> Columns => _columns;

    private void CheckLength(string name, int length, string argument)
    {
        if (length != Count)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"\"{name}\" has {length} values, but there are {Count} rows."), argument);
        }
    }

    private static double Finite(string name, int row, double value, string argument) =>
        double.IsFinite(value) ? value : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"\"{name}\" of row {row} was {value}; every value must be a finite number."), argument);
}
