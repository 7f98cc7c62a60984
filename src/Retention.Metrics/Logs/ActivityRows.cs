namespace Retention.Metrics.Logs;

/// <summary>
/// The rows themselves, sorted by customer and time: what is kept when events, instants or repeated occurrences matter,
/// or when a bit for every customer and day would be larger.
/// </summary>
internal sealed class ActivityRows : ActivityStore
{
    private readonly int[] _starts;
    private readonly int[] _days;
    private readonly long[]? _instants;
    private readonly int[]? _codes;

    private ActivityRows(int[] starts, int[] days, long[]? instants, int[]? codes, int firstDay, int dayCount)
    {
        _starts = starts;
        _days = days;
        _instants = instants;
        _codes = codes;
        FirstDay = firstDay;
        Days = dayCount;
        Tiles = (Slots + StripSize - 1) / StripSize;
    }

    public override int Slots => _starts.Length - 1;

    public override int FirstDay { get; }

    public override int Days { get; }

    public override int StripsPerTile => 1;

    public override int Tiles { get; }

    public override long Bytes => ((_starts.LongLength + _days.LongLength + (_codes?.LongLength ?? 0)) * sizeof(int)) + ((_instants?.LongLength ?? 0) * sizeof(long));

    /// <summary>Whether the instant of each row is known, not only its day.</summary>
    public bool HasInstants => _instants is not null;

    /// <summary>The first row of a customer.</summary>
    public int Start(int slot) => _starts[slot];

    /// <summary>The day of a row, relative to the first day.</summary>
    public int DayOf(int row) => _days[row];

    /// <summary>The instant of a row in UTC ticks.</summary>
    public long InstantOf(int row) => _instants![row];

    /// <summary>The code of a row; 0 when the rows have none.</summary>
    public int CodeOf(int row) => _codes is null ? 0 : _codes[row];

    /// <summary>Sorts rows by customer and then by time and code; without codes, instants and repetitions a day of a customer is kept once.</summary>
    /// <param name="slots">The customer of each row.</param>
    /// <param name="customers">How many customers there are.</param>
    /// <param name="days">The day of each row.</param>
    /// <param name="dayZero">What 1970-01-01 is among the days.</param>
    /// <param name="instants">The UTC ticks of each row, or empty.</param>
    /// <param name="codes">The code of each row, or empty.</param>
    /// <param name="distinct">Whether a repeated day of a customer says nothing new.</param>
    public static ActivityRows Sort(ReadOnlySpan<int> slots, int customers, ReadOnlySpan<int> days, int dayZero, ReadOnlySpan<long> instants, ReadOnlySpan<int> codes, bool distinct)
    {
        var starts = new int[customers + 1];
        foreach (var slot in slots)
        {
            starts[slot + 1]++;
        }

        for (var slot = 0; slot < customers; slot++)
        {
            starts[slot + 1] += starts[slot];
        }

        var firstDay = 0;
        var lastDay = -1;
        if (!days.IsEmpty)
        {
            (firstDay, lastDay) = (days[0], days[0]);
            foreach (var day in days)
            {
                firstDay = Math.Min(firstDay, day);
                lastDay = Math.Max(lastDay, day);
            }
        }

        var next = starts.AsSpan(0, customers).ToArray();
        var sortedDays = new int[slots.Length];
        var sortedInstants = instants.IsEmpty ? null : new long[slots.Length];
        var sortedCodes = codes.IsEmpty ? null : new int[slots.Length];
        for (var row = 0; row < slots.Length; row++)
        {
            var at = next[slots[row]]++;
            sortedDays[at] = days[row] - firstDay;
            if (sortedInstants is not null)
            {
                sortedInstants[at] = instants[row];
            }

            if (sortedCodes is not null)
            {
                sortedCodes[at] = codes[row];
            }
        }

        for (var slot = 0; slot < customers; slot++)
        {
            var (start, length) = (starts[slot], starts[slot + 1] - starts[slot]);
            if (length > 1)
            {
                SortOne(sortedDays.AsSpan(start, length), sortedInstants.AsSpan(sortedInstants is null ? 0 : start, sortedInstants is null ? 0 : length), sortedCodes.AsSpan(sortedCodes is null ? 0 : start, sortedCodes is null ? 0 : length));
            }
        }

        if (distinct && sortedCodes is null && sortedInstants is null)
        {
            sortedDays = Distinct(starts, sortedDays);
        }

        return new(starts, sortedDays, sortedInstants, sortedCodes, firstDay - dayZero, lastDay - firstDay + 1);
    }

