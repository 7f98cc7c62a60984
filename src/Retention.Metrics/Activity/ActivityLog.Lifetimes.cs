using System.Numerics;
using System.Runtime.Intrinsics;
using Retention.Metrics.Logs;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Activity;

public sealed partial class ActivityLog<TCustomer>
{
    /// <summary>How long customers stayed active, when nobody says that he leaves: who has shown no activity for a number of days is taken as gone since the last activity.</summary>
    /// <param name="inactiveDays">After how many days without activity a customer is taken as gone.</param>
    /// <param name="observedThrough">The last day that the log covers; later activity does not count.</param>
    /// <returns>The lifetimes in days from the first activity to the last, or to <paramref name="observedThrough"/> for those not yet silent for so long.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inactiveDays"/> is below 1.</exception>
    /// <remarks>
    /// The threshold decides the curve. A customer who comes back after a longer silence never left, by the data as they are now; so lifetimes made at two dates can disagree
    /// about who had left.
    /// </remarks>
    /// <example>
    /// <code>
    /// Console.WriteLine(SurvivalCurve.KaplanMeier(activity.Lifetimes(inactiveDays: 28, observedThrough: new(2026, 6, 30))).Median);
    /// </code>
    /// </example>
    public Lifetimes Lifetimes(int inactiveDays, DateOnly observedThrough)
    {
        if (inactiveDays < 1)
        {
            throw Guard.OutOfRange(nameof(inactiveDays), inactiveDays, "At least one day without activity makes a customer inactive");
        }

        var through = EpochDay.Of(observedThrough);
        return Survival.Lifetimes.From(
            ActiveSpans(observedThrough),
            span => EpochDay.ToDate(span.First),
            span => span.Last + (long)inactiveDays <= through ? EpochDay.ToDate(span.Last) : null,
            observedThrough);
    }

    /// <summary>The first and the last active day of each customer, in days since 1970-01-01.</summary>
    private IEnumerable<(int First, int Last)> ActiveSpans(DateOnly through)
    {
        if (FirstDay is not { } start || start > through)
        {
            yield break;
        }

        var days = new PeriodMap(Granularity.Day, _view.Store.FirstDay, _view.Store.Days, start, through);
        using var tile = new TileBuffer(_view.Store, days.Count);
        var spans = new (int First, int Last)?[ActivityStore.StripSize];
        for (var number = 0; number < _view.Store.Tiles; number++)
        {
            tile.Fill(_view, number, days, RowFilter.Any);
            for (var strip = 0; strip < _view.Store.StripsPerTile; strip++)
            {
                Array.Clear(spans);
                FindSpans(tile.Strip(strip), spans, EpochDay.Of(start));
                foreach (var span in spans)
                {
                    if (span is { } found)
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    private static void FindSpans(ReadOnlySpan<Vector512<ulong>> days, (int First, int Last)?[] spans, int firstDay)
    {
        for (var day = 0; day < days.Length; day++)
        {
            for (var word = 0; word < ActivityStore.WordsPerStrip; word++)
            {
                for (var bits = days[day][word]; bits != 0; bits &= bits - 1)
                {
                    ref var span = ref spans[(word * 64) + BitOperations.TrailingZeroCount(bits)];
                    span = (span?.First ?? firstDay + day, firstDay + day);
                }
            }
        }
    }
}
