namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedger<TCustomer>
{
    /// <summary>Logo churn of a period by a named definition.</summary>
    /// <param name="period">The period.</param>
    /// <param name="policy">The definition; <see cref="ChurnPolicy.StartCohort"/> unless told.</param>
    /// <returns>The counts and the rate; undefined when nobody was there to be lost, and when requests to cancel are counted but no row of the ledger has one. <see cref="LogoChurn.IsObserved"/> says whether the data covers the period.</returns>
    /// <exception cref="ArgumentException">The period is empty, or starts on 0001-01-01.</exception>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    /// <example>
    /// <code>
    /// ledger.LogoChurn(Period.Month(2026, 6))                                  // 4.0 % (40 of 1,000; start cohort: …)
    /// ledger.LogoChurn(Period.Month(2026, 6), ChurnPolicy.RenewalEligible)     // 12.5 % (40 of 320; renewal-eligible: …)
    /// </code>
    /// </example>
    public LogoChurn LogoChurn(Period period, ChurnPolicy? policy = null) => Counted(policy).Churn(period, policy ?? ChurnPolicy.StartCohort, null, null);

    /// <summary>The customers whom a churn counts as lost, as often as it counts them.</summary>
    /// <param name="churn">A churn that this ledger counted; its period is read again.</param>
    /// <returns>The customers in the order of their keys.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="churn"/> is null.</exception>
    /// <exception cref="ArgumentException">The churn was made from counts.</exception>
    public IReadOnlyList<TCustomer> LostCustomers(LogoChurn churn)
    {
        ArgumentNullException.ThrowIfNull(churn);
        var lost = new List<int>();
        var counted = Counted(churn.Policy);
        counted.Churn(PeriodOf(churn), churn.Policy, lost, null);
        return Ordered(lost.Select(counted.CustomerOf));
    }

    /// <summary>The customers in the base of a churn, as often as it counts them.</summary>
    /// <param name="churn">A churn that this ledger counted; its period is read again.</param>
    /// <returns>The customers in the order of their keys; those at the start when the definition divides day by day.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="churn"/> is null.</exception>
    /// <exception cref="ArgumentException">The churn was made from counts.</exception>
    public IReadOnlyList<TCustomer> BaseCustomers(LogoChurn churn)
    {
        ArgumentNullException.ThrowIfNull(churn);
        var all = new List<int>();
        var counted = Counted(churn.Policy);
        counted.Churn(PeriodOf(churn), churn.Policy, null, all);
        return Ordered(all.Select(counted.CustomerOf));
    }

    private static Period PeriodOf(LogoChurn churn) =>
        churn.Period ?? throw new ArgumentException("The churn was made from counts and has no customers. Make it with SubscriptionLedger.LogoChurn.", nameof(churn));

    // The same ledger with the unit that the definition counts.
    private SubscriptionLedger<TCustomer> Counted(ChurnPolicy? policy) =>
        policy is null || policy.Unit == Policy.Unit ? this : Under(Policy with { Unit = policy.Unit });

    private LogoChurn Churn(Period period, ChurnPolicy policy, List<int>? lost, List<int>? all)
    {
        Boundaries([period], nameof(period));
        var window = policy.Window(period);
        var (start, end) = (window.Start.DayNumber, Known(window.End.DayNumber - 1) + 1);
        var baseDay = Known(policy.BaseOnFirstDay ? start : Math.Max(0, start - 1));
        var store = Store(MrrKind.Recurring);
        var spells = store.Spells;
        var eligible = policy.Denominator == ChurnDenominator.RenewalEligible ? RenewalEligible(spells.Units, start, end) : null;
        var requested = policy.Numerator == ChurnNumerator.CancelRequests ? CancelRequests(spells.Units, start, end) : null;
        var tally = new ChurnTally(lost, all);
        var (changeOfDay, lostOfDay) = policy.Denominator == ChurnDenominator.EachDay ? (new long[window.Days + 1], new long[window.Days]) : (null, null);
        for (var unit = 0; unit < spells.Units; unit++)
        {
            var wasThere = spells.Pays(unit, baseDay);
            var inBase = wasThere && eligible?[unit] != false;
            if (inBase)
            {
                tally.AddToBase(unit, store.On(unit, baseDay));
            }

            var left = wasThere && !spells.Pays(unit, end - 1);
            for (var spell = spells.Offsets[unit]; spell < spells.Offsets[unit + 1]; spell++)
            {
                var (from, to) = (spells.From[spell], spells.To[spell]);
                if (policy.Denominator == ChurnDenominator.AtStartPlusNew && from > baseDay && from < end)
                {
                    tally.AddToBase(unit, store.On(unit, from));
                }

                if (policy.Numerator == ChurnNumerator.Endings && to > baseDay && to >= start && to < end && (policy.CountsNewcomers || wasThere) && eligible?[unit] != false)
                {
                    tally.AddLost(unit, store.On(unit, to - 1));
                }

                if (changeOfDay is not null && from < end && to > start - 1)
                {
                    // Those at the start of a day paid on the day before it.
                    changeOfDay[Math.Max(from + 1, start) - start]++;
                    if (to < end)
                    {
                        changeOfDay[Math.Max(to + 1, start) - start]--;
                        if (to >= start)
                        {
                            lostOfDay![to - start]++;
                        }
                    }
                }
            }

            if (policy.Numerator == ChurnNumerator.LostCustomers && left && inBase)
            {
                tally.AddLost(unit, store.On(unit, baseDay));
            }

            if (requested?[unit] is { } day && day > 0 && (policy.CountsNewcomers || wasThere))
            {
                tally.AddLost(unit, store.On(unit, day - 1));
            }
        }

        return tally.Result(period, policy, ObservedThrough, requested is null || spells.Units == 0 ? null : _rows?.HasCancelRequests == true, lostOfDay, changeOfDay);
    }

    // On which day of the window, plus one, the customer of each unit asked to cancel; 0 when none did.
    private int[] CancelRequests(int units, int start, int end)
    {
        var requests = new int[units];
        if (_rows is { } rows)
        {
            foreach (var (row, terms) in rows.Terms)
            {
                if (terms.CancelRequested is { } day && day >= start && day < end)
                {
                    ref var first = ref requests[UnitOf(row)];
                    first = first == 0 ? day + 1 : Math.Min(first, day + 1);
                }
            }
        }

        return requests;
    }

    // Who could leave: a term of the unit ended in the window, or a subscription of the unit did.
    private bool[]? RenewalEligible(int units, int start, int end)
    {
        if (_rows is not { } rows)
        {
            return null;
        }

        var eligible = new bool[units];
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows.Start[row] < start && rows.End[row] >= start)
            {
                eligible[UnitOf(row)] |= rows.End[row] < end || HasRenewal(rows.Start[row], rows.Interval[row], start, end);
            }
        }

        return eligible;
    }

    private int UnitOf(int row) => Policy.Unit == MovementUnit.Customer ? _rows!.Customer[row] : _rows!.Subscription?[row] ?? row;

    // Whether a term that started on a day ends on a day of the window. A month after the 31st is the last day of a shorter month.
    private static bool HasRenewal(int first, int interval, int start, int end)
    {
        var (unit, count) = (SubscriptionRows.UnitOf(interval), SubscriptionRows.CountOf(interval));
        if (unit is BillingInterval.Day or BillingInterval.Week)
        {
            var length = (long)count * (unit == BillingInterval.Week ? 7 : 1);
            return (end - 1L - first) / length > (start - 1L - first) / length;
        }

        if (unit == BillingInterval.OneOff)
        {
            return false;
        }

        var months = (long)count * (unit == BillingInterval.Year ? 12 : 1);
        var anchor = DateOnly.FromDayNumber(first);
        var window = DateOnly.FromDayNumber(start);
        var elapsed = ((window.Year - anchor.Year) * 12L) + window.Month - anchor.Month;
        for (var k = Math.Max(1, elapsed / months); ; k++)
        {
            if (k * months > ((DateOnly.MaxValue.Year - anchor.Year) * 12L) + DateOnly.MaxValue.Month - anchor.Month)
            {
                return false;
            }

            var renewal = anchor.AddMonths((int)(k * months)).DayNumber;
            if (renewal >= start)
            {
                return renewal < end;
            }
        }
    }

    private sealed class ChurnTally
    {
        private readonly List<int>? _lostUnits;
        private readonly List<int>? _allUnits;
        private long _lost;
        private long _base;
        private DecimalSum _lostRevenue;
        private DecimalSum _baseRevenue;

        public ChurnTally(List<int>? lostUnits, List<int>? allUnits)
        {
            _lostUnits = lostUnits;
            _allUnits = allUnits;
        }

        public void AddLost(int unit, decimal revenue)
        {
            _lost++;
            _lostRevenue = DecimalSum.Plus(_lostRevenue, revenue);
            _lostUnits?.Add(unit);
        }

        public void AddToBase(int unit, decimal revenue)
        {
            _base++;
            _baseRevenue = DecimalSum.Plus(_baseRevenue, revenue);
            _allUnits?.Add(unit);
        }

        public LogoChurn Result(Period period, ChurnPolicy policy, DateOnly? observedThrough, bool? hasCancelRequests, long[]? lostOfDay, long[]? changeOfDay)
        {
            if (changeOfDay is null)
            {
                return new(period, policy, _lost, _base, _lostRevenue.ToDecimal(), _baseRevenue.ToDecimal(), observedThrough: observedThrough, hasCancelRequests: hasCancelRequests);
            }

            var baseOfDay = new long[lostOfDay!.Length];
            for (var (day, there) = (0, 0L); day < baseOfDay.Length; day++)
            {
                there += changeOfDay[day];
                baseOfDay[day] = there;
            }

            return new(period, policy, _lost, _base, _lostRevenue.ToDecimal(), _baseRevenue.ToDecimal(), lostOfDay, baseOfDay, observedThrough, hasCancelRequests);
        }
    }
}
