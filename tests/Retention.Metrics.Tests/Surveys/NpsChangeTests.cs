using System.Text.Json;
using Retention.Metrics.Serialization;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

public class NpsChangeTests
{
    private static readonly (int? May, int? June)[] People =
        [(10, 9), (9, 8), (8, 9), (7, 10), (6, 9), (3, 6), (0, 7), (10, 10), (null, 9), (9, null), (5, 9), (7, 7)];

    [Fact]
    public void It_counts_those_who_answered_twice_and_where_they_moved()
    {
        var change = NpsChange.FromPairs(People, p => p.May, p => p.June);
        Assert.Equal((3, 3, 4), (change.Before.Promoters, change.Before.Passives, change.Before.Detractors));
        Assert.Equal((6, 3, 1), (change.After.Promoters, change.After.Passives, change.After.Detractors));
        Assert.Equal(60, change.Difference!.Value, 1e-12);
        Assert.Equal(2, change.Moved(NpsGroup.Detractor, NpsGroup.Promoter));
        Assert.Equal(1, change.Moved(NpsGroup.Promoter, NpsGroup.Passive));
        Assert.Equal(0, change.Moved(NpsGroup.Promoter, NpsGroup.Detractor));
    }

    // By hand: the changes 0, -1, 1, 1, 2, 0, 1, 0, 2, 0 have the mean 0.6 and the sum of squares 8.4 about it; √(8.4 ÷ 10 ÷ 10) = √0.084; z = 2.0702, p = .0384.
    [Fact]
    public void Its_error_comes_from_the_changes_of_the_persons()
    {
        var change = NpsChange.FromPairs(People, p => p.May, p => p.June);
        Assert.Equal(100 * Math.Sqrt(0.084), change.StandardError!.Value, 1e-12);
        Assert.Equal("+60.0 points, -10.0 to 50.0 (10 people; 95 % CI 3.2 to 116.8; p = .038)", change.ToString());
        Assert.True(change.StandardError < change.After.CompareWith(change.Before, 0.95, NpsInterval.Wald).StandardError);
        Assert.Contains("Won over", change.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_pairs_or_without_variance_it_says_why()
    {
        Assert.Equal("n/a (nobody answered twice)", NpsChange.FromPairs(People.Skip(8).Take(2), p => p.May, p => p.June).ToString());
        var alike = NpsChange.FromPairs([(0, 10), (6, 9)], p => p.Item1, p => p.Item2);
        Assert.Equal(200, alike.Difference);
        Assert.Null(alike.PValue);
        Assert.Contains("no test: everybody changed alike", alike.ToString(), StringComparison.Ordinal);
        Assert.Contains("everybody changed alike", alike.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_reads_back_from_JSON_and_equals_itself()
    {
        var context = RetentionMetricsJsonContext.Default;
        var change = NpsChange.FromPairs(People, p => p.May, p => p.June);
        Json.RoundTrips(change, context.NpsChange);
        Assert.Equal(change.GetHashCode(), NpsChange.FromPairs(People, p => p.May, p => p.June).GetHashCode());
        Assert.False(change.Equals(NpsChange.FromPairs(People, p => p.June, p => p.May)));
        Assert.False(change.Equals((object)"no change"));
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"moves":[1,2],"level":0.95}""", context.NpsChange));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.StartsWith("people[1] was 11.", Assert.Throws<ArgumentOutOfRangeException>(() => NpsChange.FromPairs([(1, 2), (3, 11)], p => p.Item1, p => p.Item2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("level", () => NpsChange.FromPairs(People, p => p.May, p => p.June, 0));
        Assert.Throws<ArgumentNullException>("people", () => NpsChange.FromPairs<int>(null!, p => p, p => p));
        Assert.Throws<ArgumentNullException>("before", () => NpsChange.FromPairs([1], null!, p => p));
        Assert.Throws<ArgumentNullException>("after", () => NpsChange.FromPairs([1], p => p, null!));
        Assert.Throws<ArgumentOutOfRangeException>("from", () => NpsChange.FromPairs(People, p => p.May, p => p.June).Moved((NpsGroup)3, NpsGroup.Passive));
    }

    [Fact]
    public void Retention_by_answer_says_how_well_the_answer_orders_customers()
    {
        (int? Score, bool Stayed)[] customers = [(10, true), (9, true), (9, false), (8, true), (7, false), (6, true), (3, false), (null, true)];
        var link = NpsPredictiveness.From(customers, c => c.Score, c => c.Stayed);
        Assert.Equal(Proportion.Of(2, 3), link.Promoters.Evidence);
        Assert.Equal(Proportion.Of(1, 2), link.Passives.Evidence);
        Assert.Equal(Proportion.Of(1, 2), link.Detractors.Evidence);
        // Of 4 × 3 pairs the stayer is higher in 3 + 2 + 2 + 1 and level in one.
        Assert.Equal(8.5 / 12, link.Concordance!.Value, 1e-12);
        Assert.Equal("retention of promoters 66.7 %, passives 50.0 %, detractors 50.0 %; concordance 0.708", link.ToString());
        Assert.Contains("association", link.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(link.GetHashCode(), NpsPredictiveness.From(customers, c => c.Score, c => c.Stayed).GetHashCode());
        Json.RoundTrips(link, RetentionMetricsJsonContext.Default.NpsPredictiveness);
    }

    [Fact]
    public void Where_nobody_left_there_is_nothing_to_tell_apart()
    {
        Assert.Contains("everybody stayed", NpsPredictiveness.From([1, 2], s => s, _ => true).ToString(), StringComparison.Ordinal);
        Assert.Contains("nobody answered", NpsPredictiveness.From([1, 2], _ => null, _ => true).ToHtml(), StringComparison.Ordinal);
        Assert.StartsWith("customers[1] was 12.", Assert.Throws<ArgumentOutOfRangeException>(() => NpsPredictiveness.From([1, 12], s => s, _ => true)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("customers", () => NpsPredictiveness.From<int>(null!, s => s, _ => true));
        Assert.Throws<ArgumentNullException>("score", () => NpsPredictiveness.From([1], null!, _ => true));
        Assert.Throws<ArgumentNullException>("stayed", () => NpsPredictiveness.From([1], s => s, null!));
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"byScore":[],"scale":{"minimum":0,"maximum":10,"detractorsUpTo":6,"promotersFrom":9}}""", RetentionMetricsJsonContext.Default.NpsPredictiveness));
    }
}
