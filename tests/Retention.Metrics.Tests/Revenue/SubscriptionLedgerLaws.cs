using Retention.Metrics.Revenue;

namespace Retention.Metrics.Tests.Revenue;

public class SubscriptionLedgerLaws
{
    [Property]
    public void Bridges_are_what_asking_day_by_day_gives(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var naive = new NaiveLedger(subscriptions.Rows, policy.Value);
        var months = SubscriptionLedger.From(subscriptions.Rows, policy.Value).RollForward(periods.Value);
        foreach (var bridge in months.Bridges)
        {
            var period = bridge.Period!.Value;
            var (opening, last) = (period.Start.AddDays(-1), period.End.AddDays(-1));
            var moves = naive.Customers.SelectMany(c => naive.Movements(c, period)).ToList();
            decimal Sum(MrrMovement kind) => moves.Where(m => m.Kind == kind).Sum(m => Math.Abs(m.After - m.Before));
            long Count(MrrMovement kind) => moves.Count(m => m.Kind == kind);
            Assert.Equal(naive.Customers.Sum(c => naive.On(c, opening)), bridge.Opening);
            Assert.Equal(naive.Customers.Sum(c => naive.On(c, last)), bridge.Closing);
            Assert.Equal(
                (Sum(MrrMovement.New), Sum(MrrMovement.Reactivation), Sum(MrrMovement.Expansion), Sum(MrrMovement.Contraction), Sum(MrrMovement.Churn), 0m),
                (bridge.NewBusiness, bridge.Reactivation, bridge.Expansion, bridge.Contraction, bridge.Churn, bridge.Fx));
            Assert.Equal(
                new MovementCounts(naive.Customers.Count(c => naive.On(c, opening) > 0), Count(MrrMovement.New), Count(MrrMovement.Reactivation), Count(MrrMovement.Expansion), Count(MrrMovement.Contraction), Count(MrrMovement.Churn), Count(MrrMovement.Unchanged)),
                bridge.Customers);
            var there = naive.Customers.Where(c => naive.On(c, opening) > 0).ToList();
            Assert.Equal(there.Sum(c => naive.On(c, last)), bridge.Renewed);
            Assert.Equal(there.Sum(c => Math.Min(naive.On(c, opening), naive.On(c, last))), bridge.Kept);
        }
    }

