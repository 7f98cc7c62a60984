using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

public sealed partial class Bootstrap
{
    /// <summary>A confidence interval of the statistic.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <param name="method">The method; <see cref="BootstrapInterval.BiasCorrectedAccelerated"/> unless told.</param>
    /// <returns>
    /// The interval; null when there is no standard error, and for BCa also when the jackknife has no acceleration (all influences 0, or a statistic that is not finite without one value)
    /// or when all replicates lie on one side of the estimate.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1, or the method is not one of the enum.</exception>
    public ConfidenceInterval? Interval(double level = 0.95, BootstrapInterval method = BootstrapInterval.BiasCorrectedAccelerated)
    {
        Guard.Level(level);
        Guard.Defined(method);
        if (StandardError is not { } error || Estimate is not { } estimate)
        {
            return null;
        }

        var tail = DecimalNumber.Outside(level) / 2;
        switch (method)
        {
            case BootstrapInterval.Normal:
                var half = NormalDistribution.TwoSidedCritical(level) * error;
                return new(estimate - Bias!.Value - half, estimate - Bias.Value + half, level, "bootstrap normal");
            case BootstrapInterval.Basic:
                return new((2 * estimate) - At(1 - tail), (2 * estimate) - At(tail), level, "bootstrap basic");
            case BootstrapInterval.Percentile:
                return new(At(tail), At(1 - tail), level, "bootstrap percentile");
            default:
                return Moved(estimate, level, tail);
        }
    }

    /// <summary>The estimate with its error and interval, as "13.38 (standard error 2.11; 95 % CI 10.07 to 18.56, BCa, 999 samples)", or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString()
    {
        if (Estimate is not { } estimate)
        {
            return $"{Text.NotAvailable} ({WhyUndefined})";
        }

        var shown = Shown();
        return StandardError is { } error
            ? $"{Text.Number(estimate)} (standard error {Text.Number(error)}; {ExperimentText.Ends(shown)}, {shown.Method}, {Text.Count(_replicates.Length)} samples)"
            : $"{Text.Number(estimate)} (no error: {WhyUndefined})";
    }

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard("Bootstrap", Estimate is { } estimate ? Text.Number(estimate) : Text.NotAvailable)
        .Row("Values", Text.Count(Count))
        .Row("Samples", Text.Count(_replicates.Length))
        .Row("Standard error", StandardError is { } error ? Text.Number(error) : null)
        .Row("Bias", Bias is { } bias ? Text.Signed(bias, 2) : null)
        .Row("Interval", StandardError is null ? null : $"{ExperimentText.Ends(Shown())} ({Shown().Method})")
        .Row("Seed", Seed?.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .Note(WhyUndefined)
        .Note(Undefined > 0 ? $"{Text.Count(Undefined)} samples had no finite statistic and are left out." : null)
        .Note(StandardError is not null && _replicates.Length < 999 ? "Fewer than 999 samples: the ends of the interval are rough." : null)
        .ToString();

    /// <summary>BCa where there is one, else the percentiles.</summary>
    private ConfidenceInterval Shown() => StandardError is null ? default : Interval() ?? Interval(method: BootstrapInterval.Percentile)!.Value;

    private ConfidenceInterval? Moved(double estimate, double level, double tail)
    {
        var below = 0;
        foreach (var replicate in _replicates)
        {
            below += replicate < estimate ? 1 : 0;
        }

        if (Acceleration is not { } a || below == 0 || below == _replicates.Length)
        {
            return null;
        }

        var shift = NormalDistribution.Quantile((double)below / _replicates.Length);
        var z = NormalDistribution.QuantileUpper(tail);
        var (low, high) = (Probability(shift - z), Probability(shift + z));
        return new(At(Math.Min(low, high)), At(Math.Max(low, high)), level, "BCa");

        // Where the denominator passes 0 the end has run out of the replicates on its side.
        double Probability(double moved) => 1 - (a * moved) is var rest && rest > 0 ? NormalDistribution.Cdf(shift + (moved / rest)) : moved > 0 ? 1 : 0;
    }

    /// <summary>The p-quantile of the replicates: order statistic (R + 1)p, between two of them interpolated by normal quantiles.</summary>
    private double At(double p)
    {
        var sorted = _sorted.Value;
        var count = sorted.Length;
        var rank = (count + 1.0) * p;
        // A probability such as 0.025 is not exact in binary, and (R + 1)p is meant to be whole for customary R.
        var whole = Math.Round(rank);
        if (Math.Abs(rank - whole) < 1e-9 * (count + 1.0))
        {
            rank = whole;
        }

        var k = (int)Math.Floor(rank);
        if (k < 1)
        {
            return sorted[0];
        }

        if (k >= count)
        {
            return sorted[^1];
        }

        if (rank == k)
        {
            return sorted[k - 1];
        }

        var (lower, upper) = (NormalDistribution.Quantile(k / (count + 1.0)), NormalDistribution.Quantile((k + 1) / (count + 1.0)));
        var share = (NormalDistribution.Quantile(p) - lower) / (upper - lower);
        return sorted[k - 1] + (share * (sorted[k] - sorted[k - 1]));
    }
}
