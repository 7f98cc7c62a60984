using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Retention.Metrics.Logs;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

public static partial class SubscriptionLedger
{
    /// <summary>Makes a ledger of columns of subscriptions.</summary>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="starts">The first day of each row; as long as <paramref name="customers"/>, as are the other columns.</param>
    /// <param name="ends">The first day of each row that is no longer paid for; a missing day, or no column at all, for none.</param>
    /// <param name="amounts">What is billed per billing interval, net of taxes.</param>
    /// <param name="intervals">The unit of time that each price recurs in; no column for months.</param>
    /// <param name="policy">What counts; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger; every row is a subscription of its own.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer, or ends before it starts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A day lies outside the calendar, or an amount is not finite or no multiple of its unit.</exception>
    /// <example>
    /// <code>
    /// var ledger = SubscriptionLedger.FromColumns&lt;int&gt;(ids, DayColumn.EpochDays(starts), DayColumn.EpochDays(ends), MoneyColumn.MinorUnits(cents));
    /// </code>
    /// </example>
    public static SubscriptionLedger<TCustomer> FromColumns<TCustomer>(
        ReadOnlySpan<TCustomer> customers,
        DayColumn starts,
        DayColumn ends,
        MoneyColumn amounts,
        ReadOnlySpan<BillingInterval> intervals = default,
        MrrPolicy? policy = null,
        SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull
    {
        SameLength(customers.Length, starts.Length, nameof(starts));
        SameLength(customers.Length, amounts.Length, nameof(amounts));
        if (ends.Length > 0)
        {
            SameLength(customers.Length, ends.Length, nameof(ends));
        }

        if (intervals.Length > 0)
        {
            SameLength(customers.Length, intervals.Length, nameof(intervals));
        }

        var builder = new SubscriptionLedgerBuilder<TCustomer>(policy, options);
        for (var row = 0; row < customers.Length; row++)
        {
            var (start, end) = (starts[row], ends.Length > 0 ? ends[row] : DayColumn.Missing);
            if (start == DayColumn.Missing)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The start of row {row} is missing. Every subscription has a first day."), nameof(starts));
            }

            builder.Add(customers[row], DateOnly.FromDayNumber(start), end == DayColumn.Missing ? null : DateOnly.FromDayNumber(end), amounts[row], intervals.Length > 0 ? intervals[row] : BillingInterval.Month);
        }

        return builder.Build();
    }

    /// <summary>Makes a ledger of MRR that is known period by period: rows of customer, day and amount.</summary>
    /// <typeparam name="T">The type of the rows.</typeparam>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="rows">The rows, in any order; read once. Rows of one customer in one period add.</param>
    /// <param name="customer">The customer of a row.</param>
    /// <param name="day">Any day of its period.</param>
    /// <param name="mrr">MRR of the customer in that period.</param>
    /// <param name="granularity">What the periods are; months unless told.</param>
    /// <param name="policy">Which movement is which; <see cref="MrrPolicy.Default"/> unless told. What it says about prices has nothing to act on.</param>
    /// <param name="segment">The segment of a row, or null for a ledger without segments. The first period of a customer decides.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger. A snapshot holds for every day of its period; a customer without one has MRR 0 there.</returns>
    /// <exception cref="ArgumentNullException">An argument that is needed is null.</exception>
    /// <exception cref="ArgumentException">A row has no customer.</exception>
    public static SubscriptionLedger<TCustomer> FromSnapshots<T, TCustomer>(IEnumerable<T> rows, Func<T, TCustomer> customer, Func<T, DateOnly> day, Func<T, decimal> mrr, Granularity? granularity = null, MrrPolicy? policy = null, Func<T, string?>? segment = null, SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(day);
        ArgumentNullException.ThrowIfNull(mrr);
        var (customers, days, amounts) = (new List<TCustomer>(), new List<DateOnly>(), new List<decimal>());
        var segments = segment is null ? null : new List<string?>();
        foreach (var row in rows)
        {
            var key = customer(row);
            SubscriptionLedgerBuilder<TCustomer>.CheckCustomer(key, customers.Count, nameof(customer));
            customers.Add(key);
            days.Add(day(row));
            amounts.Add(mrr(row));
            segments?.Add(segment!(row));
        }

        return FromSnapshots<TCustomer>(
            CollectionsMarshal.AsSpan(customers),
            DayColumn.Of(CollectionsMarshal.AsSpan(days)),
            MoneyColumn.Of(CollectionsMarshal.AsSpan(amounts)),
            granularity,
            policy,
            CollectionsMarshal.AsSpan(segments),
            options);
    }

