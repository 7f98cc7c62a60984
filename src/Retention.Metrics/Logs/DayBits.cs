using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Logs;

/// <summary>
/// One bit per customer and day. A tile holds one short row of bits per day for a few hundred or thousand customers, so that rows in time order touch one small row at a time,
/// and a tile fits the second-level cache while a question walks it.
/// </summary>
internal abstract class DayBits : ActivityStore
{
    protected DayBits(int firstDay, int days)
    {
        FirstDay = firstDay;
        Days = days;
    }

    public override int FirstDay { get; }

    public override int Days { get; }

    /// <summary>How many bytes so many customers and days need.</summary>
    public static long BytesFor(long slots, long days) => (slots + StripSize - 1) / StripSize * (StripSize / 8) * days;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(int tile, PeriodMap map, RowFilter filter, Span<ulong> rows)
    {
        rows.Clear();
        var periods = map.Count;
        var strips = StripsPerTile;
        ref var source = ref Unsafe.As<ulong, Vector512<ulong>>(ref Unsafe.AsRef(in TileAt(tile, out var rowStrips)));
        ref var target = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<ulong, Vector512<ulong>>(rows));
        var periodOfDay = map.PeriodOfDay;
        for (var day = 0; day < periodOfDay.Length; day++)
        {
            var period = periodOfDay[day];
            if (period >= 0)
            {
                ref var from = ref Unsafe.Add(ref source, (nint)day * rowStrips);
                ref var to = ref Unsafe.Add(ref target, period);
                for (var strip = 0; strip < strips; strip++)
                {
                    Unsafe.Add(ref to, strip * periods) |= Unsafe.Add(ref from, strip);
                }
            }
        }
    }

    /// <summary>The first word of a tile: the strips of a day lie side by side, and the next day follows after <paramref name="rowStrips"/> strips.</summary>
    protected abstract ref readonly ulong TileAt(int tile, out int rowStrips);
}

/// <summary>The bits of consecutively numbered customers: one long row per day. A tile is eight strips side by side.</summary>
internal sealed class DenseDayBits : DayBits
{
    /// <summary>The number of the tile of a slot is the slot shifted by so many bits.</summary>
    public const int TileShift = 12;

    private const int TileStrips = (1 << TileShift) / StripSize;
    private readonly ulong[] _bits;

    /// <summary>Room for bits that are all zero when <paramref name="isClear"/>; otherwise the days have to be cleared one by one before they are used.</summary>
    public DenseDayBits(int slots, int firstDay, int days, bool isClear = true)
        : base(firstDay, days)
    {
        Slots = slots;
        Tiles = (slots + (1 << TileShift) - 1) >> TileShift;

        // An odd number of cache lines, so that the days of a tile spread over the sets of the cache.
        RowWords = ((Tiles * TileStrips) + 1) * WordsPerStrip;
        _bits = isClear ? new ulong[(long)days * RowWords] : GC.AllocateUninitializedArray<ulong>(checked(days * RowWords));
    }

    public override int Slots { get; }

    public override int StripsPerTile => TileStrips;

    public override int Tiles { get; }

    public override long Bytes => _bits.LongLength * sizeof(ulong);

    /// <summary>How many words one day has.</summary>
    public int RowWords { get; }

    /// <summary>The bits of some days, day by day.</summary>
    public Span<ulong> WordsOf(int firstDay, int days) => _bits.AsSpan(firstDay * RowWords, days * RowWords);

    public void Set(int slot, int day) => _bits[((long)day * RowWords) + (slot >> 6)] |= 1UL << slot;

    protected override ref readonly ulong TileAt(int tile, out int rowStrips)
    {
        rowStrips = RowWords / WordsPerStrip;
        return ref _bits[tile * TileStrips * WordsPerStrip];
    }
}

/// <summary>The bits of customers that turn up in no order of their keys: strip by strip, as they come.</summary>
internal sealed class StripDayBits : DayBits
{
    private readonly StripBits[] _strips;

    public StripDayBits(StripBits[] strips, int firstDay, int days)
        : base(firstDay, days) => _strips = strips;

    public override int Slots => _strips.Length * StripSize;

    public override int StripsPerTile => 1;

    public override int Tiles => _strips.Length;

    public override long Bytes => (long)_strips.Length * Days * WordsPerStrip * sizeof(ulong);

    /// <summary>The same bits when day numbers count from another day.</summary>
    public StripDayBits Shifted(int dayZero) => new(_strips, FirstDay - dayZero, Days);

    protected override ref readonly ulong TileAt(int tile, out int rowStrips)
    {
        rowStrips = 1;
        return ref _strips[tile].Word(0);
    }
}
