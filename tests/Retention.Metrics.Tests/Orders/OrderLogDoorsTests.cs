using System.Data;
using Retention.Metrics.Orders;

namespace Retention.Metrics.Tests.Orders;

public class OrderLogDoorsTests
{
    private static readonly int[] Customers = [7, 9, 7, 12];
    private static readonly DateOnly[] Dates = [new(2026, 1, 5), new(2026, 1, 6), new(2026, 2, 1), new(2026, 1, 2)];
    private static readonly decimal[] Amounts = [10.50m, 20m, 0.25m, 3m];
    private static readonly string Expected = OrderLog.From<int>(Customers, Dates, Amounts).Rfm(new(2026, 3, 1)).Rows().Aggregate("", (text, row) => $"{text}{row}\n");

    private static int[] EpochDays => [.. Dates.Select(d => d.DayNumber - 719_162)];

    [Fact]
    public void The_worked_rows_are_what_they_should_be() =>
        Assert.Equal(
            """
            7: 1 repeat purchases, the last at 27 of 55 days, mean value 0.25
            9: 0 repeat purchases, the last at 0 of 54 days, mean value n/a
            12: 0 repeat purchases, the last at 0 of 58 days, mean value n/a

            """.ReplaceLineEndings("\n"),
            Expected);

    [Fact]
    public void Every_form_of_the_columns_gives_the_same_log()
    {
        var utc = Dates.Select(d => new DateTimeOffset(d, new(23, 30), TimeSpan.FromHours(2))).ToArray();
        Same(OrderLog.From<int>(Customers, OrderDates.EpochDays(EpochDays), OrderAmounts.MinorUnits([1050, 2000, 25, 300])));
        Same(OrderLog.From<int>(Customers, OrderDates.Of(Dates), OrderAmounts.MultiplesOf(0.25m, [10.5, 20, 0.25, 3])));
        Same(OrderLog.From<int>(Customers, OrderDates.In(TimeZoneInfo.Utc, utc), OrderAmounts.Of(Amounts)));
        Same(OrderLog.From<int>(Customers, OrderDates.Of(Dates), OrderAmounts.Of([10.50m, 20m, 0.25m, 3.0000000000000000000000000m])));
        Same(OrderLog.From(Enumerable.Range(0, 4), i => Customers[i], i => utc[i], TimeZoneInfo.Utc, i => Amounts[i]));
        Same(new OrderLogBuilder<int>().AddRange(Customers, OrderDates.Of(Dates), OrderAmounts.Of(Amounts)).Build());
        var longs = OrderLog.From<long>([.. Customers.Select(c => (long)c)], Dates, Amounts);
        Assert.Equal([7L, 9L, 12L], longs.Rfm(new(2026, 3, 1)).Rows().Select(r => r.Customer));

        static void Same(OrderLog<int> log) => Assert.Equal(Expected, log.Rfm(new(2026, 3, 1)).Rows().Aggregate("", (text, row) => $"{text}{row}\n"));
    }

    [Fact]
    public async Task A_sequence_that_arrives_over_time_gives_the_same_log()
    {
        var log = await OrderLog.FromAsync(Later(4), i => Customers[i], i => Dates[i], i => Amounts[i]);
        Assert.Equal(Expected, log.Rfm(new(2026, 3, 1)).Rows().Aggregate("", (text, row) => $"{text}{row}\n"));
        var zoned = new OrderLogBuilder<int>(TimeZoneInfo.Utc);
        await zoned.AddRangeAsync(Later(4), i => Customers[i], i => new DateTimeOffset(Dates[i], default, TimeSpan.Zero), i => Amounts[i]);
        Assert.Equal(log.ToString(), zoned.Build().ToString());
    }

