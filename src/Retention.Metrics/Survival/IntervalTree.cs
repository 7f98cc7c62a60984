namespace Retention.Metrics.Survival;

/// <summary>
/// Vectors at places in a row, to be added to whole intervals of places, or to be summed over intervals: by additions alone, where the difference of two running sums would leave nothing but rounding of numbers far apart.
/// </summary>
/// <remarks>
/// A binary tree whose leaves are the places: an interval is made up of at most 2·log₂(places) nodes. Either add to intervals, <see cref="Spread"/>, and read the places; or set the places, <see cref="Gather"/>, and sum
/// over intervals. de Berg et al., <i>Computational Geometry</i> (2008), section 10.3 (segment trees).
/// </remarks>
internal sealed class IntervalTree(int places, int width)
{
    private readonly double[] _nodes = new double[2 * places * width];

    /// <summary>The vector of a place.</summary>
    public Span<double> this[int place] => Node(places + place);

    public void Clear() => Array.Clear(_nodes);

    /// <summary>Adds a factor and so many times a row to every place of an interval.</summary>
    public void Add(int from, int to, double factor, ReadOnlySpan<double> row)
    {
        unchecked
        {
            for (from += places, to += places; from < to; from >>>= 1, to >>>= 1)
            {
                if ((from & 1) == 1)
                {
                    Add(Node(from++), factor, row);
                }

                if ((to & 1) == 1)
                {
                    Add(Node(--to), factor, row);
                }
            }
        }
    }

    /// <summary>Gives every place what was added to intervals that it is in.</summary>
    public void Spread()
    {
        for (var node = 1; node < places; node++)
        {
            var parent = Node(node);
            var left = Node(2 * node);
            var right = Node((2 * node) + 1);
            for (var k = 0; k < parent.Length; k++)
            {
                left[k] += parent[k];
                right[k] += parent[k];
            }
        }
    }

    /// <summary>Makes the sums of the places.</summary>
    public void Gather()
    {
        for (var node = places - 1; node > 0; node--)
        {
            var parent = Node(node);
            var left = Node(2 * node);
            var right = Node((2 * node) + 1);
            for (var k = 0; k < parent.Length; k++)
            {
                parent[k] = left[k] + right[k];
            }
        }
    }

    /// <summary>Adds the sum over an interval to a vector.</summary>
    public void Sum(int from, int to, Span<double> into)
    {
        unchecked
        {
            for (from += places, to += places; from < to; from >>>= 1, to >>>= 1)
            {
                if ((from & 1) == 1)
                {
                    Add(into, Node(from++));
                }

                if ((to & 1) == 1)
                {
                    Add(into, Node(--to));
                }
            }
        }
    }

    private Span<double> Node(int node) => _nodes.AsSpan(node * width, width);

    private static void Add(Span<double> into, double factor, ReadOnlySpan<double> row)
    {
        into[0] += factor;
        for (var k = 0; k < row.Length; k++)
        {
            into[k + 1] += factor * row[k];
        }
    }

    private static void Add(Span<double> into, ReadOnlySpan<double> vector)
    {
        for (var k = 0; k < vector.Length; k++)
        {
            into[k] += vector[k];
        }
    }
}
