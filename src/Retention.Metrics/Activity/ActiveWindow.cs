using System.Globalization;
using System.Text.Json.Serialization;

namespace Retention.Metrics.Activity;

/// <summary>
/// Over which days active customers are counted: the day itself (DAU), the n days that end with it (trailing WAU and MAU), or the calendar period around it.
/// </summary>
/// <remarks>
/// "MAU" alone does not say which: 28 days, 30 days and the calendar month differ by several per cent. 28 days have four of each weekday. The default value is <see cref="Day"/>.
/// </remarks>
/// <example>
/// <code>
/// var users = activity.ActiveUsers(from: new(2026, 6, 1), through: new(2026, 6, 30), ActiveWindow.Day, ActiveWindow.Trailing28);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct ActiveWindow
{
    private readonly int _daysLessOne;
    private readonly Granularity? _calendar;

    private ActiveWindow(int days) => _daysLessOne = days - 1;

    private ActiveWindow(Granularity calendar) => _calendar = calendar == Granularity.Day ? null : calendar;

    [JsonConstructor]
    internal ActiveWindow(string name) => this = Parse(name);

    /// <summary>The day itself: DAU.</summary>
    public static ActiveWindow Day => default;

    /// <summary>The 7 days that end with the day: WAU.</summary>
    public static ActiveWindow Trailing7 => new(7);

    /// <summary>The 28 days that end with the day: MAU without the weekday effect.</summary>
    public static ActiveWindow Trailing28 => new(28);

    /// <summary>The 30 days that end with the day: MAU as most tools have it.</summary>
    public static ActiveWindow Trailing30 => new(30);

    /// <summary>The calendar week around the day, Monday to Sunday.</summary>
    public static ActiveWindow CalendarWeek => new(Granularity.Week);

    /// <summary>The calendar month around the day.</summary>
    public static ActiveWindow CalendarMonth => new(Granularity.Month);

    /// <summary>The name: "day", "trailing 30 days", "calendar month".</summary>
    public string Name => _calendar is { } calendar ? "calendar " + calendar.Name : _daysLessOne == 0 ? "day" : string.Create(CultureInfo.InvariantCulture, $"trailing {_daysLessOne + 1} days");

    /// <summary>How many days a trailing window has, 1 for the day itself; null for calendar periods.</summary>
    [JsonIgnore]
    public int? TrailingDays => _calendar is null ? _daysLessOne + 1 : null;

    /// <summary>How the calendar is cut; null for trailing windows.</summary>
    [JsonIgnore]
    public Granularity? Calendar => _calendar;

    /// <summary>The days that end with the day.</summary>
    /// <param name="days">How many, inside [1..3660].</param>
    /// <returns>The window.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is not inside [1..3660].</exception>
    public static ActiveWindow Trailing(int days) =>
        days is >= 1 and <= 3660 ? new(days) : throw Guard.OutOfRange(nameof(days), days, "A trailing window must be inside [1..3660] days");

    /// <summary>The calendar period around the day.</summary>
    /// <param name="granularity">How the calendar is cut.</param>
    /// <returns>The window.</returns>
    public static ActiveWindow In(Granularity granularity) => new(granularity);

    /// <summary>The days of the window around or before a day.</summary>
    /// <param name="day">The day.</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window leaves the calendar.</exception>
    public Period At(DateOnly day) => _calendar is { } calendar ? calendar.PeriodContaining(day) : Period.Trailing(day, _daysLessOne + 1);

    /// <summary>The name, as "trailing 30 days".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => Name;

    private static ActiveWindow Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (string.Equals(name, "day", StringComparison.Ordinal))
        {
            return Day;
        }

        if (name.StartsWith("calendar ", StringComparison.Ordinal))
        {
            return new(Granularity.Parse(name[9..]));
        }

        return name.StartsWith("trailing ", StringComparison.Ordinal) && name.EndsWith(" days", StringComparison.Ordinal) && int.TryParse(name[9..^5], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            ? Trailing(days)
            : throw new FormatException($"'{name}' is not a window. Known are: day, trailing 30 days (any number), calendar month (any granularity).");
    }
}
