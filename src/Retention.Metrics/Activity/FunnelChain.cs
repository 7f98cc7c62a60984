namespace Retention.Metrics.Activity;

/// <summary>An event of a customer at one instant: the step that it is of, -1 for none, and which row it came from.</summary>
internal readonly record struct FunnelEvent(int Step, int Row) : IComparable<FunnelEvent>
{
    public int CompareTo(FunnelEvent other) => Step != other.Step ? Step.CompareTo(other.Step) : Row.CompareTo(other.Row);
}

/// <summary>
/// Finds the longest chain of one customer, instant by instant. Of the chains that have reached a step only the one that began last is kept: whatever comes next,
/// it has the most time left.
/// </summary>
internal sealed class FunnelChain
{
    private readonly FunnelModes _modes;
    private readonly long _window;

    // For each step reached: when its chain began and when the step was reached last; -1 when it was not. The carried ones are those of earlier instants.
    private readonly long[] _began;
    private readonly long[] _reached;
    private readonly long[] _carried;
    private readonly Dictionary<int, int> _stepOfRow = [];
    private readonly HashSet<int> _tried = [];
    private bool _ended;

    public FunnelChain(int steps, long window, FunnelModes modes)
    {
        _window = window;
        _modes = modes;
        _began = new long[steps];
        _reached = new long[steps];
        _carried = new long[steps];
    }

    /// <summary>The number of steps of the longest chain so far.</summary>
    public int Level { get; private set; }

    public void Clear()
    {
        _began.AsSpan().Fill(-1);
        _reached.AsSpan().Fill(-1);
        _ended = false;
        Level = 0;
    }

    /// <summary>The events of one instant, in order of their steps.</summary>
    public void Add(List<FunnelEvent> events, long at)
    {
        _began.CopyTo(_carried, 0);
        foreach (var @event in events)
        {
            if (_ended)
            {
                return;
            }

            Add(@event, events, at);
        }
    }

    private void Add(FunnelEvent @event, List<FunnelEvent> events, long at)
    {
        var step = @event.Step;
        if (step <= 0)
        {
            if (step == 0)
            {
                Reach(0, at, at);
            }
            else
            {
                _ended = Has(FunnelModes.StrictOrder) && _began[0] >= 0;
            }
        }
        else if (Has(FunnelModes.StrictDeduplication) && _began[step] >= 0)
        {
            _ended = true;
        }
        else if (_began[step - 1] < 0)
        {
            _ended = Has(FunnelModes.StrictOrder) && _began[0] >= 0;
        }
        else if ((Has(FunnelModes.StrictOnce) ? BeganOnce(@event, events, at) : Began(step, at)) is >= 0 and var began)
        {
            Reach(step, began, at);
            _ended = step + 1 == _began.Length;
        }
    }

    private bool Has(FunnelModes mode) => (_modes & mode) != FunnelModes.None;

    private void Reach(int step, long began, long at)
    {
        (_began[step], _reached[step]) = (began, at);
        Level = Math.Max(Level, step + 1);
    }

    private bool IsWithin(long began, long at) => began >= 0 && at - began <= _window;

    private long Began(int step, long at) =>
        IsWithin(_began[step - 1], at) && (!Has(FunnelModes.StrictIncrease) || _reached[step - 1] < at) ? _began[step - 1] : -1;

    // When every row may be one step only, those of one instant have to be dealt out to its steps.
    private long BeganOnce(FunnelEvent @event, List<FunnelEvent> events, long at)
    {
        var step = @event.Step;
        if (Has(FunnelModes.StrictIncrease))
        {
            return IsWithin(_carried[step - 1], at) ? _carried[step - 1] : -1;
        }

        if (CanDealOut(0, @event, events))
        {
            return at;
        }

        for (var carried = 0; carried < step; carried++)
        {
            if (IsWithin(_carried[carried], at) && CanDealOut(carried + 1, @event, events))
            {
                return _carried[carried];
            }
        }

        return -1;
    }

    // A bipartite matching, step by step along augmenting paths (Kuhn, 1955).
    private bool CanDealOut(int first, FunnelEvent last, List<FunnelEvent> events)
    {
        _stepOfRow.Clear();
        for (var step = first; step <= last.Step; step++)
        {
            _tried.Clear();
            if (!FindRow(step, last, events))
            {
                return false;
            }
        }

        return true;
    }

    private bool FindRow(int step, FunnelEvent last, List<FunnelEvent> events)
    {
        foreach (var candidate in events)
        {
            if (candidate.Step == step && candidate.CompareTo(last) <= 0 && _tried.Add(candidate.Row)
                && (!_stepOfRow.TryGetValue(candidate.Row, out var other) || FindRow(other, last, events)))
            {
                _stepOfRow[candidate.Row] = step;
                return true;
            }
        }

        return false;
    }
}
