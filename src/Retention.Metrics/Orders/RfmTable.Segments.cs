namespace Retention.Metrics.Orders;

public sealed partial class RfmTable<TCustomer>
{
    /// <summary>Scores every customer and counts the segments.</summary>
    /// <param name="segmentation">The breaks and segments; breaks by quantiles are taken from this table.</param>
    /// <returns>The segments, with the breaks that were used.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="segmentation"/> is null.</exception>
    public RfmSegments Segments(RfmSegmentation segmentation)
    {
        ArgumentNullException.ThrowIfNull(segmentation);
        var resolved = segmentation.Resolve(_columns);
        var customers = new long[resolved.Segments.Count + 1];
        var spend = new decimal[customers.Length];
        for (var i = 0; i < Count; i++)
        {
            var segment = resolved.SegmentOf(ScoresAt(resolved, i));
            segment = segment < 0 ? customers.Length - 1 : segment;
            customers[segment]++;
            spend[segment] += _columns.Spend[i];
        }

        return new(resolved, [.. resolved.Segments.Select((s, i) => new RfmSegmentCount(s.Name, customers[i], spend[i]))], new(string.Empty, customers[^1], spend[^1]));
    }

    /// <summary>The customers of a segment.</summary>
    /// <param name="segments">Segments of this table, or of another one whose breaks are to be used.</param>
    /// <param name="name">The name of the segment.</param>
    /// <returns>Their keys, by position.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="segments"/> or the name is null.</exception>
    /// <exception cref="ArgumentException">There is no such segment.</exception>
    public IReadOnlyList<TCustomer> CustomersIn(RfmSegments segments, string name)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var wanted = segments.IndexOf(name);
        var resolved = segments.Segmentation.Resolve(_columns);
        var keys = new List<TCustomer>();
        for (var i = 0; i < Count; i++)
        {
            if (resolved.SegmentOf(ScoresAt(resolved, i)) == wanted)
            {
                keys.Add(_index[i]);
            }
        }

        return keys;
    }

    /// <summary>A customer's scores.</summary>
    /// <param name="segments">Segments of this table, or of another one whose breaks are to be used.</param>
    /// <param name="customer">The key.</param>
    /// <returns>The scores; null when the table does not have the customer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="segments"/> is null.</exception>
    public RfmScores? ScoresOf(RfmSegments segments, TCustomer customer)
    {
        ArgumentNullException.ThrowIfNull(segments);
        return _index.TryFind(customer, out var position) ? ScoresAt(segments.Segmentation.Resolve(_columns), position) : null;
    }

    private RfmScores ScoresAt(RfmSegmentation resolved, int position) =>
        resolved.ScoresOf(_columns.Age[position] - _columns.Recency[position], _columns.Frequency[position] + 1, _columns.Spend[position]);
}
