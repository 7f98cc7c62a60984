using System.Runtime.Intrinsics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Cohorts;

internal sealed partial class CohortCounting<TSink>
{
    // A customer may enter several times, each with windows of its own: the n-th pass over a strip is about everyone's n-th entry.
    private void WalkWindows(PieceSource tiles)
    {
        var log = (ActivityRows)_plan.View.Store;
        var columns = _plan.Policy.Brackets.Count > 0 ? _plan.Policy.Brackets[^1].Last + 1 : _plan.Columns;

        // A return after the last offset that is shown is still one on or after it.
        columns = _plan.Policy.Measure == CohortMeasure.OnOrAfter ? Math.Max(columns, _plan.Longest) : columns;
        var entered = new ulong[_periods * W];
        var returned = new ulong[columns * W];
        var closed = new ulong[columns * W];
        while (tiles.TryTake(out var strip))
        {
            for (var pass = 0; FillPass(log, strip, pass, columns, entered, returned, closed); pass++)
            {
                WalkPass(strip, columns, entered, returned, closed);
                if (_plan.Policy.Entry != CohortEntry.Recurring)
                {
                    break;
                }
            }
        }
    }

    private bool FillPass(ActivityRows log, int strip, int pass, int columns, ulong[] entered, ulong[] returned, ulong[] closed)
    {
        entered.AsSpan().Clear();
        returned.AsSpan().Clear();
        closed.AsSpan().Clear();
        var any = false;
        Span<int> occurrences = columns <= 1024 ? stackalloc int[columns] : new int[columns];
        var last = Math.Min(log.Slots, (strip + 1) * ActivityStore.StripSize);
        for (var slot = strip * ActivityStore.StripSize; slot < last; slot++)
        {
            var entry = _plan.View.IsSelected(slot) ? EntryRow(log, slot, pass) : -1;
            if (entry < 0)
            {
                continue;
            }

            any = true;
            var (word, bit) = ((slot >> 6) & (W - 1), 1UL << slot);
            entered[(_plan.Map.PeriodOfDay[log.DayOf(entry)] * W) + word] |= bit;
            var begin = _plan.Windows!.Begin(log.InstantOf(entry));
            var over = _plan.Policy.Incomplete switch
            {
                IncompletePeriods.Exclude => _plan.Windows.Closed(begin),
                IncompletePeriods.Include => _plan.Windows.Offset(begin, _plan.Windows.End - 1) + 1,
                _ => columns,
            };
            for (var column = 0; column < Math.Min(over, columns); column++)
            {
                closed[(column * W) + word] |= bit;
            }

            occurrences.Clear();
            for (var row = log.Start(slot); row < log.Start(slot + 1); row++)
            {
                var instant = log.InstantOf(row);
                if (instant < log.InstantOf(entry) || instant >= _plan.Windows.End || (_plan.Returns.Codes is { } codes && !codes[log.CodeOf(row)]))
                {
                    continue;
                }

                var offset = _plan.Windows.Offset(begin, instant);
                if (offset < columns && ++occurrences[offset] == _plan.Returns.AtLeast)
                {
                    returned[(offset * W) + word] |= bit;
                }
            }
        }

        return any;
    }

    /// <summary>The row of a customer's n-th entry: the first start row, or the first in each calendar period; -1 when there are not so many.</summary>
    private int EntryRow(ActivityRows log, int slot, int pass)
    {
        if (_plan.Policy.Entry != CohortEntry.Recurring)
        {
            var first = log.FirstRow(slot, _plan.EntersByRow ? _plan.Among : _plan.Start.Codes, _plan.Start.Codes);
            return first >= 0 && _plan.Map.PeriodOfDay[log.DayOf(first)] >= _plan.RowZero ? first : -1;
        }

        var (entries, period) = (-1, -1);
        for (var row = log.Start(slot); row < log.Start(slot + 1); row++)
        {
            var here = _plan.Map.PeriodOfDay[log.DayOf(row)];
            if (here >= _plan.RowZero && here != period && (_plan.Start.Codes is not { } codes || codes[log.CodeOf(row)]))
            {
                period = here;
                if (++entries == pass)
                {
                    return row;
                }
            }
        }

        return -1;
    }

    private void WalkPass(int strip, int offsets, ulong[] entered, ulong[] returned, ulong[] closed)
    {
        var measured = Measure(offsets, returned);
        for (var period = _plan.RowZero; period < _periods; period++)
        {
            var cohort = Load(entered, period);
            if (cohort == Vector512<ulong>.Zero || !_sink.Wants(period - _plan.RowZero))
            {
                continue;
            }

            cohort.CopyTo(_entered);
            _sink.Enter(strip, period - _plan.RowZero, _entered);
            for (var column = 0; column < _plan.Columns && _plan.Range(column).Last < offsets; column++)
            {
                // Whoever's window is over counts below the line; of them, whoever returned above it.
                var atRisk = cohort & Load(closed, _plan.Range(column).Last);
                atRisk.CopyTo(_cell);
                _sink.AtRisk(strip, period - _plan.RowZero, column, in _entered[0], in _cell[0]);
                _sink.Retain(strip, period - _plan.RowZero, column, in _cell[0], in measured[column * W]);
            }
        }
    }

    // Who was retained at each column, by the measure, of all customers of the strip.
    private ulong[] Measure(int offsets, ulong[] returned)
    {
        var measured = new ulong[_plan.Columns * W];
        var everyone = Vector512<ulong>.AllBitsSet;
        var running = _plan.Policy.Measure == CohortMeasure.EveryPeriod ? everyone : Vector512<ulong>.Zero;
        for (var column = 0; column < _plan.Columns; column++)
        {
            var range = _plan.Range(column);
            var last = _plan.Policy.Measure == CohortMeasure.OnOrAfter ? offsets - 1 : Math.Min(range.Last, offsets - 1);
            var inRange = Vector512<ulong>.Zero;
            for (var offset = range.First; offset <= last; offset++)
            {
                inRange |= Load(returned, offset);
            }

            var all = range.First == 0 && _plan.Policy.PeriodZero == PeriodZero.CohortSize;
            if (all && _plan.Policy.Measure == CohortMeasure.OnOrBefore)
            {
                for (var offset = 1; offset <= last; offset++)
                {
                    running |= Load(returned, offset);
                }
            }
            else
            {
                running = _plan.Policy.Measure switch
                {
                    CohortMeasure.OnOrBefore => running | inRange,
                    CohortMeasure.EveryPeriod => running & (all ? everyone : inRange),
                    _ => inRange,
                };
            }

            (all ? everyone : running).CopyTo(measured.AsSpan(column * W, W));
        }

        return measured;
    }
}
