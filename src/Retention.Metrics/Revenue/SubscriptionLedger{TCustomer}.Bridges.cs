using System.Globalization;

namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedger<TCustomer>
{
    /// <summary>How MRR got from the day before a period to its last day.</summary>
    /// <param name="period">The period.</param>
    /// <returns>The bridge, with the customers behind each line counted; from 0 to 0 when nobody paid. <see cref="MrrBridge.IsObserved"/> says whether the data covers the period.</returns>
    /// <exception cref="ArgumentException">The period is empty, or starts on 0001-01-01, which no day precedes.</exception>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    /// <example>
    /// <code>
    /// MrrBridge june = ledger.Bridge(Period.Month(2026, 6));
    /// june.NetRevenueRetention    // 101.0 % (101,000.00 of 100,000.00; reactivation excluded)
    /// </code>
    /// </example>
    public MrrBridge Bridge(Period period) => ToBridge(period, Store(MrrKind.Recurring).Bridges(Known(Boundaries([period], nameof(period))), Policy.Rules(_threads))[0]);

    /// <summary>The bridges of consecutive periods: months of four and five weeks, fiscal months, or any others that meet.</summary>
    /// <param name="periods">The periods in order; each starts where the one before ends.</param>
    /// <returns>One bridge for each period; every closing is the next opening, but for exchange rates.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="periods"/> is null.</exception>
    /// <exception cref="ArgumentException">A period is empty, starts on 0001-01-01, or does not start where the one before ends.</exception>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    /// <example>
    /// <code>
    /// MrrRollForward year = ledger.RollForward(FiscalCalendar.Weeks(firstDay: new(2026, 2, 1)));
    /// </code>
    /// </example>
    public MrrRollForward RollForward(IEnumerable<Period> periods)
    {
        ArgumentNullException.ThrowIfNull(periods);
        Period[] all = [.. periods];
        if (all.Length == 0)
        {
            return MrrRollForward.AdditiveIdentity;
        }

        var lines = Store(MrrKind.Recurring).Bridges(Known(Boundaries(all, nameof(periods))), Policy.Rules(_threads));
        return new([.. all.Select((period, i) => ToBridge(period, lines[i]))]);
    }

    /// <summary>The bridges of the days, weeks, months, quarters or years that a period touches.</summary>
    /// <param name="granularity">How the calendar is cut.</param>
    /// <param name="range">What is to be covered; <see cref="Observed"/> covers all rows.</param>
    /// <returns>One bridge for each period of the calendar that has a day in common with <paramref name="range"/>; none when that is empty.</returns>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    /// <exception cref="OverflowException">A sum exceeds what a decimal can hold.</exception>
    /// <example>
    /// <code>
    /// MrrRollForward months = ledger.RollForward(Granularity.Month, ledger.Observed!.Value);
    /// </code>
    /// </example>
    public MrrRollForward RollForward(Granularity granularity, Period range) => RollForward(PeriodsOf(granularity, range));

    /// <summary>The customers behind a line of a bridge, found by the walk that counted them.</summary>
    /// <param name="bridge">A bridge that this ledger made; its period is read again.</param>
    /// <param name="movement">The line.</param>
    /// <returns>
    /// The customers and their amounts, the largest change first. Between endpoints every customer is in exactly one line (and perhaps in <see cref="MrrMovement.ExchangeRates"/>);
    /// by event, as often as it moved.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="bridge"/> is null.</exception>
    /// <exception cref="ArgumentException">The bridge has no period, or was made under another policy.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such movement.</exception>
    public IReadOnlyList<CustomerMovement<TCustomer>> Customers(MrrBridge bridge, MrrMovement movement)
    {
        ArgumentNullException.ThrowIfNull(bridge);
        Guard.Defined(movement);
        if (bridge.Period is not { } period)
        {
            throw new ArgumentException("The bridge was made from totals and has no customers. Make it with SubscriptionLedger.Bridge.", nameof(bridge));
        }

        CheckPolicy(bridge.Policy, nameof(bridge));
        return Named(MovementsOf(period, movement, nameof(bridge)));
    }

    internal static IEnumerable<Period> PeriodsOf(Granularity granularity, Period range)
    {
        if (range.IsEmpty)
        {
            yield break;
        }

        for (var (i, last) = (granularity.IndexOf(range.Start), granularity.IndexOf(range.End.AddDays(-1))); i <= last; i++)
        {
            yield return granularity.PeriodAt(i);
        }
    }

    private List<UnitMovement> MovementsOf(Period period, MrrMovement? movement, string name)
    {
        var boundaries = Known(Boundaries([period], name));
        return Store(MrrKind.Recurring).Movements(boundaries[0], boundaries[1], Policy.Rules(_threads), movement);
    }

    private void CheckPolicy(string? policy, string name)
    {
        if (policy is not null && !string.Equals(policy, PolicyText, StringComparison.Ordinal))
        {
            throw new ArgumentException($"It was made under the policy '{policy}', and this ledger has '{PolicyText}'. Ask the ledger under that policy.", name);
        }
    }

    private List<CustomerMovement<TCustomer>> Named(List<UnitMovement> movements)
    {
        var named = movements.ConvertAll(m => new CustomerMovement<TCustomer>(CustomerOf(m.Unit), SubscriptionOf(m.Unit), m.Movement, m.Before, m.After));
        // LINQ sorts stably: customers without an order of their own stay in that of their first rows.
        var ordered = named.OrderByDescending(m => Math.Abs(m.Change));
        return [.. KeyOrder is { } order ? ordered.ThenBy(m => m.Customer, order).ThenBy(m => m.Subscription, StringComparer.Ordinal) : ordered];
    }

    private MrrBridge ToBridge(Period period, MovementLines lines) => new(
        lines.Opening,
        lines.New,
        lines.Expansion,
        lines.Contraction,
        lines.Churn,
        lines.Reactivation,
        lines.ExchangeRates,
        period,
        lines.Customers,
        lines.Returned,
        lines.Kept,
        Currency,
        PolicyText,
        ObservedThrough);

    private int[] Known(int[] days) => Array.ConvertAll(days, Known);

    private static int[] Boundaries(ReadOnlySpan<Period> periods, string name)
    {
        var boundaries = new int[periods.Length + 1];
        for (var i = 0; i < periods.Length; i++)
        {
            var period = periods[i];
            if (period.IsEmpty || period.Start == DateOnly.MinValue)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} was {period}. A period needs a day, and a day before it."), name);
            }

            if (i > 0 && period.Start != periods[i - 1].End)
            {
                throw new ArgumentException($"{name}: {period} does not start where {periods[i - 1]} ends. The periods of a roll-forward meet.", name);
            }

            boundaries[i] = period.Start.DayNumber - 1;
        }

        boundaries[^1] = periods[^1].End.DayNumber - 1;
        return boundaries;
    }
}
