namespace Retention.Metrics.Survival;

/// <summary>The times at which somebody ended, numbered through all strata, and those at which each row was at risk: the places of an <see cref="IntervalTree"/>.</summary>
/// <remarks>
/// Who entered late could be taken from the sum of all who have not left yet, and the hazard before the entry from that until the end. But risks far apart differ by more digits than a double, or a
/// compensated sum of two, has: where a likelihood grows without end, all that is left of such a difference is rounding.
/// </remarks>
internal sealed class RiskIntervals
{
    private readonly bool[] _ended;
    private readonly int[] _place;
    private readonly int[] _first;

    public RiskIntervals(CoxColumns columns)
    {
        _ended = columns.Ended;
        _place = new int[columns.Groups + 1];
        for (var g = 0; g < columns.Groups; g++)
        {
            _place[g + 1] = _place[g] + (_ended.AsSpan(columns.GroupStart[g]..columns.GroupStart[g + 1]).Contains(true) ? 1 : 0);
        }

        _first = new int[columns.Rows];
        for (var s = 0; s < columns.Strata; s++)
        {
            var (group, end) = (columns.StratumGroup[s], columns.StratumGroup[s + 1]);
            _first.AsSpan(columns.GroupStart[group]..columns.GroupStart[end]).Fill(_place[group]);
            for (var e = columns.StratumEntry[s]; e < columns.StratumEntry[s + 1]; e++)
            {
                while (group < end && columns.GroupTime[group] <= columns.EntryTime[e])
                {
                    group++;
                }

                _first[columns.Entries[e]] = _place[group];
            }
        }
    }

    /// <summary>How many times there are.</summary>
    public int Count => _place[^1];

    public bool HasEvent(int group) => _place[group + 1] > _place[group];

    /// <summary>The number of the time of a group.</summary>
    public int Place(int group) => _place[group];

    /// <summary>The first time at which a row was at risk: after its entry.</summary>
    public int First(int row) => _first[row];

    /// <summary>One more than the last, without the time at which it ended: those who end are kept apart.</summary>
    public int End(int row, int group) => _ended[row] ? _place[group] : _place[group + 1];
}
