using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Tests.Activity;

/// <summary>Logs large enough for two threads and for every way of taking rows in: the tables must not depend on any of it.</summary>
public class LargeActivityLogTests
{
    private const int Rows = 2_000_000;
    private const int Customers = 44_000;
    private const int Days = 400;
    private static readonly DateOnly Through = new(2025, 12, 31);
    private static readonly (int[] Customers, int[] Days) InTimeOrder = Make();
    private static readonly List<string> Expected = Tables(ActivityLog.From<int>(InTimeOrder.Customers, InTimeOrder.Days, ActivityLogOptions.Default with { MaxThreads = 1 }));

    public static TheoryData<string, int> Shapes
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var shape in new[] { "dense", "dense, any order", "sparse", "sparse, any order", "long", "guid", "string", "rows kept" })
            {
                data.Add(shape, 2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_tables_depend_on_the_data_alone(string shape, int threads)
    {
        var options = ActivityLogOptions.Default with { MaxThreads = threads, KeepOccurrences = shape == "rows kept" };
        var (customers, days) = shape.Contains("any order", StringComparison.Ordinal) ? Shuffled() : InTimeOrder;
        var tables = shape switch
        {
            "long" => Tables(ActivityLog.From<long>(Array.ConvertAll(customers, c => Spread(c) * 11L), days, options)),
            "guid" => Tables(ActivityLog.From<Guid>(Array.ConvertAll(customers, c => new Guid(c + 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)), days, options)),
            "string" => Tables(ActivityLog.From<string>(Array.ConvertAll(customers, c => "customer " + c.ToString(System.Globalization.CultureInfo.InvariantCulture)), days, options)),
            _ when shape.StartsWith("sparse", StringComparison.Ordinal) => Tables(ActivityLog.From<int>(Array.ConvertAll(customers, Spread), days, options)),
            _ => Tables(ActivityLog.From<int>(customers, days, options)),
        };
        Assert.Equal(Expected, tables);
    }

    // A calendar so wide that a bit for every customer and day would be larger than the rows: the distinct days are sorted instead.
    [Fact]
    public void A_thin_log_over_a_wide_calendar_is_kept_as_rows_and_counts_the_same()
    {
        var random = new Random(11);
        var customers = Enumerable.Range(0, 60_000).Select(_ => random.Next(50_000)).ToArray();
        var days = customers.Select(_ => random.Next(0, 20_000)).ToArray();
        var log = ActivityLog.From<int>(customers, days);
        Assert.Equal(customers.Distinct().Count(), log.Cohorts(Granularity.Year, new(2030, 1, 1)).Entries);
        Assert.Equal(customers.Zip(days).Where(r => r.Second is >= 10_000 and < 10_030).Select(r => r.First).Distinct().Count(), log.DaysActive(new(new DateOnly(1970, 1, 1).AddDays(10_000), new DateOnly(1970, 1, 1).AddDays(10_030)), Granularity.Day).Users);
    }

    // Memory is taken as it comes and cleared day by day: days without rows, at the ends of what a thread fills and between, must not show what was there before.
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(4, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void Days_without_rows_are_empty_whatever_the_memory_held(int threads, bool inTimeOrder)
    {
        LeaveTraces();
        var random = new Random(5);
        int[] someDays = [0, 3, 4, 5, 40, 41, 250, 399];
        var days = Enumerable.Range(0, 90_000).Select(_ => someDays[random.Next(someDays.Length)]).Order().ToArray();
        var customers = days.Select(_ => random.Next(30_000)).ToArray();
        if (!inTimeOrder)
        {
            var order = Enumerable.Range(0, days.Length).ToArray();
            random.Shuffle(order);
            (days, customers) = (Array.ConvertAll(order, i => days[i]), Array.ConvertAll(order, i => customers[i]));
        }

        foreach (var keys in new[] { customers, Array.ConvertAll(customers, Spread) })
        {
            var log = ActivityLog.From<int>(keys, days, ActivityLogOptions.Default with { MaxThreads = threads, ThreadsFrom = 0 });
            var users = log.ActiveUsers(new(1970, 1, 1), new(1971, 2, 4), ActiveWindow.Day);
            for (var day = 0; day < 400; day++)
            {
                var date = new DateOnly(1970, 1, 1).AddDays(day);
                Assert.Equal(customers.Where((_, row) => days[row] == day).Distinct().LongCount(), users[date, ActiveWindow.Day].Users);
            }
        }
    }

    private static void LeaveTraces()
    {
        for (var i = 0; i < 8; i++)
        {
            Array.Fill(GC.AllocateUninitializedArray<ulong>(1 << 19), ulong.MaxValue);
        }

        GC.Collect();
    }

    private static List<string> Tables<TCustomer>(ActivityLog<TCustomer> log)
        where TCustomer : notnull =>
    [
        log.Cohorts(Granularity.Week, Through, CohortPolicy.Default with { MaxOffset = 6 }).ToString(),
        log.Lifecycle(Granularity.Month, Through).ToString(),
        log.ActiveUsers(new(2024, 6, 1), new(2024, 7, 15), ActiveWindow.Day, ActiveWindow.Trailing7, ActiveWindow.Trailing30, ActiveWindow.CalendarMonth).ToString(),
        log.DaysActive(Period.Month(2024, 5), Granularity.Day).ToString(),
    ];

    private static (int[] Customers, int[] Days) Make()
    {
        var random = new Random(7);
        var (customers, days) = (new int[Rows], new int[Rows]);
        var first = new DateOnly(2024, 1, 1).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        for (var row = 0; row < Rows; row++)
        {
            days[row] = first + (int)((long)row * Days / Rows);
            // The later the day, the more customers there are.
            customers[row] = random.Next(1 + (int)((long)row * Customers / Rows));
        }

        customers[^1] = Customers - 1;
        return (customers, days);
    }

    private static (int[] Customers, int[] Days) Shuffled()
    {
        var random = new Random(13);
        var order = Enumerable.Range(0, Rows).ToArray();
        random.Shuffle(order);
        return (Array.ConvertAll(order, i => InTimeOrder.Customers[i]), Array.ConvertAll(order, i => InTimeOrder.Days[i]));
    }

    private static int Spread(int customer) => unchecked((int)((uint)(customer + 1) * 2_654_435_761u));
}
