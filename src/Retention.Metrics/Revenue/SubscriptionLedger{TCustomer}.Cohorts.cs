using Retention.Metrics.Cohorts;

namespace Retention.Metrics.Revenue;

public sealed partial class SubscriptionLedger<TCustomer>
{
    /// <summary>MRR and logo cohorts by the period of the first payment.</summary>
    /// <param name="granularity">How the calendar is cut into cohorts and offsets.</param>
    /// <param name="observedThrough">The last day that the data covers. A period that has not ended by then is not observed.</param>
    /// <param name="from">A day of the first cohort wanted; the first payment unless told. Who paid before it belongs to no cohort.</param>
    /// <returns>The table; without rows when nobody paid in a period that has ended.</returns>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates, or the table would have more than 25 million cells.</exception>
    public MrrCohortTable Cohorts(Granularity granularity, DateOnly observedThrough, DateOnly? from = null)
    {
        var spells = Store(MrrKind.Recurring).Spells;
        var first = from?.DayNumber ?? int.MaxValue;
        for (var unit = 0; unit < spells.Units && from is null; unit++)
        {
            first = Math.Min(first, spells.FirstDay(unit));
        }

        if (first > observedThrough.DayNumber)
        {
            return CohortsOf([]);
        }

        var last = granularity.IndexOf(observedThrough);
        last = observedThrough == DateOnly.MaxValue || granularity.IndexOf(observedThrough.AddDays(1)) == last ? last - 1 : last;
        var start = granularity.IndexOf(DateOnly.FromDayNumber(first));
        CohortLimit.Check(granularity, Math.Max(0, last - start + 1), Math.Max(0, last - start + 1), DateOnly.FromDayNumber(first), observedThrough);
        return CohortsOf([.. Enumerable.Range(start, Math.Max(0, last - start + 1)).Select(granularity.PeriodAt)]);
    }

    /// <summary>The same over consecutive periods of any calendar.</summary>
    /// <param name="periods">The periods in order, all ended within the data; each starts where the one before ends.</param>
    /// <returns>The table; without the periods that end after the day that was said with <see cref="WithObservedThrough"/>, or after the last snapshot. Who paid before the first period belongs to no cohort.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="periods"/> is null.</exception>
    /// <exception cref="ArgumentException">A period is empty, starts on 0001-01-01, or does not start where the one before ends.</exception>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    public MrrCohortTable Cohorts(IEnumerable<Period> periods)
    {
        ArgumentNullException.ThrowIfNull(periods);
        return CohortsOf([.. periods]);
    }

    /// <summary>The customers behind a cell of a cohort table.</summary>
    /// <param name="table">A table that this ledger made.</param>
    /// <param name="cohort">A day of the period of the cohort.</param>
    /// <param name="offset">How many periods later; null for everyone who began.</param>
    /// <returns>The customers in the order of their keys.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="table"/> is null.</exception>
    /// <exception cref="ArgumentException">The table was made under another policy.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such cohort, or the offset is negative or not observed.</exception>
    public IReadOnlyList<TCustomer> CustomersIn(MrrCohortTable table, DateOnly cohort, int? offset = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        CheckPolicy(table.Policy, nameof(table));
        var row = table.RowOf(cohort);
        if (offset < 0 || offset >= table.Count - row)
        {
            throw Guard.OutOfRange(nameof(offset), offset, FormattableString.Invariant($"The cohort has been observed for the offsets [0..{table.Count - row - 1}]"));
        }

        var cohortOf = CohortOfUnits(table.Periods);
        var units = new List<int>();
        for (var unit = 0; unit < cohortOf.Length; unit++)
        {
            if (cohortOf[unit] == row && (offset is not { } k || IsInCell(unit, table.Periods[row + k])))
            {
                units.Add(unit);
            }
        }

        return Ordered(units.Select(CustomerOf));
    }

    private MrrCohortTable CohortsOf(Period[] periods)
    {
        _ = periods.Length == 0 ? [] : Boundaries(periods, nameof(periods));
        // A period that the data does not cover would look as if everybody had left.
        periods = _observedThrough is { } last ? [.. periods.Where(p => p.End.DayNumber - 1 <= last.DayNumber)] : periods;
        if (periods.Length == 0)
        {
            return new([], [], [], [], [], Currency, PolicyText);
        }

        var boundaries = Boundaries(periods, nameof(periods))[1..];
        var store = Store(MrrKind.Recurring);
        var cohortOf = CohortOfUnits(periods);
        var sizes = new long[periods.Length];
        var initial = new DecimalSum[periods.Length];
        var customers = new long[periods.Length][];
        for (var row = 0; row < periods.Length; row++)
        {
            customers[row] = new long[periods.Length - row];
        }

        for (var unit = 0; unit < cohortOf.Length; unit++)
        {
            var row = cohortOf[unit];
            if (row < 0)
            {
                continue;
            }

            sizes[row]++;
            initial[row] = DecimalSum.Plus(initial[row], store.On(unit, store.Spells.FirstDay(unit)));
            for (var offset = 0; row + offset < periods.Length; offset++)
            {
                customers[row][offset] += IsInCell(unit, periods[row + offset]) ? 1 : 0;
            }
        }

        var sums = store.SumBy(boundaries, cohortOf, periods.Length);
        return new(
            periods,
            sizes,
            Array.ConvertAll(initial, sum => sum.ToDecimal()),
            customers,
            [.. customers.Select((counts, row) => sums.AsSpan((row * periods.Length) + row, counts.Length).ToArray())],
            Currency,
            PolicyText);
    }

    // The one place that decides who is in a cell.
    private bool IsInCell(int unit, Period period) => Store(MrrKind.Recurring).Spells.Pays(unit, period.End.DayNumber - 1);

    private int[] CohortOfUnits(IReadOnlyList<Period> periods)
    {
        var spells = Store(MrrKind.Recurring).Spells;
        var ends = periods.Select(p => p.End.DayNumber).ToArray();
        var cohortOf = new int[spells.Units];
        for (var unit = 0; unit < spells.Units; unit++)
        {
            var first = spells.FirstDay(unit);
            var at = Array.BinarySearch(ends, first);
            // A period ends where the next starts: a day equal to an end belongs to the next.
            at = at >= 0 ? at + 1 : ~at;
            cohortOf[unit] = first >= periods[0].Start.DayNumber && at < ends.Length ? at : -1;
        }

        return cohortOf;
    }
}
