using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

public class SnapshotLedgerLaws
{
    private static readonly DateOnly January = new(2024, 1, 1);

    [Property]
    public void Snapshots_are_subscriptions_of_their_month(AnySnapshots snapshots, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var rules = policy.Value with { Normalization = MrrNormalization.Exact };
        var ledger = SubscriptionLedger.FromSnapshots(snapshots.Rows, r => r.Customer, r => r.Month, r => r.Mrr, policy: rules);
        var rows = snapshots.Rows.Select(r => new SubscriptionRow<int> { Customer = r.Customer, Start = r.Month, End = r.Month.AddMonths(1), Amount = r.Mrr });
        var same = SubscriptionLedger.From(rows, rules);
        same = ledger.ObservedThrough is { } last ? same.WithObservedThrough(last) : same;
        Assert.Equal(same.RollForward(periods.Value), ledger.RollForward(periods.Value));
        Assert.Equal(same.RollForward(Granularity.Month, new(January, January.AddMonths(14))), ledger.RollForward(Granularity.Month, new(January, January.AddMonths(14))));
        Assert.Equal(same.RollForward(Granularity.Quarter, new(January, January.AddMonths(14))), ledger.RollForward(Granularity.Quarter, new(January, January.AddMonths(14))));
        Assert.Equal(same.Cohorts(Granularity.Month, January.AddMonths(12)), ledger.Cohorts(Granularity.Month, January.AddMonths(12)));
        Assert.Equal(same.Mrr(January.AddDays(100)), ledger.Mrr(January.AddDays(100)));
        Assert.Equal(same.Customers(January.AddDays(100)), ledger.Customers(January.AddDays(100)));
        foreach (var churn in new[] { ChurnPolicy.StartCohort, ChurnPolicy.Stripe, ChurnPolicy.Shopify })
        {
            Assert.Equal(same.LogoChurn(Period.Month(2024, 5), churn), ledger.LogoChurn(Period.Month(2024, 5), churn));
        }

        var may = ledger.Bridge(Period.Month(2024, 5));
        Assert.Equal(same.Bridge(Period.Month(2024, 5)), may);
        foreach (var movement in Enum.GetValues<MrrMovement>())
        {
            Assert.Equal(same.Customers(may, movement), ledger.Customers(may, movement));
        }
    }

