using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class LifetimesTests
{
    private static readonly DateOnly AsOf = new(2026, 6, 30);

    private static readonly (DateOnly Start, DateOnly? End)[] Subscriptions =
    [
        (new(2026, 1, 1), new(2026, 2, 10)),
        (new(2026, 3, 1), null),
        (new(2026, 5, 1), new(2026, 8, 1)),
        (new(2026, 7, 15), null),
        (new(2026, 6, 30), new(2026, 6, 30)),
    ];

    [Fact]
    public void Dated_rows_give_whole_days_up_to_the_day_that_is_known()
    {
        var lifetimes = Lifetimes.From(Subscriptions, s => s.Start, s => s.End, AsOf);

        // 40 days and gone; 121 days; 60 days, since leaving in August is not known yet; July has not started; gone on the first day.
        Assert.Equal(Lifetimes.From([0, 40, 60, 121], [true, true, false, false], unit: "days"), lifetimes);
        Assert.Equal("4 lifetimes, 2 ended, 2 still running (50.0 % censored), up to 121 days", lifetimes.ToString());
    }

    [Fact]
    public void Customers_who_left_before_the_data_begin_are_left_out_and_older_ones_enter_late()
    {
        (DateOnly Start, DateOnly? End)[] rows =
        [
            (new(2025, 1, 1), new(2025, 3, 1)), (new(2025, 6, 1), new(2026, 3, 1)), (new(2026, 2, 1), new(2026, 2, 1)), (new(2026, 3, 1), null),
        ];

        var lifetimes = Lifetimes.From(rows, r => r.Start, r => r.End, AsOf, observedFrom: new(2026, 1, 1));

        Assert.Equal(3, lifetimes.Count);
        Assert.True(lifetimes.HasLateEntry);
        var curve = SurvivalCurve.KaplanMeier(lifetimes);
        // On the first day: one of the two who were watched from their start; the third was 214 days old when the watch began.
        Assert.Equal((0, 2, 1), (curve.Steps[0].Time, curve.Steps[0].AtRisk, curve.Steps[0].Ended));
        Assert.Equal((121, 1, 1), (curve.Steps[1].Time, curve.Steps[1].AtRisk, curve.Steps[1].Censored));
        Assert.Equal((273, 1, 1), (curve.Steps[2].Time, curve.Steps[2].AtRisk, curve.Steps[2].Ended));
    }

    [Fact]
    public void Weights_of_dated_rows_count_as_customers()
    {
        var lifetimes = Lifetimes.From(Subscriptions[..2], s => s.Start, s => s.End, AsOf, weight: s => s.End is null ? 3 : 1);

        Assert.Equal(4, lifetimes.Weight);
        Assert.Equal(0.75, SurvivalCurve.KaplanMeier(lifetimes).At(50).Survival);
    }

    [Fact]
    public void Dated_rows_that_make_no_sense_are_refused_by_row()
    {
        (DateOnly Start, DateOnly? End)[] backwards = [Subscriptions[0], (new(2026, 2, 1), new(2026, 1, 31))];

        var error = Assert.Throws<ArgumentException>(() => Lifetimes.From(backwards, s => s.Start, s => s.End, AsOf));
        Assert.StartsWith("Row 1 ends on 2026-01-31, before its start, 2026-02-01.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Lifetimes.From(Subscriptions, s => s.Start, s => s.End, AsOf, observedFrom: AsOf.AddDays(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From(Subscriptions, s => s.Start, s => s.End, AsOf, weight: _ => 0));
        Assert.Throws<ArgumentNullException>(() => Lifetimes.From(Subscriptions, null!, s => s.End, AsOf));
        Assert.Throws<ArgumentNullException>(() => Lifetimes.From(Subscriptions, s => s.Start, null!, AsOf));
        Assert.Throws<ArgumentNullException>(() => Lifetimes.From<int>(null!, _ => AsOf, _ => null, AsOf));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void A_tenure_that_is_none_is_refused_by_row(double tenure)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1, 2.5, tenure], [true, true, true]));

        Assert.Equal("tenures[2]", error.ParamName);
        Assert.Contains("at least 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1, 2.5, tenure], [true, true, true], weights: [1, 1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1, 2.5, tenure], [true, true, true], tolerance: TimeTolerance.AsInR));
    }

    [Fact]
    public void Columns_that_do_not_fit_are_refused()
    {
        Assert.Equal("ended has 1 rows, tenures has 2. (Parameter 'ended')", Assert.Throws<ArgumentException>(() => Lifetimes.From([1.0, 2], [true])).Message);
        Assert.Throws<ArgumentException>(() => Lifetimes.From([1, 2], [true]));
        Assert.Equal("tenures[1]", Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1, -2], [true, false])).ParamName);
        Assert.Throws<ArgumentException>(() => Lifetimes.From([1.0, 2], [true, true], entered: [0.0]));
        Assert.Throws<ArgumentException>(() => Lifetimes.From([1.0, 2], [true, true], weights: [1.0]));
        Assert.Equal("entered[1]", Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1.0, 2], [true, true], entered: [0.0, 2])).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1.0, 2], [true, true], entered: [0.0, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1.0, 2], [true, true], weights: [1.0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.From([1.0, 2], [true, true], weights: [1.0, double.NaN]));
    }

    [Fact]
    public void Counting_and_sorting_give_the_same_table()
    {
        // Whole days are counted; the same days with one half added are sorted.
        var random = new Random(7);
        var days = Enumerable.Range(0, 5_000).Select(_ => random.Next(0, 900)).ToArray();
        var ended = days.Select(_ => random.Next(3) > 0).ToArray();

        var counted = SurvivalCurve.KaplanMeier(Lifetimes.From(days, ended)).Steps;
        var sorted = SurvivalCurve.KaplanMeier(Lifetimes.From([.. days.Select(d => d + 0.5)], ended)).Steps;

        Assert.Equal(counted.Select(s => (s.Time + 0.5, s.AtRisk, s.Ended, s.Censored, s.Survival)), sorted.Select(s => (s.Time, s.AtRisk, s.Ended, s.Censored, s.Survival)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-300)]
    [InlineData(60)]
    public void Distinct_times_of_any_spread_come_out_in_order(double lowestPower)
    {
        // Log-uniform from 10^lowest up to 10^300: all but a few of the equal slices of the range stay empty.
        var random = new Random(11);
        var times = Enumerable.Range(0, 30_000).Select(_ => Math.Pow(10, lowestPower + (random.NextDouble() * (300 - lowestPower)))).ToArray();
        var ended = times.Select(_ => random.Next(2) == 0).ToArray();

        var steps = SurvivalCurve.KaplanMeier(Lifetimes.From(times, ended)).Steps;

        Assert.Equal(times.Distinct().Order(), steps.Select(s => s.Time));
        Assert.Equal(ended.Count(e => e), steps.Sum(s => s.Ended));
        Assert.All(steps, s => Assert.InRange(s.Survival, 0, 1));
    }

    [Fact]
    public void Many_customers_at_few_fractional_times_become_a_short_table()
    {
        var times = Enumerable.Range(0, 10_000).Select(i => (i % 7) + 0.25).ToArray();
        var lifetimes = Lifetimes.From(times, [.. times.Select(t => t < 3)]);

        Assert.Equal(7, lifetimes.DistinctTimes);
        Assert.Equal(times.Count(t => t < 3), lifetimes.Ended);
    }

    [Fact]
    public void Times_beyond_counting_are_sorted()
    {
        Assert.Equal(int.MaxValue, Lifetimes.From([int.MaxValue, 5], [true, false]).LongestTenure);
        Assert.Equal(1e300, Lifetimes.From([1e300, 1e-300], [true, false]).LongestTenure);
        Assert.Equal(double.Epsilon, Lifetimes.From([double.Epsilon, double.Epsilon / 2 * 2], [true, false]).LongestTenure);
        Assert.Equal(2, Lifetimes.From([0.5, 0.5, 0.25], [true, false, true]).DistinctTimes);
        Assert.Equal(1, Lifetimes.From([-0.0, 0.0], [true, false]).DistinctTimes);
        Assert.Equal(1, Lifetimes.From([-0.0, 0.0], [true, false], weights: [1, 2]).DistinctTimes);
    }

    [Fact]
    public void Equal_fractional_times_are_one_time_however_many_there_are()
    {
        double[] times = [.. Enumerable.Repeat(0.1, 60), .. Enumerable.Repeat(0.3, 60), .. Enumerable.Range(0, 3_000).Select(i => 1 + (i / 7_000.0))];
        var lifetimes = Lifetimes.From(times, [.. times.Select((_, i) => i % 2 == 0)]);

        var steps = SurvivalCurve.KaplanMeier(lifetimes).Steps;
        Assert.Equal((60, 30, 30), (steps[1].Ended + steps[1].Censored, steps[0].Ended, steps[0].Censored));
        Assert.Equal(3_002, steps.Count);
    }

    [Fact]
    public void A_table_of_counts_is_what_its_rows_are()
    {
        var fromRows = Lifetimes.From([1, 1, 2, 3, 3, 3], [true, true, true, true, false, true]);
        var fromTable = Lifetimes.FromTable([3, 1, 2, 4], ended: [2, 2, 1, 0], censored: [1, 0, 0, 0]);

        Assert.Equal(fromRows, fromTable);
        Assert.Equal(fromRows, Lifetimes.FromTable([1, 2, 3], [2, 1, 2], [0, 0, 1], atRisk: [6, 4, 3]));
    }

    [Fact]
    public void Numbers_at_risk_tell_who_entered_late_and_who_is_left()
    {
        // 10 begin; 4 more enter after the first exit; 6 are left over at the end.
        var lifetimes = Lifetimes.FromTable([1, 2], ended: [2, 4], censored: [1, 1], atRisk: [10, 11]);

        Assert.Equal((14, 6, 8), (lifetimes.Count, lifetimes.Ended, lifetimes.Running));
        Assert.True(lifetimes.HasLateEntry);
        var curve = SurvivalCurve.KaplanMeier(lifetimes);
        Assert.Equal([10.0, 11], curve.Steps.Select(s => s.AtRisk));
        Assert.Equal(0.8 * 7 / 11, curve.LowestSurvival!.Value, 1e-15);
    }

    [Fact]
    public void A_table_that_contradicts_itself_is_refused()
    {
        Assert.Equal("atRisk[1]", Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.FromTable([1, 2], [1, 1], [0, 0], atRisk: [10, 8])).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.FromTable([1, 2], [1, 20], [0, 0], atRisk: [10, 12]));
        Assert.Equal("times[1]", Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.FromTable([1, 1], [1, 1], [0, 0], atRisk: [10, 9])).ParamName);
        Assert.Throws<ArgumentException>(() => Lifetimes.FromTable([1, 2], [1, 1], [0, 0], atRisk: [10, 9], weights: [1.0, 1]));
        Assert.Throws<ArgumentException>(() => Lifetimes.FromTable([1, 2], [1], [0, 0]));
        Assert.Throws<ArgumentException>(() => Lifetimes.FromTable([1, 2], [1, 1], [0]));
        Assert.Throws<ArgumentException>(() => Lifetimes.FromTable([1, 2], [1, 1], [0, 0], atRisk: [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.FromTable([1, double.NaN], [1, 1], [0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetimes.FromTable([1, 2], [1, -1], [0, 0]));
    }

    [Fact]
    public void Lines_of_a_table_may_carry_weights()
    {
        var lifetimes = Lifetimes.FromTable([1, 2, 2], ended: [1, 1, 0], censored: [0, 0, 2], weights: [2, 0.5, 1]);

        Assert.Equal((4L, 4.5), (lifetimes.Count, lifetimes.Weight));
        Assert.True(lifetimes.HasFractionalWeights);
        Assert.Equal(2.5 / 4.5, SurvivalCurve.KaplanMeier(lifetimes).At(1).Survival!.Value, 1e-15);
    }

    [Fact]
    public void Lifetimes_of_different_units_do_not_add()
    {
        var days = Lifetimes.From([1], [true], unit: "days");

        Assert.Throws<ArgumentException>(() => days + Lifetimes.From([1], [true], unit: "months"));
        Assert.Equal("days", (days + Lifetimes.From([2], [true])).Unit);
        Assert.Throws<ArgumentNullException>(() => days + null!);
        Assert.Throws<ArgumentNullException>(() => null! + days);
    }

    [Fact]
    public void Nobody_is_a_legal_answer()
    {
        var nobody = Lifetimes.From(ReadOnlySpan<double>.Empty, []);

        Assert.Equal("no lifetimes", nobody.ToString());
        Assert.Equal(Lifetimes.Empty, nobody);
        Assert.Null(nobody.LongestTenure);
        Assert.Null(nobody.Censored.Value);
        Assert.Contains("0", nobody.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_token_stops_the_counting_and_the_sorting()
    {
        var cancelled = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => Lifetimes.From([1, 2], [true, true], cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => Lifetimes.From([1.0, 2], [true, true], cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => Lifetimes.From([1.5, 2.5], [true, true], cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => Lifetimes.From([1.5, 2.5], [true, true], weights: [1, 1], cancellationToken: cancelled));
    }

    [Fact]
    public void Lifetimes_of_every_kind_read_back_from_JSON()
    {
        var type = RetentionMetricsJsonContext.Default.Lifetimes;

        var json = Json.RoundTrips(Lifetimes.From([1, 1, 3], [true, false, true], unit: "months"), type);
        Assert.Equal("""{"times":[1,3],"ended":[1,1],"censored":[1,0],"tolerance":{"value":0},"unit":"months"}""", json.GetRawText());
        Json.RoundTrips(Lifetimes.Empty, type);
        Json.RoundTrips(Lifetimes.From([1.5, 2.5, 4], [true, false, true], entered: [0, 1, 2], weights: [1.5, 2, 1]), type);
        Json.RoundTrips(Lifetimes.From([1.5, 2.5, 4], [true, false, true], entered: [0, 1, 2]), type);
        Json.RoundTrips(Lifetimes.FromTable([1, 2], ended: [2, 4], censored: [1, 1], atRisk: [10, 11]), type);
    }

    [Theory]
    [InlineData("""{"times":[2,1],"ended":[1,1],"censored":[0,0],"tolerance":{"value":0}}""", "times[1]")]
    [InlineData("""{"times":[1,2],"ended":[1],"censored":[0,0],"tolerance":{"value":0}}""", "ended")]
    [InlineData("""{"times":[1,2],"ended":[1,0.5],"censored":[0,0],"tolerance":{"value":0}}""", "ended[1]")]
    [InlineData("""{"times":[1,2],"ended":[1,1],"censored":[0,-1],"tolerance":{"value":0}}""", "censored[1]")]
    [InlineData("""{"times":[1],"ended":[1],"censored":[0],"entryTimes":[0.5],"entryRows":[3],"tolerance":{"value":0}}""", "entries from 0.5 on")]
    [InlineData("""{"times":[1,3],"ended":[2,1],"censored":[0,0],"entryTimes":[0.5,2],"entryRows":[1,2],"tolerance":{"value":0}}""", "entries from 2 on")]
    [InlineData("""{"times":[1,3],"ended":[2,1],"censored":[0,0],"entryTimes":[0.5],"entryRows":[1],"rowsFrom":[0,1],"rowEntered":[0.5],"rowEnded":[true],"tolerance":{"value":0}}""", "rowsFrom")]
    [InlineData("""{"times":[1],"ended":[1],"censored":[0],"entryTimes":[0.5],"entryRows":[1,1],"tolerance":{"value":0}}""", "entryRows")]
    [InlineData("""{"times":[1],"ended":[2.5],"censored":[0],"endedRows":[0],"censoredRows":[0],"endedSquares":[3],"censoredSquares":[0],"tolerance":{"value":0}}""", "ended[0]")]
    [InlineData("""{"times":[1],"ended":[2.5],"censored":[0],"endedRows":[1],"tolerance":{"value":0}}""", "censoredRows")]
    [InlineData("""{"times":[1],"ended":[1],"censored":[0],"rowsFrom":[0,5],"rowEntered":[0],"rowEnded":[true],"tolerance":{"value":0}}""", "rowsFrom[1]")]
    public void A_document_that_no_lifetimes_could_have_written_is_refused(string json, string argument)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => System.Text.Json.JsonSerializer.Deserialize(json, RetentionMetricsJsonContext.Default.Lifetimes));

        Assert.Equal(argument, error.ParamName);
    }
}
