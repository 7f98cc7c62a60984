using System.Text.Json;
using Retention.Metrics.Activity;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Activity;

public class ActivityRateTests
{
    [Fact]
    public void Users_outside_of_the_denominator_do_not_adopt()
    {
        var adoption = FeatureAdoption.FromUsers(["a", "b", "b", "x", "y"], ["a", "b", "c", "d", "d"], "users active in June");
        Assert.Equal(Proportion.Of(2, 4), adoption.Evidence);
        Assert.Equal(2, adoption.OutsideBase);
        Assert.StartsWith("50.0 % of users active in June (2 of 4; ", adoption.ToString(), StringComparison.Ordinal);
        Assert.Contains("Users outside of them", adoption.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("16.2 % of users active in June (340 of 2,100; 95 % CI 14.7–17.8)", FeatureAdoption.FromCounts(340, 2_100, "users active in June").ToString());
    }

    [Fact]
    public void Adoption_of_nobody_is_undefined_and_nonsense_is_refused()
    {
        Assert.Equal("n/a (nobody was eligible)", FeatureAdoption.FromCounts(0, 0, "seats").ToString());
        Assert.Equal("eligible users", default(FeatureAdoption).Of);
        Assert.Null(default(FeatureAdoption).Interval());
        Assert.Throws<ArgumentOutOfRangeException>("adopters", () => FeatureAdoption.FromCounts(2, 1, "seats"));
        Assert.Throws<ArgumentNullException>("of", () => FeatureAdoption.FromCounts(1, 1, null!));
        Assert.Throws<ArgumentNullException>("of", () => FeatureAdoption.FromUsers(["a"], ["a"], null!));
        Assert.Throws<ArgumentNullException>("users", () => FeatureAdoption.FromUsers(null!, ["a"], "seats"));
        Assert.Throws<ArgumentException>("eligible", () => FeatureAdoption.FromUsers(["a"], [null!], "seats"));
    }

    [Fact]
    public void Those_who_were_not_lapsed_cannot_come_back()
    {
        var rate = ReactivationRate.FromCustomers([1, 2, 3, 3], [2, 2, 9], PeriodLength.FromDays(90));
        Assert.Equal(Proportion.Of(1, 3), rate.Evidence);
        Assert.Contains("90 days", rate.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("3.5 % (64 of 1,850; 95 % CI 2.7–4.4)", ReactivationRate.FromCounts(64, 1_850).ToString());
        Assert.Equal("n/a (nobody was lapsed)", default(ReactivationRate).ToString());
        Assert.Null(ReactivationRate.AdditiveIdentity.Interval());
        Assert.Throws<ArgumentOutOfRangeException>("returned", () => ReactivationRate.FromCounts(2, 1));
        Assert.Throws<ArgumentNullException>("lapsed", () => ReactivationRate.FromCustomers(null!, ["a"]));
    }

    [Fact]
    public void Rates_pool_where_their_definitions_agree()
    {
        var quarter = ReactivationRate.FromCounts(1, 10, PeriodLength.FromDays(90));
        Assert.Equal(ReactivationRate.FromCounts(2, 20, PeriodLength.FromDays(90)), quarter + quarter);
        Assert.Equal(quarter, quarter + default(ReactivationRate));
        Assert.Equal(quarter, default(ReactivationRate) + quarter);
        Assert.Contains("after 90 days, the other after a time that was not said", Assert.Throws<ArgumentException>(() => quarter + ReactivationRate.FromCounts(1, 10)).Message, StringComparison.Ordinal);
        var sessions = ConversionRate.FromCounts(38, 1_240, "sessions");
        Assert.Equal(ConversionRate.FromCounts(76, 2_480, "sessions"), sessions + sessions);
        Assert.Equal(sessions, default(ConversionRate) + sessions);
        Assert.Equal(sessions, sessions + default(ConversionRate));
        Assert.Contains("counts sessions, the other visitors", Assert.Throws<ArgumentException>(() => sessions + ConversionRate.FromCounts(1, 2, "visitors")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => sessions + ConversionRate.FromCounts(1, 2));
        Assert.Throws<ArgumentException>(() => ConversionRate.FromCounts(1, 2) + sessions);
    }

    [Fact]
    public void A_conversion_rate_carries_its_unit()
    {
        var rate = ConversionRate.FromCounts(38, 1_240, "sessions");
        Assert.Equal("3.1 % (38 of 1,240; 95 % CI 2.2–4.2)", rate.ToString());
        Assert.Contains("sessions", rate.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("n/a (nobody could have converted)", ConversionRate.FromCounts(0, 0).ToString());
        Assert.Equal(Proportion.Of(38, 1_240).Interval(0.8), rate.Interval(0.8));
        Assert.StartsWith("converted was 5.", Assert.Throws<ArgumentOutOfRangeException>("converted", () => ConversionRate.FromCounts(5, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void They_read_back_from_JSON()
    {
        var context = RetentionMetricsJsonContext.Default;
        Json.RoundTrips(FeatureAdoption.FromUsers(["a", "x"], ["a", "b"], "seats"), context.FeatureAdoption);
        Json.RoundTrips(ReactivationRate.FromCounts(64, 1_850, PeriodLength.FromDays(90)), context.ReactivationRate);
        Json.RoundTrips(ConversionRate.FromCounts(38, 1_240, "sessions"), context.ConversionRate);
        Json.RoundTrips(default, context.ConversionRate);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"evidence":{"count":3,"total":2}}""", context.ConversionRate));
    }
}
