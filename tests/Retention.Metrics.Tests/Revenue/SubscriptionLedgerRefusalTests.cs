using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

public class SubscriptionLedgerRefusalTests
{
    private static readonly DateOnly January = new(2026, 1, 1);
    private static readonly SubscriptionRow<string> Row = new() { Customer = "acme", Start = January, Amount = 10m };

    private static string Refused<TException>(SubscriptionRow<string> row)
        where TException : ArgumentException
    {
        var builder = new SubscriptionLedgerBuilder<string>();
        builder.Add(Row);
        var message = Assert.Throws<TException>(() => builder.Add(row)).Message;
        Assert.Equal(1, builder.Count);
        Assert.Equal(10m, builder.Build().Mrr(January).Recurring);
        return message;
    }

    [Fact]
    public void Rows_that_make_no_sense_are_refused_with_their_number_and_the_rule()
    {
        Assert.StartsWith("The customer key of row 1 was null. Every row needs a customer", Refused<ArgumentException>(Row with { Customer = null! }), StringComparison.Ordinal);
        Assert.StartsWith("The customer key of row 1 was empty.", Refused<ArgumentException>(Row with { Customer = string.Empty }), StringComparison.Ordinal);
        Assert.StartsWith("end was 2025-12-31 in row 1. It must not lie before start 2026-01-01.", Refused<ArgumentOutOfRangeException>(Row with { End = new(2025, 12, 31) }), StringComparison.Ordinal);
        Assert.StartsWith("intervalCount was 0. An interval count must be inside [1..1000000].", Refused<ArgumentOutOfRangeException>(Row with { IntervalCount = 0 }), StringComparison.Ordinal);
        Assert.StartsWith("interval was 9. It must be one of", Refused<ArgumentOutOfRangeException>(Row with { Interval = (BillingInterval)9 }), StringComparison.Ordinal);
        Assert.StartsWith("TrialEnd was 2025-12-01 in row 1. It must not lie before Start 2026-01-01.", Refused<ArgumentOutOfRangeException>(Row with { TrialEnd = new(2025, 12, 1) }), StringComparison.Ordinal);
        Assert.StartsWith("PastDueUntil was 2026-02-01 in row 1, but PastDueSince is missing.", Refused<ArgumentException>(Row with { PastDueUntil = new(2026, 2, 1) }), StringComparison.Ordinal);
        Assert.StartsWith("PastDueUntil was 2026-02-01 in row 1. It must not lie before PastDueSince 2026-03-01.", Refused<ArgumentOutOfRangeException>(Row with { PastDueSince = new(2026, 3, 1), PastDueUntil = new(2026, 2, 1) }), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new SubscriptionLedgerBuilder<string>().Add(null!));
        Assert.Throws<ArgumentException>(() => new SubscriptionLedgerBuilder<Guid>().Add(Guid.Empty, January, null, 1m));
        // 0 and -1 are numbers like others.
        Assert.Equal(2, new SubscriptionLedgerBuilder<int>().Add(0, January, null, 1m).Add(-1, January, null, 1m).Build().Mrr(January).Customers);
    }

    [Fact]
    public void Duplicates_and_overlaps_of_a_subscription_are_refused()
    {
        var builder = new SubscriptionLedgerBuilder<string>();
        builder.Add(Row with { Subscription = "s", End = new(2026, 3, 1) });
        Assert.StartsWith(
            "Subscription was s. Customer acme already has a row of it that starts on 2026-01-01 (row 1 repeats it).",
            Assert.Throws<ArgumentException>(() => builder.Add(Row with { Subscription = "s" })).Message,
            StringComparison.Ordinal);
        builder.Add(Row with { Subscription = "s", Customer = "bolt" }).Add(Row with { Subscription = "s", Start = new(2026, 3, 1) });
        Assert.Equal(20m, builder.Build().Mrr(new(2026, 3, 1)).Recurring);
        builder.Add(Row with { Subscription = "s", Start = new(2026, 2, 1), End = new(2026, 2, 10) });
        Assert.StartsWith(
            "Rows 0 and 3 of subscription s of customer acme overlap: the first ends on 2026-03-01, the second starts on 2026-02-01.",
            Assert.Throws<ArgumentException>(() => builder.Build()).Message,
            StringComparison.Ordinal);
        // Without an identity two equal rows are two subscriptions.
        Assert.Equal(20m, SubscriptionLedger.From([Row, Row]).Mrr(January).Recurring);
    }

