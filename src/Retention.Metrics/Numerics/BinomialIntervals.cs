namespace Retention.Metrics.Numerics;

/// <summary>Confidence intervals for a binomial proportion, with closed forms at both edges and no cancellation between them.</summary>
internal static class BinomialIntervals
{
    /// <summary>The interval for <paramref name="count"/> of <paramref name="total"/>, <paramref name="total"/> at least 1.</summary>
    public static ConfidenceInterval Of(long count, long total, double level, ProportionInterval method)
    {
        double x = count;
        double n = total;
        return method switch
        {
            ProportionInterval.Wilson => Wilson(x, n, level),
            ProportionInterval.WilsonContinuity => WilsonContinuity(x, n, level),
            ProportionInterval.ClopperPearson => Quantiles(count, total, x, n - x + 1, x + 1, n - x, level, "Clopper–Pearson"),
            ProportionInterval.Jeffreys => Quantiles(count, total, x + 0.5, n - x + 0.5, x + 0.5, n - x + 0.5, level, "Jeffreys"),
            ProportionInterval.AgrestiCoull => AgrestiCoull(x, n, level),
            ProportionInterval.Wald => Around(x / n, n, NormalDistribution.TwoSidedCritical(level), level, "Wald"),
            ProportionInterval.MidP => MidP(count, total, level),
            _ => throw Guard.OutOfRange(nameof(method), method, "It must be a method of the enum"),
        };
    }

    /// <summary>
    /// The roots of the score equation. With A = 2x + z² and B = z√(z² + 4x(n−x)/n), the upper root is (A+B)/(2(n+z²));
    /// the lower one, (A−B)/(2(n+z²)), cancels for small x, and equals 2x²/(n(A+B)), which does not.
    /// </summary>
    private static ConfidenceInterval Wilson(double x, double n, double level)
    {
        var z = NormalDistribution.TwoSidedCritical(level);
        var sum = (2 * x) + (z * z) + (z * Math.Sqrt((z * z) + (4 * x * ((n - x) / n))));
        var lower = 2 * x * (x / n) / sum;
        var upper = x == n ? 1 : Math.Min(1, sum / (2 * (n + (z * z))));
        return new(lower, upper, level, "Wilson");
    }

    /// <summary>R's prop.test: the correction shrinks with the distance from x = n/2 and the ends close at 0 and 1.</summary>
    private static ConfidenceInterval WilsonContinuity(double x, double n, double level)
    {
        var z = NormalDistribution.TwoSidedCritical(level);
        var correction = Math.Min(0.5, Math.Abs(x - (n / 2)));
        var half = z * z / (2 * n);
        double End(double p, int sign) =>
            (p + half + (sign * z * Math.Sqrt((p * (1 - p) / n) + (half / (2 * n))))) / (1 + (2 * half));
        var low = (x - correction) / n;
        var high = (x + correction) / n;
        var lower = low <= 0 ? 0 : Math.Max(0, End(low, -1));
        var upper = high >= 1 ? 1 : Math.Min(1, End(high, +1));
        return new(lower, upper, level, "Wilson with continuity correction");
    }

    private static ConfidenceInterval AgrestiCoull(double x, double n, double level)
    {
        var z = NormalDistribution.TwoSidedCritical(level);
        return Around((x + (z * z / 2)) / (n + (z * z)), n + (z * z), z, level, "Agresti–Coull");
    }

    private static ConfidenceInterval Around(double p, double n, double z, double level, string method)
    {
        var half = z * Math.Sqrt(p * (1 - p) / n);
        return ConfidenceInterval.Clipped(p - half, p + half, level, method, 0, 1);
    }

    /// <summary>Lower quantile of one beta distribution, upper quantile of another; at an edge the end is the edge itself.</summary>
    private static ConfidenceInterval Quantiles(long count, long total, double lowerA, double lowerB, double upperA, double upperB, double level, string method)
    {
        var tail = DecimalNumber.Outside(level) / 2;
        var lower = count == 0 ? 0 : BetaFunction.Quantile(tail, lowerA, lowerB);
        var upper = count == total ? 1 : BetaFunction.QuantileUpper(tail, upperA, upperB);
        return new(lower, upper, level, method);
    }

    /// <summary>The lower end solves P(X &gt; x) + ½P(X = x) = tail, the upper end P(X &lt; x) + ½P(X = x) = tail.</summary>
    private static ConfidenceInterval MidP(long count, long total, double level)
    {
        var tail = DecimalNumber.Outside(level) / 2;
        double x = count;
        double n = total;
        // At an edge one of the two terms is the whole tail, and the equation has a closed form.
        var edge = Math.Log(2 * tail) / n;
        var lower = count == 0 ? 0 : count == total ? Math.Exp(edge) : RootFinder.Brent(p => BelowTail(p) - tail, 0, 1).Root;
        var upper = count == total ? 1 : count == 0 ? -Elementary.Expm1(edge) : RootFinder.Brent(p => AboveTail(p) - tail, 0, 1).Root;
        return new(lower, upper, level, "mid-P");

        // P(X >= x) and P(X > x) are regularised incomplete betas; the mid-P tail is their mean.
        double BelowTail(double p) => 0.5 * (BetaFunction.Regularized(p, x, n - x + 1) + BetaFunction.Regularized(p, x + 1, n - x));
        double AboveTail(double p) => 0.5 * (BetaFunction.RegularizedUpper(p, x, n - x + 1) + BetaFunction.RegularizedUpper(p, x + 1, n - x));
    }
}
