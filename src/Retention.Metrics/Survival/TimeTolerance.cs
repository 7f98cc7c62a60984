using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Survival;

/// <summary>
/// When two times count as the same: exactly equal (the default), or closer than a tolerance.
/// </summary>
/// <remarks>
/// <para>0.1 + 0.2 and 0.3 are different doubles. Times that come out of a computation may need a tolerance; whole days never do.</para>
/// <para>A tolerance merges neighbours among the sorted distinct times whose distance is at most the tolerance, or at most the tolerance times the mean of the
/// distinct times. Merging chains: a run of near neighbours becomes one time, the smallest of the run, however wide the run is. On ten million distinct times the
/// tolerance of R merges seven per cent of them.</para>
/// <para>The default value is <see cref="Exact"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// double[] hours = [0.1 + 0.2, 0.3, 0.6];
/// bool[] ended = [true, true, false];
/// Lifetimes.From(hours, ended).DistinctTimes                                          // 3
/// Lifetimes.From(hours, ended, tolerance: TimeTolerance.AsInR).DistinctTimes          // 2
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public readonly record struct TimeTolerance
{
    [JsonConstructor]
    internal TimeTolerance(double value) => Value = Guard.AtLeast(value, 0);

    /// <summary>Only equal times are the same.</summary>
    public static TimeTolerance Exact => default;

    /// <summary>The tolerance that R's survival package applies unless told <c>timefix = FALSE</c>: √ε ≈ 1.49e-8, absolute or relative to the mean.</summary>
    public static TimeTolerance AsInR => new(1.4901161193847656e-8);

    /// <summary>The tolerance, absolute and relative to the mean of the distinct times; 0 for exact comparison.</summary>
    public double Value { get; }

    /// <summary>Whether only equal times are the same.</summary>
    [JsonIgnore]
    public bool IsExact => Value == 0;

    /// <summary>Times closer than this, absolutely or relative to the mean of the distinct times, are the same.</summary>
    /// <param name="tolerance">A finite number of at least 0.</param>
    /// <returns>The tolerance.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is negative or not finite.</exception>
    public static TimeTolerance Within(double tolerance)
    {
        Guard.AtLeast(tolerance, 0);
        return new(tolerance);
    }

    /// <summary>"exact times", or "times within 1.5E-08".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => IsExact ? "exact times" : $"times within {Text.Exact(Value)}";

    /// <summary>Replaces each time by the smallest of its run of near neighbours, over both columns together.</summary>
    internal (double[] Tenures, double[] Entered) Merge(ReadOnlySpan<double> tenures, ReadOnlySpan<double> entered)
    {
        var distinct = new double[tenures.Length + entered.Length];
        tenures.CopyTo(distinct);
        entered.CopyTo(distinct.AsSpan(tenures.Length));
        Array.Sort(distinct);
        var count = Distinct(distinct);
        var starts = RunStarts(distinct.AsSpan(0, count));
        return (Mapped(tenures, starts), Mapped(entered, starts));
    }

    private static int Distinct(double[] sorted)
    {
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[count - 1])
            {
                sorted[count++] = sorted[i];
            }
        }

        return count;
    }

    private double[] RunStarts(ReadOnlySpan<double> distinct)
    {
        // The mean of times near the largest double would overflow as a sum; a running mean does not.
        double mean = 0;
        for (var i = 0; i < distinct.Length; i++)
        {
            mean += (distinct[i] - mean) / (i + 1);
        }

        var starts = new List<double>(distinct.Length);
        for (var i = 0; i < distinct.Length; i++)
        {
            if (i == 0 || !(distinct[i] - distinct[i - 1] <= Value || (distinct[i] - distinct[i - 1]) / mean <= Value))
            {
                starts.Add(distinct[i]);
            }
        }

        return [.. starts];
    }

    private static double[] Mapped(ReadOnlySpan<double> times, double[] starts)
    {
        var mapped = new double[times.Length];
        for (var i = 0; i < times.Length; i++)
        {
            var at = Array.BinarySearch(starts, times[i]);
            mapped[i] = starts[at >= 0 ? at : ~at - 1];
        }

        return mapped;
    }
}
