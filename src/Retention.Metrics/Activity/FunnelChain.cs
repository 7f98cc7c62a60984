namespace Retention.Metrics.Activity;

/// <summary>Finds the longest chain of one customer, row by row in order of time.</summary>
internal sealed class FunnelChain
{
    private readonly FunnelModes _modes;
    private readonly long _window;

    // For each step reached: when its chain began and when it was reached last; -1 when it was not.
    private readonly long[] _began;
    private readonly long[] _reached;
    private int _previousStep;
    private bool _ended;

    public FunnelChain(int steps, long window, FunnelModes modes)
    {
        _window = window;
        _modes = modes;
        _began = new long[steps];
        _reached = new long[steps];
    }

    /// <summary>The number of steps of the longest chain so far.</summary>
    public int Level { get; private set; }

    public void Clear()
    {
        _began.AsSpan().Fill(-1);
        _reached.AsSpan().Fill(-1);
        _previousStep = -1;
        _ended = false;
        Level = 0;
    }

    /// <summary>An event of a step, or of none (-1).</summary>
    public void Add(int step, long at)
    {
        if (_ended)
        {
            return;
        }

        if (step < 0)
        {
            _ended = _modes.HasFlag(FunnelModes.StrictOrder) && _began[0] >= 0;
            return;
        }

        if (step == 0)
        {
            (_began[0], _reached[0]) = (at, at);
        }
        else if (_modes.HasFlag(FunnelModes.StrictDeduplication) && _began[step] >= 0)
        {
            _ended = true;
            Level = _previousStep + 1;
            return;
        }
        else if (_began[step - 1] < 0)
        {
            _ended = _modes.HasFlag(FunnelModes.StrictOrder) && _began[0] >= 0;
            if (_ended)
            {
                Level = Array.FindIndex(_began, began => began < 0);
                return;
            }
        }
        else if (at - _began[step - 1] <= _window && (!_modes.HasFlag(FunnelModes.StrictIncrease) || _reached[step - 1] < at))
        {
            (_began[step], _reached[step]) = (_began[step - 1], at);
            _ended = step + 1 == _began.Length;
        }

        _previousStep = step;
        Level = Array.FindLastIndex(_began, began => began >= 0) + 1;
    }
}
