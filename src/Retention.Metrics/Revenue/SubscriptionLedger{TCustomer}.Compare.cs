namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedger<TCustomer>
{
    /// <summary>The same period under two policies, with the customers whose amounts or movements differ: why two systems report different numbers.</summary>
    /// <param name="period">The period.</param>
    /// <param name="first">One policy.</param>
    /// <param name="second">The other one.</param>
    /// <returns>Both bridges, and the customers who account for every difference between them.</returns>
    /// <exception cref="ArgumentNullException">A policy is null.</exception>
    /// <exception cref="ArgumentException">The period is empty, or starts on 0001-01-01.</exception>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    /// <example>
    /// <code>
    /// var why = ledger.Compare(Period.Month(2026, 6), MrrPolicy.Stripe, MrrPolicy.ChartMogul);
    /// Console.WriteLine(why);                 // both closings, and the customers behind the difference
    /// why.Customers[0]
    /// </code>
    /// </example>
    public MrrComparison<TCustomer> Compare(Period period, MrrPolicy first, MrrPolicy second)
    {
        var (one, other) = (Under(first), Under(second));
        var (firstMoves, secondMoves) = (one.ByCustomer(period), other.ByCustomer(period));
        var (exactOne, exactOther) = (one.Unrounded(), other.Unrounded());
        var (firstExact, secondExact) = ReferenceEquals(exactOne, one) && ReferenceEquals(exactOther, other) ? (null, null) : (exactOne.ByCustomer(period), exactOther.ByCustomer(period));
        var differing = new List<CustomerDifference<TCustomer>>();
        foreach (var customer in firstMoves.Keys.Union(secondMoves.Keys).Order())
        {
            var (mine, theirs) = (firstMoves.GetValueOrDefault(customer, []), secondMoves.GetValueOrDefault(customer, []));
            var (a, b) = (one.Ends(customer, period), other.Ends(customer, period));
            if (a != b || !mine.SequenceEqual(theirs))
            {
                differing.Add(new(_index[customer], a.Opening, a.Closing, b.Opening, b.Closing, Kinds(mine), Kinds(theirs), IsRoundingOnly(customer)));
            }
        }

        var ordered = differing.OrderBy(d => d.IsRoundingOnly).ThenByDescending(d => Math.Abs(d.ClosingDifference)).ThenByDescending(d => Math.Abs(d.OpeningDifference));
        return new(one.Bridge(period), other.Bridge(period), [.. KeyOrder is { } order ? ordered.ThenBy(d => d.Customer, order) : ordered]);

        bool IsRoundingOnly(int customer) =>
            firstExact is not null && exactOne.Ends(customer, period) == exactOther.Ends(customer, period)
            && firstExact.GetValueOrDefault(customer, []).SequenceEqual(secondExact!.GetValueOrDefault(customer, []));

        static IReadOnlyList<MrrMovement> Kinds(List<(MrrMovement Movement, decimal Before, decimal After)> moves) => [.. moves.Select(m => m.Movement)];
    }

    private SubscriptionLedger<TCustomer> Unrounded() =>
        Policy.Normalization.Decimals is null || _rows is null ? this : Under(Policy with { Normalization = Policy.Normalization with { Decimals = null } });

    private Dictionary<int, List<(MrrMovement Movement, decimal Before, decimal After)>> ByCustomer(Period period)
    {
        var moves = new Dictionary<int, List<(MrrMovement, decimal, decimal)>>();
        foreach (var move in MovementsOf(period, null, nameof(period)))
        {
            var customer = CustomerIdOf(move.Unit);
            if (!moves.TryGetValue(customer, out var list))
            {
                moves.Add(customer, list = []);
            }

            list.Add((move.Movement, move.Before, move.After));
        }

        return moves;
    }

    private (decimal Opening, decimal Closing) Ends(int customer, Period period)
    {
        var store = Store(MrrKind.Recurring);
        var (opening, closing) = (Known(period.Start.DayNumber - 1), Known(period.End.DayNumber - 1));
        if (Policy.Unit == MovementUnit.Customer || _rows is null)
        {
            return (store.On(customer, opening), store.On(customer, closing));
        }

        var units = UnitsOfCustomers[customer];
        return (units.Sum(unit => store.On(unit, opening)), units.Sum(unit => store.On(unit, closing)));
    }

    private ILookup<int, int> UnitsOfCustomers => field ??= Enumerable.Range(0, _unitCustomers!.Length).ToLookup(unit => _unitCustomers[unit]);
}
