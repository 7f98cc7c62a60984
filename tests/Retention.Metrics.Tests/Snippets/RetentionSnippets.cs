using Retention.Metrics;
using Retention.Metrics.Tests.House;

namespace Retention.Metrics.Tests.Snippets;

/// <summary>The code of docs/metrics/retention.md.</summary>
internal static class RetentionSnippets
{
    [Snippet("retention")]
    internal static void Retention(TextWriter Console)
    {
        #region retention
        RetentionRate monthly = RetentionRate.FromCounts(retained: 950, customersAtStart: 1_000, PeriodLength.Month);

        Console.WriteLine(monthly);
        Console.WriteLine(monthly.Churn);
        Console.WriteLine(monthly.ConvertPeriod(PeriodLength.Year));
        Console.WriteLine(monthly.ExpectedLifetime);
        Console.WriteLine(monthly.Interval(0.99, ProportionInterval.ClopperPearson));
        #endregion
    }
}
