using System.Globalization;
using Retention.Metrics.Activity;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Activity;

/// <summary>Funnels of a log against ClickHouse's windowFunnel, whose words the modes are, and against a search over all chains.</summary>
public class WindowFunnelTests
{
    private static readonly DateTimeOffset Zero = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Levels_are_those_of_ClickHouse()
    {
        var lines = File.ReadAllLines(Repository.File("tests", "Retention.Metrics.Tests", "data", "window_funnel.txt")).Where(l => l[0] != '#').ToList();
        Assert.True(lines.Count > 600);
        Offenders.None(lines.Where(line =>
        {
            var fields = line.Split(';');
            var modes = fields[0].Split('+', StringSplitOptions.RemoveEmptyEntries).Aggregate(FunnelModes.None, (all, name) => all | Enum.Parse<FunnelModes>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true));
            var policy = new FunnelPolicy([.. fields[2].Split(',').Select(step => EventFilter.Of(step.Split('|')))]) { Window = TimeSpan.FromSeconds(Number(fields[1])), Modes = modes };
            var rows = fields[3].Split(',').Select(row => row.Split(':')).Select(row => (Second: Number(row[0]), Event: row[1]));
            return Level(rows, policy) != Number(fields[4]);
        }));
    }

    [Property(MaxTest = 300)]
    public void Levels_are_those_of_the_longest_chain_that_a_search_finds(AnyVisits visits, AnyCounts any)
    {
        var rows = visits.Rows.Take(9).Select(v => (Second: v.Day.DayNumber % 6, Event: Name(v.Customer))).ToList();
        string[][] steps = [["1", "2"], ["2"], any.Part % 2 == 0 ? ["3"] : ["1", "2", "3"], ["4", "1"]];
        foreach (var modes in new[] { FunnelModes.None, FunnelModes.StrictOnce, FunnelModes.StrictOnce | FunnelModes.StrictIncrease })
        {
            foreach (int? window in new int?[] { null, 0, 2 })
            {
                var policy = new FunnelPolicy([.. steps.Select(s => EventFilter.Of(s))]) { Modes = modes, Window = window is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
                Assert.Equal(Longest(rows, steps, window ?? 1_000, modes), Level(rows, policy));
            }
        }
    }

    [Property(MaxTest = 50)]
    public void Funnels_of_disjoint_customers_add_and_the_order_of_rows_changes_nothing(AnyVisits visits)
    {
        var policy = new FunnelPolicy("0", "1", "2") { Window = TimeSpan.FromDays(9) };
        var rows = visits.Rows.Select(v => (v.Customer, v.Day, Event: Name(v.Day.DayNumber % 3))).ToList();
        var whole = Log(rows);
        var (odd, even) = (Log(rows.Where(r => r.Customer % 2 == 1)), Log(rows.Where(r => r.Customer % 2 == 0)));
        Assert.Equal(whole.Funnel(policy), odd.Funnel(policy) + even.Funnel(policy));
        Assert.Equal(whole.Funnel(policy), Log(rows.AsEnumerable().Reverse()).Funnel(policy));
        Assert.Equal(whole.Customers, whole.FunnelLevels(policy).Count);
        for (var level = 0; level <= 3; level++)
        {
            Assert.Equal(whole.FunnelLevels(policy).Where(l => l.Value == level).Select(l => l.Key).Order(), whole.CustomersIn(policy, level));
        }

        static ActivityLog<int> Log(IEnumerable<(int Customer, DateOnly Day, string Event)> rows) =>
            ActivityLog.From(rows, r => r.Customer, r => r.Day, r => r.Event, options: ActivityLogOptions.Default with { KnownEvents = EventFilter.Of("0", "1", "2") });
    }

    [Fact]
    public void A_funnel_says_who_was_lost_where()
    {
        (string Customer, DateOnly Day, string Event)[] rows =
        [
            ("ann", new(2026, 1, 1), "visit"), ("ann", new(2026, 1, 1), "order"), ("bob", new(2026, 1, 2), "visit"), ("bob", new(2026, 1, 20), "order"), ("cid", new(2026, 1, 3), "order"), ("dan", new(2026, 3, 3), "visit"),
        ];
        var log = ActivityLog.From(rows, r => r.Customer, r => r.Day, r => r.Event);
        var policy = new FunnelPolicy("visit", "order") { Window = TimeSpan.FromDays(14) };
        Assert.Equal([3L, 1L], log.Funnel(policy).Steps.Select(s => s.Count));
        Assert.Equal(["ann"], log.CustomersIn(policy, 2));
        Assert.Equal(["bob", "dan"], log.CustomersIn(policy, 1));
        Assert.Equal(["cid"], log.CustomersIn(policy, 0));
        Assert.Equal(2, log.Funnel(policy with { Window = null }).Steps[1].Count);
        Assert.Equal(["bob"], log.CustomersIn(policy with { During = Period.Month(2026, 1) }, 1));
        Assert.Equal(3, log.FunnelLevels(policy with { During = Period.Month(2026, 1) }).Count);
        Assert.Equal(1, log.Only(["ann", "cid", "nobody"]).Funnel(policy).Started);
        Assert.Equal(4, log.Funnel(new(EventFilter.Any, EventFilter.Any) { Modes = FunnelModes.StrictOnce }).Started);
        Assert.Equal(2, log.Funnel(new(EventFilter.Any, EventFilter.Any) { Modes = FunnelModes.StrictOnce }).Steps[1].Count);
        Assert.Equal("visit → order, within 14 days", policy.ToString());
        Assert.Equal("visit → order, StrictOrder, StrictOnce", (policy with { Window = null, Modes = FunnelModes.StrictOrder | FunnelModes.StrictOnce }).ToString());
    }

    [Fact]
    public void Policies_are_equal_when_every_choice_is_and_nonsense_is_refused()
    {
        var policy = new FunnelPolicy("a", "b") { Window = TimeSpan.FromDays(1) };
        Assert.Equal(policy, new FunnelPolicy("a", "b") { Window = TimeSpan.FromDays(1) });
        Assert.Equal(policy.GetHashCode(), new FunnelPolicy("a", "b") { Window = TimeSpan.FromDays(1) }.GetHashCode());
        Assert.All(
            new FunnelPolicy?[] { null, new("a", "c") { Window = TimeSpan.FromDays(1) }, policy with { Window = null }, policy with { Modes = FunnelModes.StrictOnce }, policy with { During = Period.Month(2026, 1) } },
            other => Assert.NotEqual(policy, other));
        Assert.Throws<ArgumentException>("steps", () => new FunnelPolicy());
        Assert.Throws<ArgumentException>("steps", () => new FunnelPolicy("a", null!));
        Assert.Throws<ArgumentNullException>("steps", () => new FunnelPolicy(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => policy with { Window = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => policy with { Modes = (FunnelModes)16 });
        var empty = new ActivityLogBuilder<int>().Build();
        Assert.Equal(0, empty.Funnel(policy).Started);
        Assert.Empty(empty.FunnelLevels(policy));
        Assert.Throws<ArgumentNullException>("policy", () => empty.Funnel(null!));
        Assert.Throws<ArgumentOutOfRangeException>("step", () => empty.CustomersIn(policy, 3));
        Assert.Throws<ArgumentOutOfRangeException>("step", () => empty.CustomersIn(policy, -1));
        var days = ActivityLog.From<int>([1], [1]);
        Assert.Throws<InvalidOperationException>(() => days.Funnel(policy));
        Assert.Throws<InvalidOperationException>(() => days.Funnel(new(EventFilter.Any)));
    }

    // All chains, by trying every row for every step.
    private static int Longest(List<(int Second, string Event)> rows, string[][] steps, int window, FunnelModes modes)
    {
        var best = 0;
        Extend(0, int.MinValue, null, []);
        return best;

        void Extend(int step, int last, int? first, List<int> used)
        {
            best = Math.Max(best, step);
            for (var row = 0; step < steps.Length && row < rows.Count; row++)
            {
                var at = rows[row].Second;
                var isLater = at > last || (at == last && (modes & FunnelModes.StrictIncrease) == FunnelModes.None);
                if (isLater && steps[step].Contains(rows[row].Event) && at - (first ?? at) <= window && ((modes & FunnelModes.StrictOnce) == FunnelModes.None || !used.Contains(row)))
                {
                    Extend(step + 1, at, first ?? at, [.. used, row]);
                }
            }
        }
    }

    private static int Level(IEnumerable<(int Second, string Event)> rows, FunnelPolicy policy) =>
        ActivityLog.From(rows, _ => 1, r => Zero.AddSeconds(r.Second), TimeZoneInfo.Utc, r => r.Event, options: ActivityLogOptions.Default with { KnownEvents = EventFilter.Any }).FunnelLevels(policy).Select(l => l.Value).SingleOrDefault();

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void A_funnel_says_how_it_was_counted_and_adds_only_to_its_like()
    {
        DateOnly day = new(2026, 1, 1);
        var log = ActivityLog.From([("ann", day, "visit"), ("ann", day.AddDays(5), "order"), ("bob", day, "visit")], v => v.Item1, v => v.Item2, v => v.Item3);
        var policy = new FunnelPolicy("visit", "order") { Window = TimeSpan.FromDays(3), During = Period.Month(2026, 1) };
        var (three, fourteen) = (log.Funnel(policy), log.Funnel(policy with { Window = TimeSpan.FromDays(14) }));

        Assert.Equal((policy, 0L, 1L), (three.Policy, three.Overall.Count, fourteen.Overall.Count));
        Assert.Contains("; within 14 days; ", fourteen.ToString(), StringComparison.Ordinal);
        Assert.Contains("within 3 days", three.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("within 1 day,", (policy with { Window = TimeSpan.FromDays(1), During = null, Modes = FunnelModes.StrictOnce }).ToString().Replace(";", ",", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("within 02:30:00", (policy with { Window = TimeSpan.FromHours(2.5), During = null }).ToString(), StringComparison.Ordinal);
        Assert.Contains("within 14 days", Assert.Throws<ArgumentException>("right", () => three + fourteen).Message, StringComparison.Ordinal);
        Assert.Contains("unknown, from counts", Assert.Throws<ArgumentException>("right", () => three + Funnel.FromCounts(three.Steps.Select(s => (s.Name, s.Count)))).Message, StringComparison.Ordinal);
        Assert.Equal(4, (three + three).Started);
        Assert.NotEqual(three, Funnel.FromCounts(three.Steps.Select(s => (s.Name, s.Count))));
        Support.Json.RoundTrips(fourteen, Serialization.RetentionMetricsJsonContext.Default.Funnel);
        Support.Json.RoundTrips(policy, Serialization.RetentionMetricsJsonContext.Default.FunnelPolicy);
    }
}