    public override void Fill(int tile, PeriodMap map, RowFilter filter, Span<ulong> rows)
    {
        rows.Clear();
        var periodOfDay = map.PeriodOfDay;
        var codes = filter.Codes;
        var last = Math.Min(Slots, (tile + 1) * StripSize);
        for (var slot = tile * StripSize; slot < last; slot++)
        {
            var bit = 1UL << slot;
            var word = (slot >> 6) & (WordsPerStrip - 1);
            var (period, occurrences) = (-1, 0);
            for (var row = _starts[slot]; row < _starts[slot + 1]; row++)
            {
                if (codes is not null && !codes[CodeOf(row)])
                {
                    continue;
                }

                var here = periodOfDay[_days[row]];
                if (here != period)
                {
                    if (period >= 0 && occurrences >= filter.AtLeast && occurrences <= filter.AtMost)
                    {
                        rows[(period * WordsPerStrip) + word] |= bit;
                    }

                    (period, occurrences) = (here, 0);
                }

                occurrences++;
            }

            if (period >= 0 && occurrences >= filter.AtLeast && occurrences <= filter.AtMost)
            {
                rows[(period * WordsPerStrip) + word] |= bit;
            }
        }
    }

    /// <summary>The first row of a customer among some codes if it also has one of others; -1 otherwise, or when it lies after a day.</summary>
    public int FirstRow(int slot, bool[]? among, bool[]? wanted)
    {
        for (var row = _starts[slot]; row < _starts[slot + 1]; row++)
        {
            var code = CodeOf(row);
            if (among is null || among[code])
            {
                return wanted is null || wanted[code] ? row : -1;
            }
        }

        return -1;
    }

    private static void SortOne(Span<int> days, Span<long> instants, Span<int> codes)
    {
        if (instants.IsEmpty)
        {
            if (codes.IsEmpty)
            {
                days.Sort();
                return;
            }

            days.Sort(codes);
            SortTies(days, codes);
            return;
        }

        // Days follow instants in every zone but where a clock goes back across midnight; sorting by instant keeps the truth.
        if (codes.IsEmpty)
        {
            instants.Sort(days);
            return;
        }

        var order = new int[instants.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var (oldInstants, oldDays, oldCodes) = (instants.ToArray(), days.ToArray(), codes.ToArray());
        Array.Sort(order, (a, b) =>
        {
            var byInstant = oldInstants[a].CompareTo(oldInstants[b]);
            return byInstant != 0 ? byInstant : oldCodes[a].CompareTo(oldCodes[b]);
        });
        for (var i = 0; i < order.Length; i++)
        {
            (instants[i], days[i], codes[i]) = (oldInstants[order[i]], oldDays[order[i]], oldCodes[order[i]]);
        }
    }

    private static void SortTies(Span<int> days, Span<int> codes)
    {
        for (var i = 0; i < days.Length;)
        {
            var end = i + 1;
            while (end < days.Length && days[end] == days[i])
            {
                end++;
            }

            codes[i..end].Sort();
            i = end;
        }
    }

    private static int[] Distinct(int[] starts, int[] days)
    {
        var kept = 0;
        var start = 0;
        for (var slot = 0; slot + 1 < starts.Length; slot++)
        {
            var end = starts[slot + 1];
            for (var row = start; row < end; row++)
            {
                if (row == start || days[row] != days[row - 1])
                {
                    days[kept++] = days[row];
                }
            }

            starts[slot + 1] = kept;
            start = end;
        }

        return days.AsSpan(0, kept).ToArray();
    }
}
