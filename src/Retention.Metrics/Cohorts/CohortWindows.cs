using Retention.Metrics.Logs;

namespace Retention.Metrics.Cohorts;

/// <summary>Windows of each customer's own, in elapsed time from the instant of entry: which one an instant falls into, and how many are over at the end of the data.</summary>
internal sealed class CohortWindows
{
    private readonly long _length;
    private readonly int _months;
    private readonly bool _fromFullHour;
    private readonly LocalDays _clock;

    /// <param name="granularity">How long a window is.</param>
    /// <param name="policy">The clock, and how long months are.</param>
    /// <param name="zone">The time zone, which decides when the last day ends and where calendar months lie.</param>
    /// <param name="observedThrough">The last day observed.</param>
    public CohortWindows(Granularity granularity, CohortPolicy policy, TimeZoneInfo zone, DateOnly observedThrough)
    {
        _clock = new(zone);
        _fromFullHour = policy.Clock == CohortClock.RollingFromFullHour;
        var length = granularity.Length;
        if (length.InMonths is { } months && policy.RollingMonth == RollingMonth.CalendarMonth)
        {
            _months = (int)months;
        }
        else
        {
            // A year of thirty-day months would lose five days: years are 365.
            var days = length.InDays ?? (length.InMonths is { } m ? (m % 12 == 0 ? 365 * (m / 12) : 30 * m) : 1);
            _length = (long)days * TimeSpan.TicksPerDay;
        }

        End = _clock.EndOf(EpochDay.Of(observedThrough));
    }

    /// <summary>The first instant, in UTC ticks, that is not observed any more.</summary>
    public long End { get; }

    /// <summary>How many windows can have begun for an entry on a day or later.</summary>
    public int CountFrom(int epochDay)
    {
        var start = epochDay == EpochDay.Least ? 0 : _clock.EndOf(epochDay - 1);
        return start >= End ? 0 : Offset(Begin(start), End - 1) + 1;
    }

    /// <summary>The instant from which the windows of an entry are counted.</summary>
    public long Begin(long entry) => _fromFullHour ? entry - (entry % TimeSpan.TicksPerHour) : entry;

    /// <summary>The window that an instant falls into.</summary>
    public int Offset(long begin, long instant)
    {
        if (_fromFullHour)
        {
            instant -= instant % TimeSpan.TicksPerHour;
        }

        return _months == 0 ? (int)((instant - begin) / _length) : MonthsBetween(begin, instant) / _months;
    }

    /// <summary>How many windows are over when the data ends.</summary>
    public int Closed(long begin) => _months == 0 ? (int)((End - begin) / _length) : MonthsBetween(begin, End) / _months;

    // Whole months between two local times: the day of the month that does not exist is its last day.
    private int MonthsBetween(long begin, long instant)
    {
        var (from, to) = (Local(begin), Local(instant));
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        return months > 0 && from.AddMonths(months) > to ? months - 1 : months;
    }

    private DateTime Local(long utcTicks) => new(Math.Clamp(utcTicks + _clock.OffsetAt(utcTicks), DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks));
}
