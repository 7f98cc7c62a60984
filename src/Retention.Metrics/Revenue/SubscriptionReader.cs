using System.Data.Common;
using System.Globalization;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Revenue;

/// <summary>Turns the rows of a query result into rows of a ledger, by the names of their columns.</summary>
internal sealed class SubscriptionReader<TCustomer>
    where TCustomer : notnull
{
    private const int MostUnits = int.MaxValue / 3;
    private readonly DbDataReader _reader;
    private readonly SubscriptionFields _fields;
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.OrdinalIgnoreCase);
    private readonly LocalDays? _zone;
    private long _row = -1;

    public SubscriptionReader(DbDataReader reader, SubscriptionFields fields)
    {
        _reader = reader;
        _fields = fields;
        _zone = fields.TimeZone is { } zone ? new(zone) : null;
        for (var i = 0; i < reader.FieldCount; i++)
        {
            _ordinals.TryAdd(reader.GetName(i), i);
        }

        foreach (var needed in new[] { fields.Customer, fields.Start, fields.Amount })
        {
            if (!_ordinals.ContainsKey(needed))
            {
                throw new ArgumentException($"The query result has no column '{needed}'. It has: {string.Join(", ", _ordinals.Keys)}. Name the columns with SubscriptionFields.", nameof(fields));
            }
        }
    }

    /// <summary>The row that the reader stands on.</summary>
    public SubscriptionRow<TCustomer> Current()
    {
        _row++;
        var (interval, count) = Interval(Text(_fields.Interval));
        return new()
        {
            Customer = Column(_fields.Customer) is { } customer ? KeyField.Read<TCustomer>(_reader, customer, _row) : throw Missing(_fields.Customer),
            Subscription = Text(_fields.Subscription),
            Start = Day(_fields.Start) ?? throw Missing(_fields.Start),
            End = Day(_fields.End),
            Amount = Number(_fields.Amount) * _fields.AmountUnit ?? throw Missing(_fields.Amount),
            Interval = interval,
            IntervalCount = count * Whole(_fields.IntervalCount),
            Currency = Text(_fields.Currency),
            TrialEnd = Day(_fields.TrialEnd),
            Discount = Number(_fields.DiscountPercent) is { } percent ? SubscriptionDiscount.Percent(percent, Day(_fields.DiscountUntil))
                : Number(_fields.DiscountAmount) is { } off ? SubscriptionDiscount.Amount(off * _fields.AmountUnit, Day(_fields.DiscountUntil))
                : null,
            PastDueSince = Day(_fields.PastDueSince),
            PastDueUntil = Day(_fields.PastDueUntil),
            CancelRequestedAt = Day(_fields.CancelRequestedAt),
            IsUsage = Flag(_fields.IsUsage),
            Segment = Text(_fields.Segment),
        };
    }

    private int? Column(string name) => _ordinals.TryGetValue(name, out var ordinal) && !_reader.IsDBNull(ordinal) ? ordinal : null;

    private string? Text(string name) => Column(name) is { } ordinal ? Convert.ToString(_reader.GetValue(ordinal), CultureInfo.InvariantCulture) : null;

    /// <summary>The column, unless it holds nothing: NULL, or the empty text that files have in its place.</summary>
    private int? Filled(string name) => Column(name) is { } ordinal && !(_reader.GetValue(ordinal) is string text && string.IsNullOrWhiteSpace(text)) ? ordinal : null;

    private bool Flag(string name)
    {
        if (Filled(name) is not { } ordinal)
        {
            return false;
        }

        var value = _reader.GetValue(ordinal);
        try
        {
            return Convert.ToBoolean(value, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException)
        {
            throw Refused(name, value, "true or false", e);
        }
    }

    private int Whole(string name) => Number(name) is not { } number ? 1
        : number == decimal.Truncate(number) && number is >= -MostUnits and <= MostUnits ? (int)number
        : throw Refused(name, number, "a whole number of units", null);

    private decimal? Number(string name)
    {
        if (Filled(name) is not { } ordinal)
        {
            return null;
        }

        var value = _reader.GetValue(ordinal);
        try
        {
            // A double is taken to 15 digits, as people wrote it.
            // A text has no separators between thousands: what is 10,5 to one is 105 to another.
            return value is string text ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : Convert.ToDecimal(value, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is OverflowException or FormatException or InvalidCastException)
        {
            throw Refused(name, value, "a number that a decimal can hold", e);
        }
    }

    private DateOnly? Day(string name)
    {
        if (Filled(name) is not { } ordinal)
        {
            return null;
        }

        return _reader.GetValue(ordinal) switch
        {
            DateOnly date => date,
            DateTime { TimeOfDay.Ticks: 0, Kind: not DateTimeKind.Utc } day => DateOnly.FromDateTime(day),
            DateTime { Kind: DateTimeKind.Utc } instant => InZone(name, instant, instant.Ticks),
            DateTimeOffset instant => InZone(name, instant, instant.UtcTicks),
            string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
            string text when HasOffset(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) => InZone(name, text, instant.UtcTicks),
            var other => throw Refused(name, other, "a date, or an instant with its offset from UTC", null),
        };
    }

    private DateOnly InZone(string name, object value, long utcTicks) =>
        _zone is { } zone ? EpochDay.ToDate(zone.DayOf(utcTicks)) : throw Refused(name, value, "a date, unless SubscriptionFields.TimeZone says whose calendar decides on the day of an instant", null);

    private static bool HasOffset(string text) => text.EndsWith('Z') || (text.Length > 10 && text.AsSpan(10).IndexOfAny('+', '-') >= 0);

    private (BillingInterval Interval, int Count) Interval(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        null or "" or "MONTH" or "MONTHLY" => (BillingInterval.Month, 1),
        "DAY" or "DAILY" => (BillingInterval.Day, 1),
        "WEEK" or "WEEKLY" => (BillingInterval.Week, 1),
        "QUARTER" or "QUARTERLY" => (BillingInterval.Month, 3),
        "YEAR" or "YEARLY" or "ANNUAL" => (BillingInterval.Year, 1),
        "ONE-OFF" or "ONEOFF" or "ONE_OFF" or "ONCE" => (BillingInterval.OneOff, 1),
        _ => throw Refused(_fields.Interval, text, "one of day, week, month, quarter, year, one-off", null),
    };

    private ArgumentException Missing(string name) =>
        OfReader($"Column '{name}' of row {Rendering.Text.Count(_row)} was {(Column(name) is null ? "NULL" : "empty")}. Every row needs a customer, a start and an amount.", null);

    private ArgumentException Refused(string name, object value, string rule, Exception? inner) =>
        OfReader(string.Create(CultureInfo.InvariantCulture, $"Column '{name}' of row {_row} was {value} ({value.GetType().Name}). It must be {rule}."), inner);

    // In the words of the methods that are called with a reader.
    private static ArgumentException OfReader(string message, Exception? inner, string name = "reader") => new(message, name, inner);
}
