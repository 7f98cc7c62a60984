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
        ref var source = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<ulong, Vector512<ulong>>(TileAt(tile)));
        ref var target = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<ulong, Vector512<ulong>>(rows));
        var periodOfDay = map.PeriodOfDay;
        for (var day = 0; day < periodOfDay.Length; day++)
        {
            var period = periodOfDay[day];
            if (period >= 0)
            {
                ref var from = ref Unsafe.Add(ref source, day * strips);
                ref var to = ref Unsafe.Add(ref target, period);
                for (var strip = 0; strip < strips; strip++)
                {
                    Unsafe.Add(ref to, strip * periods) |= Unsafe.Add(ref from, strip);
                }
            }
        }
    }

    /// <summary>The bits of a tile: day by day, strip by strip.</summary>
    protected abstract ReadOnlySpan<ulong> TileAt(int tile);
}

/// <summary>The bits of consecutively numbered customers, in one array.</summary>
internal sealed class DenseDayBits : DayBits
{
    private const int TileBytes = 256 * 1024;
    private readonly ulong[] _bits;
    private readonly int _stripsLog2;

    public DenseDayBits(int slots, int firstDay, int days)
        : base(firstDay, days)
    {
        Slots = slots;
        _stripsLog2 = 3;
        while (_stripsLog2 > 0 && ((long)days * (StripSize / 8) << _stripsLog2) > TileBytes)
        {
            _stripsLog2--;
        }

        Tiles = (slots + (StripSize << _stripsLog2) - 1) / (StripSize << _stripsLog2);
        // An odd number of rows, so that the rows of one day in all tiles spread over the sets of the cache.
        TileWords = ((days | 1) * WordsPerStrip) << _stripsLog2;
        _bits = new ulong[(long)Tiles * TileWords];
    }

    public override int Slots { get; }

    public override int StripsPerTile => 1 << _stripsLog2;

    public override int Tiles { get; }

    public override long Bytes => _bits.LongLength * sizeof(ulong);

    /// <summary>The number of the tile of a slot is the slot shifted by so many bits.</summary>
    public int TileShift => 9 + _stripsLog2;

    public int TileWords { get; }

    /// <summary>How many words one day of a tile has; a power of two.</summary>
    public int RowWords => WordsPerStrip << _stripsLog2;

    public Span<ulong> Words => _bits;

    public void Set(int slot, int day) =>
        _bits[((long)(slot >> TileShift) * TileWords) + (day * RowWords) + ((slot >> 6) & (RowWords - 1))] |= 1UL << slot;

    protected override ReadOnlySpan<ulong> TileAt(int tile) => _bits.AsSpan(tile * TileWords, TileWords);
}

/// <summary>The bits of customers that turn up in no order of their keys: strip by strip, as they come.</summary>
internal sealed class StripDayBits : DayBits
{
    private readonly ulong[][] _strips;

    public StripDayBits(ulong[][] strips, int firstDay, int days)
        : base(firstDay, days) => _strips = strips;

    public override int Slots => _strips.Length * StripSize;

    public override int StripsPerTile => 1;

    public override int Tiles => _strips.Length;

    public override long Bytes => (long)_strips.Length * Days * WordsPerStrip * sizeof(ulong);

    /// <summary>The same bits when day numbers count from another day.</summary>
    public StripDayBits Shifted(int dayZero) => new(_strips, FirstDay - dayZero, Days);

    protected override ReadOnlySpan<ulong> TileAt(int tile) => _strips[tile];
}
