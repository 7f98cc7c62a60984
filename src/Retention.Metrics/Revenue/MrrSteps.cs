using System.Numerics;

namespace Retention.Metrics.Revenue;

/// <summary>
/// The recurring revenue of every unit (customer or subscription) as a step function of the day: from <c>Days[i]</c> on it is <c>Values[i]</c>,
/// until the next step of the same unit. The steps of unit u are those from <c>Offsets[u]</c> up to <c>Offsets[u + 1]</c>; before the first it is 0.
/// </summary>
internal sealed class MrrSteps<TValue>
    where TValue : struct, INumber<TValue>
{
    private MrrSteps(int[] offsets, int[] days, TValue[] values)
    {
        Offsets = offsets;
        Days = days;
        Values = values;
    }

    public int[] Offsets { get; }

    public int[] Days { get; }

    public TValue[] Values { get; }

    public int Units => Offsets.Length - 1;

    public static MrrSteps<TValue> Of(int[] offsets, int[] days, TValue[] values) => new(offsets, days, values);

    /// <summary>Adds up spans into steps; null when a sum does not fit into an amount.</summary>
    /// <param name="units">How many units there are.</param>
    /// <param name="spans">The spans, in any order.</param>
    /// <param name="floorAtZero">Whether a sum below zero counts as 0.</param>
    /// <param name="floored">Collects the units whose sum was below zero on some day, in ascending order; null when nobody asks.</param>
    public static MrrSteps<TValue>? From<TSum>(int units, MrrSpans<TValue> spans, bool floorAtZero, List<int>? floored)
        where TSum : struct, IExactSum<TSum, TValue>
    {
        var order = ByUnit(units, spans.Unit, out var firsts);
        var offsets = new int[units + 1];
        // One span makes at most two steps; sums of several spans make no more, because equal neighbours merge.
        var days = GC.AllocateUninitializedArray<int>(checked(spans.Count * 2));
        var values = GC.AllocateUninitializedArray<TValue>(days.Length);
        var from = spans.From;
        var to = spans.To;
        var value = spans.Value;
        var dayOf = new int[16];
        var changeOf = new Change<TValue>[16];
        var count = 0;
        for (var unit = 0; unit < units; unit++)
        {
            var events = 0;
            var size = (firsts[unit + 1] - firsts[unit]) * 2;
            if (size > dayOf.Length)
            {
                Array.Resize(ref dayOf, size * 2);
                Array.Resize(ref changeOf, size * 2);
            }

            for (var i = firsts[unit]; i < firsts[unit + 1]; i++)
            {
                var row = order[i];
                dayOf[events] = from[row];
                changeOf[events++] = new(value[row], Adds: true);
                if (to[row] != MrrSpans<TValue>.Open)
                {
                    dayOf[events] = to[row];
                    changeOf[events++] = new(value[row], Adds: false);
                }
            }

            dayOf.AsSpan(0, events).Sort(changeOf.AsSpan(0, events));
            var (sum, last, below) = (default(TSum), TValue.Zero, false);
            for (var i = 0; i < events;)
            {
                var day = dayOf[i];
                for (; i < events && dayOf[i] == day; i++)
                {
                    sum = changeOf[i].Adds ? TSum.Plus(sum, changeOf[i].Amount) : TSum.Minus(sum, changeOf[i].Amount);
                }

                if (!TSum.Fits(sum))
                {
                    return null;
                }

                var level = TSum.ToValue(sum);
                if (floorAtZero && TValue.IsNegative(level))
                {
                    below |= level != TValue.Zero;
                    level = TValue.Zero;
                }

                if (level != last)
                {
                    days[count] = day;
                    values[count++] = last = level;
                }
            }

            offsets[unit + 1] = count;
            if (below)
            {
                floored?.Add(unit);
            }
        }

        return new(offsets, days.AsSpan(0, count).ToArray(), values.AsSpan(0, count).ToArray());
    }

    /// <summary>What a unit had on a day.</summary>
    public TValue On(int unit, int day)
    {
        var at = Days.AsSpan(Offsets[unit], Offsets[unit + 1] - Offsets[unit]).BinarySearch(day);
        at = at >= 0 ? at : ~at - 1;
        return at < 0 ? TValue.Zero : Values[Offsets[unit] + at];
    }

    // A counting sort: the spans of unit u are order[firsts[u]] up to order[firsts[u + 1]].
    private static int[] ByUnit(int units, ReadOnlySpan<int> unit, out int[] firsts)
    {
        firsts = new int[units + 2];
        foreach (var u in unit)
        {
            firsts[u + 2]++;
        }

        for (var u = 2; u < firsts.Length; u++)
        {
            firsts[u] += firsts[u - 1];
        }

        var order = GC.AllocateUninitializedArray<int>(unit.Length);
        for (var row = 0; row < unit.Length; row++)
        {
            order[firsts[unit[row] + 1]++] = row;
        }

        return order;
    }

    private readonly record struct Change<T>(T Amount, bool Adds);
}
