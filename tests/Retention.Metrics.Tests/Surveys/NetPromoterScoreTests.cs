using System.Text.Json;
using Retention.Metrics.Serialization;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

public class NetPromoterScoreTests
{
    private static readonly NpsScale OneToTen = new(1, 10, 6, 9);

    // The bins of Reichheld, "The One Number You Need to Grow", 2003: 0-6, 7-8, 9-10.
    [Fact]
    public void Nine_and_ten_promote_seven_and_eight_are_passive_the_rest_detract()
    {
        var nps = NetPromoterScore.FromScores([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal((2, 2, 7), (nps.Promoters, nps.Passives, nps.Detractors));
        Assert.Equal(-500.0 / 11, nps.Score!.Value, 1e-13);
        Assert.Equal(11, nps.Responses);
    }

    [Fact]
    public void Every_way_in_counts_alike()
    {
        int[] scores = [10, 9, 9, 8, 7, 7, 6, 5, 3, 0, 10, 9];
        var expected = NetPromoterScore.FromCounts(5, 3, 4);
        Assert.Equal(expected, NetPromoterScore.FromScores(scores));
        Assert.Equal(expected, NetPromoterScore.FromScores(scores.AsSpan()));
        Assert.Equal(expected, NetPromoterScore.FromScores((IEnumerable<int>)scores));
        Assert.Equal(expected, NetPromoterScore.FromScores(scores.ToList()));
        Assert.Equal(expected, NetPromoterScore.FromScores(new Queue<int>(scores)));
        Assert.Equal(expected, NetPromoterScore.FromScores(Array.ConvertAll(scores, s => (byte)s)));
        Assert.Equal(expected, NetPromoterScore.FromScores(Array.ConvertAll(scores, s => (byte)s), maxThreads: 4));
        Assert.Equal(expected, NetPromoterScore.From(scores, s => s));
        Assert.Equal(expected, NetPromoterScore.FromHistogram([1, 0, 0, 1, 0, 1, 1, 2, 1, 3, 2]));
    }

    [Fact]
    public void Missing_answers_are_counted_and_are_no_passives()
    {
        var nps = NetPromoterScore.FromScores([10, null, 3, null, null]);
        Assert.Equal(NetPromoterScore.FromCounts(1, 0, 1, unanswered: 3), nps);
        Assert.Equal(0, nps.Score);
        Assert.Equal(Proportion.Of(2, 5), nps.Answered);
        Assert.Contains("2 of 5", nps.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_scale_is_used_only_when_spelled_out()
    {
        Assert.Equal(NetPromoterScore.FromCounts(2, 0, 2, scale: OneToTen), NetPromoterScore.FromScores([1, 6, 9, 10], OneToTen));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromScores([0], OneToTen));
        Assert.Equal(NetPromoterScore.FromCounts(1, 1, 1, scale: new(-1, 1, -1, 1)), NetPromoterScore.FromScores([-1, 0, 1], new NpsScale(-1, 1, -1, 1)));
        Assert.Equal(NetPromoterScore.FromCounts(2, 0, 1, scale: new(-1, 1, -1, 0)), NetPromoterScore.FromScores(new byte[] { 0, 1 }, new NpsScale(-1, 1, -1, 0)) + NetPromoterScore.FromScores([-1], new NpsScale(-1, 1, -1, 0)));
        Assert.Contains("scale 1–10: detractors 1–6, promoters 9–10", NetPromoterScore.FromScores([9], OneToTen).ToString(), StringComparison.Ordinal);
        Assert.Equal(NetPromoterScore.FromCounts(1, 0, 0), NetPromoterScore.FromCounts(1, 0, 0, scale: new NpsScale(0, 10, 6, 9)));
    }

    [Fact]
    public void An_answer_off_the_scale_is_refused_with_its_value_its_position_and_the_scale()
    {
        const string Message = "scores[2] was 11. A score must be inside [0..10].";
        int[] scores = [10, 0, 11, 12];
        Assert.StartsWith(Message, Assert.Throws<ArgumentOutOfRangeException>("scores", () => NetPromoterScore.FromScores(scores)).Message, StringComparison.Ordinal);
        Assert.StartsWith(Message, Assert.Throws<ArgumentOutOfRangeException>("scores", () => NetPromoterScore.FromScores(scores.Select(s => s))).Message, StringComparison.Ordinal);
        Assert.StartsWith(Message, Assert.Throws<ArgumentOutOfRangeException>("scores", () => NetPromoterScore.FromScores([10, null, 11])).Message, StringComparison.Ordinal);
        Assert.StartsWith(Message, Assert.Throws<ArgumentOutOfRangeException>("scores", () => NetPromoterScore.FromScores(new byte[] { 10, 0, 11 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("rows[2] was 11.", Assert.Throws<ArgumentOutOfRangeException>("rows", () => NetPromoterScore.From(scores, s => s)).Message, StringComparison.Ordinal);
        Assert.StartsWith("scores[0] was -1.", Assert.Throws<ArgumentOutOfRangeException>("scores", () => NetPromoterScore.FromScores([-1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_nonsense_is_refused_too()
    {
        Assert.StartsWith("passives was -1.", Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromCounts(1, -1, 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("unanswered was -1.", Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromCounts(1, 1, 1, -1)).Message, StringComparison.Ordinal);
        Assert.Throws<OverflowException>(() => NetPromoterScore.FromCounts(long.MaxValue, 1, 0));
        Assert.Throws<OverflowException>(() => NetPromoterScore.FromCounts(long.MaxValue, 0, 0, 1));
        Assert.Contains("has 3 bins; the scale", Assert.Throws<ArgumentException>(() => NetPromoterScore.FromHistogram([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromHistogram([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1]));
        Assert.Throws<ArgumentNullException>(() => NetPromoterScore.FromScores((IEnumerable<int>)null!));
        Assert.Throws<ArgumentNullException>(() => NetPromoterScore.FromScores((IEnumerable<int?>)null!));
        Assert.Throws<ArgumentNullException>(() => NetPromoterScore.From<int>(null!, s => s));
        Assert.Throws<ArgumentNullException>(() => NetPromoterScore.From([1], null!));
        Assert.Throws<ArgumentNullException>(() => NetPromoterScore.Pool(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => NetPromoterScore.FromScores(new byte[1], maxThreads: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(NetPromoterScore).WithKind((NpsKind)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(NetPromoterScore).RoundedBy((NpsRounding)7));
    }

    [Fact]
    public void Nobody_has_no_score_and_says_so()
    {
        var nobody = NetPromoterScore.FromScores(Array.Empty<int>());
        Assert.Equal(default, nobody);
        Assert.Null(nobody.Score);
        Assert.Null(nobody.Rounded);
        Assert.Null(nobody.NetShare);
        Assert.Null(nobody.Variance);
        Assert.Null(nobody.StandardError);
        Assert.Null(nobody.PromoterShare.Value);
        Assert.All(Enum.GetValues<NpsInterval>(), method => Assert.Null(nobody.Interval(0.95, method)));
        Assert.Equal("n/a (nobody answered)", nobody.ToString());
        Assert.Contains("nobody answered", nobody.ToHtml(), StringComparison.Ordinal);
    }

    // Rounding 66.7 - 50.0 % of shares first gives 16 or 17; the exact scores are 12.5, -12.5, 16.67.
    [Theory]
    [InlineData(3, 3, 2, 13, 12, 13)]
    [InlineData(2, 3, 3, -13, -12, -13)]
    [InlineData(2, 3, 1, 17, 17, 16)]
    [InlineData(1, 0, 0, 100, 100, 100)]
    [InlineData(0, 1, 0, 0, 0, 0)]
    [InlineData(5, 1, 2, 38, 38, 38)]
    [InlineData(1, 199, 0, 1, 0, 1)]
    public void A_score_is_rounded_once_unless_a_report_did_otherwise(long promoters, long passives, long detractors, int away, int even, int sharesFirst)
    {
        var nps = NetPromoterScore.FromCounts(promoters, passives, detractors);
        Assert.Equal(away, nps.Rounded);
        Assert.Equal(even, nps.RoundedBy(NpsRounding.OnceToEven));
        Assert.Equal(sharesFirst, nps.RoundedBy(NpsRounding.SharesFirst));
    }

    [Fact]
    public void A_half_that_a_double_cannot_see_is_rounded_up_all_the_same()
    {
        // 100·p ÷ n = 0.5 exactly, and one promoter fewer is below it by 1e-16.
        Assert.Equal(1, NetPromoterScore.FromCounts(5_000_000_000_000_000, 995_000_000_000_000_000, 0).Rounded);
        Assert.Equal(0, NetPromoterScore.FromCounts(4_999_999_999_999_999, 995_000_000_000_000_001, 0).Rounded);
    }

    [Fact]
    public void The_employee_score_is_a_label_that_does_not_mix()
    {
        var employees = NetPromoterScore.FromCounts(18, 22, 14).WithKind(NpsKind.Employee);
        Assert.StartsWith("eNPS 7 (18 promoters, 22 passives, 14 detractors; 95 % CI -12.8 to 26.8)", employees.ToString(), StringComparison.Ordinal);
        Assert.Contains("Employee Net Promoter Score", employees.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(2 * 18, (employees + employees).Promoters);
        Assert.Equal(NpsKind.Employee, (employees + employees).Kind);
        Assert.Equal(employees, default(NetPromoterScore) + employees);
        Assert.Equal(employees, employees + default(NetPromoterScore));
        Assert.Throws<ArgumentException>(() => employees + NetPromoterScore.FromCounts(1, 1, 1));
        Assert.Throws<ArgumentException>(() => employees.CompareWith(NetPromoterScore.FromCounts(1, 1, 1)));
        Assert.Throws<ArgumentException>(() => NetPromoterScore.FromCounts(1, 1, 1) + NetPromoterScore.FromCounts(1, 1, 1, scale: OneToTen));
        Assert.Throws<ArgumentException>(() => NetPromoterScore.FromCounts(1, 1, 1).CompareWith(NetPromoterScore.FromCounts(1, 1, 1, scale: OneToTen)));
    }

    [Fact]
    public void It_prints_the_rounded_score_its_counts_and_its_interval()
    {
        var nps = NetPromoterScore.FromCounts(50, 30, 20);
        Assert.Equal("NPS 30 (50 promoters, 30 passives, 20 detractors; 95 % CI 14.1 to 44.2)", nps.ToString());
        Assert.Contains("50.0 % (50 of 100)", nps.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("adjusted Wald", nps.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("below 30", NetPromoterScore.FromCounts(5, 3, 2).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_reads_back_from_JSON_and_refuses_nonsense_there()
    {
        var context = RetentionMetricsJsonContext.Default;
        var json = Json.RoundTrips(NetPromoterScore.FromCounts(50, 30, 20, 7).WithKind(NpsKind.Employee), context.NetPromoterScore);
        Assert.Equal((50, 30, 20), (json.GetProperty("promoters").GetInt64(), json.GetProperty("passives").GetInt64(), json.GetProperty("detractors").GetInt64()));
        Assert.Equal(30, json.GetProperty("score").GetDouble());
        Assert.Equal("Employee", json.GetProperty("kind").GetString());
        Assert.Equal(9, json.GetProperty("scale").GetProperty("promotersFrom").GetInt32());
        Json.RoundTrips(NetPromoterScore.FromScores([1, 9, 10], OneToTen), context.NetPromoterScore);
        Json.RoundTrips(default, context.NetPromoterScore);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"promoters":-5,"passives":3,"detractors":1}""", context.NetPromoterScore));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"minimum":0,"maximum":10,"detractorsUpTo":9,"promotersFrom":9}""", context.NpsScale));
    }

    [Theory]
    [InlineData(0, 0, 0, 0, "maximum")]
    [InlineData(0, 10_001, 0, 1, "maximum")]
    [InlineData(int.MinValue, int.MaxValue, 0, 1, "maximum")]
    [InlineData(0, 10, 6, 11, "promotersFrom")]
    [InlineData(0, 10, 0, 0, "promotersFrom")]
    [InlineData(0, 10, 9, 9, "detractorsUpTo")]
    [InlineData(0, 10, -1, 9, "detractorsUpTo")]
    public void A_scale_whose_bins_overlap_or_leave_it_is_refused(int minimum, int maximum, int detractorsUpTo, int promotersFrom, string argument) =>
        Assert.Throws<ArgumentOutOfRangeException>(argument, () => new NpsScale(minimum, maximum, detractorsUpTo, promotersFrom));
}
