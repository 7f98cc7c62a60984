using System.Numerics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedger<TCustomer>
{
    /// <summary>The customers of one segment, with all their rows.</summary>
    /// <param name="segment">The name of the segment.</param>
    /// <returns>A ledger of those customers; empty when there are none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="segment"/> is null.</exception>
    public SubscriptionLedger<TCustomer> Segment(string segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var code = Array.IndexOf(_segments, segment);
        return Where(customer => code >= 0 && _segmentOf?[customer] == code);
    }

    /// <summary>The customers for whom a condition holds, with all their rows: a part of every table.</summary>
    /// <param name="condition">Whether a customer stays.</param>
    /// <returns>A ledger of those customers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="condition"/> is null.</exception>
    public SubscriptionLedger<TCustomer> Where(Func<TCustomer, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Where((int customer) => condition(_index[customer]));
    }

    /// <summary>The same table for every segment, for the other customers, and for all.</summary>
    /// <typeparam name="TTable">The type of the table.</typeparam>
    /// <param name="table">The question that each part is asked, as <c>part => part.Bridge(june)</c>.</param>
    /// <param name="most">How many segments are shown by themselves, those with the most customers; the rest joins the others. Null for all.</param>
    /// <returns>The tables. The segments and the others add up to the total.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="table"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is negative.</exception>
    /// <example>
    /// <code>
    /// Segmented&lt;MrrBridge&gt; byPlan = ledger.BySegment(part => part.Bridge(Period.Month(2026, 6)), most: 10);
    /// byPlan["enterprise"].NetRevenueRetention
    /// </code>
    /// </example>
    public Segmented<TTable> BySegment<TTable>(Func<SubscriptionLedger<TCustomer>, TTable> table, int? most = null)
        where TTable : IAdditionOperators<TTable, TTable, TTable>
    {
        ArgumentNullException.ThrowIfNull(table);
        Guard.Count(most ?? 0, nameof(most));
        var sizes = new int[_segments.Length];
        foreach (var segment in _segmentOf ?? [])
        {
            if (segment >= 0)
            {
                sizes[segment]++;
            }
        }

        var shown = Enumerable.Range(0, sizes.Length).Where(s => sizes[s] > 0).OrderByDescending(s => sizes[s]).ThenBy(s => _segments[s], StringComparer.Ordinal).Take(most ?? int.MaxValue).ToHashSet();
        var tables = shown.OrderBy(s => _segments[s], StringComparer.Ordinal)
            .Select(s => KeyValuePair.Create(_segments[s], table(Where((int customer) => _segmentOf![customer] == s))));
        return new([.. tables], table(Where((int customer) => _segmentOf is not { } of || !shown.Contains(of[customer]))), table(this));
    }

    private SubscriptionLedger<TCustomer> Where(Func<int, bool> keep)
    {
        var kept = new List<int>();
        var number = new int[_index.Count];
        for (var customer = 0; customer < number.Length; customer++)
        {
            number[customer] = keep(customer) ? kept.Count : -1;
            if (number[customer] >= 0)
            {
                kept.Add(customer);
            }
        }

        var index = new SubsetIndex<TCustomer>(_index, [.. kept], number);
        var segmentOf = _segmentOf is { } of ? kept.Select(customer => of[customer]).ToArray() : null;
        return _rows is { } rows
            ? new(index, rows.Where(row => number[rows.Customer[row]] >= 0, kept.Count, customer => number[customer]), _subscriptions, Policy, _threads, segmentOf, _segments, _rates, Observed, _observedThrough)
            : new(index, _grid!.Where([.. kept]), Observed, Rows, Policy, _threads, segmentOf, _segments, _observedThrough);
    }
}
