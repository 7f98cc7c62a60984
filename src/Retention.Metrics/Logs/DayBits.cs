using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Logs;

/// <summary>
/// One bit per customer and day. Tiles of up to 4,096 customers hold one short row per day, so that rows in time order touch one small row at a time,
/// and a tile fits the second-level cache while a question walks it.
/// </summary>
internal sealed class DayBits : ActivityStore
{
    private const int TileBytes = 512 * 1024;
    private readonly ulong[] _bits;
    private readonly int _stripsLog2;

    public DayBits(int slots, int firstDay, int days)
    {
        Slots = slots;
        FirstDay = firstDay;
        Days = days;
        _stripsLog2 = StripsLog2(days);
        Tiles = (slots + (StripSize << _stripsLog2) - 1) / (StripSize << _stripsLog2);
        TileWords = (days * WordsPerStrip) << _stripsLog2;
        _bits = new ulong[(long)Tiles * TileWords];
    }

    public override int Slots { get; }

    public override int FirstDay { get; }

    public override int Days { get; }

    public override int StripsPerTile => 1 << _stripsLog2;

    public override int Tiles { get; }

    public override long Bytes => _bits.LongLength * sizeof(ulong);

    /// <summary>How many 64-bit words a tile has.</summary>
    public int TileWords { get; }

    public static long BytesFor(long slots, long days) => (slots + StripSize - 1) / StripSize * (StripSize / 8) * days;

    /// <summary>Marks a customer as active on days given relative to the first day of the store.</summary>
    public void Set(ReadOnlySpan<int> slots, ReadOnlySpan<int> days)
    {
        var rowWords = WordsPerStrip << _stripsLog2;
        var tileShift = 9 + _stripsLog2;
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = slots[i];
            _bits[((long)(slot >> tileShift) * TileWords) + (days[i] * rowWords) + ((slot >> 6) & (rowWords - 1))] |= 1UL << slot;
        }
    }

    public override void Fill(int tile, PeriodMap map, RowFilter filter, Span<ulong> rows)
    {
        rows.Clear();
        var periods = map.Count;
        var periodOfDay = map.PeriodOfDay;
        var source = MemoryMarshal.Cast<ulong, Vector512<ulong>>(_bits.AsSpan(tile * TileWords, TileWords));
        var target = MemoryMarshal.Cast<ulong, Vector512<ulong>>(rows);
        for (var day = 0; day < Days; day++)
        {
            var period = periodOfDay[day];
            if (period >= 0)
            {
                for (var strip = 0; strip < StripsPerTile; strip++)
                {
                    target[(strip * periods) + period] |= source[(day << _stripsLog2) + strip];
                }
            }
        }
    }

    private static int StripsLog2(int days)
    {
        var log2 = 3;
        while (log2 > 0 && ((long)days * WordsPerStrip * sizeof(ulong) << log2) > TileBytes)
        {
            log2--;
        }

        return log2;
    }
}
