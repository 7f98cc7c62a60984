using System.Data;
using System.Runtime.CompilerServices;
using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

public class SubscriptionLedgerDoorTests
{
    private static readonly (int Account, DateOnly From, DateOnly? To, decimal Price)[] Rows =
    [
        (7, new(2026, 1, 1), null, 100m),
        (8, new(2026, 1, 1), new(2026, 3, 1), 50m),
        (9, new(2026, 2, 1), null, 1_200m),
    ];

    private static readonly BillingInterval[] Intervals = [BillingInterval.Month, BillingInterval.Month, BillingInterval.Year];

    private static MrrRollForward Expected => SubscriptionLedger.From(Rows.Zip(Intervals), r => r.First.Account, r => r.First.From, r => r.First.To, r => r.First.Price, r => r.Second).RollForward(Granularity.Month, Period.Year(2026));

    private static IEnumerable<SubscriptionRow<int>> AsRows => Rows.Zip(Intervals, (r, interval) => new SubscriptionRow<int> { Customer = r.Account, Start = r.From, End = r.To, Amount = r.Price, Interval = interval });

    private static DataTable Table()
    {
        var table = new DataTable();
        table.Columns.Add("CUSTOMER", typeof(int));
        table.Columns.Add("start", typeof(DateTime));
        table.Columns.Add("end", typeof(DateTime));
        table.Columns.Add("amount", typeof(decimal));
        table.Columns.Add("interval", typeof(string));
        foreach (var (row, interval) in Rows.Zip(Intervals))
        {
            table.Rows.Add(row.Account, row.From.ToDateTime(default), row.To is { } to ? to.ToDateTime(default) : DBNull.Value, row.Price, interval.ToString());
        }

        return table;
    }

    [Fact]
    public void Every_door_leads_to_the_same_ledger()
    {
        int[] customers = [.. Rows.Select(r => r.Account)];
        DateOnly[] starts = [.. Rows.Select(r => r.From)];
        DateOnly[] ends = [.. Rows.Select(r => r.To ?? DateOnly.MaxValue)];
        decimal[] amounts = [.. Rows.Select(r => r.Price)];
        int[] startDays = [.. starts.Select(d => d.DayNumber - 719_162)];
        int[] endDays = [.. Rows.Select(r => r.To?.DayNumber - 719_162 ?? int.MaxValue)];
        DateTimeOffset[] startsAt = [.. starts.Select(d => new DateTimeOffset(d.ToDateTime(new(3, 0)), TimeSpan.FromHours(2)))];
        DateTimeOffset[] endsAt = [.. Rows.Select(r => r.To is { } to ? new DateTimeOffset(to.ToDateTime(new(3, 0)), TimeSpan.FromHours(2)) : DateTimeOffset.MaxValue)];
        MrrRollForward Of<T>(SubscriptionLedger<T> ledger)
            where T : notnull => ledger.RollForward(Granularity.Month, Period.Year(2026));

        Assert.Equal(Expected, Of(SubscriptionLedger.From(AsRows)));
        Assert.Equal(Expected, Of(SubscriptionLedger.FromColumns<int>(customers, starts, ends, amounts, Intervals)));
        Assert.Equal(Expected, Of(SubscriptionLedger.FromColumns<int>(customers, DayColumn.EpochDays(startDays), DayColumn.EpochDays(endDays), MoneyColumn.MinorUnits([.. amounts.Select(a => (long)(a * 100))]), Intervals)));
        Assert.Equal(Expected, Of(SubscriptionLedger.FromColumns<int>(customers, DayColumn.Instants(startsAt, TimeZoneInfo.Utc), DayColumn.Instants(endsAt, TimeZoneInfo.Utc), MoneyColumn.MultiplesOf(0.01m, [.. amounts.Select(a => (double)a)]), Intervals)));
        Assert.Equal(Expected, Of(SubscriptionLedger.FromColumns<long>([.. customers.Select(c => (long)c)], starts, ends, amounts, Intervals)));
        Assert.Equal(Expected, Of(SubscriptionLedger.FromColumns<Guid>([.. customers.Select(c => new Guid(c, 0, 0, new byte[8]))], starts, ends, amounts, Intervals)));
        Assert.Equal(Expected, Of(SubscriptionLedger.FromColumns<string>([.. customers.Select(c => FormattableString.Invariant($"c{c}"))], starts, ends, amounts, Intervals)));
        Assert.Equal(Expected, Of(SubscriptionLedger.From(
            Rows.Zip(Intervals), r => r.First.Account, r => new DateTimeOffset(r.First.From.ToDateTime(default), TimeSpan.Zero), r => r.First.To is { } to ? new DateTimeOffset(to.ToDateTime(default), TimeSpan.Zero) : null, r => r.First.Price, r => r.Second, TimeZoneInfo.Utc)));
        using var reader = Table().CreateDataReader();
        Assert.Equal(Expected, Of(SubscriptionLedger.FromReader<int>(reader)));
        var builder = new SubscriptionLedgerBuilder<int>();
        foreach (var (row, interval) in Rows.Zip(Intervals))
        {
            builder.Add(row.Account, row.From, row.To, row.Price, interval);
        }

        Assert.Equal(Expected, Of(builder.Build()));
    }

