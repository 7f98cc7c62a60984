using Retention.Metrics.Orders;
using Retention.Metrics.Tests.Support;

namespace Retention.Metrics.Tests.Orders;

public sealed class OrderSegmentsTests
{
    private static readonly Period Year = Period.Year(2026);

    private static readonly OrderLog<string> Shop = OrderLog.From(
        [("ann", 1, 10m), ("bob", 2, 20m), ("ann", 3, 30m), ("cyd", 3, 40m), ("dan", 4, 50m), ("dan", 5, 60m), ("eve", 6, 70.5m)],
        r => r.Item1, r => new DateOnly(2026, r.Item2, 1), r => r.Item3);

    private static string? Country(string customer) => customer switch { "ann" or "bob" => "DE", "cyd" => "FR", "dan" => "AT", _ => null };

    [Fact]
    public void A_part_is_asked_like_the_whole()
    {
        var german = Shop.Where(customer => Country(customer) == "DE");

        Assert.Equal((2, 3, 60m), (german.CustomerCount, german.OrderCount, german.Revenue));
        Assert.Equal(["ann"], german.RepeatBuyersIn(Year));
        Assert.Equal(Period.Inclusive(new(2026, 1, 1), new(2026, 3, 1)), german.Observed);
        Assert.Equal(2, german.Rfm(new(2026, 6, 30)).Count);
        Assert.Equal(0, Shop.Where(_ => false).OrderCount);
        Assert.Null(Shop.Where(_ => false).Observed);
    }

    [Fact]
    public void Segments_add_up_to_the_total()
    {
        var rates = Shop.BySegment(Country, part => part.RepeatPurchaseRate(Year));

        Assert.Equal(["AT", "DE", "FR"], rates.Names);
        Assert.Equal(new Proportion(1, 2), rates["DE"].Evidence);
        Assert.Equal(new Proportion(1, 1), rates["AT"].Evidence);
        Assert.Equal(new Proportion(0, 1), rates.Other.Evidence);
        Assert.Equal(rates.Total, rates["AT"] + rates["DE"] + rates["FR"] + rates.Other);
        Assert.False(rates.TryGet("PL", out _));
        Assert.Throws<KeyNotFoundException>(() => rates["PL"]);
    }

    [Fact]
    public void The_smaller_segments_can_join_the_others()
    {
        var values = Shop.BySegment(Country, part => part.AverageOrderValue, most: 1);

        Assert.Equal(["DE"], values.Names);
        Assert.Equal(220.5m, values.Other.Revenue);
        Assert.Equal(280.5m, values.Total.Revenue);
        Assert.Throws<ArgumentOutOfRangeException>(() => Shop.BySegment(Country, part => part.AverageOrderValue, most: -1));
        Assert.Throws<ArgumentNullException>(() => Shop.BySegment(null!, part => part.AverageOrderValue));
        Assert.Throws<ArgumentNullException>(() => Shop.BySegment<AverageOrderValue>(Country, null!));
        Assert.Throws<ArgumentNullException>(() => Shop.Where(null!));
    }

    [Property]
    public void Any_split_of_the_customers_adds_up(byte[] customers, byte modulus)
    {
        var log = OrderLog.From(customers.Select((c, i) => (Customer: c % 16, Day: i % 300, Amount: (i % 7) + 0.25m)), r => r.Customer, r => new DateOnly(2026, 1, 1).AddDays(r.Day), r => r.Amount);
        var parts = log.BySegment(c => (c % (modulus + 1)).ToString(System.Globalization.CultureInfo.InvariantCulture), part => part.PurchaseIntervals(new(2026, 12, 31)), most: 2);
        var sum = parts.Segments.Aggregate(parts.Other, (all, part) => all + part.Value);
        Assert.Equal(parts.Total, sum);
    }
}
