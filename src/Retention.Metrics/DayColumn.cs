using System.Globalization;
using Retention.Metrics.Logs;

namespace Retention.Metrics;

/// <summary>
/// A column of days as it stands in memory: dates, days since 1970-01-01, or instants with the time zone whose calendar decides. Nothing is copied.
/// </summary>
/// <remarks>
/// Where a day may be missing (the end of a subscription that has none), <see cref="DateOnly.MaxValue"/>, <see cref="int.MaxValue"/> and
/// <see cref="DateTimeOffset.MaxValue"/> say so. The default value is a column without days.
/// </remarks>
/// <example>
/// <code>
/// DayColumn.Of(dates)
/// DayColumn.EpochDays(days)                            // 20_000 is 2024-10-04
/// DayColumn.Instants(instants, TimeZoneInfo.Utc)
/// </code>
/// </example>
public readonly ref struct DayColumn
{
    /// <summary>The day number of a day that is missing.</summary>
    internal const int Missing = int.MaxValue;

    private readonly ReadOnlySpan<DateOnly> _dates;
    private readonly ReadOnlySpan<int> _epochDays;
    private readonly ReadOnlySpan<DateTimeOffset> _instants;
    private readonly LocalDays? _zone;

    private DayColumn(ReadOnlySpan<DateOnly> dates, ReadOnlySpan<int> epochDays, ReadOnlySpan<DateTimeOffset> instants, LocalDays? zone)
    {
        _dates = dates;
        _epochDays = epochDays;
        _instants = instants;
        _zone = zone;
    }

    /// <summary>How many days there are.</summary>
    public int Length => _dates.Length + _epochDays.Length + _instants.Length;

    /// <summary>Days that are dates.</summary>
    /// <param name="dates">The dates.</param>
    /// <returns>The column.</returns>
    public static implicit operator DayColumn(ReadOnlySpan<DateOnly> dates) => Of(dates);

    /// <summary>Days that are dates.</summary>
    /// <param name="dates">The dates.</param>
    /// <returns>The column.</returns>
    public static implicit operator DayColumn(DateOnly[] dates) => Of(dates);

    /// <summary>Days that are dates.</summary>
    /// <param name="dates">The dates.</param>
    /// <returns>The column.</returns>
    public static DayColumn Of(ReadOnlySpan<DateOnly> dates) => new(dates, default, default, null);

    /// <summary>Days counted from 1970-01-01.</summary>
    /// <param name="days">The counts; negative before that day. A day outside 0001-01-01..9999-12-31 is refused when the column is read.</param>
    /// <returns>The column.</returns>
    public static DayColumn EpochDays(ReadOnlySpan<int> days) => new(default, days, default, null);

    /// <summary>Instants, which become days of the calendar of a time zone.</summary>
    /// <param name="instants">The instants.</param>
    /// <param name="zone">The time zone.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    public static DayColumn Instants(ReadOnlySpan<DateTimeOffset> instants, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new(default, default, instants, new(zone));
    }

    /// <summary>The day number of a row, or <see cref="Missing"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count lies outside the calendar.</exception>
    internal int this[int row]
    {
        get
        {
            if (_epochDays.Length > 0)
            {
                var day = _epochDays[row];
                return day == int.MaxValue ? Missing
                    : day >= EpochDay.Least && day <= EpochDay.Greatest ? day + EpochDay.Zero
                    : throw Guard.OutOfRange("days", day, string.Create(CultureInfo.InvariantCulture, $"The day of row {row}, counted from 1970-01-01, must be inside [{EpochDay.Least}..{EpochDay.Greatest}] (0001-01-01..9999-12-31)"));
            }

            if (_zone is { } zone)
            {
                return _instants[row] == DateTimeOffset.MaxValue ? Missing : zone.DayOf(_instants[row].UtcTicks) + EpochDay.Zero;
            }

            return _dates[row] == DateOnly.MaxValue ? Missing : _dates[row].DayNumber;
        }
    }
}
