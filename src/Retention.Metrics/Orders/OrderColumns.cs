using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>
/// The orders of a log, customer by customer, each customer's in the order of their days: the layout from which every question is one pass.
/// </summary>
internal sealed class OrderColumns
{
    private readonly int[] _starts;
    private readonly int[] _days;

    private OrderColumns(int[] starts, int[] days, AmountColumn amounts)
    {
        _starts = starts;
        _days = days;
        Amounts = amounts;
        foreach (var day in days)
        {
            FirstDay = Math.Min(FirstDay, day);
            LastDay = Math.Max(LastDay, day);
        }
    }

    public int Customers => _starts.Length - 1;

    public int Orders => _days.Length;

    /// <summary>The first day with an order, as <see cref="DateOnly.DayNumber"/>; meaningless without orders.</summary>
    public int FirstDay { get; } = int.MaxValue;

    /// <summary>The last day with an order, as <see cref="DateOnly.DayNumber"/>; meaningless without orders.</summary>
    public int LastDay { get; } = int.MinValue;

    public AmountColumn Amounts { get; }

    /// <summary>The days of a customer's orders in ascending order; a day appears as often as there were orders on it.</summary>
    public ReadOnlySpan<int> DaysOf(int customer) => _days.AsSpan(_starts[customer].._starts[customer + 1]);

    /// <summary>The row of a customer's first order; the others follow.</summary>
    public int FirstRowOf(int customer) => _starts[customer];

    /// <summary>The exact sum of a customer's amounts.</summary>
    public decimal SpendOf(int customer) => Amounts.Sum(_starts[customer], _starts[customer + 1]);

    /// <summary>The number of the customer and the day since 1970-01-01 of each row.</summary>
    public (int[] Customers, int[] EpochDays) Rows()
    {
        var customers = new int[Orders];
        var days = new int[Orders];
        for (var customer = 0; customer < Customers; customer++)
        {
            for (var row = _starts[customer]; row < _starts[customer + 1]; row++)
            {
                customers[row] = customer;
                days[row] = _days[row] - EpochDay.Zero;
            }
        }

        return (customers, days);
    }

    /// <summary>Sorts rows by customer and day.</summary>
    /// <param name="customerIds">The number of each row's customer.</param>
    /// <param name="customers">How many customers there are.</param>
    /// <param name="days">The day of each row.</param>
    /// <param name="amounts">The amount of each row.</param>
    /// <remarks>
    /// Two stable counting sorts, by day and then by customer, so that the time is linear however the rows came. Rows of one customer and day keep their order,
    /// which no question looks at.
    /// </remarks>
    public static OrderColumns Sort(ReadOnlySpan<int> customerIds, int customers, ReadOnlySpan<int> days, AmountColumn amounts)
    {
        var byDay = SortedByDay(days);
        var starts = new int[customers + 1];
        foreach (var customer in customerIds)
        {
            starts[customer + 1]++;
        }

        for (var customer = 0; customer < customers; customer++)
        {
            starts[customer + 1] += starts[customer];
        }

        var next = starts.AsSpan(0, customers).ToArray();
        var order = GC.AllocateUninitializedArray<int>(days.Length);
        var sortedDays = GC.AllocateUninitializedArray<int>(days.Length);
        for (var i = 0; i < days.Length; i++)
        {
            var row = byDay.Length == 0 ? i : byDay[i];
            var place = next[customerIds[row]]++;
            order[place] = row;
            sortedDays[place] = days[row];
        }

        return new(starts, sortedDays, amounts.Reorder(order));
    }

    /// <summary>The rows in the order of their days; empty when they are in that order already.</summary>
    private static int[] SortedByDay(ReadOnlySpan<int> days)
    {
        var (least, greatest, sorted, before) = (int.MaxValue, int.MinValue, true, int.MinValue);
        foreach (var day in days)
        {
            least = Math.Min(least, day);
            greatest = Math.Max(greatest, day);
            sorted &= day >= before;
            before = day;
        }

        if (sorted)
        {
            return [];
        }

        // A day number is below 4 million, so counting is linear in the rows and bounded in the calendar.
        var order = GC.AllocateUninitializedArray<int>(days.Length);
        var places = new int[greatest - least + 2];
        foreach (var day in days)
        {
            places[day - least + 1]++;
        }

        for (var day = 1; day < places.Length; day++)
        {
            places[day] += places[day - 1];
        }

        for (var row = 0; row < days.Length; row++)
        {
            order[places[days[row] - least]++] = row;
        }

        return order;
    }
}
