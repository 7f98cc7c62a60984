using System.Diagnostics.CodeAnalysis;

namespace Retention.Metrics.Performance.Activity;

/// <summary>Rows of customers and days in order of time, over two years; the later the day, the more customers there are.</summary>
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Test data with a fixed seed.")]
internal static class ActivityRows
{
    public const int Days = 730;

    /// <summary>The last day, with the first counted as 1970-01-01.</summary>
    public static readonly DateOnly Last = new DateOnly(1970, 1, 1).AddDays(Days - 1);

    public static (int[] Customers, int[] Days) Make(int rows)
    {
        var random = new Random(5);
        var (customers, days) = (new int[rows], new int[rows]);
        for (var row = 0; row < rows; row++)
        {
            days[row] = (int)((long)row * Days / rows);
            customers[row] = random.Next(1 + (int)((long)row / 50));
        }

        return (customers, days);
    }
}
