using System.Globalization;
using System.Runtime.InteropServices;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>
/// The column of days of an <see cref="OrderLog{TCustomer}"/>: dates, days since 1970-01-01, or instants with the time zone whose calendar counts.
/// </summary>
/// <remarks>A view of the caller's memory, read while the log is built. The default value is a column without rows.</remarks>
/// <example>
/// <code>
/// var dates = OrderDates.Of(businessDates);
/// var days = OrderDates.EpochDays(daysSince1970);
/// var instants = OrderDates.In(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), timestamps);
/// </code>
/// </example>
public readonly ref struct OrderDates
{
    private OrderDates(ReadOnlySpan<int> days, int shift)
    {
        Days = days;
        Shift = shift;
    }

    /// <summary>How many rows there are.</summary>
    public int Length => Days.Length;

    internal ReadOnlySpan<int> Days { get; }

    /// <summary>What added to a day makes it a <see cref="DateOnly.DayNumber"/>.</summary>
    internal int Shift { get; }

    /// <summary>Takes dates of the business calendar.</summary>
    /// <param name="dates">The day of each row.</param>
    /// <returns>The column; nothing is copied.</returns>
    public static OrderDates Of(ReadOnlySpan<DateOnly> dates) => new(MemoryMarshal.Cast<DateOnly, int>(dates), 0);

    /// <summary>Takes days since 1970-01-01.</summary>
    /// <param name="epochDays">The day of each row; 0 is 1970-01-01.</param>
    /// <returns>The column; nothing is copied.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A day lies outside 0001-01-01..9999-12-31; the message has its value and row.</exception>
    public static OrderDates EpochDays(ReadOnlySpan<int> epochDays)
    {
        var (least, greatest) = Extremes.Of(epochDays);
        if (least < EpochDay.Least || greatest > EpochDay.Greatest)
        {
            var row = 0;
            while (epochDays[row] >= EpochDay.Least && epochDays[row] <= EpochDay.Greatest)
            {
                row++;
            }

            throw new ArgumentOutOfRangeException(
                nameof(epochDays),
                epochDays[row],
                string.Create(CultureInfo.InvariantCulture, $"The day of row {row} was {epochDays[row]}. Days since 1970-01-01 must be inside [{EpochDay.Least}..{EpochDay.Greatest}] (0001-01-01..9999-12-31)."));
        }

        return new(epochDays, EpochDay.Zero);
    }

    /// <summary>Takes instants, which become days of a time zone's calendar.</summary>
    /// <param name="zone">The time zone of the business; the offsets of the instants themselves do not matter.</param>
    /// <param name="instants">The instant of each row.</param>
    /// <returns>The column of their days.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    public static OrderDates In(TimeZoneInfo zone, ReadOnlySpan<DateTimeOffset> instants)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = new LocalDays(zone);
        var days = GC.AllocateUninitializedArray<int>(instants.Length);
        for (var row = 0; row < days.Length; row++)
        {
            days[row] = local.DayOf(instants[row].UtcTicks);
        }

        return new(days, EpochDay.Zero);
    }
}
