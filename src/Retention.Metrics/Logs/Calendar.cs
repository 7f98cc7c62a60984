namespace Retention.Metrics.Logs;

/// <summary>Days as the logs count them: from 1970-01-01, before it negative.</summary>
internal static class EpochDay
{
    /// <summary>The day number of 1970-01-01.</summary>
    public const int Zero = 719_162;

    public static readonly int Least = -Zero;

    public static readonly int Greatest = DateOnly.MaxValue.DayNumber - Zero;

    public static int Of(DateOnly date) => date.DayNumber - Zero;

    public static DateOnly ToDate(int epochDay) => DateOnly.FromDayNumber(epochDay + Zero);
}

/// <summary>
/// Which period each day of a log falls into: periods are counted from <see cref="First"/> on; a day outside the range asked for has -1.
/// </summary>
internal sealed class PeriodMap
{
    private readonly int[] _periodOfDay;

    /// <param name="granularity">How the calendar is cut.</param>
    /// <param name="firstDay">The first day of the log.</param>
    /// <param name="days">How many days the log spans.</param>
    /// <param name="from">Periods before the one that contains this day are left out.</param>
    /// <param name="through">Days after this one are left out, and it closes the last period.</param>
    public PeriodMap(Granularity granularity, int firstDay, int days, DateOnly from, DateOnly through)
    {
        Granularity = granularity;
        First = granularity.IndexOf(from);
        Count = Math.Max(0, granularity.IndexOf(through) - First + 1);
        _periodOfDay = new int[days];
        var lastDay = EpochDay.Of(through);
        for (var day = 0; day < days; day++)
        {
            var period = firstDay + day > lastDay ? -1 : granularity.IndexOf(EpochDay.ToDate(firstDay + day)) - First;
            _periodOfDay[day] = period < 0 ? -1 : period;
        }

        IsIdentity = granularity == Granularity.Day && First == firstDay && Count == days;
    }

    /// <summary>The periods that a range touches; days of these periods outside the range are left out.</summary>
    public static PeriodMap OfDaysIn(Period range, Granularity granularity, int firstDay, int days)
    {
        var map = new PeriodMap(granularity, firstDay, days, range.Start, range.End.AddDays(-1));
        var before = Math.Clamp(range.Start.DayNumber - EpochDay.Zero - firstDay, 0, days);
        map._periodOfDay.AsSpan(0, before).Fill(-1);
        return map;
    }

    public Granularity Granularity { get; }

    /// <summary>The index of the first period, as the granularity counts.</summary>
    public int First { get; }

    /// <summary>How many periods there are.</summary>
    public int Count { get; }

    /// <summary>Whether every day of the log is the period of the same number.</summary>
    public bool IsIdentity { get; }

    /// <summary>The period of each day of the log, or -1.</summary>
    public ReadOnlySpan<int> PeriodOfDay => _periodOfDay;
}
