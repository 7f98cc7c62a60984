using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Logs;

/// <summary>Which rows count as activity: of which codes (event and segment), and how many of them a period needs.</summary>
internal sealed class RowFilter(bool[]? codes, int atLeast = 1, int atMost = int.MaxValue)
{
    public static readonly RowFilter Any = new(null);

    /// <summary>The codes that pass; null for all.</summary>
    public bool[]? Codes { get; } = codes;

    public int AtLeast { get; } = atLeast;

    public int AtMost { get; } = atMost;
}

/// <summary>
/// Who was active when, in the shape that every question is asked in: strips of 512 customers, one 512-bit word per period, tiles of a few strips.
/// Customer <c>slot</c> is bit <c>slot % 512</c> of strip <c>slot / 512</c>.
/// </summary>
internal abstract class ActivityStore
{
    public const int StripSize = 512;
    public const int WordsPerStrip = StripSize / 64;

    /// <summary>The smaller store of customers and days: bits when they take no more than the rows would, distinct days of each customer otherwise.</summary>
    public static ActivityStore Of(ReadOnlySpan<int> slots, int customers, ReadOnlySpan<int> epochDays)
    {
        var (least, greatest) = epochDays.IsEmpty ? (0, -1) : (int.MaxValue, int.MinValue);
        foreach (var day in epochDays)
        {
            least = Math.Min(least, day);
            greatest = Math.Max(greatest, day);
        }

        if (DayBits.BytesFor(customers, greatest - least + 1) > Math.Max(1 << 20, 4L * slots.Length))
        {
            return ActivityRows.Sort(slots, customers, epochDays, dayZero: 0, [], [], distinct: true);
        }

        var bits = new DenseDayBits(customers, least, greatest - least + 1);
        for (var row = 0; row < slots.Length; row++)
        {
            bits.Set(slots[row], epochDays[row] - least);
        }

        return bits;
    }

    /// <summary>How many customers there is room for.</summary>
    public abstract int Slots { get; }

    /// <summary>The first day, counted from 1970-01-01.</summary>
    public abstract int FirstDay { get; }

    /// <summary>How many days there are, from the first to the last with activity.</summary>
    public abstract int Days { get; }

    /// <summary>How many strips a tile has.</summary>
    public abstract int StripsPerTile { get; }

    public abstract int Tiles { get; }

    /// <summary>How many bytes are held.</summary>
    public abstract long Bytes { get; }

    /// <summary>
    /// Sets the bit of each customer in each period with activity. <paramref name="rows"/> is cleared first;
    /// the word of strip s, period p starts at <c>(s × periods + p) × 8</c>.
    /// </summary>
    public abstract void Fill(int tile, PeriodMap map, RowFilter filter, Span<ulong> rows);
}

/// <summary>A store seen through a selection of customers.</summary>
internal sealed class ActivityView
{
    private readonly ulong[]? _selected;

    public ActivityView(ActivityStore store, ulong[]? selected, int threads)
    {
        Store = store;
        _selected = selected;
        Threads = threads;
    }

    public ActivityStore Store { get; }

    /// <summary>How many threads may work on a question.</summary>
    public int Threads { get; }

    public bool IsSelected(int slot) => _selected is null || (_selected[slot >> 6] >> (slot & 63) & 1) != 0;

    public void Fill(int tile, PeriodMap map, RowFilter filter, Span<ulong> rows)
    {
        Store.Fill(tile, map, filter, rows);
        Restrict(tile, map.Count, rows);
    }

    /// <summary>Clears the bits of the customers that are not selected.</summary>
    public void Restrict(int tile, int periods, Span<ulong> rows)
    {
        if (_selected is null)
        {
            return;
        }

        for (var strip = 0; strip < Store.StripsPerTile; strip++)
        {
            var at = ((tile * Store.StripsPerTile) + strip) * ActivityStore.WordsPerStrip;
            var selected = at < _selected.Length ? Vector512.Create<ulong>(_selected.AsSpan(at, ActivityStore.WordsPerStrip)) : default;
            foreach (ref var row in MemoryMarshal.Cast<ulong, Vector512<ulong>>(rows.Slice(strip * periods * ActivityStore.WordsPerStrip, periods * ActivityStore.WordsPerStrip)))
            {
                row &= selected;
            }
        }
    }
}

/// <summary>Counting in strips.</summary>
internal static class Strip
{
    /// <summary>How many bits a row of eight words has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Count(ref readonly ulong row)
    {
        ref var r = ref Unsafe.AsRef(in row);
        unchecked
        {
            return BitOperations.PopCount(r) + BitOperations.PopCount(Word(ref r, 1)) + (BitOperations.PopCount(Word(ref r, 2)) + BitOperations.PopCount(Word(ref r, 3)))
                + (BitOperations.PopCount(Word(ref r, 4)) + BitOperations.PopCount(Word(ref r, 5)) + (BitOperations.PopCount(Word(ref r, 6)) + BitOperations.PopCount(Word(ref r, 7))));
        }
    }

    /// <summary>How many bits two rows of eight words have in common.</summary>
    public static int CountBoth(ref readonly ulong left, ref readonly ulong right)
    {
        ref var a = ref Unsafe.AsRef(in left);
        ref var b = ref Unsafe.AsRef(in right);
        return BitOperations.PopCount(a & b) + BitOperations.PopCount(Word(ref a, 1) & Word(ref b, 1))
            + BitOperations.PopCount(Word(ref a, 2) & Word(ref b, 2)) + BitOperations.PopCount(Word(ref a, 3) & Word(ref b, 3))
            + BitOperations.PopCount(Word(ref a, 4) & Word(ref b, 4)) + BitOperations.PopCount(Word(ref a, 5) & Word(ref b, 5))
            + BitOperations.PopCount(Word(ref a, 6) & Word(ref b, 6)) + BitOperations.PopCount(Word(ref a, 7) & Word(ref b, 7));
    }

    /// <summary>Adds to each count how many bits a row has in common with one of the rows that follow each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CountBothRun(ref readonly ulong left, ref ulong right, Span<long> counts)
    {
        ref var a = ref Unsafe.AsRef(in left);
        var (a0, a1, a2, a3, a4, a5, a6, a7) = (a, Word(ref a, 1), Word(ref a, 2), Word(ref a, 3), Word(ref a, 4), Word(ref a, 5), Word(ref a, 6), Word(ref a, 7));
        ref var b = ref right;
        unchecked
        {
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += BitOperations.PopCount(a0 & b) + BitOperations.PopCount(a1 & Word(ref b, 1))
                    + (BitOperations.PopCount(a2 & Word(ref b, 2)) + BitOperations.PopCount(a3 & Word(ref b, 3)))
                    + (BitOperations.PopCount(a4 & Word(ref b, 4)) + BitOperations.PopCount(a5 & Word(ref b, 5))
                    + (BitOperations.PopCount(a6 & Word(ref b, 6)) + BitOperations.PopCount(a7 & Word(ref b, 7))));
                b = ref Unsafe.Add(ref b, ActivityStore.WordsPerStrip);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref ulong row, int word) => Unsafe.Add(ref row, word);
}
