using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

public class LogoChurnLaws
{
    [Property]
    public void Churn_is_what_counting_customers_day_by_day_gives(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var naive = new NaiveLedger(subscriptions.Rows, policy.Value);
        var period = periods.Value[0];
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value).WithObservedThrough(period.End);
        bool Pays(int customer, DateOnly day) => naive.On(customer, day) > 0;
        int Endings(Period window) => naive.Customers.Sum(c => Days(window).Count(d => Pays(c, d.AddDays(-1)) && !Pays(c, d)));
        int Beginnings(Period window) => naive.Customers.Sum(c => Days(window).Count(d => !Pays(c, d.AddDays(-1)) && Pays(c, d)));
        int At(DateOnly day) => naive.Customers.Count(c => Pays(c, day));
        var (opening, last) = (period.Start.AddDays(-1), period.End.AddDays(-1));

        Same(ledger.LogoChurn(period), naive.Customers.Count(c => Pays(c, opening) && !Pays(c, last)), At(opening));
        var trailing = new Period(period.End.AddDays(-30), period.End);
        var before = trailing.Start.AddDays(-1);
        Same(ledger.LogoChurn(period, ChurnPolicy.Baremetrics), Endings(trailing), At(before));
        Same(ledger.LogoChurn(period, ChurnPolicy.Stripe), Endings(trailing), At(before) + Beginnings(trailing));
        var staying = ChurnPolicy.Baremetrics with { CountsNewcomers = false };
        Same(ledger.LogoChurn(period, staying), naive.Customers.Where(c => Pays(c, before)).Sum(c => Days(trailing).Count(d => Pays(c, d.AddDays(-1)) && !Pays(c, d))), At(before));

        var daily = ledger.LogoChurn(period, ChurnPolicy.Shopify);
        Assert.Equal(Days(period).Select(d => (long)At(d.AddDays(-1))), daily.BaseByDay);
        Assert.Equal(Days(period).Select(d => (long)Endings(new(d, d.AddDays(1)))), daily.LostByDay);
        Assert.Equal(Days(period).Where(d => At(d.AddDays(-1)) > 0).Sum(d => (double)Endings(new(d, d.AddDays(1))) / At(d.AddDays(-1))), daily.Value ?? 0, 12);

        static IEnumerable<DateOnly> Days(Period window) => Enumerable.Range(0, window.Days).Select(window.Start.AddDays);

