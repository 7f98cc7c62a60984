using Retention.Metrics.Models;
using Retention.Metrics.Serialization;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

public sealed class CoxPredictionTests
{
    private static readonly double[] Months = [1, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 12, 12];
    private static readonly bool[] Left = [true, true, true, true, false, true, false, true, true, false, true, false, true, true, false, true, false, false, false, false];
    private static readonly double[] Seats = [1, 2, 1, 3, 5, 2, 8, 1, 4, 6, 3, 9, 5, 2, 7, 6, 9, 4, 8, 10];

    private static CoxData Data => CoxData.From(Months, Left, Covariates.Of("seats", Seats), unit: "months");

    private static void Near(double expected, double? got) => Assert.Equal(expected, got!.Value, Math.Abs(expected) * 1e-9);

    [Theory]
    // R: survfit(f, newdata = data.frame(x = 1, z = .5, g = 2, off = .25)) of the model with late entry, weights, strata, clusters and offsets.
    [InlineData(CoxTies.Efron, new[] { 0.5343647604359435, 0.22008276502388693, 0.074111259088973452, 0.0256675916712539 }, new[] { 0.41426763161276103, 0.75208100441329306, 1.2023469545632872, 1.9716416688336511 })]
    [InlineData(CoxTies.Breslow, new[] { 0.58995999740600946, 0.29396932219326605, 0.10309174531671179, 0.03608423558104687 }, new[] { 0.332914269974324, 0.57758221868794446, 1.0389880739861654, 1.8519892451685318 })]
    public void Survival_with_its_standard_error(CoxTies ties, double[] survival, double[] errors)
    {
        var customer = CoxModel.Fit(CoxModelTests.Everything(), CoxOptions.Default with { Ties = ties }).Predict([1, 0.5], "2", offset: 0.25);

        for (var i = 0; i < 4; i++)
        {
            var at = customer.SurvivalAt(2 * (i + 1));
            Near(survival[i], at.Survival);
            Near(errors[i], at.LogStandardError);
            Near(errors[i] * survival[i], at.StandardError);
            Near(survival[i] * Math.Exp(-1.959963984540054 * errors[i]), at.Interval(scale: SurvivalInterval.Log)!.Value.Lower);
        }

        Assert.Equal(4, customer.Median);
        Assert.Equal(2, customer.Quantile(0.3));
        Assert.Null(customer.Quantile(0.99));
    }

