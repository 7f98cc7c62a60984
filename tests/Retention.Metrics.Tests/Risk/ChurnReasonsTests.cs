using System.Text.Json;
using Retention.Metrics.Risk;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Risk;

public class ChurnReasonsTests
{
    private static readonly (string? Reason, decimal Value)[] Exits =
        [("price", 100m), ("service", 900m), ("price", 50m), (null, 10m), ("onboarding", 400m), ("price", 25m), (" ", 5m), ("service", 100m)];

    [Fact]
    public void One_reason_each_is_a_partition_in_Pareto_order()
    {
        var why = ChurnReasons.FromSingleChoice(Exits, e => e.Reason);
        Assert.Equal(["price", "service", "onboarding"], why.Reasons.Select(r => r.Name));
        Assert.Equal([Proportion.Of(3, 6), Proportion.Of(2, 6), Proportion.Of(1, 6)], why.Reasons.Select(r => r.Share));
        Assert.Equal(1, why.MentionsPerCustomer);
        Assert.Equal(2, why.Unanswered);
        Assert.Equal(5.0 / 6, why.Reasons[1].CumulativeShare!.Value, 1e-15);
        Assert.Null(why.Reasons[0].Value);
        Assert.Empty(why.ByValue());
        Assert.Equal("price: 50.0 % (3 of 6); service: 33.3 % (2 of 6); onboarding: 16.7 % (1 of 6)", why.ToString());
    }

    [Fact]
    public void The_reason_that_costs_most_need_not_be_the_most_frequent()
    {
        var why = ChurnReasons.FromSingleChoice(Exits, e => e.Reason, e => e.Value);
        Assert.Equal(["service", "onboarding", "price"], why.ByValue().Select(r => r.Name));
        Assert.Equal(1_000m, why.ByValue()[0].Value);
        Assert.Equal(1_000.0 / 1_575, why.ByValue()[0].ValueShare!.Value, 1e-15);
        Assert.Equal(1_400.0 / 1_575, why.ByValue()[1].CumulativeShare!.Value, 1e-15);
        Assert.Equal("price: 50.0 % (3 of 6; 175.00)", why.Reasons[0].ToString());
        Assert.Contains("175.00", why.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Gave no reason", why.ToHtml(), StringComparison.Ordinal);
        var free = ChurnReasons.FromSingleChoice(Exits, e => e.Reason, _ => 0m);
        Assert.Null(free.Reasons[0].ValueShare);
        Assert.Null(free.ByValue()[0].CumulativeShare);
    }

    // The percentages that circulate (14 + 23 + 70 + 56 = 163) are of several questions; as counts of 100 they are no partition.
    [Fact]
    public void Several_reasons_each_may_sum_to_more_than_a_hundred_per_cent_and_say_so()
    {
        (string, long)[] counts = [("poor service", 14), ("poor onboarding", 23), ("feels unvalued", 70), ("went to a competitor", 56)];
        var why = ChurnReasons.FromMultipleChoice(counts, customers: 100);
        Assert.Equal(1.63, why.MentionsPerCustomer!.Value, 1e-15);
        Assert.Equal(0.70, why.Reasons[0].Share.Value);
        Assert.Equal(70.0 / 163, why.Reasons[0].CumulativeShare!.Value, 1e-15);
        Assert.EndsWith("Several reasons could be named: the shares sum to 163.0 %", why.ToString(), StringComparison.Ordinal);
        Assert.Contains("the shares sum to 163.0 %", why.ToHtml(), StringComparison.Ordinal);
        var refused = Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize(
            """{"reasons":[{"name":"a","share":{"count":70,"total":100}},{"name":"b","share":{"count":56,"total":100}}],"customers":100,"isMultipleChoice":false,"unanswered":0}""",
            RetentionMetricsJsonContext.Default.ChurnReasons));
        Assert.Contains("named 126 times by 100 customers", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_with_several_reasons_count_each_once()
    {
        string?[]?[] rows = [["price", "service", "price"], ["price", null], [], null, [""], ["service"]];
        var why = ChurnReasons.FromMultipleChoice(rows, r => r, _ => 10m);
        Assert.Equal((3, 3), (why.Customers, why.Unanswered));
        Assert.Equal(Proportion.Of(2, 3), why.Reasons[0].Share);
        Assert.Equal(20m, why.Reasons[0].Value);
        Assert.True(why.IsMultipleChoice);
    }

    // Goodman, Technometrics 7, 1965: χ²(1) at 1 − α/k; for 3 reasons at 95 % z = 2.39398. R: DescTools::MultinomCI(c(3,2,1)*20, method = "goodman").
    [Fact]
    public void The_intervals_of_all_reasons_hold_together()
    {
        var why = ChurnReasons.FromSingleChoice([("a", 60), ("b", 40), ("c", 20)]);
        var interval = why.Interval(why.Reasons[0])!.Value;
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - (0.05 / 6));
        var centre = (60 + (z * z / 2)) / (120 + (z * z));
        var half = z * Math.Sqrt((60.0 * 60 / 120) + (z * z / 4)) / (120 + (z * z));
        Assert.Equal(centre - half, interval.Lower, 1e-9);
        Assert.Equal(centre + half, interval.Upper, 1e-9);
        Assert.Equal((0.95, "Goodman, simultaneous"), (interval.Level, interval.Method));
        Assert.True(interval.Width > why.Reasons[0].Share.Interval()!.Value.Width);
        Assert.Throws<ArgumentException>("reason", () => why.Interval(default));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => why.Interval(why.Reasons[0], 1));
        var several = ChurnReasons.FromMultipleChoice([("a", 6), ("b", 6)], 8);
        Assert.Equal("Wilson, simultaneous (Bonferroni)", several.Interval(several.Reasons[1])!.Value.Method);
    }