    [Fact]
    public async Task A_reader_gives_the_same_log_whatever_types_its_columns_have()
    {
        Same(Table(typeof(DateTime), typeof(decimal), i => Dates[i].ToDateTime(default), i => Amounts[i]));
        Same(Table(typeof(string), typeof(double), i => Dates[i].ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), i => (double)Amounts[i]));
        Same(Table(typeof(DateOnly), typeof(float), i => Dates[i], i => (float)Amounts[i]));
        using var whole = Table(typeof(DateOnly), typeof(long), i => Dates[i], i => (long)Amounts[i]).CreateDataReader();
        Assert.Equal(33m, OrderLog.From<int>(whole).Revenue);
        using var instants = Table(typeof(DateTimeOffset), typeof(int), i => new DateTimeOffset(Dates[i], default, TimeSpan.Zero), i => (int)Amounts[i]).CreateDataReader();
        var zoned = new OrderLogBuilder<int>(TimeZoneInfo.Utc);
        await zoned.AddRangeAsync(instants);
        Assert.Equal((4L, 33m), (zoned.Count, zoned.Build().Revenue));

        static void Same(DataTable table)
        {
            using var reader = table.CreateDataReader();
            Assert.Equal(Expected, OrderLog.From<int>(reader).Rfm(new(2026, 3, 1)).Rows().Aggregate("", (text, row) => $"{text}{row}\n"));
        }
    }

    [Fact]
    public void A_reader_with_a_wrong_column_or_value_is_refused_by_name_and_row()
    {
        var table = Table(typeof(DateOnly), typeof(decimal), i => Dates[i], i => Amounts[i]);
        Assert.Contains("customer, date, amount", Assert.Throws<ArgumentException>("amountColumn", () => Read(table, "total")).Message, StringComparison.Ordinal);
        table.Rows[2]["amount"] = DBNull.Value;
        Assert.Contains("The amount of row 2 was null", Assert.Throws<ArgumentException>(() => Read(table, "amount")).Message, StringComparison.Ordinal);
        Assert.Equal(
            "Column \"amount\" of row 0 was NaN (Double). An amount is a number that a decimal can hold, as text with a decimal point and without separators between thousands.",
            Assert.Throws<FormatException>(() => Read(Table(typeof(DateOnly), typeof(double), i => Dates[i], _ => double.NaN), "amount")).Message);
        Assert.Contains("5/1/2026", Assert.Throws<FormatException>(() => Read(Table(typeof(string), typeof(double), _ => "5/1/2026", _ => 1.0), "amount")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Read(Table(typeof(DateTimeOffset), typeof(double), _ => default(DateTimeOffset), _ => 1.0), "amount"));
        Assert.Throws<ArgumentNullException>("reader", () => OrderLog.From<int>((System.Data.Common.DbDataReader)null!));

        static void Read(DataTable table, string amount)
        {
            using var reader = table.CreateDataReader();
            OrderLog.From<int>(reader, amountColumn: amount);
        }
    }

    [Fact]
    public async Task What_fails_half_way_leaves_the_builder_as_it_was()
    {
        var builder = new OrderLogBuilder<int>().Add(1, new(2026, 1, 1), 5m);
        Assert.Throws<ArgumentException>("amount", () => builder.AddRange([1, 2], OrderDates.Of([new(2026, 1, 1), new(2026, 1, 2)]), OrderAmounts.Of([0.001m, -1m])));
        Assert.Throws<FormatException>(() => builder.AddRange(Broken(), i => i, _ => new DateOnly(2026, 1, 1), _ => 1m));
        await Assert.ThrowsAsync<FormatException>(() => builder.AddRangeAsync(LaterBroken(), i => i, _ => new DateOnly(2026, 1, 1), _ => 1m));
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => builder.AddRange(Enumerable.Range(0, 100_000), i => i == 70_000 ? Cancel(i) : i, _ => new DateOnly(2026, 1, 1), _ => 1m, null, stop.Token));
        Assert.Equal(1, builder.Count);
        Assert.Equal("1 orders of 1 customers, 5.00 in all, 2026-01-01", builder.Build().ToString().Replace("..2026-01-01", "", StringComparison.Ordinal));
        Assert.Throws<InvalidOperationException>(() => builder.Add(1, DateTimeOffset.UnixEpoch, 1m));

        int Cancel(int i)
        {
            stop.Cancel();
            return i;
        }

        static IEnumerable<int> Broken()
        {
            yield return 1;
            throw new FormatException();
        }

        static async IAsyncEnumerable<int> LaterBroken()
        {
            yield return 1;
            await Task.Yield();
            throw new FormatException();
        }
    }

    [Fact]
    public void Columns_that_cannot_be_amounts_or_days_are_refused_with_the_row()
    {
        foreach (var amount in (double[])[0.1, double.NaN, double.PositiveInfinity, 1e300])
        {
            Assert.Contains("row 1", Assert.Throws<ArgumentException>("amount", () => OrderLog.From<int>([1, 1], OrderDates.EpochDays([0, 0]), OrderAmounts.MultiplesOf(0.25m, [0.25, amount]))).Message, StringComparison.Ordinal);
        }

        Assert.Equal(0.3m, OrderLog.From<int>([1, 1], OrderDates.EpochDays([0, 0]), OrderAmounts.MultiplesOf(0.01m, [0.1, 0.2])).Revenue);
        Assert.Contains("-0.25", Assert.Throws<ArgumentException>("amount", () => OrderLog.From<int>([1], OrderDates.EpochDays([0]), OrderAmounts.MultiplesOf(0.25m, [-0.25]))).Message, StringComparison.Ordinal);
        Assert.Contains("row 1 was -0.02", Assert.Throws<ArgumentException>("amount", () => OrderLog.From<int>([1, 2], OrderDates.EpochDays([0, 0]), OrderAmounts.MinorUnits([1, -2]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("epochDays", () => OrderDates.EpochDays([0, 2_932_897]).Length);
        Assert.Throws<ArgumentOutOfRangeException>("epochDays", () => OrderDates.EpochDays([-719_163]).Length);
        Assert.Throws<ArgumentOutOfRangeException>("unit", () => OrderAmounts.MultiplesOf(0m, [1]).Length);
        Assert.Throws<ArgumentOutOfRangeException>("unit", () => OrderAmounts.MultiplesOf(0.0000000000000000001m, [1]).Length);
        Assert.Throws<ArgumentOutOfRangeException>("decimals", () => OrderAmounts.MinorUnits([1], 19).Length);
        Assert.Throws<ArgumentOutOfRangeException>("MaxThreads", () => OrderLogOptions.Default with { MaxThreads = 0 });
        Assert.Throws<ArgumentNullException>("zone", () => OrderDates.In(null!, []).Length);
    }

    [Fact]
    public void Amounts_that_no_scale_of_64_bits_holds_are_kept_as_decimals()
    {
        decimal[] amounts = [79_228_162_514_264m, 0.000000000000000000000000001m, 1m];
        var log = OrderLog.From<int>([3, 1, 3], [new(2026, 1, 2), new(2026, 1, 1), new(2026, 1, 1)], amounts);
        var row = log.Rfm(new(2026, 1, 31)).Find(3)!.Value;
        Assert.Equal((1, 1, 79_228_162_514_265m, (decimal?)79_228_162_514_264m), (row.Frequency, row.Recency, row.Spend, row.MeanValue));
        Assert.Equal(0.000000000000000000000000001m, log.Rfm(new(2026, 1, 31)).Find(1)!.Value.Spend);
        Assert.Equal(1, log.Rfm(new(2026, 1, 31)).Top(0.5).Count);
    }

    [Fact]
    public void A_customer_whose_spend_passes_64_bits_is_summed_exactly()
    {
        var log = OrderLog.From<int>([1, 1, 2], OrderDates.EpochDays([0, 1, 0]), OrderAmounts.MinorUnits([long.MaxValue, long.MaxValue, 1], decimals: 0));
        Assert.Equal(2m * long.MaxValue, log.Rfm(new(2026, 1, 1)).Find(1)!.Value.Spend);
    }

    private static DataTable Table(Type date, Type amount, Func<int, object> dateOf, Func<int, object> amountOf)
    {
        var table = new DataTable();
        table.Columns.Add("customer", typeof(int));
        table.Columns.Add("date", date);
        table.Columns.Add("amount", amount);
        for (var i = 0; i < 4; i++)
        {
            table.Rows.Add(Customers[i], dateOf(i), amountOf(i));
        }

        return table;
    }

    private static async IAsyncEnumerable<int> Later(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