    [Fact]
    public void Survival_of_those_who_have_stayed_is_a_ratio()
    {
        var customer = CoxModel.Fit(Data).Predict([4.0]);
        var later = customer.Given(stayed: 5);

        Assert.Equal(customer.SurvivalAt(9).Survival!.Value / customer.SurvivalAt(5).Survival!.Value, later.SurvivalAt(4).Survival!.Value, 1e-14);
        Assert.Equal(1, later.SurvivalAt(0).Survival);
        Assert.Equal(0, later.SurvivalAt(0.5).LogStandardError);
        Assert.True(later.SurvivalAt(4).LogStandardError < customer.SurvivalAt(9).LogStandardError);
        Assert.Equal(5, later.Stayed);
        Assert.True(customer.SurvivalAt(customer.Quantile(0.25)!.Value).Survival <= 0.75 && customer.SurvivalAt(customer.Quantile(0.25)!.Value - 0.001).Survival > 0.75);
        Assert.True(later.SurvivalAt(later.Quantile(0.2)!.Value).Survival <= 0.8 && later.SurvivalAt(later.Quantile(0.2)!.Value - 0.001).Survival > 0.8);
        Assert.Throws<ArgumentOutOfRangeException>(() => customer.Given(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => customer.SurvivalAt(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => customer.Quantile(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => customer.SurvivalAt(3).Interval(1));
    }

    [Fact]
    public void Many_customers_at_once_are_as_one_by_one()
    {
        var model = CoxModel.Fit(Data);
        var customers = Covariates.Of("age", [1, 2, 3]).With("seats", [1, 5, 10]);
        var survival = new double[3];

        model.SurvivalAt(customers, 6, survival);
        Assert.Equal([model.Predict([1]).SurvivalAt(6).Survival, model.Predict([5]).SurvivalAt(6).Survival, model.Predict([10]).SurvivalAt(6).Survival], survival.Select(s => (double?)s));
        model.SurvivalAt(customers, 6, survival, stayed: [0, 3, 8]);
        Assert.Equal(model.Predict([5]).Given(3).SurvivalAt(6).Survival, survival[1]);
        Assert.True(double.IsNaN(survival[2]));
        var predictors = new double[3];
        model.LinearPredictors(customers, predictors);
        Assert.Equal(model["seats"].Estimate!.Value * 9, predictors[2] - predictors[0], 1e-12);
        Assert.Equal(0, predictors[1] - (model["seats"].Estimate!.Value * (5 - Seats.Average())), 1e-12);

        Assert.Throws<ArgumentException>(() => model.SurvivalAt(Covariates.Of("age", [1]), 6, new double[1]));
        Assert.Throws<ArgumentException>(() => model.SurvivalAt(customers, 6, new double[2]));
        Assert.Throws<ArgumentException>(() => model.SurvivalAt(customers, 6, survival, [1, 2]));
        Assert.Throws<ArgumentException>(() => model.SurvivalAt(customers, 6, survival, strata: ["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.SurvivalAt(customers, 6, survival, [1, 2, -1]));
        Assert.Throws<ArgumentException>(() => model.LinearPredictors(customers, new double[1]));
    }

    [Fact]
    public void Strata_are_named()
    {
        var model = CoxModel.Fit(CoxModelTests.Everything());
        var customers = Covariates.Of("x", [1, 1]).With("z", [0.5, 0.5]);
        var survival = new double[2];

        model.SurvivalAt(customers, 4, survival, strata: ["2", "3"]);
        Assert.Equal(model.Predict([1, 0.5], "3").SurvivalAt(4).Survival, survival[1]);
        Assert.NotEqual(survival[0], survival[1]);
        Assert.Throws<ArgumentException>(() => model.Predict([1, 0.5]));
        Assert.Throws<ArgumentException>(() => model.Predict([1, 0.5], "4"));
        Assert.Throws<ArgumentException>(() => model.Predict([1], "2"));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict([1, double.NaN], "2"));
        Assert.Throws<ArgumentException>(() => model.Concordance(Data));
    }

    [Fact]
    public void Columns_by_name_are_those_by_place()
    {
        var model = CoxModel.Fit(CoxModelTests.Everything());
        Assert.Equal(model.Predict([1, 0.5], "3", 0.25).SurvivalAt(4), model.For([("z", 0.5), ("x", 1)], "3", 0.25).SurvivalAt(4));
        var seats = CoxModel.Fit(Data);
        Assert.Equal(seats.Predict([4]).SurvivalAt(6), seats.For(("seats", 4)).SurvivalAt(6));
        var baseline = CoxModel.Fit([3.0, 4], [true, false], Covariates.None(2));
        Assert.Equal(baseline.Predict([]).SurvivalAt(3), baseline.For().SurvivalAt(3));

        Assert.Contains("has no column \"age\"; its columns are x, z", Assert.Throws<ArgumentException>(() => model.For(("age", 1))).Message, StringComparison.Ordinal);
        Assert.Contains("\"x\" was given twice", Assert.Throws<ArgumentException>(() => model.For(("x", 1), ("x", 1))).Message, StringComparison.Ordinal);
        Assert.Contains("\"z\" has no value", Assert.Throws<ArgumentException>(() => model.For(("x", 1))).Message, StringComparison.Ordinal);
        Assert.Contains("columns[\"z\"]", Assert.Throws<ArgumentOutOfRangeException>(() => model.For(("x", 1), ("z", double.NaN))).Message, StringComparison.Ordinal);
        Assert.Contains("A stratum is needed", Assert.Throws<ArgumentException>(() => model.For(("x", 1), ("z", 1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.For([("x", 1), ("z", 1)], "4"));
    }

    [Fact]
    public void Small_hazards_after_a_large_one_keep_their_digits()
    {
        // One customer alone leaves at 1; all others enter then, and one of them leaves at 2: the hazard is 1 ÷ n there, and so is its standard error.
        const int n = 20_000;
        double[] tenures = [1, 2, .. Enumerable.Repeat(3.0, n - 1)];
        bool[] left = [true, true, .. new bool[n - 1]];
        double[] entered = [0, .. Enumerable.Repeat(1.0, n)];
        var model = CoxModel.Fit(CoxData.From(tenures, left, Covariates.None(n + 1), entered));
        var later = model.For().Given(stayed: 1).SurvivalAt(1);
        Assert.Equal(1.0 / n, later.CumulativeHazard!.Value, 1e-15);
        Assert.Equal(1.0 / n, later.LogStandardError!.Value, 1e-17);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.CoxModel);

        // Those who enter weigh a million million, so that after the first hazard of 1 the second is 1e-12.
        var weighted = CoxModel.Fit(CoxData.From([1.0, 2, 3], [true, true, false], Covariates.None(3), [0, 1, 1], [1, 1, 1e12]));
        var second = weighted.For().Given(stayed: 1).SurvivalAt(1);
        Assert.Equal(1 / (1 + 1e12), second.CumulativeHazard!.Value, 1e-26);
        var survival = new double[1];
        weighted.SurvivalAt(Covariates.None(1), 1, survival, stayed: [1]);
        Assert.Equal(second.Survival, survival[0]);
        var back = System.Text.Json.JsonSerializer.Deserialize(System.Text.Json.JsonSerializer.Serialize(weighted, RetentionMetricsJsonContext.Default.CoxModel), RetentionMetricsJsonContext.Default.CoxModel)!;
        Assert.Equal(second, back.For().Given(stayed: 1).SurvivalAt(1));
        Assert.DoesNotContain("emainders", System.Text.Json.JsonSerializer.Serialize(CoxModel.Fit(Data), RetentionMetricsJsonContext.Default.CoxModel), StringComparison.Ordinal);
    }

    [Fact]
    public void Past_the_last_observation_there_is_nothing_unless_carried_on()
    {
        var customer = CoxModel.Fit(Data).Predict([4.0]);

        Assert.Equal("n/a (nobody was observed longer than 12 months)", customer.SurvivalAt(13).ToString());
        Assert.Null(customer.SurvivalAt(13).Interval());
        Assert.EndsWith(", carried on past the last observation", customer.SurvivalAt(13, carryForward: true).ToString(), StringComparison.Ordinal);
        Assert.Contains("Carried on", customer.SurvivalAt(13, carryForward: true).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("nobody was observed", customer.SurvivalAt(13).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("median ", customer.ToString(), StringComparison.Ordinal);
        Assert.Contains("Longer than 12 months", customer.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("after 13 months", customer.Given(13).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Longer than", customer.Given(13).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Customers_beyond_what_doubles_hold_stay_or_leave_for_certain()
    {
        var model = CoxModel.Fit(Data);

        Assert.Equal(0, model.Predict([-1e5]).SurvivalAt(6).Survival);
        Assert.Equal(1, model.Predict([1e5]).SurvivalAt(6).Survival);
        Assert.Null(model.Predict([-1e5]).HazardRatio);
        Assert.Equal(1, model.Predict([-1e5]).Median);
        Assert.Equal(1, model.Predict([-1e5]).SurvivalAt(0.5).Survival);
        var huge = CoxModel.Fit([1.0, 2, 3, 4], [true, true, true, false], Covariates.Of("a", [1e-300, 3e-300, 2e-300, 2.5e-300]).With("b", [2e-300, 1e-300, 4e-300, 1.5e-300]));
        var customer = huge.Predict([1e300, 1e300]);
        Assert.Null(customer.LinearPredictor);
        Assert.True(customer.SurvivalAt(2).Survival is null or 0 or 1);
        Assert.True(customer.Median is null or 1);
    }

    [Fact]
    public void The_model_ranks_customers()
    {
        // R: coxph(Surv(months, left) ~ seats)$concordance
        var model = CoxModel.Fit(Data);
        var c = model.Concordance(Data);
        Assert.Equal(Concordance.Of(Months, Left, Seats, ScoreMeaning.HigherStaysLonger).Value!.Value, c.Value!.Value, 1e-15);
    }

    [Theory]
    // R: cox.zph(f, transform) of the model with late entry, weights, strata, clusters and offsets.
    [InlineData(CoxTies.Efron, HazardClock.KaplanMeier, 0.53468781845057489, 11.374614139782937, 14.78913486921418)]
    [InlineData(CoxTies.Efron, HazardClock.Identity, 0.75247597206702732, 9.8214237115001151, 12.932520140274139)]
    [InlineData(CoxTies.Efron, HazardClock.Rank, 0.95668334961288592, 9.6985839921376602, 13.18706181728939)]
    [InlineData(CoxTies.Efron, HazardClock.Log, 0.70701588124674752, 10.770957908159065, 14.057651750455715)]
    [InlineData(CoxTies.Breslow, HazardClock.KaplanMeier, 0.48281409272869763, 9.8206565512676889, 12.900614044370696)]
    [InlineData(CoxTies.Breslow, HazardClock.Log, 0.64110745952736992, 9.5223456991017956, 12.541561596770039)]
    public void Proportional_hazards_are_tested(CoxTies ties, HazardClock clock, double x, double z, double all)
    {
        var data = CoxModelTests.Everything();
        var test = ProportionalHazardsTest.Of(CoxModel.Fit(data, CoxOptions.Default with { Ties = ties }), data, clock);

        Near(x, test.Columns[0].ChiSquare);
        Near(z, test.Columns[1].ChiSquare);
        Near(all, test.Global.ChiSquare);
        Assert.Equal((1, 2), (test.Columns[0].DegreesOfFreedom, test.Global.DegreesOfFreedom));
        Assert.Equal(["x", "z"], test.Columns.Select(c => c.Name));
    }

    [Fact]
    public void The_test_of_proportional_hazards_is_shown_and_reads_back()
    {
        var data = CoxModelTests.Everything();
        var test = ProportionalHazardsTest.Of(CoxModel.Fit(data), data);

        Json.RoundTrips(test, RetentionMetricsJsonContext.Default.ProportionalHazardsTest);
        Json.RoundTrips(test.Global, RetentionMetricsJsonContext.Default.CoxTest);
        Assert.Equal("x: chi-squared 0.53 on 1 df, p = .465\nz: chi-squared 11.37 on 1 df, p < .001\nall: chi-squared 14.79 on 2 df, p < .001", test.ToString());
        Assert.Contains("one hazard ratio does not tell it", test.ToHtml(), StringComparison.Ordinal);
        Assert.NotEqual(test, ProportionalHazardsTest.Of(CoxModel.Fit(data), data, HazardClock.Rank));
        Assert.False(test.Equals((object?)null));
        Assert.Equal("n/a (nothing to test)", default(CoxTest).ToString());
        Assert.Throws<ArgumentException>(() => ProportionalHazardsTest.Of(CoxModel.Fit([0.0, 1, 2], [true, true, false], Covariates.Of("x", [1, 2, 0])), CoxData.From([0.0, 1, 2], [true, true, false], Covariates.Of("x", [1, 2, 0])), HazardClock.Log));
        Assert.Throws<ArgumentException>(() => ProportionalHazardsTest.Of(CoxModel.Fit(data), Data));
    }
}
