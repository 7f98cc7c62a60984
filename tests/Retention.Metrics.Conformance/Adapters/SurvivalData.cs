using System.Globalization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Conformance.Adapters;

/// <summary>The rows of a survival vector: those columns that its expression names, without the rows in which one of them is missing.</summary>
internal sealed class SurvivalData
{
    private readonly Columns _columns;
    private readonly int[] _rows;

    public SurvivalData(VectorContext context, params string[] alsoNeeded)
    {
        Expression = new(context.Source);
        _columns = context.Data;
        string?[] used = [TimeColumn, Start, Expression.Event, Expression.Weights, .. Expression.Terms, .. Expression.Strata.SelectMany(s => s.Split(',', StringSplitOptions.TrimEntries)), .. Expression.Offsets, .. Expression.Clusters, .. alsoNeeded];
        var missing = used.OfType<string>().Where(_columns.Has).Select(_columns.NumbersOrMissing).ToList();
        _rows = [.. Enumerable.Range(0, _columns.Rows).Where(row => missing.TrueForAll(column => column[row] is not null))];
    }

    public RExpression Expression { get; }

    public double[] Tenures => Numbers(TimeColumn);

    public double[] Entered => Start is { } start ? Numbers(start) : [];

    public double[] Weights => Expression.Weights is { } weights ? Numbers(weights) : [];

    public bool[] Ended => [.. Numbers(Expression.Event).Select(v => Expression.EventValue is { } value ? v == value : v != 0)];

    public int[] Causes => [.. Numbers(Expression.Event).Select(v => (int)v)];

    public TimeTolerance Tolerance => Expression.MergesNearTies ? TimeTolerance.AsInR : TimeTolerance.Exact;

    private string TimeColumn => _columns.Has(Expression.Time) ? Expression.Time : "stop";

    private string? Start => Expression.Start ?? (_columns.Has(Expression.Time) ? null : "start");

    public double[] Numbers(string name)
    {
        var column = _columns.NumbersOrMissing(name);
        return [.. _rows.Select(row => column[row]!.Value)];
    }

    public Lifetimes Lifetimes() => Survival.Lifetimes.From(Tenures, Ended, Entered, Weights, Tolerance);

    /// <summary>The groups of the formula, in ascending order of their values, within its strata.</summary>
    public LifetimeGroups Groups(string column)
    {
        var (groups, labels) = Codes(Numbers(column));
        int[] strata = Expression.Strata.Count == 0 ? [] : Codes(Numbers(Expression.Strata[0])).Codes;
        return LifetimeGroups.From(Tenures, Ended, groups, labels, strata, Entered, Weights, Tolerance);
    }

    /// <summary>The one column, besides time and event, that has just these values: for a trend over scores whose groups are not named.</summary>
    public string ColumnWithValues(double[] values) => _columns.Names
        .Where(name => name != TimeColumn && name != Expression.Event)
        .Single(name => _columns.NumbersOrMissing(name).OfType<double>().Distinct().Order().SequenceEqual(values.Order()));

    public static (int[] Codes, string[] Labels) Codes(double[] values)
    {
        var levels = values.Distinct().Order().ToList();
        return ([.. values.Select(v => levels.IndexOf(v))], [.. levels.Select(v => v.ToString(CultureInfo.InvariantCulture))]);
    }
}
