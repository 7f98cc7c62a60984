using System.Globalization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics;

/// <summary>
/// Fiscal months that are no calendar months: of whole weeks (4-4-5 and its kin), or from one day of the month to the same day of the next.
/// </summary>
/// <remarks>
/// The periods meet and are given in order, so every question that takes consecutive periods takes them. Fiscal quarters and years of calendar months are granularities:
/// <see cref="Granularity.FiscalQuarter"/>, <see cref="Granularity.FiscalYear"/>.
/// </remarks>
/// <example>
/// <code>
/// IReadOnlyList&lt;Period&gt; months = FiscalCalendar.Weeks(firstDay: new(2026, 2, 1), WeekPattern.FourFiveFour);
/// MrrRollForward year = ledger.RollForward(months);
/// ledger.RollForward(FiscalCalendar.Months(firstDay: new(2026, 1, 26), count: 12));     // from the 26th to the 25th
/// </code>
/// </example>
public static class FiscalCalendar
{
    /// <summary>The twelve months of a fiscal year of whole weeks.</summary>
    /// <param name="firstDay">The first day of the fiscal year. Which day that is differs from company to company and year to year, so it has to be said.</param>
    /// <param name="pattern">How the weeks of a quarter are dealt out.</param>
    /// <param name="has53Weeks">Whether the year has a 53rd week, which the last month gets; about every sixth year does.</param>
    /// <returns>Twelve periods that meet, of 364 days together, or 371.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pattern, or the year leaves the calendar.</exception>
    public static IReadOnlyList<Period> Weeks(DateOnly firstDay, WeekPattern pattern = WeekPattern.FourFourFive, bool has53Weeks = false)
    {
        Guard.Defined(pattern);
        var days = has53Weeks ? 371 : 364;
        if (firstDay.DayNumber > DateOnly.MaxValue.DayNumber - days)
        {
            throw new ArgumentOutOfRangeException(nameof(firstDay), firstDay, $"firstDay was {Text.Date(firstDay)}. The fiscal year must end before 9999-12-31.");
        }

        var months = new Period[12];
        var start = firstDay;
        for (var month = 0; month < months.Length; month++)
        {
            // The long month of a quarter: its last, its second or its first.
            var weeks = (month % 3 == 2 - (int)pattern ? 5 : 4) + (has53Weeks && month == 11 ? 1 : 0);
            months[month] = new(start, start.AddDays(weeks * 7));
            start = months[month].End;
        }

        return months;
    }

    /// <summary>Months that start on one day of the calendar month.</summary>
    /// <param name="firstDay">The first day of the first of them. If it is the 29th or later, shorter calendar months start on their last day.</param>
    /// <param name="count">How many.</param>
    /// <returns>Periods that meet.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or the months leave the calendar.</exception>
    public static IReadOnlyList<Period> Months(DateOnly firstDay, int count)
    {
        var most = ((DateOnly.MaxValue.Year - firstDay.Year) * 12) + DateOnly.MaxValue.Month - firstDay.Month;
        if (count < 0 || count > most)
        {
            throw Guard.OutOfRange(nameof(count), count, string.Create(CultureInfo.InvariantCulture, $"A number of months from {Text.Date(firstDay)} must be inside [0..{most}]"));
        }

        // Always from the first day, so that the 31st comes back after a February.
        return [.. Enumerable.Range(0, count).Select(month => new Period(firstDay.AddMonths(month), firstDay.AddMonths(month + 1)))];
    }
}
