namespace Retention.Metrics.Orders;

public sealed partial class OrderLog<TCustomer>
{
    /// <summary>The time between purchases of a customer, completed and open.</summary>
    /// <param name="observedThrough">The last day observed; later orders do not count, and open intervals end here.</param>
    /// <returns>The intervals between purchase days; empty for an empty log.</returns>
    /// <example>
    /// <code>
    /// Console.WriteLine(orders.PurchaseIntervals(new(2026, 6, 30)).MedianWait);   // 61
    /// </code>
    /// </example>
    public PurchaseIntervals PurchaseIntervals(DateOnly observedThrough)
    {
        var end = observedThrough.DayNumber;
        var longest = OrderCount == 0 ? 0 : Math.Max(0, end - _columns.FirstDay);
        var completed = new long[longest + 1];
        var open = new long[longest + 1];
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            var before = -1;
            foreach (var day in _columns.DaysOf(customer))
            {
                if (day > end)
                {
                    break;
                }

                if (before >= 0 && day > before)
                {
                    completed[day - before]++;
                }

                before = day;
            }

            if (before >= 0)
            {
                open[end - before]++;
            }
        }

        return new(observedThrough, Counts(completed), Counts(open));

        static IEnumerable<DayCount> Counts(long[] counts) => [.. counts.Select((count, days) => new DayCount(days, count)).Where(c => c.Count > 0)];
    }

    /// <summary>How much more the same customers spend in a late window of their tenure than in an early one. Days of tenure are counted from each customer's first order, which is day 0.</summary>
    /// <param name="earlyDays">The early window: days of tenure from Start up to, not including, End.</param>
    /// <param name="lateDays">The late window: as long as the early one, and not beginning before it ends.</param>
    /// <param name="observedThrough">The last day observed: only customers whose late window has closed by then are compared.</param>
    /// <param name="basis">Whether customers who bought nothing late count; they do unless told.</param>
    /// <returns>The growth; undefined when nobody can be compared.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A window is empty or begins before day 0, the late window begins before the early one ends, or the basis is not one of the enum.</exception>
    /// <exception cref="ArgumentException">The windows differ in length.</exception>
    /// <exception cref="OverflowException">A sum exceeds the range of a decimal.</exception>
    /// <example>
    /// <code>
    /// // The first half-year against the sixth.
    /// TenureSpendGrowth growth = orders.TenureSpendGrowth((0, 182), (910, 1_092), observedThrough: new(2026, 6, 30));
    /// </code>
    /// </example>
    public TenureSpendGrowth TenureSpendGrowth((int Start, int End) earlyDays, (int Start, int End) lateDays, DateOnly observedThrough, TenureBasis basis = TenureBasis.EveryObservedCustomer)
    {
        Guard.Defined(basis);
        if (earlyDays.Start < 0 || earlyDays.End <= earlyDays.Start)
        {
            throw Guard.OutOfRange(nameof(earlyDays), earlyDays, "A window must begin at day 0 or later and end after it begins");
        }

        if (lateDays.Start < earlyDays.End || lateDays.End <= lateDays.Start)
        {
            throw Guard.OutOfRange(nameof(lateDays), lateDays, $"It must begin at day {Rendering.Text.Count(earlyDays.End)} or later, where the early window ends, and end after it begins");
        }

        if (lateDays.End - lateDays.Start != earlyDays.End - earlyDays.Start)
        {
            throw new ArgumentException("The windows differ in length, so their spend does not compare.", nameof(lateDays));
        }

        var pairs = default(TenureSpendGrowth.Pairs);
        long notYet = 0;
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            var first = _columns.DaysOf(customer)[0];
            if ((long)first + lateDays.End - 1 > observedThrough.DayNumber)
            {
                notYet++;
                continue;
            }

            var (early, boughtEarly) = SpendIn(customer, first + earlyDays.Start, first + earlyDays.End);
            var (late, boughtLate) = SpendIn(customer, first + lateDays.Start, first + lateDays.End);
            if (basis == TenureBasis.EveryObservedCustomer || (boughtEarly && boughtLate))
            {
                pairs.Add(early, late);
            }
        }

        return pairs.ToGrowth(basis, notYet);
    }

    /// <summary>What customers of different tenure spend in one period: a cross-section, which mixes growth with survivorship.</summary>
    /// <param name="period">The period; customers who ordered in it are in the profile.</param>
    /// <param name="bandStarts">Where the bands of tenure begin, in days from the first order to the start of the period (0 if it came later): ascending, the first one 0.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="ArgumentException">There is no band, or the starts do not ascend from 0.</exception>
    /// <exception cref="OverflowException">A sum exceeds the range of a decimal.</exception>
    /// <example>
    /// <code>
    /// TenureSpendProfile profile = orders.TenureSpendProfile(Period.Month(2026, 6), [0, 180, 365]);
    /// </code>
    /// </example>
    public TenureSpendProfile TenureSpendProfile(Period period, params ReadOnlySpan<int> bandStarts)
    {
        if (bandStarts.IsEmpty || bandStarts[0] != 0)
        {
            throw new ArgumentException("There must be a band, and the first one must begin at day 0.", nameof(bandStarts));
        }

        for (var i = 1; i < bandStarts.Length; i++)
        {
            if (bandStarts[i] <= bandStarts[i - 1])
            {
                throw new ArgumentException($"The starts of the bands must ascend; {Rendering.Text.Count(bandStarts[i])} comes after {Rendering.Text.Count(bandStarts[i - 1])}.", nameof(bandStarts));
            }
        }

        var customers = new long[bandStarts.Length];
        var spend = new decimal[bandStarts.Length];
        for (var customer = 0; customer < CustomerCount; customer++)
        {
            var (amount, bought) = SpendIn(customer, period.Start.DayNumber, period.End.DayNumber);
            if (bought)
            {
                var tenure = Math.Max(0, period.Start.DayNumber - _columns.DaysOf(customer)[0]);
                var band = bandStarts.Length - 1;
                while (bandStarts[band] > tenure)
                {
                    band--;
                }

                customers[band]++;
                spend[band] += amount;
            }
        }

        var bands = new TenureBand[bandStarts.Length];
        for (var i = 0; i < bands.Length; i++)
        {
            bands[i] = new(bandStarts[i], i + 1 < bands.Length ? bandStarts[i + 1] : null, customers[i], spend[i]);
        }

        return new(period, bands);
    }

    /// <summary>Cuts the log in time, for models: an RFM table up to a day, and what the same customers bought afterwards.</summary>
    /// <param name="calibrationThrough">The last day of the calibration.</param>
    /// <param name="observedThrough">The last day of the holdout; later than the other.</param>
    /// <param name="policy">What counts as a purchase; <see cref="RfmPolicy.BuyTillYouDie"/> unless told.</param>
    /// <returns>Both sides of the cut.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="observedThrough"/> is not later than <paramref name="calibrationThrough"/>.</exception>
    /// <example>
    /// <code>
    /// CalibrationHoldout&lt;string&gt; split = orders.Split(calibrationThrough: new(2025, 12, 31), observedThrough: new(2026, 6, 30));
    /// </code>
    /// </example>
    public CalibrationHoldout<TCustomer> Split(DateOnly calibrationThrough, DateOnly observedThrough, RfmPolicy? policy = null)
    {
        if (observedThrough <= calibrationThrough)
        {
            throw Guard.OutOfRange(nameof(observedThrough), Rendering.Text.Date(observedThrough), $"It must be after the last day of the calibration, {Rendering.Text.Date(calibrationThrough)}");
        }

        policy ??= RfmPolicy.BuyTillYouDie;
        var calibration = Rfm(calibrationThrough, policy);
        var purchases = new int[calibration.Count];
        var spend = new decimal[calibration.Count];
        for (var i = 0; i < purchases.Length; i++)
        {
            var found = _index.TryFind(calibration.KeyAt(i), out var customer);
            System.Diagnostics.Debug.Assert(found, "Every customer of the table is one of the log.");
            (purchases[i], spend[i]) = Holdout(customer, calibrationThrough.DayNumber, observedThrough.DayNumber, policy);
        }

        return new(calibration, observedThrough, purchases, spend);
    }

    private (int Purchases, decimal Spend) Holdout(int customer, int after, int through, RfmPolicy policy)
    {
        var days = _columns.DaysOf(customer);
        var row = _columns.FirstRowOf(customer);
        var (purchases, spend, before) = (0, 0m, -1);
        for (var i = 0; i < days.Length && days[i] <= through; i++)
        {
            var amount = days[i] > after ? _columns.Amounts[row + i] : 0;
            if (days[i] > after && !(policy.IgnoreZeroAmounts && amount == 0))
            {
                purchases += days[i] != before || policy.Counting == OrderCounting.EveryOrder ? 1 : 0;
                spend += amount;
                before = days[i];
            }
        }

        return (purchases, spend);
    }

    private (decimal Spend, bool Bought) SpendIn(int customer, int start, int end)
    {
        var days = _columns.DaysOf(customer);
        var row = _columns.FirstRowOf(customer);
        var first = 0;
        while (first < days.Length && days[first] < start)
        {
            first++;
        }

        var last = first;
        while (last < days.Length && days[last] < end)
        {
            last++;
        }

        return (_columns.Amounts.Sum(row + first, row + last), last > first);
    }
}
