using Retention.Metrics.Logs;

namespace Retention.Metrics.Revenue;

/// <summary>
/// Who paid what from when to when: an immutable log of subscriptions, or of monthly recurring revenue given month by month. Every table of recurring revenue comes from it.
/// </summary>
/// <typeparam name="TCustomer">The type of the customer key. Customers keep it: every number leads to the customers behind it.</typeparam>
/// <remarks>
/// <para>Made by <see cref="SubscriptionLedger"/> or <see cref="SubscriptionLedgerBuilder{TCustomer}"/>. The rows are kept as they came; <see cref="Policy"/> decides what they are worth,
/// and <see cref="Under"/> reads the same rows under another policy.</para>
/// <para>MRR of a period is MRR on its last day; the opening is MRR on the day before its first. Amounts that do not come out even (100 a year) are kept to the tenth decimal of the currency unit
/// for each row, and every sum of them is exact.</para>
/// <para>Tables of disjoint customers add; a ledger of a part of the customers gives that part of every table. Thread-safe: it never changes.</para>
/// </remarks>
/// <example>
/// <code>
/// SubscriptionLedger&lt;string&gt; ledger = SubscriptionLedger.From(subs, s => s.Account, s => s.Start, s => s.End, s => s.Amount, s => s.Interval, MrrPolicy.Stripe);
/// MrrBridge june = ledger.Bridge(Period.Month(2026, 6));
/// foreach (var lost in ledger.Customers(june, MrrMovement.Churn))
/// {
///     Console.WriteLine(lost);        // acme: Churn, 100.00 to 0.00
/// }
/// </code>
/// </example>
public sealed partial class SubscriptionLedger<TCustomer>
    where TCustomer : notnull
{
    private readonly CustomerIndex<TCustomer> _index;
    private readonly SubscriptionRows? _rows;
    private readonly SnapshotGrid? _grid;
    private readonly string?[] _subscriptions;
    private readonly ExchangeRates? _rates;
    private readonly int _threads;
    private readonly int[]? _segmentOf;
    private readonly string[] _segments;

    // Said by the caller, or by snapshots, which end with their last period; null when it can only be guessed from the rows.
    private readonly DateOnly? _observedThrough;

    // Made when first asked for; two threads that ask at once make the same.
    private readonly MrrStore?[] _stores = new MrrStore?[3];
    private List<int>? _floored;

    internal SubscriptionLedger(CustomerIndex<TCustomer> index, SubscriptionRows rows, string?[] subscriptions, MrrPolicy policy, int threads, int[]? segmentOf, string[] segments, ExchangeRates? rates = null, Period? observed = null, DateOnly? observedThrough = null)
    {
        _observedThrough = observedThrough;
        _index = index;
        _rows = rows;
        _subscriptions = subscriptions;
        Policy = policy;
        _threads = threads;
        _segmentOf = segmentOf;
        _segments = segments;
        _rates = rates;
        Rows = rows.Count;
        Observed = observed ?? SpanOf(rows);
    }

    internal SubscriptionLedger(CustomerIndex<TCustomer> index, SnapshotGrid grid, Period? observed, long rows, MrrPolicy policy, int threads, int[]? segmentOf, string[] segments, DateOnly? observedThrough)
    {
        _observedThrough = observedThrough;
        _index = index;
        _grid = grid;
        _subscriptions = [];
        Policy = policy;
        _threads = threads;
        _segmentOf = segmentOf;
        _segments = segments;
        Rows = rows;
        Observed = observed;
    }

    /// <summary>What counts as recurring revenue, and which movement is which.</summary>
    public MrrPolicy Policy { get; }

    /// <summary>How many rows the ledger was made from.</summary>
    public long Rows { get; }

    /// <summary>
    /// From the first day of the rows to the last that they speak of, the last start or end among them; for snapshots from the first period to the last. That of a part of the customers is that of the whole. Null when the ledger is empty.
    /// </summary>
    public Period? Observed { get; }

    /// <summary>
    /// The last day that the data covers: what <see cref="WithObservedThrough"/> said, the last day of the last snapshot, or else the last start or end among the rows, which is a guess:
    /// a month without any looks the same whether nothing happened or nothing was recorded. Null when the ledger is empty and nothing was said.
    /// </summary>
    public DateOnly? ObservedThrough => _observedThrough ?? Observed?.End.AddDays(-1);

    /// <summary>The currencies of the rows; empty when they have no name.</summary>
    public IReadOnlyList<string> Currencies => _rows is null ? [] : [.. _rows.Currencies.Where(c => c.Length > 0)];

    /// <summary>The currency of the amounts: that of the rows, or that of the exchange rates; null when it has no name, or when there are several.</summary>
    public string? Currency => _rates?.Currency ?? (Currencies is [var only] && _rows!.Currencies.Length == 1 ? only : null);

    /// <summary>The names of the segments, in ordinal order; empty when the rows have none.</summary>
    public IReadOnlyList<string> Segments => _segmentOf is { } of ? [.. of.Where(s => s >= 0).Distinct().Select(s => _segments[s]).Order(StringComparer.Ordinal)] : [];

    /// <summary>The customers whose sum was below zero on some day and counted as 0 there, because credits exceeded prices.</summary>
    /// <exception cref="InvalidOperationException">The rows have several currencies and no exchange rates.</exception>
    public IReadOnlyList<TCustomer> FlooredCustomers
    {
        get
        {
            Store(MrrKind.Recurring);
            return Ordered(_floored is { } floored ? floored.Select(CustomerOf).Distinct() : []);
        }
    }

    /// <summary>The number of rows, the days that they speak of and the policy in one line.</summary>
    /// <returns>The text, culture-invariant.</returns>
    public override string ToString() => $"{Rendering.Text.Count(Rows)} rows{(Observed is { } observed ? $", {observed}" : string.Empty)}; {PolicyText}";

    private string PolicyText => Policy.ToString();

    /// <summary>The same rows under another policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>A ledger that shares the rows of this one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is null.</exception>
    public SubscriptionLedger<TCustomer> Under(MrrPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return _rows is { } rows
            ? new(_index, rows, _subscriptions, policy, _threads, _segmentOf, _segments, _rates, Observed, _observedThrough)
            : new(_index, _grid!, Observed, Rows, policy, _threads, _segmentOf, _segments, _observedThrough);
    }

    /// <summary>The same rows with the last day that they cover. Periods that end later are not observed, and what rows say of days after it, such as an end that is planned, is not read.</summary>
    /// <param name="day">The last day on which every start and end was recorded, such as that of the export.</param>
    /// <returns>A ledger that shares the rows of this one.</returns>
    /// <example>
    /// <code>
    /// var ledger = SubscriptionLedger.From(rows).WithObservedThrough(new(2026, 6, 30));
    /// ledger.Bridge(Period.Month(2026, 6)).IsObserved      // true, even if nobody came or left in June
    /// ledger.Bridge(Period.Month(2026, 7)).IsObserved      // false
    /// </code>
    /// </example>
    public SubscriptionLedger<TCustomer> WithObservedThrough(DateOnly day) => _rows is { } rows
        ? new(_index, rows, _subscriptions, Policy, _threads, _segmentOf, _segments, _rates, Observed, day)
        : new(_index, _grid!, Observed, Rows, Policy, _threads, _segmentOf, _segments, day);

    /// <summary>The same rows in the currency of a report; what exchange rates alone change is a line of its own in every bridge.</summary>
    /// <param name="rates">The rates of all other currencies.</param>
    /// <returns>A ledger that shares the rows of this one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rates"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The amounts have no currency.</exception>
    public SubscriptionLedger<TCustomer> In(ExchangeRates rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        if (Rows > 0 && (_rows is null || _rows.Currencies.Contains(string.Empty)))
        {
            throw new InvalidOperationException("Some amounts have no currency, so exchange rates cannot be applied. Name the currency of every row.");
        }

        return _rows is { } rows ? new(_index, rows, _subscriptions, Policy, _threads, _segmentOf, _segments, rates, Observed, _observedThrough) : this;
    }

    /// <summary>The rows of one currency.</summary>
    /// <param name="currency">The currency; case does not matter.</param>
    /// <returns>A ledger of those rows; empty when there are none.</returns>
    /// <exception cref="ArgumentException"><paramref name="currency"/> is empty.</exception>
    public SubscriptionLedger<TCustomer> InCurrency(string currency)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(currency);
        var code = _rows is { } r ? Array.FindIndex(r.Currencies, c => string.Equals(c, currency, StringComparison.OrdinalIgnoreCase)) : -1;
        var rows = _rows is { } all
            ? all.Where(row => (all.Currency?[row] ?? 0) == code, all.Customers, customer => customer, code < 0 ? [] : [all.Currencies[code]])
            : SubscriptionRows.Empty(_index.Count);
        return new(_index, rows, _subscriptions, Policy, _threads, _segmentOf, _segments, observed: Observed, observedThrough: _observedThrough);
    }

    // The last day that may be read for a day that was asked for.
    private int Known(int day) => _observedThrough is { } last ? Math.Min(day, last.DayNumber) : day;

    private static Period? SpanOf(SubscriptionRows rows)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        var (first, last) = (int.MaxValue, int.MinValue);
        for (var row = 0; row < rows.Count; row++)
        {
            first = Math.Min(first, rows.Start[row]);
            last = Math.Max(last, rows.End[row] == SubscriptionRows.Open ? rows.Start[row] : rows.End[row]);
        }

        return new(DateOnly.FromDayNumber(first), DateOnly.FromDayNumber(Math.Min(last + 1, DateOnly.MaxValue.DayNumber)));
    }

    private MrrStore Store(MrrKind kind)
    {
        if (_grid is { } grid)
        {
            return grid;
        }

        if (_stores[(int)kind] is { } known)
        {
            return known;
        }

        if (_rates is null && _rows!.Currencies.Length > 1)
        {
            throw new InvalidOperationException(
                $"The ledger has amounts in {string.Join(", ", _rows.Currencies.Select(c => c.Length == 0 ? "no named currency" : c).Order(StringComparer.Ordinal))}, which cannot be added. Read it with In(ExchangeRates.To(…)), or one currency with InCurrency(…).");
        }

        var floored = new List<int>();
        var store = MrrEvaluation.Store(_rows!, Policy, kind, _rates, floored);
        if (kind == MrrKind.Recurring)
        {
            _floored = floored;
        }

        return _stores[(int)kind] = store;
    }

    private int CustomerIdOf(int unit) => _unitCustomers is { } of ? of[unit] : unit;

    private TCustomer CustomerOf(int unit) => _index[CustomerIdOf(unit)];

    private string? SubscriptionOf(int unit) => Policy.Unit == MovementUnit.Subscription && unit < _subscriptions.Length ? _subscriptions[unit] : null;

    // The customer of every subscription, when subscriptions are the units.
    private int[]? _unitCustomers
    {
        get
        {
            if (Policy.Unit == MovementUnit.Customer || _rows is not { } rows)
            {
                return null;
            }

            if (field is null)
            {
                if (rows.Subscription is not { } subscriptionOf)
                {
                    return field = rows.Customer;
                }

                var customers = new int[rows.Subscriptions];
                for (var row = 0; row < rows.Count; row++)
                {
                    customers[subscriptionOf[row]] = rows.Customer[row];
                }

                field = customers;
            }

            return field;
        }
    }

    // By key where keys have an order, so that the order of the rows does not show.
    private static List<TCustomer> Ordered(IEnumerable<TCustomer> customers)
    {
        var list = customers.ToList();
        if (KeyOrder is { } order)
        {
            list.Sort(order);
        }

        return list;
    }

    private static IComparer<TCustomer>? KeyOrder { get; } =
        typeof(TCustomer) == typeof(string) ? (IComparer<TCustomer>)(object)StringComparer.Ordinal
        : typeof(IComparable<TCustomer>).IsAssignableFrom(typeof(TCustomer)) ? Comparer<TCustomer>.Default
        : null;
}
