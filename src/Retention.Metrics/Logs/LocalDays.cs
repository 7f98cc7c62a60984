namespace Retention.Metrics.Logs;

/// <summary>Turns instants into calendar days of a time zone; the offset is asked for once per hour of history, not per row.</summary>
internal sealed class LocalDays
{
    private const int Size = 1 << 12;
    private readonly TimeZoneInfo _zone;
    private readonly bool _isUtc;
    private readonly long[] _hours = new long[Size];
    private readonly long[] _offsets = new long[Size];

    public LocalDays(TimeZoneInfo zone)
    {
        _zone = zone;
        _isUtc = zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime && zone.GetAdjustmentRules().Length == 0;
        _hours.AsSpan().Fill(-1);
    }

    /// <summary>The day of an instant, counted from 1970-01-01.</summary>
    public int DayOf(long utcTicks)
    {
        var local = utcTicks + OffsetAt(utcTicks);

        // An offset may carry the first or last hours of the calendar out of it; they stay on its first or last day.
        local = Math.Clamp(local, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return (int)(local / TimeSpan.TicksPerDay) - EpochDay.Zero;
    }

    /// <summary>The first instant after a day, in UTC ticks: local midnight, or what comes in its place where the clocks leap over it.</summary>
    public long EndOf(int epochDay)
    {
        var midnight = (epochDay + EpochDay.Zero + 1) * TimeSpan.TicksPerDay;
        var (low, high) = (Math.Max(0, midnight - (2 * TimeSpan.TicksPerDay)), Math.Min(DateTime.MaxValue.Ticks, midnight + (2 * TimeSpan.TicksPerDay)));
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (DayOf(middle) > epochDay)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>How far the clocks of the zone are ahead of UTC at an instant, in ticks.</summary>
    public long OffsetAt(long utcTicks)
    {
        if (_isUtc)
        {
            return 0;
        }

        var hour = utcTicks / TimeSpan.TicksPerHour;
        var at = (int)(hour & (Size - 1));
        if (_hours[at] == hour)
        {
            return _offsets[at];
        }

        var offset = Ask(utcTicks);
        var (first, last) = (hour * TimeSpan.TicksPerHour, Math.Min(((hour + 1) * TimeSpan.TicksPerHour) - 1, DateTime.MaxValue.Ticks));
        if (Ask(first) == offset && Ask(last) == offset)
        {
            (_hours[at], _offsets[at]) = (hour, offset);
        }

        return offset;
    }

    private long Ask(long utcTicks) => _zone.GetUtcOffset(new DateTime(utcTicks, DateTimeKind.Utc)).Ticks;
}
