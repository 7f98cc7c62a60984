using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>What is left for a customer who has stayed a while.</content>
public sealed partial class FittedLifetime
{
    // A central difference of this width in a logarithm errs by 1e-10 and rounds by 1e-11: a standard error needs no more.
    private const double Nudge = 1e-5;
    private const double HalfLogHalfPi = 0.22579135264472743236;
    private const double InverseSqrt2 = 0.70710678118654752440;

    /// <summary>How much longer those who have stayed for a time stay on average: ∫ S(stayed + u) du ÷ S(stayed).</summary>
    /// <param name="stayed">How long they have stayed: finite, at least 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The mean remaining lifetime, which grows with tenure where the hazard falls; at 0 it is the mean lifetime.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time or the level is out of range.</exception>
    /// <remarks>Closed forms: incomplete gamma (Weibull), Mills ratios (log-normal), incomplete beta (log-logistic). Their derivatives for the standard error are numerical.</remarks>
    public LifetimeEstimate RemainingLifetime(double stayed, double level = 0.95)
    {
        Guard.AtLeast(stayed, 0);
        Guard.Level(level);
        if (stayed == 0)
        {
            return MeanLifetime(level);
        }

        if (HasNoMean is { } why)
        {
            return LifetimeEstimate.Undefined(why);
        }

        var log = LogRemaining(Distribution, stayed, Location, Scale);
        if (!double.IsFinite(log))
        {
            return LifetimeEstimate.Undefined("the remaining lifetime is beyond what a double holds");
        }

        double? error = null;
        if (LocationVariance is not null)
        {
            var byLocation = (LogRemaining(Distribution, stayed, Location + Nudge, Scale) - LogRemaining(Distribution, stayed, Location - Nudge, Scale)) / (2 * Nudge);
            var byScale = Distribution == LifetimeDistribution.Exponential ? 0
                : (LogRemaining(Distribution, stayed, Location, Scale * Math.Exp(Nudge)) - LogRemaining(Distribution, stayed, Location, Scale * Math.Exp(-Nudge))) / (2 * Nudge);
            error = double.IsFinite(byLocation) && double.IsFinite(byScale) ? Error(byLocation, byScale) : null;
        }

        return LifetimeEstimate.OfLogarithm(log, error, level, Unit, "remaining lifetime");
    }

    /// <summary>How much longer until half of those who have stayed for a time have left.</summary>
    /// <param name="stayed">How long they have stayed: finite, at least 0.</param>
    /// <param name="probability">The share that has left by then: strictly between 0 and 1.</param>
    /// <returns>The remaining time without an interval; unlike the mean it always exists, up to what a double holds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time or the probability is out of range.</exception>
    public LifetimeEstimate RemainingQuantile(double stayed, double probability = 0.5)
    {
        Guard.AtLeast(stayed, 0);
        if (stayed == 0)
        {
            return Quantile(probability);
        }

        if (!(probability > 0 && probability < 1))
        {
            throw Guard.OutOfRange(nameof(probability), probability, "A share must lie strictly between 0 and 1 (0.5 is the median)");
        }

        // S(t) = target, solved for z in the logarithm of S, in which all three families have closed inverses.
        var from = Z(stayed);
        var target = LogTimeLaw.Survival(Distribution, from).Value + Elementary.Log1p(-probability);
        var step = Distribution switch
        {
            LifetimeDistribution.LogNormal => NormalFromLogSurvival(target) - from,
            LifetimeDistribution.LogLogistic => Elementary.Log1mExp(target) - target - from,
            _ => Elementary.Log1p(-Elementary.Log1p(-probability) / Math.Exp(from)),
        };
        var more = stayed * Elementary.Expm1(Scale * step);
        return double.IsFinite(more) && more > 0 ? new(more, null, null, false, Unit, null) : LifetimeEstimate.Undefined("the remaining time is beyond what a double holds");
    }

