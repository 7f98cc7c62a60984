using Retention.Metrics.Activity;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Tests.Logs;

public class PooledPairsTests
{
    private sealed record Visit(int Customer, DateOnly Day);

    private static readonly Visit[] Visits = [.. Enumerable.Range(0, 5_000).Select(i => new Visit(i * 7919 % 613, new DateOnly(2026, 1, 1).AddDays(i * 104_729 % 97)))];

    [Fact]
    public void Rows_are_read_in_order_from_any_sequence()
    {
        IEnumerable<Visit>[] shapes = [Visits, Visits.ToList(), new Queue<Visit>(Visits), Lazily(), Visits.AsReadOnly()];
        foreach (var rows in shapes)
        {
            using var pairs = new PooledPairs<int, DateOnly>();
            pairs.Read(rows, r => r.Customer, r => r.Day);

            Assert.Equal(Visits.Select(v => v.Customer), pairs.Firsts.ToArray());
            Assert.Equal(Visits.Select(v => v.Day), pairs.Seconds.ToArray());
        }

        using var nothing = new PooledPairs<int, int>();
        nothing.Read(new HashSet<int>(), r => r, r => r);
        Assert.Equal(0, nothing.Firsts.Length + nothing.Seconds.Length);
    }

    // An array of strings is an array of objects too, but not one that may be written to.
    [Fact]
    public void An_array_of_a_derived_type_is_read()
    {
        object[] rows = new string[] { "b", "a", "b" };
        var log = ActivityLog.From(rows, r => (string)r, _ => new DateOnly(2026, 1, 1));
        Assert.Equal((3, true, true), (log.Rows, log.Contains("a"), log.Contains("b")));
    }

    [Fact]
    public void What_a_selector_throws_reaches_the_caller_and_the_next_log_is_as_if_nothing_had_been()
    {
        Assert.Throws<FormatException>(() => ActivityLog.From(Visits, r => r.Customer == 612 ? throw new FormatException() : r.Customer, r => r.Day));
        Assert.Contains("row 2 was null", Assert.Throws<ArgumentException>(() => ActivityLog.From(Visits, r => r == Visits[2] ? null! : "x", r => r.Day)).Message, StringComparison.Ordinal);
        Assert.Equal(5_000, ActivityLog.From(Visits, r => r.Customer, r => r.Day).Rows);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reading_tells_how_far_it_is_and_stops_when_asked(bool asArray)
    {
        var rows = Enumerable.Range(0, 100_000);
        var source = asArray ? rows.ToArray() : rows.Where(r => r >= 0);
        var told = new Told();
        Assert.Equal(100_000, ActivityLog.From(source, r => r, _ => new DateOnly(2026, 1, 1), progress: told).Rows);
        Assert.Equal(100_000, told.Rows[^1]);
        Assert.True(told.Rows.Count > 5 && told.Rows.SequenceEqual(told.Rows.Order()));

        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => ActivityLog.From(source, r => r, r => Day(r, stop), cancellationToken: stop.Token));
        Assert.Throws<OperationCanceledException>(() => ActivityLog.From(source, r => r, _ => DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc, cancellationToken: stop.Token));
        Assert.Throws<OperationCanceledException>(() => ActivityLog.From(Array.Empty<int>(), r => r, _ => default(DateOnly), cancellationToken: stop.Token));
    }

    private static DateOnly Day(int row, CancellationTokenSource stop)
    {
        if (row == 40_000)
        {
            stop.Cancel();
        }

        return row < 70_000 ? new(2026, 1, 1) : throw new InvalidOperationException("Reading went on long after it was to stop.");
    }

    private sealed class Told : IProgress<long>
    {
        public List<long> Rows { get; } = [];

        public void Report(long value) => Rows.Add(value);
    }

    private static IEnumerable<Visit> Lazily()
    {
        foreach (var visit in Visits)
        {
            yield return visit;
        }
    }
}
