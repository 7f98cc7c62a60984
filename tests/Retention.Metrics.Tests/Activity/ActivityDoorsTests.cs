using System.Data;
using System.Globalization;
using System.Text;
using Retention.Metrics.Activity;
using Retention.Metrics.Cohorts;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

/// <summary>UTF-8 columns, asynchronous streams and database readers give the log that the plain rows give, or none at all.</summary>
public class ActivityDoorsTests
{
    private static readonly DateOnly Through = new(2026, 6, 30);

    // Every way of writing a key: ASCII, two bytes, three, four, and longer than a block of the ingest.
    private static readonly string[] Names = ["a", "Ärger", "客户客户", "😀", "customer-00000000000000000001", "b"];

    [Property(MaxTest = 40)]
    public async Task Every_door_gives_the_same_log(AnyVisits visits)
    {
        var rows = visits.Rows.Select((v, i) => (Customer: Names[v.Customer], v.Day, Event: i % 2 == 0 ? "x" : null)).ToList();
        var expected = Tables(ActivityLog.From(rows, r => r.Customer, r => r.Day));
        var days = rows.Select(r => r.Day.DayNumber - 719_162).ToArray();
        var (bytes, offsets) = Arrow(rows.Select(r => r.Customer));
        Assert.Equal(expected, Tables(ActivityLog.FromUtf8(bytes, offsets, days)));
        Assert.Equal(expected, Tables(ActivityLog.FromUtf8(bytes, offsets, days, ActivityLogOptions.Default with { KeepOccurrences = true })));
        Assert.Equal(expected, Tables(ActivityLog.From<string>(rows.Select(r => r.Customer).ToArray(), days)));
        Assert.Equal(expected, Tables(await ActivityLog.FromAsync(Later(rows), r => r.Customer, r => r.Day)));
        Assert.Equal(expected, Tables(await ActivityLog.FromAsync(Later(rows), r => r.Customer, r => new DateTimeOffset(r.Day, new(23, 0), TimeSpan.Zero), TimeZoneInfo.Utc)));
        var withEvents = Tables(ActivityLog.From(rows, r => r.Customer, r => r.Day, r => r.Event));
        Assert.Equal(withEvents, Tables(await ActivityLog.FromAsync(Later(rows), r => r.Customer, r => r.Day, r => r.Event)));
        foreach (var (type, value) in new (Type, Func<DateOnly, object>)[]
        {
            (typeof(DateOnly), d => d), (typeof(DateTime), d => d.ToDateTime(default)), (typeof(string), d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            (typeof(int), d => d.DayNumber - 719_162), (typeof(long), d => d.DayNumber - 719_162L),
        })
        {
            var table = Table(type, rows.Select(r => ((object)r.Customer, value(r.Day), r.Event)));
            using var reader = table.CreateDataReader();
            Assert.Equal(withEvents, Tables(ActivityLog.Read<string>(reader)));
            using var again = table.CreateDataReader();
            Assert.Equal(withEvents, Tables(await ActivityLog.ReadAsync<string>(again)));
        }

        foreach (var (type, value) in new (Type, Func<DateOnly, object>)[]
        {
            (typeof(DateTimeOffset), d => new DateTimeOffset(d, new(9, 0), TimeSpan.FromHours(5))), (typeof(DateTime), d => d.ToDateTime(new(4, 0), DateTimeKind.Utc)),
            (typeof(string), d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T06:00:00+02:00"), (typeof(string), d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T04:00:00Z"),
        })
        {
            var table = Table(type, rows.Select(r => ((object)r.Customer, value(r.Day), r.Event)));
            using var reader = table.CreateDataReader();
            Assert.Equal(withEvents, Tables(ActivityLog.Read<string>(reader, TimeZoneInfo.Utc)));
        }
    }

    // Many threads on few rows: the number of threads decides nothing, not even when there are more of them than rows.
    [Property(MaxTest = 40)]
    public void The_number_of_threads_changes_nothing(AnyVisits visits)
    {
        var rows = visits.Rows;
        var days = rows.Select(r => r.Day.DayNumber - 719_162).ToArray();
        var (bytes, offsets) = Arrow(rows.Select(r => Names[r.Customer]));
        var expected = Tables(ActivityLog.From(rows, r => r.Customer, r => r.Day));
        var withEvents = Tables(ActivityLog.From(rows, r => r.Customer, r => r.Day, r => "x"));
        var sorted = rows.OrderBy(r => r.Day).ToArray();
        var sortedDays = sorted.Select(r => r.Day.DayNumber - 719_162).ToArray();
        foreach (var threads in new[] { 1, 2, 3, 5 })
        {
            var options = ActivityLogOptions.Default with { MaxThreads = threads, ThreadsFrom = 0 };
            Assert.Equal(expected, Tables(ActivityLog.From<int>(sorted.Select(r => r.Customer).ToArray(), sortedDays, options)));
            Assert.Equal(expected, Tables(ActivityLog.From<int>(sorted.Select(r => r.Customer * 400_000_003).ToArray(), sortedDays, options)));
            Assert.Equal(expected, Tables(ActivityLog.From<int>(rows.Select(r => r.Customer).ToArray(), days, options)));
            Assert.Equal(expected, Tables(ActivityLog.From<int>(rows.Select(r => r.Customer * 400_000_003).ToArray(), days, options)));
            Assert.Equal(expected, Tables(ActivityLog.From<long>(rows.Select(r => r.Customer * 4_000_000_000_003).ToArray(), days, options)));
            Assert.Equal(expected, Tables(ActivityLog.From<Guid>(rows.Select(r => new Guid(r.Customer, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).ToArray(), days, options)));
            Assert.Equal(expected, Tables(ActivityLog.From<string>(rows.Select(r => Names[r.Customer]).ToArray(), days, options)));
            Assert.Equal(expected, Tables(ActivityLog.FromUtf8(bytes, offsets, days, options)));
            Assert.Equal(withEvents, Tables(ActivityLog.From(rows, r => r.Customer, r => r.Day, r => "x", options: options)));
        }
    }

    [Fact]
    public void Keys_of_one_width_are_read_without_offsets()
    {
        var log = ActivityLog.FromUtf8("abcabdÄbabc"u8, 3, [1, 1, 2, 3]);
        Assert.Equal(["abc", "abd", "Äb"], log.CustomersIn(log.DaysActive(Period.Trailing(new(1970, 1, 4), 4), Granularity.Day), 1).Concat(log.CustomersIn(log.DaysActive(Period.Trailing(new(1970, 1, 4), 4), Granularity.Day), 2)).Order(StringComparer.Ordinal));
        Assert.True(log.Contains("Äb") && !log.Contains("Ä") && !log.Contains("") && !log.Contains(null!));
        Assert.Equal(0, ActivityLog.FromUtf8(default, 3, default).Rows);
    }

    [Fact]
    public void Columns_of_bytes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("width", () => ActivityLog.FromUtf8("abc"u8, 0, [1]));
        Assert.Throws<ArgumentException>("customers", () => ActivityLog.FromUtf8("abc"u8, 2, [1]));
        Assert.Throws<ArgumentException>("offsets", () => ActivityLog.FromUtf8("abc"u8, [0, 3], [1, 2]));
        Assert.Throws<ArgumentException>("offsets", () => ActivityLog.FromUtf8("abc"u8, [0, 4], [1]));
        Assert.Throws<ArgumentException>("offsets", () => ActivityLog.FromUtf8("abc"u8, [-1, 3], [1]));
        Assert.Throws<ArgumentException>("offsets", () => ActivityLog.FromUtf8("abc"u8, [0, 2, 1], [1, 2]));
        Assert.Contains("row 1 was empty", Assert.Throws<ArgumentException>("customer", () => ActivityLog.FromUtf8("abc"u8, [0, 3, 3], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("row 1 is not UTF-8: 0xFF", Assert.Throws<ArgumentException>("customers", () => ActivityLog.FromUtf8([65, 255], 1, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("customers", () => ActivityLog.FromUtf8("Ä"u8, [0, 1, 2], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>("epochDays", () => ActivityLog.FromUtf8("ab"u8, 1, [1, int.MaxValue]));
        Assert.Throws<ArgumentOutOfRangeException>("epochDays", () => ActivityLog.FromUtf8("ab"u8, 1, [1, int.MinValue], ActivityLogOptions.Default with { KeepOccurrences = true }));
    }

    [Fact]
    public void Keys_longer_than_a_block_and_keys_beyond_ASCII_stay_themselves()
    {
        var giant = new string('x', 40_000);
        string[] keys = [giant, giant + "y", "\ud800", "\ud801", "ÿ", "ÿ"];
        int[] days = [1, 2, 3, 4, 5, 6];
        var log = ActivityLog.From<string>(keys, days);
        Assert.Equal(5, log.Customers);
        Assert.All(keys, key => Assert.True(log.Contains(key)));
        var short_ = ActivityLog.From<string>(keys.AsSpan(2), days.AsSpan(2));
        Assert.Equal(["ÿ", "\ud800", "\ud801"], short_.CustomersIn(short_.DaysActive(new(new(1970, 1, 1), new(1970, 2, 1)), Granularity.Month), 1));
        Assert.True(short_.Contains("\ud800") && !short_.Contains("\ud802"));
        var (bytes, offsets) = Arrow([giant, "a"]);
        Assert.Equal(2, ActivityLog.FromUtf8(bytes, offsets, [1, 2]).Customers);
    }

    [Fact]
    public void The_first_row_without_a_key_is_named_whatever_the_threads()
    {
        var options = ActivityLogOptions.Default with { MaxThreads = 3, ThreadsFrom = 0 };
        string[] keys = ["a", "b", null!, "c", "", "d"];
        Assert.Contains("row 2 was null", Assert.Throws<ArgumentException>("customer", () => ActivityLog.From<string>(keys, [1, 2, 3, 4, 5, 6], options)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("customer", () => ActivityLog.From<string>(["", "a"], [1, 2]));
        Assert.Throws<ArgumentException>("customer", () => ActivityLog.From<Guid>([Guid.NewGuid(), Guid.Empty], [1, 2]));
        Assert.Throws<ArgumentException>("customer", () => ActivityLog.From<object>([new(), null!], [1, 2]));
    }

    [Fact]
    public async Task What_fails_half_way_leaves_no_log()
    {
        await Assert.ThrowsAsync<FormatException>(() => ActivityLog.FromAsync(Broken(), i => i, _ => Through));
        await Assert.ThrowsAsync<FormatException>(() => ActivityLog.FromAsync(Broken(), i => i, _ => DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc));
        Assert.Throws<FormatException>(() => ActivityLog.From(Enumerable.Range(0, 5), i => i < 3 ? i : throw new FormatException(), _ => Through));
        await Assert.ThrowsAsync<ArgumentException>("customer", () => ActivityLog.FromAsync(Later(["a", ""]), s => s, _ => Through));
        using var stop = new CancellationTokenSource();
        var told = new List<long>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ActivityLog.FromAsync(Later(Enumerable.Range(0, 50_000)), i => i, i => i == 20_000 ? Stop(stop) : Through, progress: new Told(told), cancellationToken: stop.Token));
        Assert.Equal([16_384L], told);
        told.Clear();
        Assert.Equal(20_000, (await ActivityLog.FromAsync(Later(Enumerable.Range(0, 20_000)), i => i, _ => DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc, progress: new Told(told))).Rows);
        Assert.Equal([16_384L, 20_000L], told);
        await Assert.ThrowsAsync<ArgumentNullException>("rows", () => ActivityLog.FromAsync<int, int>(null!, i => i, _ => Through));
        await Assert.ThrowsAsync<ArgumentNullException>("at", () => ActivityLog.FromAsync(Later([1]), i => i, (Func<int, DateTimeOffset>)null!, TimeZoneInfo.Utc));
        await Assert.ThrowsAsync<ArgumentNullException>("zone", () => ActivityLog.FromAsync(Later([1]), i => i, _ => DateTimeOffset.UnixEpoch, null!));

        static DateOnly Stop(CancellationTokenSource source)
        {
            source.Cancel();
            return Through;
        }

        static async IAsyncEnumerable<int> Broken()
        {
            yield return 1;
            await Task.Yield();
            throw new FormatException("the source broke");
        }
    }

    [Fact]
    public async Task A_reader_with_wrong_values_is_refused_by_row()
    {
        Assert.Throws<ArgumentNullException>("reader", () => ActivityLog.Read<int>(null!));
        var narrow = new DataTable();
        narrow.Columns.Add("customer", typeof(int));
        using var one = narrow.CreateDataReader();
        Assert.Throws<ArgumentException>("reader", () => ActivityLog.Read<int>(one));
        Assert.Contains("row 1 was null", Read(typeof(DateOnly), (1, Through), (DBNull.Value, Through)).Message, StringComparison.Ordinal);
        Assert.Contains("5/1/2026", Read(typeof(string), (1, "5/1/2026")).Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(Read(typeof(int), (1, int.MaxValue)));
        Assert.IsType<FormatException>(Read(typeof(DateTime), (1, new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc))));
        Assert.IsType<FormatException>(Read(typeof(DateTimeOffset), (1, DateTimeOffset.UnixEpoch)));
        Assert.IsType<FormatException>(Read(typeof(DateOnly), (1, DBNull.Value)));
        Assert.IsType<FormatException>(Zoned(typeof(string), (1, "2026-01-01T10:00:00")));
        Assert.IsType<FormatException>(Zoned(typeof(string), (1, "soon Z")));
        Assert.IsType<FormatException>(Zoned(typeof(DateOnly), (1, Through)));

        var table = Table(typeof(DateOnly), Enumerable.Range(0, 40_000).Select(i => ((object)i, (object)Through, (string?)null)));
        using var stop = new CancellationTokenSource();
        using (var reader = table.CreateDataReader())
        {
            Assert.ThrowsAny<OperationCanceledException>(() => ActivityLog.Read<int>(reader, progress: new Stopping(stop), cancellationToken: stop.Token));
        }

        using (var reader = table.CreateDataReader())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ActivityLog.ReadAsync<int>(reader, cancellationToken: stop.Token));
        }

        static Exception Read(Type type, params (object, object)[] rows)
        {
            using var reader = Table(type, rows.Select(r => (r.Item1, r.Item2, (string?)null))).CreateDataReader();
            return Record.Exception(() => ActivityLog.Read<int>(reader))!;
        }

        static Exception Zoned(Type type, params (object, object)[] rows)
        {
            using var reader = Table(type, rows.Select(r => (r.Item1, r.Item2, (string?)null))).CreateDataReader();
            return Record.Exception(() => ActivityLog.Read<int>(reader, TimeZoneInfo.Utc))!;
        }
    }

    [Fact]
    public void A_fourth_column_is_the_segment()
    {
        var table = Table(typeof(DateOnly), [(1, Through, "x"), (2, Through, null)]);
        table.Columns.Add("segment", typeof(string));
        table.Rows[0]["segment"] = "pro";
        using var reader = table.CreateDataReader();
        var log = ActivityLog.Read<int>(reader);
        Assert.Equal(["pro"], log.BySegment(l => l.DaysActive(Period.Month(2026, 6), Granularity.Day)).Names);
    }

    private static List<string> Tables<TCustomer>(ActivityLog<TCustomer> log)
        where TCustomer : notnull =>
    [
        log.Cohorts(Granularity.Month, Through).ToString(),
        log.Cohorts(Granularity.Week, new(2024, 3, 1), CohortPolicy.PostHog with { MaxOffset = 5 }).ToString(),
        string.Join(',', log.DaysActive(new(new(2023, 12, 1), new(2024, 3, 1)), Granularity.Day).Counts),
        log.Lifecycle(Granularity.Month, Through).ToString(),
        string.Join(',', log.WithHistoryFrom(new(2023, 1, 1)).ActiveUsers(new(2023, 12, 25), new(2024, 1, 5), ActiveWindow.Trailing7).Series(ActiveWindow.Trailing7)),
        string.Join(',', log.Drops(new(2024, 1, 20), 10, 20, 0.9).Select(d => d.PValue)),
        log.Events.Count == 0 ? "" : log.Funnel(new(EventFilter.Any, "x")).ToString(),
    ];

    private static (byte[] Bytes, int[] Offsets) Arrow(IEnumerable<string> keys)
    {
        var (bytes, offsets) = (new List<byte>(), new List<int> { 0 });
        foreach (var key in keys)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(key));
            offsets.Add(bytes.Count);
        }

        return ([.. bytes], [.. offsets]);
    }

    private static DataTable Table(Type day, IEnumerable<(object Customer, object Day, string? Event)> rows)
    {
        var list = rows.ToList();
        var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("customer", list.Exists(r => r.Customer is string) ? typeof(string) : typeof(int));
        table.Columns.Add("day", day);
        if (day == typeof(DateTime) && list.Exists(r => r.Day is DateTime { Kind: DateTimeKind.Utc }))
        {
            table.Columns["day"]!.DateTimeMode = DataSetDateTime.Utc;
        }

        table.Columns.Add("event", typeof(string));
        foreach (var (customer, at, @event) in list)
        {
            table.Rows.Add(customer, at, @event);
        }

        return table;
    }

    private static async IAsyncEnumerable<T> Later<T>(IEnumerable<T> rows)
    {
        foreach (var row in rows)
        {
            yield return row;
        }

        await Task.Yield();
    }

    private sealed class Told(List<long> counts) : IProgress<long>
    {
        public void Report(long value) => counts.Add(value);
    }

    private sealed class Stopping(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }
}
