using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>The same table for every segment, for the other customers, and for all of them.</summary>
/// <typeparam name="TTable">The type of the table; tables of disjoint customers add.</typeparam>
/// <remarks>Every customer is in exactly one segment, fixed when the rows were read, or among the others; so the segments and the others add up to the total.</remarks>
/// <example>
/// <code>
/// Segmented&lt;MrrBridge&gt; byPlan = ledger.BySegment(part => part.Bridge(Period.Month(2026, 6)), most: 10);
/// foreach (var (plan, bridge) in byPlan.Segments)
/// {
///     Console.WriteLine($"{plan}: {bridge.NetRevenueRetention}");
/// }
///
/// Console.WriteLine($"all: {byPlan.Total.NetRevenueRetention}");
/// </code>
/// </example>
public sealed class Segmented<TTable>
    where TTable : IAdditionOperators<TTable, TTable, TTable>
{
    internal Segmented(IReadOnlyList<KeyValuePair<string, TTable>> segments, TTable other, TTable total)
    {
        Segments = segments;
        Other = other;
        Total = total;
    }

    /// <summary>The segments that are shown by themselves, in ordinal order of their names.</summary>
    public IReadOnlyList<KeyValuePair<string, TTable>> Segments { get; }

    /// <summary>The names of the segments that have a table of their own, in the order of <see cref="Segments"/>.</summary>
    public IReadOnlyList<string> Names => [.. Segments.Select(s => s.Key)];

    /// <summary>Customers without a segment, and those of segments that are not shown by themselves.</summary>
    public TTable Other { get; }

    /// <summary>All customers.</summary>
    public TTable Total { get; }

    /// <summary>The table of a segment.</summary>
    /// <param name="segment">The name of the segment.</param>
    /// <exception cref="KeyNotFoundException">No segment of that name is shown by itself.</exception>
    public TTable this[string segment] => TryGet(segment, out var table) ? table : throw new KeyNotFoundException($"There is no segment '{segment}'. Known are: {(Segments.Count == 0 ? "none" : string.Join(", ", Segments.Select(s => s.Key)))}.");

    /// <summary>The table of a segment, when there is one.</summary>
    /// <param name="segment">The name of the segment.</param>
    /// <param name="table">The table; null when there is none.</param>
    /// <returns>Whether a segment of that name is shown by itself.</returns>
    public bool TryGet(string segment, [MaybeNullWhen(false)] out TTable table)
    {
        foreach (var (name, found) in Segments)
        {
            if (name == segment)
            {
                table = found;
                return true;
            }
        }

        table = default;
        return false;
    }

    /// <summary>How many segments there are, and the total.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Text.Count(Segments.Count)} segments; total: {Total}";
}
