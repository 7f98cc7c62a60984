using System.Runtime.ExceptionServices;
using System.Text.Json.Serialization;
using Retention.Metrics.Logs;
using Retention.Metrics.Numerics;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Experiments;

/// <summary>
/// How far a statistic of customers may be off, found by drawing the customers again with replacement: for medians, ratios, shares of the best ten per cent and whatever else has no formula.
/// </summary>
/// <remarks>
/// <para>A replicate draws n of the n values with replacement and computes the statistic of them. Its stream of random numbers (xoshiro256**, in the library, not the runtime's) depends on the seed and on the
/// number of the replicate alone: the same seed gives the same bits on every machine and on any number of threads.</para>
/// <para>Replicates at which the statistic is not a finite number are left out and counted in <see cref="Undefined"/>. Undefined when there are no values, and when the statistic of the values themselves is not finite.</para>
/// <para>The acceleration of the BCa interval comes from the jackknife; with more than 2,000 values, from leaving out one of 1,000 equal groups at a time (every thousandth value).</para>
/// <para>B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapters 13 and 14; A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (1997), chapter 5, for the
/// interpolation between order statistics on the normal scale.</para>
/// </remarks>
/// <example>
/// <code>
/// double[] spend = [12.1, 8.4, 15.9, 3.3, 22.7, 9.8, 14.2, 7.7, 30.5, 11.6, 5.4, 18.9];
/// Bootstrap mean = Bootstrap.Of(spend, sample => sample.ToArray().Average(), seed: 2026);
/// mean.StandardError
/// mean.Interval(0.95, BootstrapInterval.BiasCorrectedAccelerated)
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Bootstrap : IEquatable<Bootstrap>, IRendersHtml
{
    private const int LargestJackknife = 2_000;
    private const int JackknifeGroups = 1_000;

    private readonly double[] _replicates;
    private readonly Lazy<double[]> _sorted;

    [JsonConstructor]
    internal Bootstrap(long count, double? estimate, IReadOnlyList<double> replicates, int undefined, double? acceleration, ulong? seed)
    {
        ArgumentNullException.ThrowIfNull(replicates);
        Count = Guard.Count(count);
        Estimate = estimate is { } t ? Guard.Finite(t, nameof(estimate)) : null;
        _replicates = [.. replicates];
        foreach (var replicate in _replicates)
        {
            Guard.Finite(replicate, nameof(replicates));
        }

        Undefined = (int)Guard.Count(undefined);
        Acceleration = acceleration is { } a ? Guard.Finite(a, nameof(acceleration)) : null;
        Seed = seed;
        _sorted = new(() =>
        {
            var sorted = (double[])_replicates.Clone();
            Array.Sort(sorted);
            return sorted;
        });
        if (Estimate is null || _replicates.Length == 0)
        {
            return;
        }

        var mean = SampleMean.Of(_replicates);
        Bias = mean.Mean - Estimate;
        StandardError = mean.Variance is { } variance ? Math.Sqrt(variance) : null;
    }

    /// <summary>How many values were drawn from.</summary>
    public long Count { get; }

    /// <summary>The statistic of the values themselves; null when it is not finite or there are no values.</summary>
    public double? Estimate { get; }

    /// <summary>The statistic of each sample drawn, in the order drawn; those that were not finite are left out.</summary>
    public IReadOnlyList<double> Replicates => Array.AsReadOnly(_replicates);

    /// <summary>How many samples had no finite statistic.</summary>
    public int Undefined { get; }

    /// <summary>How fast the spread changes with the estimate: Σl³ ÷ (6·(Σl²)^1.5) over the jackknife's influences; null when it is not known.</summary>
    public double? Acceleration { get; }

    /// <summary>The seed; null when the replicates were drawn elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? Seed { get; }

    /// <summary>The mean of the replicates less the estimate; null when there is no estimate.</summary>
    public double? Bias { get; }

    /// <summary>The standard deviation of the replicates; null when there are fewer than two.</summary>
    public double? StandardError { get; }

    /// <summary>Why <see cref="Estimate"/> or <see cref="StandardError"/> is null; null when neither is.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Count == 0 ? "there are no values"
        : Estimate is null ? "the statistic of the values is not a finite number"
        : StandardError is null ? "fewer than two samples had a finite statistic"
        : null;

    /// <summary>Draws samples and computes a statistic of each.</summary>
    /// <typeparam name="T">The type of the values: numbers, or rows of customers.</typeparam>
    /// <param name="values">One value per customer. Values of one customer belong together in one row, as customers are drawn and not events.</param>
    /// <param name="statistic">The statistic of a sample. With several threads it is called from all of them at once and must not change anything outside itself.</param>
    /// <param name="replicates">How many samples are drawn, 1 or more; thousands for an interval.</param>
    /// <param name="seed">Any number; the same one gives the same samples.</param>
    /// <param name="degreeOfParallelism">How many threads, 1 or more; the result does not depend on it.</param>
    /// <param name="progress">Told how many samples are done, now and then.</param>
    /// <param name="cancellationToken">Cancels between two samples.</param>
    /// <returns>The bootstrap.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="statistic"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="replicates"/> or <paramref name="degreeOfParallelism"/> is below 1.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Bootstrap Of<T>(
        ReadOnlySpan<T> values,
        Func<ReadOnlySpan<T>, double> statistic,
        int replicates = 1_999,
        ulong seed = 1,
        int degreeOfParallelism = 1,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicates);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degreeOfParallelism);
        if (values.IsEmpty)
        {
            return new(0, null, [], 0, null, seed);
        }

        var estimate = statistic(values);
        if (!double.IsFinite(estimate))
        {
            return new(values.Length, null, [], 0, null, seed);
        }

        var all = values.ToArray();
        var drawn = new double[replicates];
        var done = 0;
        try
        {
            Workers.Run(degreeOfParallelism, replicates, (_, source) =>
            {
                var sample = new T[all.Length];
                while (!cancellationToken.IsCancellationRequested && source.TryTake(out var replicate))
                {
                    var random = Xoshiro.Stream(seed, (ulong)replicate);
                    for (var i = 0; i < sample.Length; i++)
                    {
                        sample[i] = all[random.Below(all.Length)];
                    }

                    drawn[replicate] = statistic(sample);
                    if (Interlocked.Increment(ref done) is var count && (count % 100 == 0 || count == replicates))
                    {
                        progress?.Report(count);
                    }
                }
            });
        }
        catch (AggregateException e)
        {
            // What the statistic threw, as if it had been called on one thread.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var finite = Array.FindAll(drawn, double.IsFinite);
        return new(all.Length, estimate, finite, replicates - finite.Length, Jackknife(all, statistic, estimate, cancellationToken), seed);
    }

    /// <summary>Makes the intervals of replicates that were drawn elsewhere.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">The values that were drawn from.</param>
    /// <param name="statistic">The statistic, for the estimate and the jackknife.</param>
    /// <param name="replicates">The statistic of each sample drawn; those that are not finite are left out.</param>
    /// <returns>The bootstrap.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="statistic"/> is null.</exception>
    public static Bootstrap FromReplicates<T>(ReadOnlySpan<T> values, Func<ReadOnlySpan<T>, double> statistic, ReadOnlySpan<double> replicates)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        var finite = Array.FindAll(replicates.ToArray(), double.IsFinite);
        var estimate = values.IsEmpty ? double.NaN : statistic(values);
        return double.IsFinite(estimate)
            ? new(values.Length, estimate, finite, replicates.Length - finite.Length, Jackknife(values.ToArray(), statistic, estimate, CancellationToken.None), null)
            : new(values.Length, null, finite, replicates.Length - finite.Length, null, null);
    }

    /// <summary>Whether the other has the same estimate and replicates.</summary>
    /// <param name="other">Another one.</param>
    /// <returns>True when all are equal.</returns>
    public bool Equals(Bootstrap? other) =>
        other is not null && Count == other.Count && Estimate.Equals(other.Estimate) && Undefined == other.Undefined && Acceleration.Equals(other.Acceleration) && Seed == other.Seed && _replicates.AsSpan().SequenceEqual(other._replicates);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Bootstrap);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Estimate, Undefined, Acceleration, Seed, _replicates.Length);

    private static double? Jackknife<T>(T[] values, Func<ReadOnlySpan<T>, double> statistic, double estimate, CancellationToken cancellationToken)
    {
        var groups = values.Length <= LargestJackknife ? values.Length : JackknifeGroups;
        CompensatedSum squares = default;
        CompensatedSum cubes = default;
        var rest = new T[values.Length];
        for (var left = 0; left < groups && groups > 1; left++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var kept = 0;
            for (var i = 0; i < values.Length; i++)
            {
                if (i % groups != left)
                {
                    rest[kept++] = values[i];
                }
            }

            var influence = estimate - statistic(rest.AsSpan(0, kept));
            if (!double.IsFinite(influence))
            {
                return null;
            }

            squares.Add(influence * influence);
            cubes.Add(influence * influence * influence);
        }

        var acceleration = cubes.Value / (6 * Math.Pow(squares.Value, 1.5));
        return double.IsFinite(acceleration) ? acceleration : null;
    }
}
