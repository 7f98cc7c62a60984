using System.Numerics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

public sealed partial class ActivityLog<TCustomer>
{
    /// <summary>How many customers have activity; of a selection, how many of the selected.</summary>
    public long Customers => ActiveSlots().Count;

    /// <summary>The same log of some customers only. Every question of it is about them.</summary>
    /// <param name="condition">Which customers; asked once for each.</param>
    /// <returns>The log; the activity is not copied. <see cref="Rows"/>, <see cref="FirstDay"/> and <see cref="HistoryFrom"/> stay those of the whole.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="condition"/> is null.</exception>
    /// <example>
    /// <code>
    /// Lifecycle german = activity.Where(c => country[c] == "DE").Lifecycle(Granularity.Month, observedThrough: new(2026, 6, 30));
    /// </code>
    /// </example>
    public ActivityLog<TCustomer> Where(Func<TCustomer, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Select(ActiveSlots().Where(slot => condition(_index[slot])));
    }

    /// <summary>The same log of the customers given; keys that the log does not know are left out.</summary>
    /// <param name="customers">The customers.</param>
    /// <returns>The log; the activity is not copied.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="customers"/> is null.</exception>
    public ActivityLog<TCustomer> Only(IEnumerable<TCustomer> customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var slots = new List<int>();
        foreach (var customer in customers)
        {
            if (customer is not null && _index.TryFind(customer, out var slot) && _view.IsSelected(slot))
            {
                slots.Add(slot);
            }
        }

        return Select(slots);
    }

    /// <summary>Whether the log has activity of a customer.</summary>
    /// <param name="customer">The customer.</param>
    /// <returns>True when there is at least one row, and the customer is selected.</returns>
    public bool Contains(TCustomer customer) => customer is not null && _index.TryFind(customer, out var slot) && _view.IsSelected(slot) && (!_index.HasGaps || StripWalks.CollectTile(_view, EverActive(), 0, slot / (ActivityStore.StripSize * _view.Store.StripsPerTile)).Contains(slot));

    /// <summary>
    /// Any table for each segment, with the total and everything else as "other". The segment of a customer is that of the first row, whatever comes after.
    /// </summary>
    /// <typeparam name="TTable">The type of the table, which must add.</typeparam>
    /// <param name="table">Makes the table of a log; called once per segment, for the rest, and for all.</param>
    /// <param name="most">How many segments get a table of their own, those with the most customers first.</param>
    /// <returns>The tables. They add up to the total.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="table"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The log was made without segments.</exception>
    /// <example>
    /// <code>
    /// Segmented&lt;ActiveUsers&gt; byCountry = activity.BySegment(log => log.ActiveUsers(from, through));
    /// </code>
    /// </example>
    public Segmented<TTable> BySegment<TTable>(Func<ActivityLog<TCustomer>, TTable> table, int most = 8)
        where TTable : IAdditionOperators<TTable, TTable, TTable>
    {
        ArgumentNullException.ThrowIfNull(table);
        if (most < 1)
        {
            throw Guard.OutOfRange(nameof(most), most, "At least one segment gets a table of its own");
        }

        _ = SegmentNames();
        var members = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var others = new List<int>();
        foreach (var slot in ActiveSlots())
        {
            var segment = _view.Store is ActivityRows rows && rows.FirstRow(slot, null, null) is var row ? _names.Codes[rows.CodeOf(row)].Segment : null;
            if (segment is null)
            {
                others.Add(slot);
            }
            else if (members.TryGetValue(segment, out var list))
            {
                list.Add(slot);
            }
            else
            {
                members.Add(segment, [slot]);
            }
        }

        var ranked = members.OrderByDescending(m => m.Value.Count).ThenBy(m => m.Key, StringComparer.Ordinal).ToList();
        others.AddRange(ranked.Skip(most).SelectMany(m => m.Value));
        return new([.. ranked.Take(most).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, table(Select(m.Value))))], table(Select(others)), table(this));
    }

    private ActivityLog<TCustomer> Select(IEnumerable<int> slots)
    {
        var selected = new ulong[(_view.Store.Slots + ActivityStore.StripSize - 1) / ActivityStore.StripSize * ActivityStore.WordsPerStrip];
        foreach (var slot in slots)
        {
            selected[slot >> 6] |= 1UL << slot;
        }

        return new(_index, new(_view.Store, selected, _view.Threads), Rows, TimeZone, _names, _keepsRows, _historyFrom, _firstSeen) { KnownEvents = KnownEvents };
    }
}
