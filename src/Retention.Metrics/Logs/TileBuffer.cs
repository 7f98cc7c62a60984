using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Logs;

/// <summary>Scratch for one tile of a log by period, from the pool.</summary>
internal sealed class TileBuffer : IDisposable
{
    private readonly int _periods;
    private readonly int _words;
    private ulong[] _rows;

    public TileBuffer(ActivityStore store, int periods)
    {
        _periods = periods;
        _words = checked(store.StripsPerTile * periods * ActivityStore.WordsPerStrip);
        _rows = ArrayPool<ulong>.Shared.Rent(Math.Max(1, _words));
    }

    public Span<ulong> Words => _rows.AsSpan(0, _words);

    public void Fill(ActivityView view, int tile, PeriodMap map, RowFilter filter) => view.Fill(tile, map, filter, Words);

    /// <summary>Who was active in each period, of one strip of the tile.</summary>
    public Span<Vector512<ulong>> Strip(int strip) =>
        MemoryMarshal.Cast<ulong, Vector512<ulong>>(_rows.AsSpan(strip * _periods * ActivityStore.WordsPerStrip, _periods * ActivityStore.WordsPerStrip));

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_rows);
        _rows = [];
    }
}
