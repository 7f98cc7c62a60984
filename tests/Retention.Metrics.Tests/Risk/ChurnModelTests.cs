using System.Text.Json;
using Retention.Metrics.Models;
using Retention.Metrics.Risk;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Risk;

/// <summary>Worked numbers are of R 4.2.2: glm with epsilon = 1e-15, or Newton's method written out on the same table where glm has no such option.</summary>
public sealed class ChurnModelTests
{
    private static readonly double[] OneToEight = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly bool[] LateLeave = [false, false, false, false, true, true, true, true];

    [Fact]
    public void Weights_and_offset_are_those_of_glm()
    {
        double[] offset = [.. ChurnData.Usage.Select(u => (u - 5) / 10)];
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets"), ChurnModelOptions.MaximumLikelihood with { Weights = ChurnData.Weights, Offset = offset });

        Close([-0.334280670977703032, -0.063654584648170531, 0.672832782735555357], model.Coefficients.Select(c => c.Estimate));
        Close([0.252941084868705590, 0.010536771658809913, 0.073215212435056382], model.Coefficients.Select(c => c.StandardError));
        Close([584.07799941842006, 723.95769696839193, 590.07799941842006, 599.97295151806418], [model.Deviance, model.NullDeviance, model.Aic, model.Bic]);
        Assert.Equal((200, 500, 3), (model.Customers, model.TotalWeight, model.EffectiveParameters));
        Assert.Equal(FitStatus.Converged, model.Report.Status);
        var mean = model.Score(ChurnData.Columns("tickets", "tenure"), offset).Zip(ChurnData.Weights).Sum(p => p.First * p.Second) / 500;
        Assert.Equal(ChurnData.Churned.Zip(ChurnData.Weights).Sum(c => c.First ? c.Second : 0) / 500, mean, 1e-13);
    }

    [Fact]
    public void Weights_need_not_be_whole()
    {
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets"), ChurnModelOptions.MaximumLikelihood with { Weights = ChurnData.Weights.Select(w => w / 3).ToArray() });

        Close([-0.360230887256742294, -0.061934531406786397, 0.659417644863634078], model.Coefficients.Select(c => c.Estimate));
        Close([0.429909695509381906, 0.018044843916719632, 0.126122497590293564], model.Coefficients.Select(c => c.StandardError));
        Close([185.76675630670806], [model.Deviance]);
    }

    [Theory]
    [InlineData(1e-90)]
    [InlineData(1e90)]
    public void The_unit_of_the_weights_does_not_matter_to_the_estimates(double unit)
    {
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets"), ChurnModelOptions.MaximumLikelihood with { Weights = ChurnData.Weights.Select(w => w * unit).ToArray() });

        Close([-0.360230887256742294, -0.061934531406786397, 0.659417644863634078], model.Coefficients.Select(c => c.Estimate));
        Assert.Equal(1, model.Coefficients[0].StandardError!.Value * Math.Sqrt(unit) / 0.24820847842964722, 1e-6);
        Assert.Equal(FitStatus.Converged, model.Report.Status);
        var separated = ChurnModel.Fit(LateLeave, Covariates.Of("x", OneToEight), ChurnModelOptions.MaximumLikelihood with { Weights = OneToEight.Select(_ => unit).ToArray() });
        Assert.Equal(FitStatus.AtBoundary, separated.Report.Status);
        Assert.True(separated.Score(8) > 0.9999);
    }