        void Same(LogoChurn churn, long lost, long all)
        {
            Assert.Equal((lost, all), (churn.Lost, churn.Base));
            Assert.Equal(all == 0, churn.Value is null);
        }
    }

    [Property]
    public void The_customers_behind_a_churn_are_as_many_as_it_counts(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value);
        foreach (var definition in new[] { ChurnPolicy.StartCohort, ChurnPolicy.Stripe, ChurnPolicy.Baremetrics, ChurnPolicy.Shopify, ChurnPolicy.Polar, ChurnPolicy.RenewalEligible })
        {
            var churn = ledger.LogoChurn(periods.Value[0], definition);
            Assert.Equal(churn.Lost, ledger.LostCustomers(churn).Count);
            Assert.Equal(churn.Base, ledger.BaseCustomers(churn).Count);
        }
    }

    [Property]
    public void Churn_of_the_start_cohort_is_the_churn_of_the_bridge(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value with { Movements = MovementBasis.Endpoints });
        var (churn, bridge) = (ledger.LogoChurn(periods.Value[0]), ledger.Bridge(periods.Value[0]));
        Assert.Equal((bridge.Customers!.Value.Churned, bridge.Customers.Value.AtStart), (churn.Lost, churn.Base));
        Assert.Equal((bridge.Churn, bridge.Opening), (churn.LostRevenue, churn.BaseRevenue));
        Assert.Equal(churn.Value, churn.Rate?.Value);
    }

    [Property]
    public void Only_those_whose_term_ends_are_eligible_and_nobody_else_leaves_at_its_end(AnySubscriptions subscriptions, AnyPeriods periods)
    {
        // Subscriptions that end where a term of theirs does, or not at all.
        var rows = subscriptions.Rows.Where(r => r.Amount > 0 && r.Interval is BillingInterval.Month or BillingInterval.Year)
            .Select(r => new SubscriptionRow<int>
            {
                Customer = r.Customer,
                Start = r.Start,
                Amount = r.Amount,
                Interval = r.Interval,
                IntervalCount = r.IntervalCount,
                End = r.End is null ? null : Term(r, 1 + (r.End.Value.Day % 3)),
            }).ToList();
        var ledger = SubscriptionLedger.From(rows);
        var period = periods.Value[0];
        var churn = ledger.LogoChurn(period, ChurnPolicy.RenewalEligible);
        var eligible = rows.Where(r => r.Start < period.Start && !(r.End < period.Start) && Enumerable.Range(1, 60).Any(k => period.Contains(Term(r, k)))).Select(r => r.Customer).Distinct().ToList();
        Assert.Equal(eligible.Order(), ledger.BaseCustomers(churn));
        Assert.Equal(ledger.LogoChurn(period).Lost, churn.Lost);
        Assert.True(churn.Base <= ledger.LogoChurn(period).Base);

        static DateOnly Term(SubscriptionRow<int> row, int k) => row.Start.AddMonths(k * row.IntervalCount * (row.Interval == BillingInterval.Year ? 12 : 1));
    }

    [Property]
    public void Cohorts_are_what_following_each_customer_gives(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var naive = new NaiveLedger(subscriptions.Rows, policy.Value);
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value);
        var table = ledger.Cohorts(periods.Value);
        var (first, last) = (new DateOnly(2023, 10, 1), periods.Value[^1].End);
        var began = naive.Customers.ToDictionary(c => c, c => Enumerable.Range(0, last.DayNumber - first.DayNumber).Select(first.AddDays).Where(d => naive.On(c, d) > 0).Cast<DateOnly?>().FirstOrDefault());
        for (var row = 0; row < table.Count; row++)
        {
            var members = naive.Customers.Where(c => began[c] is { } day && periods.Value[row].Contains(day)).ToList();
            Assert.Equal((members.Count, members.Sum(c => naive.On(c, began[c]!.Value))), (table.Sizes[row], table.InitialRevenue[row]));
            Assert.Equal(members.Order(), ledger.CustomersIn(table, periods.Value[row].Start));
            for (var offset = 0; row + offset < table.Count; offset++)
            {
                var (day, cell) = (periods.Value[row + offset].End.AddDays(-1), table[row, offset]);
                Assert.Equal(members.Sum(c => naive.On(c, day)), cell.Revenue.Numerator);
                Assert.Equal(members.Where(c => naive.On(c, day) > 0).Order(), ledger.CustomersIn(table, periods.Value[row].Start, offset));
                Assert.Equal(members.Count(c => naive.On(c, day) > 0), cell.Customers.Count);
            }

            Assert.False(table[row, table.Count - row].IsObserved);
        }
    }

    [Property]
    public void Cohorts_of_all_time_hold_all_of_MRR(AnySubscriptions subscriptions, AnyMrrPolicy policy)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value);
        var table = ledger.Cohorts(Granularity.Month, new DateOnly(2026, 6, 15));
        for (var month = 0; month < table.Count; month++)
        {
            var cells = Enumerable.Range(0, month + 1).Select(row => table[row, month - row]).ToList();
            var mrr = ledger.Mrr(table.Periods[month].End.AddDays(-1));
            Assert.Equal((mrr.Recurring, mrr.Customers), (cells.Sum(c => c.Revenue.Numerator), cells.Sum(c => c.Customers.Count)));
        }

        Assert.True(table.Count == 0 || table.Periods[^1] == Period.Month(2026, 5));
    }
}
