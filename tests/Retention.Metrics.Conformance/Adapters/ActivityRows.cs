using System.Globalization;
using System.Text.Json;
using Retention.Metrics.Activity;

namespace Retention.Metrics.Conformance.Adapters;

/// <summary>The events of a vector as a log, with the names and the calendar that its options speak of.</summary>
internal sealed class ActivityRows
{
    private static readonly DateOnly HourZero = new(2000, 1, 1);

    // Vectors ask on purpose for events that no row has.
    private static readonly ActivityLogOptions AnyEvent = ActivityLogOptions.Default with { KnownEvents = EventFilter.Any };
    private readonly List<Row> _rows;
    private readonly JsonElement _options;
    private readonly TimeZoneInfo _zone;
    private readonly DateOnly _hoursFrom;

    public ActivityRows(JsonElement input)
    {
        _options = input.At("options");
        _zone = TimeZoneInfo.FindSystemTimeZoneById(_options.TextOrNull("timeZone") ?? "UTC");
        ByHour = _options.Choice("period") is "hour";
        // An event of nobody, such as one without an account where accounts are counted, belongs to no unit.
        var events = input.Has("events") ? input.Items("events").Where(e => e.Has("user") || e.Has("userRange")).ToList() : [];
        _hoursFrom = (_options.TextOrNull("firstInterval") ?? _options.TextOrNull("from")) is { } first ? DateOnly.FromDateTime(Local(first)) : HourZero;
        List<Row> read = [];
        foreach (var item in events)
        {
            var users = item.Has("userRange") ? Enumerable.Range(0, (int)item.Integer("userRange")).Select(n => n.ToString(CultureInfo.InvariantCulture)) : [User(item)];
            read.AddRange(users.Select(user => new Row(user, Instant(item.At("time")), item.TextOrNull("event") ?? string.Empty, item)));
        }

        // A log of days takes the rows of one day in the order in which they come.
        _rows = ByHour ? [.. read.OrderBy(row => row.At)] : read;
    }

    /// <summary>Whether the periods are hours. The library's shortest period is a day, so an hour of the vector becomes a day of the log.</summary>
    public bool ByHour { get; }

    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>How the calendar is cut.</summary>
    public Granularity Granularity => (_options.Choice("period") ?? "day") switch
    {
        "day" or "hour" => Granularity.Day,
        "week" => Granularity.WeekFrom(_options.Has("weekStart") ? Enum.Parse<DayOfWeek>(_options.At("weekStart").ToString(), ignoreCase: true) : DayOfWeek.Monday),
        "month" => Granularity.Month,
        "quarter" => Granularity.Quarter,
        "year" => Granularity.Year,
        var other => throw VectorContext.Unsupported($"period {other}"),
    };

    /// <summary>The day of the log for a date or time of the options.</summary>
    public DateOnly Day(string text)
    {
        var local = Local(text);
        return ByHour ? HourZero.AddDays((int)Math.Floor((local - _hoursFrom.ToDateTime(TimeOnly.MinValue)).TotalHours)) : DateOnly.FromDateTime(local);
    }

    /// <summary>The day of an instant in the zone of the options.</summary>
    public DateOnly LocalDay(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);

    /// <summary>The log; the names of events and segments as the caller wants them.</summary>
    public ActivityLog<string> Log(Func<Row, string?>? label = null, Func<Row, string?>? segment = null) =>
        ByHour
            ? ActivityLog.From(_rows, r => r.User, r => Day(TimeZoneInfo.ConvertTime(r.At, _zone).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)), label ?? (r => r.Event), segment, AnyEvent)
            : ActivityLog.From(_rows, r => r.User, r => r.At, _zone, label ?? (r => r.Event), segment, AnyEvent);

    private static string User(JsonElement item) => item.At("user") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : item.At("user").GetRawText();

    private DateTimeOffset Instant(JsonElement time)
    {
        if (time.ValueKind == JsonValueKind.Number)
        {
            // Seconds since 1970; a number that no second of the next millennia has is in milliseconds.
            var since = time.GetDecimal();
            return DateTimeOffset.UnixEpoch.AddTicks((long)(since * (since < 100_000_000_000 ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond)));
        }

        var text = time.GetString()!;
        if (text.Length > 10 && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10))
        {
            return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        }

        var local = Local(text);
        return new(local, _zone.GetUtcOffset(local));
    }

    private static DateTime Local(string text) => DateTime.SpecifyKind(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).DateTime, DateTimeKind.Unspecified);

    /// <summary>One event of one user.</summary>
    internal sealed record Row(string User, DateTimeOffset At, string Event, JsonElement Item)
    {
        public string? Property(string name) =>
            Item.Has("props") && Item.At("props").Has(name) ? (Item.At("props").At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : Item.At("props").At(name).GetRawText()) : null;

        /// <summary>Whether the event has the properties of a filter.</summary>
        public bool Passes(JsonElement options, string filter) =>
            !options.Has(filter) || options.At(filter).EnumerateObject().All(p => string.Equals(Property(p.Name), p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() : p.Value.GetRawText(), StringComparison.Ordinal));
    }
}
