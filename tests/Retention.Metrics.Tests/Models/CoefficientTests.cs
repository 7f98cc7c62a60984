using Retention.Metrics.Models;
using Retention.Metrics.Serialization;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Models;

public sealed class CoefficientTests
{
    /// <summary>R 4.2.2, coxph(Surv(time, status) ~ x, aml): 0.9155 ± 0.5119, z = 1.788, p = 0.0737, exp 2.498 (0.9159–6.813).</summary>
    [Fact]
    public void The_tests_and_intervals_are_those_of_R()
    {
        var b = new Coefficient("x", 0.91553, 0.51193);
        Assert.Equal(1.788, b.Z!.Value, 5e-4);
        Assert.Equal(0.0737, b.PValue!.Value, 5e-5);
        Assert.Equal(2.498, b.Ratio!.Value, 5e-4);
        Assert.Equal(0.9159, b.RatioInterval()!.Value.Lower, 5e-4);
        Assert.Equal(6.813, b.RatioInterval()!.Value.Upper, 5e-3);
        Assert.Equal("x: 0.9155 ± 0.5119 (ratio 2.498), z = 1.79, p = .074", b.ToString());
        Assert.Contains("2.498", b.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_aliased_column_has_no_estimate_and_says_why()
    {
        var b = new Coefficient("twice", null, null);
        Assert.Equal("twice: n/a (the column is constant or a combination of earlier columns)", b.ToString());
        Assert.Null(b.Z);
        Assert.Null(b.PValue);
        Assert.Null(b.Ratio);
        Assert.Null(b.Interval());
        Assert.Null(b.RatioInterval());
        Assert.Contains("combination of earlier", b.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(string.Empty, default(Coefficient).Name);
    }

    [Fact]
    public void What_exceeds_a_double_is_missing_and_never_infinite()
    {
        var b = new Coefficient("far", 800, 1);
        Assert.Null(b.Ratio);
        Assert.Null(b.RatioInterval());
        Assert.Equal(800, b.Z);
        Assert.Null(new Coefficient("sure", 1, 0).Z);
        Assert.Null(new Coefficient("wide", 1e308, 1e308).Interval());
        Assert.Equal("tiny: 1.2E-7 (ratio 1)", new Coefficient("tiny", 1.2e-7, null).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Coefficient("x", double.NaN, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Coefficient("x", 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => b.Interval(1));
    }

    [Fact]
    public void Coefficients_and_reports_survive_JSON()
    {
        Json.RoundTrips(new Coefficient("x", 0.5, 0.25), RetentionMetricsJsonContext.Default.Coefficient);
        Json.RoundTrips(new FitReport(FitStatus.AtBoundary, 7, ["\"tickets\" separates."]), RetentionMetricsJsonContext.Default.FitReport);
    }

    [Theory]
    [InlineData(FitStatus.Converged, 1, "converged after 1 iteration")]
    [InlineData(FitStatus.AtBoundary, 9, "at the boundary after 9 iterations")]
    [InlineData(FitStatus.NotConverged, 1000, "NOT converged after 1,000 iterations")]
    public void A_report_says_how_the_fit_ended(FitStatus status, int iterations, string text)
    {
        var report = new FitReport(status, iterations, ["One <note>."]);
        Assert.Equal(text + "\nOne <note>.", report.ToString());
        Assert.Contains("One &lt;note&gt;.", report.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(status == FitStatus.Converged, report.Converged);
        Assert.NotEqual(report, new FitReport(status, iterations, null));
        Assert.False(report.Equals((object)"text"));
        Assert.Equal(report.GetHashCode(), new FitReport(status, iterations, ["Another."]).GetHashCode());
    }

    [Fact]
    public void A_refused_fit_lists_what_to_check()
    {
        Assert.Equal("The Cox model cannot be fitted: nobody left. Check: 1. That the column says who left. 2. The horizon.", FitException.Because("The Cox model", "nobody left", "That the column says who left", "The horizon").Message);
        Assert.Equal("The model cannot be fitted.", new FitException().Message);
        Assert.Equal("a", new FitException("a").Message);
        Assert.NotNull(new FitException("a", new InvalidOperationException()).InnerException);
    }
}
