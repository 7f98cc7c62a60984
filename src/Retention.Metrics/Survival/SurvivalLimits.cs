using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>The intervals of probabilities that were estimated with a standard error, on the five scales in use.</summary>
internal static class SurvivalLimits
{
    /// <summary>
    /// The ends, or false where the scale has none: at 0 and 1 the log-log, logit and arcsine scales end, and at 0 the log scale too.
    /// </summary>
    public static bool Find(SurvivalInterval scale, double probability, double standardError, double z, out double lower, out double upper)
    {
        (lower, upper) = (0, 0);
        var p = probability;
        if (scale == SurvivalInterval.Plain)
        {
            (lower, upper) = (Math.Max(0, p - (z * standardError)), Math.Min(1, p + (z * standardError)));
            return !double.IsNaN(standardError);
        }

        if (p <= 0 || double.IsNaN(standardError) || (p >= 1 && scale != SurvivalInterval.Log))
        {
            return false;
        }

        // The standard error of log p.
        var relative = standardError / p;
        switch (scale)
        {
            case SurvivalInterval.Log:
                (lower, upper) = (p * Math.Exp(-z * relative), Math.Min(1, p * Math.Exp(z * relative)));
                return true;
            case SurvivalInterval.LogLog:
                var log = Math.Log(p);
                var factor = Math.Exp(z * relative / -log);
                (lower, upper) = (Math.Exp(log * factor), Math.Exp(log / factor));
                return true;
            case SurvivalInterval.Logit:
                // odds · exp(±half), turned back into a probability
                var odds = p / (1 - p);
                var stretch = Math.Exp(z * relative / (1 - p));
                (lower, upper) = (odds / (odds + stretch), double.IsInfinity(odds * stretch) ? 1 : odds * stretch / (1 + (odds * stretch)));
                return true;
            default:
                var angle = Math.Asin(Math.Sqrt(p));
                var half = 0.5 * z * relative * Math.Sqrt(p / (1 - p));
                (lower, upper) = (Square(Math.Sin(Math.Max(0, angle - half))), Square(Math.Sin(Math.Min(Math.PI / 2, angle + half))));
                return true;
        }
    }

    public static ConfidenceInterval? Interval(SurvivalInterval scale, double probability, double standardError, double level, string variance) =>
        Find(scale, probability, standardError, NormalDistribution.TwoSidedCritical(level), out var lower, out var upper)
            ? new ConfidenceInterval(Math.Min(lower, probability), Math.Max(upper, probability), level, $"{Name(scale)}, {variance}")
            : null;

    /// <summary>Estimate ± z·se, cut to the scale.</summary>
    public static ConfidenceInterval Normal(double estimate, double standardError, double level, double floor, double ceiling)
    {
        var half = NormalDistribution.TwoSidedCritical(level) * standardError;
        return ConfidenceInterval.Clipped(estimate - half, estimate + half, level, "normal", floor, ceiling);
    }

    public static string Name(SurvivalInterval scale) => scale switch
    {
        SurvivalInterval.LogLog => "log-log",
        SurvivalInterval.Log => "log",
        SurvivalInterval.Plain => "plain",
        SurvivalInterval.Logit => "logit",
        _ => "arcsine",
    };

    private static double Square(double x) => x * x;
}