    /// <summary>Makes a ledger of columns of MRR that is known period by period.</summary>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="days">Any day of the period of each row; as long as <paramref name="customers"/>.</param>
    /// <param name="mrr">MRR of the customer in that period; as long as <paramref name="customers"/>. Rows of one customer in one period add.</param>
    /// <param name="granularity">What the periods are; months unless told.</param>
    /// <param name="policy">Which movement is which; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="segments">The segment of each row; no column for none. The first period of a customer decides.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer or no day.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A day lies outside the calendar, or an amount is not finite or no multiple of its unit.</exception>
    public static SubscriptionLedger<TCustomer> FromSnapshots<TCustomer>(ReadOnlySpan<TCustomer> customers, DayColumn days, MoneyColumn mrr, Granularity? granularity = null, MrrPolicy? policy = null, ReadOnlySpan<string?> segments = default, SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull
    {
        SameLength(customers.Length, days.Length, nameof(days));
        var cut = granularity ?? Granularity.Month;
        var periods = new int[days.Length];
        var (lastDay, lastPeriod) = (DayColumn.Missing, 0);
        for (var row = 0; row < periods.Length; row++)
        {
            var day = days[row];
            if (day == DayColumn.Missing)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The day of row {row} is missing. Every snapshot has a period."), nameof(days));
            }

            if (day != lastDay)
            {
                (lastDay, lastPeriod) = (day, cut.IndexOf(DateOnly.FromDayNumber(day)));
            }

            periods[row] = lastPeriod;
        }

        return FromPeriods(customers, periods, 0, cut, mrr, segments, policy, options);
    }

    /// <summary>Makes a ledger of columns of MRR whose periods are counted from one of them: the fastest way in.</summary>
    /// <typeparam name="TCustomer">The type of the customer key.</typeparam>
    /// <param name="customers">The customer of each row.</param>
    /// <param name="periods">The period of each row, counted from <paramref name="periodZero"/>; as long as <paramref name="customers"/>. Rows in the order of their periods are the fastest.</param>
    /// <param name="periodZero">A day of the period that has the number 0.</param>
    /// <param name="mrr">MRR of the customer in that period; as long as <paramref name="customers"/>. Rows of one customer in one period add.</param>
    /// <param name="granularity">What the periods are; months unless told.</param>
    /// <param name="policy">Which movement is which; <see cref="MrrPolicy.Default"/> unless told.</param>
    /// <param name="segments">The segment of each row; no column for none. The first period of a customer decides.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="ArgumentException">The columns differ in length, or a row has no customer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A period lies outside the calendar, or an amount is not finite or no multiple of its unit.</exception>
    /// <example>
    /// <code>
    /// int[] customers = [1, 2, 1];  int[] months = [0, 0, 1];  double[] mrr = [50.00, 20.25, 75.00];
    /// var ledger = SubscriptionLedger.FromSnapshots&lt;int&gt;(customers, months, new DateOnly(2026, 1, 1), MoneyColumn.MultiplesOf(0.25m, mrr));
    /// </code>
    /// </example>
    public static SubscriptionLedger<TCustomer> FromSnapshots<TCustomer>(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<int> periods, DateOnly periodZero, MoneyColumn mrr, Granularity? granularity = null, MrrPolicy? policy = null, ReadOnlySpan<string?> segments = default, SubscriptionLedgerOptions? options = null)
        where TCustomer : notnull
    {
        SameLength(customers.Length, periods.Length, nameof(periods));
        var cut = granularity ?? Granularity.Month;
        return FromPeriods(customers, periods, cut.IndexOf(periodZero), cut, mrr, segments, policy, options);
    }

    private static SubscriptionLedger<TCustomer> FromPeriods<TCustomer>(
        ReadOnlySpan<TCustomer> customers,
        ReadOnlySpan<int> periods,
        int zero,
        Granularity granularity,
        MoneyColumn mrr,
        ReadOnlySpan<string?> segments,
        MrrPolicy? policy,
        SubscriptionLedgerOptions? options)
        where TCustomer : notnull
    {
        SameLength(customers.Length, mrr.Length, nameof(mrr));
        policy ??= MrrPolicy.Default;
        var threads = Workers.For(customers.Length, options?.MaxThreads);
        var (first, last, isSorted) = ColumnScan.Ends(periods, threads);
        CheckPeriods(periods, first, last, zero, granularity);
        Period? observed = customers.Length > 0 ? new(granularity.StartOf(zero + first), granularity.PeriodAt(zero + last).End) : null;
        if (customers.Length > 0 && policy is { Floor: not MrrFloor.None, Unit: MovementUnit.Customer } && InIntegers(mrr) is var (integers, scale))
        {
            var amounts = mrr.Decimals.Length == 0 ? mrr : MoneyColumn.MinorUnits(integers, scale);
            var index = Number(customers, threads, out var least, out var ids);
            if (SnapshotGridBuilder.Build(ids, least, index.Count, periods, first, last, isSorted, amounts, granularity, zero, threads) is { } grid)
            {
                var segmentOf = SegmentsOf(segments, ids, least, index.Count, periods, out var names);
                return new(index, grid, observed, customers.Length, policy, threads, segmentOf, names, observed?.End.AddDays(-1));
            }
        }

        // Too sparse, too large or negative: every snapshot is a subscription of one period.
        var builder = new SubscriptionLedgerBuilder<TCustomer>(policy, options);
        for (var row = 0; row < customers.Length; row++)
        {
            var period = granularity.PeriodAt(zero + periods[row]);
            builder.Add(customers[row], period.Start, period.End, mrr[row], segment: segments.Length > 0 ? segments[row] : null);
        }

        return builder.BuildObserved(observed);
    }

