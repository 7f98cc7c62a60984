using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The lifetime of one kind of customer as <see cref="ParametricSurvival"/> fits it: survival, quantiles, mean, hazard, and what is left for those who have stayed a while,
/// each with an interval by the delta method.
/// </summary>
/// <remarks>
/// log T = <see cref="Location"/> + <see cref="Scale"/> · W. Intervals are made where the estimate is most nearly normal and carried over: of survival on z = (log t − location) ÷ scale,
/// of times and hazards on their logarithms, of conditional survival on the logarithm of −log. Immutable.
/// </remarks>
/// <example>
/// <code>
/// FittedLifetime yearly = model.For(("plan", 1));
/// Console.WriteLine(yearly.Median);                              // 20.1 months (95 % CI 7.07–57.2)
/// Console.WriteLine(yearly.RemainingLifetime(stayed: 12));
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class FittedLifetime : IEquatable<FittedLifetime>, IRendersHtml
{
    [JsonConstructor]
    internal FittedLifetime(LifetimeDistribution distribution, double location, double scale, double? locationVariance, double? covariance, double? logScaleVariance, string? unit)
    {
        Distribution = Guard.Defined(distribution);
        Location = Guard.Finite(location);
        Scale = Guard.Positive(scale);
        if (distribution == LifetimeDistribution.Exponential && scale != 1)
        {
            throw Guard.OutOfRange(nameof(scale), scale, "The scale of an exponential lifetime is 1");
        }

        if (locationVariance is { } a && covariance is { } b && logScaleVariance is { } c)
        {
            LocationVariance = Guard.AtLeast(a, 0, nameof(locationVariance));
            Covariance = Guard.Finite(b, nameof(covariance));
            LogScaleVariance = Guard.AtLeast(c, 0, nameof(logScaleVariance));
        }

        Unit = unit;
    }

    /// <summary>The family.</summary>
    public LifetimeDistribution Distribution { get; }

    /// <summary>The location of log T: of log-normal and log-logistic lifetimes the logarithm of the median, of the others that of the time by which 63.2 % have left.</summary>
    public double Location { get; }

    /// <summary>The scale of log T; 1 for the exponential. A Weibull or log-logistic shape is 1 ÷ scale.</summary>
    public double Scale { get; }

    /// <summary>The variance of the estimated <see cref="Location"/>; null when the fit has no standard errors.</summary>
    public double? LocationVariance { get; }

    /// <summary>The covariance of the estimated <see cref="Location"/> and log scale; null when the fit has no standard errors.</summary>
    public double? Covariance { get; }

    /// <summary>The variance of the estimated log scale, 0 for the exponential; null when the fit has no standard errors.</summary>
    public double? LogScaleVariance { get; }

    /// <summary>What times are counted in; null when unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; }

    /// <summary>The time by which half have left.</summary>
    [JsonIgnore]
    public LifetimeEstimate Median => Quantile(0.5);

    /// <summary>The mean lifetime, at 95 %.</summary>
    [JsonIgnore]
    public LifetimeEstimate Mean => MeanLifetime();

    /// <summary>The share that stays longer than a time.</summary>
    /// <param name="time">The time: finite, at least 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>S(time); at 0 it is 1, without uncertainty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time or the level is out of range.</exception>
    public LifetimeEstimate Survival(double time, double level = 0.95)
    {
        Guard.AtLeast(time, 0);
        Guard.Level(level);
        if (time == 0)
        {
            return new(1, LocationVariance is null ? null : 0, LocationVariance is null ? null : new(1, 1, level, "certain"), true, null, null);
        }

        var z = Z(time);
        var survival = Math.Exp(LogTimeLaw.Survival(Distribution, z).Value);
        if (Error(-1 / Scale, -z) is not { } error)
        {
            return new(survival, null, null, true, null, null);
        }

        var half = NormalDistribution.TwoSidedCritical(level) * error;
        var density = Math.Exp(LogTimeLaw.Density(Distribution, z).Value);
        var (low, high) = (Math.Exp(LogTimeLaw.Survival(Distribution, z + half).Value), Math.Exp(LogTimeLaw.Survival(Distribution, z - half).Value));
        return new(survival, LifetimeEstimate.Finite(density * error), new(Math.Min(low, survival), Math.Max(high, survival), level, "delta, on z"), true, null, null);
    }

    /// <summary>The time by which a share has left.</summary>
    /// <param name="probability">The share: strictly between 0 and 1; 0.5 is the median.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>exp(location + scale · w), w the same quantile of W; undefined only where it exceeds what a double holds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability or the level is out of range.</exception>
    public LifetimeEstimate Quantile(double probability, double level = 0.95)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw Guard.OutOfRange(nameof(probability), probability, "A share must lie strictly between 0 and 1 (0.5 is the median)");
        }

        Guard.Level(level);
        var spread = Scale * LogTimeLaw.Quantile(Distribution, probability);
        return LifetimeEstimate.OfLogarithm(Location + spread, Error(1, spread), level, Unit, "quantile");
    }

    /// <summary>The mean lifetime, which the tail past the data decides: <see cref="Median"/> leans on it less.</summary>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>
    /// Exponential e^location; Weibull e^location · Γ(1 + scale); log-normal exp(location + scale² ÷ 2); log-logistic e^location · π·scale ÷ sin(π·scale),
    /// undefined from scale 1 on, where the tail is so heavy that the mean is infinite.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public LifetimeEstimate MeanLifetime(double level = 0.95)
    {
        Guard.Level(level);
        if (HasNoMean is { } why)
        {
            return LifetimeEstimate.Undefined(why);
        }

        var s = Scale;
        var (log, byScale) = Distribution switch
        {
            LifetimeDistribution.Exponential => (0.0, 0.0),
            LifetimeDistribution.Weibull => (GammaFunction.Log(1 + s), s * GammaFunction.Digamma(1 + s)),
            LifetimeDistribution.LogNormal => (s * s / 2, s * s),
            _ => (Math.Log(Math.PI * s / Math.Sin(Math.PI * s)), 1 - (Math.PI * s / Math.Tan(Math.PI * s))),
        };
        return LifetimeEstimate.OfLogarithm(Location + log, Error(1, byScale), level, Unit, "mean");
    }

    /// <summary>The rate of leaving of those who are there at a time, per unit of time.</summary>
    /// <param name="time">The time: finite, above 0.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>f(time) ÷ S(time).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time or the level is out of range.</exception>
    public LifetimeEstimate Hazard(double time, double level = 0.95)
    {
        Guard.Positive(time);
        Guard.Level(level);
        var z = Z(time);
        var (log, slope) = LogTimeLaw.LogHazard(Distribution, z);
        return LifetimeEstimate.OfLogarithm(log - Math.Log(Scale) - Math.Log(time), Error(-slope / Scale, (-z * slope) - 1), level, null, "hazard");
    }

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
        if (stayed == 0 || further == 0)
        {
            return Survival(further, level);
        }

        var (from, width) = Ends(stayed, further, Location, Scale);
        var to = from + width;
        var (before, after) = (LogTimeLaw.Survival(Distribution, from), LogTimeLaw.Survival(Distribution, to));
        var hazard = Between(Distribution, from, width);
        // Hazards of W at both ends; the cumulative hazard between them is their integral.
        var error = Error((after.Slope - before.Slope) / Scale / hazard, ((after.Slope * to) - (before.Slope * from)) / hazard);
        return LifetimeEstimate.OfLogCumulative(Math.Log(hazard), error, level);
    }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(FittedLifetime? other) =>
        other is not null && Distribution == other.Distribution && Location.Equals(other.Location) && Scale.Equals(other.Scale)
        && LocationVariance == other.LocationVariance && Covariance == other.Covariance && LogScaleVariance == other.LogScaleVariance && Unit == other.Unit;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FittedLifetime);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Distribution, Location, Scale, LocationVariance, Covariance, LogScaleVariance, Unit);

    /// <summary>As "Weibull: median 8.53 months (95 % CI 5.35–13.6), mean 10.6 months (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Name(Distribution)}: median {Median}, mean {Mean}";

    /// <summary>The same as a self-contained HTML fragment with the curve, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard($"{Name(Distribution)} lifetime", Median.Value is null ? Text.NotAvailable : $"median {Median}")
            .Row("Mean", Mean.ToString())
            .Row("Location", Models.Coefficient.Significant(Location))
            .Row("Scale", Models.Coefficient.Significant(Scale));
        return $"<div class=\"retention-metrics-survival\">{card}{ObservedCurve.Draw(null, Unit, [], [], "fitted", t => Survival(t), Quantile(0.95).Value)}</div>";
    }

    internal static string Name(LifetimeDistribution distribution) => distribution switch
    {
        LifetimeDistribution.LogNormal => "log-normal",
        LifetimeDistribution.LogLogistic => "log-logistic",
        LifetimeDistribution.Weibull => "Weibull",
        _ => "exponential",
    };

    [JsonIgnore]
    internal string? HasNoMean =>
        Distribution == LifetimeDistribution.LogLogistic && Scale >= 1
            ? $"the mean of a log-logistic lifetime is infinite when its scale is 1 or more, and it is {Models.Coefficient.Significant(Scale)}; the median exists"
            : null;

    internal double Z(double time) => (Math.Log(time) - Location) / Scale;

    /// <summary>The standard error of a function from its derivatives by location and log scale.</summary>
    internal double? Error(double byLocation, double byLogScale)
    {
        if (LocationVariance is not { } a || Covariance is not { } b || LogScaleVariance is not { } c)
        {
            return null;
        }

        var variance = (byLocation * byLocation * a) + (2 * byLocation * byLogScale * b) + (byLogScale * byLogScale * c);
        return double.IsFinite(variance) ? Math.Sqrt(Math.Max(0, variance)) : null;
    }

    /// <summary>z where a further time begins, and by how much it grows, which a difference of logarithms would lose.</summary>
    internal static (double From, double Width) Ends(double stayed, double further, double location, double scale)
    {
        var from = (Math.Log(stayed) - location) / scale;
        var ratio = further / stayed;
        return (from, ratio < 1e6 ? Elementary.Log1p(ratio) / scale : ((Math.Log(further) + (stayed / further) - location) / scale) - from);
    }

    /// <summary>−log of the conditional survival, which for a short further time is the hazard times that time and not a difference.</summary>
    internal static double Between(LifetimeDistribution law, double from, double width)
    {
        if (width < 1e-6)
        {
            return Math.Exp(LogTimeLaw.LogHazard(law, from + (width / 2)).Value) * width;
        }

        var difference = LogTimeLaw.Survival(law, from).Value - LogTimeLaw.Survival(law, from + width).Value;
        return double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(0, difference);
    }
}
