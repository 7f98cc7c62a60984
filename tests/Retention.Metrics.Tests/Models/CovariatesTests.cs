using Retention.Metrics.Models;

namespace Retention.Metrics.Tests.Models;

public sealed class CovariatesTests
{
    private static readonly (int Tickets, string Plan)[] Rows = [(3, "yearly"), (0, "free"), (7, "monthly")];

    [Fact]
    public void Rows_become_named_columns_and_categories_become_yes_no_columns()
    {
        var x = Covariates.From(Rows, ("tickets", r => r.Tickets), ("squared", r => r.Tickets * r.Tickets)).WithCategory("plan", Rows.Select(r => r.Plan));
        Assert.Equal(["tickets", "squared", "plan=monthly", "plan=yearly"], x.Names);
        Assert.Equal([3.0, 0, 7], x["tickets"].ToArray());
        Assert.Equal([0.0, 0, 1], x["plan=monthly"].ToArray());
        Assert.Equal([1.0, 0, 0], x["plan=yearly"].ToArray());
        Assert.Equal("3 rows of tickets, squared, plan=monthly, plan=yearly", x.ToString());
    }

    [Fact]
    public void The_reference_category_can_be_chosen() =>
        Assert.Equal(["plan=free", "plan=monthly"], Covariates.None(3).WithCategory("plan", Rows.Select(r => r.Plan), reference: "yearly").Names);

    [Fact]
    public void A_batch_is_coded_by_the_levels_of_the_model()
    {
        string[] levels = ["free", "monthly", "yearly"];
        Assert.Equal(["plan=monthly", "plan=yearly"], Covariates.None(2).WithCategory("plan", ["yearly", "yearly"], levels: levels).Names);
        Assert.Equal(["plan=free", "plan=yearly"], Covariates.None(1).WithCategory("plan", ["free"], "monthly", levels).Names);
        Assert.Contains(
            "Row 1 of \"plan\" is \"gold\", which is not among the levels free, monthly, yearly",
            Assert.Throws<ArgumentException>(() => Covariates.None(2).WithCategory("plan", ["free", "gold"], levels: levels)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_array_does_not_change_the_columns()
    {
        double[] values = [1, 2];
        var x = Covariates.Of("a", values);
        values[0] = 99;
        Assert.Equal([1.0, 2], x["a"].ToArray());
        Assert.Equal("2 rows of no columns", Covariates.None(2).ToString());
    }

    [Theory]
    [InlineData(double.NaN, "\"b\" of row 1 was NaN")]
    [InlineData(double.PositiveInfinity, "\"b\" of row 1 was Infinity")]
    public void A_value_that_is_not_finite_is_named_with_its_row(double value, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Covariates.Of("a", [1, 2]).With("b", [1, value])).Message, StringComparison.Ordinal);

    [Fact]
    public void Wrong_columns_are_refused_in_words()
    {
        var x = Covariates.Of("a", [1, 2]);
        Assert.Contains("\"b\" has 3 values, but there are 2 rows", Assert.Throws<ArgumentException>(() => x.With("b", [1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("Two columns are named \"a\"", Assert.Throws<ArgumentException>(() => x.With("a", [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("has no name", Assert.Throws<ArgumentException>(() => x.With(" ", [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("no column \"z\"; the columns are a", Assert.Throws<ArgumentException>(() => x["z"].Length).Message, StringComparison.Ordinal);
        Assert.Contains("category of row 1 of \"p\" was null", Assert.Throws<ArgumentException>(() => x.WithCategory("p", ["u", null!])).Message, StringComparison.Ordinal);
        Assert.Contains("reference category \"w\"", Assert.Throws<ArgumentException>(() => x.WithCategory("p", ["u", "v"], "w")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => x.WithCategory("p", ["u"]));
        Assert.Throws<ArgumentNullException>(() => x.WithCategory("p", null!));
        Assert.Throws<ArgumentNullException>(() => Covariates.From<int>(null!, ("a", i => i)));
        Assert.Throws<ArgumentNullException>(() => Covariates.From([1], ("a", null!)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Covariates.None(-1));
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(1.0)]
    [InlineData(1e-300)]
    public void Standardised_columns_have_mean_0_and_deviation_1_whatever_the_unit(double unit)
    {
        var standard = StandardizedColumns.Of(Covariates.Of("a", [1 * unit, 2 * unit, 4 * unit, 5 * unit]));
        Assert.Equal(3 * unit, standard.Means[0], 1e-12 * unit);
        Assert.Equal(Math.Sqrt(2.5) * unit, standard.Scales[0], 1e-12 * unit);
        Assert.Equal(0, standard.Columns[0].Sum(), 1e-12);
        Assert.Equal(4, standard.Columns[0].Sum(v => v * v), 1e-12);
        Assert.Equal(3 / (Math.Sqrt(2.5) * unit), standard.Unscale(0, 3), 1e-12 / unit);
    }

    [Fact]
    public void Weights_count_rows_again()
    {
        var weighted = StandardizedColumns.Of(Covariates.Of("a", [1, 7]), [3, 1]);
        var repeated = StandardizedColumns.Of(Covariates.Of("a", [1, 1, 1, 7]));
        Assert.Equal(repeated.Means[0], weighted.Means[0], 1e-14);
        Assert.Equal(repeated.Scales[0], weighted.Scales[0], 1e-14);
    }

    [Fact]
    public void Constant_columns_become_zeros()
    {
        var standard = StandardizedColumns.Of(Covariates.Of("zero", [0, 0, 0]).With("tenth", [0.1, 0.1, 0.1]));
        Assert.All(standard.Columns, column => Assert.All(column, value => Assert.Equal(0, value)));
        Assert.Equal([1.0, 1.0], standard.Scales);
    }
}
