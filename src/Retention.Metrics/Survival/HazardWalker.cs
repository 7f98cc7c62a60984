using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>The cumulative hazard as it is built up.</summary>
internal struct HazardWalker(RiskSets sets, HazardTies ties) : IExitWalker
{
    private RiskSets.RiskSetReader _reader = sets.Read();
    private DoubleDouble _value;
    private DoubleDouble _variance;

    public readonly double Time => _reader.Time;

    public readonly double AtRisk => _reader.AtRisk;

    public readonly double Ended => _reader.Ended;

    public readonly double Value => _value.Value;

    public readonly double Variance => _variance.Value;

    public bool Next()
    {
        if (!_reader.Next())
        {
            return false;
        }

        if (_reader.EndedRows > 0)
        {
            if (ties == HazardTies.NelsonAalen || _reader.EndedRows == 1)
            {
                var hazard = _reader.Ended / _reader.AtRisk;
                _value += hazard;
                _variance += hazard / _reader.AtRisk;
            }
            else
            {
                // In units of the mean weight of those who ended: x at risk, and one less after each.
                var weight = _reader.Ended / _reader.EndedRows;
                var (sum, squares) = DescendingHarmonic(_reader.AtRisk / weight, _reader.EndedRows);
                _value += sum;
                _variance += squares / weight;
            }
        }

        return true;
    }

    /// <summary>
    /// Σ 1 ÷ (x − j) and Σ 1 ÷ (x − j)² for j = 0 … count − 1. Term by term below 256; above, the midpoint rule with its first two Euler–Maclaurin corrections,
    /// relative error below 1e-15, so that a table of billions takes no longer than one of ten.
    /// </summary>
    internal static (double Sum, double Squares) DescendingHarmonic(double x, long count)
    {
        const int Few = 512;
        const double Asymptotic = 256;
        DoubleDouble sum = default;
        DoubleDouble squares = default;
        // How many of the terms, counted from the largest denominator, are left to the integral.
        var smooth = count <= Few ? 0 : (long)Math.Clamp(Math.Floor(x - Asymptotic), 0, count);
        for (var j = smooth; j < count; j++)
        {
            var term = 1 / (x - j);
            sum += term;
            squares += term * term;
        }

        if (smooth > 0)
        {
            var (a, b) = (x - smooth + 0.5, x + 0.5);
            var (ia, ib) = (1 / a, 1 / b);
            sum += -Elementary.Log1p(-smooth / b) + (((ib * ib) - (ia * ia)) / 24) - (7 * (Fourth(ib) - Fourth(ia)) / 960);
            squares += (smooth * ia * ib) + (((ib * ib * ib) - (ia * ia * ia)) / 12) - (7 * ((Fourth(ib) * ib) - (Fourth(ia) * ia)) / 240);
        }

        return (sum.Value, squares.Value);

        static double Fourth(double v) => v * v * v * v;
    }
}