    [Fact]
    public async Task Rows_that_arrive_make_the_same_ledger_and_report_their_number()
    {
        var seen = new List<long>();
        var ledger = await SubscriptionLedger.FromAsync(Arriving(AsRows), progress: new Reporter(seen));
        Assert.Equal(Expected, ledger.RollForward(Granularity.Month, Period.Year(2026)));
        Assert.Equal([3], seen);
        using var reader = Table().CreateDataReader();
        Assert.Equal(Expected, (await SubscriptionLedger.FromReaderAsync<int>(reader)).RollForward(Granularity.Month, Period.Year(2026)));
    }

    [Fact]
    public async Task A_range_that_fails_half_way_leaves_the_builder_as_it_was()
    {
        var builder = new SubscriptionLedgerBuilder<int>();
        builder.AddRange(AsRows.Select(r => r with { Subscription = "only" }));
        var expected = builder.Build().RollForward(Granularity.Month, Period.Year(2026));
        var more = AsRows.Select(r => r with { Customer = r.Customer + 100, Subscription = "s", Currency = "EUR", Segment = "late", TrialEnd = r.Start, Amount = r.Amount + 0.00001m });

        Assert.Throws<InvalidOperationException>(() => builder.AddRange(more.Concat(Throwing())));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddRange(more.Append(new() { Customer = 1, Start = new(2026, 2, 1), End = new(2026, 1, 1), Amount = 1m })));
        Assert.Throws<ArgumentException>(() => builder.AddRange(more.Append(AsRows.First() with { Subscription = "only" })));
        await Assert.ThrowsAsync<InvalidOperationException>(() => builder.AddRangeAsync(Arriving(more.Concat(Throwing()))));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => builder.AddRange(more, cancellationToken: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => builder.AddRangeAsync(Arriving(more), cancellationToken: cancelled.Token));
        using var broken = new DataTableReader(BrokenTable());
        Assert.Throws<ArgumentException>(() => builder.AddRange(broken));

        Assert.Equal(3, builder.Count);
        var ledger = builder.Build();
        Assert.Equal(expected, ledger.RollForward(Granularity.Month, Period.Year(2026)));
        Assert.Empty(ledger.Segments);
        Assert.Null(ledger.Currency);
        // What was taken back may come again.
        builder.AddRange(AsRows.Select(r => r with { Customer = r.Customer + 100, Subscription = "s" }));
        Assert.Equal(6, builder.Count);
        Assert.Equal(2 * expected[5].Closing, builder.Build().Bridge(Period.Month(2026, 6)).Closing);

        static IEnumerable<SubscriptionRow<int>> Throwing()
        {
            yield return AsRows.First() with { Customer = 1_000 };
            throw new InvalidOperationException("the connection was lost");
        }

