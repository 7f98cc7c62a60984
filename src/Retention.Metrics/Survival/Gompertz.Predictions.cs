using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;

namespace Retention.Metrics.Survival;

/// <content>What the model predicts, each with an interval by the delta method.</content>
public sealed partial class Gompertz
{
    private const double Euler = 0.57721566490153286061;

    /// <summary>The time by which half have left; undefined when the model says that fewer than half ever do.</summary>
    [JsonIgnore]
    public LifetimeEstimate Median => Quantile(0.5);

    /// <summary>The share that never leaves: exp(rate ÷ shape) for a negative shape, 0 otherwise.</summary>
    [JsonIgnore]
    public LifetimeEstimate NeverLeave
    {
        get
        {
            if (Shape >= 0)
            {
                return new(0, null, null, true, null, null);
            }

            var log = LogRate - Math.Log(-Shape);
            return LifetimeEstimate.OfLogCumulative(log, Error(1, -1 / Shape), 0.95);
        }
    }

    /// <summary>The mean lifetime, at 95 %; undefined when the shape is negative.</summary>
    [JsonIgnore]
    public LifetimeEstimate Mean => RemainingLifetime(0);

    /// <summary>The share that stays longer than a time.</summary>
    /// <param name="time">The time: finite, at least 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>S(time); at 0 it is 1, without uncertainty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time or the level is out of range.</exception>
    public LifetimeEstimate Survival(double time, double level = 0.95) => ConditionalSurvival(0, Guard.AtLeast(time, 0), level);

    /// <summary>Of those who have stayed for a time, the share that stays longer than a further time.</summary>
    /// <param name="stayed">How long they have stayed: finite, at least 0.</param>
    /// <param name="further">How much longer: finite, at least 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>S(stayed + further) ÷ S(stayed).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time or the level is out of range.</exception>
    public LifetimeEstimate ConditionalSurvival(double stayed, double further, double level = 0.95)
    {
        Guard.AtLeast(stayed, 0);
        Guard.AtLeast(further, 0);
        Guard.Level(level);
        if (further == 0)
        {
            return new(1, ShapeVariance is null ? null : 0, ShapeVariance is null ? null : new ConfidenceInterval(1, 1, level, "certain"), true, null, null);
        }

        var (log, byShape) = LogCumulative(stayed, further);
        return LifetimeEstimate.OfLogCumulative(log, Error(1, byShape), level);
    }

    /// <summary>The rate of leaving of those who are there at a time, per unit of time: rate · e^(shape · time).</summary>
    /// <param name="time">The time: finite, at least 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The hazard.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time or the level is out of range.</exception>
    public LifetimeEstimate Hazard(double time, double level = 0.95)
    {
        Guard.AtLeast(time, 0);
        Guard.Level(level);
        return LifetimeEstimate.OfLogarithm(LogRate + (Shape * time), Error(1, time), level, null, "hazard");
    }

