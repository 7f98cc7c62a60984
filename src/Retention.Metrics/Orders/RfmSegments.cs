using System.Numerics;
using System.Text.Json.Serialization;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Orders;

/// <summary>
/// The customers of an <see cref="RfmTable{TCustomer}"/> by segment, with the breaks that scored them. Made by <see cref="RfmTable{TCustomer}.Segments"/>;
/// <see cref="RfmTable{TCustomer}.CustomersIn"/> says who is behind a number.
/// </summary>
/// <remarks>Segments of disjoint customers add when they have the same breaks, as with thresholds; quantiles of different tables have not.</remarks>
/// <example>
/// <code>
/// RfmSegments segments = table.Segments(RfmSegmentation.Quantiles(5));
/// Console.WriteLine(segments["At risk"]);                          // At risk: 214 customers, 40,310.20
/// IReadOnlyList&lt;string&gt; atRisk = table.CustomersIn(segments, "At risk");
/// </code>
/// </example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class RfmSegments : IRendersHtml, IEquatable<RfmSegments>, IAdditionOperators<RfmSegments, RfmSegments, RfmSegments>
{
    private readonly RfmSegmentCount[] _counts;

    [JsonConstructor]
    internal RfmSegments(RfmSegmentation segmentation, IReadOnlyList<RfmSegmentCount> counts, RfmSegmentCount unassigned)
    {
        ArgumentNullException.ThrowIfNull(segmentation);
        ArgumentNullException.ThrowIfNull(counts);
        if (!counts.Select(c => c.Name).SequenceEqual(segmentation.Segments.Select(s => s.Name), StringComparer.Ordinal))
        {
            throw new ArgumentException("The counts must be those of the segments, in their order.", nameof(counts));
        }

        Segmentation = segmentation;
        _counts = [.. counts];
        Unassigned = unassigned;
    }

    /// <summary>The segments and the breaks that scored the customers.</summary>
    public RfmSegmentation Segmentation { get; }

    /// <summary>The segments in the order of the segmentation, also those without customers.</summary>
    public IReadOnlyList<RfmSegmentCount> Counts => _counts;

    /// <summary>The customers whom no segment fits.</summary>
    public RfmSegmentCount Unassigned { get; }

    /// <summary>How many customers there are, those without a segment included.</summary>
    [JsonIgnore]
    public long Customers => _counts.Sum(c => c.Customers) + Unassigned.Customers;

    /// <summary>A segment by name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is no such segment.</exception>
    [JsonIgnore]
    public RfmSegmentCount this[string name] => _counts[IndexOf(name)];

    /// <summary>Adds the segments of disjoint customers.</summary>
    /// <param name="left">One table.</param>
    /// <param name="right">The other one, with the same breaks.</param>
    /// <returns>The segments of all customers.</returns>
    /// <exception cref="ArgumentNullException">A table is null.</exception>
    /// <exception cref="ArgumentException">The segmentations differ.</exception>
    /// <exception cref="OverflowException">A sum exceeds its type.</exception>
    public static RfmSegments operator +(RfmSegments left, RfmSegments right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Segmentation.Equals(right.Segmentation)
            ? new(left.Segmentation, [.. left._counts.Zip(right._counts, Sum)], Sum(left.Unassigned, right.Unassigned))
            : throw new ArgumentException("The tables were segmented by different breaks; quantiles of two bases differ. Use thresholds to add.", nameof(right));

        static RfmSegmentCount Sum(RfmSegmentCount a, RfmSegmentCount b) => new(a.Name, checked(a.Customers + b.Customers), a.Spend + b.Spend);
    }

    /// <summary>The customers of a segment, of all customers.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The share.</returns>
    /// <exception cref="ArgumentException">There is no such segment.</exception>
    public Proportion ShareOf(string name) => new(this[name].Customers, Customers);

    /// <summary>Whether the other table has the same segmentation and counts.</summary>
    /// <param name="other">The other table.</param>
    /// <returns>True when they are the same.</returns>
    public bool Equals(RfmSegments? other) =>
        other is not null && Segmentation.Equals(other.Segmentation) && _counts.AsSpan().SequenceEqual(other._counts) && Unassigned == other.Unassigned;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RfmSegments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Segmentation, Customers);

    /// <summary>The segments, line by line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => string.Join('\n', Lines());

    /// <summary>The same as a self-contained HTML fragment, which notebooks show.</summary>
    /// <returns>The fragment; every text in it is encoded.</returns>
    public string ToHtml()
    {
        var card = new HtmlCard("Segments by recency, frequency and spend", $"{Text.Count(Customers)} customers");
        foreach (var count in Unassigned.Customers > 0 ? _counts.Append(Unassigned) : _counts)
        {
            card.Row(count.Name.Length == 0 ? "no segment" : count.Name, $"{Text.Count(count.Customers)} ({Text.Percent(new Proportion(count.Customers, Customers).Value)}), {Text.Money(count.Spend)}");
        }

        return card.Note(Segmentation.ToString()).ToString();
    }

    internal int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var at = Array.FindIndex(_counts, c => string.Equals(c.Name, name, StringComparison.Ordinal));
        return at >= 0 ? at : throw new ArgumentException($"There is no segment \"{name}\". There are: {string.Join(", ", _counts.Select(c => c.Name))}.", nameof(name));
    }

    private IEnumerable<string> Lines() => (Unassigned.Customers > 0 ? _counts.Append(Unassigned) : _counts).Select(c => c.ToString());
}
