using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>The same table for every segment, for the other customers, and for all of them.</summary>
/// <typeparam name="TTable">The type of the table; tables of disjoint customers add.</typeparam>
/// <remarks>
/// <para>Every customer is in exactly one segment, fixed when the rows were read, or among the others; so the segments and the others add up to the total.</para>
/// <para>A <c>foreach</c> goes over <see cref="Segments"/>: neither the others nor the total, which would count customers twice.</para>
/// </remarks>
/// <example>
/// <code>
/// Segmented&lt;MrrBridge&gt; byPlan = ledger.BySegment(part => part.Bridge(Period.Month(2026, 6)), most: 10);
/// foreach (var (plan, bridge) in byPlan)
/// {
///     Console.WriteLine($"{plan}: {bridge.NetRevenueRetention}");
/// }
///
/// Console.WriteLine($"all: {byPlan.Total.NetRevenueRetention}");
/// </code>
/// </example>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Segmented<TTable> : IRendersHtml
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

    /// <summary>The segments with their tables, in the order of <see cref="Segments"/>, for a <c>foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    public IEnumerator<KeyValuePair<string, TTable>> GetEnumerator() => Segments.GetEnumerator();

    /// <summary>One line for each segment, for the others, and for all: "pro: …". A table of several lines stands under its name.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, table) in Rows)
        {
            var shown = Shown(table);
            text.Append(text.Length > 0 ? "\n" : string.Empty).Append(name).Append(shown.Contains('\n', StringComparison.Ordinal) ? ":\n" : ": ").Append(shown);
        }

        return text.ToString();
    }

    /// <summary>The same as a self-contained HTML fragment, one row for each segment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var html = new StringBuilder("<table class=\"retention-metrics\" style=\"border-collapse:collapse;font:.95em system-ui,sans-serif\">");
        foreach (var (name, table) in Rows)
        {
            html.Append("<tr><th scope=\"row\" style=\"text-align:left;vertical-align:top;padding:.15em 1em .15em 0\">").Append(HtmlCard.Encode(name))
                .Append("</th><td style=\"white-space:pre-line;font-variant-numeric:tabular-nums;padding:.15em 0\">").Append(HtmlCard.Encode(Shown(table))).Append("</td></tr>");
        }

        return html.Append("</table>").ToString();
    }

    private IEnumerable<KeyValuePair<string, TTable>> Rows => [.. Segments, KeyValuePair.Create("(other)", Other), KeyValuePair.Create("(all)", Total)];

    private static string Shown(TTable table) => (table.ToString() ?? string.Empty).TrimEnd();
}
