using System.Collections;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Tests.Rendering;

public class RenderingTests
{
    [Theory]
    [InlineData(0.95, "95.0 %")]
    [InlineData(0.00049999, "0.0 %")]
    [InlineData(0.0005, "0.1 %")]
    [InlineData(-0.0001, "0.0 %")]
    [InlineData(12.345, "1,234.5 %")]
    public void Percentages_round_half_away_from_zero_and_have_no_negative_zero(double fraction, string text) => Assert.Equal(text, Text.Percent(fraction));

    [Fact]
    public void Unknown_is_printed_as_unknown() => Assert.Equal("n/a", Text.Percent(null));

    [Fact]
    public void Signs_levels_p_values_and_money_read_as_people_write_them()
    {
        Assert.Equal(["+3.5", "-3.8", "0.0"], new[] { 3.5, -3.83, -0.01 }.Select(v => Text.Signed(v)));
        Assert.Equal(["95 %", "99.9 %"], new[] { 0.95, 0.999 }.Select(Text.Level));
        Assert.Equal(["p = .010", "p < .001"], new[] { 0.01007, 0.0009 }.Select(Text.PValue));
        Assert.Equal(["1,234.57", "-0.13"], new[] { 1234.565m, -0.125m }.Select(Text.Money));
    }

    [Fact]
    public void Every_text_in_a_fragment_is_encoded()
    {
        var html = new HtmlCard("<script>", "a & b").Row("<b>", "\"x\"").Row("left out", null).Note("<i>").Note(null).ToString();
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("left out", html, StringComparison.Ordinal);
        Assert.Contains("a &amp; b", html, StringComparison.Ordinal);
        Assert.Equal(string.Empty, HtmlCard.Encode(null));
    }

    // The lookup of notebook kernels, written from its documentation: an attribute by name, its source by Activator, formatters by property and method name.
    [Fact]
    public void A_notebook_finds_the_formatters_by_name()
    {
        object value = Proportion.Of(3, 4);
        var attribute = value.GetType().GetCustomAttributes(true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance((Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!)!;
        var formatters = ((IEnumerable)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!).Cast<object>().ToDictionary(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)!);
        Assert.Equal(Proportion.Of(3, 4).ToHtml(), Show(formatters["text/html"], value));
        Assert.Equal(Proportion.Of(3, 4).ToString(), Show(formatters["text/plain"], value));
        Assert.Null(Show(formatters["text/html"], "not ours"));
        Assert.Equal(["text/html", "text/plain"], (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!);

        static string? Show(object formatter, object value)
        {
            using var writer = new StringWriter();
            return (bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [value, writer])! ? writer.ToString() : null;
        }
    }

    [Fact]
    public void Text_on_any_colour_of_a_heat_map_has_a_contrast_of_4_5_to_1()
    {
        var ramp = new HeatRamp(0.8);
        for (var share = 0.0; share <= 0.8; share += 0.002)
        {
            var (background, text) = (Luminance(ramp.Fill(share)), Luminance(ramp.TextOn(share)));
            Assert.True((Math.Max(background, text) + 0.05) / (Math.Min(background, text) + 0.05) >= 4.5, ramp.Fill(share));
        }

        static double Luminance(string colour)
        {
            double[] weights = [0.2126, 0.7152, 0.0722];
            return weights.Select((w, i) => w * Linear(Convert.ToInt32(colour.Substring(1 + (2 * i), 2), 16) / 255.0)).Sum();
        }

        static double Linear(double c) => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }
}
