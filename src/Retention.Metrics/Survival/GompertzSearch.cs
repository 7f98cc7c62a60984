using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// The maximum of the Gompertz likelihood. With the rate at its best for a shape a, what is left is −D·log G(a) + a·Σt over the ends, G(a) = ∫ n(t)·e^(a·t) dt over the number
/// at risk: concave in a, because G is a mixture of exponentials. Its slope is D·(mean end − mean of t under n(t)·e^(a·t)).
/// </summary>
/// <remarks>
/// There is a maximum exactly when the mean end lies inside the times at risk. Times are in units of the longest one. Each segment of constant n has closed moments:
/// with x = a·length ÷ 2, its mass is length·sinh(x)/x, the mean is off its middle by length/2·(coth x − 1/x), the variance is length²/4·(1/x² − 1/sinh² x).
/// </remarks>
internal readonly record struct GompertzSearch(double Shape, double LogMass, double Mean, double Variance, int Steps, bool Converged)
{
    private const int MostSteps = 400;

    /// <summary>The shape whose weighted mean is <paramref name="target"/>, inside the times at risk; by Newton's method kept within a bracket.</summary>
    public static GompertzSearch Solve(IReadOnlyList<AtRiskSegment> segments, double target, CancellationToken cancellationToken)
    {
        var at = At(segments, 0);
        var steps = 0;
        var (low, high) = (double.NegativeInfinity, double.PositiveInfinity);
        while (steps < MostSteps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            steps++;
            var off = target - at.Mean;
            (low, high) = off > 0 ? (at.Shape, high) : (low, at.Shape);
            var next = at.Shape + (off / at.Variance);
            if (!(next > low && next < high))
            {
                // Outside the bracket, or no variance left: halve it, or double the distance from 0 while it has no end.
                next = double.IsInfinity(low) ? Math.Min(-1, 2 * high) : double.IsInfinity(high) ? Math.Max(1, 2 * low) : low + ((high - low) / 2);
            }
            else
            {
                // Newton's step can overshoot far where the variance is small.
                var reach = 4 * (1 + Math.Abs(at.Shape));
                next = Math.Clamp(next, at.Shape - reach, at.Shape + reach);
            }

            var step = next - at.Shape;
            at = At(segments, next);
            if (Math.Abs(step) <= 1e-9 * (1 + Math.Abs(next)) || high - low <= 4 * Math.BitIncrement(Math.Abs(next)) - (4 * Math.Abs(next)))
            {
                // One more step squares the error.
                var last = At(segments, at.Shape + ((target - at.Mean) / at.Variance));
                return (double.IsFinite(last.LogMass) && double.IsFinite(last.Mean) ? last : at) with { Steps = steps, Converged = true };
            }
        }

        return at with { Steps = steps };
    }

    /// <summary>log G(a) with the mean and the variance of t under n(t)·e^(a·t).</summary>
    public static GompertzSearch At(IReadOnlyList<AtRiskSegment> segments, double shape)
    {
        var largest = double.NegativeInfinity;
        foreach (var s in segments)
        {
            largest = Math.Max(largest, LogWeight(s, shape));
        }

        // The mean first, then the variance around it: their difference of squares would cancel.
        var (mass, first) = (default(CompensatedSum), default(CompensatedSum));
        foreach (var s in segments)
        {
            var weight = Math.Exp(LogWeight(s, shape) - largest);
            mass.Add(weight);
            first.Add(weight * Centre(s, shape));
        }

        var mean = first.Value / mass.Value;
        var second = default(CompensatedSum);
        foreach (var s in segments)
        {
            var off = Centre(s, shape) - mean;
            second.Add(Math.Exp(LogWeight(s, shape) - largest) * ((off * off) + Spread(s, shape)));
        }

        return new(shape, largest + Math.Log(mass.Value), mean, second.Value / mass.Value, 0, false);
    }

    private static double LogWeight(in AtRiskSegment s, double shape)
    {
        var length = s.To - s.From;
        var x = Math.Abs(shape * length / 2);
        // log(sinh x ÷ x)
        var swell = x < 0.01 ? (x * x / 6) - (x * x * x * x / 180) : x + Elementary.Log1mExp(-2 * x) - Math.Log(2 * x);
        return Math.Log(s.AtRisk) + Math.Log(length) + (shape * (s.From + (length / 2))) + swell;
    }

    private static double Centre(in AtRiskSegment s, double shape)
    {
        var length = s.To - s.From;
        var x = shape * length / 2;
        // coth x − 1/x
        var pull = Math.Abs(x) < 0.01 ? x * ((1.0 / 3) - (x * x / 45)) : (1 / Math.Tanh(x)) - (1 / x);
        return s.From + (length / 2) + (length / 2 * pull);
    }

    private static double Spread(in AtRiskSegment s, double shape)
    {
        var length = s.To - s.From;
        var x = Math.Abs(shape * length / 2);
        var sinh = x < 350 ? Math.Sinh(x) : double.PositiveInfinity;
        var share = x < 0.01 ? (1.0 / 3) - (x * x / 15) : (1 / (x * x)) - (1 / (sinh * sinh));
        return length * length / 4 * share;
    }
}
