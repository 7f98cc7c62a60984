using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Active customers day by day over one or more windows: DAU, WAU, MAU by whatever definition the windows say, and the stickiness that follows from them.
/// </summary>
/// <remarks>
/// <para>A trailing window that reaches back before the history of the log is not observed: a count there would be a ramp that the data, not the customers, made.
/// Say with <c>WithHistoryFrom</c> since when the log is complete.</para>
/// <para>Tables of disjoint customers add. Counts of distinct customers never add over days.</para>
/// </remarks>
/// <example>
/// <code>
/// ActiveUsers june = activity.ActiveUsers(from: new(2026, 6, 1), through: new(2026, 6, 30));
/// long? mau = june[new DateOnly(2026, 6, 30), ActiveWindow.Trailing30].Users;
/// Stickiness share = june.Stickiness(new DateOnly(2026, 6, 30), ActiveWindow.Trailing30);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class ActiveUsers : IAdditionOperators<ActiveUsers, ActiveUsers, ActiveUsers>, IEquatable<ActiveUsers>, IRendersHtml
{
    private readonly ActiveWindow[] _windows;
    private readonly long[][] _counts;
    private readonly long[] _daily;
    private readonly long[]? _occurrences;

    /// <param name="from">The first day reported.</param>
    /// <param name="through">The last day reported and observed.</param>
    /// <param name="historyFrom">Since when the log is complete; null for a log without rows.</param>
    /// <param name="event">Which events count.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="counts">For each window, the count on each day reported.</param>
    /// <param name="daily">Daily active customers from as many days before <paramref name="from"/> as the longest window needs.</param>
    /// <param name="occurrences">Rows on each day reported, or null when the log keeps only days.</param>
    internal ActiveUsers(DateOnly from, DateOnly through, DateOnly? historyFrom, EventFilter @event, ActiveWindow[] windows, long[][] counts, long[] daily, long[]? occurrences)
    {
        From = from;
        Through = through;
        HistoryFrom = historyFrom;
        Event = @event;
        _windows = windows;
        _counts = counts;
        _daily = daily;
        _occurrences = occurrences;
    }

    [JsonConstructor]
    internal ActiveUsers(DateOnly from, DateOnly through, DateOnly? historyFrom, EventFilter @event, IReadOnlyList<ActiveWindow> windows, IReadOnlyList<IReadOnlyList<long>> counts, IReadOnlyList<long> daily, IReadOnlyList<long>? rows)
        : this(from, through, historyFrom, @event, [.. windows ?? []], [.. (counts ?? []).Select(c => c.ToArray())], [.. daily ?? []], rows?.ToArray())
    {
        ArgumentNullException.ThrowIfNull(@event, nameof(@event));
        if (through < from || _counts.Length != _windows.Length || _counts.Any(c => c.Length != Days) || _daily.Length < Days || (_occurrences is not null && _occurrences.Length != Days))
        {
            throw new ArgumentException($"Every window needs one count for each of the days from {Text.Date(from)} to {Text.Date(through)}, and the daily counts cover at least these days.", nameof(counts));
        }

        foreach (var count in _counts.SelectMany(c => c).Concat(_daily).Concat(_occurrences ?? []))
        {
            Guard.Count(count, nameof(counts));
        }
    }

    /// <summary>The first day reported.</summary>
    public DateOnly From { get; }

    /// <summary>The last day reported, which the data covers.</summary>
    public DateOnly Through { get; }

    /// <summary>Since when the log is complete; null when it has no rows and nothing was said.</summary>
    public DateOnly? HistoryFrom { get; }

    /// <summary>Which events count as activity.</summary>
    public EventFilter Event { get; }

    /// <summary>The windows that were counted.</summary>
    public IReadOnlyList<ActiveWindow> Windows => _windows;

    /// <summary>Window by window, the count of each day reported.</summary>
    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<long>> Counts => _counts;

    /// <summary>Daily active customers, from as many days before the first as the longest window needs.</summary>
    [JsonInclude]
    internal IReadOnlyList<long> Daily => _daily;

    /// <summary>Rows on each day reported; null when the log kept only days.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<long>? Rows => _occurrences;

    /// <summary>How many days are reported.</summary>
    [JsonIgnore]
    public int Days => Through.DayNumber - From.DayNumber + 1;

    /// <summary>The count of a day over a window.</summary>
    /// <param name="day">A day inside [<see cref="From"/>..<see cref="Through"/>].</param>
    /// <param name="window">One of <see cref="Windows"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The day is not reported.</exception>
    /// <exception cref="ArgumentException">The window was not asked for.</exception>
    public ActiveUsersPoint this[DateOnly day, ActiveWindow window] => Point(day, NumberOf(window));

    /// <summary>Whether two tables hold the same counts by the same definition.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ActiveUsers? left, ActiveUsers? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two tables differ.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ActiveUsers? left, ActiveUsers? right) => !(left == right);

    /// <summary>The table of the customers of both tables, who must be different customers.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">A table of other customers over the same days and windows.</param>
    /// <returns>The counts added one by one; the history begins where the earlier of the two begins.</returns>
    /// <exception cref="ArgumentException">The tables differ in days, windows or events.</exception>
    public static ActiveUsers operator +(ActiveUsers left, ActiveUsers right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.From != right.From || left.Through != right.Through || left.Event != right.Event || !left._windows.AsSpan().SequenceEqual(right._windows))
        {
            throw new ArgumentException(
                $"Only tables over the same days, windows and events add. Left: {left.Definition}. Right: {right.Definition}.",
                nameof(right));
        }

        var history = left.HistoryFrom is { } l && right.HistoryFrom is { } r ? (l < r ? l : r) : left.HistoryFrom ?? right.HistoryFrom;
        var occurrences = left._occurrences is { } a && right._occurrences is { } b ? Sum(a, b)
            : left.HistoryFrom is null ? right._occurrences : right.HistoryFrom is null ? left._occurrences : null;
        return new(left.From, left.Through, history, left.Event, left._windows, [.. left._counts.Zip(right._counts, Sum)], Sum(left._daily, right._daily), occurrences);
    }

    /// <summary>The counts over a window, day by day.</summary>
    /// <param name="window">One of <see cref="Windows"/>.</param>
    /// <returns>One point per day from <see cref="From"/> to <see cref="Through"/>.</returns>
    /// <exception cref="ArgumentException">The window was not asked for.</exception>
    public IReadOnlyList<ActiveUsersPoint> Series(ActiveWindow window)
    {
        var number = NumberOf(window);
        var points = new ActiveUsersPoint[Days];
        for (var day = 0; day < points.Length; day++)
        {
            points[day] = Point(From.AddDays(day), number);
        }

        return points;
    }

    /// <summary>How many rows a day has; null when the log keeps only days.</summary>
    /// <param name="day">A day inside [<see cref="From"/>..<see cref="Through"/>].</param>
    /// <returns>The count of rows, not of customers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The day is not reported.</exception>
    public long? Occurrences(DateOnly day) => _occurrences?[Checked(day)];

    /// <summary>Stickiness over the whole window: the mean of its daily active users ÷ its distinct users.</summary>
    /// <param name="day">A day inside [<see cref="From"/>..<see cref="Through"/>].</param>
    /// <param name="window">One of <see cref="Windows"/>; its users are the denominator.</param>
    /// <returns>The share of user-days; not observed when the data does not cover the whole window, undefined when nobody was active in it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The day is not reported.</exception>
    /// <exception cref="ArgumentException">The window was not asked for.</exception>
    public Stickiness Stickiness(DateOnly day, ActiveWindow window)
    {
        var point = this[day, window];
        if (point.Users is not { } users)
        {
            return Activity.Stickiness.Unobserved(StickinessRatio.PeriodsOverWindow);
        }

        var days = window.At(day);
        var first = _daily.Length - Days - From.DayNumber + days.Start.DayNumber;
        long userDays = 0;
        foreach (var daily in _daily.AsSpan(first, days.Days))
        {
            userDays += daily;
        }

        return new(StickinessRatio.PeriodsOverWindow, userDays, days.Days, users, null);
    }

    /// <summary>The point ratio of two windows on a day, such as DAU ÷ MAU or WAU ÷ MAU: of the customers active in the whole window, how many were active in the part.</summary>
    /// <param name="day">A day inside [<see cref="From"/>..<see cref="Through"/>].</param>
    /// <param name="part">One of <see cref="Windows"/> whose days all lie in the other window.</param>
    /// <param name="whole">One of <see cref="Windows"/>.</param>
    /// <returns>The ratio with its counts (<see cref="Stickiness.Evidence"/>); not observed when the data does not cover a whole window.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The day is not reported.</exception>
    /// <exception cref="ArgumentException">A window was not asked for, or the part reaches beyond the whole.</exception>
    public Stickiness Share(DateOnly day, ActiveWindow part, ActiveWindow whole)
    {
        var (small, large) = (this[day, part], this[day, whole]);
        var (inner, outer) = (part.At(day), whole.At(day));
        if (inner.Start < outer.Start || inner.End > outer.End)
        {
            throw new ArgumentException($"The window '{part}' of {Text.Date(day)} is {inner}, which does not lie inside '{whole}', {outer}. A share needs a part of the whole.", nameof(part));
        }

        var ratio = RatioOf(part, whole);
        return small.Users is { } users && large.Users is { } all ? Activity.Stickiness.FromCounts(ratio, users, all) : Activity.Stickiness.Unobserved(ratio);
    }

    /// <inheritdoc/>
    public bool Equals(ActiveUsers? other) =>
        other is not null && From == other.From && Through == other.Through && HistoryFrom == other.HistoryFrom && Event == other.Event
        && _windows.AsSpan().SequenceEqual(other._windows) && _counts.Zip(other._counts).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))
        && _daily.AsSpan().SequenceEqual(other._daily) && (_occurrences is null == other._occurrences is null) && _occurrences.AsSpan().SequenceEqual(other._occurrences);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActiveUsers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(From, Through, Event, _windows.Length, _daily.Sum());

    internal int NumberOf(ActiveWindow window)
    {
        var number = Array.IndexOf(_windows, window);
        return number >= 0 ? number : throw new ArgumentException($"The window '{window}' was not counted. Counted were: {string.Join(", ", _windows)}.", nameof(window));
    }

    internal int Checked(DateOnly day)
    {
        if (day < From || day > Through)
        {
            throw new ArgumentOutOfRangeException(nameof(day), day, $"day was {Text.Date(day)}. The table reports [{Text.Date(From)}..{Text.Date(Through)}].");
        }

        return day.DayNumber - From.DayNumber;
    }

    private static StickinessRatio RatioOf(ActiveWindow part, ActiveWindow whole)
    {
        return (part == ActiveWindow.Day, IsWeek(part), IsWeek(whole), IsMonth(whole)) switch
        {
            (true, _, true, _) => StickinessRatio.DailyOverWeekly,
            (true, _, _, true) => StickinessRatio.DailyOverMonthly,
            (_, true, _, true) => StickinessRatio.WeeklyOverMonthly,
            _ => StickinessRatio.PeriodsOverWindow,
        };

        static bool IsWeek(ActiveWindow window) => window == ActiveWindow.Trailing7 || window == ActiveWindow.CalendarWeek;
        static bool IsMonth(ActiveWindow window) => window == ActiveWindow.Trailing28 || window == ActiveWindow.Trailing30 || window == ActiveWindow.CalendarMonth;
    }

    private string Definition => $"{Event}, {Text.Date(From)} to {Text.Date(Through)}, {string.Join(", ", _windows)}";

    private static long[] Sum(long[] left, long[] right)
    {
        var sum = new long[left.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = left[i] + right[i];
        }

        return sum;
    }

    private ActiveUsersPoint Point(DateOnly day, int window)
    {
        var at = Checked(day);
        var days = _windows[window].At(day);
        var why = HistoryFrom is { } history && days.Start < history ? $"the {_windows[window]} window begins {Text.Date(days.Start)}, before the log does, {Text.Date(history)}"
            : days.End.DayNumber > Through.DayNumber + 1 ? $"the {_windows[window]} window ends after the last day observed, {Text.Date(Through)}"
            : null;
        return new(day, _windows[window], _counts[window][at], why);
    }
}
