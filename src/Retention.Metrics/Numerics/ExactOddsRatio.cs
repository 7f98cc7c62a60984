namespace Retention.Metrics.Numerics;

/// <summary>
/// The odds ratio of a 2×2 table given its margins: the value at which what was observed is expected, and the values at which it would be just improbable enough.
/// </summary>
/// <remarks>
/// Newton's method on the logarithm of the odds ratio inside a bracket, with the derivatives of mean and tail, which are moments of the same sums. Tests put the limits back into their equations, within 1e-12.
/// J. Cornfield, "A statistical problem arising from retrospective studies", Third Berkeley Symposium (1956).
/// </remarks>
internal static class ExactOddsRatio
{
    // Where R's uniroot stops unless told: the fourth root of the machine's precision.
    private const double ToleranceOfUniroot = 0.0001220703125;
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>The conditional maximum-likelihood estimate; 0 and infinity at the ends of the range.</summary>
    public static double Estimate(in NoncentralHypergeometric table, long observed, double start, bool asR)
    {
        if (observed == table.Low)
        {
            return 0;
        }

        if (observed == table.High)
        {
            return double.PositiveInfinity;
        }

        var t = table;
        return (asR ? AsR(omega => omega == 0 ? t.Low - observed : t.Around(observed, omega, upper: true).Mean) : null) ?? Solve(Centre, start);

        (double Value, double Derivative) Centre(double theta)
        {
            var (mean, variance, _, _) = t.Around(observed, Math.Exp(theta), upper: true);
            return (mean, variance);
        }
    }

    /// <summary>The odds ratio at which P(X &gt;= observed), or P(X &lt;= observed), is <paramref name="tail"/>: the lower and the upper limit.</summary>
    public static double Limit(in NoncentralHypergeometric table, long observed, double tail, bool upper, double start, bool asR)
    {
        if (!upper && observed == table.Low)
        {
            return 0;
        }

        if (upper && observed == table.High)
        {
            return double.PositiveInfinity;
        }

        var t = table;
        // The lower limit solves for the upper tail, and the other way round.
        return (asR ? AsR(omega => omega == 0 ? (upper ? 1 : 0) - tail : t.Around(observed, omega, !upper).Tail - tail) : null) ?? Solve(Tail, start);

        (double Value, double Derivative) Tail(double theta)
        {
            var (mean, _, probability, tailMean) = t.Around(observed, Math.Exp(theta), !upper);
            // Far outside, where the tail is beyond what is summed, the sign is what counts.
            return probability > 0 ? (Math.Log(probability / tail), tailMean - mean) : (-1000, upper ? -1 : 1);
        }
    }

    private static double Solve(Func<double, (double Value, double Derivative)> function, double start)
    {
        var (low, high) = (start, start);
        var sign = Math.Sign(function(start).Value);
        for (var step = 0.5; step < 1e3; step *= 2)
        {
            low = start - step;
            high = start + step;
            var (atLow, atHigh) = (Math.Sign(function(low).Value), Math.Sign(function(high).Value));
            if (atLow != sign)
            {
                high = start;
                break;
            }

            if (atHigh != sign)
            {
                low = start;
                break;
            }
        }

        return Math.Exp(RootFinder.Newton(function, low, high, 0.5 * (low + high), 1e-13).Root);
    }

    /// <summary>On ω in (0, 1) or, by its inverse, beyond, with the tolerance that is uniroot's own: what R's fisher.test prints. Null beyond 1/ε, where R gives up.</summary>
    private static double? AsR(Func<double, double> function)
    {
        var (atNone, atOne) = (function(0), function(1));
        if (Math.Sign(atNone) != Math.Sign(atOne))
        {
            return atOne == 0 ? 1 : RootFinder.Zeroin(function, 0, 1, ToleranceOfUniroot);
        }

        return Math.Sign(function(1 / Epsilon)) == Math.Sign(atOne) ? null : 1 / RootFinder.Zeroin(inverse => function(1 / inverse), Epsilon, 1, ToleranceOfUniroot);
    }
}
