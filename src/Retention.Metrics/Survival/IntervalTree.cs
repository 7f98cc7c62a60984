using System.Numerics;

namespace Retention.Metrics.Survival;

/// <summary>
/// Vectors at places in a row, to be added to whole intervals of places, or to be summed over intervals: by additions alone, where the difference of two running sums would leave nothing but rounding of numbers far apart.
/// </summary>
/// <remarks>
/// A binary tree whose leaves are the places: an interval is made up of at most 2·log₂(places) nodes. Either add to intervals, <see cref="Spread"/>, and read the places; or set the places, <see cref="Gather"/>, and sum
/// over intervals. Beside an interval lie a leaf before and one after it; its nodes are the siblings to the right of the way up from the first, where that is a left child, and those to the left of the way up from the
/// second, until the two ways meet: bits of the two numbers, so that nothing is tested level by level. de Berg et al., <i>Computational Geometry</i> (2008), section 10.3 (segment trees).
/// </remarks>
internal sealed class IntervalTree
{
    private readonly int _width;
    private readonly int _before;
    private readonly int _count;
    private readonly double[] _nodes;

    public IntervalTree(int places, int width)
    {
        _width = width;
        _before = (int)BitOperations.RoundUpToPowerOf2((uint)places + 2);
        _count = _before + ((places + 3) & ~1);
        _nodes = new double[checked(_count * width)];
    }

    /// <summary>The vector of a place.</summary>
    public Span<double> this[int place] => Node(_before + 1 + place);

    public void Clear() => Array.Clear(_nodes);

    /// <summary>Adds a factor and so many times a row to every place of an interval.</summary>
    public void Add(int from, int to, double factor, ReadOnlySpan<double> row)
    {
        var (before, after) = (_before + from, _before + to + 1);
        var below = (1 << BitOperations.Log2((uint)(before ^ after))) - 1;
        for (var bits = ~before & below; bits != 0; bits &= bits - 1)
        {
            Add(Node((before >> BitOperations.TrailingZeroCount(bits)) ^ 1), factor, row);
        }

        for (var bits = after & below; bits != 0; bits &= bits - 1)
        {
            Add(Node((after >> BitOperations.TrailingZeroCount(bits)) ^ 1), factor, row);
        }
    }

    /// <summary>Gives every place what was added to intervals that it is in.</summary>
    public void Spread()
    {
        for (var node = 1; (2 * node) + 1 < _count; node++)
        {
            var parent = Node(node);
            Add(Node(2 * node), parent);
            Add(Node((2 * node) + 1), parent);
        }
    }

    /// <summary>Makes the sums of the places.</summary>
    public void Gather()
    {
        for (var node = (_count / 2) - 1; node > 0; node--)
        {
            var parent = Node(node);
            Node(2 * node).CopyTo(parent);
            Add(parent, Node((2 * node) + 1));
        }
    }

    /// <summary>Adds the sum over an interval to a vector.</summary>
    public void Sum(int from, int to, Span<double> into)
    {
        var (before, after) = (_before + from, _before + to + 1);
        var below = (1 << BitOperations.Log2((uint)(before ^ after))) - 1;
        for (var bits = ~before & below; bits != 0; bits &= bits - 1)
        {
            Add(into, Node((before >> BitOperations.TrailingZeroCount(bits)) ^ 1));
        }

        for (var bits = after & below; bits != 0; bits &= bits - 1)
        {
            Add(into, Node((after >> BitOperations.TrailingZeroCount(bits)) ^ 1));
        }
    }

    private Span<double> Node(int node) => _nodes.AsSpan(unchecked(node * _width), _width);

    private static void Add(Span<double> into, double factor, ReadOnlySpan<double> row)
    {
        into[0] += factor;
        into = into[1..];
        for (var k = 0; k < row.Length && k < into.Length; k++)
        {
            into[k] += factor * row[k];
        }
    }

    private static void Add(Span<double> into, ReadOnlySpan<double> vector)
    {
        for (var k = 0; k < vector.Length && k < into.Length; k++)
        {
            into[k] += vector[k];
        }
    }
}
