using System.Numerics;
using System.Runtime.Intrinsics;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

/// <summary>Counts the active days of each customer in a recent window and in the one before, and since when the customer was known.</summary>
internal sealed class DropWalk
{
    private readonly PeriodMap _days;
    private readonly int _recentFrom;
    private readonly int _pastFrom;

    public DropWalk(PeriodMap days, int recentDays, int pastDays)
    {
        _days = days;
        _recentFrom = days.Count - recentDays;
        _pastFrom = _recentFrom - pastDays;
    }

    /// <summary>Tells the counts of every customer with activity by the last day.</summary>
    public void Run(ActivityView view, Action<int, DropCounts> tell)
    {
        using var tile = new TileBuffer(view.Store, _days.Count);
        var counts = new DropCounts[ActivityStore.StripSize];
        for (var number = 0; number < view.Store.Tiles; number++)
        {
            tile.Fill(view, number, _days, RowFilter.Any);
            for (var strip = 0; strip < view.Store.StripsPerTile; strip++)
            {
                var known = Walk(tile.Strip(strip), counts);
                for (var word = 0; word < ActivityStore.WordsPerStrip; word++)
                {
                    for (var bits = known[word]; bits != 0; bits &= bits - 1)
                    {
                        var at = (word * 64) + BitOperations.TrailingZeroCount(bits);
                        tell((((number * view.Store.StripsPerTile) + strip) * ActivityStore.StripSize) + at, counts[at]);
                    }
                }
            }
        }
    }

    /// <summary>
    /// The probability of at most <paramref name="drawn"/> successes in <paramref name="draws"/> draws without replacement from <paramref name="size"/> items with
    /// <paramref name="successes"/> successes. Summed from the ratios of neighbouring terms; relative error about 1e-13 for windows of up to a few thousand days.
    /// </summary>
    public static double LowerTail(int drawn, int draws, int successes, int size)
    {
        var least = Math.Max(0, draws + successes - size);
        var most = Math.Min(draws, successes);
        var (term, sum, tail) = (1.0, 0.0, 0.0);
        for (var k = least; k <= most; k++)
        {
            sum += term;
            tail += k <= drawn ? term : 0;
            term *= (double)(successes - k) * (draws - k) / ((double)(k + 1) * (size - successes - draws + k + 1));
            if (sum > 1e250)
            {
                (term, sum, tail) = (term * 1e-250, sum * 1e-250, tail * 1e-250);
            }
        }

        return tail / sum;
    }

    // Returns who was known on the last day.
    private Vector512<ulong> Walk(ReadOnlySpan<Vector512<ulong>> days, DropCounts[] counts)
    {
        counts.AsSpan().Clear();
        var known = Vector512<ulong>.Zero;
        for (var day = 0; day < days.Length; day++)
        {
            known |= days[day];
            if (day < _pastFrom)
            {
                continue;
            }

            for (var word = 0; word < ActivityStore.WordsPerStrip; word++)
            {
                for (var (bits, active) = (known[word], days[day][word]); bits != 0; bits &= bits - 1)
                {
                    var bit = BitOperations.TrailingZeroCount(bits);
                    var isActive = (int)(active >> bit & 1);
                    ref var count = ref counts[(word * 64) + bit];
                    count = day >= _recentFrom ? count with { Recent = count.Recent + isActive } : new(count.Recent, count.Past + isActive, count.Known + 1);
                }
            }
        }

        return known;
    }
}

/// <summary>The active days of a customer in the recent window and in the one before it, and on how many days of the latter the customer was known.</summary>
internal readonly record struct DropCounts(int Recent, int Past, int Known);