    [Fact]
    public void The_probability_of_one_customer_has_the_interval_of_its_log_odds()
    {
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets", "usage", "annual"));
        var customer = model.Predict(12, 3, 4.5, 0);

        Close([1.0911674579860846, 0.25970408147981278, -0.00032778378466750047], [customer.LogOdds, customer.StandardError, model.Covariance("tickets", "tenure")]);
        Close([0.64156353752347894, 0.83204327619771479], [customer.Interval()!.Value.Lower, customer.Interval()!.Value.Upper]);
        Assert.Equal("74.9 % (95 % CI 64.2–83.2)", customer.ToString());
        Assert.Equal(customer.Value, model.Score(12, 3, 4.5, 0), 1e-15);
        var many = new double[2];
        model.Score([12, 3, 4.5, 0, 1, 0, 0, 1], many);
        Assert.Equal([model.Score(12, 3, 4.5, 0), model.Score(1, 0, 0, 1)], many);
        Assert.True(double.IsNaN(model.Score(12, 3, double.NaN, 0)));
        Assert.Contains("64.2–83.2", customer.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(customer, RetentionMetricsJsonContext.Default.ChurnProbability);
        Assert.Equal("50.0 %", default(ChurnProbability).ToString());
        Assert.Null(default(ChurnProbability).Interval());
        Assert.Contains("No standard error", default(ChurnProbability).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ridge_is_on_the_standardised_columns_and_leaves_the_intercept_alone()
    {
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets", "usage", "annual"), ChurnModelOptions.Ridge(2));

        Close([0.291127441702301704, -0.056563694278957077, 0.576588207691978383, -0.073613728074439527, -0.937390918645147453], model.Coefficients.Select(c => c.Estimate));
        Close([0.016072849645721567, 0.105250601561208343, 0.055809932788398860, 0.337350170284238970], model.Coefficients.Skip(1).Select(c => c.StandardError));
        Close([4.782357848521805, -107.31386016599293, -108.78063330743626], [model.EffectiveParameters, model.LogLikelihood, model.PenalizedLogLikelihood]);
        Assert.Contains("ridge 2", model.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_ridge_equal_columns_share_and_constant_ones_are_left_out()
    {
        var once = ChurnModel.Fit(LateLeave, Covariates.Of("x", OneToEight), ChurnModelOptions.Ridge(1));
        var twice = ChurnModel.Fit(LateLeave, Covariates.Of("x", OneToEight).With("same", OneToEight).With("one", new double[8]), ChurnModelOptions.Ridge(2));

        Assert.Equal(FitStatus.Converged, once.Report.Status);
        Assert.Equal(once["x"].Estimate!.Value / 2, twice["x"].Estimate!.Value, 1e-9);
        Assert.Equal(once["x"].Estimate!.Value / 2, twice["same"].Estimate!.Value, 1e-9);
        Assert.Null(twice["one"].Estimate);
    }

    /// <summary>The modified score equations iterated in R; 8 customers also by optim on the penalised likelihood.</summary>
    [Fact]
    public void Firths_estimates_are_finite_and_those_of_the_modified_score()
    {
        var separated = ChurnModel.Fit(LateLeave, Covariates.Of("x", OneToEight), ChurnModelOptions.Firth);
        Close([-4.6473497699788888, 1.0327443933286420], separated.Coefficients.Select(c => c.Estimate));
        Close([3.19807984901188336, 0.67266478106224148], separated.Coefficients.Select(c => c.StandardError));
        Close([-1.1550752093646581], [separated.PenalizedLogLikelihood]);
        Assert.Equal(FitStatus.Converged, separated.Report.Status);

        var weighted = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets"), ChurnModelOptions.Firth with { Weights = ChurnData.Weights });
        Close([-0.356925742290446157, -0.061385766266578427, 0.653398800156495319], weighted.Coefficients.Select(c => c.Estimate));
        Close([0.247853284326665729, 0.010388847454581919, 0.072524395640655270], weighted.Coefficients.Select(c => c.StandardError));
        Close([-269.16468356515446], [weighted.PenalizedLogLikelihood]);
    }

    /// <summary>For a model with a parameter for each cell Firth's penalty adds half a customer to each cell of the table (Firth 1993, section 3): log((0 + ½)/(5 + ½)) and so on.</summary>
    [Fact]
    public void Firths_penalty_adds_half_a_customer_to_each_cell_of_a_table()
    {
        bool[] churned = [false, false, false, false, false, true, true, false];
        var model = ChurnModel.Fit(churned, Covariates.Of("yearly", [0, 0, 0, 0, 0, 1, 1, 1]), ChurnModelOptions.Firth);

        Assert.Equal(Math.Log(0.5 / 5.5), model.Coefficients[0].Estimate!.Value, 1e-9);
        Assert.Equal(Math.Log(2.5 / 1.5) - Math.Log(0.5 / 5.5), model["yearly"].Estimate!.Value, 1e-9);
        var everybody = ChurnModel.Fit([true, true, true], Covariates.None(3), ChurnModelOptions.Firth);
        Assert.Equal(3.5 / 4, everybody.Score(), 1e-12);
        Assert.Null(everybody.McFaddenR2 is > 0.1 ? everybody.McFaddenR2 : null);
    }

    [Fact]
    public void Complete_separation_is_reported_with_the_columns_that_separate()
    {
        var model = ChurnModel.Fit(LateLeave, Covariates.Of("x", OneToEight));

        Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
        Assert.StartsWith("Complete separation by \"x\": all who churned", Assert.Single(model.Report.Notes), StringComparison.Ordinal);
        Assert.All(model.Coefficients, c => Assert.Null(c.StandardError));
        Assert.Null(model.Covariance("x", "x"));
        Assert.True(model.Score(4) < 0.01 && model.Score(5) > 0.99);
        Assert.Null(model.Predict(4).StandardError);
        Assert.Contains("Complete separation", model.ToString(), StringComparison.Ordinal);
        Assert.Contains("n/a", model.ToMarkdown(), StringComparison.Ordinal);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ChurnModel);
    }

    /// <summary>R: glm reports -81.07 and 20.27 and a deviance of 2.7725887285, converged, with a warning; the limit is 4 log 2, the two tied customers.</summary>
    [Fact]
    public void Quasi_complete_separation_is_reported_too_and_the_other_columns_keep_their_limits()
    {
        bool[] churned = [false, false, false, false, true, true, true, true];
        var model = ChurnModel.Fit(churned, Covariates.Of("x", [1, 2, 3, 4, 4, 5, 6, 7]));
        Assert.Equal(FitStatus.AtBoundary, model.Report.Status);
        Assert.StartsWith("Quasi-complete separation by \"x\": no doubt is left about 6 of 8 customers", Assert.Single(model.Report.Notes), StringComparison.Ordinal);
        Assert.Equal(4 * Math.Log(2), model.Deviance, 1e-6);

        // All on "trial" left. The others are as a fit without them has them.
        var data = ChurnData.Columns("tenure", "tickets");
        double[] trial = [.. Enumerable.Range(0, 200).Select(i => i % 10 == 0 ? 1.0 : 0)];
        bool[] left = [.. ChurnData.Churned.Select((c, i) => c || i % 10 == 0)];
        var with = ChurnModel.Fit(left, data.With("trial", trial));
        var without = ChurnModel.Fit(left, data, ChurnModelOptions.MaximumLikelihood with { Weights = trial.Select(t => 1 - t).ToArray() });
        Assert.Equal(FitStatus.AtBoundary, with.Report.Status);
        Assert.Contains("by \"trial\": no doubt is left about 20 of 200", Assert.Single(with.Report.Notes), StringComparison.Ordinal);
        foreach (var name in (string[])[ChurnModel.InterceptName, "tenure", "tickets"])
        {
            Assert.Equal(without[name].Estimate!.Value, with[name].Estimate!.Value, 1e-6);
            Assert.Equal(without[name].StandardError!.Value, with[name].StandardError!.Value, 1e-6);
        }

        Assert.Null(with["trial"].StandardError);
        Assert.NotNull(with.Predict(5, 2, 0).StandardError);
        Assert.Null(with.Predict(5, 2, 1).StandardError);
        Assert.Equal(180, without.Customers);
    }

    [Fact]
    public void A_large_coefficient_is_no_separation()
    {
        // One who stayed among those who left, far away: the estimate is 13 per unit of a column between 0 and 1.
        double[] x = [.. Enumerable.Range(0, 2000).Select(i => i / 2000.0)];
        bool[] churned = [.. x.Select((v, i) => v > 0.5 ^ i is 900 or 1100)];
        var model = ChurnModel.Fit(churned, Covariates.Of("x", x));

        Assert.Equal(FitStatus.Converged, model.Report.Status);
        Assert.True(model["x"].Estimate > 40);
        Assert.NotNull(model["x"].StandardError);
    }

    [Fact]
    public void Columns_that_depend_on_earlier_ones_are_named()
    {
        var data = ChurnData.Columns("tenure", "tickets");
        double[] sum = [.. data["tenure"].ToArray().Zip(data["tickets"].ToArray(), (a, b) => a - (2 * b) + 7)];
        var model = ChurnModel.Fit(ChurnData.Churned, data.With("sum", sum).With("one", [.. sum.Select(_ => 4.0)]));
        var plain = ChurnModel.Fit(ChurnData.Churned, data);

        Assert.Equal("Left out as constant or a combination of earlier columns: \"sum\", \"one\".", Assert.Single(model.Report.Notes));
        Assert.Equal([null, null], model.Coefficients.Skip(3).Select(c => c.Estimate));
        Close(plain.Coefficients.Select(c => c.Estimate), model.Coefficients.Take(3).Select(c => c.Estimate));
        Assert.Equal(plain.Aic, model.Aic, 1e-9);
        Assert.Null(model.Covariance("sum", "tenure"));
        Assert.Equal(plain.Score(5, 2), model.Score(5, 2, double.NaN, 4), 1e-12);
        Assert.Contains("n/a", model.ToHtml(), StringComparison.Ordinal);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ChurnModel);
    }

    /// <summary>R: tenure and tenure + usage/10,000; 946.39 ± 570.31, -946.45 ± 570.31, deviance 222.8559600411439. The two differ by 1e-8 of their variance.</summary>
    [Fact]
    public void Columns_that_nearly_depend_are_estimated()
    {
        var data = ChurnData.Columns("tenure");
        double[] near = [.. data["tenure"].ToArray().Zip(ChurnData.Usage, (t, u) => t + (1e-4 * u))];
        var model = ChurnModel.Fit(ChurnData.Churned, data.With("near", near).With("tickets", ChurnData.Columns("tickets")["tickets"]));

        Assert.Equal(FitStatus.Converged, model.Report.Status);
        Assert.Equal(222.8559600411439, model.Deviance, 1e-9);
        Assert.Equal(1, model["tenure"].Estimate!.Value / 946.392924079025419815, 1e-6);
        Assert.Equal(1, model["tenure"].StandardError!.Value / 570.30934091274627917, 1e-6);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void The_unit_of_a_column_may_be_anything(double unit)
    {
        var data = ChurnData.Columns("tenure", "tickets");
        double[] scaled = [.. data["tenure"].ToArray().Select(t => t * unit)];
        var plain = ChurnModel.Fit(ChurnData.Churned, data);
        var model = ChurnModel.Fit(ChurnData.Churned, Covariates.Of("tenure", scaled).With("tickets", data["tickets"]));

        Assert.Equal(1, model["tenure"].Estimate!.Value * unit / plain["tenure"].Estimate!.Value, 1e-9);
        Assert.Equal(1, model["tenure"].StandardError!.Value * unit / plain["tenure"].StandardError!.Value, 1e-9);
        Close([plain.Coefficients[0].Estimate, plain["tickets"].StandardError, plain.Coefficients[0].StandardError], [model.Coefficients[0].Estimate, model["tickets"].StandardError, model.Coefficients[0].StandardError]);
        Assert.Equal(plain.Predict(12, 3).Interval()!.Value.Lower, model.Predict(12 * unit, 3).Interval()!.Value.Lower, 1e-9);
        Assert.Equal(plain.Covariance("tickets", "tickets")!.Value, model.Covariance("tickets", "tickets")!.Value, 1e-9);
        Assert.Equal(unit > 1, model.Covariance("tenure", "tenure") is not null);
        Assert.InRange(model.Score(double.MaxValue, -double.MaxValue), 0, 1);
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ChurnModel);
    }

    [Fact]
    public void Rows_and_columns_are_two_doors_to_one_model()
    {
        var data = ChurnData.Columns("tenure", "tickets");
        var rows = ChurnData.Churned.Select((c, i) => (Churned: c, Tenure: data["tenure"][i], Tickets: data["tickets"][i]));
        var model = ChurnModel.Fit(ChurnData.Churned, data);

        Assert.Equal(model, ChurnModel.Fit(rows, r => r.Churned, ("tenure", r => r.Tenure), ("tickets", r => r.Tickets)));
        Assert.NotEqual(model, ChurnModel.Fit(rows, r => r.Churned, ChurnModelOptions.Firth, ("tenure", r => r.Tenure), ("tickets", r => r.Tickets)));
        Assert.True(ChurnModel.TryFit(ChurnData.Churned, data, out var tried));
        Assert.Equal(model, tried);
        Assert.False(model.Equals(null));
    }

    [Fact]
    public void A_model_read_back_scores_the_same()
    {
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets", "usage", "annual"));
        var json = JsonSerializer.Serialize(model, RetentionMetricsJsonContext.Default.ChurnModel);
        var back = JsonSerializer.Deserialize(json, RetentionMetricsJsonContext.Default.ChurnModel)!;

        Assert.Equal(model.Predict(12, 3, 4.5, 0), back.Predict(12, 3, 4.5, 0));
        Assert.Equal(model.Score(ChurnData.Columns("tenure", "tickets", "usage", "annual")), back.Score(ChurnData.Columns("annual", "usage", "tickets", "tenure")));
        Json.RoundTrips(model, RetentionMetricsJsonContext.Default.ChurnModel);
        Assert.Throws<ArgumentException>(() => Read(json.Replace("\"means\":[", "\"means\":[1,", StringComparison.Ordinal)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(json.Replace("\"churned\":99", "\"churned\":201", StringComparison.Ordinal)));
        var estimate = json.IndexOf("\"standardizedEstimates\":[", StringComparison.Ordinal) + 25;
        Assert.Throws<ArgumentException>(() => Read(string.Concat(json.AsSpan(0, estimate), "null", json.AsSpan(json.IndexOf(',', estimate)))));

        static ChurnModel? Read(string text) => JsonSerializer.Deserialize(text, RetentionMetricsJsonContext.Default.ChurnModel);
    }

    [Fact]
    public void It_reads_as_a_table()
    {
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets"));

        Assert.Equal(
            """
            churn model of 200 customers, 99 churned: deviance 225.66 of 277.24 (McFadden R² 0.186), AIC 231.66; converged after 3 iterations
            """,
            model.ToString().Split('\n')[0]);
        Assert.Equal(4, model.ToString().Split('\n').Length);
        Assert.StartsWith("tickets: 0.61", model.ToString().Split('\n')[3], StringComparison.Ordinal);
        Assert.Contains("| tickets | 0.61", model.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("0.186", model.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("rule of thumb", model.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("4 in the smaller of the two groups for 1 columns", ChurnModel.Fit(LateLeave, Covariates.Of("x", [1, 2, 8, 4, 5, 6, 3, 7])).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_everybody_or_nobody_churned_there_is_no_model()
    {
        var e = Assert.Throws<FitException>(() => ChurnModel.Fit([true, true], Covariates.Of("x", [1, 2])));
        Assert.StartsWith("The churn model cannot be fitted: everybody churned, so that nothing tells who does not. Check: 1. The column", e.Message, StringComparison.Ordinal);
        Assert.Contains("nobody churned", Assert.Throws<FitException>(() => ChurnModel.Fit([false, false], Covariates.None(2), ChurnModelOptions.Ridge(1))).Message, StringComparison.Ordinal);
        Assert.Contains("there are no customers", Assert.Throws<FitException>(() => ChurnModel.Fit([], Covariates.None(0), ChurnModelOptions.Firth)).Message, StringComparison.Ordinal);
        Assert.False(ChurnModel.TryFit([true, false], Covariates.None(2), out var none, ChurnModelOptions.MaximumLikelihood with { Weights = new double[] { 1, 0 } }));
        Assert.Null(none);
    }

    [Fact]
    public void Nonsense_is_refused_in_the_words_of_the_caller()
    {
        var x = Covariates.Of("x", [1, 2, 3]);
        bool[] y = [true, false, true];
        Assert.Contains("churned has 2 values, but there are 3 rows", Assert.Throws<ArgumentException>("churned", () => ChurnModel.Fit([true, false], x)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("columns", () => ChurnModel.Fit(y, null!));
        Assert.Throws<ArgumentOutOfRangeException>("Weights[1]", () => ChurnModel.Fit(y, x, ChurnModelOptions.Firth with { Weights = new double[] { 1, -1, 1 } }));
        Assert.Throws<ArgumentException>("Weights", () => ChurnModel.Fit(y, x, ChurnModelOptions.Firth with { Weights = new double[] { 1 } }));
        Assert.Throws<ArgumentOutOfRangeException>("Offset[0]", () => ChurnModel.Fit(y, x, ChurnModelOptions.Firth with { Offset = new[] { double.NaN, 0, 0 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChurnModelOptions.Firth with { MaxIterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("strength", () => ChurnModelOptions.Ridge(0));
        var model = ChurnModel.Fit(y, x, ChurnModelOptions.Firth);
        Assert.Contains("The model has 1 columns (x); 2 values were given", Assert.Throws<ArgumentException>("customer", () => model.Score(1, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("rows", () => model.Score([1, 2, 3], new double[2]));
        Assert.Throws<ArgumentException>("offset", () => model.Score(x, [1]));
        Assert.Throws<ArgumentException>("name", () => model.Score(Covariates.Of("z", [1])));
        Assert.Throws<ArgumentException>("name", () => model["z"]);
        Assert.Throws<ArgumentOutOfRangeException>("customer", () => model.Predict(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => model.Predict(1).Interval(1));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => ChurnModel.Fit(y, x, cancellationToken: cancelled.Token));
    }

    [Fact]
    public void A_bound_on_iterations_is_kept_and_said()
    {
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets"), ChurnModelOptions.MaximumLikelihood with { MaxIterations = 1 });

        Assert.Equal((FitStatus.NotConverged, 1), (model.Report.Status, model.Report.Iterations));
        Assert.StartsWith("The bound on iterations was met", Assert.Single(model.Report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Extreme_offsets_do_not_break_the_search()
    {
        double[] offset = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? 900.0 : -900)];
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure"), ChurnModelOptions.MaximumLikelihood with { Offset = offset });

        Assert.True(double.IsFinite(model.Deviance));
        Assert.All(model.Coefficients, c => Assert.NotNull(c.Estimate));
    }

    private static void Close(IEnumerable<double?> expected, IEnumerable<double?> actual)
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.True(a is { } value && Math.Abs(value - e!.Value) <= 1e-9 * Math.Abs(e.Value), $"{a} is not {e}");
        }
    }

    [Theory]
    [InlineData(1e306)]
    [InlineData(1e-306)]
    public void Scores_of_columns_at_the_ends_of_the_doubles_are_those_of_ordinary_ones(double unit)
    {
        double[] x = [-17, -9, -3, -1, 2, 4, 8, 17];
        bool[] churned = [false, false, true, false, true, false, true, true];
        var plain = ChurnModel.Fit(churned, Covariates.Of("x", x));
        var scaled = ChurnModel.Fit(churned, Covariates.Of("x", [.. x.Select(v => v * unit)]));
        var all = scaled.Score(Covariates.Of("x", [.. x.Select(v => v * unit)]));
        for (var i = 0; i < x.Length; i++)
        {
            Assert.Equal(plain.Score(x[i]), scaled.Score(x[i] * unit), 1e-9);
            Assert.Equal(plain.Score(x[i]), all[i], 1e-9);
            Assert.Equal(plain.Predict(x[i]).StandardError!.Value, scaled.Predict(x[i] * unit).StandardError!.Value, 1e-6);
        }
    }

    [Fact]
    public void Large_values_of_opposite_effect_are_weighed_against_each_other()
    {
        var model = ChurnModel.Fit(ChurnData.Churned, ChurnData.Columns("tenure", "tickets"));
        var (tenure, tickets) = (model.Coefficients[1].Estimate!.Value, model.Coefficients[2].Estimate!.Value);
        Assert.True(tenure < 0 && tickets > 0);
        foreach (var size in new[] { 1e300, 1e307, 1.7e308 })
        {
            // Equal values of both: the larger coefficient decides.
            var expected = tenure + tickets > 0 ? 1.0 : 0.0;
            Assert.Equal(expected, model.Score(size, size));
            Assert.Equal(1 - expected, model.Score(-size, -size));
            Assert.Equal(0, model.Score(size, 0));
            Assert.Equal(1, model.Score(0, size));
            Assert.Equal([expected, 0], model.Score(Covariates.Of("tenure", [size, size]).With("tickets", [size, -size])));
        }

        Assert.Equal(double.NaN, model.Score(1e307, double.NaN));
        Assert.Equal(double.NaN, model.Score(double.PositiveInfinity, 1));
    }
}