    private static double NormalFromLogSurvival(double target)
    {
        if (target > -700)
        {
            return NormalDistribution.QuantileUpper(Math.Exp(target));
        }

        // log S ≈ −z²/2 − log z − log √(2π), improved by Newton's method.
        var z = Math.Sqrt(-2 * target);
        for (var i = 0; i < 6; i++)
        {
            var at = LogTimeLaw.Survival(LifetimeDistribution.LogNormal, z);
            z -= (at.Value - target) / at.Slope;
        }

        return z;
    }

    internal static double LogRemaining(LifetimeDistribution law, double stayed, double location, double scale)
    {
        var z = (Math.Log(stayed) - location) / scale;
        switch (law)
        {
            case LifetimeDistribution.Exponential:
                return location;
            case LifetimeDistribution.Weibull:
                return LogWeibull(stayed, location, scale, z);
            case LifetimeDistribution.LogNormal:
                // t · (Mills(z − σ) ÷ Mills(z) − 1), in which the tails do not vanish however far out t is.
                var ratio = LogMills(z - scale) - LogMills(z);
                return ratio > 700 ? Math.Log(stayed) + ratio : Math.Log(stayed) + Math.Log(Elementary.Expm1(ratio));
            default:
                var logSurvival = LogTimeLaw.Survival(LifetimeDistribution.LogLogistic, z).Value;
                if (scale >= 1)
                {
                    return double.PositiveInfinity;
                }

                // Where S is too small for the incomplete beta function, the tail is a Pareto tail with the mean excess t·σ/(1 − σ).
                return logSurvival < -600
                    ? Math.Log(stayed) + Math.Log(scale / (1 - scale))
                    : location + Math.Log(Math.PI * scale / Math.Sin(Math.PI * scale)) + Math.Log(PartOfMean(z, logSurvival, scale)) - logSurvival;
        }
    }

    /// <summary>The incomplete beta function at S, or its complement at 1 − S where S is near 1.</summary>
    private static double PartOfMean(double z, double logSurvival, double scale) =>
        z < 0
            ? BetaFunction.RegularizedUpper(Math.Exp(LogTimeLaw.Distribution(LifetimeDistribution.LogLogistic, z).Value), scale, 1 - scale)
            : BetaFunction.Regularized(Math.Exp(logSurvival), 1 - scale, scale);

    /// <summary>log(S ÷ f) of the standard normal distribution.</summary>
    private static double LogMills(double z) =>
        z > 0 ? HalfLogHalfPi + Math.Log(ErrorFunction.Erfcx(z * InverseSqrt2)) : NormalDistribution.LogCdf(-z) - NormalDistribution.LogDensity(z);

    /// <summary>e^x·Γ(σ, x)·σ·e^location with x = (t ÷ e^location)^(1 ÷ σ).</summary>
    private static double LogWeibull(double stayed, double location, double scale, double z)
    {
        var x = Math.Exp(z);
        if (x == 0)
        {
            return location + GammaFunction.Log(1 + scale);
        }

        if (!double.IsFinite(x))
        {
            return double.NaN;
        }

        var upper = x < 600 + scale && scale is > 1e-100 and < 1e100 ? GammaFunction.RegularizedUpper(scale, x) : 0;
        if (upper > 1e-280)
        {
            return location + GammaFunction.Log(1 + scale) + Math.Log(upper) + x;
        }

        // Γ(a, x) = e^−x·x^a ÷ (x + 1 − a − 1·(1 − a) ÷ (x + 3 − a − …)), by Lentz; x is far above a here.
        var b = x + 1 - scale;
        var c = 1e300;
        var d = 1 / b;
        var h = d;
        for (var i = 1; i < 500; i++)
        {
            var term = -i * (i - scale);
            b += 2;
            d = 1 / ((term * d) + b);
            c = b + (term / c);
            var factor = c * d;
            h *= factor;
            if (Math.Abs(factor - 1) < 1e-16)
            {
                break;
            }
        }

        return Math.Log(stayed) + Math.Log(scale) + Math.Log(h);
    }
}
