using System.Data;
using System.Globalization;
using Retention.Metrics.Orders;

namespace Retention.Metrics.Tests.Orders;

public class OrderReaderTests
{
    private static readonly DateTime LateInJune = new(2026, 6, 1, 23, 30, 0);

    public static TheoryData<object, string> NoDays => new()
    {
        { LateInJune, "Column \"date\" of row 1 was 2026-06-01T23:30:00 (DateTime)." },
        { DateTime.SpecifyKind(LateInJune, DateTimeKind.Utc), "Column \"date\" of row 1 was 2026-06-01T23:30:00Z (DateTime)." },
        { "2026-06-01T23:30:00Z", "Column \"date\" of row 1 was 2026-06-01T23:30:00Z (String)." },
        { "2026-02-15junk", "Column \"date\" of row 1 was 2026-02-15junk (String)." },
        { "2026-02-15 10:00", "Column \"date\" of row 1 was 2026-02-15 10:00 (String)." },
        { "", "Column \"date\" of row 1 was  (String)." },
        { true, "Column \"date\" of row 1 was True (Boolean)." },
    };

    [Theory]
    [MemberData(nameof(NoDays))]
    public void What_is_no_day_is_refused_rather_than_cut_off(object value, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Read<int>(1, new DateOnly(2026, 6, 1), 1m, 1, value, 1m)).Message, StringComparison.Ordinal);

    [Fact]
    public void With_a_time_zone_instants_become_its_days_and_a_time_of_day_alone_is_refused()
    {
        var rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
        foreach (var instant in (object[])[DateTime.SpecifyKind(LateInJune, DateTimeKind.Utc), new DateTimeOffset(LateInJune, TimeSpan.Zero), "2026-06-01T23:30:00Z", "2026-06-01T18:30:00-05:00", "2026-06-02", new DateOnly(2026, 6, 2)])
        {
            Assert.Equal(new DateOnly(2026, 6, 2), Log(rome, instant).Observed!.Value.Start);
        }

        foreach (var time in (object[])[LateInJune, "2026-06-01T23:30:00", "soon Z"])
        {
            Assert.Contains("A time of day alone says nothing about where.", Assert.Throws<FormatException>(() => Log(rome, time)).Message, StringComparison.Ordinal);
        }

        static OrderLog<int> Log(TimeZoneInfo zone, object date)
        {
            using var reader = Table(1, date, 1m).CreateDataReader();
            return new OrderLogBuilder<int>(zone).AddRange(reader).Build();
        }
    }

    [Theory]
    [InlineData("10.5", "10.5")]
    [InlineData(" 10.50 ", "10.5")]
    [InlineData("1.05e1", "10.5")]
    [InlineData(10.5, "10.5")]
    [InlineData(29.9f, "29.9")]
    [InlineData((byte)7, "7")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    public void Amounts_of_any_numeric_type_and_texts_are_read_as_they_were_written(object amount, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Read<int>(1, new DateOnly(2026, 6, 1), amount).Revenue);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("10,5", "10,5 (String)")]
    [InlineData("ten", "ten (String)")]
    [InlineData("", " (String)")]
    [InlineData("NaN", "NaN (String)")]
    [InlineData(float.NaN, "NaN (Single)")]
    [InlineData(1e29, "1E+29 (Double)")]
    [InlineData(true, "True (Boolean)")]
    public void What_is_no_amount_is_named_with_its_row_and_column(object amount, string shown)
    {
        var message = Assert.Throws<FormatException>(() => Read<int>(1, new DateOnly(2026, 6, 1), 1m, 1, new DateOnly(2026, 6, 1), amount)).Message;
        Assert.StartsWith($"Column \"amount\" of row 1 was {shown}.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("day", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Customers_that_are_whole_numbers_of_another_type_are_converted_when_they_fit()
    {
        Assert.Equal(7, Key<int>(7L));
        Assert.Equal(7, Key<int>(7m));
        Assert.Equal(7L, Key<long>(7));
        Assert.Equal(7, Key<short>((byte)7));
        Assert.Equal(7, Key<byte>((ushort)7));
        Assert.Equal(7u, Key<uint>((sbyte)7));
        Assert.Equal(ulong.MaxValue, Key<ulong>((decimal)ulong.MaxValue));
        Assert.Equal((ushort)7, Key<ushort>(7u));
        Assert.Equal((sbyte)-7, Key<sbyte>((short)-7));
        Assert.Equal(long.MaxValue, Key<long>((ulong)long.MaxValue));

        static T Key<T>(object customer)
            where T : notnull => Read<T>(customer, new DateOnly(2026, 6, 1), 1m).Rfm(new(2026, 6, 30)).Rows().Single().Customer;
    }

    [Fact]
    public void Customers_that_do_not_fit_are_refused_by_row_and_column()
    {
        Assert.StartsWith("Column \"customer\" of row 0 was 2147483648 (Int64), which is no Int32.", Refusal<int>(1L + int.MaxValue), StringComparison.Ordinal);
        Assert.StartsWith("Column \"customer\" of row 0 was 7.5 (Decimal), which is no Int64.", Refusal<long>(7.5m), StringComparison.Ordinal);
        Assert.StartsWith("Column \"customer\" of row 0 was -1 (Int32), which is no UInt64.", Refusal<ulong>(-1), StringComparison.Ordinal);
        Assert.StartsWith("Column \"customer\" of row 0 was ann (String), which is no Int32.", Refusal<int>("ann"), StringComparison.Ordinal);
        Assert.StartsWith("Column \"customer\" of row 0 was 7 (Int32), which is no String.", Refusal<string>(7), StringComparison.Ordinal);

        static string Refusal<T>(object customer)
            where T : notnull => Assert.Throws<FormatException>(() => Read<T>(customer, new DateOnly(2026, 6, 1), 1m)).Message;
    }

    [Fact]
    public void A_cell_without_a_value_is_named_in_the_words_of_the_caller()
    {
        var thrown = Assert.Throws<ArgumentException>("reader", () => Read<int>(1, DBNull.Value, 1m));
        Assert.StartsWith("The day of row 0 was null (column \"date\").", thrown.Message, StringComparison.Ordinal);
    }

    private static OrderLog<T> Read<T>(params object[] cells)
        where T : notnull
    {
        using var reader = Table(cells).CreateDataReader();
        return OrderLog.From<T>(reader);
    }

    /// <summary>Columns of the type of their cells, or of any type where they differ; also where they are times, which a column of its own would strip of their kind.</summary>
    private static DataTable Table(params object[] cells)
    {
        var table = new DataTable();
        string[] names = ["customer", "date", "amount"];
        for (var column = 0; column < 3; column++)
        {
            var types = cells.Where((_, i) => i % 3 == column).Select(c => c.GetType()).Distinct().ToList();
            table.Columns.Add(names[column], types.Count == 1 && types[0] != typeof(DBNull) && types[0] != typeof(DateTime) ? types[0] : typeof(object));
        }

        foreach (var row in cells.Chunk(3))
        {
            table.Rows.Add(row);
        }

        return table;
    }
}
