namespace Retention.Metrics.Revenue;

/// <summary>Steps in multiples of a unit of money: the fast store, for amounts that fit and are not negative.</summary>
internal sealed class ScaledStore : MrrStore
{
    // A tile of this many units stays in the cache of a core for a few years of months.
    private const int Tile = 256;
    private readonly MrrSteps<long> _steps;
    private readonly decimal _unit;

    public ScaledStore(MrrSteps<long> steps, decimal unit)
    {
        _steps = steps;
        _unit = unit;
    }

    public override int Units => _steps.Units;

    public override MovementLines[] Bridges(int[] boundaries, MovementRules rules)
    {
        var work = ((long)Units * boundaries.Length) + _steps.Days.Length;
        var parts = UnitRanges.Run(Units, work, rules.Threads, (first, end) => rules.Basis == MovementBasis.Events
            ? EventWalk<ScaledSum, long>.Count(_steps, first, end, boundaries, rules)
            : Endpoints(first, end, boundaries, rules));
        return EventWalk<ScaledSum, long>.InMoney(parts, _unit);
    }

    public override List<UnitMovement> Movements(int opening, int closing, MovementRules rules, MrrMovement? movement)
    {
        var found = new List<UnitMovement>();
        if (rules.Basis == MovementBasis.Events)
        {
            EventWalk<ScaledSum, long>.List(_steps, opening, closing, rules, movement, _unit, found);
            return found;
        }

        int[] boundaries = [opening, closing];
        var (amounts, paidBefore) = (new long[2 * Tile], new long[2 * Tile]);
        for (var first = 0; first < Units; first += Tile)
        {
            Fill(first, Math.Min(Tile, Units - first), boundaries, rules, amounts, paidBefore);
            MovementKernel.List(ref amounts[0], ref amounts[Tile], ref paidBefore[Tile], 0, 0, Tile, first, movement, _unit, found);
        }

        return found;
    }

    public override decimal On(int unit, int day) => _steps.On(unit, day) * _unit;

    public override decimal[] SumBy(int[] boundaries, ReadOnlySpan<int> groupOf, int groups) =>
        EventWalk<ScaledSum, long>.SumBy(_steps, boundaries, groupOf, groups, _unit);

    protected override Spells MakeSpells() => EventWalk<ScaledSum, long>.SpellsOf(_steps);

    private MovementTotals<ScaledSum, long>[] Endpoints(int start, int end, int[] boundaries, MovementRules rules)
    {
        var totals = new MovementTotals<ScaledSum, long>[boundaries.Length - 1];
        var (amounts, paidBefore) = (new long[boundaries.Length * Tile], new long[boundaries.Length * Tile]);
        for (var first = start; first < end; first += Tile)
        {
            Fill(first, Math.Min(Tile, end - first), boundaries, rules, amounts, paidBefore);
            for (var b = 1; b < boundaries.Length; b++)
            {
                MovementKernel.Count(ref amounts[(b - 1) * Tile], ref amounts[b * Tile], ref paidBefore[b * Tile], 0, 0, Tile, ref totals[b - 1]);
            }
        }

        return totals;
    }

    // Writes the amounts of up to Tile units on each boundary, and 1 for a unit that would come back if it paid on the boundary and not on the one before.
    private void Fill(int first, int count, int[] boundaries, MovementRules rules, long[] amounts, long[] paidBefore)
    {
        var (days, values, offsets) = (_steps.Days, _steps.Values, _steps.Offsets);
        if (count < Tile)
        {
            Array.Clear(amounts);
        }

        for (var u = 0; u < count; u++)
        {
            var (i, end) = (offsets[first + u], offsets[first + u + 1]);
            var (level, left, paid) = (0L, 0, false);
            for (var b = 0; b < boundaries.Length; b++)
            {
                var (leftBefore, paidAtOpening, returned) = (left, paid, 0);
                for (; i < end && days[i] <= boundaries[b]; i++)
                {
                    var value = values[i];
                    if (level == 0)
                    {
                        returned = returned == 0 ? days[i] : returned;
                        paid = true;
                    }
                    else if (value == 0)
                    {
                        left = days[i];
                    }

                    level = value;
                }

                amounts[(b * Tile) + u] = level;
                paidBefore[(b * Tile) + u] = rules.ComesBack(paidAtOpening, returned, leftBefore) ? 1 : 0;
            }
        }
    }
}