    [Fact]
    public void The_vital_few_reach_their_share()
    {
        var why = ChurnReasons.FromSingleChoice([("a", 60), ("b", 20), ("c", 15), ("d", 5)]);
        Assert.Equal(["a", "b"], why.VitalFew().Select(r => r.Name));
        Assert.Equal(["a"], why.VitalFew(0.6).Select(r => r.Name));
        Assert.Equal(4, why.VitalFew(1).Count);
        Assert.Throws<ArgumentOutOfRangeException>("share", () => why.VitalFew(80));
    }

    [Fact]
    public void Without_answers_there_are_no_shares()
    {
        var none = ChurnReasons.FromSingleChoice(Exits.Take(0), e => e.Reason);
        Assert.Equal("n/a (nobody gave a reason)", none.ToString());
        Assert.Contains("nobody gave a reason", none.ToHtml(), StringComparison.Ordinal);
        Assert.Empty(none.VitalFew());
        var zero = ChurnReasons.FromSingleChoice([("price", 0)], unanswered: 3);
        Assert.Null(zero.Reasons[0].Share.Value);
        Assert.Null(zero.Reasons[0].CumulativeShare);
        Assert.Null(zero.Interval(zero.Reasons[0]));
        Assert.Empty(zero.VitalFew());
        Assert.Null(zero.MentionsPerCustomer);
        Assert.Equal(string.Empty, default(ChurnReason).Name);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Contains("price is there twice", Assert.Throws<ArgumentException>("counts", () => ChurnReasons.FromSingleChoice([("price", 1), ("price", 2)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("counts", () => ChurnReasons.FromSingleChoice([(" ", 1)]));
        Assert.StartsWith("The count of price was -1.", Assert.Throws<ArgumentOutOfRangeException>("counts", () => ChurnReasons.FromSingleChoice([("price", -1)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("counts", () => ChurnReasons.FromMultipleChoice([("price", 9)], 8));
        Assert.Contains("each of them named at least one", Assert.Throws<ArgumentException>("counts", () => ChurnReasons.FromMultipleChoice([("price", 7)], 8)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("customers", () => ChurnReasons.FromMultipleChoice([], -1));
        Assert.Throws<ArgumentOutOfRangeException>("unanswered", () => ChurnReasons.FromSingleChoice([("a", 1)], -1));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => ChurnReasons.FromSingleChoice(Exits, e => e.Reason, _ => -1m));
        Assert.Throws<ArgumentNullException>("rows", () => ChurnReasons.FromSingleChoice<int>(null!, _ => "a"));
        Assert.Throws<ArgumentNullException>("reason", () => ChurnReasons.FromSingleChoice([1], null!));
        Assert.Throws<ArgumentNullException>("rows", () => ChurnReasons.FromMultipleChoice<int>(null!, _ => []));
        Assert.Throws<ArgumentNullException>("reasons", () => ChurnReasons.FromMultipleChoice([1], null!));
        Assert.Throws<ArgumentNullException>("counts", () => ChurnReasons.FromSingleChoice((IEnumerable<(string, long)>)null!));
        Assert.Throws<ArgumentNullException>("counts", () => ChurnReasons.FromMultipleChoice(null!, 3));
    }

    [Fact]
    public void They_read_back_from_JSON()
    {
        var context = RetentionMetricsJsonContext.Default;
        var why = ChurnReasons.FromSingleChoice(Exits, e => e.Reason, e => e.Value);
        Json.RoundTrips(why, context.ChurnReasons);
        Json.RoundTrips(ChurnReasons.FromMultipleChoice([("a", 6), ("b", 6)], 8, 2), context.ChurnReasons);
        Json.RoundTrips(why.Reasons[0], context.ChurnReason);
        Assert.Equal(why.GetHashCode(), ChurnReasons.FromSingleChoice(Exits, e => e.Reason, e => e.Value).GetHashCode());
        Assert.False(why.Equals((object?)null));
    }

    [Property]
    public void The_order_of_the_rows_does_not_matter_and_the_shares_sum_to_one(AnyAnswers answers)
    {
        var why = ChurnReasons.FromSingleChoice(answers.Scores, s => FormattableString.Invariant($"reason {s}"));
        Assert.Equal(why, ChurnReasons.FromSingleChoice(answers.Scores.Reverse(), s => FormattableString.Invariant($"reason {s}")));
        if (answers.Scores.Count > 0)
        {
            Assert.Equal(1, why.Reasons.Sum(r => r.Share.Value!.Value), 1e-12);
            Assert.Equal(1, why.Reasons[^1].CumulativeShare);
            Assert.All(why.Reasons, r => Assert.True(why.Interval(r)!.Value.Contains(r.Share.Value!.Value)));
            Assert.Equal(why.Reasons.OrderByDescending(r => r.Customers).Select(r => r.Customers), why.Reasons.Select(r => r.Customers));
        }
    }

    [Fact]
    public void Silent_churn_is_the_part_that_no_complaint_announced()
    {
        var silent = SilentChurn.FromCounts(churned: 250, complainedBefore: 110);
        Assert.Equal(Proportion.Of(140, 250), silent.Evidence);
        Assert.Equal("56.0 % (140 of 250; 95 % CI 49.8–62.0)", silent.ToString());
        Assert.Contains("Silent churn", silent.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(SilentChurn.FromCounts(260, 115), silent + SilentChurn.FromCounts(10, 5));
        Assert.Equal("n/a (nobody left)", SilentChurn.AdditiveIdentity.ToString());
        Assert.Equal(silent.Evidence.Interval(0.8), silent.Interval(0.8));
        Assert.StartsWith("complainedBefore was 3.", Assert.Throws<ArgumentOutOfRangeException>("complainedBefore", () => SilentChurn.FromCounts(2, 3)).Message, StringComparison.Ordinal);
        Json.RoundTrips(silent, RetentionMetricsJsonContext.Default.SilentChurn);
    }
}
