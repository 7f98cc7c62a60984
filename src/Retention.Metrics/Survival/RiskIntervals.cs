namespace Retention.Metrics.Survival;

/// <summary>
/// Sums over who is at risk at each time at which somebody ended, and over the times at which each was at risk, of rows that come and go: by additions alone.
/// </summary>
/// <remarks>
/// Who entered late could be taken from the sum of all who have not left yet, and the hazard before the entry from that until the end. But risks far apart differ by more digits than a double, or a
/// compensated sum of two, has: where a likelihood grows without end, all that is left of such a difference is rounding. So the times are the leaves of a binary tree; a row adds to the few nodes that make up its
/// interval, 2·log₂(times) at the most, and what is at risk at a time is the sum along the way from the root to the leaf. The hazard of a row is the sum of the same nodes, each of which is the sum of its leaves.
/// de Berg et al., <i>Computational Geometry</i> (2008), section 10.3 (segment trees).
/// </remarks>
internal sealed class RiskIntervals
{
    private readonly CoxColumns _columns;
    private readonly int[] _leaf;
    private readonly int[] _first;
    private readonly int _leaves;
    private readonly int _width;
    private readonly double[] _risks;
    private readonly double[] _hazards;

    public RiskIntervals(CoxColumns columns)
    {
        _columns = columns;
        _leaf = new int[columns.Groups + 1];
        for (var g = 0; g < columns.Groups; g++)
        {
            _leaf[g + 1] = _leaf[g] + (columns.Ended.AsSpan(columns.GroupStart[g]..columns.GroupStart[g + 1]).Contains(true) ? 1 : 0);
        }

        _leaves = _leaf[^1];
        _width = columns.Width + 1;
        _first = First(columns);
        _risks = new double[2 * _leaves * _width];
        _hazards = new double[2 * _leaves];
    }

    public bool HasEvent(int group) => _leaf[group + 1] > _leaf[group];

    /// <summary>Sums w and wx for every time, from risks by place. Those who end at a time are not in its sums.</summary>
    public void AddRisks(double[] risks)
    {
        Array.Clear(_risks);
        for (var g = 0; g < _columns.Groups; g++)
        {
            for (var i = _columns.GroupStart[g]; i < _columns.GroupStart[g + 1]; i++)
            {
                var row = _columns.X.AsSpan(i * (_width - 1), _width - 1);
                var (from, to) = (_first[i] + _leaves, Last(i, g) + _leaves);
                unchecked
                {
                    for (; from < to; from >>>= 1, to >>>= 1)
                    {
                        if ((from & 1) == 1)
                        {
                            Add(from++, risks[i], row);
                        }

                        if ((to & 1) == 1)
                        {
                            Add(--to, risks[i], row);
                        }
                    }
                }
            }
        }

        // From the root down, so that each leaf gets the sums of all nodes above it.
        for (var node = 1; node < _leaves; node++)
        {
            var parent = _risks.AsSpan(node * _width, _width);
            var children = _risks.AsSpan(2 * node * _width, 2 * _width);
            for (var k = 0; k < parent.Length; k++)
            {
                children[k] += parent[k];
                children[parent.Length + k] += parent[k];
            }
        }
    }

    /// <summary>Σ w and Σ wx over those at risk at a time at which somebody ended, without those.</summary>
    public void AtRisk(int group, Span<double> into) => _risks.AsSpan((_leaves + _leaf[group]) * _width, _width).CopyTo(into);

    /// <summary>Takes the hazard of every group.</summary>
    public void AddHazards(double[] hazards)
    {
        for (var g = 0; g < _columns.Groups; g++)
        {
            if (HasEvent(g))
            {
                _hazards[_leaves + _leaf[g]] = hazards[g];
            }
        }

        for (var node = _leaves - 1; node > 0; node--)
        {
            _hazards[node] = _hazards[2 * node] + _hazards[(2 * node) + 1];
        }
    }

    /// <summary>The hazard that a place of a group has lived through, without that of the time at which it ended.</summary>
    public double HazardOf(int place, int group)
    {
        double sum = 0;
        var (from, to) = (_first[place] + _leaves, Last(place, group) + _leaves);
        unchecked
        {
            for (; from < to; from >>>= 1, to >>>= 1)
            {
                if ((from & 1) == 1)
                {
                    sum += _hazards[from++];
                }

                if ((to & 1) == 1)
                {
                    sum += _hazards[--to];
                }
            }
        }

        return sum;
    }

    private int Last(int place, int group) => _columns.Ended[place] ? _leaf[group] : _leaf[group + 1];

    private void Add(int node, double risk, ReadOnlySpan<double> row)
    {
        var sums = _risks.AsSpan(node * _width, _width);
        sums[0] += risk;
        for (var k = 0; k < row.Length; k++)
        {
            sums[k + 1] += risk * row[k];
        }
    }

    /// <summary>The first time, of those at which somebody ended, at which each place is at risk: the first after its entry.</summary>
    private int[] First(CoxColumns columns)
    {
        var first = new int[columns.Rows];
        for (var s = 0; s < columns.Strata; s++)
        {
            var (group, end) = (columns.StratumGroup[s], columns.StratumGroup[s + 1]);
            first.AsSpan(columns.GroupStart[group]..columns.GroupStart[end]).Fill(_leaf[group]);
            for (var e = columns.StratumEntry[s]; e < columns.StratumEntry[s + 1]; e++)
            {
                while (group < end && columns.GroupTime[group] <= columns.EntryTime[e])
                {
                    group++;
                }

                first[columns.Entries[e]] = _leaf[group];
            }
        }

        return first;
    }
}
