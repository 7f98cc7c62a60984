using System.Numerics;

namespace Retention.Metrics.Activity;

/// <summary>
/// The same table for each segment, for everything else, and for all together. The named tables and the other add up to the total.
/// </summary>
/// <typeparam name="TTable">The type of the tables.</typeparam>
/// <example>
/// <code>
/// Segmented&lt;Lifecycle&gt; byCountry = activity.BySegment(log => log.Lifecycle(Granularity.Month, observedThrough: new(2026, 6, 30)));
/// Lifecycle italy = byCountry["IT"];
/// </code>
/// </example>
public sealed class Segmented<TTable>
    where TTable : class, IAdditionOperators<TTable, TTable, TTable>
{
    private readonly IReadOnlyList<KeyValuePair<string, TTable>> _tables;

    internal Segmented(IReadOnlyList<KeyValuePair<string, TTable>> tables, TTable other, TTable total)
    {
        _tables = tables;
        Other = other;
        Total = total;
    }

    /// <summary>The names of the segments that have a table of their own, the largest first.</summary>
    public IReadOnlyList<string> Names => [.. _tables.Select(t => t.Key)];

    /// <summary>The table of the segments that have none of their own, and of customers without a segment.</summary>
    public TTable Other { get; }

    /// <summary>The table of all customers.</summary>
    public TTable Total { get; }

    /// <summary>The table of a segment.</summary>
    /// <param name="segment">One of <see cref="Names"/>.</param>
    /// <exception cref="KeyNotFoundException">The segment has no table of its own.</exception>
    public TTable this[string segment]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(segment);
            foreach (var (name, table) in _tables)
            {
                if (string.Equals(name, segment, StringComparison.Ordinal))
                {
                    return table;
                }
            }

            throw new KeyNotFoundException($"There is no table of the segment '{segment}'. There are tables of: {string.Join(", ", Names)}; the rest is in Other.");
        }
    }

    /// <summary>The names of the segments, with the tables below them.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        string.Join("\n\n", _tables.Select(t => $"{t.Key}\n{t.Value}").Append($"other\n{Other}").Append($"total\n{Total}"));
}
