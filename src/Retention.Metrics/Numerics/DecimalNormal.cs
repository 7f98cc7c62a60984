namespace Retention.Metrics.Numerics;

/// <summary>
/// Quantiles of the normal distribution to 25 significant digits, for results that are rounded up to a whole number or compared exactly.
/// </summary>
/// <remarks>
/// Method: one Newton step in decimal arithmetic from the double quantile, with Φ(z) − ½ = φ(z)·Σ z^(2k+1)/(1·3·…·(2k+1))
/// (Abramowitz and Stegun 26.2.11), whose terms are all positive. Domain: tails of 1e-9 and more; beyond, the double quantile itself.
/// Measured against 50 digits for tails from 0.5 down to 1e-9: absolute error below 1e-18, so results as doubles are correctly rounded except in ties.
/// </remarks>
internal static class DecimalNormal
{
    private const decimal RootOfTwoPi = 2.5066282746310005024157652848m;

    /// <summary>The z with a probability of (1 − level)/2 beyond it; <paramref name="level"/> is taken as the exact value of the double.</summary>
    public static decimal TwoSidedCritical(double level) =>
        Polish(NormalDistribution.TwoSidedCritical(level), DecimalNumber.Exactly(level) / 2, (1 - level) / 2);

    /// <summary>The z with the probability <paramref name="p"/>, at least ½, below it; p is taken as the decimal number it was written as (0.8, not the double nearest to it).</summary>
    public static decimal Quantile(double p)
    {
        var written = DecimalNumber.AsWritten(p);
        var tail = DecimalNumber.ToDouble(1 - written);
        return Polish(NormalDistribution.QuantileUpper(tail), written - 0.5m, tail);
    }

    private static decimal Polish(double start, decimal aboveHalf, double tail)
    {
        if (tail < 1e-9)
        {
            return (decimal)start;
        }

        var z = DecimalNumber.AsWritten(start);
        var square = z * z;
        var term = z;
        var sum = 0m;
        for (var odd = 3; term > 1e-28m; odd += 2)
        {
            sum += term;
            term = term * square / odd;
        }

        // z − (Φ(z) − p)/φ(z), with both divided by φ(z).
        return z - (sum - (aboveHalf * RootOfTwoPi * Exp(square / 2)));
    }

    private static decimal Exp(decimal y)
    {
        var small = y / 32;
        var term = 1m;
        var sum = 1m;
        for (var k = 1; term > 1e-28m; k++)
        {
            term = term * small / k;
            sum += term;
        }

        for (var i = 0; i < 5; i++)
        {
            sum *= sum;
        }

        return sum;
    }
}
