namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedger<TCustomer>
{
    /// <summary>MRR on a day: recurring, committed and on trial, and how many customers pay it.</summary>
    /// <param name="day">The day, at whose end MRR is read.</param>
    /// <returns>The amounts; 0 when nobody pays. After <see cref="ObservedThrough"/> those of that day, and <see cref="MrrSnapshot.IsObserved"/> is false.</returns>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    /// <example>
    /// <code>
    /// MrrSnapshot now = ledger.Mrr(new DateOnly(2026, 6, 30));
    /// now.Committed       // without those who have asked to cancel
    /// now.Annual          // ARR
    /// </code>
    /// </example>
    public MrrSnapshot Mrr(DateOnly day)
    {
        var recurring = On(day, MrrKind.Recurring);
        var committed = _grid is null ? On(day, MrrKind.Committed) : recurring;
        var trial = _grid is null ? On(day, MrrKind.Trial) : (0, 0);
        return new(day, recurring.Amount, committed.Amount, trial.Amount, recurring.Customers, committed.Customers, trial.Customers, Currency, PolicyText, ObservedThrough);
    }

    /// <summary>The customers who pay on a day, and how much a month.</summary>
    /// <param name="day">The day; one after <see cref="ObservedThrough"/>, where that was said, is read as that.</param>
    /// <param name="kind">Which revenue: recurring unless told.</param>
    /// <returns>The customers and their amounts, the largest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    public IReadOnlyList<KeyValuePair<TCustomer, decimal>> Customers(DateOnly day, MrrKind kind = MrrKind.Recurring)
    {
        Guard.Defined(kind);
        if (_grid is not null && kind == MrrKind.Trial)
        {
            return [];
        }

        // Whoever pays at both ends of a period without a day is unchanged.
        var paying = Store(kind).Movements(Known(day.DayNumber), Known(day.DayNumber), Policy.Rules(_threads) with { Basis = MovementBasis.Endpoints }, MrrMovement.Unchanged);
        var sums = new Dictionary<int, decimal>();
        foreach (var unit in paying)
        {
            var customer = CustomerIdOf(unit.Unit);
            sums[customer] = sums.GetValueOrDefault(customer) + unit.After;
        }

        var ordered = sums.Select(s => KeyValuePair.Create(_index[s.Key], s.Value)).OrderByDescending(c => c.Value);
        return [.. KeyOrder is { } order ? ordered.ThenBy(c => c.Key, order) : ordered];
    }

    private (decimal Amount, long Customers) On(DateOnly day, MrrKind kind)
    {
        var lines = Store(kind).Bridges([Known(day.DayNumber), Known(day.DayNumber)], Policy.Rules(_threads) with { Basis = MovementBasis.Endpoints })[0];
        return (lines.Closing, lines.Customers.AtEnd);
    }
}