    /// <summary>The time by which a share has left.</summary>
    /// <param name="probability">The share: strictly between 0 and 1; 0.5 is the median.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>log(1 − shape · log(1 − probability) ÷ rate) ÷ shape; undefined when a negative shape keeps more than 1 − probability for ever.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability or the level is out of range.</exception>
    public LifetimeEstimate Quantile(double probability, double level = 0.95)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw Guard.OutOfRange(nameof(probability), probability, "A share must lie strictly between 0 and 1 (0.5 is the median)");
        }

        Guard.Level(level);
        var hazard = -Elementary.Log1p(-probability);
        var constant = Math.Log(hazard) - LogRate;
        var growth = Shape == 0 ? 0 : Shape * Math.Exp(constant);
        if (growth <= -1)
        {
            return LifetimeEstimate.Undefined($"never reached: the model says that {Rendering.Text.Percent(NeverLeave.Value)} of the customers never leave");
        }

        // log(1 + g)/a is hazard/rate · log(1 + g)/g, which has a limit where g is 0.
        var log = growth == 0 ? constant
            : double.IsInfinity(growth) ? Math.Log((constant + Math.Log(Shape)) / Shape)
            : constant + Math.Log(Elementary.Log1p(growth) / growth);
        if (!double.IsFinite(Math.Exp(log)))
        {
            return LifetimeEstimate.Undefined("the quantile is beyond what a double holds");
        }

        // log H is constant along the quantile: its derivatives by the parameters over that by the logarithm of time.
        var time = Math.Exp(log);
        var byTime = Math.Exp(LogRate + (Shape * time) + log - Math.Log(hazard));
        return LifetimeEstimate.OfLogarithm(log, Error(-1 / byTime, -LogCumulative(0, time).ByShape / byTime), level, Unit, "quantile");
    }

    /// <summary>How much longer those who have stayed for a time stay on average.</summary>
    /// <param name="stayed">How long they have stayed: finite, at least 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>e^x·E₁(x) ÷ shape with x = hazard at that time ÷ shape; 1 ÷ rate for shape 0; undefined for a negative shape, where some never leave.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time or the level is out of range.</exception>
    public LifetimeEstimate RemainingLifetime(double stayed, double level = 0.95)
    {
        Guard.AtLeast(stayed, 0);
        Guard.Level(level);
        if (Shape < 0)
        {
            return LifetimeEstimate.Undefined($"the mean is infinite: with a negative shape, {Rendering.Text.Percent(NeverLeave.Value)} of the customers never leave");
        }

        var logHazard = LogRate + (Shape * stayed);
        var x = Math.Exp(logHazard - Math.Log(Shape));
        if (!double.IsFinite(x))
        {
            return LifetimeEstimate.OfLogarithm(-logHazard, Error(-1, -stayed - Math.Exp(-logHazard)), level, Unit, "remaining lifetime");
        }

        var (share, slope) = ShareOfConstant(x);
        return LifetimeEstimate.OfLogarithm(Math.Log(share) - logHazard, Error(slope - 1, (slope * (stayed - (1 / Shape))) - stayed), level, Unit, "remaining lifetime");
    }

    /// <summary>x·e^x·E₁(x): the remaining lifetime as a share of what the present hazard would leave; and its logarithmic derivative.</summary>
    internal static (double Share, double Slope) ShareOfConstant(double x)
    {
        if (x == 0)
        {
            return (0, 1);
        }

        if (x > 1e4)
        {
            var y = 1 / x;
            return (1 - (y * (1 - (y * (2 - (y * (6 - (24 * y))))))), y * (1 - (y * (3 - (13 * y)))));
        }

        double scaled;
        if (x < 1)
        {
            // E₁(x) = −γ − log x + x − x²/4 + x³/18 − …
            var (sum, term) = (-Euler - Math.Log(x), 1.0);
            for (var k = 1; k < 40; k++)
            {
                term *= -x / k;
                sum -= term / k;
            }

            scaled = sum * Math.Exp(x);
        }
        else
        {
            // e^x·E₁(x) = 1/(x + 1 − 1/(x + 3 − 4/(x + 5 − …))), by Lentz.
            var (b, c) = (x + 1, 1e300);
            var d = 1 / b;
            scaled = d;
            for (var k = 1; k < 500; k++)
            {
                var term = -(double)k * k;
                b += 2;
                d = 1 / ((term * d) + b);
                c = b + (term / c);
                var factor = c * d;
                scaled *= factor;
                if (Math.Abs(factor - 1) < 1e-16)
                {
                    break;
                }
            }
        }

        return (x * scaled, 1 + x - (1 / scaled));
    }

    /// <summary>The logarithm of the hazard accumulated over a further time, and its derivative by the shape; that by the log rate is 1.</summary>
    private (double Value, double ByShape) LogCumulative(double stayed, double further)
    {
        var x = Shape * further;
        // log((e^x − 1) ÷ x) and its derivative 1/(1 − e^−x) − 1/x
        var (swell, slope) = Math.Abs(x) < 1e-3
            ? ((x / 2) + (x * x / 24), 0.5 + (x / 12))
            : (x > 0 ? x + Elementary.Log1mExp(-x) - Math.Log(x) : Elementary.Log1mExp(x) - Math.Log(-x), (-1 / Elementary.Expm1(-x)) - (1 / x));
        return (LogRate + (Shape * stayed) + Math.Log(further) + swell, stayed + (further * slope));
    }

    private double? Error(double byLogRate, double byShape)
    {
        if (ShapeVariance is not { } a || ShapeAndLogRateCovariance is not { } b || LogRateVariance is not { } c)
        {
            return null;
        }

        var variance = (byShape * byShape * a) + (2 * byShape * byLogRate * b) + (byLogRate * byLogRate * c);
        return double.IsFinite(variance) ? Math.Sqrt(Math.Max(0, variance)) : null;
    }
}
