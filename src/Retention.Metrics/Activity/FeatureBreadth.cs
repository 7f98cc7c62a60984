using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Activity;

/// <summary>
/// Breadth of use: how many of a list of features each customer used in a window.
/// </summary>
/// <remarks>Customers active in the window without any of the features are the bin 0. Adds over disjoint customers.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class FeatureBreadth : IAdditionOperators<FeatureBreadth, FeatureBreadth, FeatureBreadth>, IEquatable<FeatureBreadth>, IRendersHtml
{
    private readonly EventFilter[] _features;
    private readonly long[] _counts;

    [JsonConstructor]
    internal FeatureBreadth(Period window, IReadOnlyList<EventFilter> features, IReadOnlyList<long> counts)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(counts);
        Window = window;
        _features = [.. features];
        _counts = [.. counts];
        if (_counts.Length != _features.Length + 1)
        {
            throw new ArgumentException($"{Text.Count(_features.Length)} features make {Text.Count(_features.Length + 1)} bins, from 0 on; there are {Text.Count(_counts.Length)}.", nameof(counts));
        }

        foreach (var count in _counts)
        {
            Guard.Count(count, nameof(counts));
        }
    }

    /// <summary>The days of the window.</summary>
    public Period Window { get; }

    /// <summary>The features.</summary>
    public IReadOnlyList<EventFilter> Features => _features;

    /// <summary>Item k: active customers who used exactly k of the features.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Customers active in the window.</summary>
    [JsonIgnore]
    public long Users => _counts.Sum();

    /// <summary>The mean number of features used by an active customer; null when nobody was active.</summary>
    [JsonIgnore]
    public double? Mean => Users == 0 ? null : (double)_counts.Select((n, k) => n * k).Sum() / Users;

    /// <summary>Whether two tables hold the same counts.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(FeatureBreadth? left, FeatureBreadth? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two tables differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(FeatureBreadth? left, FeatureBreadth? right) => !(left == right);

    /// <summary>The breadth of the customers of both.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">That of other customers.</param>
    /// <returns>The counts added one by one.</returns>
    /// <exception cref="ArgumentNullException">An operand is null.</exception>
    /// <exception cref="ArgumentException">The windows or the features differ.</exception>
    public static FeatureBreadth operator +(FeatureBreadth left, FeatureBreadth right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Window == right.Window && left._features.AsSpan().SequenceEqual(right._features)
            ? new(left.Window, left._features, [.. left._counts.Zip(right._counts, (a, b) => checked(a + b))])
            : throw new ArgumentException("Only tables of one window and one list of features add.", nameof(right));
    }

    /// <summary>Active customers who used at least so many of the features.</summary>
    /// <param name="features">How many, 0 or more.</param>
    /// <returns>The proportion of the active customers.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="features"/> is negative.</exception>
    public Proportion ShareAtLeast(int features) => new(_counts.Skip((int)Guard.Count(features)).Sum(), Users);

    /// <inheritdoc/>
    public bool Equals(FeatureBreadth? other) =>
        other is not null && Window == other.Window && _features.AsSpan().SequenceEqual(other._features) && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureBreadth);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Window, _features.Length, Users);

    /// <summary>The mean and the bins.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() =>
        Mean is { } mean
            ? $"mean {Text.Number(mean, 2)} of {Text.Count(_features.Length)} features ({string.Join(", ", _counts.Select((n, k) => $"{Text.Count(k)}: {Text.Count(n)}"))})"
            : $"{Text.NotAvailable} (nobody was active in the window)";

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Breadth of use", Mean is { } mean ? $"{Text.Number(mean, 2)} of {Text.Count(_features.Length)} features" : Text.NotAvailable);
        for (var k = 0; k < _counts.Length; k++)
        {
            card.Row($"{Text.Count(k)} features", Text.Count(_counts[k]));
        }

        return card.Note($"Customers active in {Window}.").ToString();
    }
}
