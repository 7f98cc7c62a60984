using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>The columns of a database reader that make an order.</summary>
internal sealed class OrderReader<TCustomer>
    where TCustomer : notnull
{
    private readonly DbDataReader _reader;
    private readonly LocalDays? _localDays;
    private readonly int _customer;
    private readonly int _date;
    private readonly int _amount;

    public OrderReader(DbDataReader reader, string customerColumn, string dateColumn, string amountColumn, LocalDays? localDays)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _reader = reader;
        _localDays = localDays;
        _customer = Find(customerColumn, nameof(customerColumn));
        _date = Find(dateColumn, nameof(dateColumn));
        _amount = Find(amountColumn, nameof(amountColumn));
    }

    public async IAsyncEnumerable<bool> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return true;
        }
    }

    public TCustomer Customer(long row) => _reader.GetFieldValue<TCustomer>(Present(_customer, row, "customer"));

    public decimal Amount(long row)
    {
        var column = Present(_amount, row, "amount");
        var type = _reader.GetFieldType(column);
        if (type == typeof(double) || type == typeof(float))
        {
            // The shortest decimal that reads back as the double: 29.9, not 29.899999999999998579.
            var value = type == typeof(double) ? _reader.GetDouble(column) : _reader.GetFloat(column);
            return Math.Abs(value) < (double)decimal.MaxValue ? (decimal)value : throw Refused(row, "amount", value);
        }

        return type == typeof(long) ? _reader.GetInt64(column) : type == typeof(int) ? _reader.GetInt32(column) : _reader.GetDecimal(column);
    }

    public DateOnly Day(long row)
    {
        var column = Present(_date, row, "day");
        var type = _reader.GetFieldType(column);
        if (type == typeof(DateTime))
        {
            var time = _reader.GetDateTime(column);
            return time.Kind == DateTimeKind.Utc && _localDays is not null ? Local(time.Ticks) : DateOnly.FromDateTime(time);
        }

        if (type == typeof(DateTimeOffset))
        {
            return Local(_reader.GetFieldValue<DateTimeOffset>(column).UtcTicks);
        }

        if (type == typeof(string))
        {
            var text = _reader.GetString(column);
            return DateOnly.TryParseExact(text.AsSpan(0, Math.Min(10, text.Length)), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw Refused(row, "day", text);
        }

        return _reader.GetFieldValue<DateOnly>(column);
    }

    private static ArgumentException Refused(long row, string what, object value) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The {what} of row {row} was {value}. A day is a date or a text that begins with yyyy-MM-dd; an amount is a number that a decimal can hold."), nameof(row));

    private DateOnly Local(long utcTicks) =>
        _localDays is { } days
            ? EpochDay.ToDate(days.DayOf(utcTicks))
            : throw new InvalidOperationException("The reader gives instants and the builder was started without a time zone, so it cannot tell their day. Start it with one, or select dates.");

    private int Present(int column, long row, string what) =>
        _reader.IsDBNull(column)
            ? throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The {what} of row {row} was null. Every row needs a customer, a day and an amount; leave rows without one out of the query."), nameof(row))
            : column;

    private int Find(string column, string name)
    {
        ArgumentNullException.ThrowIfNull(column, name);
        for (var i = 0; i < _reader.FieldCount; i++)
        {
            if (string.Equals(_reader.GetName(i), column, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        var names = string.Join(", ", Enumerable.Range(0, _reader.FieldCount).Select(_reader.GetName));
        throw new ArgumentException($"There is no column \"{column}\". The reader has: {names}.", name);
    }
}