    [Property]
    public void Snapshots_are_what_asking_row_by_row_gives(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var naive = new NaiveLedger(subscriptions.Rows, policy.Value);
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value);
        foreach (var day in periods.Value.Select(p => p.Start))
        {
            var mrr = ledger.Mrr(day);
            foreach (var (kind, amount, customers) in new[] { (MrrKind.Recurring, mrr.Recurring, mrr.Customers), (MrrKind.Committed, mrr.Committed, mrr.CommittedCustomers), (MrrKind.Trial, mrr.Trial, mrr.TrialCustomers) })
            {
                var expected = naive.Customers.Select(c => KeyValuePair.Create(c, naive.On(c, day, kind))).Where(c => c.Value > 0).OrderByDescending(c => c.Value).ThenBy(c => c.Key).ToList();
                Assert.Equal(expected.Sum(c => c.Value), amount);
                Assert.Equal(expected.Count, customers);
                Assert.Equal(expected, ledger.Customers(day, kind));
            }

            Assert.Equal(12 * mrr.Recurring, mrr.Annual);
        }
    }

    [Property]
    public void Every_closing_is_the_next_opening_and_the_movements_lead_from_the_first_to_the_last(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var months = SubscriptionLedger.From(subscriptions.Rows, policy.Value).RollForward(periods.Value);
        for (var i = 0; i < months.Count; i++)
        {
            var b = months[i];
            Assert.Equal(b.Closing, b.Opening + b.NewBusiness + b.Reactivation + b.Expansion - b.Contraction - b.Churn + b.Fx);
            Assert.Equal(i == 0 ? b.Opening : months[i - 1].Closing, b.Opening);
            Assert.Equal(i == 0 ? b.Customers!.Value.AtStart : months[i - 1].Customers!.Value.AtEnd, b.Customers!.Value.AtStart);
        }

        var sum = months.Sum();
        Assert.Equal(months[^1].Closing, sum.Closing);
        Assert.Equal(months[0].Opening, sum.Opening);
    }

    [Property]
    public void A_bridge_by_itself_is_the_bridge_in_a_roll_forward(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value);
        Assert.Equal(ledger.RollForward(periods.Value).Bridges, periods.Value.Select(ledger.Bridge));
    }

    [Property]
    public void Tables_of_parts_of_the_customers_add_to_the_tables_of_all(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods, int salt)
    {
        SubscriptionLedger<int> Part(int part) => SubscriptionLedger.From(subscriptions.Rows.Where(r => (r.Customer * 7 + (salt & 7)) % 3 == part), policy.Value);
        var (all, parts) = (SubscriptionLedger.From(subscriptions.Rows, policy.Value), new[] { Part(0), Part(1), Part(2) });
        var (period, day) = (periods.Value[0], periods.Value[^1].Start);
        Adds(ledger => ledger.Bridge(period));
        Adds(ledger => ledger.RollForward(periods.Value));
        Adds(ledger => ledger.Mrr(day));
        Adds(ledger => ledger.Cohorts(periods.Value));
        Adds(ledger => ledger.Cohorts(Granularity.Month, periods.Value[^1].End));
        foreach (var churn in new[] { ChurnPolicy.StartCohort, ChurnPolicy.Stripe, ChurnPolicy.Baremetrics, ChurnPolicy.Shopify, ChurnPolicy.Polar, ChurnPolicy.RenewalEligible })
        {
            Adds(ledger => ledger.LogoChurn(period, churn));
        }

        void Adds<TTable>(Func<SubscriptionLedger<int>, TTable> table)
            where TTable : System.Numerics.IAdditionOperators<TTable, TTable, TTable>
        {
            var (a, b, c) = (table(parts[0]), table(parts[1]), table(parts[2]));
            Assert.Equal(table(all), a + b + c);
            Assert.Equal(a + b, b + a);
            Assert.Equal((a + b) + c, a + (b + c));
        }
    }

    [Property]
    public void A_ledger_of_some_customers_is_the_ledger_of_their_rows(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var through = periods.Value[^1].End;
        var some = SubscriptionLedger.From(subscriptions.Rows, policy.Value).WithObservedThrough(through).Where(customer => customer % 2 == 0);
        var theirs = SubscriptionLedger.From(subscriptions.Rows.Where(r => r.Customer % 2 == 0), policy.Value).WithObservedThrough(through);
        Assert.Equal(theirs.RollForward(periods.Value), some.RollForward(periods.Value));
        Assert.Equal(theirs.Mrr(periods.Value[0].End), some.Mrr(periods.Value[0].End));
    }

    [Property]
    public void The_order_of_the_rows_does_not_show(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods, int salt)
    {
        var shuffled = subscriptions.Rows.Select((row, i) => (row, Key: unchecked((i + 1) * ((salt * 2) + 1) * 1_000_003))).OrderBy(r => r.Key).Select(r => r.row);
        var (one, other) = (SubscriptionLedger.From(subscriptions.Rows, policy.Value), SubscriptionLedger.From(shuffled, policy.Value));
        Assert.Equal(one.RollForward(periods.Value), other.RollForward(periods.Value));
        Assert.Equal(one.Cohorts(periods.Value), other.Cohorts(periods.Value));
        Assert.Equal(one.Segments, other.Segments);
        Assert.Equal(one.FlooredCustomers, other.FlooredCustomers);
        var june = one.Bridge(periods.Value[0]);
        foreach (var movement in Enum.GetValues<MrrMovement>())
        {
            Assert.Equal(one.Customers(june, movement).Select(c => (c.Customer, c.Movement)), other.Customers(june, movement).Select(c => (c.Customer, c.Movement)));
        }
    }

    [Property]
    public void The_customers_behind_a_line_add_up_to_it(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value);
        var bridge = ledger.Bridge(periods.Value[0]);
        var counts = bridge.Customers!.Value;
        Behind(MrrMovement.New, bridge.NewBusiness, counts.New);
        Behind(MrrMovement.Reactivation, bridge.Reactivation, counts.Reactivated);
        Behind(MrrMovement.Expansion, bridge.Expansion, counts.Expanded);
        Behind(MrrMovement.Contraction, -bridge.Contraction, counts.Contracted);
        Behind(MrrMovement.Churn, -bridge.Churn, counts.Churned);
        Behind(MrrMovement.Unchanged, 0, counts.Unchanged);
        Behind(MrrMovement.ExchangeRates, 0, 0);

        void Behind(MrrMovement movement, decimal line, long count)
        {
            var customers = ledger.Customers(bridge, movement);
            Assert.Equal(line, customers.Sum(c => c.Change));
            Assert.Equal(count, customers.Count);
            Assert.All(customers, c => Assert.Equal(movement, c.Movement));
        }
    }

    [Property]
    public void Segments_and_the_others_add_up_to_the_total(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods, bool onlyOne)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy.Value);
        var bySegment = ledger.BySegment(part => part.RollForward(periods.Value), onlyOne ? 1 : null);
        Assert.Equal(bySegment.Total, bySegment.Names.Select(s => bySegment[s]).Aggregate(bySegment.Other, (a, b) => a + b));
        Assert.Equal(ledger.RollForward(periods.Value), bySegment.Total);
        Assert.All(bySegment.Names, s => Assert.Equal(ledger.Segment(s).RollForward(periods.Value), bySegment[s]));
        Assert.Equal(onlyOne ? Math.Min(1, ledger.Segments.Count) : ledger.Segments.Count, bySegment.Names.Count);
    }

    [Property]
    public void Amounts_in_integers_and_in_decimals_give_the_same(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        // One amount with 28 decimals takes the whole column to decimals; its customer is then left out.
        var stranger = new SubscriptionRow<int> { Customer = 99, Start = new(2024, 1, 1), Amount = 1.0000000000000000000000000001m };
        var through = periods.Value[^1].End;
        var integers = SubscriptionLedger.From(subscriptions.Rows, policy.Value).WithObservedThrough(through);
        var decimals = SubscriptionLedger.From(subscriptions.Rows.Append(stranger), policy.Value).WithObservedThrough(through).Where(customer => customer != 99);
        Assert.Equal(integers.RollForward(periods.Value), decimals.RollForward(periods.Value));
        Assert.Equal(integers.Cohorts(periods.Value), decimals.Cohorts(periods.Value));
        Assert.Equal(integers.Mrr(periods.Value[0].Start), decimals.Mrr(periods.Value[0].Start));
        Assert.Equal(integers.LogoChurn(periods.Value[0], ChurnPolicy.Stripe), decimals.LogoChurn(periods.Value[0], ChurnPolicy.Stripe));
        var bridge = integers.Bridge(periods.Value[0]);
        foreach (var movement in Enum.GetValues<MrrMovement>())
        {
            Assert.Equal(integers.Customers(bridge, movement), decimals.Customers(bridge, movement));
        }
    }

    [Property]
    public void The_window_decides_between_new_and_reactivated_and_nothing_else(AnySubscriptions subscriptions, AnyMrrPolicy policy, AnyPeriods periods)
    {
        MrrBridge Under(int? days) => SubscriptionLedger.From(subscriptions.Rows, policy.Value with { ReactivationWindowDays = days }).Bridge(periods.Value[0]);
        var (none, some, ever) = (Under(0), Under(60), Under(null));
        Assert.Equal(0, none.Reactivation);
        Assert.True(none.Reactivation <= some.Reactivation && some.Reactivation <= ever.Reactivation);
        Assert.Single(new[] { none, some, ever }.Select(b => (b.Opening, b.NewBusiness + b.Reactivation, b.Expansion, b.Contraction, b.Churn, b.Closing)).Distinct());
    }

    [Property]
    public void Events_and_endpoints_differ_only_in_what_came_and_went(AnySubscriptions subscriptions, AnyPeriods periods)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows);
        var (endpoints, events) = (ledger.Bridge(periods.Value[0]), ledger.Under(MrrPolicy.Default with { Movements = MovementBasis.Events }).Bridge(periods.Value[0]));
        Assert.Equal((endpoints.Opening, endpoints.Closing, endpoints.NetNew), (events.Opening, events.Closing, events.NetNew));
        Assert.Equal(endpoints.NetRevenueRetention, events.NetRevenueRetention);
        Assert.Equal(endpoints.GrossRevenueRetention, events.GrossRevenueRetention);
        Assert.True(GrossRevenueRetention.From(events, MovementBasis.Events).Evidence.Numerator <= GrossRevenueRetention.From(endpoints).Evidence.Numerator);
        Assert.True(endpoints.Gains <= events.Gains && endpoints.Losses <= events.Losses);
    }

    [Property]
    public void Two_policies_differ_by_the_customers_that_a_comparison_names(AnySubscriptions subscriptions, AnyMrrPolicy first, AnyMrrPolicy second, AnyPeriods periods)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows);
        var why = ledger.Compare(periods.Value[0], first.Value, second.Value);
        Assert.Equal(ledger.Under(first.Value).Bridge(periods.Value[0]), why.First);
        Assert.Equal(why.Second.Closing - why.First.Closing, why.Customers.Sum(c => c.ClosingDifference));
        Assert.Equal(why.Second.Opening - why.First.Opening, why.Customers.Sum(c => c.OpeningDifference));
        Assert.Equal(why.Customers.Count, why.Customers.Select(c => c.Customer).Distinct().Count());
        Assert.Empty(ledger.Compare(periods.Value[0], first.Value, first.Value with { Name = "the same" }).Customers);
    }

    [Property]
    public void Without_the_customers_that_differ_two_policies_agree(AnySubscriptions subscriptions, AnyMrrPolicy first, AnyMrrPolicy second, AnyPeriods periods)
    {
        var ledger = SubscriptionLedger.From(subscriptions.Rows);
        var differing = ledger.Compare(periods.Value[0], first.Value, second.Value).Customers.Select(c => c.Customer).ToHashSet();
        var rest = ledger.Where(customer => !differing.Contains(customer)).Compare(periods.Value[0], first.Value, second.Value);
        static object Lines(MrrBridge b) => (b.Opening, b.NewBusiness, b.Reactivation, b.Expansion, b.Contraction, b.Churn, b.Closing, b.Customers);
        Assert.Equal(Lines(rest.First), Lines(rest.Second));
    }

    [Property]
    public void Subscriptions_as_units_sum_to_the_same_revenue(AnySubscriptions subscriptions, AnyPeriods periods)
    {
        // Floored by subscription, so that the floor does not depend on the unit.
        var policy = MrrPolicy.Default with { Floor = MrrFloor.Subscription };
        var ledger = SubscriptionLedger.From(subscriptions.Rows, policy);
        var (customers, units) = (ledger.Bridge(periods.Value[0]), ledger.Under(policy with { Unit = MovementUnit.Subscription }).Bridge(periods.Value[0]));
        Assert.Equal((customers.Opening, customers.Closing), (units.Opening, units.Closing));
        Assert.True(units.Churn + units.Contraction >= customers.Churn + customers.Contraction);
        Assert.True(units.Customers!.Value.AtEnd >= customers.Customers!.Value.AtEnd);
    }
}
