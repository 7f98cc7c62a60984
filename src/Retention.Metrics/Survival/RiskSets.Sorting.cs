using System.Numerics;

namespace Retention.Metrics.Survival;

/// <content>From unweighted columns, for one group or many: counted when the tenures are whole numbers, radix-sorted otherwise.</content>
internal sealed partial class RiskSets
{
    private const int RowsBetweenChecks = 1 << 20;

    // Below this range a counter per time is cheaper than any sort, even for few rows.
    private const int SmallRange = 1 << 16;

    /// <summary>One group of risk sets per code, from columns of equal length. The tenures are checked here, in the words of the factories.</summary>
    public static RiskSets[] FromColumns(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<int> groups, int groupCount, CancellationToken cancellationToken)
    {
        var (min, max, whole) = Range(tenures, cancellationToken);
        if (whole && CanCount(max, tenures.Length, groupCount))
        {
            var range = (int)max + 1;
            var counts = new int[2 * range * groupCount];
            for (var from = 0; from < tenures.Length; from += RowsBetweenChecks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var to = Math.Min(tenures.Length, from + RowsBetweenChecks);
                unchecked
                {
                    for (var i = from; i < to; i++)
                    {
                        var cell = groups.IsEmpty ? (int)tenures[i] : (groups[i] * range) + (int)tenures[i];
                        counts[(2 * cell) + (ended[i] ? 0 : 1)]++;
                    }
                }
            }

            return FromCounts(counts, range, groupCount);
        }

        return FromSorted(tenures, ended, groups, groupCount, min, max, cancellationToken);
    }

    /// <summary>The same from whole tenures.</summary>
    public static RiskSets[] FromColumns(ReadOnlySpan<int> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<int> groups, int groupCount, CancellationToken cancellationToken)
    {
        var max = 0;
        for (var i = 0; i < tenures.Length; i++)
        {
            max = Math.Max(max, tenures[i]);
            if (tenures[i] < 0)
            {
                throw NotATenure("tenures", i, tenures[i]);
            }
        }

        if (!CanCount(max, tenures.Length, groupCount))
        {
            var doubles = new double[tenures.Length];
            for (var i = 0; i < tenures.Length; i++)
            {
                doubles[i] = tenures[i];
            }

            return FromSorted(doubles, ended, groups, groupCount, 0, max, cancellationToken);
        }

        var range = max + 1;
        var counts = new int[2 * range * groupCount];
        for (var from = 0; from < tenures.Length; from += RowsBetweenChecks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var to = Math.Min(tenures.Length, from + RowsBetweenChecks);
            unchecked
            {
                for (var i = from; i < to; i++)
                {
                    var cell = groups.IsEmpty ? tenures[i] : (groups[i] * range) + tenures[i];
                    counts[(2 * cell) + (ended[i] ? 0 : 1)]++;
                }
            }
        }

        return FromCounts(counts, range, groupCount);
    }

    public static ArgumentOutOfRangeException NotATenure(string name, int index, double value) =>
        Guard.OutOfRange(FormattableString.Invariant($"{name}[{index}]"), value, "A tenure must be a finite number of at least 0");

    private static bool CanCount(double max, int rows, int groups) =>
        max < Math.Max(SmallRange, 4L * rows) && (max + 1) * groups < Math.Max(SmallRange, 8L * rows) && (max + 1) * groups < int.MaxValue / 4;

    private static (double Min, double Max, bool Whole) Range(ReadOnlySpan<double> tenures, CancellationToken cancellationToken)
    {
        double min = double.MaxValue;
        double max = 0;
        var whole = true;
        for (var from = 0; from < tenures.Length; from += RowsBetweenChecks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var to = Math.Min(tenures.Length, from + RowsBetweenChecks);
            for (var i = from; i < to; i++)
            {
                var t = tenures[i];
                if (!(t >= 0 && t <= double.MaxValue))
                {
                    throw NotATenure(nameof(tenures), i, t);
                }

                max = Math.Max(max, t);
                min = Math.Min(min, t);
                whole &= unchecked((int)t) == t;
            }
        }

        return (min, max, whole);
    }

    private static RiskSets[] FromCounts(int[] counts, int range, int groupCount)
    {
        var sets = new RiskSets[groupCount];
        for (var g = 0; g < groupCount; g++)
        {
            var cells = counts.AsSpan(2 * range * g, 2 * range);
            var distinct = 0;
            for (var t = 0; t < range; t++)
            {
                distinct += (cells[2 * t] | cells[(2 * t) + 1]) != 0 ? 1 : 0;
            }

            var (times, ended, censored) = (new double[distinct], new double[distinct], new double[distinct]);
            var at = 0;
            for (var t = 0; t < range; t++)
            {
                if ((cells[2 * t] | cells[(2 * t) + 1]) != 0)
                {
                    (times[at], ended[at], censored[at]) = (t, cells[2 * t], cells[(2 * t) + 1]);
                    at++;
                }
            }

            sets[g] = new(new ExitTable(times, ended, censored, null, null, null, null), null, null, false);
        }

        return sets;
    }

