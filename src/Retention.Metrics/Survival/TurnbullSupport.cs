namespace Retention.Metrics.Survival;

/// <summary>A row of lifetimes between bounds as the range of candidates that it covers, with the weight of all rows that cover the same.</summary>
internal readonly record struct CoveredRange(int First, int Last, double Weight);

/// <summary>
/// Where the curve can come down: the intervals from a lower bound to the upper bound that follows it with no other bound between (Turnbull's innermost intervals), and which of
/// them each row covers.
/// </summary>
/// <remarks>
/// At one time the order is: an exact lifetime begins, bounds (·, t] end, bounds (t, ·] begin. Behind an exact lifetime an interval may begin as well, as R has it: it takes no
/// mass in the end, but it is listed.
/// </remarks>
internal sealed class TurnbullSupport
{
    private const int ExactStart = 0;
    private const int End = 1;
    private const int OpenStart = 2;

    private TurnbullSupport(List<(double From, double To)> candidates, CoveredRange[] rows, double weight) => (Candidates, Rows, Weight) = (candidates, rows, weight);

    /// <summary>The candidates in order; the last one may have no end.</summary>
    public IReadOnlyList<(double From, double To)> Candidates { get; }

    public CoveredRange[] Rows { get; }

    /// <summary>The sum of the weights, as shares of the largest one.</summary>
    public double Weight { get; }

    public static TurnbullSupport Of(IntervalLifetimes lifetimes)
    {
        var (lower, upper) = (lifetimes.LowerBounds, lifetimes.UpperBounds);
        var n = lower.Length;
        var keys = new List<(double Time, int Order)>((2 * n) + 1);
        for (var i = 0; i < n; i++)
        {
            keys.Add(Start(lower[i], upper[i]));
            keys.Add((upper[i] ?? double.PositiveInfinity, End));
            if (upper[i] == lower[i])
            {
                keys.Add((lower[i], OpenStart));
            }
        }

        keys.Sort();
        var candidates = new List<(double From, double To)>();
        var (starts, ends) = (new List<(double, int)>(), new List<(double, int)>());
        // What follows an exact lifetime without an end is no candidate of its own: nobody is known to have stayed past it.
        var longestRunning = double.NegativeInfinity;
        for (var i = 0; i < n; i++)
        {
            longestRunning = upper[i] is null ? Math.Max(longestRunning, lower[i]) : longestRunning;
        }

        for (var k = 1; k < keys.Count; k++)
        {
            if (keys[k].Order == End && keys[k - 1].Order != End && !(double.IsPositiveInfinity(keys[k].Time) && keys[k - 1].Time > longestRunning))
            {
                candidates.Add((keys[k - 1].Time, keys[k].Time));
                starts.Add(keys[k - 1]);
                ends.Add(keys[k]);
            }
        }

        return new(candidates, Covered(lifetimes, starts, ends, out var weight), weight);
    }

    private static (double Time, int Order) Start(double lower, double? upper) => (lower, upper == lower ? ExactStart : OpenStart);

    private static CoveredRange[] Covered(IntervalLifetimes lifetimes, List<(double, int)> starts, List<(double, int)> ends, out double weight)
    {
        var (lower, upper, weights) = (lifetimes.LowerBounds, lifetimes.UpperBounds, lifetimes.WeightsOfRows);
        var largest = weights is { Length: > 0 } ? weights.Max() : 1;
        var rows = new Dictionary<(int, int), double>();
        weight = 0;
        for (var i = 0; i < lower.Length; i++)
        {
            var first = starts.BinarySearch(Start(lower[i], upper[i]));
            var last = ends.BinarySearch((upper[i] ?? double.PositiveInfinity, End));
            var share = (weights?[i] ?? 1) / largest;
            var range = (first < 0 ? ~first : first, last < 0 ? ~last - 1 : last);
            rows[range] = rows.GetValueOrDefault(range) + share;
            weight += share;
        }

        return [.. rows.OrderBy(r => r.Key).Select(r => new CoveredRange(r.Key.Item1, r.Key.Item2, r.Value))];
    }
}
