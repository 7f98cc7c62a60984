using System.Text.Json;
using Retention.Metrics.Serialization;

namespace Retention.Metrics.Tests;

public class CustomerRetentionTests
{
    // The worked example of the formula (E − N) ÷ S: 1,000 at the start, 200 acquired, 1,150 at the end.
    [Fact]
    public void The_worked_example_gives_ninety_five_per_cent()
    {
        var result = CustomerRetention.FromCounts(customersAtStart: 1_000, customersAcquired: 200, customersAtEnd: 1_150);
        Assert.Equal(0.95, result.RetentionRate.Value);
        Assert.Equal(0.05, result.ChurnRate.Value);
        Assert.Equal(950, result.Retained);
        Assert.Equal(50, result.Lost);
        Assert.False(result.IsExact);
        Assert.Equal("retention 95.0 % (950 of 1,000; 95 % CI 93.5–96.2), churn 5.0 %; start 1,000, acquired 200, end 1,150", result.ToString());
        Assert.Contains("(E − N) ÷ S", System.Net.WebUtility.HtmlDecode(result.ToHtml()), StringComparison.Ordinal);
    }

    [Fact]
    public void Three_counts_hide_an_acquired_customer_who_left_again_and_the_customers_do_not()
    {
        // Two at the start; both stay; two acquired, one of whom leaves again before the end.
        Assert.Equal(0.5, CustomerRetention.FromCounts(2, 2, 3).RetentionRate.Value);
        var exact = CustomerRetention.FromCustomers(["ann", "bob"], ["ann", "bob", "cid"]);
        Assert.Equal(1.0, exact.RetentionRate.Value);
        Assert.True(exact.IsExact);
        Assert.DoesNotContain("FromCustomers", exact.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_customer_counts_once_however_often_listed() =>
        Assert.Equal(Proportion.Of(1, 2), CustomerRetention.FromCustomers([1, 1, 2], [2, 2, 3]).RetentionRate.Evidence);

    [Fact]
    public void With_nobody_at_the_start_the_rates_are_undefined_not_zero()
    {
        var result = CustomerRetention.FromCounts(0, 3, 3);
        Assert.Null(result.RetentionRate.Value);
        Assert.Equal("n/a (nobody was there at the start)", result.ToString());
        Assert.Contains("n/a", result.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void More_left_over_than_there_were_is_flagged_and_gives_no_rate_above_one_hundred_per_cent()
    {
        var result = CustomerRetention.FromCounts(10, 3, 30);
        Assert.Equal(27, result.Retained);
        Assert.Null(result.Lost);
        Assert.Null(result.RetentionRate.Value);
        Assert.Contains("returning customers", result.WhyUndefined, StringComparison.Ordinal);
        Assert.Contains("leaves 3, more than the 0", CustomerRetention.FromCounts(0, 0, 3).WhyUndefined, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_at_the_end_than_were_acquired_is_refused_with_both_numbers()
    {
        var error = Assert.Throws<ArgumentException>("customersAtEnd", () => CustomerRetention.FromCounts(100, 70, 60));
        Assert.Contains("60", error.Message, StringComparison.Ordinal);
        Assert.Contains("70", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_refused_in_the_words_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>("customersAtStart", () => CustomerRetention.FromCounts(-1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("customersAcquired", () => CustomerRetention.FromCounts(1, -70, 0));
        Assert.Throws<ArgumentOutOfRangeException>("customersAtEnd", () => CustomerRetention.FromCounts(1, 0, -1));
        Assert.Throws<ArgumentNullException>("atStart", () => CustomerRetention.FromCustomers<int>(null!, []));
        Assert.Throws<ArgumentNullException>("atEnd", () => CustomerRetention.FromCustomers([1], null!));
        Assert.Throws<ArgumentException>("atEnd", () => CustomerRetention.FromCustomers<string>(["a"], [null!]));
    }

    [Fact]
    public void Json_round_trips_and_is_checked_on_reading()
    {
        var context = RetentionMetricsJsonContext.Default;
        foreach (var result in new[] { CustomerRetention.FromCounts(1_000, 200, 1_150, PeriodLength.Quarter), CustomerRetention.FromCustomers([1, 2], [2, 3]), CustomerRetention.FromCounts(0, 0, 0) })
        {
            Assert.Equal(result, JsonSerializer.Deserialize(JsonSerializer.Serialize(result, context.CustomerRetention), context.CustomerRetention));
        }

        Assert.Throws<ArgumentException>(() => JsonSerializer.Deserialize("""{"customersAtStart":5,"customersAcquired":4,"customersAtEnd":3}""", context.CustomerRetention));
    }
}
