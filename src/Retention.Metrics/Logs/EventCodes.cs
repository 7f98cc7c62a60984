namespace Retention.Metrics.Logs;

/// <summary>Numbers for the pairs of event and segment that occur in a log; both may be absent.</summary>
internal sealed class EventCodes
{
    private readonly Dictionary<(string? Event, string? Segment), int> _codes = [];
    private readonly List<(string? Event, string? Segment)> _pairs = [];
    private (string? Event, string? Segment) _lastPair;
    private int _lastCode = -1;

    public int Count => _pairs.Count;

    public IReadOnlyList<(string? Event, string? Segment)> Pairs => _pairs;

    public int Add(string? @event, string? segment)
    {
        // Rows of one kind often follow each other, and callers usually pass the same string object.
        if (_lastCode >= 0 && ReferenceEquals(@event, _lastPair.Event) && ReferenceEquals(segment, _lastPair.Segment))
        {
            return _lastCode;
        }

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
