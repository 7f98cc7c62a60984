using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// The time between purchases: how many days passed from one purchase day of a customer to the next, and how long the waits are that have not ended yet. Made by
/// <see cref="OrderLog{TCustomer}.PurchaseIntervals"/>.
/// </summary>
/// <remarks>
/// <para>Every customer has one open interval: from the last purchase to the last day observed. A mean or median of the completed intervals alone is too short, the more so the
/// younger the customers: <see cref="Mean"/> and <see cref="Median"/> say what was completed, <see cref="MedianWait"/> counts the open intervals as waits of at least their length
/// (Kaplan–Meier), and is null when half of the waits have not been seen to end.</para>
/// <para>Intervals are between days: two orders of a day are one purchase. Tables of disjoint customers add.</para>
/// </remarks>
/// <example>
/// <code>
/// PurchaseIntervals gaps = orders.PurchaseIntervals(observedThrough: new(2026, 6, 30));
/// gaps.Median        // 34 days, of the completed intervals
/// gaps.MedianWait    // 61 days, the open ones counted
/// gaps.Quantile(0.9) // 120 days: a customer silent for longer is late
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class PurchaseIntervals : IRendersHtml, IEquatable<PurchaseIntervals>, IAdditionOperators<PurchaseIntervals, PurchaseIntervals, PurchaseIntervals>
{
    private readonly DayCount[] _completed;
    private readonly DayCount[] _open;

    [JsonConstructor]
    internal PurchaseIntervals(DateOnly observedThrough, IReadOnlyList<IReadOnlyList<long>> completedIntervals, IReadOnlyList<IReadOnlyList<long>> openIntervals)
        : this(observedThrough, DayCount.FromPairs(completedIntervals, nameof(completedIntervals)), DayCount.FromPairs(openIntervals, nameof(openIntervals)))
    {
    }

    internal PurchaseIntervals(DateOnly observedThrough, IEnumerable<DayCount> completedIntervals, IEnumerable<DayCount> openIntervals)
    {
        ObservedThrough = observedThrough;
        _completed = DayCount.Merged(completedIntervals);
        _open = DayCount.Merged(openIntervals);
        if (_completed.Length > 0 && _completed[0].Days < 1)
        {
            throw Guard.OutOfRange(nameof(completedIntervals), _completed[0].Days, "An interval between two purchase days is at least 1 day");
        }
    }

    /// <summary>The last day observed, at which open intervals are cut.</summary>
    public DateOnly ObservedThrough { get; }

    /// <summary>How many intervals ended with a purchase.</summary>
    [JsonIgnore]
    public long Completed => _completed.Sum(c => c.Count);

    /// <summary>How many intervals are open: one for each customer.</summary>
    [JsonIgnore]
    public long Open => _open.Sum(c => c.Count);

    /// <summary>The open intervals of all: the part that is censored.</summary>
    [JsonIgnore]
    public Proportion Censored => new(Open, Open + Completed);

    /// <summary>The mean of the completed intervals in days; null without one.</summary>
    [JsonIgnore]
    public double? Mean => Completed == 0 ? null : (double)_completed.Sum(c => c.Days * (decimal)c.Count) / Completed;

    /// <summary>The median of the completed intervals in days; null without one.</summary>
    [JsonIgnore]
    public int? Median => Quantile(0.5);

    /// <summary>The time within which half of all waits end with a purchase, open intervals counted as waits of at least their length; null when it was not reached.</summary>
    [JsonIgnore]
    public int? MedianWait => WaitQuantile(0.5);

    /// <summary>Why <see cref="Median"/> or <see cref="MedianWait"/> is null; null when neither is.</summary>
    [JsonIgnore]
    public string? WhyUndefined =>
        Completed == 0 ? "nobody bought on a second day"
        : MedianWait is null ? "less than half of the waits have been seen to end"
        : null;

    /// <summary>Pairs of a length in days and how many completed intervals have it.</summary>
    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<long>> CompletedIntervals => DayCount.ToPairs(_completed);

    /// <summary>Pairs of a length in days and how many open intervals have it.</summary>
    [JsonInclude]
    internal IReadOnlyList<IReadOnlyList<long>> OpenIntervals => DayCount.ToPairs(_open);

    /// <summary>Adds the intervals of disjoint customers.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one, observed through the same day.</param>
    /// <returns>The table of all customers.</returns>
    /// <exception cref="ArgumentNullException">A table is null.</exception>
    /// <exception cref="ArgumentException">The last days observed differ.</exception>
    /// <exception cref="OverflowException">A count exceeds its type.</exception>
    public static PurchaseIntervals operator +(PurchaseIntervals left, PurchaseIntervals right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.ObservedThrough == right.ObservedThrough
            ? new(left.ObservedThrough, left._completed.Concat(right._completed), left._open.Concat(right._open))
            : throw new ArgumentException($"One table is observed through {Text.Date(left.ObservedThrough)}, the other through {Text.Date(right.ObservedThrough)}.", nameof(right));
    }

    /// <summary>A quantile of the completed intervals: the shortest length that at least this part of them does not exceed.</summary>
    /// <param name="probability">The part, inside [0..1]: 0.9 for the length that nine in ten do not exceed.</param>
    /// <returns>The length in days; null without a completed interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not inside [0..1].</exception>
    public int? Quantile(double probability)
    {
        Guard.Fraction(probability);
        var wanted = Math.Max(1, Math.Ceiling(probability * Completed));
        long seen = 0;
        foreach (var (days, count) in _completed)
        {
            seen += count;
            if (seen >= wanted)
            {
                return days;
            }
        }

        return null;
    }

    /// <summary>The time within which a part of all waits end with a purchase, by the Kaplan–Meier estimate: open intervals count as waits of at least their length.</summary>
    /// <param name="probability">The part, inside [0..1].</param>
    /// <returns>The time in days; null when so many waits have not been seen to end.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not inside [0..1].</exception>
    public int? WaitQuantile(double probability)
    {
        Guard.Fraction(probability);
        var atRisk = Open + Completed;
        var waiting = 1.0;
        var open = 0;
        foreach (var (days, count) in _completed)
        {
            // An interval that is cut on a day was still at risk on that day.
            for (; open < _open.Length && _open[open].Days < days; open++)
            {
                atRisk -= _open[open].Count;
            }

            waiting *= (double)(atRisk - count) / atRisk;
            atRisk -= count;
            if (waiting <= 1 - probability)
            {
                return days;
            }
        }

        return null;
    }

    /// <summary>Whether the other table has the same intervals.</summary>
    /// <param name="other">The other table.</param>
    /// <returns>True when lengths, counts and last day are equal.</returns>
    public bool Equals(PurchaseIntervals? other) =>
        other is not null && ObservedThrough == other.ObservedThrough && _completed.AsSpan().SequenceEqual(other._completed) && _open.AsSpan().SequenceEqual(other._open);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PurchaseIntervals);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ObservedThrough, Completed, Open);

    /// <summary>Medians, mean and the censored part in one line, or "n/a (…)".</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Completed == 0
            ? $"{Text.NotAvailable} ({WhyUndefined})"
            : $"median {Text.Count(Median!.Value)} days, mean {Text.Number(Mean!.Value, 1)} of {Text.Count(Completed)} completed intervals; {Text.Count(Open)} open ({Text.Percent(Censored.Value)} censored), median wait {(MedianWait is { } wait ? Text.Count(wait) + " days" : "not reached")}";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Time between purchases: median wait", MedianWait is { } wait ? Text.Count(wait) + " days" : Text.NotAvailable)
            .Row("Completed intervals", Text.Count(Completed))
            .Row("Open intervals", $"{Text.Count(Open)} ({Text.Percent(Censored.Value)})")
            .Row("Mean of the completed", Mean is { } mean ? Text.Number(mean, 1) + " days" : null);
        foreach (var part in (ReadOnlySpan<double>)[0.25, 0.5, 0.75, 0.9])
        {
            card.Row($"{Text.Percent(part, 0)} of the completed within", Quantile(part) is { } days ? Text.Count(days) + " days" : null);
        }

        return card.Note(WhyUndefined).Note("Completed intervals alone are too short; the median wait counts the open ones (Kaplan–Meier).").ToString();
    }
}
