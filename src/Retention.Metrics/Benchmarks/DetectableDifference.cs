using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Benchmarks;

/// <summary>
/// How far a true rate must lie from a benchmark for a sample to show it: the smallest differences, upwards and downwards, that the two-sided score test finds
/// with a given probability.
/// </summary>
/// <remarks>
/// Solves n = ((z·√(b(1−b)) + z'·√(p(1−p))) ÷ (p − b))² for p, with z of the confidence level and z' of the power; the normal approximation of the one-sample test
/// (J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed., section 2.5). The default value knows neither.
/// </remarks>
public readonly record struct DetectableDifference
{
    internal DetectableDifference(double benchmark, long sampleSize, double level, double power)
    {
        var z = NormalDistribution.TwoSidedCritical(level);
        var zPower = NormalDistribution.Quantile(power);
        Power = power;
        Level = level;
        SampleSize = sampleSize;
        Above = Solve(benchmark, sampleSize, z, zPower);
        Below = Solve(1 - benchmark, sampleSize, z, zPower);
    }

    /// <summary>The confidence level of the test, as a fraction.</summary>
    public double Level { get; }

    /// <summary>The probability with which the differences are found, as a fraction.</summary>
    public double Power { get; }

    /// <summary>The size of the sample.</summary>
    public long SampleSize { get; }

    /// <summary>The smallest difference above the benchmark that is found, as a fraction: 0.03 for 3 points. Null when not even a rate of 1 would be.</summary>
    public double? Above { get; }

    /// <summary>The smallest difference below the benchmark that is found, as a fraction. Null when not even a rate of 0 would be.</summary>
    public double? Below { get; }

    /// <summary>Both differences in points, as "+3.8 or -3.9 points (n = 1,000, power 80 %)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{(Above is { } above ? Text.Signed(above * 100) : Text.NotAvailable)} or {(Below is { } below ? Text.Signed(-below * 100) : Text.NotAvailable)} points (n = {Text.Count(SampleSize)}, power {Text.Level(Power)})";

    /// <summary>
    /// With d = p − b and a = z√(b(1−b)/n), squaring gives (n + z'²)d² − (2na + z'²(1−2b))d + na² − z'²b(1−b) = 0; the larger root is the difference upwards.
    /// </summary>
    private static double? Solve(double b, double n, double z, double zPower)
    {
        var a = z * Math.Sqrt(b * (1 - b) / n);
        if (a >= 1 - b)
        {
            return null;
        }

        var square = zPower * zPower;
        var quadratic = n + square;
        var linear = (2 * n * a) + (square * (1 - (2 * b)));
        var constant = (n * a * a) - (square * b * (1 - b));
        var d = (linear + Math.Sqrt(Math.Max(0, (linear * linear) - (4 * quadratic * constant)))) / (2 * quadratic);
        return Math.Min(d, 1 - b);
    }
}
