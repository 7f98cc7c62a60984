namespace Retention.Metrics.Orders;

/// <summary>So many intervals of so many days.</summary>
internal readonly record struct DayCount(int Days, long Count)
{
    public static DayCount[] Merged(IEnumerable<DayCount> counts) =>
        [.. counts.Where(c => c.Count > 0).GroupBy(c => c.Days).OrderBy(g => g.Key).Select(g => new DayCount(g.Key, g.Sum(c => c.Count)))];

    public static IEnumerable<DayCount> FromPairs(IReadOnlyList<IReadOnlyList<long>> pairs, string name)
    {
        ArgumentNullException.ThrowIfNull(pairs, name);
        return pairs.Select(pair => pair is [>= 0 and <= int.MaxValue, >= 0]
            ? new DayCount((int)pair[0], pair[1])
            : throw new ArgumentException("Intervals are pairs of a number of days and a count, neither negative.", name)).ToList();
    }

    public static IReadOnlyList<IReadOnlyList<long>> ToPairs(DayCount[] counts) => Array.ConvertAll(counts, c => (IReadOnlyList<long>)[c.Days, c.Count]);
}
