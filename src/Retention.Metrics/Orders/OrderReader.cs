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

    public TCustomer Customer(long row) => KeyField.Read<TCustomer>(_reader, Present(_customer, row, "customer"), row);

    public decimal Amount(long row)
    {
        const string Rule = "An amount is a number that a decimal can hold, as text with a decimal point and without separators between thousands.";
        switch (_reader.GetValue(Present(_amount, row, "amount")))
        {
            case decimal amount:
                return amount;

            // The decimal that people wrote: 29.9, not 29.899999999999998579. A float has fewer digits of it than a double.
            case double value when Math.Abs(value) < (double)decimal.MaxValue:
                return (decimal)value;
            case float value when Math.Abs(value) < (float)decimal.MaxValue:
                return (decimal)value;
            case string text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount):
                return amount;
            case double or float or string:
                throw Refused(_amount, row, Rule, null);
            case int or long or short or byte or uint or ulong or ushort or sbyte:
                return Convert.ToDecimal(_reader.GetValue(_amount), CultureInfo.InvariantCulture);
            default:
                return Ask<decimal>(_amount, row, Rule);
        }
    }

    public DateOnly Day(long row)
    {
        var value = _reader.GetValue(Present(_date, row, "day"));
        var rule = _localDays is null
            ? "A day is a DateOnly, a DateTime at midnight or a text yyyy-MM-dd. For instants start an OrderLogBuilder with their time zone."
            : "A day is a DateOnly, a DateTime at midnight or a text yyyy-MM-dd; an instant is a DateTimeOffset, a DateTime in UTC or an ISO text with its offset. A time of day alone says nothing about where.";
        switch (value)
        {
            case DateOnly date:
                return date;
            case DateTime { Kind: DateTimeKind.Utc } instant when _localDays is not null:
                return Local(instant.Ticks);
            case DateTime { TimeOfDay.Ticks: 0 } midnight:
                return DateOnly.FromDateTime(midnight);
            case DateTimeOffset instant:
                return Local(instant.UtcTicks);
            case string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date):
                return date;
            case string text when _localDays is not null && HasOffset(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant):
                return Local(instant.UtcTicks);
            case DateTime or string:
                throw Refused(_date, row, rule, null);
            default:
                return Ask<DateOnly>(_date, row, rule);
        }
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10;

    // In the words of the methods that are called with a reader.
    private static ArgumentException OfReader(string message, string name = "reader") => new(message, name);

    /// <summary>A value of a type of the provider's own, which may know how to convert it.</summary>
    private T Ask<T>(int column, long row, string rule)
    {
        try
        {
            return _reader.GetFieldValue<T>(column);
        }
        catch (Exception refused) when (refused is InvalidCastException or FormatException or OverflowException)
        {
            throw Refused(column, row, rule, refused);
        }
    }

    private FormatException Refused(int column, long row, string rule, Exception? inner)
    {
        var value = _reader.GetValue(column);
        var shown = value is DateTime time ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture) : value;
        return new(string.Create(CultureInfo.InvariantCulture, $"Column \"{_reader.GetName(column)}\" of row {row} was {shown} ({value.GetType().Name}). {rule}"), inner);
    }

    private DateOnly Local(long utcTicks) =>
        _localDays is { } days
            ? EpochDay.ToDate(days.DayOf(utcTicks))
            : throw new InvalidOperationException("The reader gives instants and the builder was started without a time zone, so it cannot tell their day. Start it with one, or select dates.");

    private int Present(int column, long row, string what) =>
        _reader.IsDBNull(column)
            ? throw OfReader(string.Create(CultureInfo.InvariantCulture, $"The {what} of row {row} was null (column \"{_reader.GetName(column)}\"). Every row needs a customer, a day and an amount; leave rows without one out of the query."))
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
