using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Retention.Metrics.Logs;

/// <summary>What is done with the customers of one strip that belong to one number of a table. One walk serves counting and drill-down, so they cannot disagree.</summary>
internal interface IBitSink
{
    void Add(int strip, int cell, Vector512<ulong> customers);
}

/// <summary>Counts the customers of every cell.</summary>
internal readonly struct BitTally : IBitSink
{
    public readonly long[] Counts;

    public BitTally(int cells) => Counts = new long[cells];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int strip, int cell, Vector512<ulong> customers) => Counts[cell] += Strip.Count(in Unsafe.As<Vector512<ulong>, ulong>(ref customers));
}

/// <summary>Collects the customers of one cell.</summary>
internal readonly struct BitCollector : IBitSink
{
    public readonly List<int> Slots = [];
    private readonly int _cell;

    public BitCollector(int cell) => _cell = cell;

    public void Add(int strip, int cell, Vector512<ulong> customers)
    {
        if (cell != _cell)
        {
            return;
        }

        for (var word = 0; word < ActivityStore.WordsPerStrip; word++)
        {
            for (var bits = customers[word]; bits != 0; bits &= bits - 1)
            {
                Slots.Add((strip * ActivityStore.StripSize) + (word * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }
    }
}

/// <summary>A walk over the log that tells a sink, strip by strip, which customers belong to which cell.</summary>
internal interface IStripWalk
{
    PeriodMap Map { get; }

    RowFilter Filter { get; }

    /// <summary>How many cells the walk speaks of.</summary>
    int Cells { get; }

    /// <param name="strip">The number of the strip.</param>
    /// <param name="periods">Who was active in each period of the map.</param>
    /// <param name="sink">Who is told.</param>
    void Walk<TSink>(int strip, ReadOnlySpan<Vector512<ulong>> periods, TSink sink)
        where TSink : struct, IBitSink;
}

/// <summary>Runs walks: on all threads to count, on one to collect.</summary>
internal static class StripWalks
{
    public static long[] Count<TWalk>(ActivityView view, TWalk walk)
        where TWalk : IStripWalk
    {
        var total = new long[walk.Cells];
        var gate = new Lock();
        Workers.Run(view.Threads, view.Store.Tiles, (_, tiles) =>
        {
            var tally = new BitTally(walk.Cells);
            Run(view, walk, tiles, tally);
            lock (gate)
            {
                for (var cell = 0; cell < total.Length; cell++)
                {
                    total[cell] += tally.Counts[cell];
                }
            }
        });
        return total;
    }

    public static List<int> Collect<TWalk>(ActivityView view, TWalk walk, int cell)
        where TWalk : IStripWalk
    {
        var collector = new BitCollector(cell);
        Run(view, walk, new(view.Store.Tiles), collector);
        return collector.Slots;
    }

    /// <summary>The customers of a cell among those of one tile.</summary>
    public static List<int> CollectTile<TWalk>(ActivityView view, TWalk walk, int cell, int tile)
        where TWalk : IStripWalk
    {
        var collector = new BitCollector(cell);
        Run(view, walk, new(tile + 1, tile), collector);
        return collector.Slots;
    }

    // Optimized at once: the loops inside are the whole of a question, and the first asked is as likely the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TWalk, TSink>(ActivityView view, TWalk walk, PieceSource tiles, TSink sink)
        where TWalk : IStripWalk
        where TSink : struct, IBitSink
    {
        using var tile = new TileBuffer(view.Store, walk.Map.Count);
        while (tiles.TryTake(out var number))
        {
            tile.Fill(view, number, walk.Map, walk.Filter);
            for (var strip = 0; strip < view.Store.StripsPerTile; strip++)
            {
                walk.Walk((number * view.Store.StripsPerTile) + strip, tile.Strip(strip), sink);
            }
        }
    }
}

/// <summary>Who was active at all.</summary>
internal sealed class EverActiveWalk : IStripWalk
{
    public EverActiveWalk(PeriodMap map, RowFilter filter)
    {
        Map = map;
        Filter = filter;
    }

    public PeriodMap Map { get; }

    public RowFilter Filter { get; }

    public int Cells => 1;

    public void Walk<TSink>(int strip, ReadOnlySpan<Vector512<ulong>> periods, TSink sink)
        where TSink : struct, IBitSink
    {
        var ever = Vector512<ulong>.Zero;
        foreach (var period in periods)
        {
            ever |= period;
        }

        sink.Add(strip, 0, ever);
    }
}
