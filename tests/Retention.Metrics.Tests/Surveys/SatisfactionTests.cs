using System.Text.Json;
using FsCheck;
using Retention.Metrics.Serialization;
using Retention.Metrics.Surveys;

namespace Retention.Metrics.Tests.Surveys;

public class SatisfactionTests
{
    private static readonly int[] Fifteen = [5, 4, 4, 3, 5, 2, 5, 4, 1, 5, 4, 4, 3, 5, 5];

    [Fact]
    public void The_definition_decides_the_score_of_the_same_answers()
    {
        var csat = CustomerSatisfaction.FromScores(Fifteen);
        Assert.Equal(Proportion.Of(11, 15), csat.Satisfied);
        Assert.Equal(Proportion.Of(6, 15), csat.WithTopBoxes(1).Satisfied);
        Assert.Equal(59.0 / 15, csat.Mean!.Value, 1e-14);
        Assert.Equal(220.0 / 3, csat.RescaledMean!.Value, 1e-12);
        Assert.Equal("CSAT 73.3 % (11 of 15; 95 % CI 48.0–89.1; 4–5 on 1–5; mean 3.93)", csat.ToString());
        Assert.Contains("; 5 on 1–5; ", csat.WithTopBoxes(1).ToString(), StringComparison.Ordinal);
        Assert.Contains("4–5 on 1–5", csat.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Presets_are_the_usual_scales()
    {
        Assert.Equal(Proportion.Of(2, 7), CustomerSatisfaction.FromScores([1, 2, 3, 4, 5, 6, 7], CsatDefinition.SevenPointTopTwo).Satisfied);
        Assert.Equal(Proportion.Of(2, 10), CustomerSatisfaction.FromScores(Enumerable.Range(1, 10), CsatDefinition.TenPointTopTwo).Satisfied);
        Assert.Equal(Proportion.Of(1, 3), CustomerSatisfaction.FromScores([1, 2, 3], CsatDefinition.ThreePoint).Satisfied);
        Assert.Equal(Proportion.Of(1, 5), CustomerSatisfaction.FromScores([1, 2, 3, 4, 5], CsatDefinition.FivePointTopBox).Satisfied);
        var thumbs = CustomerSatisfaction.FromHistogram([3, 9], CsatDefinition.Thumbs);
        Assert.Equal(0.75, thumbs.Mean);
        Assert.Equal(0.75, thumbs.Satisfied.Value);
    }

    [Fact]
    public void Missing_answers_are_counted_apart_and_groups_pool()
    {
        var some = CustomerSatisfaction.From(new int?[] { 5, null, 1 }, s => s);
        Assert.Equal((2, 1), (some.Responses, some.Unanswered));
        var all = some + CustomerSatisfaction.FromScores([4, 4]);
        Assert.Equal((4, 1), (all.Responses, all.Unanswered));
        Assert.Equal(Proportion.Of(3, 4), all.Satisfied);
        Assert.Equal([1, 0, 0, 2, 1], all.Counts);
        Assert.Throws<ArgumentException>(() => some + some.WithTopBoxes(3));
        Assert.Throws<ArgumentNullException>(() => some + null!);
        Assert.Throws<ArgumentNullException>(() => null! + some);
    }

    // MathNet's Student t as the oracle of the critical value.
    [Fact]
    public void The_interval_of_the_mean_is_Students()
    {
        var csat = CustomerSatisfaction.FromScores(Fifteen);
        var t = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, 14, 0.975);
        var error = Math.Sqrt(MathNet.Numerics.Statistics.Statistics.Variance(Fifteen.Select(s => (double)s)) / 15);
        Assert.Equal(csat.Mean!.Value - (t * error), csat.MeanInterval()!.Value.Lower, 1e-7);
        var few = CustomerSatisfaction.FromScores([5, 5, 4]).MeanInterval()!.Value;
        Assert.Equal(5, few.Upper);
        Assert.True(few.UnclippedUpper > 5);
        Assert.Null(CustomerSatisfaction.FromScores([5]).MeanInterval());
        Assert.Equal(0, CustomerSatisfaction.FromScores([4, 4, 4]).MeanInterval()!.Value.Width);
    }

    [Fact]
    public void Nobody_has_no_score()
    {
        var nobody = CustomerSatisfaction.FromScores([]);
        Assert.Null(nobody.Mean);
        Assert.Null(nobody.RescaledMean);
        Assert.Null(nobody.MeanInterval());
        Assert.Equal("n/a (nobody answered)", nobody.ToString());
        Assert.Contains("n/a", nobody.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.StartsWith("scores[1] was 6. A score must be inside [1..5].", Assert.Throws<ArgumentOutOfRangeException>("scores", () => CustomerSatisfaction.FromScores([5, 6])).Message, StringComparison.Ordinal);
        Assert.StartsWith("rows[0] was 0.", Assert.Throws<ArgumentOutOfRangeException>("rows", () => CustomerSatisfaction.From([0], s => s)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("scores", () => CustomerSatisfaction.FromScores(null!));
        Assert.Throws<ArgumentNullException>("rows", () => CustomerSatisfaction.From<int>(null!, s => s));
        Assert.Throws<ArgumentNullException>("score", () => CustomerSatisfaction.From([1], null!));
        Assert.Contains("has 2 bins", Assert.Throws<ArgumentException>("counts", () => CustomerSatisfaction.FromHistogram([1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("counts", () => CustomerSatisfaction.FromHistogram([1, 2, -3, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>("maximum", () => new CsatDefinition(5, 5, 1));
        Assert.Throws<ArgumentOutOfRangeException>("topBoxes", () => new CsatDefinition(1, 5, 5));
        Assert.Throws<ArgumentOutOfRangeException>("topBoxes", () => CustomerSatisfaction.FromScores([1]).WithTopBoxes(0));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => CustomerSatisfaction.FromScores([1]).MeanInterval(2));
    }

    [Fact]
    public void They_read_back_from_JSON()
    {
        var context = RetentionMetricsJsonContext.Default;
        Json.RoundTrips(CustomerSatisfaction.FromScores(Fifteen, CsatDefinition.SevenPointTopTwo), context.CustomerSatisfaction);
        Json.RoundTrips(CustomerEffort.FromHistogram([1, 2, 3, 4, 5], CesDefinition.Version1), context.CustomerEffort);
        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"definition":{"minimum":1,"maximum":5,"topBoxes":2},"counts":[1,2,3]}""", context.CustomerSatisfaction));
        Assert.Equal(CustomerSatisfaction.FromScores([1, 5]).GetHashCode(), CustomerSatisfaction.FromScores([5, 1]).GetHashCode());
        Assert.Equal(CustomerEffort.FromScores([1, 5]).GetHashCode(), CustomerEffort.FromScores([5, 1]).GetHashCode());
        Assert.False(CustomerSatisfaction.FromScores([1]).Equals((object?)null));
        Assert.False(CustomerEffort.FromScores([1]).Equals((object?)null));
    }

    // The counts of a public help-centre example of CES, which prints a mean of 4.08.
    [Fact]
    public void Effort_in_its_second_version_is_good_when_high()
    {
        var ces = CustomerEffort.FromHistogram([80, 210, 140, 110, 160, 180, 120]);
        Assert.Equal(4.08, ces.Mean!.Value, 1e-12);
        Assert.Equal(Proportion.Of(460, 1_000), ces.Easy);
        Assert.Equal(Proportion.Of(430, 1_000), ces.Hard);
        Assert.Equal(Proportion.Of(300, 1_000), ces.EasiestTwo);
        Assert.Equal(0.03, ces.NetEase!.Value, 1e-15);
        Assert.Equal("CES 4.08 (1–7, higher is better; 1,000 responses; easy 46.0 %, 95 % CI 42.9–49.1; net +3.0 points)", ces.ToString());
        Assert.Contains("higher is better", ces.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Effort_in_its_first_version_is_good_when_low()
    {
        var ces = CustomerEffort.FromScores([1, 1, 2, 3, 4, 5, 5], CesDefinition.Version1);
        Assert.Equal(Proportion.Of(3, 7), ces.Easy);
        Assert.Equal(Proportion.Of(3, 7), ces.Hard);
        Assert.Equal(3, ces.Mean);
        Assert.Contains("lower is better", ces.ToString(), StringComparison.Ordinal);
        Assert.Contains("below 30", ces.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Effort_of_nobody_is_undefined_and_nonsense_is_refused()
    {
        Assert.Equal("n/a (nobody answered)", CustomerEffort.FromScores([]).ToString());
        Assert.Null(CustomerEffort.FromScores([]).NetEase);
        Assert.Contains("nobody answered", CustomerEffort.From(new int?[] { null }, s => s).ToHtml(), StringComparison.Ordinal);
        Assert.Equal(1, CustomerEffort.From(new int?[] { null }, s => s).Unanswered);
        Assert.Null(CustomerEffort.FromScores([3]).MeanInterval());
        Assert.StartsWith("scores[0] was 8.", Assert.Throws<ArgumentOutOfRangeException>(() => CustomerEffort.FromScores([8])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("maximum", () => new CesDefinition(1, 2, true));
        Assert.Throws<ArgumentException>(() => CustomerEffort.FromScores([1]) + CustomerEffort.FromScores([1], CesDefinition.Version1));
        Assert.Equal(3, (CustomerEffort.FromScores([1, 2]) + CustomerEffort.FromScores([7])).Responses);
        Assert.Throws<ArgumentNullException>(() => CustomerEffort.FromScores(null!));
        Assert.Throws<ArgumentNullException>(() => CustomerEffort.From<int>(null!, s => s));
        Assert.Throws<ArgumentNullException>(() => CustomerEffort.From([1], null!));
        Assert.Throws<ArgumentNullException>(() => CustomerEffort.FromScores([1]) + null!);
        Assert.Throws<ArgumentNullException>(() => null! + CustomerEffort.FromScores([1]));
    }

    [Property]
    public void More_top_boxes_never_satisfy_fewer(AnyAnswers answers)
    {
        var csat = CustomerSatisfaction.FromScores(answers.Scores, new CsatDefinition(0, 10, 1));
        for (var boxes = 2; boxes <= 10; boxes++)
        {
            var more = csat.WithTopBoxes(boxes);
            Assert.True(more.Satisfied.Count >= csat.Satisfied.Count);
            Assert.Equal(csat.Mean, more.Mean);
            csat = more;
        }
    }

    [Property]
    public void Means_and_variances_are_those_of_the_answers(AnyAnswers answers, AnyLevel level)
    {
        var csat = CustomerSatisfaction.FromScores(answers.Scores, new CsatDefinition(0, 10, 2));
        if (answers.Scores.Count < 2)
        {
            return;
        }

        var values = answers.Scores.Select(s => (double)s).ToArray();
        Assert.Equal(MathNet.Numerics.Statistics.Statistics.Mean(values), csat.Mean!.Value, 1e-12);
        var interval = csat.MeanInterval(level.Value)!.Value;
        Assert.Equal((interval.UnclippedLower + interval.UnclippedUpper) / 2, csat.Mean.Value, 1e-9);
        var error = Math.Sqrt(MathNet.Numerics.Statistics.Statistics.Variance(values) / values.Length);
        Assert.True(interval.UnclippedUpper - interval.UnclippedLower >= 2 * Math.Abs(MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (1 - level.Value) / 2)) * error * (1 - 1e-9));
    }

    [Property]
    public void Turning_the_scale_round_exchanges_easy_and_hard(AnyAnswers answers)
    {
        var up = CustomerEffort.FromScores(answers.Scores, new CesDefinition(0, 10, higherIsBetter: true));
        var down = CustomerEffort.FromScores(answers.Scores.Select(s => 10 - s), new CesDefinition(0, 10, higherIsBetter: false));
        Assert.Equal((up.Easy, up.Hard, up.EasiestTwo), (down.Easy, down.Hard, down.EasiestTwo));
        Assert.Equal(up.NetEase, -(down.Hard.Value - down.Easy.Value), (a, b) => a is null ? b is null : Math.Abs(a.Value - b!.Value) < 1e-12);
    }
}
