using Retention.Metrics.Experiments;
using Retention.Metrics.Rendering;
using Retention.Metrics.Risk;

namespace Retention.Metrics.Tests.Rendering;

public class AxisTicksTests
{
    [Theory]
    [InlineData(0, 1, 5, false, "0, 0.2, 0.4, 0.6, 0.8, 1")]
    [InlineData(0, 12.5, 5, false, "0, 2.5, 5, 7.5, 10, 12.5")]
    [InlineData(-3, 9, 4, false, "0, 5")]
    [InlineData(-6, 9, 4, false, "-5, 0, 5")]
    [InlineData(0, 40_000, 4, false, "0, 10,000, 20,000, 30,000, 40,000")]
    [InlineData(0, 0.015, 5, true, "0 %, 0.5 %, 1 %, 1.5 %")]
    [InlineData(0, 1, 5, true, "0 %, 20 %, 40 %, 60 %, 80 %, 100 %")]
    [InlineData(0, 2e-9, 4, false, "0e0, 5e-10, 1e-9, 1.5e-9, 2e-9")]
    [InlineData(0, 4e12, 4, false, "0e0, 1e12, 2e12, 3e12, 4e12")]
    [InlineData(0, 0, 4, false, "0")]
    public void Steps_are_round_and_labels_have_the_decimals_that_the_step_needs(double low, double high, int about, bool percent, string labels) =>
        Assert.Equal(labels, string.Join(", ", AxisTicks.Labels(AxisTicks.Between(low, high, about), percent)));

    [Property]
    public void No_two_labels_are_the_same(int below, int above, short power)
    {
        var unit = Math.Pow(10, power % 13);
        var ticks = AxisTicks.Between(-Math.Abs((double)below) * unit, Math.Abs((double)above) * unit, 4);
        var labels = AxisTicks.Labels(ticks);
        Assert.Equal(labels.Count, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(0.0, ticks);
        Assert.True(ticks.Count <= 14);
    }

    [Fact]
    public void A_Qini_curve_of_a_few_customers_has_each_label_once()
    {
        // Labels of quarters of 2.5 retained extra were 0, 1, 1, 2, 3.
        var curve = QiniCurve.From([4.0, 4, 3, 3, 2, 2, 1, 1], [true, false, true, false, true, false, true, false], [true, false, true, false, false, false, false, true]);
        var svg = curve.ToSvg();
        var labels = svg.Split("text-anchor=\"end\"").Skip(1).Select(part => part.Split('>')[1].Split('<')[0]).ToList();
        Assert.True(labels.Count >= 3);
        Assert.Equal(labels.Count, labels.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_picture_follows_the_page_and_has_light_colours_where_light_dark_is_not_known()
    {
        var svg = RocCurve.Of([true, false, true, false], [0.9, 0.2, 0.6, 0.7]).ToSvg();
        Assert.Contains(".rm-bg{fill:#fff;fill:light-dark(#fff,#0f1720)}", svg, StringComparison.Ordinal);
        Assert.Contains(".rm-picture:root{color-scheme:light dark}", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("prefers-color-scheme", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Fragments_of_discrimination_and_calibration_have_their_picture_when_there_is_something_to_draw()
    {
        bool[] churned = [true, false, true, false];
        double[] scores = [0.9, 0.2, 0.6, 0.7];
        var (roc, calibration) = (RocCurve.Of(churned, scores), ChurnCalibration.Of(churned, scores, bands: 2));
        Assert.EndsWith(roc.ToSvg(), roc.ToHtml(), StringComparison.Ordinal);
        Assert.EndsWith(calibration.ToSvg(), calibration.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", RocCurve.Of([true], [0.5]).ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", ChurnCalibration.Of([], []).ToHtml(), StringComparison.Ordinal);
    }
}