    // Decimals go through the scale that all of them share. Null when they share none; nothing when the column has no decimals.
    private static (long[] Integers, int Scale)? InIntegers(MoneyColumn mrr)
    {
        if (mrr.Decimals.Length == 0)
        {
            return ([], 0);
        }

        var amounts = new AmountColumnBuilder(mrr.Length);
        foreach (var amount in mrr.Decimals)
        {
            amounts.Add(amount);
        }

        var column = amounts.Build();
        return column.IsScaled ? (column.Scaled.ToArray(), column.Scale) : null;
    }

    // Whole numbers that are nearly consecutive need no table: the number of a customer is its key less the least one.
    private static CustomerIndex<TCustomer> Number<TCustomer>(ReadOnlySpan<TCustomer> customers, int threads, out int least, out ReadOnlySpan<int> ids)
        where TCustomer : notnull
    {
        if (typeof(TCustomer) == typeof(int))
        {
            ids = Unsafe.BitCast<ReadOnlySpan<TCustomer>, ReadOnlySpan<int>>(customers);
            (least, var greatest, _) = ColumnScan.Ends(ids, threads);
            if ((long)greatest - least < Math.Max(4096, 2L * customers.Length))
            {
                return (CustomerIndex<TCustomer>)(object)new DenseIndex<int>(least, greatest - least + 1, hasGaps: true);
            }
        }
        else if (default(TCustomer) is null || typeof(TCustomer) == typeof(Guid))
        {
            for (var row = 0; row < customers.Length; row++)
            {
                SubscriptionLedgerBuilder<TCustomer>.CheckCustomer(customers[row], row, nameof(customers));
            }
        }

        least = 0;
        var numbers = GC.AllocateUninitializedArray<int>(customers.Length);
        ids = numbers;
        return CustomerIndex.Build(customers, numbers, threads);
    }

    // The first period decides; of two segments in it the one that comes first in ordinal order.
    private static int[]? SegmentsOf(ReadOnlySpan<string?> segments, ReadOnlySpan<int> ids, int least, int customers, ReadOnlySpan<int> periods, out string[] names)
    {
        if (segments.Length == 0)
        {
            names = [];
            return null;
        }

        var codes = new NameCodes();
        var (segmentOf, decided) = (new int[customers], new int[customers]);
        Array.Fill(segmentOf, -1);
        for (var row = 0; row < segments.Length; row++)
        {
            if (segments[row] is not { } segment)
            {
                continue;
            }

            var (code, customer) = (codes.Add(segment), ids[row] - least);
            if (segmentOf[customer] < 0 || periods[row] < decided[customer] || (periods[row] == decided[customer] && string.CompareOrdinal(segment, codes.Names[segmentOf[customer]]) < 0))
            {
                (segmentOf[customer], decided[customer]) = (code, periods[row]);
            }
        }

        names = [.. codes.Names];
        return segmentOf;
    }

    private static void CheckPeriods(ReadOnlySpan<int> periods, int first, int last, int zero, Granularity granularity)
    {
        // The last period of the calendar has no day after it.
        var (least, greatest) = (granularity.IndexOf(DateOnly.MinValue) - (long)zero, granularity.IndexOf(DateOnly.MaxValue) - 1L - zero);
        if (periods.Length > 0 && (first < least || last > greatest))
        {
            var bad = first < least ? first : last;
            throw Guard.OutOfRange(nameof(periods), bad, string.Create(CultureInfo.InvariantCulture, $"The {granularity} of row {periods.IndexOf(bad)} must be inside [{least}..{greatest}], so that it lies in the calendar"));
        }
    }

    private static void SameLength(int customers, int others, string name)
    {
        if (customers != others)
        {
            throw new ArgumentException($"There are {Text.Count(customers)} customers and {Text.Count(others)} {name}. The columns must be of one length.", name);
        }
    }
}