    /// <summary>
    /// Two steps: one scatter into equal slices of the range of times, about two thousand rows each, then each slice by itself inside the cache.
    /// The scatter reads the caller's columns and writes the keys, so that the keys are the only memory the size of the input.
    /// </summary>
    private static RiskSets[] FromSorted(ReadOnlySpan<double> tenures, ReadOnlySpan<bool> ended, ReadOnlySpan<int> groups, int groupCount, double min, double max, CancellationToken cancellationToken)
    {
        var slices = Math.Clamp(tenures.Length / groupCount >> 11, 1, 8192);
        var scale = (slices - 1) / (max - min);
        if (!double.IsFinite(scale))
        {
            (slices, scale) = (1, 0);
        }

        var starts = new int[(slices * groupCount) + 1];
        for (var from = 0; from < tenures.Length; from += RowsBetweenChecks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var to = Math.Min(tenures.Length, from + RowsBetweenChecks);
            unchecked
            {
                for (var i = from; i < to; i++)
                {
                    var group = groups.IsEmpty ? 0 : groups[i];
                    starts[(group * slices) + (int)((tenures[i] - min) * scale) + 1]++;
                }
            }
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var keys = GC.AllocateUninitializedArray<ulong>(tenures.Length);
        var next = starts.AsSpan(0, starts.Length - 1).ToArray();
        for (var from = 0; from < tenures.Length; from += RowsBetweenChecks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var to = Math.Min(tenures.Length, from + RowsBetweenChecks);
            unchecked
            {
                for (var i = from; i < to; i++)
                {
                    var group = groups.IsEmpty ? 0 : groups[i];
                    var cell = (group * slices) + (int)((tenures[i] - min) * scale);
                    // The shift drops the sign, and with it the minus of a negative zero.
                    keys[next[cell]++] = (BitConverter.DoubleToUInt64Bits(tenures[i]) << 1) | (ended[i] ? 0UL : 1UL);
                }
            }
        }

        SortSlices(keys, starts, cancellationToken);
        var sets = new RiskSets[groupCount];
        for (var g = 0; g < groupCount; g++)
        {
            sets[g] = FromKeys(keys, starts[g * slices], starts[(g + 1) * slices]);
        }

        return sets;
    }

    private static RiskSets FromKeys(ulong[] keys, int from, int to)
    {
        var distinct = 0;
        long censored = 0;
        var last = ulong.MaxValue;
        unchecked
        {
            for (var i = from; i < to; i++)
            {
                censored += (long)(keys[i] & 1);
                distinct += keys[i] >> 1 != last ? 1 : 0;
                last = keys[i] >> 1;
            }
        }

        // A table takes three words per distinct time, a key one word per row.
        return 3L * distinct < to - from
            ? new(TableOf(keys.AsSpan(from, to - from), distinct), null, null, false)
            : new(keys, from, to, distinct, to - from - censored);
    }

    private static void SortSlices(ulong[] keys, int[] starts, CancellationToken cancellationToken)
    {
        // Slices of a skewed range can be long; beyond this they are sorted in place rather than through a copy.
        const int Longest = 1 << 17;
        var longest = 0;
        for (var s = 0; s + 1 < starts.Length; s++)
        {
            longest = Math.Max(longest, starts[s + 1] - starts[s]);
        }

        var scratch = new ulong[Math.Min(longest, Longest)];
        var counts = new int[(1 << 11) + 1];
        for (var s = 0; s + 1 < starts.Length; s++)
        {
            var slice = keys.AsSpan(starts[s], starts[s + 1] - starts[s]);
            if (slice.Length > Longest)
            {
                cancellationToken.ThrowIfCancellationRequested();
                slice.Sort();
            }
            else
            {
                SortSlice(slice, scratch, counts);
            }

            if ((s & 511) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>One radix pass over the highest bits in which the keys of the slice differ; it leaves runs of a few keys, which insertion puts in order.</summary>
    private static void SortSlice(Span<ulong> keys, ulong[] scratch, int[] counts)
    {
        const int FewForRadix = 48;
        const int FewForInsertion = 16;
        if (keys.Length > FewForRadix)
        {
            var (min, max) = (ulong.MaxValue, ulong.MinValue);
            foreach (var key in keys)
            {
                min = Math.Min(min, key);
                max = Math.Max(max, key);
            }

            if (min == max)
            {
                return;
            }

            var digits = Math.Clamp(BitOperations.Log2((uint)keys.Length), 6, 11);
            var shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount(max - min) - digits);
            var runs = counts.AsSpan(0, (1 << digits) + 1);
            runs.Clear();
            unchecked
            {
                foreach (var key in keys)
                {
                    runs[(int)((key - min) >> shift) + 1]++;
                }

                for (var r = 1; r < runs.Length; r++)
                {
                    runs[r] += runs[r - 1];
                }

                foreach (var key in keys)
                {
                    scratch[runs[(int)((key - min) >> shift)]++] = key;
                }
            }

            scratch.AsSpan(0, keys.Length).CopyTo(keys);
            // After the scatter runs[r] is where run r ends. Keys that differ only below the shift may still be in any order.
            var from = 0;
            for (var r = 0; shift > 0 && r < runs.Length - 1; r++)
            {
                if (runs[r] - from > FewForInsertion)
                {
                    keys[from..runs[r]].Sort();
                }

                from = runs[r];
            }

            if (shift == 0)
            {
                return;
            }
        }

        for (var i = 1; i < keys.Length; i++)
        {
            var key = keys[i];
            var j = i - 1;
            while (j >= 0 && keys[j] > key)
            {
                keys[j + 1] = keys[j];
                j--;
            }

            keys[j + 1] = key;
        }
    }
}
