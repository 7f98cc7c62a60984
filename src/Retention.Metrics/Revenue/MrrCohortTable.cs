using System.Numerics;
using System.Text;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>
/// MRR and logo cohorts: the customers who began to pay in each period, what they pay at the end of that and every later period, and how many of them still do.
/// </summary>
/// <remarks>
/// <para>The base of a cohort is what its customers paid on the first day on which each paid; reactivated customers count again in their cohort.</para>
/// <para>Only periods that have ended within the data have rows and columns; what is still open is not observed, not 0.</para>
/// <para>Tables of disjoint customers whose last periods are the same add (<c>a + b</c>). Equality compares periods, counts and amounts.</para>
/// </remarks>
/// <example>
/// <code>
/// MrrCohortTable cohorts = ledger.Cohorts(Granularity.Month, observedThrough: new(2026, 6, 30));
/// cohorts[new DateOnly(2026, 1, 1), offset: 3].Revenue      // 92.0 % (9,200.00 of 10,000.00)
/// cohorts.Curve()[3].Customers                              // pooled over all cohorts that have been observed for three months
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class MrrCohortTable : IEquatable<MrrCohortTable>, IAdditionOperators<MrrCohortTable, MrrCohortTable, MrrCohortTable>, IRendersHtml
{
    private readonly Period[] _periods;
    private readonly long[] _sizes;
    private readonly decimal[] _initial;

    // Row by row, one column fewer in each: only what has been observed.
    private readonly long[][] _customers;
    private readonly decimal[][] _revenue;

    [JsonConstructor]
    internal MrrCohortTable(IReadOnlyList<Period> periods, IReadOnlyList<long> sizes, IReadOnlyList<decimal> initialRevenue, IReadOnlyList<IReadOnlyList<long>> customers, IReadOnlyList<IReadOnlyList<decimal>> revenue, string? currency, string? policy)
    {
        ArgumentNullException.ThrowIfNull(periods);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(initialRevenue);
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(revenue);
        _periods = [.. periods];
        _sizes = [.. sizes];
        _initial = [.. initialRevenue];
        _customers = [.. customers.Select(row => row.ToArray())];
        _revenue = [.. revenue.Select(row => row.ToArray())];
        Currency = currency;
        Policy = policy;
        Check(_sizes.Length, nameof(sizes));
        Check(_initial.Length, nameof(initialRevenue));
        Check(_customers.Length, nameof(customers));
        Check(_revenue.Length, nameof(revenue));
        for (var row = 0; row < Count; row++)
        {
            if (_customers[row].Length != Count - row || _revenue[row].Length != Count - row)
            {
                throw new ArgumentException($"Row {Text.Count(row)} has {Text.Count(_customers[row].Length)} counts and {Text.Count(_revenue[row].Length)} amounts. It must have {Text.Count(Count - row)}: one for each period up to the last.", nameof(customers));
            }

            Guard.Count(_sizes[row], nameof(sizes));
            Guard.Amount(_initial[row], nameof(initialRevenue));
            foreach (var count in _customers[row])
            {
                Guard.Part(count, _sizes[row], nameof(sizes), nameof(customers));
            }
        }

        void Check(int length, string name)
        {
            if (length != _periods.Length)
            {
                throw new ArgumentException($"There are {Text.Count(_periods.Length)} periods and {Text.Count(length)} {name}; there must be one for each period.", name);
            }
        }
    }

    /// <summary>How many cohorts there are, and periods.</summary>
    [JsonIgnore]
    public int Count => _periods.Length;

    /// <summary>The periods, each a cohort.</summary>
    public IReadOnlyList<Period> Periods => _periods;

    /// <summary>How many customers began in each.</summary>
    public IReadOnlyList<long> Sizes => _sizes;

    /// <summary>What those paid on the first day of each.</summary>
    public IReadOnlyList<decimal> InitialRevenue => _initial;

    /// <summary>The currency; null when it has no name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; }

    /// <summary>The policy that decided, in words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Policy { get; }

    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<long>> Customers => _customers;

    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<decimal>> Revenue => _revenue;

    /// <summary>A cell by the place of its cohort.</summary>
    /// <param name="row">The place, from 0.</param>
    /// <param name="offset">How many periods later.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cohort, or the offset is negative.</exception>
    public MrrCohortCell this[int row, int offset]
    {
        get
        {
            if (row < 0 || row >= Count)
            {
                throw Guard.OutOfRange(nameof(row), row, $"A cohort must be inside [0..{Text.Count(Count - 1)}]");
            }

            Guard.Count(offset);
            return offset < _customers[row].Length
                ? new(_periods[row], offset, new(_customers[row][offset], _sizes[row]), new(_revenue[row][offset], _initial[row]))
                : new(_periods[row], offset);
        }
    }

    /// <summary>A cell by a day of the period of its cohort.</summary>
    /// <param name="cohort">The day.</param>
    /// <param name="offset">How many periods later.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cohort, or the offset is negative.</exception>
    public MrrCohortCell this[DateOnly cohort, int offset] => this[RowOf(cohort), offset];

    /// <summary>Adds the tables of disjoint customers.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one; its last period is the same, its first may be another.</param>
    /// <returns>The table of all of them.</returns>
    /// <exception cref="ArgumentNullException">A table is null.</exception>
    /// <exception cref="ArgumentException">The periods, currencies or policies differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds what its type can hold.</exception>
    public static MrrCohortTable operator +(MrrCohortTable left, MrrCohortTable right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Count < right.Count)
        {
            (left, right) = (right, left);
        }

        if (right.Count == 0)
        {
            return left;
        }

        var shift = left.Count - right.Count;
        if (!left._periods.AsSpan(shift).SequenceEqual(right._periods) || !string.Equals(left.Policy, right.Policy, StringComparison.Ordinal) || !string.Equals(left.Currency, right.Currency, StringComparison.Ordinal))
        {
            throw new ArgumentException($"One table ends with {left._periods[^1]} in {left.Currency ?? "no named currency"} ({left.Policy}), the other with {right._periods[^1]} in {right.Currency ?? "no named currency"} ({right.Policy}), or their periods differ; they cannot be added.", nameof(right));
        }

        return new(
            left._periods,
            [.. left._sizes.Select((size, row) => row < shift ? size : size + right._sizes[row - shift])],
            [.. left._initial.Select((amount, row) => row < shift ? amount : amount + right._initial[row - shift])],
            [.. left._customers.Select((counts, row) => row < shift ? counts : [.. counts.Zip(right._customers[row - shift], (a, b) => a + b)])],
            [.. left._revenue.Select((amounts, row) => row < shift ? amounts : [.. amounts.Zip(right._revenue[row - shift], (a, b) => a + b)])],
            left.Currency,
            left.Policy);
    }

    /// <summary>Whether two tables are equal.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one.</param>
    /// <returns>True when they are.</returns>
    public static bool operator ==(MrrCohortTable? left, MrrCohortTable? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two tables differ.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one.</param>
    /// <returns>True when they do.</returns>
    public static bool operator !=(MrrCohortTable? left, MrrCohortTable? right) => !(left == right);

    /// <summary>The place of the cohort whose period has a day.</summary>
    /// <param name="cohort">The day.</param>
    /// <returns>The place, from 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cohort.</exception>
    public int RowOf(DateOnly cohort)
    {
        var row = Array.FindIndex(_periods, p => p.Contains(cohort));
        return row >= 0 ? row : throw new ArgumentOutOfRangeException(nameof(cohort), cohort, $"cohort was {Text.Date(cohort)}. The table has {(Count == 0 ? "no cohort" : $"cohorts of {_periods[0]} to {_periods[^1]}")}.");
    }

    /// <summary>The pooled cells of each offset: sums of the cohorts that have been observed for so long, over the sums of their bases.</summary>
    /// <returns>One cell for each offset; its cohort is the whole time of the table.</returns>
    public IReadOnlyList<MrrCohortCell> Curve()
    {
        var curve = new List<MrrCohortCell>();
        for (var offset = 0; offset < Count; offset++)
        {
            var (customers, revenue) = (default(Proportion), default(MoneyRatio));
            for (var row = 0; row + offset < Count; row++)
            {
                var cell = this[row, offset];
                customers += cell.Customers;
                revenue += cell.Revenue;
            }

            curve.Add(new(new(_periods[0].Start, _periods[^1].End), offset, customers, revenue));
        }

        return curve;
    }

    /// <inheritdoc/>
    public bool Equals(MrrCohortTable? other) =>
        other is not null && _periods.AsSpan().SequenceEqual(other._periods) && _sizes.AsSpan().SequenceEqual(other._sizes) && _initial.AsSpan().SequenceEqual(other._initial)
        && string.Equals(Currency, other.Currency, StringComparison.Ordinal) && string.Equals(Policy, other.Policy, StringComparison.Ordinal)
        && _customers.Zip(other._customers, (a, b) => a.AsSpan().SequenceEqual(b)).All(same => same)
        && _revenue.Zip(other._revenue, (a, b) => a.AsSpan().SequenceEqual(b)).All(same => same);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MrrCohortTable);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Count == 0 ? default : _periods[0], _sizes.Sum(), _initial.Sum(), Currency, Policy);

    /// <summary>The shares of revenue as a Markdown table: one row for each cohort, blank where nothing has been observed.</summary>
    /// <returns>The table, culture-invariant.</returns>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| cohort | customers | MRR |");
        table.AppendJoin(string.Empty, Enumerable.Range(0, Count).Select(k => $" {Text.Count(k)} |")).Append("\n|---|---:|---:|").Append(string.Concat(Enumerable.Repeat("---:|", Count))).Append('\n');
        for (var row = 0; row < Count; row++)
        {
            table.Append("| ").Append(Text.Date(_periods[row].Start)).Append(" | ").Append(Text.Count(_sizes[row])).Append(" | ").Append(Text.Money(_initial[row])).Append(" |");
            for (var offset = 0; offset < Count; offset++)
            {
                var cell = this[row, offset];
                table.Append(' ').Append(cell.IsObserved ? Text.Percent(cell.Revenue.Value) : string.Empty).Append(" |");
            }

            table.Append('\n');
        }

        return table.ToString();
    }

    /// <summary>The Markdown table.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Count == 0 ? Text.NotAvailable + " (no period has ended within the data)" : ToMarkdown();

    /// <summary>The same as a self-contained HTML fragment, which notebooks show: shares of revenue, with the customers in the tooltip of each cell.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        const string Cell = "style=\"text-align:right;padding:.1em .6em;font-variant-numeric:tabular-nums\"";
        var table = new StringBuilder("<table class=\"retention-metrics\" style=\"border-collapse:collapse;font:.95em system-ui,sans-serif\"><caption style=\"text-align:left;opacity:.75\">MRR by cohort, share of the first</caption><tr><th scope=\"col\" style=\"text-align:left\">cohort</th>");
        table.Append(string.Concat(Enumerable.Range(-2, Count + 2).Select(k => k == -2 ? "customers" : k == -1 ? "MRR" : Text.Count(k)).Select(name => $"<th scope=\"col\" {Cell}>{HtmlCard.Encode(name)}</th>")));
        for (var row = 0; row < Count; row++)
        {
            table.Append("</tr><tr><th scope=\"row\" style=\"text-align:left;font-weight:normal\">").Append(HtmlCard.Encode(Text.Date(_periods[row].Start))).Append("</th><td ").Append(Cell).Append('>').Append(Text.Count(_sizes[row]))
                .Append("</td><td ").Append(Cell).Append('>').Append(Text.Money(_initial[row])).Append("</td>");
            for (var offset = 0; offset < Count; offset++)
            {
                var cell = this[row, offset];
                table.Append("<td ").Append(Cell).Append(" title=\"").Append(HtmlCard.Encode(cell.ToString())).Append("\">").Append(cell.IsObserved ? HtmlCard.Encode(Text.Percent(cell.Revenue.Value)) : string.Empty).Append("</td>");
            }
        }

        return table.Append("</tr></table>").ToString();
    }
}
