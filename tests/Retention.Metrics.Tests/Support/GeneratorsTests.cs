using FsCheck;
using FsCheck.Fluent;

namespace Retention.Metrics.Tests.Support;

public sealed class GeneratorsTests
{
    [Fact]
    public void Counts_stay_in_range_and_reach_their_edges()
    {
        var sample = Sample(Generators.Counts());

        Assert.All(sample, c => Assert.True(c is { Part: >= 0, Whole: >= 1 and <= 1_000_000_000 } && c.Part <= c.Whole, c.ToString()));
        Assert.Contains(sample, c => c.Part == 0 && c.Whole > 1);
        Assert.Contains(sample, c => c.Part == c.Whole && c.Whole > 1);
        Assert.Contains(sample, c => c.Whole == 1);
        Assert.Contains(sample, c => c.Whole == 1_000_000_000);
    }

    [Fact]
    public void Fractions_reach_both_ends()
    {
        var sample = Sample(Generators.Fractions());

        Assert.All(sample, f => Assert.InRange(f.Value, 0, 1));
        Assert.Contains(sample, f => f.Value == 0);
        Assert.Contains(sample, f => f.Value == 1);
    }

    [Fact]
    public void Levels_exclude_both_ends()
    {
        var sample = Sample(Generators.Levels());

        Assert.All(sample, l => Assert.True(l.Value is > 0 and < 1));
        Assert.Contains(sample, l => l.Value == 0.95);
    }

    [Fact]
    public void Business_days_reach_month_ends_and_leap_days()
    {
        var sample = Sample(Generators.BusinessDays());

        Assert.All(sample, d => Assert.InRange(d.Value.Year, 2000, 2035));
        Assert.Contains(sample, d => d.Value.AddDays(1).Day == 1);
        Assert.Contains(sample, d => d.Value is { Month: 2, Day: 29 });
    }

    [Fact]
    public void Days_reach_both_ends_of_the_calendar()
    {
        var sample = Sample(Generators.Days());

        Assert.Contains(sample, d => d.Value == DateOnly.MinValue);
        Assert.Contains(sample, d => d.Value == DateOnly.MaxValue);
    }

    [Fact]
    public void Amounts_are_whole_cents()
    {
        var sample = Sample(Generators.Amounts());

        Assert.All(sample, m => Assert.True(m.Value is >= 0 and <= 10_000_000 && decimal.Round(m.Value, 2) == m.Value, m.ToString()));
        Assert.Contains(sample, m => m.Value == 0);
        Assert.Contains(sample, m => decimal.Truncate(m.Value) != m.Value);
    }

    [Fact]
    public void Orders_collide_come_in_no_order_and_may_be_none()
    {
        var sample = Sample(Generators.Orders());

        Assert.Contains(sample, o => o.Rows.Count == 0);
        Assert.Contains(sample, o => o.Rows.GroupBy(r => (r.Customer, r.Day)).Any(g => g.Count() > 1));
        Assert.Contains(sample, o => o.Rows.Zip(o.Rows.Skip(1)).Any(pair => pair.First.Day > pair.Second.Day));
        Assert.All(sample, o => Assert.True(o.Rows.Select(r => r.Customer).Distinct().Count() <= 5));
    }

    [Fact]
    public void Shrinking_ends_at_the_plainest_case_whatever_the_property()
    {
        EndsAt(Generators.Counts(), new AnyCounts(0, 1));
        EndsAt(Generators.Fractions(), new AnyFraction(0));
        EndsAt(Generators.Levels(), new AnyLevel(0.5));
        EndsAt(Generators.BusinessDays(), new BusinessDay(new DateOnly(2000, 1, 1)));
        EndsAt(Generators.Days(), new AnyDay(DateOnly.MinValue));
        EndsAt(Generators.Amounts(), new AnyMoney(0));
        foreach (var visits in Sample(Generators.Visits(), 50))
        {
            Assert.Empty(Plainest(Generators.Visits(), visits).Rows);
        }

        foreach (var orders in Sample(Generators.Orders(), 50))
        {
            Assert.Empty(Plainest(Generators.Orders(), orders).Rows);
        }
    }

    [Fact]
    public void Shrunk_cases_are_legal_too()
    {
        foreach (var c in Sample(Generators.Counts()).SelectMany(Generators.Counts().Shrinker))
        {
            Assert.True(c.Part >= 0 && c.Part <= c.Whole && c.Whole >= 1, c.ToString());
        }

        foreach (var l in Sample(Generators.Levels()).SelectMany(Generators.Levels().Shrinker))
        {
            Assert.True(l.Value is > 0 and < 1);
        }

        foreach (var d in Sample(Generators.BusinessDays()).SelectMany(Generators.BusinessDays().Shrinker))
        {
            Assert.InRange(d.Value.Year, 2000, 2035);
        }
    }

    private static void EndsAt<T>(Arbitrary<T> generator, T plainest) =>
        Assert.All(Sample(generator, 200), start => Assert.Equal(plainest, Plainest(generator, start)));

    // The last shrink is taken at every step: the longest way down, which must still end.
    private static T Plainest<T>(Arbitrary<T> generator, T value)
    {
        for (var step = 0; step < 100_000; step++)
        {
            var smaller = generator.Shrinker(value).Take(3).ToList();
            if (smaller.Count == 0)
            {
                return value;
            }

            value = smaller[^1];
        }

        throw new InvalidOperationException($"Shrinking does not end; it is at {value}.");
    }

    private static T[] Sample<T>(Arbitrary<T> generator, int count = 2_000) => Gen.Sample(generator.Generator, count, new Rnd(20260131, 4711), 50);
}
