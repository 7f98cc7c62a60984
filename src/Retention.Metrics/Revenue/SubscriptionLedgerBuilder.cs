using System.Globalization;
using Retention.Metrics.Logs;
using Retention.Metrics.Rendering;

namespace Retention.Metrics.Revenue;

/// <summary>Collects rows, one by one or in ranges, and makes a ledger of them.</summary>
/// <typeparam name="TCustomer">The type of the customer key.</typeparam>
/// <remarks>
/// <para>A row that is refused leaves the builder as it was, and so does a range of which a row is refused, whose source throws or which is cancelled: either all of its rows are added or none.</para>
/// <para><see cref="Build"/> may be called again after more rows; every ledger has the rows so far. Not thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var builder = new SubscriptionLedgerBuilder&lt;string&gt;(MrrPolicy.Stripe);
/// builder.Add(new() { Customer = "acme", Start = new(2026, 1, 15), Amount = 1_200m, Interval = BillingInterval.Year });
/// builder.AddRange(rows, progress, cancellationToken);
/// SubscriptionLedger&lt;string&gt; ledger = builder.Build();
/// </code>
/// </example>
public sealed partial class SubscriptionLedgerBuilder<TCustomer>
    where TCustomer : notnull
{
    private const int ProgressEvery = 1 << 16;
    private readonly MrrPolicy _policy;
    private readonly SubscriptionLedgerOptions _options;
    private readonly AmountColumnBuilder _amounts = new();
    private readonly NameCodes _currencies = new(StringComparer.OrdinalIgnoreCase);
    private readonly NameCodes _segments = new();
    private readonly NameCodes _subscriptions = new();
    private readonly HashSet<(TCustomer Customer, int Subscription, int Start)> _seen = [];
    private readonly Dictionary<int, SubscriptionTerms> _terms = [];
    private TCustomer[] _customers = [];
    private int[] _starts = [];
    private int[] _ends = [];
    private int[] _intervals = [];
    private int[] _currencyOf = [];
    private int[]? _segmentOf;
    private int[]? _subscriptionOf;
    private int _count;

    /// <summary>Starts without rows.</summary>
    /// <param name="policy">The policy of the ledger; <see cref="MrrPolicy.Default"/> unless told. The ledger can be read under others afterwards.</param>
    /// <param name="options">How the ledger works; the default unless told.</param>
    public SubscriptionLedgerBuilder(MrrPolicy? policy = null, SubscriptionLedgerOptions? options = null)
    {
        _policy = policy ?? MrrPolicy.Default;
        _options = options ?? SubscriptionLedgerOptions.Default;
    }

    /// <summary>How many rows have been added.</summary>
    public long Count => _count;

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="row"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no customer, an end lies before its start, the interval is none, or the subscription already has a row that starts on the same day.</exception>
    public SubscriptionLedgerBuilder<TCustomer> Add(SubscriptionRow<TCustomer> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(row.Pauses);
        var start = row.Start.DayNumber;
        var end = row.End is { } e && e != DateOnly.MaxValue ? e.DayNumber : SubscriptionRows.Open;
        Check(row.Customer, start, end, row.Interval, row.IntervalCount);
        CheckTerms(row);
        // Nothing is kept before everything is checked.
        var subscription = 0;
        if (row.Subscription is { } name)
        {
            subscription = _subscriptions.Add(name);
            if (!_seen.Add((row.Customer, subscription, start)))
            {
                throw new ArgumentException(
                    $"Subscription was {name}. Customer {Name(row.Customer)} already has a row of it that starts on {Text.Date(row.Start)} (row {Text.Count(_count)} repeats it). Leave duplicates out, or end the old row where the new one starts.",
                    nameof(row));
            }
        }

        Append(row.Customer, start, end, row.Amount, SubscriptionRows.Pack(row.Interval, row.IntervalCount), row.Currency, row.Segment, row.Subscription is null ? -1 : subscription);
        if (TermsOf(row) is { } terms)
        {
            _terms.Add(_count - 1, terms);
        }

        return this;
    }

    /// <summary>Adds a row of the four things that every subscription has.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="start">The first day.</param>
    /// <param name="end">The first day that is no longer paid for; null when no end is known.</param>
    /// <param name="amount">What is billed per billing interval, net of taxes.</param>
    /// <param name="interval">The unit of time that the price recurs in.</param>
    /// <param name="intervalCount">Every how many units it is billed.</param>
    /// <param name="segment">The segment of the customer; the row that started first decides.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">There is no customer, the end lies before the start, or the interval is none.</exception>
    public SubscriptionLedgerBuilder<TCustomer> Add(TCustomer customer, DateOnly start, DateOnly? end, decimal amount, BillingInterval interval = BillingInterval.Month, int intervalCount = 1, string? segment = null)
    {
        var until = end is { } e && e != DateOnly.MaxValue ? e.DayNumber : SubscriptionRows.Open;
        Check(customer, start.DayNumber, until, interval, intervalCount);
        Append(customer, start.DayNumber, until, amount, SubscriptionRows.Pack(interval, intervalCount), null, segment, -1);
        return this;
    }

    /// <summary>Adds a range of rows: all of them or, when one is refused or reading fails, none.</summary>
    /// <param name="rows">The rows; read once.</param>
    /// <param name="progress">Told from time to time how many rows of the range were read, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or a row is null.</exception>
    /// <exception cref="ArgumentException">A row is refused; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public SubscriptionLedgerBuilder<TCustomer> AddRange(IEnumerable<SubscriptionRow<TCustomer>> rows, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var before = _count;
        try
        {
            foreach (var row in rows)
            {
                Read(row, before, progress, cancellationToken);
            }
        }
        catch
        {
            TakeBack(before);
            throw;
        }

        progress?.Report(_count - before);
        return this;
    }

    /// <summary>Adds a range of rows as they arrive: all of them or, when one is refused or reading fails, none.</summary>
    /// <param name="rows">The rows; read once.</param>
    /// <param name="progress">Told from time to time how many rows of the range were read, and at the end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task that ends when all rows are added.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or a row is null.</exception>
    /// <exception cref="ArgumentException">A row is refused; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public async Task AddRangeAsync(IAsyncEnumerable<SubscriptionRow<TCustomer>> rows, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var before = _count;
        try
        {
            await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                Read(row, before, progress, cancellationToken);
            }
        }
        catch
        {
            TakeBack(before);
            throw;
        }

        progress?.Report(_count - before);
    }

    /// <summary>Makes the ledger of the rows so far.</summary>
    /// <returns>The ledger. Without rows it is empty: its bridges go from 0 to 0, and its rates are undefined.</returns>
    /// <exception cref="ArgumentException">Two rows of one subscription overlap.</exception>
    public SubscriptionLedger<TCustomer> Build() => BuildObserved(null);

    internal SubscriptionLedger<TCustomer> BuildObserved(Period? observed)
    {
        var customerOf = new int[_count];
        var threads = Workers.For(_count, _options.MaxThreads);
        var index = CustomerIndex.Build<TCustomer>(_customers.AsSpan(0, _count), customerOf, threads);
        var subscriptions = NumberSubscriptions(customerOf, out var subscriptionNames, out var subscriptionOf);
        var rows = new SubscriptionRows
        {
            Customers = index.Count,
            Customer = customerOf,
            Subscription = subscriptionOf,
            Subscriptions = subscriptions,
            Start = _starts.AsSpan(0, _count).ToArray(),
            End = _ends.AsSpan(0, _count).ToArray(),
            Amount = _amounts.Build(),
            Interval = _intervals.AsSpan(0, _count).ToArray(),
            Currency = Currencies(out var currencies),
            Currencies = currencies,
            Terms = new(_terms),
        };
        CheckOverlaps(rows, subscriptionNames);
        return new(index, rows, subscriptionNames, _policy, threads, SegmentsOf(rows), [.. _segments.Names], observed: observed, observedThrough: observed?.End.AddDays(-1));
    }

    private static string Name(TCustomer customer) => string.Create(CultureInfo.InvariantCulture, $"{customer}");

    private void Read(SubscriptionRow<TCustomer> row, int before, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Add(row);
        if ((_count - before) % ProgressEvery == 0)
        {
            progress?.Report(_count - before);
        }
    }

    private void TakeBack(int count)
    {
        for (var row = count; row < _count; row++)
        {
            _terms.Remove(row);
            if (_subscriptionOf is { } s && s[row] >= 0)
            {
                _seen.Remove((_customers[row], s[row], _starts[row]));
            }
        }

        _amounts.TakeBack(count);
        _count = count;
    }

    private void Append(TCustomer customer, int start, int end, decimal amount, int interval, string? currency, string? segment, int subscription)
    {
        if (_count == _starts.Length)
        {
            Grow();
        }

        _customers[_count] = customer;
        (_starts[_count], _ends[_count], _intervals[_count]) = (start, end, interval);
        _currencyOf[_count] = _currencies.Add(currency ?? string.Empty);
        if (subscription >= 0)
        {
            (_subscriptionOf ??= Filled())[_count] = subscription;
        }
        else if (_subscriptionOf is not null)
        {
            _subscriptionOf[_count] = -1;
        }

        if (segment is not null)
        {
            (_segmentOf ??= Filled())[_count] = _segments.Add(segment);
        }
        else if (_segmentOf is not null)
        {
            _segmentOf[_count] = -1;
        }

        _amounts.Add(amount);
        _count++;

        int[] Filled()
        {
            var none = new int[_starts.Length];
            Array.Fill(none, -1);
            return none;
        }
    }

    private void Grow()
    {
        var size = Math.Max(1024, (int)Math.Min(Array.MaxLength, _starts.Length * 2L));
        if (size == _starts.Length)
        {
            throw new InvalidOperationException($"A ledger holds at most {Text.Count(Array.MaxLength)} rows. Make one for each part of the customers and add the tables.");
        }

        Array.Resize(ref _customers, size);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _ends, size);
        Array.Resize(ref _intervals, size);
        Array.Resize(ref _currencyOf, size);
        if (_segmentOf is not null)
        {
            Array.Resize(ref _segmentOf, size);
        }

        if (_subscriptionOf is not null)
        {
            Array.Resize(ref _subscriptionOf, size);
        }
    }
}
