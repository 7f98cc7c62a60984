using System.Globalization;

namespace Retention.Metrics.Logs;

/// <summary>A <see cref="DateTime"/> as an instant: only one in UTC is.</summary>
internal static class UtcInstant
{
    /// <summary>The instant; the implicit conversion to <see cref="DateTimeOffset"/> would take any other time of day for one of the machine's time zone.</summary>
    /// <exception cref="ArgumentException">The time is not in UTC.</exception>
    public static DateTimeOffset Of(DateTime time, long row, string name) =>
        time.Kind == DateTimeKind.Utc
            ? new(time)
            : throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The time of row {row} was {time:yyyy-MM-dd'T'HH:mm:ss} (a DateTime of kind {time.Kind}), which is no instant: a time of day alone says nothing about where. Give a DateTime of kind Utc (DateTime.SpecifyKind says that it is one), a DateTimeOffset, or a DateOnly without a time zone."),
                name);
}
