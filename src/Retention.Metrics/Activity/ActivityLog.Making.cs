using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Retention.Metrics.Logs;

namespace Retention.Metrics.Activity;

/// <summary>The columns that a log is made of; the last two are empty when the rows have neither instants nor events.</summary>
internal readonly ref struct ActivityColumns<TCustomer>
{
    public ActivityColumns(ReadOnlySpan<TCustomer> customers, ReadOnlySpan<int> days, int dayZero, ReadOnlySpan<long> instants, ReadOnlySpan<int> codes)
    {
        Customers = customers;
        Days = days;
        DayZero = dayZero;
        Instants = instants;
        Codes = codes;
    }

    public ReadOnlySpan<TCustomer> Customers { get; }

    /// <summary>The day of each row; 1970-01-01 has the number <see cref="DayZero"/>.</summary>
    public ReadOnlySpan<int> Days { get; }

    public int DayZero { get; }

    public ReadOnlySpan<long> Instants { get; }

    public ReadOnlySpan<int> Codes { get; }
}

public sealed partial class ActivityLog<TCustomer>
{
    /// <summary>Chooses how to store the rows and stores them: bits of customer and day while that is smaller than half of the columns, the sorted rows otherwise or when more than days is needed.</summary>
    internal static unsafe ActivityLog<TCustomer> Make(ActivityColumns<TCustomer> columns, TimeZoneInfo? zone, RowNames names, ActivityLogOptions options)
    {
        var rows = columns.Customers.Length;
        var threads = Workers.For(rows, options.MaxThreads, options.ThreadsFrom);
        fixed (int* days = columns.Days)
        {
            var dayColumn = new Column<int>(days, rows);
            var ends = ColumnEnds.Of(dayColumn, threads);
            CheckDays(columns.Days, columns.DayZero, ends);
            var keepsRows = zone is not null || names.Codes.Length > 0 || options.KeepOccurrences;
            if (!keepsRows && rows > 0)
            {
                var budget = Budget(rows);
                if ((typeof(TCustomer) == typeof(int) ? Bits<int, IntHash>(Unsafe.BitCast<ReadOnlySpan<TCustomer>, ReadOnlySpan<int>>(columns.Customers), dayColumn, ends, columns.DayZero, budget, threads)
                    : typeof(TCustomer) == typeof(long) ? Bits<long, LongHash>(Unsafe.BitCast<ReadOnlySpan<TCustomer>, ReadOnlySpan<long>>(columns.Customers), dayColumn, ends, columns.DayZero, budget, threads)
                    : typeof(TCustomer) == typeof(Guid) ? GuidBits(Unsafe.BitCast<ReadOnlySpan<TCustomer>, ReadOnlySpan<Guid>>(columns.Customers), dayColumn, ends, columns.DayZero, budget, threads)
                    : null) is var (index, store))
                {
                    return new((CustomerIndex<TCustomer>)index, new(store, null, threads), rows, null, names, keepsRows: false);
                }
            }

            return FromRows(columns, ends, zone, names, keepsRows, threads);
        }
    }

    private static unsafe (object Index, ActivityStore Store)? Bits<TKey, THash>(ReadOnlySpan<TKey> customers, Column<int> days, ColumnEnds ends, int dayZero, long budget, int threads)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>, System.Numerics.IMinMaxValue<TKey>
        where THash : struct, IKeyHash<TKey>
    {
        fixed (TKey* keys = customers)
        {
            var column = new Column<TKey>(keys, customers.Length);
            var keyEnds = ColumnEnds.Of(column, threads);
            var span = (Int128)keyEnds.Greatest - keyEnds.Least + 1;
            if (span <= Math.Max(4096, customers.Length) && DayBits.BytesFor((long)span, ends.Span) <= budget)
            {
                var least = TKey.CreateTruncating(keyEnds.Least);
                return (new DenseIndex<TKey>(least, (int)span, hasGaps: true), DenseIngest.Run((int)span, column, least, days, ends, dayZero, threads));
            }

            return HashIngest.Run<TKey, THash>(column, days, ends, budget, threads) is var (index, strips) ? (index, strips.Shifted(dayZero)) : null;
        }
    }

    private static unsafe (object Index, ActivityStore Store)? GuidBits(ReadOnlySpan<Guid> customers, Column<int> days, ColumnEnds ends, int dayZero, long budget, int threads)
    {
        var empty = customers.IndexOf(Guid.Empty);
        if (empty >= 0)
        {
            CustomerKey.Check(Guid.Empty, empty);
        }

        fixed (Guid* keys = customers)
        {
            return HashIngest.Run<Guid, GuidHash>(new(keys, customers.Length), days, ends, budget, threads) is var (index, strips) ? (index, strips.Shifted(dayZero)) : null;
        }
    }

    private static unsafe ActivityLog<TCustomer> FromRows(ActivityColumns<TCustomer> columns, ColumnEnds ends, TimeZoneInfo? zone, RowNames names, bool keepsRows, int threads)
    {
        var rows = columns.Customers.Length;
        if (typeof(TCustomer) != typeof(string))
        {
            for (var row = 0; row < rows; row++)
            {
                CustomerKey.Check(columns.Customers[row], row);
            }
        }

        var pooled = ArrayPool<int>.Shared.Rent(rows);
        try
        {
            var ids = pooled.AsSpan(0, rows);
            return FromNumbers(CustomerIndex.Build(columns.Customers, ids, threads), ids, columns, ends, zone, names, keepsRows, threads);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(pooled);
        }
    }

    /// <summary>From rows whose customers are numbered.</summary>
    internal static unsafe ActivityLog<TCustomer> FromNumbers(CustomerIndex<TCustomer> index, ReadOnlySpan<int> ids, ActivityColumns<TCustomer> columns, ColumnEnds ends, TimeZoneInfo? zone, RowNames names, bool keepsRows, int threads)
    {
        if (!keepsRows && DayBits.BytesFor(index.Count, ends.Span) <= Budget(ids.Length))
        {
            fixed (int* numbers = ids, days = columns.Days)
            {
                var bits = DenseIngest.Run(index.Count, new Column<int>(numbers, ids.Length), 0, new(days, ids.Length), ends, columns.DayZero, Math.Min(threads, Math.Max(1, ids.Length)));
                return new(index, new(bits, null, threads), ids.Length, zone, names, keepsRows);
            }
        }

        var store = ActivityRows.Sort(ids, index.Count, columns.Days, columns.DayZero, columns.Instants, columns.Codes, distinct: !keepsRows);
        return new(index, new(store, null, threads), ids.Length, zone, names, keepsRows);
    }

    /// <summary>How many bytes the bits of a log may take: half of what two columns of 32 bits take, or what any machine has.</summary>
    internal static long Budget(long rows) => Math.Max(1 << 20, 4 * rows);

    internal static void CheckDays(ReadOnlySpan<int> epochDays, int dayZero, ColumnEnds ends)
    {
        if (epochDays.IsEmpty || (ends.Least - dayZero >= EpochDay.Least && ends.Greatest - dayZero <= EpochDay.Greatest))
        {
            return;
        }

        for (var row = 0; row < epochDays.Length; row++)
        {
            var day = (long)epochDays[row] - dayZero;
            if (day < EpochDay.Least || day > EpochDay.Greatest)
            {
                throw new ArgumentOutOfRangeException(nameof(epochDays), epochDays[row], string.Create(CultureInfo.InvariantCulture, $"The day of row {row} was {epochDays[row]}. Days since 1970-01-01 must be inside [{EpochDay.Least}..{EpochDay.Greatest}] (0001-01-01..9999-12-31)."));
            }
        }
    }
}
