using System.Text.Json;
using Retention.Metrics.Lifetime;
using Retention.Metrics.Revenue;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Revenue;

public class LifetimeValueToAcquisitionCostTests
{
    [Fact]
    public void A_value_of_1250_against_a_cost_of_400_is_3_125_to_1()
    {
        var ratio = LifetimeValueToAcquisitionCost.FromAmounts(1_250m, 400m);
        Assert.Equal(3.125, ratio.Value);
        Assert.Equal("3.13 : 1 (1,250.00 ÷ 400.00)", ratio.ToString());
        Assert.Null(ratio.WhyUndefined);
    }

    [Fact]
    public void A_ratio_on_revenue_says_so()
    {
        var revenue = CustomerLifetimeValue.Simple(100m, ChurnRate.FromPercent(5));
        var ratio = LifetimeValueToAcquisitionCost.From(revenue, AcquisitionCost.FromSpend(5_000m, 10));
        Assert.Equal(4, ratio.Value);
        Assert.Equal("4.00 : 1 (2,000.00 ÷ 500.00; on revenue)", ratio.ToString());
        Assert.Contains("flatters", ratio.ToHtml(), StringComparison.Ordinal);
        var margin = LifetimeValueToAcquisitionCost.From(CustomerLifetimeValue.Simple(40m, ChurnRate.FromPercent(5), ValueBasis.Margin), AcquisitionCost.FromSpend(5_000m, 10));
        Assert.Equal("1.60 : 1 (800.00 ÷ 500.00)", margin.ToString());
        Assert.DoesNotContain("flatters", margin.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Customers_who_cost_nothing_or_whose_parts_are_unknown_have_no_ratio()
    {
        Assert.Equal("n/a (customers cost nothing to acquire)", LifetimeValueToAcquisitionCost.FromAmounts(10m, 0).ToString());
        var endless = CustomerLifetimeValue.Simple(100m, ChurnRate.FromPercent(0));
        Assert.Equal("n/a (the lifetime value is undefined)", LifetimeValueToAcquisitionCost.From(endless, AcquisitionCost.FromSpend(5m, 1)).ToString());
        var nobody = LifetimeValueToAcquisitionCost.From(CustomerLifetimeValue.Simple(1m, lifetime: 2), AcquisitionCost.FromSpend(5m, 0));
        Assert.Equal("n/a (the acquisition cost is undefined)", nobody.ToString());
        Assert.Null(nobody.Value);
        Assert.Contains("n/a", default(LifetimeValueToAcquisitionCost).ToHtml(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("acquisitionCost", () => LifetimeValueToAcquisitionCost.FromAmounts(1m, -1m));
        Assert.Throws<ArgumentNullException>("lifetimeValue", () => LifetimeValueToAcquisitionCost.From(null!, default));
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var type = RetentionMetricsJsonContext.Default.LifetimeValueToAcquisitionCost;
        Assert.Equal("""{"value":3.125,"lifetimeValue":1250,"acquisitionCost":400}""", Json.RoundTrips(LifetimeValueToAcquisitionCost.FromAmounts(1_250m, 400m), type).GetRawText());
        Json.RoundTrips(LifetimeValueToAcquisitionCost.From(CustomerLifetimeValue.Simple(1m, lifetime: 2), AcquisitionCost.FromSpend(5m, 0)), type);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"lifetimeValue":1,"acquisitionCost":-1}""", type));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"lifetimeValue":1,"acquisitionCost":1,"basis":9}""", type));
    }
}