    [Property]
    public void Every_column_says_the_same(AnySnapshots snapshots)
    {
        int[] customers = [.. snapshots.Rows.Select(r => r.Customer)];
        int[] months = [.. snapshots.Rows.Select(r => r.Month.Month - 1)];
        DateOnly[] days = [.. snapshots.Rows.Select(r => r.Month)];
        decimal[] amounts = [.. snapshots.Rows.Select(r => r.Mrr)];
        long[] cents = [.. amounts.Select(a => (long)(a * 100))];
        double[] doubles = [.. amounts.Select(a => (double)a)];
        var expected = SubscriptionLedger.FromSnapshots(snapshots.Rows, r => r.Customer, r => r.Month, r => r.Mrr).RollForward(Granularity.Month, Period.Year(2024));
        SubscriptionLedger<int>[] ledgers =
        [
            SubscriptionLedger.FromSnapshots<int>(customers, months, January, amounts),
            SubscriptionLedger.FromSnapshots<int>(customers, months, January, MoneyColumn.MinorUnits(cents)),
            SubscriptionLedger.FromSnapshots<int>(customers, months, January, MoneyColumn.MultiplesOf(0.01m, doubles)),
            SubscriptionLedger.FromSnapshots<int>(customers, days, amounts),
            SubscriptionLedger.FromSnapshots<int>(customers, DayColumn.EpochDays([.. days.Select(d => d.DayNumber - 719_162)]), MoneyColumn.MultiplesOf(0.005m, doubles)),
            SubscriptionLedger.FromSnapshots<int>(customers, DayColumn.Instants([.. days.Select(d => new DateTimeOffset(d.ToDateTime(new(12, 0)), TimeSpan.Zero))], TimeZoneInfo.Utc), amounts),
        ];
        Assert.All(ledgers, ledger => Assert.Equal(expected, ledger.RollForward(Granularity.Month, Period.Year(2024))));
        Assert.Equal(expected, SubscriptionLedger.FromSnapshots<long>([.. customers.Select(c => c * 10_000_000_000L)], months, January, amounts).RollForward(Granularity.Month, Period.Year(2024)));
        Assert.Equal(expected, SubscriptionLedger.FromSnapshots<string>([.. customers.Select(c => FormattableString.Invariant($"customer {c}"))], months, January, amounts).RollForward(Granularity.Month, Period.Year(2024)));
        Assert.Equal(expected, SubscriptionLedger.FromSnapshots<Guid>([.. customers.Select(c => new Guid(c, 0, 0, new byte[8]))], months, January, amounts).RollForward(Granularity.Month, Period.Year(2024)));
        Assert.Equal(expected, SubscriptionLedger.FromSnapshots<int>([.. customers.Select(c => c * 100_000_000)], months, January, amounts).RollForward(Granularity.Month, Period.Year(2024)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Snapshots_are_observed_from_their_first_period_to_their_last(int stretch)
    {
        var ledger = SubscriptionLedger.FromSnapshots<int>([1 * stretch, 2 * stretch], [0, 40_000 / stretch], new DateOnly(1900, 1, 1), MoneyColumn.Of([5m, -1m]), Granularity.Week);
        Assert.Equal(Granularity.Week.PeriodContaining(new(1900, 1, 1)).Start, ledger.Observed!.Value.Start);
        Assert.Equal((40_000 / stretch + 1) * 7, ledger.Observed.Value.Days);
        var months = SubscriptionLedger.FromSnapshots(new[] { (Customer: 1, Mrr: 50m) }, r => r.Customer, _ => January, r => r.Mrr);
        Assert.Equal(Period.Month(2024, 1), months.Observed);
        Assert.Equal(new(2024, 1, 31), months.ObservedThrough);
        Assert.Equal((0m, false), (months.Bridge(Period.Month(2024, 2)).Churn, months.Bridge(Period.Month(2024, 2)).IsObserved));
        Assert.Equal(0m, months.WithObservedThrough(new(2024, 2, 29)).Bridge(Period.Month(2024, 2)).Closing);
    }

    [Fact]
    public void Neither_threads_nor_the_order_of_rows_change_two_million_rows()
    {
        const int Customers = 60_000;
        const int Months = 36;
        var random = new Random(7);
        var rows = Enumerable.Range(0, 2_200_000).Select(_ => (Customer: random.Next(Customers), Month: random.Next(Months), Cents: (long)random.Next(0, 50_000))).OrderBy(r => r.Month).ToArray();
        MrrRollForward Of((int Customer, int Month, long Cents)[] some, int threads, int stretch = 1) => SubscriptionLedger
            .FromSnapshots<int>(Array.ConvertAll(some, r => r.Customer * stretch), Array.ConvertAll(some, r => r.Month), January, MoneyColumn.MinorUnits(Array.ConvertAll(some, r => r.Cents)), options: new() { MaxThreads = threads })
            .RollForward(Granularity.Month, new(January, January.AddMonths(Months)));
        var expected = Of(rows, 1);
        Assert.Equal(expected, Of(rows, 3));
        Assert.Equal(expected, Of(rows, 2, stretch: 30_000));
        random.Shuffle(rows);
        Assert.Equal(expected, Of(rows, 2));
        var naive = rows.GroupBy(r => r.Customer).SelectMany(c => c.GroupBy(r => r.Month).Where(m => m.Key == 20)).Sum(m => m.Sum(r => r.Cents)) / 100m;
        Assert.Equal(naive, expected[20].Closing);
    }
}
