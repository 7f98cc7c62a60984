using Retention.Metrics.Logs;

namespace Retention.Metrics.Orders;

/// <summary>
/// The orders of a log, customer by customer, each customer's in the order of their days: the layout from which every question is one pass.
/// </summary>
internal sealed class OrderColumns
{
    private readonly int[] _starts;
    private readonly int[] _days;

    /// <param name="starts">The first row of each customer, and after them the number of rows.</param>
    /// <param name="days">The day of each row.</param>
    /// <param name="amounts">The amount of each row.</param>
    /// <param name="firstDay">The least of the days.</param>
    /// <param name="lastDay">The greatest of the days.</param>
    public OrderColumns(int[] starts, int[] days, AmountColumn amounts, int firstDay, int lastDay)
    {
        (_starts, _days, Amounts) = (starts, days, amounts);
        (FirstDay, LastDay) = (firstDay, lastDay);
    }

    public int Customers => _starts.Length - 1;

    public int Orders => _days.Length;

    /// <summary>The first day with an order, as <see cref="DateOnly.DayNumber"/>; meaningless without orders.</summary>
    public int FirstDay { get; }

    /// <summary>The last day with an order, as <see cref="DateOnly.DayNumber"/>; meaningless without orders.</summary>
    public int LastDay { get; }

    public AmountColumn Amounts { get; }

    /// <summary>The day of every row.</summary>
    public ReadOnlySpan<int> Days => _days;

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

    /// <summary>The numbers that have orders; null when all have.</summary>
    public List<int>? NumbersInUse()
    {
        var empty = 0;
        for (var customer = 0; customer < Customers; customer++)
        {
            empty += _starts[customer] == _starts[customer + 1] ? 1 : 0;
        }

        if (empty == 0)
        {
            return null;
        }

        var used = new List<int>(Customers - empty);
        for (var customer = 0; customer < Customers; customer++)
        {
            if (_starts[customer] < _starts[customer + 1])
            {
                used.Add(customer);
            }
        }

        return used;
    }

    /// <summary>The rows of some of the customers, numbered anew in the order given.</summary>
    public OrderColumns Only(List<int> customers)
    {
        var starts = new int[customers.Count + 1];
        var rows = new List<int>();
        for (var i = 0; i < customers.Count; i++)
        {
            rows.AddRange(Enumerable.Range(_starts[customers[i]], _starts[customers[i] + 1] - _starts[customers[i]]));
            starts[i + 1] = rows.Count;
        }

        int[] days = [.. rows.Select(row => _days[row])];
        return new(starts, days, Amounts.Only(rows), days.DefaultIfEmpty().Min(), days.DefaultIfEmpty().Max());
    }

    /// <summary>The same rows with their customers numbered anew, without those that have none.</summary>
    public OrderColumns Renumbered(List<int> used)
    {
        var starts = new int[used.Count + 1];
        for (var i = 0; i < used.Count; i++)
        {
            starts[i] = _starts[used[i]];
        }

        starts[^1] = Orders;
        return new(starts, _days, Amounts, FirstDay, LastDay);
    }
}