    [Fact]
    public void Doubles_have_to_be_what_they_are_declared_to_be()
    {
        static string Of(double amount, decimal unit = 0.01m) =>
            Assert.Throws<ArgumentOutOfRangeException>(() => SubscriptionLedger.FromSnapshots<int>([1, 2], [0, 0], January, MoneyColumn.MultiplesOf(unit, [1, amount]))).Message;
        Assert.StartsWith("amounts was 12.345. The amount of row 1 must be a finite multiple of 0.01, at most 2^53 of them.", Of(12.345), StringComparison.Ordinal);
        Assert.StartsWith("amounts was NaN.", Of(double.NaN), StringComparison.Ordinal);
        Assert.StartsWith("amounts was ", Of(double.PositiveInfinity), StringComparison.Ordinal);
        Assert.StartsWith("amounts was ", Of(double.MaxValue), StringComparison.Ordinal);
        Assert.StartsWith("amounts was 1000000000000000.", Of(1e15), StringComparison.Ordinal);
        Assert.StartsWith("amounts was 1.5.", Of(1.5, 1m), StringComparison.Ordinal);
        Assert.StartsWith("amounts was 1.", Of(1, 3m), StringComparison.Ordinal);
        Assert.Equal(0.3m, SubscriptionLedger.FromSnapshots<int>([1, 1], [0, 0], January, MoneyColumn.MultiplesOf(0.01m, [0.1, 0.2])).Mrr(January).Recurring);
        Assert.Equal(12m, SubscriptionLedger.FromSnapshots<int>([1, 1], [0, 0], January, MoneyColumn.MultiplesOf(3m, [9, 3])).Mrr(January).Recurring);
        Assert.Throws<ArgumentOutOfRangeException>(() => MoneyColumn.MultiplesOf(0m, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MoneyColumn.MinorUnits([1], decimals: 19));
    }

    [Fact]
    public void Columns_have_to_match_and_lie_in_the_calendar()
    {
        Assert.StartsWith("There are 1 customers and 2 periods. The columns must be of one length.", Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromSnapshots<int>([1], [0, 1], January, MoneyColumn.Of([1m]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromSnapshots<int>([1], [0], January, MoneyColumn.Of([1m, 2m])));
        Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromColumns<int>([1], new DateOnly[] { January }, default, MoneyColumn.Of([1m, 2m])));
        Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromColumns<int>([1], new DateOnly[] { January }, new DateOnly[] { January, January }, MoneyColumn.Of([1m])));
        Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromColumns<int>([1], new DateOnly[] { January }, default, MoneyColumn.Of([1m]), [BillingInterval.Month, BillingInterval.Month]));
        Assert.StartsWith("The start of row 0 is missing.", Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromColumns<int>([1], new DateOnly[] { DateOnly.MaxValue }, default, MoneyColumn.Of([1m]))).Message, StringComparison.Ordinal);
        Assert.StartsWith("The day of row 0 is missing.", Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromSnapshots<int>([1], new DateOnly[] { DateOnly.MaxValue }, MoneyColumn.Of([1m]))).Message, StringComparison.Ordinal);
        Assert.StartsWith("periods was 100000. The month of row 1 must be inside [-24300..", Assert.Throws<ArgumentOutOfRangeException>(() => SubscriptionLedger.FromSnapshots<int>([1, 1], [0, 100_000], January, MoneyColumn.Of([1m, 1m]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SubscriptionLedger.FromSnapshots<int>([1], [-30_000], January, MoneyColumn.Of([1m])));
        Assert.StartsWith("days was 9999999. The day of row 0", Assert.Throws<ArgumentOutOfRangeException>(() => SubscriptionLedger.FromColumns<int>([1], DayColumn.EpochDays([9_999_999]), default, MoneyColumn.Of([1m]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromSnapshots<string>(["a", null!], [0, 0], January, MoneyColumn.Of([1m, 1m])));
        Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromSnapshots<Guid>([Guid.Empty], [0], January, MoneyColumn.Of([1m])));
        Assert.Throws<ArgumentException>(() => SubscriptionLedger.FromSnapshots(new string?[] { null }, key => key!, _ => January, _ => 1m));
    }

    [Fact]
    public void Several_currencies_need_rates_or_a_choice()
    {
        var ledger = SubscriptionLedger.From([Row with { Currency = "USD" }, Row with { Customer = "bolt", Currency = "EUR" }]);
        Assert.StartsWith("The ledger has amounts in EUR, USD, which cannot be added.", Assert.Throws<InvalidOperationException>(() => ledger.Mrr(January)).Message, StringComparison.Ordinal);
        Assert.Null(ledger.Currency);
        Assert.Equal(["EUR", "USD"], ledger.Currencies.Order());
        Assert.StartsWith("There is no exchange rate from EUR to USD on 2026-01-01.", Assert.Throws<InvalidOperationException>(() => ledger.In(ExchangeRates.To("USD").With("EUR", 1.1m, new(2026, 2, 1))).Mrr(January)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Some amounts have no currency", Assert.Throws<InvalidOperationException>(() => SubscriptionLedger.From([Row]).In(ExchangeRates.To("USD"))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => SubscriptionLedger.From([Row, Row with { Currency = "EUR" }]).Mrr(January));
        Assert.Equal(0m, ledger.InCurrency("GBP").Mrr(January).Recurring);
        Assert.Throws<ArgumentException>(() => ExchangeRates.To("USD").With("usd", 1m));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExchangeRates.To("USD").With("EUR", 0m));
        Assert.Throws<ArgumentException>(() => ExchangeRates.To(" "));
        Assert.Equal("USD from EUR (2 rates), GBP (1 rate)", ExchangeRates.To("USD").With("EUR", 1m).With("EUR", 2m, January).With("GBP", 1m).ToString());
        Assert.Equal("USD alone", ExchangeRates.To("USD").ToString());
        Assert.Equal(1m, ExchangeRates.To("USD").Of("usd", January));
    }

    [Fact]
    public void Questions_that_make_no_sense_are_refused()
    {
        var ledger = SubscriptionLedger.From([Row]);
        Assert.Throws<ArgumentException>(() => ledger.Bridge(new(January, January)));
        Assert.Throws<ArgumentException>(() => ledger.Bridge(new(DateOnly.MinValue, January)));
        Assert.Contains("does not start where", Assert.Throws<ArgumentException>(() => ledger.RollForward([Period.Month(2026, 1), Period.Month(2026, 3)])).Message, StringComparison.Ordinal);
        Assert.StartsWith("The bridge was made from totals and has no customers.", Assert.Throws<ArgumentException>(() => ledger.Customers(MrrBridge.From(1, 0, 0, 0, 0), MrrMovement.New)).Message, StringComparison.Ordinal);
        var stripe = ledger.Under(MrrPolicy.Stripe).Bridge(Period.Month(2026, 1));
        Assert.StartsWith("It was made under the policy 'Stripe", Assert.Throws<ArgumentException>(() => ledger.Customers(stripe, MrrMovement.New)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ledger.LostCustomers(LogoChurn.FromCounts(1, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Customers(January, (MrrKind)7));
        var cohorts = ledger.Cohorts(Granularity.Month, new(2026, 3, 31));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.CustomersIn(cohorts, new(2025, 1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.CustomersIn(cohorts, January, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => MrrPolicy.Default with { ReactivationWindowDays = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => MrrPolicy.Default with { PastDueGraceDays = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SubscriptionLedgerOptions { MaxThreads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => SubscriptionDiscount.Percent(101));
        Assert.Throws<ArgumentOutOfRangeException>(() => SubscriptionDiscount.Amount(-1));
    }
}
