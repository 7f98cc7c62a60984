using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>An estimator that goes through the distinct times of exit in order. A copy of it is a bookmark.</summary>
internal interface IExitWalker
{
    double Time { get; }

    bool Next();
}

/// <summary>
/// The product-limit estimate as it is built up. The product is carried with twice the digits of a double, so that without censoring it is the share of those left,
/// correctly rounded, after any number of steps; so is Greenwood's sum.
/// </summary>
internal struct SurvivalWalker : IExitWalker
{
    private readonly double _from;
    private RiskSets.RiskSetReader _reader;
    private DoubleDouble _survival;
    private DoubleDouble _greenwood;

    /// <param name="sets">Whose exits.</param>
    /// <param name="from">The time up to which survival is taken for granted; negative for none.</param>
    public SurvivalWalker(RiskSets sets, double from)
    {
        _from = from;
        _reader = sets.Read();
        _survival = new(1, 0);
        while (_reader.NextTime <= from)
        {
            _reader.Next();
        }
    }

    public readonly double Time => _reader.Time;

    public readonly double From => _from;

    public readonly double AtRisk => _reader.AtRisk;

    public readonly double Ended => _reader.Ended;

    public readonly double Censored => _reader.Censored;

    public readonly double NextTime => _reader.NextTime;

    public readonly double Survival => _survival.Value;

    /// <summary>Σ d ÷ (n(n − d)), the variance of log S; meaningless once S is 0.</summary>
    public readonly double Greenwood => _greenwood.Value;

    /// <summary>What this step added to Greenwood's sum; 0 where everybody left, and the area after it is 0.</summary>
    public double LastIncrement { get; private set; }

    public bool Next()
    {
        if (!_reader.Next())
        {
            return false;
        }

        LastIncrement = 0;
        if (_reader.EndedRows > 0)
        {
            var left = _reader.Surviving;
            if (left <= 0)
            {
                _survival = default;
                return true;
            }

            _survival = Quotient(_survival * left, _reader.AtRisk);
            LastIncrement = _reader.Ended / _reader.AtRisk / left;
            _greenwood += LastIncrement;
        }

        return true;
    }

    private static DoubleDouble Quotient(DoubleDouble a, double b)
    {
        var q = a.High / b;
        var r = Math.FusedMultiplyAdd(-q, b, a.High) + a.Low;
        return DoubleDouble.Sum(q, r / b);
    }
}

/// <summary>
/// Bookmarks into a walk of many steps: any step is found again without storing every step and without walking from the start.
/// Up to some thousand steps every step is a bookmark.
/// </summary>
internal sealed class WalkIndex<T>
    where T : struct, IExitWalker
{
    private const int Bookmarks = 8192;
    private readonly List<T> _bookmarks = [];
    private readonly int _stride;

    public WalkIndex(T start, int atMost, CancellationToken cancellationToken)
    {
        Start = start;
        _stride = Math.Max(1, (atMost + Bookmarks - 1) / Bookmarks);
        var walker = start;
        Last = start;
        while (walker.Next())
        {
            if (Count % _stride == 0)
            {
                _bookmarks.Add(walker);
                cancellationToken.ThrowIfCancellationRequested();
            }

            Count++;
            Last = walker;
        }
    }

    public int Count { get; private set; }

    /// <summary>Before the first step.</summary>
    public T Start { get; }

    /// <summary>After the last step.</summary>
    public T Last { get; }

    /// <summary>The state after a step, counted from 0.</summary>
    public T this[int step]
    {
        get
        {
            var walker = _bookmarks[step / _stride];
            for (var i = step % _stride; i > 0; i--)
            {
                walker.Next();
            }

            return walker;
        }
    }

    /// <summary>The number of steps at times up to and including <paramref name="time"/>.</summary>
    public int StepsUpTo(double time)
    {
        var (low, high) = (0, _bookmarks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _bookmarks[middle].Time <= time ? (middle + 1, high) : (low, middle);
        }

        if (low == 0)
        {
            return 0;
        }

        var steps = ((low - 1) * _stride) + 1;
        for (var walker = _bookmarks[low - 1]; steps < Count && walker.Next() && walker.Time <= time;)
        {
            steps++;
        }

        return steps;
    }
}
