using System.Numerics;

namespace Retention.Metrics.Revenue;

/// <summary>What is read off steps one by one: movements on every day on which an amount changed, sums of groups, spells.</summary>
internal static class EventWalk<TSum, TValue>
    where TSum : struct, IExactSum<TSum, TValue>
    where TValue : struct, INumber<TValue>
{
    /// <summary>The movements of the units from <paramref name="start"/> up to <paramref name="end"/>, from each boundary to the next.</summary>
    public static MovementTotals<TSum, TValue>[] Count(MrrSteps<TValue> steps, int start, int end, int[] boundaries, MovementRules rules)
    {
        var totals = new MovementTotals<TSum, TValue>[boundaries.Length - 1];
        for (var unit = start; unit < end; unit++)
        {
            var walk = new Walk(steps, unit, boundaries[0]);
            for (var b = 1; b < boundaries.Length; b++)
            {
                ref var t = ref totals[b - 1];
                var opening = walk.Level;
                var moves = 0;
                while (walk.Next(boundaries[b], rules, out var movement, out var before))
                {
                    moves++;
                    t.Add(movement, before, walk.Level);
                }

                t.Opening = TSum.Plus(t.Opening, opening);
                t.Closing = TSum.Plus(t.Closing, walk.Level);
                t.AddEndpoints(opening, walk.Level, moves == 0);
            }
        }

        return totals;
    }

    /// <summary>Lists the movements after one boundary up to another.</summary>
    public static void List(MrrSteps<TValue> steps, int opening, int closing, MovementRules rules, MrrMovement? wanted, decimal unitOfMoney, List<UnitMovement> found)
    {
        for (var unit = 0; unit < steps.Units; unit++)
        {
            var walk = new Walk(steps, unit, opening);
            var atOpening = walk.Level;
            var moves = 0;
            while (walk.Next(closing, rules, out var movement, out var before))
            {
                moves++;
                Report(movement, before, walk.Level);
            }

            if (moves == 0 && atOpening > TValue.Zero)
            {
                Report(MrrMovement.Unchanged, atOpening, atOpening);
            }

            void Report(MrrMovement movement, TValue before, TValue after)
            {
                if (wanted is null || wanted == movement)
                {
                    found.Add(new(unit, movement, InMoney(before, unitOfMoney), InMoney(after, unitOfMoney)));
                }
            }
        }
    }

    /// <summary>The movement from one amount to another on a day.</summary>
    public static MrrMovement Classify(TValue before, TValue after, bool comesBack) =>
        before <= TValue.Zero && after > TValue.Zero ? comesBack ? MrrMovement.Reactivation : MrrMovement.New
        : before > TValue.Zero && after <= TValue.Zero ? MrrMovement.Churn
        : after > before ? MrrMovement.Expansion
        : after < before ? MrrMovement.Contraction
        : MrrMovement.Unchanged;

    public static decimal[] SumBy(MrrSteps<TValue> steps, int[] boundaries, ReadOnlySpan<int> groupOf, int groups, decimal unitOfMoney)
    {
        var sums = new TSum[groups * boundaries.Length];
        for (var unit = 0; unit < steps.Units; unit++)
        {
            if (groupOf[unit] < 0)
            {
                continue;
            }

            var i = steps.Offsets[unit];
            var level = TValue.Zero;
            for (var b = 0; b < boundaries.Length; b++)
            {
                for (; i < steps.Offsets[unit + 1] && steps.Days[i] <= boundaries[b]; i++)
                {
                    level = steps.Values[i];
                }

                ref var sum = ref sums[(groupOf[unit] * boundaries.Length) + b];
                sum = TSum.Plus(sum, level);
            }
        }

        return Array.ConvertAll(sums, sum => TSum.ToDecimal(sum, unitOfMoney));
    }

    public static Spells SpellsOf(MrrSteps<TValue> steps)
    {
        var spells = new SpellsBuilder(steps.Units);
        for (var unit = 0; unit < steps.Units; unit++)
        {
            for (var i = steps.Offsets[unit]; i < steps.Offsets[unit + 1]; i++)
            {
                spells.Change(steps.Days[i], steps.Values[i] > TValue.Zero);
            }

            spells.NextUnit();
        }

        return spells.Build();
    }

    public static MovementLines[] InMoney(MovementTotals<TSum, TValue>[][] parts, decimal unitOfMoney)
    {
        var lines = new MovementLines[parts[0].Length];
        for (var period = 0; period < lines.Length; period++)
        {
            var total = parts[0][period];
            for (var part = 1; part < parts.Length; part++)
            {
                total += parts[part][period];
            }

            lines[period] = total.InMoney(unitOfMoney);
        }

        return lines;
    }

    private static decimal InMoney(TValue value, decimal unitOfMoney) => TSum.ToDecimal(TSum.Plus(default(TSum), value), unitOfMoney);

    // Walks along the steps of one unit.
    private ref struct Walk
    {
        private readonly MrrSteps<TValue> _steps;
        private readonly int _end;
        private int _at;
        private int _left;
        private bool _paid;

        public Walk(MrrSteps<TValue> steps, int unit, int opening)
        {
            _steps = steps;
            _at = steps.Offsets[unit];
            _end = steps.Offsets[unit + 1];
            while (_at < _end && steps.Days[_at] <= opening)
            {
                Step();
            }
        }

        public TValue Level { get; private set; } = TValue.Zero;

        public bool Next(int boundary, MovementRules rules, out MrrMovement movement, out TValue before)
        {
            (movement, before) = (MrrMovement.Unchanged, Level);
            if (_at >= _end || _steps.Days[_at] > boundary)
            {
                return false;
            }

            movement = Classify(before, _steps.Values[_at], rules.ComesBack(_paid, _steps.Days[_at], _left));
            Step();
            return true;
        }

        private void Step()
        {
            var value = _steps.Values[_at];
            if (Level > TValue.Zero && value <= TValue.Zero)
            {
                _left = _steps.Days[_at];
            }

            _paid |= value > TValue.Zero;
            Level = value;
            _at++;
        }
    }
}
