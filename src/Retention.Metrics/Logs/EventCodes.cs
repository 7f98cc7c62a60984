namespace Retention.Metrics.Logs;

/// <summary>What the codes of a log's rows stand for, and whether its rows were read for events and for segments at all: a shard whose rows happen to have none was.</summary>
internal sealed record RowNames((string? Event, string? Segment)[] Codes, bool HasEvents, bool HasSegments)
{
    public static RowNames None { get; } = new([], false, false);
}

/// <summary>Numbers for the pairs of event and segment that occur in a log; both may be absent.</summary>
internal sealed class EventCodes
{
    private readonly Dictionary<(string? Event, string? Segment), int> _codes = [];
    private readonly List<(string? Event, string? Segment)> _pairs = [];
    private (string? Event, string? Segment) _lastPair;
    private int _lastCode = -1;

    public bool HasEvents { get; private set; }

    public bool HasSegments { get; private set; }

    public RowNames Names => new([.. _pairs], HasEvents, HasSegments);

    /// <summary>Says that the rows are read for events or for segments, whether one comes or not.</summary>
    public void Expect(bool events, bool segments)
    {
        HasEvents |= events;
        HasSegments |= segments;
    }

    public int Add(string? @event, string? segment)
    {
        // Rows of one kind often follow each other, and callers usually pass the same string object.
        if (_lastCode >= 0 && ReferenceEquals(@event, _lastPair.Event) && ReferenceEquals(segment, _lastPair.Segment))
        {
            return _lastCode;
        }

        Expect(@event is not null, segment is not null);
        var pair = (@event, segment);
        if (!_codes.TryGetValue(pair, out var code))
        {
            code = _pairs.Count;
            _codes.Add(pair, code);
            _pairs.Add(pair);
        }

        (_lastPair, _lastCode) = (pair, code);
        return code;
    }
}
