using System.Globalization;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Performance.Rig;

/// <summary>W1 cohort table, W2 active users, W3 lifecycle, W7 cohorts by text key. The days of the rig are counted from 0, taken here as 1970-01-01.</summary>
internal static class ActivityRig
{
    private const int Days = 730;

    // Day 0 is a Thursday in the library's calendar, so that its weeks are the rig's ⌊day ÷ 7⌋.
    private static readonly Granularity Weeks = Granularity.WeekFrom(DayOfWeek.Thursday);
    private static readonly DateOnly First = DateOnly.FromDayNumber(719_162);
    private static readonly DateOnly Last = First.AddDays(Days - 1);

    // The last week of the data has two days, which every engine counts: the data is taken as complete to the end of that week.
    private static readonly DateOnly LastOfWeek = First.AddDays(734);

    public static Func<string> Cohorts(RigArguments arguments)
    {
        var (customers, days) = RigColumns.Events(arguments);
        var options = Options(arguments);
        return () => Checksum(ActivityLog.From<int>(customers, days, options).Cohorts(Weeks, LastOfWeek));
    }

    public static Func<string> CohortsByText(RigArguments arguments)
    {
        var (customers, days) = RigColumns.Events(arguments);
        var options = Options(arguments);
        if (arguments.Variant is "utf8")
        {
            var bytes = RigColumns.Utf8Texts(arguments, customers);
            return () => Checksum(ActivityLog.FromUtf8(bytes, 36, days, options).Cohorts(Weeks, LastOfWeek));
        }

        if (arguments.Variant is "guid")
        {
            var guids = RigColumns.Guids(arguments, customers);
            return () => Checksum(ActivityLog.From<Guid>(guids, days, options).Cohorts(Weeks, LastOfWeek));
        }

        var texts = RigColumns.Texts(arguments, customers);
        return () => Checksum(ActivityLog.From<string>(texts, days, options).Cohorts(Weeks, LastOfWeek));
    }

    public static Func<string> ActiveUsers(RigArguments arguments)
    {
        var (customers, days) = RigColumns.Events(arguments);
        var options = Options(arguments);

        // Every engine counts the first windows as they are, so the log says that it is complete from before its first day.
        return () => Checksum(ActivityLog.From<int>(customers, days, options).WithHistoryFrom(First.AddDays(-30)).ActiveUsers(First, Last));
    }

    public static Func<string> Lifecycle(RigArguments arguments)
    {
        var (customers, days) = RigColumns.Events(arguments);
        var options = Options(arguments);
        var months = Granularity.Day.Every(30, First);
        return () => Checksum(ActivityLog.From<int>(customers, days, options).Lifecycle(months, First.AddDays((30 * 25) - 1)));
    }

    private static ActivityLogOptions Options(RigArguments arguments) => ActivityLogOptions.Default with { MaxThreads = arguments.Threads };

    private static string Checksum(CohortTable table)
    {
        var first = Weeks.IndexOf(First);
        var (cells, sum, mixed) = (0L, 0L, 0L);
        for (var row = 0; row < table.Cohorts; row++)
        {
            var cohort = Weeks.IndexOf(table.CohortAt(row)) - first;
            for (var offset = 0; offset < table.Offsets; offset++)
            {
                var n = table[row, offset].Retained.Count;
                if (n > 0)
                {
                    cells++;
                    sum += n;
                    mixed += n * ((((cohort * 131) + (offset * 7)) % 1009) + 1);
                }
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{cells}:{sum}:{mixed}");
    }

    private static string Checksum(ActiveUsers users)
    {
        var (daily, weekly, monthly, mixed) = (0L, 0L, 0L, 0L);
        for (var day = 0; day < Days; day++)
        {
            var date = First.AddDays(day);
            var (d, w, m) = (users[date, ActiveWindow.Day].Users!.Value, users[date, ActiveWindow.Trailing7].Users!.Value, users[date, ActiveWindow.Trailing30].Users!.Value);
            daily += d;
            weekly += w;
            monthly += m;
            mixed += (d * ((day % 97) + 1)) + (w * ((day % 89) + 1)) + (m * ((day % 83) + 1));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{daily}:{weekly}:{monthly}:{mixed}");
    }

    private static string Checksum(Lifecycle flow)
    {
        var (created, returning, resurrected, dormant, mixed, month) = (0L, 0L, 0L, 0L, 0L, 0L);
        foreach (var period in flow.Periods)
        {
            month++;
            created += period.New;
            returning += period.Returning;
            resurrected += period.Resurrected;
            dormant += period.Dormant!.Value;
            mixed += month * (period.New + (3 * period.Returning) + (5 * period.Resurrected) + (7 * period.Dormant.Value));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{created}:{returning}:{resurrected}:{dormant}:{mixed}");
    }
}
