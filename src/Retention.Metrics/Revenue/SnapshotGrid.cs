using System.Numerics;

namespace Retention.Metrics.Revenue;

/// <summary>Recurring revenue given period by period. A snapshot holds for every day of its period.</summary>
internal abstract class SnapshotGrid : MrrStore
{
    /// <summary>The grid of some of the customers.</summary>
    public abstract SnapshotGrid Where(ReadOnlySpan<int> customers);
}

/// <summary>
/// Such snapshots as a matrix: one row for each period, one column for each customer, in multiples of a unit of money, of 32 bits if they fit. For movements from each period to the next it is the fastest store; other questions are answered by its steps.
/// </summary>
internal sealed class SnapshotGrid<TCell> : SnapshotGrid
    where TCell : unmanaged, IBinaryInteger<TCell>
{
    private readonly TCell[] _cells;
    private readonly int _stride;
    private readonly int _periods;
    private readonly Granularity _granularity;
    private readonly int _first;
    private readonly decimal _unit;
    private ScaledStore? _steps;

    /// <param name="cells">The matrix, rows padded with zeros to <paramref name="stride"/>; no amount below 0 or above <see cref="MovementKernel.Limit"/>.</param>
    /// <param name="stride">The length of a row, a multiple of <see cref="MovementKernel.Lanes"/>.</param>
    /// <param name="customers">How many columns belong to customers.</param>
    /// <param name="granularity">What the periods are.</param>
    /// <param name="first">The index of the first period.</param>
    /// <param name="unit">What the amounts are multiples of.</param>
    public SnapshotGrid(TCell[] cells, int stride, int customers, Granularity granularity, int first, decimal unit)
    {
        _cells = cells;
        _stride = stride;
        _periods = stride == 0 ? 0 : cells.Length / stride;
        Units = customers;
        _granularity = granularity;
        _first = first;
        _unit = unit;
    }

    public override int Units { get; }

    private ScaledStore Steps => _steps ??= new(MakeSteps(), _unit);

    public override SnapshotGrid Where(ReadOnlySpan<int> customers)
    {
        var stride = (customers.Length + MovementKernel.Lanes - 1) / MovementKernel.Lanes * MovementKernel.Lanes;
        var cells = new TCell[stride * _periods];
        for (var period = 0; period < _periods; period++)
        {
            for (var i = 0; i < customers.Length; i++)
            {
                cells[(period * stride) + i] = _cells[(period * _stride) + customers[i]];
            }
        }

        return new SnapshotGrid<TCell>(cells, stride, customers.Length, _granularity, _first, _unit);
    }

    public override MovementLines[] Bridges(int[] boundaries, MovementRules rules)
    {
        if (rules.Basis == MovementBasis.Events || FirstPeriod(boundaries) is not { } opening)
        {
            return Steps.Bridges(boundaries, rules);
        }

        var parts = UnitRanges.Run(Units, (long)Units * boundaries.Length, rules.Threads, (start, end) => Count(start, end, opening, boundaries.Length - 1, rules));
        return EventWalk<ScaledSum, long>.InMoney(parts, _unit);
    }

    public override List<UnitMovement> Movements(int opening, int closing, MovementRules rules, MrrMovement? movement)
    {
        if (rules.Basis == MovementBasis.Events || FirstPeriod([opening, closing]) is not { } first)
        {
            return Steps.Movements(opening, closing, rules, movement);
        }

        var found = new List<UnitMovement>();
        Walk(0, Units, first, 1, rules, (ref TCell before, ref TCell after, ref long last, long now, long threshold, int width, int unit, int _) =>
            MovementKernel.List(ref before, ref after, ref last, now, threshold, width, unit, movement, _unit, found));
        return found;
    }

    public override decimal On(int unit, int day)
    {
        var period = PeriodOf(day);
        return period >= 0 && period < _periods ? decimal.CreateChecked(_cells[(period * _stride) + unit]) * _unit : 0;
    }

    public override decimal[] SumBy(int[] boundaries, ReadOnlySpan<int> groupOf, int groups)
    {
        var sums = new Int128[groups * boundaries.Length];
        for (var b = 0; b < boundaries.Length; b++)
        {
            var period = PeriodOf(boundaries[b]);
            for (var unit = 0; unit < Units && period >= 0 && period < _periods; unit++)
            {
                if (groupOf[unit] >= 0)
                {
                    sums[(groupOf[unit] * boundaries.Length) + b] += Int128.CreateChecked(_cells[(period * _stride) + unit]);
                }
            }
        }

        return Array.ConvertAll(sums, sum => ScaledSum.ToDecimal(sum, _unit));
    }

    protected override Spells MakeSpells() => Steps.Spells;

    private delegate void Visit(ref TCell opening, ref TCell closing, ref long lastPaid, long now, long threshold, int width, int unit, int period);

    private MovementTotals<ScaledSum, long>[] Count(int start, int end, int opening, int periods, MovementRules rules)
    {
        var totals = new MovementTotals<ScaledSum, long>[periods];
        Walk(start, end, opening, periods, rules, (ref TCell before, ref TCell after, ref long last, long now, long threshold, int width, int _, int period) =>
            MovementKernel.Count(ref before, ref after, ref last, now, threshold, width, ref totals[period]));
        return totals;
    }

    // Visits blocks of units over consecutive periods, of which the first opens at the given period; keeps for each unit the last period in which it paid.
    private void Walk(int start, int end, int opening, int periods, MovementRules rules, Visit visit)
    {
        var nothing = new TCell[MovementKernel.Block];
        var lastPaid = new long[MovementKernel.Block];
        for (var unit = start; unit < end; unit += MovementKernel.Block)
        {
            var width = Math.Min(MovementKernel.Block, _stride - unit);
            lastPaid.AsSpan().Fill(-1);
            for (var period = 0; period < Math.Min(opening, _periods); period++)
            {
                MovementKernel.Remember(ref Row(period, unit, nothing), ref lastPaid[0], period, width);
            }

            for (var p = 0; p < periods; p++)
            {
                var before = opening + p;
                visit(ref Row(before, unit, nothing), ref Row(before + 1, unit, nothing), ref lastPaid[0], before, Threshold(before + 1, rules), width, unit, p);
            }
        }
    }

    // Whoever paid in a period after this one comes back in the given one; the others are new.
    private long Threshold(int period, MovementRules rules)
    {
        if (rules.ReactivationWindow is not { } days)
        {
            return -1;
        }

        var threshold = period - 1;
        var returned = StartOf(period);
        while (threshold >= 0 && returned - StartOf(threshold + 1) <= days)
        {
            threshold--;
        }

        return threshold;
    }

    private ref TCell Row(int period, int unit, TCell[] nothing) => ref period >= 0 && period < _periods ? ref _cells[(period * _stride) + unit] : ref nothing[0];

    private int PeriodOf(int day) => _granularity.IndexOf(DateOnly.FromDayNumber(day)) - _first;

    private int StartOf(int period) => _granularity.StartOf(_first + period).DayNumber;

    // The period of the first boundary if every boundary lies in the period after that of the one before; null otherwise.
    private int? FirstPeriod(int[] boundaries)
    {
        var first = PeriodOf(boundaries[0]);
        for (var b = 1; b < boundaries.Length; b++)
        {
            if (PeriodOf(boundaries[b]) != first + b)
            {
                return null;
            }
        }

        return first;
    }

    private MrrSteps<long> MakeSteps()
    {
        var offsets = new int[Units + 1];
        for (var unit = 0; unit < Units; unit++)
        {
            var (level, steps) = (0L, 0);
            for (var period = 0; period <= _periods; period++)
            {
                var value = period < _periods ? long.CreateChecked(_cells[(period * _stride) + unit]) : 0;
                steps += value != level ? 1 : 0;
                level = value;
            }

            offsets[unit + 1] = checked(offsets[unit] + steps);
        }

        var starts = new int[_periods + 1];
        for (var period = 0; period <= _periods; period++)
        {
            starts[period] = StartOf(period);
        }

        var (days, values) = (new int[offsets[^1]], new long[offsets[^1]]);
        for (var unit = 0; unit < Units; unit++)
        {
            var (level, at) = (0L, offsets[unit]);
            for (var period = 0; period <= _periods; period++)
            {
                var value = period < _periods ? long.CreateChecked(_cells[(period * _stride) + unit]) : 0;
                if (value != level)
                {
                    (days[at], values[at++]) = (starts[period], value);
                    level = value;
                }
            }
        }

        return MrrSteps<long>.Of(offsets, days, values);
    }
}