        static DataTable BrokenTable()
        {
            var table = Table();
            table.Rows[2]["interval"] = "fortnight";
            return table;
        }
    }

    [Theory]
    [InlineData("customer", null, "Column 'customer' of row 0 was NULL. Every row needs a customer, a start and an amount.")]
    [InlineData("amount", "much", "Column 'amount' of row 0 was much (String). It must be a number that a decimal can hold.")]
    [InlineData("amount", "NaN", "Column 'amount' of row 0 was NaN (String). It must be a number that a decimal can hold.")]
    [InlineData("amount", "10,5", "Column 'amount' of row 0 was 10,5 (String). It must be a number that a decimal can hold.")]
    [InlineData("amount", "", "Column 'amount' of row 0 was empty. Every row needs a customer, a start and an amount.")]
    [InlineData("interval_count", "1.5", "Column 'interval_count' of row 0 was 1.5 (Decimal). It must be a whole number of units.")]
    [InlineData("interval_count", "3000000000", "Column 'interval_count' of row 0 was 3000000000 (Decimal). It must be a whole number of units.")]
    [InlineData("is_usage", "perhaps", "Column 'is_usage' of row 0 was perhaps (String). It must be true or false.")]
    [InlineData("start", "01.02.2026", "Column 'start' of row 0 was 01.02.2026 (String). It must be a date, or an instant with its offset from UTC.")]
    [InlineData("start", "2026-02-01T23:30:00Z", "Column 'start' of row 0 was 2026-02-01T23:30:00Z (String). It must be a date, unless SubscriptionFields.TimeZone says whose calendar decides on the day of an instant.")]
    public void A_cell_that_makes_no_sense_is_named(string column, string? value, string message)
    {
        using var reader = TextTable((column, value)).CreateDataReader();
        var thrown = Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromReader<string>(reader));
        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.Equal("reader", thrown.ParamName);
    }

    [Fact]
    public void A_query_may_name_everything_that_a_row_can_have()
    {
        var table = TextTable(("discount_percent", "50"), ("discount_until", "2026-04-01"), ("past_due_since", "2026-05-01"), ("past_due_until", "2026-06-01"), ("cancel_requested_at", "2026-07-01"), ("trial_end", "2026-02-01"), ("interval_count", "2"), ("currency", "EUR"), ("segment", "pro"), ("subscription", "s1"), ("is_usage", "false"));
        table.Columns["amount"]!.ColumnName = "cents";
        using var reader = table.CreateDataReader();
        var fields = SubscriptionFields.Default with { Amount = "Cents", AmountUnit = 0.01m, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome") };
        var ledger = SubscriptionLedger.FromReader<string>(reader, fields, MrrPolicy.ChartMogul with { PastDueGraceDays = 0, Cancellations = CancellationTreatment.WhenRequested });
        decimal On(int month) => ledger.Mrr(new(2026, month, 15)).Recurring;
        Assert.Equal([0m, 25m, 25m, 50m, 0m, 50m, 0m], Enumerable.Range(1, 7).Select(On));
        Assert.Equal("EUR", ledger.Currency);
        Assert.Equal(["pro"], ledger.Segments);
        using var second = TextTable(("start", "2026-01-31T23:30:00Z"), ("discount_amount", "40")).CreateDataReader();
        var rome = SubscriptionLedger.FromReader<string>(second, SubscriptionFields.Default with { TimeZone = fields.TimeZone });
        Assert.Equal(new DateOnly(2026, 2, 1), rome.Observed!.Value.Start);
        Assert.Equal(9_960m, rome.Mrr(new(2026, 2, 1)).Recurring);
        using var third = TextTable().CreateDataReader();
        Assert.Contains("has no column 'account'. It has: customer, start, amount.", Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromReader<string>(third, SubscriptionFields.Default with { Customer = "account" })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SubscriptionFields.Default with { AmountUnit = 0 });
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void An_empty_text_in_a_column_of_days_or_numbers_is_no_value(string? empty)
    {
        using var reader = TextTable(("end", empty), ("trial_end", empty), ("discount_percent", empty), ("interval_count", empty), ("is_usage", empty)).CreateDataReader();
        var ledger = SubscriptionLedger.FromReader<string>(reader);
        Assert.Equal(10_000m, ledger.Mrr(new(2030, 1, 1)).Recurring);
    }

    [Fact]
    public void Customers_that_are_whole_numbers_of_another_type_are_converted_or_refused()
    {
        Assert.Equal(1, Read<int>(7L).Mrr(new(2026, 1, 1)).Customers);
        Assert.StartsWith("Column \"customer\" of row 0 was 2147483648 (Int64), which is no Int32.", Assert.Throws<FormatException>(() => Read<int>(1L + int.MaxValue)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Column \"customer\" of row 0 was 7 (Int64), which is no Guid.", Assert.Throws<FormatException>(() => Read<Guid>(7L)).Message, StringComparison.Ordinal);

        static SubscriptionLedger<T> Read<T>(long customer)
            where T : notnull
        {
            var table = new DataTable();
            table.Columns.Add("customer", typeof(long));
            table.Columns.Add("start", typeof(DateOnly));
            table.Columns.Add("amount", typeof(decimal));
            table.Rows.Add(customer, new DateOnly(2026, 1, 1), 1m);
            using var reader = table.CreateDataReader();
            return SubscriptionLedger.FromReader<T>(reader);
        }
    }

    [Fact]
    public void Instants_of_a_database_need_a_zone()
    {
        var table = new DataTable();
        table.Columns.Add("customer", typeof(int));
        table.Columns.Add("start", typeof(object));
        table.Columns.Add("amount", typeof(double));
        table.Rows.Add(1, DateTime.SpecifyKind(new(2026, 1, 31, 23, 30, 0), DateTimeKind.Utc), 1.25);
        table.Rows.Add(2, new DateTimeOffset(2026, 1, 31, 23, 30, 0, TimeSpan.Zero), 2);
        table.Rows.Add(3, new DateOnly(2026, 1, 31), 3);
        using var reader = table.CreateDataReader();
        var ledger = SubscriptionLedger.FromReader<int>(reader, SubscriptionFields.Default with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome") });
        Assert.Equal((3m, 6.25m), (ledger.Mrr(new(2026, 1, 31)).Recurring, ledger.Mrr(new(2026, 2, 1)).Recurring));
        table.Rows.Add(4, DateTime.SpecifyKind(new(2026, 1, 31, 23, 30, 0), DateTimeKind.Unspecified), 1);
        using var again = table.CreateDataReader();
        Assert.Contains("row 3", Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromReader<int>(again, SubscriptionFields.Default with { TimeZone = TimeZoneInfo.Utc })).Message, StringComparison.Ordinal);
    }

    private static DataTable TextTable(params (string Column, string? Value)[] cells)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal) { ["customer"] = "acme", ["start"] = "2026-01-01", ["amount"] = "10000" };
        foreach (var (column, value) in cells)
        {
            values[column] = value;
        }

        var table = new DataTable();
        foreach (var column in values.Keys)
        {
            table.Columns.Add(column, typeof(string));
        }

        table.Rows.Add([.. values.Values.Select(v => (object?)v ?? DBNull.Value)]);
        return table;
    }

    private static async IAsyncEnumerable<T> Arriving<T>(IEnumerable<T> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return row;
        }
    }

    private sealed class Reporter(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
