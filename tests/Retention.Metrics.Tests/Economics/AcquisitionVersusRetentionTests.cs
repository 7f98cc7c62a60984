using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class AcquisitionVersusRetentionTests
{
    // mpmath: the same books give 6.0 and 0.379.
    [Fact]
    public void The_same_books_say_six_times_and_four_tenths()
    {
        var cost = AcquisitionVersusRetention.From(60_000m, 200, 47_500m, 950, incrementallySaved: 60);
        Assert.Equal(300m, cost.CostPerAcquired);
        Assert.Equal(50m, cost.CostPerRetained);
        Assert.Equal(791.6666666666666, (double)cost.CostPerSaved!.Value, 1e-10);
        Assert.Equal(6, cost.RatioPerRetained);
        Assert.Equal(0.37894736842105264, cost.RatioPerSaved!.Value, 1e-14);
        Assert.Null(cost.WhyUndefined);
        Assert.Equal("6.00 per retained customer, 0.38 per saved customer (acquired 300.00, retained 50.00, saved 791.67)", cost.ToString());
        Assert.DoesNotContain("hold-out", cost.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_hold_out_group_nobody_knows_the_second_ratio()
    {
        var cost = AcquisitionVersusRetention.From(60_000m, 200, 47_500m, 950);
        Assert.Null(cost.RatioPerSaved);
        Assert.Null(cost.WhyUndefined);
        Assert.Equal("6.00 per retained customer, n/a per saved customer (acquired 300.00, retained 50.00, saved n/a)", cost.ToString());
        Assert.Contains("hold-out", cost.ToHtml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 10, 10, 5, "no customer was acquired")]
    [InlineData(10, 10, 0, null, "no customer was retained")]
    [InlineData(10, 0, 10, 5, "nothing was spent on retention")]
    [InlineData(10, 10, 10, 0, "the spend saved nobody")]
    [InlineData(10, 10, 10, -3, "the spend saved nobody")]
    public void What_does_not_exist_says_why(long acquired, int spent, long retained, int? saved, string why)
    {
        var cost = AcquisitionVersusRetention.From(100m, acquired, spent, retained, saved);
        Assert.Equal(why, cost.WhyUndefined);
        Assert.True(cost.RatioPerSaved is null);
        Assert.Equal(acquired > 0 && spent > 0 && retained > 0, cost.RatioPerRetained is not null);
        Assert.Contains(why, cost.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cost_beyond_the_range_of_decimals_is_undefined() =>
        Assert.Contains("7.9e28", AcquisitionVersusRetention.From(1m, 1, 1e20m, 1, 1e-20).WhyUndefined, StringComparison.Ordinal);

    [Property]
    public void Spread_over_the_saved_retention_never_looks_cheaper_than_over_all_retained(AnyMargin acquisition, AnyMargin retention, AnyCounts customers)
    {
        var cost = AcquisitionVersusRetention.From(acquisition.Value, 100, retention.Value, customers.Whole, customers.Part);
        Assert.True(cost.RatioPerSaved is null || cost.RatioPerSaved <= cost.RatioPerRetained * (1 + 1e-12));
    }

    [Fact]
    public void Nonsense_is_refused_by_name_and_json_round_trips()
    {
        Assert.Throws<ArgumentOutOfRangeException>("acquisitionSpend", () => AcquisitionVersusRetention.From(-1m, 1, 1m, 1));
        Assert.Throws<ArgumentOutOfRangeException>("newCustomers", () => AcquisitionVersusRetention.From(1m, -1, 1m, 1));
        Assert.Throws<ArgumentOutOfRangeException>("retentionSpend", () => AcquisitionVersusRetention.From(1m, 1, -1m, 1));
        Assert.Throws<ArgumentOutOfRangeException>("retainedCustomers", () => AcquisitionVersusRetention.From(1m, 1, 1m, -1));
        Assert.Throws<ArgumentOutOfRangeException>("incrementallySaved", () => AcquisitionVersusRetention.From(1m, 1, 1m, 1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("incrementallySaved", () => AcquisitionVersusRetention.From(1m, 1, 1m, 1, 2));
        var type = RetentionMetricsJsonContext.Default.AcquisitionVersusRetention;
        Json.RoundTrips(AcquisitionVersusRetention.From(60_000m, 200, 47_500m, 950, 60), type);
        Json.RoundTrips(AcquisitionVersusRetention.From(0m, 0, 0m, 0), type);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"newCustomers":-1}""", type));
    }
}
