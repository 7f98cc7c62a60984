using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// How long customers take from their first activity to the first use of a feature, those included who have not used it yet.
/// </summary>
/// <remarks>
/// <para>Who has not adopted by the last day observed is censored there: leaving them out would make adoption look fast and complete. The share adopted by a day is one minus the
/// Kaplan–Meier estimate of "not yet", with Greenwood's variance on the log–log scale.</para>
/// <para>Adds over disjoint customers.</para>
/// </remarks>
/// <example>
/// <code>
/// TimeToAdopt times = activity.TimeToAdopt("export", observedThrough: new(2026, 6, 30));
/// int? median = times.MedianDays;
/// double? withinWeek = times.AdoptedBy(7);
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TimeToAdopt : IAdditionOperators<TimeToAdopt, TimeToAdopt, TimeToAdopt>, IEquatable<TimeToAdopt>, IRendersHtml
{
    private readonly long[] _adopted;
    private readonly long[] _censored;

    [JsonConstructor]
    internal TimeToAdopt(EventFilter feature, DateOnly observedThrough, IReadOnlyList<long> adopted, IReadOnlyList<long> censored)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(adopted);
        ArgumentNullException.ThrowIfNull(censored);
        Feature = feature;
        ObservedThrough = observedThrough;
        _adopted = Trimmed(adopted, nameof(adopted));
        _censored = Trimmed(censored, nameof(censored));
    }

    /// <summary>The events of the feature.</summary>
    public EventFilter Feature { get; }

    /// <summary>The last day that the data covers.</summary>
    public DateOnly ObservedThrough { get; }

    /// <summary>Item d: customers whose first use came d days after their first activity.</summary>
    public IReadOnlyList<long> Adopted => _adopted;

    /// <summary>Item d: customers observed for d days after their first activity without a use.</summary>
    public IReadOnlyList<long> Censored => _censored;

    /// <summary>Those who have adopted so far, of all. It grows with time; <see cref="AdoptedBy"/> does not depend on how long ago they came.</summary>
    [JsonIgnore]
    public Proportion SoFar => new(_adopted.Sum(), _adopted.Sum() + _censored.Sum());

    /// <summary>The first day by which half have adopted; null when that was not reached.</summary>
    [JsonIgnore]
    public int? MedianDays
    {
        get
        {
            for (var day = 0; day < _adopted.Length; day++)
            {
                // A product of fractions that is one half may miss it by its rounding.
                if (AdoptedBy(day) >= 0.5 - 1e-12)
                {
                    return day;
                }
            }

            return null;
        }
    }

    /// <summary>Whether two tables hold the same counts.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(TimeToAdopt? left, TimeToAdopt? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two tables differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(TimeToAdopt? left, TimeToAdopt? right) => !(left == right);

    /// <summary>The times of the customers of both.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">That of other customers.</param>
    /// <returns>The counts added one by one.</returns>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    /// <exception cref="ArgumentException">The features or the last days observed differ.</exception>
    public static TimeToAdopt operator +(TimeToAdopt left, TimeToAdopt right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Feature == right.Feature && left.ObservedThrough == right.ObservedThrough
            ? new(left.Feature, left.ObservedThrough, Sum(left._adopted, right._adopted), Sum(left._censored, right._censored))
            : throw new ArgumentException($"Only tables of one feature and last day add: {left.Feature} through {Text.Date(left.ObservedThrough)} and {right.Feature} through {Text.Date(right.ObservedThrough)} differ.", nameof(right));
    }

    /// <summary>The share that adopts within so many days of the first activity (Kaplan–Meier); null when nobody was observed that long.</summary>
    /// <param name="days">Days after the first activity; 0 for the same day.</param>
    /// <returns>The share as a fraction.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is negative.</exception>
    public double? AdoptedBy(int days) => Estimate(days)?.Share;

    /// <summary>A confidence interval for the share that adopts within so many days; null where there is none.</summary>
    /// <param name="days">Days after the first activity.</param>
    /// <param name="level">The confidence level as a fraction, strictly between 0 and 1.</param>
    /// <returns>The interval, in fractions.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is negative, or the level is not strictly between 0 and 1.</exception>
    public ConfidenceInterval? Interval(int days, double level = 0.95)
    {
        Guard.Level(level);
        if (Estimate(days) is not ({ } share, { } greenwood) || share is <= 0 or >= 1)
        {
            return null;
        }

        var not = 1 - share;
        var spread = Math.Exp(NormalDistribution.TwoSidedCritical(level) * Math.Sqrt(greenwood) / Math.Abs(Math.Log(not)));
        return new(1 - Math.Pow(not, 1 / spread), 1 - Math.Pow(not, spread), level, "Greenwood, log–log");
    }

    /// <inheritdoc/>
    public bool Equals(TimeToAdopt? other) =>
        other is not null && Feature == other.Feature && ObservedThrough == other.ObservedThrough && _adopted.AsSpan().SequenceEqual(other._adopted) && _censored.AsSpan().SequenceEqual(other._censored);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TimeToAdopt);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Feature, ObservedThrough, SoFar);

    /// <summary>The adopters so far and the median.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        $"{Feature}: {SoFar} so far; median {(MedianDays is { } median ? Text.Count(median) + " days" : "not reached")}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml() => new HtmlCard($"Time to adopt {Feature}", MedianDays is { } median ? $"median {Text.Count(median)} days" : "median not reached")
        .Row("Adopted so far", SoFar.ToString())
        .Row("Within a week", Text.Percent(AdoptedBy(7)))
        .Row("Within 30 days", Text.Percent(AdoptedBy(30)))
        .Note($"Those who had not adopted by {Text.Date(ObservedThrough)} count as not yet, for as long as they were seen (Kaplan–Meier).")
        .ToString();

    private static long[] Trimmed(IReadOnlyList<long> counts, string name)
    {
        var length = counts.Count;
        while (length > 0 && counts[length - 1] == 0)
        {
            length--;
        }

        var trimmed = new long[length];
        for (var i = 0; i < length; i++)
        {
            trimmed[i] = Guard.Count(counts[i], name);
        }

        return trimmed;
    }

    private static long[] Sum(long[] left, long[] right)
    {
        var sum = new long[Math.Max(left.Length, right.Length)];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = checked((i < left.Length ? left[i] : 0) + (i < right.Length ? right[i] : 0));
        }

        return sum;
    }

    private (double Share, double Greenwood)? Estimate(int days)
    {
        Guard.Count(days);
        var atRisk = _adopted.Sum() + _censored.Sum();
        var (not, greenwood) = (1.0, 0.0);
        for (var day = 0; day <= days; day++)
        {
            if (atRisk == 0)
            {
                // Once everyone has adopted the answer stays; otherwise nobody was watched that long.
                return not == 0 ? (1, greenwood) : null;
            }

            var adopted = day < _adopted.Length ? _adopted[day] : 0;
            if (adopted > 0)
            {
                not *= (double)(atRisk - adopted) / atRisk;
                greenwood += atRisk == adopted ? 0 : (double)adopted / ((double)atRisk * (atRisk - adopted));
            }

            atRisk -= adopted + (day < _censored.Length ? _censored[day] : 0);
        }

        return (1 - not, greenwood);
    }
}
