using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class CompetingRisksTests
{
    private static readonly int[] Months = [1, 1, 2, 3, 3, 6];
    private static readonly int[] Reasons = [1, 2, 1, 0, 2, 0];
    private static readonly string[] Names = ["cancelled", "payment failed"];

    private static CompetingRisks Six => CompetingRisks.AalenJohansen(Months, Reasons, Names, unit: "months");

    [Fact]
    public void An_incidence_that_came_to_one_does_not_vary_with_those_who_came_later()
    {
        // Everybody under observation left at 3; those who entered then change nothing any more.
        double[] tenures = [1, 5, 8, 4, 3, 4, 4, 2, 12];
        int[] causes = [1, 0, 0, 1, 1, 0, 1, 1, 1];
        var risks = CompetingRisks.AalenJohansen(tenures, causes, ["a"], [0, 3, 3, 3, 0, 3, 3, 0, 0], [4, 4, 3, 2, 3, 3, 4, 3, 1]);
        var last = risks["a"].Steps[^1];
        Assert.Equal((1, 0), (last.Value, last.StandardError));
    }

    [Fact]
    public void Six_customers_by_hand()
    {
        // 6 at risk: one of each reason at 1. 4 at risk: one cancels at 2. 3 at risk: one payment fails at 3, one is censored there.
        var cancelled = Six["cancelled"];
        var failed = Six["payment failed"];

        Assert.Equal([1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 3.0], cancelled.Steps.Select(s => Math.Round(s.Value, 15)).Select(v => v), new Close());
        Assert.Equal([1 / 6.0, 1 / 6.0, 1 / 3.0, 1 / 3.0], failed.Steps.Select(s => s.Value), new Close());
        Assert.Equal([2 / 3.0, 1 / 2.0, 1 / 3.0, 1 / 3.0], Six.Staying.Steps.Select(s => s.Survival), new Close());
        // R: survfit(...)$std.err
        Assert.Equal([0.15214515486255, 0.19245008972988, 0.19245008972988, 0.19245008972988], cancelled.Steps.Select(s => s.StandardError), new Close());
        Assert.Equal([0.15214515486255, 0.15214515486255, 0.19245008972988, 0.19245008972988], failed.Steps.Select(s => s.StandardError), new Close());
        Assert.Equal("still there 33.3 %; cancelled 33.3 %, payment failed 33.3 % after 6 months", Six.ToString());
    }

    [Fact]
    public void Treating_the_other_reason_as_censoring_overstates_both()
    {
        var alone = SurvivalCurve.KaplanMeier(Lifetimes.From(Months, [.. Reasons.Select(r => r == 1)]));

        Assert.True(1 - alone.LowestSurvival > Six["cancelled"].At(6).Value);
    }

    [Fact]
    public void An_incidence_at_a_time()
    {
        var failed = Six["payment failed"];

        Assert.Equal((0, 0, 6), (failed.At(0.5).Value, failed.At(0.5).StandardError, failed.At(0.5).AtRisk));
        Assert.Equal((0.0, 0.0), (failed.At(0.5).Interval!.Value.Lower, failed.At(0.5).Interval!.Value.Upper));
        Assert.Equal((3.0, 1.0), (failed.At(3).AtRisk, failed.At(4).AtRisk));
        Assert.Equal("33.3 % (95 % CI 4.6–67.6)", failed.At(3).ToString());
        Assert.Equal("33.3 % (95 % CI 4.6–67.6)", Six.Staying.At(3).ToString());
        Assert.Equal("n/a (nobody was observed longer than 6 months)", failed.At(7).ToString());
        Assert.EndsWith("carried on past the last observation", failed.At(7, carryForward: true).ToString(), StringComparison.Ordinal);
        Assert.Contains("Carried on", failed.At(7, carryForward: true).ToHtml(), StringComparison.Ordinal);
        Assert.Equal("payment failed: 33.3 % (95 % CI 4.6–67.6) after 6 months", failed.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => failed.At(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => failed.TimeLost(0));
        Assert.Throws<ArgumentException>(() => Six["moved away"]);
    }

    [Fact]
    public void Time_lost_is_the_area_under_the_incidence()
    {
        // 1/6 from 1 to 3, then 1/3 up to 6.
        Assert.Equal((2 / 6.0) + (3 / 3.0), Six["payment failed"].TimeLost()!.Value, 1e-14);
        Assert.Equal(0.5 / 6, Six["payment failed"].TimeLost(1.5)!.Value, 1e-14);
        Assert.Equal(6, Six.Staying.RestrictedMean().Value!.Value + Six.Incidences.Sum(i => i.TimeLost()!.Value), 1e-13);
    }

    [Fact]
    public void Dated_rows_name_their_reasons()
    {
        (DateOnly Start, DateOnly? End, string? Why)[] rows =
        [
            (new(2026, 1, 1), new(2026, 2, 1), "price"), (new(2026, 1, 1), null, null), (new(2026, 1, 1), new(2026, 3, 1), "card"), (new(2026, 1, 1), new(2026, 9, 1), "price"),
        ];
        var risks = CompetingRisks.From(rows, r => r.Start, r => r.End, r => r.Why!, asOf: new DateOnly(2026, 6, 30));

        Assert.Equal(["card", "price"], risks.Causes);
        Assert.Equal(0.25, risks["price"].At(31).Value);
        Assert.Equal(2, risks.All.Running);
        Assert.Throws<ArgumentException>(() => CompetingRisks.From(rows, r => r.Start, r => r.End, _ => null!, asOf: new DateOnly(2026, 6, 30)));
        var watched = CompetingRisks.From(rows, r => r.Start, r => r.End, r => r.Why!, asOf: new DateOnly(2026, 6, 30), observedFrom: new DateOnly(2026, 1, 15));
        Assert.True(watched.All.HasLateEntry);
        Assert.Equal(risks["card"].At(59).Value, watched["card"].At(59).Value);
    }

    [Fact]
    public void Nobody_and_nobody_leaving()
    {
        var nobody = CompetingRisks.AalenJohansen(ReadOnlySpan<int>.Empty, [], Names);
        Assert.Equal("n/a (nobody was observed)", nobody.ToString());
        Assert.Equal("n/a (nobody was observed)", nobody["cancelled"].At(1).ToString());
        Assert.Equal("cancelled: n/a (nobody was observed)", nobody["cancelled"].ToString());
        Assert.Null(nobody["cancelled"].TimeLost());
        Assert.DoesNotContain("<svg", nobody.ToHtml(), StringComparison.Ordinal);
        var stayed = CompetingRisks.AalenJohansen([3, 4], [0, 0], Names);
        Assert.Equal((0, 0, null), (stayed["cancelled"].At(3).Value, stayed["cancelled"].At(3).StandardError, stayed["cancelled"].At(3).Interval));
        Assert.Contains("0.0 %", stayed["cancelled"].At(3).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_make_no_sense_are_refused()
    {
        Assert.Equal("causes[1]", Assert.Throws<ArgumentOutOfRangeException>(() => CompetingRisks.AalenJohansen([1, 2], [0, 3], Names)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => CompetingRisks.AalenJohansen([1.0, 2], [0, -1], Names));
        Assert.Throws<ArgumentException>(() => CompetingRisks.AalenJohansen([1.0, 2], [0], Names));
        Assert.Throws<ArgumentException>(() => CompetingRisks.AalenJohansen([1, 2], [0], Names));
        Assert.Throws<ArgumentException>(() => CompetingRisks.AalenJohansen([1, 2], [0, 1], ["a", "a"]));
        Assert.Throws<ArgumentNullException>(() => CompetingRisks.AalenJohansen([1, 2], [0, 1], null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => CompetingRisks.AalenJohansen([1.0, 2], [0, 1], Names, level: 2));
        Assert.Throws<OperationCanceledException>(() => CompetingRisks.AalenJohansen([1.0, 2], [0, 1], Names, cancellationToken: new(canceled: true)));
    }

    [Fact]
    public void The_estimate_is_shown_and_reads_back()
    {
        var json = Json.RoundTrips(Six, RetentionMetricsJsonContext.Default.CompetingRisks);
        Assert.Equal(1 / 3.0, json.GetProperty("incidences")[1].GetProperty("steps")[2].GetProperty("value").GetDouble(), 1e-15);
        Json.RoundTrips(Six.With(SurvivalInterval.Logit, 0.8, IncidenceVariance.Aalen), RetentionMetricsJsonContext.Default.CompetingRisks);
        Json.RoundTrips(Six["cancelled"].At(2), RetentionMetricsJsonContext.Default.IncidenceEstimate);
        Assert.Contains("payment failed", Six.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("<svg", Six.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("at 1: 16.7 % (95 % CI 0.8–51.7)", Six["cancelled"].Steps[0].ToString());
        Assert.NotEqual(Six, Six.With(SurvivalInterval.Log));
    }

    [Fact]
    public void Late_entrants_known_only_as_counts_have_no_jackknife()
    {
        var counts = Lifetimes.FromTable([1, 2], ended: [2, 4], censored: [0, 0], atRisk: [10, 11]);

        Assert.Throws<ArgumentException>(() => new CompetingRisks(["a"], [Lifetimes.Empty, counts], SurvivalInterval.Log, 0.95, IncidenceVariance.Jackknife));
        Assert.Equal(0.2, new CompetingRisks(["a"], [Lifetimes.Empty, counts], SurvivalInterval.Log, 0.95, IncidenceVariance.Aalen)["a"].At(1).Value!.Value, 1e-15);
    }

    [Fact]
    public void Grays_test_as_cmprsk_has_it()
    {
        double[] t = [1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10, 1, 1, 2, 3, 3, 3, 5, 6, 6, 7, 9, 10];
        int[] c = [1, 0, 2, 1, 1, 2, 0, 1, 2, 0, 1, 0, 2, 2, 2, 1, 2, 0, 2, 1, 2, 2, 0, 0];
        var a = CompetingRisks.AalenJohansen(t.AsSpan(..12), c.AsSpan(..12), Names);
        var b = CompetingRisks.AalenJohansen(t.AsSpan(12..), c.AsSpan(12..), Names);

        // cmprsk::cuminc(t, c, group)$Tests, rho 0 and 1
        var plain = Names.Select(n => GrayTest.Between(n, 0, ("a", a), ("b", b))).ToList();
        Assert.Equal([2.3475320848916, 2.7334043971197], plain.Select(x => x.ChiSquare!.Value), new Close());
        Assert.Equal([0.125481521962221, 0.098269607248317], plain.Select(x => x.PValue!.Value), new Close());
        var early = Names.Select(n => GrayTest.Between(n, 1, ("a", a), ("b", b))).ToList();
        Assert.Equal([2.1774836122250, 2.8236810250885], early.Select(x => x.ChiSquare!.Value), new Close());
        Assert.Equal("cancelled: chi-squared 2.35 on 1 df, p = .125", plain[0].ToString());
        Assert.EndsWith("rho 1", early[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("score +", plain[0].ToHtml(), StringComparison.Ordinal);
        Assert.Equal(-plain[0].Covariance(0, 1), plain[0].Covariance(1, 1), 1e-12);
        Json.RoundTrips(early[1], RetentionMetricsJsonContext.Default.GrayTest);
        Assert.NotEqual(plain[0], plain[1]);
    }

    [Fact]
    public void Grays_test_says_why_it_cannot_be_made()
    {
        var stayed = CompetingRisks.AalenJohansen([3, 4], [0, 2], Names);

        Assert.Equal("cancelled: n/a (nobody left for this reason while two groups were at risk)", GrayTest.Between("cancelled", 0, ("a", stayed), ("b", stayed)).ToString());
        Assert.Equal("cancelled: n/a (a comparison needs two groups)", GrayTest.Between("cancelled", 0, ("a", Six)).ToString());
        Assert.Null(GrayTest.Between("cancelled", 0, ("a", Six)).PValue);
        Assert.Contains("n/a", GrayTest.Between("cancelled", 0, ("a", Six)).ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GrayTest.Between("moved", 0, ("a", Six), ("b", Six)));
        Assert.Throws<ArgumentException>(() => GrayTest.Between("cancelled", 0, ("a", Six), ("a", Six)));
        Assert.Throws<ArgumentOutOfRangeException>(() => GrayTest.Between("cancelled", double.NaN, ("a", Six), ("b", Six)));
        Assert.Throws<ArgumentNullException>(() => GrayTest.Between("cancelled", 0, ("a", null!)));
        var late = CompetingRisks.AalenJohansen([3.0, 4], [1, 2], Names, entered: [1, 2]);
        Assert.Throws<ArgumentException>(() => GrayTest.Between("cancelled", 0, ("a", late), ("b", Six)));
        Assert.Throws<ArgumentOutOfRangeException>(() => GrayTest.Between("cancelled", 0, ("a", Six), ("b", Six)).Covariance(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GrayTest.Between("cancelled", 0, ("a", Six), ("b", Six)).Covariance(0, -1));
    }

    private sealed class Close : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= 1e-12 * Math.Max(1, Math.Abs(y));

        public int GetHashCode(double obj) => 0;
    }
}
