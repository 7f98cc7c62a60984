using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

public class ExchangeRateLaws
{
    private static IEnumerable<SubscriptionRow<int>> InTwoCurrencies(AnySubscriptions subscriptions) =>
        subscriptions.Rows.Select((row, i) => row with { Currency = i % 2 == 0 ? "EUR" : "USD" });

    private static object Lines(MrrBridge b) => (b.Opening, b.NewBusiness, b.Reactivation, b.Expansion, b.Contraction, b.Churn, b.Fx, b.Customers, b.Renewed, b.Kept);

    [Property]
    public void Rates_of_one_change_nothing(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        // Each currency is floored by itself, so only amounts of zero or more compare.
        var rows = subscriptions.Rows.Where(r => r.Amount >= 0 && r.Discount is not { AmountOff: > 0 }).ToList();
        var one = SubscriptionLedger.From(InTwoCurrencies(new(rows)), policy.Value).In(ExchangeRates.To("USD").With("EUR", 1m)).RollForward(periods.Value);
        var plain = SubscriptionLedger.From(rows.Select(r => r with { Currency = "USD" }), policy.Value).RollForward(periods.Value);
        Assert.Equal(plain.Bridges.Select(Lines), one.Bridges.Select(Lines));
    }

    [Property]
    public void A_constant_rate_makes_no_line_of_its_own(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var months = SubscriptionLedger.From(InTwoCurrencies(subscriptions), policy.Value).In(ExchangeRates.To("EUR").With("USD", 0.9m)).RollForward(periods.Value);
        Assert.All(months.Bridges, b => Assert.Equal(0, b.Fx));
    }

    [Property]
    public void Rates_that_move_are_one_line_and_no_movement(AnySubscriptions subscriptions, AnyMrrPolicy anyPolicy, AnyPeriods periods)
    {
        // Whole cents, so that the converted amounts come out even.
        var policy = new AnyMrrPolicy(anyPolicy.Value with { Normalization = MrrNormalization.Polar });
        var rows = subscriptions.Rows.Select(r => r with { Currency = "GBP" }).ToList();
        var day = periods.Value[^1].End.AddDays(-1);
        var moving = ExchangeRates.To("USD").With("GBP", 1.25m).With("GBP", 1.5m, from: day);
        var (pounds, dollars) = (SubscriptionLedger.From(rows, policy.Value).Bridge(periods.Value[^1]), SubscriptionLedger.From(rows, policy.Value).In(moving).Bridge(periods.Value[^1]));
        Assert.Equal(pounds.Opening * 1.25m, dollars.Opening);
        Assert.Equal(pounds.Closing * 1.5m, dollars.Closing);
        if (policy.Value.Movements == MovementBasis.Endpoints)
        {
            Assert.Equal((pounds.Churn * 1.25m, pounds.Contraction * 1.25m, pounds.Expansion * 1.25m), (dollars.Churn, dollars.Contraction, dollars.Expansion));
            Assert.Equal((pounds.NewBusiness * 1.5m, pounds.Reactivation * 1.5m), (dollars.NewBusiness, dollars.Reactivation));
        }

        Assert.Equal(pounds.Renewed * 0.25m, dollars.Fx);
        Assert.Equal(pounds.Customers, dollars.Customers);
        // Each is a quotient of two exact sums, rounded at most three times on the way to a double.
        var (inPounds, inDollars) = (pounds.NetRevenueRetention.Value ?? 0, dollars.NetRevenueRetention.Value ?? 0);
        Assert.Equal(inPounds, inDollars, 1e-15 * Math.Abs(inPounds));
    }

    [Property]
    public void The_roll_forward_closes_whatever_the_rates_do(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var rates = Enumerable.Range(0, 40).Aggregate(ExchangeRates.To("EUR"), (known, i) => known.With("USD", 0.8m + (i * 7 % 11 / 37m), from: i == 0 ? null : new DateOnly(2023, 11, 1).AddDays(20 * i)));
        var ledger = SubscriptionLedger.From(InTwoCurrencies(subscriptions), policy.Value).In(rates);
        var months = ledger.RollForward(periods.Value);
        foreach (var bridge in months.Bridges)
        {
            var last = bridge.Period!.Value.End.AddDays(-1);
            Assert.Equal(ledger.Mrr(last).Recurring, bridge.Closing);
            Assert.Equal(ledger.Customers(last).Sum(c => c.Value), bridge.Closing);
            Assert.Equal(bridge.Fx, ledger.Customers(bridge, MrrMovement.ExchangeRates).Sum(c => c.Change));
            Assert.Equal(bridge.Churn, -ledger.Customers(bridge, MrrMovement.Churn).Sum(c => c.Change));
        }
    }
}
