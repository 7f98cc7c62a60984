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
        var texts = RigColumns.Texts(arguments, customers);
        return () => Checksum(ActivityLog.From<string>(texts, days, options).Cohorts(Weeks, LastOfWeek));
    }

    public static Func<string> ActiveUsers(RigArguments arguments) => throw new NotSupportedException();

    public static Func<string> Lifecycle(RigArguments arguments) => throw new NotSupportedException();

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
}
