using System.Globalization;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>
/// A span of whole days, half-open: <see cref="Start"/> belongs to it, <see cref="End"/> does not.
/// </summary>
/// <remarks>
/// Half-open periods meet without a gap or an overlap: the end of June is the start of July. The default value is the empty period at 0001-01-01.
/// </remarks>
/// <example>
/// <code>
/// Period june = Period.Month(2026, 6);
/// june.Contains(new DateOnly(2026, 6, 30))   // true
/// june.End                                   // 2026-07-01
/// Console.WriteLine(june);                   // 2026-06-01..2026-06-30
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct Period
{
    /// <summary>Makes a period from its first day and the day after its last.</summary>
    /// <param name="start">The first day.</param>
    /// <param name="end">The day after the last day; equal to <paramref name="start"/> for an empty period.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="end"/> lies before <paramref name="start"/>.</exception>
    [JsonConstructor]
    public Period(DateOnly start, DateOnly end)
    {
        if (end < start)
        {
            throw new ArgumentOutOfRangeException(nameof(end), end, $"end was {Text.Date(end)}. It must not lie before start {Text.Date(start)}.");
        }

        Start = start;
        End = end;
    }

    /// <summary>The first day.</summary>
    public DateOnly Start { get; }

    /// <summary>The day after the last day.</summary>
    public DateOnly End { get; }

    /// <summary>How many days the period has.</summary>
    [JsonIgnore]
    public int Days => End.DayNumber - Start.DayNumber;

    /// <summary>Whether the period has no day.</summary>
    [JsonIgnore]
    public bool IsEmpty => Start == End;

    /// <summary>The period of one calendar month.</summary>
    /// <param name="year">The year, inside [1..9999].</param>
    /// <param name="month">The month, inside [1..12].</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such month, or it is December 9999, whose end no <see cref="DateOnly"/> can hold.</exception>
    public static Period Month(int year, int month) => Granularity.Month.PeriodContaining(FirstDay(year, month));

    /// <summary>The period of one calendar quarter.</summary>
    /// <param name="year">The year, inside [1..9999].</param>
    /// <param name="quarter">The quarter, inside [1..4].</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such quarter.</exception>
    public static Period Quarter(int year, int quarter)
    {
        if (quarter is < 1 or > 4)
        {
            throw Guard.OutOfRange(nameof(quarter), quarter, "A quarter must be inside [1..4]");
        }

        return Granularity.Quarter.PeriodContaining(FirstDay(year, (quarter * 3) - 2));
    }

    /// <summary>The period of one calendar year.</summary>
    /// <param name="year">The year, inside [1..9998].</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such year.</exception>
    public static Period Year(int year) => Granularity.Year.PeriodContaining(FirstDay(year, 1));

    /// <summary>The period from one day to another, both included, as people write it.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day; not before <paramref name="first"/>.</param>
    /// <returns>The period.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="last"/> lies before <paramref name="first"/>, or is the last day there is.</exception>
    public static Period Inclusive(DateOnly first, DateOnly last)
    {
        if (last < first || last == DateOnly.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(last), last, $"last was {Text.Date(last)}. It must be inside [{Text.Date(first)}..9999-12-30].");
        }

        return new(first, last.AddDays(1));
    }

    /// <summary>The days that end with a given day: the trailing window of that length.</summary>
    /// <param name="last">The last day of the window.</param>
    /// <param name="days">How many days; 1 or more.</param>
    /// <returns>The period of <paramref name="days"/> days whose last day is <paramref name="last"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is below 1, or the window leaves the calendar.</exception>
    public static Period Trailing(DateOnly last, int days)
    {
        if (days < 1 || days > last.DayNumber + 1)
        {
            throw Guard.OutOfRange(nameof(days), days, string.Create(CultureInfo.InvariantCulture, $"A trailing window must be inside [1..{last.DayNumber + 1}] days"));
        }

        return Inclusive(last.AddDays(1 - days), last);
    }

    /// <summary>Whether a day belongs to the period.</summary>
    /// <param name="date">The day.</param>
    /// <returns>True from <see cref="Start"/> on and before <see cref="End"/>.</returns>
    public bool Contains(DateOnly date) => date >= Start && date < End;

    /// <summary>Whether the period has a day in common with another.</summary>
    /// <param name="other">The other period.</param>
    /// <returns>True when a day belongs to both.</returns>
    public bool Overlaps(Period other) => Start < other.End && other.Start < End && !IsEmpty && !other.IsEmpty;

    /// <summary>The first and the last day, as "2026-06-01..2026-06-30"; "empty at 2026-06-01" for an empty period.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        IsEmpty ? "empty at " + Text.Date(Start) : $"{Text.Date(Start)}..{Text.Date(End.AddDays(-1))}";

    private static DateOnly FirstDay(int year, int month)
    {
        if (year is < 1 or > 9999)
        {
            throw Guard.OutOfRange(nameof(year), year, "A year must be inside [1..9999]");
        }

        return month is < 1 or > 12
            ? throw Guard.OutOfRange(nameof(month), month, "A month must be inside [1..12]")
            : new DateOnly(year, month, 1);
    }
}
