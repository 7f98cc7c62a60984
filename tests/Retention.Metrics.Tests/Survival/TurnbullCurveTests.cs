using System.Text.Json;
using Retention.Metrics.Models;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class TurnbullCurveTests
{
    private static IntervalLifetimes Ten => IntervalLifetimes.From([1, 2, 3, 0.5, 4, 6, 2, 5, 1, 8], [2, 4, null, 1, 6, null, 3, 9, 5, null], unit: "weeks");

    [Fact] // R: survfit(Surv(left, right, type = "interval2") ~ 1); its self-consistency stops at 1e-3 or so, and lists intervals by their middles.
    public void Ten_rows_as_in_R()
    {
        var curve = TurnbullCurve.Fit(Ten);

        Assert.Equal([0.75, 1.5, 2.5, 3.5, 4.5, 5.5, 8.5], curve.Steps.Select(s => s.Middle));
        double[] known = [0.9, 0.7713963440123226, 0.5141908522047205, 0.5141890389551305, 0.45038979881173064, 0.34274877183176133, 0];
        Assert.Equal(known, curve.Steps.Select(s => s.Survival), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(FitStatus.Converged, curve.Report.Status);
        Assert.Equal(0, curve.Beyond);
        Assert.Null(curve.BeyondFrom);
        Json.RoundTrips(curve, RetentionMetricsJsonContext.Default.TurnbullCurve);
        Json.RoundTrips(curve.Steps[0], RetentionMetricsJsonContext.Default.TurnbullStep);
    }

    [Fact]
    public void Three_rows_by_hand()
    {
        // (0, 2], (1, 3] and still running at 2: candidates (1, 2] and (2, 3]; the running row needs the second, the first row the first. The middle one has both.
        var curve = TurnbullCurve.Fit(IntervalLifetimes.From([0, 1, 2], [2, 3, null]));
        Assert.Equal([(1, 2), (2, 3)], curve.Steps.Select(s => (s.From, s.To)));
        Assert.Equal(0.5, curve.Steps[0].Mass, 1e-10);
        Assert.Equal(2 * Math.Log(0.5), curve.LogLikelihood, 1e-10);
    }

    [Fact]
    public void Inside_of_a_step_there_are_two_bounds()
    {
        var curve = TurnbullCurve.Fit(Ten);
        Assert.Equal(1, curve.At(0).Value);
        Assert.Equal(1, curve.At(0.5).Value);
        Assert.Null(curve.At(0.7).Value);
        Assert.Equal((0.9, 1.0), (Math.Round(curve.At(0.7).Lowest!.Value, 9), curve.At(0.7).Highest));
        Assert.Contains("inside a step", curve.At(0.7).WhyUndefined, StringComparison.Ordinal);
        Assert.Equal(0.9, curve.At(1).Value!.Value, 1e-9);
        Assert.Equal(curve.Steps[5].Survival, curve.At(7).Value);
        Assert.Equal(0, curve.At(9).Value);
        Assert.Equal("90.0 %", curve.At(1).ToString());
        Assert.Contains("n/a", curve.At(0.7).ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(curve.At(0.7), RetentionMetricsJsonContext.Default.TurnbullEstimate);
        Assert.Equal("n/a (nobody was observed)", default(TurnbullEstimate).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.At(-1));
    }

    [Fact]
    public void Past_the_last_observation_nothing_is_known()
    {
        var curve = TurnbullCurve.Fit(IntervalLifetimes.From([1, 2, 5], [1, 3, null], unit: "weeks"));
        Assert.Equal(1 / 3.0, curve.Beyond, 1e-10);
        Assert.Equal(5, curve.BeyondFrom);
        Assert.Equal(1 / 3.0, curve.At(5).Value!.Value, 1e-10);
        Assert.Null(curve.At(6).Value);
        Assert.Equal(0, curve.At(6).Lowest);
        Assert.Null(curve.StepAt(0.9));
        Assert.Equal((2, 3), (curve.Median!.Value.From, curve.Median.Value.To));
        Assert.StartsWith("3 lifetimes between bounds: 50 % gone within 2–3 weeks; 33.3 % beyond 5 weeks; converged after", curve.ToString(), StringComparison.Ordinal);
        Assert.Contains("fewer than half", TurnbullCurve.Fit(IntervalLifetimes.From([1, 5, 5], [1, null, null])).ToString(), StringComparison.Ordinal);
        Assert.Contains("gone at 1", TurnbullCurve.Fit(IntervalLifetimes.From([1, 1, 5], [1, 1, null])).ToString(), StringComparison.Ordinal);
        Assert.Contains("| 2–3 | 33.3 % | 33.3 % |", curve.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("<svg", curve.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("leave", curve.Steps[0].ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.StepAt(1));
    }

    [Fact]
    public void Nobody_has_no_curve()
    {
        var curve = TurnbullCurve.Fit(IntervalLifetimes.From([], []));
        Assert.Empty(curve.Steps);
        Assert.Null(curve.At(1).Value);
        Assert.Null(curve.Median);
        Assert.Equal("n/a (nobody was observed)", curve.ToString());
        Assert.DoesNotContain("<svg", curve.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(curve, RetentionMetricsJsonContext.Default.TurnbullCurve);
    }

    [Fact]
    public void Everybody_still_running_comes_down_nowhere()
    {
        var curve = TurnbullCurve.Fit(IntervalLifetimes.From([1, 2], [null, null]));
        Assert.Empty(curve.Steps);
        Assert.Equal((1, 2), (curve.Beyond, curve.BeyondFrom));
        Assert.Equal(1, curve.At(1).Value);
    }

    [Fact]
    public void Many_rows_converge_to_a_proven_maximum()
    {
        // Five thousand customers seen at visits of their own; lifetimes of 10 on average, some before the first visit, some after the last.
        var random = new Random(5);
        var (lower, upper) = (new double[5000], new double?[5000]);
        for (var i = 0; i < lower.Length; i++)
        {
            var (time, visit) = (-10 * Math.Log(1 - random.NextDouble()), 0.0);
            for (var next = random.NextDouble() * 3; ; next = visit + 0.5 + (random.NextDouble() * 4))
            {
                if (next >= time || next > 25)
                {
                    (lower[i], upper[i]) = (visit, next > 25 ? null : next);
                    break;
                }

                visit = next;
            }
        }

        var curve = TurnbullCurve.Fit(IntervalLifetimes.From(lower, upper));
        Assert.Equal(FitStatus.Converged, curve.Report.Status);
        foreach (var t in new[] { 2.0, 5, 10, 20 })
        {
            Assert.InRange(Math.Exp(-t / 10), curve.At(t).Lowest!.Value - 0.05, curve.At(t).Highest!.Value + 0.05);
        }

        Assert.Contains("steps.", curve.ToHtml(), StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => TurnbullCurve.Fit(IntervalLifetimes.From(lower, upper), new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentNullException>(() => TurnbullCurve.Fit(null!));
    }

    [Theory]
    [InlineData("\"mass\":", "\"mass\":2,\"x\":")]
    [InlineData("\"beyond\":0", "\"beyond\":-1")]
    [InlineData("\"from\":2", "\"from\":1")]
    [InlineData("\"steps\"", "\"s\"")]
    [InlineData("\"report\"", "\"r\"")]
    public void A_document_that_cannot_be_is_refused(string text, string wrong)
    {
        var json = JsonSerializer.Serialize(TurnbullCurve.Fit(Ten), RetentionMetricsJsonContext.Default.TurnbullCurve);
        Assert.Contains(text, json, StringComparison.Ordinal);
        Assert.True(Record.Exception(() => JsonSerializer.Deserialize(json.Replace(text, wrong, StringComparison.Ordinal), RetentionMetricsJsonContext.Default.TurnbullCurve)) is ArgumentException or JsonException);
    }

    [Fact]
    public void Equality_is_that_of_values()
    {
        Assert.Equal(TurnbullCurve.Fit(Ten), TurnbullCurve.Fit(Ten));
        Assert.NotEqual(TurnbullCurve.Fit(Ten), TurnbullCurve.Fit(IntervalLifetimes.From([1], [2])));
        Assert.False(TurnbullCurve.Fit(Ten).Equals((object)"x"));
        Assert.Equal(Ten, IntervalLifetimes.From([1, 2, 3, 0.5, 4, 6, 2, 5, 1, 8], [2, 4, null, 1, 6, null, 3, 9, 5, null], unit: "weeks"));
        Assert.NotEqual(Ten, IntervalLifetimes.From([1], [2]));
        Assert.False(Ten.Equals((object)"x"));
    }

    [Fact]
    public void Lifetimes_between_bounds()
    {
        Assert.Equal("10 lifetimes in weeks: 0 exact, 7 between bounds, 3 still running", Ten.ToString());
        Assert.Equal((10, 0, 7, 3, 10.0), (Ten.Count, Ten.Exact, Ten.Between, Ten.Running, Ten.Weight));
        Assert.Equal("no lifetimes", IntervalLifetimes.From([], []).ToString());
        Json.RoundTrips(Ten, RetentionMetricsJsonContext.Default.IntervalLifetimes);
        var weighted = IntervalLifetimes.From([(1.0, (double?)1.0, 2.0), (2, null, 0.5)], r => r.Item1, r => r.Item2, r => r.Item3);
        Json.RoundTrips(weighted, RetentionMetricsJsonContext.Default.IntervalLifetimes);
        Assert.Equal((1, 1, 2.5), (weighted.Exact, weighted.Running, weighted.Weight));
        Assert.Equal([2.0, 0.5], weighted.Weights.ToArray());
        Assert.Equal([1.0, 2], weighted.Lower.ToArray());
        Assert.Equal([1.0, null], weighted.Upper.ToArray());
        Assert.Contains("2.5", weighted.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(IntervalLifetimes.From([1, 2], [1, null]), IntervalLifetimes.From([(1.0, (double?)1.0), (2, null)], r => r.Item1, r => r.Item2));
    }

    [Theory]
    [InlineData(-1, 1, "lower[0]")]
    [InlineData(double.NaN, 1, "lower[0]")]
    [InlineData(double.PositiveInfinity, 1, "lower[0]")]
    [InlineData(2, 1, "upper[0]")]
    [InlineData(0, 0, "upper[0]")]
    [InlineData(0, double.NaN, "upper[0]")]
    [InlineData(0, double.PositiveInfinity, "upper[0]")]
    public void Illegal_bounds_are_refused(double lower, double upper, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => IntervalLifetimes.From([lower], [upper])).ParamName);

    [Fact]
    public void Illegal_columns_are_refused()
    {
        Assert.Throws<ArgumentException>(() => IntervalLifetimes.From([1, 2], [2]));
        Assert.Throws<ArgumentException>(() => IntervalLifetimes.From([1], [2], [1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntervalLifetimes.From([1], [2], [0]));
        Assert.Throws<ArgumentNullException>(() => IntervalLifetimes.From<int>(null!, r => r, r => r));
        Assert.Throws<ArgumentNullException>(() => IntervalLifetimes.From([1], null!, r => r));
        Assert.Throws<ArgumentNullException>(() => IntervalLifetimes.From([1], r => r, null!));
        Assert.Throws<ArgumentNullException>(() => JsonSerializer.Deserialize("""{"upper":[1]}""", RetentionMetricsJsonContext.Default.IntervalLifetimes));
        Assert.Throws<ArgumentNullException>(() => JsonSerializer.Deserialize("""{"lower":[1]}""", RetentionMetricsJsonContext.Default.IntervalLifetimes));
    }
}
