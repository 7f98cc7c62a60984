using System.Runtime.InteropServices;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>Turns dated rows into columns of whole days, one row at a time.</summary>
internal sealed class DatedColumns<T>
{
    private readonly Func<T, DateOnly> _start;
    private readonly Func<T, DateOnly?> _end;
    private readonly DateOnly _asOf;
    private readonly DateOnly? _observedFrom;
    private readonly Func<T, double>? _weight;
    private readonly List<int> _tenures = [];
    private readonly List<bool> _ended = [];
    private readonly List<double> _entered = [];
    private readonly List<double> _weights = [];
    private long _row = -1;

    public DatedColumns(Func<T, DateOnly> start, Func<T, DateOnly?> end, DateOnly asOf, DateOnly? observedFrom, Func<T, double>? weight)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(end);
        if (observedFrom > asOf)
        {
            throw new ArgumentException($"observedFrom was {Text.Date(observedFrom.Value)}, after asOf, {Text.Date(asOf)}.", nameof(observedFrom));
        }

        (_start, _end, _asOf, _observedFrom, _weight) = (start, end, asOf, observedFrom, weight);
    }

    /// <summary>Adds a row; false when it is out of the observation altogether.</summary>
    public bool Add(T row)
    {
        _row++;
        var start = _start(row);
        var end = _end(row);
        if (end < start)
        {
            throw new ArgumentException(FormattableString.Invariant($"Row {_row} ends on {Text.Date(end.Value)}, before its start, {Text.Date(start)}."), nameof(row));
        }

        if (start > _asOf)
        {
            return false;
        }

        var ended = end <= _asOf;
        var last = ended ? end!.Value : _asOf;
        if (_observedFrom is { } from)
        {
            if (last <= from && start <= from)
            {
                return false;
            }

            // Whoever started while all was seen is at risk from the start, an end on the first day included: as if entered before it.
            _entered.Add(Math.Max(0, from.DayNumber - start.DayNumber));
        }

        if (_weight is not null)
        {
            _weights.Add(Guard.Positive(_weight(row), FormattableString.Invariant($"weight of row {_row}")));
        }

        _tenures.Add(last.DayNumber - start.DayNumber);
        _ended.Add(ended);
        return true;
    }

    /// <summary>Whether the row added last ended within the observation.</summary>
    public bool LastEnded => _ended[^1];

    public ReadOnlySpan<bool> Ended => CollectionsMarshal.AsSpan(_ended);

    /// <summary>Empty when everything was observed from its start.</summary>
    public ReadOnlySpan<double> Entered => CollectionsMarshal.AsSpan(_entered);

    /// <summary>Empty when there are none.</summary>
    public ReadOnlySpan<double> Weights => CollectionsMarshal.AsSpan(_weights);

    public RiskSets[] ToCells(ReadOnlySpan<int> cells, int cellCount) =>
        RiskSets.FromCells(Doubles(), CollectionsMarshal.AsSpan(_ended), cells, cellCount, CollectionsMarshal.AsSpan(_entered), CollectionsMarshal.AsSpan(_weights), CancellationToken.None);

    public Lifetimes ToLifetimes()
    {
        var tenures = CollectionsMarshal.AsSpan(_tenures);
        var ended = CollectionsMarshal.AsSpan(_ended);
        if (_observedFrom is null && _weight is null)
        {
            return Lifetimes.From(tenures, ended, unit: "days");
        }

        // Not through the columns' door, which has no room for those who left on their first day: (0, 0] is empty, yet they were there.
        return new(RiskSets.FromRows(Doubles(), ended, CollectionsMarshal.AsSpan(_entered), CollectionsMarshal.AsSpan(_weights), CancellationToken.None), default, "days");
    }

    public LifetimeGroups ToGroups(ReadOnlySpan<int> groups, IReadOnlyList<string> labels, ReadOnlySpan<int> strata) =>
        LifetimeGroups.FromChecked(Doubles(), CollectionsMarshal.AsSpan(_ended), groups, labels, strata, CollectionsMarshal.AsSpan(_entered), CollectionsMarshal.AsSpan(_weights), default, "days", CancellationToken.None);

    /// <summary>The tenures.</summary>
    public double[] Doubles()
    {
        var doubles = new double[_tenures.Count];
        for (var i = 0; i < doubles.Length; i++)
        {
            doubles[i] = _tenures[i];
        }

        return doubles;
    }
}
