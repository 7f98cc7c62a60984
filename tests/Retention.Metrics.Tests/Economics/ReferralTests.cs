using System.Text.Json;
using Retention.Metrics.Economics;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests.Economics;

public class ReferralTests
{
    private static readonly RetentionMetricsJsonContext Context = RetentionMetricsJsonContext.Default;

    // R 4.2.2: prop.test(36, 240, correct = FALSE) = 0.1103583, 0.2006695.
    [Fact]
    public void A_referral_rate_is_a_share_with_an_interval()
    {
        var referral = ReferralRate.FromCounts(36, 240);
        Assert.Equal(0.15, referral.Value);
        Assert.Equal("15.0 % (36 of 240; 95 % CI 11.0–20.1)", referral.ToString());
        Assert.Contains("Referral rate", referral.ToHtml(), StringComparison.Ordinal);
        Assert.True(referral.Interval(0.9)!.Value.Width < referral.Interval()!.Value.Width);
    }

    [Fact]
    public void Of_nobody_there_is_no_rate()
    {
        Assert.Equal("n/a (there was no new customer)", ReferralRate.FromCounts(0, 0).ToString());
        Assert.Equal("n/a (there is no user who could invite)", default(ViralCoefficient).ToString());
        Assert.Null(default(ReferralRate).Interval());
        Assert.Null(ReferralRate.FromCounts(0, 1).WhyUndefined);
    }

    [Property]
    public void Rates_pool_by_their_counts(AnyCounts one, AnyCounts two)
    {
        var pooled = Proportion.Of(one.Part, one.Whole) + Proportion.Of(two.Part, two.Whole);
        Assert.Equal(pooled, (ReferralRate.FromCounts(one.Part, one.Whole) + ReferralRate.FromCounts(two.Part, two.Whole)).Evidence);
        Assert.Equal(ReferralRate.FromCounts(one.Part, one.Whole), ReferralRate.FromCounts(one.Part, one.Whole) + ReferralRate.AdditiveIdentity);
    }

    [Fact]
    public void K_is_invitations_times_conversion()
    {
        var k = ViralCoefficient.FromCounts(1_000, 2_400, 300);
        Assert.Equal(0.3, k.Value);
        Assert.Equal(2.4, k.InvitationsPerUser);
        Assert.Equal(0.125, k.Accepted.Value);
        Assert.Equal(1.4285714285714286, k.Amplification);
        Assert.Equal("K = 0.30 (2.40 invitations per user × 12.5 % accepted)", k.ToString());
        Assert.Contains("1.43", k.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_every_user_brings_another_there_is_no_end()
    {
        Assert.Null(ViralCoefficient.FromCounts(10, 20, 10).Amplification);
        Assert.Null(ViralCoefficient.FromCounts(10, 20, 11).Amplification);
        Assert.Equal(10, ViralCoefficient.FromCounts(10, 20, 9).Amplification);
        Assert.Equal("K = 0.00 (0.00 invitations per user × n/a accepted)", ViralCoefficient.FromCounts(10, 0, 0).ToString());
        Assert.Null(default(ViralCoefficient).Amplification);
        Assert.Contains("n/a", default(ViralCoefficient).ToHtml(), StringComparison.Ordinal);
    }

    // Round after round of invitations, summed.
    [Property]
    public void Amplification_is_the_sum_of_all_rounds(AnyCounts counts)
    {
        var k = ViralCoefficient.FromCounts(counts.Whole, counts.Whole, counts.Part);
        if (k.Value is { } value && value < 0.9)
        {
            double sum = 0, round = 1;
            for (var i = 0; i < 500; i++)
            {
                sum += round;
                round *= value;
            }

            Assert.Equal(sum, k.Amplification!.Value, 1e-12 * sum);
        }
    }

    [Fact]
    public void Nonsense_is_refused_by_name_and_json_round_trips()
    {
        Assert.Throws<ArgumentOutOfRangeException>("referred", () => ReferralRate.FromCounts(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>("newCustomers", () => ReferralRate.FromCounts(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("users", () => ViralCoefficient.FromCounts(-1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("invitations", () => ViralCoefficient.FromCounts(1, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("accepted", () => ViralCoefficient.FromCounts(1, 1, 2));
        Json.RoundTrips(ReferralRate.FromCounts(36, 240), Context.ReferralRate);
        Json.RoundTrips(ViralCoefficient.FromCounts(1_000, 2_400, 300), Context.ViralCoefficient);
        Json.RoundTrips(default, Context.ViralCoefficient);
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonSerializer.Deserialize("""{"users":-1}""", Context.ViralCoefficient));
    }
}
