using Retention.Metrics.Numerics;

namespace Retention.Metrics.Surveys;

/// <summary>The moments of one answer scored −1, 0 or +1, on the ±1 scale. Counts are doubles, so that pseudo-answers fit.</summary>
internal readonly struct NpsMoments
{
    public NpsMoments(double promoters, double passives, double detractors)
    {
        Responses = promoters + passives + detractors;
        Mean = (promoters - detractors) / Responses;
        // p + d − (p − d)² without its cancellation: every term is positive.
        var p = promoters / Responses;
        var d = detractors / Responses;
        Variance = (p * ((passives + detractors) / Responses)) + (d * ((passives + promoters) / Responses)) + (2 * p * d);
    }

    public double Responses { get; }

    public double Mean { get; }

    /// <summary>p + d − (p − d)², from 0 to 1.</summary>
    public double Variance { get; }

    /// <summary>The estimate of the adjusted Wald interval: three pseudo-answers, ¾ promoter, 1½ passive, ¾ detractor.</summary>
    public static NpsMoments Adjusted(in NetPromoterScore score) => new(score.Promoters + 0.75, score.Passives + 1.5, score.Detractors + 0.75);

    public static NpsMoments Of(in NetPromoterScore score) => new(score.Promoters, score.Passives, score.Detractors);
}

/// <summary>
/// The interval of all differences δ of promoter and detractor share that the score test does not reject:
/// (p̂ − d̂ − δ)·√n = ±z·√V(δ), where V(δ) = 2q̃ + δ(1 − δ) and q̃ is the detractor share of largest likelihood given δ
/// (T. Tango, Statistics in Medicine 17, 1998, for the same trinomial; for the score: B. Rocks, 2016).
/// </summary>
internal static class NpsScoreInterval
{
    /// <summary>Both ends on the ±1 scale. Roots to 1e-15; closed forms when all answers are alike.</summary>
    public static (double Lower, double Upper) Of(long promoters, long passives, long detractors, double z)
    {
        double c = promoters;
        double b = detractors;
        var n = c + passives + b;
        var edge = (n - (z * z)) / (n + (z * z));
        if (promoters == 0 && detractors == 0)
        {
            var reach = z * z / (n + (z * z));
            return (-reach, reach);
        }

        var lower = detractors == 0 && passives == 0 ? edge : LowerEnd(c, b, n, z);
        var upper = promoters == 0 && passives == 0 ? -edge : -LowerEnd(b, c, n, z);
        return (lower, upper);
    }

    /// <summary>The lower end for c promoters and b detractors of n; the upper end is the negated lower end with the two exchanged.</summary>
    private static double LowerEnd(double c, double b, double n, double z)
    {
        var observed = (c - b) / n;
        if (c == 0 && b == n)
        {
            return -1;
        }

        var root = Math.Sqrt(n);
        return RootFinder.Brent(delta => ((observed - delta) * root) - (z * Math.Sqrt(RestrictedVariance(c, b, n, delta))), -1, observed).Root;
    }

    /// <summary>V(δ). For δ &lt; 0 the two shares change places, so that the root formula never subtracts equal numbers.</summary>
    private static double RestrictedVariance(double c, double b, double n, double delta)
    {
        if (delta < 0)
        {
            return RestrictedVariance(b, c, n, -delta);
        }

        // 2n·q² + B·q − b·δ(1 − δ) = 0 has one root at or above zero.
        var linear = ((2 * n) - c + b) * delta - (b + c);
        var discriminant = Math.Sqrt((linear * linear) + (8 * n * b * delta * (1 - delta)));
        var q = linear <= 0 ? (discriminant - linear) / (4 * n) : 2 * b * delta * (1 - delta) / (discriminant + linear);
        return Math.Max(0, (2 * q) + (delta * (1 - delta)));
    }
}
