using System.Globalization;
using System.Xml.Linq;
using Retention.Metrics.Models;
using Retention.Metrics.Rendering;
using Retention.Metrics.Survival;

namespace Retention.Metrics.Tests.Survival;

/// <summary>The forest plot of hazard ratios.</summary>
public sealed class CoxPictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly double[] Months = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly bool[] Left = [true, true, true, true, true, false, true, false];

    // As CoxModelTests: the likelihood grows without end in x.
    private static Covariates Separating(string x = "x") => Covariates.Of(x, [1, 1, 1, 1, 0, 0, 0, 0]).With("y", [1, 0, 1, 0, 0, 1, 1, 0]);

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static List<string> Texts(XElement svg) => [.. svg.Descendants(Svg + "text").Select(t => t.Value)];

    [Fact]
    public void Ratios_lie_on_a_logarithmic_axis_with_their_intervals()
    {
        var model = CoxModel.Fit(CoxModelTests.Everything());
        var svg = XElement.Parse(model.ToSvg("a < b"));
        Assert.Contains("a < b", Texts(svg));
        Assert.Contains("hazard ratio per unit of the column, robust 95 % interval", Texts(svg));
        Assert.Contains(Texts(svg), t => t.StartsWith("0.7991 (0.5", StringComparison.Ordinal) && t.EndsWith("), p = .328", StringComparison.Ordinal));

        // The dots are as far from the line at 1 as the coefficients are from 0, and so are the ends of the intervals.
        var dots = svg.Descendants(Svg + "circle").Select(c => Number(c, "cx")).ToList();
        var one = svg.Descendants(Svg + "rect").Where(r => r.Attribute("class")!.Value == "rm-faint").Select(r => Number(r, "x") + 0.75).Single();
        var scale = (dots[0] - one) / model["x"].Estimate!.Value;
        Assert.True(scale > 0);
        Assert.Equal(one + (scale * model["z"].Estimate!.Value), dots[1], 0.5);
        var bars = svg.Descendants(Svg + "line").Where(l => l.Attribute("class")!.Value == "rm-accent-line").ToList();
        Assert.Equal(one + (scale * model["x"].Interval()!.Value.Lower), Number(bars[0], "x1"), 0.5);
        Assert.Equal(one + (scale * model["x"].Interval()!.Value.Upper), Number(bars[0], "x2"), 0.5);
        Assert.Empty(svg.Descendants(Svg + "polygon"));
        Assert.EndsWith(model.ToSvg() + "</div>", model.ToHtml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "grows without end")]
    [InlineData(-1, "falls to 0 without end")]
    public void A_column_without_end_is_an_arrow_and_says_so(int sign, string said)
    {
        var svg = XElement.Parse(CoxModel.Fit(Months, Left, Covariates.Of("x", [.. Separating()["x"].ToArray().Select(v => sign * v)]).With("y", Separating()["y"])).ToSvg());
        Assert.Contains(said, Texts(svg));
        Assert.Contains(Texts(svg), t => t.StartsWith("An arrow from 1", StringComparison.Ordinal));
        var arrow = svg.Descendants(Svg + "line").Single(l => l.Attribute("class")!.Value == "rm-second-line");
        Assert.Equal(sign, Math.Sign(Number(arrow, "x2") - Number(arrow, "x1")));
        Assert.Equal("rm-second", svg.Descendants(Svg + "polygon").First().Attribute("class")!.Value);
    }

    [Fact]
    public void An_interval_that_says_little_is_cut_and_says_so()
    {
        // The second interval is a thousand times as wide as the first: the axis ends at e^±3.
        ForestRow[] rows = [new("known", 0.2, (0.19, 0.21), 0, "1.22", "known"), new("rare", -0.1, (-8, 9), 0, "0.905", "rare"), new("gone", 800, null, 0, "n/a", "gone")];
        var svg = XElement.Parse(ForestPlot.Draw("a", "b", "c", "d", rows[..2]));
        Assert.Equal(2, svg.Descendants(Svg + "polygon").Count());
        Assert.Contains("An arrowhead at the edge: the ratio or its interval goes on past the axis.", Texts(svg));
        Assert.Contains("0.1", Texts(svg));
        Assert.DoesNotContain("0.01", Texts(svg));
        var bar = svg.Descendants(Svg + "line").First(l => l.Attribute("class")!.Value == "rm-accent-line");
        Assert.InRange(Number(bar, "x2") - Number(bar, "x1"), 0.5, 2);

        // Beyond what a double holds there is no dot, only the arrowhead.
        var beyond = XElement.Parse(ForestPlot.Draw("a", "b", "c", "d", rows[2..]));
        Assert.Single(beyond.Descendants(Svg + "polygon"));
        Assert.Empty(beyond.Descendants(Svg + "circle"));
    }

    [Fact]
    public void Columns_without_a_coefficient_have_a_row_and_models_without_columns_no_picture()
    {
        var svg = XElement.Parse(CoxModel.Fit(Months, Left, Separating().With("same", new double[8])).ToSvg());
        Assert.Contains("same", Texts(svg));
        Assert.Contains("n/a", Texts(svg));
        var none = CoxModel.Fit(Months, Left, Covariates.None(8));
        Assert.DoesNotContain("<svg", none.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("no columns", Texts(XElement.Parse(none.ToSvg())));
    }

    [Fact]
    public void A_hundred_columns_are_drawn_and_the_rest_counted()
    {
        var columns = Covariates.None(8);
        for (var k = 0; k < 130; k++)
        {
            columns = columns.With(k == 0 ? new string('n', 38) + "😀 and more" : $"c{k}", [.. Enumerable.Range(0, 8).Select(i => (double)(i * (k + 3) % 7))]);
        }

        var texts = Texts(XElement.Parse(CoxModel.Fit(Months, Left, columns).ToSvg()));
        Assert.Contains("c99", texts);
        Assert.DoesNotContain("c100", texts);
        Assert.Contains("The first 100 of 130 columns.", texts);
        Assert.Contains(new string('n', 38) + "…", texts);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-4)]
    [InlineData(1)]
    [InlineData(1e5)]
    [InlineData(1e9)]
    [InlineData(1e300)]
    public void Any_unit_can_be_drawn(double unit)
    {
        var svg = XElement.Parse(CoxModel.Fit([1.0, 2, 3, 4, 5, 6], [true, false, true, true, false, true], Covariates.Of("seats", [.. new[] { 3.0, 1, 2, 2, 5, 1 }.Select(v => v * unit)])).ToSvg());
        Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg.ToString(), StringComparison.Ordinal);
        var labels = svg.Descendants(Svg + "text").Where(t => t.Attribute("text-anchor")!.Value == "middle").Select(t => t.Value).ToList();
        Assert.InRange(labels.Count, 2, 14);
        Assert.Equal(labels.Count, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("1", labels);
    }
}
