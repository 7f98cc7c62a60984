using System.Text.Json;
using Retention.Metrics.Conformance;

namespace Retention.Metrics.Tests.Conformance;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("1.0000000005", 1.0)]
    [InlineData("0", 0.0)]
    [InlineData("\"0.30849710781876082007\"", 0.30849710781876083)]
    [InlineData("\"3.0867705405286967828e+24\"", 3.0867705405286968e24)]
    [InlineData("\"297/520\"", 0.57115384615384615)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"NaN\"", null)]
    [InlineData("null", null)]
    [InlineData("true", true)]
    [InlineData("\"(Intercept)\"", "(Intercept)")]
    [InlineData("\"2018-11\"", "2018-11")]
    [InlineData("12", 12L)]
    [InlineData("[]", new double[0])]
    public void Equal_values_agree(string expected, object? got) => Assert.Empty(Compare(expected, got));

    [Theory]
    [InlineData("1", 1.00000001)]
    [InlineData("0", 1e-300)]
    [InlineData("1", null)]
    [InlineData("null", 0.0)]
    [InlineData("null", double.NaN)]
    [InlineData("\"NaN\"", 0.0)]
    [InlineData("\"Infinity\"", double.MaxValue)]
    [InlineData("\"Infinity\"", double.NegativeInfinity)]
    [InlineData("1", double.PositiveInfinity)]
    [InlineData("1", double.NaN)]
    [InlineData("true", false)]
    [InlineData("true", 1)]
    [InlineData("1", true)]
    [InlineData("\"plan\"", "Plan")]
    [InlineData("\"2018-11\"", 2007)]
    [InlineData("\"12/0\"", 12)]
    [InlineData("[1, 2]", new[] { 1.0 })]
    [InlineData("[1, 2]", new[] { 1.0, 2.0, 3.0 })]
    [InlineData("[1, 2]", new[] { 2.0, 2.0 })]
    [InlineData("[1]", 1.0)]
    [InlineData("{\"a\": 1}", 1.0)]
    [InlineData("{\"a\": null}", null)]
    public void Different_values_differ(string expected, object? got) => Assert.Single(Compare(expected, got));

    [Fact]
    public void Only_the_fields_of_the_known_answer_are_compared() =>
        Assert.Empty(Compare("""{"score": 30}""", new { score = 30.0, variance = 0.6 }));

    [Fact]
    public void A_field_that_the_answer_lacks_is_a_difference_even_if_it_is_expected_to_be_null()
    {
        var difference = Assert.Single(Compare("""{"score": 30, "se": null}""", new { score = 30.0 }));

        Assert.Equal("se", difference.Path.ToString());
        Assert.Equal("nothing", difference.Got);
    }

    [Fact]
    public void Nested_differences_are_told_by_their_path()
    {
        var difference = Assert.Single(Compare("""{"rows": [{"wilson": [0.1, 0.2]}, {"wilson": [0.3, 0.4]}]}""", new { rows = new[] { new { wilson = new[] { 0.1, 0.2 } }, new { wilson = new[] { 0.3, 0.5 } } } }));

        Assert.Equal("rows[1].wilson[1]", difference.Path.ToString());
        Assert.Equal("0.5", difference.Got);
        Assert.Equal("0.4", difference.Expected);
    }

    [Fact]
    public void Counts_and_money_are_compared_to_the_last_digit()
    {
        Assert.Single(Compare("9007199254740993", 9_007_199_254_740_992L, """{"relative": 0, "absolute": 0}"""));
        Assert.Empty(Compare("9007199254740993", 9_007_199_254_740_993L, """{"relative": 0, "absolute": 0}"""));
        Assert.Single(Compare("\"1234567890123456789.01\"", 1234567890123456789.02m, """{"absolute": 0.001}"""));
    }

    [Fact]
    public void The_margin_is_the_larger_of_the_absolute_and_the_relative_one()
    {
        const string Margins = """{"relative": 0.01, "absolute": 0.5}""";

        Assert.Empty(Compare("1000", 1009.9, Margins));
        Assert.Single(Compare("1000", 1010.1, Margins));
        Assert.Empty(Compare("1", 1.49, Margins));
        Assert.Single(Compare("1", 1.51, Margins));
        Assert.Single(Compare("1", 1.02, """{"relative": 0.01}"""));
    }

    [Fact]
    public void A_tolerance_may_name_fields_and_leaves_the_others_at_the_default()
    {
        const string Margins = """{"params": 1e-5, "log_likelihood": 1e-9, "standard_errors": 1e-3}""";
        const string Expected = """{"params": {"r": 1}, "log_likelihood": -1000, "standard_errors": {"r": 1}, "covariance": [[1]]}""";

        Assert.Empty(Compare(Expected, Fit(1 + 9e-6, -1000, 1 + 9e-4, 1), Margins));
        Assert.Equal("params.r", Assert.Single(Compare(Expected, Fit(1 + 2e-5, -1000, 1, 1), Margins)).Path.ToString());
        Assert.Equal("log_likelihood", Assert.Single(Compare(Expected, Fit(1, -1000.00001, 1, 1), Margins)).Path.ToString());
        Assert.Equal("covariance[0][0]", Assert.Single(Compare(Expected, Fit(1, -1000, 1, 1 + 1e-8), Margins)).Path.ToString());

        static object Fit(double r, double logLikelihood, double error, double variance) =>
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["params"] = new { r }, ["log_likelihood"] = logLikelihood, ["standard_errors"] = new { r = error }, ["covariance"] = new[] { new[] { variance } } };
    }

    [Fact]
    public void A_note_may_widen_the_margin_of_a_field()
    {
        const string Note = "mid-P bounds come from uniroot: compare at 1e-7; other intervals at relTol";

        Assert.Empty(Compare("""{"midP": 1, "wilson": 1}""", new { midP = 1 + 9e-8, wilson = 1 }, note: Note));
        Assert.Equal("wilson", Assert.Single(Compare("""{"midP": 1, "wilson": 1}""", new { midP = 1, wilson = 1 + 9e-8 }, note: Note)).Path.ToString());
    }

    [Fact]
    public void A_note_may_exclude_a_field() =>
        Assert.Empty(Compare("""{"mleExists": false, "rCoef": [-206.1, 45.8]}""", new { mleExists = false }, note: "do not compare rCoef"));

    [Fact]
    public void What_was_given_as_an_argument_is_no_answer()
    {
        IReadOnlyList<string>[] given = [["rows", "[*]", "x"]];

        Assert.Empty(Compare("""{"rows": [{"x": 1, "y": 2}]}""", new { rows = new[] { new { y = 2 } } }, given: given));
        Assert.Single(Compare("""{"rows": [{"x": 1}]}""", new { rows = new[] { new { } } }, given: given));
    }

    [Fact]
    public void An_answer_need_not_repeat_a_remark_but_a_wrong_one_differs()
    {
        const string Expected = """{"counts": [1], "shape": "triangle; row r has (rows-r) observed cells"}""";

        Assert.Empty(Compare(Expected, new { counts = new[] { 1 } }));
        Assert.Single(Compare(Expected, new { counts = new[] { 1 }, shape = "rectangle" }));
        Assert.Single(Compare("""{"counts": [1], "name": "Acme"}""", new { counts = new[] { 1 } }));
    }

    [Fact]
    public void Answers_may_be_dictionaries_dates_and_json()
    {
        Assert.Empty(Compare("""{"2024-05-01": 0, "2024-05-14": 1}""", new Dictionary<DateOnly, long> { [new(2024, 5, 1)] = 0, [new(2024, 5, 14)] = 1 }));
        Assert.Empty(Compare("""["2018-11", "new", 50]""", new object[] { "2018-11", "new", 50m }));
        Assert.Empty(Compare("""{"rho_0.5": {"df": 1}}""", JsonDocument.Parse("""{"rho_0.5": {"df": 1.0}}""").RootElement));
    }

    [Fact]
    public void An_object_of_the_library_is_no_answer() =>
        Assert.Throws<InvalidOperationException>(() => Compare("1", new Version(1, 0)));

    [Fact]
    public void A_vector_without_a_known_answer_never_passes()
    {
        Assert.NotEmpty(Comparison.Differences(default, 1.0, Tolerance.Read(null, ""), []));
        Assert.NotEmpty(Comparison.Differences(default, null, Tolerance.Read(null, ""), []));
    }

    private static IReadOnlyList<Difference> Compare(string expected, object? got, string? tolerance = null, string note = "", IReadOnlyCollection<IReadOnlyList<string>>? given = null) =>
        Comparison.Differences(
            JsonDocument.Parse(expected).RootElement,
            got,
            Tolerance.Read(tolerance is null ? null : JsonDocument.Parse(tolerance).RootElement, note),
            given ?? []);
}
