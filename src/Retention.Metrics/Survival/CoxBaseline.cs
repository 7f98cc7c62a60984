using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// The cumulative hazard of one stratum of a Cox model, of a customer whose columns are at their means within the stratum: what the model multiplies by exp(x'β).
/// </summary>
/// <remarks>
/// Of Efron's ties it is Efron's estimate (as Fleming and Harrington's), otherwise Breslow's; both as R's <c>survfit</c> of a Cox model. It steps at the times at which somebody left.
/// Questions about a customer are asked of <see cref="CoxModel.Predict"/>.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class CoxBaseline : IEquatable<CoxBaseline>
{
    private readonly double[] _times;
    private readonly double[] _hazard;
    private readonly double[] _variance;
    private readonly double[] _means;
    private readonly double[] _center;
    private readonly double[]? _hazardLost;
    private readonly double[]? _varianceLost;

    [JsonConstructor]
    internal CoxBaseline(
        string stratum,
        IReadOnlyList<double> times,
        IReadOnlyList<double> cumulativeHazards,
        double[] variances,
        double[] means,
        double[] center,
        double offset,
        double? lastObserved,
        double[]? hazardRemainders = null,
        double[]? varianceRemainders = null)
    {
        ArgumentNullException.ThrowIfNull(stratum);
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(cumulativeHazards);
        ArgumentNullException.ThrowIfNull(variances);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(center);
        Lifetimes.CheckLength(cumulativeHazards.Count, nameof(cumulativeHazards), times.Count, nameof(times));
        Lifetimes.CheckLength(variances.Length, nameof(variances), times.Count, nameof(times));
        Lifetimes.CheckLength((hazardRemainders ?? variances).Length, nameof(hazardRemainders), times.Count, nameof(times));
        Lifetimes.CheckLength((varianceRemainders ?? variances).Length, nameof(varianceRemainders), times.Count, nameof(times));
        Lifetimes.CheckLength(means.Length, nameof(means), times.Count * center.Length, "times × columns");
        for (var i = 0; i < times.Count; i++)
        {
            Guard.AtLeast(times[i], 0, nameof(times));
            Guard.AtLeast(cumulativeHazards[i], i == 0 ? 0 : cumulativeHazards[i - 1], nameof(cumulativeHazards));
            Guard.AtLeast(variances[i], 0, nameof(variances));
            if (i > 0 && times[i] <= times[i - 1])
            {
                throw new ArgumentException("The times must ascend.", nameof(times));
            }
        }

        foreach (var value in means.Concat(center))
        {
            Guard.Finite(value, nameof(means));
        }

        foreach (var value in (hazardRemainders ?? []).Concat(varianceRemainders ?? []))
        {
            Guard.Finite(value, nameof(hazardRemainders));
        }

        Stratum = stratum;
        (_hazardLost, _varianceLost) = (hazardRemainders, varianceRemainders);
        (_times, _hazard, _variance, _means, _center) = (times as double[] ?? [.. times], cumulativeHazards as double[] ?? [.. cumulativeHazards], variances, means, center);
        Offset = Guard.Finite(offset);
        LastObserved = lastObserved is { } last ? Guard.AtLeast(last, 0, nameof(lastObserved)) : null;
    }

    /// <summary>The name of the stratum; empty without strata.</summary>
    public string Stratum { get; }

    /// <summary>The times at which somebody left, ascending.</summary>
    public IReadOnlyList<double> Times => _times.AsReadOnly();

    /// <summary>The cumulative hazard after each of them.</summary>
    public IReadOnlyList<double> CumulativeHazards => _hazard.AsReadOnly();

    /// <summary>The last time at which anybody of the stratum was observed; null when nobody was.</summary>
    public double? LastObserved { get; }

    [JsonInclude]
    internal double[] Variances => _variance;

    /// <summary>What rounding took from each cumulative hazard; null where it does not matter.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? HazardRemainders => _hazardLost;

    /// <summary>What rounding took from each variance; null where it does not matter.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double[]? VarianceRemainders => _varianceLost;

    /// <summary>Of each time, the sum so far of hazard × mean of each column at risk, on the common scale.</summary>
    [JsonInclude]
    internal double[] Means => _means;

    /// <summary>The means of the columns within the stratum, on the common scale.</summary>
    [JsonInclude]
    internal double[] Center => _center;

    /// <summary>The mean of the offsets within the stratum.</summary>
    [JsonInclude]
    internal double Offset { get; }

    /// <summary>Whether the other holds the same.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all values are equal.</returns>
    public bool Equals(CoxBaseline? other) =>
        other is not null && Stratum == other.Stratum && Offset == other.Offset && LastObserved == other.LastObserved && _times.AsSpan().SequenceEqual(other._times)
        && _hazard.AsSpan().SequenceEqual(other._hazard) && _variance.AsSpan().SequenceEqual(other._variance) && _means.AsSpan().SequenceEqual(other._means) && _center.AsSpan().SequenceEqual(other._center)
        && _hazardLost.AsSpan().SequenceEqual(other._hazardLost) && _varianceLost.AsSpan().SequenceEqual(other._varianceLost);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CoxBaseline);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Stratum, _times.Length, LastObserved);

    /// <summary>As "DE: 11 times, cumulative hazard 1.52 at 12".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{(Stratum.Length == 0 ? string.Empty : Stratum + ": ")}{(_times.Length == 0 ? "nobody left" : $"{Text.Count(_times.Length)} times, cumulative hazard {SurvivalText.Short(_hazard[^1])} at {SurvivalText.Short(_times[^1])}")}";

    /// <summary>The last step at or before a time; -1 before the first.</summary>
    internal int StepAt(double time)
    {
        var at = Array.BinarySearch(_times, time);
        return at >= 0 ? at : ~at - 1;
    }

    internal int Steps => _times.Length;

    internal double TimeOf(int step) => _times[step];

    internal double HazardAt(int step) => step < 0 ? 0 : _hazard[step];

    /// <summary>The cumulative hazard of the mean customer after one step up to another.</summary>
    internal double HazardBetween(int from, int to) => RunningSums.Between(_hazard, _hazardLost, from, to);

    /// <summary>The cumulative hazard of the mean customer between two steps, and the variance of its logarithm's scale: of H for a customer at z with the covariance of coefficients V.</summary>
    internal (double Hazard, double Variance) Between(int from, int to, ReadOnlySpan<double> z, ReadOnlySpan<double> covariance)
    {
        var hazard = HazardBetween(from, to);
        var variance = RunningSums.Between(_variance, _varianceLost, from, to);
        var p = z.Length;
        Span<double> off = p <= 64 ? stackalloc double[p] : new double[p];
        for (var k = 0; k < p; k++)
        {
            off[k] = (z[k] * hazard) - ((to < 0 ? 0 : _means[(to * p) + k]) - (from < 0 ? 0 : _means[(from * p) + k]));
        }

        for (var k = 0; k < p; k++)
        {
            for (var l = 0; l < p; l++)
            {
                variance += off[k] * covariance[(k * p) + l] * off[l];
            }
        }

        return (hazard, Math.Max(0, variance));
    }
}
